/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices and cost reports: what items name, the columns of each vendor, numbers, bad files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table/statement_file.h"
#include "table/statement_item.h"

static char path[64];

static toll_status read_text(const char *text, const toll__statement_map *maps, size_t n_maps, toll__statement *s,
                             toll_error *err)
{
    snprintf(path, sizeof path, "/tmp/toll_statement_XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (long)strlen(text));
    close(file);
    toll_status status = toll__statement_read(path, CSV_BYTES_MAX, maps, n_maps, s, err);
    unlink(path);
    return status;
}

static void assert_item(const char *item, const char *model, uint32_t meter, const char *tier)
{
    toll__statement_line line;
    memset(&line, 0, sizeof line);
    toll__statement_read_item(item, &line);
    assert_string_equal(line.model, model);
    assert_int_equal(line.meter, meter);
    assert_string_equal(line.tier, tier);
}

static void items_name_model_meter_and_tier(void **state)
{
    (void)state;
    assert_item("gpt-5-2025-08-07, input", "gpt-5-2025-08-07", TOLL_METER_INPUT, "");
    assert_item("gpt-5-2025-08-07, cached input", "gpt-5-2025-08-07", TOLL_METER_CACHE_READ, "");
    assert_item("gpt-4o-audio-preview-2024-12-17, audio input", "gpt-4o-audio-preview-2024-12-17",
                TOLL_METER_INPUT_AUDIO, "");
    assert_item("text-embedding-3-small, input", "text-embedding-3-small", TOLL_METER_INPUT, "");
    assert_item("gpt-5, batch output", "gpt-5", TOLL_METER_OUTPUT, "batch");
    assert_item("Claude Sonnet 4.5 Usage - Input Tokens", "Claude Sonnet 4.5", TOLL_METER_INPUT, "");
    assert_item("Claude Sonnet 4.5 Usage - Input Tokens, Cache Write, 5m TTL", "Claude Sonnet 4.5",
                TOLL_METER_CACHE_WRITE_5M, "");
    assert_item("USE1-Claude4.5Sonnet-input-tokens", "Claude4.5Sonnet", TOLL_METER_INPUT, "");
    assert_item("EUC1-Claude4.5Sonnet-cache-write-1h-tokens", "Claude4.5Sonnet", TOLL_METER_CACHE_WRITE_1H, "");
    assert_item("USW2-Nova2.0Lite-output-tokens-batch", "Nova2.0Lite", TOLL_METER_OUTPUT, "batch");
    assert_item("gpt-5-mini-0807 cchd Inp glbl Tokens", "gpt-5-mini-0807", TOLL_METER_CACHE_READ, "");
    assert_item("Gemini 2.5 Flash Text Output - Predictions", "Gemini 2.5 Flash", TOLL_METER_OUTPUT, "");
    assert_item("BoxUsage:m5.large", "BoxUsage:m5.large", 0, "");
    assert_item("", "", 0, "");
    assert_int_equal(toll__statement_find_meter("input_no_cache"), TOLL_METER_INPUT);
    assert_int_equal(toll__statement_find_meter("cache_creation.ephemeral_1h_input_tokens"), TOLL_METER_CACHE_WRITE_1H);
    assert_int_equal(toll__statement_find_meter("web_search"), TOLL_METER_WEB_SEARCH);
}

static void assert_amount(const toll__statement_line *line, const char *wanted)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    assert_int_equal(toll_amount_format(&line->amount, 0, text, sizeof text, NULL, NULL), TOLL_OK);
    assert_string_equal(text, wanted);
}

/* A report of each vendor, in the columns of its own export. */
static const struct {
    const char *form, *provider, *text;
    const char *model, *day, *amount, *currency, *tier;
    uint32_t meter;
    int64_t quantity; /* -1: not known */
} reports[] = {
    {"openai", "openai",
     "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit,line_item,"
     "project_id\n1790467200,1790553600,2026-09-27T00:00:00+00:00,2026-09-28T00:00:00+00:00,1.5E-1,usd,120000,tokens,"
     "\"gpt-5-2025-08-07, input\",p\n",
     "gpt-5-2025-08-07", "2026-09-27", "0.15", "USD", "", TOLL_METER_INPUT, 120000},
    {"anthropic", "anthropic",
     "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,"
     "inference_geo,speed\n2026-04-06,Claude Sonnet 4.5,Default,k,message,<= 200k,input_cache_read,18.71,18.71,token,"
     "not_available,\n",
     "Claude Sonnet 4.5", "2026-04-06", "18.71", "USD", "standard", TOLL_METER_CACHE_READ, -1},
    {"aws", "aws",
     "line_item_usage_start_date,line_item_line_item_type,line_item_usage_type,line_item_usage_amount,"
     "line_item_unblended_cost,line_item_currency_code,pricing_unit,product_region_code\n"
     "2026-10-01T00:00:00.000Z,Usage,USE1-Claude4.5Sonnet-input-tokens,123.456,0.370368,USD,1K tokens,us-east-1\n",
     "Claude4.5Sonnet", "2026-10-01", "0.370368", "USD", "", TOLL_METER_INPUT, 123456},
    {"focus", "",
     "BilledCost,BillingCurrency,ChargeCategory,ChargeDescription,ChargePeriodStart,ConsumedQuantity,ConsumedUnit\n"
     "2.00,EUR,Usage,\"gpt-5, output\",2026-10-02T00:00:00Z,200000,Tokens\n",
     "gpt-5", "2026-10-02", "2", "EUR", "", TOLL_METER_OUTPUT, 200000},
    {"azure", "azure",
     "Date,MeterCategory,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency,ChargeType\n"
     "10/03/2026,Foundry Models,gpt-5 Inp glbl Tokens,2.5,1M,3.125,EUR,Usage\n",
     "gpt-5", "2026-10-03", "3.125", "EUR", "", TOLL_METER_INPUT, 2500000},
    {"gcp", "google",
     "usage_start_time,sku.description,usage.amount,usage.unit,cost,currency,cost_type\n"
     "2026-10-04 07:00:00 UTC,Gemini 2.5 Flash Text Output - Predictions,1000,count,0.0025,USD,regular\n",
     "Gemini 2.5 Flash", "2026-10-04", "0.0025", "USD", "", TOLL_METER_OUTPUT, 1000},
};

static void reports_are_told_by_their_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
        toll__statement s;
        toll_error err = {0};
        if (read_text(reports[i].text, NULL, 0, &s, &err) != TOLL_OK)
            fail_msg("%s: %s", reports[i].form, err.message);
        assert_string_equal(s.form, reports[i].form);
        assert_string_equal(s.provider, reports[i].provider);
        assert_int_equal(s.n_lines, 1);
        const toll__statement_line *line = &s.lines[0];
        assert_int_equal(line->kind, STATEMENT_USAGE);
        assert_string_equal(line->model, reports[i].model);
        assert_string_equal(line->day, reports[i].day);
        assert_amount(line, reports[i].amount);
        assert_string_equal(line->currency, reports[i].currency);
        assert_string_equal(line->tier, reports[i].tier);
        assert_int_equal(line->meter, reports[i].meter);
        assert_int_equal(line->has_quantity ? line->quantity : -1, reports[i].quantity);
        toll__statement_release(&s);
    }
}

static void lines_that_are_no_usage_are_kept(void **state)
{
    (void)state;
    toll__statement s;
    toll_error err;
    static const uint32_t kinds[] = {STATEMENT_TAX, STATEMENT_DISCOUNT, STATEMENT_UNKNOWN, STATEMENT_UNKNOWN};
    assert_int_equal(read_text("ChargePeriodStart,BilledCost,BillingCurrency,ChargeCategory,ChargeDescription\n"
                               ",19,EUR,Tax,VAT\n,-5,EUR,Credit,grant\n,7,EUR,Purchase,seat\n,3,EUR,Usage,\n",
                               NULL, 0, &s, &err),
                     TOLL_OK);
    assert_int_equal(s.n_lines, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(s.lines[i].kind, kinds[i]);
    toll__statement_release(&s);
}

static void quantities_that_are_not_whole_are_not_known(void **state)
{
    (void)state;
    toll__statement s;
    toll_error err;
    assert_int_equal(read_text("ChargePeriodStart,BilledCost,ChargeDescription,ConsumedQuantity,ConsumedUnit\n"
                               ",1,\"m, input\",1.5,Tokens\n,1,\"m, input\",1.5,Hours\n,1,\"m, input\",,Tokens\n"
                               ",1,\"m, input\",-2,Tokens\n,1,\"m, input\",99999999999999999999,Tokens\n"
                               ",1,\"m, input\",1.5e3,Tokens\n",
                               NULL, 0, &s, &err),
                     TOLL_OK);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(s.lines[i].has_quantity, 0);
    assert_int_equal(s.lines[5].has_quantity, 1);
    assert_int_equal(s.lines[5].quantity, 1500);
    toll__statement_release(&s);
}

/* Doubles print their noise: at most 10 digits are meant. */
static void printed_digits_are_those_of_the_finest_line(void **state)
{
    (void)state;
    toll__statement s;
    toll_error err;
    assert_int_equal(read_text("date,item,amount\n,\"m, input\",5\n,\"m, input\",0.25\n", NULL, 0, &s, &err),
                     TOLL_E_MISSING);
    toll__statement_release(&s);
    const toll__statement_map maps[] = {{"amount", "amount", 6, 6}, {"item", "ITEM", 4, 4}};
    assert_int_equal(read_text("date,item,amount\n,\"m, input\",5\n,\"m, input\",0.25\n", maps, 2, &s, &err), TOLL_OK);
    assert_string_equal(s.form, "own");
    assert_int_equal(s.digits, 2);
    toll__statement_release(&s);
    assert_int_equal(read_text("item,amount\nm,0.30000000000000004\n", maps, 2, &s, &err), TOLL_OK);
    assert_int_equal(s.digits, STATEMENT_DIGITS);
    toll__statement_release(&s);
}

static void assert_refused(const char *text, const toll__statement_map *map, toll_status status, const char *message)
{
    toll__statement s;
    toll_error err;
    assert_int_equal(read_text(text, map, map != NULL, &s, &err), status);
    if (strstr(err.message, message) == NULL)
        fail_msg("%s", err.message);
    toll__statement_release(&s);
}

static void bad_reports_are_refused_with_their_place(void **state)
{
    (void)state;
    const char *const head = "ChargePeriodStart,BilledCost,ChargeDescription\n";
    char text[256];
    static const struct {
        const char *row, *message;
    } rows[] = {{"2026-10-01,NaN,x\n", ":2:12: the amount must be a number"},
                {"2026-10-01,inf,x\n", ":2:12: the amount must be a number"},
                {"2026-10-01,1e,x\n", ":2:12: the amount must be a number"},
                {"2026-10-01,1e99,x\n", ":2:12: the amount must be a number"},
                {"2026-10-01,1e99999,x\n", ":2:12: the amount must be a number"},
                {"2026-10-01,\"1,204.10\",x\n", "the amount must be a number"},
                {"2026-10-01,,x\n", "the amount is empty"},
                {"1 Oct,1,x\n", ":2:1: the date must be"},
                {"2026-10-01,1\n", "cells"},
                {"2026-10-01,1,\"x\n", "quote"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        snprintf(text, sizeof text, "%s%s", head, rows[i].row);
        assert_refused(text, NULL, TOLL_E_SYNTAX, rows[i].message);
    }
    assert_refused("a,b\n1,2\n", NULL, TOLL_E_MISSING, "columns of no known report");
    const toll__statement_map no_target = {"colour", "a", 6, 1}, no_column = {"amount", "net", 6, 3};
    assert_refused("a,b\n1,2\n", &no_target, TOLL_E_UNKNOWN_ID, "no target \"colour\"");
    assert_refused("a,b\n1,2\n", &no_column, TOLL_E_UNKNOWN_ID, "has no column \"net\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_name_model_meter_and_tier),
        cmocka_unit_test(reports_are_told_by_their_columns),
        cmocka_unit_test(lines_that_are_no_usage_are_kept),
        cmocka_unit_test(quantities_that_are_not_whole_are_not_known),
        cmocka_unit_test(printed_digits_are_those_of_the_finest_line),
        cmocka_unit_test(bad_reports_are_refused_with_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
