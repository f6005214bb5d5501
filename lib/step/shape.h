/* SPDX-License-Identifier: Apache-2.0 */
/* Stage `describe`: what every step must read, compute and send for one component of a model, before any hardware or
 * layout. */
#ifndef TOLL_STEP_SHAPE_H
#define TOLL_STEP_SHAPE_H

#include "model/block.h"

/* Work of one component of one layer. Bytes are of weights; flops count a multiply-add as two. */
typedef struct toll__shape {
    uint32_t kind;                /* TOLL_LAYER_* */
    uint32_t is_attention;        /* 1: has scores over a context */
    double count;                 /* layers that hold it */
    double linear_bytes;          /* dense projections: read whole by every step */
    double linear_flops;          /* dense projections, per token */
    double linear_kernels;        /* how many launches they take */
    double small_kernels;         /* norms, rotations, activations between them */
    double linear_io_bytes;       /* activations in and out of them, per token: the part that TP splits */
    double linear_io_whole_bytes; /* the part that every TP rank moves */
    double expert_bytes;          /* all routed experts */
    double expert_flops;          /* per token */
    double expert_log_miss;       /* ln(1 - k/E): logarithm of the chance that a token skips an expert; 0: no experts */
    double experts_active;        /* k */
    double expert_io_bytes;       /* activations between the experts' projections, per token: split within an expert */
    double expert_io_whole_bytes; /* those in and out of them: every rank of an expert moves them */
    double expert_width_bytes;    /* one token's vector on its way to an expert */
    double heads;                 /* query heads: TP must divide them */
    double kv_heads;              /* what TP splits of the cache; 1 for a latent, which every rank repeats */
    double kv_token_bytes;        /* cache of one token of one of these heads */
    int keeps_nothing;            /* that cache is another layer's, or an encoder's that ends with its pass */
    int is_of_encoder;            /* works on prompts alone */
    double index_token_bytes;     /* index keys of one token: every rank repeats them */
    double decode_flops;          /* per token of context and decoded token, all heads */
    double prefill_flops;         /* per token of context and prompt token, all heads */
    double index_flops;           /* per token of context and token, all index heads */
    double window_tokens;         /* context that is attended and held; 0: all */
    double topk_tokens;           /* context that is attended of the held; 0: all */
    double state_bytes;           /* recurrent state of one sequence */
    double state_flops;           /* per token */
    double extra_allreduces;      /* collectives beyond the one that ends the component */
    double other_bytes;           /* norms, biases: repeated on every rank */
    double router_bytes;          /* part of linear_bytes that every rank repeats */
} toll__shape;

/* The block is settled (block.h). */
void toll__shape_describe(const toll__block *block, const toll__model *model, const toll__precision *precision,
                          toll__shape *shape);

#endif
