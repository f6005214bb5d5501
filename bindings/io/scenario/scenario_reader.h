/* SPDX-License-Identifier: Apache-2.0 */
/* The state of reading a scenario: lines of one file after the other, options, rows and where they come from. */
#ifndef TOLL_IO_SCENARIO_READER_H
#define TOLL_IO_SCENARIO_READER_H

#include <stdbool.h>

#include <toll/risk.h>
#include <toll/serve.h>
#include <toll/tco.h>

#include "scenario/scenario_words.h"
#include "toll_io.h"

#define SCENARIO_OPTIONS    64
#define SCENARIO_NAME_BYTES 48 /* of an option, a variable, a group, with the NUL */
#define SCENARIO_GROUPS     64
#define SCENARIO_VARIABLES  128
#define SCENARIO_LINE_BYTES 4096 /* of a line whose variables are put in */
#define SCENARIO_DEPTH      8    /* of files that include files */

/* What is asked of a deployment or a tariff: before the first option for all of them, else for that option. */
typedef struct scenario_ask {
    bool has_request, has_limits;
    uint32_t request_line, limits_line; /* 0: not given; cleared when they are used */
    toll_serve_load load;
    double cached_frac, written_frac;
    toll_serve_limits limits;
} scenario_ask;

/* The first model of an option that is retired. */
typedef struct scenario_end {
    uint32_t line; /* of the price; 0: none */
    char file[sizeof((toll_io_scenario_note *)0)->file];
    int64_t day; /* days since 1970-01-01 */
    char model[64];
} scenario_end;

typedef struct scenario_variable {
    char name[SCENARIO_NAME_BYTES];
    char text[256];
} scenario_variable;

typedef struct scenario_reader {
    scenario_line line;
    char sections[SCENARIO_OPTIONS][SCENARIO_NAME_BYTES]; /* names of the options so far; option k is sections[k - 1] */
    scenario_ask asks[SCENARIO_OPTIONS + 1];              /* of each option; 0: of all */
    char groups[SCENARIO_GROUPS][SCENARIO_NAME_BYTES];
    uint32_t group_of[SCENARIO_OPTIONS + 1]; /* of the capacities of each option; 0: none stated */
    scenario_variable variables[SCENARIO_VARIABLES];
    uint32_t n_options, n_groups, n_variables;
    uint32_t option;                             /* whose section the line is in; 0: before any */
    bool has_period;                             /* periods are stated, and so may be no months */
    double period_months, period_hours, horizon; /* as stated; 0: not */
    uint32_t start_line;                         /* the first day of the horizon is stated; 0: it is the catalog's */
    int64_t start_day;                           /* days since 1970-01-01 */
    bool is_dated;                               /* a date was counted from the start */
    scenario_end ends[SCENARIO_OPTIONS + 1];     /* of each option; 0: of all */
    bool states_end[SCENARIO_OPTIONS + 1];       /* the file says itself when the API of the option ends */
    uint32_t months_line;                        /* a line that counts in months or years; 0: none */
    bool has_notes;                              /* shapes and groups have a place */
    double task_input, task_output, task_cached; /* of rows for all options; 0: none */
    double asked_input, asked_output;            /* tokens an hour of rows for all options, cached ones included */
    double deployed_input, deployed_output;      /* tokens of the request of the last deploy */
    uint32_t deploy_line;
    toll_io_find_tariff find; /* the host's prices; NULL: no host */
    void *find_context;
    const char *path; /* of the file; NULL: text from memory */
    const char *file; /* as the line that includes it names it; "": the text itself */
    uint32_t depth;
    toll_tco_row *rows;
    uint32_t *lines;
    toll_io_scenario_note *notes;
    uint64_t capacity, row_stride, note_stride, count;
} scenario_reader;

/* Appends a row, with its line, unless a mistake sticks. note NULL: as written, drawn as risk.h does without inputs. */
void toll__scenario_give(scenario_reader *r, const toll_tco_row *row, const toll_io_scenario_note *note);

/* The number of a group, from 1; made where it is new. 0 after a complaint. */
uint32_t toll__scenario_group(scenario_reader *r, const char *name, uint64_t length);

/* Appends to where a row comes from; what does not fit is cut. */
void toll__scenario_origin(toll_io_scenario_note *note, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "(a, b, c)" or the rest of a line "a, b, c": the next item without blanks around it; false at the end. */
bool toll__scenario_item(scenario_line *line, bool is_in_brackets, scenario_word *item);

#endif
