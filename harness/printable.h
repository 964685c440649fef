/* Text from elsewhere, made fit to be shown on one line. */
#ifndef AQ_HARNESS_PRINTABLE_H
#define AQ_HARNESS_PRINTABLE_H

#include <stddef.h>

/* Copies text that ends at a zero byte or after from_bytes, whichever comes
 * first. Control characters, those of lines and of writing direction too, and
 * whatever is not UTF-8 become '?', one for each byte; what does not fit in
 * to_bytes is cut at a character. The copy is always terminated. */
void aqh_printable(char *to, size_t to_bytes, const char *from, size_t from_bytes);

#endif
