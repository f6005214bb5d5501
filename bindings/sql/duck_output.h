/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of DuckDB's table functions, and values of one row. */
#ifndef TOLL_DUCK_OUTPUT_H
#define TOLL_DUCK_OUTPUT_H

#include "sql/duck_engine.h"

/* Types of columns: VARCHAR, BIGINT, DECIMAL(38,18), TIMESTAMP. */
typedef enum duck_output_type { DUCK_TEXT, DUCK_WHOLE, DUCK_AMOUNT, DUCK_INSTANT } duck_output_type;

typedef struct duck_output_column {
    const char *name;
    duck_output_type type;
} duck_output_column;

void duck_add_columns(duckdb_bind_info info, const duck_output_column *columns, size_t n);

void duck_put_null(duckdb_data_chunk chunk, idx_t column, idx_t row);
void duck_put_text(duckdb_data_chunk chunk, idx_t column, idx_t row, const char *text);
/* An empty text is NULL. */
void duck_put_text_or_null(duckdb_data_chunk chunk, idx_t column, idx_t row, const char *text);
void duck_put_whole(duckdb_data_chunk chunk, idx_t column, idx_t row, int64_t value, bool is_null);
/* An amount beyond DECIMAL(38,18) is NULL. */
void duck_put_amount(duckdb_data_chunk chunk, idx_t column, idx_t row, toll_amount amount);
/* A price or factor, half-even at 18 digits. */
void duck_put_decimal(duckdb_data_chunk chunk, idx_t column, idx_t row, const toll_decimal *number);
/* An open end is NULL. */
void duck_put_instant(duckdb_data_chunk chunk, idx_t column, idx_t row, int64_t at_s);

#endif
