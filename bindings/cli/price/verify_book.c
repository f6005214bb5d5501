/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies a book and names every tariff that is damaged. A book whose header or index is damaged has no tariffs that could
 * be told apart: then the one reason is told. */
#include "price/verify_book.h"

#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "input/price_book.h"
#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/outside_text.h"

typedef struct checked_book {
    const char *name;
    const void *bytes;
    uint64_t size;
    toll__io_bytes file; /* empty: built in */
} checked_book;

static bool read_bytes(checked_book *b, const char *path)
{
    *b = (checked_book){.name = path};
    if (strcmp(path, "built-in") == 0) {
        b->bytes = toll_book_get_public(&b->size);
        return b->bytes != NULL || complain("this libtoll was built without a price book") == EXIT_FINE;
    }
    if (!input_read(path, BOOK_BYTES_MAX, &b->file)) {
        return false;
    }
    b->bytes = b->file.bytes;
    b->size = b->file.length;
    return true;
}

static void put_damage(const checked_book *b, json *out, const toll_error *err)
{
    if (out == NULL) {
        outside_line("%s: %s", b->name, err->message);
        return;
    }
    json_object(out, NULL);
    json_maybe_integer(out, "row", err->row, err->row >= 0);
    json_text(out, "reason", err->message);
    json_close(out);
}

/* Every damaged tariff; where none is, what is wrong with the whole. Returns how many lines that were. */
static int put_damages(const checked_book *b, json *out)
{
    toll_error err;
    int found = 0;
    bool has_index = toll_book_open(b->bytes, b->size, &err) == TOLL_OK;
    for (uint64_t i = 0; has_index && i < toll_book_count(b->bytes, b->size); i++) {
        if (toll_book_verify(b->bytes, b->size, i, &err) != TOLL_OK) {
            put_damage(b, out, &err);
            found++;
        }
    }
    if (found == 0 && toll_book_verify(b->bytes, b->size, TOLL_BOOK_ALL, &err) != TOLL_OK) {
        put_damage(b, out, &err);
        found++;
    }
    return found;
}

static int put_json(const checked_book *b)
{
    json j;
    char hash[72];
    bool has_hash = toll_book_get_hash(b->bytes, b->size, hash, sizeof hash, NULL) == TOLL_OK;
    json_answer(&j, "book verify");
    json_text(&j, "book", b->name);
    json_maybe_text(&j, "book_hash", has_hash ? hash : "");
    json_integer(&j, "tariffs", (int64_t)toll_book_count(b->bytes, b->size));
    json_array(&j, "damaged");
    int found = put_damages(b, &j);
    json_close(&j);
    json_bool(&j, "is_whole", found == 0);
    json_close(&j);
    return found;
}

static int put_text(const checked_book *b)
{
    char hash[72];
    int found = put_damages(b, NULL);
    if (found == 0 && toll_book_get_hash(b->bytes, b->size, hash, sizeof hash, NULL) == TOLL_OK) {
        outside_line("%s: %s tariffs as they were compiled, SHA-256 %s", b->name,
                     figure_count((int64_t)toll_book_count(b->bytes, b->size)).text, hash);
    }
    return found;
}

int verify_book(const book_request *r)
{
    checked_book b;
    if (!read_bytes(&b, r->file)) {
        return EXIT_BAD_INPUT;
    }
    int found = r->output.is_json ? put_json(&b) : put_text(&b);
    toll__io_release(&b.file);
    return found == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
}
