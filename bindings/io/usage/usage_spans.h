/* SPDX-License-Identifier: Apache-2.0 */
/* Spans of OpenTelemetry: where they stand in an export, and their attributes. */
#ifndef TOLL_IO_USAGE_USAGE_SPANS_H
#define TOLL_IO_USAGE_USAGE_SPANS_H

#include "usage/usage_record.h"

/* Takes counts and facts of d->usage, the attributes of a span, as a map or as a list of keys and values. */
void toll__log_take_attributes(toll__log_draft *d);

/* Lists the records of a text: the spans of an export, the entries of an array, else the root alone. False: no memory. */
bool toll__log_list_roots(toll_io_usage_reader *reader);

#endif
