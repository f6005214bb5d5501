/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as a person reads them: grouped digits, units, powers of 1,000 and of 1,024. The C locale rules, as the
 * command never leaves it. Reading numbers is input/numbers.h. */
#ifndef TOLL_CLI_OUTPUT_FIGURE_TEXT_H
#define TOLL_CLI_OUTPUT_FIGURE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Short text by value: usable inside one expression, no buffer to own. */
typedef struct figure {
    char text[48];
} figure;

figure figure_count(int64_t value);                 /* 71,936 */
figure figure_fixed(double value, int decimals);    /* 1,234.50 */
figure figure_rounded(double value, int digits);    /* `digits` significant digits, never an exponent: 1,420; 0.0123 */
figure figure_plain(double value);                  /* shortest decimal, at most 6 digits, grouped: 0.9, 1,024 */
figure figure_short(double value);                  /* at most 4 digits where there is a fraction: 1,979; 149.7 */
figure figure_gib(int64_t bytes);                   /* 65.71 */
figure figure_bytes(int64_t bytes);                 /* 2.50 GiB, 320 KiB, 70 B */
figure figure_usd(double value);                    /* $12.30, $0.0871 */
figure figure_percent(double fraction);             /* 82.5 % */
figure figure_scaled(double value, const char *of); /* 989 T + of */
figure figure_tokens(int64_t count);                /* 9,812.4 M, 620.4 k, 1,532: millions, however many */
figure figure_params(int64_t count);                /* 70.55 B */
figure figure_date(int32_t yyyymmdd);               /* 2026-05; - when not known */

/* "320 KiB (327,680 bytes)"; "70 bytes" where the unit would say the same. */
void figure_bytes_exactly(char *text, size_t size, int64_t bytes);

#endif
