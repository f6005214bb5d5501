/* SPDX-License-Identifier: Apache-2.0 */
/* Days, weekdays, windows of the day and holidays: integers only, no time zone but the row's offset or the book's rule. */
#ifndef TOLL_BILL_CALENDAR_H
#define TOLL_BILL_CALENDAR_H

#include "bill/record.h"

#define TOLL__CALENDAR_UNKNOWN (-1) /* the book does not know: beyond a list of holidays, or a zone's rules */

/* Days since 1970-01-01 UTC, towards minus infinity. */
int64_t toll__calendar_day(int64_t at_s);

/* Row `index` of the book's calendar; NULL: the number is none of the book's rows. */
const toll__row *toll__calendar_row(const toll__context *context, uint32_t index);

/* Whether the interval of a row holds the instant: from its start until before its end. */
static inline int toll__calendar_in_interval(const toll__row *row, const toll__context *context)
{
    return context->at_s >= row->from_s && context->at_s < row->until_s;
}

/* Whether the window of a TOLL_ROW_WHEN_TIME row holds the instant; or TOLL__CALENDAR_UNKNOWN. */
int toll__calendar_in_window(const toll__row *row, const toll__context *context);

/* Whether the instant's day, in the row's local time, is in the row's holiday list; or TOLL__CALENDAR_UNKNOWN. */
int toll__calendar_is_holiday(const toll__row *row, const toll__context *context);

/* TOLL_E_MISSING that says what is not known, for a row whose answer is TOLL__CALENDAR_UNKNOWN. */
toll_status toll__calendar_fail(const toll__row *row, const toll__context *context, toll_error *err);

#endif
