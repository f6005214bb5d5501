/* SPDX-License-Identifier: Apache-2.0 */
/* Counts that stand in lists, and calls of tools: what one key does not tell. */
#ifndef TOLL_IO_USAGE_USAGE_EXTRAS_H
#define TOLL_IO_USAGE_USAGE_EXTRAS_H

#include "usage/usage_record.h"

/* Takes what the record's shape has besides plain counts. After toll__log_sniff(), before toll__log_settle(). */
void toll__log_take_extras(toll__log_draft *d);

#endif
