/* SPDX-License-Identifier: Apache-2.0 */
/* Finds slips by comparing prices with their neighbours: other meters of the rule, other versions of the SKU, the
 * standard tier. The library has accepted all rows before; findings are for a person to judge. */
#include "price/book_lint.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "input/instant.h"
#include "input/meters.h"

/* A slip of the unit is a factor of 1,000 (per thousand, per million). One meter's price differs by far less between
 * rules and versions: the largest factor in the public book is 50, itself an odd fact. Between meters of one rule
 * images cost up to 100 times the input, and cached tokens down to a fiftieth; answers cost about 5 times, so that a
 * slip of the input leaves them at a two-hundredth. */
#define SAME_METER_TIMES  100
#define OTHER_METER_TIMES 300
#define LESS_OUTPUT_TIMES 20

typedef struct lint_run {
    const toll_bill_row *rows;
    int64_t n_rows;
    lint_report *report;
    void *target;
    int found;
} lint_run;

static void tell_finding(lint_run *l, int64_t row, const char *format, ...)
{
    char text[320];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    l->report(l->target, row, text);
    l->found++;
}

/* Of one base unit. Approximate: ratios are looked at, nothing is billed. */
static double unit_price(const toll_bill_row *row)
{
    return (double)row->number.coef * pow(10, -row->number.scale) / (double)row->per;
}

static bool is_token_price(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_PRICE && row->number.coef > 0 && meter_of(row->meter).is_token != 0;
}

static int64_t end_of(const lint_run *l, int64_t first)
{
    int64_t end = first + 1;
    while (end < l->n_rows && l->rows[end].kind != TOLL_ROW_TARIFF) {
        end++;
    }
    return end;
}

/* The first price of a meter among rows [from, until); -1: none. */
static int64_t find_price(const lint_run *l, int64_t from, int64_t until, const toll_bill_row *like, uint32_t meter)
{
    for (int64_t i = from; i < until; i++) {
        bool is_same = l->rows[i].meter == meter && l->rows[i].is_contract == like->is_contract;
        if (is_same && is_token_price(&l->rows[i])) {
            return i;
        }
    }
    return -1;
}

/* Says so when the row's price is `more` times that of row `other`, or a fraction of 1 / `less`. */
static bool compare_prices(lint_run *l, int64_t row, int64_t other, double more, double less, const char *what)
{
    if (other < 0) {
        return false;
    }
    double ratio = unit_price(&l->rows[row]) / unit_price(&l->rows[other]);
    bool is_less = ratio < 1;
    double factor = is_less ? 1 / ratio : ratio;
    if (factor < (is_less ? less : more)) {
        return false;
    }
    tell_finding(l, row, "%s costs %.0f times %s than %s: is the unit right?", meter_of(l->rows[row].meter).name,
                 factor, is_less ? "less" : "more", what);
    return true;
}

/* Does the block of rows from a rule to its end serve tier `name`? */
static bool is_for_tier(const lint_run *l, int64_t block, int64_t end, const char *name)
{
    for (int64_t i = block; i < end; i++) {
        if (l->rows[i].kind == TOLL_ROW_WHEN_TIER && strcmp(l->rows[i].text, name) == 0) {
            return true;
        }
    }
    return false;
}

static int64_t block_end(const lint_run *l, int64_t block, int64_t end)
{
    int64_t i = block + 1;
    while (i < end && l->rows[i].kind != TOLL_ROW_RULE && l->rows[i].kind != TOLL_ROW_MULTIPLIER) {
        i++;
    }
    return i;
}

/* The highest price of a meter at the standard tier: outside of rules, or in one for it. 0: none. */
static double standard_price(const lint_run *l, int64_t first, int64_t end, uint32_t meter)
{
    double highest = 0;
    for (int64_t block = first; block < end; block = block_end(l, block, end)) {
        int64_t until = block_end(l, block, end);
        bool is_standard = block == first || is_for_tier(l, block, until, "standard");
        for (int64_t i = block; is_standard && i < until; i++) {
            if (l->rows[i].meter == meter && is_token_price(&l->rows[i])) {
                highest = fmax(highest, unit_price(&l->rows[i]));
            }
        }
    }
    return highest;
}

/* Prices of one rule, or of the tariff itself. */
static void lint_block(lint_run *l, int64_t first, int64_t end, int64_t block)
{
    int64_t until = block_end(l, block, end);
    bool is_cheap_tier =
        block > first && (is_for_tier(l, block, until, "batch") || is_for_tier(l, block, until, "flex"));
    for (int64_t i = block; i < until; i++) {
        const toll_bill_row *row = &l->rows[i];
        if (!is_token_price(row)) {
            continue;
        }
        int64_t input = find_price(l, block, until, row, TOLL_METER_INPUT);
        bool is_output = meter_of(row->meter).side == TOLL_SIDE_OUTPUT;
        if (!compare_prices(l, i, find_price(l, first, i, row, row->meter), SAME_METER_TIMES, SAME_METER_TIMES,
                            "elsewhere in this tariff")) {
            compare_prices(l, i, input, OTHER_METER_TIMES, is_output ? LESS_OUTPUT_TIMES : OTHER_METER_TIMES, "input");
        }
        if (row->meter == TOLL_METER_CACHE_READ && input >= 0 && unit_price(row) > unit_price(&l->rows[input])) {
            tell_finding(l, i, "cache_read costs more than input");
        }
        double standard = standard_price(l, first, end, row->meter);
        if (is_cheap_tier && standard > 0 && unit_price(row) > standard) {
            tell_finding(l, i, "%s costs more in a batch or flex tier than at the standard one",
                         meter_of(row->meter).name);
        }
    }
}

/* ---- Versions ---- */

static bool is_same_sku(const toll_bill_row *a, const toll_bill_row *b)
{
    return b->kind == TOLL_ROW_TARIFF && strcmp(a->text, b->text) == 0 && a->layer == b->layer;
}

/* The version of the same SKU that begins next at or after `at_s`; -1: none. */
static int64_t next_version(const lint_run *l, int64_t first, int64_t at_s)
{
    int64_t next = -1;
    for (int64_t i = 0; i < l->n_rows; i++) {
        bool is_later = i != first && is_same_sku(&l->rows[first], &l->rows[i]) && l->rows[i].from_s >= at_s;
        if (is_later && (next < 0 || l->rows[i].from_s < l->rows[next].from_s)) {
            next = i;
        }
    }
    return next;
}

static void lint_versions(lint_run *l, int64_t first)
{
    const toll_bill_row *head = &l->rows[first];
    int64_t next = head->until_s == TOLL_TIME_MAX ? -1 : next_version(l, first, head->until_s);
    if (next < 0) {
        return;
    }
    if (l->rows[next].from_s > head->until_s) {
        tell_finding(l, next, "%.95s has no price from %s until %s", head->text, instant_text(head->until_s).text,
                     instant_text(l->rows[next].from_s).text);
    }
    for (int64_t i = next + 1; i < block_end(l, next, end_of(l, next)); i++) {
        if (is_token_price(&l->rows[i])) {
            int64_t before = find_price(l, first, block_end(l, first, end_of(l, first)), &l->rows[i], l->rows[i].meter);
            compare_prices(l, i, before, SAME_METER_TIMES, SAME_METER_TIMES, "in the version before");
        }
    }
}

/* ---- Names ---- */

/* Two tariffs of one provider that sell the same name at one time: the name can't be billed then. */
static void lint_name(lint_run *l, int64_t first, int64_t match)
{
    int64_t other = -1;
    for (int64_t i = 0; i < first; i++) {
        const toll_bill_row *row = &l->rows[i], *head = &l->rows[first];
        other = row->kind == TOLL_ROW_TARIFF ? i : other;
        bool is_prefix = row->op == TOLL_MATCH_PREFIX, was_prefix = l->rows[match].op == TOLL_MATCH_PREFIX;
        if (row->kind != TOLL_ROW_MATCH || is_prefix != was_prefix || strcmp(row->text, l->rows[match].text) != 0) {
            continue;
        }
        bool is_one_seller = strcmp(l->rows[other].key, head->key) == 0 && l->rows[other].layer == head->layer;
        bool is_at_once = l->rows[other].from_s < head->until_s && head->from_s < l->rows[other].until_s;
        if (is_one_seller && is_at_once) {
            tell_finding(l, match, "%.95s is also a name of %.95s at the same time", row->text, l->rows[other].text);
        }
    }
}

int lint_rows(const toll_bill_row *rows, int64_t n_rows, lint_report *report, void *target)
{
    lint_run l = {rows, n_rows, report, target, 0};
    for (int64_t first = 0; first < n_rows; first = end_of(&l, first)) {
        int64_t end = end_of(&l, first);
        for (int64_t block = first; block < end; block = block_end(&l, block, end)) {
            lint_block(&l, first, end, block);
        }
        lint_versions(&l, first);
        for (int64_t i = first; i < end; i++) {
            if (rows[i].kind == TOLL_ROW_MATCH) {
                lint_name(&l, first, i);
            }
        }
    }
    return l.found;
}
