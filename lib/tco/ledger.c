/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger counts each amount once and shows it twice: in cash where it is paid, in accrual where it belongs. Sums of
 * both views over the life are equal, so capital can't be counted twice. Purchases wait in the array CHARGE until a row
 * is done, because depreciation, held money and capital spending read the same accrual. */
#include "tco/ledger.h"

#include <string.h>

#include "tco/amortise.h"

static int is_held(uint32_t nature)
{
    return nature == TOLL_TCO_CAPEX || nature == TOLL_TCO_ONE_OFF || nature == TOLL_TCO_FIXED ||
           nature == TOLL_TCO_USED;
}

/* NaN must not vanish between the two sums: it goes with the receipts. */
static double received_of(double amount)
{
    return amount > 0 ? 0 : amount;
}

static void add_total(uint32_t nature, uint32_t category, int64_t row, double paid, double received,
                      toll__account *account)
{
    account->nature[nature] += paid + received;
    account->positive += paid;
    account->negative += received;
    if (category == TOLL_TCO_REVENUE)
        account->revenue -= paid + received;
    toll__account_amounts(account)[row] += paid + received;
}

/* Books are kept in the money of the payment, which only differs from that of the account where this is real. */
static void add_book(const toll_tco_line *line, toll__account *account)
{
    toll_tco_line nominal = *line;
    if (!account->conventions.real_money || line->category == TOLL_TCO_TAX)
        return;
    nominal.amount /= toll__account_deflator(account, line->paid_period, line->paid_within);
    toll__amortise_add(&nominal, account->conventions.period_years, account->conventions.periods,
                       toll__account_array(account, TOLL__A_BOOK));
    if (line->nature == TOLL_TCO_CAPEX)
        toll__amortise_add(&nominal, account->conventions.period_years, account->conventions.periods,
                           toll__account_array(account, TOLL__A_BOOK_CAPEX));
}

static void mark_posted(toll__account *account, uint32_t view, uint32_t category)
{
    account->posted[view] |= UINT64_C(1) << category;
}

static void add_views(const toll_tco_line *line, toll__account *account)
{
    const double years = account->conventions.period_years;
    const int32_t periods = account->conventions.periods;
    toll__account_money(account, line->paid_within, line->category)[line->paid_period] += line->amount;
    mark_posted(account, line->paid_within, line->category);
    mark_posted(account, 2, line->category); /* of a purchase, by toll__ledger_charge() */
    if (line->nature == TOLL_TCO_CAPEX) {
        toll__amortise_add(line, years, periods, toll__account_array(account, TOLL__A_CHARGE));
        return;
    }
    toll__amortise_add(line, years, periods, toll__account_money(account, 2, line->category));
    if (is_held(line->nature))
        toll__amortise_add(line, years, periods, toll__account_array(account, TOLL__A_HELD));
}

static void write_line(toll__posting *posting, const toll_tco_line *line)
{
    if (posting->count < posting->capacity) {
        toll_tco_line *out = &posting->lines[posting->count];
        *out = *line;
        out->option = posting->account->option;
        out->unit_price = line->quantity > TOLL__NONE ? line->amount / line->quantity : 0;
        memcpy(out->currency, posting->account->conventions.currency, sizeof out->currency);
    }
    posting->count++;
}

void toll__ledger_post(toll__posting *posting, toll_tco_line line)
{
    if (line.amount == 0)
        return;
    add_total(line.nature, line.category, line.row, line.amount > 0 ? line.amount : 0, received_of(line.amount),
              posting->account);
    add_views(&line, posting->account);
    add_book(&line, posting->account);
    write_line(posting, &line);
}

static void add_periods(double *to, const double *from, int32_t first, int32_t end)
{
    for (int32_t t = first; t < end; t++)
        to[t] += from[t];
}

void toll__ledger_charge(toll__posting *posting, uint32_t category)
{
    toll__account *account = posting->account;
    double *charge = toll__account_array(account, TOLL__A_CHARGE);
    const int32_t slots = account->conventions.periods + 1;
    add_periods(toll__account_money(account, 2, category), charge, 0, slots);
    add_periods(toll__account_array(account, TOLL__A_HELD), charge, 0, slots);
    add_periods(toll__account_array(account, TOLL__A_CAPEX), charge, 0, slots);
    memset(charge, 0, (size_t)((uint64_t)slots * sizeof *charge));
}

static void add_run_to_book(const toll_tco_line *like, int32_t from, int32_t end, const double *amount,
                            toll__account *account)
{
    double *book = toll__account_array(account, TOLL__A_BOOK);
    if (!account->conventions.real_money)
        return;
    for (int32_t t = from; t < end; t++)
        book[t] += amount[t] / toll__account_deflator(account, t, like->paid_within);
}

static void write_run(toll__posting *posting, const toll_tco_line *like, int32_t from, int32_t end,
                      const double *quantity, const double *amount)
{
    toll_tco_line line = *like;
    if (posting->is_silent)
        return;
    for (int32_t t = from; t < end; t++) {
        if (amount[t] == 0)
            continue;
        line.paid_period = line.spread_period = t;
        line.quantity = quantity[t];
        line.amount = amount[t];
        write_line(posting, &line);
    }
}

void toll__ledger_post_run(toll__posting *posting, const toll_tco_line *like, int32_t from, int32_t end,
                           const double *quantity, const double *amount)
{
    toll__account *account = posting->account;
    double paid = 0, received = 0;
    for (int32_t t = from; t < end; t++) {
        paid += amount[t] > 0 ? amount[t] : 0;
        received += received_of(amount[t]);
    }
    add_total(like->nature, like->category, like->row, paid, received, account);
    mark_posted(account, like->paid_within, like->category);
    mark_posted(account, 2, like->category);
    add_periods(toll__account_money(account, like->paid_within, like->category), amount, from, end);
    add_periods(toll__account_money(account, 2, like->category), amount, from, end);
    if (is_held(like->nature))
        add_periods(toll__account_array(account, TOLL__A_HELD), amount, from, end);
    add_run_to_book(like, from, end, amount, account);
    write_run(posting, like, from, end, quantity, amount);
}

void toll__ledger_view(const toll_tco_line *line, uint32_t series, uint32_t category, double period_years,
                       int32_t periods, double *numbers)
{
    if (category != 0 && line->category != category)
        return;
    if (series == TOLL_TCO_SERIES_ACCRUAL)
        toll__amortise_add(line, period_years, periods, numbers);
    else if (series == TOLL_TCO_SERIES_CASH || (series == TOLL_TCO_SERIES_CASH_WITHIN) == (line->paid_within != 0))
        numbers[line->paid_period] += line->amount;
}
