/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of reports by vendor, as their documents and exports have them (read in November 2026):
 *
 *   anthropic  Console, Cost page, CSV export: usage_date_utc, model, token_type, cost_usd, usage_type, inference_geo
 *   openai     Dashboard, Usage page, cost export by line item: start_time_iso, amount_value, line_item, quantity
 *   aws        CUR 2.0 of Data Exports (docs.aws.amazon.com/cur, "Line item details"), and the names of legacy CUR
 *   focus      FOCUS 1.0 .. 1.3 (focus.finops.org): ChargePeriodStart, BilledCost, ChargeCategory
 *   azure      Cost and usage details, EA and MCA (learn.microsoft.com, cost-management-billing/dataset-schema)
 *   gcp        Cloud Billing, standard usage cost (docs.cloud.google.com/billing), flattened to CSV
 *
 * Names are compared without case. The first form whose date, amount and item or model are there is taken: FOCUS goes
 * first, because vendors' own columns may stand beside it. */
#include "table/statement_columns.h"

#include <ctype.h>
#include <string.h>

#include "text/io_error.h"

#define SPELLINGS 4

typedef struct statement_form {
    const char *name, *provider, *currency;
    const char *columns[STATEMENT_COLUMNS][SPELLINGS];
} statement_form;

static const statement_form forms[] = {
    {"focus",
     "",
     "",
     {[STATEMENT_DATE] = {"ChargePeriodStart"},
      [STATEMENT_ITEM] = {"ChargeDescription", "SkuMeter"},
      [STATEMENT_QUANTITY] = {"ConsumedQuantity", "PricingQuantity"},
      [STATEMENT_UNIT] = {"ConsumedUnit", "PricingUnit"},
      [STATEMENT_AMOUNT] = {"BilledCost"},
      [STATEMENT_CURRENCY] = {"BillingCurrency"},
      [STATEMENT_REGION] = {"RegionId"},
      [STATEMENT_KIND] = {"ChargeCategory"}}},
    {"aws",
     "aws",
     "",
     {[STATEMENT_DATE] = {"line_item_usage_start_date", "lineItem/UsageStartDate"},
      [STATEMENT_ITEM] = {"line_item_usage_type", "lineItem/UsageType"},
      [STATEMENT_QUANTITY] = {"line_item_usage_amount", "lineItem/UsageAmount"},
      [STATEMENT_UNIT] = {"pricing_unit", "pricing/unit"},
      [STATEMENT_AMOUNT] = {"line_item_unblended_cost", "lineItem/UnblendedCost"},
      [STATEMENT_CURRENCY] = {"line_item_currency_code", "lineItem/CurrencyCode"},
      [STATEMENT_REGION] = {"product_region_code", "product/regionCode"},
      [STATEMENT_KIND] = {"line_item_line_item_type", "lineItem/LineItemType"}}},
    {"anthropic",
     "anthropic",
     "USD",
     {[STATEMENT_DATE] = {"usage_date_utc"},
      [STATEMENT_MODEL] = {"model"},
      [STATEMENT_ITEM] = {"token_type"},
      [STATEMENT_METER] = {"token_type"},
      [STATEMENT_AMOUNT] = {"cost_usd"},
      [STATEMENT_TIER] = {"usage_type"},
      [STATEMENT_REGION] = {"inference_geo"},
      [STATEMENT_KIND] = {"cost_type"}}},
    {"openai",
     "openai",
     "",
     {[STATEMENT_DATE] = {"start_time_iso", "start_time"},
      [STATEMENT_ITEM] = {"line_item"},
      [STATEMENT_QUANTITY] = {"quantity"},
      [STATEMENT_UNIT] = {"quantity_unit"},
      [STATEMENT_AMOUNT] = {"amount_value"},
      [STATEMENT_CURRENCY] = {"amount_currency"}}},
    {"azure",
     "azure",
     "",
     {[STATEMENT_DATE] = {"Date", "UsageDateTime"},
      [STATEMENT_ITEM] = {"MeterName"},
      [STATEMENT_QUANTITY] = {"Quantity"},
      [STATEMENT_UNIT] = {"UnitOfMeasure"},
      [STATEMENT_AMOUNT] = {"CostInBillingCurrency", "Cost"},
      [STATEMENT_CURRENCY] = {"BillingCurrency", "BillingCurrencyCode"},
      [STATEMENT_REGION] = {"ResourceLocation"},
      [STATEMENT_KIND] = {"ChargeType"}}},
    {"gcp",
     "google",
     "",
     {[STATEMENT_DATE] = {"usage_start_time", "Usage start date"},
      [STATEMENT_ITEM] = {"sku.description", "sku_description", "SKU description"},
      [STATEMENT_QUANTITY] = {"usage.amount", "usage_amount", "Usage amount"},
      [STATEMENT_UNIT] = {"usage.unit", "usage_unit", "Usage unit"},
      [STATEMENT_AMOUNT] = {"cost"},
      [STATEMENT_CURRENCY] = {"currency"},
      [STATEMENT_REGION] = {"location.region", "location_region"},
      [STATEMENT_KIND] = {"cost_type", "Cost type"}}},
};

static const char *const targets[STATEMENT_COLUMNS] = {"date",   "model",    "item", "meter",  "quantity", "unit",
                                                       "amount", "currency", "tier", "region", "kind"};

static int is_same_name(const char *name, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (tolower((unsigned char)name[i]) != tolower((unsigned char)text[i]))
            return 0;
    return name[length] == 0;
}

static int find_named(const toll__csv_table *csv, const char *name, size_t length)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (is_same_name(toll__csv_text(csv, 0, i), name, length))
            return (int)i;
    return -1;
}

static void place_form(const toll__csv_table *csv, const statement_form *form, toll__statement_place *place)
{
    *place = (toll__statement_place){.form = form->name, .provider = form->provider, .currency = form->currency};
    for (int c = 0; c < STATEMENT_COLUMNS; c++) {
        place->at[c] = -1;
        for (int s = 0; s < SPELLINGS && place->at[c] < 0 && form->columns[c][s] != NULL; s++)
            place->at[c] = find_named(csv, form->columns[c][s], strlen(form->columns[c][s]));
    }
}

static int is_complete(const toll__statement_place *place)
{
    return place->at[STATEMENT_AMOUNT] >= 0 && (place->at[STATEMENT_MODEL] >= 0 || place->at[STATEMENT_ITEM] >= 0);
}

static int tell_form(const toll__csv_table *csv, toll__statement_place *place)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        place_form(csv, &forms[i], place);
        if (is_complete(place) && place->at[STATEMENT_DATE] >= 0)
            return 1;
    }
    *place = (toll__statement_place){.form = "own", .provider = "", .currency = ""};
    for (int c = 0; c < STATEMENT_COLUMNS; c++)
        place->at[c] = -1;
    return 0;
}

static toll_status lay_map(const toll__csv_table *csv, const toll__statement_map *map, toll__statement_place *place,
                           toll_error *err)
{
    int target = 0;
    while (target < STATEMENT_COLUMNS && !is_same_name(targets[target], map->target, map->target_length))
        target++;
    if (target == STATEMENT_COLUMNS)
        return toll__io_fail(
            err, TOLL_E_UNKNOWN_ID, "map",
            "no target \"%.*s\"; there are date, model, item, meter, quantity, unit, amount, currency, "
            "tier, region and kind",
            (int)map->target_length, map->target);
    place->at[target] = find_named(csv, map->column, map->column_length);
    if (place->at[target] < 0)
        return toll__io_fail(err, TOLL_E_UNKNOWN_ID, "map", "%s has no column \"%.*s\"", csv->name,
                             (int)map->column_length, map->column);
    return TOLL_OK;
}

toll_status toll__statement_find_columns(const toll__csv_table *csv, const toll__statement_map *maps, size_t n_maps,
                                         toll__statement_place *place, toll_error *err)
{
    tell_form(csv, place);
    for (size_t i = 0; i < n_maps; i++) {
        toll_status status = lay_map(csv, &maps[i], place, err);
        if (status != TOLL_OK)
            return status;
    }
    if (is_complete(place))
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_MISSING, "file",
                         "%s has the columns of no known report: tell at least amount, and model or item", csv->name);
}
