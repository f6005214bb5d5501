/* SPDX-License-Identifier: Apache-2.0 */
/* The table of aliases: rows of aliases.csv and the names inside the other tables, sorted by table, name and row. */
#include "gen/catalog/gen_alias.h"

#include <stdlib.h>
#include <string.h>

#include "catalog/facts.h"

typedef struct alias {
    const char *text;
    uint32_t table;
    size_t row;
    csv_place place;
} alias;

static int compare_aliases(const void *left, const void *right)
{
    const alias *a = left, *b = right;
    if (a->table != b->table)
        return a->table < b->table ? -1 : 1;
    int order = gen_compare(a->text, b->text);
    if (order)
        return order;
    return a->row < b->row ? -1 : a->row > b->row;
}

static const gen_target *find_target(const gen_target *targets, size_t n_targets, csv_place place, const char *name)
{
    for (size_t i = 0; i < n_targets; i++)
        if (strcmp(targets[i].name, name) == 0)
            return &targets[i];
    csv_fail(place, "table is unknown", name);
}

/* The file's own rows. */
static size_t read_alias_rows(const csv_table *csv, const gen_target *targets, size_t n_targets, alias *out)
{
    size_t name = csv_table_column(csv, "alias"), table = csv_table_column(csv, "table"),
           id = csv_table_column(csv, "id");
    for (size_t i = 0; i < csv->n_rows; i++) {
        const csv_row *row = &csv->rows[i];
        const gen_target *target = find_target(targets, n_targets, csv_table_place(csv, row, table), row->text[table]);
        out[i] = (alias){row->text[name], target->number, gen_table_find(target->table, row->text[id]),
                         csv_table_place(csv, row, name)};
        if (out[i].row == target->table->n_rows)
            csv_fail(csv_table_place(csv, row, id), "no row has this id", row->text[id]);
        if (gen_table_find(target->table, row->text[name]) < target->table->n_rows)
            csv_fail(out[i].place, "alias is an id itself", row->text[name]);
        if (i && strcmp(csv->rows[i - 1].text[name], row->text[name]) > 0)
            csv_fail(out[i].place, "row is out of order", row->text[name]);
    }
    return csv->n_rows;
}

/* Names that the rows carry: what a vendor or a repository calls them. An id needs no alias. */
static size_t read_row_names(const gen_target *target, alias *out)
{
    size_t n = 0;
    if (!target->names)
        return 0;
    size_t column = gen_table_column(target->table, target->names);
    for (size_t row = 0; row < target->table->n_rows; row++) {
        const char *text = gen_table_text(target->table, row, column);
        if (text[0] && gen_table_find(target->table, text) == target->table->n_rows)
            out[n++] = (alias){text, target->number, row, {target->table->file, 0, 0}};
    }
    return n;
}

gen_table gen_alias_compile(const csv_table *csv, const gen_target *targets, size_t n_targets)
{
    size_t n = csv->n_rows, kept = 0;
    for (size_t i = 0; i < n_targets; i++)
        n += targets[i].table->n_rows;
    alias *all = csv_alloc(n, sizeof *all);
    n = read_alias_rows(csv, targets, n_targets, all);
    for (size_t i = 0; i < n_targets; i++)
        n += read_row_names(&targets[i], all + n);
    qsort(all, n, sizeof *all, compare_aliases);
    gen_table table = gen_table_new("alias", "aliases.csv", n);
    size_t text = gen_table_add_column(&table, "alias", TOLL__CELL_TEXT);
    size_t number = gen_table_add_column(&table, "table", TOLL__CELL_NUMBER);
    size_t row = gen_table_add_column(&table, "row", TOLL__CELL_NUMBER);
    for (size_t i = 0; i < n; i++) {
        if (i && compare_aliases(&all[i - 1], &all[i]) == 0)
            csv_fail(all[i].place, "alias stands twice, or is the row's name already", all[i].text);
        *gen_table_cell(&table, kept, text) = gen_table_intern(&table, all[i].text);
        *gen_table_cell(&table, kept, number) = all[i].table;
        *gen_table_cell(&table, kept++, row) = (int64_t)all[i].row;
    }
    table.n_rows = kept;
    return table;
}
