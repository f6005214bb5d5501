/* SPDX-License-Identifier: Apache-2.0 */
/* Offerings and licences as facts: what the documents say, that every statement has its source, and that the rows of
 * the two tables belong together. */
#include "constraint_rows.h"
#include "toll_assert.h"

static uint64_t facts_of(const char *id, toll_catalog_offering_fact *facts)
{
    uint64_t n = 0;
    const uint64_t index = row_of(TOLL_TABLE_OFFERING, id);
    assert_int_equal(toll_catalog_get_offering_facts(index, facts, TEST_FACTS, sizeof *facts, &n, NULL), TOLL_OK);
    return n;
}

static uint32_t standing_of(const char *id, toll_plan_constraint constraint)
{
    toll_plan_verdict verdict;
    toll_catalog_offering_fact facts[TEST_FACTS];
    const toll_catalog_offering offering = offering_of(id);
    const uint64_t n = facts_of(id, facts);
    assert_int_equal(ask_offering(&constraint, 1, &offering, facts, n, &verdict, NULL, NULL), TOLL_OK);
    return verdict.verdict;
}

static void every_statement_has_a_source_and_an_owner(void **state)
{
    (void)state;
    uint64_t next = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_OFFERING); i++) {
        toll_catalog_offering_fact facts[TEST_FACTS];
        const toll_catalog_offering o = offering_at(i);
        assert_int_equal(o.first_fact, next);
        next += (uint64_t)o.n_facts;
        assert_int_equal(facts_of(o.id, facts), o.n_facts);
        for (int64_t k = 0; k < o.n_facts; k++) {
            assert_string_equal(facts[k].offering, o.id);
            assert_true(facts[k].source[0] != '\0');
            assert_true(facts[k].confidence != TOLL_CONFIDENCE_MISSING);
            assert_true(facts[k].state != TOLL_STATE_CONDITIONAL || facts[k].text[0] != '\0'); /* who must do what */
            assert_string_equal(facts[k].id,
                                toll_catalog_get_id(TOLL_TABLE_OFFERING_FACT, (uint64_t)(o.first_fact + k)));
        }
    }
    assert_int_equal(next, toll_catalog_count(TOLL_TABLE_OFFERING_FACT));
    assert_int_equal(toll_catalog_count(TOLL_TABLE_OFFERING), 18);
}

/* Whatever the catalog holds, no constraint on it is an error. */
static void every_topic_can_be_asked_of_every_offering(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_OFFERING); i++)
        for (uint32_t topic = 1; topic <= TOLL_TOPIC_YEARLY_REVENUE_USD; topic++)
            if (toll_plan_get_topic(topic)[0] != '\0')
                (void)standing_of(offering_at(i).id, constraint_of(topic, "eu", 0, 0));
}

static void standings_are_those_of_the_documents(void **state)
{
    (void)state;
    const toll_plan_constraint eu = constraint_of(TOLL_TOPIC_PROCESSING, "eu", 0, 1);
    assert_int_equal(standing_of("anthropic/api", eu), TOLL_STANDING_REJECTED); /* inference_geo knows us alone */
    assert_int_equal(standing_of("openai/api", eu), TOLL_STANDING_ACTION);
    assert_int_equal(standing_of("scaleway/generative-apis", eu), TOLL_STANDING_ALLOWED);
    assert_int_equal(standing_of("deepseek/api", eu), TOLL_STANDING_REJECTED);
    assert_int_equal(standing_of("t-systems/llm-hub-cloud", eu), TOLL_STANDING_ALLOWED);
    assert_int_equal(standing_of("t-systems/llm-hub-forwarded", eu), TOLL_STANDING_REJECTED);
    const toll_plan_constraint none = constraint_of(TOLL_TOPIC_RETENTION_DAYS, "", 0, 1);
    assert_int_equal(standing_of("openai/api", none), TOLL_STANDING_ACTION);
    assert_int_equal(standing_of("together/serverless", none), TOLL_STANDING_REJECTED); /* two pages disagree */
    const toll_plan_constraint c5 = constraint_of(TOLL_TOPIC_C5, "", 0, 1);
    assert_int_equal(standing_of("google/vertex", c5), TOLL_STANDING_ALLOWED);
    assert_int_equal(standing_of("t-systems/llm-hub-cloud", c5), TOLL_STANDING_REJECTED); /* of the cloud */
    const toll_plan_constraint air = constraint_of(TOLL_TOPIC_AIR_GAP, "", 0, 0);
    assert_int_equal(standing_of("google/vertex", air), TOLL_STANDING_REJECTED);
    assert_int_equal(standing_of("aleph-alpha/pharia-ai", air), TOLL_STANDING_ACTION);
}

/* Both statements of a contradiction are there, each with its source. */
static void contradictions_are_kept(void **state)
{
    (void)state;
    toll_catalog_offering_fact facts[TEST_FACTS];
    const uint64_t n = facts_of("together/serverless", facts);
    int yes = 0, no = 0;
    for (uint64_t i = 0; i < n; i++) {
        if (facts[i].topic != TOLL_TOPIC_NO_TRAINING)
            continue;
        assert_int_equal(facts[i].is_disputed, 1);
        yes += facts[i].state == TOLL_STATE_YES;
        no += facts[i].state == TOLL_STATE_NO;
    }
    assert_int_equal(yes, 1);
    assert_int_equal(no, 1);
}

static uint32_t licence_standing(const char *model, uint32_t topic, double value)
{
    uint64_t n = 0;
    toll_plan_verdict verdict;
    toll_catalog_offering_fact facts[TOLL_LICENSE_FACTS_MAX];
    const toll_catalog_offering site = offering_named("site", TOLL_OFFERING_OWNED);
    const toll_plan_constraint c = constraint_of(topic, "", value, 1);
    const uint64_t index = row_of(TOLL_TABLE_MODEL, model);
    assert_int_equal(toll_catalog_get_license_facts(index, facts, TOLL_LICENSE_FACTS_MAX, sizeof facts[0], &n, NULL),
                     TOLL_OK);
    assert_int_equal(ask_offering(&c, 1, &site, facts, n, &verdict, NULL, NULL), TOLL_OK);
    return verdict.verdict;
}

static void licences_are_asked_like_vendors(void **state)
{
    (void)state;
    assert_int_equal(licence_standing("llama-4-scout", TOLL_TOPIC_EU_DOMICILE, 0), TOLL_STANDING_REJECTED);
    assert_int_equal(licence_standing("llama-3.2-1b", TOLL_TOPIC_EU_DOMICILE, 0), TOLL_STANDING_ALLOWED);
    assert_int_equal(licence_standing("llama-3.1-70b", TOLL_TOPIC_MONTHLY_USERS, 7e8), TOLL_STANDING_ALLOWED);
    assert_int_equal(licence_standing("llama-3.1-70b", TOLL_TOPIC_MONTHLY_USERS, 7e8 + 1), TOLL_STANDING_ACTION);
    assert_int_equal(licence_standing("kimi-k3", TOLL_TOPIC_YEARLY_REVENUE_USD, 21e6), TOLL_STANDING_ACTION);
    assert_int_equal(licence_standing("command-r-plus", TOLL_TOPIC_COMMERCIAL, 0), TOLL_STANDING_REJECTED);
    assert_int_equal(licence_standing("gemma-4-31b", TOLL_TOPIC_COMMERCIAL, 0), TOLL_STANDING_ALLOWED);
    assert_int_equal(licence_standing("gemma-4-31b", TOLL_TOPIC_MONTHLY_USERS, 1e12), TOLL_STANDING_ALLOWED);
    assert_int_equal(licence_standing("qwen3-32b", TOLL_TOPIC_COMMERCIAL, 0), TOLL_STANDING_REJECTED); /* from a tag */
    assert_int_equal(licence_standing("deepseek-v4-pro", TOLL_TOPIC_COMMERCIAL, 0), TOLL_STANDING_REJECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_has_a_source_and_an_owner),
        cmocka_unit_test(every_topic_can_be_asked_of_every_offering),
        cmocka_unit_test(standings_are_those_of_the_documents),
        cmocka_unit_test(contradictions_are_kept),
        cmocka_unit_test(licences_are_asked_like_vendors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
