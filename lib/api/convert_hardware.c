/* SPDX-License-Identifier: Apache-2.0 */
/* toll_hw, checked, as toll__accelerator. */
#include "api/convert_hardware.h"

#include "api/guard.h"

/* A rate that is not given must not look like one, whatever the field holds. */
static double rate_if_known(const toll_hw *hw, uint64_t bit, double rate)
{
    return hw->known & bit ? rate : 0;
}

static void convert_rates(const toll_hw *hw, double *rate)
{
    rate[0] = 0;
    rate[TOLL_RATE_FP32] = rate_if_known(hw, TOLL_HW_FP32, hw->fp32_flop_per_s);
    rate[TOLL_RATE_TF32] = rate_if_known(hw, TOLL_HW_TF32, hw->tf32_flop_per_s);
    rate[TOLL_RATE_FP16] = rate_if_known(hw, TOLL_HW_FP16, hw->fp16_flop_per_s);
    rate[TOLL_RATE_BF16] = rate_if_known(hw, TOLL_HW_BF16, hw->bf16_flop_per_s);
    rate[TOLL_RATE_FP8] = rate_if_known(hw, TOLL_HW_FP8, hw->fp8_flop_per_s);
    rate[TOLL_RATE_INT8] = rate_if_known(hw, TOLL_HW_INT8, hw->int8_op_per_s);
    rate[TOLL_RATE_FP4] = rate_if_known(hw, TOLL_HW_FP4, hw->fp4_flop_per_s);
}

void toll__accelerator_from_public(const toll_hw *hw, toll__accelerator *accelerator)
{
    accelerator->known = hw->known;
    accelerator->unverified = hw->unverified;
    accelerator->memory_bytes = hw->memory_bytes;
    accelerator->memory_usable_bytes = hw->memory_usable_bytes;
    accelerator->memory_bytes_per_s = hw->memory_bytes_per_s;
    convert_rates(hw, accelerator->rate_flop_per_s);
    accelerator->link_bytes_per_s = hw->link_bytes_per_s;
    accelerator->link_pair_bytes_per_s = hw->link_pair_bytes_per_s;
    accelerator->link_topology = hw->link_topology;
    accelerator->scaleup_gpus = hw->scaleup_gpus;
    accelerator->pcie_bytes_per_s = hw->pcie_bytes_per_s;
    accelerator->tdp_w = hw->tdp_w;
    accelerator->idle_w = hw->idle_w;
}

toll_status toll__take_accelerator(const toll_hw *hw, toll__accelerator *accelerator, toll_error *err)
{
    toll_hw copy;
    toll_status status = toll__take(hw, TOLL_KIND_HW, "hw", &copy, err);
    if (status != TOLL_OK)
        return status;
    toll__accelerator_from_public(&copy, accelerator);
    return toll__accelerator_check(accelerator, err);
}
