/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_scenario(), toll_io_read_scenario(), toll_io_read_scenario_with(): any bytes as a scenario file. What is
 * read is the same each time, with room or without, and the library resolves it or names a row that stands in the file. */
#include "fuzz.h"

#include <toll_io.h>

#define ROWS 64

typedef struct parsed {
    toll_tco_row rows[ROWS];
    uint32_t lines[ROWS];
    uint64_t count;
} parsed;

static toll_status parse(const char *text, size_t size, uint64_t capacity, parsed *p, toll_error *err)
{
    memset(p, 0, sizeof *p);
    return toll_io_parse_scenario(text, size, capacity > 0 ? p->rows : NULL, capacity > 0 ? p->lines : NULL, capacity,
                                  sizeof p->rows[0], &p->count, err);
}

static uint32_t count_lines(const char *text, size_t size)
{
    uint32_t lines = 1;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Lines rise within the file, but for models that are retired, whose rows come last; and each row is one that its own kind allows or that resolving refuses by its index. */
static void law_rows(const parsed *p, uint32_t n_lines)
{
    static uint64_t plan[1 << 16];
    toll_error err;
    for (uint64_t i = 0; i < p->count; i++) {
        LAW(p->lines[i] >= 1 && p->lines[i] <= n_lines);
        LAW(i == 0 || p->lines[i] >= p->lines[i - 1] || p->rows[i].kind == TOLL_TCO_ENDS);
        LAW(memchr(p->rows[i].text, 0, sizeof p->rows[i].text) != NULL);
    }
    const uint64_t size = toll_tco_plan_size(p->count);
    if (size > sizeof plan)
        return;
    const toll_status status =
        law_status(toll_tco_resolve(p->rows, p->count, sizeof p->rows[0], plan, size, &err), &err);
    LAW(status != TOLL_E_STRIDE && status != TOLL_E_NULL && status != TOLL_E_BUFFER);
    if (status != TOLL_OK)
        LAW(err.row < (int64_t)p->count);
}

/* Notes are of the rows that the other reader gives: it refuses shapes and groups, and differs in nothing else. A row's
 * draw is one that risk.h takes. */
static void law_notes(const char *text, size_t size, const parsed *p, toll_status status)
{
    static toll_tco_row rows[ROWS];
    static toll_io_scenario_note notes[ROWS];
    uint64_t count = 0;
    toll_error err;
    memset(rows, 0, sizeof rows);
    const toll_status noted = law_status(
        toll_io_read_scenario(text, size, NULL, rows, notes, ROWS, sizeof rows[0], sizeof notes[0], &count, &err),
        &err);
    LAW(noted == status || status == TOLL_E_UNSUPPORTED);
    if (noted != TOLL_OK)
        return;
    LAW(status != TOLL_OK || (count == p->count && memcmp(rows, p->rows, sizeof rows) == 0));
    for (uint64_t i = 0; i < count; i++) {
        LAW(status != TOLL_OK || notes[i].line == p->lines[i]);
        LAW(notes[i].shape <= TOLL_RISK_LOGNORMAL && notes[i].loading == (notes[i].group != 0 ? 1 : 0));
        LAW(memchr(notes[i].origin, 0, sizeof notes[i].origin) != NULL && notes[i].file[0] == 0);
    }
}

static toll_status find_nothing(void *context, const char *model, const char *book, int64_t at_s,
                                toll_io_tariff *tariff, toll_error *err)
{
    (void)context;
    (void)at_s;
    LAW(strlen(model) > 0 && strlen(book) < 64 && tariff->card_size == TOLL_BILL_CARD_WORDS * 8);
    *err = (toll_error){.code = TOLL_E_UNKNOWN_ID};
    return TOLL_E_UNKNOWN_ID;
}

static int has_price(const char *text, size_t size)
{
    for (size_t i = 0; i + 5 <= size; i++)
        if (memcmp(text + i, "price", 5) == 0)
            return 1;
    return 0;
}

/* A host without prices refuses no more than the prices. */
static void law_host(const char *text, size_t size, toll_status status)
{
    static toll_tco_row rows[ROWS];
    uint64_t count = 0;
    toll_error err;
    const toll_status found =
        law_status(toll_io_read_scenario_with(text, size, NULL, find_nothing, NULL, rows, NULL, ROWS, sizeof rows[0],
                                              sizeof(toll_io_scenario_note), &count, &err),
                   &err);
    LAW(found == status || status == TOLL_E_UNSUPPORTED || has_price(text, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static parsed first, second;
    const char *text = (const char *)data;
    toll_error err;
    const toll_status status = law_status(parse(text, size, ROWS, &first, &err), &err);
    LAW(parse(text, size, ROWS, &second, NULL) == status && second.count == first.count);
    law_notes(text, size, &first, status);
    law_host(text, size, status);
    if (status != TOLL_OK)
        return 0;
    LAW(memcmp(&first, &second, sizeof first) == 0);
    if (first.count > 0)
        LAW(parse(text, size, 0, &second, NULL) == TOLL_E_BUFFER && second.count == first.count);
    law_rows(&first, count_lines(text, size));
    return 0;
}
