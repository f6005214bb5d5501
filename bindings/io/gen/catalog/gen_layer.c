/* SPDX-License-Identifier: Apache-2.0 */
/* Layers of models: for each model its first row in model_layers.csv, their number, and whether one is unverified. */
#include "gen/catalog/gen_layer.h"

#include <toll/catalog.h>

#include "catalog/facts.h"

static _Noreturn void fail_layers(const char *message, const char *model)
{
    gen_fail((toll__csv_place){"model_layers.csv", 0, 0}, message, model);
}

static int is_unverified(const gen_table *table, size_t row)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if ((table->origins[row * CSV_COLUMNS_MAX + i] & 3) == TOLL_CONFIDENCE_UNVERIFIED)
            return 1;
    return 0;
}

/* The layers are sorted by model as the models are, so both are walked once. */
void gen_layer_attach(gen_table *models, const gen_table *layers)
{
    size_t first = gen_table_add_column(models, "first_layer", TOLL__CELL_NUMBER);
    size_t count = gen_table_add_column(models, "n_layer_rows", TOLL__CELL_NUMBER);
    size_t mark = gen_table_add_column(models, "is_shape_unverified", TOLL__CELL_NUMBER);
    size_t seq = gen_table_column(layers, "seq"), layer = 0;
    for (size_t row = 0; row < models->n_rows; row++) {
        const char *id = gen_table_text(models, row, 0);
        *gen_table_cell(models, row, first) = (int64_t)layer;
        for (; layer < layers->n_rows && gen_compare(gen_table_text(layers, layer, 0), id) == 0; layer++) {
            int64_t n = ++*gen_table_cell(models, row, count);
            if (layers->cells[layer * CSV_COLUMNS_MAX + seq] != n)
                fail_layers("seq must count 1, 2, 3 within a model", id);
            *gen_table_cell(models, row, mark) |= is_unverified(layers, layer);
        }
    }
    if (layer < layers->n_rows)
        fail_layers("model is not in models.csv", gen_table_text(layers, layer, 0));
}
