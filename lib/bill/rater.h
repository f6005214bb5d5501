/* SPDX-License-Identifier: Apache-2.0 */
/* Raters: a card in one context, ready for columns of some meters, in the memory of the caller. */
#ifndef TOLL_BILL_RATER_H
#define TOLL_BILL_RATER_H

#include "bill/rows.h"

/* Bytes of a rater; its memory is 8-byte aligned. */
uint64_t toll__rater_size(void);

/* Makes a rater of a card that has been opened, which it copies. What the rating points to is copied, too. */
toll_status toll__rater_make(const void *card, const toll__context *context, const uint32_t *meters, uint64_t n_meters,
                             void *rater, uint64_t size, toll_error *err);

/* Reads a rater: TOLL_E_NULL; TOLL_E_OBJECT when it is forged, damaged, or its book is another one by now;
 * TOLL_E_CONFLICT when it is for other meters. */
toll_status toll__rater_open(const void *rater, const uint32_t *meters, uint64_t n_meters, toll__rating *rating,
                             toll_error *err);

/* The same of a rater that has just been opened: nothing is checked again. */
void toll__rater_read(const void *rater, toll__rating *rating);

#endif
