/* What a stream is shown on. */
#ifndef AQ_HARNESS_TERMINAL_H
#define AQ_HARNESS_TERMINAL_H

#include <stdio.h>

/* Columns there are for a line: COLUMNS of the environment, else of the terminal that
 * the stream is; 0 where nothing limits it. */
int aqh_terminal_width(FILE *stream);

/* Writes the text, in a colour only where the stream is a terminal that has some and
 * NO_COLOR is not set (https://no-color.org). */
typedef enum aqh_tint { AQH_GOOD, AQH_BAD, AQH_ODD } aqh_tint;
void aqh_tinted(FILE *stream, aqh_tint tint, const char *text);

#endif
