/* SPDX-License-Identifier: Apache-2.0 */
/* Purchases: when the need exceeds the living stock, again at the end of a life; and resale.
 *
 *     bought[t] = max(0, need[t] - alive),  alive = bought less than a life ago
 *     market value at an age = price * residual^(age / life)
 *
 * What takes time to be delivered is ordered, and paid, as long before it must serve; it is written down from then on.
 *
 * The resale expected at the end of the life is spread over it. A sale at the close of the horizon brings the market
 * value of that age, or the book value where the scenario says so. Example: with a residual value of 20 %, half way
 * through its life a machine brings sqrt(0.2) = 44.7 % of its price. */
#include "tco/purchase.h"

#include <math.h>

#include "tco/price_curves.h"
#include "tco/fleet.h"
#include "tco/amortise.h"

int32_t toll__purchase_life(const toll__account *account, uint32_t category)
{
    return (int32_t)(account->life[category] + 0.5);
}

/* Alive is what was bought less what has reached its life. A rest of rounding is no need: 1e-9 of a piece. */
int toll__purchase_schedule(const double *need, int32_t from, int32_t end, int32_t life, double *bought)
{
    double alive = 0;
    int is_replaced = 0;
    for (int32_t t = from; t < end; t++) {
        double retired = t - life >= from ? bought[t - life] : 0;
        alive -= retired;
        bought[t] = need[t] > alive * (1 + 1e-9) ? need[t] - alive : 0;
        is_replaced |= retired > 0 && bought[t] > 0;
        alive += bought[t];
    }
    return is_replaced;
}

/* Period in which something is ordered that must serve from t on; nothing is ordered before the horizon. */
static int32_t order_of(const toll__account *account, uint32_t category, int32_t t)
{
    const int32_t ahead = (int32_t)(account->delivery[category] + 0.5);
    return t > ahead ? t - ahead : 0;
}

/* One purchase of a row. */
typedef struct purchase {
    uint64_t row;
    uint32_t category, basis;
    int32_t period, life; /* in service */
    int32_t paid;         /* when it is ordered: as long before as its delivery takes */
    double quantity, amount;
} purchase;

static void post_price(toll__posting *posting, const purchase *p)
{
    const toll__account *account = posting->account;
    toll__ledger_post(posting, (toll_tco_line){.row = (int64_t)p->row,
                                               .category = p->category,
                                               .nature = TOLL_TCO_CAPEX,
                                               .basis = p->basis,
                                               .paid_period = p->paid,
                                               .spread_period = p->period,
                                               .spread_periods = p->life,
                                               .spread = (uint32_t)account->amortisation[p->category],
                                               .spread_rate = account->amortisation_rate[p->category],
                                               .quantity = p->quantity,
                                               .amount = p->amount});
}

static void post_resale(toll__posting *posting, const purchase *p, int32_t paid, int32_t spread_from,
                        int32_t spread_for, double amount)
{
    toll__ledger_post(posting, (toll_tco_line){.row = (int64_t)p->row,
                                               .category = TOLL_TCO_RESALE,
                                               .nature = TOLL_TCO_CREDIT,
                                               .basis = p->basis,
                                               .paid_period = paid,
                                               .spread_period = spread_from,
                                               .spread_periods = spread_for,
                                               .quantity = p->quantity,
                                               .amount = -amount});
}

/* Price on the market at an age: the residual value is reached geometrically, so that each period loses the same
 * share. */
static double market_value(const purchase *p, double residual, int32_t age)
{
    return residual > 0 ? p->amount * pow(residual, (double)age / p->life) : 0;
}

static double book_value(const toll__account *account, const purchase *p, double residual, int32_t age)
{
    double done =
        toll__amortise_done((uint32_t)account->amortisation[p->category], account->amortisation_rate[p->category],
                            account->conventions.period_years, age, p->life);
    return p->amount * (1 - done) - p->amount * residual * (1 - (double)age / p->life) + p->amount * residual;
}

/* The residual value is expected from the first day and spread over the life; the surplus or loss of an
 * earlier sale belongs to the close. Both in the money of the day of the sale. */
static void post_sale(toll__posting *posting, const purchase *p)
{
    const toll__account *account = posting->account;
    const int32_t periods = account->conventions.periods, end = p->period + p->life;
    const double *deflator = toll__account_read(account, TOLL__A_DEFLATOR);
    const double residual = account->residual[p->category];
    const int32_t paid = end < periods ? end : periods, age = paid - p->period;
    const double money = deflator[paid] / deflator[p->paid];
    double value = market_value(p, residual, age), expected = p->amount * residual * money;
    if (end > periods && account->close_at_book)
        value = book_value(account, p, residual, age);
    post_resale(posting, p, paid, p->period, p->life, expected);
    if (end > periods)
        post_resale(posting, p, periods, periods, 1, value * money - expected);
}

static void post_purchase(toll__posting *posting, const purchase *p)
{
    const double *deflator = toll__account_read(posting->account, TOLL__A_DEFLATOR);
    post_price(posting, p);
    toll__account_array(posting->account, TOLL__A_BOUGHT + (int)p->category)[p->period] +=
        p->amount / deflator[p->paid];
    posting->account->bought |= UINT64_C(1) << p->category;
    if (p->amount > 0)
        post_sale(posting, p);
}

int toll__purchase_is_in_band(const toll__tco_input *row, double nodes)
{
    return nodes >= row->nodes_from && (!(row->nodes_below > 0) || nodes < row->nodes_below);
}

/* A row whose basis is money: a share of what rows before it bought in the same period, of one category or of all. */
double toll__purchase_bought(const toll__account *account, uint32_t category, int32_t t)
{
    double sum = 0;
    for (uint32_t c = 1; c < TOLL_TCO_CATEGORIES; c++)
        if (category == 0 || category == c)
            sum += toll__account_read(account, TOLL__A_BOUGHT + (int)c)[t];
    return sum;
}

static void post_money_share(toll__posting *posting, uint64_t i, const toll__tco_input *row, int32_t end)
{
    toll__account *account = posting->account;
    const int32_t life = toll__purchase_life(account, row->category);
    for (int32_t t = row->from; t < end; t++) {
        double money = toll__purchase_bought(account, row->subject, t);
        const int32_t paid = order_of(account, row->category, t);
        double share = posting->values[i] * row->quantity * toll__account_read(account, TOLL__A_DEFLATOR)[paid];
        if (!toll__purchase_is_in_band(row, toll__account_read(account, TOLL__A_NODES_PEAK)[t]))
            continue;
        post_purchase(posting, &(purchase){i, row->category, row->basis, t, life, paid, money, money * share});
    }
    toll__ledger_charge(posting, row->category);
}

static void post_buy_row(toll__posting *posting, uint64_t i, const toll__tco_input *row)
{
    toll__account *account = posting->account;
    const int32_t end = toll__tco_input_end(row, account->conventions.periods),
                  life = toll__purchase_life(account, row->category);
    if (row->basis == TOLL_TCO_PER_CAPEX) {
        post_money_share(posting, i, row, end);
        return;
    }
    const double *need = toll__account_array(account, toll__fleet_stock(account, row->basis));
    double *bought = toll__account_array(account, TOLL__A_SECOND);
    if (toll__purchase_schedule(need, row->from, end, life, bought))
        account->flags |= TOLL_TCO_FLAG_REPLACED;
    const double *rate = toll__price_curves_rate(posting->plan, posting->values, row,
                                                 (toll__price_terms){.category = row->category}, account);
    for (int32_t t = row->from; t < end; t++) {
        const int32_t paid = order_of(account, row->category, t);
        if (bought[t] > 0 && toll__purchase_is_in_band(row, toll__account_read(account, TOLL__A_NODES_PEAK)[t]))
            post_purchase(posting, &(purchase){i, row->category, row->basis, t, life, paid, bought[t] * row->quantity,
                                               bought[t] * posting->values[i] * rate[paid]});
    }
    toll__ledger_charge(posting, row->category);
}

void toll__purchase_post(toll__posting *posting)
{
    const toll__tco_input *rows = toll__tco_plan_rows(posting->plan);
    for (uint64_t i = 0; toll__tco_plan_has_kind(posting->plan, TOLL_TCO_BUY) && i < posting->plan->count; i++)
        if (rows[i].kind == TOLL_TCO_BUY && toll__tco_input_is_for(&rows[i], posting->account->option))
            post_buy_row(posting, i, &rows[i]);
}

static void add_carbon(const toll__tco_input *row, double value, toll__account *account)
{
    const int32_t end = toll__tco_input_end(row, account->conventions.periods),
                  life = toll__purchase_life(account, row->category);
    const double *need = toll__account_array(account, toll__fleet_stock(account, row->basis));
    double *bought = toll__account_array(account, TOLL__A_SECOND);
    double *carbon = toll__account_array(account, TOLL__A_CO2_EMBODIED);
    (void)toll__purchase_schedule(need, row->from, end, life, bought);
    account->has_carbon = 1;
    for (int32_t t = row->from; t < end; t++)
        carbon[t] += bought[t] * value * row->quantity;
}

void toll__purchase_carbon(const toll__tco_plan *plan, const double *values, toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    for (uint64_t i = 0; toll__tco_plan_has_kind(plan, TOLL_TCO_EMBODIED) && i < plan->count; i++)
        if (rows[i].kind == TOLL_TCO_EMBODIED && toll__tco_input_is_for(&rows[i], account->option))
            add_carbon(&rows[i], values[i], account);
}
