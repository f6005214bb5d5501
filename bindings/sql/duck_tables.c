/* SPDX-License-Identifier: Apache-2.0 */
/* Table functions of DuckDB over the book: toll_models() has a row for each tariff, toll_prices() one for each of its
 * amounts. */
#include "sql/duck_engine.h"
#include "sql/duck_output.h"

#include <stdlib.h>

DUCKDB_EXTENSION_EXTERN

static const duck_output_column model_columns[] = {
    {"provider", DUCK_TEXT},      {"model", DUCK_TEXT},         {"sku", DUCK_TEXT},
    {"currency", DUCK_TEXT},      {"valid_from", DUCK_INSTANT}, {"valid_until", DUCK_INSTANT},
    {"retired_at", DUCK_INSTANT}, {"origin", DUCK_TEXT},        {"source", DUCK_TEXT},
};
static const duck_output_column price_columns[] = {
    {"provider", DUCK_TEXT},       {"model", DUCK_TEXT},  {"sku", DUCK_TEXT},          {"currency", DUCK_TEXT},
    {"kind", DUCK_TEXT},           {"rule", DUCK_TEXT},   {"meter", DUCK_TEXT},        {"number", DUCK_AMOUNT},
    {"per", DUCK_WHOLE},           {"above", DUCK_WHOLE}, {"is_contract", DUCK_WHOLE}, {"valid_from", DUCK_INSTANT},
    {"valid_until", DUCK_INSTANT},
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *origin_word(uint32_t origin)
{
    switch (origin) {
    case TOLL_ORIGIN_PUBLIC:
        return "public";
    case TOLL_ORIGIN_CONTRACT:
        return "contract";
    default:
        return "estimated";
    }
}

static void put_model(duckdb_data_chunk output, idx_t row, const sql_walk *walk)
{
    duck_put_text(output, 0, row, walk->tariff.key);
    duck_put_text(output, 1, row, walk->model);
    duck_put_text(output, 2, row, walk->tariff.text);
    duck_put_text(output, 3, row, walk->tariff.value);
    duck_put_instant(output, 4, row, walk->tariff.from_s);
    duck_put_instant(output, 5, row, walk->tariff.until_s);
    duck_put_instant(output, 6, row, walk->has_retirement ? walk->retired_s : TOLL_TIME_MAX);
    duck_put_text(output, 7, row, origin_word(walk->tariff.origin));
    duck_put_text(output, 8, row, walk->tariff.source);
}

static void put_price(duckdb_data_chunk output, idx_t row, const sql_walk *walk)
{
    char meter[32] = "";
    if (walk->row.meter != 0) {
        sql_meter_name(walk->row.meter, meter);
    }
    duck_put_text(output, 0, row, walk->tariff.key);
    duck_put_text(output, 1, row, walk->model);
    duck_put_text(output, 2, row, walk->tariff.text);
    duck_put_text(output, 3, row, walk->tariff.value);
    duck_put_text(output, 4, row, sql_walk_kind(walk));
    duck_put_text_or_null(output, 5, row, walk->rule);
    duck_put_text_or_null(output, 6, row, meter);
    duck_put_decimal(output, 7, row, &walk->row.number);
    duck_put_whole(output, 8, row, walk->row.per, walk->row.per == 0);
    duck_put_whole(output, 9, row, walk->row.quantity, walk->row.kind != TOLL_ROW_VOLUME);
    duck_put_whole(output, 10, row, walk->row.is_contract, false);
    duck_put_instant(output, 11, row, walk->tariff.from_s);
    duck_put_instant(output, 12, row, walk->tariff.until_s);
}

enum { TABLE_MODELS, TABLE_PRICES };

static void bind_book(duckdb_bind_info info)
{
    const duck_function *function = duckdb_bind_get_extra_info(info);
    if (function->variant == TABLE_MODELS) {
        duck_add_columns(info, model_columns, COUNT(model_columns));
    } else {
        duck_add_columns(info, price_columns, COUNT(price_columns));
    }
}

static void init_book(duckdb_init_info info)
{
    const duck_function *function = duckdb_init_get_extra_info(info);
    sql_walk *walk = malloc(sizeof *walk);
    if (walk == NULL) {
        duckdb_init_set_error(info, "no memory for a walk over the book");
        return;
    }
    sql_walk_start(walk, &function->engine->book);
    duckdb_init_set_max_threads(info, 1);
    duckdb_init_set_init_data(info, walk, free);
}

static void give_book(duckdb_function_info info, duckdb_data_chunk output)
{
    const duck_function *function = duckdb_function_get_extra_info(info);
    sql_walk *walk = duckdb_function_get_init_data(info);
    idx_t row = 0;
    if (function->variant == TABLE_MODELS) {
        for (; row < duckdb_vector_size() && sql_walk_tariff(walk); row++) {
            put_model(output, row, walk);
        }
    } else {
        for (; row < duckdb_vector_size() && sql_walk_amount(walk); row++) {
            put_price(output, row, walk);
        }
    }
    duckdb_data_chunk_set_size(output, row);
}

static duckdb_state register_book(duckdb_connection connection, duck_engine *engine, const char *name, int variant)
{
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, name);
    duckdb_table_function_set_extra_info(function, duck_function_new(engine, variant), duck_function_free);
    duckdb_table_function_set_bind(function, bind_book);
    duckdb_table_function_set_init(function, init_book);
    duckdb_table_function_set_function(function, give_book);
    duckdb_state state = duckdb_register_table_function(connection, function);
    duckdb_destroy_table_function(&function);
    return state;
}

duckdb_state duck_register_tables(duckdb_connection connection, duck_engine *engine)
{
    if (register_book(connection, engine, "toll_models", TABLE_MODELS) != DuckDBSuccess) {
        return DuckDBError;
    }
    return register_book(connection, engine, "toll_prices", TABLE_PRICES);
}
