/* SPDX-License-Identifier: Apache-2.0 */
/* An estimated unit cost as tariff rows: plain numbers in, rows out. */
#include <math.h>
#include <string.h>

#include <toll/bill.h>

#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"

#define PRICE_DIGITS 9
#define PRICE_SCALE  1e9 /* 10^PRICE_DIGITS */
#define PRICE_MAX    1e9
#define SKU_SUFFIX   "/estimated"
#define SOURCE       "libtoll: estimated cost of an own deployment"

static toll_status check_price(double usd, const char *argument, toll_error *err)
{
    return toll__check_range(err, 0, argument, -1, 0, PRICE_MAX, usd);
}

static void start_row(toll_bill_row *row, uint32_t kind)
{
    memset(row, 0, sizeof *row);
    row->kind = kind;
    memcpy(row->source, SOURCE, sizeof SOURCE);
}

static void price_row(toll_bill_row *row, uint32_t meter, double usd)
{
    start_row(row, TOLL_ROW_PRICE);
    row->meter = meter;
    row->per = 1000000;
    row->number.coef = (int64_t)floor(usd * PRICE_SCALE + 0.5);
    row->number.scale = PRICE_DIGITS;
}

/* The SKU is the model's name with a suffix, cut where it is too long. */
static void fill_names(const toll__text_argument *provider, const toll__text_argument *model, toll_bill_row *tariff,
                       toll_bill_row *match)
{
    const uint64_t longest = sizeof tariff->text - sizeof SKU_SUFFIX;
    const uint64_t kept = model->length < longest ? model->length : longest;
    if (provider->length > 0)
        memcpy(tariff->key, provider->text, (size_t)provider->length);
    memcpy(tariff->text, model->text, (size_t)kept);
    memcpy(tariff->text + kept, SKU_SUFFIX, sizeof SKU_SUFFIX);
    memcpy(match->text, model->text, (size_t)model->length);
}

toll_status toll_book_estimate_rows(const char *provider, uint64_t provider_length, const char *model,
                                    uint64_t model_length, double usd_per_mtok_input, double usd_per_mtok_output,
                                    int64_t from_s, toll_bill_row *rows, uint64_t stride_bytes, toll_error *err)
{
    toll_bill_row made[TOLL_BOOK_ESTIMATED_ROWS];
    toll__text_argument seller = {provider, provider_length, "provider", "provider_length"};
    toll__text_argument name = {model, model_length, "model", "model_length"};
    toll_status status = toll__take_text(&seller, 0, sizeof made[0].key - 1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_text(&name, 1, sizeof made[0].text - 1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_price(usd_per_mtok_input, "usd_per_mtok_input", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_price(usd_per_mtok_output, "usd_per_mtok_output", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_rows(rows, TOLL_BOOK_ESTIMATED_ROWS, stride_bytes, TOLL_KIND_BILL_ROW, "rows", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    start_row(&made[0], TOLL_ROW_TARIFF);
    start_row(&made[1], TOLL_ROW_MATCH);
    fill_names(&seller, &name, &made[0], &made[1]);
    memcpy(made[0].value, "USD", 4);
    made[0].origin = TOLL_ORIGIN_ESTIMATED;
    made[0].from_s = from_s;
    made[0].until_s = TOLL_TIME_MAX;
    made[1].op = TOLL_MATCH_EXACT;
    price_row(&made[2], TOLL_METER_INPUT, usd_per_mtok_input);
    price_row(&made[3], TOLL_METER_OUTPUT, usd_per_mtok_output);
    for (uint64_t i = 0; i < TOLL_BOOK_ESTIMATED_ROWS; i++)
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_BILL_ROW), &made[i],
                               (unsigned char *)rows + i * stride_bytes, stride_bytes);
    return TOLL_OK;
}
