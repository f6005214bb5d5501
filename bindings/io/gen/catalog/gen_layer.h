/* SPDX-License-Identifier: Apache-2.0 */
/* Ties model_layers.csv to models.csv: which rows are a model's, and whether any of them is unverified. */
#ifndef TOLL_IO_GEN_LAYER_H
#define TOLL_IO_GEN_LAYER_H

#include "gen/catalog/gen_table.h"

/* Adds the columns first_layer, n_layer_rows and is_shape_unverified to the models. */
void gen_layer_attach(gen_table *models, const gen_table *layers);

#endif
