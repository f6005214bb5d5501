/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog's tables as pack_facts.py writes them: where the bytes of each begin, and where it is unpacked to. */
#ifndef TOLL_JS_PACKED_FACTS_H
#define TOLL_JS_PACKED_FACTS_H

#include <stdint.h>

#include "catalog/facts.h"

/* Packed bytes are read from the first four, unpacked into the next four. `origins` is NULL where the table has none. */
typedef struct packed_facts {
    uint32_t number; /* TOLL_TABLE_* or TOLL__TABLE_* */
    uint32_t n_rows;
    uint32_t n_columns;
    const toll__column *columns;
    const unsigned char *packed_references;
    const unsigned char *packed_numbers;
    const unsigned char *packed_texts;
    const unsigned char *packed_origins;
    int64_t *values;
    uint16_t *cells;
    uint16_t *origins;
    char *text;
} packed_facts;

extern const packed_facts toll_js_packed_facts[];
extern const uint32_t toll_js_packed_tables;
extern unsigned char toll_js_is_unpacked[]; /* a flag for each table */

#endif
