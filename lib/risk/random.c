/* SPDX-License-Identifier: Apache-2.0 */
/* Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014. The state is a counter that grows
 * by the golden ratio, so the k-th number after a state is known without those before it: that is what lets draws be
 * split. */
#include "risk/random.h"

#define GOLDEN 0x9e3779b97f4a7c15u /* 2^64 / golden ratio, odd */
#define HALF   (INT64_C(1) << 52)
#define UNIT   (1.0 / 9007199254740992.0) /* 2^-53 */

static uint64_t mix_bits(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The stream's state is the output number `stream` of the generator that starts at the seed. */
uint64_t toll__random_stream(uint64_t seed, uint64_t stream)
{
    return mix_bits(seed + GOLDEN * (stream + 1));
}

/* A uniform is (n + 1/2) / 2^53 with n the upper 53 bits: never 0, never 1. The n are summed as integers, below 2^63,
 * so that no order of additions plays a part. */
double toll__random_sum(uint64_t stream, uint64_t draw, uint32_t terms)
{
    uint64_t at = stream + GOLDEN * (draw * terms + 1);
    int64_t sum = 0; /* of 2 n + 1 - 2^53, halves of 2^-53 */
    for (uint32_t i = 0; i < terms; i++, at += GOLDEN)
        sum += (int64_t)(mix_bits(at) >> 11) - HALF;
    return ((double)sum + terms / 2.0) * UNIT;
}
