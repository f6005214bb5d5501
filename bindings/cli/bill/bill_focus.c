/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table from what lines have in common to their sum. Costs and quantities are integers, so neither the order of
 * records nor where a log is cut changes a digit. */
#include "bill/bill_focus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill/bill_taxes.h"
#include "output/give_up.h"

#define DAY_S  86400
#define HOUR_S 3600

void bill_focus_free(bill_focus *f)
{
    free(f->charges);
    free(f->slots);
}

/* ---- keys ---- */

static int64_t floor_to(int64_t at_s, int64_t unit)
{
    int64_t rest = at_s % unit;
    return at_s - (rest < 0 ? rest + unit : rest);
}

/* A record has a second of its own: FOCUS's periods have an end that is not in them. */
static void set_period(charge_key *key, charge_period period, int64_t at_s, int64_t record)
{
    int64_t unit = period == CHARGE_RECORD ? 1 : period == CHARGE_HOUR ? HOUR_S : DAY_S;
    if (period == CHARGE_MONTH) {
        month_of(at_s, &key->from_s, &key->until_s);
        return;
    }
    key->record = period == CHARGE_RECORD ? record : 0;
    key->from_s = floor_to(at_s, unit);
    key->until_s = key->from_s + unit;
}

static void add_attribute_text(charge_key *key, const char *name, const char *value)
{
    size_t used = strlen(key->attributes);
    snprintf(key->attributes + used, sizeof key->attributes - used, "%s%s=%s", used > 0 ? "\n" : "", name, value);
}

static bool is_told(const toll_io_usage *u, const char *name)
{
    for (int64_t i = 0; i < u->n_attributes; i++) {
        if (strcmp(u->attributes[i].key, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Those of the record, then those of --attribute that it does not tell, as record_context() takes them. */
static void set_attributes(charge_key *key, const bill_request *asked, const toll_io_usage *u)
{
    for (int64_t i = 0; i < u->n_attributes; i++) {
        add_attribute_text(key, u->attributes[i].key, u->attributes[i].value);
    }
    for (int i = 0; i < asked->n_attributes; i++) {
        if (!is_told(u, asked->attributes[i].name)) {
            add_attribute_text(key, asked->attributes[i].name, asked->attributes[i].value);
        }
    }
}

static void set_record(charge_key *key, const bill_request *asked, const priced_record *p, const record_lines *m,
                       int64_t record)
{
    const toll_io_usage *u = p->usage;
    const char *region = u->region[0] != 0 ? u->region : p->tariff->region;
    memset(key, 0, sizeof *key);
    snprintf(key->account, sizeof key->account, "%s", u->account);
    snprintf(key->tier, sizeof key->tier, "%s", u->tier[0] != 0 ? u->tier : "standard");
    snprintf(key->region, sizeof key->region, "%s", region);
    snprintf(key->currency, sizeof key->currency, "%s", p->question->total.currency);
    snprintf(key->priced_in, sizeof key->priced_in, "%s", m->priced_in);
    key->provider = p->tariff->sold_by;
    key->model = p->tariff->sold_as;
    key->book = p->tariff->book;
    key->tariff = p->tariff->tariff;
    key->rate = m->rate;
    set_period(key, asked->money.period, u->at_s, record);
    set_attributes(key, asked, u);
}

static void set_line(charge_key *key, const toll_bill_line *line)
{
    key->meter = line->meter;
    key->price_meter = line->price_meter;
    key->rule = line->rule;
    key->kind = line->flags & CHARGE_KINDS;
    key->per = line->per;
    key->list_price = line->list_price;
    key->contracted_price = line->contracted_price;
    key->list_factor = line->list_factor;
    key->contract_factor = line->contract_factor;
    key->bill_factor = line->bill_factor;
}

/* FNV-1a over the key's bytes. */
static uint64_t hash_key(const charge_key *key)
{
    uint64_t hash = 0xcbf29ce484222325u;
    const unsigned char *bytes = (const unsigned char *)key;
    for (size_t i = 0; i < sizeof *key; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    }
    return hash ^ hash >> 32;
}

/* ---- charges ---- */

static void place_charge(bill_focus *f, uint64_t index)
{
    uint64_t at = f->charges[index].hash & (f->n_slots - 1);
    while (f->slots[at] != 0) {
        at = (at + 1) & (f->n_slots - 1);
    }
    f->slots[at] = (uint32_t)(index + 1);
}

static void grow_charge_slots(bill_focus *f)
{
    f->n_slots = f->n_slots > 0 ? f->n_slots * 2 : 1024;
    free(f->slots);
    f->slots = claim(f->n_slots, sizeof *f->slots);
    for (uint64_t i = 0; i < f->n_charges; i++) {
        place_charge(f, i);
    }
}

static focus_charge *new_charge(bill_focus *f, const charge_key *key, uint64_t hash)
{
    if (f->n_charges == f->capacity) {
        f->capacity = f->capacity * 2 + 64;
        f->charges = claim_again(f->charges, f->capacity, sizeof *f->charges);
    }
    focus_charge *charge = &f->charges[f->n_charges++];
    memset(charge, 0, sizeof *charge);
    charge->key = *key;
    charge->hash = hash;
    place_charge(f, f->n_charges - 1);
    return charge;
}

static focus_charge *charge_of(bill_focus *f, const charge_key *key)
{
    uint64_t hash = hash_key(key);
    if (2 * (f->n_charges + 1) > f->n_slots) {
        grow_charge_slots(f);
    }
    for (uint64_t at = hash & (f->n_slots - 1); f->slots[at] != 0; at = (at + 1) & (f->n_slots - 1)) {
        focus_charge *charge = &f->charges[f->slots[at] - 1];
        if (charge->hash == hash && memcmp(&charge->key, key, sizeof *key) == 0) {
            return charge;
        }
    }
    return new_charge(f, key, hash);
}

static bool add_count(int64_t *to, int64_t count)
{
    if (count > 0 ? *to > INT64_MAX - count : *to < INT64_MIN - count) {
        return false;
    }
    *to += count;
    return true;
}

/* What was used: of a line that a minimum or step raised, what the record says of its meter. */
static int64_t used_quantity(const toll_io_usage *u, const toll_bill_line *line)
{
    bool is_raised = (line->flags & (TOLL_LINE_MINIMUM | TOLL_LINE_STEP)) != 0;
    for (int64_t i = 0; i < u->n_usage && is_raised; i++) {
        if (u->usage[i].meter == line->meter && u->usage[i].quantity < line->quantity) {
            return u->usage[i].quantity;
        }
    }
    return line->quantity;
}

static bool add_line(focus_charge *charge, const toll_io_usage *u, const toll_bill_line *line, const three_costs *costs)
{
    charge->records++;
    return add_count(&charge->quantity, line->quantity) && add_count(&charge->consumed, used_quantity(u, line)) &&
           add_costs(&charge->costs, costs) &&
           toll_amount_add(&charge->priced_cost, &line->billed_cost, &charge->priced_cost, NULL) == TOLL_OK;
}

void bill_focus_add(bill_focus *f, const bill_request *asked, const priced_record *p, const record_lines *m)
{
    charge_key key;
    if (asked->money.focus == NULL) {
        return;
    }
    f->n_unstated += p->usage->account[0] == 0;
    set_record(&key, asked, p, m, ++f->n_records);
    for (int64_t i = 0; i < m->n_lines; i++) {
        set_line(&key, &m->lines[i]);
        f->is_beyond |= !add_line(charge_of(f, &key), p->usage, &m->lines[i], &m->costs[i]);
    }
}

/* ---- the order of the file ---- */

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_decimals(const toll_decimal *a, const toll_decimal *b)
{
    int32_t order = 0;
    toll_decimal_compare(a, b, &order, NULL);
    return order;
}

static int compare_context(const charge_key *a, const charge_key *b)
{
    int order = strcmp(a->tier, b->tier);
    order = order != 0 ? order : strcmp(a->region, b->region);
    order = order != 0 ? order : strcmp(a->attributes, b->attributes);
    order = order != 0 ? order : strcmp(a->priced_in, b->priced_in);
    order = order != 0 ? order
                       : compare_numbers(a->rate != NULL ? a->rate->rate.from_s : 0,
                                         b->rate != NULL ? b->rate->rate.from_s : 0);
    return order;
}

static int compare_prices(const charge_key *a, const charge_key *b)
{
    int order = compare_numbers(a->price_meter, b->price_meter);
    order = order != 0 ? order : compare_numbers(a->rule, b->rule);
    order = order != 0 ? order : compare_numbers(a->kind, b->kind);
    order = order != 0 ? order : compare_numbers(a->per, b->per);
    order = order != 0 ? order : compare_decimals(&a->list_price, &b->list_price);
    order = order != 0 ? order : compare_decimals(&a->contracted_price, &b->contracted_price);
    order = order != 0 ? order : compare_decimals(&a->list_factor, &b->list_factor);
    order = order != 0 ? order : compare_decimals(&a->contract_factor, &b->contract_factor);
    return order != 0 ? order : compare_decimals(&a->bill_factor, &b->bill_factor);
}

static int compare_charges(const void *x, const void *y)
{
    const charge_key *a = &((const focus_charge *)x)->key, *b = &((const focus_charge *)y)->key;
    int order = strcmp(a->account, b->account);
    order = order != 0 ? order : compare_numbers(a->from_s, b->from_s);
    order = order != 0 ? order : compare_numbers(a->record, b->record);
    order = order != 0 ? order : strcmp(a->provider, b->provider);
    order = order != 0 ? order : strcmp(a->model, b->model);
    order = order != 0 ? order : compare_numbers(a->meter, b->meter);
    order = order != 0 ? order : compare_context(a, b);
    order = order != 0 ? order : compare_numbers(a->tariff, b->tariff);
    return order != 0 ? order : compare_prices(a, b);
}

void bill_focus_sort(bill_focus *f)
{
    if (f->n_charges > 1) {
        qsort(f->charges, f->n_charges, sizeof *f->charges, compare_charges);
    }
}
