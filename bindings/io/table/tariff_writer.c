/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff rows as CSV. Words are looked for by reading them: the word of a kind is the one that tariff_cell.c takes for
 * it, so that writer and reader can't disagree.
 *
 * Days become dates by Howard Hinnant's algorithm (chrono-compatible low-level date algorithms, civil_from_days): years
 * begin in March, so that the leap day is the last. Day 0 is 1970-01-01: it is day 306 of the March year 1969. */
#include "table/tariff_writer.h"

#include <inttypes.h>
#include <string.h>

#include "table/tariff_cell.h"
#include "text/io_error.h"

#define CELL_BYTES 128

typedef const char *cell_reader(const char *text, toll_bill_row *row);

static const char *const kinds[] = {
    "tariff",       "match",          "price",     "rule",         "multiplier",   "when_count",   "when_tier",
    "when_region",  "when_attribute", "when_time", "when_holiday", "when_instant", "minimum",      "step",
    "allowance",    "volume",         "fallback",  "tier",         "holiday",      "region",       "attribute",
    "default_part", "calendar",       "fee",       "floor",        "cap",          "when_counter", "when_number",
    "zone",         "retired",        "redirect",  "derive"};
static const char *const ops[] = {"gt",   "ge",   "lt",       "le",    "exact",  "prefix", "alias",
                                  "list", "bill", "contract", "dated", "suffix", "infix"};
static const char *const origins[] = {"public", "contract", "estimated"};

/* The word that `read` takes for the value that `row` has at the same place; NULL: none. */
static const char *find_word(const char *const *words, size_t n_words, cell_reader *read, const toll_bill_row *row,
                             size_t offset)
{
    for (size_t i = 0; i < n_words; i++) {
        toll_bill_row trial = {.kind = row->kind};
        if (read(words[i], &trial) != NULL)
            continue;
        if (memcmp((const char *)&trial + offset, (const char *)row + offset, sizeof trial.kind) == 0)
            return words[i];
    }
    return NULL;
}

static const char *kind_word(const toll_bill_row *row)
{
    return find_word(kinds, sizeof kinds / sizeof kinds[0], toll__tariff_cell_kind, row, offsetof(toll_bill_row, kind));
}

static const char *op_word(const toll_bill_row *row)
{
    return row->op == 0
               ? ""
               : find_word(ops, sizeof ops / sizeof ops[0], toll__tariff_cell_op, row, offsetof(toll_bill_row, op));
}

/* ---- cells ---- */

static void write_kind(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", kind_word(row));
}

static void write_op(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", op_word(row));
}

static void write_meter_name(uint32_t meter, char *cell)
{
    toll_bill_meter about = {.struct_size = sizeof about, .struct_kind = TOLL_KIND_BILL_METER};
    cell[0] = '\0';
    if (meter != 0 && toll_bill_meter_get(meter, &about, NULL) == TOLL_OK)
        (void)snprintf(cell, CELL_BYTES, "%s", about.name);
}

static void write_meter(const toll_bill_row *row, char *cell)
{
    write_meter_name(row->meter, cell);
}

static void write_other_meter(const toll_bill_row *row, char *cell)
{
    write_meter_name(row->other_meter, cell);
}

/* "public" is what an empty cell means. */
static void write_origin(const toll_bill_row *row, char *cell)
{
    const char *word = find_word(origins, 3, toll__tariff_cell_origin, row, offsetof(toll_bill_row, origin));
    (void)snprintf(cell, CELL_BYTES, "%s", word != NULL && row->origin != TOLL_ORIGIN_PUBLIC ? word : "");
}

static void write_whole(int64_t number, char *cell)
{
    cell[0] = '\0';
    if (number != 0)
        (void)snprintf(cell, CELL_BYTES, "%" PRId64, number);
}

static void write_is_contract(const toll_bill_row *row, char *cell)
{
    write_whole(row->is_contract, cell);
}

static void write_layer(const toll_bill_row *row, char *cell)
{
    write_whole(row->layer, cell);
}

static void write_quantity(const toll_bill_row *row, char *cell)
{
    write_whole(row->quantity, cell);
}

static void write_per(const toll_bill_row *row, char *cell)
{
    write_whole(row->per, cell);
}

/* A price of 0 is written; elsewhere 0 is absent. */
static void write_number(const toll_bill_row *row, char *cell)
{
    const int is_number = row->number.coef != 0 || row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME;
    cell[0] = '\0';
    if (is_number)
        (void)toll_decimal_format(&row->number, cell, CELL_BYTES, NULL, NULL);
}

/* Days since 1970-01-01 to a date. */
static void civil_date(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    const int64_t shifted = days + 719468; /* from 0000-03-01 */
    const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const int64_t of_era = shifted - era * 146097;
    const int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t march_month = (5 * of_year + 2) / 153;
    *day = of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static int has_instants(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_TARIFF || row->kind == TOLL_ROW_WHEN_INSTANT || row->from_s != 0 || row->until_s != 0;
}

static void write_instant(int64_t at_s, char *cell)
{
    int64_t year, month, day;
    const int64_t days = (at_s - ((at_s % 86400) + 86400) % 86400) / 86400, second = at_s - days * 86400;
    civil_date(days, &year, &month, &day);
    (void)snprintf(cell, CELL_BYTES,
                   "%04" PRId64 "-%02" PRId64 "-%02" PRId64 "T%02" PRId64 ":%02" PRId64 ":%02" PRId64 "Z", year, month,
                   day, second / 3600, second / 60 % 60, second % 60);
}

static void write_from(const toll_bill_row *row, char *cell)
{
    cell[0] = '\0';
    if (has_instants(row) && row->from_s != TOLL_TIME_MIN)
        write_instant(row->from_s, cell);
}

static void write_until(const toll_bill_row *row, char *cell)
{
    cell[0] = '\0';
    if (has_instants(row) && row->until_s != TOLL_TIME_MAX && !(row->until_s == 0 && row->kind != TOLL_ROW_TARIFF))
        write_instant(row->until_s, cell);
}

static void write_weekdays(const toll_bill_row *row, char *cell)
{
    static const char names[7][5] = {"mon ", "tue ", "wed ", "thu ", "fri ", "sat ", "sun "};
    size_t length = 0;
    for (size_t i = 0; i < 7; i++)
        if (row->weekdays >> i & 1) {
            memcpy(cell + length, names[i], 4);
            length += 4;
        }
    cell[length > 0 ? length - 1 : 0] = '\0';
}

static void write_clock(const toll_bill_row *row, int64_t second, char *cell)
{
    cell[0] = '\0';
    if (row->kind == TOLL_ROW_WHEN_TIME)
        (void)snprintf(cell, CELL_BYTES, "%02" PRId64 ":%02" PRId64 ":%02" PRId64, second / 3600, second / 60 % 60,
                       second % 60);
}

static void write_start(const toll_bill_row *row, char *cell)
{
    write_clock(row, row->start_s, cell);
}

static void write_end(const toll_bill_row *row, char *cell)
{
    write_clock(row, row->end_s, cell);
}

static void write_utc_offset(const toll_bill_row *row, char *cell)
{
    const int64_t minutes = (row->utc_offset_s < 0 ? -row->utc_offset_s : row->utc_offset_s) / 60;
    cell[0] = '\0';
    if (row->utc_offset_s != 0)
        (void)snprintf(cell, CELL_BYTES, "%c%02" PRId64 ":%02" PRId64, row->utc_offset_s < 0 ? '-' : '+', minutes / 60,
                       minutes % 60);
}

static void write_key(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", row->key);
}

static void write_value(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", row->value);
}

static void write_text(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", row->text);
}

static void write_source(const toll_bill_row *row, char *cell)
{
    (void)snprintf(cell, CELL_BYTES, "%s", row->source);
}

static void write_source_date(const toll_bill_row *row, char *cell)
{
    const int64_t date = row->source_date;
    cell[0] = '\0';
    if (date != 0)
        (void)snprintf(cell, CELL_BYTES, "%04" PRId64 "-%02" PRId64 "-%02" PRId64, date / 10000, date / 100 % 100,
                       date % 100);
}

static const struct {
    const char *name;
    void (*write)(const toll_bill_row *row, char *cell);
} columns[] = {{"kind", write_kind},
               {"meter", write_meter},
               {"other_meter", write_other_meter},
               {"op", write_op},
               {"quantity", write_quantity},
               {"number", write_number},
               {"per", write_per},
               {"is_contract", write_is_contract},
               {"origin", write_origin},
               {"layer", write_layer},
               {"from", write_from},
               {"until", write_until},
               {"weekdays", write_weekdays},
               {"start", write_start},
               {"end", write_end},
               {"utc_offset", write_utc_offset},
               {"key", write_key},
               {"value", write_value},
               {"text", write_text},
               {"source", write_source},
               {"source_date", write_source_date}};

#define N_COLUMNS (sizeof columns / sizeof columns[0])

/* ---- lines ---- */

/* Quoted by RFC 4180 where it must be. No leading apostrophe: the reader takes a cell as it is. */
static void put_cell(FILE *out, const char *cell)
{
    if (strpbrk(cell, ",\"") == NULL) {
        fputs(cell, out);
        return;
    }
    putc('"', out);
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            putc('"', out);
        putc(*cell, out);
    }
    putc('"', out);
}

/* A source, and its date, are written as ditto marks where both are those of the row before. */
static int is_same_source(const toll_bill_row *row, const toll_bill_row *before)
{
    return before != NULL && row->source[0] != '\0' && row->source_date != 0 &&
           strcmp(row->source, before->source) == 0 && row->source_date == before->source_date;
}

static int is_source_column(size_t i)
{
    return columns[i].write == write_source || columns[i].write == write_source_date;
}

static void put_line(FILE *out, const toll_bill_row *row, const toll_bill_row *before, const int *is_used)
{
    char cell[CELL_BYTES];
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (!is_used[i])
            continue;
        columns[i].write(row, cell);
        if (i > 0)
            putc(',', out);
        put_cell(out, is_source_column(i) && is_same_source(row, before) ? "^" : cell);
    }
    putc('\n', out);
}

static void mark_used_columns(const toll_bill_row *rows, size_t n_rows, int *is_used)
{
    char cell[CELL_BYTES];
    for (size_t i = 0; i < N_COLUMNS; i++) {
        is_used[i] = i == 0;
        for (size_t row = 0; row < n_rows && !is_used[i]; row++) {
            columns[i].write(&rows[row], cell);
            is_used[i] = cell[0] != '\0';
        }
    }
}

static void put_header(FILE *out, const int *is_used)
{
    fputs("# SPDX-License-Identifier: Apache-2.0\n", out);
    for (size_t i = 0; i < N_COLUMNS; i++)
        if (is_used[i])
            fprintf(out, "%s%s", i > 0 ? "," : "", columns[i].name);
    putc('\n', out);
}

toll_status toll__tariff_write(FILE *out, const toll_bill_row *rows, size_t n_rows, toll_error *err)
{
    int is_used[N_COLUMNS];
    for (size_t i = 0; i < n_rows; i++) {
        if (kind_word(&rows[i]) == NULL || op_word(&rows[i]) == NULL)
            return toll__io_fail(err, TOLL_E_UNSUPPORTED, "rows", "row %zu has kind %u, op %u, which have no word", i,
                                 rows[i].kind, rows[i].op);
    }
    mark_used_columns(rows, n_rows, is_used);
    put_header(out, is_used);
    for (size_t i = 0; i < n_rows; i++)
        put_line(out, &rows[i], i > 0 ? &rows[i - 1] : NULL, is_used);
    return TOLL_OK;
}
