/* The lines of an .aqcase head: one field of a case each, in a fixed order. */
#ifndef AQ_HARNESS_CASE_FIELDS_H
#define AQ_HARNESS_CASE_FIELDS_H

#include "case.h"

enum {
    AQH_FIELDS = 24,
    /* Enough for every value: an escaped text of 255 bytes is the longest. */
    AQH_VALUE_BYTES = 1024
};

/* The key of field `index`, e.g. "product" or "data src". */
const char *aqh_field_key(int index);

/* Is the line left out, as it is where it says nothing? */
bool aqh_field_left_out(int index, const aqh_case *c);

/* May the line be left out? */
bool aqh_field_optional(int index);

/* Writes the value of field `index` as text, without a newline; "" for an empty
 * one. False and a rule in error if the case has a value that no file can hold. */
bool aqh_field_print(int index, const aqh_case *c, char value[AQH_VALUE_BYTES], char *error,
                     size_t error_bytes);

/* Takes the text into the case; false and a rule in error unless it is exactly
 * what aqh_field_print gives for what it means. Data fields set bytes, and
 * *present by operand, but no data. */
bool aqh_field_parse(int index, aqh_case *c, bool present[AQH_OPERANDS], const char *value,
                     char *error, size_t error_bytes);

/* Bytes that the tensor takes; false where that is above AQH_FILE_LIMIT. */
bool aqh_tensor_bytes(const aq_tensor *tensor, size_t *bytes);

#endif
