/* SPDX-License-Identifier: Apache-2.0 */
/* Accelerators by the names of people, drivers and clouds: what is found, what is assumed, what is refused. Longer lists
 * are in tests/names. */
#include "catalog_rows.h"

#include <stdio.h>

#include "catalog/facts.h"
#include "catalog/hw_words.h"

static toll_catalog_match match;
static toll_error err;

static toll_status find(const char *name)
{
    assert_int_equal(toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL), TOLL_OK);
    memset(&err, 0, sizeof err);
    return toll_catalog_find_hw(name, strlen(name), &match, &err);
}

static void expect(const char *name, const char *id, int64_t count, uint64_t how)
{
    if (find(name) != TOLL_OK)
        fail_msg("%s: %s", name, err.message);
    assert_string_equal(match.id, id);
    assert_string_equal(toll_catalog_get_id(TOLL_TABLE_HW, (uint64_t)match.index), id);
    assert_int_equal(match.count, count);
    assert_int_equal(match.how, how);
    assert_string_equal(match.precision_id, "");
}

static void expect_unknown(const char *name)
{
    toll_catalog_match before;
    assert_int_equal(toll_struct_init(&match, sizeof match, TOLL_KIND_CATALOG_MATCH, NULL), TOLL_OK);
    before = match;
    toll_status status = toll_catalog_find_hw(name, strlen(name), &match, &err);
    if (status != TOLL_E_UNKNOWN_ID)
        fail_msg("%s: %s", name, match.id);
    assert_memory_equal(&match, &before, sizeof match);
}

static void an_id_is_itself_and_nothing_is_assumed(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_HW); i++) {
        expect(toll_catalog_get_id(TOLL_TABLE_HW, i), toll_catalog_get_id(TOLL_TABLE_HW, i), 0, TOLL_FOUND_ID);
        assert_int_equal(match.index, i);
        assert_string_equal(match.note, "");
        assert_string_equal(match.also, "");
    }
}

/* The id as one word, with other separators, and with the maker before it, is the same accelerator. */
static void separators_and_makers_change_nothing(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_HW); i++) {
        const char *id = toll_catalog_get_id(TOLL_TABLE_HW, i);
        char blank[64] = "", maker[96];
        toll_hw hw;
        assert_int_equal(toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_get_hw(i, &hw, NULL), TOLL_OK);
        for (size_t k = 0; id[k]; k++)
            blank[k] = (char)(id[k] == '-' ? "_ "[k % 2] : id[k]);
        if (find(blank) != TOLL_OK)
            fail_msg("%s: %s", blank, err.message);
        assert_string_equal(match.id, id);
        size_t same = 0;
        while (hw.vendor[same] && (hw.vendor[same] | 0x20) == id[same])
            same++;
        if (!hw.vendor[same]) /* "apple-m1-8gb" names its maker already */
            continue;
        snprintf(maker, sizeof maker, "%s %s", hw.vendor, blank);
        if (find(maker) != TOLL_OK)
            fail_msg("%s: %s", maker, err.message);
        assert_string_equal(match.id, id);
    }
}

/* A word that is no part of the row, another size or a second name make it unknown. */
static void a_word_too_many_makes_it_unknown(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_HW); i++) {
        const char *const more[] = {" laptop", " mig 1g.5gb", " 7gb", "q", " and more"};
        for (size_t k = 0; k < sizeof more / sizeof more[0]; k++) {
            char name[96];
            snprintf(name, sizeof name, "%s%s", toll_catalog_get_id(TOLL_TABLE_HW, i), more[k]);
            expect_unknown(name);
        }
    }
}

static void drivers_names_are_read(void **state)
{
    (void)state;
    expect("NVIDIA H100 80GB HBM3", "h100-sxm5-80gb", 0, TOLL_FOUND_ALIAS);
    expect("NVIDIA A100-SXM4-40GB", "a100-sxm4-40gb", 0, TOLL_FOUND_ALIAS);
    expect("Tesla T4", "t4-16gb", 0, TOLL_FOUND_ALIAS);
    expect("NVIDIA RTX PRO 6000 Blackwell Server Edition", "rtx-pro-6000-blackwell-96gb", 0, TOLL_FOUND_SPELLING);
    expect("AMD Instinct MI300X OAM", "mi300x-192gb", 0, TOLL_FOUND_SPELLING);
    expect("Intel(R) Arc(TM) B580 Graphics", "arc-b580-12gb", 0, TOLL_FOUND_SPELLING);
    expect("AMD Instinct\xe2\x84\xa2 MI355X", "mi355x-288gb", 0, TOLL_FOUND_SPELLING);
    expect("TPU v5 lite", "tpu-v5e", 0, TOLL_FOUND_ALIAS);
    expect("NVIDIA Corporation GH100 [H100 PCIe]", "h100-pcie-80gb", 0, TOLL_FOUND_ALIAS);
}

static void the_usual_variant_is_assumed_and_said(void **state)
{
    (void)state;
    expect("h100", "h100-sxm5-80gb", 0, TOLL_FOUND_ALIAS | TOLL_FOUND_VARIANT);
    assert_string_equal(match.also, "h100-nvl-94gb, h100-pcie-80gb");
    assert_string_equal(match.note, "h100 read as h100-sxm5-80gb; also h100-nvl-94gb, h100-pcie-80gb");
    expect("A100 40GB", "a100-sxm4-40gb", 0, TOLL_FOUND_ALIAS | TOLL_FOUND_VARIANT);
    assert_string_equal(match.also, "a100-pcie-40gb");
    expect("gfx942", "mi300x-192gb", 0, TOLL_FOUND_ALIAS | TOLL_FOUND_VARIANT);
}

static void a_memory_size_chooses_the_variant(void **state)
{
    (void)state;
    expect("h100 94gb", "h100-nvl-94gb", 0, TOLL_FOUND_SPELLING);
    expect("h100 94 GiB", "h100-nvl-94gb", 0, TOLL_FOUND_SPELLING);
    expect("V100 SXM2 32G", "v100-sxm2-32gb", 0, TOLL_FOUND_SPELLING);
    expect_unknown("h100 40gb");
    expect_unknown("m3 ultra 96gb");
    expect_unknown("rtx 4090 48gb");
}

static void counts_stand_before_or_behind(void **state)
{
    (void)state;
    const uint64_t sure = TOLL_FOUND_SPELLING | TOLL_FOUND_COUNT;
    expect("8x H100 80GB SXM5", "h100-sxm5-80gb", 8, TOLL_FOUND_ALIAS | TOLL_FOUND_COUNT);
    expect("8xh100 sxm5 80 gb", "h100-sxm5-80gb", 8, sure);
    expect("8 \xc3\x97 H100 SXM5 80 GB", "h100-sxm5-80gb", 8, sure);
    expect("h100 sxm5 80 gb:4", "h100-sxm5-80gb", 4, sure);
    expect("4090 24gb x2", "rtx-4090-24gb", 2, sure);
    expect("100000x rtx4090", "rtx-4090-24gb", 100000, sure);
    expect_unknown("100001x rtx4090");
    expect_unknown("0x rtx4090");
    expect_unknown("rtx4090:0");
    expect_unknown("99999999999999999999999x rtx4090");
    expect_unknown("8x");
    expect_unknown("8x 8x rtx4090");
}

static void machine_types_state_accelerator_and_count(void **state)
{
    (void)state;
    const uint64_t machine = TOLL_FOUND_MACHINE | TOLL_FOUND_COUNT;
    expect("p5.48xlarge", "h100-sxm5-80gb", 8, machine);
    expect("ml.p5.48xlarge", "h100-sxm5-80gb", 8, machine);
    expect("2x p5.48xlarge", "h100-sxm5-80gb", 16, machine);
    expect("Standard_ND96isr_H100_v5", "h100-sxm5-80gb", 8, machine);
    expect("aws/p5.48xlarge/us-east-1", "h100-sxm5-80gb", 8, machine);
    expect("p5en", "h200-sxm-141gb", 0, TOLL_FOUND_MACHINE);
    expect_unknown("p5.47xlarge");
}

static void tpu_slices_count_chips(void **state)
{
    (void)state;
    expect("tpu-v6e-32", "tpu-v6e", 32, TOLL_FOUND_ID | TOLL_FOUND_SPELLING | TOLL_FOUND_COUNT);
    expect("tpu-v5p-64", "tpu-v5p", 32, TOLL_FOUND_ID | TOLL_FOUND_SPELLING | TOLL_FOUND_COUNT); /* two cores a chip */
    expect_unknown("tpu-v5p-63");
    expect_unknown("tpu-v7-8");
    expect_unknown("h100-sxm5-80gb-8");
}

/* Every machine's accelerator is a row of the catalog, and a machine that has a price states the same here. */
static void machines_agree_with_the_instances(void **state)
{
    (void)state;
    toll__table machines = toll__table_get(TOLL__TABLE_MACHINE);
    assert_true(machines.n_rows > 200);
    uint64_t shared = 0;
    for (uint64_t i = 0; i < machines.n_rows; i++) {
        const char *name = toll__table_text(&machines, i, 0);
        uint64_t row = 0;
        assert_int_equal(find(name), TOLL_OK);
        assert_string_equal(match.id, toll__table_text(&machines, i, 1));
        assert_int_equal(match.count, toll__table_cell(&machines, i, 2));
        if (toll_catalog_find(TOLL_TABLE_INSTANCE, name, strlen(name), &row, NULL) != TOLL_OK)
            continue;
        toll_catalog_instance instance;
        assert_int_equal(toll_struct_init(&instance, sizeof instance, TOLL_KIND_CATALOG_INSTANCE, NULL), TOLL_OK);
        assert_int_equal(toll_catalog_get_instance(row, &instance, NULL), TOLL_OK);
        assert_string_equal(instance.hw_id, match.id);
        assert_int_equal(instance.gpus, match.count);
        shared++;
    }
    assert_true(shared > 60);
}

static void suggestions_share_a_word(void **state)
{
    (void)state;
    expect_unknown("h1000");
    assert_non_null(strstr(err.message, "h100-sxm5-80gb"));
    expect_unknown("rtx 4095");
    assert_non_null(strstr(err.message, "rtx-4090-24gb"));
    expect_unknown("3091");
    assert_null(strstr(err.message, "b300"));
    expect_unknown("qqqq");
    assert_string_equal(err.message, "name is not in the catalog");
}

static void names_in_part_other_makers_and_control_characters_are_refused(void **state)
{
    (void)state;
    expect_unknown("nvidia");
    expect_unknown("24gb");
    expect_unknown("rtx 6000");
    expect_unknown("rtx409024gb"); /* no part ends between two digits */
    expect_unknown("AMD H100");
    expect_unknown("NVIDIA MI300X");
    expect_unknown("rx 4090");
    expect_unknown("h100\n");
    expect_unknown("h100\t80gb");
    expect_unknown("\xff\xfe");
    assert_int_equal(toll_catalog_find_hw("h100-sxm5-80gb", 15, &match, &err), TOLL_E_UNKNOWN_ID); /* with its NUL */
}

static void a_squeezed_name_keeps_numbers_apart(void **state)
{
    (void)state;
    toll__squeezed squeezed;
    toll__name_squeeze(&squeezed, "Intel(R) Arc(TM) A770 16 GB", 27);
    assert_int_equal(squeezed.length, 17);
    assert_memory_equal(squeezed.text, "intelarca770|16gb", 17);
    toll__name_squeeze(&squeezed,
                       "a\x01"
                       "b",
                       3);
    assert_int_equal(squeezed.length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_itself_and_nothing_is_assumed),
        cmocka_unit_test(separators_and_makers_change_nothing),
        cmocka_unit_test(a_word_too_many_makes_it_unknown),
        cmocka_unit_test(drivers_names_are_read),
        cmocka_unit_test(the_usual_variant_is_assumed_and_said),
        cmocka_unit_test(a_memory_size_chooses_the_variant),
        cmocka_unit_test(counts_stand_before_or_behind),
        cmocka_unit_test(machine_types_state_accelerator_and_count),
        cmocka_unit_test(tpu_slices_count_chips),
        cmocka_unit_test(machines_agree_with_the_instances),
        cmocka_unit_test(suggestions_share_a_word),
        cmocka_unit_test(names_in_part_other_makers_and_control_characters_are_refused),
        cmocka_unit_test(a_squeezed_name_keeps_numbers_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
