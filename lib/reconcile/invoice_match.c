/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of ours a line of an invoice covers. A key that a line does not tell covers all values of it; of several
 * lines that cover a row, the one that tells most keys gets it.
 *
 * Example: theirs is "gpt-5, input, 1,200,000 tokens" without a tier. Ours are 1,000,000 in the standard tier and
 * 200,000 in batch: both belong to the line, and the quantities agree.
 *
 * A row that no line covers is moved where its tier or region alone differs and its quantity is exactly what the line
 * has too many: 200,000 of batch beside a line of 1,200,000 in the standard tier and 1,000,000 of ours. */
#include "reconcile/invoice_match.h"

#include <toll/bill.h>

#include "reconcile/invoice_sum.h"

/* ---- groups ---- */

static int has_keys_of(const toll__invoice_group *g, const toll__invoice_row *line)
{
    for (int k = 0; k < TOLL__INVOICE_KEYS; k++)
        if (g->key[k] != line->key[k])
            return 0;
    return g->meter == line->meter;
}

static int64_t find_group(const toll__invoice *invoice, const toll__invoice_row *line)
{
    for (int64_t i = invoice->n_groups - 1; i >= 0; i--)
        if (has_keys_of(&invoice->groups[i], line))
            return i;
    return -1;
}

static toll__invoice_group *open_group(toll__invoice *invoice, int64_t line)
{
    const toll__invoice_row *row = &invoice->rows[line];
    toll__invoice_group *g = &invoice->groups[invoice->n_groups++];
    *g = (toll__invoice_group){.line = line, .rows = -1, .meter = row->meter, .digits = row->digits};
    g->has_quantity = row->meter != 0;
    for (int k = 0; k < TOLL__INVOICE_KEYS; k++)
        g->key[k] = row->key[k];
    return g;
}

static int64_t add_quantity(int64_t sum, int64_t quantity, int32_t *overflow)
{
    if (sum > INT64_MAX - quantity) {
        *overflow = 1;
        return sum;
    }
    return sum + quantity;
}

static void add_line(toll__invoice *invoice, int64_t line)
{
    const toll__invoice_row *row = &invoice->rows[line];
    const int64_t found = find_group(invoice, row);
    toll__invoice_group *g = found >= 0 ? &invoice->groups[found] : open_group(invoice, line);
    g->n_lines++;
    g->theirs = toll__invoice_plus(g->theirs, row->amount, &invoice->overflow);
    g->has_quantity &= (row->known & TOLL_CHARGE_QUANTITY) != 0;
    g->their_quantity = add_quantity(g->their_quantity, row->quantity, &invoice->overflow);
    g->digits = row->digits < g->digits ? row->digits : g->digits;
}

/* ---- rows of ours ---- */

/* Keys that a group tells and a row has; -1: another key. `except`: a key that is not looked at, -1: none. */
static int count_shared_keys(const toll__invoice_group *g, const toll__invoice_row *row, int except)
{
    int shared = g->meter != 0;
    if (g->meter != 0 && g->meter != row->meter)
        return -1;
    for (int k = 0; k < TOLL__INVOICE_KEYS; k++) {
        if (k == except || g->key[k] == 0)
            continue;
        if (g->key[k] != row->key[k])
            return -1;
        shared++;
    }
    return shared;
}

static int64_t closest_group(const toll__invoice *invoice, const toll__invoice_row *row)
{
    int64_t closest = -1;
    int most = -1;
    for (int64_t i = 0; i < invoice->n_groups; i++) {
        const int shared = count_shared_keys(&invoice->groups[i], row, -1);
        if (shared > most) {
            most = shared;
            closest = i;
        }
    }
    return closest;
}

static void put_in_group(toll__invoice *invoice, int64_t index, int64_t group)
{
    toll__invoice_row *row = &invoice->rows[index];
    toll__invoice_group *g = &invoice->groups[group];
    row->group = group;
    row->next = g->rows;
    g->rows = index;
    if ((row->known & TOLL_CHARGE_AMOUNT) == 0) {
        g->n_unpriced++;
        return;
    }
    g->n_priced++;
    g->ours = toll__invoice_plus(g->ours, row->amount, &invoice->overflow);
    if (g->meter != 0)
        g->our_quantity = add_quantity(g->our_quantity, row->quantity, &invoice->overflow);
    for (int64_t a = row->alternatives; a >= 0; a = invoice->rows[a].next)
        g->variants |= (uint64_t)1 << invoice->rows[a].variant;
}

/* ---- what belongs to a row ---- */

static void chain_alternative(toll__invoice *invoice, int64_t index)
{
    toll__invoice_row *a = &invoice->rows[index], *row = &invoice->rows[a->of];
    a->next = row->alternatives;
    row->alternatives = index;
    invoice->variant_cause[a->variant] = a->cause;
}

static int is_read_meter(uint32_t meter)
{
    return meter == TOLL_METER_CACHE_READ;
}

static int is_write_meter(uint32_t meter)
{
    return (meter >= TOLL_METER_CACHE_WRITE && meter <= TOLL_METER_CACHE_WRITE_1H) ||
           meter == TOLL_METER_CACHE_WRITE_12H;
}

static int is_of_same_calls(const toll__invoice_row *row, const toll__invoice_row *other)
{
    for (int k = 0; k < TOLL__INVOICE_KEYS; k++)
        if (row->key[k] != other->key[k])
            return 0;
    return other->kind == TOLL_CHARGE_OURS;
}

static void count_cached(toll__invoice *invoice, toll__invoice_row *row)
{
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        const toll__invoice_row *other = &invoice->rows[i];
        const int is_read = is_read_meter(other->meter);
        if ((!is_read && !is_write_meter(other->meter)) || !is_of_same_calls(row, other))
            continue;
        if (is_read)
            row->cached[0] = add_quantity(row->cached[0], other->quantity, &invoice->overflow);
        row->cached[1] = add_quantity(row->cached[1], other->quantity, &invoice->overflow);
    }
}

/* ---- other tiers and regions ---- */

static int is_left(const toll__invoice_row *row)
{
    return row->kind == TOLL_CHARGE_OURS && row->group < 0;
}

/* Rows without a group that the group would cover if `key` had the value of `like`. */
static int64_t sum_left(const toll__invoice *invoice, const toll__invoice_group *g, int key, int64_t like)
{
    int64_t sum = 0;
    int32_t overflow = 0;
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        const toll__invoice_row *row = &invoice->rows[i];
        if (is_left(row) && row->key[key] == like && count_shared_keys(g, row, key) >= 0)
            sum = add_quantity(sum, row->quantity, &overflow);
    }
    return overflow ? -1 : sum;
}

static void move_rows(toll__invoice *invoice, int64_t group, int key, int64_t like)
{
    toll__invoice_group *g = &invoice->groups[group];
    g->moved = key == TOLL__INVOICE_TIER ? TOLL_CAUSE_TIER : TOLL_CAUSE_REGION;
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        toll__invoice_row *row = &invoice->rows[i];
        if (is_left(row) && row->key[key] == like && count_shared_keys(g, row, key) >= 0)
            put_in_group(invoice, i, group);
    }
}

static void move_by(toll__invoice *invoice, int64_t group, int key)
{
    const toll__invoice_group *g = &invoice->groups[group];
    const int64_t wanted = g->their_quantity - g->our_quantity;
    if (g->key[key] == 0 || !g->has_quantity || wanted <= 0)
        return;
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        const toll__invoice_row *row = &invoice->rows[i];
        if (!is_left(row) || count_shared_keys(g, row, key) < 0)
            continue;
        if (sum_left(invoice, g, key, row->key[key]) == wanted) {
            move_rows(invoice, group, key, row->key[key]);
            return;
        }
    }
}

int64_t toll__invoice_next_left(const toll__invoice *invoice, int64_t from)
{
    for (int64_t i = from; i < invoice->n_rows; i++)
        if (is_left(&invoice->rows[i]))
            return i;
    return -1;
}

/* ---- all of it ---- */

static void prepare_row(toll__invoice *invoice, int64_t index)
{
    toll__invoice_row *row = &invoice->rows[index];
    if (row->kind == TOLL_CHARGE_THEIRS)
        add_line(invoice, index);
    if (row->kind == TOLL_CHARGE_ALTERNATIVE)
        chain_alternative(invoice, index);
    if (row->kind == TOLL_CHARGE_OURS && row->meter == TOLL_METER_INPUT)
        count_cached(invoice, row);
    if (row->kind == TOLL_CHARGE_AGREED)
        invoice->base = row->factor;
}

void toll__invoice_match(toll__invoice *invoice)
{
    for (int64_t i = 0; i < invoice->n_rows; i++)
        prepare_row(invoice, i);
    for (int64_t i = 0; i < invoice->n_rows; i++) {
        if (invoice->rows[i].kind != TOLL_CHARGE_OURS)
            continue;
        const int64_t group = closest_group(invoice, &invoice->rows[i]);
        if (group >= 0)
            put_in_group(invoice, i, group);
    }
    for (int64_t i = 0; i < invoice->n_groups && toll__invoice_next_left(invoice, 0) >= 0; i++) {
        move_by(invoice, i, TOLL__INVOICE_TIER);
        move_by(invoice, i, TOLL__INVOICE_REGION);
    }
}
