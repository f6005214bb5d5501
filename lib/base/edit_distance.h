/* SPDX-License-Identifier: Apache-2.0 */
/* How far a mistyped word is from a known one. */
#ifndef TOLL_BASE_EDIT_DISTANCE_H
#define TOLL_BASE_EDIT_DISTANCE_H

#include <stdint.h>

#define TOLL__DISTANCE_WORD_MAX 128u /* the longest name of the catalog; longer words are not looked for */

/* Insertions, deletions, substitutions and swaps of neighbours between size bytes of word and a string; UINT32_MAX when
 * either is longer than TOLL__DISTANCE_WORD_MAX. */
uint32_t toll__distance(const char *word, uint64_t size, const char *string);

#endif
