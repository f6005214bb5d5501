/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON texts from stdin, each behind its length in four bytes, and writes a line for each: "refused", or all values
 * as tests/differential/json_reference.py writes them too. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_doc.h"

static void write_text(toll__json value)
{
    const uint64_t length = toll__json_copy(value, NULL, 0);
    char *text = malloc(length + 1);
    if (text == NULL)
        abort();
    toll__json_copy(value, text, length + 1);
    putchar('"');
    for (uint64_t i = 0; i < length; i++)
        printf("%02x", (unsigned)(unsigned char)text[i]);
    putchar('"');
    free(text);
}

/* As int64, uint64 and the bits of a double; x where it is none. */
static void write_number(toll__json value)
{
    int64_t whole = 0;
    uint64_t count = 0, bits;
    double number = 0;
    const toll__io_span raw = toll__json_raw(value);
    const bool is_whole = toll__json_read_int64(value, "n", &whole, NULL) == TOLL_OK;
    const bool is_count = toll__json_read_uint64(value, "n", &count, NULL) == TOLL_OK;
    const bool is_double = toll__json_read_double(value, "n", &number, NULL) == TOLL_OK;
    memcpy(&bits, &number, sizeof bits);
    printf("%.*s", (int)raw.length, raw.bytes);
    printf(is_whole ? "/%" PRId64 : "/x", whole);
    printf(is_count ? "/%" PRIu64 : "/x", count);
    printf(is_double ? "/%016" PRIx64 : "/x", bits);
}

static void write_value(toll__json value);

static void write_members(toll__json container, int is_object)
{
    for (toll__json at = toll__json_first(container); at.doc != NULL; at = toll__json_next(container, at)) {
        if (is_object) {
            write_text(at);
            putchar(':');
        }
        write_value(is_object ? toll__json_value_of(at) : at);
        putchar(',');
    }
}

static void write_value(toll__json value)
{
    const toll__json_kind kind = toll__json_kind_of(value);
    const toll__io_span raw = toll__json_raw(value);
    if (kind == TOLL__JSON_OBJECT || kind == TOLL__JSON_ARRAY) {
        putchar(raw.bytes[0]);
        write_members(value, kind == TOLL__JSON_OBJECT);
        putchar(raw.bytes[raw.length - 1]);
    } else if (kind == TOLL__JSON_TEXT) {
        write_text(value);
    } else if (kind == TOLL__JSON_NUMBER) {
        write_number(value);
    } else {
        printf("%.*s", (int)raw.length, raw.bytes);
    }
}

static void answer(toll__json_doc *doc, const char *bytes, uint32_t length)
{
    toll__io_span text;
    const toll_status status = toll__io_text_check(bytes, length, &text, NULL);
    if (status != TOLL_OK || toll__json_parse(doc, text, "stdin", NULL) != TOLL_OK)
        fputs("refused", stdout);
    else
        write_value(toll__json_root(doc));
    putchar('\n');
}

int main(void)
{
    toll__json_doc doc = {0};
    unsigned char head[4];
    while (fread(head, 1, 4, stdin) == 4) {
        const uint32_t length =
            (uint32_t)head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 | (uint32_t)head[3] << 24;
        char *bytes = malloc(length + !length); /* exact, so that a sanitizer sees a read beyond it */
        if (bytes == NULL || fread(bytes, 1, length, stdin) != length)
            return 1;
        answer(&doc, bytes, length);
        free(bytes);
    }
    toll__json_release(&doc);
    return 0;
}
