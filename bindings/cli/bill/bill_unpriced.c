/* SPDX-License-Identifier: Apache-2.0 */
/* Names without a price, most frequent first, each with its reason and the names that are near to it. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "output/figure_text.h"

#define SHOWN_NAMES   8
#define NEAREST_NAMES 200 /* names that near ones are looked for: each takes a millisecond */

static int compare_unpriced(const unpriced_name *a, const unpriced_name *b)
{
    return a->records != b->records ? (a->records < b->records) - (a->records > b->records) : strcmp(a->name, b->name);
}

/* The most frequent name that is not above `before`; NULL: none. */
static const unpriced_name *next_unpriced(const bill_problems *p, const unpriced_name *before)
{
    const unpriced_name *best = NULL;
    for (uint64_t i = 0; i < p->n_names; i++) {
        const unpriced_name *u = &p->names[i];
        bool is_behind =
            before == NULL || compare_unpriced(before, u) < 0 || (compare_unpriced(before, u) == 0 && u > before);
        if (is_behind && (best == NULL || compare_unpriced(u, best) < 0)) {
            best = u;
        }
    }
    return best;
}

static void put_unpriced_name(price_books *books, const unpriced_name *u, const char *first, const screen *s)
{
    const char *nearest[3];
    char text[768], near[320] = "";
    int n = u->is_unknown ? price_names_nearest(books, u->name, nearest, 3) : 0;
    for (int i = 0; i < n; i++) {
        size_t used = strlen(near);
        snprintf(near + used, sizeof near - used, "%s%s", i == 0 ? " (nearest: " : ", ", nearest[i]);
    }
    snprintf(text, sizeof text, "%s x %s%s%s: %s%s%s", figure_count(u->records).text, u->provider,
             u->provider[0] != 0 ? " " : "", u->name, u->reason, near,
             n > 0           ? ")"
             : u->is_unknown ? " (--map-model says what it is)"
                             : "");
    screen_paragraph(s, STYLE_WARN, first, text);
}

void bill_show_unpriced(const bill_problems *p, price_books *books, const char *head, const screen *s)
{
    const unpriced_name *u = NULL;
    char text[96];
    for (int i = 0; i < SHOWN_NAMES; i++) {
        u = next_unpriced(p, u);
        if (u == NULL) {
            return;
        }
        put_unpriced_name(books, u, i == 0 ? head : "              ", s);
    }
    if (p->n_names > SHOWN_NAMES) {
        snprintf(text, sizeof text, "and %s more names: --json", figure_count((int64_t)p->n_names - SHOWN_NAMES).text);
        screen_paragraph(s, STYLE_WARN, "              ", text);
    }
}

void bill_json_unpriced(json *j, const bill_problems *p, price_books *books)
{
    for (uint64_t i = 0; i < p->n_names; i++) {
        const unpriced_name *u = &p->names[i];
        const char *nearest[3];
        int n = u->is_unknown && i < NEAREST_NAMES ? price_names_nearest(books, u->name, nearest, 3) : 0;
        json_object(j, NULL);
        json_text(j, "name", u->name);
        json_maybe_text(j, "provider", u->provider);
        json_integer(j, "records", u->records);
        json_text(j, "reason", u->reason);
        json_array(j, "nearest");
        for (int k = 0; k < n; k++) {
            json_text(j, NULL, nearest[k]);
        }
        json_close(j);
        json_close(j);
    }
}
