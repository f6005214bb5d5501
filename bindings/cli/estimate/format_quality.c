/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of published quality, as ratios to the baseline of the same source: a perplexity of 6.12 against 6.00 is a ratio
 * of 1.02, shown as "+2.0 %". Several rows of one format become one range, never a mean. */
#include "estimate/format_quality.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "output/give_up.h"
#include "output/sources.h"
#include "output/table.h"

bool quality_read(quality_rows *q)
{
    toll_error err;
    q->count = toll_catalog_count(TOLL_TABLE_QUALITY);
    q->rows = claim(q->count, sizeof *q->rows);
    for (uint64_t i = 0; i < q->count; i++) {
        start_struct(&q->rows[i], sizeof q->rows[i], TOLL_KIND_CATALOG_QUALITY);
        if (toll_catalog_get_quality(i, &q->rows[i], &err) != TOLL_OK) {
            complain_error(&err);
            return false;
        }
    }
    return true;
}

void quality_free(quality_rows *q)
{
    free(q->rows);
    q->rows = NULL;
}

static bool has_ratio(const toll_catalog_quality *row)
{
    return (row->known & TOLL_QUALITY_RATIO) != 0;
}

static bool is_of_format(const toll_catalog_quality *row, const char *model_id, const char *precision_id)
{
    return strcmp(row->model_id, model_id) == 0 && strcmp(row->precision_id, precision_id) == 0;
}

/* ---- Changes as text ---- */

/* Ratios of several rows, from the least to the greatest. */
typedef struct ratio_span {
    double low, high;
    int count;
    bool is_unverified;
} ratio_span;

static void span_add(ratio_span *to, const toll_catalog_quality *row)
{
    to->low = to->count == 0 || row->ratio_low < to->low ? row->ratio_low : to->low;
    to->high = to->count == 0 || row->ratio_high > to->high ? row->ratio_high : to->high;
    to->is_unverified = to->is_unverified || (row->unverified & TOLL_QUALITY_RATIO) != 0;
    to->count++;
}

/* A change of nothing has no sign. */
static double change_of(double ratio)
{
    double change = (ratio - 1) * 100;
    return change > -0.05 && change < 0.05 ? 0 : change;
}

/* "-3.0 to -1.0 %", "+1.2 %", "+7.3 % ?" where a source is in doubt. */
static void span_text(const ratio_span *of, char *text, size_t size)
{
    double low = change_of(of->low), high = change_of(of->high);
    const char *doubt = of->is_unverified ? " ?" : "";
    if (high - low < 0.05) {
        snprintf(text, size, low == 0 ? "%.1f %%%s" : "%+.1f %%%s", low, doubt);
    } else {
        snprintf(text, size, "%+.1f to %+.1f %%%s", low, high, doubt);
    }
}

void quality_text(const quality_rows *q, const char *model_id, const char *precision_id, uint32_t direction, char *text,
                  size_t size)
{
    ratio_span span = {0};
    for (uint64_t i = 0; i < q->count; i++) {
        const toll_catalog_quality *row = &q->rows[i];
        if (is_of_format(row, model_id, precision_id) && has_ratio(row) && row->direction == direction) {
            span_add(&span, row);
        }
    }
    text[0] = 0;
    if (span.count > 0) {
        span_text(&span, text, size);
    }
}

/* ---- Tables ---- */

static int source_of(source_list *sources, uint64_t row)
{
    toll_catalog_fact fact;
    start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
    int64_t offset = (int64_t)offsetof(toll_catalog_quality, metric);
    return toll_catalog_get_fact(TOLL_TABLE_QUALITY, row, offset, &fact, NULL) == TOLL_OK
               ? source_number(sources, &fact)
               : 0;
}

static void add_own_row(table *t, source_list *sources, const quality_rows *q, uint64_t i)
{
    const toll_catalog_quality *row = &q->rows[i];
    char change[48] = "no number";
    if (has_ratio(row)) {
        ratio_span one = {0};
        span_add(&one, row);
        span_text(&one, change, sizeof change);
    }
    table_cell(t, STYLE_PLAIN, "%s", row->precision_id[0] != 0 ? row->precision_id : row->format);
    table_cell(t, STYLE_PLAIN, "%s", change);
    table_cell(t, STYLE_DIM, "[%d]", source_of(sources, i));
    table_cell(t, STYLE_PLAIN, "%s%s%s", row->metric, row->method[0] != 0 ? ", " : "", row->method);
}

static bool is_first_of_model(const quality_rows *q, uint64_t i)
{
    for (uint64_t k = 0; k < i; k++) {
        if (strcmp(q->rows[k].model, q->rows[i].model) == 0) {
            return false;
        }
    }
    return true;
}

/* One table for each model that sources name: the base model and the tuned one are different measurements. */
static void put_quality_of_model(const screen *s, source_list *sources, const quality_rows *q, const char *model_id)
{
    for (uint64_t first = 0; first < q->count; first++) {
        table t;
        if (strcmp(q->rows[first].model_id, model_id) != 0 || !is_first_of_model(q, first)) {
            continue;
        }
        screen_put(s, STYLE_PLAIN, "  Published for %s, against %s:", q->rows[first].model,
                   q->rows[first].baseline_format);
        screen_newline(s);
        table_start(&t, "lrll", 1);
        for (uint64_t i = first; i < q->count; i++) {
            if (strcmp(q->rows[i].model, q->rows[first].model) == 0) {
                add_own_row(&t, sources, q, i);
            }
        }
        table_finish(&t, s);
        screen_newline(s);
    }
}

static bool has_own(const quality_rows *q, const char *model_id, const char *precision_id)
{
    char accuracy[64], perplexity[64];
    quality_text(q, model_id, precision_id, TOLL_BETTER_HIGHER, accuracy, sizeof accuracy);
    quality_text(q, model_id, precision_id, TOLL_BETTER_LOWER, perplexity, sizeof perplexity);
    return accuracy[0] != 0 || perplexity[0] != 0;
}

static bool is_other(const toll_catalog_quality *row, const char *model_id, const char *precision_id)
{
    return strcmp(row->precision_id, precision_id) == 0 && strcmp(row->model_id, model_id) != 0 && has_ratio(row);
}

static bool is_first_of_metric(const quality_rows *q, uint64_t i, const char *model_id)
{
    for (uint64_t k = 0; k < i; k++) {
        if (is_other(&q->rows[k], model_id, q->rows[i].precision_id) &&
            strcmp(q->rows[k].metric, q->rows[i].metric) == 0) {
            return false;
        }
    }
    return true;
}

/* "Llama-2-70B", "7 results of 1.3 to 69 B parameters". */
static void others_text(int rows, const char *model, double least, double most, char *text, size_t size)
{
    if (rows == 1 || least == most) {
        snprintf(text, size, "%s", model);
    } else {
        snprintf(text, size, "%d results, models of %.3g to %.3g B", rows, least / 1e9, most / 1e9);
    }
}

/* One metric of one precision over all other models. */
static void add_other_row(table *t, source_list *sources, const quality_rows *q, const char *model_id, uint64_t first)
{
    const toll_catalog_quality *like = &q->rows[first];
    ratio_span all = {0};
    double least = (double)like->params, most = least;
    char change[48], models[96], numbers[48] = "";
    int last = 0;
    for (uint64_t i = first; i < q->count; i++) {
        const toll_catalog_quality *row = &q->rows[i];
        if (!is_other(row, model_id, like->precision_id) || strcmp(row->metric, like->metric) != 0) {
            continue;
        }
        span_add(&all, row);
        least = (double)row->params < least ? (double)row->params : least;
        most = (double)row->params > most ? (double)row->params : most;
        int number = source_of(sources, i);
        if (number != last) {
            size_t used = strlen(numbers);
            snprintf(numbers + used, sizeof numbers - used, "[%d]", number);
            last = number;
        }
    }
    span_text(&all, change, sizeof change);
    others_text(all.count, like->model, least, most, models, sizeof models);
    table_cell(t, STYLE_PLAIN, "%s", like->precision_id);
    table_cell(t, STYLE_PLAIN, "%s", change);
    table_cell(t, STYLE_DIM, "%s", numbers);
    table_cell(t, STYLE_PLAIN, "%s, %s", like->metric, models);
}

static void put_others(const screen *s, source_list *sources, const quality_rows *q, const char *model_id,
                       const char *const *precision_ids)
{
    table t;
    bool is_any = false;
    table_start(&t, "lrll", 1);
    for (const char *const *id = precision_ids; *id != NULL; id++) {
        for (uint64_t i = 0; i < q->count && !has_own(q, model_id, *id); i++) {
            if (is_other(&q->rows[i], model_id, *id) && is_first_of_metric(q, i, model_id)) {
                add_other_row(&t, sources, q, model_id, i);
                is_any = true;
            }
        }
    }
    if (!is_any) {
        table_drop(&t);
        return;
    }
    screen_paragraph(s, STYLE_PLAIN, "  ",
                     "Published for other models only. Small models lose more, so these are no figures for this one:");
    table_finish(&t, s);
    screen_newline(s);
}

void quality_put(const screen *s, const quality_rows *q, const char *model_id, const char *const *precision_ids)
{
    source_list sources;
    sources.count = 0;
    put_quality_of_model(s, &sources, q, model_id);
    put_others(s, &sources, q, model_id, precision_ids);
    sources_put(s, &sources);
}

/* ---- JSON ---- */

static void json_quality_row(json *j, uint64_t i, const toll_catalog_quality *row)
{
    toll_catalog_fact fact;
    start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
    bool has_fact = toll_catalog_get_fact(TOLL_TABLE_QUALITY, i, (int64_t)offsetof(toll_catalog_quality, metric), &fact,
                                          NULL) == TOLL_OK;
    json_object(j, NULL);
    json_text(j, "model", row->model);
    json_text(j, "format", row->format);
    json_maybe_text(j, "method", row->method);
    json_text(j, "metric", row->metric);
    json_text(j, "better", row->direction == TOLL_BETTER_LOWER ? "lower" : "higher");
    json_text(j, "baseline_format", row->baseline_format);
    json_maybe_number(j, "value", row->value, (row->known & TOLL_QUALITY_VALUE) != 0);
    json_maybe_number(j, "baseline_value", row->baseline_value, (row->known & TOLL_QUALITY_BASELINE) != 0);
    json_maybe_number(j, "ratio_low", row->ratio_low, has_ratio(row));
    json_maybe_number(j, "ratio_high", row->ratio_high, has_ratio(row));
    json_bool(j, "is_unverified", row->unverified != 0);
    json_maybe_text(j, "source", has_fact ? fact.source : "");
    json_maybe_text(j, "note", has_fact ? fact.note : "");
    json_close(j);
}

void quality_json(json *j, const quality_rows *q, const char *model_id, const char *precision_id)
{
    json_array(j, "quality");
    for (uint64_t i = 0; i < q->count; i++) {
        if (is_of_format(&q->rows[i], model_id, precision_id != NULL ? precision_id : "")) {
            json_quality_row(j, i, &q->rows[i]);
        }
    }
    json_close(j);
}
