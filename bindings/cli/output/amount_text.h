/* SPDX-License-Identifier: Apache-2.0 */
/* Exact amounts as a person reads them: rounded for the screen, digits in groups of three. */
#ifndef TOLL_CLI_OUTPUT_AMOUNT_TEXT_H
#define TOLL_CLI_OUTPUT_AMOUNT_TEXT_H

#include <stdbool.h>

#include <toll.h>

/* Usable inside one expression, no buffer to own. */
typedef struct amount_text {
    char text[TOLL_MONEY_TEXT_BYTES + 16];
} amount_text;

/* Digits behind the point: cents from 100 on, more below, whatever the sign. */
int amount_digits(const toll_amount *amount);

/* Exact where rounding would leave nothing. */
amount_text amount_show_digits(const toll_amount *amount, int digits);
amount_text amount_show(const toll_amount *amount);

/* All digits, without groups: for programs. */
amount_text amount_exact(const toll_amount *amount);

/* For shares and ratios alone: a double has no 18 digits. */
double amount_value(const toll_amount *amount);

bool amount_is_zero(const toll_amount *amount);

#endif
