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

#include "catalog/name_pattern.h"

/* Columns of the table. */
enum { ID, ENGINES, VENDORS, ARCHS, FORMATS, VERDICT, REASON };

/* The number of the opening comment, or TOLL__FITS_NOT. */
static int fit_row(const toll__table *table, uint64_t row, const toll__run_key *key)
{
    const char *formats = toll__table_text(table, row, FORMATS);
    if ((key->format == NULL) != toll__pattern_is_any(formats))
        return TOLL__FITS_NOT;
    const int digits[] = {toll__pattern_fit(key->arch, toll__table_text(table, row, ARCHS)),
                          key->format == NULL ? TOLL__FITS_ANY : toll__pattern_fit(key->format, formats),
                          toll__pattern_fit(key->engine, toll__table_text(table, row, ENGINES)),
                          toll__pattern_fit(key->vendor, toll__table_text(table, row, VENDORS))};
    int fit = 0;
    for (unsigned i = 0; i < sizeof digits / sizeof digits[0]; i++) {
        if (digits[i] == TOLL__FITS_NOT)
            return TOLL__FITS_NOT;
        fit = fit * 3 + digits[i];
    }
    return fit;
}

/* Whether a row fits in all but the format. Most rows are of another engine. */
static int fits_but_format(const toll__table *table, uint64_t row, const toll__run_key *key)
{
    return toll__pattern_fit(key->engine, toll__table_text(table, row, ENGINES)) != TOLL__FITS_NOT &&
           toll__pattern_fit(key->vendor, toll__table_text(table, row, VENDORS)) != TOLL__FITS_NOT &&
           toll__pattern_fit(key->arch, toll__table_text(table, row, ARCHS)) != TOLL__FITS_NOT;
}

#define WORD_BITS 64u

void toll__runs_narrow(const toll__run_key *key, toll__run_rows *rows)
{
    toll__table table = toll__table_get(TOLL__TABLE_RUN);
    memset(rows, 0, sizeof *rows);
    for (uint64_t row = 0; row < table.n_rows && row < TOLL__RUN_WORDS * WORD_BITS; row++)
        if (fits_but_format(&table, row, key))
            rows->bits[row / WORD_BITS] |= UINT64_C(1) << row % WORD_BITS;
}

int toll__runs_find_among(const toll__run_rows *rows, const toll__run_key *key, toll__run_fact *fact)
{
    toll__table table = toll__table_get(TOLL__TABLE_RUN);
    uint64_t best = table.n_rows;
    int best_fit = TOLL__FITS_NOT;
    for (uint64_t row = 0; row < table.n_rows && row < TOLL__RUN_WORDS * WORD_BITS; row++) {
        if ((rows->bits[row / WORD_BITS] >> row % WORD_BITS & 1) == 0)
            continue;
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

int toll__runs_find(const toll__run_key *key, toll__run_fact *fact)
{
    toll__run_rows rows;
    toll__runs_narrow(key, &rows);
    return toll__runs_find_among(&rows, key, fact);
}
