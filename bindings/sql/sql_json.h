/* SPDX-License-Identifier: Apache-2.0 */
/* Usage objects of providers as records. Without libtoll-io every text is refused, by name of what is missing. */
#ifndef TOLL_SQL_JSON_H
#define TOLL_SQL_JSON_H

#include "sql/sql_face.h"

/* A reader, with memory that it keeps between rows. One thread at a time. */
typedef struct sql_json sql_json;

/* A new reader; NULL: no memory. */
sql_json *sql_json_new(void);
void sql_json_free(sql_json *json);
/* Adds what a provider's usage object or response says to a record, whose model is set: counts, kinds, tier, region,
 * attributes, and with `takes_instant` its instant, if it tells one. Texts of the record lie in the reader until the next
 * call. Counts that are cut, unread or not known are refused: an amount alone can't say so. */
toll_status sql_json_read(sql_json *json, const sql_book *book, sql_text text, bool takes_instant, sql_record *record,
                          toll_error *err);

#endif
