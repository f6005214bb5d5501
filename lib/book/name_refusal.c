/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of refused names. A message is one line of at most 191 bytes, so names in it are cut, and near names are
 * added as long as they fit. */
#include "book/name_refusal.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/name_date.h"
#include "book/name_form.h"
#include "book/nearest_model.h"
#include "book/other_sellers.h"
#include "book/retirement.h"

#define REASON_BYTES 180u /* with "provider " in front it fits the message of a toll_error */
#define NAME_SHOWN   96u
/* In the measure of nearest_model.c: a word of two letters that only one of two names has. */
#define CLEARLY_NEARER 4u

/* The name in quotes. It may be any bytes, a message is one line of text. */
static void put_name(toll__text *text, const char *name, uint64_t length)
{
    const uint64_t shown = length < NAME_SHOWN ? length : NAME_SHOWN;
    toll__text_put(text, "\"");
    for (uint64_t i = 0; i < shown; i++) {
        const unsigned char letter = (unsigned char)name[i];
        toll__text_put_bytes(text, letter < ' ' || letter == 0x7f ? "?" : &name[i], 1);
    }
    toll__text_put(text, shown < length ? "...\"" : "\"");
}

static toll_status end_refusal(toll__text *text, toll_status status, const char *field, toll_error *err)
{
    (void)toll__text_end(text);
    return toll__fail(err, status, 0, field, -1, text->buffer);
}

toll_status toll__refuse_provider(const toll__book *book, const char *provider, uint64_t length, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    if (err == NULL)
        return TOLL_E_UNKNOWN_ID;
    toll__text_start(&text, reason, sizeof reason);
    put_name(&text, provider, length);
    toll__text_put(&text, " has no tariff in this book");
    toll__near_providers_put(book, provider, length, "; nearest: ", &text);
    return end_refusal(&text, TOLL_E_UNKNOWN_ID, "provider", err);
}

/* Names of the provider, unless another one has a name that is clearly nearer. */
static void find_near(const toll__book *book, const toll__asked_name *asked, toll__near_names *near)
{
    toll__near_names all;
    toll__nearest_models(book, asked->provider, asked->text, asked->length, near);
    if (asked->provider[0] == '\0' || !asked->is_by_rule)
        return;
    toll__nearest_models(book, "", asked->text, asked->length, &all);
    if (all.count > 0 && (near->count == 0 || all.distance[0] + CLEARLY_NEARER < near->distance[0]))
        *near = all;
}

/* "azur/" in front, which is no provider of the book and no word that any table knows. */
static void put_unknown_word(const toll__book *book, const toll__asked_name *asked, toll__text *text)
{
    const uint64_t length = toll__find_letter(asked->text, asked->length, '/');
    if (!asked->is_by_rule || length == 0 || length >= TOLL__NAME_FIELD || length == asked->length ||
        toll__seller_find(asked->text, length) != NULL)
        return;
    toll__text_put(text, ": no provider ");
    put_name(text, asked->text, length);
    const uint64_t alone = text->length;
    toll__near_providers_put(book, asked->text, length, " (nearest: ", text);
    toll__text_put(text, text->length > alone ? ")" : "");
}

toll_status toll__refuse_model(const toll__book *book, const toll__asked_name *asked, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__near_names near;
    if (err == NULL)
        return TOLL_E_UNKNOWN_ID;
    toll__text_start(&text, reason, sizeof reason);
    put_name(&text, asked->text, asked->length);
    toll__text_put(&text, " has no tariff ");
    toll__text_put(&text, asked->provider[0] != '\0' ? "of " : "");
    toll__text_put(&text, asked->provider);
    toll__text_put(&text, asked->provider[0] != '\0' ? " in this book" : "in this book");
    if (asked->provider[0] == '\0')
        put_unknown_word(book, asked, &text);
    else if (toll__other_sellers_put(book, asked->provider, asked->text, asked->length, &text))
        return end_refusal(&text, TOLL_E_UNKNOWN_ID, "model", err);
    find_near(book, asked, &near);
    toll__nearest_models_put(book, &near, (int)asked->is_by_rule, &text);
    return end_refusal(&text, TOLL_E_UNKNOWN_ID, "model", err);
}

static void put_rival(toll__text *text, const toll__book *book, uint32_t tariff)
{
    char name[TOLL__TEXT_BYTES];
    const toll__row *row = toll__book_tariff(book, tariff).rows;
    toll__book_text(book, row->key, name);
    toll__text_put(text, name);
    toll__text_put(text, ": ");
    toll__book_text(book, row->text, name);
    toll__text_put_bytes(text, name, toll__text_length(name, 48)); /* both must fit a message */
}

toll_status toll__refuse_rivals(const toll__name_search *s, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "matches several tariffs equally well: ");
    put_rival(&text, s->book, s->best);
    toll__text_put(&text, ", ");
    put_rival(&text, s->book, s->rival);
    return end_refusal(&text, TOLL_E_AMBIGUOUS, "model", err);
}

toll_status toll__refuse_foreign(const toll__name_search *s, const toll__asked_name *asked, uint32_t owner,
                                 toll_error *err)
{
    char reason[REASON_BYTES], seller[TOLL__TEXT_BYTES], maker[TOLL__TEXT_BYTES];
    toll__text text;
    toll__book_text(s->book, owner, maker);
    toll__book_text(s->book, toll__book_tariff(s->book, s->best).rows->key, seller);
    toll__text_start(&text, reason, sizeof reason);
    put_name(&text, asked->text, asked->length);
    toll__text_put(&text, " is of ");
    toll__text_put(&text, maker);
    toll__text_put(&text, ", which does not sell it in this book; others do, such as ");
    toll__text_put(&text, seller);
    toll__text_put(&text, ": name the provider");
    return end_refusal(&text, TOLL_E_AMBIGUOUS, "model", err);
}

toll_status toll__refuse_opaque(const toll__asked_name *asked, const char *reason, toll_error *err)
{
    char sentence[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, sentence, sizeof sentence);
    put_name(&text, asked->text, asked->length);
    toll__text_put(&text, " ");
    toll__text_put(&text, reason);
    return end_refusal(&text, TOLL_E_UNKNOWN_ID, "model", err);
}

toll_status toll__refuse_retired(const toll__book *book, const toll__asked_name *asked, uint32_t tariff,
                                 toll_error *err)
{
    char reason[REASON_BYTES], date[11], replacement[TOLL__TEXT_BYTES];
    const toll__tariff rows = toll__book_tariff(book, tariff);
    toll__retirement retirement;
    toll__text text;
    toll__retirement_get(&rows, &retirement);
    toll__date_text(retirement.from_s, date);
    toll__book_text(book, retirement.replacement, replacement);
    toll__text_start(&text, reason, sizeof reason);
    put_name(&text, asked->text, asked->length);
    toll__text_put(&text, " was retired on ");
    toll__text_put(&text, date);
    toll__text_put(&text, replacement[0] != '\0' ? "; its vendor recommends " : "");
    toll__text_put(&text, replacement);
    return end_refusal(&text, TOLL_E_MISSING, "model", err);
}

toll_status toll__refuse_instant(const toll__name_search *s, const toll__asked_name *asked, toll_error *err)
{
    if (s->past != TOLL__NO_TARIFF) {
        const toll__tariff past = toll__book_tariff(s->book, s->past);
        if (toll__is_retired(&past, s->instant))
            return toll__refuse_retired(s->book, asked, s->past, err);
    }
    return toll__fail(err, TOLL_E_MISSING, 0, "at_s", -1, "is outside every validity period of the model's tariffs");
}

toll_status toll__refuse_region(const toll__asked_name *asked, const char *region, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    put_name(&text, asked->text, asked->length);
    toll__text_put(&text, " has a price of its own in region ");
    toll__text_put(&text, region);
    toll__text_put(&text, ", which this book does not have");
    return end_refusal(&text, TOLL_E_UNKNOWN_ID, "model", err);
}
