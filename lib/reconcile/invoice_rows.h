/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a reconciliation as plain values: what we counted, what the invoice says, what could explain a difference. */
#ifndef TOLL_RECONCILE_INVOICE_ROWS_H
#define TOLL_RECONCILE_INVOICE_ROWS_H

#include <toll/money.h>

#define TOLL__INVOICE_KEYS     4 /* model, day, tier, region */
#define TOLL__INVOICE_MODEL    0
#define TOLL__INVOICE_DAY      1
#define TOLL__INVOICE_TIER     2
#define TOLL__INVOICE_REGION   3
#define TOLL__INVOICE_VARIANTS 63 /* bits of a word, without bit 0 */
#define TOLL__INVOICE_STEPS    3  /* discount, tax, exchange, in this order */

/* One row, and its place in the chains that matching makes; -1 ends a chain. */
typedef struct toll__invoice_row {
    uint64_t known;
    uint32_t kind, cause, variant, meter;
    int32_t digits;                  /* theirs: digits after the point that amounts are printed with */
    int64_t key[TOLL__INVOICE_KEYS]; /* 0: not told */
    int64_t quantity;
    int64_t of; /* alternative: the row of ours that it is another amount of */
    toll_amount amount;
    toll_decimal factor;
    int64_t next;         /* ours: the next row of its group; alternative: the next one of the same row */
    int64_t alternatives; /* ours: the first one */
    int64_t group;        /* ours: its group; -1: no line of theirs covers it */
    int64_t cached[2];    /* ours, of input: cache reads of the same calls; reads and writes */
} toll__invoice_row;

/* Lines of theirs with the same keys and meter, and the rows of ours that they cover. */
typedef struct toll__invoice_group {
    int64_t line; /* first row of theirs */
    int64_t rows; /* first row of ours; -1: none */
    int64_t n_lines, n_priced, n_unpriced;
    int64_t key[TOLL__INVOICE_KEYS];
    int64_t their_quantity, our_quantity;
    uint64_t variants; /* bit v: alternative amounts of variant v exist */
    toll_amount theirs, ours;
    uint32_t meter;
    uint32_t has_quantity; /* theirs state one, of one meter */
    uint32_t moved;        /* cause for which rows of another tier or region were put here; 0: none were */
    int32_t digits;
} toll__invoice_group;

typedef struct toll__invoice {
    toll__invoice_row *rows;
    int64_t n_rows;
    toll__invoice_group *groups; /* room for n_rows */
    int64_t n_groups;
    uint32_t variant_cause[TOLL__INVOICE_VARIANTS + 1]; /* 0: no such variant */
    toll_decimal base;                                  /* units of their currency for one of ours: the agreed rate */
    int32_t overflow;                                   /* 1: some sum was beyond 128 bits */
} toll__invoice;

#endif
