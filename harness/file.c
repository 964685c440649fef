/* Decides how files are opened, read and replaced. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool failed(const char *path, const char *what, char *error, size_t error_bytes) {
    snprintf(error, error_bytes, "%s: %s: %s", path, what, strerror(errno));
    return false;
}

/* Reads exactly the size found before: a file that changes meanwhile is refused,
 * not half used. */
static bool read_all(int fd, uint8_t *data, size_t bytes) {
    size_t done = 0;
    for (;;) {
        uint8_t past_end;
        const bool full = done == bytes;
        ssize_t n = read(fd, full ? &past_end : data + done, full ? 1 : bytes - done);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n == 0 && full) {
            return true;
        }
        if (n <= 0 || full) {
            errno = n < 0 ? errno : EBUSY;
            return false;
        }
        done += (size_t)n;
    }
}

bool aqh_file_read(const char *path, size_t limit, uint8_t **data, size_t *bytes, char *error,
                   size_t error_bytes) {
    *data = NULL;
    *bytes = 0;
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return failed(path, "cannot open", error, error_bytes);
    }
    struct stat st;
    bool ok = fstat(fd, &st) == 0;
    if (!ok) {
        failed(path, "cannot read", error, error_bytes);
    } else if (!S_ISREG(st.st_mode)) {
        snprintf(error, error_bytes, "%s: must be a regular file", path);
        ok = false;
    } else if ((uint64_t)st.st_size > limit) {
        snprintf(error, error_bytes, "%s: must be at most %zu bytes, has %jd", path, limit,
                 (intmax_t)st.st_size);
        ok = false;
    } else {
        *bytes = (size_t)st.st_size;
        *data = malloc(*bytes ? *bytes : 1);
        ok = *data != NULL && read_all(fd, *data, *bytes);
        if (!ok) {
            failed(path, "cannot read", error, error_bytes);
        }
    }
    close(fd);
    if (!ok) {
        free(*data);
        *data = NULL;
        *bytes = 0;
    }
    return ok;
}

static bool write_all(int fd, const uint8_t *data, size_t bytes) {
    while (bytes > 0) {
        const ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        data += n;
        bytes -= (size_t)n;
    }
    return true;
}

bool aqh_file_write(const char *path, const aqh_part *parts, size_t count, char *error,
                    size_t error_bytes) {
    /* Not mkstemp: the file is to have the permissions of any other new file. */
    static atomic_uint serial;
    const size_t name_bytes = strlen(path) + 48;
    char *name = malloc(name_bytes);
    if (name == NULL) {
        return failed(path, "cannot write", error, error_bytes);
    }
    snprintf(name, name_bytes, "%s.%ld.%u.tmp", path, (long)getpid(),
             atomic_fetch_add(&serial, 1u));
    const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        failed(path, "cannot create", error, error_bytes);
        free(name);
        return false;
    }
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        ok = write_all(fd, parts[i].data, parts[i].bytes);
    }
    int cause = ok ? 0 : errno;
    if (close(fd) != 0 && ok) {
        ok = false;
        cause = errno;
    }
    if (ok && rename(name, path) != 0) {
        ok = false;
        cause = errno;
    }
    if (!ok) {
        unlink(name);
        errno = cause;
        failed(path, "cannot write", error, error_bytes);
    }
    free(name);
    return ok;
}
