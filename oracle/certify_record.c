/* Decides which of two inputs is the worse one, exactly. */
#include "certify_search.h"

static bool before(aqo_input a, aqo_input b) {
    if (a.s != b.s)
        return a.s < b.s;
    return a.o != b.o ? a.o < b.o : a.x < b.x;
}

static void improve(aqo_record *record, const aqo_record *candidate) {
    bool better = !record->occurs || candidate->error > record->error;
    if (!better && candidate->error == record->error) {
        better =
            candidate->error_low > record->error_low ||
            (candidate->error_low == record->error_low && before(candidate->input, record->input));
    }
    if (better)
        *record = *candidate;
}

void aqo_search_consider(aqo_search *search, aqo_input input, const aqo_evaluation *evaluation) {
    aqo_record candidate = {true, evaluation->error, evaluation->error_low, input};
    improve(&search->records[evaluation->domain], &candidate);
    if (evaluation->underflow)
        improve(&search->records[AQO_DOMAIN_IUF], &candidate);
}

void aqo_search_offer_values(aqo_search *search, aqo_input input, double x, double o, double s) {
    aqo_evaluation evaluation = aqo_evaluate(&search->evaluator, x, o, s);
    aqo_search_consider(search, input, &evaluation);
}

void aqo_search_offer(aqo_search *search, aqo_input input) {
    const aqo_subject *subject = &search->evaluator.subject;
    double o = subject->has_offset ? aqo_decode_double(subject->scale, input.o) : 0.0;
    aqo_search_offer_values(search, input, aqo_decode_double(subject->src, input.x), o,
                            aqo_decode_double(subject->scale, input.s));
}

void aqo_search_progress(const aqo_search *search, double share) {
    if (search->progress)
        search->progress(search->context, share);
}

void aqo_search_part(const aqo_search *search, uint64_t count, uint64_t *from, uint64_t *to) {
    *from = count * search->shard / search->shards;
    *to = count * (search->shard + 1) / search->shards;
}

void *aqo_search_memory(size_t bytes) {
    void *memory = malloc(bytes);
    if (!memory)
        abort();
    return memory;
}
