/* SPDX-License-Identifier: Apache-2.0 */
/* What each topic of a constraint asks: its name, the relation to a fact, and the question to a vendor. */
#ifndef TOLL_PLAN_TOPICS_H
#define TOLL_PLAN_TOPICS_H

#include <stdint.h>

/* How a fact meets a constraint. */
typedef enum toll__topic_shape {
    TOLL__SHAPE_NONE,     /* no topic */
    TOLL__SHAPE_FLAG,     /* the state is yes */
    TOLL__SHAPE_SCOPED,   /* a flag that must cover the offering itself: certificates */
    TOLL__SHAPE_WITHIN,   /* every place lies in one of the constraint's */
    TOLL__SHAPE_AT_MOST,  /* the fact's value is no larger */
    TOLL__SHAPE_AT_LEAST, /* the fact's value is no smaller */
    TOLL__SHAPE_ONE_OF    /* a name fits one of the fact's patterns */
} toll__topic_shape;

typedef struct toll__topic {
    const char *name;     /* as in the catalog's files; "": no topic */
    const char *label;    /* "processing" in a sentence */
    const char *unit;     /* " days" behind a value; "" otherwise */
    const char *question; /* "where are requests computed?" */
    toll__topic_shape shape;
    int is_of_site; /* 1: not asked of an API */
} toll__topic;

/* Any number; one without a topic has an empty name and TOLL__SHAPE_NONE. */
toll__topic toll__topic_get(uint32_t topic);

#endif
