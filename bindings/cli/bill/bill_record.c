/* SPDX-License-Identifier: Apache-2.0 */
/* record --name--> card --toll_bill_compute()--> cost --labels--> sums */
#include "bill/bill_record.h"

#include <stdio.h>
#include <string.h>

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

static void count_record(bill_run *run, const toll_io_usage *u, named_tariff *t, uint64_t bill_flags)
{
    run->n_priced++;
    run->n_implied += t->is_implied;
    run->n_by_full += t->book == &run->asked->books.full;
    run->n_untimed += (u->known & TOLL_IO_USAGE_AT) == 0;
    run->first_s = u->at_s < run->first_s ? u->at_s : run->first_s;
    run->last_s = u->at_s > run->last_s ? u->at_s : run->last_s;
    for (int bit = 0; bit < RUN_FLAGS && u->flags >> bit != 0; bit++) {
        run->n_flagged[bit] += (u->flags >> bit & 1) != 0;
    }
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
}

void bill_refuse_record(bill_run *run, const placed_record *record, const char *reason)
{
    bill_problems_bad(&run->problems, record->log, record->line, reason);
    bill_row_refused(run, record, reason);
}

/* A tier that is not sold is named with those that are. */
static void refuse_bill(bill_run *run, const placed_record *record, const named_tariff *t, toll_status status,
                        const toll_error *err)
{
    char tiers[120], reason[200];
    if (status != TOLL_E_MISSING) {
        bill_refuse_record(run, record, err->message);
        return;
    }
    if (strcmp(err->field, "service_tier") != 0 || t->tariff < 0) {
        refuse_price(run, record, t, err->message, false);
        return;
    }
    pricebook_tiers(t->book, t->tariff, tiers, sizeof tiers);
    snprintf(reason, sizeof reason, "tier \"%.40s\" is not sold; sold are: %s", record->usage.tier, tiers);
    refuse_price(run, record, t, reason, false);
}

/* ---- one record ---- */

static void add_priced(bill_run *run, const placed_record *record, named_tariff *t, bill_question *q)
{
    const toll_io_usage *u = &record->usage;
    priced_record p = {.usage = u, .tariff = t, .question = q, .cost = q->total.billed_cost};
    uint64_t flags = q->total.flags;
    take_stated(u, &p);
    label_times(run, u->at_s);
    for (int i = 0; i < run->asked->n_by; i++) {
        p.labels[i] = label_of(run, run->asked->by[i], u, t);
    }
    if (!bill_sums_add(&run->sums, &p)) {
        bill_refuse_record(run, record, "a sum is beyond what amounts and counts can hold");
        return;
    }
    count_record(run, u, t, flags);
    bill_row_priced(run, record, t, &p);
}

void bill_one_record(bill_run *run, const placed_record *record)
{
    const toll_io_usage *u = &record->usage;
    named_tariff *t = price_names_find(&run->names, u->provider, u->model, toll_io_usage_get_maker(u->shape), u->at_s);
    bill_question q;
    toll_bill_counter before[NAME_COUNTERS];
    toll_error err;
    if (t->status != TOLL_OK) {
        refuse_price(run, record, t, t->reason, t->status == TOLL_E_UNKNOWN_ID && t->model[0] != 0);
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
