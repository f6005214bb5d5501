/* SPDX-License-Identifier: Apache-2.0 */
/* Bills blocks of rows by linear functions (linear.c): first whether all rows of a block are sound, then their costs.
 *
 * Both are short loops over columns, without a branch in them, so that compilers can take several rows at once. A block
 * with a row that is not sound is asked again in smaller pieces.
 *
 * By hand: input 100, cache_read 60, cache_write 50. 100 - 60 - 50 = -10 has its highest bit set: not sound. The sum can't
 * wrap round, because quantities of 2^56 or more are not sound either. */
#include <stddef.h>

#include "base/line_cost.h"
#include "bill/linear.h"

/* Loops over whole blocks have a length that compilers know, so that they take several rows at once. */
#define OVER_ROWS(count, loop)                                                                                         \
    do {                                                                                                               \
        if ((count) == TOLL__LINEAR_BLOCK)                                                                             \
            for (uint64_t i = 0; i < TOLL__LINEAR_BLOCK; i++)                                                          \
                loop;                                                                                                  \
        else                                                                                                           \
            for (uint64_t i = 0; i < (count); i++)                                                                     \
                loop;                                                                                                  \
    } while (0)

/* The bits that any quantity of a column has. */
static uint64_t gather_bits(const int64_t *column, uint64_t count)
{
    uint64_t bits = 0;
    OVER_ROWS(count, bits |= (uint64_t)column[i]);
    return bits;
}

/* Highest bit: some row's parts are more than their total. */
static uint64_t overdraw(const toll__linear_sum *sum, const int64_t *const *columns, uint64_t first, uint64_t count)
{
    const int64_t *total = columns[sum->total] + first, *part = columns[sum->parts[0]] + first;
    uint64_t left[TOLL__LINEAR_BLOCK], bits = 0;
    if (sum->n_parts + sum->n_back == 1) {
        OVER_ROWS(count, bits |= (uint64_t)total[i] - (uint64_t)part[i]);
        return bits;
    }
    OVER_ROWS(count, left[i] = (uint64_t)total[i] - (uint64_t)part[i]);
    for (uint32_t p = 1; p < sum->n_parts; p++) {
        part = columns[sum->parts[p]] + first;
        OVER_ROWS(count, left[i] -= (uint64_t)part[i]);
    }
    for (uint32_t b = 0; b < sum->n_back; b++) {
        part = columns[sum->back[b]] + first;
        OVER_ROWS(count, left[i] += (uint64_t)part[i]);
    }
    OVER_ROWS(count, bits |= left[i]);
    return bits;
}

/* The cell of each row; 0: some row lies in one without a function. */
static int find_row_cells(const toll__linear *linear, const int64_t *const *columns, uint64_t first, uint64_t count,
                          uint8_t *cells)
{
    uint32_t unknown = 0;
    for (uint32_t c = 0; c < linear->n_cuts; c++) {
        const toll__linear_cut *cut = &linear->cuts[c];
        const int64_t *column = columns[cut->column] + first;
        for (uint64_t i = 0; i < count; i++)
            cells[i] = (uint8_t)((c != 0 ? cells[i] : 0) + (column[i] >= cut->at ? cut->step : 0));
    }
    for (uint64_t i = 0; i < count; i++)
        unknown |= linear->unknown_cells >> (cells[i] & (TOLL__LINEAR_CELLS - 1));
    return (unknown & 1) == 0;
}

int toll__linear_is_sound(const toll__linear *linear, const int64_t *const *columns, uint64_t first, uint64_t count,
                          uint8_t cells[TOLL__LINEAR_BLOCK])
{
    uint64_t bits = 0, zeros = 0;
    for (uint32_t i = 0; i < linear->n_terms; i++)
        bits |= gather_bits(columns[linear->terms[i]] + first, count);
    for (uint32_t i = 0; i < linear->n_zeros; i++)
        zeros |= gather_bits(columns[linear->zeros[i]] + first, count);
    if ((bits >> TOLL__LINEAR_TOO_BIG | zeros) != 0)
        return 0;
    for (uint32_t i = 0; i < linear->n_sums; i++)
        bits |= overdraw(&linear->sums[i], columns, first, count);
    if (bits >> 63 != 0)
        return 0;
    if (linear->n_cuts == 0)
        return (linear->unknown_cells & 1) == 0;
    return find_row_cells(linear, columns, first, count, cells);
}

/* ---- costs ---- */

#define GROUP 4u /* columns at once */

/* Columns of some terms, and where their coefficients begin in each cell. */
typedef struct term_group {
    const toll__linear *linear;
    const int64_t *columns[GROUP];
    uint32_t first;
    uint32_t is_first; /* 1: the cost begins with the constant; 0: with what other groups have made it */
} term_group;

/* `n` and `has_cells` are constants where this is inlined. */
static inline void add_products(const term_group *g, uint32_t n, int has_cells, uint64_t count, const uint8_t *cells,
                                toll_amount *billed)
{
    const int64_t *a = g->columns[0], *b = g->columns[1], *c = g->columns[2], *d = g->columns[3];
    const toll__linear *linear = g->linear;
    const int64_t *only = &linear->coefs[0][g->first];
    const int64_t own[GROUP] = {only[0], n > 1 ? only[1] : 0, n > 2 ? only[2] : 0, n > 3 ? only[3] : 0};
    const uint32_t is_first = g->is_first;
    const int64_t of_all = linear->constants[0];
    for (uint64_t i = 0; i < count; i++) {
        const uint32_t cell = has_cells ? cells[i] & (TOLL__LINEAR_CELLS - 1) : 0;
        const int64_t *coef = has_cells ? &linear->coefs[cell][g->first] : own;
        const int64_t constant = has_cells ? linear->constants[cell] : of_all;
        toll__cost_sum sum = is_first ? toll__cost_of((toll_amount){(uint64_t)constant, 0}) : toll__cost_of(billed[i]);
        toll__cost_add_signed(&sum, a[i], coef[0]);
        if (n > 1)
            toll__cost_add_signed(&sum, b[i], coef[1]);
        if (n > 2)
            toll__cost_add_signed(&sum, c[i], coef[2]);
        if (n > 3)
            toll__cost_add_signed(&sum, d[i], coef[3]);
        billed[i] = toll__cost_end(sum);
    }
}

static void add_group(const term_group *g, uint32_t n, uint64_t count, const uint8_t *cells, toll_amount *billed)
{
    const int has_cells = g->linear->n_cuts != 0;
    if (n == 1)
        add_products(g, 1, has_cells, count, cells, billed);
    else if (has_cells)
        add_products(g, n, 1, count, cells, billed);
    else if (n == 2)
        add_products(g, 2, 0, count, cells, billed);
    else if (n == 3)
        add_products(g, 3, 0, count, cells, billed);
    else
        add_products(g, 4, 0, count, cells, billed);
}

void toll__linear_bill(const toll__linear *linear, const int64_t *const *columns, uint64_t first, uint64_t count,
                       const uint8_t cells[TOLL__LINEAR_BLOCK], toll_amount *billed)
{
    for (uint32_t t = 0; t < linear->n_terms; t += GROUP) {
        const uint32_t left = linear->n_terms - t, n = left < GROUP ? left : GROUP;
        term_group g = {.linear = linear, .first = t, .is_first = t == 0};
        for (uint32_t i = 0; i < GROUP; i++)
            g.columns[i] = columns[linear->terms[t + (i < n ? i : 0)]] + first;
        add_group(&g, n, count, cells, billed);
    }
}
