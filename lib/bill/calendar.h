/* SPDX-License-Identifier: Apache-2.0 */
/* Days, weekdays, windows of the day and holidays: integers only, no time zone but the offset of the row. */
#ifndef TOLL_BILL_CALENDAR_H
#define TOLL_BILL_CALENDAR_H

#include "bill/record.h"

/* Days since 1970-01-01 UTC, towards minus infinity. */
int64_t toll__calendar_day(int64_t at_s);

/* Whether the interval of a TOLL_ROW_WHEN_INSTANT row holds the instant: from its start until before its end. */
static inline int toll__calendar_in_interval(const toll__row *row, const toll__context *context)
{
    return context->at_s >= row->from_s && context->at_s < row->until_s;
}

/* Whether the window of a TOLL_ROW_WHEN_TIME row holds the instant. */
int toll__calendar_in_window(const toll__row *row, const toll__context *context);

/* Whether the instant's day, in the calendar of the row's offset, is in the row's holiday list. */
int toll__calendar_is_holiday(const toll__row *row, const toll__context *context);

#endif
