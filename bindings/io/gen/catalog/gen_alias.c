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
    toll__csv_place place;
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

static const gen_target *find_target(const gen_target *targets, size_t n_targets, toll__csv_place place,
                                     const char *name)
{
    for (size_t i = 0; i < n_targets; i++)
        if (strcmp(targets[i].name, name) == 0)
            return &targets[i];
    gen_fail(place, "table is unknown", name);
}

/* The file's own rows. */
static size_t read_alias_rows(const toll__csv_table *csv, const gen_target *targets, size_t n_targets, alias *out)
{
    size_t name = gen_csv_column(csv, "alias"), table = gen_csv_column(csv, "table"), id = gen_csv_column(csv, "id");
    for (size_t i = 0; i < csv->n_rows; i++) {
        const size_t row = i + 1; /* of the file */
        const char *text = toll__csv_text(csv, row, name), *meant = toll__csv_text(csv, row, id);
        const gen_target *target =
            find_target(targets, n_targets, toll__csv_place_of(csv, row, table), toll__csv_text(csv, row, table));
        out[i] =
            (alias){text, target->number, gen_table_find(target->table, meant), toll__csv_place_of(csv, row, name)};
        if (out[i].row == target->table->n_rows)
            gen_fail(toll__csv_place_of(csv, row, id), "no row has this id", meant);
        if (gen_table_find(target->table, text) < target->table->n_rows)
            gen_fail(out[i].place, "alias is an id itself", text);
        if (i && strcmp(out[i - 1].text, text) > 0)
            gen_fail(out[i].place, "row is out of order", text);
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

gen_table gen_alias_compile(const toll__csv_table *csv, const gen_target *targets, size_t n_targets)
{
    size_t n = csv->n_rows, kept = 0;
    for (size_t i = 0; i < n_targets; i++)
        n += targets[i].table->n_rows;
    alias *all = gen_alloc(n, sizeof *all);
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
            gen_fail(all[i].place, "alias stands twice, or is the row's name already", all[i].text);
        *gen_table_cell(&table, kept, text) = gen_table_intern(&table, all[i].text);
        *gen_table_cell(&table, kept, number) = all[i].table;
        *gen_table_cell(&table, kept++, row) = (int64_t)all[i].row;
    }
    table.n_rows = kept;
    return table;
}
