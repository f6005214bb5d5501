/* SPDX-License-Identifier: Apache-2.0 */
#include "tco/running.h"

#include "tco/curves.h"
#include "tco/fleet.h"
#include "tco/purchase.h"

/* ---- flows ---- */

static double tokens(const toll__account *account, int stream, int32_t t, int is_remote)
{
    double share = toll__account_read(account, TOLL__A_REMOTE)[t];
    if (!is_remote)
        share += toll__account_read(account, TOLL__A_LOCAL)[t];
    return toll__account_read(account, stream)[t] * share / 1e6;
}

static double overage_hours(const toll__account *account, int count, int32_t t)
{
    return toll__account_read(account, count)[t] * toll__account_read(account, TOLL__A_HOURS)[t] *
           (1 - toll__account_read(account, TOLL__A_COVERED)[t]);
}

double toll__running_flow(const toll__account *account, uint32_t basis, int32_t t)
{
    switch (basis) {
    case TOLL_TCO_PER_KWH:
        return toll__account_read(account, TOLL__A_KWH)[t];
    case TOLL_TCO_PER_KWH_IT:
        return toll__account_read(account, TOLL__A_KWH_IT)[t];
    case TOLL_TCO_PER_UNIT_HOUR:
        return overage_hours(account, TOLL__A_UNITS, t);
    case TOLL_TCO_PER_GPU_HOUR:
        return overage_hours(account, TOLL__A_GPUS, t);
    case TOLL_TCO_PER_NODE_HOUR:
        return overage_hours(account, TOLL__A_NODES, t);
    case TOLL_TCO_PER_MTOK_INPUT:
        return tokens(account, TOLL__A_INPUT, t, 0);
    case TOLL_TCO_PER_MTOK_CACHED:
        return tokens(account, TOLL__A_CACHED, t, 0);
    case TOLL_TCO_PER_MTOK_OUTPUT:
        return tokens(account, TOLL__A_OUTPUT, t, 0);
    case TOLL_TCO_PER_MTOK:
        return toll__account_read(account, TOLL__A_SERVED)[t] / 1e6;
    case TOLL_TCO_PER_LOCAL_MTOK:
        return toll__account_read(account, TOLL__A_LOCAL_TOKENS)[t] / 1e6;
    case TOLL_TCO_PER_REMOTE_INPUT:
        return tokens(account, TOLL__A_INPUT, t, 1);
    case TOLL_TCO_PER_REMOTE_CACHED:
        return tokens(account, TOLL__A_CACHED, t, 1);
    case TOLL_TCO_PER_REMOTE_OUTPUT:
        return tokens(account, TOLL__A_OUTPUT, t, 1);
    case TOLL_TCO_PER_REMOTE_MTOK:
        return toll__account_read(account, TOLL__A_REMOTE_TOKENS)[t] / 1e6;
    case TOLL_TCO_PER_TASK:
        return toll__account_read(account, TOLL__A_TASKS_DONE)[t];
    case TOLL_TCO_PER_REMOTE_TASK:
        return toll__account_read(account, TOLL__A_TASKS)[t] * toll__account_read(account, TOLL__A_REMOTE)[t];
    case TOLL_TCO_PER_GB_OUT:
        return toll__account_read(account, TOLL__A_GB_OUT)[t];
    default:
        return 0;
    }
}

/* ---- one row ---- */

/* A running row with its quantity in each period (array FIRST) and the factor on its value (array RATE). */
typedef struct running {
    const toll__driver *row;
    uint64_t index;
    int32_t end;
    uint32_t category;
    double value, sign;
    const double *quantity, *rate;
} running;

static uint32_t nature_of(const toll__account *account, const toll__driver *row)
{
    if (row->kind == TOLL_TCO_INCOME)
        return TOLL_TCO_CREDIT;
    if (row->basis >= TOLL_TCO_PER_UNIT_HOUR && row->basis <= TOLL_TCO_PER_NODE_HOUR)
        return account->is_exact ? TOLL_TCO_VARIABLE : TOLL_TCO_FIXED;
    if (row->basis >= TOLL_TCO_PER_MTOK_INPUT)
        return TOLL_TCO_VARIABLE;
    return row->time == TOLL_TCO_ONCE && row->basis == TOLL_TCO_PER_ONE ? TOLL_TCO_ONE_OFF : TOLL_TCO_FIXED;
}

static void post_amount(toll__posting *posting, const running *r, int32_t t, uint32_t nature, uint32_t within,
                        double quantity)
{
    double amount = r->sign * quantity * r->value * r->rate[t];
    if (nature != TOLL_TCO_CREDIT && r->row->basis >= TOLL_TCO_PER_UNIT_HOUR && r->row->basis <= TOLL_TCO_PER_NODE_HOUR)
        posting->account->overage += amount;
    toll__ledger_post(posting, (toll_tco_line){.row = (int64_t)r->index,
                                               .category = r->category,
                                               .nature = nature,
                                               .basis = r->row->basis,
                                               .paid_period = t,
                                               .paid_within = within,
                                               .spread_period = t,
                                               .spread_periods = 1,
                                               .quantity = quantity * r->row->quantity,
                                               .amount = amount});
}

/* Energy has a fixed part, drawn idle, and one that runs with load. */
static void post_energy(toll__posting *posting, const running *r, int32_t t)
{
    const toll__account *account = posting->account;
    double variable = toll__account_read(account, TOLL__A_KWH_VARIABLE)[t];
    if (r->row->basis == TOLL_TCO_PER_KWH)
        variable *= toll__account_read(account, TOLL__SLOT_PUE)[t];
    post_amount(posting, r, t, TOLL_TCO_FIXED, 1, r->quantity[t] - variable);
    post_amount(posting, r, t, TOLL_TCO_VARIABLE, 1, variable);
}

static int is_in_band(const toll__driver *row, double nodes)
{
    return nodes >= row->nodes_from && (!(row->nodes_below > 0) || nodes < row->nodes_below);
}

static int is_metered_hour(const toll__driver *row)
{
    return row->basis >= TOLL_TCO_PER_UNIT_HOUR && row->basis <= TOLL_TCO_PER_NODE_HOUR;
}

static int is_energy(const toll__driver *row)
{
    return row->basis == TOLL_TCO_PER_KWH || row->basis == TOLL_TCO_PER_KWH_IT;
}

/* Sums alone: the amounts of all periods first, into array FIRST, a period out of band being 0. */
static void sum_running(toll__posting *posting, const running *r, const double *nodes, uint32_t nature, uint32_t within)
{
    double *amount = toll__account_array(posting->account, TOLL__A_FIRST);
    for (int32_t t = r->row->from; t < r->end; t++)
        amount[t] = is_in_band(r->row, nodes[t]) ? r->sign * r->quantity[t] * r->value * r->rate[t] : 0;
    toll__ledger_add(posting, r->index, r->category, nature, within, r->row->from, r->end, amount);
}

static void post_running(toll__posting *posting, const running *r)
{
    const double *nodes = toll__account_read(posting->account, TOLL__A_NODES_PEAK);
    const uint32_t nature = nature_of(posting->account, r->row);
    const uint32_t within = r->row->time != TOLL_TCO_ONCE || r->row->basis >= TOLL_TCO_PER_SPEND;
    if (posting->is_silent && !is_metered_hour(r->row) && !is_energy(r->row)) {
        sum_running(posting, r, nodes, nature, within);
        return;
    }
    for (int32_t t = r->row->from; t < r->end; t++) {
        if (!is_in_band(r->row, nodes[t]))
            continue;
        if (nature == TOLL_TCO_FIXED && (r->row->basis == TOLL_TCO_PER_KWH || r->row->basis == TOLL_TCO_PER_KWH_IT))
            post_energy(posting, r, t);
        else
            post_amount(posting, r, t, nature, within, r->quantity[t]);
    }
}

/* ---- quantities by period ---- */

/* Money spent on what is alive: a running sum of what was bought within the life, in the money of the period. */
static void fill_capital(const toll__account *account, uint32_t category, double *quantity)
{
    const double *deflator = toll__account_read(account, TOLL__A_DEFLATOR);
    for (int32_t t = 0; t < account->frame.periods; t++)
        quantity[t] = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *bought = toll__account_read(account, TOLL__A_BOUGHT + (int)c);
        const int32_t life = toll__purchase_life(account, c);
        double alive = 0;
        if (category != 0 && category != c)
            continue;
        for (int32_t t = 0; t < account->frame.periods; t++) {
            alive += bought[t] - (t >= life ? bought[t - life] : 0);
            quantity[t] += alive * deflator[t];
        }
    }
}

/* Money paid within the period by rows before it: no purchases, no income. */
static void fill_spending(toll__account *account, uint32_t category, double *quantity)
{
    for (int32_t t = 0; t < account->frame.periods; t++)
        quantity[t] = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *paid = toll__account_money(account, 1, c);
        if ((category != 0 && category != c) || c == TOLL_TCO_REVENUE)
            continue;
        for (int32_t t = 0; t < account->frame.periods; t++)
            quantity[t] += paid[t];
    }
}

/* A stock costs once, at the start of the row's periods, or per time. */
static void fill_stock(toll__account *account, const toll__driver *row, double *quantity)
{
    const double *stock = toll__account_array(account, toll__fleet_stock(account, row->basis));
    const double times = toll__frame_times(&account->frame, row->time);
    for (int32_t t = 0; t < account->frame.periods; t++)
        quantity[t] = row->time == TOLL_TCO_ONCE && t != row->from ? 0 : stock[t] * times;
}

static void fill_quantity(toll__account *account, const toll__driver *row, double *quantity)
{
    if (row->basis == TOLL_TCO_PER_CAPEX)
        fill_capital(account, row->subject, quantity);
    else if (row->basis == TOLL_TCO_PER_SPEND)
        fill_spending(account, row->subject, quantity);
    else if (row->basis < TOLL_TCO_PER_CAPEX)
        fill_stock(account, row, quantity);
    else
        for (int32_t t = 0; t < account->frame.periods; t++)
            quantity[t] = toll__running_flow(account, row->basis, t);
    if (row->basis == TOLL_TCO_PER_CAPEX)
        for (int32_t t = 0; t < account->frame.periods; t++)
            quantity[t] *= toll__frame_times(&account->frame, row->time);
}

static void post_row(toll__posting *posting, uint64_t i, const toll__driver *row)
{
    toll__account *account = posting->account;
    running r = {.row = row, .index = i, .end = toll__driver_end(row, account->frame.periods)};
    double *quantity = toll__account_array(account, TOLL__A_SECOND);
    int is_share = row->basis == TOLL_TCO_PER_CAPEX || row->basis == TOLL_TCO_PER_SPEND;
    fill_quantity(account, row, quantity);
    r.quantity = quantity;
    r.category = row->kind == TOLL_TCO_INCOME ? TOLL_TCO_REVENUE : row->category;
    r.value = posting->values[i];
    r.sign = row->kind == TOLL_TCO_INCOME ? -1 : 1;
    r.rate = toll__curves_rate(posting->plan, posting->values, row, r.category, is_share, account);
    post_running(posting, &r);
}

void toll__running_post(toll__posting *posting)
{
    const toll__driver *rows = toll__plan_rows(posting->plan);
    for (uint64_t i = 0; i < posting->plan->count; i++)
        if ((rows[i].kind == TOLL_TCO_COST || rows[i].kind == TOLL_TCO_INCOME) &&
            toll__driver_is_for(&rows[i], posting->account->option))
            post_row(posting, i, &rows[i]);
}

/* ---- tax ---- */

static double accrued(toll__account *account, int32_t t)
{
    double sum = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++)
        if (c != TOLL_TCO_TAX)
            sum += toll__account_money(account, 2, c)[t];
    return sum;
}

/* What is written off at the close saves tax there. */
static void post_tax(toll__posting *posting, uint64_t i, const toll__driver *row)
{
    toll__account *account = posting->account;
    const int32_t periods = account->frame.periods, end = toll__driver_end(row, periods);
    const double *capex = toll__account_array(account, TOLL__A_CAPEX);
    for (int32_t t = row->from; t < end + (end == periods); t++) {
        double base = row->subject == 0 ? capex[t] : accrued(account, t);
        toll__ledger_post(posting, (toll_tco_line){.row = (int64_t)i,
                                                   .category = TOLL_TCO_TAX,
                                                   .nature = TOLL_TCO_CREDIT,
                                                   .basis = TOLL_TCO_PER_ONE,
                                                   .paid_period = t,
                                                   .paid_within = t < periods,
                                                   .spread_period = t,
                                                   .spread_periods = 1,
                                                   .quantity = 1,
                                                   .amount = -base * posting->values[i]});
    }
}

void toll__running_post_tax(toll__posting *posting)
{
    const toll__driver *rows = toll__plan_rows(posting->plan);
    for (uint64_t i = 0; i < posting->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_TAX_RATE && toll__driver_is_for(&rows[i], posting->account->option))
            post_tax(posting, i, &rows[i]);
}
