#include "output.h"

#include "file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, int why, char *error, size_t error_bytes) {
    snprintf(error, error_bytes, "%s: %s", path, strerror(why));
    return false;
}

/* Is there something at the path that is no file to be replaced? */
static bool is_special(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

bool aqh_output_check(const char *path, char *error, size_t error_bytes) {
    struct stat status;
    if (!strcmp(path, "-"))
        return true;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return fail(path, EISDIR, error, error_bytes);
    if (is_special(path))
        return access(path, W_OK) == 0 || fail(path, errno, error, error_bytes);
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    const size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    if (length >= sizeof directory)
        return fail(path, ENAMETOOLONG, error, error_bytes);
    memcpy(directory, path, length);
    directory[length] = 0;
    return access(slash ? directory : ".", W_OK | X_OK) == 0 ||
           fail(path, errno, error, error_bytes);
}

static bool write_to(FILE *file, const char *text, size_t bytes) {
    return fwrite(text, 1, bytes, file) == bytes && fflush(file) == 0;
}

bool aqh_output_write(const char *path, const char *text, size_t bytes, char *error,
                      size_t error_bytes) {
    if (!strcmp(path, "-"))
        return write_to(stdout, text, bytes) || fail("standard output", errno, error, error_bytes);
    if (is_special(path)) {
        FILE *file = fopen(path, "w");
        if (!file)
            return fail(path, errno, error, error_bytes);
        const bool written = write_to(file, text, bytes);
        const int why = errno;
        return (fclose(file) == 0 && written) || fail(path, why, error, error_bytes);
    }
    char *real = realpath(path, NULL); /* null for a new file */
    const aqh_part part = {text, bytes};
    const bool good = aqh_file_write(real ? real : path, &part, 1, error, error_bytes);
    free(real);
    return good;
}
