/* SPDX-License-Identifier: Apache-2.0 */
#include "tco/ledger.h"

#include <stddef.h>
#include <string.h>

#include "tco/spread.h"

static int is_held(uint32_t nature)
{
    return nature == TOLL_TCO_CAPEX || nature == TOLL_TCO_ONE_OFF || nature == TOLL_TCO_FIXED ||
           nature == TOLL_TCO_USED;
}

static void add_totals(const toll_tco_line *line, toll__account *account)
{
    account->nature[line->nature] += line->amount;
    if (line->amount > 0)
        account->positive += line->amount;
    else
        account->negative += line->amount;
    if (line->category == TOLL_TCO_REVENUE)
        account->revenue -= line->amount;
    toll__account_amounts(account)[line->row] += line->amount;
}

static void add_views(const toll_tco_line *line, toll__account *account)
{
    const double years = account->frame.period_years;
    const int32_t periods = account->frame.periods;
    toll__account_money(account, line->paid_within, line->category)[line->paid_period] += line->amount;
    toll__spread_add(line, years, periods, toll__account_money(account, 2, line->category));
    if (is_held(line->nature))
        toll__spread_add(line, years, periods, toll__account_array(account, TOLL__A_HELD));
    if (line->nature == TOLL_TCO_CAPEX)
        toll__spread_add(line, years, periods, toll__account_array(account, TOLL__A_CAPEX));
}

void toll__ledger_post(toll__posting *posting, toll_tco_line line)
{
    if (line.amount == 0)
        return;
    line.option = posting->account->option;
    memcpy(line.currency, posting->account->frame.currency, sizeof line.currency);
    line.unit_price = line.quantity > 0 ? line.amount / line.quantity : 0;
    add_totals(&line, posting->account);
    add_views(&line, posting->account);
    if (posting->count < posting->capacity)
        posting->lines[posting->count] = line;
    posting->count++;
}

/* Every sum starts from where the lines before left it, so that the order of additions, and with it every bit, is that of
 * the lines one by one. */
void toll__ledger_add(toll__posting *posting, uint64_t row, uint32_t category, uint32_t nature, uint32_t within,
                      int32_t from, int32_t end, const double *amount)
{
    toll__account *account = posting->account;
    double *paid = toll__account_money(account, within, category);
    double *accrued = toll__account_money(account, 2, category);
    double *held = is_held(nature) ? toll__account_array(account, TOLL__A_HELD) : NULL;
    double total = account->nature[nature], positive = account->positive, negative = account->negative;
    double row_total = toll__account_amounts(account)[row], revenue = account->revenue;
    for (int32_t t = from; t < end; t++) {
        const double money = amount[t];
        total += money;
        positive += money > 0 ? money : 0;
        negative += money > 0 ? 0 : money;
        revenue -= category == TOLL_TCO_REVENUE ? money : 0;
        row_total += money;
        paid[t] += money;
        accrued[t] += money;
        if (held != NULL)
            held[t] += money;
    }
    account->nature[nature] = total;
    account->positive = positive;
    account->negative = negative;
    account->revenue = revenue;
    toll__account_amounts(account)[row] = row_total;
}

void toll__ledger_view(const toll_tco_line *line, uint32_t series, uint32_t category, double period_years,
                       int32_t periods, double *numbers)
{
    if (category != 0 && line->category != category)
        return;
    if (series == TOLL_TCO_SERIES_ACCRUAL)
        toll__spread_add(line, period_years, periods, numbers);
    else if (series == TOLL_TCO_SERIES_CASH || (series == TOLL_TCO_SERIES_CASH_WITHIN) == (line->paid_within != 0))
        numbers[line->paid_period] += line->amount;
}
