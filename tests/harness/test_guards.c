/* Is every byte outside a buffer watched, at every alignment, and does a backend
 * get the buffers that its call needs? */
#include "aq_assert.h"

#include "watched.h"

/* ---- Each byte outside -------------------------------------------------- */

static const char *const region_names[AQH_REGIONS] = {"src", "scale", "offset", "dst", "tmp"};

/* All operands at this misalignment; tmp is never misaligned. */
static void misaligned_case(aqh_case *c, unsigned misalign) {
    full_case(c);
    memset(c->misalign, (int)misalign, sizeof(c->misalign));
}

static void expect_touch(touch t, unsigned misalign, uint32_t findings, const char *format,
                         size_t distance) {
    aqh_case c;
    char want[80];
    misaligned_case(&c, misalign);
    aqh_outcome got = run_once(touching_run, &t, &c);
    snprintf(want, sizeof(want), format, region_names[t.region], distance);
    aq_assert_code_msg(got.findings, findings, "misalign %u, want '%s', got '%s'", misalign, want,
                       got.text);
    assert_string_equal(got.text, want);
}

static void one_byte_past_each_end_is_seen(void **state) {
    (void)state;
    for (int region = 0; region < AQH_REGIONS; region++) {
        for (unsigned misalign = 0; misalign < 32; misalign++) {
            expect_touch((touch){.region = region, .from_end = true, .write = false, .at = 0},
                         misalign, BIT(READ_TOO_FAR), "%s: read %zu byte past its end", 1);
            expect_touch((touch){.region = region, .from_end = true, .write = true, .at = 0},
                         misalign, BIT(WRITTEN_TOO_FAR), "%s: wrote %zu byte past its end", 1);
        }
    }
}

static void far_past_each_end_is_seen(void **state) {
    (void)state;
    for (int region = 0; region < AQH_REGIONS; region++) {
        expect_touch((touch){.region = region, .from_end = true, .write = false, .at = 5000000}, 3,
                     BIT(READ_TOO_FAR), "%s: read %zu bytes past its end", 5000001);
        expect_touch((touch){.region = region, .from_end = false, .write = true, .at = -5000000}, 3,
                     BIT(WRITTEN_TOO_FAR), "%s: wrote %zu bytes before its start", 5000000);
    }
}

static void one_byte_before_each_start_is_seen(void **state) {
    (void)state;
    for (int region = 0; region < AQH_REGIONS; region++) {
        /* A read meets the guard where there is no misalignment between. */
        expect_touch((touch){.region = region, .from_end = false, .write = false, .at = -1}, 0,
                     BIT(READ_TOO_FAR), "%s: read %zu byte before its start", 1);
        for (unsigned misalign = 0; misalign < 32; misalign++) {
            /* A write leaves its mark in the first call, and meets the guard or
             * leaves its mark again in the second. */
            uint32_t findings = region < AQH_DST ? BIT(INPUT_WRITTEN) : BIT(WRITTEN_TOO_FAR);
            if (misalign == 0 || region == AQH_TMP)
                findings |= BIT(WRITTEN_TOO_FAR);
            expect_touch((touch){.region = region, .from_end = false, .write = true, .at = -1},
                         misalign, findings, "%s: wrote %zu byte before its start", 1);
        }
    }
}

/* Where there is no guard after the buffer: the first byte that changed counts. */
static void a_write_past_an_end_without_guard_is_seen(void **state) {
    (void)state;
    for (int region = 0; region < AQH_REGIONS; region++) {
        uint32_t findings = region < AQH_DST ? BIT(INPUT_WRITTEN) : BIT(WRITTEN_TOO_FAR);
        expect_touch((touch){.region = region, .from_end = true, .write = true, .second = true}, 0,
                     findings, "%s: wrote %zu byte past its end", 1);
        expect_touch((touch){.region = region,
                             .from_end = true,
                             .write = true,
                             .second = true,
                             .at = AQH_GUARD_WINDOW - 1},
                     31, findings, "%s: wrote %zu bytes past its end", AQH_GUARD_WINDOW);
    }
}

/* A read that meets no guard in either call is seen if it matters. */
static void neighbouring_bytes_that_matter_are_seen(void **state) {
    (void)state;
    for (int region = 0; region < AQH_TMP; region++) {
        for (unsigned misalign = 1; misalign < 32; misalign++) {
            touch t = {.region = region, .use = true, .at = -(ptrdiff_t)misalign};
            aqh_case c;
            misaligned_case(&c, misalign);
            aqh_outcome got = run_once(touching_run, &t, &c);
            aq_assert_code_msg(got.findings, BIT(NOT_DETERMINISTIC), "%s", got.text);
            aq_assert_code(got.element, 1);
        }
    }
}

/* ---- The buffers -------------------------------------------------------- */

typedef struct seen {
    unsigned calls;
    size_t src_bytes[2], dst_bytes[2];
    uintptr_t address[2][AQH_OPERANDS];
    bool has_offset, has_tmp;
} seen;

static aq_run_status look(void *ctx, const aq_call *call, const aq_buffers *buffers,
                          aq_error *error) {
    seen *s = ctx;
    unsigned i = s->calls++;
    s->src_bytes[i] = buffers->src_bytes;
    s->dst_bytes[i] = buffers->dst_bytes;
    s->address[i][AQH_SRC] = (uintptr_t)buffers->src;
    s->address[i][AQH_SCALE] = (uintptr_t)buffers->scale;
    s->address[i][AQH_OFFSET] = (uintptr_t)buffers->offset;
    s->address[i][AQH_DST] = (uintptr_t)buffers->dst;
    s->has_offset = buffers->offset != NULL;
    s->has_tmp = buffers->tmp != NULL;
    return good_run(NULL, call, buffers, error);
}

static void buffers_have_the_size_and_the_misalignment_asked_for(void **state) {
    (void)state;
    for (unsigned misalign = 0; misalign < 32; misalign++) {
        aqh_case c;
        misaligned_case(&c, misalign);
        seen s = {0};
        aqh_outcome got = run_once(look, &s, &c);
        aq_assert_code_msg(got.findings, 0, "%s", got.text);
        aq_assert_code(s.calls, 2);
        for (int operand = 0; operand < AQH_OPERANDS; operand++)
            aq_assert_code(s.address[1][operand] % 64, misalign);
        for (int i = 0; i < 2; i++) {
            aq_assert_code(s.src_bytes[i], ELEMENTS);
            aq_assert_code(s.dst_bytes[i], DST_BYTES);
        }
        assert_true(s.has_offset && s.has_tmp);
    }
}

static void what_a_call_does_not_have_is_null(void **state) {
    (void)state;
    aqh_case c;
    half_case(&c);
    c.data[AQH_OFFSET] = c.data[AQH_SCALE]; /* left over: the call has no offset */
    c.bytes[AQH_OFFSET] = c.bytes[AQH_SCALE];
    seen s = {0};
    aqh_outcome got = run_once(look, &s, &c);
    aq_assert_code_msg(got.findings, 0, "%s", got.text);
    assert_false(s.has_offset || s.has_tmp);
}

static void dst_receives_the_first_call(void **state) {
    (void)state;
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "t", NULL, NULL, good_run};
    enum { COMPUTED = 8 * COLUMNS };
    aqh_case c;
    half_case(&c);
    uint8_t dst[4 * COMPUTED + 1], want[4 * COMPUTED + 1];
    memset(dst, 0x11, sizeof(dst));
    memset(want, 0x00, 2 * COMPUTED); /* all inputs are zero */
    memset(want + 2 * COMPUTED, 0xA5, 2 * COMPUTED);
    want[4 * COMPUTED] = 0x11;
    aqh_runner *runner = aqh_runner_new();
    aqh_outcome outcome;
    aqh_run(runner, &backend, &c, dst, &outcome);
    aqh_runner_free(runner);
    aq_assert_bytes(dst, want, sizeof(want));
}

static void absurd_illegal_calls_are_run_without_their_memory(void **state) {
    (void)state;
    aqh_runner *runner = aqh_runner_new();
    const aq_backend backend = {AQ_BACKEND_ABI, sizeof(aq_backend), "t", NULL, NULL, bad_refuse};
    for (int i = 0; i < 5; i++) {
        aqh_case c;
        full_case(&c);
        if (i == 0)
            c.call.src.rows = c.call.dst.rows = UINT32_MAX;
        else if (i == 1)
            c.call.tmp_bytes = SIZE_MAX;
        else if (i == 2)
            c.call.dst.format = (aq_format)77;
        else if (i == 3)
            c.data[AQH_SRC] = NULL;
        else
            c.bytes[AQH_SCALE] = 1;
        aqh_outcome outcome;
        aqh_run(runner, &backend, &c, NULL, &outcome);
        aq_assert_code_msg(outcome.findings, 0, "absurd %d: %s", i, outcome.text);
        aq_assert_code(outcome.status, AQ_RUN_REFUSED);
    }
    aqh_runner_free(runner);
}

/* ---- The built-in backend ----------------------------------------------- */

static void the_cpu_backend_has_no_finding_at_any_alignment(void **state) {
    (void)state;
    aqh_runner *runner = aqh_runner_new();
    assert_non_null(runner);
    for (int half = 0; half < 2; half++) {
        for (int operand = 0; operand < AQH_OPERANDS; operand++) {
            for (unsigned misalign = 0; misalign < 32; misalign++) {
                aqh_case c;
                uint8_t dst[4 * DST_BYTES];
                aqh_outcome got;
                (half ? half_case : full_case)(&c);
                c.misalign[operand] = (uint8_t)misalign;
                aqh_run(runner, aq_backend_cpu(), &c, dst, &got);
                aq_assert_code_msg(got.findings, 0, "%s", got.text);
                aq_assert_code(got.status, AQ_RUN_OK);
            }
        }
    }
    aqh_runner_free(runner);
}

static void the_cpu_backend_refuses_an_illegal_call_untouched(void **state) {
    (void)state;
    aqh_runner *runner = aqh_runner_new();
    aqh_case c;
    aqh_outcome got;
    full_case(&c);
    c.call.k = ROWS + 1;
    aqh_run(runner, aq_backend_cpu(), &c, NULL, &got);
    aqh_runner_free(runner);
    aq_assert_code_msg(got.findings, 0, "%s", got.text);
    aq_assert_code(got.status, AQ_RUN_REFUSED);
    aq_assert_contains(got.text, "k");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_byte_past_each_end_is_seen),
    cmocka_unit_test(far_past_each_end_is_seen),
    cmocka_unit_test(one_byte_before_each_start_is_seen),
    cmocka_unit_test(a_write_past_an_end_without_guard_is_seen),
    cmocka_unit_test(neighbouring_bytes_that_matter_are_seen),
    cmocka_unit_test(buffers_have_the_size_and_the_misalignment_asked_for),
    cmocka_unit_test(what_a_call_does_not_have_is_null),
    cmocka_unit_test(dst_receives_the_first_call),
    cmocka_unit_test(absurd_illegal_calls_are_run_without_their_memory),
    cmocka_unit_test(the_cpu_backend_has_no_finding_at_any_alignment),
    cmocka_unit_test(the_cpu_backend_refuses_an_illegal_call_untouched),
};

AQ_TEST_MAIN(tests)
