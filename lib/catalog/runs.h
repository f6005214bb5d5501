/* SPDX-License-Identifier: Apache-2.0 */
/* Which engine runs what, on what: facts of the catalog. */
#ifndef TOLL_CATALOG_RUNS_H
#define TOLL_CATALOG_RUNS_H

#include "catalog/origin.h"

/* What is asked about; names as in the public structs. */
typedef struct toll__run_key {
    const char *engine;
    const char *vendor;
    const char *arch;
    const char *format; /* a precision's id; NULL: does the engine run on this hardware at all? */
} toll__run_key;

typedef struct toll__run_fact {
    uint32_t verdict;   /* TOLL_RUN_* */
    const char *reason; /* "" where it runs */
    toll__origin origin;
} toll__run_fact;

/* The most specific fact; 0: there is none. */
int toll__runs_find(const toll__run_key *key, toll__run_fact *fact);

#define TOLL__RUN_WORDS 4 /* 256 rows; a test watches that the table has fewer */

/* Rows that fit an engine, a vendor and an architecture, whatever the format: a bit a row. */
typedef struct toll__run_rows {
    uint64_t bits[TOLL__RUN_WORDS];
} toll__run_rows;

/* For a caller that asks of many formats: the rows, and the most specific fact among them. */
void toll__runs_narrow(const toll__run_key *key, toll__run_rows *rows);
int toll__runs_find_among(const toll__run_rows *rows, const toll__run_key *key, toll__run_fact *fact);

#endif
