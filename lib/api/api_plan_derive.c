/* SPDX-License-Identifier: Apache-2.0 */
/* A deployment as rows of a scenario: capacity by kind of token, accelerators, power. */
#include <string.h>

#include <toll/plan.h>

#include "api/convert_serve.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/range.h"
#include "plan/derive_capacity.h"
#include "serve/energy.h"
#include "step/resolved_deployment.h"

/* Tokens a second of a unit that does nothing else: what a request has of them, times the rate, over their share. */
static toll_range capacity_of(const toll__unit_capacity *unit, double tokens, double share)
{
    return toll__range_scale(unit->requests_per_s, tokens / share);
}

static void fill_unit_capacity(const toll__unit_capacity *unit, double output_tokens, toll_plan_unit *out)
{
    out->known |= TOLL_PLAN_UNIT_CAPACITY;
    out->requests_per_s = unit->requests_per_s;
    out->saturation_requests_per_s = unit->saturation_per_s;
    out->capacity_input = capacity_of(unit, unit->input_tokens, unit->input_frac);
    out->capacity_output = capacity_of(unit, output_tokens, unit->output_frac);
    out->remarks |= unit->is_tail_cut != 0 ? TOLL_PLAN_UNIT_TAIL : 0;
    out->remarks |= unit->is_steep != 0 ? TOLL_PLAN_UNIT_STEEP : 0;
    if (!(unit->cached_frac > 0))
        return;
    out->known |= TOLL_PLAN_UNIT_CACHED;
    out->capacity_cached = capacity_of(unit, unit->cached_tokens, unit->cached_frac);
}

static toll_range with_hosts(toll_range accelerators_w, toll_range host_frac)
{
    toll__draw chips = {.power_w = accelerators_w}, system;
    toll__energy_system(&chips, host_frac, &system);
    return system.power_w;
}

static void fill_unit_power(const toll__placement *p, const toll__unit_capacity *unit, toll_range host_frac,
                            toll_plan_unit *out)
{
    if (!(p->tdp_w > 0))
        return;
    out->known |= TOLL_PLAN_UNIT_POWER;
    out->power_max_w = with_hosts(toll__range_exact(p->gpus * p->tdp_w), host_frac);
    out->power_busy_w = with_hosts(unit->busy_w, host_frac);
    out->power_idle_w = with_hosts(toll__range_exact(p->gpus * p->idle_w), host_frac);
}

static void fill_unit(const toll__placement *p, const toll__load *load, const toll__unit_capacity *unit,
                      toll_range host_frac, toll_plan_unit *out)
{
    memset(out, 0, sizeof *out);
    out->struct_size = sizeof *out;
    out->struct_kind = TOLL_KIND_PLAN_UNIT;
    out->verdict = unit->verdict;
    out->validity = unit->validity;
    out->flags = unit->flags;
    out->gpus = (int64_t)p->gpus;
    out->input_tokens = toll__load_fresh_tokens(load);
    out->cached_tokens = load->input_tokens - out->input_tokens;
    out->output_tokens = load->output_tokens;
    if (unit->verdict != TOLL_PLAN_UNIT_SERVES)
        return;
    fill_unit_capacity(unit, load->output_tokens, out);
    fill_unit_power(p, unit, host_frac, out);
}

static toll_status take_host_power(const toll_serve_site *site, toll_range *host_frac, toll_error *err)
{
    toll_serve_site full;
    toll_status status = toll__take(site, TOLL_KIND_SERVE_SITE, "site", &full, err);
    if (status != TOLL_OK)
        return status;
    *host_frac = (full.known & TOLL_SITE_HOST) != 0 ? full.host_power_frac : toll__energy_typical_host();
    return TOLL_OK;
}

toll_status toll_plan_derive_unit(const void *deployment, uint64_t deployment_size, const toll_serve_load *load,
                                  const toll_serve_limits *limits, const toll_serve_site *site, toll_plan_unit *unit,
                                  toll_error *err)
{
    const toll__deployment *d = NULL;
    toll__load plain;
    toll__latency_limits most;
    toll_range host_frac;
    toll_status status = toll__deployment_open(deployment, deployment_size, &d, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_arrivals(load, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_limits(limits, &most, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_host_power(site, &host_frac, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(unit, TOLL_KIND_PLAN_UNIT, "unit", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__unit_capacity found;
    toll_plan_unit full;
    plain.mode = TOLL_LOAD_OPEN;
    toll__derive_capacity(&d->placement, toll__deployment_read_ops(d), &plain, &most, &found);
    fill_unit(&d->placement, &plain, &found, host_frac, &full);
    toll__give(unit, TOLL_KIND_PLAN_UNIT, &full);
    return TOLL_OK;
}

/* ---- as rows ---- */

typedef struct unit_rows {
    toll_tco_row rows[TOLL_PLAN_UNIT_ROWS];
    toll_risk_input inputs[TOLL_PLAN_UNIT_ROWS];
    uint64_t count;
    uint32_t option, group;
    const char *label;
} unit_rows;

static void write_unit_row(unit_rows *made, uint32_t kind, uint32_t basis, toll_range value)
{
    toll_tco_row *row = &made->rows[made->count];
    const int is_capacity =
        kind == TOLL_TCO_CAPACITY_INPUT || kind == TOLL_TCO_CAPACITY_CACHED || kind == TOLL_TCO_CAPACITY_OUTPUT;
    *row = (toll_tco_row){.kind = kind, .option = made->option, .basis = basis, .quantity = 1, .value = value};
    memcpy(row->text, made->label, strlen(made->label));
    made->inputs[made->count] = (toll_risk_input){.shape = TOLL_RISK_LOGNORMAL};
    if (is_capacity && made->group != 0) {
        made->inputs[made->count].group = made->group;
        made->inputs[made->count].loading = 1;
    }
    made->count++;
}

/* At most 47 bytes: the text of a row. */
static const char *label_of_validity(uint32_t validity)
{
    switch (validity) {
    case TOLL_VALIDITY_CALIBRATED:
        return "derived: serve estimate, calibrated";
    case TOLL_VALIDITY_EXTRAPOLATED:
        return "derived: serve estimate, extrapolated";
    default:
        return "derived: serve estimate, outside calibration";
    }
}

static void write_unit_rows(const toll_plan_unit *unit, unit_rows *made)
{
    made->label = label_of_validity(unit->validity);
    write_unit_row(made, TOLL_TCO_UNIT_GPUS, 0, toll__range_exact((double)unit->gpus));
    write_unit_row(made, TOLL_TCO_CAPACITY_INPUT, 0, unit->capacity_input);
    if ((unit->known & TOLL_PLAN_UNIT_CACHED) != 0)
        write_unit_row(made, TOLL_TCO_CAPACITY_CACHED, 0, unit->capacity_cached);
    write_unit_row(made, TOLL_TCO_CAPACITY_OUTPUT, 0, unit->capacity_output);
    if ((unit->known & TOLL_PLAN_UNIT_POWER) == 0)
        return;
    write_unit_row(made, TOLL_TCO_POWER_MAX, TOLL_TCO_PER_UNIT, unit->power_max_w);
    write_unit_row(made, TOLL_TCO_POWER_BUSY, TOLL_TCO_PER_UNIT, unit->power_busy_w);
    write_unit_row(made, TOLL_TCO_POWER_IDLE, TOLL_TCO_PER_UNIT, unit->power_idle_w);
}

static toll_status refuse_idle_unit(const toll_plan_unit *unit, toll_error *err)
{
    if (unit->verdict == TOLL_PLAN_UNIT_SERVES && (unit->known & TOLL_PLAN_UNIT_CAPACITY) != 0)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_UNIT, "verdict", -1,
                      unit->verdict == TOLL_PLAN_UNIT_UNFIT
                          ? "says that the weights and one request do not fit: there is no capacity"
                          : "says that even a lone request misses a limit: there is no capacity");
}

static toll_status take_row_arguments(const void *rows, uint32_t option, uint64_t capacity, uint64_t stride,
                                      const uint64_t *count, toll_error *err)
{
    if (count == NULL)
        return toll__fail_null(err, "count");
    if (rows == NULL)
        return toll__fail_null(err, "rows");
    if (option > 64)
        return toll__fail(err, TOLL_E_RANGE, 0, "option", -1, "must be 0 .. 64");
    return toll__take_rows(rows, capacity, stride, TOLL_KIND_TCO_ROW, "rows", err);
}

toll_status toll_plan_derive_rows(const toll_plan_unit *unit, uint32_t option, uint32_t group, toll_tco_row *rows,
                                  toll_risk_input *inputs, uint64_t capacity, uint64_t stride_bytes, uint64_t *count,
                                  toll_error *err)
{
    toll_plan_unit full;
    unit_rows made = {.option = option, .group = group};
    toll_status status = toll__take(unit, TOLL_KIND_PLAN_UNIT, "unit", &full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_row_arguments(rows, option, capacity, stride_bytes, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = refuse_idle_unit(&full, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    write_unit_rows(&full, &made);
    if (capacity < made.count)
        return toll__done(toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "must be at least 7 rows"), err);
    for (uint64_t i = 0; i < made.count; i++) {
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_TCO_ROW), &made.rows[i],
                               (unsigned char *)rows + i * stride_bytes, stride_bytes);
        if (inputs != NULL)
            inputs[i] = made.inputs[i];
    }
    *count = made.count;
    return TOLL_OK;
}
