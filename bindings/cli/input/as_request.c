/* SPDX-License-Identifier: Apache-2.0 */
/* --as and its companions. A model that the book lacks at all instants is a mistake before the log is read; one that was
 * not sold at a record's instant is listed with that record. */
#include "input/as_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/instant.h"

static bool read_models(as_request *r, const char *list)
{
    while (list != NULL && *list != 0) {
        size_t length = strcspn(list, ",");
        if (r->n_models == AS_TARGETS || length == 0 || length >= sizeof r->models[0]) {
            complain(r->n_models == AS_TARGETS ? "--as takes at most %d models" : "--as takes MODEL,..., each a name",
                     AS_TARGETS);
            return false;
        }
        snprintf(r->models[r->n_models++], sizeof r->models[0], "%.*s", (int)length, list);
        list += length + (list[length] == ',');
    }
    return true;
}

/* A tier, provider, book or instant alone: each record keeps its own model. */
static void add_own_model(as_request *r)
{
    if (r->n_models == 0 && (r->tier != NULL || r->is_batch || r->provider[0] != 0 || r->has_book || r->has_at)) {
        r->n_models = 1;
    }
}

static bool read_as_at(as_request *r, const args *a)
{
    const char *text = args_text(a, OPTION_AS_AT, NULL);
    r->has_at = text != NULL;
    if (text == NULL || instant_parse(text, &r->at_s)) {
        return true;
    }
    complain("--as-at takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", text);
    return false;
}

bool as_request_read(as_request *r, const args *a, price_books *books)
{
    memset(r, 0, sizeof *r);
    const char *path = args_text(a, OPTION_AS_BOOK, NULL);
    r->tier = args_text(a, OPTION_AS_TIER, NULL);
    r->provider = args_text(a, OPTION_AS_PROVIDER, "");
    r->is_batch = args_has(a, OPTION_AS_BATCH);
    r->has_book = path != NULL;
    if (r->tier != NULL && r->is_batch) {
        complain("--as-tier and --as-batch exclude each other");
        return false;
    }
    if (!read_as_at(r, a) || !read_models(r, args_text(a, OPTION_AS, NULL)) ||
        (r->has_book && !price_books_read(&r->books, path))) {
        return false;
    }
    int64_t at_s = r->has_at ? r->at_s : instant_now();
    for (int i = 0; i < r->n_models; i++) {
        if (!price_books_knows(r->has_book ? &r->books : books, "--as", r->provider, r->models[i], at_s)) {
            return false;
        }
    }
    add_own_model(r);
    return true;
}

void as_request_free(as_request *r)
{
    if (r->has_book) {
        price_books_close(&r->books);
    }
}
