/* SPDX-License-Identifier: Apache-2.0 */
/* Unit costs of lines as whole numbers on one scale, so that an optimum over them is an exact one. */
#ifndef TOLL_BOUND_BOUND_UNITS_H
#define TOLL_BOUND_BOUND_UNITS_H

#include "bill/select.h"

/* Which of a bill's three figures, and whether its highest (+1) or its lowest (-1) value is sought. */
#define TOLL__FIGURE_BILLED     0
#define TOLL__FIGURE_CONTRACTED 1
#define TOLL__FIGURE_LIST       2

typedef struct toll__goal {
    uint32_t figure;
    int32_t sense;
} toll__goal;

typedef struct toll__units {
    uint64_t priced;           /* set of lines that have a price: a token on another line makes a record unbillable */
    uint64_t broken;           /* lines whose unit is no whole number of attos: their costs are rounded */
    int64_t unit[TOLL_METERS]; /* of one base unit, in 10^-exponent attos; never below (sense -1: above) the truth */
    int32_t exponent;          /* -18 .. 9 */
    uint32_t is_exact;         /* 1: every unit is the price itself */
} toll__units;

/* 1 when a line has a price that a bill takes. */
int toll__units_is_priced(const toll__choice *choice, uint32_t line);

/* Units of a set of lines. TOLL_E_OVERFLOW: a price is too large for any scale, or factors overflow. */
toll_status toll__units_set(const toll__choice *choice, uint64_t lines, toll__goal goal, toll__units *units,
                            toll_error *err);

/* What base units of a line cost at its unit, rounded half-even to an atto; TOLL_E_OVERFLOW. */
toll_status toll__units_cost(const toll__units *units, uint32_t line, int64_t quantity, toll_amount *cost,
                             toll_error *err);

#endif
