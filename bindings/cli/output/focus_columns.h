/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a FOCUS file (FinOps Open Cost and Usage Specification, CostAndUsage) as CSV. A row is one text a column; NULL is
 * null, an empty cell. */
#ifndef TOLL_CLI_OUTPUT_FOCUS_COLUMNS_H
#define TOLL_CLI_OUTPUT_FOCUS_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* FOCUS_1_0 is for readers that know no other: its columns, and the five names that rules of focus-validator 1.0.0 have in
 * place of them (Provider for ProviderName, ...). */
typedef enum focus_version { FOCUS_1_2, FOCUS_1_0 } focus_version;

/* Columns of 1.2, in the order of their names; those that begin with x_ are our own, as the specification asks. Left out are
 * capacity reservations, which nothing here has. */
typedef enum focus_column {
    FOCUS_AVAILABILITY_ZONE,
    FOCUS_BILLED_COST,
    FOCUS_BILLING_ACCOUNT_ID,
    FOCUS_BILLING_ACCOUNT_NAME,
    FOCUS_BILLING_ACCOUNT_TYPE,
    FOCUS_BILLING_CURRENCY,
    FOCUS_BILLING_PERIOD_END,
    FOCUS_BILLING_PERIOD_START,
    FOCUS_CHARGE_CATEGORY,
    FOCUS_CHARGE_CLASS,
    FOCUS_CHARGE_DESCRIPTION,
    FOCUS_CHARGE_FREQUENCY,
    FOCUS_CHARGE_PERIOD_END,
    FOCUS_CHARGE_PERIOD_START,
    FOCUS_COMMITMENT_DISCOUNT_CATEGORY,
    FOCUS_COMMITMENT_DISCOUNT_ID,
    FOCUS_COMMITMENT_DISCOUNT_NAME,
    FOCUS_COMMITMENT_DISCOUNT_QUANTITY,
    FOCUS_COMMITMENT_DISCOUNT_STATUS,
    FOCUS_COMMITMENT_DISCOUNT_TYPE,
    FOCUS_COMMITMENT_DISCOUNT_UNIT,
    FOCUS_CONSUMED_QUANTITY,
    FOCUS_CONSUMED_UNIT,
    FOCUS_CONTRACTED_COST,
    FOCUS_CONTRACTED_UNIT_PRICE,
    FOCUS_EFFECTIVE_COST,
    FOCUS_INVOICE_ID,
    FOCUS_INVOICE_ISSUER_NAME,
    FOCUS_LIST_COST,
    FOCUS_LIST_UNIT_PRICE,
    FOCUS_PRICING_CATEGORY,
    FOCUS_PRICING_CURRENCY,
    FOCUS_PRICING_CURRENCY_CONTRACTED_UNIT_PRICE,
    FOCUS_PRICING_CURRENCY_EFFECTIVE_COST,
    FOCUS_PRICING_CURRENCY_LIST_UNIT_PRICE,
    FOCUS_PRICING_QUANTITY,
    FOCUS_PRICING_UNIT,
    FOCUS_PROVIDER_NAME,
    FOCUS_PUBLISHER_NAME,
    FOCUS_REGION_ID,
    FOCUS_REGION_NAME,
    FOCUS_RESOURCE_ID,
    FOCUS_RESOURCE_NAME,
    FOCUS_RESOURCE_TYPE,
    FOCUS_SERVICE_CATEGORY,
    FOCUS_SERVICE_NAME,
    FOCUS_SERVICE_SUBCATEGORY,
    FOCUS_SKU_ID,
    FOCUS_SKU_METER,
    FOCUS_SKU_PRICE_DETAILS,
    FOCUS_SKU_PRICE_ID,
    FOCUS_SUB_ACCOUNT_ID,
    FOCUS_SUB_ACCOUNT_NAME,
    FOCUS_SUB_ACCOUNT_TYPE,
    FOCUS_TAGS,
    FOCUS_X_MODEL,
    FOCUS_X_RECORDS,
    FOCUS_X_EXCHANGE_RATE,
    FOCUS_X_EXCHANGE_RATE_DATE,
    FOCUS_X_EXCHANGE_RATE_SOURCE,
    FOCUS_X_BOOK_HASH,
    FOCUS_COLUMNS
} focus_column;

typedef struct focus_row {
    const char *cells[FOCUS_COLUMNS];
} focus_row;

void focus_write_heads(FILE *out, focus_version version);
void focus_write_row(FILE *out, const focus_row *row, focus_version version);

/* "1.2" or "1.0"; false: another text. */
bool focus_version_parse(const char *text, focus_version *version);

/* A JSON object of texts in a fixed buffer, for SkuPriceDetails and Tags. is_full: a pair had no room, and is left out. */
typedef struct focus_object {
    char text[6000];
    size_t used;
    bool is_full;
} focus_object;

void focus_object_start(focus_object *o);
void focus_object_add(focus_object *o, const char *key, const char *value);
const char *focus_object_end(focus_object *o); /* its text; NULL: it has no pair */

/* A double in FOCUS's NumericFormat, to its last bit: 16000.0, 0.1, 1E-5. */
void focus_number(double value, char *text, size_t size);

#endif
