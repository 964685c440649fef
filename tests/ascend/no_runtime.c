/* A library that loads, with one function of ACL and no more. */
int aclInit(const char *config);

int aclInit(const char *config) {
    return config != 0;
}
