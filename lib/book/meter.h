/* SPDX-License-Identifier: Apache-2.0 */
/* The registry of meters: names, units, and what is a part of what. Sets of meters are words with bit `meter` set. */
#ifndef TOLL_BOOK_METER_H
#define TOLL_BOOK_METER_H

#include <toll/book.h>

#define TOLL__METER_SLOTS      64u /* tables that a word of a book indexes, masked by TOLL__METER_MASK */
#define TOLL__METER_MASK       63u
#define TOLL__METER_BIT(meter) ((uint64_t)1 << ((meter)&TOLL__METER_MASK))

typedef struct toll__meter {
    uint32_t side, parent, second_parent, fallback, is_token, reserved;
    int64_t base_units_per_unit;
    char name[32];
    char unit[16];
} toll__meter;

/* meter 1 .. TOLL_METERS - 1; any other gives the empty meter 0. */
const toll__meter *toll__meter_get(uint32_t meter);

/* 0: no such name. */
uint32_t toll__meter_find(const char *name, uint64_t length);

/* The meter itself and all that it is a part of, as a set. */
uint64_t toll__meter_ancestors(uint32_t meter);

/* The parts that divide a part's total among them, itself one of them, as a set: kinds of writes, modalities of a prompt
 * or of what was read, kinds of answers. 0: it does not divide a total with others. */
uint64_t toll__meter_siblings(uint32_t part);

/* Tokens of prompts and answers: ids 1 .. 19, and those that were added later. */
#define TOLL__METER_TOKENS                                                                                             \
    (((((uint64_t)1 << (TOLL_METER_OUTPUT_VIDEO + 1)) - 1) & ~(uint64_t)1) |                                           \
     TOLL__METER_BIT(TOLL_METER_CACHE_WRITE_12H))

#define TOLL__METER_WRITES 4u
extern const uint32_t toll__meter_writes[TOLL__METER_WRITES]; /* the kinds of cache_write, the shortest first */

/* "<first> (<a>) <between> <second> (<b>)"; second 0: the text ends after `between`. */
toll_status toll__meter_fail(toll_error *err, toll_status status, uint32_t first, int64_t a, const char *between,
                             uint32_t second, int64_t b);

/* TOLL_E_OVERFLOW: so many base units of a meter cost more than an amount holds. */
toll_status toll__meter_fail_cost(uint32_t meter, int64_t quantity, toll_error *err);

#endif
