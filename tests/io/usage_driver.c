/* SPDX-License-Identifier: Apache-2.0 */
/* Reads usage records from stdin, a text a line, and writes a line for each record in it: "line shape kind flags at model
 * provider tier region account cost id meter=count...", or "line refused STATUS message". Words that are empty are "-".
 * Arguments: --shape NAME, --assume FIELD TEXT, --map TARGET KEY. Scripts compare its lines with references. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "toll_io.h"

#define TEXT_MAX (8u << 20)

static const char *word(const char *text)
{
    return text[0] != 0 ? text : "-";
}

static void write_cost(const toll_io_usage *r)
{
    char text[64] = "-";
    if ((r->known & TOLL_IO_USAGE_COST) != 0)
        toll_decimal_format(&r->stated_cost, text, sizeof text, NULL, NULL);
    printf("\t%s", text);
}

static void write_record(unsigned line, const toll_io_usage *r)
{
    static const char *const kinds[] = {"?", "record", "snapshot", "nothing"};
    printf("%u\t%s\t%s\t%" PRIx64 "\t", line, toll_io_usage_get_shape(r->shape), kinds[r->kind & 3], r->flags);
    printf((r->known & TOLL_IO_USAGE_AT) != 0 ? "%" PRId64 : "-", r->at_s);
    printf("\t%s\t%s\t%s\t%s\t%s", word(r->model), word(r->provider), word(r->tier), word(r->region), word(r->account));
    write_cost(r);
    printf((r->known & TOLL_IO_USAGE_ID) != 0 ? "\t%016" PRIx64 : "\t-", r->id_low);
    for (int64_t i = 0; i < r->n_attributes; i++)
        printf("\t%s:%s", r->attributes[i].key, r->attributes[i].value);
    for (int64_t i = 0; i < r->n_usage; i++) {
        toll_bill_meter m = {.struct_size = sizeof m, .struct_kind = TOLL_KIND_BILL_METER};
        toll_bill_meter_get((uint32_t)r->usage[i].meter, &m, NULL);
        printf("\t%s=%" PRId64, m.name, r->usage[i].quantity);
    }
    putchar('\n');
}

static void write_outcome(unsigned line, toll_status status, const toll_io_usage *record, const toll_error *err)
{
    if (status == TOLL_OK)
        write_record(line, record);
    else
        printf("%u\trefused\t%s\t%s\n", line, toll_status_name(status), err->message);
}

static void read_line(toll_io_usage_reader *reader, unsigned line, const char *text, size_t length)
{
    toll_io_usage record;
    toll_error err = {0};
    toll_status status = toll_io_usage_read(reader, text, length, &record, sizeof record, &err);
    write_outcome(line, status, &record, &err);
    while (toll_io_usage_count_left(reader) > 0) {
        status = toll_io_usage_next(reader, &record, sizeof record, &err);
        write_outcome(line, status, &record, &err);
    }
}

static void read_all(toll_io_usage_reader *reader)
{
    static char text[TEXT_MAX];
    toll_io_usage record;
    toll_error err = {0};
    unsigned line = 1;
    for (; fgets(text, sizeof text, stdin) != NULL; line++)
        if (text[0] != '\n')
            read_line(reader, line, text, strcspn(text, "\n"));
    const toll_status status = toll_io_usage_finish(reader, &record, sizeof record, &err);
    if (status != TOLL_OK || record.kind != TOLL_IO_USAGE_NOTHING)
        write_outcome(line, status, &record, &err);
}

static uint32_t field_of(const char *name)
{
    static const char *const names[] = {"", "model", "provider", "tier", "region", "account"};
    for (uint32_t i = 1; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return 0;
}

static toll_status apply(toll_io_usage_reader *reader, char **argument, toll_error *err)
{
    if (strcmp(argument[0], "--assume") == 0)
        return toll_io_usage_assume(reader, field_of(argument[1]), argument[2], strlen(argument[2]), err);
    return toll_io_usage_map(reader, argument[1], strlen(argument[1]), argument[2], strlen(argument[2]), err);
}

int main(int argc, char **argv)
{
    toll_io_usage_reader *reader;
    toll_error err = {0};
    const char *shape = argc > 2 && strcmp(argv[1], "--shape") == 0 ? argv[2] : "";
    toll_status status = toll_io_usage_open(shape, strlen(shape), &reader, &err);
    for (int i = shape[0] != 0 ? 3 : 1; status == TOLL_OK && i + 2 < argc; i += 3)
        status = apply(reader, argv + i, &err);
    if (status != TOLL_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    read_all(reader);
    toll_io_usage_close(reader);
    return 0;
}
