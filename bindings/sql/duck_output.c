/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of DuckDB's table functions: their types, and values put into a chunk. */
#include "sql/duck_output.h"

DUCKDB_EXTENSION_EXTERN

#define MICROSECONDS 1000000

static duckdb_logical_type output_type(duck_output_type type)
{
    switch (type) {
    case DUCK_WHOLE:
        return duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    case DUCK_AMOUNT:
        return duck_amount_type();
    case DUCK_INSTANT:
        return duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
    default:
        return duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    }
}

void duck_add_columns(duckdb_bind_info info, const duck_output_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        duckdb_logical_type type = output_type(columns[i].type);
        duckdb_bind_add_result_column(info, columns[i].name, type);
        duckdb_destroy_logical_type(&type);
    }
}

void duck_put_null(duckdb_data_chunk chunk, idx_t column, idx_t row)
{
    duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

void duck_put_text(duckdb_data_chunk chunk, idx_t column, idx_t row, const char *text)
{
    duckdb_vector_assign_string_element(duckdb_data_chunk_get_vector(chunk, column), row, text);
}

void duck_put_text_or_null(duckdb_data_chunk chunk, idx_t column, idx_t row, const char *text)
{
    if (text[0] == 0) {
        duck_put_null(chunk, column, row);
        return;
    }
    duck_put_text(chunk, column, row, text);
}

void duck_put_whole(duckdb_data_chunk chunk, idx_t column, idx_t row, int64_t value, bool is_null)
{
    if (is_null) {
        duck_put_null(chunk, column, row);
        return;
    }
    ((int64_t *)duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, column)))[row] = value;
}

void duck_put_amount(duckdb_data_chunk chunk, idx_t column, idx_t row, toll_amount amount)
{
    if (!sql_amount_fits(amount)) {
        duck_put_null(chunk, column, row);
        return;
    }
    ((toll_amount *)duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, column)))[row] = amount;
}

void duck_put_decimal(duckdb_data_chunk chunk, idx_t column, idx_t row, const toll_decimal *number)
{
    toll_amount amount = {0, 0};
    toll_amount_convert(number, TOLL_ROUND_HALF_EVEN, &amount, NULL, NULL);
    duck_put_amount(chunk, column, row, amount);
}

void duck_put_instant(duckdb_data_chunk chunk, idx_t column, idx_t row, int64_t at_s)
{
    bool is_open = at_s == TOLL_TIME_MIN || at_s == TOLL_TIME_MAX;
    duck_put_whole(chunk, column, row, is_open ? 0 : at_s * MICROSECONDS, is_open);
}
