/* SPDX-License-Identifier: Apache-2.0 */
/* Sums of our lines. A row of another bill holds the sum of differences to ours until the end, when the row's own amount
 * is added: records that have no such bill count with what they cost. */
#include "reconcile/our_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

toll_bill_charge *our_rows_add(our_rows *r)
{
    if (r->n_rows == r->capacity) {
        r->capacity = r->capacity * 2 + 256;
        r->rows = claim_again(r->rows, (uint64_t)r->capacity, sizeof *r->rows);
    }
    toll_bill_charge *row = &r->rows[r->n_rows++];
    memset(row, 0, sizeof *row);
    return row;
}

/* ---- looking up ---- */

/* Keys of a row; of another bill `of` and `variant`. */
static bool has_keys(const toll_bill_charge *row, const toll_bill_charge *wanted)
{
    return row->kind == wanted->kind && row->model == wanted->model && row->day == wanted->day &&
           row->tier == wanted->tier && row->region == wanted->region && row->meter == wanted->meter &&
           row->of == wanted->of && row->variant == wanted->variant &&
           (row->kind != TOLL_CHARGE_OURS || row->known == wanted->known);
}

static uint64_t hash_keys(const toll_bill_charge *row)
{
    const int64_t keys[] = {row->kind, row->model, row->day, row->tier, row->region, row->meter, row->of, row->variant};
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        hash = (hash ^ (uint64_t)keys[i]) * UINT64_C(1099511628211);
        hash ^= hash >> 29;
    }
    return hash;
}

static uint32_t *find_row_slot(const our_rows *r, const toll_bill_charge *wanted)
{
    uint64_t at = hash_keys(wanted) & (r->n_slots - 1);
    while (r->slots[at] != 0 && !has_keys(&r->rows[r->slots[at] - 1], wanted)) {
        at = (at + 1) & (r->n_slots - 1);
    }
    return &r->slots[at];
}

static void grow_row_slots(our_rows *r)
{
    r->n_slots = r->n_slots == 0 ? 1024 : r->n_slots * 2;
    r->slots = claim_again(r->slots, r->n_slots, sizeof *r->slots);
    memset(r->slots, 0, r->n_slots * sizeof *r->slots);
    for (int64_t i = 0; i < r->n_rows; i++) {
        *find_row_slot(r, &r->rows[i]) = (uint32_t)(i + 1);
    }
}

/* The row with these keys, made where it is new. */
static int64_t row_with(our_rows *r, const toll_bill_charge *wanted)
{
    if ((uint64_t)(r->n_rows + 1) * 2 > r->n_slots) {
        grow_row_slots(r);
    }
    uint32_t *slot = find_row_slot(r, wanted);
    if (*slot == 0) {
        *our_rows_add(r) = *wanted;
        *slot = (uint32_t)r->n_rows;
    }
    return *slot - 1;
}

/* ---- items ---- */

static uint32_t variant_number(our_rows *r, const char *text, uint32_t cause)
{
    for (uint32_t i = 1; i <= r->n_variants; i++) {
        if (r->variant_causes[i] == cause && strcmp(r->variants[i], text) == 0) {
            return i;
        }
    }
    if (r->n_variants == ROW_VARIANTS) {
        r->n_left_out++;
        return 0;
    }
    r->n_variants++;
    snprintf(r->variants[r->n_variants], sizeof r->variants[0], "%s", text);
    r->variant_causes[r->n_variants] = cause;
    return r->n_variants;
}

static void add_amount(our_rows *r, toll_bill_charge *row, const toll_amount *amount)
{
    r->is_beyond = toll_amount_add(&row->amount, amount, &row->amount, NULL) != TOLL_OK || r->is_beyond;
}

static void add_ours(our_rows *r, toll_bill_charge *row, const priced_item *item)
{
    if (item->quantity > INT64_MAX - row->quantity) {
        r->is_beyond = true;
        return;
    }
    row->quantity += item->quantity;
    add_amount(r, row, &item->amount);
}

static toll_bill_charge keys_of(our_rows *r, const priced_item *item)
{
    toll_bill_charge keys = {.kind = TOLL_CHARGE_OURS,
                             .known = TOLL_CHARGE_QUANTITY,
                             .meter = item->meter,
                             .model = word_number(&r->models, item->model),
                             .day = word_number(&r->days, item->day),
                             .tier = word_number(&r->tiers, item->tier),
                             .region = word_number(&r->regions, item->region)};
    keys.known |= item->has_amount ? TOLL_CHARGE_AMOUNT : 0;
    return keys;
}

static void take_other(our_rows *r, const priced_item *item, int64_t of)
{
    toll_bill_charge keys = {.kind = TOLL_CHARGE_ALTERNATIVE,
                             .known = TOLL_CHARGE_AMOUNT,
                             .cause = item->cause,
                             .variant = variant_number(r, item->variant, item->cause),
                             .of = of};
    if (keys.variant != 0) {
        int64_t at = row_with(r, &keys);
        add_amount(r, &r->rows[at], &item->amount);
    }
}

void our_rows_take(void *context, const priced_item *item)
{
    our_rows *r = context;
    toll_bill_charge keys = keys_of(r, item);
    int64_t at = row_with(r, &keys);
    word_number(&r->providers, item->provider);
    if (item->currency[0] != 0 && r->currency[0] == 0) {
        snprintf(r->currency, sizeof r->currency, "%s", item->currency);
    }
    r->is_mixed = r->is_mixed || (item->currency[0] != 0 && strcmp(r->currency, item->currency) != 0);
    if (item->cause != 0) {
        take_other(r, item, at);
        return;
    }
    add_ours(r, &r->rows[at], item);
}

void our_rows_finish(our_rows *r)
{
    for (int64_t i = 0; i < r->n_rows; i++) {
        if (r->rows[i].kind == TOLL_CHARGE_ALTERNATIVE) {
            add_amount(r, &r->rows[i], &r->rows[r->rows[i].of].amount);
        }
    }
}

void our_rows_free(our_rows *r)
{
    free(r->rows);
    free(r->slots);
    word_numbers_free(&r->models);
    word_numbers_free(&r->days);
    word_numbers_free(&r->tiers);
    word_numbers_free(&r->regions);
    word_numbers_free(&r->providers);
}
