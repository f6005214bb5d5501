/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints against facts, worked by hand: what is met, what needs an action, what is rejected, and with which words. */
#include "constraint_rows.h"
#include "toll_assert.h"

#define YES    TOLL_STATE_YES
#define MAYBE  TOLL_STATE_CONDITIONAL
#define REGION TOLL_TOPIC_PROCESSING
#define DAYS   TOLL_TOPIC_RETENTION_DAYS

static void places_lie_within_groups(void **state)
{
    (void)state;
    static const struct {
        const char *fact, *allowed;
        uint32_t code;
    } cases[] = {
        {"de", "eu", TOLL_REASON_MET},          {"eu", "eea", TOLL_REASON_MET},
        {"eea", "eu", TOLL_REASON_VIOLATED},    {"no", "eea", TOLL_REASON_MET},
        {"no", "eu", TOLL_REASON_VIOLATED},     {"de us", "eu", TOLL_REASON_VIOLATED},
        {"de ch", "eu ch", TOLL_REASON_MET},    {"global", "eu", TOLL_REASON_VIOLATED},
        {"global", "global", TOLL_REASON_MET},  {"de", "global", TOLL_REASON_MET},
        {"none", "site", TOLL_REASON_MET},      {"site", "eu", TOLL_REASON_VIOLATED},
        {"site", "site none", TOLL_REASON_MET}, {"uk", "gb", TOLL_REASON_MET},
        {"jp sg", "apac", TOLL_REASON_MET},     {"gb", "eu", TOLL_REASON_VIOLATED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const toll_catalog_offering_fact fact = fact_of(REGION, YES, cases[i].fact, 0);
        if (code_of(constraint_of(REGION, cases[i].allowed, 0, 0), &fact, 1) != cases[i].code)
            fail_msg("%s within %s", cases[i].fact, cases[i].allowed);
    }
}

/* The customer picks one of a conditional row's places: one that is allowed is enough, and has to be chosen. */
static void a_choice_of_places_is_an_action(void **state)
{
    (void)state;
    const toll_catalog_offering_fact rows[] = {fact_of(REGION, YES, "global", 0), fact_of(REGION, MAYBE, "us eu", 0)};
    assert_int_equal(code_of(constraint_of(REGION, "eu", 0, 1), rows, 2), TOLL_REASON_ACTION);
    assert_int_equal(code_of(constraint_of(REGION, "jp", 0, 1), rows, 2), TOLL_REASON_VIOLATED);
    assert_int_equal(code_of(constraint_of(REGION, "jp", 0, 1), rows + 1, 1), TOLL_REASON_VIOLATED);
    assert_int_equal(code_of(constraint_of(REGION, "global", 0, 1), rows, 2), TOLL_REASON_MET);
}

/* Of two ways to meet it the one that was read counts, in either order. */
static void a_choice_that_was_read_is_preferred(void **state)
{
    (void)state;
    toll_catalog_offering_fact rows[] = {fact_of(DAYS, MAYBE, "", 0), fact_of(DAYS, MAYBE, "", 0)};
    for (int doubted = 0; doubted < 2; doubted++) {
        rows[doubted].confidence = TOLL_CONFIDENCE_UNVERIFIED;
        rows[!doubted].confidence = TOLL_CONFIDENCE_PUBLISHED;
        assert_int_equal(code_of(constraint_of(DAYS, "", 0, 1), rows, 2), TOLL_REASON_ACTION);
    }
}

static void numbers_are_at_most_or_at_least(void **state)
{
    (void)state;
    const toll_catalog_offering_fact days[] = {fact_of(DAYS, YES, "", 30), fact_of(DAYS, MAYBE, "", 0)};
    assert_int_equal(code_of(constraint_of(DAYS, "", 30, 0), days, 2), TOLL_REASON_MET);
    assert_int_equal(code_of(constraint_of(DAYS, "", 29.5, 0), days, 2), TOLL_REASON_ACTION);
    assert_int_equal(code_of(constraint_of(DAYS, "", 29.5, 0), days, 1), TOLL_REASON_VIOLATED);
    toll_plan_verdict verdict;
    toll_plan_reason reason;
    const toll_catalog_offering site = offering_named("site", TOLL_OFFERING_OWNED);
    const toll_plan_constraint kw = constraint_of(TOLL_TOPIC_POWER_KW, "", 100, 0);
    toll_catalog_offering_fact power = fact_of(TOLL_TOPIC_POWER_KW, YES, "", 100);
    assert_int_equal(ask_offering(&kw, 1, &site, &power, 1, &verdict, &reason, NULL), TOLL_OK);
    assert_int_equal(reason.code, TOLL_REASON_MET);
    power.value = 99;
    assert_int_equal(ask_offering(&kw, 1, &site, &power, 1, &verdict, &reason, NULL), TOLL_OK);
    assert_int_equal(reason.code, TOLL_REASON_VIOLATED);
    assert_string_equal(reason.text, "power at the site: 99 kW, at least 100 kW wanted");
}

/* A vendor's service is not asked for kW; a site is. */
static void topics_of_a_site_are_not_asked_of_an_api(void **state)
{
    (void)state;
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_POWER_KW, "", 100, 1), NULL, 0), TOLL_REASON_NOT_ASKED);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_COMMERCIAL, "", 0, 1), NULL, 0), TOLL_REASON_NOT_ASKED);
}

static void a_certificate_must_cover_the_service(void **state)
{
    (void)state;
    toll_catalog_offering_fact soc2 = fact_of(TOLL_TOPIC_SOC2, YES, "", 0);
    const toll_plan_constraint c = constraint_of(TOLL_TOPIC_SOC2, "", 0, 0);
    assert_int_equal(code_of(c, &soc2, 1), TOLL_REASON_MET);
    for (soc2.scope = TOLL_COVERS_UNKNOWN; soc2.scope <= TOLL_COVERS_COMPANY; soc2.scope++)
        if (soc2.scope != TOLL_COVERS_SERVICE)
            assert_int_equal(code_of(c, &soc2, 1), TOLL_REASON_SCOPE);
    soc2.scope = TOLL_COVERS_CLOUD;
    soc2.state = MAYBE;
    assert_int_equal(code_of(c, &soc2, 1), TOLL_REASON_SCOPE);
}

static void models_are_names_or_beginnings(void **state)
{
    (void)state;
    const toll_catalog_offering_fact served = fact_of(TOLL_TOPIC_MODELS, YES, "gpt-* o3 open-weights", 0);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_MODELS, "gpt-5", 0, 0), &served, 1), TOLL_REASON_MET);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_MODELS, "o3", 0, 0), &served, 1), TOLL_REASON_MET);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_MODELS, "o30", 0, 0), &served, 1), TOLL_REASON_VIOLATED);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_MODELS, "gpt", 0, 0), &served, 1), TOLL_REASON_VIOLATED);
    assert_int_equal(code_of(constraint_of(TOLL_TOPIC_MODELS, "x open-weights", 0, 0), &served, 1), TOLL_REASON_MET);
}

/* Strict rejects what is not known; lenient asks. An action that is known is an action under both. */
static void strict_rejects_what_is_not_known(void **state)
{
    (void)state;
    const uint32_t topic = TOLL_TOPIC_NO_TRAINING;
    toll_catalog_offering_fact rows[4];
    for (int i = 0; i < 4; i++)
        rows[i] = fact_of(topic, YES, "", 0);
    rows[0].state = TOLL_STATE_UNKNOWN;
    rows[1].confidence = TOLL_CONFIDENCE_UNVERIFIED;
    rows[2].is_disputed = 1;
    rows[3].state = MAYBE;
    static const uint32_t codes[] = {TOLL_REASON_UNKNOWN, TOLL_REASON_UNVERIFIED, TOLL_REASON_DISPUTED,
                                     TOLL_REASON_ACTION};
    const toll_catalog_offering api = offering_named("a/b", TOLL_OFFERING_API);
    for (uint32_t i = 0; i < 8; i++) {
        const uint32_t is_strict = i & 1;
        const toll_plan_constraint c = constraint_of(topic, "", 0, is_strict);
        toll_plan_verdict verdict;
        toll_plan_reason reason;
        assert_int_equal(ask_offering(&c, 1, &api, &rows[i / 2], 1, &verdict, &reason, NULL), TOLL_OK);
        assert_int_equal(reason.code, codes[i / 2]);
        const int is_rejected = is_strict && codes[i / 2] != TOLL_REASON_ACTION;
        assert_int_equal(verdict.verdict, is_rejected ? TOLL_STANDING_REJECTED : TOLL_STANDING_ACTION);
        assert_int_equal(verdict.rejected_by, (uint64_t)is_rejected);
    }
    assert_int_equal(code_of(constraint_of(topic, "", 0, 1), NULL, 0), TOLL_REASON_UNKNOWN);
}

/* Two sources: both are kept, and neither is believed. All that break the rule break it. */
static void sources_that_disagree_are_a_question(void **state)
{
    (void)state;
    toll_catalog_offering_fact rows[] = {fact_of(DAYS, YES, "", 0), fact_of(DAYS, YES, "", 30)};
    rows[0].is_disputed = rows[1].is_disputed = 1;
    assert_int_equal(code_of(constraint_of(DAYS, "", 0, 0), rows, 2), TOLL_REASON_DISPUTED);
    assert_int_equal(code_of(constraint_of(DAYS, "", 40, 0), rows, 2), TOLL_REASON_DISPUTED);
    rows[0].value = 60;
    assert_int_equal(code_of(constraint_of(DAYS, "", 7, 0), rows, 2), TOLL_REASON_VIOLATED);
}

static void unmarked_contradictions_are_refused(void **state)
{
    (void)state;
    toll_plan_verdict verdict;
    toll_error err;
    toll_catalog_offering_fact rows[] = {fact_of(DAYS, YES, "", 0), fact_of(DAYS, YES, "", 30)};
    const toll_plan_constraint c = constraint_of(DAYS, "", 0, 0);
    const toll_catalog_offering api = offering_named("a/b", TOLL_OFFERING_API);
    assert_int_equal(ask_offering(&c, 1, &api, rows, 2, &verdict, NULL, &err), TOLL_E_CONFLICT);
    rows[0].is_disputed = 1;
    assert_int_equal(ask_offering(&c, 1, &api, rows, 2, &verdict, NULL, &err), TOLL_E_CONFLICT);
    rows[1].state = MAYBE; /* disputed in part */
    assert_int_equal(ask_offering(&c, 1, &api, rows, 2, &verdict, NULL, &err), TOLL_E_CONFLICT);
    rows[0].is_disputed = 0;
    assert_int_equal(ask_offering(&c, 1, &api, rows, 2, &verdict, NULL, &err), TOLL_OK);
}

static void a_reason_has_its_fact_source_and_question(void **state)
{
    (void)state;
    toll_plan_verdict verdict;
    toll_plan_reason reasons[2];
    const toll_catalog_offering api = offering_named("a/b", TOLL_OFFERING_API);
    toll_catalog_offering_fact rows[] = {fact_of(TOLL_TOPIC_HOME, YES, "us", 0), fact_of(DAYS, MAYBE, "", 0)};
    snprintf(rows[1].text, sizeof rows[1].text, "sales approve");
    snprintf(rows[1].source, sizeof rows[1].source, "the contract");
    rows[0].as_of = 20260705;
    rows[1].as_of = 20260900;
    const toll_plan_constraint c[] = {constraint_of(DAYS, "", 0, 0), constraint_of(TOLL_TOPIC_C5, "", 0, 1)};
    assert_int_equal(ask_offering(c, 2, &api, rows, 2, &verdict, reasons, NULL), TOLL_OK);
    assert_string_equal(reasons[0].text, "retention: 0 days if: sales approve");
    assert_string_equal(reasons[0].source, "the contract");
    assert_int_equal(reasons[0].fact, 2);
    assert_int_equal(reasons[0].as_of, 20260900);
    assert_string_equal(reasons[1].text,
                        "C5: not known; ask vendor: is the service itself covered, and by which report?");
    assert_int_equal(reasons[1].fact, 0);
    assert_int_equal(reasons[1].constraint, 1);
    assert_int_equal(verdict.verdict, TOLL_STANDING_REJECTED);
    assert_int_equal(verdict.n_actions, 1);
    assert_int_equal(verdict.n_rejected, 1);
    assert_int_equal(verdict.n_met, 0);
    assert_int_equal(verdict.oldest, 20260900); /* of the facts that decided */
    assert_int_equal(verdict.rejected_by, 2);
}

static void an_air_gap_asks_for_what_follows(void **state)
{
    (void)state;
    toll_plan_constraint rows[TOLL_PLAN_CONSTRAINTS_MAX], again[TOLL_PLAN_CONSTRAINTS_MAX];
    uint64_t n = 0, n_again = 0;
    const toll_plan_constraint stated[] = {constraint_of(TOLL_TOPIC_SOC2, "", 0, 0),
                                           constraint_of(TOLL_TOPIC_AIR_GAP, "", 0, 1)};
    const uint64_t size = sizeof stated[0];
    assert_int_equal(toll_plan_derive_constraints(stated, 2, size, rows, 48, size, &n, NULL), TOLL_OK);
    static const uint32_t topics[] = {TOLL_TOPIC_SOC2,      TOLL_TOPIC_AIR_GAP,         TOLL_TOPIC_ON_PREMISES,
                                      TOLL_TOPIC_TELEMETRY, TOLL_TOPIC_OFFLINE_UPDATES, TOLL_TOPIC_SPARES_ON_SITE};
    assert_int_equal(n, sizeof topics / sizeof topics[0]);
    for (uint64_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].topic, topics[i]);
        assert_int_equal(rows[i].implied_by, i < 2 ? 0 : 2);
        assert_int_equal(rows[i].is_strict, i > 0);
        assert_int_equal(rows[i].because[0] != '\0', i >= 2);
    }
    assert_int_equal(toll_plan_derive_constraints(rows, n, size, again, 48, size, &n_again, NULL), TOLL_OK);
    assert_int_equal(n_again, n); /* deriving twice changes nothing */
    assert_memory_equal(again, rows, n * size);
    assert_int_equal(toll_plan_derive_constraints(stated, 2, size, rows, n - 1, size, &n_again, NULL), TOLL_E_BUFFER);
}

static void round_the_clock_asks_for_six_people(void **state)
{
    (void)state;
    toll_plan_constraint rows[8];
    uint64_t n = 0;
    const toll_plan_constraint stated = constraint_of(TOLL_TOPIC_ON_CALL, "", 0, 0);
    assert_int_equal(toll_plan_derive_constraints(&stated, 1, sizeof stated, rows, 8, sizeof stated, &n, NULL),
                     TOLL_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[1].topic, TOLL_TOPIC_PEOPLE);
    assert_true(rows[1].value == 6);
}

/* What an implied row rejects is laid to the row that was stated. */
static void an_implied_rejection_counts_for_the_stated_row(void **state)
{
    (void)state;
    toll_plan_verdict verdict;
    const toll_catalog_offering api = offering_named("a/b", TOLL_OFFERING_API);
    const toll_catalog_offering_fact rows[] = {fact_of(TOLL_TOPIC_SOC2, YES, "", 0), fact_of(REGION, YES, "us", 0)};
    toll_plan_constraint c[] = {constraint_of(TOLL_TOPIC_SOC2, "", 0, 0), constraint_of(TOLL_TOPIC_SOC2, "", 0, 0),
                                constraint_of(REGION, "site", 0, 0)};
    c[2].implied_by = 2;
    assert_int_equal(ask_offering(c, 3, &api, rows, 2, &verdict, NULL, NULL), TOLL_OK);
    assert_int_equal(verdict.rejected_by, 2);
}

static void the_smallest_set_that_brings_most_back_is_given_up(void **state)
{
    (void)state;
    uint64_t drop = 0;
    int64_t back = 0;
    const uint64_t a[] = {1, 1, 6};
    assert_int_equal(toll_plan_find_relaxation(a, 3, &drop, &back, NULL), TOLL_OK);
    assert_int_equal(drop, 1);
    assert_int_equal(back, 2);
    const uint64_t b[] = {6, 3, 6, 7, 0};
    assert_int_equal(toll_plan_find_relaxation(b, 5, &drop, &back, NULL), TOLL_OK);
    assert_int_equal(drop, 6);
    assert_int_equal(back, 2);
    const uint64_t none[] = {0, 0};
    assert_int_equal(toll_plan_find_relaxation(none, 2, &drop, &back, NULL), TOLL_OK);
    assert_int_equal(drop, 0);
    assert_int_equal(back, 0);
}

static void every_topic_has_a_name_of_its_own(void **state)
{
    (void)state;
    int n = 0;
    for (uint32_t i = 0; i < 100; i++) {
        const char *name = toll_plan_get_topic(i);
        n += name[0] != '\0';
        for (uint32_t k = 0; k < i && name[0] != '\0'; k++)
            assert_string_not_equal(name, toll_plan_get_topic(k));
    }
    assert_int_equal(n, 32);
    assert_string_equal(toll_plan_get_topic(TOLL_TOPIC_HDS), "hds");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_lie_within_groups),
        cmocka_unit_test(a_choice_of_places_is_an_action),
        cmocka_unit_test(a_choice_that_was_read_is_preferred),
        cmocka_unit_test(numbers_are_at_most_or_at_least),
        cmocka_unit_test(topics_of_a_site_are_not_asked_of_an_api),
        cmocka_unit_test(a_certificate_must_cover_the_service),
        cmocka_unit_test(models_are_names_or_beginnings),
        cmocka_unit_test(strict_rejects_what_is_not_known),
        cmocka_unit_test(sources_that_disagree_are_a_question),
        cmocka_unit_test(unmarked_contradictions_are_refused),
        cmocka_unit_test(a_reason_has_its_fact_source_and_question),
        cmocka_unit_test(an_air_gap_asks_for_what_follows),
        cmocka_unit_test(round_the_clock_asks_for_six_people),
        cmocka_unit_test(an_implied_rejection_counts_for_the_stated_row),
        cmocka_unit_test(the_smallest_set_that_brings_most_back_is_given_up),
        cmocka_unit_test(every_topic_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
