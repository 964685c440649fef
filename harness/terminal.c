/* Decides when there is colour, and how wide a line may be. */
#include "terminal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int aqh_terminal_width(FILE *stream) {
    enum { LEAST = 20, MOST = 10000 };
    const char *columns = getenv("COLUMNS");
    char *end = NULL;
    const long wanted = columns ? strtol(columns, &end, 10) : 0;
    if (wanted >= LEAST && wanted <= MOST && !*end)
        return (int)wanted;
    struct winsize size;
    if (isatty(fileno(stream)) && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= LEAST)
        return size.ws_col;
    return 0;
}

static bool has_colour(FILE *stream) {
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    return !(no && *no) && term && strcmp(term, "dumb") != 0 && isatty(fileno(stream));
}

void aqh_tinted(FILE *stream, aqh_tint tint, const char *text) {
    static const char *const codes[] = {[AQH_GOOD] = "32", [AQH_BAD] = "31", [AQH_ODD] = "33"};
    if (has_colour(stream))
        fprintf(stream, "\033[1;%sm%s\033[0m", codes[tint], text);
    else
        fputs(text, stream);
}
