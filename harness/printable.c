/* What may be shown of a text that somebody else wrote. */
#include "printable.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What turns the order of the text around it, so that it is read as something else, and
 * what begins a line. */
static bool steers(uint32_t code) {
    return code == 0x61c || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

/* Bytes of the printable character that begins here; 0 if none does. */
static size_t character(const uint8_t *text, size_t bytes) {
    uint8_t lead = text[0];
    if (lead < 0x80)
        return lead >= 0x20 && lead != 0x7f;
    size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || size > bytes)
        return 0;
    uint32_t code = lead & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (text[i] & 0x3fu);
    }
    /* Not the longer spellings of a shorter one, the surrogates, or the control
     * characters U+0080..U+009F. */
    static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
    if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || steers(code))
        return 0;
    return size;
}

void aqh_printable(char *to, size_t to_bytes, const char *from, size_t from_bytes) {
    size_t length = strnlen(from, from_bytes);
    size_t out = 0;
    for (size_t in = 0; in < length;) {
        size_t size = character((const uint8_t *)from + in, length - in);
        size_t take = size ? size : 1;
        if (out + take >= to_bytes)
            break;
        if (size)
            memcpy(to + out, from + in, size);
        else
            to[out] = '?';
        out += take;
        in += take;
    }
    to[out] = '\0';
}
