/* SPDX-License-Identifier: Apache-2.0 */
/* OLD=NEW on the command line, or in a file a line each; empty lines and lines that begin with # are passed over. NEW is
 * a name of the book, or PROVIDER/MODEL. Two meanings of one name are a mistake.
 *
 * Example: my-deployment-7=gpt-5 prices the records of an Azure deployment as those of gpt-5. */
#include "input/model_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/instant.h"
#include "output/give_up.h"

#define MAP_BYTES_MAX (16u << 20)

/* Where a pair stands: a line of a file, or the command line (path NULL). */
typedef struct pair_place {
    const char *path;
    int line;
} pair_place;

static bool complain_pair(const pair_place *place, const char *what, const char *name)
{
    if (place->path != NULL) {
        complain("%s:%d: %s \"%.95s\"", place->path, place->line, what, name);
    } else {
        complain("--map-model: %s \"%.95s\"", what, name);
    }
    return false;
}

static bool add_model_name(model_names *m, const char *text, size_t length, const pair_place *place)
{
    char shown[96];
    const char *equals = memchr(text, '=', length);
    size_t from = equals != NULL ? (size_t)(equals - text) : 0, to = equals != NULL ? length - from - 1 : 0;
    snprintf(shown, sizeof shown, "%.*s", (int)(length < 95 ? length : 95), text);
    if (from == 0 || to == 0 || from >= sizeof m->pairs->from || to >= sizeof m->pairs->to ||
        memchr(text, 0, length) != NULL) {
        return complain_pair(place, "OLD=NEW is wanted, each name of 1 .. 95 bytes, not", shown);
    }
    if (m->n_pairs == m->capacity) {
        m->capacity = m->capacity * 2 + 16;
        m->pairs = claim_again(m->pairs, (size_t)m->capacity, sizeof *m->pairs);
    }
    model_name *pair = &m->pairs[m->n_pairs++];
    memset(pair, 0, sizeof *pair);
    memcpy(pair->from, text, from);
    memcpy(pair->to, equals + 1, to);
    return true;
}

static bool add_lines(model_names *m, const char *path, const char *text, size_t length)
{
    pair_place place = {path, 0};
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t size = end != NULL ? (size_t)(end - text) - at : length - at, kept = size;
        place.line++;
        kept -= kept > 0 && text[at + kept - 1] == '\r';
        bool is_empty = kept == 0 || text[at] == '#';
        if (!is_empty && !add_model_name(m, text + at, kept, &place)) {
            return false;
        }
        at += size + 1;
    }
    return true;
}

static bool add_file(model_names *m, const char *path)
{
    toll__io_bytes file;
    if (!input_read(path, MAP_BYTES_MAX, &file)) {
        return false;
    }
    bool is_read = add_lines(m, path, file.bytes, file.length);
    toll__io_release(&file);
    return is_read;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const model_name *)a)->from, ((const model_name *)b)->from);
}

static bool check_names(const model_names *m, price_books *books)
{
    const pair_place place = {NULL, 0};
    for (int i = 0; i < m->n_pairs; i++) {
        if (i > 0 && strcmp(m->pairs[i - 1].from, m->pairs[i].from) == 0 &&
            strcmp(m->pairs[i - 1].to, m->pairs[i].to) != 0) {
            return complain_pair(&place, "two meanings of", m->pairs[i].from);
        }
        if (!price_books_knows(books, "--map-model", "", m->pairs[i].to, instant_now())) {
            return false;
        }
    }
    return true;
}

bool model_names_read(model_names *m, const args *a, price_books *books)
{
    const pair_place place = {NULL, 0};
    memset(m, 0, sizeof *m);
    for (int i = 0; i < a->n_map_models; i++) {
        const char *text = a->map_models[i];
        bool is_pair = strchr(text, '=') != NULL;
        if (!(is_pair ? add_model_name(m, text, strlen(text), &place) : add_file(m, text))) {
            return false;
        }
    }
    if (m->n_pairs > 1) {
        qsort(m->pairs, (size_t)m->n_pairs, sizeof *m->pairs, compare_names);
    }
    return check_names(m, books);
}

void model_names_free(model_names *m)
{
    free(m->pairs);
}

const char *model_names_find(const model_names *m, const char *from)
{
    model_name key = {"", ""};
    if (m == NULL || m->n_pairs == 0 || strlen(from) >= sizeof key.from) {
        return NULL;
    }
    snprintf(key.from, sizeof key.from, "%s", from);
    const model_name *found = bsearch(&key, m->pairs, (size_t)m->n_pairs, sizeof *m->pairs, compare_names);
    return found != NULL ? found->to : NULL;
}
