/* SPDX-License-Identifier: Apache-2.0 */
/* Service tiers against the standard one: a cheap tier is cheaper and priority dearer, in the same conditions, and neither
 * was read before the standard price next to it.
 *
 *     input 2.00, read 2026-11-10; rule batch: input 2.00, read 2026-08-01
 *     costs the same in tier batch as at the standard one; was read on 2026-08-01, before the standard price */
#include "price/lint_tiers.h"

#include <stdlib.h>
#include <string.h>

#include "input/instant.h"
#include "input/meters.h"
#include "output/figure_text.h"

/* ---- Conditions ---- */

/* Is a row a predicate that tells one condition from another? The tier is compared apart; an upper bound of a length only
 * says where the next rule begins. */
static bool is_condition(const toll_bill_row *row)
{
    switch (row->kind) {
    case TOLL_ROW_WHEN_COUNT:
        return row->op == TOLL_OP_GT || row->op == TOLL_OP_GE;
    case TOLL_ROW_WHEN_REGION:
    case TOLL_ROW_WHEN_ATTRIBUTE:
    case TOLL_ROW_WHEN_TIME:
    case TOLL_ROW_WHEN_HOLIDAY:
    case TOLL_ROW_WHEN_INSTANT:
        return true;
    default:
        return false;
    }
}

static bool is_same_condition(const toll_bill_row *a, const toll_bill_row *b)
{
    return a->kind == b->kind && a->op == b->op && a->meter == b->meter && a->quantity == b->quantity &&
           a->from_s == b->from_s && a->until_s == b->until_s && a->start_s == b->start_s && a->end_s == b->end_s &&
           a->weekdays == b->weekdays && strcmp(a->key, b->key) == 0 && strcmp(a->text, b->text) == 0;
}

/* Is each condition of one block also one of the other? */
static bool has_conditions_of(const lint_run *l, int64_t block, int64_t other, int64_t end)
{
    for (int64_t i = other; i < end_of_block(l, other, end); i++) {
        bool is_found = !is_condition(&l->rows[i]);
        for (int64_t k = block; k < end_of_block(l, block, end) && !is_found; k++) {
            is_found = is_same_condition(&l->rows[i], &l->rows[k]);
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

/* Does a block hold in a tier by its rows? "": it names none, so it holds in all. */
static bool is_of_tier(const lint_run *l, int64_t block, int64_t end, const char *tier)
{
    bool names_one = false;
    for (int64_t i = block; i < end_of_block(l, block, end); i++) {
        const toll_bill_row *row = &l->rows[i];
        bool is_named = row->kind == TOLL_ROW_WHEN_TIER && row->op != TOLL_OP_IS_NOT;
        names_one = names_one || is_named;
        if (is_named && strcmp(row->text, tier) == 0) {
            return true;
        }
    }
    return !names_one && tier[0] == '\0';
}

static bool is_standard_block(const lint_run *l, int64_t block, int64_t end)
{
    return is_of_tier(l, block, end, "") || is_of_tier(l, block, end, "standard");
}

/* The price of a meter at the standard tier under the conditions of a block; -1: none. The last one counts. */
static int64_t standard_price(const lint_run *l, int64_t first, int64_t end, int64_t block, const toll_bill_row *like)
{
    int64_t found = -1;
    for (int64_t other = first; other < end; other = end_of_block(l, other, end)) {
        if (other == block || !is_standard_block(l, other, end) || !has_conditions_of(l, block, other, end) ||
            !has_conditions_of(l, other, block, end)) {
            continue;
        }
        int64_t price = find_price(l, other, end_of_block(l, other, end), like, like->meter);
        found = price >= 0 ? price : found;
    }
    return found;
}

/* ---- Prices ---- */

/* What the price or factor of a tier is, in parts of the standard price. */
static void lint_ratio(lint_run *l, int64_t row, double ratio, const char *what, const char *tier, bool is_total)
{
    bool is_cheap = strcmp(tier, "batch") == 0 || strcmp(tier, "flex") == 0;
    if (is_cheap && ratio > 1) {
        tell_finding(l, row, "%s costs more in tier %.40s than at the standard one", what, tier);
    }
    if (is_cheap && is_total && ratio == 1) {
        tell_finding(l, row, "%s costs the same in tier %.40s as at the standard one", what, tier);
    }
    if (strcmp(tier, "priority") == 0 && is_total && ratio <= 1) {
        tell_finding(l, row, "%s costs no more in tier priority than at the standard one", what);
    }
}

/* yyyymmdd in UTC. */
static int64_t date_of(int64_t at_s)
{
    const instant text = instant_text(at_s);
    return strtoll(text.text, NULL, 10) * 10000 + strtoll(text.text + 5, NULL, 10) * 100 +
           strtoll(text.text + 8, NULL, 10);
}

/* A tier's price that was read before the standard price of its tariff: the vendor may have changed both since. A version that
 * was over when the standard price was read can't have been changed. */
static bool is_outdated(const lint_run *l, int64_t first, int64_t row, int64_t standard)
{
    int64_t read = l->rows[row].source_date, beside = l->rows[standard].source_date, until_s = l->rows[first].until_s;
    bool is_over = until_s != TOLL_TIME_MAX && date_of(until_s) <= beside;
    return read != 0 && beside != 0 && read < beside && !is_over;
}

static void tell_age(lint_run *l, int64_t row, int64_t standard, const char *tier)
{
    tell_finding(l, row, "tier %.40s was read on %s, before the standard price, on %s", tier,
                 figure_date((int32_t)l->rows[row].source_date).text,
                 figure_date((int32_t)l->rows[standard].source_date).text);
}

/* Does a later rule of the tier, under the same conditions, price the meter again? Then this price is never billed. */
static bool is_replaced(const lint_run *l, int64_t end, int64_t block, const toll_bill_row *price, const char *tier)
{
    for (int64_t other = end_of_block(l, block, end); other < end; other = end_of_block(l, other, end)) {
        bool is_same = is_of_tier(l, other, end, tier) && has_conditions_of(l, block, other, end) &&
                       has_conditions_of(l, other, block, end);
        if (is_same && find_price(l, other, end_of_block(l, other, end), price, price->meter) >= 0) {
            return true;
        }
    }
    return false;
}

/* The list of one tier; its age is said once. */
static void lint_list(lint_run *l, int64_t first, int64_t end, int64_t block, const char *tier)
{
    bool is_old = false;
    for (int64_t i = block; i < end_of_block(l, block, end); i++) {
        const toll_bill_row *row = &l->rows[i];
        int64_t standard = is_token_price(row) ? standard_price(l, first, end, block, row) : -1;
        if (standard < 0 || is_replaced(l, end, block, row, tier)) {
            continue;
        }
        lint_ratio(l, i, unit_price(row) / unit_price(&l->rows[standard]), meter_of(row->meter).name, tier,
                   row->meter == TOLL_METER_INPUT || row->meter == TOLL_METER_OUTPUT);
        if (!is_old && is_outdated(l, first, i, standard)) {
            tell_age(l, i, standard, tier);
            is_old = true;
        }
    }
}

/* A factor of all tokens, on the list price. */
static void lint_factor(lint_run *l, int64_t block, const char *tier)
{
    const toll_bill_row *row = &l->rows[block];
    if (row->op == TOLL_FACTOR_LIST && row->meter == 0) {
        toll_bill_row one = *row;
        one.per = 1;
        lint_ratio(l, block, unit_price(&one), "every token", tier, true);
    }
}

void lint_tier(lint_run *l, int64_t first, int64_t end, int64_t block)
{
    if (block == first || is_standard_block(l, block, end)) {
        return;
    }
    for (int64_t i = block; i < end_of_block(l, block, end); i++) {
        const toll_bill_row *row = &l->rows[i];
        if (row->kind != TOLL_ROW_WHEN_TIER || row->op == TOLL_OP_IS_NOT) {
            continue;
        }
        if (l->rows[block].kind == TOLL_ROW_MULTIPLIER) {
            lint_factor(l, block, row->text);
        } else {
            lint_list(l, first, end, block, row->text);
        }
    }
}
