/* SPDX-License-Identifier: Apache-2.0 */
/* A bill by words alone: names of meters, of the model and of the service tier become numbers of the book, and its card,
 * on the stack, bills them.
 *
 * By hand: the words {"input", 12000}, {"output", 800} are the pairs (1, 12000) and (2, 800). A word that is no meter ends
 * the call: a typing error must never leave a quantity out of the sum. */
#include <toll/bill.h>

#include <stddef.h>

#include "api/bill_inputs.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "book/meter.h"

static toll_status refuse_word(const toll_bill_named *word, uint64_t row, toll_error *err)
{
    char reason[120];
    toll__text text;
    const uint64_t length = toll__text_length(word->meter, sizeof word->meter);
    if (!toll__text_is_plain(word->meter, sizeof word->meter))
        return toll__fail(err, TOLL_E_STRING, TOLL_KIND_BILL_NAMED, "meter", (int64_t)row,
                          "must be a text without control characters, and NULs behind it");
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "\"");
    toll__text_put_bytes(&text, word->meter, length);
    toll__text_put(&text, "\" is not the name of a meter, such as input, cache_read, output");
    (void)toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, TOLL_KIND_BILL_NAMED, "meter", (int64_t)row, reason);
}

static toll_status take_words(const toll_bill_named *words, uint64_t count, toll_bill_usage *pairs, toll_error *err)
{
    for (uint64_t i = 0; i < count; i++) {
        const uint64_t length = toll__text_length(words[i].meter, sizeof words[i].meter);
        pairs[i].meter = toll__meter_find(words[i].meter, length);
        pairs[i].quantity = words[i].quantity;
        if (pairs[i].meter == 0 || !toll__text_is_plain(words[i].meter, sizeof words[i].meter))
            return refuse_word(&words[i], i, err);
    }
    return TOLL_OK;
}

/* What the card's bill depends on beside its usage: the name's own region, and the tier. */
static toll_status read_context(const void *book, uint64_t book_size, const toll_book_name *name,
                                const toll__text_argument *tier, toll_bill_context *context, toll_error *err)
{
    toll_status status = toll_book_intern(book, book_size, name->region, TOLL_NUL, &context->region, err);
    if (status != TOLL_OK)
        return status;
    return toll_book_intern_tier(book, book_size, tier->text, tier->length, &context->service_tier, err);
}

/* A tier that is not sold is a field of the context, which the caller does not have: here it is an argument. Of a wrong
 * quantity the bill names the meter. */
static toll_status name_fault(toll_status status, toll_error *err)
{
    if (err == NULL || err->struct_kind != TOLL_KIND_BILL_CONTEXT)
        return status;
    err->struct_kind = 0;
    err->field_offset = -1;
    return status;
}

toll_status toll_bill_compute_named(const void *book, uint64_t book_size, const char *provider,
                                    uint64_t provider_length, const char *model, uint64_t model_length, int64_t at_s,
                                    const char *service_tier, uint64_t service_tier_length,
                                    const toll_bill_named *usage, uint64_t n_usage, toll_bill_line *lines,
                                    uint64_t capacity, toll_bill_total *total, toll_error *err)
{
    uint64_t card[TOLL_BILL_CARD_WORDS];
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    toll_book_name name = {.struct_size = sizeof name, .struct_kind = TOLL_KIND_BOOK_NAME};
    toll_bill_context context = {.struct_size = sizeof context, .struct_kind = TOLL_KIND_BILL_CONTEXT};
    toll__text_argument tier = {service_tier, service_tier_length, "service_tier", "service_tier"};
    toll_status status = toll__take_text(&tier, 0, TOLL__TEXT_BYTES - 1, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__bill_check_array(usage, n_usage, "usage", "n_usage", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_words(usage, n_usage, pairs, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll_book_resolve(book, book_size, provider, provider_length, model, model_length, at_s, card, sizeof card,
                               &name, err);
    if (status != TOLL_OK)
        return status;
    context.known = TOLL_CONTEXT_AT;
    context.at_s = at_s;
    status = read_context(book, book_size, &name, &tier, &context, err);
    if (status != TOLL_OK)
        return status;
    status =
        toll_bill_compute(card, sizeof card, pairs, n_usage, &context, NULL, 0, NULL, 0, lines, capacity, total, err);
    return status == TOLL_OK ? TOLL_OK : name_fault(status, err);
}
