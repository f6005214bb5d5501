/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of FOCUS 1.2 and their cells. Source: "FinOps Open Cost and Usage Specification" v1.2 (FinOps Foundation,
 * May 2025), columns and the attributes NumericFormat, KeyValueFormat and NullHandling. */
#include "output/focus_columns.h"

#include <stdlib.h>
#include <string.h>

#include "output/outside_text.h"

/* is_text: what comes from outside or may hold a comma; a number or an instant of our own is written as it is. */
static const struct {
    const char *name;
    bool is_text, is_later; /* later: than 1.0 */
} columns[FOCUS_COLUMNS] = {
    [FOCUS_AVAILABILITY_ZONE] = {"AvailabilityZone", true, false},
    [FOCUS_BILLED_COST] = {"BilledCost", false, false},
    [FOCUS_BILLING_ACCOUNT_ID] = {"BillingAccountId", true, false},
    [FOCUS_BILLING_ACCOUNT_NAME] = {"BillingAccountName", true, false},
    [FOCUS_BILLING_ACCOUNT_TYPE] = {"BillingAccountType", true, true},
    [FOCUS_BILLING_CURRENCY] = {"BillingCurrency", true, false},
    [FOCUS_BILLING_PERIOD_END] = {"BillingPeriodEnd", false, false},
    [FOCUS_BILLING_PERIOD_START] = {"BillingPeriodStart", false, false},
    [FOCUS_CHARGE_CATEGORY] = {"ChargeCategory", true, false},
    [FOCUS_CHARGE_CLASS] = {"ChargeClass", true, false},
    [FOCUS_CHARGE_DESCRIPTION] = {"ChargeDescription", true, false},
    [FOCUS_CHARGE_FREQUENCY] = {"ChargeFrequency", true, false},
    [FOCUS_CHARGE_PERIOD_END] = {"ChargePeriodEnd", false, false},
    [FOCUS_CHARGE_PERIOD_START] = {"ChargePeriodStart", false, false},
    [FOCUS_COMMITMENT_DISCOUNT_CATEGORY] = {"CommitmentDiscountCategory", true, false},
    [FOCUS_COMMITMENT_DISCOUNT_ID] = {"CommitmentDiscountId", true, false},
    [FOCUS_COMMITMENT_DISCOUNT_NAME] = {"CommitmentDiscountName", true, false},
    [FOCUS_COMMITMENT_DISCOUNT_QUANTITY] = {"CommitmentDiscountQuantity", false, true},
    [FOCUS_COMMITMENT_DISCOUNT_STATUS] = {"CommitmentDiscountStatus", true, false},
    [FOCUS_COMMITMENT_DISCOUNT_TYPE] = {"CommitmentDiscountType", true, false},
    [FOCUS_COMMITMENT_DISCOUNT_UNIT] = {"CommitmentDiscountUnit", true, true},
    [FOCUS_CONSUMED_QUANTITY] = {"ConsumedQuantity", false, false},
    [FOCUS_CONSUMED_UNIT] = {"ConsumedUnit", true, false},
    [FOCUS_CONTRACTED_COST] = {"ContractedCost", false, false},
    [FOCUS_CONTRACTED_UNIT_PRICE] = {"ContractedUnitPrice", false, false},
    [FOCUS_EFFECTIVE_COST] = {"EffectiveCost", false, false},
    [FOCUS_INVOICE_ID] = {"InvoiceId", true, true},
    [FOCUS_INVOICE_ISSUER_NAME] = {"InvoiceIssuerName", true, false},
    [FOCUS_LIST_COST] = {"ListCost", false, false},
    [FOCUS_LIST_UNIT_PRICE] = {"ListUnitPrice", false, false},
    [FOCUS_PRICING_CATEGORY] = {"PricingCategory", true, false},
    [FOCUS_PRICING_CURRENCY] = {"PricingCurrency", true, true},
    [FOCUS_PRICING_CURRENCY_CONTRACTED_UNIT_PRICE] = {"PricingCurrencyContractedUnitPrice", false, true},
    [FOCUS_PRICING_CURRENCY_EFFECTIVE_COST] = {"PricingCurrencyEffectiveCost", false, true},
    [FOCUS_PRICING_CURRENCY_LIST_UNIT_PRICE] = {"PricingCurrencyListUnitPrice", false, true},
    [FOCUS_PRICING_QUANTITY] = {"PricingQuantity", false, false},
    [FOCUS_PRICING_UNIT] = {"PricingUnit", true, false},
    [FOCUS_PROVIDER_NAME] = {"ProviderName", true, false},
    [FOCUS_PUBLISHER_NAME] = {"PublisherName", true, false},
    [FOCUS_REGION_ID] = {"RegionId", true, false},
    [FOCUS_REGION_NAME] = {"RegionName", true, false},
    [FOCUS_RESOURCE_ID] = {"ResourceId", true, false},
    [FOCUS_RESOURCE_NAME] = {"ResourceName", true, false},
    [FOCUS_RESOURCE_TYPE] = {"ResourceType", true, false},
    [FOCUS_SERVICE_CATEGORY] = {"ServiceCategory", true, false},
    [FOCUS_SERVICE_NAME] = {"ServiceName", true, false},
    [FOCUS_SERVICE_SUBCATEGORY] = {"ServiceSubcategory", true, true},
    [FOCUS_SKU_ID] = {"SkuId", true, false},
    [FOCUS_SKU_METER] = {"SkuMeter", true, true},
    [FOCUS_SKU_PRICE_DETAILS] = {"SkuPriceDetails", true, true},
    [FOCUS_SKU_PRICE_ID] = {"SkuPriceId", true, false},
    [FOCUS_SUB_ACCOUNT_ID] = {"SubAccountId", true, false},
    [FOCUS_SUB_ACCOUNT_NAME] = {"SubAccountName", true, false},
    [FOCUS_SUB_ACCOUNT_TYPE] = {"SubAccountType", true, true},
    [FOCUS_TAGS] = {"Tags", true, false},
    [FOCUS_X_MODEL] = {"x_Model", true, false},
    [FOCUS_X_RECORDS] = {"x_Records", false, false},
    [FOCUS_X_EXCHANGE_RATE] = {"x_ExchangeRate", false, false},
    [FOCUS_X_EXCHANGE_RATE_DATE] = {"x_ExchangeRateDate", false, false},
    [FOCUS_X_EXCHANGE_RATE_SOURCE] = {"x_ExchangeRateSource", true, false},
    [FOCUS_X_BOOK_HASH] = {"x_BookHash", true, false},
};

/* Names in the rules of focus-validator 1.0.0 that no released specification has, and the column that each of them means. */
static const struct {
    const char *name;
    focus_column column;
} old_names[] = {{"ChargeType", FOCUS_CHARGE_CATEGORY},
                 {"InvoiceIssuer", FOCUS_INVOICE_ISSUER_NAME},
                 {"Provider", FOCUS_PROVIDER_NAME},
                 {"Publisher", FOCUS_PUBLISHER_NAME},
                 {"ResourceID", FOCUS_RESOURCE_ID}};

#define OLD_NAMES (sizeof old_names / sizeof old_names[0])

static bool has_column(focus_version version, int column)
{
    return version == FOCUS_1_2 || !columns[column].is_later;
}

bool focus_version_parse(const char *text, focus_version *version)
{
    *version = strcmp(text, "1.0") == 0 ? FOCUS_1_0 : FOCUS_1_2;
    return *version == FOCUS_1_0 || strcmp(text, "1.2") == 0;
}

void focus_write_heads(FILE *out, focus_version version)
{
    const char *comma = "";
    for (int i = 0; i < FOCUS_COLUMNS; i++) {
        if (has_column(version, i)) {
            fprintf(out, "%s%s", comma, columns[i].name);
            comma = ",";
        }
    }
    for (size_t i = 0; version == FOCUS_1_0 && i < OLD_NAMES; i++) {
        fprintf(out, ",%s", old_names[i].name);
    }
    fputc('\n', out);
}

/* An empty text is null as well: FOCUS forbids empty strings. */
static void write_cell(FILE *out, const char *cell, bool is_text)
{
    if (cell == NULL || cell[0] == 0) {
        return;
    }
    if (is_text) {
        outside_csv(out, cell);
    } else {
        fputs(cell, out);
    }
}

void focus_write_row(FILE *out, const focus_row *row, focus_version version)
{
    const char *comma = "";
    for (int i = 0; i < FOCUS_COLUMNS; i++) {
        if (has_column(version, i)) {
            fputs(comma, out);
            write_cell(out, row->cells[i], columns[i].is_text);
            comma = ",";
        }
    }
    for (size_t i = 0; version == FOCUS_1_0 && i < OLD_NAMES; i++) {
        fputc(',', out);
        write_cell(out, row->cells[old_names[i].column], true);
    }
    fputc('\n', out);
}

/* ---- JSON objects ---- */

void focus_object_start(focus_object *o)
{
    o->used = 0;
    o->is_full = false;
    o->text[0] = 0;
}

static bool put_bytes(focus_object *o, const char *bytes, size_t length)
{
    if (o->used + length + 2 > sizeof o->text) { /* "}" and NUL */
        return false;
    }
    memcpy(o->text + o->used, bytes, length);
    o->used += length;
    return true;
}

static bool put_quoted(focus_object *o, const char *text)
{
    char escaped[8];
    bool has_room = put_bytes(o, "\"", 1);
    for (; *text != 0 && has_room; text++) {
        unsigned char c = (unsigned char)*text;
        int length = c < 0x20                ? snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)c)
                     : c == '"' || c == '\\' ? snprintf(escaped, sizeof escaped, "\\%c", c)
                                             : snprintf(escaped, sizeof escaped, "%c", c);
        has_room = put_bytes(o, escaped, (size_t)length);
    }
    return has_room && put_bytes(o, "\"", 1);
}

void focus_object_add(focus_object *o, const char *key, const char *value)
{
    size_t before = o->used;
    bool has_room =
        put_bytes(o, before == 0 ? "{" : ",", 1) && put_quoted(o, key) && put_bytes(o, ":", 1) && put_quoted(o, value);
    if (!has_room) {
        o->used = before;
        o->is_full = true;
    }
}

const char *focus_object_end(focus_object *o)
{
    if (o->used == 0) {
        return NULL;
    }
    memcpy(o->text + o->used, "}", 2);
    return o->text;
}

/* ---- numbers ---- */

/* The fewest digits, 15 to 17, that give the double back to the last bit. */
static void shortest_digits(double value, char *text, size_t size)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, size, "%.*g", digits, value);
        if (strtod(text, NULL) == value) {
            return;
        }
    }
}

/* C writes 1e-05 and 1e+20, NumericFormat 1E-5 and 1E20. A whole number gets ".0": readers tell the type of a column by its
 * text. */
void focus_number(double value, char *text, size_t size)
{
    char digits[40];
    shortest_digits(value, digits, sizeof digits);
    char *exponent = strchr(digits, 'e');
    if (exponent == NULL) {
        snprintf(text, size, "%s%s", value == 0 ? "0" : digits, strchr(digits, '.') == NULL || value == 0 ? ".0" : "");
        return;
    }
    *exponent = 0;
    snprintf(text, size, "%sE%ld", digits, strtol(exponent + 1, NULL, 10));
}
