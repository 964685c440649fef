/* One fault with an MPFR number for limbs.sh, by name: none, leaked, read, twice. */
#include "exact.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 300 };

/* Numbers of several sizes, in use at the same time. */
static void *use_many(void *unused) {
    (void)unused;
    mpfr_t numbers[NUMBERS];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < NUMBERS; i++) {
            mpfr_init2(numbers[i], 2 + 64 * (i % 100));
            mpfr_set_si(numbers[i], i % 3 - 1, MPFR_RNDN);
        }
        for (int i = 0; i < NUMBERS; i++) {
            if (mpfr_cmp_si(numbers[i], i % 3 - 1) != 0)
                abort();
            mpfr_set_prec(numbers[i], 6400);
            mpfr_clear(numbers[i]);
        }
    }
    return NULL;
}

static void in_a_thread(void) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, use_many, NULL) != 0 || pthread_join(thread, NULL) != 0)
        abort();
}

/* Out of line, so that no register or stack slot of main() has the address. */
__attribute__((noinline)) static void leak(void) {
    mpfr_t x, y;
    mpfr_inits2(AQO_PRECISION, x, y, (mpfr_ptr)0);
    mpfr_clear(y);
}

static void *leak_in_thread(void *unused) {
    use_many(unused);
    leak();
    return NULL;
}

int main(int argc, char **argv) {
    const char *fault = argc == 2 ? argv[1] : "";
    mpfr_t x;
    use_many(NULL);
    in_a_thread();
    if (strcmp(fault, "leaked") == 0) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, leak_in_thread, NULL) != 0)
            return 2;
        pthread_join(thread, NULL);
        return 0;
    }
    mpfr_init2(x, AQO_PRECISION);
    mpfr_set_ui(x, 1, MPFR_RNDN);
    mpfr_t copy = {x[0]};
    mpfr_clear(x);
    if (strcmp(fault, "read") == 0)
        printf("%d\n", *copy->_mpfr_d != 0);
    if (strcmp(fault, "twice") == 0)
        mpfr_clear(copy);
    return strcmp(fault, "none") == 0 ? 0 : 3;
}
