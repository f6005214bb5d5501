/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in and out: strict parsing of what a person types, and figures that a person reads. The C locale rules, as
 * the command never leaves it. */
#ifndef TOLL_CLI_INPUT_FIGURES_H
#define TOLL_CLI_INPUT_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

/* Short text by value: usable inside one expression, no buffer to own. */
typedef struct figure {
    char text[48];
} figure;

/* The whole string must be a finite decimal number; k, M, G (10^3, 10^6, 10^9) or Ki, Mi, Gi (2^10, 2^20, 2^30) may
 * follow. */
bool figure_parse(const char *text, double *value);

/* The same, and it must be a whole number within +-2^53. */
bool figure_parse_count(const char *text, int64_t *value);

figure figure_count(int64_t value);                 /* 71,936 */
figure figure_fixed(double value, int decimals);    /* 1,234.50 */
figure figure_rounded(double value, int digits);    /* so many significant digits, never an exponent: 1,420; 0.0123 */
figure figure_plain(double value);                  /* shortest decimal, at most 6 digits, grouped: 0.9, 1,024 */
figure figure_short(double value);                  /* at most 4 digits where there is a fraction: 1,979; 149.7 */
figure figure_gib(int64_t bytes);                   /* 65.71 */
figure figure_bytes(int64_t bytes);                 /* 2.50 GiB, 320 KiB, 70 B */
figure figure_usd(double value);                    /* $12.30, $0.0871 */
figure figure_percent(double fraction);             /* 82.5 % */
figure figure_scaled(double value, const char *of); /* 989 T + of */
figure figure_params(int64_t count);                /* 70.55 B */
figure figure_date(int32_t yyyymmdd);               /* 2026-05; - when not known */

#endif
