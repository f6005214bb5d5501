/* SPDX-License-Identifier: Apache-2.0 */
/* The edit distance of Wagner and Fischer (Journal of the ACM 21, 1974), with one row of the table.
 *
 * By hand: "claud" and "claude" differ by one insertion; "h200" and "h100" by one substitution. */
#include "base/edit_distance.h"

#include "base/text.h"

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Wagner and Fischer, Journal of the ACM 21 (1974), with one row of the table. */
uint32_t toll__distance(const char *word, uint64_t size, const char *string)
{
    uint32_t row[TOLL__DISTANCE_WORD_MAX + 1];
    uint64_t length = toll__text_length(string, TOLL__DISTANCE_WORD_MAX + 1);
    if (size > TOLL__DISTANCE_WORD_MAX || length > TOLL__DISTANCE_WORD_MAX)
        return UINT32_MAX;
    for (uint32_t j = 0; j <= length; j++)
        row[j] = j;
    for (uint32_t i = 1; i <= size; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= length; j++) {
            uint32_t changed = diagonal + (word[i - 1] != string[j - 1]);
            diagonal = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[length];
}
