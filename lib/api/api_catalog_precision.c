/* SPDX-License-Identifier: Apache-2.0 */
/* A number format by name as a model's published checkpoints have it: a row of the catalog, and what checkpoints.csv
 * says of the model and the format.
 *
 * Example: "nvfp4" for qwen3.5-27b. The row has 4.5 bits for every projection and 16 for the head; the checkpoint has 8
 * for attention, 8.034 for the mixers and 4.5 for the head, so 19.6 GiB are loaded instead of 18.4 (19.75 are printed). */
#include <toll/catalog.h>

#include <string.h>

#include "api/catalog_fill.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"

/* Columns of the table. */
enum { CHECKPOINT_ID, MODEL_ID, FORMAT_ID };

#define NAME_MOST    128
#define NARROW_CACHE "-kv8" /* the same weights with a cache of 8 bits */

/* Length of the format's id without what it says of the cache. */
static uint64_t weights_length(const char *id)
{
    uint64_t length = strlen(id), tail = sizeof NARROW_CACHE - 1;
    if (length > tail && strcmp(id + length - tail, NARROW_CACHE) == 0)
        return length - tail;
    return length;
}

static int is_format(const char *format, const char *id)
{
    uint64_t length = weights_length(id);
    return strlen(format) == length && memcmp(format, id, (size_t)length) == 0;
}

static void overlay_checkpoint(const char *model_id, toll_model_precision *precision)
{
    toll__table table = toll__table_get(TOLL__TABLE_CHECKPOINT);
    for (uint64_t row = 0; row < table.n_rows; row++) {
        if (strcmp(toll__table_text(&table, row, MODEL_ID), model_id) == 0 &&
            is_format(toll__table_text(&table, row, FORMAT_ID), precision->id))
            toll__catalog_overlay(TOLL_KIND_PRECISION, &table, row, precision);
    }
}

static toll_status find_format(const char *name, uint64_t length, toll_model_precision *full, toll_error *err)
{
    uint64_t index = 0;
    toll__text_argument text = {name, length, "name", "name_length"};
    toll_status status = toll__take_text(&text, 1, NAME_MOST, err);
    if (status != TOLL_OK)
        return status;
    status = toll_catalog_find(TOLL_TABLE_PRECISION, text.text, text.length, &index, err);
    if (status != TOLL_OK)
        return status;
    toll__table table = toll__table_get(TOLL_TABLE_PRECISION);
    toll__catalog_fill(TOLL_KIND_PRECISION, &table, index, 0, full);
    return TOLL_OK;
}

static toll_status find_precision(const char *name, uint64_t length, const toll_model *model,
                                  toll_model_precision *precision, toll_error *err)
{
    toll_model known;
    toll_model_precision full;
    toll_status status = toll__expect(precision, TOLL_KIND_PRECISION, "precision", err);
    if (status != TOLL_OK)
        return status;
    if (model != NULL) {
        status = toll__take(model, TOLL_KIND_MODEL, "model", &known, err);
        if (status != TOLL_OK)
            return status;
    }
    status = find_format(name, length, &full, err);
    if (status != TOLL_OK)
        return status;
    if (model != NULL)
        overlay_checkpoint(known.id, &full);
    toll__give(precision, TOLL_KIND_PRECISION, &full);
    return TOLL_OK;
}

toll_status toll_catalog_find_precision(const char *name, uint64_t name_length, const toll_model *model,
                                        toll_model_precision *precision, toll_error *err)
{
    return toll__done(find_precision(name, name_length, model, precision, err), err);
}
