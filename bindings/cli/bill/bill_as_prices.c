/* SPDX-License-Identifier: Apache-2.0 */
/* What a long context costs is a difference of two bills: under the tariff, and under the same tariff without the rules
 * that begin above a number of input tokens. So the book is compiled once more without them: a block with "input above N"
 * goes, and of a block with "input up to N" the predicate goes, so that it always holds. A tariff that would keep no
 * price stays as it is.
 *
 * Example: input at 3 USD per million, at 6 above 200,000 tokens. 300,000 tokens cost 1.80, without the rule 0.90: so
 * 0.90 are input and 0.90 the context length. */
#include "bill/bill_as_prices.h"

#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

static bool is_block(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_RULE || row->kind == TOLL_ROW_MULTIPLIER;
}

static bool is_length(const toll_bill_row *row)
{
    return row->kind == TOLL_ROW_WHEN_COUNT && row->meter == TOLL_METER_INPUT;
}

static bool is_above(const toll_bill_row *row)
{
    return is_length(row) && (row->op == TOLL_OP_GT || row->op == TOLL_OP_GE);
}

/* The row behind a block, or behind the rows of a tariff before its first block. */
static int64_t end_of_block(const pricebook *b, int64_t first)
{
    int64_t i = first + 1;
    while (i < b->n_rows && b->rows[i].kind != TOLL_ROW_TARIFF && !is_block(&b->rows[i])) {
        i++;
    }
    return i;
}

static bool is_long_block(const pricebook *b, int64_t first, int64_t end)
{
    bool is_long = false;
    for (int64_t i = first; i < end && is_block(&b->rows[first]); i++) {
        is_long = is_long || is_above(&b->rows[i]);
    }
    return is_long;
}

static bool has_price_row(const toll_bill_row *rows, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (rows[i].kind == TOLL_ROW_PRICE) {
            return true;
        }
    }
    return false;
}

/* The rows from a tariff's on to the next one's, shortened; returns how many are kept. */
static int64_t shorten_tariff(const pricebook *b, int64_t first, int64_t end, toll_bill_row *kept)
{
    int64_t n = 0;
    for (int64_t at = first; at < end;) {
        int64_t next = end_of_block(b, at);
        bool is_long = is_long_block(b, at, next);
        for (; at < next; at++) {
            if (!is_long && !is_length(&b->rows[at])) {
                kept[n++] = b->rows[at];
            }
        }
    }
    if (has_price_row(kept, n)) {
        return n;
    }
    memcpy(kept, b->rows + first, (size_t)(end - first) * sizeof *kept);
    return end - first;
}

static int64_t shorten_rows(const pricebook *b, toll_bill_row *kept)
{
    int64_t n = 0;
    for (int64_t first = 0; first < b->n_rows;) {
        int64_t end = first + 1;
        while (end < b->n_rows && b->rows[end].kind != TOLL_ROW_TARIFF) {
            end++;
        }
        n += shorten_tariff(b, first, end, kept + n);
        first = end;
    }
    return n;
}

/* The book without the rules; false where its rows do not compile. */
static bool make_shorter(pricebook *shorter, const pricebook *b)
{
    toll_bill_row *kept = claim((size_t)b->n_rows + 1, sizeof *kept);
    uint64_t n = (uint64_t)shorten_rows(b, kept), size = toll_book_size(n), used = 0;
    void *bytes = claim(size + 8, 1);
    bool is_made = toll_book_compile(kept, n, sizeof *kept, bytes, size, &used, NULL) == TOLL_OK;
    free(kept);
    if (!is_made) {
        free(bytes);
        return false;
    }
    return pricebook_take(shorter, "without context-length rules", bytes, used);
}

void as_prices_start(as_prices *p, const bill_request *asked, price_books *books)
{
    memset(p, 0, sizeof *p);
    p->asked = asked;
    price_names_start(&p->names, books, &asked->names);
    p->shorter.state = FULL_SWITCHED_OFF;
    p->has_shorter = make_shorter(&p->shorter.own, &books->own);
    if (p->has_shorter) {
        price_names_start(&p->short_names, &p->shorter, &asked->names);
    }
}

void as_prices_free(as_prices *p)
{
    price_names_free(&p->names);
    if (p->has_shorter) {
        price_names_free(&p->short_names);
        pricebook_close(&p->shorter.own);
    }
}
