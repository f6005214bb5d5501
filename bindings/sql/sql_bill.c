/* SPDX-License-Identifier: Apache-2.0 */
/* Bills and prices of the engines.
 *
 * By hand: a million tokens of input cost 3.00 USD in the price of a tariff, and a multiplier of the standard tier is 1.
 * sql_price() bills one token of input, and takes price and factors of its line: 3.00 / 10^6 * 10^6 * 1 = 3.00. */
#include "sql/sql_face.h"

#include <stdio.h>
#include <string.h>

#define LINES 128

static bool is_currency(const sql_card *card, sql_text wanted)
{
    return strlen(card->currency) == wanted.length && memcmp(card->currency, wanted.bytes, wanted.length) == 0;
}

static toll_status check_currency(const sql_card *card, const sql_record *record, toll_error *err)
{
    sql_text wanted = record->currency.length == 0 ? (sql_text){"USD", 3} : record->currency;
    if (is_currency(card, wanted)) {
        return TOLL_OK;
    }
    return sql_fail(err, TOLL_E_CONFLICT, "currency", "\"%.*s\" is billed in %s, not in %.*s: state the currency",
                    sql_cut(record->model), record->model.bytes, card->currency, sql_cut(wanted), wanted.bytes);
}

/* Of a million rows a message must tell which model it is about. */
static toll_status name_model(const sql_record *record, toll_status status, toll_error *err)
{
    char name[128];
    if (err == NULL || status == TOLL_OK || record->model.length == 0) {
        return status;
    }
    snprintf(name, sizeof name, "\"%.*s\"", sql_cut(record->model), record->model.bytes);
    size_t used = strlen(err->message);
    if (strstr(err->message, name) == NULL) {
        snprintf(err->message + used, sizeof err->message - used, " (model %s)", name);
    }
    return status;
}

toll_status sql_bill_card(sql_cards *cards, const sql_record *record, const sql_card **card, toll_error *err)
{
    toll_status status = sql_cards_find(cards, record->provider, record->model, record->context.at_s, card, err);
    if (status != TOLL_OK) {
        return name_model(record, status, err);
    }
    return check_currency(*card, record, err);
}

/* A region that the record does not state is the one that its model's name tells: "us." of "us.anthropic...". */
static toll_bill_context context_of(const sql_record *record, const sql_card *card)
{
    toll_bill_context context = record->context;
    if (context.region == 0) {
        context.region = card->region;
    }
    return context;
}

toll_status sql_bill_counted(sql_cards *cards, const sql_record *record, toll_bill_counter *counters,
                             uint64_t n_counters, toll_bill_line *lines, uint64_t capacity, toll_bill_total *total,
                             toll_error *err)
{
    const sql_card *card;
    toll_status status = sql_bill_card(cards, record, &card, err);
    if (status != TOLL_OK) {
        return status;
    }
    const toll_bill_context context = context_of(record, card);
    if (record->n_kinds != 0) {
        status = toll_bill_compute_kinds(card->words, sizeof card->words, record->usage, record->n_usage, record->kinds,
                                         record->n_kinds, &context, record->attributes, record->n_attributes, counters,
                                         n_counters, lines, NULL, capacity, total, err);
        return name_model(record, status, err);
    }
    status =
        toll_bill_compute(card->words, sizeof card->words, record->usage, record->n_usage, &context, record->attributes,
                          record->n_attributes, counters, n_counters, lines, capacity, total, err);
    return name_model(record, status, err);
}

toll_status sql_bill(sql_cards *cards, const sql_record *record, toll_bill_line *lines, uint64_t capacity,
                     toll_bill_total *total, toll_error *err)
{
    return sql_bill_counted(cards, record, NULL, 0, lines, capacity, total, err);
}

toll_status sql_bill_rater(sql_cards *cards, const sql_record *record, const uint32_t *meters, uint64_t n_meters,
                           uint64_t *rater, uint64_t rater_bytes, const sql_card **card, toll_error *err)
{
    toll_status status = sql_bill_card(cards, record, card, err);
    if (status != TOLL_OK) {
        return status;
    }
    const toll_bill_context context = context_of(record, *card);
    status = toll_bill_resolve_rater((*card)->words, sizeof(*card)->words, meters, n_meters, &context,
                                     record->attributes, record->n_attributes, rater, rater_bytes, err);
    return name_model(record, status, err);
}

/* ---- the price of a meter ---- */

static void describe_meter(uint32_t meter, toll_bill_meter *description)
{
    *description = (toll_bill_meter){.struct_size = sizeof *description, .struct_kind = TOLL_KIND_BILL_METER};
    toll_bill_meter_get(meter, description, NULL);
}

static bool has_meter(const sql_record *record, uint32_t meter)
{
    for (uint64_t i = 0; i < record->n_usage; i++) {
        if (record->usage[i].meter == meter) {
            return true;
        }
    }
    return false;
}

/* One base unit of a meter, and of all meters that it is a part of: parents are appended until none is left. */
static void add_one_unit(sql_record *record, uint32_t meter)
{
    record->usage[record->n_usage++] = (toll_bill_usage){meter, 1};
    for (uint64_t i = 0; i < record->n_usage; i++) {
        toll_bill_meter description;
        describe_meter((uint32_t)record->usage[i].meter, &description);
        uint32_t parents[] = {description.parent, description.second_parent};
        for (int j = 0; j < 2; j++) {
            if (parents[j] != 0 && !has_meter(record, parents[j])) {
                record->usage[record->n_usage++] = (toll_bill_usage){parents[j], 1};
            }
        }
    }
}

/* The line that holds the unit: the meter's own, else that of the nearest meter which it is a part of. */
static const toll_bill_line *find_line(const toll_bill_line *lines, int64_t n_lines, uint32_t meter)
{
    while (meter != 0) {
        for (int64_t i = 0; i < n_lines; i++) {
            if (lines[i].meter == meter) {
                return &lines[i];
            }
        }
        toll_bill_meter description;
        describe_meter(meter, &description);
        meter = description.parent;
    }
    return NULL;
}

/* price / per * units * factor, for a million tokens or one unit of another meter. */
static toll_status price_units(const toll_bill_line *line, uint32_t meter, toll_amount *price, toll_error *err)
{
    toll_bill_meter description;
    describe_meter(meter, &description);
    int64_t units = description.is_token ? 1000000 : description.base_units_per_unit;
    toll_status status =
        toll_amount_compute(&line->contracted_price, units, line->per, TOLL_ROUND_HALF_EVEN, price, NULL, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_amount_multiply(price, &line->bill_factor, TOLL_ROUND_HALF_EVEN, price, NULL, err);
}

toll_status sql_price(sql_cards *cards, sql_text model, sql_text meter, int64_t at_s, toll_amount *price,
                      toll_error *err)
{
    sql_word word;
    sql_record record;
    toll_bill_line lines[LINES];
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = sql_word_find(sql_cards_book(cards), meter, &word, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (word.kind != SQL_WORD_METER) {
        return sql_fail(err, TOLL_E_UNKNOWN_ID, "meter", "\"%.*s\" is no meter", sql_cut(meter), meter.bytes);
    }
    sql_record_start(&record, model, at_s);
    add_one_unit(&record, word.meter);
    status = sql_bill(cards, &record, lines, LINES, &total, err);
    if (status != TOLL_OK) {
        return status;
    }
    const toll_bill_line *line = find_line(lines, total.n_lines, word.meter);
    if (line == NULL) {
        return sql_fail(err, TOLL_E_MISSING, "meter", "\"%.*s\" has no price of its own", sql_cut(meter), meter.bytes);
    }
    return price_units(line, word.meter, price, err);
}
