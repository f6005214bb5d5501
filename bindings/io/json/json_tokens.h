/* SPDX-License-Identifier: Apache-2.0 */
/* jsmn's tokens, as this room's files share them. The one file that holds jsmn's code includes <jsmn.h> first.
 *
 * After json_doc.c has linked them, `parent` of a token is the first token behind it that lies outside of it: the next
 * entry of an array, the next key of an object. */
#ifndef TOLL_IO_JSON_TOKENS_H
#define TOLL_IO_JSON_TOKENS_H

#ifndef JSMN_H
#define JSMN_HEADER
#define JSMN_PARENT_LINKS
#include <jsmn.h>
#endif

#include "json/json_doc.h"

static inline jsmntok_t *toll__json_tokens(const toll__json_doc *doc)
{
    return doc->tokens;
}

static inline uint32_t toll__json_behind(const toll__json_doc *doc, uint32_t token)
{
    return (uint32_t)toll__json_tokens(doc)[token].parent;
}

/* What stands between the quotes of a string; a number or word itself; an object or array with its brackets. */
static inline toll__io_span toll__json_span_of(const toll__json_doc *doc, uint32_t token)
{
    const jsmntok_t *const t = &toll__json_tokens(doc)[token];
    return (toll__io_span){doc->text.bytes + t->start, (uint64_t)(t->end - t->start)};
}

#endif
