/* SPDX-License-Identifier: Apache-2.0 */
/* The DuckDB extension: its entry, its state, and the workers that its threads share.
 *
 * DuckDB calls a function from many threads with chunks of 2,048 rows. The stable API has no state for a thread, so a
 * call takes a worker (a cache of cards) from a list and gives it back: one lock for each chunk. */
#define DUCKDB_EXTENSION_NAME toll
#include "sql/duck_engine.h"

#include <stdlib.h>

DUCKDB_EXTENSION_EXTERN

/* Defined by DUCKDB_EXTENSION_ENTRYPOINT below. */
DUCKDB_CAPI_ENTRY_VISIBILITY bool toll_init_c_api(duckdb_extension_info info, struct duckdb_extension_access *access);

static void free_worker(duck_worker *worker)
{
    if (worker != NULL) {
        sql_cards_free(worker->cards);
        sql_json_free(worker->json);
        duck_chunk_free(worker->chunk);
        free(worker);
    }
}

void duck_engine_release(void *pointer)
{
    duck_engine *engine = pointer;
    if (atomic_fetch_sub(&engine->references, 1) > 1) {
        return;
    }
    for (int i = 0; i < engine->n_workers; i++) {
        free_worker(engine->workers[i]);
    }
    sql_book_close(&engine->book);
    free(engine);
}

/* ---- workers ---- */

static void lock_workers(duck_engine *engine)
{
    while (atomic_flag_test_and_set_explicit(&engine->lock, memory_order_acquire)) {
    }
}

static void unlock_workers(duck_engine *engine)
{
    atomic_flag_clear_explicit(&engine->lock, memory_order_release);
}

static duck_worker *new_worker(const sql_book *book)
{
    duck_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return NULL;
    }
    worker->cards = sql_cards_new(book);
    worker->json = sql_json_new();
    worker->chunk = duck_chunk_new();
    if (worker->cards == NULL || worker->json == NULL || worker->chunk == NULL) {
        free_worker(worker);
        return NULL;
    }
    return worker;
}

duck_worker *duck_worker_take(duck_engine *engine)
{
    duck_worker *worker = NULL;
    lock_workers(engine);
    if (engine->n_workers > 0) {
        worker = engine->workers[--engine->n_workers];
    }
    unlock_workers(engine);
    return worker != NULL ? worker : new_worker(&engine->book);
}

void duck_worker_give(duck_engine *engine, duck_worker *worker)
{
    lock_workers(engine);
    if (engine->n_workers < DUCK_WORKERS) {
        engine->workers[engine->n_workers++] = worker;
        worker = NULL;
    }
    unlock_workers(engine);
    free_worker(worker);
}

/* ---- registration ---- */

duckdb_type duck_instant_type(int i)
{
    static const duckdb_type types[DUCK_INSTANTS] = {DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ,
                                                     DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_VARCHAR};
    return types[i];
}

/* toll_amount is the memory of this type: 128 bits in two's complement, low half first, at 10^-18. */
duckdb_logical_type duck_amount_type(void)
{
    _Static_assert(sizeof(toll_amount) == sizeof(duckdb_hugeint), "an amount is a DECIMAL(38,18)");
    return duckdb_create_decimal_type(38, 18);
}

duck_function *duck_function_new(duck_engine *engine, int variant)
{
    duck_function *function = malloc(sizeof *function);
    if (function != NULL) {
        atomic_fetch_add(&engine->references, 1);
        *function = (duck_function){engine, variant};
    }
    return function;
}

void duck_function_free(void *pointer)
{
    duck_function *function = pointer;
    if (function != NULL) {
        duck_engine_release(function->engine);
        free(function);
    }
}

static duckdb_state register_all(duckdb_connection connection, duck_engine *engine)
{
    static duckdb_state (*const steps[])(duckdb_connection, duck_engine *) = {
        duck_register_bills, duck_register_sums, duck_register_tables, duck_register_lines};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i](connection, engine) != DuckDBSuccess) {
            return DuckDBError;
        }
    }
    return DuckDBSuccess;
}

/* Before 1.4 DuckDB gave the fields of a struct in other forms than plain arrays: 1.2.2 stops with an internal error. */
#define OLDEST_MAJOR 1
#define OLDEST_MINOR 4

/* "v1.4.0", "v2.0.1-dev12"; a name without numbers is a build of its own, and taken as new. */
static bool is_too_old(const char *version)
{
    char *end;
    if (version == NULL || version[0] != 'v') {
        return false;
    }
    long major = strtol(version + 1, &end, 10);
    long minor = end[0] == '.' ? strtol(end + 1, NULL, 10) : OLDEST_MINOR;
    return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
}

/* Called by DuckDB when it loads the file toll.duckdb_extension. */
DUCKDB_EXTENSION_ENTRYPOINT(duckdb_connection connection, duckdb_extension_info info,
                            struct duckdb_extension_access *access)
{
    toll_error err = {.code = TOLL_OK};
    if (is_too_old(duckdb_library_version())) {
        access->set_error(info, "toll needs DuckDB 1.4 or newer");
        return false;
    }
    duck_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        access->set_error(info, "toll: no memory");
        return false;
    }
    atomic_init(&engine->references, 1);
    atomic_flag_clear(&engine->lock);
    if (sql_book_open(&engine->book, &err) != TOLL_OK) {
        access->set_error(info, err.message);
        duck_engine_release(engine);
        return false;
    }
    duckdb_state state = register_all(connection, engine);
    if (state != DuckDBSuccess) {
        access->set_error(info, "toll: DuckDB refused a function");
    }
    duck_engine_release(engine);
    return state == DuckDBSuccess;
}
