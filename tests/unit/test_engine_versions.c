/* SPDX-License-Identifier: Apache-2.0 */
/* Engines by name and version on a card: which rows hold, which one wins, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include <toll.h>

static toll_step_engine find(const char *name, int64_t card_gib)
{
    toll_step_engine engine;
    toll_hw hw;
    assert_int_equal(toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL), TOLL_OK);
    assert_int_equal(toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL), TOLL_OK);
    hw.memory_bytes = card_gib << 30;
    hw.known |= card_gib > 0 ? TOLL_HW_MEMORY : 0;
    assert_int_equal(toll_catalog_find_engine(name, TOLL_NUL, card_gib > 0 ? &hw : NULL, &engine, NULL), TOLL_OK);
    return engine;
}

/* vLLM took 0.90 of the card up to 0.19 and 0.92 from 0.20 on, where graphs are subtracted first. */
static void a_version_has_the_newest_rule_up_to_it(void **state)
{
    (void)state;
    assert_true(find("vllm@0.19.1", 80).memory_frac == 0.9);
    assert_int_equal(find("vllm@0.19.1", 80).graph_token_bytes, 0);
    assert_true(find("vllm@0.20", 80).memory_frac == 0.92);
    assert_true(find("vllm@0.20", 80).graph_token_bytes > 0);
    assert_true(find("vllm@0.9.2", 80).memory_frac == 0.9); /* 9 is before 20 */
    assert_int_equal(find("vllm@0.8.5", 80).paging_policy, TOLL_PAGING_PAGES);
    assert_int_equal(find("vllm@0.9", 80).paging_policy, TOLL_PAGING_BLOCKS);
}

/* get_batch_defaults(): 2,048 tokens and 256 sequences below 70 GiB, 8,192 and 1,024 from there on. */
static void a_rule_of_larger_cards_holds_on_them_alone(void **state)
{
    (void)state;
    assert_int_equal(find("vllm@0.12", 24).profile_tokens, 2048);
    assert_int_equal(find("vllm@0.12", 24).profile_sequences, 256);
    assert_int_equal(find("vllm@0.12", 80).profile_tokens, 8192);
    assert_int_equal(find("vllm@0.12", 80).profile_sequences, 1024);
    assert_int_equal(find("vllm@0.12", 180).profile_tokens, 8192);
    assert_int_equal(find("vllm@0.29", 180).profile_tokens, 16384);
    assert_int_equal(find("vllm@0.12", 0).profile_tokens, 2048);
}

static void the_id_stays_that_of_the_constants(void **state)
{
    (void)state;
    assert_string_equal(find("vllm@0.24", 80).id, "vllm");
    assert_string_equal(find("vllm@0.24", 80).epoch, "0.24");
    assert_string_equal(find("vllm@0.12", 80).id, "vllm-0.11");
    assert_string_equal(find("vllm-0.11", 80).epoch, "0.11");
    assert_string_equal(find("sglang@0.4.10", 80).id, "sglang");
}

static void no_version_is_the_newest(void **state)
{
    (void)state;
    const toll_step_engine newest = find("vllm", 80), far = find("vllm@9.9", 80);
    assert_true(newest.memory_frac == far.memory_frac && newest.state_blocks == far.state_blocks);
}

static void a_suffix_is_the_packagers(void **state)
{
    (void)state;
    assert_true(find("vllm@0.20.0rc2", 80).memory_frac == 0.92);
    assert_true(find("vllm@0.19.1+cu128", 80).memory_frac == 0.9);
}

static toll_status refused(const char *name, const char *words)
{
    toll_step_engine engine, before;
    toll_error err;
    assert_int_equal(toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL), TOLL_OK);
    before = engine;
    const toll_status status = toll_catalog_find_engine(name, TOLL_NUL, NULL, &engine, &err);
    assert_memory_equal(&engine, &before, sizeof engine);
    assert_non_null(strstr(err.message, words));
    return status;
}

static void what_is_no_version_is_refused(void **state)
{
    (void)state;
    assert_int_equal(refused("vllm@", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@newest", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@0..2", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@0.2 4", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@-1", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@999999999999", "version of numbers"), TOLL_E_SYNTAX);
    assert_int_equal(refused("vllm@0.5.12", "older than any"), TOLL_E_RANGE);
    assert_int_equal(refused("wllm@0.24", "nearest: vllm"), TOLL_E_UNKNOWN_ID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_has_the_newest_rule_up_to_it),
        cmocka_unit_test(a_rule_of_larger_cards_holds_on_them_alone),
        cmocka_unit_test(the_id_stays_that_of_the_constants),
        cmocka_unit_test(no_version_is_the_newest),
        cmocka_unit_test(a_suffix_is_the_packagers),
        cmocka_unit_test(what_is_no_version_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
