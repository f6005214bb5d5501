/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table from labels, tariff and context to a cell of sums; cells make groups, groups make totals. Each currency has
 * groups and a total of its own: 1 USD and 1 CNY make no 2 of anything. Amounts are exact, so the order of records does not
 * matter.
 *
 * What a cache saved takes two more bills. Where a tariff's bills add up (named_tariff.adds_up) they are made of a cell's
 * summed quantities, once; elsewhere of each record. */
#include "bill/bill_sums.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

#define TOTALS_MAX ((int)(sizeof((bill_sums *)0)->totals / sizeof(bill_sum)))

void bill_sums_start(bill_sums *s, int n_labels)
{
    memset(s, 0, sizeof *s);
    s->n_labels = n_labels;
    s->n_slots = 256;
    s->slots = claim(s->n_slots, sizeof *s->slots);
}

void bill_sums_free(bill_sums *s)
{
    free(s->cells);
    free(s->sums);
    free(s->slots);
}

/* ---- cells ---- */

static uint64_t hash_label(uint64_t hash, const char *label)
{
    for (; *label != 0; label++) {
        hash = (hash ^ (unsigned char)*label) * 0x100000001b3u;
    }
    return (hash ^ 0x1f) * 0x100000001b3u;
}

static uint64_t hash_record(const bill_sums *s, const priced_record *r)
{
    uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)(uintptr_t)r->tariff ^ r->question->context.service_tier << 20 ^
                    r->question->context.region << 40;
    for (int i = 0; i < s->n_labels; i++) {
        hash = hash_label(hash, r->labels[i]);
    }
    return hash ^ hash >> 32;
}

static bool is_same_context(const bill_question *a, const bill_question *b)
{
    return a->context.service_tier == b->context.service_tier && a->context.region == b->context.region &&
           a->n_attributes == b->n_attributes &&
           (a->n_attributes == 0 ||
            memcmp(a->attributes, b->attributes, a->n_attributes * sizeof a->attributes[0]) == 0);
}

static bool is_cell(const bill_sums *s, const bill_cell *cell, const priced_record *r)
{
    if (cell->tariff != r->tariff || cell->rate != r->rate || !is_same_context(&cell->question, r->question)) {
        return false;
    }
    for (int i = 0; i < s->n_labels; i++) {
        if (strcmp(cell->labels[i], r->labels[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void place_cell(bill_sums *s, uint64_t index)
{
    uint64_t at = s->cells[index].hash & (s->n_slots - 1);
    while (s->slots[at] != 0) {
        at = (at + 1) & (s->n_slots - 1);
    }
    s->slots[at] = (uint32_t)(index + 1);
}

static void grow_slots(bill_sums *s)
{
    s->n_slots *= 2;
    free(s->slots);
    s->slots = claim(s->n_slots, sizeof *s->slots);
    for (uint64_t i = 0; i < s->n_cells; i++) {
        place_cell(s, i);
    }
}

static bill_cell *new_cell(bill_sums *s, const priced_record *r, uint64_t hash)
{
    if (s->n_cells == s->capacity) {
        s->capacity = s->capacity * 2 + 64;
        s->cells = claim_again(s->cells, s->capacity, sizeof *s->cells);
    }
    bill_cell *cell = &s->cells[s->n_cells];
    memset(cell, 0, sizeof *cell);
    for (int i = 0; i < s->n_labels; i++) {
        snprintf(cell->labels[i], sizeof cell->labels[i], "%s", r->labels[i]);
    }
    cell->tariff = r->tariff;
    cell->question = *r->question;
    cell->hash = hash;
    cell->rate = r->rate;
    r->tariff->last_cell = ++s->n_cells;
    if (2 * s->n_cells > s->n_slots) {
        grow_slots(s);
    } else {
        place_cell(s, s->n_cells - 1);
    }
    return cell;
}

/* The cell of the tariff's record before is tried first. */
static bill_cell *cell_of(bill_sums *s, const priced_record *r)
{
    uint64_t last = r->tariff->last_cell;
    if (last > 0 && is_cell(s, &s->cells[last - 1], r)) {
        return &s->cells[last - 1];
    }
    uint64_t hash = hash_record(s, r);
    for (uint64_t at = hash & (s->n_slots - 1); s->slots[at] != 0; at = (at + 1) & (s->n_slots - 1)) {
        bill_cell *cell = &s->cells[s->slots[at] - 1];
        if (cell->hash == hash && is_cell(s, cell, r)) {
            r->tariff->last_cell = s->slots[at];
            return cell;
        }
    }
    return new_cell(s, r, hash);
}

/* ---- adding ---- */

static bool add_amount(toll_amount *to, const toll_amount *amount)
{
    return toll_amount_add(to, amount, to, NULL) == TOLL_OK;
}

static bool add_quantities(bill_cell *cell, const toll_io_usage *u)
{
    for (int64_t i = 0; i < u->n_usage; i++) {
        if (u->usage[i].quantity > INT64_MAX - cell->quantities[u->usage[i].meter]) {
            return false;
        }
    }
    for (int64_t i = 0; i < u->n_usage; i++) {
        cell->quantities[u->usage[i].meter] += u->usage[i].quantity;
        cell->has |= UINT64_C(1) << u->usage[i].meter;
    }
    return true;
}

/* The difference that kinds make to a record's cost. */
static bool add_kinds(bill_cell *cell, const priced_record *r)
{
    bill_question plain = *r->question;
    toll_amount more;
    plain.n_kinds = 0;
    if (r->question->n_kinds == 0 ||
        record_bill(&plain, r->tariff, r->usage->usage, (uint64_t)r->usage->n_usage, NULL) != TOLL_OK) {
        return true;
    }
    return toll_amount_subtract(&r->cost, &plain.total.billed_cost, &more, NULL) == TOLL_OK &&
           add_amount(&cell->kinds, &more);
}

/* A record without such a bill counts with its own cost: nothing saved, nothing to save. */
static bool add_uncached(bill_cell *cell, const priced_record *r)
{
    toll_amount uncached = r->cost, at_best = r->cost;
    if (r->tariff->adds_up) {
        return add_kinds(cell, r);
    }
    record_bill_uncached(r->question, r->tariff, r->rate, r->usage->usage, (uint64_t)r->usage->n_usage, &uncached,
                         &at_best);
    return add_amount(&cell->uncached, &uncached) && add_amount(&cell->at_best, &at_best);
}

bool bill_sums_add(bill_sums *s, const priced_record *r)
{
    bill_cell *cell = cell_of(s, r);
    if (!add_quantities(cell, r->usage) || !add_amount(&cell->cost, &r->cost) || !add_uncached(cell, r)) {
        return false;
    }
    cell->records++;
    if (!r->has_stated) {
        return true;
    }
    cell->stated_records++;
    return add_amount(&cell->stated, &r->stated) && add_amount(&cell->stated_cost, &r->cost);
}

/* ---- groups ---- */

/* The two other bills of all records of a cell. */
static void bill_cell_uncached(bill_cell *cell)
{
    toll_bill_usage usage[SUM_METERS];
    uint64_t n = 0;
    if (!cell->tariff->adds_up) {
        return;
    }
    for (uint32_t meter = 1; meter < SUM_METERS; meter++) {
        if ((cell->has >> meter & 1) != 0) {
            usage[n++] = (toll_bill_usage){meter, cell->quantities[meter]};
        }
    }
    cell->question.context.is_aggregate = cell->records > 1;
    cell->question.n_kinds = 0;
    cell->uncached = cell->at_best = cell->cost;
    if (!record_bill_uncached(&cell->question, cell->tariff, cell->rate, usage, n, &cell->uncached, &cell->at_best)) {
        return;
    }
    add_amount(&cell->uncached, &cell->kinds);
    add_amount(&cell->at_best, &cell->kinds);
}

static bool add_tokens(int64_t *to, int64_t count)
{
    if (count > INT64_MAX - *to) {
        return false;
    }
    *to += count;
    return true;
}

static bool add_difference(toll_amount *to, const toll_amount *high, const toll_amount *low)
{
    toll_amount difference;
    return toll_amount_subtract(high, low, &difference, NULL) == TOLL_OK && add_amount(to, &difference);
}

static bool add_cell(bill_sum *sum, const bill_cell *cell)
{
    sum->records += cell->records;
    sum->stated_records += cell->stated_records;
    return add_tokens(&sum->input, cell->quantities[TOLL_METER_INPUT]) &&
           add_tokens(&sum->cached, cell->quantities[TOLL_METER_CACHE_READ]) &&
           add_tokens(&sum->output, cell->quantities[TOLL_METER_OUTPUT]) && add_amount(&sum->cost, &cell->cost) &&
           add_difference(&sum->saved, &cell->uncached, &cell->cost) &&
           add_difference(&sum->savable, &cell->uncached, &cell->at_best) && add_amount(&sum->stated, &cell->stated) &&
           add_amount(&sum->stated_cost, &cell->stated_cost);
}

static bill_sum *total_of(bill_sums *s, const char *currency)
{
    for (int i = 0; i < s->n_totals; i++) {
        if (strcmp(s->totals[i].currency, currency) == 0) {
            return &s->totals[i];
        }
    }
    if (s->n_totals == TOTALS_MAX) {
        return NULL;
    }
    bill_sum *total = &s->totals[s->n_totals++];
    snprintf(total->currency, sizeof total->currency, "%s", currency);
    return total;
}

static int compare_cells(const void *a, const void *b)
{
    const bill_cell *x = a, *y = b;
    int order = strcmp(x->question.total.currency, y->question.total.currency);
    for (int i = 0; i < BILL_BY && order == 0; i++) {
        order = strcmp(x->labels[i], y->labels[i]);
    }
    return order;
}

/* Cells of one group stand together once they are sorted. */
static bool make_groups(bill_sums *s)
{
    s->sums = claim(s->n_cells + 1, sizeof *s->sums);
    for (uint64_t i = 0; i < s->n_cells; i++) {
        bill_cell *cell = &s->cells[i];
        if (i == 0 || compare_cells(cell - 1, cell) != 0) {
            bill_sum *sum = &s->sums[s->n_sums++];
            memcpy(sum->labels, cell->labels, sizeof sum->labels);
            snprintf(sum->currency, sizeof sum->currency, "%s", cell->question.total.currency);
        }
        bill_cell_uncached(cell);
        bill_sum *total = total_of(s, cell->question.total.currency);
        if (total == NULL || !add_cell(&s->sums[s->n_sums - 1], cell) || !add_cell(total, cell)) {
            return false;
        }
    }
    return true;
}

static int compare_labels(const void *a, const void *b)
{
    const bill_sum *x = a, *y = b;
    int order = 0;
    for (int i = 0; i < BILL_BY && order == 0; i++) {
        order = strcmp(x->labels[i], y->labels[i]);
    }
    return order;
}

static int compare_costs(const void *a, const void *b)
{
    const bill_sum *x = a, *y = b;
    int32_t order = 0;
    int currency = strcmp(x->currency, y->currency);
    if (currency != 0) {
        return currency;
    }
    toll_amount_compare(&y->cost, &x->cost, &order, NULL);
    return order != 0 ? order : compare_labels(a, b);
}

/* By time, and then by cost within an instant's label. */
static int compare_times(const void *a, const void *b)
{
    int order = strcmp(((const bill_sum *)a)->labels[0], ((const bill_sum *)b)->labels[0]);
    return order != 0 ? order : compare_costs(a, b);
}

bool bill_sums_finish(bill_sums *s, bool is_by_time)
{
    if (s->n_cells > 1) {
        qsort(s->cells, s->n_cells, sizeof *s->cells, compare_cells);
    }
    if (!make_groups(s)) {
        return false;
    }
    if (s->n_sums > 1) {
        qsort(s->sums, s->n_sums, sizeof *s->sums, is_by_time ? compare_times : compare_costs);
    }
    return true;
}

bill_sum bill_sums_rest(const bill_sums *s, uint64_t first, const char *currency)
{
    bill_sum rest = {.labels = {""}};
    for (uint64_t i = first; i < s->n_sums; i++) {
        const bill_sum *sum = &s->sums[i];
        if (strcmp(sum->currency, currency) != 0) {
            continue;
        }
        rest.records += sum->records;
        rest.input += sum->input;
        rest.cached += sum->cached;
        rest.output += sum->output;
        add_amount(&rest.cost, &sum->cost);
        add_amount(&rest.saved, &sum->saved);
        add_amount(&rest.savable, &sum->savable);
    }
    return rest;
}
