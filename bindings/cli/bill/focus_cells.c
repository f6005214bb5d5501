/* SPDX-License-Identifier: Apache-2.0 */
/* A price buys `per` base units, so PricingUnit is that number of units and PricingQuantity is quantity / per: their product
 * with the unit price is the cost. Example: 1,920 cached tokens at 0.125 USD per million are 0.00192 of "1000000 Tokens",
 * and 0.00192 * 0.125 = 0.00024 USD. */
#include "bill/focus_cells.h"

#include <stdio.h>
#include <string.h>

#include "input/meters.h"

/* ---- units ---- */

/* Names of FOCUS's UnitFormat: capitals, and the plural of what is counted. token-hour: Token-Hours; GB-day: GB-Days. */
static void unit_name(const char *unit, char *text, size_t size)
{
    snprintf(text, size, "%ss", unit[0] != 0 ? unit : "unit");
    bool is_first = true;
    for (char *c = text; *c != 0; c++) {
        *c = is_first && *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
        is_first = *c == '-' || *c == ' ';
    }
}

void focus_consumed_unit(uint32_t meter, char *text, size_t size)
{
    unit_name(meter_of(meter).unit, text, size);
}

/* Prices of less than the meter's unit: by the second of a meter of hours, or by the base unit. */
static void small_unit(const toll_bill_meter *m, int64_t per, char *text, size_t size)
{
    bool is_time = m->base_units_per_unit == INT64_C(3600000000);
    if (is_time && per % 1000000 == 0) {
        int64_t seconds = per / 1000000;
        snprintf(text, size, seconds == 1 ? "Seconds" : "%lld Seconds", (long long)seconds);
        return;
    }
    snprintf(text, size, "%lld %s", (long long)per, is_time ? "Microseconds" : "Base Units");
}

void focus_pricing_unit(uint32_t meter, int64_t per, char *text, size_t size)
{
    toll_bill_meter m = meter_of(meter);
    char name[40];
    if (m.base_units_per_unit <= 0 || per % m.base_units_per_unit != 0) {
        small_unit(&m, per, text, size);
        return;
    }
    int64_t units = per / m.base_units_per_unit;
    unit_name(m.unit, name, sizeof name);
    if (units == 1) {
        snprintf(text, size, "%s", name);
    } else {
        snprintf(text, size, "%lld %s", (long long)units, name);
    }
}

/* ---- numbers ---- */

bool focus_quantity(int64_t quantity, int64_t per, char *text)
{
    static const toll_decimal one = {1, 0, 0};
    toll_amount amount;
    return toll_amount_compute(&one, quantity, per, TOLL_ROUND_HALF_EVEN, &amount, NULL, NULL) == TOLL_OK &&
           toll_amount_format(&amount, 1, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL) == TOLL_OK;
}

/* The price of `per` base units. */
static bool price_of(const charge_key *key, bool is_list, int64_t per, toll_amount *amount, int32_t *inexact)
{
    const toll_decimal *price = is_list ? &key->list_price : &key->contracted_price;
    const toll_decimal *factor = is_list ? &key->list_factor : &key->contract_factor;
    toll_decimal product;
    return toll_decimal_multiply(price, factor, &product, NULL) == TOLL_OK &&
           toll_amount_compute(&product, per, key->per, TOLL_ROUND_HALF_EVEN, amount, inexact, NULL) == TOLL_OK;
}

static bool has_end(const charge_key *key, int64_t per)
{
    static const toll_decimal one = {1, 0, 0};
    toll_amount amount;
    int32_t q = 1, list = 1, contracted = 1;
    bool is_made = toll_amount_compute(&one, 1, per, TOLL_ROUND_DOWN, &amount, &q, NULL) == TOLL_OK &&
                   price_of(key, true, per, &amount, &list) && price_of(key, false, per, &amount, &contracted);
    return is_made && (q | list | contracted) == 0;
}

/* 10 s at 0.36 a minute are 0.1666... minutes at 0.36, but 10 seconds at 0.006. */
int64_t focus_per(const charge_key *key)
{
    int64_t unit = meter_of(key->meter).base_units_per_unit;
    bool is_better = unit > 0 && unit != key->per && !has_end(key, key->per) && has_end(key, unit);
    return is_better ? unit : key->per;
}

bool focus_unit_price(const charge_key *key, bool is_list, int64_t per, const dated_rate *rate, char *text)
{
    toll_amount amount;
    return price_of(key, is_list, per, &amount, NULL) && record_convert(rate, &amount, &amount, NULL) &&
           toll_amount_format(&amount, 1, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL) == TOLL_OK;
}

/* ---- SKUs ---- */

void focus_sku(const charge_key *key, char *text, size_t size)
{
    snprintf(text, size, "%s/%s/%s", key->provider, key->model, meter_of(key->meter).name);
}

static bool is_one(const toll_decimal *factor)
{
    static const toll_decimal one = {1, 0, 0};
    int32_t order = 1;
    return toll_decimal_compare(factor, &one, &order, NULL) == TOLL_OK && order == 0;
}

static void factor_text(const toll_decimal *factor, char *text)
{
    toll_amount amount;
    text[0] = 0;
    if (toll_amount_convert(factor, TOLL_ROUND_HALF_EVEN, &amount, NULL, NULL) == TOLL_OK) {
        toll_amount_format(&amount, 0, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL);
    }
}

static const char *kind_text(const charge_key *key)
{
    if ((key->kind & TOLL_LINE_ALLOWANCE) != 0) {
        return "allowance";
    }
    if ((key->kind & TOLL_LINE_FEE) != 0) {
        return "fee";
    }
    return (key->kind & TOLL_LINE_VOLUME) != 0 ? "volume tier" : "";
}

static size_t append(char *text, size_t size, const char *before, const char *what)
{
    size_t used = strlen(text);
    if (what[0] != 0) {
        snprintf(text + used, size - used, "%s%s", before, what);
    }
    return strlen(text) - used;
}

void focus_price_id(const charge_key *key, char *text, size_t size)
{
    char row[24], factor[TOLL_MONEY_TEXT_BYTES] = "", attributes[sizeof key->attributes];
    focus_sku(key, text, size);
    snprintf(row, sizeof row, "%u", (unsigned)key->rule);
    snprintf(attributes, sizeof attributes, "%s", key->attributes);
    for (char *c = attributes; *c != 0; c++) {
        *c = *c == '\n' ? ',' : *c;
    }
    if (!is_one(&key->list_factor)) {
        factor_text(&key->list_factor, factor);
    }
    append(text, size, "/", key->tier);
    append(text, size, "/", key->region);
    append(text, size, "/", attributes);
    append(text, size, "/row ", row);
    append(text, size, "/x ", factor);
    append(text, size, "/", kind_text(key));
}

/* search_context_size becomes x_SearchContextSize: own keys begin with x_, and keys are in Pascal case. */
static void own_key(const char *name, size_t length, char *key, size_t size)
{
    size_t used = (size_t)snprintf(key, size, "x_");
    bool is_first = true;
    for (size_t i = 0; i < length && used + 1 < size; i++) {
        bool is_letter = name[i] >= 'a' && name[i] <= 'z';
        bool is_kept = name[i] != '_' && name[i] != '-' && name[i] != ' ' && name[i] != '.';
        if (is_kept) {
            key[used++] = is_first && is_letter ? (char)(name[i] - 'a' + 'A') : name[i];
        }
        is_first = !is_kept;
    }
    key[used] = 0;
}

static void add_attributes(const char *attributes, focus_object *o)
{
    char key[64], value[128];
    for (const char *at = attributes; *at != 0;) {
        size_t length = strcspn(at, "\n");
        size_t name = strcspn(at, "=\n");
        own_key(at, name, key, sizeof key);
        snprintf(value, sizeof value, "%.*s", (int)(length - name - (name < length)), at + name + (name < length));
        focus_object_add(o, key, value);
        at += length + (at[length] == '\n');
    }
}

static void add_present(focus_object *o, const char *key, const char *value)
{
    if (value[0] != 0) {
        focus_object_add(o, key, value);
    }
}

const char *focus_price_details(const charge_key *key, focus_object *o)
{
    char row[24], factor[TOLL_MONEY_TEXT_BYTES];
    snprintf(row, sizeof row, "%u", (unsigned)key->rule);
    focus_object_start(o);
    focus_object_add(o, meter_of(key->meter).is_token != 0 ? "x_TokenType" : "x_Meter", meter_of(key->meter).name);
    if (key->price_meter != key->meter) {
        focus_object_add(o, "x_PricedAs", meter_of(key->price_meter).name);
    }
    focus_object_add(o, "x_ServiceTier", key->tier);
    add_present(o, "x_Region", key->region);
    add_attributes(key->attributes, o);
    focus_object_add(o, "x_TariffRow", row);
    if (!is_one(&key->list_factor)) {
        factor_text(&key->list_factor, factor);
        focus_object_add(o, "x_ListMultiplier", factor);
    }
    add_present(o, "x_Kind", kind_text(key));
    return focus_object_end(o);
}
