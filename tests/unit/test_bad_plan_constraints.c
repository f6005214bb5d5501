/* SPDX-License-Identifier: Apache-2.0 */
/* Every function of constraints with bad input. */
#include "bad_input.h"
#include "constraint_rows.h"

#define PREFIXES 6
#define DRAWS    5

static toll_plan_constraint constraints[2];
static toll_catalog_offering offering;
static toll_catalog_offering_fact facts[2];
static const uint64_t sets[2] = {1, 3};

static toll_status call_check(const bad_frame *f, toll_error *err)
{
    return toll_plan_check_offering(f->p[0], f->v[1], f->v[2], f->p[3], f->p[4], f->v[5], f->v[6], f->p[7], f->p[8],
                                    f->v[9], f->v[10], err);
}

static toll_status call_derive(const bad_frame *f, toll_error *err)
{
    return toll_plan_derive_constraints(f->p[0], f->v[1], f->v[2], f->p[3], f->v[4], f->v[5], f->p[6], err);
}

static toll_status call_relax(const bad_frame *f, toll_error *err)
{
    return toll_plan_find_relaxation(f->p[0], f->v[1], f->p[2], f->p[3], err);
}

static toll_status call_place(const bad_frame *f, toll_error *err)
{
    return toll_plan_check_place(f->p[0], f->v[1], err);
}

static double double_of_bits(uint64_t word)
{
    double value;
    memcpy(&value, &word, sizeof value);
    return value;
}

static toll_status call_shadows(const bad_frame *f, toll_error *err)
{
    return toll_plan_estimate_shadows(f->p[0], f->v[1], f->v[2], double_of_bits(f->v[3]), f->p[4], f->v[5], f->v[6],
                                      f->v[7], f->p[8], f->v[9], f->v[10], f->p[11], f->v[12], err);
}

static void any_size_is_0_or_enough(void)
{
    assert_int_equal(toll_plan_shadow_size(0, 0, 0), 0);
    assert_int_equal(toll_plan_shadow_size(UINT64_MAX, 1, 1), 0);
    assert_true(toll_plan_shadow_size(65536, 64, 100000) > 0);
}

static void any_number_has_a_name(void)
{
    assert_string_equal(toll_plan_get_topic(0), "");
    assert_string_equal(toll_plan_get_topic(20), "");
    assert_string_equal(toll_plan_get_topic(UINT32_MAX), "");
}

/* ---- what no rule derives ---- */

static toll_plan_constraint *constraint_at(bad_frame *f, unsigned i)
{
    return (toll_plan_constraint *)f->p[0] + i;
}

static toll_catalog_offering_fact *fact_at(bad_frame *f, unsigned i)
{
    return (toll_catalog_offering_fact *)f->p[4] + i;
}

static void no_topic(bad_frame *f)
{
    constraint_at(f, 1)->topic = 20;
}

static void no_place(bad_frame *f)
{
    memcpy(constraint_at(f, 1)->words, "eu xx", 6);
}

static void no_words(bad_frame *f)
{
    memset(constraint_at(f, 1)->words, 0, sizeof constraint_at(f, 1)->words);
}

static void implied_by_none(bad_frame *f)
{
    constraint_at(f, 1)->implied_by = 3;
}

static void implied_by_implied(bad_frame *f)
{
    constraint_at(f, 0)->implied_by = 2;
    constraint_at(f, 1)->implied_by = 1;
}

static void fact_without_topic(bad_frame *f)
{
    fact_at(f, 1)->topic = 31;
}

static void fact_of_another(bad_frame *f)
{
    memcpy(fact_at(f, 1)->offering, "c/d", 4);
}

static void fact_in_no_place(bad_frame *f)
{
    memcpy(fact_at(f, 1)->words, "fr,de", 6);
}

static void fact_without_words(bad_frame *f)
{
    memset(fact_at(f, 1)->words, 0, sizeof fact_at(f, 1)->words);
}

static void no_of_a_place(bad_frame *f)
{
    fact_at(f, 1)->state = TOLL_STATE_NO;
}

static void two_settled(bad_frame *f)
{
    *fact_at(f, 0) = *fact_at(f, 1);
}

#define EDIT(edit, status, kind, field, row)                                                                           \
    {                                                                                                                  \
        0, 0, edit,                                                                                                    \
        {                                                                                                              \
            status, kind, field, row, 0                                                                                \
        }                                                                                                              \
    }
#define CONSTRAINT(edit, status, field, row) EDIT(edit, status, TOLL_KIND_PLAN_CONSTRAINT, field, row)
#define FACT(edit, status, field)            EDIT(edit, status, TOLL_KIND_OFFERING_FACT, field, 1)
#define WRONG(argument, value, status)                                                                                 \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define CONSTRAINT_CASES                                                                                               \
    WRONG(1, TOLL_PLAN_CONSTRAINTS_MAX + 1, TOLL_E_RANGE), WRONG(1, UINT64_MAX, TOLL_E_RANGE),                         \
        CONSTRAINT(no_topic, TOLL_E_RANGE, "topic", 1), CONSTRAINT(no_place, TOLL_E_UNKNOWN_ID, "words", 1),           \
        CONSTRAINT(no_words, TOLL_E_MISSING, "words", 1),                                                              \
        CONSTRAINT(implied_by_none, TOLL_E_CONFLICT, "implied_by", 1),                                                 \
        CONSTRAINT(implied_by_implied, TOLL_E_CONFLICT, "implied_by", 0)

static const bad_case check_cases[] = {CONSTRAINT_CASES,
                                       WRONG(5, 4097, TOLL_E_RANGE),
                                       WRONG(5, UINT64_MAX, TOLL_E_RANGE),
                                       FACT(fact_without_topic, TOLL_E_RANGE, "topic"),
                                       FACT(fact_of_another, TOLL_E_CONFLICT, "offering"),
                                       FACT(fact_in_no_place, TOLL_E_UNKNOWN_ID, "words"),
                                       FACT(fact_without_words, TOLL_E_MISSING, "words"),
                                       FACT(no_of_a_place, TOLL_E_CONFLICT, "state"),
                                       CONSTRAINT(two_settled, TOLL_E_CONFLICT, "topic", 1),
                                       WRONG(9, 0, TOLL_E_BUFFER),
                                       WRONG(9, 1, TOLL_E_BUFFER),
                                       {10, 8, NULL, {TOLL_E_STRIDE, 0, "reason_stride_bytes", -1, 0}},
                                       {10, 0, NULL, {TOLL_E_STRIDE, 0, "reason_stride_bytes", -1, 0}}};
static const bad_case derive_cases[] = {CONSTRAINT_CASES,
                                        WRONG(4, 0, TOLL_E_BUFFER),
                                        WRONG(4, 5, TOLL_E_BUFFER),
                                        {5, 8, NULL, {TOLL_E_STRIDE, 0, "derived_stride_bytes", -1, 0}},
                                        {5, UINT64_MAX, NULL, {TOLL_E_STRIDE, 0, "derived_stride_bytes", -1, 0}}};
static toll_plan_candidate candidates[2];
static const uint64_t drops[2] = {1, 2};

static toll_plan_candidate *candidate_at(bad_frame *f, unsigned i)
{
    return (toll_plan_candidate *)f->p[0] + i;
}

static void costs_nothing(bad_frame *f)
{
    candidate_at(f, 1)->known = 0;
    memset(&candidate_at(f, 1)->replica_requests_per_s, 0, sizeof(toll_range));
    memset(&candidate_at(f, 1)->fixed_usd_per_hour, 0, sizeof(toll_range));
}

static void no_bit(bad_frame *f)
{
    ((uint64_t *)f->p[4])[1] = 0;
}

static void no_work(bad_frame *f)
{
    f->p[11] = NULL;
}

static void odd_work(bad_frame *f)
{
    f->p[11] = bad_resize(f, 11, f->size[11] + 8) + 1;
}

static const bad_case shadow_cases[] = {
    WRONG(1, 0, TOLL_E_RANGE),
    WRONG(1, 65537, TOLL_E_RANGE),
    WRONG(5, 0, TOLL_E_RANGE),
    WRONG(5, 65, TOLL_E_RANGE),
    WRONG(5, UINT64_MAX, TOLL_E_RANGE),
    WRONG(7, 0, TOLL_E_RANGE),
    WRONG(7, 100001, TOLL_E_RANGE),
    WRONG(3, 0, TOLL_E_RANGE),
    WRONG(3, UINT64_C(0x7ff0000000000000), TOLL_E_NOT_FINITE),
    WRONG(3, UINT64_C(0x7ff8000000000000), TOLL_E_NOT_FINITE),
    WRONG(3, UINT64_C(0xbff0000000000000), TOLL_E_RANGE),
    WRONG(9, 1, TOLL_E_BUFFER),
    WRONG(12, 100, TOLL_E_BUFFER),
    {0, 0, no_bit, {TOLL_E_RANGE, 0, "drops", 1, 0}},
    {0, 0, no_work, {TOLL_E_NULL, 0, "work", -1, 0}},
    {0, 0, odd_work, {TOLL_E_OBJECT, 0, "work", -1, 0}},
    {0, 0, costs_nothing, {TOLL_E_CONFLICT, TOLL_KIND_PLAN_CANDIDATE, "fixed_usd_per_hour", 1, 0}}};

static const bad_case relax_cases[] = {WRONG(1, 0, TOLL_E_RANGE), WRONG(1, 65537, TOLL_E_RANGE),
                                       WRONG(1, UINT64_MAX - 1, TOLL_E_RANGE)};

static void in_capitals(bad_frame *f)
{
    memcpy(f->p[0], "DE", 2);
}

static const bad_case place_cases[] = {WRONG(1, 0, TOLL_E_RANGE),
                                       WRONG(1, 129, TOLL_E_RANGE),
                                       {1, 1, NULL, {TOLL_E_UNKNOWN_ID, 0, "word", -1, 0}},
                                       {0, 0, in_capitals, {TOLL_E_UNKNOWN_ID, 0, "word", -1, 0}}};
static char place[130] = "de";

#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }

static bad_function table[] = {
    {"toll_plan_check_offering",
     call_check,
     NULL,
     {{BAD_IN_ROWS, "constraints", constraints, sizeof constraints, TOLL_KIND_PLAN_CONSTRAINT, 2},
      VALUE("n_constraints", 2),
      VALUE("constraint_stride_bytes", sizeof constraints[0]),
      {BAD_IN_STRUCT, "offering", &offering, sizeof offering, TOLL_KIND_CATALOG_OFFERING, 0},
      {BAD_IN_ROWS, "facts", facts, sizeof facts, TOLL_KIND_OFFERING_FACT, 6},
      VALUE("n_facts", 2),
      VALUE("fact_stride_bytes", sizeof facts[0]),
      {BAD_OUT_STRUCT, "verdict", NULL, sizeof(toll_plan_verdict), TOLL_KIND_PLAN_VERDICT, 0},
      {BAD_OUT_OPTIONAL, "reasons", NULL, 2 * sizeof(toll_plan_reason), 0, 0},
      VALUE("capacity", 2),
      VALUE("reason_stride_bytes", sizeof(toll_plan_reason))},
     BAD_CASES(check_cases)},
    {"toll_plan_derive_constraints",
     call_derive,
     NULL,
     {{BAD_IN_ROWS, "constraints", constraints, sizeof constraints, TOLL_KIND_PLAN_CONSTRAINT, 2},
      VALUE("n_constraints", 2),
      VALUE("constraint_stride_bytes", sizeof constraints[0]),
      {BAD_OUT, "derived", NULL, 6 * sizeof(toll_plan_constraint), 0, 0},
      VALUE("capacity", 6),
      VALUE("derived_stride_bytes", sizeof(toll_plan_constraint)),
      {BAD_OUT, "n_derived", NULL, sizeof(uint64_t), 0, 0}},
     BAD_CASES(derive_cases)},
    {"toll_plan_find_relaxation",
     call_relax,
     NULL,
     {{BAD_IN, "rejected_by", sets, sizeof sets, 0, 0},
      VALUE("n", 2),
      {BAD_OUT, "drop", NULL, sizeof(uint64_t), 0, 0},
      {BAD_OUT, "n_back", NULL, sizeof(int64_t), 0, 0}},
     BAD_CASES(relax_cases)},
    {"toll_plan_estimate_shadows",
     call_shadows,
     NULL,
     {{BAD_IN_ROWS, "candidates", candidates, sizeof candidates, TOLL_KIND_PLAN_CANDIDATE, 2},
      VALUE("n_candidates", 2),
      VALUE("candidate_stride_bytes", sizeof candidates[0]),
      VALUE("requests_per_s", UINT64_C(0x4024000000000000)), /* 10 */
      {BAD_IN, "drops", drops, sizeof drops, 0, 0},
      VALUE("n_drops", 2),
      VALUE("seed", 1),
      VALUE("draws", DRAWS),
      {BAD_OUT, "shadows", NULL, 2 * sizeof(toll_plan_shadow), 0, 0},
      VALUE("capacity", 2),
      VALUE("shadow_stride_bytes", sizeof(toll_plan_shadow)),
      {BAD_OUT_WORK, "work", NULL, 4096, 0, 0},
      VALUE("work_size", 4096)},
     BAD_CASES(shadow_cases)},
    {"toll_plan_shadow_size", NULL, any_size_is_0_or_enough, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0},
    {"toll_plan_check_place",
     call_place,
     NULL,
     {{BAD_IN, "word", place, sizeof place, 0, 0}, VALUE("length", 2)},
     BAD_CASES(place_cases)},
    {"toll_plan_get_topic", NULL, any_number_has_a_name, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0},
};

static int set_up(void **state)
{
    (void)state;
    constraints[0] = constraint_of(TOLL_TOPIC_AIR_GAP, "", 0, 0);
    constraints[1] = constraint_of(TOLL_TOPIC_PROCESSING, "eu", 0, 0);
    offering = offering_named("a/b", TOLL_OFFERING_API);
    facts[0] = fact_of(TOLL_TOPIC_AIR_GAP, TOLL_STATE_NO, "", 0);
    facts[1] = fact_of(TOLL_TOPIC_PROCESSING, TOLL_STATE_YES, "fr", 0);
    for (int i = 0; i < 2; i++)
        candidates[i] = (toll_plan_candidate){.known = TOLL_PLAN_CANDIDATE_REPLICAS,
                                              .rejected_by = (uint64_t)i,
                                              .fixed_usd_per_hour = {1, 2, 4},
                                              .usd_per_gpu_hour = {1, 2, 4},
                                              .replica_requests_per_s = {1, 2, 4},
                                              .replica_gpus = 1,
                                              .unit_gpus = 1};
    return 0;
}

static void refuses_bad_input(void **state)
{
    (void)state;
    bad_walk_all(BAD_CASES(table));
}

static void every_function_is_walked(void **state)
{
    (void)state;
    static const char *const prefixes[PREFIXES] = {"toll_plan_check_",           "toll_plan_derive_constraints",
                                                   "toll_plan_find_relaxation",  "toll_plan_get_topic",
                                                   "toll_plan_estimate_shadows", "toll_plan_shadow_"};
    for (int i = 0; i < PREFIXES; i++)
        bad_check_complete(BAD_CASES(table), prefixes[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
