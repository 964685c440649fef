/* Decides where tests put their files: under $TMPDIR, or /tmp. */
#include "temp_dir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[256];

int temp_dir_make(void **state) {
    (void)state;
    const char *base = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/aqcheck-test-XXXXXX", base ? base : "/tmp");
    return mkdtemp(directory) == NULL;
}

/* Counts the files and, if asked, removes them. */
static size_t walk(bool remove_them) {
    DIR *dir = opendir(directory);
    size_t count = 0;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        count++;
        if (remove_them) {
            remove(temp_path(entry->d_name));
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return count;
}

int temp_dir_remove(void **state) {
    (void)state;
    walk(true);
    return rmdir(directory);
}

size_t temp_count(void) {
    return walk(false);
}

const char *temp_path(const char *name) {
    static char paths[8][600];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", directory, name);
    return path;
}

const char *temp_file(const char *name, const void *data, size_t bytes) {
    const char *path = temp_path(name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, bytes, file) != bytes || fclose(file) != 0) {
        perror(path);
        abort();
    }
    return path;
}
