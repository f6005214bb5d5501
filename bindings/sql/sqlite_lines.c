/* SPDX-License-Identifier: Apache-2.0 */
/* toll_lines of SQLite: one bill, line by line, as a table whose hidden columns are its arguments.
 *
 *     SELECT meter, quantity, billed_cost FROM toll_lines('gpt-4.1') WHERE input = 1000 AND output = 50;
 *     SELECT u.id, l.* FROM usage u JOIN toll_lines l ON l.model = u.model AND l.at = u.at AND l.input = u.input;
 *
 * An argument that a plan can't give yet (a join in the wrong order) makes SQLite look for another plan. */
#include "sql/sqlite_engine.h"

#include <stdio.h>
#include <string.h>

SQLITE_EXTENSION_INIT3

#define LINES_MAX 128

/* Columns: results, then arguments. */
enum { FIRST_ARGUMENT = 14, ARGUMENT_MODEL = FIRST_ARGUMENT, ARGUMENT_AT, ARGUMENT_WORDS };

static const char result_columns[] =
    "line INTEGER, meter TEXT, price_meter TEXT, quantity INTEGER, per INTEGER, list_price TEXT, contracted_price TEXT,"
    " factor TEXT, list_cost TEXT, contracted_cost TEXT, billed_cost TEXT, flags TEXT, currency TEXT, book_hash TEXT";
static const char *const context_words[] = {"provider", "tier", "region", "billed_currency", "is_aggregate"};
#define CONTEXT_WORDS ((int)(sizeof context_words / sizeof context_words[0]))

typedef struct lines_vtab {
    sqlite3_vtab base;
    sqlite_engine *engine;
} lines_vtab;

typedef struct lines_cursor {
    sqlite3_vtab_cursor base;
    int64_t at; /* line, from 0 */
    toll_bill_total total;
    toll_bill_line lines[LINES_MAX];
} lines_cursor;

/* ---- arguments as columns ---- */

/* Name of an argument's column from ARGUMENT_WORDS on: words of the context, then the meters. */
static void word_name(int column, char name[32])
{
    int word = column - ARGUMENT_WORDS;
    if (word < CONTEXT_WORDS) {
        snprintf(name, 32, "%s", context_words[word]);
        return;
    }
    sql_meter_name((uint32_t)(word - CONTEXT_WORDS + 1), name);
}

static char *write_schema(void)
{
    sqlite3_str *text = sqlite3_str_new(NULL);
    sqlite3_str_appendf(text, "CREATE TABLE toll_lines(%s, model HIDDEN, at HIDDEN", result_columns);
    for (int i = 0; i < CONTEXT_WORDS + (int)toll_bill_meter_count(); i++) {
        char name[32];
        word_name(ARGUMENT_WORDS + i, name);
        sqlite3_str_appendf(text, ", \"%w\" HIDDEN", name);
    }
    sqlite3_str_appendall(text, ")");
    return sqlite3_str_finish(text);
}

/* "currency" is a result, so the argument has another name. */
static toll_status find_column_word(const sql_book *book, int column, sql_word *word, toll_error *err)
{
    char name[32];
    word_name(column, name);
    if (strcmp(name, "billed_currency") == 0) {
        *word = (sql_word){.kind = SQL_WORD_CURRENCY};
        return TOLL_OK;
    }
    return sql_word_find(book, (sql_text){name, strlen(name)}, word, err);
}

/* ---- planning ---- */

static bool is_argument(const struct sqlite3_index_constraint *constraint)
{
    return constraint->iColumn >= FIRST_ARGUMENT && constraint->op == SQLITE_INDEX_CONSTRAINT_EQ;
}

/* The plan's text is the columns of the arguments, in the order of their values: "14,15,20". */
static int plan_lines(sqlite3_vtab *vtab, sqlite3_index_info *info)
{
    int n = 0;
    sqlite3_str *text = sqlite3_str_new(NULL);
    (void)vtab;
    for (int i = 0; i < info->nConstraint; i++) {
        if (!is_argument(&info->aConstraint[i])) {
            continue;
        }
        if (!info->aConstraint[i].usable) {
            sqlite3_free(sqlite3_str_finish(text));
            return SQLITE_CONSTRAINT;
        }
        info->aConstraintUsage[i].argvIndex = ++n;
        info->aConstraintUsage[i].omit = 1;
        sqlite3_str_appendf(text, "%d,", info->aConstraint[i].iColumn);
    }
    info->idxStr = sqlite3_str_finish(text);
    info->needToFreeIdxStr = 1;
    info->estimatedCost = 10;
    info->estimatedRows = 5;
    return SQLITE_OK;
}

/* ---- rows ---- */

typedef struct lines_arguments {
    const char *columns; /* the plan's text */
    int n;
    sqlite3_value **values;
} lines_arguments;

static int take_column(const char **columns)
{
    int column = 0;
    while (**columns >= '0' && **columns <= '9') {
        column = 10 * column + (*(*columns)++ - '0');
    }
    *columns += **columns == ',' ? 1 : 0;
    return column;
}

/* A context word or a count. NULL leaves the bill unknown. */
static toll_status add_argument(const sql_book *book, int column, sqlite3_value *value, sql_record *record,
                                toll_error *err)
{
    sql_word word;
    if (column == ARGUMENT_MODEL) {
        record->model = sqlite_text(value);
        return TOLL_OK;
    }
    if (column == ARGUMENT_AT) {
        return sqlite_instant(value, &record->context.at_s, err);
    }
    toll_status status = find_column_word(book, column, &word, err);
    if (status != TOLL_OK) {
        return status;
    }
    return sqlite_add_value(book, record, &word, value, err);
}

static toll_status read_arguments(const sql_book *book, lines_arguments arguments, sql_record *record, bool *has_null,
                                  toll_error *err)
{
    sql_record_start(record, (sql_text){"", 0}, sql_now());
    for (int i = 0; i < arguments.n; i++) {
        int column = take_column(&arguments.columns);
        if (sqlite3_value_type(arguments.values[i]) == SQLITE_NULL) {
            *has_null = true;
            return TOLL_OK;
        }
        toll_status status = add_argument(book, column, arguments.values[i], record, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    if (record->model.length == 0) {
        return sql_fail(err, TOLL_E_MISSING, "model", "toll_lines needs a model: toll_lines('gpt-4.1')");
    }
    return TOLL_OK;
}

static toll_status bill_lines(const sqlite_engine *engine, lines_cursor *at, lines_arguments arguments, toll_error *err)
{
    sql_record record;
    bool has_null = false;
    at->at = 0;
    at->total = (toll_bill_total){.struct_size = sizeof at->total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = read_arguments(&engine->book, arguments, &record, &has_null, err);
    if (status != TOLL_OK || has_null) {
        return status;
    }
    return sql_bill(engine->cards, &record, at->lines, LINES_MAX, &at->total, err);
}

static int filter_lines(sqlite3_vtab_cursor *cursor, int plan, const char *columns, int argc, sqlite3_value **argv)
{
    toll_error err = {.code = TOLL_OK};
    const lines_vtab *vtab = (const lines_vtab *)cursor->pVtab;
    (void)plan;
    if (bill_lines(vtab->engine, (lines_cursor *)cursor, (lines_arguments){columns, argc, argv}, &err) == TOLL_OK) {
        return SQLITE_OK;
    }
    sqlite3_free(cursor->pVtab->zErrMsg);
    cursor->pVtab->zErrMsg = sqlite3_mprintf("%s", err.message);
    return SQLITE_ERROR;
}

static void give_line_number(sqlite3_context *context, const toll_decimal *number)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "";
    toll_decimal_format(number, text, sizeof text, NULL, NULL);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static void give_line_amount(sqlite3_context *context, toll_amount amount)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    uint64_t length = sql_amount_text(amount, text);
    sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
}

static void give_line_meter(sqlite3_context *context, uint32_t meter)
{
    char name[32];
    sql_meter_name(meter, name);
    sqlite3_result_text(context, name, -1, SQLITE_TRANSIENT);
}

static void give_line_flags(sqlite3_context *context, uint32_t flags)
{
    char text[256];
    sql_flags_text(flags, text, sizeof text);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static int give_line_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
    const lines_cursor *at = (const lines_cursor *)cursor;
    const toll_bill_line *line = &at->lines[at->at];
    switch (column) {
    case 0:
        sqlite3_result_int64(context, at->at + 1);
        break;
    case 1:
        give_line_meter(context, line->meter);
        break;
    case 2:
        give_line_meter(context, line->price_meter);
        break;
    case 3:
        sqlite3_result_int64(context, line->quantity);
        break;
    case 4:
        sqlite3_result_int64(context, line->per);
        break;
    case 5:
        give_line_number(context, &line->list_price);
        break;
    case 6:
        give_line_number(context, &line->contracted_price);
        break;
    case 7:
        give_line_number(context, &line->bill_factor);
        break;
    case 8:
        give_line_amount(context, line->list_cost);
        break;
    case 9:
        give_line_amount(context, line->contracted_cost);
        break;
    case 10:
        give_line_amount(context, line->billed_cost);
        break;
    case 11:
        give_line_flags(context, line->flags);
        break;
    case 12:
        sqlite3_result_text(context, at->total.currency, -1, SQLITE_TRANSIENT);
        break;
    case 13:
        sqlite3_result_text(context, at->total.book_hash, -1, SQLITE_TRANSIENT);
        break;
    default:
        break; /* an argument: NULL */
    }
    return SQLITE_OK;
}

/* ---- the module ---- */

static int connect_lines(sqlite3 *db, void *engine, int argc, const char *const *argv, sqlite3_vtab **vtab,
                         char **message)
{
    (void)argc;
    (void)argv;
    (void)message;
    char *schema = write_schema();
    lines_vtab *made = sqlite3_malloc(sizeof *made);
    int rc = schema == NULL || made == NULL ? SQLITE_NOMEM : sqlite3_declare_vtab(db, schema);
    sqlite3_free(schema);
    if (rc != SQLITE_OK) {
        sqlite3_free(made);
        return rc;
    }
    memset(made, 0, sizeof *made);
    made->engine = engine;
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    *vtab = &made->base;
    return SQLITE_OK;
}

static int disconnect_lines(sqlite3_vtab *vtab)
{
    sqlite3_free(vtab);
    return SQLITE_OK;
}

static int open_lines(sqlite3_vtab *vtab, sqlite3_vtab_cursor **cursor)
{
    lines_cursor *made = sqlite3_malloc(sizeof *made);
    (void)vtab;
    if (made == NULL) {
        return SQLITE_NOMEM;
    }
    memset(made, 0, sizeof *made);
    *cursor = &made->base;
    return SQLITE_OK;
}

static int close_lines(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int next_line(sqlite3_vtab_cursor *cursor)
{
    ((lines_cursor *)cursor)->at++;
    return SQLITE_OK;
}

static int is_past_lines(sqlite3_vtab_cursor *cursor)
{
    const lines_cursor *at = (const lines_cursor *)cursor;
    return at->at >= at->total.n_lines;
}

static int give_line_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *row)
{
    *row = ((lines_cursor *)cursor)->at + 1;
    return SQLITE_OK;
}

static const sqlite3_module lines_methods = {
    .xConnect = connect_lines,
    .xBestIndex = plan_lines,
    .xDisconnect = disconnect_lines,
    .xOpen = open_lines,
    .xClose = close_lines,
    .xFilter = filter_lines,
    .xNext = next_line,
    .xEof = is_past_lines,
    .xColumn = give_line_column,
    .xRowid = give_line_rowid,
};

int sqlite_register_lines(sqlite3 *db, sqlite_engine *engine)
{
    engine->references++;
    return sqlite3_create_module_v2(db, "toll_lines", &lines_methods, engine, sqlite_engine_release);
}
