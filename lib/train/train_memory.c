/* SPDX-License-Identifier: Apache-2.0 */
/* Weights, gradients, optimiser state and activations of the fullest accelerator, sharded by ZeRO stage (Rajbhandari
 * and others, arXiv 1910.02054).
 *
 * Example: Adam in mixed precision takes 2 + 2 + 12 = 16 bytes a parameter with 16-bit gradients. 7.5 billion
 * parameters on 64 ranks: 120 GB at stage 0, 1.9 GB at stage 3 (figure 1 of the paper). */
#include "train/train_memory.h"

#include <math.h>

#include <toll/train.h>

#include "train/optimiser.h"

#define BITS_PER_BYTE 8.0

/* Sharded over the ranks that hold the same, from this ZeRO stage on (arXiv 1910.02054, figure 1). */
#define STAGE_OPTIMISER 1u
#define STAGE_GRADIENT  2u
#define STAGE_WEIGHTS   3u

static double share(const toll__recipe *r, uint32_t stage, double copies)
{
    return r->zero_stage >= stage ? 1 / copies : 1;
}

/* What is trained, dense and expert, each divided by its own group from a stage on. */
static double trained(const toll__recipe *r, const toll__holding *h, uint32_t stage)
{
    int is_full = r->method == TOLL_METHOD_FULL;
    double dense = is_full ? h->dense : h->adapter_dense, expert = is_full ? h->expert : h->adapter_expert;
    return dense * share(r, stage, h->copies) + expert * share(r, stage, h->expert_copies);
}

/* QLoRA stores projections and experts in few bits; the rest keeps its own, and so do the adapters. */
static double model_bits(const toll__recipe *r, const toll__holding *h)
{
    double dense_share = share(r, STAGE_WEIGHTS, h->copies), expert_share = share(r, STAGE_WEIGHTS, h->expert_copies);
    double dense_quantised = h->quantised - h->expert;
    double plain = (h->dense - dense_quantised) * dense_share * r->weight_bits;
    double bits = r->method == TOLL_METHOD_QLORA ? r->frozen_bits : r->weight_bits;
    return plain + bits * (dense_quantised * dense_share + h->expert * expert_share);
}

void toll__train_memory_sum(const toll__recipe *r, const toll__holding *h, double activation_bytes,
                            toll__train_memory *f)
{
    int has_adapters = r->method != TOLL_METHOD_FULL;
    double adapters = has_adapters ? trained(r, h, STAGE_WEIGHTS) * r->weight_bits : 0;
    f->weights_bytes = ceil((model_bits(r, h) + adapters) / BITS_PER_BYTE);
    f->gradient_bytes = ceil(trained(r, h, STAGE_GRADIENT) * r->gradient_bits / BITS_PER_BYTE);
    f->optimiser_bytes = ceil(trained(r, h, STAGE_OPTIMISER) * toll__optimiser_bytes(r->optimiser));
    f->activation_bytes = ceil(activation_bytes);
    double tensors = f->weights_bytes + f->gradient_bytes + f->optimiser_bytes + f->activation_bytes;
    f->fragmentation_bytes = ceil(tensors * r->fragmentation_frac);
    f->runtime_bytes = r->runtime_bytes;
    f->needed_bytes = tensors + f->fragmentation_bytes + f->runtime_bytes;
}
