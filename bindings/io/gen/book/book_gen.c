/* SPDX-License-Identifier: Apache-2.0 */
/* The program book_gen: compiles tariff files, in the order given, to one price book and writes it as C.
 *
 *     book_gen DATA_DIR OUT_FILE NAME.csv...
 *
 * The same files give the same bytes on every machine. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "table/tariff_file.h"

#define WORDS_A_LINE 8u

typedef struct gen_book {
    uint64_t *words;
    uint64_t size_bytes;
} gen_book;

static gen_book compile_book(const tariff_files *tariffs)
{
    toll_error err = {0};
    uint64_t capacity = toll_book_size(tariffs->n_rows);
    gen_book book = {csv_alloc(capacity / 8, 8), 0};
    toll_status status = toll_book_compile(tariffs->rows, tariffs->n_rows, sizeof(toll_bill_row), book.words, capacity,
                                           &book.size_bytes, &err);
    if (status != TOLL_OK) {
        int is_row = err.row >= 0 && (uint64_t)err.row < tariffs->n_rows;
        csv_fail(is_row ? tariffs->places[err.row] : (csv_place){"all files", 0, 0}, err.message, err.field);
    }
    return book;
}

/* A book is little-endian bytes; its words are those of a little-endian reader. */
static uint64_t word_at(const gen_book *book, uint64_t index)
{
    const unsigned char *bytes = (const unsigned char *)book->words + 8 * index;
    uint64_t word = 0;
    for (unsigned i = 8; i-- > 0;)
        word = word << 8 | bytes[i];
    return word;
}

static void write_words(FILE *out, const gen_book *book)
{
    uint64_t n_words = (book->size_bytes + 7) / 8;
    for (uint64_t i = 0; i < n_words; i++) {
        uint64_t word = word_at(book, i);
        fprintf(out, word < 10 ? "%" PRIu64 "," : "0x%" PRIx64 ",", word);
        fputs((i + 1) % WORDS_A_LINE == 0 || i + 1 == n_words ? "\n" : " ", out);
    }
}

static void write_book(const char *path, const gen_book *book)
{
    char hash[65];
    toll_error err;
    if (toll_book_get_hash(book->words, book->size_bytes, hash, sizeof hash, &err) != TOLL_OK)
        csv_fail((csv_place){path, 0, 0}, err.message, NULL);
    FILE *out = fopen(path, "wb");
    if (!out)
        csv_fail((csv_place){path, 0, 0}, "cannot be written", NULL);
    fprintf(out, "/* SPDX-License-Identifier: Apache-2.0 */\n");
    fprintf(out, "/* Generated from lib/book/data by bindings/io/gen/book, do not edit: run `make book`.\n");
    fprintf(out, " * %" PRIu64 " tariffs, SHA-256 %s */\n\n", toll_book_count(book->words, book->size_bytes), hash);
    fprintf(out, "enum { public_book_bytes = %" PRIu64 " };\n\n", book->size_bytes);
    fprintf(out, "static const uint64_t public_book_words[] = {\n");
    write_words(out, book);
    fprintf(out, "};\n");
    if (fclose(out) != 0)
        csv_fail((csv_place){path, 0, 0}, "cannot be written", NULL);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fputs("usage: book_gen DATA_DIR OUT_FILE NAME.csv...\n", stderr);
        return 2;
    }
    tariff_files tariffs = {0};
    for (int i = 3; i < argc; i++) {
        csv_table csv = csv_table_read(argv[1], argv[i]);
        tariff_file_add(&tariffs, &csv);
    }
    gen_book book = compile_book(&tariffs);
    write_book(argv[2], &book);
    return 0;
}
