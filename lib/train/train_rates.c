/* SPDX-License-Identifier: Apache-2.0 */
/* Seconds per operation and byte that training kernels reach, and the exchanges between ranks: the inference timings
 * of the catalog, divided by one factor for the software stack. */
#include "train/train_rates.h"

#include <math.h>
#include <string.h>

#include <toll/hardware.h>
#include <toll/step.h>
#include <toll/train.h>

#include "base/fault.h"
#include "step/fabric.h"

static toll_status find_format_rate(const toll__accelerator *accelerator, uint32_t wanted, double *flop_per_s,
                                    uint64_t *flags, toll_error *err)
{
    uint32_t used = wanted;
    if (toll__accelerator_rate(accelerator, wanted, &used, flop_per_s, NULL) != TOLL_OK)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_TRAIN_SETUP, "linear_rate", -1,
                          "has no published rate on this accelerator, and no wider format has one");
    *flags |= used == wanted ? 0 : TOLL_FLAG_RATE_FALLBACK;
    return TOLL_OK;
}

static toll_status set_compute(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                               toll__train_rates *g, toll_error *err)
{
    double narrow = 0, wide = 0;
    toll_status status = find_format_rate(accelerator, r->linear_rate, &narrow, &g->flags, err);
    if (status != TOLL_OK)
        return status;
    status = find_format_rate(accelerator, TOLL_RATE_BF16, &wide, &g->flags, err);
    if (status != TOLL_OK)
        return status;
    double soft = r->software_factor;
    g->peak_flop_per_s = narrow;
    g->linear_s_per_flop = 1 / (narrow * c->linear.compute_frac * soft);
    g->expert_s_per_flop = 1 / (narrow * c->expert.compute_frac * soft);
    g->matmul_s_per_flop = 1 / (wide * c->linear.compute_frac * soft);
    g->fused_s_per_flop = 1 / (wide * c->prefill.compute_frac * soft);
    g->fused_half_tokens = c->prefill_half_tokens;
    return TOLL_OK;
}

static toll_status set_memory(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                              toll__train_rates *g, toll_error *err)
{
    if ((accelerator->known & TOLL_HW_MEMORY_RATE) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "memory_bytes_per_s", -1, "is not known");
    g->memory_s_per_byte = 1 / accelerator->memory_bytes_per_s;
    g->stream_s_per_byte = 1 / (accelerator->memory_bytes_per_s * c->linear.memory_frac * r->software_factor);
    g->linear_start_s = c->linear.start_s / r->software_factor;
    g->expert_start_s = c->expert.start_s / r->software_factor;
    g->fused_start_s = c->prefill.start_s / r->software_factor;
    g->small_start_s = c->small_kernel_s / r->software_factor;
    g->small_per_block = c->small_kernels_per_block;
    return TOLL_OK;
}

/* A group of ranks that lie `stride` apart. Where its span leaves the domain, each node's members share the node's
 * links outward, so a ring through the node moves as fast as all of them together, at most as fast as the links
 * inside. */
static int find_way(const toll__accelerator *accelerator, const toll__recipe *r, double ranks, double stride,
                    toll__way *way)
{
    double domain = toll__fabric_domain(accelerator);
    if (!toll__fabric_reach(accelerator, r->internode_bytes_per_s, ranks * stride, way))
        return 0;
    double members = way->is_internode && stride < domain ? floor(domain / stride) : 1;
    double together = way->bytes_per_s * (members < ranks ? members : ranks);
    if (members > 1)
        way->bytes_per_s = together < accelerator->link_bytes_per_s ? together : accelerator->link_bytes_per_s;
    return 1;
}

static toll_status set_collective(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                                  double ranks, double stride, toll__train_rates *g, toll__collective *collective,
                                  toll_error *err)
{
    toll__way way;
    *collective = (toll__collective){ranks, 0, 0};
    if (!(ranks > 1))
        return TOLL_OK;
    if (!find_way(accelerator, r, ranks, stride, &way))
        return toll__fail(err, TOLL_E_UNSUPPORTED, TOLL_KIND_TRAIN_SETUP, "internode_bytes_per_s", -1,
                          "is needed: the layout spans more accelerators than the known links join");
    g->flags |= way.flags;
    collective->start_s = c->allreduce_start_s + c->allreduce_double_s * (log2(ranks) - 1) +
                          (way.is_internode ? c->internode_start_s : 0);
    collective->s_per_byte = 1 / (way.bytes_per_s * c->link_frac);
    return TOLL_OK;
}

/* Ranks are numbered tensor first, then context, then data, then pipeline, so that what talks most is nearest. */
static toll_status set_collectives(const toll__accelerator *accelerator, const toll__constants *c,
                                   const toll__recipe *r, toll__train_rates *g, toll_error *err)
{
    double experts = r->ep > 1 ? r->ep : 1;
    toll_status status = set_collective(accelerator, c, r, r->tp, 1, g, &g->tensor, err);
    if (status != TOLL_OK)
        return status;
    status = set_collective(accelerator, c, r, r->cp, r->tp, g, &g->context, err);
    if (status != TOLL_OK)
        return status;
    status = set_collective(accelerator, c, r, experts, 1, g, &g->expert, err);
    if (status != TOLL_OK)
        return status;
    status = set_collective(accelerator, c, r, toll__recipe_copies(r), r->tp, g, &g->data, err);
    if (status != TOLL_OK)
        return status;
    status = set_collective(accelerator, c, r, toll__recipe_expert_copies(r), r->ep > 1 ? r->ep : r->tp, g,
                            &g->expert_data, err);
    g->expert.start_s += r->ep > 1 ? c->alltoall_start_s - c->allreduce_start_s : 0;
    return status;
}

static toll_status set_send(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                            toll__train_rates *g, toll_error *err)
{
    toll__collective stage;
    double stride = r->tp * r->cp * r->dp;
    toll_status status = set_collective(accelerator, c, r, r->pp, stride, g, &stage, err);
    if (status != TOLL_OK || !(r->pp > 1))
        return status;
    int leaves = r->pp * stride > toll__fabric_domain(accelerator);
    g->send_start_s = c->send_start_s + (leaves ? c->internode_start_s : 0);
    g->send_s_per_byte = stage.s_per_byte;
    return TOLL_OK;
}

static void set_power(const toll__accelerator *accelerator, const toll__constants *c, toll__train_rates *g)
{
    if ((accelerator->known & TOLL_HW_TDP) == 0)
        return;
    g->tdp_w = accelerator->tdp_w;
    g->idle_w =
        (accelerator->known & TOLL_HW_IDLE) != 0 ? accelerator->idle_w : accelerator->tdp_w * c->idle_power_frac;
    g->busy_power_frac = c->busy_power_frac;
    g->memory_power_frac = c->memory_power_frac;
    g->compute_power_frac = c->compute_power_frac;
    g->power_log_sd = c->power_log_sd;
}

/* What an MFU given by the user replaces: memory and links. */
static toll_status set_kernels(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                               toll__train_rates *g, toll_error *err)
{
    toll_status status = set_memory(accelerator, c, r, g, err);
    if (status != TOLL_OK)
        return status;
    status = set_collectives(accelerator, c, r, g, err);
    if (status != TOLL_OK)
        return status;
    return set_send(accelerator, c, r, g, err);
}

toll_status toll__train_rates_set(const toll__accelerator *accelerator, const toll__constants *c, const toll__recipe *r,
                                  toll__train_rates *g, toll_error *err)
{
    memset(g, 0, sizeof *g);
    int is_given = r->mfu.mid > 0; /* then neither memory nor links play a part */
    toll_status status = set_compute(accelerator, c, r, g, err);
    if (status != TOLL_OK)
        return status;
    if (!is_given)
        status = set_kernels(accelerator, c, r, g, err);
    if (status != TOLL_OK)
        return status;
    set_power(accelerator, c, g);
    g->extrapolation_factor = c->extrapolation_factor;
    g->flags |= c->is_calibrated || is_given ? 0 : TOLL_FLAG_TYPICAL_CONSTANTS;
    return TOLL_OK;
}

double toll__collective_pass(const toll__collective *w, double bytes)
{
    return w->ranks > 1 ? w->start_s + (w->ranks - 1) / w->ranks * bytes * w->s_per_byte : 0;
}

/* Ring bound: an all-reduce is a reduce-scatter and a gather with one start (NVIDIA nccl-tests, PERFORMANCE.md). */
double toll__collective_reduce(const toll__collective *w, double bytes)
{
    return w->ranks > 1 ? w->start_s + 2 * (w->ranks - 1) / w->ranks * bytes * w->s_per_byte : 0;
}
