/* SPDX-License-Identifier: Apache-2.0 */
/* The values of known keys out of a JSON text, in one pass and without a token for anything else.
 *
 *     toll__json_picker p = {.keys = &keys, .fields = fields, .capacity = n};
 *     if (toll__json_pick(&p, line) == TOLL__JSON_PICKED)
 *         usage = toll__json_field_of(&p, 0, KEY_USAGE);
 *
 * A log has far more text than figures: of a chat line of 574 bytes 20 values matter. json_doc.h reads the rest as well,
 * and is for texts of unknown keys. Both accept the same texts. */
#ifndef TOLL_IO_JSON_PICK_H
#define TOLL_IO_JSON_PICK_H

#include "json/json_doc.h"

#define TOLL__JSON_KEY_SLOTS 2048u /* a power of two; at most half of them are used */
#define TOLL__JSON_KEY_NONE  0u
#define TOLL__JSON_KEY_ENTRY 0xffffu /* key of an array's entry */

/* Known keys and their numbers, 1 .. 0xfffe. Several names may have one number. Zero before the first use. */
typedef struct toll__json_keys {
    struct {
        const char *name;
        uint64_t first, last; /* bytes of the name: up to 16 they are all of it */
        uint32_t length;
        uint32_t number;
    } slots[TOLL__JSON_KEY_SLOTS];
    uint32_t used;
} toll__json_keys;

/* Adds a name, which must outlive the table; a name that is there already keeps its number. Returns that number, or
 * TOLL__JSON_KEY_NONE when the table is full. */
uint32_t toll__json_keys_add(toll__json_keys *keys, const char *name, uint64_t length, uint32_t number);

/* The number of a name; TOLL__JSON_KEY_NONE where it is not known. */
uint32_t toll__json_keys_find(const toll__json_keys *keys, const char *name, uint64_t length);

/* A value whose key, and those of all containers around it, are known; entries of such an array, too. The root is field
 * 0. Fields come in the order of the text. */
typedef struct toll__json_field {
    const char *at;      /* between the quotes of a string, escapes and all; containers with their brackets */
    uint32_t length;     /* bytes */
    uint32_t behind;     /* the first field that lies outside of this one */
    uint16_t key;        /* number of its key; TOLL__JSON_KEY_ENTRY */
    uint8_t kind;        /* toll__json_kind */
    uint8_t has_escapes; /* of a string */
    uint64_t inside;     /* of a container: bit k % 64 for each key k in it, so that most searches end at once */
} toll__json_field;

typedef struct toll__json_picker {
    const toll__json_keys *keys;
    toll__json_field *fields;
    uint32_t capacity;
    uint32_t count;
    bool needs_look; /* whether a key stands twice was not decided: objects of many keys, escapes in a key */
} toll__json_picker;

typedef enum toll__json_verdict {
    TOLL__JSON_PICKED,
    TOLL__JSON_CROWDED, /* more fields than capacity */
    TOLL__JSON_BAD      /* toll__json_parse() has the reason: no UTF-8, no JSON, a key twice */
} toll__json_verdict;

/* Picks from bytes that need no check before. O(length) for objects of up to 24 keys, no allocation. */
toll__json_verdict toll__json_pick(toll__json_picker *picker, toll__io_span text);

/* The field of a key inside a container that may hold it. */
uint32_t toll__json_search_field(const toll__json_picker *picker, uint32_t container, uint32_t key);

/* The field of a key inside a container; 0: there is none. */
static inline uint32_t toll__json_field_of(const toll__json_picker *picker, uint32_t container, uint32_t key)
{
    const bool may_hold = (picker->fields[container].inside >> key % 64 & 1) != 0;
    return may_hold ? toll__json_search_field(picker, container, key) : 0;
}

#endif
