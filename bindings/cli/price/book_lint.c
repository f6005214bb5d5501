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
#include "output/figure_text.h"

/* A slip of the unit is a factor of 1,000 (per thousand, per million). One meter's price differs by far less between
 * rules and versions: the largest factor in the public book is 50, itself an odd fact. Between meters of one rule
 * images cost up to 100 times the input, and cached tokens down to a fiftieth; answers cost about 5 times, so that a
 * slip of the input leaves them at a two-hundredth. */
#define SAME_METER_TIMES  100
#define OTHER_METER_TIMES 300
#define LESS_OUTPUT_TIMES 20

#define OLD_DAYS    183 /* half a year: vendors change prices of a model about twice a year */
#define ROW_RETIRED 30u /* TOLL_ROW_RETIRED: from_s is the instant */

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

static int64_t block_end(const lint_run *l, int64_t block, int64_t end)
{
    int64_t i = block + 1;
    while (i < end && l->rows[i].kind != TOLL_ROW_RULE && l->rows[i].kind != TOLL_ROW_MULTIPLIER) {
        i++;
    }
    return i;
}

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
    for (int64_t i = other; i < block_end(l, other, end); i++) {
        bool is_found = !is_condition(&l->rows[i]);
        for (int64_t k = block; k < block_end(l, block, end) && !is_found; k++) {
            is_found = is_same_condition(&l->rows[i], &l->rows[k]);
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

/* The tier that a block is for; "": any. */
static const char *tier_of(const lint_run *l, int64_t block, int64_t end)
{
    for (int64_t i = block; i < block_end(l, block, end); i++) {
        if (l->rows[i].kind == TOLL_ROW_WHEN_TIER) {
            return l->rows[i].text;
        }
    }
    return "";
}

/* The price of a meter at the standard tier under the conditions of a block; -1: none. The last one counts. */
static int64_t standard_price(const lint_run *l, int64_t first, int64_t end, int64_t block, const toll_bill_row *like)
{
    int64_t found = -1;
    for (int64_t other = first; other < end; other = block_end(l, other, end)) {
        const char *tier = tier_of(l, other, end);
        bool is_standard = tier[0] == '\0' || strcmp(tier, "standard") == 0;
        if (other == block || !is_standard || !has_conditions_of(l, block, other, end) ||
            !has_conditions_of(l, other, block, end)) {
            continue;
        }
        int64_t price = find_price(l, other, block_end(l, other, end), like, like->meter);
        found = price >= 0 ? price : found;
    }
    return found;
}

/* ---- Prices ---- */

/* What a tier's price says beside the standard price of the same condition: a cheap tier is cheaper, priority dearer. */
static void lint_tier_price(lint_run *l, int64_t row, int64_t standard, const char *tier)
{
    const toll_bill_row *price = &l->rows[row];
    const char *meter = meter_of(price->meter).name;
    double ratio = unit_price(price) / unit_price(&l->rows[standard]);
    bool is_cheap = strcmp(tier, "batch") == 0 || strcmp(tier, "flex") == 0;
    bool is_total = price->meter == TOLL_METER_INPUT || price->meter == TOLL_METER_OUTPUT;
    if (is_cheap && ratio > 1) {
        tell_finding(l, row, "%s costs more in tier %.40s than at the standard one", meter, tier);
    }
    if (is_cheap && is_total && ratio == 1) {
        tell_finding(l, row, "%s costs the same in tier %.40s as at the standard one", meter, tier);
    }
    if (strcmp(tier, "priority") == 0 && is_total && ratio <= 1) {
        tell_finding(l, row, "%s costs no more in tier priority than at the standard one", meter);
    }
}

/* A tier's price that was read before the standard price beside it: the vendor may have changed both since. Said once a
 * rule. */
static bool lint_tier_age(lint_run *l, int64_t row, int64_t standard, const char *tier)
{
    int64_t read = l->rows[row].source_date, beside = l->rows[standard].source_date;
    if (read == 0 || beside == 0 || read >= beside) {
        return false;
    }
    tell_finding(l, row, "tier %.40s was read on %s, before the standard price beside it, on %s", tier,
                 figure_date((int32_t)read).text, figure_date((int32_t)beside).text);
    return true;
}

static void lint_tier(lint_run *l, int64_t first, int64_t end, int64_t block)
{
    const char *tier = tier_of(l, block, end);
    bool is_old = false;
    if (block == first || tier[0] == '\0' || strcmp(tier, "standard") == 0) {
        return;
    }
    for (int64_t i = block; i < block_end(l, block, end); i++) {
        int64_t standard = is_token_price(&l->rows[i]) ? standard_price(l, first, end, block, &l->rows[i]) : -1;
        if (standard >= 0) {
            lint_tier_price(l, i, standard, tier);
            is_old = is_old || lint_tier_age(l, i, standard, tier);
        }
    }
}

/* Prices of one rule, or of the tariff itself. */
static void lint_block(lint_run *l, int64_t first, int64_t end, int64_t block)
{
    int64_t until = block_end(l, block, end);
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
    }
    lint_tier(l, first, end, block);
}

/* ---- Ends ---- */

/* Days between two dates yyyymmdd, about: a month is 30.4 days. */
static double days_between(int64_t from, int64_t until)
{
    int64_t months = (until / 10000 - from / 10000) * 12 + (until / 100 % 100 - from / 100 % 100);
    return (double)months * 30.4 + (double)(until % 100 - from % 100);
}

static int64_t newest_source(const lint_run *l, int64_t first, int64_t end)
{
    int64_t newest = 0;
    for (int64_t i = first; i < end; i++) {
        newest = l->rows[i].source_date > newest ? l->rows[i].source_date : newest;
    }
    return newest;
}

/* A tariff without an end that nobody has read for half a year, seen from the newest reading of all rows: with a clock,
 * the same rows would be fine today and not tomorrow. And one that goes on after its model's retirement. */
static void lint_end(lint_run *l, int64_t first, int64_t end, int64_t newest_of_all)
{
    int64_t newest = newest_source(l, first, end);
    if (l->rows[first].until_s == TOLL_TIME_MAX && newest > 0 && days_between(newest, newest_of_all) > OLD_DAYS) {
        tell_finding(l, first, "has no end, and was read last on %s: does it still hold?",
                     figure_date((int32_t)newest).text);
    }
    for (int64_t i = first; i < end; i++) {
        if (l->rows[i].kind == ROW_RETIRED && l->rows[first].until_s > l->rows[i].from_s) {
            tell_finding(l, first, "has a price after its retirement on %.10s", instant_text(l->rows[i].from_s).text);
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
    int64_t newest = newest_source(&l, 0, n_rows);
    for (int64_t first = 0; first < n_rows; first = end_of(&l, first)) {
        int64_t end = end_of(&l, first);
        for (int64_t block = first; block < end; block = block_end(&l, block, end)) {
            lint_block(&l, first, end, block);
        }
        lint_versions(&l, first);
        lint_end(&l, first, end, newest);
        for (int64_t i = first; i < end; i++) {
            if (rows[i].kind == TOLL_ROW_MATCH) {
                lint_name(&l, first, i);
            }
        }
    }
    return l.found;
}
