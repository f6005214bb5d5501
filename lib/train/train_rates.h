/* SPDX-License-Identifier: Apache-2.0 */
/* Rates of a training run at the efficiency that software reaches: seconds per operation and byte, exchanges. */
#ifndef TOLL_TRAIN_TRAIN_RATES_H
#define TOLL_TRAIN_TRAIN_RATES_H

#include "hardware/accelerator.h"
#include "step/deployment_inputs.h"
#include "train/recipe.h"

/* An exchange over one group: start + bytes * s_per_byte, where every rank passes (n-1)/n of the bytes on once. */
typedef struct toll__collective {
    double ranks; /* 1: no exchange */
    double start_s;
    double s_per_byte;
} toll__collective;

typedef struct toll__train_rates {
    double peak_flop_per_s;                                         /* of the projections' format */
    double linear_s_per_flop, expert_s_per_flop, matmul_s_per_flop; /* matmul: 16 bits, for unfused attention */
    double fused_s_per_flop, fused_half_tokens;
    double memory_s_per_byte; /* at peak: for utilisation */
    double stream_s_per_byte; /* weights and element-wise kernels */
    double linear_start_s, expert_start_s, fused_start_s, small_start_s, small_per_block;
    toll__collective tensor, context, expert, data, expert_data;
    double send_start_s, send_s_per_byte;
    /* Power of one accelerator; tdp_w 0: not known. */
    double tdp_w, idle_w, busy_power_frac, memory_power_frac, compute_power_frac;
    double power_log_sd, extrapolation_factor;
    uint64_t flags; /* TOLL_FLAG_* */
} toll__train_rates;

/* TOLL_E_MISSING for an unknown rate, TOLL_E_UNSUPPORTED where the layout needs an internode rate that is not given. */
toll_status toll__train_rates_set(const toll__accelerator *accelerator, const toll__constants *constants,
                                  const toll__recipe *recipe, toll__train_rates *rates, toll_error *err);

/* Seconds of a reduce-scatter, gather or all-to-all of these bytes a rank; of an all-reduce. */
double toll__collective_pass(const toll__collective *collective, double bytes);
double toll__collective_reduce(const toll__collective *collective, double bytes);

#endif
