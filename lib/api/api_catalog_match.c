/* SPDX-License-Identifier: Apache-2.0 */
/* Names of accelerators and models as people, drivers, clouds and hubs write them. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/fold_name.h"
#include "catalog/hw_name.h"
#include "catalog/lookup.h"
#include "catalog/model_name.h"
#include "catalog/name_note.h"

static void fill_match(uint32_t number, const toll__name_found *found, const char *name, uint64_t length,
                       toll_catalog_match *match)
{
    toll__table table = toll__table_get(number);
    toll__text text;
    memset(match, 0, sizeof *match);
    match->how = found->how;
    match->index = (int64_t)found->row;
    match->count = (int64_t)found->count;
    toll__text_start(&text, match->id, sizeof match->id);
    toll__text_put(&text, toll__table_text(&table, found->row, 0));
    toll__text_end(&text);
    memcpy(match->precision_id, found->precision, sizeof match->precision_id);
    toll__text_start(&text, match->also, sizeof match->also);
    toll__found_put_others(found, number, &text);
    toll__text_end(&text);
    toll__text_start(&text, match->note, sizeof match->note);
    toll__found_put_note(found, number, name, length, &text);
    toll__text_end(&text);
}

static toll_status find_match(uint32_t number, toll__text_argument name, toll_catalog_match *match, toll_error *err)
{
    toll__name_found found;
    toll_catalog_match filled;
    toll_status status = toll__take_text(&name, 1, TOLL__NAME_MAX, err);
    if (status != TOLL_OK)
        return status;
    status = toll__expect(match, TOLL_KIND_CATALOG_MATCH, "match", err);
    if (status != TOLL_OK)
        return status;
    if (number == TOLL_TABLE_HW)
        toll__hw_name_find(name.text, name.length, &found);
    else
        toll__model_name_find(name.text, name.length, &found);
    if (!found.is_found)
        return toll__refuse_name(number, &found, name.text, name.length, name.name, err);
    fill_match(number, &found, name.text, name.length, &filled);
    toll__give(match, TOLL_KIND_CATALOG_MATCH, &filled);
    return TOLL_OK;
}

toll_status toll_catalog_find_hw(const char *name, uint64_t length, toll_catalog_match *match, toll_error *err)
{
    return toll__done(find_match(TOLL_TABLE_HW, (toll__text_argument){name, length, "name", "length"}, match, err),
                      err);
}

toll_status toll_catalog_find_model(const char *name, uint64_t length, toll_catalog_match *match, toll_error *err)
{
    return toll__done(find_match(TOLL_TABLE_MODEL, (toll__text_argument){name, length, "name", "length"}, match, err),
                      err);
}
