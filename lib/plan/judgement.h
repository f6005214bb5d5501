/* SPDX-License-Identifier: Apache-2.0 */
/* One constraint held against the statements about an offering, one statement at a time. */
#ifndef TOLL_PLAN_JUDGEMENT_H
#define TOLL_PLAN_JUDGEMENT_H

#include "plan/topics.h"

/* What must hold. */
typedef struct toll__rule {
    uint32_t topic; /* TOLL_TOPIC_* */
    int is_strict;
    double value;
    const char *words;
    const char *because; /* why it is implied; "": it is stated */
} toll__rule;

/* What one source says. */
typedef struct toll__claim {
    uint32_t topic;
    uint32_t state; /* TOLL_STATE_* */
    uint32_t scope; /* TOLL_COVERS_* */
    int is_unverified;
    int is_disputed;
    double value;
    const char *words;
    const char *text;
} toll__claim;

/* What has been heard so far: indices of statements, -1 where there is none. */
typedef struct toll__judgement {
    toll__rule rule;
    toll__topic topic;
    int64_t good;                      /* settled, and meets the rule */
    int64_t bad;                       /* settled, and breaks it */
    int64_t choice;                    /* conditional, and could meet it */
    int64_t other;                     /* conditional, and could not */
    int64_t unknown;                   /* looked for and not found */
    uint32_t good_doubt, choice_doubt; /* TOLL_REASON_* of what makes them uncertain; 0: nothing */
    uint64_t n_rows, n_settled, n_disputed;
} toll__judgement;

/* What it comes to. */
typedef struct toll__finding {
    uint32_t code;    /* TOLL_REASON_* */
    uint32_t verdict; /* TOLL_STANDING_* */
    int64_t fact;     /* the statement that decided; -1: none */
} toll__finding;

void toll__judgement_start(toll__judgement *j, const toll__rule *rule);

/* Statements of other topics are passed over. */
void toll__judgement_hear(toll__judgement *j, const toll__claim *statement, int64_t index);

/* 1: the topic has two settled statements that are not disputed, or is disputed in part. */
int toll__judgement_is_contradictory(const toll__judgement *j);

/* deployment: TOLL_OFFERING_*. */
toll__finding toll__judgement_conclude(const toll__judgement *j, uint32_t deployment);

#endif
