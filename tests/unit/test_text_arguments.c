/* SPDX-License-Identifier: Apache-2.0 */
/* Every text argument of every exported function with TOLL_NUL and with its length: the same answer, byte for byte.
 * bindings/api.json says which arguments there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

/* All that a call can change. */
typedef struct outcome {
    toll_status status;
    toll_error err;
    uint64_t words[TOLL_CATALOG_WORDS];
} outcome;

typedef void text_call(const char *text, uint64_t length, outcome *out);

static const int64_t at_s = 1793491200; /* 2026-11-01T00:00:00Z */
static uint64_t card[800];

static void parse_decimal(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_decimal_parse(text, length, (toll_decimal *)(void *)out->words, &out->err);
}

static void parse_amount(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_amount_parse(text, length, (toll_amount *)(void *)out->words, &out->err);
}

static void get_digits(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_currency_get_digits(text, length, (int32_t *)(void *)out->words, &out->err);
}

static void find_meter(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_bill_meter_find(text, length, (uint32_t *)(void *)out->words, &out->err);
}

static void estimate_rows(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                          outcome *out)
{
    out->status = toll_book_estimate_rows(provider, provider_length, model, model_length, 1, 2, 0,
                                          (toll_bill_row *)(void *)out->words, sizeof(toll_bill_row), &out->err);
}

static void estimate_rows_of_provider(const char *text, uint64_t length, outcome *out)
{
    estimate_rows(text, length, "model", 5, out);
}

static void estimate_rows_of_model(const char *text, uint64_t length, outcome *out)
{
    estimate_rows("acme", 4, text, length, out);
}

static void intern_text(const char *text, uint64_t length, outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    out->status = toll_book_intern(book, size, text, length, out->words, &out->err);
}

static void intern_tier_text(const char *text, uint64_t length, outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    out->status = toll_book_intern_tier(book, size, text, length, out->words, &out->err);
}

/* A card holds no pointer to its name, so its bytes can be compared. They are folded, as a card is larger than words. */
static void find_tariff(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                        outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    memset(card, 0, sizeof card);
    out->status =
        toll_book_find(book, size, provider, provider_length, model, model_length, at_s, card, sizeof card, &out->err);
    for (size_t i = 0; i < sizeof card / sizeof card[0]; i++)
        out->words[i % TOLL_CATALOG_WORDS] += card[i];
}

static void find_tariff_of_provider(const char *text, uint64_t length, outcome *out)
{
    find_tariff(text, length, "gpt-5.4", 7, out);
}

static void find_tariff_of_model(const char *text, uint64_t length, outcome *out)
{
    find_tariff("openai", 6, text, length, out);
}

static void resolve_name(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                         outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    static toll_book_name found;
    uint64_t words[sizeof found / 8];
    (void)toll_struct_init(&found, sizeof found, TOLL_KIND_BOOK_NAME, NULL);
    out->status =
        toll_book_resolve(book, size, provider, provider_length, model, model_length, at_s, NULL, 0, &found, &out->err);
    memcpy(words, &found, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        out->words[i % TOLL_CATALOG_WORDS] += words[i];
}

static void resolve_name_of_provider(const char *text, uint64_t length, outcome *out)
{
    resolve_name(text, length, "gpt-5.4", 7, out);
}

static void resolve_name_of_model(const char *text, uint64_t length, outcome *out)
{
    resolve_name("openai", 6, text, length, out);
}

static void find_validity(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                          outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    int64_t from_s = 0, until_s = 0;
    out->status = toll_book_find_validity(book, size, provider, provider_length, model, model_length, at_s, &from_s,
                                          &until_s, &out->err);
    out->words[0] = (uint64_t)from_s;
    out->words[1] = (uint64_t)until_s;
}

static void find_validity_of_provider(const char *text, uint64_t length, outcome *out)
{
    find_validity(text, length, "gpt-4o", 6, out);
}

static void find_validity_of_model(const char *text, uint64_t length, outcome *out)
{
    find_validity("openai", 6, text, length, out);
}

static void bill_named(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                       const char *tier, uint64_t tier_length, outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    static const toll_bill_named words[] = {{"input", 1000000}};
    toll_bill_total total;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    out->status = toll_bill_compute_named(book, size, provider, provider_length, model, model_length, at_s, tier,
                                          tier_length, words, 1, NULL, 0, &total, &out->err);
    out->words[0] = total.billed_cost.low;
}

static void bill_named_of_provider(const char *text, uint64_t length, outcome *out)
{
    bill_named(text, length, "gpt-5.4", 7, "flex", 4, out);
}

static void bill_named_of_model(const char *text, uint64_t length, outcome *out)
{
    bill_named("openai", 6, text, length, "flex", 4, out);
}

static void bill_named_of_tier(const char *text, uint64_t length, outcome *out)
{
    bill_named("openai", 6, "gpt-5.4", 7, text, length, out);
}

static void suggest_names(const char *provider, uint64_t provider_length, const char *model, uint64_t model_length,
                          outcome *out)
{
    uint64_t size = 0;
    const void *book = toll_book_get_public(&size);
    toll_book_candidate near[2];
    uint64_t words[sizeof near / 8];
    memset(near, 0, sizeof near);
    out->status = toll_book_suggest(book, size, provider, provider_length, model, model_length, near, 2, sizeof near[0],
                                    &out->words[0], &out->err);
    memcpy(words, near, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        out->words[1 + i % (TOLL_CATALOG_WORDS - 1)] += words[i];
}

static void suggest_names_of_provider(const char *text, uint64_t length, outcome *out)
{
    suggest_names(text, length, "gtp-5.4", 7, out);
}

static void suggest_names_of_model(const char *text, uint64_t length, outcome *out)
{
    suggest_names("openai", 6, text, length, out);
}

static void convert_amount(const char *text, uint64_t length, outcome *out)
{
    toll_bill_rate rate;
    toll_amount amount = {1000, 0};
    assert_int_equal(toll_struct_init(&rate, sizeof rate, TOLL_KIND_BILL_RATE, NULL), TOLL_OK);
    rate.rate.coef = 2;
    rate.until_s = 10;
    memcpy(rate.from_currency, "USD", 3);
    memcpy(rate.to_currency, "EUR", 3);
    out->status = toll_bill_convert(&amount, text, length, 5, &rate, TOLL_ROUND_DOWN, (toll_amount *)(void *)out->words,
                                    NULL, &out->err);
}

static void find_code(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_tco_find_name(TOLL_TCO_LIST_BASIS, text, length, (uint32_t *)(void *)out->words, &out->err);
}

static void find_row(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_catalog_find(TOLL_TABLE_HW, text, length, out->words, &out->err);
}

static void match_hw(const char *text, uint64_t length, outcome *out)
{
    toll_catalog_match *match = (toll_catalog_match *)(void *)out->words;
    assert_int_equal(toll_struct_init(match, sizeof *match, TOLL_KIND_CATALOG_MATCH, NULL), TOLL_OK);
    out->status = toll_catalog_find_hw(text, length, match, &out->err);
}

static void match_model(const char *text, uint64_t length, outcome *out)
{
    toll_catalog_match *match = (toll_catalog_match *)(void *)out->words;
    assert_int_equal(toll_struct_init(match, sizeof *match, TOLL_KIND_CATALOG_MATCH, NULL), TOLL_OK);
    out->status = toll_catalog_find_model(text, length, match, &out->err);
}

static void count_tokens(const char *text, uint64_t length, outcome *out)
{
    toll_range *tokens = (toll_range *)(void *)out->words;
    toll_catalog_fact fact;
    assert_int_equal(toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    out->status = toll_catalog_get_token_ratio(text, length, TOLL_TEXT_CODE, tokens, &fact, &out->err);
}

static void find_policies(const char *text, uint64_t length, outcome *out)
{
    toll_step_engine engine;
    assert_int_equal(toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL), TOLL_OK);
    out->status = toll_catalog_find_engine(text, length, NULL, &engine, &out->err);
}

static void find_format(const char *text, uint64_t length, outcome *out)
{
    toll_model_precision precision;
    assert_int_equal(toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL), TOLL_OK);
    out->status = toll_catalog_find_precision(text, length, NULL, &precision, &out->err);
}

static void find_nearest(const char *text, uint64_t length, outcome *out)
{
    out->status =
        toll_catalog_find_nearest(TOLL_TABLE_HW, text, length, (char *)out->words, sizeof out->words, NULL, &out->err);
}

static void check_place(const char *text, uint64_t length, outcome *out)
{
    out->status = toll_plan_check_place(text, length, &out->err);
}

/* The four names of a deployment, one of which is under test. */
static void resolve_names(unsigned tested, const char *text, uint64_t length, outcome *out)
{
    const char *names[] = {"h100-sxm5-80gb", "llama-3.1-8b", "fp8", "sglang"};
    uint64_t lengths[4];
    toll_step_layout layout;
    assert_int_equal(toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL), TOLL_OK);
    for (unsigned i = 0; i < 4; i++)
        lengths[i] = strlen(names[i]);
    names[tested] = text;
    lengths[tested] = length;
    out->status = toll_catalog_resolve(names[0], lengths[0], names[1], lengths[1], names[2], lengths[2], names[3],
                                       lengths[3], &layout, out->words, sizeof out->words, &out->err);
}

static void resolve_hw(const char *text, uint64_t length, outcome *out)
{
    resolve_names(0, text, length, out);
}

static void resolve_model(const char *text, uint64_t length, outcome *out)
{
    resolve_names(1, text, length, out);
}

static void resolve_precision(const char *text, uint64_t length, outcome *out)
{
    resolve_names(2, text, length, out);
}

static void resolve_engine(const char *text, uint64_t length, outcome *out)
{
    resolve_names(3, text, length, out);
}

static const struct text_case {
    const char *function;
    const char *argument;
    text_call *call;
    const char *known; /* a text that it takes */
    uint64_t most;     /* its longest text, bytes, as the header says */
} cases[] = {
    {"toll_decimal_parse", "text", parse_decimal, "-1.50", 64},
    {"toll_amount_parse", "text", parse_amount, "0.000000000000000001", 64},
    {"toll_currency_get_digits", "code", get_digits, "jpy", 3},
    {"toll_bill_meter_find", "name", find_meter, "cache_read", 31},
    {"toll_book_estimate_rows", "provider", estimate_rows_of_provider, "acme", 31},
    {"toll_book_estimate_rows", "model", estimate_rows_of_model, "llama", 95},
    {"toll_book_intern", "text", intern_text, "standard", 95},
    {"toll_book_intern_tier", "text", intern_tier_text, "flex", 95},
    {"toll_book_find", "provider", find_tariff_of_provider, "openai", 31},
    {"toll_book_find", "model", find_tariff_of_model, "gpt-5.4", 95},
    {"toll_book_resolve", "provider", resolve_name_of_provider, "text-completion-openai", 31},
    {"toll_book_resolve", "model", resolve_name_of_model, "GPT-5.4", TOLL_BOOK_NAME_BYTES_MAX},
    {"toll_book_find_validity", "provider", find_validity_of_provider, "openai", 31},
    {"toll_book_find_validity", "model", find_validity_of_model, "GPT-4o", TOLL_BOOK_NAME_BYTES_MAX},
    {"toll_book_suggest", "provider", suggest_names_of_provider, "openai", 31},
    {"toll_book_suggest", "model", suggest_names_of_model, "gtp-5.4", TOLL_BOOK_NAME_BYTES_MAX},
    {"toll_bill_compute_named", "provider", bill_named_of_provider, "openai", 31},
    {"toll_bill_compute_named", "model", bill_named_of_model, "GPT-5.4", TOLL_BOOK_NAME_BYTES_MAX},
    {"toll_bill_compute_named", "service_tier", bill_named_of_tier, "flex", 95},
    {"toll_bill_convert", "currency", convert_amount, "USD", 15},
    {"toll_tco_find_name", "name", find_code, "mtok_output", 31},
    {"toll_catalog_find", "id", find_row, "H100 SXM5 80GB", 128},
    {"toll_catalog_find_hw", "name", match_hw, "8xH100", 128},
    {"toll_catalog_find_engine", "name", find_policies, "vllm@0.24", 128},
    {"toll_catalog_find_precision", "name", find_format, "nvfp4-kv8", 128},
    {"toll_catalog_find_model", "name", match_model, "Qwen/Qwen3-32B-FP8", 128},
    {"toll_catalog_get_token_ratio", "model", count_tokens, "openai/gpt-4.1-mini", 128},
    {"toll_catalog_find_nearest", "name", find_nearest, "h100-sxm5-80g", 128},
    {"toll_plan_check_place", "word", check_place, "apac", 128},
    {"toll_catalog_resolve", "hw", resolve_hw, "b200-sxm-180gb", 128},
    {"toll_catalog_resolve", "model", resolve_model, "llama-3.1-70b", 128},
    {"toll_catalog_resolve", "precision", resolve_precision, "bf16", 128},
    {"toll_catalog_resolve", "engine", resolve_engine, "vllm", 128},
};
#define CASES (sizeof cases / sizeof cases[0])

/* ---- the same answer ---- */

static const outcome *ask(const struct text_case *c, const char *text, uint64_t length, outcome *out)
{
    memset(out, 0, sizeof *out);
    c->call(text, length, out);
    return out;
}

/* The text in memory of exactly its size, so that a sanitizer sees a read beyond it. */
static char *copy_exactly(const char *text, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, text, size);
    return copy;
}

static void assert_same(const struct text_case *c, const char *text)
{
    static outcome counted, terminated;
    const size_t length = strlen(text);
    char *bare = copy_exactly(text, length), *whole = copy_exactly(text, length + 1);
    ask(c, bare, length, &counted);
    ask(c, whole, TOLL_NUL, &terminated);
    if (memcmp(&counted, &terminated, sizeof counted) != 0)
        fail_msg("%s, %s \"%s\": %d \"%s\" with its length, %d \"%s\" with TOLL_NUL", c->function, c->argument, text,
                 counted.status, counted.err.message, terminated.status, terminated.err.message);
    free(bare);
    free(whole);
}

static void a_terminated_text_gives_what_its_length_gives(void **state)
{
    (void)state;
    char longest[400];
    outcome known;
    for (size_t i = 0; i < CASES; i++) {
        const struct text_case *c = &cases[i];
        assert_int_equal(ask(c, c->known, TOLL_NUL, &known)->status, TOLL_OK);
        assert_same(c, c->known);
        assert_same(c, "");
        assert_same(c, "no such text");
        memset(longest, '7', sizeof longest);
        longest[c->most] = '\0';
        assert_same(c, longest);
    }
}

static void a_nul_within_the_length_is_a_byte(void **state)
{
    (void)state;
    static outcome counted, terminated;
    assert_int_equal(ask(&cases[0], "1\0002", 3, &counted)->status, TOLL_E_SYNTAX);
    assert_int_equal(ask(&cases[0], "1\0002", TOLL_NUL, &terminated)->status, TOLL_OK);
}

/* ---- bounds ---- */

static void a_text_without_end_is_read_to_one_byte_beyond_the_longest(void **state)
{
    (void)state;
    static outcome counted, endless;
    char text[400];
    memset(text, 'a', sizeof text);
    for (size_t i = 0; i < CASES; i++) {
        char *exact = copy_exactly(text, (size_t)cases[i].most + 1);
        ask(&cases[i], exact, cases[i].most + 1, &counted);
        ask(&cases[i], exact, TOLL_NUL, &endless);
        assert_int_not_equal(endless.status, TOLL_OK);
        assert_memory_equal(&counted, &endless, sizeof counted);
        free(exact);
    }
}

static void null_is_no_terminated_text(void **state)
{
    (void)state;
    outcome out;
    for (size_t i = 0; i < CASES; i++) {
        assert_int_equal(ask(&cases[i], NULL, TOLL_NUL, &out)->status, TOLL_E_NULL);
        assert_string_equal(out.err.field, cases[i].argument);
    }
}

/* ---- all of them ---- */

/* The value of a key of one line of api.json; 0: the line has no such key. */
static int read_value(const char *line, const char *key, char value[64])
{
    const char *at = strstr(line, key);
    return at != NULL && sscanf(at + strlen(key), "%63[^\"]", value) == 1;
}

static int is_in_table(const char *function, const char *argument)
{
    for (size_t i = 0; i < CASES; i++)
        if (strcmp(cases[i].function, function) == 0 && strcmp(cases[i].argument, argument) == 0)
            return 1;
    return 0;
}

static void every_text_argument_is_tested(void **state)
{
    (void)state;
    static char line[16384];
    char function[64] = "", argument[64] = "", text[64] = "", type[64] = "";
    size_t found = 0;
    FILE *file = fopen("bindings/api.json", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (strstr(line, "\"returns\": ") != NULL && read_value(line, "\"name\": \"", function))
            text[0] = '\0';
        if (strstr(line, "\"direction\": ") == NULL || !read_value(line, "\"name\": \"", argument))
            continue;
        /* A text has its length in the next argument; names without one are NUL-terminated anyway. */
        if (text[0] != '\0' && (strstr(argument, "length") != NULL || strstr(argument, "size") != NULL)) {
            if (!is_in_table(function, text))
                fail_msg("%s: its text \"%s\" is not in this test", function, text);
            found++;
        }
        text[0] = '\0';
        if (read_value(line, "\"type\": \"", type) && strcmp(type, "const char *") == 0)
            (void)snprintf(text, sizeof text, "%s", argument);
    }
    fclose(file);
    assert_int_equal(found, CASES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminated_text_gives_what_its_length_gives),
        cmocka_unit_test(a_nul_within_the_length_is_a_byte),
        cmocka_unit_test(a_text_without_end_is_read_to_one_byte_beyond_the_longest),
        cmocka_unit_test(null_is_no_terminated_text),
        cmocka_unit_test(every_text_argument_is_tested),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
