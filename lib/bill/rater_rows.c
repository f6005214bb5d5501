/* SPDX-License-Identifier: Apache-2.0 */
/* Bills rows of many raters: rows of a window are sorted by their raters, so that those of one rater are billed together.
 *
 * The sort counts: how many rows has each bucket, where does it begin, then each row to its place. Rows of a bucket stay
 * in their order, and a bucket has one rater unless there are more than 256.
 *
 * By hand: raters 2 0 2 1 of rows 0 .. 3. Buckets 0, 1, 2 have 1, 1, 2 rows and begin at 0, 1, 2. The order is 1, 3, 0, 2:
 * row 1 by rater 0, row 3 by rater 1, rows 0 and 2 by rater 2. */
#include "bill/rater_rows.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "bill/rater.h"

#define WINDOW  1024u /* rows */
#define BUCKETS 256u
#define KNOWN   1024u /* raters whose opening is remembered */

typedef struct rater_run {
    const toll__rater_table *table;
    const toll__rows *rows;
    uint64_t opened; /* the rater that `rating` is of; UINT64_MAX: none */
    toll__rating rating;
    toll__rows_state state;
    uint64_t known[KNOWN / 64]; /* set of the raters that were opened before */
    uint16_t offsets[WINDOW];   /* rows of the window in the order of their buckets */
} rater_run;

/* A rater is checked once in a call. */
static toll_status open_known(rater_run *run, uint64_t index, toll_error *err)
{
    const toll__rater_table *table = run->table;
    const uint64_t bit = (uint64_t)1 << index % 64;
    if (index < KNOWN && (run->known[index / 64] & bit) != 0) {
        toll__rater_read(table->raters[index], &run->rating);
        return TOLL_OK;
    }
    toll_status status = toll__rater_open(table->raters[index], table->meters, table->n_meters, &run->rating, err);
    if (status != TOLL_OK)
        return status;
    if (index < KNOWN)
        run->known[index / 64] |= bit;
    return TOLL_OK;
}

/* Makes `rating` that of rater `index`. */
static toll_status open_rater(rater_run *run, uint64_t index, uint64_t row, toll_error *err)
{
    const uint64_t n = run->table->n_raters;
    if (index >= n)
        return toll__fail_range(err, 0, "rater_of_row", (int64_t)row, 0, (double)n - 1, (double)index);
    if (run->table->raters[index] == NULL)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "rater", (int64_t)row, "is NULL: it has no tariff");
    if (run->opened == index)
        return TOLL_OK;
    run->state.chosen = NULL; /* the choice of the rater whose rating was here */
    run->opened = UINT64_MAX;
    toll_status status = open_known(run, index, err);
    if (status != TOLL_OK)
        return status;
    run->opened = index;
    return TOLL_OK;
}

/* Rows of rater `index`; the first of them has the least number. */
static void bill_list(rater_run *run, uint64_t index, const toll__row_list *list, toll_error *err)
{
    const uint64_t first = toll__rows_number(list, 0);
    toll_error *detail = toll__rows_detail(&run->state, first, err);
    toll_status status = open_rater(run, index, first, detail);
    if (status != TOLL_OK) {
        for (uint64_t i = 0; i < list->count; i++)
            toll__rows_write(run->rows, toll__rows_number(list, i), status, (toll_amount){0, 0}, &run->state,
                             i == 0 ? detail : NULL);
        return;
    }
    toll__rows_bill(&run->rating, run->rows, list, &run->state, err);
}

static void sort_by_bucket(const uint32_t *raters, uint64_t count, uint16_t *offsets)
{
    uint16_t starts[BUCKETS + 1];
    memset(starts, 0, sizeof starts);
    for (uint64_t i = 0; i < count; i++)
        starts[raters[i] % BUCKETS + 1]++;
    for (uint32_t bucket = 1; bucket <= BUCKETS; bucket++)
        starts[bucket] = (uint16_t)(starts[bucket] + starts[bucket - 1]);
    for (uint64_t i = 0; i < count; i++)
        offsets[starts[raters[i] % BUCKETS]++] = (uint16_t)i;
}

static int are_alike(const uint32_t *raters, uint64_t count)
{
    uint32_t differences = 0;
    for (uint64_t i = 1; i < count; i++)
        differences |= raters[i] ^ raters[0];
    return differences == 0;
}

static void bill_window(rater_run *run, uint64_t base, uint64_t count, toll_error *err)
{
    const uint32_t *raters = run->table->rater_of_row + base;
    const toll__row_list whole = {base, count, NULL};
    if (are_alike(raters, count)) {
        bill_list(run, raters[0], &whole, err);
        return;
    }
    sort_by_bucket(raters, count, run->offsets);
    for (uint64_t i = 0, end = 0; i < count; i = end) {
        const uint32_t index = raters[run->offsets[i]];
        for (end = i + 1; end < count && raters[run->offsets[end]] == index;)
            end++;
        const toll__row_list list = {base, end - i, run->offsets + i};
        bill_list(run, index, &list, err);
    }
}

toll_status toll__rater_bill_rows(const toll__rater_table *table, const toll__rows *rows, toll_error *err)
{
    const toll__row_list all = {0, rows->count, NULL};
    rater_run run;
    run.table = table;
    run.rows = rows;
    run.opened = UINT64_MAX;
    memset(run.known, 0, sizeof run.known);
    toll__rows_start(&run.state);
    if (table->rater_of_row == NULL && rows->count != 0)
        bill_list(&run, 0, &all, err);
    for (uint64_t row = 0; table->rater_of_row != NULL && row < rows->count; row += WINDOW)
        bill_window(&run, row, rows->count - row < WINDOW ? rows->count - row : WINDOW, err);
    return run.state.first;
}
