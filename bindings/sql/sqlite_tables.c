/* SPDX-License-Identifier: Apache-2.0 */
/* The book as tables of SQLite: toll_models has a row for each tariff, toll_prices one for each of its amounts.
 *
 * Both are eponymous: they are there without CREATE. A scan reads the book from its start; SQLite filters. */
#include "sql/sqlite_engine.h"

#include <string.h>

SQLITE_EXTENSION_INIT3

/* A table over a walk. */
typedef struct book_table {
    const char *schema;
    bool (*step)(sql_walk *);
    void (*give)(sqlite3_context *, const sql_walk *, int column);
} book_table;

/* What SQLite hands to the module: the table's kind and the engine. */
typedef struct book_module {
    sqlite_engine *engine;
    const book_table *table;
} book_module;

typedef struct book_vtab {
    sqlite3_vtab base;
    const book_module *module;
} book_vtab;

typedef struct book_cursor {
    sqlite3_vtab_cursor base;
    sql_walk walk;
    sqlite3_int64 row;
    bool is_over;
} book_cursor;

/* ---- columns ---- */

static void give_text(sqlite3_context *context, const char *text)
{
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

/* An end that is open is NULL. */
static void give_instant(sqlite3_context *context, int64_t at_s)
{
    if (at_s != TOLL_TIME_MIN && at_s != TOLL_TIME_MAX) {
        sqlite3_result_int64(context, at_s);
    }
}

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

static void give_model(sqlite3_context *context, const sql_walk *walk, int column)
{
    switch (column) {
    case 0:
        give_text(context, walk->tariff.key);
        return;
    case 1:
        give_text(context, walk->model);
        return;
    case 2:
        give_text(context, walk->tariff.text);
        return;
    case 3:
        give_text(context, walk->tariff.value);
        return;
    case 4:
        give_instant(context, walk->tariff.from_s);
        return;
    case 5:
        give_instant(context, walk->tariff.until_s);
        return;
    case 6:
        if (walk->has_retirement) {
            give_instant(context, walk->retired_s);
        }
        return;
    case 7:
        give_text(context, origin_word(walk->tariff.origin));
        return;
    default:
        give_text(context, walk->tariff.source);
    }
}

static void give_number(sqlite3_context *context, const toll_decimal *number)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "";
    toll_decimal_format(number, text, sizeof text, NULL, NULL);
    give_text(context, text);
}

static void give_meter(sqlite3_context *context, uint32_t meter)
{
    char name[32] = "";
    if (meter != 0) {
        sql_meter_name(meter, name);
        give_text(context, name);
    }
}

static void give_amount_row(sqlite3_context *context, const sql_walk *walk, int column)
{
    const toll_bill_row *row = &walk->row;
    switch (column) {
    case 6:
        give_text(context, sql_walk_kind(walk));
        return;
    case 7:
        if (walk->rule[0] != 0) {
            give_text(context, walk->rule);
        }
        return;
    case 8:
        give_meter(context, row->meter);
        return;
    case 9:
        give_number(context, &row->number);
        return;
    case 10:
        if (row->per != 0) {
            sqlite3_result_int64(context, row->per);
        }
        return;
    case 11:
        if (row->kind == TOLL_ROW_VOLUME) {
            sqlite3_result_int64(context, row->quantity);
        }
        return;
    case 12:
        sqlite3_result_int64(context, row->is_contract);
        return;
    default:
        give_model(context, walk, column);
    }
}

static const book_table models_table = {
    "CREATE TABLE toll_models(provider TEXT, model TEXT, sku TEXT, currency TEXT, from_s INTEGER, until_s INTEGER,"
    " retired_s INTEGER, origin TEXT, source TEXT)",
    sql_walk_tariff, give_model};
static const book_table prices_table = {
    "CREATE TABLE toll_prices(provider TEXT, model TEXT, sku TEXT, currency TEXT, from_s INTEGER, until_s INTEGER,"
    " kind TEXT, rule TEXT, meter TEXT, number TEXT, per INTEGER, above INTEGER, is_contract INTEGER)",
    sql_walk_amount, give_amount_row};

/* ---- the module ---- */

static int connect_book(sqlite3 *db, void *module, int argc, const char *const *argv, sqlite3_vtab **vtab,
                        char **message)
{
    const book_module *known = module;
    (void)argc;
    (void)argv;
    (void)message;
    int rc = sqlite3_declare_vtab(db, known->table->schema);
    if (rc != SQLITE_OK) {
        return rc;
    }
    book_vtab *made = sqlite3_malloc(sizeof *made);
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    memset(made, 0, sizeof *made);
    made->module = known;
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    *vtab = &made->base;
    return SQLITE_OK;
}

static int disconnect_book(sqlite3_vtab *vtab)
{
    sqlite3_free(vtab);
    return SQLITE_OK;
}

/* The only plan: all rows of the book. A few thousand rows of 400 bytes, about a millisecond. */
static int plan_book(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
    (void)vtab;
    info->estimatedCost = 10000;
    info->estimatedRows = 10000;
    return SQLITE_OK;
}

static int open_book(sqlite3_vtab *vtab, sqlite3_vtab_cursor **cursor)
{
    book_cursor *made = sqlite3_malloc(sizeof *made);
    (void)vtab;
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    memset(made, 0, sizeof *made);
    *cursor = &made->base;
    return SQLITE_OK;
}

static int close_book(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static const book_module *module_of(sqlite3_vtab_cursor *cursor)
{
    return ((book_vtab *)cursor->pVtab)->module;
}

static int next_row(sqlite3_vtab_cursor *cursor)
{
    book_cursor *at = (book_cursor *)cursor;
    at->is_over = !module_of(cursor)->table->step(&at->walk);
    at->row++;
    return SQLITE_OK;
}

static int first_row(sqlite3_vtab_cursor *cursor, int plan, const char *text, int argc, sqlite3_value **argv)
{
    book_cursor *at = (book_cursor *)cursor;
    (void)plan;
    (void)text;
    (void)argc;
    (void)argv;
    sql_walk_start(&at->walk, &module_of(cursor)->engine->book);
    at->row = 0;
    return next_row(cursor);
}

static int is_over(sqlite3_vtab_cursor *cursor)
{
    return ((book_cursor *)cursor)->is_over;
}

static int give_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
    module_of(cursor)->table->give(context, &((book_cursor *)cursor)->walk, column);
    return SQLITE_OK;
}

static int give_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
    *row = ((book_cursor *)cursor)->row;
    return SQLITE_OK;
}

static const sqlite3_module book_methods = {
    .xConnect = connect_book,
    .xBestIndex = plan_book,
    .xDisconnect = disconnect_book,
    .xOpen = open_book,
    .xClose = close_book,
    .xFilter = first_row,
    .xNext = next_row,
    .xEof = is_over,
    .xColumn = give_column,
    .xRowid = give_rowid,
};

static void release_module(void *pointer)
{
    book_module *module = pointer;
    sqlite_engine_release(module->engine);
    sqlite3_free(module);
}

static int register_table(sqlite3 *db, sqlite_engine *engine, const char *name, const book_table *table)
{
    book_module *module = sqlite3_malloc(sizeof *module);
    if (module == NULL) {
        return SQLITE_NOMEM;
    }
    engine->references++;
    *module = (book_module){engine, table};
    return sqlite3_create_module_v2(db, name, &book_methods, module, release_module);
}

int sqlite_register_tables(sqlite3 *db, sqlite_engine *engine)
{
    int rc = register_table(db, engine, "toll_models", &models_table);
    if (rc != SQLITE_OK) {
        return rc;
    }
    return register_table(db, engine, "toll_prices", &prices_table);
}
