/* SPDX-License-Identifier: Apache-2.0 */
/* Bills of quantities under a tariff of the log: as they were, with nothing from a cache, with all from it. */
#ifndef TOLL_CLI_BILL_RECORD_BILL_H
#define TOLL_CLI_BILL_RECORD_BILL_H

#include <stdbool.h>

#include "bill/price_names.h"
#include "input/bill_request.h"
#include "toll_io.h"

#define SUM_METERS        64u /* more than the registry has */
#define RECORD_ATTRIBUTES (TOLL_IO_USAGE_ATTRIBUTES + BILL_PAIRS)

/* A record's context in the numbers of the book, and its bill's total. */
typedef struct bill_question {
    toll_bill_context context;
    uint64_t n_attributes;
    toll_bill_attribute attributes[RECORD_ATTRIBUTES];
    uint64_t n_kinds;
    toll_bill_kind kinds[TOLL_IO_USAGE_KINDS];
    toll_bill_counter counters[NAME_COUNTERS]; /* before the record, then after it */
    toll_bill_total total;
} bill_question;

/* The region is the record's, else what the name tells (us.anthropic...). False where a text is too long for the book. */
bool record_context(bill_question *q, const bill_request *asked, const toll_io_usage *u, const named_tariff *t);

toll_status record_bill_lines(bill_question *q, const named_tariff *t, const toll_bill_usage *usage, uint64_t n_usage,
                              toll_bill_line *lines, uint64_t capacity, toll_error *err);
toll_status record_bill(bill_question *q, const named_tariff *t, const toll_bill_usage *usage, uint64_t n_usage,
                        toll_error *err);

/* Why a bill is TOLL_E_MISSING: a tier that is not sold is named with those that are. */
void record_bill_explain(const named_tariff *t, const char *tier, const toll_error *err, char *text, size_t size);

/* Part of the input that is read from a cache or written to one. */
bool is_cache_meter(uint64_t meter);

/* The cost without cached counts, and with all of the input read from the cache. The counters are left as they are. False
 * where there is no input, or no such bill. *at_best stays where it can't be told, as of audio of which a part is cached. */
bool record_bill_uncached(const bill_question *q, const named_tariff *t, const dated_rate *rate,
                          const toll_bill_usage *usage, uint64_t n_usage, toll_amount *uncached, toll_amount *at_best);

/* An amount at a rate; rate NULL: as it is. *inexact is set to 1 where 18 digits are not enough, else to 0; it may be NULL.
 * False: beyond what amounts hold. */
bool record_convert(const dated_rate *rate, const toll_amount *amount, toll_amount *converted, int32_t *inexact);

#endif
