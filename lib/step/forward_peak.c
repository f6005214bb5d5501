/* SPDX-License-Identifier: Apache-2.0 */
/* Peak of the largest forward pass beside weights and cache: what a profile run measures before the cache is sized.
 *
 * Stages follow each other, so the largest counts; workspaces stay. For T tokens, vectors of width I (feed-forward, per
 * rank) and h (model) live at once:
 *
 *     dense    T * (a * I + b * h)                                      a, b: the engine's compiler
 *     encoder  of the parts beside the text model, as the engine's row says
 *     experts  T * (k * (max(Ie, h) + max(2 Ie, h)) + h)                k experts a token, inputs and outputs of each
 *     sampler  rows * vocabulary * bytes per logit
 *     graph    4 bytes * U * (V * rows / U + 2 h), or 18 vectors of h   llama.cpp: float, U tokens of a batch
 *
 * Example: Llama 3.1 8B, 20,000 tokens, eager (a = b = 3): 20,000 * (3 * 14,336 + 3 * 4,096) * 2 bytes = 2.06 GiB; vLLM
 * 0.6.4 printed 2.07. Gemma 2 2B in llama.cpp, 512 tokens: 4 * 512 * (256,000 + 2 * 2,304) = 509 MiB, as printed. */
#include "step/forward_peak.h"

#include <math.h>

#include <toll/hardware.h>
#include <toll/model.h>
#include <toll/step.h>

#include "base/extrema.h"

#define CHUNKED_CONTEXT_TOKENS 65536.0 /* vLLM: min(max(8 L, 4 S B), 65,536) */
#define FLOAT_BYTES            4.0
#define GRAPH_WIDTH_OUTPUT     2.0  /* vectors beside the logits */
#define GRAPH_WIDTH_LAYER      18.0 /* vectors of a layer: 135 MiB for 512 tokens of a model 3,840 wide */

/* Width of one expert on a rank: ep groups hold whole experts, split over the ranks of a group. */
static double expert_width(const toll__site *site, const toll__block *block)
{
    const toll__parallel *p = site->parallel;
    return (double)block->d_ff * p->ep / (p->tp * p->dp);
}

static double expert_vectors(const toll__site *site, const toll__block *block)
{
    double width = block->d_latent > 0 ? (double)block->d_latent : (double)site->model->d_model;
    double own = expert_width(site, block);
    return (double)block->n_experts_active * (toll__max(own, width) + toll__max(2 * own, width)) +
           (double)site->model->d_model;
}

static double dense_vectors(const toll__site *site, double width)
{
    const toll__engine *e = site->engine;
    return e->stage_ffn_vectors * width / site->parallel->tp + e->stage_width_vectors * (double)site->model->d_model;
}

void toll__activation_meet(toll__site *site, const toll__block *block)
{
    double elements = 0;
    if (block->kind == TOLL_LAYER_FFN)
        elements = dense_vectors(site, (double)block->d_ff * (double)(block->ffn_matrices - 1) / 2);
    else if (block->kind == TOLL_LAYER_MOE)
        elements = expert_vectors(site, block);
    site->stage_elements = toll__max(site->stage_elements, elements);
    site->score_heads = toll__max(site->score_heads, (double)block->n_heads);
    if (block->kind != TOLL_LAYER_MLA)
        return;
    site->has_sparse_latents = block->index_topk_tokens > 0 ? 1 : site->has_sparse_latents;
    site->latent_width = (double)(block->qk_nope_dim + block->qk_rope_dim + block->v_head_dim);
}

static double sampler_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double rows = toll__min(site->placement->profile_tokens, site->placement->profile_sequences);
    return (site->model->flags & TOLL_MODEL_NO_HEAD) != 0 ? 0
                                                          : rows * (double)site->model->vocab_size * e->sampler_bytes;
}

/* Latents of earlier chunks are expanded to keys and values of this rank's heads, 65,536 tokens at a time; sparse
 * attention reads latents as they are. */
static double chunked_context_bytes(const toll__site *site)
{
    if (site->has_sparse_latents > 0)
        return 0;
    double heads = site->score_heads / site->parallel->tp;
    return CHUNKED_CONTEXT_TOKENS * heads * site->latent_width * site->precision->activation_bits / 8;
}

/* FlashInfer's kernels, which hold the workspace, are the default on accelerators that compute FP4 (compute capability
 * 10 and 12) and for prompts of latents; elsewhere FlashAttention needs none (vLLM platforms/cuda.py; its profile of
 * Qwen3-8B on an RTX 6000 Ada is the sampler's stage alone). Sparse attention shares its own workspace. */
static double kernel_workspace_bytes(const toll__site *site)
{
    int is_served = (site->accelerator->known & TOLL_HW_FP4) != 0 || site->latent_width > 0;
    return is_served && !(site->has_sparse_latents > 0) ? (double)site->engine->workspace_bytes : 0;
}

static double stage_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double vector = site->precision->activation_bits / 8;
    double stage = site->placement->profile_tokens * site->stage_elements * vector;
    double encoder = site->model->beside_params > 0 ? (double)e->vision_bytes : 0;
    double largest = toll__max(toll__max(stage, sampler_bytes(site)), encoder);
    return largest + kernel_workspace_bytes(site) + chunked_context_bytes(site);
}

static double graph_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double tokens = site->placement->profile_tokens, width = (double)site->model->d_model;
    double rows = e->profile_sequences > 0 ? toll__min((double)e->profile_sequences, tokens) : tokens;
    double output = rows * (double)site->model->vocab_size + tokens * GRAPH_WIDTH_OUTPUT * width;
    return FLOAT_BYTES * toll__max(output, tokens * toll__max(GRAPH_WIDTH_LAYER * width, site->stage_elements));
}

static double ratio_bytes(const toll__site *site)
{
    const toll__engine *e = site->engine;
    double tp = site->parallel->tp;
    double per_token = tp >= 4 ? e->activation_tp4 : tp >= 2 ? e->activation_tp2 : e->activation_tp1;
    double factor = site->has_experts > 0 ? e->activation_moe_factor : 1;
    return per_token * factor * e->prefill_chunk_tokens * site->placement->token_bytes;
}

double toll__activation_bytes(const toll__site *site)
{
    if (site->engine->activation_policy == TOLL_ACTIVATION_STAGES)
        return stage_bytes(site);
    return site->engine->activation_policy == TOLL_ACTIVATION_GRAPH ? graph_bytes(site) : ratio_bytes(site);
}
