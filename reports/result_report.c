/* Decides which files a report has, and what each is made by. */
#include "output.h"
#include "result_store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct {
    const char *name;
    char *(*text)(const json_t *results);
} files[] = {
    {"results.json", aqr_results_text}, {"junit.xml", aqr_junit_text},
    {"results.sarif", aqr_sarif_text},  {"summary.md", aqr_summary_text},
    {"report.html", aqr_html_text},
};
enum { FILES = sizeof files / sizeof *files };

bool aqr_report_check(const char *directory, char *error, size_t error_bytes) {
    struct stat status;
    if (mkdir(directory, 0777) != 0 && errno != EEXIST) {
        snprintf(error, error_bytes, "%s: %s", directory, strerror(errno));
        return false;
    }
    if (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode) ||
        access(directory, W_OK | X_OK) != 0) {
        snprintf(error, error_bytes, "%s: is no directory that can be written in", directory);
        return false;
    }
    for (int k = 0; k < FILES; k++) {
        char *path = NULL;
        const bool good = asprintf(&path, "%s/%s", directory, files[k].name) >= 0 &&
                          aqh_output_check(path, error, error_bytes);
        if (!path)
            snprintf(error, error_bytes, "%s: out of memory", files[k].name);
        free(path);
        if (!good)
            return false;
    }
    return true;
}

bool aqr_report_write(const json_t *results, const char *directory, char *error,
                      size_t error_bytes) {
    bool good = true;
    for (int k = 0; good && k < FILES; k++) {
        char *path = NULL, *text = results ? files[k].text(results) : NULL;
        if (!text || asprintf(&path, "%s/%s", directory, files[k].name) < 0) {
            snprintf(error, error_bytes, "%s: out of memory", files[k].name);
            good = false;
        } else {
            good = aqh_output_write(path, text, strlen(text), error, error_bytes);
            free(path);
        }
        free(text);
    }
    return good;
}

bool aqr_report_campaign(const aqh_campaign *campaign, const aqh_options *options,
                         const char *command, bool with_stamp, const char *directory, char *error,
                         size_t error_bytes) {
    char stamp[40];
    const time_t now = time(NULL);
    struct tm utc;
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    json_t *results = aqr_results_json(campaign, options, command, with_stamp ? stamp : NULL);
    const bool good = aqr_report_write(results, directory, error, error_bytes);
    json_decref(results);
    return good;
}
