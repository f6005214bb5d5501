/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON text, parsed once, and its values by key or index.
 *
 *     toll__json_doc doc = {0};
 *     toll_status status = toll__json_parse(&doc, text, "config.json", err);
 *     if (status != TOLL_OK)
 *         return status;
 *     toll__json width = toll__json_get(toll__json_root(&doc), "hidden_size");
 *     status = toll__json_read_int64(width, "hidden_size", &number, err);
 *     toll__json_release(&doc);
 *
 * The text must outlive the document: values point into it. A document may be parsed again, with its memory kept: no
 * allocation per line of a log once the longest line has been seen. */
#ifndef TOLL_IO_JSON_DOC_H
#define TOLL_IO_JSON_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "text/text_check.h"

typedef enum toll__json_kind {
    TOLL__JSON_NONE, /* absent */
    TOLL__JSON_OBJECT,
    TOLL__JSON_ARRAY,
    TOLL__JSON_TEXT,
    TOLL__JSON_NUMBER,
    TOLL__JSON_TRUE,
    TOLL__JSON_FALSE,
    TOLL__JSON_NULL,
    TOLL__JSON_NOT_FINITE /* Infinity, -Infinity, NaN: no JSON, but Python writes them */
} toll__json_kind;

/* Members of one large container, in `slots`. */
typedef struct toll__json_table {
    uint32_t token; /* the container */
    uint32_t first; /* slot */
} toll__json_table;

/* Zero before the first use. */
typedef struct toll__json_doc {
    toll__io_span text;
    void *tokens;             /* jsmn's: json_tokens.h */
    toll__json_table *tables; /* by token */
    uint32_t *slots;          /* tokens: keys of an object in their order, entries of an array in theirs */
    uint32_t n_tokens;
    uint32_t n_tables;
    uint32_t n_slots;
    bool has_escaped_keys;
    bool is_callers; /* memory is not ours to grow or free */
    void *memory;
    uint64_t capacity;
} toll__json_doc;

/* A value of a document. doc is NULL where the value is absent; every function takes that. */
typedef struct toll__json {
    const toll__json_doc *doc;
    uint32_t token;
} toll__json;

/* Gives the document memory, 8-byte aligned, instead of malloc()'s. 32 bytes a token always suffice. */
void toll__json_use(toll__json_doc *doc, void *memory, uint64_t bytes);

/* Parses a text that toll__io_text_check() has passed, strictly by RFC 8259; json_scan.c tells the exceptions.
 * `name` is the file's, for messages. TOLL_E_SYNTAX: not JSON, or one key twice in an object; TOLL_E_BUFFER: memory;
 * TOLL_E_RANGE: longer than 1 GiB. The memory is kept also after a failure.
 * O(length + keys of large objects * log of their number). */
toll_status toll__json_parse(toll__json_doc *doc, toll__io_span text, const char *name, toll_error *err);

/* Frees what toll__json_parse() took. */
void toll__json_release(toll__json_doc *doc);

toll__json toll__json_root(const toll__json_doc *doc);
toll__json_kind toll__json_kind_of(toll__json value);

/* Members of an object, entries of an array; 0 for anything else. */
uint32_t toll__json_count(toll__json value);

/* Value of a key. O(log members). */
toll__json toll__json_get(toll__json object, const char *key);

/* Entry of an array. O(log containers) where entries are containers, O(1) where none is. */
toll__json toll__json_entry(toll__json array, uint64_t index);

/* First and next entry of an array; first and next key of an object, whose value toll__json_value_of() gives. */
toll__json toll__json_first(toll__json container);
toll__json toll__json_next(toll__json container, toll__json member);
toll__json toll__json_value_of(toll__json key);

/* The text as it stands in the file: between the quotes of a string, a number's digits. */
toll__io_span toll__json_raw(toll__json value);

/* Whether a value is this string. */
bool toll__json_is(toll__json value, const char *text);

/* Copies a string: decoded, cut to whole characters, NUL-terminated; "" for anything else. Returns the bytes that
 * all of it would take. */
uint64_t toll__json_copy(toll__json value, char *out, uint64_t capacity);

/* Copies the raw text for a message: control characters escaped, cut to the buffer. */
const char *toll__json_quote(toll__json value, char *out, uint64_t capacity);

/* Exact whole numbers: 1e3 and 10.0 are whole. The message begins with `key`.
 * TOLL_E_MISSING: absent or null; TOLL_E_SYNTAX: no number, Infinity and NaN included; TOLL_E_RANGE: not whole, or
 * beyond the type. */
toll_status toll__json_read_int64(toll__json value, const char *key, int64_t *number, toll_error *err);
toll_status toll__json_read_uint64(toll__json value, const char *key, uint64_t *number, toll_error *err);

/* The nearest double; TOLL_E_RANGE: beyond the largest. */
toll_status toll__json_read_double(toll__json value, const char *key, double *number, toll_error *err);

#endif
