/* SPDX-License-Identifier: Apache-2.0 */
/* One record as the room bills it: pointers into the caller's arrays and the context in plain fields. */
#ifndef TOLL_BILL_RECORD_H
#define TOLL_BILL_RECORD_H

#include <stddef.h>

#include <toll/bill.h>

#include "book/book_view.h"

#define TOLL__RECORD_PAIRS 64u /* most pairs, attributes and counters of a record */

typedef struct toll__context {
    int64_t at_s;
    uint64_t service_tier, region; /* see book/context_text.h; "standard" has become tier 0 */
    uint32_t has_instant, is_aggregate, allow_aggregate, reserved;
    const toll_bill_attribute *attributes;
    uint64_t n_attributes;
    const toll__book_facts *facts;     /* of the card's book */
    const toll_bill_counter *counters; /* before the record */
    uint64_t n_counters;
} toll__context;

/* Texts of the book; NULL: not known, as in tests, and then patterns and zones match nothing. */
static inline const toll__texts *toll__context_texts(const toll__context *context)
{
    return context->facts != NULL && context->facts->texts.entries != NULL ? &context->facts->texts : NULL;
}

/* Whether the record has an attribute with this very value. */
static inline uint32_t toll__context_has(const toll__context *context, uint64_t key, uint64_t value)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == key && context->attributes[i].value == value)
            return 1;
    return 0;
}

#endif
