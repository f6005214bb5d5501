/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints, facts and offerings for tests, and the question that takes them. */
#ifndef TOLL_TESTS_CONSTRAINT_ROWS_H
#define TOLL_TESTS_CONSTRAINT_ROWS_H

#include <stdio.h>

#include "catalog_rows.h"

#define TEST_FACTS 64

static inline toll_catalog_offering offering_named(const char *id, uint32_t deployment)
{
    toll_catalog_offering o;
    assert_int_equal(toll_struct_init(&o, sizeof o, TOLL_KIND_CATALOG_OFFERING, NULL), TOLL_OK);
    snprintf(o.id, sizeof o.id, "%s", id);
    snprintf(o.provider, sizeof o.provider, "vendor");
    o.deployment = deployment;
    return o;
}

static inline toll_plan_constraint constraint_of(uint32_t topic, const char *words, double value, uint32_t is_strict)
{
    toll_plan_constraint c = {.topic = topic, .is_strict = is_strict, .value = value};
    snprintf(c.words, sizeof c.words, "%s", words);
    return c;
}

static inline toll_catalog_offering_fact fact_of(uint32_t topic, uint32_t state, const char *words, double value)
{
    toll_catalog_offering_fact f = {.topic = topic, .state = state, .value = value};
    f.confidence = TOLL_CONFIDENCE_PUBLISHED;
    f.scope = TOLL_COVERS_SERVICE;
    snprintf(f.words, sizeof f.words, "%s", words);
    return f;
}

/* The verdict on one offering; reasons: room for every constraint, or NULL. */
static inline toll_status ask_offering(const toll_plan_constraint *constraints, uint64_t n,
                                       const toll_catalog_offering *offering, const toll_catalog_offering_fact *facts,
                                       uint64_t n_facts, toll_plan_verdict *verdict, toll_plan_reason *reasons,
                                       toll_error *err)
{
    assert_int_equal(toll_struct_init(verdict, sizeof *verdict, TOLL_KIND_PLAN_VERDICT, NULL), TOLL_OK);
    return toll_plan_check_offering(constraints, n, sizeof *constraints, offering, facts, n_facts, sizeof *facts,
                                    verdict, reasons, reasons != NULL ? n : 0, sizeof *reasons, err);
}

/* The reason code of one constraint against some facts of an API. */
static inline uint32_t code_of(toll_plan_constraint constraint, const toll_catalog_offering_fact *facts, uint64_t n)
{
    toll_plan_verdict verdict;
    toll_plan_reason reason;
    toll_error err = {0};
    const toll_catalog_offering offering = offering_named("a/b", TOLL_OFFERING_API);
    if (ask_offering(&constraint, 1, &offering, facts, n, &verdict, &reason, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(verdict.verdict, reason.verdict);
    return reason.code;
}

#endif
