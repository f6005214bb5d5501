/* SPDX-License-Identifier: Apache-2.0 */
/* Closes a month or an invoice: the sums of an account in, the lines that it owes beside its records out. */
#include <toll/bill.h>

#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "bill/period_close.h"
#include "book/book.h"
#include "book/book_verify.h"
#include "book/public_book.h"

/* The built-in book is part of the program: its rows need no check. */
static toll_status examine_tariff(const toll__book *book, uint32_t tariff, toll_error *err)
{
    uint64_t size;
    return book->header == toll__public_book(&size) ? TOLL_OK : toll__tariff_examine(book, tariff, err);
}

static toll_status check_sums(const toll__period *p, toll_error *err)
{
    for (uint64_t i = 0; i < p->n_sums; i++) {
        const uint32_t tariff = toll__period_tariff(p->book, p->sums[i].tariff_row);
        if (tariff == p->book->n_tariffs)
            return toll__fail(err, TOLL_E_RANGE, TOLL_KIND_BILL_SUM, "tariff_row", (int64_t)i,
                              "is not the row of a tariff of this book");
        toll_status status = examine_tariff(p->book, tariff, err);
        if (status != TOLL_OK)
            return status;
    }
    return toll__period_check(p, err);
}

static toll_status check_arguments(const toll__period *p, const toll_bill_line *lines, uint64_t capacity,
                                   const toll_bill_total *total, toll_error *err)
{
    toll_status status =
        toll__check_range(err, 0, "period", -1, TOLL_PERIOD_MONTH, TOLL_PERIOD_INVOICE, (double)(int32_t)p->period);
    if (status != TOLL_OK)
        return status;
    if (p->n_sums > TOLL__PERIOD_SUMS)
        return toll__fail_range(err, 0, "n_sums", -1, 0, TOLL__PERIOD_SUMS, (double)p->n_sums);
    if (p->sums == NULL && p->n_sums != 0)
        return toll__fail_null(err, "sums");
    if (lines == NULL && capacity != 0)
        return toll__fail_null(err, "lines");
    status = toll__expect(total, TOLL_KIND_BILL_TOTAL, "total", err);
    return status != TOLL_OK ? status : check_sums(p, err);
}

static void give_period(const toll__period *p, const toll__sums *sums, toll_bill_total *total)
{
    toll_bill_total full;
    memset(&full, 0, sizeof full);
    full.other_cost = sums->other;
    full.billed_cost = sums->billed;
    full.contracted_cost = sums->contracted;
    full.list_cost = sums->list;
    full.flags = sums->flags;
    full.n_lines = sums->n_lines;
    if (p->n_sums != 0)
        toll__book_short_text(p->book, p->book->rows[p->sums[0].tariff_row].value, full.currency);
    toll__book_hash_text(p->book->header->hash, full.book_hash);
    toll__give(total, TOLL_KIND_BILL_TOTAL, &full);
}

toll_status toll_bill_close_period(const void *book, uint64_t book_size, int32_t period, const toll_bill_sum *sums,
                                   uint64_t n_sums, toll_bill_line *lines, uint64_t capacity, toll_bill_total *total,
                                   toll_error *err)
{
    const toll__line_buffer buffer = {lines, capacity}, nowhere = {NULL, 0};
    toll__book view;
    toll__sums found;
    toll_status status = toll__book_view(book, book_size, &view, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    const toll__period p = {&view, sums, n_sums, (uint32_t)period, 0};
    status = check_arguments(&p, lines, capacity, total, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__period_close(&p, &nowhere, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (lines != NULL && (uint64_t)found.n_lines > capacity)
        return toll__done(toll__charge_fail_capacity(found.n_lines, err), err);
    if (lines != NULL)
        status = toll__period_close(&p, &buffer, &found, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    give_period(&p, &found, total);
    return TOLL_OK;
}
