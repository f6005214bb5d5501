/* SPDX-License-Identifier: Apache-2.0 */
/* The PostgreSQL extension: what its files share. Errors are PostgreSQL's own and do not return. */
#ifndef TOLL_PG_TOLL_H
#define TOLL_PG_TOLL_H

#include <postgres.h>

#include <fmgr.h>
#include <utils/timestamp.h>

#include "sql/sql_face.h"

/* The cards of this backend, over the book that toll.book names. The first call opens it; a file that is no book is an
 * error each time, never another book. */
sql_cards *pg_cards(void);
/* Changes when the book does: numbers of words belong to one book. */
uint64_t pg_book_number(void);
/* toll.unknown_model = 'null': a name without a tariff gives NULL. */
bool pg_is_null_for_unknown(void);

/* Reports the library's message. */
void pg_fail(const toll_error *err) pg_attribute_noreturn();

/* A text argument; it must be detoasted memory that lives as long as the call. */
sql_text pg_text(Datum value);
/* An instant as whole seconds; infinity is an error. */
int64_t pg_instant(TimestampTz at);
TimestampTz pg_timestamp(int64_t at_s);
/* Start of the transaction, as now() has it. */
int64_t pg_now(void);
/* Exact, without needless zeros. */
Datum pg_numeric(toll_amount amount);

/* Adds a value that is not NULL to a record, as its word says. */
void pg_add_value(sql_record *record, const sql_word *word, Oid type, Datum value);
/* Adds the words of a jsonb object. Returns false when a value is null, so that the record is not complete. */
bool pg_add_jsonb(sql_record *record, Datum usage);

/* Argument `model`, the instant behind it where `first` is model + 2, and pairs from argument `first` on, as a record.
 * False when one of them is NULL, so that the record is not complete. */
bool pg_fill_record(FunctionCallInfo fcinfo, int model, int first, sql_record *record);

/* The record's card; NULL for a name without a tariff where that is wanted. Other refusals are errors. */
const sql_card *pg_find_card(const sql_record *record);

#endif
