/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw find, toll model find: one line, or one object of JSON, for each name. A name that is not found has its
 * reason, with the names that it could mean. */
#include "facts/names_find.h"

#include <stdlib.h>
#include <string.h>

#include <toll.h>

#include "input/catalog_lookup.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "output/give_up.h"
#include "output/json_out.h"

typedef struct name_answer {
    toll_status status;
    toll_catalog_match match;
    toll_error err;
} name_answer;

typedef struct name_finder {
    uint32_t table;
    json *j; /* NULL: to the screen */
    const screen *s;
    int code;
} name_finder;

static name_answer find_name(uint32_t table, const char *name, size_t length)
{
    name_answer a = {0};
    start_struct(&a.match, sizeof a.match, TOLL_KIND_CATALOG_MATCH);
    a.status = table == TOLL_TABLE_HW ? toll_catalog_find_hw(name, length, &a.match, &a.err)
                                      : toll_catalog_find_model(name, length, &a.match, &a.err);
    return a;
}

/* The message without the name of the argument. */
static const char *reason_of(const name_answer *a)
{
    size_t n = strlen(a->err.field);
    return strncmp(a->err.message, a->err.field, n) == 0 && a->err.message[n] == ' ' ? a->err.message + n + 1
                                                                                     : a->err.message;
}

static void json_how(json *j, uint64_t how)
{
    static const struct {
        uint64_t bit;
        const char *name;
    } names[] = {{TOLL_FOUND_ID, "id"},
                 {TOLL_FOUND_ALIAS, "alias"},
                 {TOLL_FOUND_MACHINE, "machine"},
                 {TOLL_FOUND_SPELLING, "spelling"},
                 {TOLL_FOUND_COUNT, "count"},
                 {TOLL_FOUND_VARIANT, "variant"},
                 {TOLL_FOUND_SAME_SHAPE, "same_shape"},
                 {TOLL_FOUND_DATE, "date"},
                 {TOLL_FOUND_SHORT, "short"},
                 {TOLL_FOUND_PRECISION, "precision"},
                 {TOLL_FOUND_OTHER_PRECISION, "other_precision"}};
    json_array(j, "matched_by");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (how & names[i].bit) {
            json_text(j, NULL, names[i].name);
        }
    }
    json_close(j);
}

/* A list of ids, ", " between them. */
static void json_ids(json *j, const char *key, const char *ids)
{
    json_array(j, key);
    while (ids[0] != 0) {
        char id[64];
        size_t n = strcspn(ids, ",");
        size_t kept = n < sizeof id ? n : sizeof id - 1;
        memcpy(id, ids, kept);
        id[kept] = 0;
        json_text(j, NULL, id);
        ids += n + strspn(ids + n, ", ");
    }
    json_close(j);
}

static void json_found(json *j, const name_answer *a, uint32_t table)
{
    json_text(j, "id", a->match.id);
    if (table == TOLL_TABLE_HW) {
        json_maybe_integer(j, "count", a->match.count, a->match.count > 0);
    } else {
        json_maybe_text(j, "precision", a->match.precision_id);
    }
    json_how(j, a->match.how);
    json_ids(j, "also", a->match.also);
    json_maybe_text(j, "note", a->match.note);
}

static void json_unknown(json *j, const name_answer *a, uint32_t table, const char *name)
{
    char nearest[1024] = "";
    toll_catalog_find_nearest(table, name, strlen(name), nearest, sizeof nearest, NULL, NULL);
    json_null(j, "id");
    json_text(j, "reason", reason_of(a));
    json_ids(j, "candidates", nearest);
}

static void put_line(const screen *s, const name_answer *a, const char *name)
{
    screen_put(s, STYLE_PLAIN, "%s  ", name);
    if (a->status != TOLL_OK) {
        screen_put(s, STYLE_WARN, "unknown");
        screen_put(s, STYLE_DIM, "  %s", reason_of(a));
        screen_newline(s);
        return;
    }
    if (a->match.count > 0) {
        screen_put(s, STYLE_TITLE, "%lld x ", (long long)a->match.count);
    }
    screen_put(s, STYLE_TITLE, "%s", a->match.id);
    if (a->match.precision_id[0] != 0) {
        screen_put(s, STYLE_PLAIN, "  in %s", a->match.precision_id);
    }
    screen_put(s, STYLE_DIM, "%s%s", a->match.note[0] != 0 ? "  " : "", a->match.note);
    screen_newline(s);
}

/* The name ends with a NUL, and may hold others: then it is no name. */
static void answer_name(name_finder *f, const char *name, size_t length)
{
    name_answer a = find_name(f->table, name, length);
    f->code = a.status == TOLL_OK ? f->code : EXIT_BAD_INPUT;
    if (f->j == NULL) {
        put_line(f->s, &a, name);
        return;
    }
    json_object(f->j, NULL);
    json_text(f->j, "name", name);
    if (a.status == TOLL_OK) {
        json_found(f->j, &a, f->table);
    } else {
        json_unknown(f->j, &a, f->table, name);
    }
    json_close(f->j);
}

/* Lines of standard input; empty ones are passed over. */
static bool answer_lines(name_finder *f)
{
    toll__io_bytes file;
    if (!input_read("-", BOOK_BYTES_MAX, &file)) {
        return false;
    }
    const char *at = file.bytes, *end = at + file.length;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((line_end != NULL ? line_end : end) - at);
        size_t kept = n > 0 && at[n - 1] == '\r' ? n - 1 : n;
        char *name = claim(kept + 1, 1);
        memcpy(name, at, kept);
        if (kept > 0) {
            answer_name(f, name, kept);
        }
        free(name);
        at += n + 1;
    }
    toll__io_release(&file);
    return true;
}

static void answer_names(name_finder *f, const facts_request *r)
{
    for (int i = 0; i < r->n_names; i++) {
        if (strcmp(r->names[i], "-") != 0) {
            answer_name(f, r->names[i], strlen(r->names[i]));
        } else if (!answer_lines(f)) {
            f->code = EXIT_BAD_INPUT;
        }
    }
}

int names_find(const facts_request *r, const screen *s, uint32_t table)
{
    json j;
    name_finder f = {table, r->output.is_json ? &j : NULL, s, EXIT_FINE};
    if (!r->output.is_json) {
        answer_names(&f, r);
        return f.code;
    }
    json_answer(&j, table == TOLL_TABLE_HW ? "hw find" : "model find");
    json_array(&j, "names");
    answer_names(&f, r);
    json_close(&j);
    json_close(&j);
    return f.code;
}
