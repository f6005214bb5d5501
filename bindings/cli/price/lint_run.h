/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of lint share: the rows, and questions about them. A block is a rule or multiplier with its rows, or the
 * rows of a tariff before the first one. */
#ifndef TOLL_CLI_PRICE_LINT_RUN_H
#define TOLL_CLI_PRICE_LINT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include <toll.h>

/* Told of each finding: the row, and one sentence. */
typedef void lint_report(void *target, int64_t row, const char *finding);

typedef struct lint_run {
    const toll_bill_row *rows;
    int64_t n_rows;
    lint_report *report;
    void *target;
    int found;
} lint_run;

void tell_finding(lint_run *l, int64_t row, const char *format, ...);

/* Of one base unit. Approximate: ratios are looked at, nothing is billed. */
double unit_price(const toll_bill_row *row);

bool is_token_price(const toll_bill_row *row);

/* The row after the tariff that begins at `first`, and after the block that begins at `block`. */
int64_t end_of_tariff(const lint_run *l, int64_t first);
int64_t end_of_block(const lint_run *l, int64_t block, int64_t end);

/* The first price of a meter among rows [from, until); -1: none. */
int64_t find_price(const lint_run *l, int64_t from, int64_t until, const toll_bill_row *like, uint32_t meter);

#endif
