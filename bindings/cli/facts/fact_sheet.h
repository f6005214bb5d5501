/* SPDX-License-Identifier: Apache-2.0 */
/* Catalog rows with where every figure comes from. */
#ifndef TOLL_CLI_FACTS_FACT_SHEET_H
#define TOLL_CLI_FACTS_FACT_SHEET_H

#include <stddef.h>

#include "output/json_out.h"
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

#endif
