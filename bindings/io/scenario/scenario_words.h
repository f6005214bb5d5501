/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a scenario file as words and numbers. The first mistake sticks. */
#ifndef TOLL_IO_SCENARIO_WORDS_H
#define TOLL_IO_SCENARIO_WORDS_H

#include <stdbool.h>

#include <toll/tco.h>

/* A cursor over one line, without its comment. */
typedef struct scenario_line {
    const char *at, *end;
    uint32_t number;  /* from 1 */
    const char *file; /* included, as it was named; "": the text itself */
    bool has_percent; /* a number was followed by % */
    toll_status status;
    toll_error *err;
} scenario_line;

typedef struct scenario_word {
    const char *text;
    uint64_t length;
} scenario_word;

/* Sticks a mistake, its message beginning with the line's number; later ones are not heard. */
void toll__scenario_fail(scenario_line *line, toll_status status, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether nothing but blanks is left. */
bool toll__scenario_is_over(scenario_line *line);

/* Passes over a sign such as '=' or ".." where it comes next. */
bool toll__scenario_takes(scenario_line *line, const char *sign);

/* The next word: letters, digits and underscores; length 0 where something else comes. */
scenario_word toll__scenario_next(scenario_line *line);

bool toll__scenario_is(scenario_word word, const char *text);

/* A number with its suffix; what names it in a message. */
double toll__scenario_number(scenario_line *line, const char *what);

/* Code of a name of one of toll/tco.h's lists; sticks what the library says of an unknown one. */
uint32_t toll__scenario_code(scenario_line *line, uint32_t list, scenario_word word);

/* The same without a complaint. */
bool toll__scenario_has_code(uint32_t list, scenario_word word, uint32_t *code);

#endif
