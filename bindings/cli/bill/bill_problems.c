/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of bounded length: a log of a million bad lines must not fill memory or the screen. */
#include "bill/bill_problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

#define NAMES_MAX 1000u

void bill_problems_free(bill_problems *p)
{
    free(p->lines);
    free(p->names);
}

/* A record is one line, and so its reason need not name the line again. */
const char *short_reason(const char *reason)
{
    static const char first[] = "record, line 1, ";
    return strncmp(reason, first, sizeof first - 1) == 0 ? reason + sizeof first - 1 : reason;
}

void bill_problems_bad(bill_problems *p, int log, uint64_t line, const char *reason)
{
    if (p->n_lines++ >= BAD_LINES_KEPT) {
        return;
    }
    if (p->lines == NULL) {
        p->lines = claim(BAD_LINES_KEPT, sizeof *p->lines);
    }
    bad_line *bad = &p->lines[p->n_lines - 1];
    bad->log = log;
    bad->line = line;
    snprintf(bad->reason, sizeof bad->reason, "%s", short_reason(reason));
}

static unpriced_name *find_unpriced(bill_problems *p, const char *name, const char *provider, const char *reason)
{
    for (uint64_t i = 0; i < p->n_names; i++) {
        unpriced_name *u = &p->names[(p->last + i) % p->n_names];
        if (strcmp(u->name, name) == 0 && strcmp(u->provider, provider) == 0 &&
            strncmp(u->reason, reason, sizeof u->reason - 1) == 0) {
            p->last = (p->last + i) % p->n_names;
            return u;
        }
    }
    return NULL;
}

static unpriced_name *new_unpriced(bill_problems *p)
{
    if (p->n_names == p->names_capacity) {
        p->names_capacity = p->names_capacity * 2 + 16;
        p->names = claim_again(p->names, p->names_capacity, sizeof *p->names);
    }
    memset(&p->names[p->n_names], 0, sizeof *p->names);
    return &p->names[p->n_names++];
}

/* Beyond NAMES_MAX names all further ones are one. */
void bill_problems_unpriced(bill_problems *p, const char *name, const char *provider, const char *reason,
                            int is_unknown)
{
    p->n_unpriced++;
    unpriced_name *u = find_unpriced(p, name, provider, reason);
    if (u == NULL && p->n_names >= NAMES_MAX) {
        u = find_unpriced(p, "(further names)", "", "");
        name = "(further names)";
        provider = reason = "";
        is_unknown = 0;
    }
    if (u == NULL) {
        u = new_unpriced(p);
        snprintf(u->name, sizeof u->name, "%s", name);
        snprintf(u->provider, sizeof u->provider, "%s", provider);
        snprintf(u->reason, sizeof u->reason, "%s", reason);
        u->is_unknown = is_unknown;
    }
    u->records++;
}
