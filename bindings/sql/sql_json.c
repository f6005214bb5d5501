/* SPDX-License-Identifier: Apache-2.0 */
/* Usage objects of providers as records, read by libtoll-io.
 *
 * By hand: {"prompt_tokens": 1000, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 800}} is input
 * 1,000, of them 800 cache_read, and output 50. */
#include "sql/sql_json.h"

#include <stdlib.h>
#include <string.h>

#if TOLL_SQL_WITH_IO

#include "toll_io.h"

_Static_assert(SQL_RECORD_PAIRS >= TOLL_IO_USAGE_PAIRS, "a record holds what a usage object says");
_Static_assert(SQL_RECORD_KINDS >= TOLL_IO_USAGE_KINDS, "a record holds the kinds of a usage object");

struct sql_json {
    toll_io_usage_reader *reader;
    toll_io_usage usage;
};

sql_json *sql_json_new(void)
{
    sql_json *json = calloc(1, sizeof *json);
    if (json == NULL || toll_io_usage_open(NULL, 0, &json->reader, NULL) != TOLL_OK) {
        free(json);
        return NULL;
    }
    return json;
}

void sql_json_free(sql_json *json)
{
    if (json != NULL) {
        toll_io_usage_close(json->reader);
        free(json);
    }
}

static sql_text text_of(const char *text)
{
    return (sql_text){text, strlen(text)};
}

/* What a single amount can't say. */
static toll_status refuse_doubt(const sql_json *json, toll_error *err)
{
    if (json->usage.kind != TOLL_IO_USAGE_RECORD) {
        return sql_fail(err, TOLL_E_MISSING, "json", "json has no final usage: a part of a stream, or none");
    }
    if (toll_io_usage_count_left(json->reader) != 0) {
        return sql_fail(err, TOLL_E_CONFLICT, "json", "json has several records: bill each of them");
    }
    if ((json->usage.flags & TOLL_IO_USAGE_OPEN_PARTS) != 0) {
        return sql_fail(err, TOLL_E_MISSING, "json", "a breakdown in json is null: cached tokens are not known");
    }
    if ((json->usage.flags & (TOLL_IO_USAGE_CUT | TOLL_IO_USAGE_UNREAD_PART)) != 0) {
        return sql_fail(err, TOLL_E_UNSUPPORTED, "json", "json has counts that are cut off or of an unknown type");
    }
    return TOLL_OK;
}

static toll_status add_counts(const sql_book *book, const toll_io_usage *usage, sql_record *record, toll_error *err)
{
    memcpy(record->usage, usage->usage, (size_t)usage->n_usage * sizeof usage->usage[0]);
    record->n_usage = (uint64_t)usage->n_usage;
    for (int64_t i = 0; i < usage->n_kinds; i++) {
        const toll_io_kind *from = &usage->kinds[i];
        toll_bill_kind *kind = &record->kinds[i];
        *kind = (toll_bill_kind){.meter = from->meter, .quantity = from->quantity};
        toll_status status = toll_book_intern(book->bytes, book->size, from->key, TOLL_NUL, &kind->key, err);
        if (status != TOLL_OK) {
            return status;
        }
        status = toll_book_intern(book->bytes, book->size, from->value, TOLL_NUL, &kind->value, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    record->n_kinds = (uint64_t)usage->n_kinds;
    return TOLL_OK;
}

static toll_status add_attributes(const sql_book *book, const toll_io_usage *usage, sql_record *record, toll_error *err)
{
    for (int64_t i = 0; i < usage->n_attributes; i++) {
        sql_word word = {.kind = SQL_WORD_ATTRIBUTE};
        toll_status status =
            toll_book_intern(book->bytes, book->size, usage->attributes[i].key, TOLL_NUL, &word.attribute, err);
        if (status != TOLL_OK) {
            return status;
        }
        status = sql_record_add_text(book, record, &word, text_of(usage->attributes[i].value), err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

static toll_status add_context(const sql_book *book, const toll_io_usage *usage, sql_record *record, toll_error *err)
{
    const sql_word tier = {.kind = SQL_WORD_TIER}, region = {.kind = SQL_WORD_REGION};
    record->provider = text_of(usage->provider);
    toll_status status = sql_record_add_text(book, record, &tier, text_of(usage->tier), err);
    if (status != TOLL_OK) {
        return status;
    }
    status = sql_record_add_text(book, record, &region, text_of(usage->region), err);
    if (status != TOLL_OK) {
        return status;
    }
    return add_attributes(book, usage, record, err);
}

toll_status sql_json_read(sql_json *json, const sql_book *book, sql_text text, bool takes_instant, sql_record *record,
                          toll_error *err)
{
    json->usage.n_usage = json->usage.n_kinds = json->usage.n_attributes = 0;
    toll_status status =
        toll_io_usage_read(json->reader, text.bytes, text.length, &json->usage, sizeof json->usage, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = refuse_doubt(json, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (takes_instant && (json->usage.known & TOLL_IO_USAGE_AT) != 0) {
        record->context.at_s = json->usage.at_s;
    }
    status = add_counts(book, &json->usage, record, err);
    if (status != TOLL_OK) {
        return status;
    }
    return add_context(book, &json->usage, record, err);
}

#else

/* Any memory will do: nothing is kept in it. */
sql_json *sql_json_new(void)
{
    return calloc(1, 1);
}

void sql_json_free(sql_json *json)
{
    free(json);
}

toll_status sql_json_read(sql_json *json, const sql_book *book, sql_text text, bool takes_instant, sql_record *record,
                          toll_error *err)
{
    (void)json;
    (void)book;
    (void)text;
    (void)takes_instant;
    (void)record;
    return sql_fail(err, TOLL_E_UNSUPPORTED, "json", "this build has no libtoll-io, which reads usage objects");
}

#endif
