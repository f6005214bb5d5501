/* SPDX-License-Identifier: Apache-2.0 */
/* One accelerator as plain values: what rooms above work with. Bits of `known` are TOLL_HW_*. */
#ifndef TOLL_HARDWARE_ACCELERATOR_H
#define TOLL_HARDWARE_ACCELERATOR_H

#include <toll/base.h>

#define TOLL__RATES 8 /* indexed by TOLL_RATE_*, 1 .. 7 */

typedef struct toll__accelerator {
    uint64_t known;
    uint64_t unverified;
    int64_t memory_bytes;
    int64_t memory_usable_bytes;
    double memory_bytes_per_s;
    double rate_flop_per_s[TOLL__RATES]; /* 0 where the format is absent; its known bit says so too */
    double link_bytes_per_s;
    double link_pair_bytes_per_s;
    uint32_t link_topology;
    int64_t scaleup_gpus;
    double pcie_bytes_per_s;
    double tdp_w;
    double idle_w;
} toll__accelerator;

/* Fields against each other; the fields alone have been checked. */
toll_status toll__accelerator_check(const toll__accelerator *accelerator, toll_error *err);

/* The rate at which a format is computed, by the fall-back rule of toll_hw_get_rate(). */
toll_status toll__accelerator_rate(const toll__accelerator *accelerator, uint32_t wanted, uint32_t *used,
                                   double *flop_per_s, toll_error *err);

#endif
