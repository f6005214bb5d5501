/* SPDX-License-Identifier: Apache-2.0 */
/* Sums by account, month (UTC) and tariff, and toll_bill_close_period() for each account and month.
 *
 * A month is closed when the log goes on beyond its end: then what it has of the month is taken as all of it. The last
 * month of a log, and one that --since cuts, may lack records, so that a minimum spend would ask for too much: they stay
 * open unless --close says otherwise.
 *
 * By hand: 45.50 USD in March under a tariff with a minimum spend of 100, and a record of the 2nd of April: March closes
 * with 54.50, April is open. */
#include "bill/month_close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/instant.h"
#include "output/give_up.h"

static int64_t month_of(int64_t at_s)
{
    int year = 1970, month = 1;
    sscanf(instant_text(at_s).text, "%d-%d", &year, &month);
    return (int64_t)(year - 1970) * 12 + month - 1;
}

/* Its first instant; that of the month after is its end. */
static int64_t month_start_s(int64_t month)
{
    return instant_add_months(0, month);
}

void account_month_text(int64_t month, char text[16])
{
    snprintf(text, 16, "%.7s", instant_text(month_start_s(month)).text);
}

void account_months_free(account_months *m)
{
    for (uint64_t i = 0; i < m->n_months; i++) {
        free(m->months[i].lines);
    }
    free(m->months);
    free(m->spends);
    memset(m, 0, sizeof *m);
}

/* ---- sums ---- */

static month_spend *find_spend(account_months *m, const priced_record *r, int64_t month)
{
    for (uint64_t i = m->n_spends; i > 0; i--) { /* logs are mostly in order: the last ones first */
        month_spend *s = &m->spends[i - 1];
        if (s->month == month && s->book == r->tariff->book && s->sum.tariff_row == r->tariff->tariff &&
            strcmp(s->account, r->usage->account) == 0) {
            return s;
        }
    }
    if (m->n_spends == m->capacity) {
        m->capacity = m->capacity * 2 + 64;
        m->spends = claim_again(m->spends, m->capacity, sizeof *m->spends);
    }
    month_spend *s = &m->spends[m->n_spends++];
    memset(s, 0, sizeof *s);
    snprintf(s->account, sizeof s->account, "%s", r->usage->account);
    s->month = month;
    s->book = r->tariff->book;
    s->sum.tariff_row = r->tariff->tariff;
    return s;
}

bool account_months_add(account_months *m, const priced_record *r, const toll_bill_total *total)
{
    toll_bill_sum sum;
    if ((total->flags & TOLL_LINE_PERIOD) == 0) {
        return true;
    }
    month_spend *s = find_spend(m, r, month_of(r->usage->at_s));
    sum = s->sum;
    if (toll_amount_add(&sum.list_cost, &total->list_cost, &sum.list_cost, NULL) != TOLL_OK ||
        toll_amount_add(&sum.contracted_cost, &total->contracted_cost, &sum.contracted_cost, NULL) != TOLL_OK ||
        toll_amount_add(&sum.billed_cost, &total->billed_cost, &sum.billed_cost, NULL) != TOLL_OK) {
        return false;
    }
    s->sum = sum;
    return true;
}

/* ---- closing ---- */

static const char *currency_of(const month_spend *s)
{
    return s->book->rows[s->sum.tariff_row].value;
}

static bool is_same_month(const month_spend *a, const month_spend *b)
{
    return a->month == b->month && a->book == b->book && strcmp(a->account, b->account) == 0 &&
           strcmp(currency_of(a), currency_of(b)) == 0;
}

/* The spends from `first` on that are of its account, month, book and currency. */
static uint64_t gather_sums(const account_months *m, uint64_t first, toll_bill_sum *sums)
{
    uint64_t n = 0;
    for (uint64_t i = first; i < m->n_spends; i++) {
        if (is_same_month(&m->spends[i], &m->spends[first])) {
            sums[n++] = m->spends[i].sum;
        }
    }
    return n;
}

static bool is_first(const account_months *m, uint64_t spend)
{
    for (uint64_t i = 0; i < spend; i++) {
        if (is_same_month(&m->spends[i], &m->spends[spend])) {
            return false;
        }
    }
    return true;
}

static void close_month(account_month *month, const toll_bill_sum *sums, uint64_t n_sums)
{
    toll_error err;
    const uint64_t capacity = 6 * n_sums;
    month->lines = claim(capacity, sizeof *month->lines);
    month->total.struct_size = sizeof month->total;
    month->total.struct_kind = TOLL_KIND_BILL_TOTAL;
    month->is_closed = toll_bill_close_period(month->book->bytes, month->book->size, TOLL_PERIOD_MONTH, sums, n_sums,
                                              month->lines, capacity, &month->total, &err) == TOLL_OK;
    if (!month->is_closed) {
        snprintf(month->wrong, sizeof month->wrong, "%s", err.message);
    }
}

/* Whether the report is in the month's currency; why not is told. */
static bool is_in_report(account_month *month, const char *currency)
{
    if (currency[0] == 0 || strcmp(currency, month->currency) == 0) {
        return true;
    }
    snprintf(month->wrong, sizeof month->wrong, "amounts of a month in %s are not converted: bill without --currency",
             month->currency);
    return false;
}

void account_months_close(account_months *m, const bill_request *asked, int64_t end_s)
{
    toll_bill_sum *sums = claim(m->n_spends + 1, sizeof *sums);
    m->months = claim(m->n_spends + 1, sizeof *m->months);
    for (uint64_t i = 0; i < m->n_spends; i++) {
        const month_spend *s = &m->spends[i];
        if (!is_first(m, i)) {
            continue;
        }
        account_month *month = &m->months[m->n_months++];
        month->account = s->account;
        month->month = s->month;
        month->book = s->book;
        snprintf(month->currency, sizeof month->currency, "%s", currency_of(s));
        const bool is_whole = month_start_s(s->month) >= asked->since_s && month_start_s(s->month + 1) <= end_s;
        if (is_in_report(month, asked->money.currency) && (is_whole || asked->is_closed)) {
            close_month(month, sums, gather_sums(m, i, sums));
        }
    }
    free(sums);
}

toll_amount account_months_with(const account_months *m, const bill_sum *total)
{
    static const toll_amount highest = {UINT64_MAX, INT64_MAX};
    toll_amount all = total->cost;
    for (uint64_t i = 0; i < m->n_months; i++) {
        const account_month *month = &m->months[i];
        if (month->is_closed && strcmp(month->currency, total->currency) == 0 &&
            toll_amount_add(&all, &month->total.billed_cost, &all, NULL) != TOLL_OK) {
            return highest;
        }
    }
    return all;
}
