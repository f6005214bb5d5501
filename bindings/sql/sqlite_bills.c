/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar functions of SQLite: bills, checks, prices.
 *
 * The words of a call are the same on each row, so they are looked up once and kept with the statement (auxiliary data
 * of the first word). Each row compares their texts, since a word may be a column, too.
 *
 * A function without an instant reads the clock on each row, so it is not deterministic. Its twin with one is. */
#include "sql/sqlite_engine.h"

#include <string.h>

SQLITE_EXTENSION_INIT3

#define WORDS_MAX 64

/* A word of the last row, and what it means. */
typedef struct statement_word {
    uint64_t length;
    char name[48];
    sql_word word;
} statement_word;

typedef struct statement_words {
    int n;
    statement_word words[];
} statement_words;

/* How a function of the family takes its arguments. */
typedef struct bill_call {
    sqlite_engine *engine;
    int first; /* index of the first word */
    int64_t at_s;
    statement_words *kept; /* NULL: no word is kept */
} bill_call;

static statement_words *keep_words(int n)
{
    statement_words *kept = sqlite3_malloc((int)(sizeof *kept + (size_t)n * sizeof kept->words[0]));
    if (kept == NULL) {
        return NULL;
    }
    kept->n = n;
    for (int i = 0; i < n; i++) {
        kept->words[i].length = 0;
    }
    return kept;
}

static bool is_kept(const statement_word *kept, sql_text name)
{
    return kept->length == name.length && name.length != 0 && memcmp(kept->name, name.bytes, name.length) == 0;
}

static void keep_word(statement_word *kept, sql_text name, const sql_word *word)
{
    if (name.length <= sizeof kept->name) {
        memcpy(kept->name, name.bytes, name.length);
        kept->length = name.length;
        kept->word = *word;
    }
}

static toll_status find_word(const bill_call *call, int i, sql_text name, sql_word *word, toll_error *err)
{
    if (call->kept != NULL && is_kept(&call->kept->words[i], name)) {
        *word = call->kept->words[i].word;
        return TOLL_OK;
    }
    toll_status status = sql_word_find(&call->engine->book, name, word, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (call->kept != NULL) {
        keep_word(&call->kept->words[i], name, word);
    }
    return TOLL_OK;
}

/* The words that the statement keeps for this call; NULL: it can't. */
static statement_words *get_kept(sqlite3_context *context, int first, int n)
{
    statement_words *kept = sqlite3_get_auxdata(context, first);
    if (kept != NULL || n < 1) {
        return kept;
    }
    kept = keep_words(n);
    if (kept != NULL) {
        sqlite3_set_auxdata(context, first, kept, sqlite3_free);
    }
    return sqlite3_get_auxdata(context, first); /* SQLite may have refused it */
}

/* ---- a row as a record ---- */

static toll_status check_arity(int argc, int first, toll_error *err)
{
    if (argc <= first || (argc - first) % 2 != 0 || (argc - first) / 2 > WORDS_MAX) {
        return sql_fail(err, TOLL_E_RANGE, "word",
                        "after model%s come 1 .. %d pairs of a word and its value: 'input', 1000",
                        first == 2 ? " and instant" : "", WORDS_MAX);
    }
    return TOLL_OK;
}

/* One word and its value; *has_null is set where the value is NULL. */
static toll_status add_pair(const bill_call *call, int i, sqlite3_value **pair, sql_record *record, bool *has_null,
                            toll_error *err)
{
    sql_word word;
    if (sqlite3_value_type(pair[0]) != SQLITE_TEXT) {
        return sql_fail(err, TOLL_E_RANGE, "word", "argument %d must be a word as 'input'", call->first + 2 * i + 1);
    }
    toll_status status = find_word(call, i, sqlite_text(pair[0]), &word, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (sqlite3_value_type(pair[1]) == SQLITE_NULL) {
        *has_null = true;
        return TOLL_OK;
    }
    return sqlite_add_value(&call->engine->book, record, &word, pair[1], err);
}

/* NULL anywhere makes *has_null, but a wrong word is an error even then. */
static toll_status fill_record(bill_call *call, int argc, sqlite3_value **argv, sql_record *record, bool *has_null,
                               toll_error *err)
{
    toll_status status = check_arity(argc, call->first, err);
    if (status != TOLL_OK) {
        return status;
    }
    *has_null =
        sqlite3_value_type(argv[0]) == SQLITE_NULL || (call->first == 2 && sqlite3_value_type(argv[1]) == SQLITE_NULL);
    if (call->first == 2 && !*has_null) {
        status = sqlite_instant(argv[1], &call->at_s, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    sql_record_start(record, sqlite_text(argv[0]), call->at_s);
    for (int i = 0; i < (argc - call->first) / 2; i++) {
        status = add_pair(call, i, argv + call->first + 2 * i, record, has_null, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

toll_status sqlite_fill_record(sqlite3_context *context, int first, int argc, sqlite3_value **argv, sql_record *record,
                               bool *has_null, toll_error *err)
{
    bill_call call = {.engine = sqlite3_user_data(context), .first = first};
    call.at_s = first == 2 ? 0 : sql_now();
    call.kept = get_kept(context, first, (argc - first) / 2);
    return fill_record(&call, argc, argv, record, has_null, err);
}

static toll_status bill_row(sqlite3_context *context, int first, int argc, sqlite3_value **argv, bool *has_null,
                            toll_amount *billed, toll_error *err)
{
    sql_record record;
    const sqlite_engine *engine = sqlite3_user_data(context);
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = sqlite_fill_record(context, first, argc, argv, &record, has_null, err);
    if (status != TOLL_OK || *has_null) {
        return status;
    }
    status = sql_bill(engine->cards, &record, NULL, 0, &total, err);
    *billed = total.billed_cost;
    return status;
}

/* ---- functions ---- */

static void give_amount(sqlite3_context *context, toll_amount amount)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    uint64_t length = sql_amount_text(amount, text);
    sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
}

static void bill_or_fail(sqlite3_context *context, int first, int argc, sqlite3_value **argv)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    bool has_null = false;
    if (bill_row(context, first, argc, argv, &has_null, &billed, &err) != TOLL_OK) {
        sqlite_fail(context, &err);
        return;
    }
    if (!has_null) {
        give_amount(context, billed);
    }
}

/* NULL: the row can be billed. Otherwise why not. */
static void check_row(sqlite3_context *context, int first, int argc, sqlite3_value **argv)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    bool has_null = false;
    if (bill_row(context, first, argc, argv, &has_null, &billed, &err) != TOLL_OK) {
        sqlite3_result_text(context, err.message, -1, SQLITE_TRANSIENT);
        return;
    }
    if (has_null) {
        sqlite3_result_text(context, "a value is NULL: not known", -1, SQLITE_STATIC);
    }
}

static void bill_now(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    bill_or_fail(context, 1, argc, argv);
}

static void bill_at(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    bill_or_fail(context, 2, argc, argv);
}

static void check_now(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    check_row(context, 1, argc, argv);
}

static void check_at(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    check_row(context, 2, argc, argv);
}

/* toll_bill_json(model, json), toll_bill_json_at(model, at, json). */
static toll_status bill_json(sqlite_engine *engine, int argc, sqlite3_value **argv, toll_amount *billed,
                             toll_error *err)
{
    sql_record record;
    int64_t at_s = sql_now();
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = argc == 3 ? sqlite_instant(argv[1], &at_s, err) : TOLL_OK;
    if (status != TOLL_OK) {
        return status;
    }
    sql_record_start(&record, sqlite_text(argv[0]), at_s);
    status = sql_json_read(engine->json, &engine->book, sqlite_text(argv[argc - 1]), argc == 2, &record, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = sql_bill(engine->cards, &record, NULL, 0, &total, err);
    *billed = total.billed_cost;
    return status;
}

static bool has_null_argument(int argc, sqlite3_value **argv)
{
    for (int i = 0; i < argc; i++) {
        if (sqlite3_value_type(argv[i]) == SQLITE_NULL) {
            return true;
        }
    }
    return false;
}

static void bill_usage_json(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    if (has_null_argument(argc, argv)) {
        return;
    }
    if (bill_json(sqlite3_user_data(context), argc, argv, &billed, &err) != TOLL_OK) {
        sqlite_fail(context, &err);
        return;
    }
    give_amount(context, billed);
}

static void price_of_meter(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    sqlite_engine *engine = sqlite3_user_data(context);
    toll_error err = {.code = TOLL_OK};
    toll_amount price;
    int64_t at_s = sql_now();
    if (has_null_argument(argc, argv)) {
        return;
    }
    if ((argc == 3 && sqlite_instant(argv[2], &at_s, &err) != TOLL_OK) ||
        sql_price(engine->cards, sqlite_text(argv[0]), sqlite_text(argv[1]), at_s, &price, &err) != TOLL_OK) {
        sqlite_fail(context, &err);
        return;
    }
    give_amount(context, price);
}

static void show_book(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    const sqlite_engine *engine = sqlite3_user_data(context);
    (void)argc;
    (void)argv;
    sqlite3_result_text(context, engine->book.hash, -1, SQLITE_TRANSIENT);
}

static void show_version(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    const sqlite_engine *engine = sqlite3_user_data(context);
    char text[320];
    (void)argc;
    (void)argv;
    sql_version_text(&engine->book, text, sizeof text);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

int sqlite_register_bills(sqlite3 *db, sqlite_engine *engine)
{
    static const struct {
        const char *name;
        int argc;
        int flags;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
    } functions[] = {
        {"toll_bill", -1, 0, bill_now},
        {"toll_bill_at", -1, SQLITE_DETERMINISTIC, bill_at},
        {"toll_check", -1, 0, check_now},
        {"toll_check_at", -1, SQLITE_DETERMINISTIC, check_at},
        {"toll_bill_json", 2, 0, bill_usage_json},
        {"toll_bill_json_at", 3, SQLITE_DETERMINISTIC, bill_usage_json},
        {"toll_price", 2, 0, price_of_meter},
        {"toll_price", 3, SQLITE_DETERMINISTIC, price_of_meter},
        {"toll_book", 0, SQLITE_DETERMINISTIC, show_book},
        {"toll_version", 0, SQLITE_DETERMINISTIC, show_version},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        engine->references++; /* given back by SQLite, also when it refuses */
        int rc = sqlite3_create_function_v2(db, functions[i].name, functions[i].argc,
                                            SQLITE_UTF8 | SQLITE_INNOCUOUS | functions[i].flags, engine,
                                            functions[i].call, NULL, NULL, sqlite_engine_release);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    return SQLITE_OK;
}
