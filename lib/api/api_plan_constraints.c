/* SPDX-License-Identifier: Apache-2.0 */
/* Offerings held against constraints of law, place and people; what constraints imply, and which to give up first. */
#include <toll/plan.h>

#include <stddef.h>
#include <string.h>

#include "api/constraint_inputs.h"
#include "api/fields.h"
#include "api/guard.h"
#include "api/plan_inputs.h"
#include "base/fault.h"
#include "base/text.h"
#include "plan/reason_text.h"
#include "plan/relaxation.h"

#define RELAXATION_MAX 65536u
#define PLACE_MAX      128u

const char *toll_plan_get_topic(uint32_t topic)
{
    return toll__topic_get(topic).name;
}

static toll_status check_place(const char *text, uint64_t length, toll_error *err)
{
    toll__text_argument word = {text, length, "word", "length"};
    toll_status status = toll__take_text(&word, 1, PLACE_MAX, err);
    if (status != TOLL_OK)
        return status;
    return toll__place_is_known((toll__place_word){word.text, word.length})
               ? TOLL_OK
               : toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "word", -1, TOLL__NO_PLACE);
}

toll_status toll_plan_check_place(const char *word, uint64_t length, toll_error *err)
{
    return toll__done(check_place(word, length, err), err);
}

/* ---- a verdict ---- */

/* What is asked, with the caller's rows where they lie. */
typedef struct offering_question {
    constraint_rows constraints;
    fact_rows facts;
    toll_catalog_offering offering;
} offering_question;

/* The judgement of one constraint; its texts lie in *constraint. */
static toll_status judge_constraint(const offering_question *q, uint64_t index, toll_plan_constraint *constraint,
                                    toll__judgement *j, toll_error *err)
{
    toll_status status = toll__constraint_take(&q->constraints, index, constraint, err);
    if (status != TOLL_OK)
        return status;
    const toll__rule rule = toll__constraint_rule(constraint);
    toll__judgement_start(j, &rule);
    for (uint64_t i = 0; i < q->facts.count; i++) {
        toll_catalog_offering_fact fact;
        status = toll__offering_fact_take(&q->facts, i, q->offering.id, &fact, err);
        if (status != TOLL_OK)
            return status;
        const toll__claim statement = toll__offering_fact_statement(&fact);
        toll__judgement_hear(j, &statement, (int64_t)i);
    }
    if (toll__judgement_is_contradictory(j))
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_CONSTRAINT, "topic", (int64_t)index,
                          "has several settled facts, or some that are marked as disputed and some that are not");
    return TOLL_OK;
}

/* The stated row that a row stands for: itself, or the one that implies it. */
static uint64_t stated_bit(const toll_plan_constraint *constraint, uint64_t index)
{
    return 1ull << (constraint->implied_by > 0 ? (uint64_t)constraint->implied_by - 1 : index);
}

static void count_finding(const toll__finding *finding, uint64_t stated, int32_t as_of, toll_plan_verdict *verdict)
{
    verdict->n_met += finding->verdict == TOLL_STANDING_ALLOWED;
    verdict->n_actions += finding->verdict == TOLL_STANDING_ACTION;
    verdict->n_rejected += finding->verdict == TOLL_STANDING_REJECTED;
    if (finding->verdict == TOLL_STANDING_REJECTED)
        verdict->rejected_by |= stated;
    if (finding->verdict > verdict->verdict)
        verdict->verdict = finding->verdict;
    if (as_of != 0 && (verdict->oldest == 0 || as_of < verdict->oldest))
        verdict->oldest = as_of;
}

/* The fact that decided; zeros where none did. It has been checked. */
static void find_decisive(const offering_question *q, const toll__finding *finding, toll_catalog_offering_fact *fact)
{
    memset(fact, 0, sizeof *fact);
    if (finding->fact >= 0)
        (void)toll__offering_fact_take(&q->facts, (uint64_t)finding->fact, q->offering.id, fact, NULL);
}

static void write_reason(const offering_question *q, const toll__judgement *j, const toll__finding *finding,
                         const toll_catalog_offering_fact *fact, toll_plan_reason *reason)
{
    const toll__claim statement = toll__offering_fact_statement(fact);
    memset(reason, 0, sizeof *reason);
    reason->code = finding->code;
    reason->verdict = finding->verdict;
    reason->topic = j->rule.topic;
    reason->as_of = fact->as_of;
    reason->fact = finding->fact + 1;
    toll__reason_write(j, finding, finding->fact >= 0 ? &statement : NULL, q->offering.provider, reason->text,
                       sizeof reason->text);
    memcpy(reason->source, fact->source, sizeof reason->source);
}

/* Judges all constraints; reasons NULL: they are only counted. A call with rows follows one without, so that a failure
 * has written nothing. */
static toll_status judge_all(const offering_question *q, toll_plan_verdict *verdict, void *reasons, uint64_t stride,
                             toll_error *err)
{
    memset(verdict, 0, sizeof *verdict);
    verdict->verdict = TOLL_STANDING_ALLOWED;
    for (uint64_t i = 0; i < q->constraints.count; i++) {
        toll__judgement judgement;
        toll_plan_constraint constraint;
        toll_catalog_offering_fact fact;
        toll_status status = judge_constraint(q, i, &constraint, &judgement, err);
        if (status != TOLL_OK)
            return status;
        const toll__finding finding = toll__judgement_conclude(&judgement, q->offering.deployment);
        find_decisive(q, &finding, &fact);
        count_finding(&finding, stated_bit(&constraint, i), fact.as_of, verdict);
        if (reasons == NULL)
            continue;
        toll_plan_reason reason;
        write_reason(q, &judgement, &finding, &fact, &reason);
        reason.constraint = (int64_t)i;
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_PLAN_REASON), &reason,
                               (unsigned char *)reasons + i * stride, stride);
    }
    return TOLL_OK;
}

static toll_status take_question(const toll_catalog_offering *offering, offering_question *q, toll_error *err)
{
    toll_status status = toll__constraints_check(&q->constraints, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take(offering, TOLL_KIND_CATALOG_OFFERING, "offering", &q->offering, err);
    if (status != TOLL_OK)
        return status;
    return toll__offering_facts_check(&q->facts, q->offering.id, err);
}

/* Checks where the answer goes. */
static toll_status expect_reasons(const void *reasons, uint64_t capacity, uint64_t stride, uint64_t n_constraints,
                                  toll_error *err)
{
    if (reasons == NULL)
        return TOLL_OK;
    if (capacity < n_constraints)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; it takes a row for each constraint");
    return toll__plan_take_rows(reasons, capacity, stride, TOLL_KIND_PLAN_REASON, "reasons", "reason_stride_bytes",
                                err);
}

static toll_status check_offering(offering_question *q, const toll_catalog_offering *offering,
                                  toll_plan_verdict *verdict, void *reasons, uint64_t capacity, uint64_t stride,
                                  toll_error *err)
{
    toll_plan_verdict found;
    toll_status status = take_question(offering, q, err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(verdict, TOLL_KIND_PLAN_VERDICT, "verdict", err);
    if (status != TOLL_OK)
        return status;
    status = expect_reasons(reasons, capacity, stride, q->constraints.count, err);
    if (status != TOLL_OK)
        return status;
    status = judge_all(q, &found, NULL, 0, err);
    if (status != TOLL_OK)
        return status;
    if (reasons != NULL)
        (void)judge_all(q, &found, reasons, stride, NULL);
    toll__give(verdict, TOLL_KIND_PLAN_VERDICT, &found);
    return TOLL_OK;
}

toll_status toll_plan_check_offering(const toll_plan_constraint *constraints, uint64_t n_constraints,
                                     uint64_t constraint_stride_bytes, const toll_catalog_offering *offering,
                                     const toll_catalog_offering_fact *facts, uint64_t n_facts,
                                     uint64_t fact_stride_bytes, toll_plan_verdict *verdict, toll_plan_reason *reasons,
                                     uint64_t capacity, uint64_t reason_stride_bytes, toll_error *err)
{
    offering_question q;
    q.constraints = (constraint_rows){constraints, n_constraints, constraint_stride_bytes};
    q.facts = (fact_rows){facts, n_facts, fact_stride_bytes};
    return toll__done(check_offering(&q, offering, verdict, reasons, capacity, reason_stride_bytes, err), err);
}

/* ---- what constraints imply ---- */

/* The rows that are being derived; rows NULL: they are only counted. */
typedef struct derivation {
    constraint_rows stated;
    toll__implications implications;
    unsigned char *rows;
    uint64_t stride;
    uint64_t count;
} derivation;

static void put_constraint(derivation *d, const toll_plan_constraint *constraint)
{
    if (d->rows != NULL)
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_PLAN_CONSTRAINT), constraint,
                               d->rows + d->count * d->stride, d->stride);
    d->count++;
}

/* 1: a row that the caller passed is implied by this one already, so deriving twice changes nothing. */
static int is_given(const derivation *d, const toll_plan_constraint *implied)
{
    for (uint64_t i = 0; i < d->stated.count; i++) {
        toll_plan_constraint row;
        (void)toll__constraint_take(&d->stated, i, &row, NULL);
        if (row.implied_by == implied->implied_by && row.topic == implied->topic)
            return 1;
    }
    return 0;
}

static void put_implied(derivation *d, uint64_t index, const toll_plan_constraint *stated)
{
    const uint64_t reached = toll__implications_reach(&d->implications, stated->topic);
    for (uint64_t k = 0; k < d->implications.n_rows; k++) {
        toll_plan_constraint row;
        if ((reached >> k & 1) == 0)
            continue;
        toll__implications_get(&d->implications, k, &row);
        row.is_strict = stated->is_strict;
        row.implied_by = (int64_t)index + 1;
        if (!is_given(d, &row))
            put_constraint(d, &row);
    }
}

/* Rows that the caller passed come first, in their order, so that `implied_by` keeps its meaning. */
static void derive_all(derivation *d)
{
    toll_plan_constraint row;
    d->count = 0;
    for (uint64_t i = 0; i < d->stated.count; i++) {
        (void)toll__constraint_take(&d->stated, i, &row, NULL);
        put_constraint(d, &row);
    }
    for (uint64_t i = 0; i < d->stated.count; i++) {
        (void)toll__constraint_take(&d->stated, i, &row, NULL);
        if (row.implied_by == 0)
            put_implied(d, i, &row);
    }
}

static toll_status derive_constraints(derivation *d, void *derived, uint64_t capacity, uint64_t *n_derived,
                                      toll_error *err)
{
    toll_status status = toll__constraints_check(&d->stated, err);
    if (status != TOLL_OK)
        return status;
    status = toll__plan_take_rows(derived, capacity, d->stride, TOLL_KIND_PLAN_CONSTRAINT, "derived",
                                  "derived_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    if (n_derived == NULL)
        return toll__fail_null(err, "n_derived");
    toll__implications_open(&d->implications);
    d->rows = NULL;
    derive_all(d);
    if (d->count > TOLL_PLAN_CONSTRAINTS_MAX)
        return toll__fail(err, TOLL_E_BUFFER, 0, "n_constraints", -1, "leaves no room for the rows that are implied");
    if (d->count > capacity)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; TOLL_PLAN_CONSTRAINTS_MAX is enough");
    d->rows = derived;
    derive_all(d);
    *n_derived = d->count;
    return TOLL_OK;
}

toll_status toll_plan_derive_constraints(const toll_plan_constraint *constraints, uint64_t n_constraints,
                                         uint64_t constraint_stride_bytes, toll_plan_constraint *derived,
                                         uint64_t capacity, uint64_t derived_stride_bytes, uint64_t *n_derived,
                                         toll_error *err)
{
    derivation d;
    d.stated = (constraint_rows){constraints, n_constraints, constraint_stride_bytes};
    d.stride = derived_stride_bytes;
    return toll__done(derive_constraints(&d, derived, capacity, n_derived, err), err);
}

static toll_status find_relaxation(const uint64_t *rejected_by, uint64_t n, uint64_t *drop, int64_t *n_back,
                                   toll_error *err)
{
    if (rejected_by == NULL)
        return toll__fail_null(err, "rejected_by");
    if (n < 1 || n > RELAXATION_MAX)
        return toll__fail_range(err, 0, "n", -1, 1, RELAXATION_MAX, (double)n);
    if (drop == NULL)
        return toll__fail_null(err, "drop");
    if (n_back == NULL)
        return toll__fail_null(err, "n_back");
    *drop = toll__relaxation_find(rejected_by, n, n_back);
    return TOLL_OK;
}

toll_status toll_plan_find_relaxation(const uint64_t *rejected_by, uint64_t n, uint64_t *drop, int64_t *n_back,
                                      toll_error *err)
{
    return toll__done(find_relaxation(rejected_by, n, drop, n_back, err), err);
}
