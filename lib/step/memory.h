/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: what a deployment holds on its fullest accelerator, and whether that fits. */
#ifndef TOLL_STEP_MEMORY_H
#define TOLL_STEP_MEMORY_H

#include "step/place.h"

typedef struct toll__memory {
    double beside_bytes, draft_bytes; /* parts of weights_bytes */
    double host_bytes;                /* weights and cache that the host holds */
    double pool_bytes, pool_sd_bytes;
    double weights_bytes, kv_bytes, activation_bytes, runtime_bytes, needed_bytes;
    double claimed_bytes, capacity_bytes, budget_bytes, margin_bytes, uncertainty_bytes;
    double kv_capacity_tokens, max_sequences;
    uint32_t verdict; /* TOLL_FIT_* */
} toll__memory;

/* Usable memory of an accelerator whose memory is known; notes an assumption in *flags. */
double toll__memory_capacity(const toll__accelerator *accelerator, const toll__constants *constants, uint64_t *flags);

/* Within this margin of error the verdict is marginal; TOLL_FIT_* of a margin. */
double toll__memory_uncertainty(double capacity_bytes);
uint32_t toll__memory_verdict(double margin_bytes, double uncertainty_bytes);

/* Loaded bytes of experts / their own: kernels of 4-bit floats want whole tiles. */
double toll__memory_padding(const toll__site *site, const toll__block *block);

/* Works out what does not depend on the sequences: weights, activations, runtime, budget. */
toll_status toll__memory_place(toll__site *site, toll_error *err);

/* Bytes that one sequence of this length holds on the fullest accelerator, paged. */
double toll__memory_sequence_bytes(const toll__placement *placement, const toll__op *ops, double context_tokens);

/* Sequences of this length that fit at once over the whole deployment, whatever the engine's own limit; may be
 * fractional. 0 when the weights alone don't fit. */
double toll__memory_sequences(const toll__placement *placement, const toll__op *ops, double context_tokens);

/* Bytes that the fullest accelerator needs with this KV cache, and TOLL_FIT_* of them. */
double toll__memory_needed(const toll__placement *placement, double kv_bytes);
uint32_t toll__memory_judge(const toll__placement *placement, double needed_bytes);

/* Memory of this many sequences of one length, and the verdict. */
void toll__memory_measure(const toll__placement *placement, const toll__op *ops, double sequences,
                          double context_tokens, toll__memory *memory);

#endif
