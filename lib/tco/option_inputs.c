/* SPDX-License-Identifier: Apache-2.0 */
/* Rows become numbers by period. A row of a kind with a slot is written to its array from its first to its last period,
 * by the rule of its kind (set, add, multiply); rows that hold for the whole horizon go into fields of the account. */
#include "tco/option_inputs.h"

#include <math.h>

/* Default of a slot that no row fills. */
static double absent_value(int slot)
{
    switch (slot) {
    case TOLL__SLOT_MULTIPLIER:
    case TOLL__SLOT_SUCCESS:
    case TOLL__SLOT_STEP:
    case TOLL__SLOT_PEAK:
    case TOLL__SLOT_CAP_FACTOR:
    case TOLL__SLOT_UTILISATION:
    case TOLL__SLOT_REDUNDANCY:
    case TOLL__SLOT_UNIT_GPUS:
    case TOLL__SLOT_DUTY:
    case TOLL__SLOT_PUE:
        return 1;
    case TOLL__SLOT_UNITS_MAX:
        return HUGE_VAL;
    default:
        return 0;
    }
}

/* Only slots that rows have filled since the account was started: the others hold their default already. */
static void clear_slots(toll__account *account)
{
    for (int slot = 1; slot < TOLL__SLOTS; slot++) {
        if (!toll__option_inputs_has(account, (toll__slot)slot))
            continue;
        double *array = toll__account_array(account, slot), value = absent_value(slot);
        for (int32_t t = 0; t <= account->conventions.periods; t++)
            array[t] = value;
    }
    account->seen = 0;
}

static void put_slot(const toll__tco_input *row, double value, toll__account *account)
{
    double *array = toll__account_array(account, row->slot);
    const int32_t end = toll__tco_input_end(row, account->conventions.periods);
    value *= row->quantity * toll__conventions_times(&account->conventions, row->time);
    if (row->combine == TOLL__ADD)
        for (int32_t t = row->from; t < end; t++)
            array[t] += value;
    else if (row->combine == TOLL__MULTIPLY)
        for (int32_t t = row->from; t < end; t++)
            array[t] *= value;
    else
        for (int32_t t = row->from; t < end; t++)
            array[t] = value;
    account->seen |= UINT64_C(1) << row->slot;
}

/* Rows that hold for the whole horizon. A category of 0 stands for all of them. */
static void put_category(const toll__tco_input *row, double value, double array[TOLL_TCO_CATEGORIES])
{
    for (uint32_t c = 0; c < TOLL_TCO_CATEGORIES; c++)
        if (row->category == 0 || row->category == c)
            array[c] = value;
}

static void put_depreciation(const toll__tco_input *row, double value, toll__account *account)
{
    put_category(row, value, account->amortisation_rate);
    for (uint32_t c = 0; c < TOLL_TCO_CATEGORIES; c++)
        if (row->category == 0 || row->category == c)
            account->amortisation[c] = row->subject;
}

static void put_setting(const toll__tco_input *row, double value, toll__account *account)
{
    switch (row->kind) {
    case TOLL_TCO_PROFILE:
        account->profile[row->subject] = value;
        break;
    case TOLL_TCO_ENERGY_HOUR:
        account->energy_hours[row->subject] = value;
        account->has_hours = 1;
        break;
    case TOLL_TCO_CARBON_HOUR:
        account->carbon_hours[row->subject] = value;
        account->has_hours = 1;
        break;
    case TOLL_TCO_SIZING:
        account->sizing = row->subject;
        break;
    case TOLL_TCO_LIFE:
        put_category(row, value, account->life);
        break;
    case TOLL_TCO_RESIDUAL:
        put_category(row, value, account->residual);
        break;
    case TOLL_TCO_DELIVERY:
        put_category(row, value, account->delivery);
        break;
    case TOLL_TCO_DEPRECIATION:
        put_depreciation(row, value, account);
        break;
    case TOLL_TCO_CLOSE_AT_BOOK:
        account->close_at_book = value > 0;
        break;
    case TOLL_TCO_INFLATION:
        account->inflation = value;
        break;
    default:
        break;
    }
}

static int has_category_rows(const toll__tco_plan *plan)
{
    return toll__tco_plan_has_kind(plan, TOLL_TCO_LIFE) || toll__tco_plan_has_kind(plan, TOLL_TCO_RESIDUAL) ||
           toll__tco_plan_has_kind(plan, TOLL_TCO_DEPRECIATION) || toll__tco_plan_has_kind(plan, TOLL_TCO_DELIVERY);
}

/* Rows of one option number; those for a category in a second pass, after those for all. */
static void put_rows(const toll__tco_plan *plan, const double *values, uint32_t option, int of_category,
                     toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    for (uint64_t i = 0; i < plan->count; i++) {
        if (rows[i].option != option)
            continue;
        if (rows[i].slot == TOLL__SLOT_NONE && (rows[i].category != 0) == of_category)
            put_setting(&rows[i], values[i], account);
        if (rows[i].slot != TOLL__SLOT_NONE && !of_category)
            put_slot(&rows[i], values[i], account);
    }
}

/* Units serve once the last of their parts has come: what is bought or leased for each unit, accelerator or
 * node. */
static void fill_delay(const toll__tco_plan *plan, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    account->delay = 0;
    for (uint64_t i = 0; toll__tco_plan_has_kind(plan, TOLL_TCO_DELIVERY) && i < plan->count; i++) {
        const int is_part = (rows[i].kind == TOLL_TCO_BUY || rows[i].kind == TOLL_TCO_LEASE) &&
                            rows[i].basis >= TOLL_TCO_PER_UNIT && rows[i].basis <= TOLL_TCO_PER_NODE &&
                            toll__tco_input_is_for(&rows[i], account->option);
        if (is_part)
            account->delay = fmax(account->delay, floor(account->delivery[rows[i].category] + 0.5));
    }
}

/* The row of the supply itself before one for all, after the option before one for every option. */
static void fill_ends(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    int found[3] = {0, 0, 0};
    for (uint32_t supply = TOLL_TCO_SUPPLY_API; supply <= TOLL_TCO_SUPPLY_UNITS; supply++)
        account->ends[supply] = HUGE_VAL;
    for (uint64_t i = 0; toll__tco_plan_has_kind(plan, TOLL_TCO_ENDS) && i < plan->count; i++) {
        if (rows[i].kind != TOLL_TCO_ENDS || !toll__tco_input_is_for(&rows[i], account->option))
            continue;
        const int rank = 1 + 2 * (rows[i].option != 0) + (rows[i].subject != 0);
        for (uint32_t supply = TOLL_TCO_SUPPLY_API; supply <= TOLL_TCO_SUPPLY_UNITS; supply++)
            if ((rows[i].subject == 0 || rows[i].subject == supply) && rank > found[supply]) {
                account->ends[supply] = values[i];
                found[supply] = rank;
            }
    }
}

/* Weights become loads over their mean; without any, each hour is as busy as the others. */
static void scale_profile(toll__account *account)
{
    double sum = 0;
    account->profile_peak = 0;
    for (int h = 0; h < 24; h++)
        sum += account->profile[h];
    for (int h = 0; h < 24; h++) {
        account->profile[h] = sum > 0 ? account->profile[h] * 24 / sum : 1;
        account->profile_peak = fmax(account->profile_peak, account->profile[h]);
    }
}

void toll__option_inputs_fill(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    const toll__tco_input every = {.category = 0};
    clear_slots(account);
    account->has_hours = 0;
    for (int h = 0; h < 24; h++) {
        account->profile[h] = 0;
        account->energy_hours[h] = account->carbon_hours[h] = 1;
    }
    put_category(&every, account->conventions.periods, account->life);
    put_category(&every, 0, account->residual);
    put_category(&every, 0, account->delivery);
    for (int own = 0; own <= 1; own++) {
        put_rows(plan, values, own ? account->option : 0, 0, account);
        if (has_category_rows(plan))
            put_rows(plan, values, own ? account->option : 0, 1, account);
    }
    fill_ends(plan, values, account);
    fill_delay(plan, account);
    scale_profile(account);
    account->is_exact = account->sizing == TOLL_TCO_SIZE_EXACT;
}
