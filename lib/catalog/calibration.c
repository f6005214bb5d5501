/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of the calibration constants that fit best: rows name an architecture, a rate and an engine, or leave them
 * open, and the most specific match wins.
 *
 * One pass over the table finds all constants of a key. Its 429 rows hold some 20 architectures and 10 engines, and equal
 * texts have equal cells, so each text is compared once a pass and its fit remembered by its cell. */
#include "catalog/calibration.h"

#include <string.h>

#include <toll/catalog.h>

#include "catalog/origin.h"
#include "catalog/facts.h"
#include "catalog/fold_name.h"

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
    switch (field[0]) { /* few names begin alike: the comparison is for them */
    case 'l':
        return strncmp(field, "linear_", 7) == 0 ? key->linear_rate : 0;
    case 'e':
        return strncmp(field, "expert_", 7) == 0 ? key->expert_rate : 0;
    case 'd':
        return strncmp(field, "decode_", 7) == 0 ? key->attention_rate : 0;
    case 'p':
        return strncmp(field, "prefill_", 8) == 0 ? key->attention_rate : 0;
    default:
        return 0;
    }
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

#define MEMO_CELLS   512 /* cells with a place in the memo; the table has 427, and a cell beyond is compared each time */
#define NOT_COMPARED 127

/* What a pass remembers: how the texts of two columns fit the key, by cell. */
typedef struct fit_memo {
    const toll__table *table;
    const toll__constant_key *key;
    signed char archs[MEMO_CELLS], engines[MEMO_CELLS];
} fit_memo;

static int compare_arch(const fit_memo *m, const char *given)
{
    return fit_name(m->key->arch, strlen(m->key->arch), given, FITS_ARCH);
}

static int fit_arch_cell(fit_memo *m, uint16_t cell)
{
    if (cell < MEMO_CELLS && m->archs[cell] != NOT_COMPARED)
        return m->archs[cell];
    int fit = compare_arch(m, m->table->text + m->table->values[cell]);
    if (cell < MEMO_CELLS)
        m->archs[cell] = (signed char)fit;
    return fit;
}

static int fit_engine_cell(fit_memo *m, uint16_t cell)
{
    if (cell < MEMO_CELLS && m->engines[cell] != NOT_COMPARED)
        return m->engines[cell];
    int fit = fit_engine(m->key->engine, m->table->text + m->table->values[cell]);
    if (cell < MEMO_CELLS)
        m->engines[cell] = (signed char)fit;
    return fit;
}

static int fit_row(fit_memo *m, const uint16_t *cells, uint32_t wanted_rate)
{
    int64_t rate = m->table->values[cells[RATE]];
    if (rate != 0 && rate != (int64_t)wanted_rate)
        return FITS_NOT;
    int arch = fit_arch_cell(m, cells[ARCH]);
    if (arch == FITS_NOT)
        return FITS_NOT;
    int engine = fit_engine_cell(m, cells[ENGINE]);
    return engine == FITS_NOT ? FITS_NOT : arch + engine + (rate != 0 ? FITS_RATE : 0);
}

/* Best of the rows of one constant, which follow each other from `row` on. Returns the first row of the next one. */
static uint64_t select_constant(fit_memo *m, uint64_t row, toll__constant_set *set)
{
    const toll__table *t = m->table;
    const uint16_t name = t->cells[row * t->n_columns + FIELD];
    uint32_t rate = rate_of(m->key, t->text + t->values[name]);
    int best_fit = FITS_NOT;
    uint64_t best = 0;
    for (; row < t->n_rows && t->cells[row * t->n_columns + FIELD] == name; row++) {
        int fit = fit_row(m, t->cells + row * t->n_columns, rate);
        if (fit <= best_fit)
            continue;
        best_fit = fit;
        best = row;
    }
    if (best_fit == FITS_NOT || set->count == TOLL__CONSTANTS_MAX)
        return row;
    set->rows[set->count] = (uint16_t)best;
    set->fits[set->count++] = (signed char)best_fit;
    return row;
}

void toll__constants_select(const toll__constant_key *key, toll__constant_set *set)
{
    const toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    fit_memo m = {.table = &table, .key = key};
    memset(m.archs, NOT_COMPARED, sizeof m.archs);
    memset(m.engines, NOT_COMPARED, sizeof m.engines);
    set->count = 0;
    for (uint64_t row = 0; row < table.n_rows;)
        row = select_constant(&m, row, set);
}

const char *toll__constants_name(const toll__constant_set *set, uint64_t at)
{
    const toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    return toll__table_text(&table, set->rows[at], FIELD);
}

double toll__constants_value(const toll__constant_set *set, uint64_t at)
{
    const toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    return toll__table_number(&table, set->rows[at], VALUE);
}

void toll__constants_get(const toll__constant_set *set, uint64_t at, toll__constant *constant)
{
    const toll__table table = toll__table_get(TOLL__TABLE_CONSTANT);
    int fit = set->fits[at];
    toll__origin origin;
    toll__origin_get(&table, set->rows[at], VALUE, &origin);
    constant->field = toll__constants_name(set, at);
    constant->value = toll__constants_value(set, at);
    constant->is_calibrated =
        (fit & FITS_ARCH) != 0 && (fit & FITS_RATE) != 0 && origin.confidence != TOLL_CONFIDENCE_UNVERIFIED;
    constant->source = origin.source;
    constant->as_of = origin.as_of;
}

int toll__constants_find(const toll__constant_set *set, const char *field, toll__constant *constant)
{
    for (uint64_t i = 0; i < set->count; i++) {
        if (strcmp(toll__constants_name(set, i), field) != 0)
            continue;
        toll__constants_get(set, i, constant);
        return 1;
    }
    return 0;
}
