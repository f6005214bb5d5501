/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of DuckDB as values of the face.
 *
 * Usage is a struct whose fields are words: {'input': n, 'cache_read': c, 'tier': 'batch'}. DuckDB builds it without a
 * copy, so a call reads the very columns of the table. Names are looked up once for each chunk. */
#include "sql/duck_engine.h"

#include <string.h>

DUCKDB_EXTENSION_EXTERN

#define MICROSECONDS 1000000

duck_column duck_column_of(duckdb_vector vector)
{
    duckdb_logical_type type = duckdb_vector_get_column_type(vector);
    duck_column column = {.type = duckdb_get_type_id(type),
                          .data = duckdb_vector_get_data(vector),
                          .validity = duckdb_vector_get_validity(vector)};
    duckdb_destroy_logical_type(&type);
    return column;
}

sql_text duck_text(const duck_column *column, idx_t row)
{
    const duckdb_string_t *text = (const duckdb_string_t *)column->data + row;
    uint32_t length = text->value.inlined.length;
    return (sql_text){
        length <= sizeof text->value.inlined.inlined ? text->value.inlined.inlined : text->value.pointer.ptr, length};
}

/* Rounded down, also before 1970. */
static int64_t whole_seconds(int64_t microseconds)
{
    return microseconds / MICROSECONDS - (microseconds % MICROSECONDS < 0 ? 1 : 0);
}

toll_status duck_instant(const duck_column *column, idx_t row, int64_t *at_s, toll_error *err)
{
    switch (column->type) {
    case DUCKDB_TYPE_VARCHAR:
        return sql_instant_parse(duck_text(column, row), at_s, err);
    case DUCKDB_TYPE_BIGINT:
        *at_s = ((const int64_t *)column->data)[row];
        break;
    default:
        *at_s = whole_seconds(((const int64_t *)column->data)[row]);
    }
    return sql_instant_check(*at_s, err);
}

/* ---- counts ---- */

static toll_status fail_count(const sql_word *word, const char *found, toll_error *err)
{
    char name[32] = "is_aggregate";
    if (word->kind == SQL_WORD_METER) {
        sql_meter_name(word->meter, name);
    }
    return sql_fail(err, TOLL_E_RANGE, name, "%s must be a whole number below 2^63, found %s", name, found);
}

static toll_status read_double(const sql_word *word, double value, int64_t *count, toll_error *err)
{
    char name[32] = "is_aggregate";
    if (word->kind == SQL_WORD_METER) {
        sql_meter_name(word->meter, name);
    }
    return sql_whole(value, name, count, err);
}

static toll_status read_wide(const sql_word *word, duckdb_hugeint value, int64_t *count, toll_error *err)
{
    *count = (int64_t)value.lower;
    if (value.upper != (*count < 0 ? -1 : 0)) {
        return fail_count(word, "a larger one", err);
    }
    return TOLL_OK;
}

static toll_status read_unsigned(const sql_word *word, uint64_t value, int64_t *count, toll_error *err)
{
    *count = (int64_t)value;
    return *count < 0 ? fail_count(word, "a larger one", err) : TOLL_OK;
}

static toll_status read_count(const duck_column *column, idx_t row, int64_t *count, toll_error *err)
{
    const void *data = column->data;
    switch (column->type) {
    case DUCKDB_TYPE_BIGINT:
        *count = ((const int64_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_INTEGER:
        *count = ((const int32_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_SMALLINT:
        *count = ((const int16_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_TINYINT:
        *count = ((const int8_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_UINTEGER:
        *count = ((const uint32_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_USMALLINT:
        *count = ((const uint16_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_UTINYINT:
        *count = ((const uint8_t *)data)[row];
        return TOLL_OK;
    case DUCKDB_TYPE_BOOLEAN:
        *count = ((const bool *)data)[row] ? 1 : 0;
        return TOLL_OK;
    case DUCKDB_TYPE_UBIGINT:
        return read_unsigned(&column->word, ((const uint64_t *)data)[row], count, err);
    case DUCKDB_TYPE_HUGEINT:
        return read_wide(&column->word, ((const duckdb_hugeint *)data)[row], count, err);
    case DUCKDB_TYPE_DOUBLE:
        return read_double(&column->word, ((const double *)data)[row], count, err);
    case DUCKDB_TYPE_FLOAT:
        return read_double(&column->word, (double)((const float *)data)[row], count, err);
    default:
        return fail_count(&column->word, "another type: cast it to BIGINT", err);
    }
}

/* ---- chunks ---- */

static toll_status open_field(const sql_book *book, duckdb_vector usage, duckdb_logical_type type, idx_t i,
                              duck_column *column, toll_error *err)
{
    char *name = duckdb_struct_type_child_name(type, i);
    *column = duck_column_of(duckdb_struct_vector_get_child(usage, i));
    toll_status status = sql_word_find(book, (sql_text){name, strlen(name)}, &column->word, err);
    duckdb_free(name);
    return status;
}

static toll_status open_usage(const sql_book *book, duckdb_vector usage, duckdb_logical_type type, duck_rows *rows,
                              toll_error *err)
{
    rows->n_fields = 0;
    rows->is_all_null = duckdb_get_type_id(type) == DUCKDB_TYPE_SQLNULL;
    if (rows->is_all_null) {
        return TOLL_OK;
    }
    if (duckdb_get_type_id(type) != DUCKDB_TYPE_STRUCT) {
        return sql_fail(err, TOLL_E_RANGE, "usage", "usage must be a struct as {'input': 1000, 'output': 50}");
    }
    rows->n_fields = duckdb_struct_type_child_count(type);
    if (rows->n_fields > DUCK_COLUMNS) {
        return sql_fail(err, TOLL_E_RANGE, "usage", "usage must have 1 .. %d fields, found %llu", DUCK_COLUMNS,
                        (unsigned long long)rows->n_fields);
    }
    rows->usage_validity = duckdb_vector_get_validity(usage);
    for (idx_t i = 0; i < rows->n_fields; i++) {
        toll_status status = open_field(book, usage, type, i, &rows->fields[i], err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

toll_status duck_rows_open(const sql_book *book, duckdb_data_chunk chunk, bool has_at, duck_rows *rows, toll_error *err)
{
    duckdb_vector usage = duckdb_data_chunk_get_vector(chunk, has_at ? 2 : 1);
    duckdb_logical_type type = duckdb_vector_get_column_type(usage);
    rows->count = duckdb_data_chunk_get_size(chunk);
    rows->model = duck_column_of(duckdb_data_chunk_get_vector(chunk, 0));
    rows->has_at = has_at;
    rows->now_s = has_at ? 0 : sql_now();
    if (has_at) {
        rows->at = duck_column_of(duckdb_data_chunk_get_vector(chunk, 1));
    }
    toll_status status = open_usage(book, usage, type, rows, err);
    duckdb_destroy_logical_type(&type);
    return status;
}

/* ---- rows ---- */

bool duck_row_has_null(const duck_rows *rows, idx_t row)
{
    if (rows->is_all_null || duck_is_null(rows->model.validity, row) || duck_is_null(rows->usage_validity, row) ||
        (rows->has_at && duck_is_null(rows->at.validity, row))) {
        return true;
    }
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        if (duck_is_null(rows->fields[i].validity, row)) {
            return true;
        }
    }
    return false;
}

/* DuckDB's string of 16 bytes: its length, then the text or its first bytes and its place. Equal bytes are equal texts;
 * equal texts in two places count as different, which costs a look-up and no more. */
static bool text_has_changed(const duck_column *column, idx_t row)
{
    const duckdb_string_t *text = (const duckdb_string_t *)column->data + row;
    return memcmp(text, text - 1, sizeof *text) != 0;
}

static bool texts_have_changed(const duck_rows *rows, idx_t row)
{
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        const duck_column *field = &rows->fields[i];
        if (!sql_word_is_count(&field->word) && field->type == DUCKDB_TYPE_VARCHAR && text_has_changed(field, row)) {
            return true;
        }
    }
    return false;
}

static toll_status add_texts(const sql_book *book, const duck_rows *rows, idx_t row, sql_record *record,
                             toll_error *err)
{
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        const duck_column *field = &rows->fields[i];
        if (sql_word_is_count(&field->word)) {
            continue;
        }
        if (field->type != DUCKDB_TYPE_VARCHAR) {
            return sql_fail(err, TOLL_E_RANGE, "usage", "provider, tier, region, currency and attributes are VARCHAR");
        }
        toll_status status = sql_record_add_text(book, record, &field->word, duck_text(field, row), err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

static toll_status add_counts(const duck_rows *rows, idx_t row, sql_record *record, toll_error *err)
{
    record->n_usage = 0;
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        const duck_column *field = &rows->fields[i];
        int64_t count = 0;
        if (!sql_word_is_count(&field->word)) {
            continue;
        }
        if (field->type == DUCKDB_TYPE_VARCHAR) {
            return sql_record_add_text(NULL, record, &field->word, duck_text(field, row), err);
        }
        toll_status status = read_count(field, row, &count, err);
        if (status != TOLL_OK) {
            return status;
        }
        status = sql_record_add_count(record, &field->word, count, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

toll_status duck_rows_fill(const sql_book *book, const duck_rows *rows, idx_t row, bool is_next, sql_record *record,
                           bool *has_null, toll_error *err)
{
    int64_t at_s = rows->now_s;
    *has_null = duck_row_has_null(rows, row);
    if (*has_null) {
        return TOLL_OK;
    }
    toll_status status = rows->has_at ? duck_instant(&rows->at, row, &at_s, err) : TOLL_OK;
    if (status != TOLL_OK) {
        return status;
    }
    if (!is_next || texts_have_changed(rows, row)) {
        sql_record_start(record, (sql_text){"", 0}, at_s);
        status = add_texts(book, rows, row, record, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    record->model = duck_text(&rows->model, row);
    record->context.at_s = at_s;
    return add_counts(rows, row, record, err);
}
