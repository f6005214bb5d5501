/* SPDX-License-Identifier: Apache-2.0 */
/* Tariffs of the names in a log. A name is looked up once for each interval in which no tariff of the book begins or ends;
 * the records after it find its card here. */
#ifndef TOLL_CLI_BILL_PRICE_NAMES_H
#define TOLL_CLI_BILL_PRICE_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "input/model_names.h"
#include "input/price_books.h"

#define NAME_COUNTERS 8

/* One name of a log, and what it costs. */
typedef struct named_tariff {
    char model[96], provider[32]; /* as the log has them */
    const char *maker;            /* tried where the log tells no provider */
    int64_t at_s;                 /* of the look-up */
    uint64_t epoch;
    toll_status status; /* of the look-up; not TOLL_OK: `reason` */
    char reason[256];
    bool is_implied;        /* several providers sell the model: the maker of the record's shape was taken */
    bool is_unlike;         /* the book lacks the name, so that near ones may help */
    uint64_t *card;         /* NULL: none */
    const pricebook *book;  /* that knows it */
    int64_t tariff;         /* its row in the book; -1: not known */
    bool is_dated;          /* the ages of its prices are noted */
    char matched_text[160]; /* rules that led from the name to the tariff: "router prefix, date suffix" */
    char region[32];        /* that the name tells; empty: none */
    bool adds_up;           /* the bill of two records is the sum of their bills, and does not depend on the hour */
    const char *sold_by;    /* provider */
    const char *sold_as;    /* the tariff's own name of the model: dated and other names of a log have one sum */
    int64_t records;        /* billed under it */
    uint64_t last_cell;     /* of its sums, from 1; 0: none yet */
    uint64_t counters[NAME_COUNTERS]; /* interned names of the counters that its rows need */
    int n_counters;
} named_tariff;

typedef struct price_names {
    price_books *books;
    const model_names *given; /* what the user says that names are; NULL: nothing */
    bool has_full;            /* full.book is open, and its instants are among the edges */
    int64_t *edges;           /* instants at which a tariff of an open book begins, ends or retires, rising */
    uint64_t n_edges;
    uint64_t epoch;       /* of the record before: logs are mostly in order */
    named_tariff **slots; /* open addressing; a power of two */
    uint64_t n_slots, n_names, n_learnt;
    named_tariff *last;
} price_names;

void price_names_start(price_names *names, price_books *books, const model_names *given);
void price_names_free(price_names *names);

/* The tariff of a name at an instant. Valid until price_names_free() where it has a card, else until the next call. */
named_tariff *price_names_find(price_names *names, const char *provider, const char *model, const char *maker,
                               int64_t at_s);

/* Up to three names of the larger book near to one that both lack, most alike first. */
int price_names_nearest(const price_books *books, const char *model, const char **nearest, int most);

#endif
