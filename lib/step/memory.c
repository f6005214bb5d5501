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

#define BITS_PER_BYTE 8.0
#define GIB           1073741824.0

/* Engines' own profilers miss by up to a few per cent or about 2 GiB (vLLM issues 27951, 45178, 57475), so a margin
 * within that says nothing. */
#define UNCERTAIN_FRAC      0.05
#define UNCERTAIN_MAX_BYTES (2 * GIB)

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

static double activation_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double tp = site->parallel->tp;
    double per_token = tp >= 4 ? e->activation_tp4 : tp >= 2 ? e->activation_tp2 : e->activation_tp1;
    double factor = site->has_experts > 0 ? e->activation_moe_factor : 1;
    return per_token * factor * e->prefill_chunk_tokens * site->placement->token_bytes;
}

/* What weights, cache, activations and runtime may take together. SGLang's share is of weights and cache, so what
 * comes on top is added, up to the accelerator; TensorRT-LLM's is of what the rest leaves to the cache. */
static double budget(const toll__placement *p, const toll__engine *e)
{
    double on_top = p->activation_bytes + p->runtime_bytes;
    double rest = p->weights_bytes + on_top;
    double share = p->capacity_bytes * e->memory_frac + on_top;
    if (e->memory_policy == TOLL_MEMORY_STATIC)
        return share < p->capacity_bytes ? share : p->capacity_bytes;
    if (e->memory_policy == TOLL_MEMORY_FREE)
        return rest < p->capacity_bytes ? rest + (p->capacity_bytes - rest) * e->memory_frac : p->capacity_bytes;
    return p->capacity_bytes * e->memory_frac;
}

toll_status toll__memory_place(toll__site *site, toll_error *err)
{
    toll__placement *t = site->placement;
    const toll__engine *e = site->engine;
    if ((site->accelerator->known & (TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE)) == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_HW, "memory_bytes", -1, "is not known");
    double layers = (double)site->model->n_layers;
    t->stage_frac = ceil(layers / t->pp) / layers;
    t->weights_bytes = ceil(site->layer_bytes * t->stage_frac + frame_bytes(site));
    t->activation_bytes = ceil(activation_bytes(site));
    t->runtime_bytes = (double)(t->gpus > 1 ? e->runtime_parallel_bytes : e->runtime_bytes) +
                       (double)e->graph_token_bytes * (double)e->graph_sequences;
    t->capacity_bytes = toll__memory_capacity(site->accelerator, site->constants, &t->flags);
    t->budget_bytes = floor(budget(t, e));
    t->kv_block_tokens = (double)e->kv_block_tokens;
    t->chunk_tokens = e->prefill_chunk_tokens;
    t->max_sequences = e->max_sequences * t->dp;
    t->is_claiming = (double)e->is_claiming;
    return TOLL_OK;
}

/* The cache is given out in blocks. */
static double paged(const toll__placement *placement, double tokens)
{
    return ceil(tokens / placement->kv_block_tokens) * placement->kv_block_tokens;
}

double toll__memory_sequence_bytes(const toll__placement *placement, const toll__op *ops, double context_tokens)
{
    double whole = paged(placement, context_tokens);
    double bytes = 0;
    for (uint64_t i = 0; i < placement->n_ops; i++) {
        int is_cut = ops[i].window_tokens > 0 && ops[i].window_tokens < context_tokens;
        double tokens = is_cut ? paged(placement, ops[i].window_tokens) : whole;
        double token_bytes = (ops[i].keeps_nothing ? 0 : ops[i].kv_token_bytes) + ops[i].index_token_bytes;
        bytes += ops[i].count * (tokens * token_bytes + ops[i].state_bytes);
    }
    return bytes * placement->stage_frac;
}

static double free_for_kv(const toll__placement *p)
{
    double free = p->budget_bytes - p->weights_bytes - p->activation_bytes - p->runtime_bytes;
    return free > 0 ? free : 0;
}

double toll__memory_sequences(const toll__placement *placement, const toll__op *ops, double context_tokens)
{
    double each = toll__memory_sequence_bytes(placement, ops, context_tokens);
    if (!(each > 0)) /* an encoder holds nothing between steps: only the engine limits it */
        return placement->max_sequences;
    return free_for_kv(placement) / each * placement->dp;
}

/* A sequence lives on one replica, so each holds a whole number of them. */
static double whole_sequences(const toll__placement *p, double each)
{
    double free = free_for_kv(p);
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

uint32_t toll__memory_judge(const toll__placement *placement, double needed_bytes)
{
    return toll__memory_verdict(placement->budget_bytes - needed_bytes,
                                toll__memory_uncertainty(placement->capacity_bytes));
}

double toll__memory_needed(const toll__placement *placement, double kv_bytes)
{
    return placement->weights_bytes + kv_bytes + placement->activation_bytes + placement->runtime_bytes;
}

void toll__memory_measure(const toll__placement *placement, const toll__op *ops, double sequences,
                          double context_tokens, toll__memory *memory)
{
    double each = toll__memory_sequence_bytes(placement, ops, context_tokens);
    double fitting = toll__memory_sequences(placement, ops, context_tokens);
    memory->weights_bytes = placement->weights_bytes;
    memory->activation_bytes = placement->activation_bytes;
    memory->runtime_bytes = placement->runtime_bytes;
    memory->kv_bytes = ceil(each * ceil(sequences / placement->dp));
    memory->needed_bytes = toll__memory_needed(placement, memory->kv_bytes);
    memory->capacity_bytes = placement->capacity_bytes;
    memory->budget_bytes = placement->budget_bytes;
    memory->margin_bytes = memory->budget_bytes - memory->needed_bytes;
    memory->uncertainty_bytes = toll__memory_uncertainty(placement->capacity_bytes);
    memory->claimed_bytes = placement->is_claiming > 0 ? memory->budget_bytes : memory->needed_bytes;
    memory->kv_capacity_tokens = floor(fitting * context_tokens);
    memory->max_sequences = whole_sequences(placement, each);
    memory->verdict = toll__memory_judge(placement, memory->needed_bytes);
}
