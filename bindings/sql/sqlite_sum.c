/* SPDX-License-Identifier: Apache-2.0 */
/* toll_sum of SQLite: exact sums of amounts, as an aggregate and over windows.
 *
 * SQLite's own sum() reads the amounts as doubles. By hand: 0.1 + 0.2 is 0.3 here, and 0.30000000000000004 there. */
#include "sql/sqlite_engine.h"

SQLITE_EXTENSION_INIT3

/* Zeroed by SQLite before the first row. */
typedef struct running_sum {
    toll_amount sum;
    int64_t n;      /* values that are not NULL */
    int has_failed; /* the error has been reported */
} running_sum;

static toll_status read_amount(sqlite3_value *value, toll_amount *amount, toll_error *err)
{
    sql_text text = sqlite_text(value);
    switch (sqlite3_value_type(value)) {
    case SQLITE_TEXT:
        return sql_amount_parse(text, amount, err);
    case SQLITE_INTEGER: {
        toll_decimal whole = {.coef = sqlite3_value_int64(value)};
        return toll_amount_convert(&whole, TOLL_ROUND_HALF_EVEN, amount, NULL, err);
    }
    default:
        return sql_fail(err, TOLL_E_RANGE, "amount",
                        "an amount must be an exact text or a whole number, found a %s, which is not exact",
                        sqlite3_value_type(value) == SQLITE_FLOAT ? "REAL" : "BLOB");
    }
}

typedef toll_status (*sum_operation)(const toll_amount *, const toll_amount *, toll_amount *, toll_error *);

static void move_sum(sqlite3_context *context, sqlite3_value *value, sum_operation operation, int64_t step)
{
    toll_error err = {.code = TOLL_OK};
    toll_amount amount;
    running_sum *running = sqlite3_aggregate_context(context, sizeof *running);
    if (running == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (running->has_failed || sqlite3_value_type(value) == SQLITE_NULL) {
        return;
    }
    if (read_amount(value, &amount, &err) != TOLL_OK ||
        operation(&running->sum, &amount, &running->sum, &err) != TOLL_OK) {
        running->has_failed = 1;
        sqlite_fail(context, &err);
        return;
    }
    running->n += step;
}

static void add_value(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    (void)argc;
    move_sum(context, argv[0], toll_amount_add, 1);
}

static void take_value(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    (void)argc;
    move_sum(context, argv[0], toll_amount_subtract, -1);
}

/* No value gives NULL, as SQL has it: nothing was billed, which is not 0. */
static void give_sum(sqlite3_context *context)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    const running_sum *running = sqlite3_aggregate_context(context, 0);
    if (running == NULL || running->n == 0 || running->has_failed) {
        return;
    }
    uint64_t length = sql_amount_text(running->sum, text);
    sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
}

int sqlite_register_sum(sqlite3 *db, sqlite_engine *engine)
{
    (void)engine;
    return sqlite3_create_window_function(db, "toll_sum", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                          NULL, add_value, give_sum, give_sum, take_value, NULL);
}
