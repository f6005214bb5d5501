/* SPDX-License-Identifier: Apache-2.0 */
/* The fact that fits a question best. A cell of a row lists patterns, "vllm|sglang*": a name, the beginning of one, or
 * any. Rows whose formats are "*" say on which hardware an engine runs, the others which formats it has kernels for
 * there: they answer two questions and do not compete.
 *
 * Of the rows that fit, the one that names the architecture closest counts, then the format, the engine, the vendor.
 * Each is 2 for a whole name, 1 for a beginning, 0 for any, read as the digits of a number in base 3. Worked: vllm on an
 * Ampere in fp8 fits "vllm*, NVIDIA, Ampere, fp8": 2 of 2 2 1 2 in base 3 is 54 + 18 + 3 + 2 = 77. */
#include "catalog/runs.h"

#include <string.h>

#include "base/text.h"
#include "catalog/fold_name.h"

/* Columns of the table. */
enum { ID, ENGINES, VENDORS, ARCHS, FORMATS, VERDICT, REASON };

enum { FITS_NOT = -1, FITS_ANY, FITS_BEGINNING, FITS_WHOLE };

#define BETWEEN '|' /* patterns of a cell */
#define ANY     '*' /* at a pattern's end */

static int fit_pattern(const char *name, uint64_t name_length, const char *pattern, uint64_t length)
{
    int is_open = length > 0 && pattern[length - 1] == ANY;
    uint64_t spelt = length - (uint64_t)is_open;
    if (name_length < spelt || (!is_open && name_length != spelt))
        return FITS_NOT;
    for (uint64_t i = 0; i < spelt; i++)
        if (toll__name_lower(name[i]) != toll__name_lower(pattern[i]))
            return FITS_NOT;
    return !is_open ? FITS_WHOLE : spelt > 0 ? FITS_BEGINNING : FITS_ANY;
}

/* The closest of a cell's patterns. A name that is not given fits none but "any". */
static int fit_cell(const char *name, const char *cell)
{
    const uint64_t name_length = toll__text_length(name, TOLL__NAME_MAX);
    int best = FITS_NOT;
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

static int is_open_cell(const char *cell)
{
    return cell[0] == ANY && cell[1] == '\0';
}

/* The number of the opening comment, or FITS_NOT. */
static int fit_row(const toll__table *table, uint64_t row, const toll__run_key *key)
{
    const char *formats = toll__table_text(table, row, FORMATS);
    if ((key->format == NULL) != is_open_cell(formats))
        return FITS_NOT;
    const int digits[] = {fit_cell(key->arch, toll__table_text(table, row, ARCHS)),
                          key->format == NULL ? FITS_ANY : fit_cell(key->format, formats),
                          fit_cell(key->engine, toll__table_text(table, row, ENGINES)),
                          fit_cell(key->vendor, toll__table_text(table, row, VENDORS))};
    int fit = 0;
    for (unsigned i = 0; i < sizeof digits / sizeof digits[0]; i++) {
        if (digits[i] == FITS_NOT)
            return FITS_NOT;
        fit = fit * 3 + digits[i];
    }
    return fit;
}

int toll__runs_find(const toll__run_key *key, toll__run_fact *fact)
{
    toll__table table = toll__table_get(TOLL__TABLE_RUN);
    uint64_t best = table.n_rows;
    int best_fit = FITS_NOT;
    for (uint64_t row = 0; row < table.n_rows; row++) {
        int fit = fit_row(&table, row, key);
        if (fit <= best_fit)
            continue;
        best_fit = fit;
        best = row;
    }
    if (best == table.n_rows)
        return 0;
    fact->verdict = (uint32_t)toll__table_cell(&table, best, VERDICT);
    fact->reason = toll__table_text(&table, best, REASON);
    toll__origin_get(&table, best, VERDICT, &fact->origin);
    return 1;
}
