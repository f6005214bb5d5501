/* SPDX-License-Identifier: Apache-2.0 */
/* Operating costs and income: all rows but purchases and commitments. A row's price is multiplied by its quantity
 * in each period, which is
 *
 *     a stock (units, kW, staff) times units of time      a flow (kWh, unit hours, million tokens)
 *     money spent on living assets (basis capex)          money paid within the period (basis spend)
 *
 * Energy is posted in two lines, the part that runs with load being variable. Tax comes last, since it is a share of
 * what all other rows accrue. The tax office reads nominal books: in real money the saving is that of the nominal accrual,
 * deflated on its own day. Example: a machine of 1,200 over a year, 12 % inflation, 30 % tax: in month 6 it saves 30
 * nominal, which is 30 * 1.12^(-6.5/12) = 28.21 of the money of month 0. */
#include "tco/operating_costs.h"

#include "tco/price_curves.h"
#include "tco/fleet.h"
#include "tco/purchase.h"

/* ---- flows ---- */

/* A flow is a product of up to three arrays and a scale. */
typedef struct flow_factors {
    int16_t arrays[3]; /* 0: no more (no flow is that of slot 0) */
    double scale;
} flow_factors;

#define MILLION 1e-6

static const flow_factors flows[] = {
    [TOLL_TCO_PER_KWH] = {{TOLL__A_KWH, 0, 0}, 1},
    [TOLL_TCO_PER_KWH_IT] = {{TOLL__A_KWH_IT, 0, 0}, 1},
    [TOLL_TCO_PER_UNIT_HOUR] = {{TOLL__A_UNITS, TOLL__A_HOURS, TOLL__A_UNCOVERED}, 1},
    [TOLL_TCO_PER_GPU_HOUR] = {{TOLL__A_GPUS, TOLL__A_HOURS, TOLL__A_UNCOVERED}, 1},
    [TOLL_TCO_PER_NODE_HOUR] = {{TOLL__A_NODES, TOLL__A_HOURS, TOLL__A_UNCOVERED}, 1},
    [TOLL_TCO_PER_MTOK_INPUT] = {{TOLL__A_INPUT, TOLL__A_SERVED_SHARE, 0}, MILLION},
    [TOLL_TCO_PER_MTOK_CACHED] = {{TOLL__A_CACHED, TOLL__A_SERVED_SHARE, 0}, MILLION},
    [TOLL_TCO_PER_MTOK_OUTPUT] = {{TOLL__A_OUTPUT, TOLL__A_SERVED_SHARE, 0}, MILLION},
    [TOLL_TCO_PER_MTOK] = {{TOLL__A_SERVED, 0, 0}, MILLION},
    [TOLL_TCO_PER_LOCAL_MTOK] = {{TOLL__A_LOCAL_TOKENS, 0, 0}, MILLION},
    [TOLL_TCO_PER_REMOTE_INPUT] = {{TOLL__A_INPUT, TOLL__A_REMOTE, 0}, MILLION},
    [TOLL_TCO_PER_REMOTE_CACHED] = {{TOLL__A_CACHED, TOLL__A_REMOTE, 0}, MILLION},
    [TOLL_TCO_PER_REMOTE_OUTPUT] = {{TOLL__A_OUTPUT, TOLL__A_REMOTE, 0}, MILLION},
    [TOLL_TCO_PER_REMOTE_MTOK] = {{TOLL__A_REMOTE_TOKENS, 0, 0}, MILLION},
    [TOLL_TCO_PER_TASK] = {{TOLL__A_TASKS_DONE, 0, 0}, 1},
    [TOLL_TCO_PER_REMOTE_TASK] = {{TOLL__A_TASKS, TOLL__A_REMOTE, 0}, 1},
    [TOLL_TCO_PER_GB_OUT] = {{TOLL__A_GB_OUT, 0, 0}, 1},
};

static void fill_flow(const toll__account *account, uint32_t basis, double *quantity)
{
    const flow_factors *f = &flows[basis];
    for (int32_t t = 0; t < account->conventions.periods; t++)
        quantity[t] = f->scale;
    for (int i = 0; i < 3 && f->arrays[i] != 0; i++) {
        const double *factor = toll__account_read(account, f->arrays[i]);
        for (int32_t t = 0; t < account->conventions.periods; t++)
            quantity[t] *= factor[t];
    }
}

/* ---- one row ---- */

/* A row of cost or income, its quantity in each period (array SECOND) and the factor on its value (array RATE). */
typedef struct cost_row {
    const toll__tco_input *row;
    uint64_t index;
    int32_t end;
    uint32_t category;
    double value; /* below 0: income */
    double *quantity;
    const double *rate;
    const double *hourly; /* factor of the hours on the price; NULL: none */
} cost_row;

static int is_hourly(const toll__tco_input *row)
{
    return row->basis >= TOLL_TCO_PER_UNIT_HOUR && row->basis <= TOLL_TCO_PER_NODE_HOUR;
}

static uint32_t is_within(const toll__tco_input *row)
{
    return row->time != TOLL_TCO_ONCE || row->basis >= TOLL_TCO_PER_SPEND;
}

static uint32_t nature_of(const toll__account *account, const toll__tco_input *row)
{
    if (row->kind == TOLL_TCO_INCOME)
        return TOLL_TCO_CREDIT;
    if (is_hourly(row))
        return account->is_exact ? TOLL_TCO_VARIABLE : TOLL_TCO_FIXED;
    if (row->basis >= TOLL_TCO_PER_MTOK_INPUT)
        return TOLL_TCO_VARIABLE;
    return row->time == TOLL_TCO_ONCE && row->basis == TOLL_TCO_PER_ONE ? TOLL_TCO_ONE_OFF : TOLL_TCO_FIXED;
}

/* Amounts from the row's quantities (array FIRST), then the lines. */
static void post_nature(toll__posting *posting, const cost_row *r, uint32_t nature)
{
    toll__account *account = posting->account;
    double *amount = toll__account_array(account, TOLL__A_FIRST), overage = 0;
    const toll_tco_line like = {.row = (int64_t)r->index,
                                .category = r->category,
                                .nature = nature,
                                .basis = r->row->basis,
                                .paid_within = is_within(r->row),
                                .spread_periods = 1};
    for (int32_t t = r->row->from; t < r->end; t++)
        amount[t] = r->quantity[t] * r->value * r->rate[t];
    for (int32_t t = r->row->from; r->hourly != NULL && t < r->end; t++)
        amount[t] *= r->hourly[t];
    if (is_hourly(r->row) && nature != TOLL_TCO_CREDIT) {
        for (int32_t t = r->row->from; t < r->end; t++)
            overage += amount[t];
        account->overage += overage;
    }
    for (int32_t t = r->row->from; t < r->end; t++)
        r->quantity[t] *= r->row->quantity;
    toll__ledger_post_run(posting, &like, r->row->from, r->end, r->quantity, amount);
}

/* Energy has a part that is drawn idle and one that runs with load. */
static void fill_energy_part(const toll__account *account, const toll__tco_input *row, int is_variable,
                             double *quantity)
{
    const double *variable = toll__account_read(account, TOLL__A_KWH_VARIABLE);
    const double *pue = toll__account_read(account, TOLL__SLOT_PUE);
    const double *all = toll__account_read(account, row->basis == TOLL_TCO_PER_KWH ? TOLL__A_KWH : TOLL__A_KWH_IT);
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        double moved = variable[t] * (row->basis == TOLL_TCO_PER_KWH ? pue[t] : 1);
        quantity[t] = is_variable ? moved : all[t] - moved;
    }
}

static void keep_band(const toll__account *account, const cost_row *r)
{
    const double *nodes = toll__account_read(account, TOLL__A_NODES_PEAK);
    if (r->row->nodes_from == 0 && r->row->nodes_below == 0)
        return;
    for (int32_t t = r->row->from; t < r->end; t++)
        if (nodes[t] < r->row->nodes_from || (r->row->nodes_below > 0 && nodes[t] >= r->row->nodes_below))
            r->quantity[t] = 0;
}

/* NULL: the category's prices do not move over the day. */
static const double *hourly_factor(const toll__account *account, const cost_row *r, int array)
{
    return account->has_hours && r->category == TOLL_TCO_ENERGY ? toll__account_read(account, array) : NULL;
}

/* Of a row per kWh. */
static void post_energy_part(toll__posting *posting, const cost_row *r, int is_variable)
{
    const toll__account *account = posting->account;
    cost_row part = *r;
    part.hourly = hourly_factor(account, r, is_variable ? TOLL__A_PRICE_MOVED : TOLL__A_PRICE_REST);
    fill_energy_part(account, r->row, is_variable, r->quantity);
    keep_band(account, &part);
    post_nature(posting, &part, is_variable ? TOLL_TCO_VARIABLE : TOLL_TCO_FIXED);
}

static void post_natures(toll__posting *posting, const cost_row *r)
{
    const toll__account *account = posting->account;
    const uint32_t nature = nature_of(account, r->row);
    int is_energy = r->row->basis == TOLL_TCO_PER_KWH || r->row->basis == TOLL_TCO_PER_KWH_IT;
    if (is_energy && nature == TOLL_TCO_FIXED) {
        post_energy_part(posting, r, 1);
        post_energy_part(posting, r, 0);
        return;
    }
    keep_band(account, r);
    post_nature(posting, r, nature);
}

/* ---- quantities by period ---- */

/* Money spent on assets still alive: a sum over the last life of purchases, in the money of the period. */
static void fill_capital(const toll__account *account, const toll__tco_input *row, double *quantity)
{
    const uint32_t category = row->subject, within = is_within(row);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        quantity[t] = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *bought = toll__account_read(account, TOLL__A_BOUGHT + (int)c);
        const int32_t life = toll__purchase_life(account, c);
        double alive = 0;
        if (category != 0 && category != c)
            continue;
        for (int32_t t = 0; t < account->conventions.periods; t++) {
            alive += bought[t] - (t >= life ? bought[t - life] : 0);
            quantity[t] += alive * toll__account_deflator(account, t, within);
        }
    }
}

/* Money paid within the period by rows before it: no purchases, no income. */
static void fill_spending(toll__account *account, uint32_t category, double *quantity)
{
    for (int32_t t = 0; t < account->conventions.periods; t++)
        quantity[t] = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++) {
        const double *paid = toll__account_money(account, 1, c);
        if ((category != 0 && category != c) || c == TOLL_TCO_REVENUE)
            continue;
        for (int32_t t = 0; t < account->conventions.periods; t++)
            quantity[t] += paid[t];
    }
}

/* A stock costs once, at the start of the row's periods, or per time. */
static void fill_stock(toll__account *account, const toll__tco_input *row, double *quantity)
{
    const double *stock = toll__account_array(account, toll__fleet_stock(account, row->basis));
    const double times = toll__conventions_times(&account->conventions, row->time);
    for (int32_t t = 0; t < account->conventions.periods; t++)
        quantity[t] = row->time == TOLL_TCO_ONCE && t != row->from ? 0 : stock[t] * times;
}

static void fill_quantity(toll__account *account, const toll__tco_input *row, double *quantity)
{
    if (row->basis == TOLL_TCO_PER_CAPEX)
        fill_capital(account, row, quantity);
    else if (row->basis == TOLL_TCO_PER_SPEND)
        fill_spending(account, row->subject, quantity);
    else if (row->basis < TOLL_TCO_PER_CAPEX)
        fill_stock(account, row, quantity);
    else
        fill_flow(account, row->basis, quantity);
    if (row->basis == TOLL_TCO_PER_CAPEX)
        for (int32_t t = 0; t < account->conventions.periods; t++)
            quantity[t] *= toll__conventions_times(&account->conventions, row->time);
}

static void post_cost_row(toll__posting *posting, uint64_t i, const toll__tco_input *row)
{
    toll__account *account = posting->account;
    cost_row r = {.row = row, .index = i, .end = toll__tco_input_end(row, account->conventions.periods)};
    double *quantity = toll__account_array(account, TOLL__A_SECOND);
    const uint32_t is_share = row->basis == TOLL_TCO_PER_CAPEX || row->basis == TOLL_TCO_PER_SPEND;
    fill_quantity(account, row, quantity);
    r.quantity = quantity;
    r.category = row->kind == TOLL_TCO_INCOME ? TOLL_TCO_REVENUE : row->category;
    r.value = row->kind == TOLL_TCO_INCOME ? -posting->values[i] : posting->values[i];
    const toll__price_terms terms = {r.category, is_within(row), is_share};
    r.rate = toll__price_curves_rate(posting->plan, posting->values, row, terms, account);
    post_natures(posting, &r);
}

void toll__operating_costs_post(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    for (uint64_t i = 0; i < posting->plan->count; i++)
        if ((rows[i].kind == TOLL_TCO_COST || rows[i].kind == TOLL_TCO_INCOME) &&
            toll__tco_input_is_for(&rows[i], posting->account->option))
            post_cost_row(posting, i, &rows[i]);
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

/* What tax is a share of, in the money of the day of the tax. */
static double tax_base(toll__account *account, const toll__tco_input *row, int32_t t)
{
    if (!account->conventions.real_money)
        return row->subject == 0 ? toll__account_read(account, TOLL__A_CAPEX)[t] : accrued(account, t);
    const int book = row->subject == 0 ? TOLL__A_BOOK_CAPEX : TOLL__A_BOOK;
    return toll__account_read(account, book)[t] * toll__account_deflator(account, t, t < account->conventions.periods);
}

/* Book values written off at the close save tax there. */
static void post_tax(toll__posting *posting, uint64_t i, const toll__tco_input *row)
{
    toll__account *account = posting->account;
    const int32_t periods = account->conventions.periods, end = toll__tco_input_end(row, periods);
    for (int32_t t = row->from; t < end + (end == periods); t++) {
        const double base = tax_base(account, row, t);
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

void toll__operating_costs_post_tax(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    for (uint64_t i = 0; toll__tco_plan_has_kind(posting->plan, TOLL_TCO_TAX_RATE) && i < posting->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_TAX_RATE && toll__tco_input_is_for(&rows[i], posting->account->option))
            post_tax(posting, i, &rows[i]);
}
