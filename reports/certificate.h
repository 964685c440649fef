/* A certificate: what a plan's largest errors are, as a file that anybody can
 * check again. It is a function of the subject and the bounds alone: writing what
 * was read gives the same bytes, and everything that can be computed from the
 * witnesses is. */
#ifndef AQ_REPORTS_CERTIFICATE_H
#define AQ_REPORTS_CERTIFICATE_H

#include "certify.h"

#include <jansson.h>

#define AQR_CERTIFICATE_SCHEMA "aqcheck-certificate-1"

typedef struct aqr_certificate {
    aqo_subject subject;
    aqo_bounds bounds;
    unsigned shard, shards; /* 1-based part of how many; shards is 0 for the whole */
} aqr_certificate;

/* ---- certificate_write.c */

/* The object, its hash included. Null when out of memory. */
json_t *aqr_certificate_json(const aqr_certificate *certificate);

/* The bytes of the file, a malloc'ed string. Null when out of memory. */
char *aqr_certificate_text(const aqr_certificate *certificate);

/* How every JSON file of reports/ is written: a malloc'ed string with a newline at
 * the end, decimals of 12 significant digits. Takes the value over; null when that
 * is null or memory is out. */
char *aqr_json_text(json_t *value);

/* "proved", "exhaustive", "sampled", "none" */
const char *aqr_evidence_name(aqo_evidence evidence);

/* SHA-256 of the object without its field sha256, dumped compactly. */
enum { AQR_HASH_BYTES = 65 };
bool aqr_certificate_hash(const json_t *object, char hash[AQR_HASH_BYTES]);

/* ---- certificate_read.c */

/* Why a file is no certificate. */
typedef struct aqr_refusal {
    bool malformed; /* unreadable or no JSON: an input error; else a finding */
    char text[480]; /* "field: reason" */
} aqr_refusal;

/* Reads a certificate strictly: its hash holds, the subject exists, every field is
 * there, none besides, and every field that follows from the witnesses is what it
 * must be, to the byte. hash (may be null) takes the hash. */
bool aqr_certificate_read(const char *path, aqr_certificate *certificate, char hash[AQR_HASH_BYTES],
                          aqr_refusal *refusal);
/* The same for text that is already here. */
bool aqr_certificate_parse(const char *text, size_t bytes, aqr_certificate *certificate,
                           char hash[AQR_HASH_BYTES], aqr_refusal *refusal);

/* ---- certificate_merge.c */

/* Joins the parts, in any order, into `whole`: all of one subject, each there once.
 * False and a line in error otherwise; the index of the part at fault in *at. */
bool aqr_certificate_merge(const aqr_certificate *parts, size_t count, aqr_certificate *whole,
                           size_t *at, char *error, size_t error_bytes);

/* ---- certificate_verify.c */

enum { AQR_SLICE = 20000 };

/* What reading does not: each witness is in its domain, the upper bounds are
 * respected, a search that takes no time gives the same again, and a slice of
 * `points` random inputs, and the neighbours of the witnesses, stay below the maxima.
 * *tried takes how many inputs were evaluated. */
bool aqr_certificate_verify(const aqr_certificate *certificate, const char *hash, unsigned points,
                            uint64_t *tried, aqr_refusal *refusal);

/* ---- result_certificate.c: certificates as results (result_store.h); `all` are the
 * subjects that names are told apart among. */
json_t *aqr_certificate_results(const aqr_certificate *certificates, const aqo_subject *all,
                                size_t all_count, size_t count);

/* ---- certificate_subjects.c */

bool aqr_same_subject(const aqo_subject *a, const aqo_subject *b);

/* "N3-int8-bf16-bf16-inf_nan", with "-via_half" or "-direct" behind where another
 * subject would have the same name. */
enum { AQR_NAME_BYTES = 80 };
void aqr_subject_name(const aqo_subject *subject, const aqo_subject *all, size_t count,
                      char name[AQR_NAME_BYTES]);

/* A documented call that runs a subject's pipeline on its formats. */
typedef struct aqr_call {
    aq_product product;
    aq_prototype prototype;
    int transpose; /* 0, 1, or -1: either */
} aqr_call;

/* The calls, in table order; *count of them. Null when out of memory; free() it. */
aqr_call *aqr_calls(const aqo_subject *subject, size_t *count);

/* The same of the calls whose product runs another plan, in the place of which this one
 * can be asked for (--plan). */
aqr_call *aqr_stand_in_calls(const aqo_subject *subject, size_t *count);

#endif
