/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a record's context against the rows of a tariff. A fact that rows ask for is used. Of one that no row asks
 * for the bill says so, or refuses it where the tariff lists what it sells.
 *
 * By hand: a rule for region eu, and the list {global}. Region us is refused: sold are global and eu. Without the list,
 * us has the standard price and is unused. With a rule for "not eu" instead, us is used. */
#include "bill/context_facts.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "bill/predicate.h"
#include "book/book_view.h"
#include "book/context_text.h"

/* One region, or one attribute with its key, and the kinds of rows that are about it. */
typedef struct fact_asked {
    uint64_t value;
    uint64_t key; /* 0: a region */
    uint32_t list_kind, when_kind;
} fact_asked;

enum { USED, UNUSED, UNSOLD };

static int is_about(const toll__row *row, const fact_asked *f, uint32_t kind)
{
    return row->kind == kind && row->key == f->key;
}

/* What the rows say of a fact, so far. */
typedef struct hearing {
    int is_named;    /* some row has this very text, or a pattern of it */
    int is_asked;    /* some predicate answers by it */
    int has_list;    /* rows list what is sold, ... */
    int has_sold;    /* ... some of them by name */
    int is_excluded; /* ... one of them without this */
} hearing;

static void hear_row(hearing *h, const toll__row *row, const fact_asked *f, const toll__context *context)
{
    const int is_negated = toll__predicate_is_negated(row->op);
    if (is_about(row, f, f->list_kind)) {
        const int matches = toll__predicate_matches(row, f->value, context);
        h->has_list = 1;
        h->has_sold |= !is_negated;
        h->is_excluded |= is_negated && matches;
        h->is_named |= !is_negated && matches;
    } else if (is_about(row, f, f->when_kind)) {
        const int matches = toll__predicate_matches(row, f->value, context);
        h->is_named |= matches;
        h->is_asked |= is_negated || matches;
    } else if (f->key != 0 && is_about(row, f, TOLL_ROW_WHEN_NUMBER)) {
        h->is_named = h->is_asked = 1; /* any number is compared */
    }
}

static int judge_fact(const toll__row *rows, uint32_t n_rows, const fact_asked *f, const toll__context *context)
{
    hearing h = {0, 0, 0, 0, 0};
    for (uint32_t i = 1; i < n_rows; i++)
        hear_row(&h, &rows[i], f, context);
    if (h.has_list)
        return !h.is_excluded && (h.is_named || !h.has_sold) ? USED : UNSOLD;
    return h.is_named || h.is_asked ? USED : UNUSED;
}

/* ---- messages ---- */

static void put_text(toll__text *out, const toll__context *context, uint32_t id, uint32_t op)
{
    char text[TOLL__TEXT_BYTES];
    toll__texts_get(toll__context_texts(context), id, text);
    toll__text_put(out, op == TOLL_OP_SUFFIX ? "*" : "");
    toll__text_put(out, text);
    toll__text_put(out, op == TOLL_OP_PREFIX ? "*" : "");
}

static int is_sold_row(const toll__row *row, const fact_asked *f)
{
    return (is_about(row, f, f->list_kind) || is_about(row, f, f->when_kind)) && !toll__predicate_is_negated(row->op);
}

#define STANDARD "standard"

static int is_standard_text(const toll__context *context, uint32_t id)
{
    char text[TOLL__TEXT_BYTES];
    toll__texts_get(toll__context_texts(context), id, text);
    return strcmp(text, STANDARD) == 0;
}

static int is_told(const toll__row *rows, uint32_t index, const fact_asked *f)
{
    for (uint32_t i = 1; i < index; i++)
        if (is_sold_row(&rows[i], f) && rows[i].text == rows[index].text)
            return 1;
    return 0;
}

#define SOLD_MOST 100 /* bytes of the list within a message of 192 */

/* "a, b, us-*"; a long list ends with "..."; after the standard tier it is not named again */
static void put_sold(toll__text *out, const toll__row *rows, uint32_t n_rows, const fact_asked *f,
                     const toll__context *context, int after_standard)
{
    const uint64_t start = out->length;
    int count = after_standard;
    for (uint32_t i = 1; i < n_rows; i++) {
        if (!is_sold_row(&rows[i], f) || is_told(rows, i, f))
            continue;
        if (after_standard && is_standard_text(context, rows[i].text))
            continue;
        toll__text_put(out, count++ > 0 ? ", " : "");
        if (out->length - start > SOLD_MOST) {
            toll__text_put(out, "...");
            return;
        }
        put_text(out, context, rows[i].text, rows[i].op);
    }
}

/* Quoted, where the book knows the text. */
static void put_value(toll__text *out, const toll__context *context, uint64_t value)
{
    char text[TOLL__TEXT_BYTES] = "";
    toll__context_text_get(toll__context_texts(context), value, text);
    if (text[0] == '\0')
        return;
    toll__text_put(out, "\"");
    toll__text_put(out, text);
    toll__text_put(out, "\" ");
}

static toll_status fail_unsold(const toll__row *rows, uint32_t n_rows, const fact_asked *f,
                               const toll__context *context, toll_error *err)
{
    char reason[320], key[TOLL__TEXT_BYTES] = "";
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    if (toll__context_texts(context) != NULL) {
        toll__texts_get(toll__context_texts(context), (uint32_t)f->key, key);
        put_value(&out, context, f->value);
    }
    toll__text_put(&out, "is not sold under this tariff");
    if (toll__context_texts(context) != NULL) {
        toll__text_put(&out, "; sold: ");
        put_sold(&out, rows, n_rows, f, context, 0);
    }
    (void)toll__text_end(&out);
    if (f->key == 0)
        return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "region", -1, reason);
    return toll__fail(err, TOLL_E_MISSING, 0, key[0] != '\0' ? key : "attributes", -1, reason);
}

/* ---- all facts of a record ---- */

static toll_status check_region(const toll__row *rows, uint32_t n_rows, const toll__context *context,
                                toll__unused *unused, toll_error *err)
{
    const fact_asked f = {context->region, 0, TOLL_ROW_REGION, TOLL_ROW_WHEN_REGION};
    if (context->region == 0)
        return TOLL_OK;
    const int verdict = judge_fact(rows, n_rows, &f, context);
    unused->region = verdict == UNUSED;
    return verdict == UNSOLD ? fail_unsold(rows, n_rows, &f, context, err) : TOLL_OK;
}

toll_status toll__facts_check(const toll__row *rows, uint32_t n_rows, const toll__context *context,
                              toll__unused *unused, toll_error *err)
{
    *unused = (toll__unused){0, 0, 0};
    toll_status status = check_region(rows, n_rows, context, unused, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < context->n_attributes; i++) {
        const toll_bill_attribute *attribute = &context->attributes[i];
        const fact_asked f = {attribute->value, attribute->key, TOLL_ROW_ATTRIBUTE, TOLL_ROW_WHEN_ATTRIBUTE};
        if (attribute->key == 0 || attribute->value == 0)
            continue; /* an empty text states nothing */
        const int verdict = judge_fact(rows, n_rows, &f, context);
        if (verdict == UNSOLD)
            return fail_unsold(rows, n_rows, &f, context, err);
        unused->attributes |= (uint64_t)(verdict == UNUSED) << i;
    }
    return TOLL_OK;
}

/* Whether the standard tier has prices: some in front of the first block, or in one that names it. */
static int is_standard_sold(const toll__row *rows, uint32_t n_rows)
{
    for (uint32_t i = 1; i < n_rows && rows[i].kind != TOLL_ROW_RULE && rows[i].kind != TOLL_ROW_MULTIPLIER; i++)
        if (rows[i].kind == TOLL_ROW_PRICE)
            return 1;
    return 0;
}

toll_status toll__facts_fail_tier(const toll__row *rows, uint32_t n_rows, const toll__context *context, toll_error *err)
{
    const fact_asked tiers = {context->service_tier, 0, TOLL_ROW_TIER, TOLL_ROW_WHEN_TIER};
    char reason[320];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    if (toll__context_texts(context) != NULL)
        put_value(&out, context, context->service_tier);
    toll__text_put(&out, "is not sold under this tariff");
    if (toll__context_texts(context) != NULL) {
        toll__text_put(&out, "; sold: ");
        const int is_standard = is_standard_sold(rows, n_rows);
        toll__text_put(&out, is_standard ? STANDARD : "");
        put_sold(&out, rows, n_rows, &tiers, context, is_standard);
    }
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_CONTEXT, "service_tier", -1, reason);
}
