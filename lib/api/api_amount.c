/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts in and out of text, and arithmetic among amounts. */
#include <toll/money.h>

#include <stddef.h>

#include "api/guard.h"
#include "base/amount.h"
#include "base/fault.h"
#include "base/numeral.h"
#include "base/rounding.h"
#include "base/text.h"

toll_status toll_amount_parse(const char *text, uint64_t length, toll_amount *value, toll_error *err)
{
    if (text == NULL)
        return toll__fail_null(err, "text");
    if (value == NULL)
        return toll__fail_null(err, "value");
    return toll__done(toll__amount_parse(text, toll__text_measure(text, length, TOLL__NUMERAL_TEXT_MAX), value, err),
                      err);
}

toll_status toll_amount_format(const toll_amount *value, int32_t digits_min, char *text, uint64_t capacity,
                               uint64_t *needed, toll_error *err)
{
    if (value == NULL)
        return toll__fail_null(err, "value");
    if (text == NULL && capacity != 0)
        return toll__fail_null(err, "text");
    toll_status status = toll__check_range(err, 0, "digits_min", -1, 0, TOLL_AMOUNT_DIGITS, digits_min);
    if (status != TOLL_OK)
        return status;
    uint64_t size = 0;
    status = toll__amount_format(*value, digits_min, text, capacity, &size, err);
    if (needed != NULL)
        *needed = size;
    return toll__done(status, err);
}

/* Both operands of a binary operation and the pointer to its result. */
static toll_status check_pair(const toll_amount *left, const toll_amount *right, const void *result, const char *name,
                              toll_error *err)
{
    if (left == NULL)
        return toll__fail_null(err, "left");
    if (right == NULL)
        return toll__fail_null(err, "right");
    return result == NULL ? toll__fail_null(err, name) : TOLL_OK;
}

toll_status toll_amount_compare(const toll_amount *left, const toll_amount *right, int32_t *order, toll_error *err)
{
    toll_status status = check_pair(left, right, order, "order", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *order = toll__amount_compare(*left, *right);
    return TOLL_OK;
}

toll_status toll_amount_add(const toll_amount *left, const toll_amount *right, toll_amount *sum, toll_error *err)
{
    toll_status status = check_pair(left, right, sum, "sum", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__amount_add(*left, *right, sum, err), err);
}

toll_status toll_amount_subtract(const toll_amount *left, const toll_amount *right, toll_amount *difference,
                                 toll_error *err)
{
    toll_status status = check_pair(left, right, difference, "difference", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__amount_subtract(*left, *right, difference, err), err);
}

toll_status toll_amount_sum(const void *amounts, uint64_t count, uint64_t stride_bytes, toll_amount *sum,
                            toll_error *err)
{
    if (amounts == NULL && count != 0)
        return toll__fail_null(err, "amounts");
    if (sum == NULL)
        return toll__fail_null(err, "sum");
    if (stride_bytes < sizeof(toll_amount))
        return toll__fail(err, TOLL_E_STRIDE, 0, "stride_bytes", -1, "must be at least 16");
    if (count > UINTPTR_MAX / stride_bytes)
        return toll__fail(err, TOLL_E_STRIDE, 0, "stride_bytes", -1, "times count exceeds the address space");
    return toll__done(toll__amount_sum(amounts, count, stride_bytes, sum, err), err);
}

toll_status toll_amount_round(const toll_amount *value, int32_t digits, int32_t mode, toll_amount *rounded,
                              int32_t *inexact, toll_error *err)
{
    if (value == NULL)
        return toll__fail_null(err, "value");
    if (rounded == NULL)
        return toll__fail_null(err, "rounded");
    toll_status status = toll__check_range(err, 0, "digits", -1, -20, TOLL_AMOUNT_DIGITS, digits);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__rounding_check(mode, err);
    if (status != TOLL_OK)
        return status;
    int32_t dropped = 0;
    status = toll__amount_round(*value, digits, mode, rounded, &dropped, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (inexact != NULL)
        *inexact = dropped;
    return TOLL_OK;
}
