/* SPDX-License-Identifier: Apache-2.0 */
/* What every importer writes to: tariff rows, and remarks on what could not become rows.
 *
 *     toll__import_tariff(m, "openai", "gpt-5", from_s, until_s);
 *     toll__import_name(m, TOLL_MATCH_EXACT, "gpt-5");
 *     toll__import_price_row(m, TOLL_METER_INPUT, price, 1000000);
 *     toll__import_finish(m, mark, "gpt-5");    or   toll__import_undo(m, mark);
 *
 * Memory that runs out is remembered in `status`; rows are then no longer kept, and the caller looks once, at the end. */
#ifndef TOLL_IO_IMPORT_ROWS_H
#define TOLL_IO_IMPORT_ROWS_H

#include "toll_io.h"

#include "import/import_price.h"

typedef struct import_list {
    toll_bill_row *rows;
    uint64_t n_rows, row_capacity;
    toll_io_remark *remarks;
    uint64_t n_remarks, remark_capacity;
    const char *provider; /* the only one that is wanted; NULL: all */
    const char *source;
    int64_t source_date;
    toll_status status;
    toll_bill_row spare; /* what is written when memory has run out */
} import_list;

/* A row of a kind with source and date; never NULL. */
toll_bill_row *toll__import_row(import_list *m, uint32_t kind);

void toll__import_tariff(import_list *m, const char *provider, const char *name, int64_t from_s, int64_t until_s);

/* A name of the tariff, unless it is too long, or another SKU of the provider has taken it: both are remarked. */
void toll__import_name(import_list *m, uint32_t op, const char *name);

void toll__import_price_row(import_list *m, uint32_t meter, const toll_decimal *price, int64_t per);
void toll__import_rule(import_list *m, const char *name);
void toll__import_multiplier(import_list *m, const char *name, const toll_decimal *factor);
void toll__import_when_count(import_list *m, uint32_t op, int64_t threshold); /* of all input tokens */
void toll__import_when_tier(import_list *m, const char *tier);
void toll__import_when_attribute(import_list *m, const char *key, const char *value);

/* Drops the rows from `mark`, a number of rows, on. */
void toll__import_undo(import_list *m, uint64_t mark);

/* Ends a tariff whose first row is `mark`: gives priced cached parts their stated fall-back, and drops a tariff without a
 * price, or with no price above 0 whose name does not say that it is free. `entry` is its name in remarks. */
void toll__import_finish(import_list *m, uint64_t mark, const char *entry);

/* Reads a price and remarks noise, TOLL_IO_SNAPPED, or that it is none, TOLL_IO_WRONG. 0 in the latter case. */
int toll__import_read(import_list *m, toll__json value, int shift, const char *entry, const char *field,
                      toll_decimal *price);

void toll__import_remark(import_list *m, uint32_t kind, const char *entry, const char *field, const char *reason);

/* Whether a provider is wanted. */
int toll__import_wants(const import_list *m, const char *provider);

/* Copies text that fits; 0 and "" where it does not. */
int toll__import_copy(const char *text, char *field, size_t capacity);

/* Seconds of the day "2026-10-14" (more characters are not read); 0: no date. */
int toll__import_date(const char *text, int64_t *at_s);

#endif
