/* SPDX-License-Identifier: Apache-2.0 */
/* Figures of the catalog as changes against the baseline of the same source. By hand: a score of 68.7 against 69.0 is a
 * ratio of 0.996, "-0.4 %". Figures of other models are never shown for this one, and figures are never combined. */
#include "plan/plan_quality.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <toll.h>

#include "input/catalog_lookup.h"

#define FIGURES_SHOWN 3

static bool is_of_weights(const char *precision_id, const char *measured)
{
    size_t length = strlen(measured);
    return length > 0 && strncmp(precision_id, measured, length) == 0 &&
           (precision_id[length] == 0 || strcmp(precision_id + length, "-kv8") == 0);
}

static void add_figure(const toll_catalog_quality *row, char *text, size_t size)
{
    size_t used = strlen(text);
    double low = (row->ratio_low - 1) * 100, high = (row->ratio_high - 1) * 100;
    if (row->ratio_low == row->ratio_high) {
        snprintf(text + used, size - used, "%s%s %+.1f %%", used > 0 ? ", " : "", row->metric, low);
        return;
    }
    snprintf(text + used, size - used, "%s%s %+.1f to %+.1f %%", used > 0 ? ", " : "", row->metric, low, high);
}

int plan_quality_text(const char *model_id, const char *precision_id, char *text, size_t size)
{
    toll_catalog_quality row;
    char baseline[16] = "";
    int count = 0;
    text[0] = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_QUALITY); i++) {
        start_struct(&row, sizeof row, TOLL_KIND_CATALOG_QUALITY);
        if (toll_catalog_get_quality(i, &row, NULL) != TOLL_OK || strcmp(row.model_id, model_id) != 0 ||
            !is_of_weights(precision_id, row.precision_id) || (row.known & TOLL_QUALITY_RATIO) == 0) {
            continue;
        }
        if (count++ < FIGURES_SHOWN) {
            add_figure(&row, text, size);
            memcpy(baseline, row.baseline_format, sizeof baseline);
        }
    }
    size_t used = strlen(text);
    if (count > 0) {
        snprintf(text + used, size - used, " against %.15s%s", baseline, count > FIGURES_SHOWN ? ", and more" : "");
    }
    return count;
}
