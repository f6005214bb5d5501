/* SPDX-License-Identifier: Apache-2.0 */
/* logs --bills--> our rows;  invoice --lines--> their rows;  options --> factors;  all --toll_bill_reconcile()--> causes */
#include "reconcile/difference.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "reconcile/their_rows.h"

/* ---- gathering ---- */

static bool read_invoice(difference *d)
{
    toll__statement_map maps[BILL_PAIRS];
    toll_error err;
    for (int i = 0; i < d->asked->n_mappings; i++) {
        const bill_mapping *m = &d->asked->mappings[i];
        maps[i] = (toll__statement_map){m->target, m->key, m->target_length, m->key_length};
    }
    if (toll__statement_read(d->asked->invoice, input_limit(CSV_BYTES_MAX), maps, (size_t)d->asked->n_mappings,
                             &d->statement, &err) != TOLL_OK) {
        complain("--invoice: %s", err.message);
        return false;
    }
    if (d->statement.n_lines == 0) {
        complain("--invoice: %s has no line", d->asked->invoice);
        return false;
    }
    return true;
}

/* An amount without a currency is in that of the log, or where a rate is told in one that has no name here. */
static bool check_currencies(difference *d)
{
    const char *theirs = d->statement.lines[0].currency, *ours = d->rows.currency;
    if (d->rows.is_mixed) {
        complain("the logs cost in several currencies; give those of one vendor at a time");
        return false;
    }
    snprintf(d->currency, sizeof d->currency, "%s", theirs[0] != 0 ? theirs : d->asked->has_rate ? "" : ours);
    if (theirs[0] != 0 && ours[0] != 0 && strcmp(theirs, ours) != 0 && !d->asked->has_rate) {
        complain("the invoice is in %s, the prices are in %s: give the agreed rate, --rate X", theirs, ours);
        return false;
    }
    return true;
}

static void add_factors(difference *d)
{
    for (int i = 0; i < d->asked->n_factors; i++) {
        toll_bill_charge *row = our_rows_add(&d->rows);
        row->kind = TOLL_CHARGE_FACTOR;
        row->cause = d->asked->factors[i].cause;
        row->factor = d->asked->factors[i].factor;
    }
    if (d->asked->has_rate) {
        toll_bill_charge *row = our_rows_add(&d->rows);
        row->kind = TOLL_CHARGE_AGREED;
        row->factor = d->asked->rate;
    }
}

static bool gather_rows(difference *d, log_biller biller)
{
    const priced_sink sink = {&d->rows, our_rows_take};
    if (!read_invoice(d) || !biller(&d->asked->bill, &sink, &d->log)) {
        return false;
    }
    our_rows_finish(&d->rows);
    d->first_line = d->rows.n_rows;
    int64_t at_s = d->log.last_s >= d->log.first_s ? d->log.last_s : d->asked->bill.at_s;
    if (d->rows.is_beyond) {
        complain("a sum of the logs is beyond what amounts and counts can hold");
        return false;
    }
    if (!check_currencies(d) || !their_rows_add(&d->rows, &d->statement, &d->asked->bill.books, at_s)) {
        return false;
    }
    add_factors(d);
    return true;
}

/* First the number of causes, then the causes. */
static toll_status find_causes(difference *d, uint64_t size, toll_error *err)
{
    const toll_bill_charge *rows = d->rows.rows;
    const uint64_t n = (uint64_t)d->rows.n_rows;
    d->residual.struct_size = sizeof d->residual;
    d->residual.struct_kind = TOLL_KIND_BILL_RESIDUAL;
    toll_status status = toll_bill_reconcile(rows, n, sizeof rows[0], d->work, size, NULL, 0, &d->residual, err);
    if (status != TOLL_OK) {
        return status;
    }
    const uint64_t room = (uint64_t)d->residual.n_causes + 1;
    d->causes = claim_again(NULL, room, sizeof *d->causes);
    return toll_bill_reconcile(rows, n, sizeof rows[0], d->work, size, d->causes, room, &d->residual, err);
}

static bool compare_sides(difference *d)
{
    toll_error err;
    uint64_t size = 0;
    if (toll_bill_reconcile_size((uint64_t)d->rows.n_rows, &size, &err) != TOLL_OK) {
        complain("the logs and the invoice have too many different rows: %lld", (long long)d->rows.n_rows);
        return false;
    }
    d->work = claim_again(NULL, size / sizeof *d->work, sizeof *d->work);
    if (find_causes(d, size, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    return true;
}

/* ---- sums ---- */

static void add_evidence(cause_sum *sum, const char *text)
{
    const size_t used = strlen(sum->evidence);
    if (text[0] == 0 || strstr(sum->evidence, text) != NULL || used + strlen(text) + 3 > sizeof sum->evidence) {
        return;
    }
    snprintf(sum->evidence + used, sizeof sum->evidence - used, "%s%s", used > 0 ? ", " : "", text);
}

static const char *evidence_of(const difference *d, const toll_bill_cause *cause)
{
    switch (cause->cause) {
    case TOLL_CAUSE_PRICE:
    case TOLL_CAUSE_TIER:
    case TOLL_CAUSE_REGION:
        return cause->other > 0 ? d->rows.variants[cause->other] : "";
    case TOLL_CAUSE_TAX:
    case TOLL_CAUSE_DISCOUNT:
    case TOLL_CAUSE_EXCHANGE: {
        int64_t factor = cause->other - (d->first_line + (int64_t)d->statement.n_lines);
        return factor >= 0 && factor < d->asked->n_factors ? d->asked->factors[factor].told : "stated";
    }
    case TOLL_CAUSE_UNPRICED:
        return cause->other >= 0 ? word_of(&d->rows.models, d->rows.rows[cause->other].model) : "";
    default:
        return "";
    }
}

static cause_sum *sum_of(difference *d, uint32_t cause, bool is_alternative)
{
    for (int i = 0; i < d->n_sums; i++) {
        if (d->sums[i].cause == cause && d->sums[i].is_alternative == is_alternative) {
            return &d->sums[i];
        }
    }
    cause_sum *sum = &d->sums[d->n_sums++];
    *sum = (cause_sum){.cause = cause, .is_alternative = is_alternative};
    return sum;
}

static int compare_magnitudes(toll_amount x, toll_amount y)
{
    static const toll_amount zero = {0, 0};
    int32_t order = 0;
    if (x.high < 0) {
        toll_amount_subtract(&zero, &x, &x, NULL);
    }
    if (y.high < 0) {
        toll_amount_subtract(&zero, &y, &y, NULL);
    }
    toll_amount_compare(&y, &x, &order, NULL);
    return order;
}

static int compare_sums(const void *a, const void *b)
{
    const cause_sum *x = a, *y = b;
    if (x->is_alternative != y->is_alternative) {
        return x->is_alternative - y->is_alternative;
    }
    if ((x->cause == TOLL_CAUSE_UNEXPLAINED) != (y->cause == TOLL_CAUSE_UNEXPLAINED)) {
        return x->cause == TOLL_CAUSE_UNEXPLAINED ? 1 : -1;
    }
    int order = compare_magnitudes(x->amount, y->amount);
    return order != 0 ? order : (int)x->cause - (int)y->cause;
}

static int compare_places(const void *a, const void *b)
{
    const place_sum *x = a, *y = b;
    int order = compare_magnitudes(x->amount, y->amount);
    return order != 0 ? order : x->model != y->model ? (x->model < y->model ? -1 : 1) : x->day < y->day ? -1 : 1;
}

static void add_place(difference *d, const toll_bill_cause *cause)
{
    const toll_bill_charge *row = cause->row >= 0 ? &d->rows.rows[cause->row] : NULL;
    int64_t model = row != NULL ? row->model : 0, day = row != NULL ? row->day : 0;
    for (int64_t i = 0; i < d->n_places; i++) {
        if (d->places[i].model == model && d->places[i].day == day) {
            toll_amount_add(&d->places[i].amount, &cause->amount, &d->places[i].amount, NULL);
            return;
        }
    }
    d->places = claim_again(d->places, (size_t)d->n_places + 1, sizeof *d->places);
    d->places[d->n_places++] = (place_sum){model, day, cause->amount};
}

static void sum_causes(difference *d)
{
    for (int64_t i = 0; i < d->residual.n_causes; i++) {
        const toll_bill_cause *cause = &d->causes[i];
        bool is_alternative = (cause->flags & TOLL_CAUSE_IS_ALTERNATIVE) != 0;
        cause_sum *sum = sum_of(d, cause->cause, is_alternative);
        sum->n_lines++;
        sum->quantity += cause->quantity;
        toll_amount_add(&sum->amount, &cause->amount, &sum->amount, NULL);
        add_evidence(sum, evidence_of(d, cause));
        if (cause->cause == TOLL_CAUSE_UNEXPLAINED) {
            add_place(d, cause);
        }
    }
    qsort(d->sums, (size_t)d->n_sums, sizeof d->sums[0], compare_sums);
    if (d->n_places > 1) {
        qsort(d->places, (size_t)d->n_places, sizeof d->places[0], compare_places);
    }
    for (size_t i = 0; i < d->statement.n_lines; i++) {
        d->n_unknown += d->statement.lines[i].kind == STATEMENT_UNKNOWN;
    }
}

/* ---- the doors ---- */

bool difference_compute(difference *d, reconcile_request *asked, log_biller biller)
{
    memset(d, 0, sizeof *d);
    d->asked = asked;
    if (!gather_rows(d, biller) || !compare_sides(d)) {
        return false;
    }
    sum_causes(d);
    return true;
}

void difference_free(difference *d)
{
    our_rows_free(&d->rows);
    toll__statement_release(&d->statement);
    free(d->work);
    free(d->causes);
    free(d->places);
}

const toll__statement_line *difference_line(const difference *d, const toll_bill_cause *cause)
{
    const int64_t index = cause->row - d->first_line;
    return index >= 0 && index < (int64_t)d->statement.n_lines ? &d->statement.lines[index] : NULL;
}

const char *cause_name(uint32_t cause)
{
    static const char *const names[CAUSE_NUMBERS] = {
        [TOLL_CAUSE_UNEXPLAINED] = "unexplained",
        [TOLL_CAUSE_PRICE] = "price_of_another_date",
        [TOLL_CAUSE_TIER] = "tier",
        [TOLL_CAUSE_REGION] = "region",
        [TOLL_CAUSE_MISSING] = "missing_calls",
        [TOLL_CAUSE_LACKING] = "calls_not_invoiced",
        [TOLL_CAUSE_DUPLICATE] = "duplicate_calls",
        [TOLL_CAUSE_CACHED_TWICE] = "cached_tokens_twice",
        [TOLL_CAUSE_UNPRICED] = "unpriced_model",
        [TOLL_CAUSE_DISCOUNT] = "discount",
        [TOLL_CAUSE_TAX] = "tax",
        [TOLL_CAUSE_EXCHANGE] = "exchange_rate",
        [TOLL_CAUSE_ROUNDING] = "rounding",
    };
    return cause < CAUSE_NUMBERS && names[cause] != NULL ? names[cause] : "?";
}

/* Unexplained is a sum: two amounts that cancel are no explanation, so each line's is looked at. */
bool difference_is_explained(const difference *d)
{
    toll_amount sum = {0, 0}, zero = {0, 0};
    int32_t order = 0;
    for (int64_t i = 0; i < d->residual.n_causes; i++) {
        toll_amount part = d->causes[i].amount;
        if (d->causes[i].cause != TOLL_CAUSE_UNEXPLAINED) {
            continue;
        }
        if (part.high < 0) {
            toll_amount_subtract(&zero, &part, &part, NULL);
        }
        toll_amount_add(&sum, &part, &sum, NULL);
    }
    toll_amount_compare(&sum, &d->asked->tolerance, &order, NULL);
    return order <= 0 && d->residual.n_unpriced == 0 && d->log.n_bad == 0;
}
