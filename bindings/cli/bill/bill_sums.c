/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table from a group's labels to its sums. Each currency has groups and a total of its own: 1 USD and 1 CNY make no
 * 2 of anything. Amounts are exact, so the order of records does not matter. */
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
    free(s->sums);
    free(s->slots);
}

static uint64_t hash_label(uint64_t hash, const char *label)
{
    for (; *label != 0; label++) {
        hash = (hash ^ (unsigned char)*label) * 0x100000001b3u;
    }
    return (hash ^ 0x1f) * 0x100000001b3u;
}

static uint64_t hash_record(const bill_sums *s, const priced_record *r)
{
    uint64_t hash = hash_label(0xcbf29ce484222325u, r->currency);
    for (int i = 0; i < s->n_labels; i++) {
        hash = hash_label(hash, r->labels[i]);
    }
    return hash ^ hash >> 32;
}

static bool is_group(const bill_sums *s, const bill_sum *sum, const priced_record *r)
{
    for (int i = 0; i < s->n_labels; i++) {
        if (strcmp(sum->labels[i], r->labels[i]) != 0) {
            return false;
        }
    }
    return strcmp(sum->currency, r->currency) == 0;
}

static void place_sum(bill_sums *s, uint64_t index)
{
    uint64_t at = s->sums[index].hash & (s->n_slots - 1);
    while (s->slots[at] != 0) {
        at = (at + 1) & (s->n_slots - 1);
    }
    s->slots[at] = (uint32_t)(index + 1);
}

static void grow_sums(bill_sums *s)
{
    s->n_slots *= 2;
    free(s->slots);
    s->slots = claim(s->n_slots, sizeof *s->slots);
    for (uint64_t i = 0; i < s->n_sums; i++) {
        place_sum(s, i);
    }
}

static bill_sum *new_sum(bill_sums *s, const priced_record *r, uint64_t hash)
{
    if (s->n_sums == s->capacity) {
        s->capacity = s->capacity * 2 + 64;
        s->sums = claim_again(s->sums, s->capacity, sizeof *s->sums);
    }
    bill_sum *sum = &s->sums[s->n_sums];
    memset(sum, 0, sizeof *sum);
    for (int i = 0; i < s->n_labels; i++) {
        snprintf(sum->labels[i], sizeof sum->labels[i], "%s", r->labels[i]);
    }
    snprintf(sum->currency, sizeof sum->currency, "%s", r->currency);
    sum->hash = hash;
    s->n_sums++;
    if (2 * s->n_sums > s->n_slots) {
        grow_sums(s);
    } else {
        place_sum(s, s->n_sums - 1);
    }
    s->last = s->n_sums - 1;
    return sum;
}

/* The group of the record before is tried first. */
static bill_sum *sum_of_record(bill_sums *s, const priced_record *r)
{
    if (s->n_sums > 0 && is_group(s, &s->sums[s->last], r)) {
        return &s->sums[s->last];
    }
    uint64_t hash = hash_record(s, r);
    for (uint64_t at = hash & (s->n_slots - 1); s->slots[at] != 0; at = (at + 1) & (s->n_slots - 1)) {
        bill_sum *sum = &s->sums[s->slots[at] - 1];
        if (sum->hash == hash && is_group(s, sum, r)) {
            s->last = s->slots[at] - 1;
            return sum;
        }
    }
    return new_sum(s, r, hash);
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

static bool add_amount(toll_amount *to, const toll_amount *amount)
{
    return toll_amount_add(to, amount, to, NULL) == TOLL_OK;
}

static bool add_difference(toll_amount *to, const toll_amount *high, const toll_amount *low)
{
    toll_amount difference;
    return toll_amount_subtract(high, low, &difference, NULL) == TOLL_OK && add_amount(to, &difference);
}

static bool add_tokens(int64_t *to, int64_t count)
{
    if (count > INT64_MAX - *to) {
        return false;
    }
    *to += count;
    return true;
}

static bool add_to_sum(bill_sum *sum, const priced_record *r)
{
    sum->records++;
    if (!add_tokens(&sum->input, r->input) || !add_tokens(&sum->cached, r->cached) ||
        !add_tokens(&sum->output, r->output) || !add_amount(&sum->cost, &r->cost)) {
        return false;
    }
    if (r->has_uncached && !add_difference(&sum->saved, &r->uncached, &r->cost)) {
        return false;
    }
    if (r->has_best && !add_difference(&sum->savable, &r->uncached, &r->at_best)) {
        return false;
    }
    if (!r->has_stated) {
        return true;
    }
    sum->stated_records++;
    return add_amount(&sum->stated, &r->stated) && add_amount(&sum->stated_cost, &r->cost);
}

bool bill_sums_add(bill_sums *s, const priced_record *r)
{
    bill_sum *total = total_of(s, r->currency);
    return total != NULL && add_to_sum(sum_of_record(s, r), r) && add_to_sum(total, r);
}

/* ---- order ---- */

static int compare_labels(const void *a, const void *b)
{
    const bill_sum *x = a, *y = b;
    int order = 0;
    for (int i = 0; i < BILL_BY && order == 0; i++) {
        order = strcmp(x->labels[i], y->labels[i]);
    }
    return order != 0 ? order : strcmp(x->currency, y->currency);
}

static int compare_sums(const void *a, const void *b)
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

/* By time and then by cost within an instant's label. */
static int compare_times(const void *a, const void *b)
{
    int order = strcmp(((const bill_sum *)a)->labels[0], ((const bill_sum *)b)->labels[0]);
    return order != 0 ? order : compare_sums(a, b);
}

void bill_sums_sort(bill_sums *s, bool is_by_time)
{
    if (s->n_sums > 1) {
        qsort(s->sums, s->n_sums, sizeof *s->sums, is_by_time ? compare_times : compare_sums);
    }
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
