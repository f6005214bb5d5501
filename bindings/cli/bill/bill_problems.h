/* SPDX-License-Identifier: Apache-2.0 */
/* What a total lacks: records that can't be read, and names without a price. */
#ifndef TOLL_CLI_BILL_BILL_PROBLEMS_H
#define TOLL_CLI_BILL_BILL_PROBLEMS_H

#include <stdint.h>

#define BAD_LINES_KEPT 1000 /* with their reasons; all are counted */

typedef struct bad_line {
    int log;
    uint64_t line; /* 0: the log as a whole */
    char reason[200];
} bad_line;

/* Records of one name that have no price for one reason. */
typedef struct unpriced_name {
    char name[96], provider[32];
    char reason[200];
    int64_t records;
    int is_unknown; /* the book lacks the name, so that near ones may help */
} unpriced_name;

typedef struct bill_problems {
    bad_line *lines;
    int64_t n_lines; /* all of them; at most BAD_LINES_KEPT are kept */
    unpriced_name *names;
    uint64_t n_names, names_capacity;
    uint64_t last;
    int64_t n_unpriced; /* records */
} bill_problems;

void bill_problems_free(bill_problems *p);
/* The reason without the name of a line that its place tells already. */
const char *short_reason(const char *reason);

void bill_problems_bad(bill_problems *p, int log, uint64_t line, const char *reason);
void bill_problems_unpriced(bill_problems *p, const char *name, const char *provider, const char *reason,
                            int is_unknown);

#endif
