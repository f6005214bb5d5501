/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite extension: its entry, its state, and values of SQLite as values of the face.
 *
 * Numbers in columns of type TEXT, as an import of CSV leaves them, count by SQLite's own rule of numeric affinity: the
 * text 1000 is 1,000 tokens, and the text "1k" is refused. */
#include "sql/sqlite_engine.h"

#include <stdlib.h>

SQLITE_EXTENSION_INIT1

/* Of the hidden symbols of this file SQLite must find one. */
#if defined(__GNUC__) && __GNUC__ >= 4
#define EXPORTED __attribute__((visibility("default")))
#elif defined(_WIN32)
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED
#endif

void sqlite_engine_release(void *pointer)
{
    sqlite_engine *engine = pointer;
    if (--engine->references > 0) {
        return;
    }
    sql_json_free(engine->json);
    sql_cards_free(engine->cards);
    sql_book_close(&engine->book);
    free(engine);
}

sql_text sqlite_text(sqlite3_value *value)
{
    const char *bytes = (const char *)sqlite3_value_text(value);
    return bytes == NULL ? (sql_text){"", 0} : (sql_text){bytes, (uint64_t)sqlite3_value_bytes(value)};
}

void sqlite_fail(sqlite3_context *context, const toll_error *err)
{
    sqlite3_result_error(context, err->message, -1);
}

toll_status sqlite_instant(sqlite3_value *value, int64_t *at_s, toll_error *err)
{
    int type = sqlite3_value_type(value);
    if (type == SQLITE_TEXT) {
        return sql_instant_parse(sqlite_text(value), at_s, err);
    }
    if (type != SQLITE_INTEGER) {
        return sql_fail(err, TOLL_E_RANGE, "at",
                        "at must be whole seconds since 1970 or a text, found a %s: unixepoch() gives seconds",
                        type == SQLITE_FLOAT ? "REAL" : "BLOB");
    }
    *at_s = sqlite3_value_int64(value);
    return sql_instant_check(*at_s, err);
}

static toll_status add_number(sql_record *record, const sql_word *word, sqlite3_value *value, int type, toll_error *err)
{
    int64_t whole = sqlite3_value_int64(value);
    if (type == SQLITE_FLOAT) {
        char name[32] = "is_aggregate";
        if (word->kind == SQL_WORD_METER) {
            sql_meter_name(word->meter, name);
        }
        toll_status status = sql_whole(sqlite3_value_double(value), name, &whole, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return sql_record_add_count(record, word, whole, err);
}

toll_status sqlite_add_value(const sql_book *book, sql_record *record, const sql_word *word, sqlite3_value *value,
                             toll_error *err)
{
    int type = sql_word_is_count(word) ? sqlite3_value_numeric_type(value) : sqlite3_value_type(value);
    switch (type) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return add_number(record, word, value, type, err);
    case SQLITE_TEXT:
        return sql_record_add_text(book, record, word, sqlite_text(value), err);
    default:
        return sql_fail(err, TOLL_E_RANGE, "word", "a value must be a number or a text, found a BLOB");
    }
}

/* ---- the entry ---- */

static toll_status open_engine(sqlite_engine *engine, toll_error *err)
{
    toll_status status = sql_book_open(&engine->book, err);
    if (status != TOLL_OK) {
        return status;
    }
    engine->cards = sql_cards_new(&engine->book);
    engine->json = sql_json_new();
    if (engine->cards == NULL || engine->json == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for the cards");
    }
    return TOLL_OK;
}

static int register_all(sqlite3 *db, sqlite_engine *engine)
{
    static int (*const steps[])(sqlite3 *, sqlite_engine *) = {sqlite_register_bills, sqlite_register_sum,
                                                               sqlite_register_account, sqlite_register_tables,
                                                               sqlite_register_lines};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        int rc = steps[i](db, engine);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    return SQLITE_OK;
}

EXPORTED int sqlite3_tollsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

/* Called by SQLite when it loads the file toll_sqlite. */
EXPORTED int sqlite3_tollsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api)
    toll_error err = {.code = TOLL_OK};
    sqlite_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        return SQLITE_NOMEM;
    }
    engine->references = 1;
    if (open_engine(engine, &err) != TOLL_OK) {
        *message = sqlite3_mprintf("toll: %s", err.message);
        sqlite_engine_release(engine);
        return SQLITE_ERROR;
    }
    int rc = register_all(db, engine);
    sqlite_engine_release(engine);
    return rc;
}
