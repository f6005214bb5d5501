/* SPDX-License-Identifier: Apache-2.0 */
/* Numbered sources: figures point at one by number, the documents are listed below them. */
#ifndef TOLL_CLI_OUTPUT_SOURCES_H
#define TOLL_CLI_OUTPUT_SOURCES_H

#include <toll.h>

#include "output/screen.h"

#define SOURCES_MAX 32

typedef struct source_list {
    toll_catalog_fact facts[SOURCES_MAX];
    int count;
} source_list;

/* 1 .. : the same number for the same source, date and note; 0: no room is left. */
int source_number(source_list *list, const toll_catalog_fact *fact);

/* "[1] document. What to know about it", one paragraph each. */
void sources_put(const screen *s, const source_list *list);

#endif
