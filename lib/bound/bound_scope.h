/* SPDX-License-Identifier: Apache-2.0 */
/* What of a record's context is open, and the situations that this can mean to a tariff. */
#ifndef TOLL_BOUND_BOUND_SCOPE_H
#define TOLL_BOUND_BOUND_SCOPE_H

#include "bill/record.h"

#define TOLL__SCOPE_TEXTS    32 /* most service tiers or regions of a tariff */
#define TOLL__SCOPE_KEYS     8  /* most attributes of a tariff that are left open */
#define TOLL__SCOPE_INSTANTS 64 /* most different verdicts of a tariff's time predicates */

typedef struct toll__scope {
    toll__context context; /* what is known; its instant is not */
    int64_t from_s, until_s;
    uint64_t open;                /* TOLL_OPEN_* */
    uint32_t has_from, has_until; /* 0: as far as the tariff is valid */
} toll__scope;

/* Each list has one entry at least; a situation takes one of each. */
typedef struct toll__situations {
    uint32_t n_tiers, n_regions, n_instants, n_keys;
    uint64_t n_situations;
    uint64_t tier[TOLL__SCOPE_TEXTS], region[TOLL__SCOPE_TEXTS];
    int64_t instant[TOLL__SCOPE_INSTANTS];
    uint64_t verdict[TOLL__SCOPE_INSTANTS]; /* bit i: the tariff's i-th time predicate holds */
    uint64_t unknown[TOLL__SCOPE_INSTANTS]; /* bit i: the book does not know whether it does */
    uint64_t key[TOLL__SCOPE_KEYS];
    uint32_t n_values[TOLL__SCOPE_KEYS];
    uint64_t value[TOLL__SCOPE_KEYS][TOLL__SCOPE_TEXTS]; /* 0: the record does not have the attribute */
} toll__situations;

/* 0: more than there is room for. */
int toll__situations_find(const toll__tariff *tariff, const toll__scope *scope, toll__situations *situations);

/* The instants alone: bound_instants.c. */
int toll__instants_find(const toll__tariff *tariff, const toll__scope *scope, toll__situations *situations);

/* Situation 0 .. n_situations - 1; attributes: room for those of the scope and TOLL__SCOPE_KEYS more. */
void toll__situations_get(const toll__situations *situations, const toll__scope *scope, uint64_t index,
                          toll_bill_attribute *attributes, toll__context *context);

#endif
