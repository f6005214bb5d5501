/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a scenario, by what its kind says. */
#include <stddef.h>

#include <toll/tco.h>

#include "base/fault.h"
#include "tco/row_kinds.h"
#include "tco/scenario_check.h"

#define KIND TOLL_KIND_TCO_ROW

static toll_status fail_field(const char *field, int64_t row, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_CONFLICT, KIND, field, row, reason);
}

/* A field that the kind does not use must be as toll_struct_init() leaves it: a number in it would be lost silently. */
static toll_status check_field_use(const toll__row_kind *k, uint32_t bit, int is_given, const char *field, int64_t row,
                                   toll_error *err)
{
    if (is_given && (k->uses & bit) == 0)
        return fail_field(field, row, "is not used by rows of this kind", err);
    if (!is_given && (k->required & bit) != 0)
        return toll__fail(err, TOLL_E_MISSING, KIND, field, row, "must be given");
    return TOLL_OK;
}

/* Quantity multiplies the value, so a field that nobody set would turn a price into nothing. */
static toll_status check_quantity(const toll__row_kind *k, const toll__tco_input *r, int64_t row, toll_error *err)
{
    const int is_used = (k->uses & TOLL_TCO_USES_QUANTITY) != 0;
    if (!is_used && r->quantity != 1)
        return fail_field("quantity", row, "must be 1 (toll_struct_init() sets it) or 0 for rows of this kind", err);
    if (is_used && r->quantity == 0)
        return toll__fail(err, TOLL_E_RANGE, KIND, "quantity", row, "must be above 0; toll_struct_init() sets 1");
    return TOLL_OK;
}

static toll_status check_field_uses(const toll__row_kind *k, const toll__tco_input *r, int64_t row, toll_error *err)
{
    const struct {
        uint32_t bit;
        int is_given;
        const char *field;
    } fields[] = {
        {TOLL_TCO_USES_OPTION, r->option != 0, "option"},
        {TOLL_TCO_USES_PERIODS, r->from != 0, "from_period"},
        {TOLL_TCO_USES_PERIODS, r->to != 0, "to_period"},
        {TOLL_TCO_USES_CATEGORY, r->category != 0, "category"},
        {TOLL_TCO_USES_BASIS, r->basis != 0, "basis"},
        {TOLL_TCO_USES_TIME, r->time != 0, "time"},
        {TOLL_TCO_USES_SUBJECT, r->subject != 0, "subject"},
        {TOLL_TCO_USES_QUANTITY, r->nodes_from != 0, "quantity_from"},
        {TOLL_TCO_USES_QUANTITY, r->nodes_below != 0, "quantity_below"},
        {TOLL_TCO_USES_CURRENCY, r->currency[0] != '\0', "currency"},
        {TOLL_TCO_USES_PRICE_YEAR, r->price_year != 0, "price_year"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        toll_status status = check_field_use(k, fields[i].bit, fields[i].is_given, fields[i].field, row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static int is_whole(double value)
{
    return value == (double)(int64_t)value;
}

static toll_status check_row_value(const toll__row_kind *k, const toll__tco_input *r, int64_t row, toll_error *err)
{
    const double values[3] = {r->low, r->mid, r->high};
    for (int i = 0; i < 3; i++) {
        toll_status status = toll__check_range(err, KIND, "value", row, k->min, k->max, values[i]);
        if (status != TOLL_OK)
            return status;
    }
    if ((k->uses & TOLL_TCO_USES_FIXED) != 0 && r->low != r->high)
        return fail_field("value", row, "must have no range: it shapes the scenario", err);
    if ((r->kind == TOLL_TCO_HORIZON || r->kind == TOLL_TCO_BASE_YEAR) && !is_whole(r->mid))
        return toll__fail(err, TOLL_E_RANGE, KIND, "value", row, "must be a whole number");
    return TOLL_OK;
}

static uint32_t subject_limit(const toll__tco_input *r)
{
    switch (r->kind) {
    case TOLL_TCO_PROFILE:
    case TOLL_TCO_ENERGY_HOUR:
    case TOLL_TCO_CARBON_HOUR:
        return 23;
    case TOLL_TCO_SIZING:
        return TOLL_TCO_SIZE_EXACT;
    case TOLL_TCO_DEPRECIATION:
        return TOLL_TCO_SPREAD_MACRS;
    case TOLL_TCO_ENDS:
        return TOLL_TCO_SUPPLY_UNITS;
    case TOLL_TCO_TAX_RATE:
        return 1;
    case TOLL_TCO_CURVE_RATE:
    case TOLL_TCO_CURVE_POINT:
        return TOLL_TCO_CURVE_REVENUE;
    case TOLL_TCO_COMMIT_UNITS:
    case TOLL_TCO_COMMIT_PRICE:
    case TOLL_TCO_COMMIT_UPFRONT:
    case TOLL_TCO_LOAN:
    case TOLL_TCO_LOAN_RATE:
    case TOLL_TCO_LOAN_TERM:
        return TOLL__TCO_ROWS_MAX;
    default:
        return TOLL_TCO_CATEGORIES - 1;
    }
}

static int is_stock(uint32_t basis)
{
    return basis >= TOLL_TCO_PER_ONE && basis <= TOLL_TCO_PER_CAPEX;
}

static int is_count(uint32_t basis)
{
    return basis >= TOLL_TCO_PER_UNIT && basis <= TOLL_TCO_PER_NODE;
}

static toll_status check_basis(const toll__tco_input *r, int64_t row, toll_error *err)
{
    int is_price = r->kind == TOLL_TCO_COST || r->kind == TOLL_TCO_INCOME;
    int is_counted = r->kind == TOLL_TCO_POWER_MAX || r->kind == TOLL_TCO_POWER_BUSY ||
                     r->kind == TOLL_TCO_POWER_IDLE || r->kind == TOLL_TCO_COMMIT_UNITS;
    if (is_price && is_stock(r->basis) && r->time == TOLL_TCO_ONCE && r->basis == TOLL_TCO_PER_CAPEX)
        return toll__fail(err, TOLL_E_MISSING, KIND, "time", row,
                          "must be given: a share of capital is charged per time");
    if (is_price && !is_stock(r->basis) && r->time != TOLL_TCO_ONCE)
        return fail_field("time", row, "must be 0 where the basis is a flow", err);
    if (r->kind == TOLL_TCO_BUY && !is_stock(r->basis))
        return fail_field("basis", row, "must be a stock: a flow cannot be purchased", err);
    if (r->kind == TOLL_TCO_EMBODIED && r->basis != TOLL_TCO_PER_ONE && !is_count(r->basis))
        return fail_field("basis", row, "must be one, unit, gpu or node", err);
    if (is_counted && !is_count(r->basis))
        return fail_field("basis", row, "must be unit, gpu or node", err);
    return TOLL_OK;
}

static int is_leasable(uint32_t basis)
{
    return basis >= TOLL_TCO_PER_ONE && basis <= TOLL_TCO_PER_RACK;
}

static toll_status check_finance(const toll__tco_input *r, int64_t row, toll_error *err)
{
    const int is_loan = r->kind == TOLL_TCO_LOAN, is_sum = r->basis == TOLL_TCO_PER_ONE;
    if (r->kind == TOLL_TCO_LEASE && !is_leasable(r->basis))
        return fail_field("basis", row, "must be one, unit, gpu, node or rack", err);
    if (is_loan && !is_sum && r->basis != TOLL_TCO_PER_CAPEX)
        return fail_field("basis", row, "must be one or capex", err);
    if (is_loan && is_sum && r->to != 0)
        return fail_field("to_period", row, "must be 0: a sum is received once", err);
    if (is_loan && !is_sum && r->high > 1)
        return toll__fail(err, TOLL_E_RANGE, KIND, "value", row, "must be at most 1: it is a share of the purchases");
    return TOLL_OK;
}

static toll_status check_details(const toll__tco_input *r, int64_t row, toll_error *err)
{
    int is_share = r->basis == TOLL_TCO_PER_CAPEX || r->basis == TOLL_TCO_PER_SPEND;
    int is_price = r->kind == TOLL_TCO_BUY || r->kind == TOLL_TCO_COST || r->kind == TOLL_TCO_INCOME;
    if (r->subject > subject_limit(r))
        return toll__fail_range(err, KIND, "subject", row, 0, subject_limit(r), r->subject);
    if (is_price && !is_share && r->subject != 0)
        return fail_field("subject", row, "is the category of a share, so the basis must be capex or spend", err);
    if (r->to != 0 && r->to <= r->from)
        return toll__fail_range(err, KIND, "to_period", row, r->from + 1, TOLL__TCO_PERIODS_MAX, r->to);
    if (r->nodes_below != 0 && r->nodes_below <= r->nodes_from)
        return fail_field("quantity_below", row, "must be above quantity_from", err);
    if (r->kind == TOLL_TCO_CURVE_POINT && r->to != 0)
        return fail_field("to_period", row, "must be 0: a point of a curve has one period", err);
    if (r->kind == TOLL_TCO_DEPRECIATION && r->subject == TOLL_TCO_SPREAD_DECLINING && r->mid >= 1)
        return fail_field("value", row, "must be below 1: it is the share that is written down each year", err);
    if (r->kind == TOLL_TCO_DEPRECIATION && r->subject == TOLL_TCO_SPREAD_MACRS && r->mid != 3 && r->mid != 5 &&
        r->mid != 7)
        return fail_field("value", row, "must be 3, 5 or 7: the class of the MACRS table", err);
    const toll_status status = check_finance(r, row, err);
    return status != TOLL_OK ? status : check_basis(r, row, err);
}

toll_status toll__scenario_check_row(const toll__tco_input *r, int64_t row, toll_error *err)
{
    const toll__row_kind *k = toll__row_kind_find(r->kind);
    if (k == NULL)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, KIND, "kind", row, "is not a kind of row");
    toll_status status = check_field_uses(k, r, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_quantity(k, r, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_row_value(k, r, row, err);
    if (status != TOLL_OK)
        return status;
    return check_details(r, row, err);
}
