/* SPDX-License-Identifier: Apache-2.0 */
/* The public model descriptor, its rows and its precision as the rooms' plain values. */
#ifndef TOLL_API_CONVERT_MODEL_H
#define TOLL_API_CONVERT_MODEL_H

#include <toll/model.h>

#include "model/block.h"

/* Most rows that one descriptor may have. */
#define TOLL__MODEL_ROWS_MAX 4096

/* The caller's array of rows, as it came in. */
typedef struct toll__block_rows {
    const toll_model_layer *rows;
    uint64_t count;
    uint64_t stride;
} toll__block_rows;

/* Copy the fields of checked structs. */
void toll__model_from_public(const toll_model *model, toll__model *plain);
void toll__block_from_public(const toll_model_layer *layer, toll__block *block);
void toll__precision_from_public(const toll_model_precision *precision, toll__precision *plain);

/* Copies in and checks a descriptor and the shape of its array of rows; the rows themselves are read one by one. */
toll_status toll__take_model(const toll_model *model, const toll__block_rows *rows, toll__model *plain,
                             toll_error *err);

/* Copies in, checks and settles row `index`. toll__take_model() has passed. */
toll_status toll__take_block(const toll__model *model, const toll__block_rows *rows, uint64_t index, toll__block *block,
                             toll_error *err);

/* Copies in and checks a precision. */
toll_status toll__take_precision(const toll_model_precision *precision, toll__precision *plain, toll_error *err);

#endif
