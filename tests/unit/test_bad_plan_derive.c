/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to the functions of plan.h that derive rows from a deployment or a tariff. */
#include "bad_input.h"

#include <toll.h>

#include "sample_deployment.h"

#define CARD_HEAD 216 /* bytes that every card needs; test_book_match.c tries the others */

static uint64_t deployment[SAMPLE_WORDS], book[4096], card[TOLL_BILL_CARD_WORDS];
static toll_serve_load load;
static toll_serve_limits limits;
static toll_serve_site site;
static toll_plan_unit unit;
static toll_plan_mix mix;
static toll_bill_context context;

static toll_status call_unit(const bad_frame *f, toll_error *err)
{
    return toll_plan_derive_unit(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], f->p[5], err);
}

static toll_status call_rows(const bad_frame *f, toll_error *err)
{
    return toll_plan_derive_rows(f->p[0], (uint32_t)f->v[1], (uint32_t)f->v[2], f->p[3], f->p[4], f->v[5], f->v[6],
                                 f->p[7], err);
}

static toll_status call_prices(const bad_frame *f, toll_error *err)
{
    return toll_plan_derive_prices(f->p[0], f->v[1], f->p[2], f->p[3], f->p[4], err);
}

static void no_queue_in_a_batch(bad_frame *f)
{
    ((toll_serve_load *)f->p[2])->mode = TOLL_LOAD_BATCH;
}

static void a_unit_that_does_not_fit(bad_frame *f)
{
    ((toll_plan_unit *)f->p[0])->verdict = TOLL_PLAN_UNIT_UNFIT;
}

static void a_unit_without_capacity(bad_frame *f)
{
    (void)toll_struct_init(f->p[0], sizeof unit, TOLL_KIND_PLAN_UNIT, NULL);
    ((toll_plan_unit *)f->p[0])->verdict = TOLL_PLAN_UNIT_SERVES;
}

static void no_tokens(bad_frame *f)
{
    toll_plan_mix *m = f->p[2];
    m->input_tokens = m->cached_tokens = m->cache_write_tokens = m->output_tokens = 0;
}

static void more_cached_than_prompt(bad_frame *f)
{
    ((toll_plan_mix *)f->p[2])->cached_tokens = 1001;
}

static void more_written_than_new(bad_frame *f)
{
    ((toll_plan_mix *)f->p[2])->cache_write_tokens = 901;
}

static void unknown_tier(bad_frame *f)
{
    ((toll_bill_context *)f->p[3])->service_tier = 12345;
}

static const bad_case unit_cases[] = {
    {0, 0, no_queue_in_a_batch, {TOLL_E_CONFLICT, TOLL_KIND_SERVE_LOAD, "mode", -1, 0}},
};

static const bad_case row_cases[] = {
    {0, 0, a_unit_that_does_not_fit, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_UNIT, "verdict", -1, 0}},
    {0, 0, a_unit_without_capacity, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_UNIT, "verdict", -1, 0}},
    {1, 65, NULL, {TOLL_E_RANGE, 0, "option", -1, 0}},
    {5, 6, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 0}},
    {5, 0, NULL, {TOLL_E_BUFFER, 0, "capacity", -1, 0}},
    {6, sizeof(toll_tco_row) - 8, NULL, {TOLL_E_STRIDE, 0, "stride_bytes", -1, 0}},
};

static const bad_case price_cases[] = {
    {0, 0, no_tokens, {TOLL_E_MISSING, TOLL_KIND_PLAN_MIX, "input_tokens", -1, 0}},
    {0, 0, more_cached_than_prompt, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_MIX, "cached_tokens", -1, 0}},
    {0, 0, more_written_than_new, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_MIX, "cache_write_tokens", -1, 0}},
    {0, 0, unknown_tier, {TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1, 0}},
};

static bad_function table[] = {
    {"toll_plan_derive_unit",
     call_unit,
     NULL,
     {{BAD_OBJECT, "deployment", deployment, 0, 0, 1},
      {BAD_VALUE, "deployment_size", NULL, 0, 0, 0},
      {BAD_IN_STRUCT, "load", &load, sizeof load, TOLL_KIND_SERVE_LOAD, 0},
      {BAD_IN_STRUCT, "limits", &limits, sizeof limits, TOLL_KIND_SERVE_LIMITS, 0},
      {BAD_IN_STRUCT, "site", &site, sizeof site, TOLL_KIND_SERVE_SITE, 0},
      {BAD_OUT_STRUCT, "unit", NULL, sizeof(toll_plan_unit), TOLL_KIND_PLAN_UNIT, 0}},
     BAD_CASES(unit_cases)},
    {"toll_plan_derive_rows",
     call_rows,
     NULL,
     {{BAD_IN_STRUCT, "unit", &unit, sizeof unit, TOLL_KIND_PLAN_UNIT, 0},
      {BAD_VALUE, "option", NULL, 1, 0, 0},
      {BAD_VALUE, "group", NULL, 1, 0, 0},
      {BAD_OUT, "rows", NULL, TOLL_PLAN_UNIT_ROWS * sizeof(toll_tco_row), 0, 0},
      {BAD_OUT_OPTIONAL, "inputs", NULL, TOLL_PLAN_UNIT_ROWS * sizeof(toll_risk_input), 0, 0},
      {BAD_VALUE, "capacity", NULL, TOLL_PLAN_UNIT_ROWS, 0, 0},
      {BAD_VALUE, "stride_bytes", NULL, sizeof(toll_tco_row), 0, 0},
      {BAD_OUT, "count", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(row_cases)},
    {"toll_plan_derive_prices",
     call_prices,
     NULL,
     {{BAD_OBJECT, "card", card, 0, CARD_HEAD, 1},
      {BAD_VALUE, "card_size", NULL, 0, 0, 0},
      {BAD_IN_STRUCT, "mix", &mix, sizeof mix, TOLL_KIND_PLAN_MIX, 0},
      {BAD_IN_STRUCT, "context", &context, sizeof context, TOLL_KIND_BILL_CONTEXT, 0},
      {BAD_OUT_STRUCT, "prices", NULL, sizeof(toll_plan_prices), TOLL_KIND_PLAN_PRICES, 0}},
     BAD_CASES(price_cases)},
};

static toll_status make_card(void)
{
    static const toll_bill_row rows[] = {
        {.kind = TOLL_ROW_TARIFF,
         .key = "acme",
         .text = "one",
         .value = "USD",
         .origin = TOLL_ORIGIN_PUBLIC,
         .from_s = TOLL_TIME_MIN,
         .until_s = TOLL_TIME_MAX},
        {.kind = TOLL_ROW_MATCH, .op = TOLL_MATCH_EXACT, .text = "one"},
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_INPUT, .number = {3, 0, 0}, .per = 1000000},
        {.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_OUTPUT, .number = {9, 0, 0}, .per = 1000000},
        {.kind = TOLL_ROW_MULTIPLIER, .op = TOLL_FACTOR_LIST, .text = "batch", .number = {5, 1, 0}},
        {.kind = TOLL_ROW_WHEN_TIER, .text = "batch"},
    };
    uint64_t size = 0;
    toll_status status =
        toll_book_compile(rows, sizeof rows / sizeof rows[0], sizeof rows[0], book, sizeof book, &size, NULL);
    if (status != TOLL_OK)
        return status;
    return toll_book_find(book, size, TOLL_STR("acme"), TOLL_STR("one"), 1793577600, card, sizeof card, NULL);
}

static int set_up(void **state)
{
    (void)state;
    const uint64_t size = sample_resolve(deployment), card_size = toll_bill_card_size();
    toll_init(&load);
    toll_init(&limits);
    toll_init(&site);
    toll_init(&unit);
    toll_init(&mix);
    toll_init(&context);
    load.input_tokens = 1000;
    load.output_tokens = 100;
    load.prefix_hit_frac = load.input_cv = load.output_cv = 0.5;
    limits.known = 0x3f;
    limits.ttft_p50_s = limits.ttft_p95_s = limits.ttft_p99_s = 10;
    limits.tpot_p50_s = limits.tpot_p95_s = limits.tpot_p99_s = 1;
    site.known = TOLL_SITE_HOST | TOLL_SITE_PUE | TOLL_SITE_LOCATION | TOLL_SITE_MARKET;
    site.host_power_frac = (toll_range){0.2, 0.3, 0.5};
    site.pue = 1.2;
    site.location_kg_per_kwh = site.market_kg_per_kwh = 0.1;
    mix.input_tokens = 1000;
    mix.cached_tokens = mix.cache_write_tokens = mix.output_tokens = 100;
    context.known = TOLL_CONTEXT_AT;
    context.at_s = 1793577600;
    table[0].arguments[0].size = table[0].arguments[1].size = size;
    table[2].arguments[0].size = table[2].arguments[1].size = card_size;
    if (make_card() != TOLL_OK)
        return -1;
    return toll_plan_derive_unit(deployment, size, &load, &limits, &site, &unit, NULL);
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_plan_derive_unit");
    bad_check_complete(BAD_CASES(table), "toll_plan_derive_rows");
    bad_check_complete(BAD_CASES(table), "toll_plan_derive_prices");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_function_is_walked),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
