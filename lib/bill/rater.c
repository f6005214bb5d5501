/* SPDX-License-Identifier: Apache-2.0 */
/* Raters: what is found once for all rows of a card in one context. The rater holds a copy of its card, so that it alone
 * must be kept, and the book.
 *
 * By hand: a table of 10 models and 2 tiers needs 20 raters of some 11 KB each; a row then says by one number which. */
#include "bill/rater.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/stamp.h"

/* Data of this process alone: the card has addresses. */
typedef struct rater {
    toll__stamp stamp;
    toll__context context; /* its pointers are set anew when the rater is opened */
    int64_t from_s, until_s;
    uint32_t has_times, has_counts;
    uint64_t n_meters;
    uint32_t meters[TOLL__RECORD_PAIRS];
    toll_bill_attribute attributes[TOLL__RECORD_PAIRS];
    toll__linear linear;
    _Alignas(8) uint64_t card[TOLL_BILL_CARD_WORDS]; /* last, and not sealed: it has a stamp of its own */
} rater;

_Static_assert(offsetof(rater, card) % 8 == 0 && sizeof(rater) % 8 == 0 && sizeof(rater) <= TOLL_BILL_RATER_WORDS * 8,
               "whole words");

static const toll__stamp_kind kind = {.magic = UINT64_C(0x7265746172206c6c), /* no text: only unlikely in other data */
                                      .build = TOLL__STAMP_BUILD(sizeof(rater)),
                                      .memory_bytes = sizeof(rater),
                                      .sealed_bytes = offsetof(rater, card),
                                      .argument = "rater",
                                      .size_argument = "rater_size",
                                      .writer = "toll_bill_resolve_rater()"};

uint64_t toll__rater_size(void)
{
    return sizeof(rater);
}

/* Numbers alone: no address of the caller's stays in the rater. */
static void fill_rater(const toll__rating *rating, const toll__linear *linear, const void *card, rater *r)
{
    memset(r, 0, offsetof(rater, card));
    r->context = rating->context;
    r->context.attributes = NULL;
    r->context.facts = NULL;
    r->from_s = rating->from_s;
    r->until_s = rating->until_s;
    r->has_times = rating->has_times;
    r->has_counts = rating->has_counts;
    r->n_meters = rating->n_meters;
    memcpy(r->meters, rating->meters, (size_t)rating->n_meters * sizeof r->meters[0]);
    if (rating->context.n_attributes != 0)
        memcpy(r->attributes, rating->context.attributes,
               (size_t)rating->context.n_attributes * sizeof r->attributes[0]);
    r->linear = *linear;
    memcpy(r->card, card, (size_t)toll__card_size());
}

toll_status toll__rater_make(const void *card, const toll__context *context, const uint32_t *meters, uint64_t n_meters,
                             void *memory, uint64_t size, toll_error *err)
{
    const toll__card_view *view = NULL;
    toll__linear linear;
    toll__rating rating;
    toll_status status = toll__stamp_check_room(&kind, memory, size, sizeof(rater), err);
    if (status != TOLL_OK)
        return status;
    status = toll__card_open(card, toll__card_size(), &view, err);
    if (status != TOLL_OK)
        return status;
    status = toll__rating_make(view, context, meters, n_meters, &linear, &rating, err);
    if (status != TOLL_OK)
        return status;
    rater *r = (rater *)memory;
    fill_rater(&rating, &linear, card, r);
    toll__stamp_close(&kind, &r->stamp, offsetof(rater, card));
    return TOLL_OK;
}

void toll__rater_read(const void *memory, toll__rating *rating)
{
    const rater *r = (const rater *)memory;
    const toll__card_view *view = toll__card_read(r->card);
    *rating = (toll__rating){.card = view,
                             .context = r->context,
                             .meters = r->meters,
                             .n_meters = r->n_meters,
                             .linear = &r->linear,
                             .from_s = r->from_s,
                             .until_s = r->until_s,
                             .has_times = r->has_times,
                             .has_counts = r->has_counts};
    rating->context.attributes = r->attributes;
    rating->context.facts = &view->facts;
}

toll_status toll__rater_open(const void *memory, const uint32_t *meters, uint64_t n_meters, toll__rating *rating,
                             toll_error *err)
{
    const rater *r = (const rater *)memory;
    const toll__card_view *view = NULL;
    toll_status status = toll__stamp_open(&kind, memory, sizeof(rater), err);
    if (status != TOLL_OK)
        return status;
    status = toll__card_open(r->card, toll__card_size(), &view, err);
    if (status != TOLL_OK)
        return status;
    if (r->n_meters != n_meters || memcmp(r->meters, meters, (size_t)n_meters * sizeof *meters) != 0)
        return toll__fail(err, TOLL_E_CONFLICT, 0, "rater", -1, "was made for columns of other meters");
    toll__rater_read(memory, rating);
    return TOLL_OK;
}
