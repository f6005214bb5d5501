/* SPDX-License-Identifier: Apache-2.0 */
/* Consistency of an accelerator's facts, and the rate at which a number format is computed: its own, or that of the
 * next wider format that the hardware has. */
#include "hardware/accelerator.h"

#include <toll/hardware.h>

#include "base/fault.h"

#define STEPS_MAX 5

/* For each wanted format, the formats to try in turn; 0 ends the list. A format runs on the units of the next wider
 * one; 4-bit weights are widened to 16 bits, since kernels for hardware without FP4 leave activations at 16 bits. BF16
 * and FP16 stand in for each other, FP32 is the last. */
static const unsigned char fall_back[TOLL__RATES][STEPS_MAX] = {
    [TOLL_RATE_FP32] = {TOLL_RATE_FP32},
    [TOLL_RATE_TF32] = {TOLL_RATE_TF32, TOLL_RATE_FP32},
    [TOLL_RATE_FP16] = {TOLL_RATE_FP16, TOLL_RATE_BF16, TOLL_RATE_FP32},
    [TOLL_RATE_BF16] = {TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP32},
    [TOLL_RATE_FP8] = {TOLL_RATE_FP8, TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP32},
    [TOLL_RATE_INT8] = {TOLL_RATE_INT8, TOLL_RATE_FP8, TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP32},
    [TOLL_RATE_FP4] = {TOLL_RATE_FP4, TOLL_RATE_BF16, TOLL_RATE_FP16, TOLL_RATE_FP32},
};

static int knows(const toll__accelerator *accelerator, uint64_t bits)
{
    return (accelerator->known & bits) == bits;
}

static toll_status fail_accelerator(toll_error *err, const char *field, const char *reason)
{
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_HW, field, -1, reason);
}

toll_status toll__accelerator_check(const toll__accelerator *accelerator, toll_error *err)
{
    if (accelerator->unverified & ~accelerator->known)
        return fail_accelerator(err, "unverified", "has a bit set for a fact whose bit in known is not set");
    if (knows(accelerator, TOLL_HW_MEMORY | TOLL_HW_MEMORY_USABLE) &&
        accelerator->memory_usable_bytes > accelerator->memory_bytes)
        return fail_accelerator(err, "memory_usable_bytes", "must be at most memory_bytes");
    if (knows(accelerator, TOLL_HW_LINK | TOLL_HW_PAIR) &&
        accelerator->link_pair_bytes_per_s > accelerator->link_bytes_per_s)
        return fail_accelerator(err, "link_pair_bytes_per_s", "must be at most link_bytes_per_s");
    if (knows(accelerator, TOLL_HW_TDP | TOLL_HW_IDLE) && accelerator->idle_w > accelerator->tdp_w)
        return fail_accelerator(err, "idle_w", "must be at most tdp_w");
    return TOLL_OK;
}

toll_status toll__accelerator_rate(const toll__accelerator *accelerator, uint32_t wanted, uint32_t *used,
                                   double *flop_per_s, toll_error *err)
{
    if (wanted < TOLL_RATE_FP32 || wanted > TOLL_RATE_FP4)
        return toll__fail_range(err, 0, "wanted_rate", -1, TOLL_RATE_FP32, TOLL_RATE_FP4, wanted);
    for (int step = 0; step < STEPS_MAX && fall_back[wanted][step] != 0; step++) {
        uint32_t rate = fall_back[wanted][step];
        if (accelerator->rate_flop_per_s[rate] <= 0)
            continue;
        *used = rate;
        *flop_per_s = accelerator->rate_flop_per_s[rate];
        return TOLL_OK;
    }
    return toll__fail(err, TOLL_E_MISSING, 0, "wanted_rate", -1,
                      "has no published rate on this accelerator, and no wider format has one");
}
