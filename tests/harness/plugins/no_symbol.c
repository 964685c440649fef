/* A plug-in that does not export what it must. */
int aq_backend_opne(void);

int aq_backend_opne(void) {
    return 1;
}
