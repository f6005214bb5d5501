/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader of libtoll-io: any bytes; what is read can be written and read again, and is found by every way. */
#include "fuzz.h"

#include "json/json_doc.h"
#include "json/json_scan.h"

/* A writer that counts the values and keys it has seen. */
typedef struct dump {
    char *text;
    size_t length, capacity, tokens;
} dump;

static void write_bytes(dump *d, const char *bytes, size_t length)
{
    LAW(d->length + length <= d->capacity);
    memcpy(d->text + d->length, bytes, length);
    d->length += length;
}

/* Control characters, quotes and backslashes as \uXXXX: six bytes for what took two or six. */
static void write_text(dump *d, toll__json value)
{
    const uint64_t needed = toll__json_copy(value, NULL, 0);
    char *text = malloc(needed + 1), piece[8];
    LAW(text != NULL && needed <= toll__json_raw(value).length);
    LAW(toll__json_copy(value, text, needed + 1) == needed && strlen(text) == needed && toll__json_is(value, text));
    write_bytes(d, "\"", 1);
    for (uint64_t i = 0; i < needed; i++) {
        const unsigned char c = (unsigned char)text[i];
        const int is_plain = c >= 0x20 && c != '"' && c != '\\';
        snprintf(piece, sizeof piece, is_plain ? "%c" : "\\u%04x", c);
        write_bytes(d, piece, strlen(piece));
    }
    write_bytes(d, "\"", 1);
    free(text);
}

static void law_number(toll__json value)
{
    int64_t whole = 0;
    uint64_t count = 0;
    double number = 0;
    toll_error err;
    const toll_status status = law_status(toll__json_read_int64(value, "n", &whole, &err), &err);
    const toll_status wide = law_status(toll__json_read_uint64(value, "n", &count, &err), &err);
    const toll_status real = law_status(toll__json_read_double(value, "n", &number, &err), &err);
    LAW(status != TOLL_OK || whole < 0 || (wide == TOLL_OK && count == (uint64_t)whole));
    LAW(wide != TOLL_OK || count > INT64_MAX || (status == TOLL_OK && whole == (int64_t)count));
    LAW(status != TOLL_OK || (real == TOLL_OK && number == (double)whole));
    LAW(wide != TOLL_OK || (real == TOLL_OK && number == (double)count));
}

static void write_value(dump *d, toll__json value);

static void write_array(dump *d, toll__json array)
{
    uint64_t i = 0;
    write_bytes(d, "[", 1);
    for (toll__json at = toll__json_first(array); at.doc != NULL; at = toll__json_next(array, at), i++) {
        if (i > 0)
            write_bytes(d, ",", 1);
        LAW(toll__json_entry(array, i).token == at.token);
        write_value(d, at);
    }
    LAW(i == toll__json_count(array) && toll__json_entry(array, i).doc == NULL);
    write_bytes(d, "]", 1);
}

static void law_found(toll__json object, toll__json key)
{
    char name[256];
    if (toll__json_copy(key, name, sizeof name) < sizeof name)
        LAW(toll__json_get(object, name).token == toll__json_value_of(key).token);
}

static void write_object(dump *d, toll__json object)
{
    uint64_t i = 0;
    write_bytes(d, "{", 1);
    for (toll__json key = toll__json_first(object); key.doc != NULL; key = toll__json_next(object, key), i++) {
        if (i > 0)
            write_bytes(d, ",", 1);
        law_found(object, key);
        write_value(d, key);
        write_bytes(d, ":", 1);
        write_value(d, toll__json_value_of(key));
    }
    LAW(i == toll__json_count(object));
    write_bytes(d, "}", 1);
}

static void write_value(dump *d, toll__json value)
{
    const toll__io_span raw = toll__json_raw(value);
    d->tokens++;
    switch (toll__json_kind_of(value)) {
    case TOLL__JSON_OBJECT:
        write_object(d, value);
        break;
    case TOLL__JSON_ARRAY:
        write_array(d, value);
        break;
    case TOLL__JSON_TEXT:
        write_text(d, value);
        break;
    default:
        law_number(value);
        write_bytes(d, raw.bytes, raw.length);
        break;
    }
}

static dump write_document(const toll__json_doc *doc)
{
    dump d = {.capacity = 6 * doc->text.length + 16};
    d.text = malloc(d.capacity);
    LAW(d.text != NULL);
    write_value(&d, toll__json_root(doc));
    LAW(d.tokens == doc->n_tokens);
    return d;
}

/* What was written is read as the same, and written as the same bytes. */
static void law_again(dump *d)
{
    toll__json_doc doc = {0};
    toll_error err;
    LAW(toll__json_parse(&doc, (toll__io_span){d->text, d->length}, "again", &err) == TOLL_OK);
    dump same = write_document(&doc);
    LAW(same.length == d->length && memcmp(same.text, d->text, d->length) == 0 && same.tokens == d->tokens);
    free(same.text);
    toll__json_release(&doc);
}

/* An object or array ends with its bracket: less or more of it is no JSON. */
static void law_whole(const dump *d)
{
    toll__json_doc doc = {0};
    if (d->text[0] != '{' && d->text[0] != '[')
        return;
    LAW(toll__json_parse(&doc, (toll__io_span){d->text, d->length - 1}, "cut", NULL) == TOLL_E_SYNTAX);
    char *more = malloc(d->length + 1);
    LAW(more != NULL);
    memcpy(more, d->text, d->length);
    more[d->length] = '0';
    LAW(toll__json_parse(&doc, (toll__io_span){more, d->length + 1}, "more", NULL) == TOLL_E_SYNTAX);
    free(more);
    toll__json_release(&doc);
}

/* The memory that the header promises to suffice does. */
static void law_memory(const toll__json_doc *doc)
{
    toll__json_doc fixed;
    void *memory = malloc(32 * (size_t)doc->n_tokens);
    LAW(memory != NULL);
    toll__json_use(&fixed, memory, 32 * (uint64_t)doc->n_tokens);
    LAW(toll__json_parse(&fixed, doc->text, "fixed", NULL) == TOLL_OK && fixed.n_tokens == doc->n_tokens);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    toll__json_doc doc = {0};
    toll_error err;
    toll__io_span text;
    if (toll__io_text_check((const char *)data, size, &text, NULL) != TOLL_OK) {
        text = (toll__io_span){(const char *)data, size}; /* unchecked bytes must do no harm */
        law_status(toll__json_parse(&doc, text, "unchecked", &err), &err);
    } else if (law_status(toll__json_parse(&doc, text, "file", &err), &err) == TOLL_OK) {
        dump d = write_document(&doc);
        law_again(&d);
        law_whole(&d);
        law_memory(&doc);
        free(d.text);
    }
    toll__json_release(&doc);
    return 0;
}
