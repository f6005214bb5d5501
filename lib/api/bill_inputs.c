/* SPDX-License-Identifier: Apache-2.0 */
/* What api_bill, api_bill_bound, api_book and api_book_overlay take from the caller in the same way. */
#include "api/bill_inputs.h"

#include <string.h>

toll_status toll__bill_take_counters(const toll_bill_counter *given, uint64_t count, toll__counters *counters,
                                     toll_error *err)
{
    counters->counters = given;
    counters->count = count;
    toll_status status = toll__bill_check_array(given, count, "counters", "n_counters", err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < count; i++) {
        counters->used[i] = given[i].used;
        if (given[i].used < 0)
            return toll__fail_range(err, TOLL_KIND_BILL_COUNTER, "used", (int64_t)i, 0, 9.2e18, (double)given[i].used);
    }
    return TOLL_OK;
}

void toll__bill_take_row(const toll_bill_row *from, toll__source *source)
{
    toll__row *row = &source->row;
    memset(row, 0, sizeof *row);
    row->kind = from->kind;
    row->op = from->op;
    row->meter = from->meter;
    row->other_meter = from->other_meter;
    row->origin = from->origin;
    row->is_contract = from->is_contract;
    row->layer = from->layer;
    row->from_s = from->from_s;
    row->until_s = from->until_s;
    row->quantity = from->quantity;
    row->per = from->per;
    row->number = from->number;
    /* Their limits in the field table are far within 32 bits. */
    row->weekdays = (int32_t)from->weekdays;
    row->start_s = (int32_t)from->start_s;
    row->end_s = (int32_t)from->end_s;
    row->utc_offset_s = (int32_t)from->utc_offset_s;
    row->source_date = (int32_t)from->source_date;
    source->key = from->key;
    source->value = from->value;
    source->text = from->text;
    source->source = from->source;
}
