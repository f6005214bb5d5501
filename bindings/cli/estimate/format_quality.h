/* SPDX-License-Identifier: Apache-2.0 */
/* What is published of the quality of number formats: of a model, and of others where it has none. Changes of different
 * metrics are never put together, nor is anything computed for a format or a model that nobody measured. */
#ifndef TOLL_CLI_ESTIMATE_FORMAT_QUALITY_H
#define TOLL_CLI_ESTIMATE_FORMAT_QUALITY_H

#include <stdbool.h>

#include <toll.h>

#include "output/json_out.h"
#include "output/screen.h"

typedef struct quality_rows {
    toll_catalog_quality *rows;
    uint64_t count;
} quality_rows;

/* Complains and returns false when the catalog can't be read. quality_free() in both cases. */
bool quality_read(quality_rows *q);
void quality_free(quality_rows *q);

/* Of one model and precision: "+1.2 %" of perplexities (TOLL_BETTER_LOWER), "-7.0 to +5.4 %" of scores
 * (TOLL_BETTER_HIGHER); empty: nothing is published. */
void quality_text(const quality_rows *q, const char *model_id, const char *precision_id, uint32_t direction, char *text,
                  size_t size);

/* Tables: published rows of the model; published rows of other models for those of the precisions (ids, a NULL
 * behind the last) for which the model has nothing; the sources. */
void quality_put(const screen *s, const quality_rows *q, const char *model_id, const char *const *precision_ids);

/* Member "quality" of the open object: the rows of one model and precision; NULL: of all its formats that are none of
 * our precisions. */
void quality_json(json *j, const quality_rows *q, const char *model_id, const char *precision_id);

#endif
