/* Replays a target's corpus without libFuzzer, with any compiler; and keeps the
 * corpus honest: every file is listed, has the SHA-1 that is its name, and is
 * there. A finding ends the process, as in the fuzzer.
 *
 *     TARGET_replay --corpus DIR     the files of DIR, which DIR.list lists
 *     TARGET_replay --regress DIR    those of this target in DIR/LIST
 *     TARGET_replay --seed DIR       writes the seeds to DIR
 *     TARGET_replay --list DIR       names the files of DIR by content, writes DIR.list
 *     TARGET_replay FILE...          these inputs, or .aqcase files
 *
 * Exit code 0, or 1 with a line for each file that could not be replayed. */
#include "fuzz_target.h"

#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_LIMIT = 1 << 20, PATH_BYTES = 1024, NAME_BYTES = 256 };

static int failures;
static unsigned replayed;

static void fail(const char *path, const char *what) {
    fprintf(stderr, "FAIL %s: %s\n", path, what);
    failures++;
}

/* ---- One input ----------------------------------------------------------- */

static void sha1_of(char hex[SHA1_DIGEST_STRING_LENGTH], const uint8_t *bytes, size_t size) {
    SHA1Data(bytes, size, hex);
}

/* A whole file that is not empty. */
static uint8_t *read_input(const char *path, size_t *size) {
    char error[PATH_BYTES + 256];
    uint8_t *bytes;
    if (!aqh_file_read(path, INPUT_LIMIT, &bytes, size, error, sizeof error)) {
        fail(path, error);
        return NULL;
    }
    if (*size == 0) {
        fail(path, "is empty");
        free(bytes);
        return NULL;
    }
    return bytes;
}

static bool ends_with(const char *text, const char *end) {
    const size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* A case as findings are written; its own buffers, as it says. */
static void replay_case(const char *path, const uint8_t *bytes, size_t size) {
    const aqf_subject *subject = aqf_subject_here();
    aqh_case c;
    aqh_trial trial;
    char error[512];
    if (!aqh_case_parse(&c, bytes, size, error, sizeof error)) {
        fail(path, error);
        return;
    }
    c.judge = subject->judge;
    if (!aqh_try(subject->runner, subject->backend, &c, AQH_ORACLE_EVERYDAY, true, 1, NULL, &trial))
        fail(path, "out of memory");
    else if (trial.findings)
        aqf_trial_finding(&c, &trial);
    aqh_case_free(&c);
}

static void replay(const char *path, const uint8_t *bytes, size_t size) {
    printf("%s\n", path);
    fflush(stdout); /* whatever happens next, this was it */
    if (ends_with(path, ".aqcase"))
        replay_case(path, bytes, size);
    else
        LLVMFuzzerTestOneInput(bytes, size);
    replayed++;
}

static void replay_checked(const char *path, const char *sum) {
    char hex[SHA1_DIGEST_STRING_LENGTH];
    size_t size;
    uint8_t *bytes = read_input(path, &size);
    if (!bytes)
        return;
    sha1_of(hex, bytes, size);
    if (strcmp(hex, sum) != 0)
        fail(path, "is damaged: its SHA-1 is another");
    else
        replay(path, bytes, size);
    free(bytes);
}

/* ---- Lists --------------------------------------------------------------- */

typedef struct list {
    char **names;
    size_t count;
} list;

static void list_add(list *l, const char *name) {
    char **names = realloc(l->names, (l->count + 1) * sizeof *names);
    char *copy = strdup(name);
    if (!names || !copy) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    l->names = names;
    l->names[l->count++] = copy;
}

static void list_free(list *l) {
    for (size_t i = 0; i < l->count; i++)
        free(l->names[i]);
    free(l->names);
    *l = (list){0};
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool list_has(const list *l, const char *name) {
    return bsearch(&name, l->names, l->count, sizeof *l->names, by_name) != NULL;
}

/* The names in a directory, sorted; hidden ones are not corpus. */
static list names_in(const char *directory) {
    list names = {0};
    DIR *open = opendir(directory);
    if (!open) {
        fail(directory, strerror(errno));
        return names;
    }
    for (struct dirent *entry; (entry = readdir(open)) != NULL;)
        if (entry->d_name[0] != '.')
            list_add(&names, entry->d_name);
    closedir(open);
    if (names.count)
        qsort(names.names, names.count, sizeof *names.names, by_name);
    return names;
}

/* The lines of a text file; none is too long. */
static list lines_of(const char *path) {
    list lines = {0};
    size_t size;
    uint8_t *bytes = read_input(path, &size);
    if (!bytes)
        return lines;
    if (bytes[size - 1] != '\n' || memchr(bytes, 0, size))
        fail(path, "is damaged: lines of text are expected");
    bytes[size - 1] = 0;
    char *save;
    for (char *line = strtok_r((char *)bytes, "\n", &save); line;
         line = strtok_r(NULL, "\n", &save))
        list_add(&lines, line);
    free(bytes);
    return lines;
}

/* ---- Commands ------------------------------------------------------------ */

static void corpus(const char *directory) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s.list", directory);
    list listed = lines_of(path), present = names_in(directory);
    for (size_t i = 1; i < listed.count; i++)
        if (strcmp(listed.names[i - 1], listed.names[i]) >= 0)
            fail(path, "is not sorted");
    for (size_t i = 0; i < present.count; i++)
        if (listed.count && !list_has(&listed, present.names[i])) {
            snprintf(path, sizeof path, "%s/%.255s", directory, present.names[i]);
            fail(path, "is not in the list");
        }
    for (size_t i = 0; i < listed.count; i++) {
        snprintf(path, sizeof path, "%s/%.255s", directory, listed.names[i]);
        replay_checked(path, listed.names[i]);
    }
    if (replayed == 0)
        fail(directory, "nothing was replayed");
    list_free(&listed);
    list_free(&present);
}

/* LIST has a line "sha1 target file what it was" for every file, and comments. */
static void regress(const char *directory) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/LIST", directory);
    list lines = lines_of(path), present = names_in(directory), named = {0};
    for (size_t i = 0; i < lines.count; i++) {
        char sum[64], target[64], file[NAME_BYTES];
        int text = 0;
        if (lines.names[i][0] == '#')
            continue;
        if (sscanf(lines.names[i], "%63s %63s %255s %n", sum, target, file, &text) != 3 ||
            lines.names[i][text] == 0) {
            fail(path, "a line must be: sha1 target file what it was");
            continue;
        }
        list_add(&named, file);
        if (strcmp(target, aqf_target_here.name) == 0) {
            snprintf(path, sizeof path, "%s/%s", directory, file);
            replay_checked(path, sum);
        }
    }
    if (named.count)
        qsort(named.names, named.count, sizeof *named.names, by_name);
    for (size_t i = 0; i < present.count; i++)
        if (strcmp(present.names[i], "LIST") != 0 && !list_has(&named, present.names[i])) {
            snprintf(path, sizeof path, "%s/%.255s", directory, present.names[i]);
            fail(path, "is not in LIST");
        }
    list_free(&lines);
    list_free(&present);
    list_free(&named);
}

static void write_seeds(const char *directory) {
    static uint8_t bytes[INPUT_LIMIT];
    size_t size;
    if (mkdir(directory, 0777) != 0 && errno != EEXIST)
        fail(directory, strerror(errno));
    for (unsigned i = 0; (size = aqf_seed(&aqf_target_here, i, bytes, sizeof bytes)) != 0; i++) {
        char hex[SHA1_DIGEST_STRING_LENGTH], path[PATH_BYTES], error[PATH_BYTES + 256];
        sha1_of(hex, bytes, size);
        snprintf(path, sizeof path, "%s/%s", directory, hex);
        const aqh_part part = {bytes, size};
        if (!aqh_file_write(path, &part, 1, error, sizeof error))
            fail(path, error);
    }
}

static void write_list(const char *directory) {
    char path[PATH_BYTES], error[PATH_BYTES + 256];
    list present = names_in(directory), sums = {0};
    for (size_t i = 0; i < present.count; i++) {
        char hex[SHA1_DIGEST_STRING_LENGTH], named[PATH_BYTES];
        size_t size;
        snprintf(path, sizeof path, "%s/%.255s", directory, present.names[i]);
        uint8_t *bytes = read_input(path, &size);
        if (!bytes)
            continue;
        sha1_of(hex, bytes, size);
        free(bytes);
        snprintf(named, sizeof named, "%s/%s", directory, hex);
        if (rename(path, named) != 0)
            fail(path, strerror(errno));
        list_add(&sums, hex);
    }
    if (sums.count)
        qsort(sums.names, sums.count, sizeof *sums.names, by_name);
    char *text = calloc(sums.count + 1, SHA1_DIGEST_STRING_LENGTH + 1);
    size_t used = 0;
    for (size_t i = 0; text && i < sums.count; i++)
        if (i == 0 || strcmp(sums.names[i], sums.names[i - 1]) != 0)
            used += (size_t)sprintf(text + used, "%s\n", sums.names[i]);
    snprintf(path, sizeof path, "%s.list", directory);
    const aqh_part part = {text, used};
    if (!text || !aqh_file_write(path, &part, 1, error, sizeof error))
        fail(path, text ? error : "out of memory");
    free(text);
    list_free(&present);
    list_free(&sums);
}

static void file(const char *path) {
    size_t size;
    uint8_t *bytes = read_input(path, &size);
    if (bytes)
        replay(path, bytes, size);
    free(bytes);
}

int main(int argc, char **argv) {
    static const struct {
        const char *option;
        void (*run)(const char *directory);
    } commands[] = {{"--corpus", corpus},
                    {"--regress", regress},
                    {"--seed", write_seeds},
                    {"--list", write_list}};
    if (argc < 2) {
        fprintf(stderr, "usage: %s --corpus|--regress|--seed|--list DIR ... | FILE...\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        size_t k = 0;
        while (k < sizeof commands / sizeof *commands && strcmp(argv[i], commands[k].option) != 0)
            k++;
        if (k == sizeof commands / sizeof *commands)
            file(argv[i]);
        else if (i + 1 < argc)
            commands[k].run(argv[++i]);
        else
            fail(argv[i], "needs a directory");
    }
    printf("%s: %u inputs replayed, %d failures\n", aqf_target_here.name, replayed, failures);
    return failures != 0;
}
