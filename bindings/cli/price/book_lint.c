/* SPDX-License-Identifier: Apache-2.0 */
/* Finds slips by comparing prices with their neighbours: other meters of the rule, other versions of the SKU, the
 * standard tier. The library has accepted all rows before; findings are for a person to judge. */
#include "price/book_lint.h"

#include <string.h>

#include "input/instant.h"
#include "input/meters.h"
#include "output/figure_text.h"
#include "price/lint_tiers.h"

/* A slip of the unit is a factor of 1,000 (per thousand, per million). One meter's price differs by far less between
 * rules and versions: the largest factor in the public book is 50, itself an odd fact. Between meters of one rule
 * images cost up to 100 times the input, and cached tokens down to a fiftieth; answers cost about 5 times, so that a
 * slip of the input leaves them at a two-hundredth. */
#define SAME_METER_TIMES  100
#define OTHER_METER_TIMES 300
#define LESS_OUTPUT_TIMES 20

#define OLD_DAYS 183 /* half a year: vendors change prices of a model about twice a year */

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

/* Prices of one rule, or of the tariff itself. */
static void lint_block(lint_run *l, int64_t first, int64_t end, int64_t block)
{
    int64_t until = end_of_block(l, block, end);
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

/* ---- Kinds of a part ---- */

static bool is_kind_of_write(uint32_t meter)
{
    return meter == TOLL_METER_CACHE_WRITE_5M || meter == TOLL_METER_CACHE_WRITE_30M ||
           meter == TOLL_METER_CACHE_WRITE_1H || meter == TOLL_METER_CACHE_WRITE_12H;
}

/* Kinds of cache writes with prices of their own, and nothing that says of which kind a write of no stated time is: the
 * shortest is taken, and the vendor's default may be another. */
static void lint_kinds(lint_run *l, int64_t first, int64_t end)
{
    int64_t kind = -1;
    bool has_several = false;
    for (int64_t i = first; i < end; i++) {
        const toll_bill_row *row = &l->rows[i];
        bool is_settled =
            row->meter == TOLL_METER_CACHE_WRITE &&
            (row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_DEFAULT_PART || row->kind == TOLL_ROW_FALLBACK);
        if (is_settled) {
            return;
        }
        if (row->kind != TOLL_ROW_PRICE || !is_kind_of_write(row->meter)) {
            continue;
        }
        has_several = has_several || (kind >= 0 && l->rows[kind].meter != row->meter);
        kind = kind < 0 ? i : kind;
    }
    if (has_several) {
        tell_finding(l, kind,
                     "cache_write has several kinds with a price: say by default_part of which one a write is");
    }
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
        if (l->rows[i].kind == TOLL_ROW_RETIRED && l->rows[first].until_s > l->rows[i].from_s) {
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
    for (int64_t i = next + 1; i < end_of_block(l, next, end_of_tariff(l, next)); i++) {
        if (is_token_price(&l->rows[i])) {
            int64_t before =
                find_price(l, first, end_of_block(l, first, end_of_tariff(l, first)), &l->rows[i], l->rows[i].meter);
            compare_prices(l, i, before, SAME_METER_TIMES, SAME_METER_TIMES, "in the version before");
        }
    }
}

/* ---- Names ---- */

/* Names of a rank are looked for together: a dated name never rivals a written one, nor a suffix a part. */
static uint32_t rank_of(const toll_bill_row *match)
{
    return match->op == TOLL_MATCH_ALIAS ? TOLL_MATCH_EXACT : match->op;
}

static bool is_rival(const toll_bill_row *match, const toll_bill_row *other)
{
    return other->kind == TOLL_ROW_MATCH && rank_of(match) == rank_of(other) && strcmp(match->text, other->text) == 0;
}

/* Two tariffs of one provider that sell the same name at one time: the name can't be billed then. */
static void lint_name(lint_run *l, int64_t first, int64_t match)
{
    int64_t other = -1;
    for (int64_t i = 0; i < first; i++) {
        const toll_bill_row *row = &l->rows[i], *head = &l->rows[first];
        other = row->kind == TOLL_ROW_TARIFF ? i : other;
        if (!is_rival(&l->rows[match], row)) {
            continue;
        }
        bool is_one_seller = strcmp(l->rows[other].key, head->key) == 0 && l->rows[other].layer == head->layer;
        bool is_at_once = l->rows[other].from_s < head->until_s && head->from_s < l->rows[other].until_s;
        if (is_one_seller && is_at_once) {
            tell_finding(l, match, "%.95s is also a name of %.95s at the same time", row->text, l->rows[other].text);
        }
    }
}

/* The tariff in force for good that has a name; -1: none. */
static int64_t open_tariff(const lint_run *l, const toll_bill_row *head, const char *name)
{
    int64_t tariff = -1;
    for (int64_t i = 0; i < l->n_rows; i++) {
        const toll_bill_row *row = &l->rows[i];
        tariff = row->kind == TOLL_ROW_TARIFF ? i : tariff;
        bool is_name = row->kind == TOLL_ROW_MATCH && rank_of(row) == TOLL_MATCH_EXACT && strcmp(row->text, name) == 0;
        if (is_name && l->rows[tariff].until_s == TOLL_TIME_MAX && strcmp(l->rows[tariff].key, head->key) == 0) {
            return tariff;
        }
    }
    return -1;
}

/* A name that another model serves costs what that model costs. */
static void lint_redirect(lint_run *l, int64_t first, int64_t redirect)
{
    int64_t end = end_of_tariff(l, first), target = open_tariff(l, &l->rows[first], l->rows[redirect].text);
    if (target < 0 || l->rows[first].until_s != TOLL_TIME_MAX) {
        return;
    }
    for (int64_t i = first; i < end_of_block(l, first, end); i++) {
        const toll_bill_row *row = &l->rows[i];
        int64_t theirs = is_token_price(row) ? find_price(l, target, end_of_tariff(l, target), row, row->meter) : -1;
        if (theirs >= 0 && unit_price(row) != unit_price(&l->rows[theirs])) {
            tell_finding(l, i, "%s is not the price of %.95s, which serves the name", meter_of(row->meter).name,
                         l->rows[redirect].text);
        }
    }
}

int lint_rows(const toll_bill_row *rows, int64_t n_rows, lint_report *report, void *target)
{
    lint_run l = {rows, n_rows, report, target, 0};
    int64_t newest = newest_source(&l, 0, n_rows);
    for (int64_t first = 0; first < n_rows; first = end_of_tariff(&l, first)) {
        int64_t end = end_of_tariff(&l, first);
        for (int64_t block = first; block < end; block = end_of_block(&l, block, end)) {
            lint_block(&l, first, end, block);
        }
        lint_kinds(&l, first, end);
        lint_versions(&l, first);
        lint_end(&l, first, end, newest);
        for (int64_t i = first; i < end; i++) {
            if (rows[i].kind == TOLL_ROW_MATCH) {
                lint_name(&l, first, i);
            }
            if (rows[i].kind == TOLL_ROW_REDIRECT) {
                lint_redirect(&l, first, i);
            }
        }
    }
    return l.found;
}
