/* SPDX-License-Identifier: Apache-2.0 */
/* The check of an accelerator profile, and the rate of a format. */
#include <toll/hardware.h>

#include "api/convert_hardware.h"
#include "api/guard.h"
#include "base/fault.h"

toll_status toll_hw_check(const toll_hw *hw, toll_error *err)
{
    toll__accelerator accelerator;
    return toll__done(toll__take_accelerator(hw, &accelerator, err), err);
}

static toll_status get_rate(const toll_hw *hw, uint32_t wanted, uint32_t *used, double *flop_per_s, toll_error *err)
{
    toll__accelerator accelerator;
    toll_status status = toll__take_accelerator(hw, &accelerator, err);
    if (status != TOLL_OK)
        return status;
    if (!used)
        return toll__fail_null(err, "used_rate");
    if (!flop_per_s)
        return toll__fail_null(err, "flop_per_s");
    return toll__accelerator_rate(&accelerator, wanted, used, flop_per_s, err);
}

toll_status toll_hw_get_rate(const toll_hw *hw, uint32_t wanted_rate, uint32_t *used_rate, double *flop_per_s,
                             toll_error *err)
{
    return toll__done(get_rate(hw, wanted_rate, used_rate, flop_per_s, err), err);
}
