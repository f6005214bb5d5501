/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens that a model makes of a kind of text, with their source. */
#include <toll/catalog.h>

#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/fold_name.h"
#include "catalog/token_ratio.h"

static void put_sentences(char *field, uint64_t size, const char *first, const char *second)
{
    toll__text text;
    toll__text_start(&text, field, size);
    toll__text_put(&text, first);
    toll__text_put(&text, first[0] != '\0' && second[0] != '\0' ? " " : "");
    toll__text_put(&text, second);
    toll__text_end(&text);
}

static void fill_source(const toll__token_ratio *found, toll_catalog_fact *fact)
{
    memset(fact, 0, sizeof *fact);
    fact->confidence = found->origin.confidence;
    fact->as_of = found->origin.as_of;
    put_sentences(fact->field, sizeof fact->field, found->tokenizer, "");
    put_sentences(fact->source, sizeof fact->source, found->origin.source, "");
    put_sentences(fact->note, sizeof fact->note, found->origin.notes[0], found->origin.notes[1]);
}

static toll_status get_ratio(toll__text_argument given, uint32_t text, toll_range *tokens, toll_catalog_fact *fact,
                             toll_error *err)
{
    char model[TOLL__NAME_MAX + 1];
    toll__token_ratio found;
    toll_catalog_fact source;
    toll_status status = toll__take_text(&given, 1, TOLL__NAME_MAX, err);
    if (status != TOLL_OK)
        return status;
    if (text < TOLL_TEXT_ENGLISH || text > TOLL_TEXT_CHINESE)
        return toll__fail_range(err, 0, "text", -1, TOLL_TEXT_ENGLISH, TOLL_TEXT_CHINESE, text);
    if (tokens == NULL)
        return toll__fail_null(err, "tokens");
    status = toll__expect(fact, TOLL_KIND_CATALOG_FACT, "fact", err);
    if (status != TOLL_OK)
        return status;
    memcpy(model, given.text, (size_t)given.length);
    model[given.length] = '\0';
    if (toll__text_length(model, TOLL__NAME_MAX) < given.length || !toll__token_ratio_find(model, text, &found))
        return toll__fail(err, TOLL_E_MISSING, 0, "model", -1,
                          "has no tokenizer that the catalog has measured on this kind of text");
    *tokens = (toll_range){found.low, found.mid, found.high};
    fill_source(&found, &source);
    toll__give(fact, TOLL_KIND_CATALOG_FACT, &source);
    return TOLL_OK;
}

toll_status toll_catalog_get_token_ratio(const char *model, uint64_t length, uint32_t text, toll_range *tokens,
                                         toll_catalog_fact *fact, toll_error *err)
{
    return toll__done(get_ratio((toll__text_argument){model, length, "model", "length"}, text, tokens, fact, err), err);
}
