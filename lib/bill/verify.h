/* SPDX-License-Identifier: Apache-2.0 */
/* Replays a bill from its own figures. */
#ifndef TOLL_BILL_VERIFY_H
#define TOLL_BILL_VERIFY_H

#include "bill/charge.h"

/* Every TOLL_LINE_* bit. */
#define TOLL__LINE_FLAGS                                                                                               \
    (TOLL_LINE_INEXACT | TOLL_LINE_FALLBACK | TOLL_LINE_MINIMUM | TOLL_LINE_STEP | TOLL_LINE_ALLOWANCE |               \
     TOLL_LINE_VOLUME | TOLL_LINE_ESTIMATED | TOLL_LINE_CONTEXT | TOLL_LINE_IMPLIED)

toll_status toll__verify(const toll_bill_line *lines, uint64_t n_lines, const toll__sums *sums, toll_error *err);

#endif
