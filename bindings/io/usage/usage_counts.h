/* SPDX-License-Identifier: Apache-2.0 */
/* Counts of a record, by meter. */
#ifndef TOLL_IO_USAGE_USAGE_COUNTS_H
#define TOLL_IO_USAGE_USAGE_COUNTS_H

#include "usage/usage_record.h"

/* Takes every count of the usage object d->usage and of the details inside it. */
void toll__log_take_counts(toll__log_draft *d);

/* Takes the counts of one object, whose keys mean what `side` says. */
void toll__log_take_object(toll__log_draft *d, uint32_t object, toll__log_side side);

/* Takes a field as the count of a meter: a number, or text that is one; `shift` as in usage_number.h. A null is not
 * known; an empty text is absent. */
void toll__log_take(toll__log_draft *d, uint32_t field, uint32_t meter, int shift);

/* Reads a count of a field; TOLL__LOG_MISSING where it is absent or has failed. */
int64_t toll__log_read_count(toll__log_draft *d, uint32_t field);

/* A count from elsewhere: must agree with the one that is there. */
void toll__log_set(toll__log_draft *d, uint32_t meter, int64_t count, const char *key);

/* Adds to a meter. */
void toll__log_add(toll__log_draft *d, uint32_t meter, int64_t count);

/* Writes the pairs of all counts that are not 0, and input and output where they are there. */
void toll__log_give(toll__log_draft *d);

#endif
