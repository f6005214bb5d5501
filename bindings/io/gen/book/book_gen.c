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

static toll_status compile_book(const toll__tariff_rows *tariffs, gen_book *book, toll_error *err)
{
    toll_error found = {0};
    const uint64_t capacity = toll_book_size(tariffs->n_rows);
    book->words = calloc(capacity / 8 + 1, 8);
    if (book->words == NULL)
        return toll__csv_fail(err, (toll__csv_place){"all files", 0, 0}, "out of memory", NULL);
    const toll_status status = toll_book_compile(tariffs->rows, tariffs->n_rows, sizeof(toll_bill_row), book->words,
                                                 capacity, &book->size_bytes, &found);
    if (!status)
        return TOLL_OK;
    const int is_row = found.row >= 0 && (uint64_t)found.row < tariffs->n_rows;
    return toll__csv_fail(err, is_row ? tariffs->places[found.row] : (toll__csv_place){"all files", 0, 0},
                          found.message, found.field);
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

static toll_status refuse_output(const char *path, const char *message, toll_error *err)
{
    return toll__csv_fail(err, (toll__csv_place){path, 0, 0}, message, NULL);
}

static toll_status write_book(const char *path, const gen_book *book, toll_error *err)
{
    char hash[65];
    toll_error found;
    if (toll_book_get_hash(book->words, book->size_bytes, hash, sizeof hash, &found) != TOLL_OK)
        return refuse_output(path, found.message, err);
    FILE *out = fopen(path, "wb");
    if (!out)
        return refuse_output(path, "cannot be written", err);
    fprintf(out, "/* SPDX-License-Identifier: Apache-2.0 */\n");
    fprintf(out, "/* Generated from lib/book/data by bindings/io/gen/book, do not edit: run `make book`.\n");
    fprintf(out, " * %" PRIu64 " tariffs, SHA-256 %s */\n\n", toll_book_count(book->words, book->size_bytes), hash);
    fprintf(out, "enum { public_book_bytes = %" PRIu64 " };\n\n", book->size_bytes);
    fprintf(out, "static const uint64_t public_book_words[] = {\n");
    write_words(out, book);
    fprintf(out, "};\n");
    return fclose(out) == 0 ? TOLL_OK : refuse_output(path, "cannot be written", err);
}

static toll_status add_file(const char *folder, const char *name, toll__tariff_rows *tariffs, toll_error *err)
{
    char path[1024];
    toll__csv_table csv;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    toll_status status = toll__csv_read(path, name, CSV_BYTES_MAX, &csv, err);
    if (status != TOLL_OK)
        return status;
    status = toll__tariff_rows_add(tariffs, &csv, err);
    toll__csv_release(&csv);
    return status;
}

static toll_status generate(int argc, char **argv, toll__tariff_rows *tariffs, gen_book *book, toll_error *err)
{
    for (int i = 3; i < argc; i++) {
        const toll_status status = add_file(argv[1], argv[i], tariffs, err);
        if (status != TOLL_OK)
            return status;
    }
    const toll_status status = compile_book(tariffs, book, err);
    return status != TOLL_OK ? status : write_book(argv[2], book, err);
}

int main(int argc, char **argv)
{
    toll__tariff_rows tariffs = {0};
    gen_book book = {0};
    toll_error err = {0};
    if (argc < 4) {
        fputs("usage: book_gen DATA_DIR OUT_FILE NAME.csv...\n", stderr);
        return 2;
    }
    const toll_status status = generate(argc, argv, &tariffs, &book, &err);
    if (status != TOLL_OK)
        fprintf(stderr, "%s\n", err.message);
    free(book.words);
    toll__tariff_rows_release(&tariffs);
    return status == TOLL_OK ? 0 : 1;
}
