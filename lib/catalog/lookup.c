/* SPDX-License-Identifier: Apache-2.0 */
/* From a name to a row: by id, else by alias; and the two errors, unknown (with the nearest names) and ambiguous. */
#include "catalog/lookup.h"

#include "base/fault.h"
#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/name_note.h"
#include "catalog/nearest.h"
#include "catalog/row_search.h"

#define REASON_BYTES 176 /* what "id " leaves of toll_error.message */

/* Ids are listed whole: those that would not fit are counted. */
static void put_rows(uint32_t number, toll__alias_range range, toll__text *text)
{
    const uint64_t most = text->capacity - sizeof ", and 4294967295 more";
    toll__table table = toll__table_get(number);
    for (uint64_t i = 0; i < range.count; i++) {
        const char *id = toll__table_text(&table, toll__find_alias_row(range.first + i), 0);
        if (text->length + toll__text_length(id, most) > most) {
            toll__text_put(text, ", and ");
            toll__text_put_u64(text, range.count - i);
            toll__text_put(text, " more");
            return;
        }
        toll__text_put(text, i > 0 ? ", " : "");
        toll__text_put(text, id);
    }
}

static toll_status fail_ambiguous(uint32_t number, toll__alias_range range, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "stands for several: ");
    put_rows(number, range, &text);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_AMBIGUOUS, 0, "id", -1, reason);
}

static toll_status fail_unknown(uint32_t number, const toll__name *name, const char *argument, toll_error *err)
{
    char reason[REASON_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__nearest nearest;
    toll__nearest_find(number, name, &nearest);
    toll__text_put(&text, nearest.count > 0 ? "is not in the catalog; nearest: " : "is not in the catalog");
    toll__nearest_put(number, &nearest, &text);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, argument, -1, reason);
}

toll_status toll__find_row(uint32_t number, const toll__name *name, uint64_t *row, toll_error *err)
{
    uint64_t found = toll__find_id(number, name);
    if (found < toll__table_get(number).n_rows) {
        *row = found;
        return TOLL_OK;
    }
    toll__alias_range range = toll__find_aliases(number, name);
    if (range.count > 1)
        return fail_ambiguous(number, range, err);
    if (range.count == 0)
        return fail_unknown(number, name, "id", err);
    *row = toll__find_alias_row(range.first);
    return TOLL_OK;
}

toll_status toll__refuse_name(uint32_t number, const toll__name_found *found, const char *text, uint64_t length,
                              const char *argument, toll_error *err)
{
    toll__name name;
    char reason[REASON_BYTES];
    toll__text list;
    toll__name_fold(&name, text, length);
    if (found->n_rows < 2)
        return fail_unknown(number, &name, argument, err);
    toll__text_start(&list, reason, sizeof reason);
    toll__text_put(&list, "stands for several: ");
    toll__found_put_others(found, number, &list);
    toll__text_end(&list);
    return toll__fail(err, TOLL_E_AMBIGUOUS, 0, argument, -1, reason);
}
