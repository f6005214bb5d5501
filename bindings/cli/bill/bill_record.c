/* SPDX-License-Identifier: Apache-2.0 */
/* record --name--> card --toll_bill_compute()--> cost --labels--> sums */
#include "bill/bill_record.h"

#include <stdio.h>
#include <string.h>

#include "bill/bill_feed.h"
#include "bill/bill_rows.h"
#include "bill/record_bill.h"
#include "input/instant.h"

/* ---- sums ---- */

/* The labels of time are made anew when the hour is another. */
static void label_times(bill_run *run, int64_t at_s)
{
    int64_t hour = at_s >= 0 ? at_s / 3600 : (at_s - 3599) / 3600;
    if (run->label_s == hour && run->hour[0] != 0) {
        return;
    }
    instant text = instant_text(at_s);
    run->label_s = hour;
    snprintf(run->hour, sizeof run->hour, "%.13s", text.text);
    snprintf(run->day, sizeof run->day, "%.10s", text.text);
    snprintf(run->month, sizeof run->month, "%.7s", text.text);
}

static const char *label_of(const bill_run *run, bill_column column, const toll_io_usage *u, const named_tariff *t)
{
    switch (column) {
    case BILL_BY_MODEL:
        return t->sold_as;
    case BILL_BY_HOUR:
        return run->hour;
    case BILL_BY_DAY:
        return run->day;
    case BILL_BY_MONTH:
        return run->month;
    case BILL_BY_PROVIDER:
        return t->sold_by;
    case BILL_BY_TIER:
        return u->tier[0] != 0 ? u->tier : "standard";
    case BILL_BY_REGION:
        return u->region[0] != 0 ? u->region : "-";
    case BILL_BY_ACCOUNT:
        return u->account[0] != 0 ? u->account : "-";
    default:
        return toll_io_usage_get_shape(u->shape);
    }
}

/* A stated cost is compared in the tariff's currency alone. */
static void take_stated(const toll_io_usage *u, priced_record *p)
{
    int32_t inexact;
    p->has_stated = (u->known & TOLL_IO_USAGE_COST) != 0 && strcmp(u->currency, p->question->total.currency) == 0 &&
                    toll_amount_convert(&u->stated_cost, TOLL_ROUND_HALF_EVEN, &p->stated, &inexact, NULL) == TOLL_OK;
}

/* A tariff of the log is noted once, with the dates of all its prices. */
static void note_age(bill_run *run, named_tariff *t)
{
    if (t->is_dated) {
        return;
    }
    t->is_dated = true;
    const toll_bill_row *rows = t->book->rows;
    for (int64_t i = t->tariff + 1; i < t->book->n_rows && rows[i].kind != TOLL_ROW_TARIFF; i++) {
        if (rows[i].kind == TOLL_ROW_PRICE || rows[i].kind == TOLL_ROW_VOLUME) {
            fact_ages_add(&run->ages, rows[i].source_date != 0 ? rows[i].source_date : rows[t->tariff].source_date);
        }
    }
}

static void count_usage(bill_run *run, const toll_io_usage *u)
{
    run->n_priced++;
    run->n_untimed += (u->known & TOLL_IO_USAGE_AT) == 0;
    run->first_s = u->at_s < run->first_s ? u->at_s : run->first_s;
    run->last_s = u->at_s > run->last_s ? u->at_s : run->last_s;
    for (int bit = 0; bit < RUN_FLAGS && u->flags >> bit != 0; bit++) {
        run->n_flagged[bit] += (u->flags >> bit & 1) != 0;
    }
}

static void count_record(bill_run *run, const toll_io_usage *u, named_tariff *t, uint64_t bill_flags)
{
    count_usage(run, u);
    t->records++;
    run->n_implied += t->is_implied;
    run->n_by_full += t->book == &run->asked->books.full;
    for (int bit = 0; bit < 32 && bill_flags >> bit != 0; bit++) {
        run->n_bill_flagged[bit] += (bill_flags >> bit & 1) != 0;
    }
    note_age(run, t);
}

/* ---- refusals ---- */

static void refuse_price(bill_run *run, const placed_record *record, const named_tariff *t, const char *reason,
                         bool is_unknown)
{
    bill_problems_unpriced(&run->problems, t->model[0] != 0 ? t->model : "(no model)", t->provider, reason, is_unknown);
    bill_row_refused(run, record, reason);
    if (run->as != NULL) {
        bill_as_unpriced(run->as, record);
    }
    if (run->sink != NULL) {
        label_times(run, record->usage.at_s);
        bill_feed_unpriced(run, &record->usage, t);
    }
}

void bill_refuse_record(bill_run *run, const placed_record *record, const char *reason)
{
    bill_problems_bad(&run->problems, record->log, record->line, reason);
    bill_row_refused(run, record, reason);
}

static void refuse_bill(bill_run *run, const placed_record *record, const named_tariff *t, toll_status status,
                        const toll_error *err)
{
    char reason[200];
    if (status != TOLL_E_MISSING) {
        bill_refuse_record(run, record, err->message);
        return;
    }
    record_bill_explain(t, record->usage.tier, err, reason, sizeof reason);
    refuse_price(run, record, t, reason, false);
}

/* ---- one record ---- */

/* A pool that goes by tokens or time needs no price. */
static void charge_use(bill_run *run, const placed_record *record)
{
    const char *wrong = bill_charge_add(run->charge, &record->usage, NULL, "");
    if (wrong != NULL) {
        bill_refuse_record(run, record, wrong);
        return;
    }
    count_usage(run, &record->usage);
}

static void add_priced(bill_run *run, const placed_record *record, named_tariff *t, bill_question *q)
{
    const toll_io_usage *u = &record->usage;
    priced_record p = {.usage = u, .tariff = t, .question = q, .cost = q->total.billed_cost};
    const toll_bill_total own = q->total; /* in the tariff's currency, whatever the report is in */
    char reason[200];
    take_stated(u, &p);
    if (!record_lines_make(&run->money, &run->asked->money, &p, reason, sizeof reason)) {
        refuse_price(run, record, t, reason, false);
        return;
    }
    if (!p.has_stated) {
        take_stated(u, &p); /* it may be stated in the currency of the report */
    }
    label_times(run, u->at_s);
    for (int i = 0; i < run->asked->n_by; i++) {
        p.labels[i] = label_of(run, run->asked->by[i], u, t);
    }
    const char *wrong = run->charge != NULL ? bill_charge_add(run->charge, u, &p.cost, q->total.currency) : NULL;
    if (wrong != NULL) {
        refuse_price(run, record, t, wrong, false);
        return;
    }
    if (!account_months_add(&run->months, &p, &own) || !bill_sums_add(&run->sums, &p) ||
        (run->asked->is_forecast && !bill_days_add(&run->days, q->total.currency, u->at_s, &p.cost))) {
        bill_refuse_record(run, record, "a sum is beyond what amounts and counts can hold");
        return;
    }
    bool is_inexact = run->money.is_known && run->money.is_inexact != 0;
    count_record(run, u, t, own.flags | (is_inexact ? TOLL_LINE_INEXACT : 0));
    if (run->as != NULL) {
        bill_as_priced(run->as, record, t, q);
    }
    run->focus.is_beyond |= !bill_taxes_add(&run->taxes, &run->asked->money, &p, &run->money);
    bill_focus_add(&run->focus, run->asked, &p, &run->money);
    bill_row_priced(run, record, t, &p);
    if (run->sink != NULL) {
        bill_feed_priced(run, u, t, q);
    }
}

static void bill_priced_record(bill_run *run, const placed_record *record)
{
    const toll_io_usage *u = &record->usage;
    named_tariff *t = price_names_find(&run->names, u->provider, u->model, toll_io_usage_get_maker(u->shape), u->at_s);
    bill_question q;
    toll_bill_counter before[NAME_COUNTERS];
    toll_error err;
    if (t->status != TOLL_OK) {
        refuse_price(run, record, t, t->reason, t->is_unlike);
        return;
    }
    if (!record_context(&q, run->asked, u, t)) {
        bill_refuse_record(run, record, "a tier, region or attribute is longer than 95 bytes");
        return;
    }
    const char *wrong = account_counters_get(&run->counters, t, u->account, u->at_s, q.counters);
    if (wrong != NULL) {
        bill_refuse_record(run, record, wrong);
        return;
    }
    size_t counted = (size_t)t->n_counters * sizeof before[0];
    memcpy(before, q.counters, counted);
    run->has_counters = run->has_counters || t->n_counters > 0;
    toll_status status = record_bill(&q, t, u->usage, (uint64_t)u->n_usage, &err);
    if (status != TOLL_OK) {
        refuse_bill(run, record, t, status, &err);
        return;
    }
    account_counters_put(&run->counters, t, u->account, u->at_s, q.counters);
    memcpy(q.counters, before, counted); /* the other bills begin where this one did */
    add_priced(run, record, t, &q);
}

void bill_one_record(bill_run *run, const placed_record *record)
{
    if (run->charge != NULL && run->asked->pool.share != POOL_BY_COST) {
        charge_use(run, record);
        return;
    }
    bill_priced_record(run, record);
}
