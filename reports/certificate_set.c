/* Decides which files belong to a directory of certificates. */
#include "certificate_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

bool aqr_set_read(aqr_set *set, const char *directory, const aqo_subject *subjects, size_t count,
                  char *error, size_t error_bytes) {
    *set = (aqr_set){calloc(count ? count : 1, sizeof *set->entries), 0};
    if (!set->entries) {
        snprintf(error, error_bytes, "%s: out of memory", directory);
        return false;
    }
    for (size_t k = 0; k < count; k++) {
        aqr_entry *entry = &set->entries[k];
        char path[PATH_BYTES];
        aqr_refusal refusal;
        aqr_subject_name(&subjects[k], subjects, count, entry->name);
        snprintf(path, sizeof path, "%s/%s.json", directory, entry->name);
        bool good = aqr_certificate_read(path, &entry->certificate, entry->hash, &refusal);
        if (!good) {
            snprintf(error, error_bytes, "%s: %s", path, refusal.text);
        } else {
            set->count++;
            good = aqr_same_subject(&entry->certificate.subject, &subjects[k]) &&
                   !entry->certificate.shards;
            if (!good)
                snprintf(error, error_bytes, "%s: is of another subject, or a part", path);
        }
        if (!good) {
            aqr_set_free(set);
            return false;
        }
    }
    return true;
}

void aqr_set_free(aqr_set *set) {
    free(set->entries);
    *set = (aqr_set){0};
}

static bool belongs(const aqr_set *set, const char *file, size_t stem) {
    for (size_t k = 0; k < set->count; k++)
        if (strlen(set->entries[k].name) == stem && !memcmp(set->entries[k].name, file, stem))
            return true;
    return false;
}

bool aqr_set_remove_others(const aqr_set *set, const char *directory, char *error,
                           size_t error_bytes) {
    DIR *dir = opendir(directory);
    bool good = dir != NULL;
    for (const struct dirent *entry; good && (entry = readdir(dir)) != NULL;) {
        const size_t length = strlen(entry->d_name);
        if (length < 5 || strcmp(entry->d_name + length - 5, ".json") != 0 ||
            belongs(set, entry->d_name, length - 5))
            continue;
        good = unlinkat(dirfd(dir), entry->d_name, 0) == 0;
    }
    if (!good)
        snprintf(error, error_bytes, "%s: stale certificates cannot be removed: %s", directory,
                 strerror(errno));
    if (dir)
        closedir(dir);
    return good;
}
