/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and totals: what a record costs under the prices that hold. */
#ifndef TOLL_BILL_CHARGE_H
#define TOLL_BILL_CHARGE_H

#include "bill/factor.h"
#include "bill/quantity.h"
#include "bill/split.h"

typedef struct toll__sums {
    toll_amount input, output, other; /* billed */
    toll_amount billed, contracted, list;
    uint64_t flags;
    int64_t n_lines;
} toll__sums;

/* One line's figures put into the sums; TOLL_E_OVERFLOW. Shared by the bill and by its replay. */
toll_status toll__sums_add(toll__sums *sums, const toll_bill_line *line, toll_error *err);

/* Where lines go: NULL with capacity 0: nowhere. */
typedef struct toll__line_buffer {
    toll_bill_line *lines;
    uint64_t capacity;
} toll__line_buffer;

/* TOLL_E_BUFFER with the number of lines that are needed. */
toll_status toll__charge_fail_capacity(int64_t n_lines, toll_error *err);

struct toll__kinds;

/* The lines of one meter that has so many base units on its line. */
toll_status toll__charge_meter(const toll__choice *choice, const toll__lines *lines, uint32_t meter,
                               toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                               toll_error *err);

/* Lines are written, and counters advanced, only on success. kinds: lines of their own (kinds.h); NULL: none. */
toll_status toll__charge(const toll__choice *choice, const toll__lines *lines, const struct toll__kinds *kinds,
                         toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err);

#endif
