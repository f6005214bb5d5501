/* SPDX-License-Identifier: Apache-2.0 */
/* What the rows of a book's calendar must say together: where each list of holidays is complete, and one rule for each
 * zone at a time. Equal rules may overlap, so that two files which name the same zone can be laid together. */
#include "book/calendar_rules.h"

#include "base/fault.h"

#define ZONES_MAX 1000u /* rows of kind ZONE: all pairs are compared. The tz database has some 350 zones today */

static toll_status check_list(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    if (row->kind != TOLL_ROW_HOLIDAY || (book->texts.entries[row->key].uses & TOLL__USE_CALENDAR) != 0)
        return TOLL_OK;
    return toll__fail(err, TOLL_E_MISSING, TOLL_KIND_BILL_ROW, "key", index,
                      "is a holiday list that says nowhere until when it is complete: add a row of kind calendar");
}

static int is_contradiction(const toll__row *a, const toll__row *b)
{
    return a->key == b->key && a->text != b->text && a->from_s < b->until_s && b->from_s < a->until_s;
}

/* Rows of kind ZONE so far. */
typedef struct zone_list {
    uint32_t rows[ZONES_MAX];
    uint32_t count;
} zone_list;

static toll_status check_zone(const toll__book *book, uint32_t index, zone_list *zones, toll_error *err)
{
    if (book->rows[index].kind != TOLL_ROW_ZONE)
        return TOLL_OK;
    if (zones->count == ZONES_MAX)
        return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_BILL_ROW, "kind", index, "is a zone beyond 1,000 of them");
    for (uint32_t i = 0; i < zones->count; i++)
        if (is_contradiction(&book->rows[zones->rows[i]], &book->rows[index]))
            return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_ROW, "from_s", index,
                              "overlaps another rule of the same zone");
    zones->rows[zones->count++] = index;
    return TOLL_OK;
}

toll_status toll__calendar_rows_check(const toll__book *book, toll_error *err)
{
    zone_list zones;
    zones.count = 0;
    for (uint32_t i = 0; i < book->n_rows; i++) {
        const toll__row *row = &book->rows[i];
        toll_status status = check_list(book, row, i, err);
        if (status != TOLL_OK)
            return status;
        status = check_zone(book, i, &zones, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}
