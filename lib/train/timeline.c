/* SPDX-License-Identifier: Apache-2.0 */
/* An optimiser step from its micro-batches: pipeline with its bubble, exchange of gradients and weights by ZeRO stage,
 * the optimiser's update.
 *
 * Example: 1F1B with 4 equal stages of 1 s and 16 micro-batches takes 16 + 3 = 19 s, so the bubble is 3 / 16 of the
 * ideal time (Narayanan and others, arXiv 2104.04473, section 2.2.1). */
#include "train/timeline.h"

#include <math.h>
#include <string.h>

#include <toll/step.h>
#include <toll/train.h>

#include "base/range.h"
#include "train/optimiser.h"

#define BITS_PER_BYTE 8.0

/* Share of forward and backward that is backward. */
#define BACKWARD_FRAC (2.0 / 3.0)

/* Activations forward and gradients backward, once per virtual stage. Each tp rank sends its part, and without sequence
 * parallelism the parts are gathered again (arXiv 2104.04473, section 4.1). */
static double send_seconds(const toll__recipe *r, const toll__train_rates *g, const toll__model *model)
{
    double bytes = toll__recipe_tokens(r) * (double)model->d_model * 2;
    int gathers = !toll__recipe_has(r, TOLL_TRAIN_SEQUENCE_PARALLEL);
    if (!(r->pp > 1))
        return 0;
    double one = g->send_start_s + bytes / r->tp * g->send_s_per_byte;
    return 2 * r->virtual_stages * (one + (gathers ? toll__collective_pass(&g->tensor, bytes) : 0));
}

static double trained_params(const toll__recipe *r, const toll__holding *h)
{
    return r->method == TOLL_METHOD_FULL ? h->dense + h->expert : h->adapter_dense + h->adapter_expert;
}

/* A second micro-batch is added to the gradients of the first: 16-bit gradients are read, the sums read and written. */
static double accumulate_seconds(const toll__recipe *r, const toll__train_rates *g, const toll__holding *h)
{
    double bytes = 2 + 2 * r->gradient_bits / BITS_PER_BYTE;
    return toll__recipe_microbatches(r) > 1 ? trained_params(r, h) * bytes * g->stream_s_per_byte : 0;
}

static void fill_stage(const toll__micro_batch *layers, double share, double send_s, double accumulate_s,
                       toll__micro_batch *terms)
{
    memset(terms, 0, sizeof *terms);
    toll__micro_batch_sum(terms, layers, share);
    terms->s[TOLL__TERM_PIPELINE] += send_s;
    terms->s[TOLL__TERM_MEMORY] += accumulate_s;
}

/* Micro-batches follow each other at the pace of the slowest stage; each of the others is waited for once, or the v-th
 * part of it where v chunks interleave. */
static void run_pipeline(const toll__recipe *r, const toll__model *model, const toll__micro_batch *layers,
                         const toll__micro_batch *head, double send_s, double accumulate_s, toll__micro_batch *terms)
{
    toll__stages stages;
    toll__micro_batch middle, last;
    toll__recipe_stages(r, model, &stages);
    fill_stage(layers, stages.largest_frac, send_s, accumulate_s, &middle);
    fill_stage(layers, stages.last_frac, send_s, accumulate_s, &last);
    toll__micro_batch_sum(&last, head, 1);
    const toll__micro_batch *slowest =
        toll__micro_batch_total(&last) > toll__micro_batch_total(&middle) || !(r->pp > 1) ? &last : &middle;
    double every = toll__micro_batch_total(layers) + toll__micro_batch_total(head) + r->pp * (send_s + accumulate_s);
    double others = every - toll__micro_batch_total(slowest);
    toll__micro_batch_sum(terms, slowest, toll__recipe_microbatches(r));
    terms->s[TOLL__TERM_BUBBLE] += r->pp > 1 && others > 0 ? others / r->virtual_stages : 0;
}

/* How many bytes pass, and how often, by ZeRO stage: see train.h. */
static double exchange_seconds(const toll__recipe *r, const toll__collective *w, double weights_bytes,
                               double gradient_bytes)
{
    double times = toll__recipe_microbatches(r);
    switch (r->zero_stage) {
    case 0:
        return toll__collective_reduce(w, gradient_bytes);
    case 1:
        return toll__collective_pass(w, gradient_bytes) + toll__collective_pass(w, weights_bytes);
    case 2:
        return times * toll__collective_pass(w, gradient_bytes) + toll__collective_pass(w, weights_bytes);
    default:
        return times * (toll__collective_pass(w, gradient_bytes) + 2 * toll__collective_pass(w, weights_bytes));
    }
}

static double bits_to_bytes(double params, double bits)
{
    return params * bits / BITS_PER_BYTE;
}

/* Frozen weights are gathered too where they are sharded; otherwise only trained parameters move. */
static double data_seconds(const toll__recipe *r, const toll__train_rates *g, const toll__holding *h)
{
    int is_full = r->method == TOLL_METHOD_FULL;
    double dense = is_full ? h->dense : h->adapter_dense, expert = is_full ? h->expert : h->adapter_expert;
    double frozen = r->method == TOLL_METHOD_QLORA ? r->frozen_bits : r->weight_bits;
    double bits = r->weight_bits;
    int moves_frozen = !is_full && r->zero_stage == 3;
    double dense_bytes = bits_to_bytes(dense, bits) + (moves_frozen ? bits_to_bytes(h->dense, frozen) : 0);
    double expert_bytes = bits_to_bytes(expert, bits) + (moves_frozen ? bits_to_bytes(h->expert, frozen) : 0);
    return exchange_seconds(r, &g->data, dense_bytes, bits_to_bytes(dense, r->gradient_bits)) +
           exchange_seconds(r, &g->expert_data, expert_bytes, bits_to_bytes(expert, r->gradient_bits));
}

/* State, master copy and gradients are read, state and weights written. */
static double optimiser_seconds(const toll__recipe *r, const toll__train_rates *g, const toll__holding *h)
{
    int is_full = r->method == TOLL_METHOD_FULL, is_sharded = r->zero_stage > 0;
    double dense = is_full ? h->dense : h->adapter_dense, expert = is_full ? h->expert : h->adapter_expert;
    double params = is_sharded ? dense / h->copies + expert / h->expert_copies : dense + expert;
    double bytes = 2 * toll__optimiser_bytes(r->optimiser) + (r->gradient_bits + r->weight_bits) / BITS_PER_BYTE;
    return params * bytes * g->stream_s_per_byte;
}

/* The element-wise term runs at the streaming rate; of the projections' time their weights' share is memory too, but
 * hidden under the arithmetic, and is left out. */
static double memory_busy(const toll__train_rates *g, const toll__micro_batch *terms)
{
    double streamed = terms->s[TOLL__TERM_MEMORY] + terms->s[TOLL__TERM_OPTIMISER];
    return streamed * g->memory_s_per_byte / g->stream_s_per_byte;
}

void toll__timeline(const toll__recipe *r, const toll__train_rates *g, const toll__model *model,
                    const toll__micro_batch *layers, const toll__micro_batch *head, const toll__holding *h,
                    toll__step_time *step)
{
    toll__micro_batch *terms = &step->terms;
    memset(terms, 0, sizeof *terms);
    run_pipeline(r, model, layers, head, send_seconds(r, g, model), accumulate_seconds(r, g, h), terms);
    double hidden = r->dp_overlap_frac * BACKWARD_FRAC * toll__micro_batch_total(terms);
    double exchange = data_seconds(r, g, h);
    terms->s[TOLL__TERM_DATA] = exchange > hidden ? exchange - hidden : 0;
    terms->s[TOLL__TERM_OPTIMISER] = optimiser_seconds(r, g, h);
    step->memory_busy_s = memory_busy(g, terms);
}

/* The same formula as a serving step's (step.h): linear in how busy memory and arithmetic are. */
double toll__timeline_power(const toll__train_rates *g, double compute_busy_frac, double memory_busy_frac)
{
    double watts = g->tdp_w * (g->busy_power_frac + g->compute_power_frac * compute_busy_frac +
                               g->memory_power_frac * memory_busy_frac);
    if (watts > g->tdp_w)
        watts = g->tdp_w;
    return watts > g->idle_w ? watts : g->idle_w;
}

/* What published runs were checked with, or what moves memory by half a per cent and time not at all. */
#define FLAGS_HARMLESS (TOLL_FLAG_USABLE_ASSUMED | TOLL_FLAG_CROSS_DOMAIN | TOLL_TRAIN_FLAG_MFU_GIVEN)
#define FLAGS_OUTSIDE  (TOLL_FLAG_WIDE_EP | TOLL_FLAG_LINK_ASSUMED)

uint32_t toll__timeline_validity(uint64_t flags)
{
    if ((flags & FLAGS_OUTSIDE) != 0)
        return TOLL_VALIDITY_OUTSIDE;
    return (flags & ~(uint64_t)FLAGS_HARMLESS) != 0 ? TOLL_VALIDITY_EXTRAPOLATED : TOLL_VALIDITY_CALIBRATED;
}

/* Of the 32 dense runs of tests/accuracy/data/training_runs.csv whose layout is published, none fitted to: root of the
 * mean, over their six sets, of the mean square of ln(measured / predicted), 0.129. Sets count alike because software
 * differs from set to set, not from run to run; the interval then holds 29 of the 32. */
#define TRAIN_LOG_SD 0.13

/* Beyond that a range says "anything"; see step/place.c. */
#define LOG_SD_MAX 25.0

static double widen(double log_sd, const toll__train_rates *g, uint32_t validity)
{
    for (uint32_t i = TOLL_VALIDITY_CALIBRATED; i < validity; i++)
        log_sd *= g->extrapolation_factor;
    return log_sd < LOG_SD_MAX ? log_sd : LOG_SD_MAX;
}

int toll__timeline_is_unnamed(const toll__recipe *r)
{
    return !(r->step_log_sd > 0) && r->software_factor >= 1 && r->software_factor <= 1;
}

/* Published runs took 0.80 (lower tenth) to 1.73 (upper tenth) times as long as the catalog's kernels alone: 157 runs of
 * all stacks. Rounded outwards, since a stack that nobody has published may be slower still; 89 % of the runs are inside. */
#define UNNAMED_LOW  0.7
#define UNNAMED_HIGH 2.0

/* A deviation over published runs, of a stack or of all, is of runs that are extrapolated as well as calibrated, on
 * hardware whose kernels were timed: it widens outside, and where kernels were not timed. */
toll_range toll__timeline_range(const toll__recipe *r, const toll__train_rates *g, double step_s, uint32_t validity)
{
    const int is_beyond = validity == TOLL_VALIDITY_OUTSIDE || (g->flags & TOLL_FLAG_TYPICAL_CONSTANTS) != 0;
    if (toll__timeline_is_unnamed(r)) {
        const double wider = is_beyond && g->extrapolation_factor > 1 ? g->extrapolation_factor : 1;
        return (toll_range){pow(UNNAMED_LOW, wider) * step_s, step_s, pow(UNNAMED_HIGH, wider) * step_s};
    }
    if (!(r->step_log_sd > 0))
        return toll__range_lognormal(step_s, widen(TRAIN_LOG_SD, g, validity));
    return toll__range_lognormal(
        step_s, widen(r->step_log_sd, g, is_beyond ? TOLL_VALIDITY_EXTRAPOLATED : TOLL_VALIDITY_CALIBRATED));
}

double toll__timeline_power_log_sd(const toll__train_rates *g, uint32_t validity)
{
    return widen(g->power_log_sd, g, validity);
}
