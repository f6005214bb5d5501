/* SPDX-License-Identifier: Apache-2.0 */
/* Open models by the names of hubs, servers, files and people: what is found, what a name states besides, what is
 * refused. Longer lists are in tests/names. */
#include "catalog_rows.h"

#include <stdio.h>

#include "catalog/model_words.h"
#include "catalog/precision_words.h"

static toll_catalog_match match;
static toll_error err;

static toll_status find(const char *name)
{
    assert_int_equal(toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL), TOLL_OK);
    memset(&err, 0, sizeof err);
    return toll_catalog_find_model(name, strlen(name), &match, &err);
}

static void expect(const char *name, const char *id, const char *precision, uint64_t how)
{
    if (find(name) != TOLL_OK)
        fail_msg("%s: %s", name, err.message);
    assert_string_equal(match.id, id);
    assert_string_equal(match.precision_id, precision);
    assert_int_equal(match.how, how);
    assert_int_equal(match.count, 0);
}

static void expect_refused(const char *name, toll_status expected)
{
    toll_status status = find(name);
    if (status != expected)
        fail_msg("%s: %d, %s", name, (int)status, match.id);
    assert_int_equal(match.how, 0);
    assert_string_equal(match.id, "");
}

static void repository_of(uint64_t row, char *text, size_t size)
{
    toll_catalog_published published;
    assert_int_equal(toll_struct_init(&published, sizeof published, TOLL_KIND_CATALOG_PUBLISHED, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_published(row, &published, NULL), TOLL_OK);
    const char *slash = strrchr(published.hf_repo, '/');
    snprintf(text, size, "%s", slash != NULL ? slash + 1 : toll_catalog_get_id(TOLL_TABLE_MODEL, row));
}

static void an_id_is_itself_and_nothing_is_assumed(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        const char *id = toll_catalog_get_id(TOLL_TABLE_MODEL, i);
        expect(id, id, "", TOLL_FOUND_ID);
        assert_int_equal(match.index, i);
        assert_string_equal(match.note, "");
    }
}

/* Any owner's copy of a repository, in any number format, packed in any way, is the same model. */
static void owners_formats_and_packages_leave_the_model(void **state)
{
    (void)state;
    static const struct {
        const char *form, *precision;
        uint64_t how;
    } forms[] = {
        {"acme/%s-AWQ", "int4-g128-asym", TOLL_FOUND_PRECISION},
        {"%s-GPTQ-Int4", "int4-g128", TOLL_FOUND_PRECISION},
        {"%s-Q4_K_M.gguf", "q4_k_m", TOLL_FOUND_PRECISION},
        {"acme/%s-GGUF", "", 0},
        {"%s-NVFP4", "nvfp4", TOLL_FOUND_PRECISION},
        {"%s-bnb-4bit", "", TOLL_FOUND_OTHER_PRECISION},
        {"models--acme--%s", "", 0},
        {"hf.co/acme/%s-GGUF:Q8_0", "q8_0", TOLL_FOUND_PRECISION},
    };
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++)
        for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
            char repository[96], name[160];
            repository_of(i, repository, sizeof repository);
            if (strstr(repository, "BF16") != NULL) /* states a format itself */
                continue;
            snprintf(name, sizeof name, forms[k].form, repository);
            if (find(name) != TOLL_OK)
                fail_msg("%s: %s", name, err.message);
            assert_string_equal(match.id, toll_catalog_get_id(TOLL_TABLE_MODEL, i));
            assert_string_equal(match.precision_id, forms[k].precision);
            assert_int_equal(match.how & (TOLL_FOUND_PRECISION | TOLL_FOUND_OTHER_PRECISION), forms[k].how);
        }
}

/* One more word, and it is a model under a name of its own. */
static void an_unknown_word_makes_another_model(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        static const char *const forms[] = {"%s-acme", "acme-%s", "%s-vision", "%s-finance-v2", "%s-draft"};
        for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++) {
            char name[160];
            snprintf(name, sizeof name, forms[k], toll_catalog_get_id(TOLL_TABLE_MODEL, i));
            assert_int_equal(find(name), TOLL_E_UNKNOWN_ID);
        }
    }
}

static void tags_of_ollama_are_read(void **state)
{
    (void)state;
    const uint64_t format = TOLL_FOUND_SPELLING | TOLL_FOUND_PRECISION;
    expect("llama3.1:70b", "llama-3.1-70b", "", TOLL_FOUND_SPELLING);
    expect("qwen3:30b-a3b-q4_K_M", "qwen3-30b-a3b", "q4_k_m", format);
    expect("gemma3:27b-it-qat", "gemma-3-27b", "q4_0", format);
    expect("qwen3:235b", "qwen3-235b-a22b", "", TOLL_FOUND_SPELLING | TOLL_FOUND_SHORT);
    assert_string_equal(match.note, "qwen3:235b read as qwen3-235b-a22b");
    expect("deepseek-r1:671b", "deepseek-r1", "", TOLL_FOUND_SPELLING);
}

/* Ollama's deepseek-r1 below 671b are Qwen and Llama models, trained on its answers. */
static void a_distilled_model_is_never_its_teacher(void **state)
{
    (void)state;
    expect("deepseek-r1:70b", "llama-3.1-70b", "", TOLL_FOUND_ALIAS | TOLL_FOUND_SAME_SHAPE);
    assert_string_equal(match.note, "deepseek-r1:70b has the shape of llama-3.1-70b");
    expect("deepseek-ai/DeepSeek-R1-Distill-Qwen-32B", "qwen2.5-32b", "", TOLL_FOUND_ALIAS | TOLL_FOUND_SAME_SHAPE);
    expect_refused("deepseek-r1:72b", TOLL_E_UNKNOWN_ID);
    expect_refused("deepseek-r1:1b", TOLL_E_UNKNOWN_ID);
    expect_refused("deepseek-r1-distill-acme-70b", TOLL_E_UNKNOWN_ID);
}

static void files_are_read_by_their_names(void **state)
{
    (void)state;
    const uint64_t format = TOLL_FOUND_SPELLING | TOLL_FOUND_PRECISION;
    expect("Meta-Llama-3.1-405B-Instruct-Q8_0-00001-of-00009.gguf", "llama-3.1-405b", "q8_0", format);
    expect("google_gemma-3-27b-it-Q4_K_M.gguf", "gemma-3-27b", "q4_k_m", format);
    expect("/models/Qwen3-8B/Qwen3-8B-IQ4_XS.gguf", "qwen3-8b", "iq4_xs", format);
    expect("gpt-oss-20b-MXFP4.gguf", "gpt-oss-20b", "mxfp4-experts", format);
    expect("Qwen3-8B-UD-Q4_K_XL.gguf", "qwen3-8b", "", TOLL_FOUND_SPELLING | TOLL_FOUND_OTHER_PRECISION);
    expect_refused("Qwen3-8B-Q8_0-00001-of-0002.gguf", TOLL_E_UNKNOWN_ID);
    expect_refused("model-00001-of-00002.gguf", TOLL_E_UNKNOWN_ID);
}

static void versions_and_sizes_are_never_guessed(void **state)
{
    (void)state;
    expect("llama-3-1-8b", "llama-3.1-8b", "", TOLL_FOUND_SPELLING);
    expect("llama-v3p1-8b-instruct", "llama-3.1-8b", "", TOLL_FOUND_SPELLING);
    expect("gemma-3-4b-it", "gemma-3-4b", "", TOLL_FOUND_SPELLING); /* 3 and 4b, not 3.4 */
    expect("gemma 3 4b", "gemma-3-4b", "", TOLL_FOUND_SPELLING);
    expect_refused("llama-3.1-71b", TOLL_E_UNKNOWN_ID);
    expect_refused("phi-14b", TOLL_E_UNKNOWN_ID); /* phi-4 has 14.7 billion, but so may another phi */
    expect_refused("Mistral-Small-24B-Instruct-2503", TOLL_E_UNKNOWN_ID);
    expect_refused("llama-3.1", TOLL_E_UNKNOWN_ID);
    expect_refused("mistral-large", TOLL_E_UNKNOWN_ID);
    expect_refused("Mistral-Large-Instruct-2411", TOLL_E_UNKNOWN_ID);
    expect_refused("Qwen3-235B-A23B", TOLL_E_UNKNOWN_ID);
    expect_refused("llama-70b", TOLL_E_AMBIGUOUS);
    assert_non_null(strstr(err.message, "llama-3.3-70b"));
}

static void a_family_is_listed(void **state)
{
    (void)state;
    char text[256];
    uint64_t needed = 0;
    assert_int_equal(toll_catalog_find_nearest(TOLL_TABLE_MODEL, "llama", TOLL_NUL, text, sizeof text, &needed, NULL),
                     TOLL_OK);
    assert_string_equal(text, "llama-2-13b, llama-2-70b, llama-2-7b, llama-3-70b, llama-3-8b, llama-3.1-405b, "
                              "llama-3.1-70b, llama-3.1-8b");
    assert_int_equal(
        toll_catalog_find_nearest(TOLL_TABLE_MODEL, "deepseek-v4", TOLL_NUL, text, sizeof text, &needed, NULL),
        TOLL_OK);
    assert_string_equal(text, "deepseek-v4-flash, deepseek-v4-pro");
    assert_int_equal(toll_catalog_find_nearest(TOLL_TABLE_MODEL, "acme-llama-3.1-70b-finance", TOLL_NUL, text,
                                               sizeof text, &needed, NULL),
                     TOLL_OK);
    assert_string_equal(text, "llama-3.1-70b");
}

static void formats_are_taken_out_whole(void **state)
{
    (void)state;
    static const struct {
        const char *name, *id;
        toll__stated stated;
        uint32_t left; /* words */
    } cases[] = {
        {"x-FP8", "fp8", TOLL__STATED_ID, 1},
        {"x-FP8-dynamic", "fp8", TOLL__STATED_ID, 1},
        {"x-FP8-block", "fp8-block", TOLL__STATED_ID, 1},
        {"x-AWQ-4bit", "int4-g128-asym", TOLL__STATED_ID, 1},
        {"x-GPTQ-Int8", "w8a16", TOLL__STATED_ID, 1},
        {"x.w4a16", "int4-g128", TOLL__STATED_ID, 1},
        {"x-q8_0", "q8_0", TOLL__STATED_ID, 1},
        {"x-FP8-AWQ", "", TOLL__STATED_OTHER, 1},
        {"x-4bit", "", TOLL__STATED_OTHER, 1},
        {"x-q4_k_xl", "", TOLL__STATED_OTHER, 1},
        {"x-8b", "", TOLL__STATED_NONE, 3},
        {"qwq-32b", "", TOLL__STATED_NONE, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        toll__words words;
        char id[32] = "#";
        toll__words_split(&words, cases[i].name, strlen(cases[i].name));
        assert_int_equal(toll__precision_take(&words, id, sizeof id), cases[i].stated);
        assert_string_equal(id, cases[i].id);
        assert_int_equal(words.count, cases[i].left);
    }
}

static void names_of_too_many_words_mean_nothing(void **state)
{
    (void)state;
    char name[129];
    for (size_t i = 0; i < 128; i++)
        name[i] = "1a"[i % 2];
    name[128] = '\0';
    expect_refused(name, TOLL_E_UNKNOWN_ID);
    memset(name, '+', 128);
    expect_refused(name, TOLL_E_UNKNOWN_ID);
    memset(name, '-', 128);
    expect_refused(name, TOLL_E_UNKNOWN_ID);
    memset(name, '/', 128);
    expect_refused(name, TOLL_E_UNKNOWN_ID);
    expect_refused("llama-3.1-8b\n", TOLL_E_UNKNOWN_ID);
    expect_refused("llama-3.1-8\xc3\xa9", TOLL_E_UNKNOWN_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_itself_and_nothing_is_assumed),
        cmocka_unit_test(owners_formats_and_packages_leave_the_model),
        cmocka_unit_test(an_unknown_word_makes_another_model),
        cmocka_unit_test(tags_of_ollama_are_read),
        cmocka_unit_test(a_distilled_model_is_never_its_teacher),
        cmocka_unit_test(files_are_read_by_their_names),
        cmocka_unit_test(versions_and_sizes_are_never_guessed),
        cmocka_unit_test(a_family_is_listed),
        cmocka_unit_test(formats_are_taken_out_whole),
        cmocka_unit_test(names_of_too_many_words_mean_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
