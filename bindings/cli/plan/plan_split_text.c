/* SPDX-License-Identifier: Apache-2.0 */
/* Whether prefill and decode apart take fewer GPUs: a line for each of the best accelerators. */
#include "plan/plan_split_text.h"

#include <stdio.h>

#include "output/figure_text.h"

static void row_text(const plan_split_row *row, char *text, size_t size)
{
    const toll_plan_pools *p = &row->pools;
    const toll_plan_option *o = &row->choice->found;
    const char *name = row->choice->accelerator->facts.name;
    const long long each = (long long)(o->tp * o->pp * o->dp);
    char one[80] = "no single pool does";
    if ((p->known & TOLL_PLAN_POOLS_MIXED) != 0) {
        snprintf(one, sizeof one, "one pool takes %lld", (long long)p->mixed_gpus);
    }
    if ((p->known & TOLL_PLAN_POOLS_SPLIT) == 0) {
        snprintf(text, size, "%s: apart they do not keep the limits in the mean; %s", name, one);
        return;
    }
    snprintf(text, size, "%s: %lld replicas that prefill and %lld that decode, of %lld GPU%s each: %lld GPUs; %s: %s",
             name, (long long)p->prefill_units, (long long)p->decode_units, each, each == 1 ? "" : "s",
             (long long)p->gpus, one, plan_split_is_smaller(p) ? "fewer apart" : "no fewer apart");
}

void plan_split_put(const plan_answer *a, const screen *s)
{
    char text[600];
    const plan_split *split = &a->split;
    if (split->has_no_decode) {
        screen_paragraph(s, STYLE_PLAIN, "  Split pools: ", "answers of one token leave nothing to decode");
    }
    for (int i = 0; i < split->n_rows; i++) {
        row_text(&split->rows[i], text, sizeof text);
        screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  Split pools: " : "               ", text);
    }
    if (split->n_rows > 0) {
        screen_paragraph(s, STYLE_DIM, "               ",
                         "by means, not quantiles as in the table; the closed loop of pools leans to one pool");
    }
}

static void json_split_row(json *j, const plan_split_row *row)
{
    const toll_plan_pools *p = &row->pools;
    const bool is_split = (p->known & TOLL_PLAN_POOLS_SPLIT) != 0, is_mixed = (p->known & TOLL_PLAN_POOLS_MIXED) != 0;
    const toll_plan_option *o = &row->choice->found;
    json_object(j, NULL);
    json_text(j, "hardware", row->choice->accelerator->facts.id);
    json_integer(j, "replica_gpus", o->tp * o->pp * o->dp);
    json_maybe_integer(j, "prefill_units", p->prefill_units, is_split);
    json_maybe_integer(j, "decode_units", p->decode_units, is_split);
    json_maybe_integer(j, "gpus", p->gpus, is_split);
    json_maybe_number(j, "mean_ttft_s", p->ttft_s, is_split);
    json_maybe_number(j, "mean_tpot_s", p->tpot_s, is_split);
    json_maybe_integer(j, "one_pool_gpus", p->mixed_gpus, is_mixed);
    json_bool(j, "is_smaller", plan_split_is_smaller(p));
    json_close(j);
}

void plan_split_json(json *j, const plan_answer *a)
{
    if (a->split.n_rows == 0) {
        json_null(j, "split_pools");
        return;
    }
    json_object(j, "split_pools");
    json_number(j, "kv_bytes_per_s", a->request->hours.kv_bytes_per_s);
    json_array(j, "options");
    for (int i = 0; i < a->split.n_rows; i++) {
        json_split_row(j, &a->split.rows[i]);
    }
    json_close(j);
    json_close(j);
}
