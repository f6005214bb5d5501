/* SPDX-License-Identifier: Apache-2.0 */
/* How a room says what is wrong: it fills the caller's toll_error with a field name, and api adds the field's offset.
 */
#ifndef TOLL_BASE_FAULT_H
#define TOLL_BASE_FAULT_H

#include <toll/base.h>

/* Fills *err (NULL allowed) with "<field> <reason>" and returns status. kind 0: field names an argument; row -1: no
 * row. */
toll_status toll__fail(toll_error *err, toll_status status, uint32_t kind, const char *field, int64_t row,
                       const char *reason);

/* The same with "<field> must be in <min> .. <max>, got <value>" (TOLL_E_RANGE, or TOLL_E_NOT_FINITE for such a value).
 */
toll_status toll__fail_range(toll_error *err, uint32_t kind, const char *field, int64_t row, double min, double max,
                             double value);

/* TOLL_E_CONFLICT with "<field> (<value>) does not divide the <whole_name> (<whole>); use 1, 2 or 4": the divisors that
 * fit the message. value and whole are whole numbers below 2^53. */
toll_status toll__fail_divisor(toll_error *err, uint32_t kind, const char *field, int64_t row, double value,
                               const char *whole_name, double whole);

/* Puts "<argument>: " before the message of a failure, for a function that takes several structs; returns status. */
toll_status toll__fail_in_argument(toll_error *err, toll_status status, const char *argument);

/* TOLL_E_NULL for an argument. */
toll_status toll__fail_null(toll_error *err, const char *argument);

/* TOLL_OK when min <= value <= max and value is finite, else toll__fail_range(). */
toll_status toll__check_range(toll_error *err, uint32_t kind, const char *field, int64_t row, double min, double max,
                              double value);

#endif
