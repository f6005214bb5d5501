/* SPDX-License-Identifier: Apache-2.0 */
/* The row of a calibration constant that fits best: rows name an architecture, a rate and an engine, or leave them
 * open, and the most specific match wins. */
#include "catalog/calibration.h"

#include <string.h>

#include <toll/catalog.h>

#include "catalog/row_search.h"
#include "catalog/origin.h"
#include "catalog/facts.h"

/* Columns of the constant table that rows are chosen by. */
enum { FIELD, ARCH, RATE, ENGINE, VALUE };

/* How much a match says: hardware more than the format, the format more than the engine, an engine's generation more
 * than its name alone. */
enum { FITS_FAMILY = 1, FITS_ENGINE = 2, FITS_RATE = 4, FITS_ARCH = 8, FITS_NOT = -1 };

/* Between an engine's name and its generation: "trtllm-0.14". */
#define GENERATION '-'

/* The rate at which the kernels of a constant run, by the first word of its name; 0: none in particular. */
static uint32_t rate_of(const toll__constant_key *key, const char *field)
{
    if (strncmp(field, "linear_", 7) == 0)
        return key->linear_rate;
    if (strncmp(field, "expert_", 7) == 0)
        return key->expert_rate;
    if (strncmp(field, "decode_", 7) == 0 || strncmp(field, "prefill_", 8) == 0)
        return key->attention_rate;
    return 0;
}

/* weight, 0 for a row that leaves it open, FITS_NOT for one of another name. Of `wanted` the first n bytes count. */
static int fit_name(const char *wanted, uint64_t n, const char *given, int weight)
{
    uint64_t i = 0;
    if (given[0] == '*')
        return 0;
    while (i < n && toll__name_lower(wanted[i]) == toll__name_lower(given[i]))
        i++;
    return i == n && given[i] == '\0' ? weight : FITS_NOT;
}

/* "trtllm-0.14" takes the rows of "trtllm" where none is its own. */
static int fit_engine(const char *wanted, const char *given)
{
    int fit = fit_name(wanted, strlen(wanted), given, FITS_ENGINE);
    uint64_t family = 0;
    while (wanted[family] != 0 && wanted[family] != GENERATION)
        family++;
    if (fit != FITS_NOT || wanted[family] == 0)
        return fit;
    return fit_name(wanted, family, given, FITS_FAMILY);
}

static int fit_row(const toll__table *table, uint64_t row, const toll__constant_key *key, uint32_t wanted_rate)
{
    int64_t rate = toll__table_cell(table, row, RATE);
    if (rate != 0 && rate != (int64_t)wanted_rate)
        return FITS_NOT;
    int arch = fit_name(key->arch, strlen(key->arch), toll__table_text(table, row, ARCH), FITS_ARCH);
    if (arch == FITS_NOT)
        return FITS_NOT;
    int engine = fit_engine(key->engine, toll__table_text(table, row, ENGINE));
    return engine == FITS_NOT ? FITS_NOT : arch + engine + (rate != 0 ? FITS_RATE : 0);
}

/* Best row of the constant, or n_rows; *fit says what it fitted. Rows of one constant follow each other. */
static uint64_t find_best(const toll__table *table, const toll__constant_key *key, const char *field, int *fit)
{
    toll__name name;
    toll__name_fold(&name, field, strlen(field));
    uint64_t best = table->n_rows;
    *fit = FITS_NOT;
    for (uint64_t row = toll__find_first(TOLL__TABLE_CONSTANT, &name); row < table->n_rows; row++) {
        if (toll__name_compare(&name, toll__table_text(table, row, FIELD)) != 0)
            break;
        int this_fit = fit_row(table, row, key, rate_of(key, field));
        if (this_fit <= *fit)
            continue;
        *fit = this_fit;
        best = row;
    }
    return best;
}

int toll__constants_find(const toll__constant_key *key, const char *field, toll__constant *constant)
{
    toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    int fit = FITS_NOT;
    uint64_t row = find_best(&table, key, field, &fit);
    if (row == table.n_rows)
        return 0;
    toll__origin origin;
    toll__origin_get(&table, row, VALUE, &origin);
    constant->value = toll__table_number(&table, row, VALUE);
    constant->is_calibrated =
        (fit & FITS_ARCH) != 0 && (fit & FITS_RATE) != 0 && origin.confidence != TOLL_CONFIDENCE_UNVERIFIED;
    constant->source = origin.source;
    constant->as_of = origin.as_of;
    return 1;
}
