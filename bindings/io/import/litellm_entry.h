/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of LiteLLM's map: its prices with their conditions, as cells, and their way into rows. */
#ifndef TOLL_IO_LITELLM_ENTRY_H
#define TOLL_IO_LITELLM_ENTRY_H

#include "import/import_rows.h"

#define LITELLM_CELLS_MAX 160 /* the longest entry has 60 */

/* A price and its conditions. */
typedef struct litellm_cell {
    uint32_t meter;
    int is_token;
    toll_decimal price;
    int64_t per;
    int64_t above, until;    /* input tokens: above < n, and n <= until; 0: no bound */
    const char *tier;        /* "": standard */
    const char *key, *value; /* an attribute; "": none */
} litellm_cell;

typedef struct litellm_entry {
    import_list *list;
    toll__json fields;
    const char *name; /* in remarks: its key in the map */
    int is_inclusive; /* "above 200k" begins at 200,000 */
    int is_left_out;  /* a price that could not be expressed was remarked */
    litellm_cell cells[LITELLM_CELLS_MAX];
    size_t n_cells;
} litellm_entry;

/* Fills the cells from the entry's fields; is_left_out where the rest could be billed wrongly. */
void toll__litellm_read(litellm_entry *e);

/* Writes prices and rules, tier by tier, after the names of the open tariff. */
void toll__litellm_write(litellm_entry *e);

/* Writes the rules of off-peak windows, and the multipliers of regions and modes; to be called after the prices. */
void toll__litellm_write_extras(litellm_entry *e);

/* Remarks a field that has no row; `is_wrong`: without it the entry would be billed wrongly, so it is left out. */
void toll__litellm_refuse(litellm_entry *e, const char *field, const char *reason, int is_wrong);

#endif
