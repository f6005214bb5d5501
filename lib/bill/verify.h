/* SPDX-License-Identifier: Apache-2.0 */
/* Replays a bill from its own figures. */
#ifndef TOLL_BILL_VERIFY_H
#define TOLL_BILL_VERIFY_H

#include "bill/charge.h"

#define TOLL__LINE_FLAGS 0x7ffffu /* every TOLL_LINE_* bit */

toll_status toll__verify(const toll_bill_line *lines, uint64_t n_lines, const toll__sums *sums, toll_error *err);

#endif
