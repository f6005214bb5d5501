/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as people type them, read strictly. The C locale rules, as the command never leaves it. */
#ifndef TOLL_CLI_INPUT_NUMBERS_H
#define TOLL_CLI_INPUT_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/* The whole string must be a finite decimal number; k, M, G, T (10^3, 10^6, 10^9, 10^12) or Ki, Mi, Gi (2^10, 2^20, 2^30) may
 * follow. */
bool number_parse(const char *text, double *value);

/* A time in seconds: a decimal number and its unit, which must be there: us, ms, s, min, h, d or days. "40ms" -> 0.04. */
bool number_parse_duration(const char *text, double *seconds);

/* A time in weeks, up to 10 years: a number and days, weeks or months. "4weeks" -> 4; "1 month" -> 4.345. */
bool number_parse_weeks(const char *text, double *weeks);

/* A number, and it must be a whole number within +-2^53. */
bool number_parse_count(const char *text, int64_t *value);

#endif
