/* SPDX-License-Identifier: Apache-2.0 */
/* One result of a load test as flat pairs of key and text, whatever file it came in. */
#ifndef TOLL_IO_BENCH_FACTS_H
#define TOLL_IO_BENCH_FACTS_H

#include <stdbool.h>

#include "json/json_doc.h"
#include "text/text_check.h"

#define BENCH_FACTS_MAX 4096u
#define BENCH_FACT_BYTES                                                                                               \
    (1u << 18)               /* keys and values together: those of a server's whole configuration are some 30 KiB */
#define BENCH_VALUE_MAX 256u /* bytes of a value that are kept: names and numbers are shorter */

typedef struct bench_facts {
    struct {
        uint32_t key, value; /* offsets in text */
    } items[BENCH_FACTS_MAX];
    uint32_t count, used;
    bool is_full; /* pairs were left out */
    char text[BENCH_FACT_BYTES];
} bench_facts;

void toll__bench_clear(bench_facts *facts);

/* Adds a pair. A long value is cut; what there is no room for sets is_full. */
void toll__bench_add(bench_facts *facts, toll__io_span key, toll__io_span value);

/* Adds the members of a JSON object: "a.b" is member b of the object a. Of an array, its only entry. Null is left out. */
void toll__bench_add_object(bench_facts *facts, toll__json object);

/* The value of a key, or of the first of the keys "a|b|c" that is there; NULL: none is. */
const char *toll__bench_text(const bench_facts *facts, const char *keys);

/* Copies it, cut to the buffer; "" where there is none. */
void toll__bench_copy(const bench_facts *facts, const char *keys, char *out, uint64_t capacity);

/* The number of a key. Absent: *value stays as it is, *has is false. TOLL_E_SYNTAX: it is no number, NaN and Infinity
 * included; TOLL_E_RANGE: it is negative or beyond a double. Messages name the key. */
toll_status toll__bench_number(const bench_facts *facts, const char *keys, double *value, bool *has, toll_error *err);

/* The same where it must be there: TOLL_E_MISSING. */
toll_status toll__bench_need(const bench_facts *facts, const char *keys, double *value, toll_error *err);

#endif
