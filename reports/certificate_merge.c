/* Decides which parts make a whole. */
#include "certificate.h"

#include "certificate_neighbours.h"

#include <stdio.h>
#include <stdlib.h>

static bool refused(size_t *at, size_t part, char *error, size_t error_bytes, const char *reason) {
    *at = part;
    snprintf(error, error_bytes, "%s", reason);
    return false;
}

bool aqr_certificate_merge(const aqr_certificate *parts, size_t count, aqr_certificate *whole,
                           size_t *at, char *error, size_t error_bytes) {
    const unsigned shards = count ? parts[0].shards : 0;
    char text[160];
    *at = 0;
    if (!count)
        return refused(at, 0, error, error_bytes, "no parts");
    const aqr_certificate **order = calloc(count, sizeof *order); /* by shard */
    if (!order)
        return refused(at, 0, error, error_bytes, "out of memory");
    bool good = true;
    for (size_t k = 0; k < count && good; k++) {
        const aqr_certificate *part = &parts[k];
        if (!part->shards)
            good = refused(at, k, error, error_bytes, "shard: is no part, but a whole certificate");
        else if (!aqr_same_subject(&part->subject, &parts[0].subject))
            good = refused(at, k, error, error_bytes,
                           "is of another plan, formats or overflow mode than the first part");
        else if (part->shards != shards) {
            snprintf(text, sizeof text, "shard: is of %u, the first part is of %u", part->shards,
                     shards);
            good = refused(at, k, error, error_bytes, text);
        } else if (part->shard <= count) {
            if (order[part->shard - 1]) {
                snprintf(text, sizeof text, "shard: %u/%u is there twice", part->shard, shards);
                good = refused(at, k, error, error_bytes, text);
            }
            order[part->shard - 1] = part;
        }
    }
    for (unsigned k = 0; k < shards && good; k++)
        if (k >= count || !order[k]) {
            snprintf(text, sizeof text, "shard: %u/%u is missing", k + 1, shards);
            good = refused(at, 0, error, error_bytes, text);
        }
    if (good) {
        *whole = *order[0];
        whole->shard = whole->shards = 0;
        for (unsigned k = 1; k < shards; k++)
            aqo_certify_join(&whole->subject, &whole->bounds, &order[k]->bounds);
        aqr_climb(&whole->subject, &whole->bounds);
    }
    free(order);
    return good;
}
