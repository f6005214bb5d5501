/* SPDX-License-Identifier: Apache-2.0 */
/* Limits of usage as a box: least and most of each meter, a part never above its totals. */
#include <string.h>

#include "base/fault.h"
#include "bound/bound.h"

static toll_status check_limit(const toll_bill_limit *limit, int64_t row, uint64_t limited, toll_error *err)
{
    const uint32_t kind = TOLL_KIND_BILL_LIMIT;
    if (limit->meter == 0 || limit->meter >= TOLL_METERS)
        return toll__fail_range(err, kind, "meter", row, 1, TOLL_METERS - 1, (double)limit->meter);
    if ((limited >> limit->meter & 1) != 0)
        return toll__fail(err, TOLL_E_CONFLICT, kind, "meter", row, "is limited twice");
    if (limit->least < 0 && limit->meter != TOLL_METER_CREDIT)
        return toll__fail(err, TOLL_E_RANGE, kind, "least", row, "must not be negative: only credit may be");
    if (limit->least > limit->most)
        return toll__fail(err, TOLL_E_CONFLICT, kind, "most", row, "is below least");
    return TOLL_OK;
}

/* No part has more than what it is a part of; parents have lower numbers, so one pass is enough. */
static void nest_limits(toll__box *box)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const toll__meter *place = toll__meter_get(meter);
        const uint32_t parents[2] = {place->parent, place->second_parent};
        for (int i = 0; i < 2; i++)
            if (parents[i] != 0 && box->most[parents[i]] < box->most[meter])
                box->most[meter] = box->most[parents[i]];
    }
}

toll_status toll__limits_take(const toll_bill_limit *limits, uint64_t n_limits, toll__box *box, uint64_t *limited,
                              toll_error *err)
{
    *limited = 0;
    for (uint32_t meter = 0; meter < TOLL_METERS; meter++) {
        box->least[meter] = 0;
        box->most[meter] = INT64_MAX;
    }
    for (uint64_t i = 0; i < n_limits; i++) {
        toll_status status = check_limit(&limits[i], (int64_t)i, *limited, err);
        if (status != TOLL_OK)
            return status;
        *limited |= TOLL__METER_BIT(limits[i].meter);
        box->least[limits[i].meter] = limits[i].least;
        box->most[limits[i].meter] = limits[i].most;
    }
    nest_limits(box);
    return TOLL_OK;
}
