/* SPDX-License-Identifier: Apache-2.0 */
/* The DuckDB extension: what its files share. Its functions are those of the stable C API, v1.2.0. */
#ifndef TOLL_DUCK_ENGINE_H
#define TOLL_DUCK_ENGINE_H

#include <stdatomic.h>

#include <duckdb_extension.h>

#include "sql/sql_face.h"
#include "sql/sql_json.h"

#define DUCK_WORKERS 64

typedef struct duck_chunk duck_chunk;

/* What a thread needs for a chunk: it takes one from the engine, and gives it back. */
typedef struct duck_worker {
    sql_cards *cards;
    sql_json *json;
    duck_chunk *chunk;
} duck_worker;

/* What one loaded extension keeps. */
typedef struct duck_engine {
    atomic_int references; /* registrations that hold it */
    atomic_flag lock;      /* of the workers */
    int n_workers;
    duck_worker *workers[DUCK_WORKERS]; /* those that no thread has */
    sql_book book;
} duck_engine;

/* Gives one reference back; the last one frees. */
void duck_engine_release(void *engine);
/* A worker; NULL: no memory. */
duck_worker *duck_worker_take(duck_engine *engine);
void duck_worker_give(duck_engine *engine, duck_worker *worker);

/* ---- columns ---- */

#define DUCK_COLUMNS 64

/* One column of a chunk; a field of a struct is one, too. */
typedef struct duck_column {
    duckdb_type type;
    const void *data;
    const uint64_t *validity; /* NULL: no value is NULL */
    sql_word word;            /* of a field: what its name means */
} duck_column;

/* A chunk of the arguments model, instant, usage. */
typedef struct duck_rows {
    idx_t count;
    duck_column model;
    bool has_at;
    duck_column at;
    int64_t now_s;    /* instant of the chunk, where it has none of its own */
    bool is_all_null; /* usage is the literal NULL */
    uint64_t n_fields;
    const uint64_t *usage_validity;
    duck_column fields[DUCK_COLUMNS];
} duck_rows;

static inline bool duck_is_null(const uint64_t *validity, idx_t row)
{
    return validity != NULL && (validity[row / 64] >> (row % 64) & 1) == 0;
}

duck_column duck_column_of(duckdb_vector vector);
sql_text duck_text(const duck_column *column, idx_t row);
/* An instant from TIMESTAMP (UTC), TIMESTAMPTZ, BIGINT seconds or VARCHAR. */
toll_status duck_instant(const duck_column *column, idx_t row, int64_t *at_s, toll_error *err);
/* The columns of a chunk; the names of the usage's fields are looked up once for all its rows. */
toll_status duck_rows_open(const sql_book *book, duckdb_data_chunk chunk, bool has_at, duck_rows *rows,
                           toll_error *err);
/* One row as a record. `is_next` says that the record holds the row before: texts that have not changed stay. */
toll_status duck_rows_fill(const sql_book *book, const duck_rows *rows, idx_t row, bool is_next, sql_record *record,
                           bool *has_null, toll_error *err);

/* True where a value of a row is NULL, so that its amount is not known. */
bool duck_row_has_null(const duck_rows *rows, idx_t row);

/* ---- chunks ---- */

/* Memory for billing chunks by columns; NULL: none is left. */
duck_chunk *duck_chunk_new(void);
void duck_chunk_free(duck_chunk *chunk);
/* Bills all rows of a chunk that have no NULL. False: the chunk is not of a kind that it bills; do it row by row. */
bool duck_chunk_bill(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, toll_amount *billed,
                     toll_status *status, toll_error *err);

/* ---- registration ---- */

/* Types of an instant, for which functions have one overload each. */
#define DUCK_INSTANTS 4
duckdb_type duck_instant_type(int i);
duckdb_logical_type duck_amount_type(void);

/* What a function knows: the engine, and which of a family it is. */
typedef struct duck_function {
    duck_engine *engine;
    int variant;
} duck_function;
/* A description with one reference to the engine; NULL: no memory. Freed by duck_function_free(). */
duck_function *duck_function_new(duck_engine *engine, int variant);
void duck_function_free(void *function);

duckdb_state duck_register_bills(duckdb_connection connection, duck_engine *engine);
duckdb_state duck_register_sums(duckdb_connection connection, duck_engine *engine);
duckdb_state duck_register_tables(duckdb_connection connection, duck_engine *engine);
duckdb_state duck_register_lines(duckdb_connection connection, duck_engine *engine);

#endif
