/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of objects: each once, and found without a walk through a large object. */
#ifndef TOLL_IO_JSON_INDEX_H
#define TOLL_IO_JSON_INDEX_H

#include "json/json_doc.h"

/* Fills tables and slots, with a scratch as large as the slots. TOLL_E_SYNTAX names a key that an object holds twice.
 * O(n log n) comparisons at most, whatever the keys: no hash that could be made to collide. */
toll_status toll__json_index(toll__json_doc *doc, uint32_t *scratch, const char *name, toll_error *err);

/* Token of a key, given as plain bytes; 0 (never a key) where the object lacks it. */
uint32_t toll__json_find_key(const toll__json_doc *doc, uint32_t object, toll__io_span key);

/* Token of an entry of an array that has containers among its entries. */
uint32_t toll__json_find_entry(const toll__json_doc *doc, uint32_t array, uint32_t index);

#endif
