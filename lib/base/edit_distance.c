/* SPDX-License-Identifier: Apache-2.0 */
/* The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours (Damerau,
 * Communications of the ACM 7, 1964), with three rows of the table of Wagner and Fischer (Journal of the ACM 21, 1974).
 *
 * By hand: "claud" and "claude" differ by one insertion; "h200" and "h100" by one substitution; "h010" and "h100" by
 * one swap. */
#include "base/edit_distance.h"

#include "base/text.h"

/* Rows before last, last and this. Distances are at most TOLL__DISTANCE_WORD_MAX and fit a byte. */
typedef struct matrix {
    unsigned char row[3][TOLL__DISTANCE_WORD_MAX + 1];
} matrix;

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static void fill_row(matrix *m, uint64_t i, const char *word, const char *string, uint64_t length)
{
    const unsigned char *before = m->row[(i + 1) % 3], *last = m->row[(i + 2) % 3];
    unsigned char *now = m->row[i % 3];
    now[0] = (unsigned char)i;
    for (uint64_t j = 1; j <= length; j++) {
        uint32_t best = least(least(last[j], now[j - 1]) + 1u, last[j - 1] + (word[i - 1] != string[j - 1] ? 1u : 0u));
        if (i > 1 && j > 1 && word[i - 2] == string[j - 1] && word[i - 1] == string[j - 2])
            best = least(best, before[j - 2] + 1u);
        now[j] = (unsigned char)best;
    }
}

uint32_t toll__distance(const char *word, uint64_t size, const char *string)
{
    matrix m;
    uint64_t length = toll__text_length(string, TOLL__DISTANCE_WORD_MAX + 1);
    if (size > TOLL__DISTANCE_WORD_MAX || length > TOLL__DISTANCE_WORD_MAX)
        return UINT32_MAX;
    for (uint64_t j = 0; j <= length; j++)
        m.row[0][j] = (unsigned char)j;
    for (uint64_t i = 1; i <= size; i++)
        fill_row(&m, i, word, string, length);
    return m.row[size % 3][length];
}
