/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregates of DuckDB: toll_sum, and toll_bill_account with free quantities and volume tiers.
 *
 * DuckDB's own sum() of DECIMAL(38,18) is exact, too. toll_sum is there so that one query runs in all engines. */
#include "sql/duck_engine.h"

DUCKDB_EXTENSION_EXTERN

/* State of a sum. */
typedef struct kept_sum {
    toll_amount sum;
    int64_t n; /* values that are not NULL */
} kept_sum;

/* State of an account. DuckDB moves states as bytes, so it points to what grows. */
typedef struct kept_account {
    sql_account *account;
    int64_t has_null; /* a record is not known, so neither is the sum */
} kept_account;

static void *state_at(const duckdb_aggregate_state *states, idx_t i)
{
    return states[i];
}

static void set_null(duckdb_vector output, idx_t row)
{
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

static bool put_amount(duckdb_function_info info, duckdb_vector output, idx_t row, toll_amount amount)
{
    if (!sql_amount_fits(amount)) {
        duckdb_aggregate_function_set_error(info, "the sum needs more than the 20 digits of DECIMAL(38,18)");
        return false;
    }
    ((toll_amount *)duckdb_vector_get_data(output))[row] = amount;
    return true;
}

/* ---- toll_sum ---- */

static idx_t size_sum(duckdb_function_info info)
{
    (void)info;
    return sizeof(kept_sum);
}

static void init_sum(duckdb_function_info info, duckdb_aggregate_state state)
{
    (void)info;
    *(kept_sum *)(void *)state = (kept_sum){{0, 0}, 0};
}

static void update_sum(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state *states)
{
    toll_error err = {.code = TOLL_OK};
    duck_column column = duck_column_of(duckdb_data_chunk_get_vector(input, 0));
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); row++) {
        kept_sum *state = state_at(states, row);
        if (duck_is_null(column.validity, row)) {
            continue;
        }
        if (toll_amount_add(&state->sum, (const toll_amount *)column.data + row, &state->sum, &err) != TOLL_OK) {
            duckdb_aggregate_function_set_error(info, err.message);
            return;
        }
        state->n++;
    }
}

static void combine_sums(duckdb_function_info info, duckdb_aggregate_state *from, duckdb_aggregate_state *to,
                         idx_t count)
{
    toll_error err = {.code = TOLL_OK};
    for (idx_t i = 0; i < count; i++) {
        const kept_sum *source = state_at(from, i);
        kept_sum *target = state_at(to, i);
        if (toll_amount_add(&target->sum, &source->sum, &target->sum, &err) != TOLL_OK) {
            duckdb_aggregate_function_set_error(info, err.message);
            return;
        }
        target->n += source->n;
    }
}

static void finish_sums(duckdb_function_info info, duckdb_aggregate_state *states, duckdb_vector output, idx_t count,
                        idx_t offset)
{
    for (idx_t i = 0; i < count; i++) {
        const kept_sum *state = state_at(states, i);
        if (state->n == 0) {
            set_null(output, offset + i);
        } else if (!put_amount(info, output, offset + i, state->sum)) {
            return;
        }
    }
}

/* ---- toll_bill_account ---- */

static idx_t size_account(duckdb_function_info info)
{
    (void)info;
    return sizeof(kept_account);
}

static void init_account(duckdb_function_info info, duckdb_aggregate_state state)
{
    (void)info;
    *(kept_account *)(void *)state = (kept_account){NULL, 0};
}

static toll_status need_account(kept_account *state, toll_error *err)
{
    if (state->account == NULL) {
        state->account = sql_account_new();
    }
    if (state->account == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for the records of an account");
    }
    return TOLL_OK;
}

static toll_status keep_row(const sql_book *book, const duck_rows *rows, idx_t row, kept_account *state,
                            toll_error *err)
{
    sql_record record;
    bool has_null = false;
    toll_status status = need_account(state, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = duck_rows_fill(book, rows, row, false, &record, &has_null, err);
    if (status != TOLL_OK) {
        return status;
    }
    state->has_null |= has_null ? 1 : 0;
    return has_null ? TOLL_OK : sql_account_add(state->account, &record, err);
}

static toll_status keep_rows(const sql_book *book, duckdb_data_chunk input, duckdb_aggregate_state *states,
                             toll_error *err)
{
    duck_rows rows;
    toll_status status = duck_rows_open(book, input, true, &rows, err);
    if (status != TOLL_OK) {
        return status;
    }
    for (idx_t row = 0; row < rows.count; row++) {
        status = keep_row(book, &rows, row, state_at(states, row), err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

static void update_account(duckdb_function_info info, duckdb_data_chunk input, duckdb_aggregate_state *states)
{
    toll_error err = {.code = TOLL_OK};
    const duck_function *function = duckdb_aggregate_function_get_extra_info(info);
    if (keep_rows(&function->engine->book, input, states, &err) != TOLL_OK) {
        duckdb_aggregate_function_set_error(info, err.message);
    }
}

static void combine_accounts(duckdb_function_info info, duckdb_aggregate_state *from, duckdb_aggregate_state *to,
                             idx_t count)
{
    toll_error err = {.code = TOLL_OK};
    for (idx_t i = 0; i < count; i++) {
        const kept_account *source = state_at(from, i);
        kept_account *target = state_at(to, i);
        target->has_null |= source->has_null;
        if (source->account != NULL && (need_account(target, &err) != TOLL_OK ||
                                        sql_account_merge(target->account, source->account, &err) != TOLL_OK)) {
            duckdb_aggregate_function_set_error(info, err.message);
            return;
        }
    }
}

static bool finish_account(duckdb_function_info info, duck_worker *worker, const kept_account *state,
                           duckdb_vector output, idx_t row)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    if (state->account == NULL || state->has_null != 0) {
        set_null(output, row);
        return true;
    }
    if (sql_account_bill(state->account, worker->cards, &billed, &err) != TOLL_OK) {
        duckdb_aggregate_function_set_error(info, err.message);
        return false;
    }
    return put_amount(info, output, row, billed);
}

static void finish_accounts(duckdb_function_info info, duckdb_aggregate_state *states, duckdb_vector output,
                            idx_t count, idx_t offset)
{
    const duck_function *function = duckdb_aggregate_function_get_extra_info(info);
    duck_worker *worker = duck_worker_take(function->engine);
    if (worker == NULL) {
        duckdb_aggregate_function_set_error(info, "no memory for the cards");
        return;
    }
    for (idx_t i = 0; i < count && finish_account(info, worker, state_at(states, i), output, offset + i); i++) {
    }
    duck_worker_give(function->engine, worker);
}

static void destroy_accounts(duckdb_aggregate_state *states, idx_t count)
{
    for (idx_t i = 0; i < count; i++) {
        kept_account *state = state_at(states, i);
        sql_account_free(state->account);
        state->account = NULL;
    }
}

/* ---- registration ---- */

static void add_parameter(duckdb_aggregate_function function, duckdb_logical_type type)
{
    duckdb_aggregate_function_add_parameter(function, type);
    duckdb_destroy_logical_type(&type);
}

static void set_result(duckdb_aggregate_function function)
{
    duckdb_logical_type type = duck_amount_type();
    duckdb_aggregate_function_set_return_type(function, type);
    duckdb_destroy_logical_type(&type);
}

static duckdb_state register_sum(duckdb_connection connection)
{
    duckdb_aggregate_function function = duckdb_create_aggregate_function();
    duckdb_aggregate_function_set_name(function, "toll_sum");
    add_parameter(function, duck_amount_type());
    set_result(function);
    duckdb_aggregate_function_set_functions(function, size_sum, init_sum, update_sum, combine_sums, finish_sums);
    duckdb_state state = duckdb_register_aggregate_function(connection, function);
    duckdb_destroy_aggregate_function(&function);
    return state;
}

static duckdb_aggregate_function make_account(duck_engine *engine, duckdb_type instant)
{
    duckdb_aggregate_function function = duckdb_create_aggregate_function();
    duckdb_aggregate_function_set_name(function, "toll_bill_account");
    add_parameter(function, duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR));
    add_parameter(function, duckdb_create_logical_type(instant));
    add_parameter(function, duckdb_create_logical_type(DUCKDB_TYPE_ANY));
    set_result(function);
    duckdb_aggregate_function_set_special_handling(function); /* NULLs reach us */
    duckdb_aggregate_function_set_functions(function, size_account, init_account, update_account, combine_accounts,
                                            finish_accounts);
    duckdb_aggregate_function_set_destructor(function, destroy_accounts);
    duckdb_aggregate_function_set_extra_info(function, duck_function_new(engine, 0), duck_function_free);
    return function;
}

duckdb_state duck_register_sums(duckdb_connection connection, duck_engine *engine)
{
    if (register_sum(connection) != DuckDBSuccess) {
        return DuckDBError;
    }
    duckdb_aggregate_function_set set = duckdb_create_aggregate_function_set("toll_bill_account");
    for (int i = 0; i < DUCK_INSTANTS; i++) {
        duckdb_aggregate_function function = make_account(engine, duck_instant_type(i));
        duckdb_add_aggregate_function_to_set(set, function);
        duckdb_destroy_aggregate_function(&function);
    }
    duckdb_state state = duckdb_register_aggregate_function_set(connection, set);
    duckdb_destroy_aggregate_function_set(&set);
    return state;
}
