/* SPDX-License-Identifier: Apache-2.0 */
/* SplitMix64 as streams with random access: the same bits on every machine. */
#ifndef TOLL_RISK_RANDOM_H
#define TOLL_RISK_RANDOM_H

#include <stdint.h>

/* Where a stream starts: a state of SplitMix64 for each (seed, stream). */
uint64_t toll__random_stream(uint64_t seed, uint64_t stream);

/* Sum of `terms` (1 .. 1,024) uniforms on (0, 1), less terms / 2; no two draws of a stream share numbers. */
double toll__random_sum(uint64_t stream, uint64_t draw, uint32_t terms);

#endif
