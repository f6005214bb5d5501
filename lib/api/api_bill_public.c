/* SPDX-License-Identifier: Apache-2.0 */
/* A bill in one call: model and instant find a tariff of the public book by rule, and its card, on the stack, bills the
 * usage in the region that the name tells. */
#include <toll/bill.h>

#include <stddef.h>

toll_status toll_bill_compute_public(const char *provider, const char *model, int64_t at_s,
                                     const toll_bill_usage *usage, uint64_t n_usage, toll_bill_line *lines,
                                     uint64_t capacity, toll_bill_total *total, toll_error *err)
{
    uint64_t card[TOLL_BILL_CARD_WORDS], book_size = 0;
    const void *book = toll_book_get_public(&book_size);
    toll_bill_context context;
    toll_book_name name;
    toll_status status = toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&name, sizeof name, TOLL_KIND_BOOK_NAME, err);
    if (status != TOLL_OK)
        return status;
    status = toll_book_resolve(book, book_size, provider, provider != NULL ? TOLL_NUL : 0, model, TOLL_NUL, at_s, card,
                               sizeof card, &name, err);
    if (status != TOLL_OK)
        return status;
    status = toll_book_intern(book, book_size, name.region, TOLL_NUL, &context.region, err);
    if (status != TOLL_OK)
        return status;
    context.known = TOLL_CONTEXT_AT;
    context.at_s = at_s;
    return toll_bill_compute(card, sizeof card, usage, n_usage, &context, NULL, 0, NULL, 0, lines, capacity, total,
                             err);
}
