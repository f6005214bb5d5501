/* SPDX-License-Identifier: Apache-2.0 */
/* A source has one number in an answer, given when it is first named. Source, date and note make it the same. */
#include "output/sources.h"

#include <stdio.h>
#include <string.h>

int source_number(source_list *list, const toll_catalog_fact *fact)
{
    for (int i = 0; i < list->count; i++) {
        if (strcmp(list->facts[i].source, fact->source) == 0 && list->facts[i].as_of == fact->as_of &&
            strcmp(list->facts[i].note, fact->note) == 0) {
            return i + 1;
        }
    }
    if (list->count == SOURCES_MAX) {
        return 0;
    }
    list->facts[list->count++] = *fact;
    return list->count;
}

void sources_put(const screen *s, const source_list *list)
{
    for (int i = 0; i < list->count; i++) {
        char number[16], text[512];
        const toll_catalog_fact *fact = &list->facts[i];
        snprintf(number, sizeof number, "  [%d] ", i + 1);
        snprintf(text, sizeof text, "%s%s%s", fact->source, fact->note[0] != 0 ? ". " : "", fact->note);
        screen_paragraph(s, STYLE_DIM, number, text[0] != 0 ? text : "no source named");
    }
}
