/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens per 1,000 characters: which model has which tokenizer, and that unknown stays unknown. */
#include "catalog_rows.h"
#include "toll_assert.h"

#include <string.h>

#include "catalog/facts.h"

static toll_status ask(const char *model, uint32_t text, toll_range *tokens, toll_catalog_fact *fact)
{
    toll_error err;
    assert_int_equal(toll_struct_init(fact, sizeof *fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    return toll_catalog_get_token_ratio(model, strlen(model), text, tokens, fact, &err);
}

static void expect_tokenizer(const char *model, const char *tokenizer)
{
    toll_range tokens;
    toll_catalog_fact fact;
    assert_int_equal(ask(model, TOLL_TEXT_ENGLISH, &tokens, &fact), TOLL_OK);
    assert_string_equal(fact.field, tokenizer);
    assert_true(tokens.low > 0 && tokens.low <= tokens.mid && tokens.mid <= tokens.high);
    assert_true(fact.source[0] != '\0' && fact.as_of > 20260000);
}

/* Which encoding OpenAI's models have is tiktoken 0.14.0's model.py; Google's, google-genai's _local_tokenizer_loader.py;
 * those of open models, the vocabulary of their config.json. */
static void models_have_the_tokenizer_that_their_maker_says(void **state)
{
    (void)state;
    expect_tokenizer("gpt-4", "cl100k");
    expect_tokenizer("gpt-4-0613", "cl100k");
    expect_tokenizer("gpt-4o-2024-05-13", "o200k");
    expect_tokenizer("openai/GPT-5-mini", "o200k");
    expect_tokenizer("o3", "o200k");
    expect_tokenizer("meta-llama/Llama-3.1-8B-Instruct", "llama3");
    expect_tokenizer("qwen3-235b-a22b", "qwen2");
    expect_tokenizer("Qwen/Qwen3.5-27B", "qwen3.5");
    expect_tokenizer("deepseek-chat", "deepseek3");
    expect_tokenizer("gemini-2.5-pro", "gemma3");
    expect_tokenizer("mistral-7b-v0.3", "mistral");
    expect_tokenizer("mistral-nemo-12b", "tekken");
}

/* OpenAI, "Hello GPT-4o" (2024-05-13): Chinese takes 1.4 times fewer tokens than before, on their sample of prose. */
static void a_newer_tokenizer_takes_fewer_tokens_for_chinese(void **state)
{
    toll_range before, after;
    toll_catalog_fact fact;
    (void)state;
    assert_int_equal(ask("gpt-4", TOLL_TEXT_CHINESE, &before, &fact), TOLL_OK);
    assert_int_equal(ask("gpt-4o", TOLL_TEXT_CHINESE, &after, &fact), TOLL_OK);
    assert_true(before.mid / after.mid > 1.3 && before.mid / after.mid < 1.6);
    assert_int_equal(fact.confidence, TOLL_CONFIDENCE_DERIVED);
}

static void a_tokenizer_that_nobody_published_is_unknown(void **state)
{
    static const char *const unknown[] = {"claude-sonnet-4-5",
                                          "claude-3-opus",
                                          "gemini-1.5-pro",
                                          "deepseek-r1-distill",
                                          "grok-4",
                                          "gpt",
                                          "gpt-4*",
                                          "o1000",
                                          "llama-3",
                                          "gpt-5/",
                                          "/",
                                          "*"};
    const toll_range before = {1, 2, 3};
    toll_range tokens = before;
    toll_catalog_fact fact;
    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        assert_int_equal(ask(unknown[i], TOLL_TEXT_ENGLISH, &tokens, &fact), TOLL_E_MISSING);
        assert_memory_equal(&tokens, &before, sizeof tokens);
    }
    assert_int_equal(ask("claude-opus-4-6", TOLL_TEXT_ENGLISH, &tokens, &fact), TOLL_OK);
    assert_int_equal(fact.confidence, TOLL_CONFIDENCE_UNVERIFIED);
    assert_int_equal(ask("claude-opus-4-6", TOLL_TEXT_CHINESE, &tokens, &fact), TOLL_E_MISSING);
    assert_int_equal(toll_catalog_get_token_ratio("gpt-5\0x", 7, TOLL_TEXT_CODE, &tokens, &fact, NULL), TOLL_E_MISSING);
    assert_int_equal(toll_catalog_get_token_ratio("gpt-5\0x", 5, TOLL_TEXT_CODE, &tokens, &fact, NULL), TOLL_OK);
}

/* Columns of the table, as lib/catalog/token_ratio.c has them. */
enum { MODELS = 1, TOKENIZER = 2, VOCAB_SIZE = 4, LOW = 5, MID = 6, HIGH = 7 };

/* A model's vocabulary is its tokenizer's, padded by at most 1 %. A tokenizer without the special tokens that the model
 * adds is at most 0.1 % short. */
static void catalog_models_have_their_tokenizers_vocabulary(void **state)
{
    const toll__table table = toll__table_get(TOLL__TABLE_TOKENIZER);
    int seen = 0;
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        toll_model model;
        toll_range tokens;
        toll_catalog_fact fact;
        assert_int_equal(toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_get_model(i, &model, NULL), TOLL_OK);
        if (ask(model.id, TOLL_TEXT_ENGLISH, &tokens, &fact) != TOLL_OK)
            continue;
        for (uint64_t row = 0; row < table.n_rows; row++) {
            if (strcmp(toll__table_text(&table, row, TOKENIZER), fact.field) != 0)
                continue;
            const double vocab = toll__table_number(&table, row, VOCAB_SIZE);
            if ((double)model.vocab_size < 0.999 * vocab || (double)model.vocab_size > 1.01 * vocab)
                fail_msg("%s has %lld tokens, %s %g", model.id, (long long)model.vocab_size, fact.field, vocab);
            seen++;
        }
    }
    assert_true(seen > 100);
}

/* One begins as the other, so that a name could fit both. */
static int patterns_meet(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const int a_open = a[a_length - 1] == '*', b_open = b[b_length - 1] == '*';
    const size_t a_spelt = a_length - (size_t)a_open, b_spelt = b_length - (size_t)b_open;
    const size_t common = a_spelt < b_spelt ? a_spelt : b_spelt;
    if (memcmp(a, b, common) != 0)
        return 0;
    return a_spelt == b_spelt || (a_spelt < b_spelt ? a_open : b_open);
}

static int cells_meet(const char *a, const char *b)
{
    for (const char *x = a; *x != '\0'; x += strcspn(x, "|"), x += *x == '|')
        for (const char *y = b; *y != '\0'; y += strcspn(y, "|"), y += *y == '|')
            if (patterns_meet(x, strcspn(x, "|"), y, strcspn(y, "|")))
                return 1;
    return 0;
}

static void no_name_fits_two_tokenizers(void **state)
{
    const toll__table table = toll__table_get(TOLL__TABLE_TOKENIZER);
    (void)state;
    assert_true(cells_meet("gpt-4o*|x", "y|gpt-4o-mini"));
    assert_true(cells_meet("a", "a") && !cells_meet("gpt-4", "gpt-4-*") && cells_meet("*", "a"));
    for (uint64_t i = 0; i < table.n_rows; i++) {
        assert_true(toll__table_number(&table, i, LOW) > 0);
        assert_true(toll__table_number(&table, i, LOW) <= toll__table_number(&table, i, MID));
        assert_true(toll__table_number(&table, i, MID) <= toll__table_number(&table, i, HIGH));
        for (uint64_t k = 0; k < table.n_rows; k++) {
            const int is_same =
                strcmp(toll__table_text(&table, i, TOKENIZER), toll__table_text(&table, k, TOKENIZER)) == 0;
            assert_int_equal(cells_meet(toll__table_text(&table, i, MODELS), toll__table_text(&table, k, MODELS)),
                             is_same);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(models_have_the_tokenizer_that_their_maker_says),
                                       cmocka_unit_test(a_newer_tokenizer_takes_fewer_tokens_for_chinese),
                                       cmocka_unit_test(a_tokenizer_that_nobody_published_is_unknown),
                                       cmocka_unit_test(catalog_models_have_their_tokenizers_vocabulary),
                                       cmocka_unit_test(no_name_fits_two_tokenizers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
