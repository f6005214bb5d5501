/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the fullest accelerator: weights, KV cache, activations and runtime against the engine's budget.
 *
 * Example: Llama 3.1 70B in FP8 on 4 x H100 SXM. Weights 18.17 GB, activations 0.67 GB, runtime 1.34 GB, budget 0.9 *
 * 85.47 = 76.92 GB: 56.74 GB are left for the cache. A token takes 80 * 1,024 = 81,920 bytes on each, so 692,670
 * tokens fit, as `toll fit` prints. */
#include "step/memory.h"

#include <math.h>

#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>

#include "base/fault.h"
#include "step/forward_peak.h"
#include "step/paging.h"

#define BITS_PER_BYTE 8.0
#define GIB           1073741824.0

/* Engines' own profilers miss by up to a few per cent or about 2 GiB (vLLM issues 27951, 45178, 57475), so a margin
 * within that says nothing. */
#define UNCERTAIN_FRAC      0.05
#define UNCERTAIN_MAX_BYTES (2 * GIB)

/* Standard deviations of the parts, from printed profiles: loaded weights against computed ones, stages against
 * activations, context and graphs, and what the driver and other processes keep of the card (docs/accuracy.md). Memory
 * shared with the host is what the operating system leaves. */
#define SD_WEIGHTS    0.02
#define SD_ACTIVATION 0.55
#define SD_RUNTIME    0.5
#define SD_CAPACITY   0.004
#define SD_SHARED     0.04

/* What no part above explains, as a share of the card, by class of layers: kernels of experts and of sparse or
 * compressed attention reserve more than their stages (3.8 %, 3.7 % and 6 to 9 % of the card in four logs). */
#define SD_EXPERTS 0.025
#define SD_SPARSE  0.07

/* A verdict is sure where one start in twenty errs that far on that side: 1.645 deviations of a normal error. */
#define VERDICT_SDS 1.645

/* Formats of 4-bit floats with scales: 4.25 (MXFP4) and 4.5 (NVFP4) bits; integers of groups of 128 have 4.125. */
#define FLOAT4_BITS      4.2
#define FLOAT4_BITS_MOST 4.6
#define TILE_FFN         128.0
#define TILE_WIDTH       256.0

/* Keys and values of all heads are expanded once more than they are held: 0.8 to 1.5 GiB in 14 logs. */
#define EXPANDED_BASE_BYTES GIB

/* Faster than a slot of PCIe 5 (63 GB/s) or a bridge between two cards (56 GB/s). */
#define FABRIC_BYTES_PER_S 100e9
#define PCIE_CHANNELS_FRAC 8.0

#define SHARED_BYTES_MIN (64 * GIB)
#define FLOAT_BYTES      4.0
#define HALF_BYTES       2.0

/* Boards with HBM reserve half a per cent, GDDR with ECC a sixteenth; bandwidth tells them apart. */
#define HBM_BYTES_PER_S 500e9

double toll__memory_capacity(const toll__accelerator *accelerator, const toll__constants *c, uint64_t *flags)
{
    if ((accelerator->known & TOLL_HW_MEMORY_USABLE) != 0)
        return (double)accelerator->memory_usable_bytes;
    *flags |= TOLL_FLAG_USABLE_ASSUMED;
    double frac = accelerator->memory_bytes_per_s > HBM_BYTES_PER_S ? c->usable_frac_hbm : c->usable_frac_other;
    return floor((double)accelerator->memory_bytes * frac);
}

/* The first stage holds the embedding, the last one the head; without a pipeline one accelerator holds both. */
static double frame_bytes(const toll__site *site)
{
    const toll__model *m = site->model;
    const toll__precision *p = site->precision;
    double embed = ((double)m->vocab_size + (double)m->pos_embed_rows) * (double)m->d_model * p->embed_bits /
                   BITS_PER_BYTE / site->parallel->tp;
    double head = site->placement->head_bytes;
    int is_shared = (m->flags & TOLL_MODEL_TIED_EMBEDDINGS) != 0;
    double bias = (m->flags & TOLL_MODEL_HEAD_BIAS) != 0 ? (double)m->vocab_size : 0;
    double norms = (double)m->final_norm_vectors * (double)m->d_model;
    double rest = (norms + bias + (double)m->extra_params) * p->other_bits / BITS_PER_BYTE;
    if (site->parallel->pp > 1 || is_shared)
        return rest + (embed > head ? embed : head);
    return rest + embed + head;
}

/* What weights, cache, activations and runtime may take together. SGLang's share is of weights and cache, so what
 * comes on top is added, up to the accelerator; TensorRT-LLM's is of what the rest leaves to the cache. */
static double budget(const toll__placement *p, const toll__engine *e)
{
    double kept = (double)e->device_bytes;
    double whole = p->capacity_bytes > kept ? p->capacity_bytes - kept : 0;
    double on_top = p->activation_bytes + p->runtime_bytes;
    double rest = p->weights_bytes + on_top;
    double share = whole * e->memory_frac + on_top;
    if (e->memory_policy == TOLL_MEMORY_STATIC)
        return share < whole ? share : whole;
    if (e->memory_policy == TOLL_MEMORY_FREE)
        return rest < whole ? rest + (whole - rest) * e->memory_frac : whole;
    return whole * e->memory_frac;
}

/* Boards whose memory is the host's too have 64 GiB and more of it at the rate of LPDDR. */
static int is_shared_with_host(const toll__site *site)
{
    const toll__accelerator *a = site->accelerator;
    return a->memory_bytes_per_s < HBM_BYTES_PER_S && (double)a->memory_bytes >= SHARED_BYTES_MIN;
}

static double class_sd(const toll__site *site)
{
    if ((site->placement->flags & TOLL_FLAG_SPARSE_ATTENTION) != 0)
        return SD_SPARSE;
    return site->has_experts > 0 ? SD_EXPERTS : 0;
}

/* Parts err independently, so their variances add. */
static double pool_sd(const toll__site *site)
{
    const toll__placement *t = site->placement;
    double shared = is_shared_with_host(site) ? SD_SHARED : SD_CAPACITY;
    const double parts[] = {t->weights_bytes * SD_WEIGHTS, t->activation_bytes * SD_ACTIVATION,
                            t->runtime_bytes * SD_RUNTIME, t->capacity_bytes * shared,
                            t->capacity_bytes * class_sd(site)};
    double variance = 0;
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++)
        variance += parts[i] * parts[i];
    return sqrt(variance);
}

static double padded(double value, double tile)
{
    return ceil(value / tile) * tile / value;
}

/* Example: gpt-oss, 2,880 by 2,880, is loaded as 2,944 by 3,072: 1.090 times its bytes; split over 8, 384 by 3,072:
 * 1.138 (vLLM's Marlin kernel). */
double toll__memory_padding(const toll__site *site, const toll__block *block)
{
    const toll__parallel *p = site->parallel;
    double bits = site->precision->expert_bits, ranks = p->tp * p->dp / p->ep;
    int is_float4 = site->precision->expert_rate == TOLL_RATE_FP4 || (bits > FLOAT4_BITS && bits < FLOAT4_BITS_MOST);
    if (block->kind != TOLL_LAYER_MOE || !is_float4 || site->engine->activation_policy != TOLL_ACTIVATION_STAGES)
        return 1;
    double width = block->d_latent > 0 ? (double)block->d_latent : (double)site->model->d_model;
    return padded((double)block->d_ff / ranks, TILE_FFN) * padded(width, TILE_WIDTH);
}

/* Layers that the host computes leave with their weights; of the others at most all are read from there. Layers count as
 * equals: llama.cpp keeps the first ones on the host, whatever is in them. */
static void place_on_host(toll__site *site, double layers_bytes)
{
    toll__placement *t = site->placement;
    const toll__engine *e = site->engine;
    t->host_frac = (double)e->host_layers / (double)site->model->n_layers;
    double kept = layers_bytes * (1 - t->host_frac), read = (double)e->host_weights_bytes;
    read = read < kept ? read : floor(kept);
    t->host_bytes = floor(layers_bytes - kept) + read;
    if (!(read > 0))
        return;
    t->host_s = read / site->accelerator->pcie_bytes_per_s;
    t->flags |= TOLL_FLAG_HOST_WEIGHTS;
}

static void place_weights(toll__site *site)
{
    toll__placement *t = site->placement;
    double layers = site->layer_bytes * t->stage_frac;
    double beside = (double)site->model->beside_params * site->precision->other_bits / BITS_PER_BYTE;
    t->beside_bytes = ceil(beside / site->parallel->tp);
    t->draft_bytes = (double)site->engine->draft_weights_bytes;
    t->draft_token_bytes = site->engine->draft_token_bytes;
    place_on_host(site, layers);
    t->weights_bytes = ceil(layers + frame_bytes(site) - t->host_bytes) + t->beside_bytes + t->draft_bytes;
}

static toll_status check_host(const toll__site *site, toll_error *err)
{
    const toll__engine *e = site->engine;
    if (e->host_layers > site->model->n_layers || (e->host_layers > 0 && site->parallel->pp > 1))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_STEP_ENGINE, "host_layers", -1,
                          "must be at most the layers of the model, and 0 with a pipeline");
    if (e->host_weights_bytes > 0 && (site->accelerator->known & TOLL_HW_PCIE) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "pcie_bytes_per_s", -1,
                          "is not known: weights on the host are read over that link");
    return TOLL_OK;
}

/* Attention without a fused kernel holds floats of all heads and one mask per cell and token of the batch; latents that
 * are expanded hold keys and values of 16 bits, and the mask. */
static void place_scores(toll__site *site)
{
    toll__placement *t = site->placement;
    double heads = site->score_heads / site->parallel->tp, tokens = t->profile_tokens;
    if (site->engine->score_policy == TOLL_SCORES_HELD)
        t->score_cell_bytes = FLOAT_BYTES * tokens * (heads + 1);
    if (site->engine->score_policy != TOLL_SCORES_EXPANDED || !(site->latent_width > 0))
        return;
    t->score_cell_bytes = heads * site->latent_width * HALF_BYTES + FLOAT_BYTES * tokens;
    t->score_is_on_top = 1;
}

static void place_policies(toll__site *site)
{
    toll__placement *t = site->placement;
    const toll__engine *e = site->engine;
    t->kv_block_tokens = (double)e->kv_block_tokens;
    t->chunk_tokens = e->prefill_chunk_tokens;
    t->max_sequences = e->max_sequences * t->dp;
    t->is_claiming = (double)e->is_claiming;
    t->paging_policy = (double)e->paging_policy;
    t->profile_tokens = e->profile_tokens > 0 ? (double)e->profile_tokens : e->prefill_chunk_tokens;
    t->profile_sequences = e->profile_sequences > 0 ? (double)e->profile_sequences : e->max_sequences;
    t->state_blocks = (double)e->state_blocks;
    t->state_ratio = e->state_ratio;
    t->cache_sequences = (double)e->cache_sequences;
    t->workspace_context_bytes = site->has_sparse_latents > 0 ? e->workspace_context_bytes : 0;
}

/* Buffers of collectives go by channels: NCCL opens 16 to 32 of them over NVLink or a fabric like it, 2 to 4 over PCIe.
 * Example: vLLM from 0.9.2 on has 0.1 GiB alone and 1.4 with others. 1.38 are printed on 2 x H200, 0.21 on 4 x L40S,
 * where 0.1 + 1.3 / 8 = 0.26. */
static double runtime_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double alone = (double)e->runtime_bytes, parallel = (double)e->runtime_parallel_bytes;
    if (!(site->placement->gpus > 1))
        return alone;
    int has_fabric =
        (site->accelerator->known & TOLL_HW_LINK) != 0 && site->accelerator->link_bytes_per_s >= FABRIC_BYTES_PER_S;
    return has_fabric || parallel < alone ? parallel : ceil(alone + (parallel - alone) / PCIE_CHANNELS_FRAC);
}

toll_status toll__memory_place(toll__site *site, toll_error *err)
{
    toll__placement *t = site->placement;
    const toll__engine *e = site->engine;
    if ((site->accelerator->known & (TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE)) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "memory_bytes", -1, "is not known");
    toll_status status = check_host(site, err);
    if (status != TOLL_OK)
        return status;
    double layers = (double)site->model->n_layers;
    t->stage_frac = ceil(layers / t->pp) / layers;
    place_policies(site);
    place_weights(site);
    place_scores(site);
    t->activation_bytes = ceil(toll__activation_bytes(site));
    t->runtime_bytes = runtime_bytes(site) + (double)e->graph_token_bytes * (double)e->graph_sequences +
                       (is_shared_with_host(site) ? ceil(e->shared_frac * t->weights_bytes) : 0);
    t->capacity_bytes = toll__memory_capacity(site->accelerator, site->constants, &t->flags);
    t->budget_bytes = floor(budget(t, e));
    t->pool_sd_bytes = pool_sd(site);
    return TOLL_OK;
}

double toll__memory_sequence_bytes(const toll__placement *placement, const toll__op *ops, double context_tokens)
{
    return toll__paging_sequence_bytes(placement, ops, context_tokens) * (1 - placement->host_frac) +
           placement->draft_token_bytes * context_tokens;
}

/* The cache's fixed part on the accelerator. */
static double fixed_bytes(const toll__placement *p, const toll__op *ops, double sequences, double context_tokens)
{
    return toll__paging_fixed_bytes(p, ops, sequences, context_tokens) * (1 - p->host_frac);
}

/* Weights and cache of the layers that the host computes, and weights that are read from there. */
static double host_bytes(const toll__placement *p, const toll__op *ops, double held, double context_tokens)
{
    double cache = toll__paging_sequence_bytes(p, ops, context_tokens) * held +
                   (held > 0 ? toll__paging_fixed_bytes(p, ops, held, context_tokens) : 0);
    return p->host_bytes + ceil(cache * p->host_frac);
}

static double free_for_kv(const toll__placement *p)
{
    double free = p->budget_bytes - p->weights_bytes - p->activation_bytes - p->runtime_bytes;
    return free > 0 ? free : 0;
}

/* What sequences of this length share: the cache's fixed part is gone, and each takes its scores' buffer too. */
static double free_for_sequences(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    double free = free_for_kv(p) - fixed_bytes(p, ops, 1, context_tokens) - p->workspace_context_bytes * context_tokens;
    return free > 0 ? free : 0;
}

static double each_sequence(const toll__placement *p, const toll__op *ops, double context_tokens)
{
    return toll__memory_sequence_bytes(p, ops, context_tokens) + p->score_cell_bytes * context_tokens;
}

double toll__memory_sequences(const toll__placement *placement, const toll__op *ops, double context_tokens)
{
    double each = each_sequence(placement, ops, context_tokens);
    if (!(each > 0)) /* an encoder holds nothing between steps: only the engine limits it */
        return placement->max_sequences;
    return free_for_sequences(placement, ops, context_tokens) / each * placement->dp;
}

/* A sequence lives on one replica, so each holds a whole number of them. */
static double whole_sequences(const toll__placement *p, double free, double each)
{
    double count = each > 0 ? floor(free / each) : p->max_sequences;
    if (count > 0 && ceil(each * count) > free) /* the quotient was rounded up to a whole number */
        count -= 1;
    return count * p->dp < p->max_sequences ? count * p->dp : p->max_sequences;
}

double toll__memory_uncertainty(double capacity_bytes)
{
    double bytes = capacity_bytes * UNCERTAIN_FRAC;
    return floor(bytes < UNCERTAIN_MAX_BYTES ? bytes : UNCERTAIN_MAX_BYTES);
}

uint32_t toll__memory_verdict(double margin_bytes, double uncertainty_bytes)
{
    if (margin_bytes > uncertainty_bytes)
        return TOLL_FIT_YES;
    return margin_bytes < -uncertainty_bytes ? TOLL_FIT_NO : TOLL_FIT_MARGINAL;
}

static double uncertainty(const toll__placement *p)
{
    return floor(p->pool_sd_bytes * VERDICT_SDS);
}

uint32_t toll__memory_judge(const toll__placement *placement, double needed_bytes)
{
    return toll__memory_verdict(placement->budget_bytes - needed_bytes, uncertainty(placement));
}

double toll__memory_needed(const toll__placement *placement, double kv_bytes)
{
    return placement->weights_bytes + kv_bytes + placement->activation_bytes + placement->runtime_bytes;
}

static double activation_with_scores(const toll__placement *p, double cells)
{
    double scores = ceil(p->score_cell_bytes * cells), stage = p->activation_bytes;
    if (p->score_is_on_top > 0)
        return (stage > EXPANDED_BASE_BYTES ? stage : EXPANDED_BASE_BYTES) + scores;
    return stage > scores ? stage : scores;
}

void toll__memory_measure(const toll__placement *placement, const toll__op *ops, double sequences,
                          double context_tokens, toll__memory *memory)
{
    double each = each_sequence(placement, ops, context_tokens);
    double fitting = toll__memory_sequences(placement, ops, context_tokens);
    double held = ceil(sequences / placement->dp);
    memory->weights_bytes = placement->weights_bytes;
    memory->beside_bytes = placement->beside_bytes;
    memory->draft_bytes = placement->draft_bytes;
    memory->host_bytes = host_bytes(placement, ops, held, context_tokens);
    double workspace = ceil(placement->workspace_context_bytes * context_tokens);
    memory->activation_bytes = activation_with_scores(placement, held * context_tokens) + workspace;
    memory->runtime_bytes = placement->runtime_bytes;
    memory->kv_bytes = ceil(toll__memory_sequence_bytes(placement, ops, context_tokens) * held +
                            (held > 0 ? fixed_bytes(placement, ops, held, context_tokens) : 0));
    memory->needed_bytes = memory->weights_bytes + memory->kv_bytes + memory->activation_bytes + memory->runtime_bytes;
    memory->pool_bytes = free_for_kv(placement) > workspace ? free_for_kv(placement) - workspace : 0;
    memory->pool_sd_bytes = placement->pool_sd_bytes;
    memory->capacity_bytes = placement->capacity_bytes;
    memory->budget_bytes = placement->budget_bytes;
    memory->margin_bytes = memory->budget_bytes - memory->needed_bytes;
    memory->uncertainty_bytes = uncertainty(placement);
    memory->claimed_bytes = placement->is_claiming > 0 ? memory->budget_bytes : memory->needed_bytes;
    memory->kv_capacity_tokens = floor(fitting * context_tokens);
    memory->max_sequences = whole_sequences(placement, free_for_sequences(placement, ops, context_tokens), each);
    memory->verdict = toll__memory_judge(placement, memory->needed_bytes);
}
