/* SPDX-License-Identifier: Apache-2.0 */
/* Names by rule: order of clauses, dates, prefixes, regions, makers, variants; retirement and redirection; what bills
 * say of it; near names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/book_rows.h"

#define AT    1790000000 /* 2026-09-21 */
#define ENDED 1784851200 /* 2026-07-24T00:00:00Z */
#define EVER  TOLL_TIME_MIN

static uint64_t card[TOLL_BILL_CARD_WORDS];

static book_block make(book_rows *list)
{
    book_block block;
    toll_error err;
    if (block_make(list, &block, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_book_open(block.words, block.size, NULL), TOLL_OK);
    rows_free(list);
    return block;
}

/* A tariff of one name; its SKU is "provider/name". */
static toll_bill_row *sell(book_rows *list, const char *provider, const char *name)
{
    char sku[96];
    const size_t first = list->count;
    snprintf(sku, sizeof sku, "%.30s/%.60s", provider, name);
    rows_tariff(list, provider, sku);
    rows_text(list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, name);
    rows_price(list, TOLL_METER_INPUT, 100);
    return &list->rows[first];
}

static toll_bill_row *sell_as(book_rows *list, const char *provider, const char *name, uint32_t op, const char *clause)
{
    const size_t first = list->count;
    (void)sell(list, provider, name);
    rows_text(list, TOLL_ROW_MATCH, op, clause);
    return &list->rows[first];
}

static toll_book_name answer;
static toll_error why;

static toll_status resolve(const book_block *block, const char *provider, const char *name)
{
    (void)toll_struct_init(&answer, sizeof answer, TOLL_KIND_BOOK_NAME, NULL);
    return toll_book_resolve(block->words, block->size, provider, strlen(provider), name, strlen(name), AT, NULL, 0,
                             &answer, &why);
}

static void expect_name(const book_block *block, const char *provider, const char *name, const char *sku,
                        uint64_t matched_by)
{
    if (resolve(block, provider, name) != TOLL_OK)
        fail_msg("%s: %s", name, why.message);
    if (strcmp(answer.sku, sku) != 0 || answer.matched_by != matched_by)
        fail_msg("%s: %s by %s (%#x), not %s (%#x)", name, answer.sku, answer.matched_text, (unsigned)answer.matched_by,
                 sku, (unsigned)matched_by);
}

static void expect_refusal(const book_block *block, const char *provider, const char *name, toll_status status,
                           const char *message)
{
    const toll_status got = resolve(block, provider, name);
    if (got != status)
        fail_msg("%s: %d %s", name, (int)got, got == TOLL_OK ? answer.sku : why.message);
    if (strstr(why.message, message) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", name, why.message, message);
}

/* ---- clauses ---- */

static const char *found_by(const book_block *block, const char *name, int64_t at_s)
{
    static char sku[96];
    toll_bill_total total;
    toll_bill_row row;
    toll_bill_usage one = {TOLL_METER_INPUT, 1000000};
    toll_bill_context context;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    if (toll_book_find(block->words, block->size, NULL, 0, name, strlen(name), at_s, card, sizeof card, &why) !=
        TOLL_OK)
        return NULL;
    assert_int_equal(toll_bill_compute(card, sizeof card, &one, 1, &context, NULL, 0, NULL, 0, NULL, 0, &total, &why),
                     TOLL_OK);
    /* each tariff of these books has another price: it tells which one was found */
    for (uint64_t i = 0; toll_book_get_row(block->words, block->size, i, &row, sizeof row, NULL) == TOLL_OK; i++) {
        if (row.kind == TOLL_ROW_TARIFF)
            strcpy(sku, row.text);
        if (row.kind == TOLL_ROW_PRICE && (uint64_t)row.number.coef * 10000000000000000u == total.billed_cost.low)
            return sku;
    }
    return NULL;
}

static void add_clause(book_rows *list, const char *sku, uint32_t op, const char *text)
{
    rows_tariff(list, "acme", sku);
    rows_text(list, TOLL_ROW_MATCH, op, text);
    rows_price(list, TOLL_METER_INPUT, (int64_t)list->count);
}

static void names_come_before_dated_ones_and_those_before_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *name, *sku;
    } cases[] = {{"m-2024-05-13", "exact"},      {"m-20240513", "exact"},    {"m", "dated"},
                 {"m-2024-08-06", "dated"},      {"m-20240806", "dated"},    {"m@20240806", "dated"},
                 {"m-latest", "dated"},          {"m-x", "prefix"},          {"m-xy-end", "longer prefix"},
                 {"a-the-end", "longer suffix"}, {"a-end", "suffix"},        {"a-mid-z", "infix"},
                 {"a-middle-z", "longer infix"}, {"m-2024-13-06", "prefix"}, {"m-x-end", "prefix"},
                 {"a-middle-end", "suffix"}};
    book_rows list = {0};
    add_clause(&list, "infix", TOLL_MATCH_INFIX, "mid");
    add_clause(&list, "longer infix", TOLL_MATCH_INFIX, "middle");
    add_clause(&list, "suffix", TOLL_MATCH_SUFFIX, "-end");
    add_clause(&list, "longer suffix", TOLL_MATCH_SUFFIX, "-the-end");
    add_clause(&list, "prefix", TOLL_MATCH_PREFIX, "m-");
    add_clause(&list, "longer prefix", TOLL_MATCH_PREFIX, "m-xy");
    add_clause(&list, "dated", TOLL_MATCH_DATED, "m");
    add_clause(&list, "exact", TOLL_MATCH_EXACT, "m-2024-05-13");
    book_block block = make(&list);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *sku = found_by(&block, cases[i].name, AT);
        if (sku == NULL || strcmp(sku, cases[i].sku) != 0)
            fail_msg("%s: %s, not %s", cases[i].name, sku != NULL ? sku : why.message, cases[i].sku);
    }
    assert_null(found_by(&block, "n", AT));
    block_free(&block);
}

/* A name that has ended does not become another one's snapshot: its price was another. */
static void written_out_names_are_no_snapshots_even_when_they_have_ended(void **state)
{
    (void)state;
    book_rows list = {0};
    add_clause(&list, "family", TOLL_MATCH_DATED, "m");
    add_clause(&list, "old", TOLL_MATCH_EXACT, "m-2024-05-13");
    add_clause(&list, "latest", TOLL_MATCH_EXACT, "m-latest");
    list.rows[3].until_s = list.rows[6].until_s = ENDED;
    book_block block = make(&list);
    assert_string_equal(found_by(&block, "m-2024-05-13", ENDED - 1), "old");
    assert_null(found_by(&block, "m-2024-05-13", ENDED));
    expect_refusal(&block, "", "m-2024-05-13", TOLL_E_MISSING, "validity");
    assert_null(found_by(&block, "m-latest", ENDED));
    expect_refusal(&block, "", "m-latest", TOLL_E_MISSING, "validity");
    block_free(&block);
}

static void only_dates_of_the_calendar_are_dates(void **state)
{
    (void)state;
    static const char *const dates[] = {"m-2024-02-29", "m-20240229", "m@20251231", "m-2018-01-01", "m-2049-12-31",
                                        "m_2024_02_29", "m.20240229", "m@latest",   "m@default",    "M-Latest"};
    static const char *const others[] = {"m-2023-02-29", "m-20230229",   "m-2024-00-01", "m-2024-13-01", "m-2024-04-31",
                                         "m-20240100",   "m-2017-12-31", "m-2050-01-01", "m-0813",       "m-2507",
                                         "m-08-2024",    "m20240229",    "m-2024-02-9",  "m-202402290",  "-20240229",
                                         "m-default",    "mlatest",      "m-001",        "m-20240229-x"};
    book_rows list = {0};
    (void)sell_as(&list, "acme", "m", TOLL_MATCH_DATED, "m");
    book_block block = make(&list);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        if (resolve(&block, "", dates[i]) != TOLL_OK)
            fail_msg("%s", why.message);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (resolve(&block, "", others[i]) != TOLL_E_UNKNOWN_ID)
            fail_msg("%s: %s", others[i], answer.sku);
    block_free(&block);
}

/* ---- rules ---- */

static book_block market(void)
{
    book_rows list = {0};
    (void)sell(&list, "openai", "gpt-4o-2024-05-13");
    (void)sell_as(&list, "openai", "gpt-4o", TOLL_MATCH_DATED, "gpt-4o");
    (void)sell(&list, "openai", "gpt-4.1");
    (void)sell(&list, "openai", "gpt-4o-mini");
    (void)sell(&list, "openai", "ft:gpt-4o-mini-2024-07-18");
    (void)sell_as(&list, "anthropic", "claude-sonnet-4-5", TOLL_MATCH_DATED, "claude-sonnet-4-5");
    (void)sell_as(&list, "anthropic", "claude-opus-5", TOLL_MATCH_DATED, "claude-opus-5");
    (void)sell_as(&list, "google", "claude-opus-5", TOLL_MATCH_DATED, "claude-opus-5");
    (void)sell_as(&list, "google", "gemini-2.5-flash", TOLL_MATCH_ALIAS, "gemini-2.5-flash-preview-09-2025");
    (void)sell(&list, "aws", "regional.anthropic.claude-haiku-4-5-20251001-v1:0");
    (void)sell(&list, "aws", "global.anthropic.claude-haiku-4-5-20251001-v1:0");
    (void)sell(&list, "aws", "global.anthropic.claude-opus-5");
    (void)sell(&list, "aws", "amazon.nova-lite-v1:0");
    (void)sell(&list, "aws", "openai.gpt-oss-120b-1:0");
    (void)sell(&list, "aws", "amazon.titan-embed-text-v1");
    (void)sell(&list, "deepseek", "deepseek-v4-pro");
    (void)sell(&list, "fireworks", "deepseek-v4-pro");
    (void)sell(&list, "fireworks", "kimi-k2p7-code");
    (void)sell(&list, "moonshotai", "kimi-k3");
    (void)sell(&list, "groq", "openai/gpt-oss-20b");
    (void)sell(&list, "groq", "gpt-oss-120b");
    (void)sell(&list, "groq", "gemma-9-it");
    (void)sell(&list, "cerebras", "gpt-oss-120b");
    (void)sell(&list, "openrouter", "deepseek/deepseek-v3.2");
    (void)sell(&list, "openrouter", "meta-llama/llama-3.3-70b-instruct");
    (void)sell(&list, "openrouter", "google/gemini-2.5-flash:free");
    (void)sell(&list, "together", "meta-llama/Llama-3.3-70B-Instruct-Turbo");
    (void)sell(&list, "zai", "GLM-5.2");
    (void)sell_as(&list, "deepseek", "r1", TOLL_MATCH_PREFIX, "deepseek-r1");
    (void)sell_as(&list, "openrouter", "r1-free", TOLL_MATCH_SUFFIX, "-r1:free");
    (void)sell_as(&list, "openrouter", "r2", TOLL_MATCH_INFIX, "-r2");
    (void)sell(&list, "reseller", "dall-e-3");
    (void)sell(&list, "reseller", "qwen3-32b");
    (void)sell(&list, "reseller", "gemma-9-it-fast");
    sell(&list, "azure", "gpt-4.1")->until_s = ENDED;
    sell(&list, "azure", "gpt-4.1")->from_s = ENDED;
    rows_add(&list, TOLL_ROW_RULE);
    rows_text(&list, TOLL_ROW_WHEN_REGION, 0, "us");
    rows_price(&list, TOLL_METER_INPUT, 110);
    (void)sell(&list, "azure", "gpt-4o");
    return make(&list);
}

#define HAIKU "anthropic.claude-haiku-4-5-20251001-v1:0"

static void names_of_logs_find_their_tariffs(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *name, *sku;
        uint64_t matched_by;
    } cases[] = {
        {"", "gpt-4o", "openai/gpt-4o", TOLL_NAME_EXACT | TOLL_NAME_MAKER},
        {"", "gpt-4o-mini", "openai/gpt-4o-mini", TOLL_NAME_EXACT},
        {"", "GPT-4o-Mini", "openai/gpt-4o-mini", TOLL_NAME_CASE},
        {"", "gpt 4o mini", "openai/gpt-4o-mini", TOLL_NAME_PUNCTUATION},
        {"", "gpt-4o-2024-08-06", "openai/gpt-4o", TOLL_NAME_DATE_SUFFIX | TOLL_NAME_MAKER},
        {"", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13", TOLL_NAME_EXACT},
        {"", "GPT-4o-2024-05-13", "openai/gpt-4o-2024-05-13", TOLL_NAME_CASE},
        {"", "gpt_4o_2024_05_13", "openai/gpt-4o-2024-05-13", TOLL_NAME_PUNCTUATION},
        {"", "openai/gpt-4o-latest", "openai/gpt-4o", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_LATEST},
        {"openai", "openai/gpt-4o-mini", "openai/gpt-4o-mini", TOLL_NAME_PROVIDER_PREFIX},
        {"azure_openai", "gpt-4o", "azure/gpt-4o", TOLL_NAME_EXACT},
        {"", "azure/gpt-4o", "azure/gpt-4o", TOLL_NAME_PROVIDER_PREFIX},
        {"", "azure/us/gpt-4.1", "azure/gpt-4.1", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_REGION_PREFIX},
        {"", "claude-sonnet-4.5", "anthropic/claude-sonnet-4-5", TOLL_NAME_PUNCTUATION},
        {"", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5", TOLL_NAME_DATE_SUFFIX},
        {"", "claude-sonnet-4-5-20250929-thinking", "anthropic/claude-sonnet-4-5",
         TOLL_NAME_DATE_SUFFIX | TOLL_NAME_VARIANT},
        {"", "anthropic/claude-sonnet-4.5:thinking", "anthropic/claude-sonnet-4-5",
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_PUNCTUATION | TOLL_NAME_VARIANT},
        {"", "claude-sonnet-4-5[1m]", "anthropic/claude-sonnet-4-5", TOLL_NAME_VARIANT},
        {"", "claude-opus-5", "anthropic/claude-opus-5", TOLL_NAME_EXACT | TOLL_NAME_MAKER},
        {"", "claude-opus-5-20260801", "anthropic/claude-opus-5", TOLL_NAME_DATE_SUFFIX | TOLL_NAME_MAKER},
        {"", "claude-opus-5@20260801", "google/claude-opus-5", TOLL_NAME_DATE_SUFFIX},
        {"gcp.vertex_ai", "claude-opus-5", "google/claude-opus-5", TOLL_NAME_EXACT},
        {"", "vertex_ai/claude-opus-5@20260801", "google/claude-opus-5",
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_DATE_SUFFIX},
        {"", "publishers/anthropic/models/claude-opus-5", "google/claude-opus-5", TOLL_NAME_ROUTER_PREFIX},
        {"", "models/gemini-2.5-flash", "google/gemini-2.5-flash", TOLL_NAME_ROUTER_PREFIX},
        {"", "gemini/gemini-2.5-flash-preview-09-2025", "google/gemini-2.5-flash",
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_ALIAS},
        {"", "projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash", "google/gemini-2.5-flash",
         TOLL_NAME_ROUTER_PREFIX | TOLL_NAME_REGION_PREFIX},
        {"", "google/gemini-2.5-flash", "google/gemini-2.5-flash", TOLL_NAME_PROVIDER_PREFIX},
        {"", "google/gemini-2.5-flash:free", "openrouter/google/gemini-2.5-flash:free", TOLL_NAME_EXACT},
        {"", "us." HAIKU, "aws/regional." HAIKU, TOLL_NAME_REGION_PREFIX},
        {"", "apac." HAIKU, "aws/regional." HAIKU, TOLL_NAME_REGION_PREFIX},
        {"", HAIKU, "aws/regional." HAIKU, TOLL_NAME_REGION_PREFIX},
        {"", "global." HAIKU, "aws/global." HAIKU, TOLL_NAME_EXACT},
        {"", "global.anthropic.claude-haiku-4-5-20251001", "aws/global." HAIKU, TOLL_NAME_VERSION_SUFFIX},
        {"", "global.anthropic.claude-opus-5-v1:0", "aws/global.anthropic.claude-opus-5", TOLL_NAME_VERSION_SUFFIX},
        {"", "bedrock/converse/eu." HAIKU, "aws/regional." HAIKU,
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_ROUTER_PREFIX | TOLL_NAME_REGION_PREFIX},
        {"", "bedrock/us-east-1/amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0",
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_REGION_PREFIX},
        {"", "us.amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0", TOLL_NAME_REGION_PREFIX},
        {"", "openai.gpt-oss-120b", "aws/openai.gpt-oss-120b-1:0", TOLL_NAME_VERSION_SUFFIX},
        {"", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." HAIKU, "aws/regional." HAIKU,
         TOLL_NAME_REGION_PREFIX},
        {"", "bedrock/arn:aws:bedrock:eu-west-1::foundation-model/" HAIKU, "aws/regional." HAIKU,
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_REGION_PREFIX},
        {"", "deepseek-v4-pro", "deepseek/deepseek-v4-pro", TOLL_NAME_EXACT | TOLL_NAME_MAKER},
        {"", "fireworks_ai/accounts/fireworks/models/deepseek-v4-pro", "fireworks/deepseek-v4-pro",
         TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_ROUTER_PREFIX},
        {"", "kimi-k2p7-code", "fireworks/kimi-k2p7-code", TOLL_NAME_EXACT},
        {"", "openai/gpt-4o_2024.05.13", "openai/gpt-4o-2024-05-13", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_PUNCTUATION},
        {"", "gpt-4o-20240513", "openai/gpt-4o-2024-05-13", TOLL_NAME_PUNCTUATION},
        {"", "openai/gpt-4o-20240806", "openai/gpt-4o", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_DATE_SUFFIX},
        {"", "moonshotai/kimi-k3", "moonshotai/kimi-k3", TOLL_NAME_PROVIDER_PREFIX},
        {"fireworks", "kimi-k2.7-code", "fireworks/kimi-k2p7-code", TOLL_NAME_PUNCTUATION},
        {"", "openrouter/deepseek/deepseek-v3.2", "openrouter/deepseek/deepseek-v3.2", TOLL_NAME_ROUTER_PREFIX},
        {"", "deepseek/deepseek-v3.2", "openrouter/deepseek/deepseek-v3.2", TOLL_NAME_EXACT},
        {"", "openai/gpt-oss-20b", "groq/openai/gpt-oss-20b", TOLL_NAME_EXACT},
        {"cerebras", "openai/gpt-oss-120b", "cerebras/gpt-oss-120b", TOLL_NAME_PROVIDER_PREFIX},
        {"together_ai", "meta-llama/llama-3.3-70b-instruct-turbo", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
         TOLL_NAME_CASE},
        {"", "litellm_proxy/openai/gpt-4o-mini", "openai/gpt-4o-mini",
         TOLL_NAME_ROUTER_PREFIX | TOLL_NAME_PROVIDER_PREFIX},
        {"", "zai/glm-5.2", "zai/GLM-5.2", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_CASE},
        {"", "glm-5.2", "zai/GLM-5.2", TOLL_NAME_CASE},
        {"", "ft:gpt-4o-mini-2024-07-18:acme::abc123", "openai/ft:gpt-4o-mini-2024-07-18", TOLL_NAME_VARIANT},
    };
    book_block block = market();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_name(&block, cases[i].provider, cases[i].name, cases[i].sku, cases[i].matched_by);
    block_free(&block);
}

/* The maker of the family stands first, then the others in the order of the book; three are told. Old versions count
 * once, and so does a name in other letters. */
static void a_provider_without_the_name_is_told_who_has_it(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell(&list, "azure", "gpt-4.1");
    (void)sell(&list, "aws", "gpt-4o");
    (void)sell(&list, "openai", "gpt-4o");
    (void)sell(&list, "aws", "GPT_4o");
    (void)sell(&list, "openrouter", "lone-model");
    (void)sell(&list, "a", "popular");
    (void)sell(&list, "b", "popular");
    (void)sell(&list, "c", "popular");
    (void)sell(&list, "d", "popular");
    (void)sell(&list, "e", "popular");
    book_block block = make(&list);
    expect_refusal(&block, "", "azure/gpt-4o", TOLL_E_UNKNOWN_ID,
                   "model \"azure/gpt-4o\" has no tariff of azure in this book, only of openai, aws");
    expect_refusal(&block, "azure", "gpt-4o", TOLL_E_UNKNOWN_ID,
                   "model \"gpt-4o\" has no tariff of azure in this book, only of openai, aws");
    expect_refusal(&block, "azure", "lone-model", TOLL_E_UNKNOWN_ID, "of azure in this book, only of openrouter");
    expect_refusal(&block, "azure", "popular", TOLL_E_UNKNOWN_ID, "only of a, b, c and 2 more");
    expect_refusal(&block, "azure", "gpt-4.2", TOLL_E_UNKNOWN_ID, "of azure in this book; nearest: azure/gpt-4.1");
    assert_null(strstr(why.message, "only of"));
    block_free(&block);
}

static void an_unknown_provider_is_told_with_those_near_to_it(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell(&list, "azure", "gpt-4o");
    (void)sell(&list, "openai", "gpt-4o");
    book_block block = make(&list);
    expect_refusal(
        &block, "", "azur/gpt-4o", TOLL_E_UNKNOWN_ID,
        "model \"azur/gpt-4o\" has no tariff in this book: no provider \"azur\" (nearest: azure); nearest: ");
    expect_refusal(&block, "", "bar/foo", TOLL_E_UNKNOWN_ID,
                   "model \"bar/foo\" has no tariff in this book: no provider \"bar\"");
    assert_null(strstr(why.message, "nearest"));
    expect_refusal(&block, "opena", "gpt-4o", TOLL_E_UNKNOWN_ID, "in this book; nearest: openai");
    expect_refusal(&block, "xy", "gpt-4o", TOLL_E_UNKNOWN_ID, "provider \"xy\" has no tariff in this book");
    assert_null(strstr(why.message, "nearest"));
    expect_refusal(&block, "", "/gpt-9z", TOLL_E_UNKNOWN_ID, "in this book");
    assert_null(strstr(why.message, "no provider"));
    block_free(&block);
}

/* The longest names: a message ends with a whole provider, or without one. */
static void words_of_providers_fit_the_message(void **state)
{
    (void)state;
    book_rows list = {0};
    char name[96], provider[3][32];
    memset(name, 'n', 95);
    name[95] = 0;
    for (int i = 0; i < 3; i++) {
        memset(provider[i], 'a' + i, 31);
        provider[i][31] = 0;
        (void)sell(&list, provider[i], name);
    }
    (void)sell(&list, "azure", "gpt-4o");
    book_block block = make(&list);
    expect_refusal(&block, "azure", name, TOLL_E_UNKNOWN_ID, "of azure in this book");
    const char *told = strstr(why.message, "only of ");
    assert_true(told == NULL || strcmp(told, "only of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa and 2 more") == 0);
    block_free(&block);
}

static void names_that_would_be_a_guess_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *name;
        toll_status status;
        const char *message;
    } cases[] = {
        {"", "gpt-4.1-2025-04-14", TOLL_E_UNKNOWN_ID, "nearest: openai/gpt-4.1"}, /* no clause says that it is one */
        {"", "gpt-4o-eastus2", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "gpt-7", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "gpt-4o-mini-mini", TOLL_E_UNKNOWN_ID, "nearest: openai/gpt-4o-mini"},
        {"", "claude-sonnet-4-55", TOLL_E_UNKNOWN_ID, "nearest: anthropic/claude-sonnet-4-5"},
        {"", "acme/gpt-4o", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "azure/claude-opus-5", TOLL_E_UNKNOWN_ID, "of azure in this book"},
        {"", "azure/eu/gpt-4.1", TOLL_E_UNKNOWN_ID, "region eu"}, /* the tariff names us alone */
        {"", "azure/us/gpt-4o", TOLL_E_UNKNOWN_ID, "region us"},
        {"", "eu.amazon.nova-lite-v1:0", TOLL_E_UNKNOWN_ID, "no tariff"}, /* 0.078 there, 0.06 in the United States */
        {"", "bedrock/eu-central-1/amazon.nova-lite-v1:0", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "us-gov." HAIKU, TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "bedrock/us-gov-west-1/" HAIKU, TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "global.amazon.nova-lite-v1:0", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "amazon.titan-embed-text-v2:0", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", TOLL_E_UNKNOWN_ID, "does not say which"},
        {"", "arn:aws:sagemaker:us-east-1:1:endpoint/gpt-4o", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "accounts/acme/models/deepseek-v4-pro", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "openrouter/openai/gpt-4o", TOLL_E_UNKNOWN_ID, "of openrouter in this book"},
        {"", "gemini-2.5-flash:free", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "gemini-2.5-flash-thinking", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "gemini-2.5-flash@20260101", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "gpt-oss-120b", TOLL_E_AMBIGUOUS, "groq/gpt-oss-120b, cerebras: cerebras/gpt-oss-120b"},
        {"", "dall-e-3", TOLL_E_AMBIGUOUS,
         "is of openai, which does not sell it in this book; others do, such as reseller"},
        {"deepseek", "deepseek-r1:free", TOLL_E_UNKNOWN_ID, "no tariff"}, /* a prefix that knows nothing of ":free" */
        {"", "deepseek-r1-0528:nitro", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"openrouter", "x-r2:free", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "glm-5p2", TOLL_E_UNKNOWN_ID, "of fireworks"},         /* its spelling, but zai sells it here */
        {"", "Gemma-9-it", TOLL_E_UNKNOWN_ID, "groq/gemma-9-it"},   /* google is here and does not sell it */
        {"", "moonshotai/Kimi-K3", TOLL_E_UNKNOWN_ID, "no tariff"}, /* a hub's name: who served it? */
        {"", "meta-llama/Llama-3.3-70B-Instruct", TOLL_E_UNKNOWN_ID, "openrouter/meta-llama/llama-3.3-70b-instruct"},
        {"anthropic", "us." HAIKU, TOLL_E_UNKNOWN_ID, "of anthropic"},
        {"openai", "azure/gpt-4o", TOLL_E_UNKNOWN_ID, "of openai"},
        {"nobody", "gpt-4o", TOLL_E_UNKNOWN_ID, "provider \"nobody\""},
        {"litellm", "gpt-4o", TOLL_E_UNKNOWN_ID, "provider \"litellm\""},
        {"", "ft:gpt-4o-mini", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "/", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "openai/", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "arn:", TOLL_E_UNKNOWN_ID, "no tariff"},
        {"", "us.", TOLL_E_UNKNOWN_ID, "no tariff"},
    };
    book_block block = market();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect_refusal(&block, cases[i].provider, cases[i].name, cases[i].status, cases[i].message);
    block_free(&block);
}

/* A family without public weights is sold by its maker first; others' weights are served by anyone. */
static void names_of_one_seller_are_its_own_unless_the_maker_keeps_the_weights(void **state)
{
    (void)state;
    book_block block = market();
    expect_name(&block, "", "reseller/dall-e-3", "reseller/dall-e-3", TOLL_NAME_PROVIDER_PREFIX);
    expect_name(&block, "reseller", "dall-e-3", "reseller/dall-e-3", TOLL_NAME_EXACT);
    expect_name(&block, "", "qwen3-32b", "reseller/qwen3-32b", TOLL_NAME_EXACT);
    expect_name(&block, "", "gemma-9-it-fast", "reseller/gemma-9-it-fast", TOLL_NAME_EXACT); /* google is here */
    expect_name(&block, "", "deepseek-r1-0528", "deepseek/r1", TOLL_NAME_PREFIX);
    expect_name(&block, "openrouter", "a-r1:free", "openrouter/r1-free", TOLL_NAME_SUFFIX);
    expect_name(&block, "openrouter", "x-r2-y", "openrouter/r2", TOLL_NAME_INFIX);
    block_free(&block);

    book_rows list = {0};
    (void)sell(&list, "openai", "gpt-4o");
    (void)sell(&list, "azure", "gpt-35-turbo"); /* Azure's own spelling, so no other seller is missed */
    (void)sell(&list, "azure", "gpt-4-turbo");
    (void)sell(&list, "google", "claude-4@20250514"); /* spellings of a seller are no other one's */
    (void)sell(&list, "anthropic", "claude-5");
    (void)sell(&list, "aws", "meta.llama3-8b-v1:0");
    (void)sell(&list, "gateway", "meta.llama3-8b-v1:0");
    (void)sell(&list, "gateway", "mistral.large-v1:0");
    block = make(&list);
    expect_name(&block, "", "claude-4@20250514", "google/claude-4@20250514", TOLL_NAME_EXACT);
    expect_name(&block, "", "meta.llama3-8b-v1:0", "aws/meta.llama3-8b-v1:0", TOLL_NAME_EXACT | TOLL_NAME_MAKER);
    expect_refusal(&block, "", "mistral.large-v1:0", TOLL_E_AMBIGUOUS, "is of aws, which does not sell it");
    expect_name(&block, "", "gpt-35-turbo", "azure/gpt-35-turbo", TOLL_NAME_EXACT);
    expect_refusal(&block, "", "gpt-4-turbo", TOLL_E_AMBIGUOUS, "is of openai");
    block_free(&block);
}

static void an_answer_tells_what_it_has_read(void **state)
{
    (void)state;
    book_block block = market();
    toll_bill_row row;
    assert_int_equal(resolve(&block, "", "bedrock/converse/us." HAIKU), TOLL_OK);
    assert_string_equal(answer.provider, "aws");
    assert_string_equal(answer.model, "regional." HAIKU);
    assert_string_equal(answer.region, "us");
    assert_string_equal(answer.matched_text, "provider prefix, router prefix, region prefix");
    assert_int_equal(answer.n_tariffs, 1);
    assert_true(answer.from_s == TOLL_TIME_MIN && answer.until_s == TOLL_TIME_MAX);
    assert_int_equal(toll_book_get_row(block.words, block.size, (uint64_t)answer.row, &row, sizeof row, NULL), TOLL_OK);
    assert_int_equal(row.kind, TOLL_ROW_TARIFF);
    assert_string_equal(row.text, answer.sku);
    assert_int_equal(resolve(&block, "", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu." HAIKU), TOLL_OK);
    assert_string_equal(answer.region, "eu-west-1");
    assert_int_equal(resolve(&block, "azure", "gpt-4.1"), TOLL_OK);
    assert_int_equal(answer.n_tariffs, 2);
    assert_true(answer.from_s == ENDED && answer.until_s == TOLL_TIME_MAX);
    assert_int_equal(resolve(&block, "", "claude-sonnet-4-5-thinking"), TOLL_OK);
    assert_string_equal(answer.variant, "thinking");
    assert_string_equal(answer.matched_text, "variant");
    assert_int_equal(resolve(&block, "", "claude-sonnet-4-5"), TOLL_OK);
    assert_string_equal(answer.variant, "");
    assert_string_equal(answer.region, "");
    assert_string_equal(answer.matched_text, "");
    block_free(&block);
}

/* Letters of a name may be anything, and as many as there is room for. */
static void names_of_any_length_are_safe(void **state)
{
    (void)state;
    static const char *const parts[] = {"openai/",          "bedrock/",  "us.", "projects/",
                                        "arn:aws:bedrock:", "-20250929", "p1p2"};
    book_block block = market();
    for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++)
        for (size_t length = 1; length <= TOLL_BOOK_NAME_BYTES_MAX; length++) {
            char *name = malloc(length); /* no NUL behind it: a sanitizer sees a byte too far */
            assert_non_null(name);
            for (size_t i = 0; i < length; i++)
                name[i] = parts[part][i % strlen(parts[part])];
            (void)toll_struct_init(&answer, sizeof answer, TOLL_KIND_BOOK_NAME, NULL);
            const toll_status status =
                toll_book_resolve(block.words, block.size, NULL, 0, name, length, AT, NULL, 0, &answer, &why);
            assert_true(status == TOLL_E_UNKNOWN_ID);
            free(name);
        }
    block_free(&block);
}

/* The maker's provider is not in such a book: what the one provider has is meant. */
static void a_book_of_one_provider_reads_names_of_all_makers(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell_as(&list, "gateway", "gpt-4o", TOLL_MATCH_DATED, "gpt-4o");
    (void)sell(&list, "gateway", "m-large");
    rows_tariff(&list, "gateway", "gateway/n");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_ALIAS, "n-one");
    rows_text(&list, TOLL_ROW_MATCH, TOLL_MATCH_EXACT, "n");
    rows_price(&list, TOLL_METER_INPUT, 1);
    book_block block = make(&list);
    expect_name(&block, "", "N-one", "gateway/n", TOLL_NAME_ALIAS | TOLL_NAME_CASE);
    assert_string_equal(answer.model, "n");
    expect_name(&block, "", "gpt-4o-2024-08-06", "gateway/gpt-4o", TOLL_NAME_DATE_SUFFIX);
    expect_name(&block, "", "GPT-4o", "gateway/gpt-4o", TOLL_NAME_CASE);
    expect_name(&block, "", "M Large", "gateway/m-large", TOLL_NAME_CASE | TOLL_NAME_PUNCTUATION);
    expect_name(&block, "gateway", "gateway/m-large", "gateway/m-large", TOLL_NAME_PROVIDER_PREFIX);
    expect_name(&block, "", "gateway/M-large", "gateway/m-large", TOLL_NAME_PROVIDER_PREFIX | TOLL_NAME_CASE);
    block_free(&block);
}

/* ---- retirement ---- */

static toll_status card_by_rule(const book_block *block, const char *name, int64_t at_s)
{
    (void)toll_struct_init(&answer, sizeof answer, TOLL_KIND_BOOK_NAME, NULL);
    return toll_book_resolve(block->words, block->size, NULL, 0, name, strlen(name), at_s, card, sizeof card, &answer,
                             &why);
}

static toll_status card_by_name(const book_block *block, const char *name, int64_t at_s)
{
    return toll_book_find(block->words, block->size, NULL, 0, name, strlen(name), at_s, card, sizeof card, &why);
}

static void retired_names_are_found_but_not_billed(void **state)
{
    (void)state;
    book_rows list = {0};
    (void)sell_as(&list, "openai", "gpt-x", TOLL_MATCH_DATED, "gpt-x");
    rows_text(&list, TOLL_ROW_RETIRED, 0, "gpt-y")->from_s = ENDED;
    sell(&list, "openai", "gpt-z")->until_s = ENDED; /* its tariff ends when the name does */
    rows_text(&list, TOLL_ROW_RETIRED, 0, "")->from_s = ENDED;
    book_block block = make(&list);
    assert_int_equal(card_by_name(&block, "gpt-x", ENDED - 1), TOLL_OK);
    assert_int_equal(card_by_rule(&block, "gpt-x", ENDED - 1), TOLL_OK);
    assert_true(answer.has_retirement == 1 && answer.retired_s == ENDED && answer.is_retired == 0);
    static const char *const names[] = {"gpt-x", "gpt-x-2026-01-01", "gpt-z"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(card_by_name(&block, names[i], ENDED), TOLL_E_MISSING);
        assert_non_null(strstr(why.message, "was retired on 2026-07-24"));
        assert_int_equal(strstr(why.message, "recommends gpt-y") != NULL, i < 2);
        assert_int_equal(card_by_rule(&block, names[i], ENDED), TOLL_E_MISSING);
        assert_non_null(strstr(why.message, "was retired on 2026-07-24"));
        assert_int_equal(resolve(&block, "", names[i]), TOLL_OK); /* AT is later */
        assert_true(answer.is_retired == 1 && answer.retired_s == ENDED);
        assert_string_equal(answer.replacement, i < 2 ? "gpt-y" : "");
    }
    block_free(&block);
}

/* Others may sell on what the maker has retired, at prices of their own: a bare name still means the maker. */
static void what_the_maker_has_retired_is_not_bought_elsewhere(void **state)
{
    (void)state;
    book_rows list = {0};
    sell(&list, "openai", "gpt-z")->until_s = ENDED;
    rows_text(&list, TOLL_ROW_RETIRED, 0, "gpt-y")->from_s = ENDED;
    (void)sell(&list, "azure", "gpt-z");
    book_block block = make(&list);
    assert_int_equal(resolve(&block, "", "gpt-z"), TOLL_OK); /* AT is later */
    assert_string_equal(answer.sku, "openai/gpt-z");
    assert_int_equal(answer.is_retired, 1);
    assert_int_equal(card_by_rule(&block, "gpt-z", ENDED), TOLL_E_MISSING);
    assert_non_null(strstr(why.message, "recommends gpt-y"));
    expect_name(&block, "azure", "gpt-z", "azure/gpt-z", TOLL_NAME_EXACT);
    block_free(&block);
}

static void a_retirement_needs_a_date_and_stands_once(void **state)
{
    (void)state;
    static const struct {
        int64_t first, second;
        toll_status status;
        const char *field;
    } cases[] = {{0, ENDED, TOLL_E_MISSING, "from_s"}, {ENDED, ENDED, TOLL_E_CONFLICT, "kind"}};
    for (size_t i = 0; i < 2; i++) {
        book_rows list = {0};
        book_block block;
        (void)sell(&list, "openai", "gpt-x");
        rows_text(&list, TOLL_ROW_RETIRED, 0, "")->from_s = cases[i].first;
        rows_text(&list, TOLL_ROW_RETIRED, 0, "")->from_s = cases[i].second;
        assert_int_equal(block_make(&list, &block, &why), cases[i].status);
        assert_string_equal(why.field, cases[i].field);
        rows_free(&list);
    }
}

static toll_bill_total bill_one(toll_bill_line *line)
{
    toll_bill_total total;
    toll_bill_context context;
    const toll_bill_usage one = {TOLL_METER_INPUT, 1000000};
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    if (toll_bill_compute(card, sizeof card, &one, 1, &context, NULL, 0, NULL, 0, line, 1, &total, &why) != TOLL_OK)
        fail_msg("%s", why.message);
    assert_int_equal(toll_bill_verify(line, 1, &total, &why), TOLL_OK);
    return total;
}

/* Both paths of a bill: a minimum sends a record to the general one. */
static void bills_say_how_the_name_was_matched_and_who_serves_it(void **state)
{
    (void)state;
    for (int general = 0; general < 2; general++) {
        book_rows list = {0};
        toll_bill_line line;
        (void)sell_as(&list, "x-ai", "grok-3", TOLL_MATCH_DATED, "grok-3");
        rows_text(&list, TOLL_ROW_REDIRECT, 0, "grok-4.3");
        if (general)
            rows_meter(&list, TOLL_ROW_MINIMUM, TOLL_METER_REQUEST, 1);
        (void)sell(&list, "x-ai", "grok-2-2025-01-02");
        (void)sell_as(&list, "x-ai", "grok-5", TOLL_MATCH_ALIAS, "grok-latest");
        book_block block = make(&list);
        assert_int_equal(card_by_rule(&block, "grok-3", AT), TOLL_OK);
        assert_string_equal(answer.redirected_to, "grok-4.3");
        toll_bill_total total = bill_one(&line);
        assert_true(total.flags == TOLL_LINE_REDIRECTED && line.flags == TOLL_LINE_REDIRECTED);
        assert_true(total.matched_by == TOLL_NAME_EXACT);
        assert_int_equal(card_by_rule(&block, "Grok-3-20260101", AT), TOLL_OK);
        total = bill_one(&line);
        assert_true(line.flags == (TOLL_LINE_REDIRECTED | TOLL_LINE_NAME_RULE) && total.flags == line.flags);
        assert_true(total.matched_by == (TOLL_NAME_CASE | TOLL_NAME_DATE_SUFFIX));
        assert_int_equal(card_by_name(&block, "grok-2-20250102", AT), TOLL_OK); /* the date in the other form */
        total = bill_one(&line);
        assert_true(total.matched_by == TOLL_NAME_PUNCTUATION && line.flags == TOLL_LINE_NAME_RULE);
        assert_int_equal(card_by_name(&block, "grok-3-20260101", AT), TOLL_OK); /* a clause is a rule here as well */
        total = bill_one(&line);
        assert_true((total.flags & TOLL_LINE_NAME_RULE) != 0 && total.matched_by == TOLL_NAME_DATE_SUFFIX);
        assert_int_equal(card_by_rule(&block, "x-ai/grok-latest", AT), TOLL_OK); /* named, not guessed */
        total = bill_one(&line);
        assert_true(total.flags == 0 && total.matched_by == (TOLL_NAME_ALIAS | TOLL_NAME_PROVIDER_PREFIX));
        block_free(&block);
    }
}

static void an_old_client_gets_the_total_that_it_knows(void **state)
{
    (void)state;
    struct {
        toll_bill_total total;
        uint64_t guard;
    } old;
    book_rows list = {0};
    toll_bill_context context;
    const toll_bill_usage one = {TOLL_METER_INPUT, 1000000};
    (void)sell(&list, "openai", "gpt-x");
    book_block block = make(&list);
    memset(&old, 0x5a, sizeof old);
    old.total.struct_size = 208; /* before matched_by */
    old.total.struct_kind = TOLL_KIND_BILL_TOTAL;
    (void)toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL);
    assert_int_equal(card_by_rule(&block, "GPT-X", AT), TOLL_OK);
    assert_int_equal(
        toll_bill_compute(card, sizeof card, &one, 1, &context, NULL, 0, NULL, 0, NULL, 0, &old.total, &why), TOLL_OK);
    assert_true(old.total.matched_by == UINT64_C(0x5a5a5a5a5a5a5a5a));
    assert_true(old.total.billed_cost.low == 1000000000000000000u);
    block_free(&block);
}

/* ---- overlays ---- */

static void terms_on_a_name_hold_for_its_snapshots(void **state)
{
    (void)state;
    static const struct {
        uint32_t op;
        const char *text, *taken, *left;
    } cases[] = {{TOLL_MATCH_EXACT, "m", "m-2024-08-06", "m-2024-05-13"},
                 {TOLL_MATCH_DATED, "m", "m-2024-05-13", "m-big"},
                 {TOLL_MATCH_SUFFIX, "-big", "m-big", "m"},
                 {TOLL_MATCH_SUFFIX, "ig", "m-big", "m-bigger"},
                 {TOLL_MATCH_INFIX, "-b", "m-big", "m"},
                 {TOLL_MATCH_PREFIX, "m-", "m-big", "m"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        book_rows list = {0}, terms = {0};
        uint64_t size = 0, used = 0;
        (void)sell_as(&list, "acme", "m", TOLL_MATCH_DATED, "m");
        (void)sell(&list, "acme", "m-2024-05-13");
        (void)sell(&list, "acme", "m-big");
        (void)sell(&list, "acme", "m-bigger");
        book_block base = make(&list);
        rows_tariff(&terms, "acme", "terms")->layer = 1;
        rows_text(&terms, TOLL_ROW_MATCH, cases[i].op, cases[i].text);
        rows_price(&terms, TOLL_METER_INPUT, 50)->is_contract = 1;
        assert_int_equal(
            toll_book_overlay_size(base.words, base.size, terms.rows, terms.count, sizeof(toll_bill_row), &size, &why),
            TOLL_OK);
        book_block block = {malloc(size), 0};
        assert_int_equal(toll_book_overlay(base.words, base.size, terms.rows, terms.count, sizeof(toll_bill_row),
                                           block.words, size, &used, &why),
                         TOLL_OK);
        block.size = used;
        toll_bill_line line;
        assert_int_equal(card_by_name(&block, cases[i].taken, AT), TOLL_OK);
        assert_true(bill_one(&line).billed_cost.low == 500000000000000000u);
        assert_int_equal(card_by_name(&block, cases[i].left, AT), TOLL_OK);
        assert_true(bill_one(&line).billed_cost.low == 1000000000000000000u);
        block_free(&block);
        block_free(&base);
        rows_free(&terms);
    }
}

/* ---- near names ---- */

static void near_names_share_words_or_letters(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *name, *first; /* "": nothing is near */
    } cases[] = {{"", "gpt-4o-2024-05-14", "openai/gpt-4o"},
                 {"", "gtp-4o", "openai/gpt-4o"},
                 {"", "sonnet-4.5", "anthropic/claude-sonnet-4-5"},
                 {"", "claude-4-5-sonnet", "anthropic/claude-sonnet-4-5"},
                 {"", "llama", "openrouter/meta-llama/llama-3.3-70b-instruct"},
                 {"", "azure/gpt-4.1-2025-04-14", "openai/gpt-4.1"},
                 {"azure", "gpt-4.1-2025-04-14", "azure/gpt-4.1"},
                 {"", "gpt-3.5-turbo", ""}, /* "turbo" alone says nothing of a known family */
                 {"", "3090", ""},
                 {"", "turbo", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo"},
                 {"", "zzzzzzzz", ""},
                 {"", "x", ""}};
    book_block block = market();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        toll_book_candidate near[8];
        char first[160] = "";
        uint64_t count = 99;
        memset(near, 0, sizeof near);
        assert_int_equal(toll_book_suggest(block.words, block.size, cases[i].provider, strlen(cases[i].provider),
                                           cases[i].name, strlen(cases[i].name), near, 8, sizeof near[0], &count, &why),
                         TOLL_OK);
        assert_true(count <= 8);
        if (count > 0)
            snprintf(first, sizeof first, "%s/%s", near[0].provider, near[0].model);
        if (strcmp(first, cases[i].first) != 0)
            fail_msg("%s: \"%s\", not \"%s\"", cases[i].name, first, cases[i].first);
    }
    block_free(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_before_dated_ones_and_those_before_patterns),
        cmocka_unit_test(written_out_names_are_no_snapshots_even_when_they_have_ended),
        cmocka_unit_test(only_dates_of_the_calendar_are_dates),
        cmocka_unit_test(names_of_logs_find_their_tariffs),
        cmocka_unit_test(names_that_would_be_a_guess_are_refused),
        cmocka_unit_test(names_of_one_seller_are_its_own_unless_the_maker_keeps_the_weights),
        cmocka_unit_test(a_provider_without_the_name_is_told_who_has_it),
        cmocka_unit_test(an_unknown_provider_is_told_with_those_near_to_it),
        cmocka_unit_test(words_of_providers_fit_the_message),
        cmocka_unit_test(an_answer_tells_what_it_has_read),
        cmocka_unit_test(names_of_any_length_are_safe),
        cmocka_unit_test(a_book_of_one_provider_reads_names_of_all_makers),
        cmocka_unit_test(retired_names_are_found_but_not_billed),
        cmocka_unit_test(what_the_maker_has_retired_is_not_bought_elsewhere),
        cmocka_unit_test(a_retirement_needs_a_date_and_stands_once),
        cmocka_unit_test(bills_say_how_the_name_was_matched_and_who_serves_it),
        cmocka_unit_test(an_old_client_gets_the_total_that_it_knows),
        cmocka_unit_test(terms_on_a_name_hold_for_its_snapshots),
        cmocka_unit_test(near_names_share_words_or_letters),
    };
    return cmocka_run_group_tests_name("book_names", tests, NULL, NULL);
}
