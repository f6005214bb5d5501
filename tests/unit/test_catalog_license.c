/* SPDX-License-Identifier: Apache-2.0 */
/* What the licences of models permit, against their texts; every licence that a model names has a row. */
#include "catalog_rows.h"
#include "toll_assert.h"

static toll_catalog_license license_at(uint64_t index)
{
    toll_catalog_license license;
    assert_int_equal(toll_struct_init(&license, sizeof license, TOLL_KIND_CATALOG_LICENSE, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_license(index, &license, NULL), TOLL_OK);
    return license;
}

static toll_catalog_license license_of(const char *model_id)
{
    const toll_catalog_published published = published_of(model_id);
    return license_at(row_of(TOLL_TABLE_LICENSE, published.license));
}

static void conditions_are_those_of_the_texts(void **state)
{
    (void)state;
    const toll_catalog_license llama = license_of("llama-4-scout");
    assert_int_equal(llama.commercial, TOLL_PERMIT_CONDITIONAL);
    assert_int_equal(llama.eu, TOLL_PERMIT_NO);
    assert_int_equal(llama.known, TOLL_LICENSE_USERS);
    assert_int_equal(llama.unverified, 0);
    assert_int_equal(llama.monthly_users_max, 700000000);
    const toll_catalog_license text_alone = license_of("llama-3.2-1b"); /* the multimodal sizes alone exclude the EU */
    assert_int_equal(text_alone.eu, TOLL_PERMIT_YES);
    const toll_catalog_license kimi = license_of("kimi-k3");
    assert_int_equal(kimi.hosting, TOLL_PERMIT_CONDITIONAL);
    assert_int_equal(kimi.known, TOLL_LICENSE_REVENUE);
    assert_true(kimi.yearly_revenue_usd_max == 20e6);
    const toll_catalog_license minimax = license_of("minimax-m3");
    assert_true(minimax.yearly_revenue_usd_max == 20e6);
    assert_int_equal(license_of("mistral-large-2407").commercial, TOLL_PERMIT_NO);
    assert_int_equal(license_of("command-r-plus").commercial, TOLL_PERMIT_NO);
    assert_int_equal(license_of("qwen2.5-3b").commercial, TOLL_PERMIT_NO);
    assert_int_equal(license_of("hunyuan-7b").eu, TOLL_PERMIT_NO);
}

/* Gemma up to 3 has terms of its own, Gemma 4 of 2026-04-02 has Apache 2.0; MiniMax-M2.5 asks for its name. */
static void a_family_may_change_its_licence(void **state)
{
    (void)state;
    assert_string_equal(published_of("gemma-3-27b").license, "gemma");
    assert_string_equal(published_of("gemma-4-31b").license, "apache-2.0");
    assert_int_equal(license_of("gemma-4-26b-a4b").commercial, TOLL_PERMIT_YES);
    assert_string_equal(published_of("minimax-m2.5").license, "minimax-m2.5");
    assert_int_equal(license_of("minimax-m2.5").commercial, TOLL_PERMIT_CONDITIONAL);
}

static void a_licence_from_memory_is_marked(void **state)
{
    (void)state;
    const toll_catalog_license kimi = license_of("kimi-k2");
    assert_int_equal(kimi.known, TOLL_LICENSE_USERS | TOLL_LICENSE_REVENUE);
    assert_int_equal(kimi.unverified, kimi.known);
    assert_int_equal(published_of("kimi-k2").unverified & TOLL_PUBLISHED_LICENSE, TOLL_PUBLISHED_LICENSE);
    assert_int_equal(published_of("kimi-k3").unverified & TOLL_PUBLISHED_LICENSE, 0);
    toll_catalog_fact fact;
    assert_int_equal(toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_LICENSE, row_of(TOLL_TABLE_LICENSE, "modified-mit"),
                                           (int64_t)offsetof(toll_catalog_license, commercial), &fact, NULL),
                     TOLL_OK);
    assert_int_equal(fact.confidence, TOLL_CONFIDENCE_UNVERIFIED);
}

static void every_licence_of_a_model_has_a_row(void **state)
{
    (void)state;
    uint64_t without = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        const toll_catalog_published published = published_at(i);
        without += published.license[0] == '\0';
        if (published.license[0] != '\0')
            (void)row_of(TOLL_TABLE_LICENSE, published.license);
    }
    assert_true(without < toll_catalog_count(TOLL_TABLE_MODEL) / 20);
}

/* A limit or a "conditional" without words would leave the reader to guess. */
static void every_condition_is_said(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_LICENSE); i++) {
        const toll_catalog_license l = license_at(i);
        assert_int_equal(toll_struct_check(&l, TOLL_KIND_CATALOG_LICENSE, NULL), TOLL_OK);
        const int is_free = l.commercial == TOLL_PERMIT_YES && l.known == 0;
        assert_true(is_free || l.condition[0] != '\0');
        assert_true(l.name[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_those_of_the_texts), cmocka_unit_test(a_family_may_change_its_licence),
        cmocka_unit_test(a_licence_from_memory_is_marked),   cmocka_unit_test(every_licence_of_a_model_has_a_row),
        cmocka_unit_test(every_condition_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
