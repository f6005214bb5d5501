/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar functions of DuckDB: bills, checks, prices.
 *
 * A function without an instant reads the clock once for each chunk, so it is volatile: DuckDB must not compute it ahead
 * and keep the result in a prepared statement. Its twin with an instant is not. */
#include "sql/duck_engine.h"

#include <string.h>

DUCKDB_EXTENSION_EXTERN

/* Variants of a function: bits. */
#define HAS_AT 1

#define TOO_LARGE "the amount needs more than the 20 digits of DECIMAL(38,18)"

/* A chunk in work. */
typedef struct chunk_call {
    duckdb_function_info info;
    const duck_function *function;
    duck_worker *worker;
    duckdb_data_chunk input;
    duckdb_vector output;
} chunk_call;

/* Computes one chunk; on failure err says why, and the query ends. */
typedef toll_status (*chunk_work)(const chunk_call *call, toll_error *err);

static void run_chunk(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output, chunk_work work)
{
    toll_error err = {.code = TOLL_OK};
    const duck_function *function = duckdb_scalar_function_get_extra_info(info);
    duck_worker *worker = duck_worker_take(function->engine);
    if (worker == NULL) {
        duckdb_scalar_function_set_error(info, "no memory for the cards");
        return;
    }
    chunk_call call = {info, function, worker, input, output};
    if (work(&call, &err) != TOLL_OK) {
        duckdb_scalar_function_set_error(info, err.message);
    }
    duck_worker_give(function->engine, worker);
}

static void set_null(duckdb_vector output, idx_t row)
{
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

/* An amount of DECIMAL(38,18). */
static toll_status put_amount(duckdb_vector output, idx_t row, toll_amount amount, toll_error *err)
{
    if (!sql_amount_fits(amount)) {
        return sql_fail(err, TOLL_E_OVERFLOW, "amount", TOO_LARGE);
    }
    ((toll_amount *)duckdb_vector_get_data(output))[row] = amount;
    return TOLL_OK;
}

/* ---- bills ---- */

static toll_status bill_record(const chunk_call *call, const sql_record *record, toll_amount *billed, toll_error *err)
{
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = sql_bill(call->worker->cards, record, NULL, 0, &total, err);
    *billed = total.billed_cost;
    return status;
}

/* The general way: any type of count, any number of models. */
static toll_status bill_one_by_one(const chunk_call *call, const duck_rows *rows, toll_amount *billed, toll_error *err)
{
    sql_record record;
    bool has_null = true; /* of the row before */
    for (idx_t row = 0; row < rows->count; row++) {
        toll_status status =
            duck_rows_fill(&call->function->engine->book, rows, row, !has_null, &record, &has_null, err);
        if (status != TOLL_OK) {
            return status;
        }
        status = has_null ? TOLL_OK : bill_record(call, &record, &billed[row], err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

/* NULL where a value is NULL; an amount beyond DECIMAL(38,18) ends the query. */
static toll_status check_amounts(const chunk_call *call, const duck_rows *rows, const toll_amount *billed,
                                 toll_error *err)
{
    for (idx_t row = 0; row < rows->count; row++) {
        if (duck_row_has_null(rows, row)) {
            set_null(call->output, row);
        } else if (!sql_amount_fits(billed[row])) {
            return sql_fail(err, TOLL_E_OVERFLOW, "amount", TOO_LARGE);
        }
    }
    return TOLL_OK;
}

static toll_status bill_chunk(const chunk_call *call, toll_error *err)
{
    duck_rows rows;
    toll_amount *billed = duckdb_vector_get_data(call->output);
    toll_status status =
        duck_rows_open(&call->function->engine->book, call->input, call->function->variant & HAS_AT, &rows, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (!duck_chunk_bill(call->worker->chunk, call->worker, &rows, billed, &status, err)) {
        status = bill_one_by_one(call, &rows, billed, err);
    }
    if (status != TOLL_OK) {
        return status;
    }
    return check_amounts(call, &rows, billed, err);
}

static void bill_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    run_chunk(info, input, output, bill_chunk);
}

static toll_status check_record(const chunk_call *call, const duck_rows *rows, idx_t row, toll_error *err)
{
    sql_record record;
    toll_amount billed;
    bool has_null = false;
    toll_status status = duck_rows_fill(&call->function->engine->book, rows, row, false, &record, &has_null, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (has_null) {
        return sql_fail(err, TOLL_E_MISSING, "usage", "a value is NULL: not known");
    }
    return bill_record(call, &record, &billed, err);
}

/* NULL: the row can be billed. Otherwise why not. */
static void check_row(const chunk_call *call, const duck_rows *rows, idx_t row)
{
    toll_error err = {.code = TOLL_OK};
    if (check_record(call, rows, row, &err) != TOLL_OK) {
        duckdb_vector_assign_string_element(call->output, row, err.message);
        return;
    }
    set_null(call->output, row);
}

static toll_status check_chunk(const chunk_call *call, toll_error *err)
{
    duck_rows rows;
    toll_status status =
        duck_rows_open(&call->function->engine->book, call->input, call->function->variant & HAS_AT, &rows, err);
    if (status != TOLL_OK) {
        return status;
    }
    for (idx_t row = 0; row < rows.count; row++) {
        check_row(call, &rows, row);
    }
    return TOLL_OK;
}

static void check_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    run_chunk(info, input, output, check_chunk);
}

/* ---- usage objects and prices ---- */

#define SCALAR_COLUMNS 3

/* Computes one row of plain arguments. */
typedef toll_status (*row_work)(const chunk_call *call, const duck_column *columns, idx_t n, idx_t row, int64_t now_s,
                                toll_amount *amount, toll_error *err);

static bool any_is_null(const duck_column *columns, idx_t n, idx_t row)
{
    for (idx_t i = 0; i < n; i++) {
        if (duck_is_null(columns[i].validity, row)) {
            return true;
        }
    }
    return false;
}

static toll_status each_row(const chunk_call *call, row_work work, toll_error *err)
{
    duck_column columns[SCALAR_COLUMNS];
    idx_t n = duckdb_data_chunk_get_column_count(call->input);
    idx_t count = duckdb_data_chunk_get_size(call->input);
    int64_t now_s = sql_now();
    for (idx_t i = 0; i < n; i++) {
        columns[i] = duck_column_of(duckdb_data_chunk_get_vector(call->input, i));
    }
    for (idx_t row = 0; row < count; row++) {
        toll_amount amount = {0, 0};
        if (any_is_null(columns, n, row)) {
            set_null(call->output, row);
            continue;
        }
        toll_status status = work(call, columns, n, row, now_s, &amount, err);
        if (status != TOLL_OK) {
            return status;
        }
        status = put_amount(call->output, row, amount, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

/* model, json; model, at, json */
static toll_status bill_json(const chunk_call *call, const duck_column *columns, idx_t n, idx_t row, int64_t now_s,
                             toll_amount *amount, toll_error *err)
{
    sql_record record;
    int64_t at_s = now_s;
    toll_status status = n == 3 ? duck_instant(&columns[1], row, &at_s, err) : TOLL_OK;
    if (status != TOLL_OK) {
        return status;
    }
    sql_record_start(&record, duck_text(&columns[0], row), at_s);
    status = sql_json_read(call->worker->json, &call->function->engine->book, duck_text(&columns[n - 1], row), n == 2,
                           &record, err);
    if (status != TOLL_OK) {
        return status;
    }
    return bill_record(call, &record, amount, err);
}

/* model, meter; model, meter, at */
static toll_status price_meter(const chunk_call *call, const duck_column *columns, idx_t n, idx_t row, int64_t now_s,
                               toll_amount *amount, toll_error *err)
{
    int64_t at_s = now_s;
    toll_status status = n == 3 ? duck_instant(&columns[2], row, &at_s, err) : TOLL_OK;
    if (status != TOLL_OK) {
        return status;
    }
    return sql_price(call->worker->cards, duck_text(&columns[0], row), duck_text(&columns[1], row), at_s, amount, err);
}

static toll_status json_chunk(const chunk_call *call, toll_error *err)
{
    return each_row(call, bill_json, err);
}

static toll_status price_chunk(const chunk_call *call, toll_error *err)
{
    return each_row(call, price_meter, err);
}

static void json_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    run_chunk(info, input, output, json_chunk);
}

static void price_rows(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    run_chunk(info, input, output, price_chunk);
}

/* ---- texts ---- */

enum { SHOW_BOOK, SHOW_VERSION };

static void show_text(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output)
{
    const duck_function *function = duckdb_scalar_function_get_extra_info(info);
    char text[400];
    if (function->variant == SHOW_BOOK) {
        memcpy(text, function->engine->book.hash, sizeof function->engine->book.hash);
    } else {
        sql_version_text(&function->engine->book, text, sizeof text);
    }
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); row++) {
        duckdb_vector_assign_string_element(output, row, text);
    }
}

/* ---- registration ---- */

/* One overload. `types`: its parameters, ended by DUCKDB_TYPE_INVALID. */
typedef struct overload {
    const char *name;
    duckdb_type types[4];
    bool gives_text;
    bool is_volatile;
    int variant;
    duckdb_scalar_function_t call;
} overload;

static void add_parameters(duckdb_scalar_function function, const duckdb_type *types)
{
    for (; *types != DUCKDB_TYPE_INVALID; types++) {
        duckdb_logical_type type = duckdb_create_logical_type(*types);
        duckdb_scalar_function_add_parameter(function, type);
        duckdb_destroy_logical_type(&type);
    }
}

static duckdb_scalar_function make_function(duck_engine *engine, const overload *o)
{
    duckdb_scalar_function function = duckdb_create_scalar_function();
    duckdb_logical_type result = o->gives_text ? duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR) : duck_amount_type();
    duckdb_scalar_function_set_name(function, o->name);
    add_parameters(function, o->types);
    duckdb_scalar_function_set_return_type(function, result);
    duckdb_scalar_function_set_special_handling(function); /* NULLs reach us */
    if (o->is_volatile) {
        duckdb_scalar_function_set_volatile(function);
    }
    duckdb_scalar_function_set_extra_info(function, duck_function_new(engine, o->variant), duck_function_free);
    duckdb_scalar_function_set_function(function, o->call);
    duckdb_destroy_logical_type(&result);
    return function;
}

/* A function with an overload for each type of an instant, or with one alone. */
static duckdb_state register_set(duckdb_connection connection, duck_engine *engine, overload o)
{
    duckdb_scalar_function_set set = duckdb_create_scalar_function_set(o.name);
    int instant = 0; /* parameter that is an instant; 0: none */
    for (int i = 1; i < 4; i++) {
        instant = o.types[i] == DUCKDB_TYPE_TIMESTAMP ? i : instant;
    }
    for (int i = 0; i < (instant != 0 ? DUCK_INSTANTS : 1); i++) {
        if (instant != 0) {
            o.types[instant] = duck_instant_type(i);
        }
        duckdb_scalar_function function = make_function(engine, &o);
        duckdb_add_scalar_function_to_set(set, function);
        duckdb_destroy_scalar_function(&function);
    }
    duckdb_state state = duckdb_register_scalar_function_set(connection, set);
    duckdb_destroy_scalar_function_set(&set);
    return state;
}

/* toll_price has overloads of both kinds. */
static duckdb_state register_price(duckdb_connection connection, duck_engine *engine)
{
    overload o = {"toll_price", {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR}, false, true, 0, price_rows};
    duckdb_scalar_function_set set = duckdb_create_scalar_function_set(o.name);
    for (int i = -1; i < DUCK_INSTANTS; i++) {
        o.types[2] = i < 0 ? DUCKDB_TYPE_INVALID : duck_instant_type(i);
        o.is_volatile = i < 0;
        duckdb_scalar_function function = make_function(engine, &o);
        duckdb_add_scalar_function_to_set(set, function);
        duckdb_destroy_scalar_function(&function);
    }
    duckdb_state state = duckdb_register_scalar_function_set(connection, set);
    duckdb_destroy_scalar_function_set(&set);
    return state;
}

duckdb_state duck_register_bills(duckdb_connection connection, duck_engine *engine)
{
    const duckdb_type text = DUCKDB_TYPE_VARCHAR, any = DUCKDB_TYPE_ANY, at = DUCKDB_TYPE_TIMESTAMP;
    const overload overloads[] = {
        {"toll_bill", {text, any}, false, true, 0, bill_rows},
        {"toll_bill_at", {text, at, any}, false, false, HAS_AT, bill_rows},
        {"toll_check", {text, any}, true, true, 0, check_rows},
        {"toll_check_at", {text, at, any}, true, false, HAS_AT, check_rows},
        {"toll_bill_json", {text, text}, false, true, 0, json_rows},
        {"toll_bill_json_at", {text, at, text}, false, false, HAS_AT, json_rows},
        {"toll_book", {0}, true, false, SHOW_BOOK, show_text},
        {"toll_version", {0}, true, false, SHOW_VERSION, show_text},
    };
    for (size_t i = 0; i < sizeof overloads / sizeof overloads[0]; i++) {
        if (register_set(connection, engine, overloads[i]) != DuckDBSuccess) {
            return DuckDBError;
        }
    }
    return register_price(connection, engine);
}
