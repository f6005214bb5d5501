/* SPDX-License-Identifier: Apache-2.0 */
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

void toll__card_from_public(const toll_hw *hw, toll__accelerator *card)
{
    card->known = hw->known;
    card->unverified = hw->unverified;
    card->memory_bytes = hw->memory_bytes;
    card->memory_usable_bytes = hw->memory_usable_bytes;
    card->memory_bytes_per_s = hw->memory_bytes_per_s;
    convert_rates(hw, card->rate_flop_per_s);
    card->link_bytes_per_s = hw->link_bytes_per_s;
    card->link_pair_bytes_per_s = hw->link_pair_bytes_per_s;
    card->link_topology = hw->link_topology;
    card->scaleup_gpus = hw->scaleup_gpus;
    card->pcie_bytes_per_s = hw->pcie_bytes_per_s;
    card->tdp_w = hw->tdp_w;
    card->idle_w = hw->idle_w;
}

toll_status toll__take_card(const toll_hw *hw, toll__accelerator *card, toll_error *err)
{
    toll_hw copy;
    toll_status status = toll__take(hw, TOLL_KIND_HW, "hw", &copy, err);
    if (status != TOLL_OK)
        return status;
    toll__card_from_public(&copy, card);
    return toll__accelerator_check(card, err);
}
