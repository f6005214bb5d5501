/* SPDX-License-Identifier: Apache-2.0 */
/* toll_bill_account of SQLite: what all records of a group cost together, with free quantities and volume tiers. */
#include "sql/sqlite_engine.h"

SQLITE_EXTENSION_INIT3

/* Zeroed by SQLite before the first row. */
typedef struct kept_group {
    sql_account *account;
    int has_failed; /* the error has been reported */
    int has_null;   /* a record is not known, so neither is the sum */
} kept_group;

static toll_status add_row(sqlite3_context *context, int argc, sqlite3_value **argv, kept_group *group, toll_error *err)
{
    sql_record record;
    bool has_null = false;
    if (group->account == NULL) {
        group->account = sql_account_new();
    }
    if (group->account == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for the records of an account");
    }
    toll_status status = sqlite_fill_record(context, 2, argc, argv, &record, &has_null, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (has_null) {
        group->has_null = 1;
        return TOLL_OK;
    }
    return sql_account_add(group->account, &record, err);
}

static void keep_row(sqlite3_context *context, int argc, sqlite3_value **argv)
{
    toll_error err = {.code = TOLL_OK};
    kept_group *group = sqlite3_aggregate_context(context, sizeof *group);
    if (group == NULL) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (!group->has_failed && add_row(context, argc, argv, group, &err) != TOLL_OK) {
        group->has_failed = 1;
        sqlite_fail(context, &err);
    }
}

static void give_total(sqlite3_context *context, const kept_group *group)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    toll_error err = {.code = TOLL_OK};
    toll_amount billed;
    const sqlite_engine *engine = sqlite3_user_data(context);
    if (group->has_failed || group->has_null || group->account == NULL) {
        return;
    }
    if (sql_account_bill(group->account, engine->cards, &billed, &err) != TOLL_OK) {
        sqlite_fail(context, &err);
        return;
    }
    uint64_t length = sql_amount_text(billed, text);
    sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
}

/* SQLite calls it for each group that it began, also when the query fails. */
static void bill_group(sqlite3_context *context)
{
    kept_group *group = sqlite3_aggregate_context(context, 0);
    if (group == NULL) {
        return;
    }
    give_total(context, group);
    sql_account_free(group->account);
    group->account = NULL;
}

int sqlite_register_account(sqlite3 *db, sqlite_engine *engine)
{
    engine->references++;
    return sqlite3_create_function_v2(db, "toll_bill_account", -1,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, engine, NULL, keep_row,
                                      bill_group, sqlite_engine_release);
}
