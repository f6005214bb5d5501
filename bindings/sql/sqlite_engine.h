/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite extension: what its files share. */
#ifndef TOLL_SQLITE_ENGINE_H
#define TOLL_SQLITE_ENGINE_H

#include <sqlite3ext.h>

#include "sql/sql_face.h"
#include "sql/sql_json.h"

/* What one connection keeps: SQLite never runs two of its functions at once. */
typedef struct sqlite_engine {
    int references; /* registrations that hold it */
    sql_book book;
    sql_cards *cards;
    sql_json *json;
} sqlite_engine;

/* Gives one reference back; the last one frees. */
void sqlite_engine_release(void *engine);

sql_text sqlite_text(sqlite3_value *value);
/* Reports an error as SQLite's own, with the message. */
void sqlite_fail(sqlite3_context *context, const toll_error *err);
/* An instant from whole seconds or text. */
toll_status sqlite_instant(sqlite3_value *value, int64_t *at_s, toll_error *err);
/* Adds a value that is not NULL to a record, as its word says. */
toll_status sqlite_add_value(const sql_book *book, sql_record *record, const sql_word *word, sqlite3_value *value,
                             toll_error *err);

/* The arguments model, at (where first is 2), and pairs from argument `first` on, as a record. *has_null: one of them is
 * NULL, and the record is not complete. */
toll_status sqlite_fill_record(sqlite3_context *context, int first, int argc, sqlite3_value **argv, sql_record *record,
                               bool *has_null, toll_error *err);

int sqlite_register_bills(sqlite3 *db, sqlite_engine *engine);
int sqlite_register_sum(sqlite3 *db, sqlite_engine *engine);
int sqlite_register_account(sqlite3 *db, sqlite_engine *engine);
int sqlite_register_tables(sqlite3 *db, sqlite_engine *engine);
int sqlite_register_lines(sqlite3 *db, sqlite_engine *engine);

#endif
