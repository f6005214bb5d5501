/* SPDX-License-Identifier: Apache-2.0 */
/* The note on a name that says less, or something else, than the row that it is read as.
 *
 * Example: h100 read as h100-sxm5-80gb; also h100-nvl-94gb, h100-pcie-80gb. */
#include "catalog/name_note.h"

#include <toll/catalog.h>

#include "catalog/facts.h"

#define NAME_SHOWN 80u /* bytes of the name that a note repeats */

void toll__found_put_others(const toll__name_found *found, uint32_t number, toll__text *text)
{
    toll__table table = toll__table_get(number);
    int is_first = 1;
    for (uint64_t i = 0; i < found->n_rows && i < TOLL__FOUND_ROWS; i++) {
        if (found->is_found && found->rows[i] == found->row)
            continue;
        toll__text_put(text, is_first ? "" : ", ");
        toll__text_put(text, toll__table_text(&table, found->rows[i], 0));
        is_first = 0;
    }
}

void toll__found_put_note(const toll__name_found *found, uint32_t number, const char *name, uint64_t length,
                          toll__text *text)
{
    const uint32_t told = TOLL_FOUND_VARIANT | TOLL_FOUND_SAME_SHAPE | TOLL_FOUND_DATE | TOLL_FOUND_SHORT;
    toll__table table = toll__table_get(number);
    if (found->how & (told | TOLL_FOUND_OTHER_PRECISION)) {
        toll__text_put_bytes(text, name, length < NAME_SHOWN ? length : NAME_SHOWN);
        toll__text_put(text, found->how & TOLL_FOUND_SAME_SHAPE ? " has the shape of " : " read as ");
        toll__text_put(text, toll__table_text(&table, found->row, 0));
    }
    if (found->how & TOLL_FOUND_VARIANT) {
        toll__text_put(text, "; also ");
        toll__found_put_others(found, number, text);
    }
    if (found->how & TOLL_FOUND_OTHER_PRECISION)
        toll__text_put(text, "; the number format that it states is not in the catalog");
}
