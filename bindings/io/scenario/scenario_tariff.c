/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs for the prices of a scenario. A host that has books of its own is asked first, so that a scenario and `toll
 * price` have one answer to one name. What the host has no book for is a file; without a host the built-in book answers. */
#include "scenario/scenario_tariff.h"

#include <stdio.h>
#include <string.h>

#include "scenario/scenario_text.h"

#define BOOK_BYTES_MAX (256u << 20) /* full.book has 7 MB */
#define SUGGESTED      3

static void complain_tariff(scenario_reader *r, scenario_word model, const scenario_tariff *t, toll_status status,
                            const toll_error *why)
{
    toll_book_candidate near[SUGGESTED];
    uint64_t count = 0;
    char names[120] = "";
    if (status == TOLL_E_UNKNOWN_ID && t->book != NULL)
        toll_book_suggest(t->book, t->book_size, NULL, 0, model.text, model.length, near, SUGGESTED, sizeof near[0],
                          &count, NULL);
    for (uint64_t i = 0; i < count && i < SUGGESTED; i++) {
        const size_t used = strlen(names);
        if (strstr(why->message, near[i].model) == NULL)
            snprintf(names + used, sizeof names - used, "%s%.34s", used > 0 ? ", " : "; nearest: ", near[i].model);
    }
    toll__scenario_fail(&r->line, status, "price", "price: %.150s%s", why->message, names);
}

static toll_status resolve_tariff(scenario_word model, scenario_tariff *t, toll_error *err)
{
    return toll_book_resolve(t->book, t->book_size, NULL, 0, model.text, model.length, t->at_s, t->card, sizeof t->card,
                             &t->found, err);
}

/* ---- a book file ---- */

static toll_status open_file(const char *path, scenario_tariff *t, toll_error *err)
{
    const toll_status status = toll__io_read_file(path, BOOK_BYTES_MAX, &t->file, err);
    if (status != TOLL_OK)
        return status;
    t->book = t->file.bytes;
    t->book_size = t->file.length;
    return toll_book_open(t->book, t->book_size, err);
}

static void find_in_file(scenario_reader *r, scenario_word model, scenario_word book, scenario_tariff *t)
{
    char path[1024];
    toll_error err = {0};
    if (!toll__scenario_file_path(r, "price", book, path, sizeof path))
        return;
    if (open_file(path, t, &err) != TOLL_OK) {
        t->book = NULL;
        toll__scenario_fail(&r->line, err.code, "price", "price: %.90s is no price book: %.100s", path, err.message);
        return;
    }
    snprintf(t->book_name, sizeof t->book_name, "%.*s", (int)book.length, book.text);
    const toll_status status = resolve_tariff(model, t, &err);
    if (status != TOLL_OK)
        complain_tariff(r, model, t, status, &err);
}

/* ---- the host ---- */

/* False: the host has no such book. */
static bool find_by_host(scenario_reader *r, scenario_word model, scenario_word book, scenario_tariff *t)
{
    char name[TOLL_BOOK_NAME_BYTES_MAX + 1], book_name[64];
    toll_error err = {0};
    toll_io_tariff asked = {.card = t->card, .card_size = sizeof t->card, .found = &t->found};
    if (r->find == NULL || model.length >= sizeof name || book.length >= sizeof book_name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)model.length, model.text);
    snprintf(book_name, sizeof book_name, "%.*s", (int)book.length, book.text);
    const toll_status status = r->find(r->find_context, name, book_name, t->at_s, &asked, &err);
    if (status == TOLL_E_UNSUPPORTED)
        return false;
    t->book = asked.book;
    t->book_size = asked.book_size;
    snprintf(t->book_name, sizeof t->book_name, "%.31s", asked.book_name);
    if (status != TOLL_OK)
        complain_tariff(r, model, t, status, &err);
    return true;
}

void toll__scenario_find_tariff(scenario_reader *r, scenario_word model, scenario_word book, scenario_tariff *t)
{
    toll_error err = {0};
    toll_struct_init(&t->found, sizeof t->found, TOLL_KIND_BOOK_NAME, NULL);
    t->file = (toll__io_bytes){0};
    t->book_name[0] = 0;
    t->book = NULL;
    if (find_by_host(r, model, book, t))
        return;
    if (toll__scenario_is(book, "full")) {
        toll__scenario_fail(&r->line, TOLL_E_UNSUPPORTED, "price",
                            "price: book=full is found by toll tco alone: name the file, as book=full.book");
        return;
    }
    if (book.length > 0) {
        find_in_file(r, model, book, t);
        return;
    }
    t->book = toll_book_get_public(&t->book_size);
    const toll_status status = resolve_tariff(model, t, &err);
    if (status != TOLL_OK)
        complain_tariff(r, model, t, status, &err);
}

void toll__scenario_release_tariff(scenario_tariff *t)
{
    toll__io_release(&t->file);
}
