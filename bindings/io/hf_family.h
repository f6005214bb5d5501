/* SPDX-License-Identifier: Apache-2.0 */
/* Architectures by `model_type`: which biases, norms and defaults a model has that its config.json does not state. */
#ifndef TOLL_IO_HF_FAMILY_H
#define TOLL_IO_HF_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

/* Traits. "key" means that a field of the config decides, with the family's default where it is absent. */
#define HF_TIED          (1ull << 0)  /* output head tied unless the config says otherwise */
#define HF_BIAS_QKV      (1ull << 1)  /* always biases on q, k, v */
#define HF_BIAS_O        (1ull << 2)  /* always a bias on the attention output */
#define HF_KEY_QKV       (1ull << 3)  /* attention_bias: on q, k, v */
#define HF_KEY_O         (1ull << 4)  /* attention_bias: on the output */
#define HF_BIAS_FFN      (1ull << 5)  /* always biases in the dense block */
#define HF_KEY_FFN       (1ull << 6)  /* mlp_bias */
#define HF_KEY_ALL       (1ull << 7)  /* use_bias or bias: on all projections */
#define HF_BIASED        (1ull << 8)  /* the default of those keys is true */
#define HF_QK_NORM       (1ull << 9)  /* head-wise norms of q and k */
#define HF_QK_NORM_LAYER (1ull << 10) /* norms over all heads of q and k */
#define HF_KEY_QK_NORM   (1ull << 11) /* use_qk_norm or qk_layernorm decides whether */
#define HF_GATE          (1ull << 12) /* gated attention output, unless attn_output_gate says no */
#define HF_SINKS         (1ull << 13) /* sink logits */
#define HF_LAYER_NORM    (1ull << 14) /* norms have a bias vector too */
#define HF_HEAD_BIAS     (1ull << 15) /* output head has a bias */
#define HF_ENCODER       (1ull << 16) /* no head, no KV cache */
#define HF_PLAIN_FFN     (1ull << 17) /* two matrices, not gated */
#define HF_ROUTER_BIAS   (1ull << 18) /* correction bias of the router */
#define HF_EXPERT_BIAS   (1ull << 19) /* biases in experts and router */
#define HF_SHARED_GATE   (1ull << 20) /* shared expert gated */
#define HF_SHARED_EQUAL  (1ull << 21) /* one shared expert as wide as a routed one */
#define HF_WIDE_EXPERTS  (1ull << 22) /* experts are intermediate_size wide */
#define HF_WINDOW_KEY    (1ull << 23) /* the window holds only where use_sliding_window says so */
#define HF_EMBED_NORM    (1ull << 24) /* a norm after the embedding */
#define HF_NO_FINAL_NORM (1ull << 25) /* no norm before the head */
#define HF_MLA           (1ull << 26) /* latent attention */
#define HF_BLOCKS        (1ull << 27) /* a layer is one block of the pattern, not a mixer and a feed-forward block */
#define HF_PARALLEL      (1ull << 29) /* parallel blocks share a norm where the config says so (Falcon) */
#define HF_QK_NORM_HEADS (1ull << 30) /* a norm of its own for every head of q and k */
#define HF_FIRST_BARE    (1ull << 31) /* the first layer's attention has no norm */
#define HF_POSITIONS     (1ull << 32) /* learned positions */
#define HF_POSITIONS_2   (1ull << 33) /* and two rows more of them */
#define HF_POOLER        (1ull << 34) /* a pooler (BERT) */
#define HF_XIELU         (1ull << 35) /* the activation of the dense block has two parameters */
#define HF_GEMMA_4       (1ull << 36) /* full layers have wider heads; experts run in parallel with the dense block */
#define HF_KDA           (1ull << 37) /* delta nets with a decay per channel */
#define HF_COMPRESSED    (1ull << 38) /* shared keys and values in windows, compressed entries beside (DeepSeek-V4) */
#define HF_WINDOW_HEADS  (1ull << 39) /* layers with a window have heads and sinks of their own (MiMo-V2) */
#define HF_MAMBA_BASE    (1ull << 40) /* a state space model but where attn_layer_indices has attention (Bamba) */
#define HF_TOKEN_TYPES   (1ull << 41) /* an embedding of token types (BERT) */
#define HF_SELECTIVE     (1ull << 42) /* Mamba-1 in place of Mamba-2 */
#define HF_BOTH          (1ull << 43) /* attention and Mamba-2 side by side in every layer (Falcon-H1) */
#define HF_BARE_MAMBA    (1ull << 44) /* Mamba-2 without an inner norm, unless mamba_rms_norm asks for it */
#define HF_HALF_FFN      (1ull << 45) /* the stated width is that of both gated inputs together */
#define HF_LIGHTNING     (1ull << 46) /* linear layers are lightning attention */
#define HF_TWICE         (1ull << 47) /* two mixers and two dense blocks a layer, experts beside them (LongCat) */
#define HF_LAYER_TABLES  (1ull << 49) /* embeddings for each layer, and caches that later layers share (Gemma 3n) */
#define HF_NARROW        (1ull << 50) /* an embedding of its own width, projected to the model's (ELECTRA) */
#define HF_HALF_STREAMS  (1ull << 51) /* parallel residual streams without a mixer at their end (GLM-5.3-Flash) */
#define HF_BLOCK_LIST    (1ull << 52) /* every layer's blocks in block_configs (Nemotron-NAS) */
#define HF_STACKS        (1ull << 53) /* an encoder and a decoder */
#define HF_MLSTM         (1ull << 54) /* matrix memories (xLSTM) */
#define HF_RWKV          (1ull << 55) /* a decayed mean of keys and values for each channel (RWKV-4) */
#define HF_PERIODS       (1ull << 48) /* attention and experts every so many layers from an offset on (Jamba) */

/* A name of a field ends at any of these: "|" before another of its names, the others in hf_extras.c. */
#define HF_NAME_END "|+-*/?#;"

/* The next of several names; NULL after the last. */
const char *toll__hf_next_name(const char *names);

typedef struct hf_family {
    const char *type;    /* model_type of the text model */
    uint64_t traits;     /* HF_* bits */
    uint8_t mixer_norms; /* norms that belong to attention or what stands for it */
    uint8_t ffn_norms;   /* norms that belong to the feed-forward block */
    uint8_t pattern; /* every so many-th layer has full attention, where layer_types and *_pattern are absent; 0: all */
    const char *defaults; /* "field=number ..." that published configs leave out */
} hf_family;

/* Of a `model_type`; NULL for one that is not known. */
const hf_family *toll__hf_family_find(const char *type);

/* For an unknown architecture that the caller wants read all the same. */
const hf_family *toll__hf_family_plain(void);

/* Published default of the field of any of these names; -1: none. */
int64_t toll__hf_family_default(const hf_family *family, const char *names);

#endif
