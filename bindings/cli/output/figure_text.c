/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text. Every figure is a plain decimal from printf(), grouped by threes afterwards: 71936 -> "71,936".
 * Exponents are never shown; beyond 10^15, where doubles have no exact units, figures fall back to %.6g. */
#include "output/figure_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUP_LIMIT 1e15 /* beyond, doubles have no exact units to group */

static bool is_ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Copies a plain decimal with a comma between every three digits before the point. */
static figure grouped(const char *plain)
{
    figure out;
    size_t length = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i] != 0 && used + 2 < sizeof out.text; i++) {
        bool inside = i > 0 && i < length && is_ascii_digit(plain[i - 1]);
        if (inside && (length - i) % 3 == 0) {
            out.text[used++] = ',';
        }
        out.text[used++] = plain[i];
    }
    out.text[used] = 0;
    return out;
}

figure figure_count(int64_t value)
{
    char plain[32];
    snprintf(plain, sizeof plain, "%lld", (long long)value);
    return grouped(plain);
}

figure figure_fixed(double value, int decimals)
{
    char plain[64];
    figure out;
    if (!isfinite(value) || fabs(value) >= GROUP_LIMIT) {
        snprintf(out.text, sizeof out.text, "%.6g", value);
        return out;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    return grouped(plain);
}

figure figure_rounded(double value, int digits)
{
    char rounded[48];
    if (value == 0 || !isfinite(value)) {
        return figure_fixed(value, 0);
    }
    snprintf(rounded, sizeof rounded, "%.*e", digits - 1, value);
    int exponent = (int)strtol(strchr(rounded, 'e') + 1, NULL, 10);
    int decimals = digits - 1 - exponent;
    return figure_fixed(strtod(rounded, NULL), decimals < 0 ? 0 : decimals > 15 ? 15 : decimals);
}

figure figure_plain(double value)
{
    char plain[48];
    snprintf(plain, sizeof plain, "%.6g", value);
    return strchr(plain, 'e') != NULL ? figure_fixed(value, 0) : grouped(plain);
}

figure figure_short(double value)
{
    char plain[48];
    if (value >= 1000) {
        return figure_fixed(value, 0);
    }
    snprintf(plain, sizeof plain, "%.4g", value);
    return strchr(plain, 'e') != NULL ? figure_rounded(value, 3) : grouped(plain);
}

figure figure_gib(int64_t bytes)
{
    return figure_fixed((double)bytes / 0x1.0p30, 2);
}

figure figure_bytes(int64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (fabs(value) >= 1024 && unit < 4) {
        value /= 1024;
        unit++;
    }
    figure number = value == floor(value) ? figure_fixed(value, 0) : figure_rounded(value, 3), out;
    snprintf(out.text, sizeof out.text, "%.30s %s", number.text, units[unit]);
    return out;
}

figure figure_usd(double value)
{
    figure number = fabs(value) >= 1 || value == 0 ? figure_fixed(value, 2) : figure_rounded(value, 3), out;
    snprintf(out.text, sizeof out.text, "$%.40s", number.text);
    return out;
}

figure figure_percent(double fraction)
{
    figure out;
    snprintf(out.text, sizeof out.text, "%.1f %%", fraction * 100);
    return out;
}

figure figure_scaled(double value, const char *of)
{
    static const char prefixes[] = " kMGTPE";
    size_t prefix = 0;
    while (value >= 1000 && prefix < 6) {
        value /= 1000;
        prefix++;
    }
    figure number = figure_plain(value), out;
    char scale[2] = {prefixes[prefix], 0};
    snprintf(out.text, sizeof out.text, "%.20s %s%.16s", number.text, prefix == 0 ? "" : scale, of);
    return out;
}

figure figure_tokens(int64_t count)
{
    figure text;
    if (count < 10000) {
        return figure_count(count);
    }
    bool is_millions = count >= 999950;
    snprintf(text.text, sizeof text.text, "%.40s %s", figure_fixed((double)count / (is_millions ? 1e6 : 1e3), 1).text,
             is_millions ? "M" : "k");
    return text;
}

figure figure_params(int64_t count)
{
    figure number, out;
    bool billions = count >= 1000000000;
    number = figure_rounded((double)count / (billions ? 1e9 : 1e6), 4);
    snprintf(out.text, sizeof out.text, "%.30s %s", number.text, billions ? "B" : "M");
    return out;
}

figure figure_date(int32_t yyyymmdd)
{
    figure out;
    int year = yyyymmdd / 10000, month = yyyymmdd / 100 % 100, day = yyyymmdd % 100;
    if (yyyymmdd <= 0) {
        snprintf(out.text, sizeof out.text, "-");
    } else if (month == 0) {
        snprintf(out.text, sizeof out.text, "%d", year);
    } else if (day == 0) {
        snprintf(out.text, sizeof out.text, "%d-%02d", year, month);
    } else {
        snprintf(out.text, sizeof out.text, "%d-%02d-%02d", year, month, day);
    }
    return out;
}

void figure_bytes_exactly(char *text, size_t size, int64_t bytes)
{
    if (bytes < 1024) {
        snprintf(text, size, "%lld bytes", (long long)bytes);
        return;
    }
    snprintf(text, size, "%s (%s bytes)", figure_bytes(bytes).text, figure_count(bytes).text);
}
