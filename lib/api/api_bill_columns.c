/* SPDX-License-Identifier: Apache-2.0 */
/* Bills of columns: of one card in one context, and of rows that say by a rater which card and context is theirs. */
#include <toll/bill.h>

#include <stddef.h>

#include "api/bill_inputs.h"
#include "api/guard.h"
#include "base/fault.h"
#include "bill/rater.h"
#include "bill/rater_rows.h"
#include "bill/rows.h"
#include "book/tariff_card.h"

/* From here on the linear functions, which cost some twenty bills, are worth it. */
#define WORTH_ROWS 64

static toll_status check_meters(const uint32_t *meters, uint64_t n_meters, toll_error *err)
{
    toll_status status = toll__check_range(err, 0, "n_meters", -1, 1, TOLL__RECORD_PAIRS, (double)n_meters);
    if (status != TOLL_OK)
        return status;
    return meters == NULL ? toll__fail_null(err, "meters") : toll__rows_check_meters(meters, n_meters, err);
}

static toll_status check_columns(const void *quantities, uint64_t count, const toll_amount *billed, toll_error *err)
{
    if (quantities == NULL && count != 0)
        return toll__fail_null(err, "quantities");
    if (billed == NULL && count != 0)
        return toll__fail_null(err, "billed");
    if (count > INTPTR_MAX / (sizeof *billed * TOLL__RECORD_PAIRS))
        return toll__fail(err, TOLL_E_RANGE, 0, "count", -1, "exceeds the address space");
    return TOLL_OK;
}

/* ---- one card ---- */

static toll_status take_context(const toll_bill_context *given, const toll_bill_attribute *attributes,
                                uint64_t n_attributes, const toll__card_view *card, toll__context *context,
                                toll_error *err)
{
    context->counters = NULL;
    context->n_counters = 0;
    context->reserved = 0; /* a rater's stamp covers it */
    return toll__bill_set_context(given, attributes, n_attributes, card, context, err);
}

toll_status toll_bill_compute_columns(const void *card, uint64_t card_size, const uint32_t *meters, uint64_t n_meters,
                                      const int64_t *quantities, uint64_t count, const toll_bill_context *context,
                                      const toll_bill_attribute *attributes, uint64_t n_attributes, toll_amount *billed,
                                      int32_t *statuses, toll_error *err)
{
    const int64_t *columns[TOLL__RECORD_PAIRS];
    const toll__card_view *view = NULL;
    toll__linear linear;
    toll__context plain;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_meters(meters, n_meters, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_columns(quantities, count, billed, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_context(context, attributes, n_attributes, view, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    for (uint64_t i = 0; i < n_meters; i++)
        columns[i] = count != 0 ? quantities + i * count : NULL;
    const toll__rows rows = {columns, NULL, count, NULL, billed, statuses};
    toll__linear *functions = count < WORTH_ROWS ? NULL : &linear;
    return toll__done(toll__rows_compute(view, &plain, meters, n_meters, functions, &rows, err), err);
}

/* ---- raters ---- */

uint64_t toll_bill_rater_size(void)
{
    return toll__rater_size();
}

toll_status toll_bill_resolve_rater(const void *card, uint64_t card_size, const uint32_t *meters, uint64_t n_meters,
                                    const toll_bill_context *context, const toll_bill_attribute *attributes,
                                    uint64_t n_attributes, void *rater, uint64_t rater_size, toll_error *err)
{
    const toll__card_view *view = NULL;
    toll__context plain;
    toll_status status = toll__card_open(card, card_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_meters(meters, n_meters, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = take_context(context, attributes, n_attributes, view, &plain, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__rater_make(card, &plain, meters, n_meters, rater, rater_size, err), err);
}

static toll_status check_pointers(const int64_t *const *quantities, uint64_t n_meters, uint64_t count, toll_error *err)
{
    for (uint64_t i = 0; i < n_meters && count != 0; i++)
        if (quantities[i] == NULL)
            return toll__fail(err, TOLL_E_NULL, 0, "quantities", (int64_t)i, "is NULL");
    return TOLL_OK;
}

toll_status toll_bill_compute_rows(const void *const *raters, uint64_t n_raters, const uint32_t *rater_of_row,
                                   const uint32_t *meters, uint64_t n_meters, const int64_t *const *quantities,
                                   const uint8_t *const *valid, uint64_t count, const int64_t *at_s,
                                   toll_amount *billed, int32_t *statuses, toll_error *err)
{
    const toll__rater_table table = {raters, n_raters, rater_of_row, meters, n_meters};
    const toll__rows rows = {quantities, valid, count, at_s, billed, statuses};
    if (raters == NULL && n_raters != 0)
        return toll__fail_null(err, "raters");
    if (n_raters == 0 && count != 0)
        return toll__fail_range(err, 0, "n_raters", -1, 1, UINT32_MAX, 0);
    toll_status status = check_meters(meters, n_meters, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_columns((const void *)quantities, count, billed, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_pointers(quantities, n_meters, count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__rater_bill_rows(&table, &rows, err), err);
}
