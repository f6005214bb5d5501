/* SPDX-License-Identifier: Apache-2.0 */
/* The PostgreSQL extension: its settings, and the book and the cards of a backend.
 *
 * A backend is one process with one thread, so its cards are static. They hold as long as the backend and the setting
 * toll.book; each card is used within its validity alone, so that a backend which lives for months follows the prices of
 * its book. Parallel workers are backends of their own, and get the leader's settings. */
#include "sql/postgres/pg_toll.h"

#include <utils/guc.h>

PG_MODULE_MAGIC;

void _PG_init(void);

enum { UNKNOWN_IS_ERROR, UNKNOWN_IS_NULL };

static const struct config_enum_entry unknown_words[] = {
    {"error", UNKNOWN_IS_ERROR, false}, {"null", UNKNOWN_IS_NULL, false}, {NULL, 0, false}};

static char *book_path = NULL;
static int unknown_model = UNKNOWN_IS_ERROR;

/* What this backend has opened. */
static struct {
    sql_book book;
    sql_cards *cards; /* NULL: nothing is open */
    uint64_t number;  /* of the book, counted up */
    bool is_stale;    /* toll.book has been set since */
} engine;

static void mark_stale(const char *path, void *extra)
{
    (void)path;
    (void)extra;
    engine.is_stale = true;
}

/* Called by PostgreSQL when it loads the library. A path of the server's files is a superuser's to choose. */
void _PG_init(void)
{
    DefineCustomStringVariable("toll.book", "File of a price book; empty: the book that is built in.", NULL, &book_path,
                               "", PGC_SUSET, 0, NULL, mark_stale, NULL);
    DefineCustomEnumVariable("toll.unknown_model", "What a model without a tariff gives: error or null.", NULL,
                             &unknown_model, UNKNOWN_IS_ERROR, unknown_words, PGC_USERSET, 0, NULL, NULL, NULL);
    MarkGUCPrefixReserved("toll");
}

static void close_engine(void)
{
    if (engine.cards == NULL) {
        return;
    }
    sql_cards_free(engine.cards);
    engine.cards = NULL;
    sql_book_close(&engine.book);
}

static void open_engine(void)
{
    toll_error err = {.code = TOLL_OK};
    engine.number++;
    if (sql_book_open_file(&engine.book, book_path == NULL || *book_path == '\0' ? NULL : book_path, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    engine.cards = sql_cards_new(&engine.book);
    if (engine.cards == NULL) {
        sql_book_close(&engine.book);
        ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("toll: no memory for the cards"));
    }
    engine.is_stale = false;
}

sql_cards *pg_cards(void)
{
    if (engine.is_stale) {
        close_engine();
    }
    if (engine.cards == NULL) {
        open_engine();
    }
    return engine.cards;
}

uint64_t pg_book_number(void)
{
    return engine.number;
}

bool pg_is_null_for_unknown(void)
{
    return unknown_model == UNKNOWN_IS_NULL;
}

/* ---- errors ---- */

static int code_of(int32_t status)
{
    switch (status) {
    case TOLL_E_UNKNOWN_ID:
    case TOLL_E_AMBIGUOUS:
        return ERRCODE_UNDEFINED_OBJECT;
    case TOLL_E_OVERFLOW:
        return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
    case TOLL_E_MISSING:
        return ERRCODE_NO_DATA_FOUND;
    default:
        return ERRCODE_INVALID_PARAMETER_VALUE;
    }
}

void pg_fail(const toll_error *err)
{
    ereport(ERROR, errcode(code_of(err->code)), errmsg("toll: %s", err->message));
}

/* ---- cards ---- */

/* A name that no tariff has, or none at the instant: what the caller may want as NULL. */
static bool is_about_the_name(toll_status status)
{
    return status == TOLL_E_UNKNOWN_ID || status == TOLL_E_AMBIGUOUS || status == TOLL_E_MISSING;
}

const sql_card *pg_find_card(const sql_record *record)
{
    toll_error err = {.code = TOLL_OK};
    const sql_card *card = NULL;
    toll_status status = sql_bill_card(pg_cards(), record, &card, &err);
    if (status != TOLL_OK && (!pg_is_null_for_unknown() || !is_about_the_name(status))) {
        pg_fail(&err);
    }
    return status != TOLL_OK ? NULL : card;
}
