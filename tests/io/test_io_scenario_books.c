/* SPDX-License-Identifier: Apache-2.0 */
/* Where the prices of a scenario come from: the built-in book, a book file beside the scenario, or a host's search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#define ROWS 32
#define HEAD "horizon = 12\nrequest = 1500 in, 300 out\n[a] A\nends api = never\n"

static toll_tco_row rows[ROWS];
static toll_io_scenario_note notes[ROWS];
static uint64_t count;
static toll_error err;
static char folder[64], scenario_path[96];

static toll_status read_with(const char *text, const char *path, toll_io_find_tariff find, void *context)
{
    memset(&err, 0, sizeof err);
    return toll_io_read_scenario_with(text, strlen(text), path, find, context, rows, notes, ROWS, sizeof rows[0],
                                      sizeof notes[0], &count, &err);
}

static void refuses(const char *text, const char *path, toll_status status, const char *words)
{
    const toll_status found = read_with(text, path, NULL, NULL);
    if (found != status || strstr(err.message, words) == NULL)
        fail_msg("%s: status %d, %s", text, (int)found, err.message);
}

static void write_file(const char *name, const void *bytes, uint64_t size)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, (size_t)size, file), size);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    uint64_t size = 0;
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/toll_books_XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(scenario_path, sizeof scenario_path, "%s/s.toll", folder);
    const void *book = toll_book_get_public(&size);
    write_file("our.book", book, size);
    write_file("cut.book", book, size / 2);
    write_file("text.book", "horizon = 12", 12);
    write_file("empty.book", "", 0);
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"our.book", "cut.book", "text.book", "empty.book"};
    char path[128];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return remove(folder);
}

/* The same book in a file gives the same price, and the note names it. */
static void a_book_file_beside_the_scenario_answers(void **state)
{
    (void)state;
    assert_int_equal(read_with(HEAD "cost api = price(gpt-4o)\n", scenario_path, NULL, NULL), TOLL_OK);
    const double built_in = rows[3].value.mid;
    assert_true(built_in > 0 && count == 5);
    assert_int_equal(read_with(HEAD "cost api = price(gpt-4o, book=our.book)\n", scenario_path, NULL, NULL), TOLL_OK);
    assert_true(rows[3].value.mid == built_in);
    assert_non_null(strstr(notes[3].origin, "book our.book "));
    char text[256];
    snprintf(text, sizeof text, HEAD "cost api = price(gpt-4o, batch, book=%s/our.book)\n", folder);
    assert_int_equal(read_with(text, scenario_path, NULL, NULL), TOLL_OK);
    assert_true(rows[3].value.mid == built_in / 2); /* batch is half the price */
}

static void what_is_no_book_is_refused(void **state)
{
    (void)state;
    refuses(HEAD "cost api = price(gpt-4o, book=none.book)\n", scenario_path, TOLL_E_MISSING,
            "none.book is no price book");
    refuses(HEAD "cost api = price(gpt-4o, book=text.book)\n", scenario_path, TOLL_E_OBJECT,
            "text.book is no price book");
    refuses(HEAD "cost api = price(gpt-4o, book=cut.book)\n", scenario_path, TOLL_E_OBJECT,
            "cut.book is no price book");
    refuses(HEAD "cost api = price(gpt-4o, book=empty.book)\n", scenario_path, TOLL_E_OBJECT,
            "empty.book is no price book");
    refuses(HEAD "cost api = price(nonsuch, book=our.book)\n", scenario_path, TOLL_E_UNKNOWN_ID, "nonsuch");
    refuses(HEAD "cost api = price(gpt-4o, book=our.book)\n", NULL, TOLL_E_UNSUPPORTED, "no folder to look in");
    refuses(HEAD "cost api = price(gpt-4o, book=full)\n", scenario_path, TOLL_E_UNSUPPORTED, "by toll tco alone");
    refuses(HEAD "cost api = price(gpt-4o, book=)\n", scenario_path, TOLL_E_SYNTAX, "book= needs a file");
    refuses(HEAD "cost api = price(gpt-4o, book=our.book, book=our.book)\n", scenario_path, TOLL_E_CONFLICT, "twice");
    refuses(HEAD "cost api = price(gpt-4o, batch, flex)\n", scenario_path, TOLL_E_CONFLICT, "twice");
    refuses(HEAD "buy gpu per gpu = gpu(h100-sxm5-80gb)\n", scenario_path, TOLL_E_UNSUPPORTED, "take a whole server");
    refuses(HEAD "cost api = price(a, b, c, d, e)\n", scenario_path, TOLL_E_SYNTAX, "it must be price(MODEL)");
}

/* ---- a host ---- */

typedef struct host_calls {
    int calls;
    char model[64], book[64];
} host_calls;

static toll_status find_by_public(void *context, const char *model, const char *book, int64_t at_s,
                                  toll_io_tariff *tariff, toll_error *why)
{
    host_calls *h = context;
    h->calls++;
    snprintf(h->model, sizeof h->model, "%.63s", model);
    snprintf(h->book, sizeof h->book, "%.63s", book);
    if (strcmp(book, "ours") != 0 && book[0] != 0)
        return TOLL_E_UNSUPPORTED;
    tariff->book = toll_book_get_public(&tariff->book_size);
    snprintf(tariff->book_name, sizeof tariff->book_name, "ours");
    /* every name is this one's */
    return toll_book_resolve(tariff->book, tariff->book_size, NULL, 0, "gpt-4o", 6, at_s, tariff->card,
                             tariff->card_size, tariff->found, why);
}

static toll_status find_none(void *context, const char *model, const char *book, int64_t at_s, toll_io_tariff *tariff,
                             toll_error *why)
{
    (void)context;
    (void)book;
    (void)at_s;
    (void)tariff;
    *why = (toll_error){.code = TOLL_E_UNKNOWN_ID};
    snprintf(why->message, sizeof why->message, "the host has no %.20s", model);
    return TOLL_E_UNKNOWN_ID;
}

static void a_host_is_asked_first(void **state)
{
    host_calls h = {0};
    (void)state;
    assert_int_equal(read_with(HEAD "cost api = price(our-own-name)\n", scenario_path, find_by_public, &h), TOLL_OK);
    assert_int_equal(h.calls, 1);
    assert_string_equal(h.model, "our-own-name");
    assert_string_equal(h.book, "");
    assert_string_equal(rows[3].text, "price(gpt-4o)");
    assert_non_null(strstr(notes[3].origin, "book ours "));
    assert_int_equal(read_with(HEAD "cost api = price(x, book=ours)\n", scenario_path, find_by_public, &h), TOLL_OK);
    assert_string_equal(h.book, "ours");
}

/* What the host has no book for is a file. */
static void a_file_follows_where_the_host_has_no_such_book(void **state)
{
    host_calls h = {0};
    (void)state;
    assert_int_equal(read_with(HEAD "cost api = price(gpt-4o, book=our.book)\n", scenario_path, find_by_public, &h),
                     TOLL_OK);
    assert_string_equal(h.book, "our.book");
    assert_non_null(strstr(notes[3].origin, "book our.book "));
}

static void what_the_host_refuses_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_int_equal(read_with(HEAD "cost api = price(gpt-4o)\n", scenario_path, find_none, NULL), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(err.message, "line 5: price: the host has no gpt-4o"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_file_beside_the_scenario_answers),
        cmocka_unit_test(what_is_no_book_is_refused),
        cmocka_unit_test(a_host_is_asked_first),
        cmocka_unit_test(a_file_follows_where_the_host_has_no_such_book),
        cmocka_unit_test(what_the_host_refuses_is_refused_with_its_line),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
