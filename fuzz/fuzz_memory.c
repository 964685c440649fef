/* memcpy, memmove and memset of what is in the program and not instrumented: judge,
 * harness, fuzzer, MPFR. The sanitizer would look at all of their bytes first, for a
 * tenth of the time of a case. Code under test is instrumented, and calls the sanitizer's
 * by name; what a plug-in or another shared library calls goes there as before. */
#include <stddef.h>
#include <stdint.h>

/* The sanitizer's, and libc's own under names that nobody intercepts. */
void *__interceptor_memcpy(void *to, const void *from, size_t bytes);
void *__interceptor_memmove(void *to, const void *from, size_t bytes);
void *__interceptor_memset(void *to, int value, size_t bytes);
void *__memcpy_chk(void *to, const void *from, size_t bytes, size_t room);
void *__memmove_chk(void *to, const void *from, size_t bytes, size_t room);
void *__memset_chk(void *to, int value, size_t bytes, size_t room);

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

/* Of the program: where the linker begins it, and ends its code. */
extern const char __executable_start[], etext[];

static inline int in_program(const void *caller) {
    return (uintptr_t)caller - (uintptr_t)__executable_start <
           (uintptr_t)etext - (uintptr_t)__executable_start;
}

/* All there is. The compiler must not know, or it would see that this is memcpy. */
static inline size_t room(void) {
    size_t bytes = SIZE_MAX;
    __asm__("" : "+r"(bytes));
    return bytes;
}

void *memcpy(void *to, const void *from, size_t bytes) {
    return in_program(__builtin_return_address(0)) ? __memcpy_chk(to, from, bytes, room())
                                                   : __interceptor_memcpy(to, from, bytes);
}

void *memmove(void *to, const void *from, size_t bytes) {
    return in_program(__builtin_return_address(0)) ? __memmove_chk(to, from, bytes, room())
                                                   : __interceptor_memmove(to, from, bytes);
}

void *memset(void *to, int value, size_t bytes) {
    return in_program(__builtin_return_address(0)) ? __memset_chk(to, value, bytes, room())
                                                   : __interceptor_memset(to, value, bytes);
}
