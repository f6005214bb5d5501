/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of constraints and facts: taken from the caller and checked; and what a constraint implies, by the catalog. */
#include "api/constraint_inputs.h"

#include <string.h>

#include "api/fields.h"
#include "api/guard.h"
#include "api/plan_inputs.h"
#include "base/fault.h"
#include "base/text.h"

#define FACTS_MAX        4096u
#define IMPLICATIONS_MAX 64u /* bits of a word */

static int needs_words(toll__topic_shape shape)
{
    return shape == TOLL__SHAPE_WITHIN || shape == TOLL__SHAPE_ONE_OF;
}

/* Words that a topic needs must be there, and places must be known. */
static toll_status check_words(uint32_t kind, int64_t row, toll__topic_shape shape, const char *words, toll_error *err)
{
    if (!needs_words(shape))
        return TOLL_OK;
    toll__place_word word = toll__place_next(&words);
    if (word.length == 0)
        return toll__fail(err, TOLL_E_MISSING, kind, "words", row, "must name what is meant: this topic needs words");
    for (; word.length > 0; word = toll__place_next(&words))
        if (shape == TOLL__SHAPE_WITHIN && !toll__place_is_known(word))
            return toll__fail(err, TOLL_E_UNKNOWN_ID, kind, "words", row, TOLL__NO_PLACE);
    return TOLL_OK;
}

static toll_status check_topic(uint32_t kind, int64_t row, uint32_t topic, toll_error *err)
{
    if (toll__topic_get(topic).shape != TOLL__SHAPE_NONE)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_RANGE, kind, "topic", row, "is no topic: see TOLL_TOPIC_*");
}

/* implied_by names a row of the array that is stated itself. */
static toll_status check_implied_by(const constraint_rows *constraints, uint64_t index, int64_t implied_by,
                                    toll_error *err)
{
    toll_plan_constraint stated;
    if (implied_by == 0)
        return TOLL_OK;
    if ((uint64_t)implied_by <= constraints->count) {
        toll_status status = toll__take_row(constraints->rows, (uint64_t)implied_by - 1, constraints->stride,
                                            TOLL_KIND_PLAN_CONSTRAINT, &stated, err);
        if (status != TOLL_OK)
            return status;
        if (stated.implied_by == 0)
            return TOLL_OK;
    }
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_PLAN_CONSTRAINT, "implied_by", (int64_t)index,
                      "is 1 + the index of a row that is stated itself");
}

toll_status toll__constraint_take(const constraint_rows *constraints, uint64_t index, toll_plan_constraint *row,
                                  toll_error *err)
{
    toll_status status =
        toll__take_row(constraints->rows, index, constraints->stride, TOLL_KIND_PLAN_CONSTRAINT, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_topic(TOLL_KIND_PLAN_CONSTRAINT, (int64_t)index, row->topic, err);
    if (status != TOLL_OK)
        return status;
    status = check_words(TOLL_KIND_PLAN_CONSTRAINT, (int64_t)index, toll__topic_get(row->topic).shape, row->words, err);
    if (status != TOLL_OK)
        return status;
    return check_implied_by(constraints, index, row->implied_by, err);
}

toll_status toll__constraints_check(const constraint_rows *constraints, toll_error *err)
{
    if (constraints->count > TOLL_PLAN_CONSTRAINTS_MAX)
        return toll__fail_range(err, 0, "n_constraints", -1, 0, TOLL_PLAN_CONSTRAINTS_MAX, (double)constraints->count);
    toll_status status = toll__plan_take_rows(constraints->rows, constraints->count, constraints->stride,
                                              TOLL_KIND_PLAN_CONSTRAINT, "constraints", "constraint_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < constraints->count; i++) {
        toll_plan_constraint row;
        status = toll__constraint_take(constraints, i, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* "No" says something of a flag alone: a place or a number has no opposite. */
static toll_status check_state(const toll_catalog_offering_fact *fact, int64_t row, toll_error *err)
{
    const toll__topic_shape shape = toll__topic_get(fact->topic).shape;
    const int is_flag = shape == TOLL__SHAPE_FLAG || shape == TOLL__SHAPE_SCOPED;
    if (fact->state == TOLL_STATE_NO && !is_flag)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_OFFERING_FACT, "state", row, "is \"no\" of flags alone");
    if (fact->state == TOLL_STATE_UNKNOWN)
        return TOLL_OK;
    return check_words(TOLL_KIND_OFFERING_FACT, row, shape, fact->words, err);
}

toll_status toll__offering_fact_take(const fact_rows *facts, uint64_t index, const char *offering,
                                     toll_catalog_offering_fact *row, toll_error *err)
{
    toll_status status = toll__take_row(facts->rows, index, facts->stride, TOLL_KIND_OFFERING_FACT, row, err);
    if (status != TOLL_OK)
        return status;
    status = check_topic(TOLL_KIND_OFFERING_FACT, (int64_t)index, row->topic, err);
    if (status != TOLL_OK)
        return status;
    if (row->offering[0] != '\0' && strcmp(row->offering, offering) != 0)
        return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_OFFERING_FACT, "offering", (int64_t)index,
                          "is another offering than the one asked about");
    return check_state(row, (int64_t)index, err);
}

toll_status toll__offering_facts_check(const fact_rows *facts, const char *offering, toll_error *err)
{
    if (facts->count > FACTS_MAX)
        return toll__fail_range(err, 0, "n_facts", -1, 0, FACTS_MAX, (double)facts->count);
    toll_status status = toll__plan_take_rows(facts->rows, facts->count, facts->stride, TOLL_KIND_OFFERING_FACT,
                                              "facts", "fact_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < facts->count; i++) {
        toll_catalog_offering_fact row;
        status = toll__offering_fact_take(facts, i, offering, &row, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll__rule toll__constraint_rule(const toll_plan_constraint *constraint)
{
    return (toll__rule){constraint->topic, constraint->is_strict != 0, constraint->value, constraint->words,
                        constraint->because};
}

toll__claim toll__offering_fact_statement(const toll_catalog_offering_fact *fact)
{
    return (toll__claim){.topic = fact->topic,
                         .state = fact->state,
                         .scope = fact->scope,
                         .is_unverified = fact->confidence == TOLL_CONFIDENCE_UNVERIFIED,
                         .is_disputed = fact->is_disputed != 0,
                         .value = fact->value,
                         .words = fact->words,
                         .text = fact->text};
}

/* ---- implications ---- */

void toll__implications_open(toll__implications *implications)
{
    const toll__table table = toll__table_get(TOLL__TABLE_IMPLICATION);
    implications->table = table;
    implications->n_rows = table.n_rows < IMPLICATIONS_MAX ? table.n_rows : IMPLICATIONS_MAX;
    implications->topic = toll__table_column(&table, "topic", 0);
    implications->implies = toll__table_column(&table, "implies", 0);
}

/* 1: row k follows from the topic, or from a row that has been reached. */
static int follows(const toll__implications *m, uint64_t k, uint32_t topic, uint64_t reached)
{
    const int64_t from = toll__table_cell(&m->table, k, m->topic);
    if (from == (int64_t)topic)
        return 1;
    for (uint64_t i = 0; i < m->n_rows; i++)
        if ((reached >> i & 1) != 0 && toll__table_cell(&m->table, i, m->implies) == from)
            return 1;
    return 0;
}

/* Each round adds a row at least or is the last. */
uint64_t toll__implications_reach(const toll__implications *m, uint32_t topic)
{
    uint64_t reached = 0, before;
    do {
        before = reached;
        for (uint64_t k = 0; k < m->n_rows; k++)
            if (follows(m, k, topic, reached))
                reached |= 1ull << k;
    } while (reached != before);
    return reached;
}

static void copy_text(char *field, uint64_t size, const char *text)
{
    memcpy(field, text, (size_t)toll__text_length(text, size - 1));
}

void toll__implications_get(const toll__implications *m, uint64_t k, toll_plan_constraint *row)
{
    const toll__table *table = &m->table;
    memset(row, 0, sizeof *row);
    row->topic = (uint32_t)toll__table_cell(table, k, m->implies);
    row->value = toll__table_number(table, k, toll__table_column(table, "value", 0));
    copy_text(row->words, sizeof row->words, toll__table_text(table, k, toll__table_column(table, "words", 0)));
    copy_text(row->because, sizeof row->because, toll__table_text(table, k, toll__table_column(table, "reason", 0)));
}
