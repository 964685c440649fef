/* What is seen of a run, and what it is called. */
#include "observe.h"

#include "index.h"
#include "printable.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const uint8_t aqh_prefill[AQH_CALLS] = {0xA5, 0x5A};

#define AQH_X_(id, name, text) [AQH_##id] = name,
static const char *const finding_names[AQH_FINDING_COUNT] = {"none", AQH_FINDING_LIST(AQH_X_)};
#undef AQH_X_
#define AQH_X_(id, name, text) [AQH_##id] = text,
static const char *const finding_texts[AQH_FINDING_COUNT] = {"nothing found",
                                                             AQH_FINDING_LIST(AQH_X_)};
#undef AQH_X_
#define AQ_X_(id, name, api_name, bits) bits,
const uint8_t aqh_format_bits[AQ_FORMAT_COUNT] = {AQ_FORMAT_LIST(AQ_X_)};
#undef AQ_X_

const char *aqh_finding_name(aqh_finding finding) {
    return finding_names[finding];
}

const char *aqh_finding_text(aqh_finding finding) {
    return finding_texts[finding];
}

static const char *region_name(int region) {
    return region == AQH_TMP ? "tmp" : aqh_operand_names[region];
}

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

void aqh_report(aqh_outcome *outcome, aqh_finding finding, const char *format, ...) {
    if (!outcome->findings) {
        va_list list;
        va_start(list, format);
        vsnprintf(outcome->text, sizeof(outcome->text), format, list);
        va_end(list);
    }
    outcome->findings |= 1u << finding;
}

void aqh_report_fault(const aqh_run_state *r, const aqh_fault *fault) {
    static const char *const verbs[] = {
        [AQH_TOUCHED] = "touched", [AQH_READ] = "read", [AQH_WROTE] = "wrote"};
    r->outcome->status = AQ_RUN_FAILED;
    for (int i = 0; i < AQH_REGIONS && fault->has_address; i++) {
        aqh_offside where;
        if (!r->present[i] || !aqh_guard_hit(&r->region[i], fault->address, &where))
            continue;
        aqh_report(r->outcome, fault->access == AQH_WROTE ? AQH_WRITTEN_TOO_FAR : AQH_READ_TOO_FAR,
                   "%s: %s %zu byte%s %s", region_name(i), verbs[fault->access], where.distance,
                   plural(where.distance), where.past ? "past its end" : "before its start");
        return;
    }
    /* Addresses differ from one process to the next; those near null do not. */
    char place[64] = "";
    if (fault->has_address && fault->address < 0x10000)
        snprintf(place, sizeof(place), " at address %#zx", (size_t)fault->address);
    else if (fault->has_address)
        snprintf(place, sizeof(place), " at an address outside the operands");
    aqh_report(r->outcome, AQH_CRASHED, "crashed with %s%s", aqh_fault_name(fault->signal), place);
}

/* ---- What it left behind ------------------------------------------------ */

void aqh_check_surroundings(const aqh_run_state *r) {
    for (int i = 0; i < AQH_REGIONS; i++) {
        const aqh_guard *guard = &r->region[i];
        aqh_offside where;
        if (!r->present[i])
            continue;
        if (i < AQH_DST && memcmp(guard->data, r->c->data[i], guard->bytes) != 0) {
            size_t at = 0;
            while (guard->data[at] == r->c->data[i][at])
                at++;
            aqh_report(r->outcome, AQH_INPUT_WRITTEN, "%s: byte %zu was changed", region_name(i),
                       at);
        }
        if (aqh_guard_changed(guard, &where))
            aqh_report(r->outcome, i < AQH_DST ? AQH_INPUT_WRITTEN : AQH_WRITTEN_TOO_FAR,
                       "%s: wrote %zu byte%s %s", region_name(i), where.distance,
                       plural(where.distance), where.past ? "past its end" : "before its start");
    }
}

/* Bytes of dst from `from` on must have their prefill. */
void aqh_check_untouched(const aqh_run_state *r, int call, size_t from) {
    const aqh_guard *dst = &r->region[AQH_DST];
    size_t rest = dst->bytes - from;
    size_t at = aqh_first_other(dst->data + from, rest, aqh_prefill[call]);
    if (at == rest)
        return;
    if (r->outcome->status == AQ_RUN_REFUSED)
        aqh_report(r->outcome, AQH_WRITTEN_TOO_FAR, "dst: wrote before refusing (byte %zu)", at);
    else
        aqh_report(r->outcome, AQH_WRITTEN_TOO_FAR, "dst: wrote element %zu, past the %zu computed",
                   (from + at) * 8 / aqh_format_bits[r->c->call.dst.format],
                   aqo_computed(&r->c->call));
}

void aqh_report_status(const aqh_run_state *r, const aq_error *error) {
    char text[sizeof(error->text)];
    aqh_printable(text, sizeof(text), error->text, sizeof(error->text));
    aqh_outcome *outcome = r->outcome;
    switch (outcome->status) {
    case AQ_RUN_OK:
        if (!r->legal)
            aqh_report(outcome, AQH_ACCEPTED_ILLEGAL, "ran an illegal call");
        break;
    case AQ_RUN_UNSUPPORTED:
        if (!outcome->findings)
            snprintf(outcome->text, sizeof(outcome->text), "%s",
                     text[0] ? text : "the backend does not take this call");
        break;
    case AQ_RUN_REFUSED:
        if (r->legal)
            aqh_report(outcome, AQH_REFUSED, "refused a legal call: %s", text);
        else if (!outcome->findings)
            snprintf(outcome->text, sizeof(outcome->text), "%s", text);
        break;
    case AQ_RUN_FAILED:
        aqh_report(outcome, AQH_FAILED, "failed: %s", text);
        break;
    default:
        aqh_report(outcome, AQH_FAILED, "returned an unknown status, %d", (int)outcome->status);
        outcome->status = AQ_RUN_FAILED;
        break;
    }
}

/* Compares the computed part of dst with that of the first call. */
void aqh_compare_calls(const aqh_run_state *r, const uint8_t *first) {
    const uint8_t *second = r->region[AQH_DST].data;
    aqh_outcome *outcome = r->outcome;
    if (memcmp(first, second, r->computed) == 0)
        return;
    size_t size = aqh_format_bits[r->c->call.dst.format] / 8;
    size_t differing = 0, first_missing = SIZE_MAX, first_differing = SIZE_MAX;
    bool written_once = false;
    for (size_t i = 0, at = 0; at < r->computed; i++, at += size) {
        if (memcmp(first + at, second + at, size) == 0)
            continue;
        bool kept_first = aqh_first_other(first + at, size, aqh_prefill[0]) == size;
        bool kept_second = aqh_first_other(second + at, size, aqh_prefill[1]) == size;
        if (kept_first && kept_second) {
            if (outcome->not_written++ == 0)
                first_missing = i;
        } else if (differing++ == 0) {
            first_differing = i;
            written_once = kept_first || kept_second;
        }
    }
    outcome->element = first_missing < first_differing ? first_missing : first_differing;
    /* The text is that of the finding reported first: of the lower element. */
    for (int turn = 0; turn < 2; turn++) {
        bool missing = (turn == 0) == (first_missing < first_differing);
        if (missing && outcome->not_written)
            aqh_report(outcome, AQH_NOT_WRITTEN, "dst: %zu element%s not written, first %zu",
                       outcome->not_written, plural(outcome->not_written), first_missing);
        else if (!missing && differing)
            aqh_report(outcome, AQH_NOT_DETERMINISTIC, "dst: %zu element%s differ%s, first %zu%s",
                       differing, plural(differing), differing == 1 ? "s" : "", first_differing,
                       written_once ? " (written in one call only)" : " (two calls, two values)");
    }
}
