/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of names in a cell. Worked: "gpt-4|gpt-4-*" holds the name gpt-4 and the beginning gpt-4-, so "GPT-4" fits it
 * whole, "gpt-4-0613" by its beginning, and "gpt-4o" not. */
#include "catalog/name_pattern.h"

#include <stdint.h>

#include "base/text.h"
#include "catalog/fold_name.h"

#define BETWEEN '|' /* patterns of a cell */
#define ANY     '*' /* at a pattern's end */

static int fit_pattern(const char *name, uint64_t name_length, const char *pattern, uint64_t length)
{
    int is_open = length > 0 && pattern[length - 1] == ANY;
    uint64_t spelt = length - (uint64_t)is_open;
    if (name_length < spelt || (!is_open && name_length != spelt))
        return TOLL__FITS_NOT;
    for (uint64_t i = 0; i < spelt; i++)
        if (toll__name_lower(name[i]) != toll__name_lower(pattern[i]))
            return TOLL__FITS_NOT;
    return !is_open ? TOLL__FITS_WHOLE : spelt > 0 ? TOLL__FITS_BEGINNING : TOLL__FITS_ANY;
}

int toll__pattern_fit(const char *name, const char *cell)
{
    const uint64_t name_length = toll__text_length(name, TOLL__NAME_MAX);
    int best = TOLL__FITS_NOT;
    for (const char *start = cell;;) {
        const char *end = start;
        while (*end != '\0' && *end != BETWEEN)
            end++;
        int fit = fit_pattern(name, name_length, start, (uint64_t)(end - start));
        best = fit > best ? fit : best;
        if (*end == '\0')
            return best;
        start = end + 1;
    }
}

int toll__pattern_is_any(const char *cell)
{
    return cell[0] == ANY && cell[1] == '\0';
}
