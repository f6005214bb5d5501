/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a call, and the record that their values make.
 *
 * By hand: the words 'input' and 'tier' with the values 1000 and 'batch' give one pair (TOLL_METER_INPUT, 1000) and the
 * number of the text "batch" as the context's service tier. */
#include "sql/sql_face.h"

#include <string.h>

#define ATTRIBUTE_PREFIX "attribute."

static bool is_word(sql_text name, const char *word)
{
    return name.length == strlen(word) && memcmp(name.bytes, word, name.length) == 0;
}

/* The words that are no meter. */
static sql_word_kind context_word(sql_text name)
{
    static const struct {
        const char *name;
        sql_word_kind kind;
    } words[] = {{"provider", SQL_WORD_PROVIDER},
                 {"tier", SQL_WORD_TIER},
                 {"region", SQL_WORD_REGION},
                 {"currency", SQL_WORD_CURRENCY},
                 {"is_aggregate", SQL_WORD_AGGREGATE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is_word(name, words[i].name)) {
            return words[i].kind;
        }
    }
    return 0;
}

bool sql_word_is_count(const sql_word *word)
{
    return word->kind == SQL_WORD_METER || word->kind == SQL_WORD_AGGREGATE;
}

static toll_status find_attribute(const sql_book *book, sql_text name, sql_word *word, toll_error *err)
{
    uint64_t skip = sizeof ATTRIBUTE_PREFIX - 1;
    if (name.length == skip) {
        return sql_fail(err, TOLL_E_RANGE, "attribute", "an attribute has a name: 'attribute.speed'");
    }
    word->kind = SQL_WORD_ATTRIBUTE;
    return toll_book_intern(book->bytes, book->size, name.bytes + skip, name.length - skip, &word->attribute, err);
}

static toll_status fail_unknown(sql_text name, toll_error *err)
{
    return sql_fail(err, TOLL_E_UNKNOWN_ID, "word",
                    "\"%.*s\" is no meter, and not provider, tier, region, currency, is_aggregate or attribute.NAME",
                    sql_cut(name), name.bytes);
}

toll_status sql_word_find(const sql_book *book, sql_text name, sql_word *word, toll_error *err)
{
    uint64_t prefix = sizeof ATTRIBUTE_PREFIX - 1;
    *word = (sql_word){.kind = context_word(name)};
    if (word->kind != 0) {
        return TOLL_OK;
    }
    if (name.length >= prefix && memcmp(name.bytes, ATTRIBUTE_PREFIX, prefix) == 0) {
        return find_attribute(book, name, word, err);
    }
    word->kind = SQL_WORD_METER;
    if (name.length == 0 || toll_bill_meter_find(name.bytes, name.length, &word->meter, NULL) != TOLL_OK) {
        return fail_unknown(name, err);
    }
    return TOLL_OK;
}

/* ---- records ---- */

/* The arrays stay as they are: their counts say what is in use, and a record is begun for each row. */
void sql_record_start(sql_record *record, sql_text model, int64_t at_s)
{
    record->model = model;
    record->provider = record->currency = (sql_text){"", 0};
    record->n_usage = record->n_attributes = record->n_kinds = 0;
    record->context = (toll_bill_context){.struct_size = sizeof(toll_bill_context),
                                          .struct_kind = TOLL_KIND_BILL_CONTEXT,
                                          .known = TOLL_CONTEXT_AT,
                                          .at_s = at_s};
}

static toll_status set_aggregate(sql_record *record, int64_t value, toll_error *err)
{
    if (value != 0 && value != 1) {
        return sql_fail(err, TOLL_E_RANGE, "is_aggregate", "is_aggregate must be 0 or 1, found %lld", (long long)value);
    }
    record->context.is_aggregate = value;
    return TOLL_OK;
}

static toll_status check_count(const sql_record *record, const sql_word *word, int64_t value, toll_error *err)
{
    if (record->n_usage == SQL_RECORD_PAIRS) {
        return sql_fail(err, TOLL_E_RANGE, "word", "a record has at most %d counts", SQL_RECORD_PAIRS);
    }
    if (value < 0 && word->meter != TOLL_METER_CREDIT) {
        toll_bill_meter meter = {.struct_size = sizeof meter, .struct_kind = TOLL_KIND_BILL_METER};
        toll_bill_meter_get(word->meter, &meter, NULL);
        return sql_fail(err, TOLL_E_RANGE, meter.name, "%s must be 0 or more, found %lld", meter.name,
                        (long long)value);
    }
    return TOLL_OK;
}

toll_status sql_record_add_count(sql_record *record, const sql_word *word, int64_t value, toll_error *err)
{
    if (word->kind == SQL_WORD_AGGREGATE) {
        return set_aggregate(record, value, err);
    }
    if (word->kind != SQL_WORD_METER) {
        return sql_fail(err, TOLL_E_RANGE, "word", "a word of the context takes a text, found %lld", (long long)value);
    }
    toll_status status = check_count(record, word, value, err);
    if (status != TOLL_OK) {
        return status;
    }
    record->usage[record->n_usage++] = (toll_bill_usage){word->meter, value};
    return TOLL_OK;
}

static toll_status add_attribute(const sql_book *book, sql_record *record, uint64_t key, sql_text value,
                                 toll_error *err)
{
    if (record->n_attributes == SQL_RECORD_ATTRIBUTES) {
        return sql_fail(err, TOLL_E_RANGE, "attribute", "a record has at most %d attributes", SQL_RECORD_ATTRIBUTES);
    }
    toll_bill_attribute *attribute = &record->attributes[record->n_attributes];
    toll_status status = toll_book_intern(book->bytes, book->size, value.bytes, value.length, &attribute->value, err);
    if (status != TOLL_OK) {
        return status;
    }
    attribute->key = key;
    record->n_attributes++;
    return TOLL_OK;
}

toll_status sql_record_add_text(const sql_book *book, sql_record *record, const sql_word *word, sql_text value,
                                toll_error *err)
{
    if (sql_word_is_count(word)) {
        return sql_fail(err, TOLL_E_RANGE, "word", "a count must be a whole number, found the text \"%.*s\"",
                        sql_cut(value), value.bytes);
    }
    if (value.length == 0) {
        return TOLL_OK;
    }
    switch (word->kind) {
    case SQL_WORD_PROVIDER:
        record->provider = value;
        return TOLL_OK;
    case SQL_WORD_CURRENCY:
        record->currency = value;
        return TOLL_OK;
    case SQL_WORD_TIER:
        return toll_book_intern_tier(book->bytes, book->size, value.bytes, value.length, &record->context.service_tier,
                                     err);
    case SQL_WORD_REGION:
        return toll_book_intern(book->bytes, book->size, value.bytes, value.length, &record->context.region, err);
    default:
        return add_attribute(book, record, word->attribute, value, err);
    }
}
