/* SPDX-License-Identifier: Apache-2.0 */
/* Rows in words, for book show and book diff. Two rows with the same words have the same meaning in a bill, so a
 * comparison may go by the words. */
#include "price/book_text.h"

#include <stdio.h>
#include <string.h>

#include "input/meters.h"
#include "output/figure_text.h"

const char *book_time_text(int64_t at_s, instant *shown)
{
    *shown = instant_text(at_s);
    return at_s == TOLL_TIME_MIN ? "any date" : at_s == TOLL_TIME_MAX ? "further notice" : shown->text;
}

static void describe_price(const toll_bill_row *row, char *text, size_t size)
{
    char number[TOLL_MONEY_TEXT_BYTES] = "?";
    toll_decimal_format(&row->number, number, sizeof number, NULL, NULL);
    snprintf(text, size, "%s %s / %s%s", meter_of(row->meter).name, number, figure_count(row->per).text,
             row->is_contract ? ", contract" : "");
}

static void describe_factor(const toll_bill_row *row, char *text, size_t size)
{
    static const char *const kinds[] = {"?", "list", "contract", "bill"};
    char number[TOLL_MONEY_TEXT_BYTES] = "?";
    toll_decimal_format(&row->number, number, sizeof number, NULL, NULL);
    snprintf(text, size, "%s: x %s on %s, %s", row->text, number,
             row->meter != 0 ? meter_of(row->meter).name : "tokens", kinds[row->op <= TOLL_FACTOR_BILL ? row->op : 0]);
}

static void describe_window(const toll_bill_row *row, char *text, size_t size)
{
    static const char days[7][4] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
    snprintf(text, size, "%02d:%02d:%02d to %02d:%02d:%02d %s", (int)(row->start_s / 3600),
             (int)(row->start_s / 60 % 60), (int)(row->start_s % 60), (int)(row->end_s / 3600),
             (int)(row->end_s / 60 % 60), (int)(row->end_s % 60), row->text[0] != 0 ? row->text : "UTC");
    for (int day = 0; day < 7; day++) {
        size_t used = strlen(text);
        if ((row->weekdays >> day & 1) != 0) {
            snprintf(text + used, size - used, " %s", days[day]);
        }
    }
    if (row->key[0] != 0) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, ", not on holidays of %s", row->key);
    }
}

static const char *word_op(uint32_t op)
{
    static const char *const ops[] = {"?", ">", ">=", "<", "<="};
    return ops[op <= TOLL_OP_LE ? op : 0];
}

static const char *word_match(uint32_t op)
{
    static const char *const ops[] = {"?",           "exactly",   "beginning with", "alias", "with a date too",
                                      "ending with", "containing"};
    return ops[op <= TOLL_MATCH_INFIX ? op : 0];
}

/* How a text is compared, and the stars of a pattern. */
static void describe_match(const toll_bill_row *row, char *text, size_t size)
{
    bool is_prefix = row->op == TOLL_OP_PREFIX || row->op == TOLL_OP_NOT_PREFIX;
    bool is_suffix = row->op == TOLL_OP_SUFFIX || row->op == TOLL_OP_NOT_SUFFIX;
    bool is_negated = row->op == TOLL_OP_IS_NOT || row->op == TOLL_OP_NOT_PREFIX || row->op == TOLL_OP_NOT_SUFFIX;
    bool has_key = row->key[0] != 0;
    snprintf(text, size, "%s%s%s%s%s", has_key ? row->key : "",
             has_key      ? (is_negated ? " not " : " = ")
             : is_negated ? "not "
                          : "",
             is_suffix ? "*" : "", row->text, is_prefix ? "*" : "");
}

static void describe_number(const toll_bill_row *row, char *text, size_t size)
{
    char number[TOLL_MONEY_TEXT_BYTES] = "?";
    toll_decimal_format(&row->number, number, sizeof number, NULL, NULL);
    snprintf(text, size, "%s %s %s", row->key, word_op(row->op), number);
}

/* Rows about tiers, regions, attributes, counters and the book's calendar; false: of another kind. */
static bool describe_context(const toll_bill_row *row, char *text, size_t size)
{
    instant from, until;
    switch (row->kind) {
    case TOLL_ROW_WHEN_TIER:
    case TOLL_ROW_WHEN_REGION:
    case TOLL_ROW_WHEN_ATTRIBUTE:
    case TOLL_ROW_REGION:
    case TOLL_ROW_ATTRIBUTE:
        describe_match(row, text, size);
        return true;
    case TOLL_ROW_WHEN_COUNTER:
        snprintf(text, size, "%s %s %s", row->key, word_op(row->op), figure_count(row->quantity).text);
        return true;
    case TOLL_ROW_WHEN_NUMBER:
        describe_number(row, text, size);
        return true;
    case TOLL_ROW_CALENDAR:
        snprintf(text, size, "%s is complete from %s until %s", row->key, book_time_text(row->from_s, &from),
                 book_time_text(row->until_s, &until));
        return true;
    case TOLL_ROW_ZONE:
        snprintf(text, size, "%s: %s, from %s until %s", row->key, row->text, book_time_text(row->from_s, &from),
                 book_time_text(row->until_s, &until));
        return true;
    default:
        return false;
    }
}

static const char *word_step(uint32_t op)
{
    return op == TOLL_STEP_DOWN ? ", rounded down" : op == TOLL_STEP_NEAREST ? ", to the nearest" : "";
}

static void append_ratio(const toll_bill_row *row, const char *ratio, char *text, size_t size)
{
    size_t used = strlen(text);
    if (row->op == TOLL_RATIO_GIVEN || row->number.coef != 0) {
        snprintf(text + used, size - used, " by %s", ratio);
    }
}

/* "100 a month, Team plan, of all tariffs that share plan" */
static void describe_amount(const toll_bill_row *row, const char *meter, char *text, size_t size)
{
    static const char *const periods[] = {"", "", " a month", " an invoice"};
    char price[TOLL_MONEY_TEXT_BYTES] = "";
    toll_decimal_format(&row->number, price, sizeof price, NULL, NULL);
    snprintf(text, size, "%s%s%s%s%s%s%s%s%s", price, meter[0] != 0 ? " with " : "", meter,
             periods[row->op <= TOLL_PERIOD_INVOICE ? row->op : 0], row->text[0] != 0 ? ", " : "", row->text,
             row->key[0] != 0 ? ", of all tariffs that share " : "", row->key, row->is_contract ? ", contract" : "");
}

/* "input: 8,000 for 1 web_search, added, rounded up" */
static void describe_derived(const toll_bill_row *row, char *text, size_t size)
{
    static const char *const rounding[] = {"up", "up", "down", "to the nearest"};
    const bool is_added = row->op >= TOLL_DERIVE_ADD_UP;
    const uint32_t round = is_added ? row->op - TOLL_DERIVE_ADD_UP + 1 : row->op;
    char number[TOLL_MONEY_TEXT_BYTES] = "";
    toll_decimal_format(&row->number, number, sizeof number, NULL, NULL);
    snprintf(text, size, "%s: %s for %s %s, %s, rounded %s", meter_of(row->meter).name, number,
             figure_count(row->per).text, meter_of(row->other_meter).name,
             is_added ? "added" : "where the record lacks it", rounding[round <= 3 ? round : 0]);
}

/* What a row says, without its kind. */
void book_row_describe(const toll_bill_row *row, char *text, size_t size)
{
    instant from, until;
    char price[TOLL_MONEY_TEXT_BYTES] = "";
    toll_bill_meter m = meter_of(row->meter != 0 ? row->meter : 1);
    const char *meter = row->meter != 0 ? m.name : "";
    if (describe_context(row, text, size)) {
        return;
    }
    switch (row->kind) {
    case TOLL_ROW_TARIFF:
        snprintf(text, size, "%s, %s, from %s until %s", row->text, row->value, book_time_text(row->from_s, &from),
                 book_time_text(row->until_s, &until));
        return;
    case TOLL_ROW_MATCH:
        snprintf(text, size, "%s %s", word_match(row->op), row->text);
        return;
    case TOLL_ROW_PRICE:
        describe_price(row, text, size);
        return;
    case TOLL_ROW_MULTIPLIER:
        describe_factor(row, text, size);
        return;
    case TOLL_ROW_WHEN_COUNT:
        snprintf(text, size, "%s %s %s", meter, word_op(row->op), figure_count(row->quantity).text);
        return;
    case TOLL_ROW_WHEN_TIME:
        describe_window(row, text, size);
        return;
    case TOLL_ROW_WHEN_INSTANT:
        snprintf(text, size, "from %s until %s", book_time_text(row->from_s, &from),
                 book_time_text(row->until_s, &until));
        return;
    case TOLL_ROW_MINIMUM:
        snprintf(text, size, "%s %s%s", meter, figure_count(row->quantity).text,
                 row->op == TOLL_MINIMUM_TOTAL ? ", parts included" : "");
        return;
    case TOLL_ROW_STEP:
        snprintf(text, size, "%s %s%s", meter, figure_count(row->quantity).text, word_step(row->op));
        return;
    case TOLL_ROW_ALLOWANCE:
        toll_decimal_format(&row->number, price, sizeof price, NULL, NULL);
        snprintf(text, size, "%s %s free, counter %s", meter, figure_count(row->quantity).text, row->key);
        append_ratio(row, price, text, size);
        return;
    case TOLL_ROW_VOLUME:
        toll_decimal_format(&row->number, price, sizeof price, NULL, NULL);
        snprintf(text, size, "%s %s / %s above %s%s, counter %s", meter, price, figure_count(row->per).text,
                 figure_count(row->quantity).text, row->op == TOLL_VOLUME_ALL ? " for all units" : "",
                 row->key[0] != 0 ? row->key : "the record");
        return;
    case TOLL_ROW_FEE:
    case TOLL_ROW_FLOOR:
    case TOLL_ROW_CAP:
        describe_amount(row, meter, text, size);
        return;
    case TOLL_ROW_DEFAULT_PART:
        snprintf(text, size, "%s: %s unless stated", meter, meter_of(row->other_meter).name);
        return;
    case TOLL_ROW_DERIVE:
        describe_derived(row, text, size);
        return;
    case TOLL_ROW_FALLBACK:
        snprintf(text, size, "%s: %s", meter,
                 row->other_meter != 0 ? meter_of(row->other_meter).name : "none, it must be priced");
        return;
    case TOLL_ROW_HOLIDAY:
        snprintf(text, size, "%s %.10s", row->key, instant_text(row->from_s).text);
        return;
    case TOLL_ROW_RETIRED:
        snprintf(text, size, "%.10s%s%s", instant_text(row->from_s).text, row->text[0] != 0 ? ", recommended: " : "",
                 row->text);
        return;
    case TOLL_ROW_REDIRECT:
        snprintf(text, size, "served by %s", row->text);
        return;
    default:
        snprintf(text, size, "%s", row->text[0] != 0 ? row->text : row->key);
        return;
    }
}

const char *book_row_word(uint32_t kind)
{
    static const char *const kinds[] = {"?",          "tariff",       "match",        "price",       "rule",
                                        "multiplier", "when_count",   "when_tier",    "when_region", "when_attribute",
                                        "when_time",  "when_holiday", "when_instant", "minimum",     "step",
                                        "allowance",  "volume",       "fallback",     "tier",        "holiday"};
    switch (kind) {
    case TOLL_ROW_REGION:
        return "region";
    case TOLL_ROW_ATTRIBUTE:
        return "attribute";
    case TOLL_ROW_CALENDAR:
        return "calendar";
    case TOLL_ROW_WHEN_COUNTER:
        return "when_counter";
    case TOLL_ROW_WHEN_NUMBER:
        return "when_number";
    case TOLL_ROW_ZONE:
        return "zone";
    case TOLL_ROW_DEFAULT_PART:
        return "default_part";
    case TOLL_ROW_FEE:
        return "fee";
    case TOLL_ROW_FLOOR:
        return "floor";
    case TOLL_ROW_CAP:
        return "cap";
    case TOLL_ROW_RETIRED:
        return "retired";
    case TOLL_ROW_REDIRECT:
        return "redirect";
    case TOLL_ROW_DERIVE:
        return "derive";
    default:
        return kinds[kind <= TOLL_ROW_HOLIDAY ? kind : 0];
    }
}

/* Rows of the tariff that begins at `first`. */
int64_t book_tariff_end(const pricebook *b, int64_t first)
{
    int64_t end = first + 1;
    while (end < b->n_rows && b->rows[end].kind != TOLL_ROW_TARIFF) {
        end++;
    }
    return end;
}
