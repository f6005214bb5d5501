/* SPDX-License-Identifier: Apache-2.0 */
/* A plain number as digits: what lies between the text of a decimal or amount and its value. */
#ifndef TOLL_BASE_NUMERAL_H
#define TOLL_BASE_NUMERAL_H

#include <toll/base.h>

#include "base/wide.h"

#define TOLL__NUMERAL_TEXT_MAX 64u /* longest text that is read, bytes */

/* Reads as digits * 10^-fraction. */
typedef struct toll__numeral {
    uint32_t count;                      /* digits, at least fraction + 1 */
    uint32_t fraction;                   /* how many of them stand after the point */
    int32_t negative;                    /* 1: has a minus sign */
    char digits[TOLL__NUMERAL_TEXT_MAX]; /* '0' .. '9', the point left out */
} toll__numeral;

/* [+-] digits [. digits], nothing else; TOLL_E_SYNTAX names the argument "text" and the first wrong byte. */
toll_status toll__numeral_read(const char *text, uint64_t length, toll__numeral *numeral, toll_error *err);

/* The digits as one integer; returns 1 when it needs more than 192 bits, else 0. */
int toll__numeral_value(const toll__numeral *numeral, toll__wide *value);

/* Drops zeros at the end of the fraction while more than `keep` digits stand after the point. */
void toll__numeral_trim(toll__numeral *numeral, uint32_t keep);

/* The digits of value * 10^-fraction, value < 2^128, fraction 0 .. 36; negative only when value is not zero. */
void toll__numeral_make(const toll__wide *value, int negative, uint32_t fraction, toll__numeral *numeral);

/* Writes the text and a NUL; needed (never NULL) is set on TOLL_OK and TOLL_E_BUFFER. A NULL text asks for the size. */
toll_status toll__numeral_write(const toll__numeral *numeral, char *text, uint64_t capacity, uint64_t *needed,
                                toll_error *err);

#endif
