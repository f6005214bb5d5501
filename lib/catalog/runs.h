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

#endif
