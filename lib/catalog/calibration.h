/* SPDX-License-Identifier: Apache-2.0 */
/* Calibration constants: for each, the row that fits hardware, format and engine best. */
#ifndef TOLL_CATALOG_CALIBRATION_H
#define TOLL_CATALOG_CALIBRATION_H

#include <stdint.h>

/* What selects. Rates are those that the hardware really uses (after the fall-back rule). */
typedef struct toll__constant_key {
    const char *arch;
    const char *engine;
    uint32_t linear_rate;
    uint32_t expert_rate;
    uint32_t attention_rate;
} toll__constant_key;

/* A constant and what it was chosen by. */
typedef struct toll__constant {
    const char *field;
    double value;
    int is_calibrated;  /* from timings on this architecture and rate */
    const char *source; /* its source's text */
    int32_t as_of;      /* yyyymmdd; 0: not known */
} toll__constant;

#define TOLL__CONSTANTS_MAX 64 /* more than the table has; a test watches it */

/* The rows that fit one key best, a constant each, in the order of the constants' names. */
typedef struct toll__constant_set {
    uint64_t count;
    uint16_t rows[TOLL__CONSTANTS_MAX];
    signed char fits[TOLL__CONSTANTS_MAX];
} toll__constant_set;

/* One pass over the table. A constant of which no row fits is not in the set. */
void toll__constants_select(const toll__constant_key *key, toll__constant_set *set);

/* Name and value of the constant at a place of the set; the second adds what it was chosen by. */
const char *toll__constants_name(const toll__constant_set *set, uint64_t at);
double toll__constants_value(const toll__constant_set *set, uint64_t at);
void toll__constants_get(const toll__constant_set *set, uint64_t at, toll__constant *constant);

/* The constant of this name; 0: there is none. */
int toll__constants_find(const toll__constant_set *set, const char *field, toll__constant *constant);

#endif
