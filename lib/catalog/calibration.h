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
    double value;
    int is_calibrated;  /* from timings on this architecture and rate */
    const char *source; /* its source's text */
    int32_t as_of;      /* yyyymmdd; 0: not known */
} toll__constant;

/* The constant of this name; 0: there is none. */
int toll__constants_find(const toll__constant_key *key, const char *field, toll__constant *constant);

#endif
