/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of a usage record from their raw text, exactly: counts, seconds, stated costs. */
#ifndef TOLL_IO_USAGE_USAGE_NUMBER_H
#define TOLL_IO_USAGE_USAGE_NUMBER_H

#include "text/text_check.h"
#include "usage/usage_record.h"

typedef enum toll__log_verdict {
    TOLL__LOG_FINE,
    TOLL__LOG_NO_NUMBER,
    TOLL__LOG_FRACTION,
    TOLL__LOG_NEGATIVE,
    TOLL__LOG_TOO_LARGE
} toll__log_verdict;

/* value * 10^shift as a whole number: 12.5 seconds with shift 6 are 12,500,000 microseconds. 1e3 is whole, 1.5 is not. With a
 * shift above 0 what is below the last digit is rounded half up: seconds often went through a float. */
toll__log_verdict toll__log_whole(toll__io_span raw, int shift, int64_t *number);

/* A decimal, rounded half up at 36 digits after the point or at 18 significant digits: a cost that went through a double
 * has 17. False where it is no number or too large. */
bool toll__log_decimal(toll__io_span raw, toll_decimal *number);

#endif
