/* aqcheck certify and merge, as somebody types them. */
#include "aq_assert.h"
#include "certificate.h"
#include "temp_dir.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *directory; /* of temp_dir, without the last slash */

static int make(void **state) {
    static char path[600];
    const int failed = temp_dir_make(state);
    snprintf(path, sizeof path, "%s", temp_path(""));
    path[strlen(path) - 1] = 0;
    directory = path;
    return failed;
}

/* The exit code; what was printed, both streams, is in `printed`. */
static char printed[65536];

static int aqcheck(const char *arguments) {
    char command[2048];
    snprintf(command, sizeof command, "cd '%s' && '%s' %s 2>&1", directory, AQ_AQCHECK, arguments);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    printed[fread(printed, 1, sizeof printed - 1, out)] = 0;
    const int status = pclose(out);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static char *read_text(const char *file) {
    static char texts[2][65536];
    static unsigned next;
    char *text = texts[next++ % 2];
    FILE *in = fopen(temp_path(file), "rb");
    assert_non_null(in);
    text[fread(text, 1, sizeof texts[0] - 1, in)] = 0;
    fclose(in);
    return text;
}

#define SMALL "certify --plan N12 --src e2m1 --overflow inf_nan "
#define FILE_NAME "N12-e2m1-e8m0-half-inf_nan"

static void a_certificate_is_written_and_verified(void **state) {
    (void)state;
    assert_int_equal(aqcheck(SMALL), 0);
    aq_assert_contains(printed, FILE_NAME ":");
    assert_int_equal(temp_count(), 1);
    assert_int_equal(aqcheck("certify --verify " FILE_NAME ".json"), 0);
    aq_assert_contains(printed, "verified " FILE_NAME ".json: ");
}

/* Of a certificate in the repository's table: NORM 0, SUB 3, IOVF unbounded. */
static void a_report_tells_of_certificates(void **state) {
    (void)state;
    assert_int_equal(aqcheck(SMALL "--report ."), 0);
    assert_int_equal(temp_count(), 5); /* and nothing else is written */
    char *results = read_text("results.json");
    aq_assert_contains(results, "\"command\": \"certify\"");
    aq_assert_contains(results, "\"variant\": \"" FILE_NAME "\"");
    aq_assert_contains(results, "\"evidence\": \"exhaustive\",\n   \"plan\": \"N12\"");
    aq_assert_contains(results, "\"ulp\": \"0x1.8p+1\",\n     \"domain\": \"SUB\"");
    aq_assert_contains(results, "\"domain\": \"IOVF\",\n     \"unbounded\": true");
    char *page = read_text("report.html");
    aq_assert_contains(page, "<h2>Every plan</h2>");
    aq_assert_contains(page, "SUB  3 ulp, exhaustive, ");
    aq_assert_contains(page, "<span class=\"call\">e2m1-e8m0-half-inf_nan</span>");
    aq_assert_contains(read_text("junit.xml"),
                       "<testcase name=\"" FILE_NAME "\" classname=\"N12.certificate\"/>");
    aq_assert_contains(read_text("summary.md"), "1 certificates, 5 witnesses.");
    aq_assert_contains(read_text("results.sarif"), "\"results\": []");

    /* It is of no backend, so it opens no gate. */
    assert_int_equal(
        aqcheck("gate --tolerance " AQ_SOURCE_DIR "/reports/tolerance.json results.json"), 2);
    aq_assert_contains(printed, "results of certify: no backend was compared");
    assert_int_equal(aqcheck("diff results.json results.json"), 0);
    assert_int_equal(aqcheck("certify --report . --shard 1/2"), 2);
    aq_assert_contains(printed, "--report tells of whole certificates: no --shard");
    assert_int_equal(aqcheck("certify --report no/where"), 2);
    aq_assert_contains(printed, "--report: no/where");
    assert_int_equal(aqcheck("certify --verify --report . a.json"), 2);
}

static void json_is_one_certificate_or_an_array(void **state) {
    (void)state;
    assert_int_equal(aqcheck(SMALL "--json -"), 0);
    json_t *one = json_loads(printed, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(one, "plan")), "N12");
    json_decref(one);
    assert_int_equal(temp_count(), 0);
    /* Of the usual mode, unless all are asked for. */
    assert_int_equal(aqcheck("certify --plan N12 --src e2m1 --product 950 --json -"), 0);
    one = json_loads(printed, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(one, "overflow")), "inf_nan");
    json_decref(one);
    assert_int_equal(aqcheck("certify --plan N12 --src e2m1 --overflow all --json -"), 0);
    json_t *all = json_loads(printed, 0, NULL);
    assert_int_equal(json_array_size(all), 3);
    json_decref(all);
}

static void merged_parts_are_the_whole(void **state) {
    (void)state;
    assert_int_equal(aqcheck(SMALL), 0);
    assert_int_equal(aqcheck(SMALL "--shard 1/3"), 0);
    assert_int_equal(aqcheck(SMALL "--shard 2/3 --jobs 2"), 0);
    assert_int_equal(aqcheck(SMALL "--shard 3/3 --jobs 3"), 0);
    assert_int_equal(aqcheck("merge --out whole.json " FILE_NAME ".3-of-3.json " FILE_NAME
                             ".1-of-3.json " FILE_NAME ".2-of-3.json"),
                     0);
    assert_string_equal(read_text("whole.json"), read_text(FILE_NAME ".json"));
    assert_int_equal(aqcheck("merge " FILE_NAME ".3-of-3.json " FILE_NAME ".1-of-3.json"), 2);
    aq_assert_contains(printed, "shard: 2/3 is missing");
    assert_int_equal(aqcheck("merge " FILE_NAME ".json"), 2);
    aq_assert_contains(printed, FILE_NAME ".json: shard: is no part");
}

static void a_changed_certificate_is_a_finding_a_broken_one_an_error(void **state) {
    (void)state;
    assert_int_equal(aqcheck(SMALL), 0);
    char *text = read_text(FILE_NAME ".json");
    char *version = strstr(text, "\"plan\": \"N12\"");
    assert_non_null(version);
    version[strlen("\"plan\": \"N1")] = '3';
    temp_file("changed.json", text, strlen(text));
    temp_file("cut.json", text, strlen(text) / 2);
    assert_int_equal(aqcheck("certify --verify changed.json"), 1);
    aq_assert_contains(printed, "REFUSED changed.json: sha256: ");
    assert_int_equal(aqcheck("certify --verify cut.json"), 2);
    aq_assert_contains(printed, "REFUSED cut.json: JSON: ");
    assert_int_equal(aqcheck("certify --verify nowhere.json"), 2);
    /* The worst of several, and each is looked at. */
    assert_int_equal(aqcheck("certify --verify cut.json changed.json " FILE_NAME ".json"), 2);
    aq_assert_contains(printed, "REFUSED changed.json");
    aq_assert_contains(printed, "verified " FILE_NAME ".json");
}

static void wrong_options_are_refused_by_name(void **state) {
    (void)state;
    static const struct {
        const char *arguments, *says;
    } rows[] = {
        {"certify --plan N14", "--plan: no plan 'N14'"},
        {"certify --product A9", "--product: no product 'A9'"},
        {"certify --src e9m9", "no format 'e9m9'"},
        {"certify --overflow wrap", "--overflow: no mode 'wrap'"},
        {"certify --jobs 0", "--jobs: must be 1..1024"},
        {"certify --slice 0", "--slice: must be 1.."},
        {"certify --shard 3/2", "--shard: must be I/N"},
        {"certify --plan N12 --src int8", "no product runs a plan that fits"},
        {"certify --plan N12 --product A2", "no product runs a plan that fits"},
        {SMALL "--out nowhere", "--out: cannot write in 'nowhere'"},
        {SMALL "more", "what is 'more'?"},
        {"certify --verify", "--verify: which files?"},
        {"certify --verify --json - x", "--verify only reads"},
        {"certify --tables nowhere", "nowhere/certificates/"},
        {"certify --wrong", "unknown option --wrong"},
        {"certify --plan", "--plan needs an argument"},
        {"merge", "which parts?"},
        {"merge nowhere.json", "nowhere.json: cannot open"},
        {"merge --wrong", "unknown option --wrong"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const int status = aqcheck(rows[k].arguments);
        aq_assert_msg(status == 2, "%s: exit code %d", rows[k].arguments, status);
        aq_assert_contains(printed, rows[k].says);
    }
    assert_int_equal(temp_count(), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_certificate_is_written_and_verified, make, temp_dir_remove),
    cmocka_unit_test_setup_teardown(a_report_tells_of_certificates, make, temp_dir_remove),
    cmocka_unit_test_setup_teardown(json_is_one_certificate_or_an_array, make, temp_dir_remove),
    cmocka_unit_test_setup_teardown(merged_parts_are_the_whole, make, temp_dir_remove),
    cmocka_unit_test_setup_teardown(a_changed_certificate_is_a_finding_a_broken_one_an_error, make,
                                    temp_dir_remove),
    cmocka_unit_test_setup_teardown(wrong_options_are_refused_by_name, make, temp_dir_remove),
};

AQ_TEST_MAIN(tests)
