/* SPDX-License-Identifier: Apache-2.0 */
/* A resolved name in words and in JSON. */
#include "price/book_name.h"

#include <string.h>

#include "input/instant.h"

void book_name_end(const toll_book_name *name, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    if (name->redirected_to[0] != 0) {
        snprintf(text, size, "served by %s", name->redirected_to);
    }
    used = strlen(text);
    if (name->has_retirement != 0) {
        snprintf(text + used, size - used, "%s%s %.10s", used > 0 ? "; " : "", name->is_retired ? "retired" : "ends",
                 instant_text(name->retired_s).text);
    }
    used = strlen(text);
    if (name->replacement[0] != 0) {
        snprintf(text + used, size - used, "; %s is recommended", name->replacement);
    }
}

void book_name_remarks(const toll_book_name *name, const screen *s)
{
    char end[320];
    if ((name->matched_by & ~(uint64_t)(TOLL_NAME_EXACT | TOLL_NAME_PROVIDER_PREFIX)) != 0) { /* the rest assumes */
        screen_paragraph(s, STYLE_DIM, "  matched by: ", name->matched_text);
    }
    book_name_end(name, end, sizeof end);
    if (end[0] != 0) {
        screen_paragraph(s, STYLE_WARN, "  ", end);
    }
}

/* "router prefix, date suffix" as two texts. */
static void json_rules(json *j, const char *words)
{
    json_array(j, "matched_by");
    for (const char *at = words; *at != 0;) {
        char word[40];
        size_t length = strcspn(at, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        json_text(j, NULL, word);
        at += length;
        at += strspn(at, ", ");
    }
    json_close(j);
}

void book_name_json(json *j, const toll_book_name *name)
{
    json_rules(j, name->matched_text);
    json_maybe_text(j, "region", name->region);
    json_maybe_text(j, "variant", name->variant);
    json_maybe_text(j, "retired", name->has_retirement != 0 ? instant_text(name->retired_s).text : "");
    json_bool(j, "is_retired", name->is_retired != 0);
    json_maybe_text(j, "replacement", name->replacement);
    json_maybe_text(j, "redirected_to", name->redirected_to);
}
