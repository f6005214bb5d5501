/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over supplies, engines and number formats, and the counts of what stands in the way.
 *
 * Supplies that differ in price alone are one stop: what a combination needs of accelerators does not depend on its
 * price. Counts are of combinations, so each supply of a stop counts for itself. */
#include "api/plan_walk.h"

#include <math.h>
#include <string.h>

#include "base/saturating.h"

static int differ_in_price_alone(const toll__plan_supply *a, const toll__plan_supply *b)
{
    return a->row.hw == b->row.hw && (a->row.flags & TOLL_PLAN_OWN_HW) == (b->row.flags & TOLL_PLAN_OWN_HW) &&
           a->unit == b->unit && a->row.internode_bytes_per_s == b->row.internode_bytes_per_s;
}

/* Supplies from the first one on that share its search. */
static void count_sharers(toll__plan_walk *w)
{
    w->sharers = w->priced = 0;
    for (uint64_t i = w->first; i < w->work->n_supplies; i++) {
        toll__plan_supply *supply = &w->work->supplies[i];
        if (!differ_in_price_alone(supply, &w->work->supplies[w->first]))
            continue;
        supply->is_done = 1;
        w->sharers++;
        w->priced += (supply->row.known & TOLL_PLAN_PRICE) != 0;
    }
}

int64_t toll__plan_walk_supply(const toll__plan_walk *w, int64_t before)
{
    for (uint64_t i = before < 0 ? w->first : (uint64_t)before + 1; i < w->work->n_supplies; i++) {
        const toll__plan_supply *supply = &w->work->supplies[i];
        if (differ_in_price_alone(supply, &w->work->supplies[w->first]) && (supply->row.known & TOLL_PLAN_PRICE) != 0)
            return (int64_t)i;
    }
    return -1;
}

static toll__run_key run_key(const toll__plan_walk *w, const char *format)
{
    return (toll__run_key){w->work->engines[w->engine].full.id, w->choice.hw.vendor, w->choice.hw.arch, format};
}

/* TOLL_RUN_* of the engine on the accelerator, in any format (NULL) or in this one. */
static uint32_t ask_run(const toll__plan_walk *w, const char *format)
{
    toll__run_fact fact;
    const toll__run_key key = run_key(w, format);
    return toll__runs_find_among(&w->run_rows, &key, &fact) ? fact.verdict : TOLL_RUN_UNKNOWN;
}

/* No before unknown before yes, as toll_catalog_check_run() has it. */
static uint32_t join_verdicts(uint32_t hardware, uint32_t format)
{
    if (hardware == TOLL_RUN_NO || format == TOLL_RUN_NO)
        return TOLL_RUN_NO;
    return hardware == TOLL_RUN_YES ? format : hardware;
}

static void start_engine(toll__plan_walk *w)
{
    const toll__run_key key = run_key(w, NULL);
    toll__runs_narrow(&key, &w->run_rows);
    w->hardware_run = ask_run(w, NULL);
}

/* Supplies without a price are counted as such alone. */
static int start_supply(toll__plan_walk *w)
{
    int64_t each = (int64_t)(w->work->n_engines * w->work->n_precisions);
    count_sharers(w);
    w->summary.combinations += each * w->sharers;
    w->summary.no_price += each * (w->sharers - w->priced);
    if (w->priced == 0 || each == 0 ||
        toll__plan_hw(w->from, &w->work->supplies[w->first].row, &w->choice.hw, &w->choice.accelerator, NULL) !=
            TOLL_OK)
        return 0;
    w->engine = w->precision = 0;
    start_engine(w);
    return 1;
}

static int next_supply(toll__plan_walk *w)
{
    uint64_t i = w->is_started ? w->first + 1 : 0;
    w->is_started = 1;
    for (; i < w->work->n_supplies; i++) {
        w->first = i;
        if (!w->work->supplies[i].is_done && start_supply(w))
            return 1;
    }
    w->first = i;
    return 0;
}

static int advance(toll__plan_walk *w)
{
    if (!w->is_started)
        return next_supply(w);
    if (++w->precision < w->work->n_precisions)
        return 1;
    w->precision = 0;
    if (++w->engine >= w->work->n_engines)
        return next_supply(w);
    start_engine(w);
    return 1;
}

static int may_run(toll__plan_walk *w)
{
    w->verdict = w->hardware_run;
    if (w->verdict != TOLL_RUN_NO)
        w->verdict = join_verdicts(w->verdict, ask_run(w, w->work->precisions[w->precision].full.id));
    if (w->verdict == TOLL_RUN_NO) {
        w->summary.cannot_run += w->priced;
        return 0;
    }
    if (w->verdict == TOLL_RUN_UNKNOWN && (w->work->need.choices & TOLL_PLAN_TRY_UNKNOWN) == 0) {
        w->summary.unknown_run += w->priced;
        return 0;
    }
    return 1;
}

void toll__plan_walk_start(toll__plan_walk *w, const toll__plan_sources *from, toll__plan_work *work)
{
    w->from = from;
    w->work = work;
    memset(&w->summary, 0, sizeof w->summary);
    w->is_started = w->reserved = 0;
}

int toll__plan_walk_next(toll__plan_walk *w)
{
    while (advance(w))
        if (may_run(w))
            return 1;
    return 0;
}

toll_status toll__plan_walk_choose(toll__plan_walk *w)
{
    return toll__plan_choose(w->work, &w->work->supplies[w->first].row, &w->work->engines[w->engine],
                             &w->work->precisions[w->precision], &w->choice);
}

int64_t toll__plan_walk_left(const toll__plan_walk *w)
{
    int64_t most = w->work->need.evaluations_max;
    return most == 0 ? INT64_MAX : most - w->summary.evaluations;
}

/* ---- Counts ---- */

static void note_least(double value, uint64_t bit, double *least, uint64_t *known)
{
    if (!(value < HUGE_VAL) || ((*known & bit) != 0 && *least <= value))
        return;
    *known |= bit;
    *least = value;
}

void toll__plan_walk_too_many(toll__plan_walk *w, double paid)
{
    double least = (double)w->summary.missed_gpus;
    w->summary.too_many_gpus++;
    note_least(paid, TOLL_PLAN_MISSED_GPUS, &least, &w->summary.known);
    w->summary.missed_gpus = toll__saturating_int64(least);
}

void toll__plan_walk_note(toll__plan_walk *w, const toll__fit_work *done, int is_cut)
{
    w->summary.layouts += done->layouts;
    w->summary.layouts_fit += done->fitting;
    w->summary.evaluations += done->evaluations;
    w->summary.exact += done->exact;
    w->summary.flags |= is_cut ? TOLL_PLAN_BUDGET_SPENT : 0;
}

/* The count that tells why a combination has no option. */
static int64_t *reason_count(toll_plan_summary *summary, uint32_t verdict, int is_cut)
{
    if (is_cut)
        return &summary->not_evaluated;
    switch (verdict) {
    case TOLL__FLEET_NO_MEMORY:
        return &summary->no_memory;
    case TOLL__FLEET_REFUSED:
        return &summary->refused;
    case TOLL__FLEET_TOO_SLOW:
        return &summary->too_slow;
    case TOLL__FLEET_TOO_DEAR:
        return &summary->too_dear;
    default:
        return &summary->no_layout;
    }
}

void toll__plan_walk_reject(toll__plan_walk *w, const toll__fit_work *done, uint32_t verdict, int is_cut, int64_t count)
{
    toll_plan_summary *s = &w->summary;
    *reason_count(s, verdict, is_cut) += count;
    note_least(done->missed_ttft_s, TOLL_PLAN_MISSED_TTFT, &s->missed_ttft_s, &s->known);
    note_least(done->missed_tpot_s, TOLL_PLAN_MISSED_TPOT, &s->missed_tpot_s, &s->known);
}
