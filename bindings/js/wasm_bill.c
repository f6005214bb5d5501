/* SPDX-License-Identifier: Apache-2.0 */
/* Memory and the short road to a bill for JavaScript.
 *
 * A call from JavaScript into WebAssembly costs some 10 ns, a BigInt argument about as much again, and each struct that
 * is read field by field 20 ns a field. So a bill is one call with five small numbers: usage, context, attributes and
 * counters lie in one area whose places JavaScript asks for once, and lines, totals and the billed cost as text come back
 * there. A module has one thread, so one area is enough. */
#include <stdlib.h>
#include <string.h>

#include <toll/base.h>
#include <toll/bill.h>
#include <toll/money.h>

#define EXPORT __attribute__((visibility("default")))

enum { PAIRS = 64, ATTRIBUTES = 16, COUNTERS = 16, LINES = 64, TEXT = 64 };

static struct {
    toll_error err;
    toll_bill_context context;
    toll_bill_usage usage[PAIRS];
    toll_bill_attribute attributes[ATTRIBUTES];
    toll_bill_counter counters[COUNTERS];
    struct { /* what a bill is, in one piece, so that one copy keeps it */
        char text[TEXT];
        toll_bill_total total;
        toll_bill_line lines[LINES];
    } bill;
} area;

EXPORT void *toll_js_take(uint32_t bytes);
EXPORT void toll_js_give(void *memory);
EXPORT void *toll_js_place(uint32_t part);
EXPORT uint32_t toll_js_room(uint32_t part);
EXPORT int32_t toll_js_bill(const void *card, uint32_t n_usage, uint32_t n_attributes, uint32_t n_counters);
EXPORT int32_t toll_js_cost(const void *card, uint32_t n_usage, uint32_t n_attributes, uint32_t n_counters);

/* Zeroed memory, aligned to 8 bytes; 0: none is left. */
void *toll_js_take(uint32_t bytes)
{
    return calloc(1, bytes == 0 ? 1 : bytes);
}

void toll_js_give(void *memory)
{
    free(memory);
}

/* Where a part of the area lies: 0 error, 1 context, 2 usage, 3 attributes, 4 counters, 5 bill. */
void *toll_js_place(uint32_t part)
{
    void *const places[] = {&area.err, &area.context, area.usage, area.attributes, area.counters, &area.bill};
    return part < sizeof places / sizeof places[0] ? places[part] : NULL;
}

/* Entries, or bytes, that a part holds: 2 usage, 3 attributes, 4 counters, 5 text, 6 totals, 7 lines. */
uint32_t toll_js_room(uint32_t part)
{
    const uint32_t rooms[] = {0, 0, PAIRS, ATTRIBUTES, COUNTERS, TEXT, sizeof area.bill.total, LINES};
    return part < sizeof rooms / sizeof rooms[0] ? rooms[part] : 0;
}

static int32_t compute(const void *card, uint32_t n_usage, uint32_t n_attributes, uint32_t n_counters, uint32_t n_lines)
{
    area.bill.total.struct_size = sizeof area.bill.total;
    area.bill.total.struct_kind = TOLL_KIND_BILL_TOTAL;
    area.context.struct_size = sizeof area.context;
    area.context.struct_kind = TOLL_KIND_BILL_CONTEXT;
    const toll_status status = toll_bill_compute(
        card, toll_bill_card_size(), area.usage, n_usage, &area.context, area.attributes, n_attributes, area.counters,
        n_counters, n_lines > 0 ? area.bill.lines : NULL, n_lines, &area.bill.total, &area.err);
    if (status != TOLL_OK)
        return status;
    uint64_t length = 0;
    const toll_status written =
        toll_amount_format(&area.bill.total.billed_cost, 0, area.bill.text, sizeof area.bill.text, &length, &area.err);
    return written != TOLL_OK ? written : (int32_t)length - 1;
}

/* A bill with its lines: the length of its billed cost as text, or a negative status. */
int32_t toll_js_bill(const void *card, uint32_t n_usage, uint32_t n_attributes, uint32_t n_counters)
{
    return compute(card, n_usage, n_attributes, n_counters, LINES);
}

/* Totals alone, which is faster. */
int32_t toll_js_cost(const void *card, uint32_t n_usage, uint32_t n_attributes, uint32_t n_counters)
{
    return compute(card, n_usage, n_attributes, n_counters, 0);
}
