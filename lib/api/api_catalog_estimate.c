/* SPDX-License-Identifier: Apache-2.0 */
/* Speed and cost of a deployment in one call, from names, a load and a price.
 *
 * It calls the three exported functions that a longer program calls one by one, so both give the same figures. The
 * result is kept back until the cost is known, since on failure nothing is written. */
#include <toll/catalog.h>

#include <stddef.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"

/* By the limits of the field that the argument becomes, but in the argument's own name. */
static toll_status check_as_field(double value, uint32_t kind, int64_t offset, const char *argument, toll_error *err)
{
    const toll__field *field = toll__fields_limits(kind, offset).field;
    return toll__check_range(err, 0, argument, -1, field->min, field->max, value);
}

static toll_status resolve_tp(const char *hw, const char *model, const char *precision, int64_t tp,
                              uint64_t *deployment, uint64_t deployment_size, toll_error *err)
{
    toll_step_layout layout;
    toll_status status = check_as_field((double)tp, TOLL_KIND_STEP_LAYOUT, offsetof(toll_step_layout, tp), "tp", err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, err);
    if (status != TOLL_OK)
        return status;
    layout.tp = tp;
    return toll_catalog_resolve(hw, TOLL_NUL, model, TOLL_NUL, precision, precision != NULL ? TOLL_NUL : 0, NULL, 0,
                                &layout, deployment, deployment_size, err);
}

static toll_status estimate_price(const toll_serve_result *result, double usd_per_gpu_hour, toll_serve_cost *cost,
                                  toll_error *err)
{
    toll_serve_supply supply;
    toll_status status = toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, err);
    if (status != TOLL_OK)
        return status;
    supply.usd_per_gpu_hour = (toll_range){usd_per_gpu_hour, usd_per_gpu_hour, usd_per_gpu_hour};
    return toll_serve_estimate_cost(result, &supply, cost, err);
}

toll_status toll_catalog_estimate(const char *hw, const char *model, const char *precision, int64_t tp,
                                  const toll_serve_load *load, double usd_per_gpu_hour, toll_serve_result *result,
                                  toll_serve_cost *cost, toll_error *err)
{
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_serve_result speed;
    toll_status status = toll__expect(result, TOLL_KIND_SERVE_RESULT, "result", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_as_field(usd_per_gpu_hour, TOLL_KIND_SERVE_SUPPLY, offsetof(toll_serve_supply, usd_per_gpu_hour),
                            "usd_per_gpu_hour", err);
    if (status != TOLL_OK)
        return status;
    status = resolve_tp(hw, model, precision, tp, deployment, sizeof deployment, err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&speed, sizeof speed, TOLL_KIND_SERVE_RESULT, err);
    if (status != TOLL_OK)
        return status;
    status = toll_serve_estimate(deployment, sizeof deployment, load, &speed, err);
    if (status != TOLL_OK)
        return status;
    status = estimate_price(&speed, usd_per_gpu_hour, cost, err);
    if (status != TOLL_OK)
        return status;
    toll__give(result, TOLL_KIND_SERVE_RESULT, &speed);
    return TOLL_OK;
}
