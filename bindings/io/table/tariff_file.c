/* SPDX-License-Identifier: Apache-2.0 */
/* Tariff files to rows: finds each column by its name and gives every cell to its parser in tariff_cell.c.
 *
 * The columns and their words are described in lib/book/data/README.md. */
#include "table/tariff_file.h"

#include <string.h>

#include "table/tariff_cell.h"

typedef const char *cell_parser(const char *text, toll_bill_row *row);

/* `kind` comes first: what `op` and an empty cell mean depends on it. */
static const struct {
    const char *name;
    cell_parser *read;
} columns[] = {{"kind", tariff_cell_kind},
               {"op", tariff_cell_op},
               {"meter", tariff_cell_meter},
               {"other_meter", tariff_cell_other_meter},
               {"origin", tariff_cell_origin},
               {"is_contract", tariff_cell_is_contract},
               {"layer", tariff_cell_layer},
               {"quantity", tariff_cell_quantity},
               {"per", tariff_cell_per},
               {"number", tariff_cell_number},
               {"from", tariff_cell_from},
               {"until", tariff_cell_until},
               {"weekdays", tariff_cell_weekdays},
               {"start", tariff_cell_start},
               {"end", tariff_cell_end},
               {"utc_offset", tariff_cell_utc_offset},
               {"key", tariff_cell_key},
               {"value", tariff_cell_value},
               {"text", tariff_cell_text},
               {"source", tariff_cell_source},
               {"source_date", tariff_cell_source_date}};

#define N_COLUMNS (sizeof columns / sizeof columns[0])

/* What an empty cell means where it isn't zero. */
static void set_defaults(toll_bill_row *row)
{
    int has_time = row->kind == TOLL_ROW_TARIFF || row->kind == TOLL_ROW_WHEN_INSTANT;
    row->from_s = has_time ? TOLL_TIME_MIN : 0;
    row->until_s = has_time ? TOLL_TIME_MAX : 0;
    row->origin = row->kind == TOLL_ROW_TARIFF ? TOLL_ORIGIN_PUBLIC : 0;
}

/* Column of the file for each of ours; SIZE_MAX: the file lacks it. */
static void find_columns(const csv_table *csv, size_t *found)
{
    for (size_t i = 0; i < N_COLUMNS; i++)
        found[i] = SIZE_MAX;
    for (size_t cell = 0; cell < csv->header.n_cells; cell++) {
        size_t i = 0;
        while (i < N_COLUMNS && strcmp(columns[i].name, csv->header.text[cell]) != 0)
            i++;
        if (i == N_COLUMNS || found[i] != SIZE_MAX)
            csv_fail(csv_table_place(csv, &csv->header, cell), "column is unknown or stands twice",
                     csv->header.text[cell]);
        found[i] = cell;
    }
    if (found[0] == SIZE_MAX)
        csv_fail((csv_place){csv->path, csv->header.line, 0}, "column is absent", columns[0].name);
}

static void read_tariff_row(const csv_table *csv, const csv_row *from, const size_t *found, toll_bill_row *row)
{
    for (size_t i = 0; i < N_COLUMNS; i++) {
        if (i == 1)
            set_defaults(row);
        if (found[i] == SIZE_MAX || (i > 0 && from->text[found[i]][0] == '\0'))
            continue;
        const char *wrong = columns[i].read(from->text[found[i]], row);
        if (wrong)
            csv_fail(csv_table_place(csv, from, found[i]), wrong, from->text[found[i]]);
    }
}

void tariff_file_add(tariff_files *tariffs, const csv_table *csv)
{
    size_t total = tariffs->n_rows + csv->n_rows, found[N_COLUMNS];
    toll_bill_row *rows = csv_alloc(total, sizeof *rows);
    csv_place *places = csv_alloc(total, sizeof *places);
    if (tariffs->n_rows) {
        memcpy(rows, tariffs->rows, tariffs->n_rows * sizeof *rows);
        memcpy(places, tariffs->places, tariffs->n_rows * sizeof *places);
    }
    find_columns(csv, found);
    for (size_t i = 0; i < csv->n_rows; i++) {
        read_tariff_row(csv, &csv->rows[i], found, &rows[tariffs->n_rows + i]);
        places[tariffs->n_rows + i] = (csv_place){csv->path, csv->rows[i].line, 0};
    }
    *tariffs = (tariff_files){rows, places, total};
}
