/* SPDX-License-Identifier: Apache-2.0 */
/* toll_decimal_*: pointers and scales are checked here, base/decimal.c computes. */
#include <toll/money.h>

#include <stddef.h>

#include "api/guard.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "base/numeral.h"
#include "base/rounding.h"
#include "base/text.h"

toll_status toll_decimal_parse(const char *text, uint64_t length, toll_decimal *value, toll_error *err)
{
    if (text == NULL)
        return toll__fail_null(err, "text");
    if (value == NULL)
        return toll__fail_null(err, "value");
    return toll__done(toll__decimal_parse(text, toll__text_measure(text, length, TOLL__NUMERAL_TEXT_MAX), value, err),
                      err);
}

toll_status toll_decimal_format(const toll_decimal *value, char *text, uint64_t capacity, uint64_t *needed,
                                toll_error *err)
{
    if (value == NULL)
        return toll__fail_null(err, "value");
    if (text == NULL && capacity != 0)
        return toll__fail_null(err, "text");
    toll_status status = toll__decimal_check(value, "value", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    uint64_t size = 0;
    status = toll__decimal_format(*value, text, capacity, &size, err);
    if (needed != NULL)
        *needed = size;
    return toll__done(status, err);
}

/* Both operands of a binary operation and the pointer to its result. */
static toll_status check_pair(const toll_decimal *left, const toll_decimal *right, const void *result, const char *name,
                              toll_error *err)
{
    if (left == NULL)
        return toll__fail_null(err, "left");
    if (right == NULL)
        return toll__fail_null(err, "right");
    if (result == NULL)
        return toll__fail_null(err, name);
    toll_status status = toll__decimal_check(left, "left", err);
    if (status != TOLL_OK)
        return status;
    return toll__decimal_check(right, "right", err);
}

toll_status toll_decimal_compare(const toll_decimal *left, const toll_decimal *right, int32_t *order, toll_error *err)
{
    toll_status status = check_pair(left, right, order, "order", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *order = toll__decimal_compare(*left, *right);
    return TOLL_OK;
}

toll_status toll_decimal_add(const toll_decimal *left, const toll_decimal *right, toll_decimal *sum, toll_error *err)
{
    toll_status status = check_pair(left, right, sum, "sum", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__decimal_add(*left, *right, sum, err), err);
}

toll_status toll_decimal_multiply(const toll_decimal *left, const toll_decimal *right, toll_decimal *product,
                                  toll_error *err)
{
    toll_status status = check_pair(left, right, product, "product", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    return toll__done(toll__decimal_multiply(*left, *right, product, err), err);
}

static toll_status check_rounding(const toll_decimal *value, int32_t digits, int32_t mode, toll_error *err)
{
    toll_status status = toll__decimal_check(value, "value", err);
    if (status != TOLL_OK)
        return status;
    status = toll__check_range(err, 0, "digits", -1, 0, TOLL_DECIMAL_SCALE_MAX, digits);
    if (status != TOLL_OK)
        return status;
    return toll__rounding_check(mode, err);
}

toll_status toll_decimal_round(const toll_decimal *value, int32_t digits, int32_t mode, toll_decimal *rounded,
                               int32_t *inexact, toll_error *err)
{
    if (value == NULL)
        return toll__fail_null(err, "value");
    if (rounded == NULL)
        return toll__fail_null(err, "rounded");
    toll_status status = check_rounding(value, digits, mode, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    int32_t dropped = 0;
    status = toll__decimal_round(*value, digits, mode, rounded, &dropped, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (inexact != NULL)
        *inexact = dropped;
    return TOLL_OK;
}
