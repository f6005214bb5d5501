/* SPDX-License-Identifier: Apache-2.0 */
/* Usage records: any bytes as lines of a log. The fast reader of JSON agrees with the strict one; a record is the same each
 * time, and obeys its limits; nothing is written on failure. */
#include "fuzz.h"

#include <toll_io.h>

#include "json/json_doc.h"
#include "json/json_pick.h"
#include "text/text_check.h"
#include "usage/usage_keys.h"

#define FIELDS 4096

static toll__json_keys keys;
static toll__json_field fields[FIELDS];

/* ---- both readers of JSON ---- */

/* Fields lie inside their containers, in the order of the text. */
static void law_fields(const toll__json_picker *p, toll__io_span text)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const toll__json_field *const f = &p->fields[i];
        LAW(f->behind > i && f->behind <= p->count);
        LAW(f->at >= text.bytes && f->at + f->length <= text.bytes + text.length);
        LAW(f->kind == TOLL__JSON_OBJECT || f->kind == TOLL__JSON_ARRAY || f->behind == i + 1);
        for (uint32_t j = i + 1; j < f->behind; j = p->fields[j].behind)
            LAW(toll__json_field_of(p, i, p->fields[j].key) > 0 && p->fields[j].behind <= f->behind);
    }
}

static void law_same_verdict(toll__io_span text)
{
    toll__json_picker p = {.keys = &keys, .fields = fields, .capacity = FIELDS};
    toll__json_doc doc = {0};
    toll__io_span checked = {0};
    const toll__json_verdict verdict = toll__json_pick(&p, text);
    const int is_marked = text.length >= 3 && memcmp(text.bytes, "\xef\xbb\xbf", 3) == 0;
    const int is_text = toll__io_text_check(text.bytes, text.length, &checked, NULL) == TOLL_OK;
    const toll_status status = is_text ? toll__json_parse(&doc, checked, "record", NULL) : TOLL_E_SYNTAX;
    if (verdict == TOLL__JSON_PICKED) {
        law_fields(&p, text);
        /* A CR without LF is a blank of JSON, but no line end of a text. */
        LAW(status == TOLL_OK || p.needs_look || memchr(text.bytes, '\r', text.length) != NULL);
    }
    LAW(verdict != TOLL__JSON_BAD || status != TOLL_OK || is_marked);
    toll__json_release(&doc);
}

/* ---- records ---- */

static void law_record(const toll_io_usage *r)
{
    LAW(r->kind >= TOLL_IO_USAGE_RECORD && r->kind <= TOLL_IO_USAGE_NOTHING);
    LAW(r->shape < toll_io_usage_count_shapes() && toll_io_usage_get_shape(r->shape)[0] != 0);
    LAW(toll_io_usage_get_maker(r->shape) != NULL);
    LAW(r->n_usage >= 0 && r->n_usage <= TOLL_IO_USAGE_PAIRS);
    LAW(r->n_attributes >= 0 && r->n_attributes <= TOLL_IO_USAGE_ATTRIBUTES);
    for (int64_t i = 0; i < r->n_usage; i++) {
        LAW(r->usage[i].quantity >= 0 && r->usage[i].meter > 0);
        LAW(i == 0 || r->usage[i].meter > r->usage[i - 1].meter);
    }
    LAW(memchr(r->model, 0, sizeof r->model) != NULL && memchr(r->provider, 0, sizeof r->provider) != NULL);
    LAW(memchr(r->tier, 0, sizeof r->tier) != NULL && memchr(r->region, 0, sizeof r->region) != NULL);
    LAW(memchr(r->account, 0, sizeof r->account) != NULL && r->stated_cost.scale >= 0 && r->stated_cost.scale <= 36);
}

/* The same text in a fresh reader of each shape, or with own keys, gives a record or a reason. */
static toll_io_usage_reader *open_some(uint8_t choice)
{
    toll_io_usage_reader *reader = NULL;
    const uint32_t shape = choice % (toll_io_usage_count_shapes() + 2);
    const char *const name = shape < toll_io_usage_count_shapes() && shape > 0 ? toll_io_usage_get_shape(shape) : "";
    LAW(toll_io_usage_open(name, strlen(name), &reader, NULL) == TOLL_OK);
    if (shape == toll_io_usage_count_shapes()) {
        LAW(toll_io_usage_map(reader, "input", 5, "usage.a", 7, NULL) == TOLL_OK);
        LAW(toll_io_usage_map(reader, "output", 6, "output", 6, NULL) == TOLL_OK);
        LAW(toll_io_usage_map(reader, "id", 2, "id", 2, NULL) == TOLL_OK);
    }
    if ((choice & 0x80) != 0)
        LAW(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, "gpt-5", 5, NULL) == TOLL_OK);
    return reader;
}

static toll_status law_outcome(const toll_io_usage *r, toll_status status, const toll_error *err)
{
    static const toll_io_usage untouched;
    law_status(status, err);
    if (status == TOLL_OK)
        law_record(r);
    else
        LAW(memcmp(r, &untouched, sizeof *r) == 0);
    return status;
}

/* Reads every line, and all records in it; a sum over them, for comparison. */
static uint64_t read_lines(uint8_t choice, const char *text, size_t length)
{
    toll_io_usage_reader *const reader = open_some(choice);
    toll_io_usage r;
    toll_error err;
    uint64_t sum = 0;
    for (size_t at = 0; at < length;) {
        const char *const end = memchr(text + at, '\n', length - at);
        const size_t size = end != NULL ? (size_t)(end - text) - at : length - at;
        memset(&r, 0, sizeof r);
        if (law_outcome(&r, toll_io_usage_read(reader, text + at, size, &r, sizeof r, &err), &err) == TOLL_OK)
            sum = sum * 31 + r.id_low + (uint64_t)r.n_usage + (uint64_t)r.usage[0].quantity;
        while (toll_io_usage_count_left(reader) > 0) {
            const uint64_t left = toll_io_usage_count_left(reader);
            memset(&r, 0, sizeof r);
            sum += (uint64_t)law_outcome(&r, toll_io_usage_next(reader, &r, sizeof r, &err), &err);
            LAW(toll_io_usage_count_left(reader) < left + 64); /* an entry may hold shares; each is read once */
        }
        at += size + 1;
    }
    memset(&r, 0, sizeof r);
    law_outcome(&r, toll_io_usage_finish(reader, &r, sizeof r, &err), &err);
    toll_io_usage_close(reader);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    if (keys.used == 0)
        toll__log_keys_start(&keys);
    const char *const text = (const char *)data + 1;
    law_same_verdict((toll__io_span){text, size - 1});
    LAW(read_lines(data[0], text, size - 1) == read_lines(data[0], text, size - 1));
    return 0;
}
