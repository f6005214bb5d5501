/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog rows with where every figure comes from. */
#ifndef TOLL_CLI_FACTS_FACT_SHEET_H
#define TOLL_CLI_FACTS_FACT_SHEET_H

#include <stddef.h>

#include "output/json_out.h"
#include "input/catalog_lookup.h"
#include "output/screen.h"

typedef enum fact_unit {
    FACT_COUNT,
    FACT_BYTES,
    FACT_BYTES_PER_S,
    FACT_FLOPS,
    FACT_OPS,
    FACT_WATTS,
    FACT_TOPOLOGY,
    FACT_PARAMS
} fact_unit;

typedef struct facts_line {
    const char *field; /* as in the struct */
    const char *label;
    fact_unit unit;
} facts_line;

typedef struct facts_source {
    uint32_t table;
    uint32_t kind;
    uint64_t index;
    const void *object;
    uint64_t known;
} facts_source;

/* A table of figures with marks, then the numbered sources. */
void facts_put(const screen *s, const facts_source *source, const facts_line *lines, size_t n_lines);

/* Member "facts": field -> {value, confidence, as_of, source, note}. */
void facts_json(json *j, const facts_source *source, const facts_line *lines, size_t n_lines);

/* Every field of a struct as members of the open object, under the names of the header; optional ones that are not
 * known are null. Reserved and header fields are left out. */
void facts_json_values(json *j, uint32_t kind, const void *object, uint64_t known);

/* A whole-number field by name; 0 where there is none. */
int64_t facts_integer(uint32_t kind, const void *object, const char *name);

/* Member "unverified": names of the fields whose bit is set. */
void facts_json_unverified(json *j, uint32_t kind, uint64_t unverified);

/* Appends "name value" of every field that is not 0 to text, but for plumbing and the named one. */
void facts_row_text(char *text, size_t size, uint32_t kind, const void *object, const char *but);

#endif
