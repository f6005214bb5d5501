/* SPDX-License-Identifier: Apache-2.0 */
/* Fills a toll_error: status, field, row, and one sentence that begins with the field's name. */
#include "base/fault.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static void start_error(toll_error *err, toll_status status, uint32_t kind, const char *field, int64_t row)
{
    memset(err, 0, sizeof *err);
    err->code = status;
    err->struct_kind = kind;
    err->field_offset = -1; /* api knows offsets: toll__done() */
    err->row = row;
    toll__text name;
    toll__text_start(&name, err->field, sizeof err->field);
    toll__text_put(&name, field);
    toll__text_end(&name);
}

static void start_message(toll_error *err, toll__text *message)
{
    toll__text_start(message, err->message, sizeof err->message);
    toll__text_put(message, err->field);
    if (err->row < 0)
        return;
    toll__text_put(message, " of row ");
    toll__text_put_i64(message, err->row);
}

toll_status toll__fail(toll_error *err, toll_status status, uint32_t kind, const char *field, int64_t row,
                       const char *reason)
{
    if (err == NULL)
        return status;
    start_error(err, status, kind, field, row);
    toll__text message;
    start_message(err, &message);
    toll__text_put(&message, " ");
    toll__text_put(&message, reason);
    toll__text_end(&message);
    return status;
}

toll_status toll__fail_range(toll_error *err, uint32_t kind, const char *field, int64_t row, double min, double max,
                             double value)
{
    toll_status status = isfinite(value) ? TOLL_E_RANGE : TOLL_E_NOT_FINITE;
    if (err == NULL)
        return status;
    start_error(err, status, kind, field, row);
    toll__text message;
    start_message(err, &message);
    toll__text_put(&message, " must be in ");
    toll__text_put_f64(&message, min);
    toll__text_put(&message, " .. ");
    toll__text_put_f64(&message, max);
    toll__text_put(&message, ", got ");
    toll__text_put_f64(&message, value);
    toll__text_end(&message);
    return status;
}

#define DIVISORS_TOLD 16

/* "; use 1, 2, 4 or 8", the smallest ones where there are more. */
static void put_divisors(toll__text *message, double whole)
{
    double told[DIVISORS_TOLD];
    int count = 0;
    for (double divisor = 1; divisor <= whole && divisor <= 4096 && count < DIVISORS_TOLD; divisor++)
        if (fmod(whole, divisor) == 0)
            told[count++] = divisor;
    for (int i = 0; i < count; i++) {
        toll__text_put(message, i == 0 ? "; use " : i == count - 1 ? " or " : ", ");
        toll__text_put_f64(message, told[i]);
    }
}

toll_status toll__fail_divisor(toll_error *err, uint32_t kind, const char *field, int64_t row, double value,
                               const char *whole_name, double whole)
{
    if (err == NULL)
        return TOLL_E_CONFLICT;
    start_error(err, TOLL_E_CONFLICT, kind, field, row);
    toll__text message;
    toll__text_start(&message, err->message, sizeof err->message);
    toll__text_put(&message, err->field);
    toll__text_put(&message, " (");
    toll__text_put_f64(&message, value);
    toll__text_put(&message, ") does not divide the ");
    toll__text_put(&message, whole_name);
    toll__text_put(&message, " (");
    toll__text_put_f64(&message, whole);
    toll__text_put(&message, ")");
    put_divisors(&message, whole);
    toll__text_end(&message);
    return TOLL_E_CONFLICT;
}

toll_status toll__fail_in_argument(toll_error *err, toll_status status, const char *argument)
{
    if (err == NULL || status == TOLL_OK)
        return status;
    toll_error told = *err;
    toll__text message;
    toll__text_start(&message, err->message, sizeof err->message);
    toll__text_put(&message, argument);
    toll__text_put(&message, ": ");
    toll__text_put(&message, told.message);
    toll__text_end(&message);
    return status;
}

toll_status toll__fail_null(toll_error *err, const char *argument)
{
    return toll__fail(err, TOLL_E_NULL, 0, argument, -1, "must not be NULL");
}

toll_status toll__check_range(toll_error *err, uint32_t kind, const char *field, int64_t row, double min, double max,
                              double value)
{
    /* Written so that NaN fails. */
    if (value >= min && value <= max && isfinite(value))
        return TOLL_OK;
    return toll__fail_range(err, kind, field, row, min, max, value);
}
