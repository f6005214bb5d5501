/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff files to rows: finds each column by its name and gives every cell to its parser in tariff_cell.c.
 *
 * The columns and their words are described in lib/book/data/README.md. */
#include "table/tariff_file.h"

#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"
#include "table/tariff_cell.h"

typedef const char *cell_parser(const char *text, toll_bill_row *row);

/* `kind` comes first: what `op` and an empty cell mean depends on it. */
static const struct {
    const char *name;
    cell_parser *read;
} columns[] = {{"kind", toll__tariff_cell_kind},
               {"op", toll__tariff_cell_op},
               {"meter", toll__tariff_cell_meter},
               {"other_meter", toll__tariff_cell_other_meter},
               {"origin", toll__tariff_cell_origin},
               {"is_contract", toll__tariff_cell_is_contract},
               {"layer", toll__tariff_cell_layer},
               {"quantity", toll__tariff_cell_quantity},
               {"per", toll__tariff_cell_per},
               {"number", toll__tariff_cell_number},
               {"from", toll__tariff_cell_from},
               {"until", toll__tariff_cell_until},
               {"weekdays", toll__tariff_cell_weekdays},
               {"start", toll__tariff_cell_start},
               {"end", toll__tariff_cell_end},
               {"utc_offset", toll__tariff_cell_utc_offset},
               {"key", toll__tariff_cell_key},
               {"value", toll__tariff_cell_value},
               {"text", toll__tariff_cell_text},
               {"source", toll__tariff_cell_source},
               {"source_date", toll__tariff_cell_source_date}};

#define N_COLUMNS (sizeof columns / sizeof columns[0])

/* What an empty cell means where it isn't zero. */
static void set_defaults(toll_bill_row *row)
{
    int has_time = row->kind == TOLL_ROW_TARIFF || row->kind == TOLL_ROW_WHEN_INSTANT ||
                   row->kind == TOLL_ROW_CALENDAR || row->kind == TOLL_ROW_ZONE;
    row->from_s = has_time ? TOLL_TIME_MIN : 0;
    row->until_s = has_time ? TOLL_TIME_MAX : 0;
    row->origin = row->kind == TOLL_ROW_TARIFF ? TOLL_ORIGIN_PUBLIC : 0;
}

/* Column of the file for each of ours; SIZE_MAX: the file lacks it. */
static toll_status find_tariff_columns(const toll__csv_table *csv, size_t *found, toll_error *err)
{
    for (size_t i = 0; i < N_COLUMNS; i++)
        found[i] = SIZE_MAX;
    for (size_t cell = 0; cell < csv->n_columns; cell++) {
        const char *name = toll__csv_text(csv, 0, cell);
        size_t i = 0;
        while (i < N_COLUMNS && strcmp(columns[i].name, name) != 0)
            i++;
        if (i == N_COLUMNS || found[i] != SIZE_MAX)
            return toll__csv_fail(err, toll__csv_place_of(csv, 0, cell), "column is unknown or stands twice", name);
        found[i] = cell;
    }
    if (found[0] == SIZE_MAX)
        return toll__csv_fail(err, toll__csv_line(csv, 0), "column is absent", columns[0].name);
    return TOLL_OK;
}

/* "^": the source, or its date, is that of the row before. Imported files have one source on thousands of rows. */
static const char *repeat_source(const char *column, toll_bill_row *row, const toll_bill_row *before)
{
    if (before == NULL)
        return "has no row before it";
    if (strcmp(column, "source") == 0)
        memcpy(row->source, before->source, sizeof row->source);
    else
        row->source_date = before->source_date;
    return NULL;
}

static int is_ditto(const char *column, const char *text)
{
    return strcmp(text, "^") == 0 && (strcmp(column, "source") == 0 || strcmp(column, "source_date") == 0);
}

/* `before` is the row before it in the file; NULL: it is the first. */
static toll_status read_tariff_row(const toll__csv_table *csv, size_t from, const size_t *found, toll_bill_row *row,
                                   const toll_bill_row *before, toll_error *err)
{
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (i == 1)
            set_defaults(row);
        const char *text = found[i] != SIZE_MAX ? toll__csv_text(csv, from, found[i]) : "";
        if (found[i] == SIZE_MAX || (i > 0 && text[0] == '\0'))
            continue;
        const char *wrong =
            is_ditto(columns[i].name, text) ? repeat_source(columns[i].name, row, before) : columns[i].read(text, row);
        if (wrong)
            return toll__csv_fail(err, toll__csv_place_of(csv, from, found[i]), wrong, text);
    }
    return TOLL_OK;
}

/* Memory for `total` rows; present rows stay. */
static toll_status grow_rows(toll__tariff_rows *tariffs, size_t total, toll_error *err)
{
    const int is_small = total < SIZE_MAX / sizeof(toll_bill_row);
    toll_bill_row *rows = is_small ? realloc(tariffs->rows, (total + 1) * sizeof *rows) : NULL;
    if (rows == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "file", "out of memory");
    tariffs->rows = rows;
    toll__csv_place *places = realloc(tariffs->places, (total + 1) * sizeof *places);
    if (places == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "file", "out of memory");
    tariffs->places = places;
    return TOLL_OK;
}

toll_status toll__tariff_rows_add(toll__tariff_rows *tariffs, const toll__csv_table *csv, toll_error *err)
{
    size_t found[N_COLUMNS];
    const size_t before = tariffs->n_rows;
    toll_status status = find_tariff_columns(csv, found, err);
    if (status != TOLL_OK)
        return status;
    status = grow_rows(tariffs, before + csv->n_rows, err);
    if (status != TOLL_OK)
        return status;
    memset(tariffs->rows + before, 0, csv->n_rows * sizeof *tariffs->rows);
    for (size_t i = 0; i < csv->n_rows; i++) {
        toll_bill_row *row = &tariffs->rows[before + i];
        status = read_tariff_row(csv, i + 1, found, row, i > 0 ? row - 1 : NULL, err);
        if (status != TOLL_OK)
            return status;
        tariffs->places[before + i] = toll__csv_line(csv, i + 1);
    }
    tariffs->n_rows = before + csv->n_rows;
    return TOLL_OK;
}

void toll__tariff_rows_release(toll__tariff_rows *tariffs)
{
    free(tariffs->rows);
    free(tariffs->places);
    *tariffs = (toll__tariff_rows){0};
}
