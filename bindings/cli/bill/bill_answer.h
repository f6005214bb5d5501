/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of toll bill, for people and as JSON. */
#ifndef TOLL_CLI_BILL_BILL_ANSWER_H
#define TOLL_CLI_BILL_BILL_ANSWER_H

#include "bill/run_state.h"
#include "output/json_out.h"
#include "output/screen.h"

void bill_table(const bill_run *run, const screen *s);
void bill_json(const bill_run *run);

/* The same usage priced again. */
void bill_as_table(const bill_run *run, const screen *s);
void bill_as_json(json *j, const bill_run *run);

/* Who bears what of a pool. */
void bill_charge_table(const bill_run *run, const screen *s);
void bill_charge_csv(const bill_run *run);
void bill_charge_json(const bill_run *run);

/* What the sums lack, and how records were read: members of the open object. */
void bill_json_problems(json *j, const bill_run *run);

/* Names without a price, on the screen with what heads them, and as elements of an open array; the nearest names where
 * the book lacks them. */
void bill_show_unpriced(const bill_problems *p, price_books *books, const char *head, const screen *s);
void bill_json_unpriced(json *j, const bill_problems *p, price_books *books);

#define NAME_RULES 32

/* A rule of names, and the billed records whose name it matched. */
typedef struct name_rule {
    char text[48];
    int64_t records;
} name_rule;

typedef struct name_rules {
    name_rule rules[NAME_RULES]; /* most frequent first */
    int n_rules;
    int64_t n_matched; /* records with one rule or more */
} name_rules;

name_rules bill_name_rules(const bill_run *run);
void bill_show_rules(const bill_run *run, const screen *s);
void bill_json_rules(json *j, const bill_run *run);

/* The groups, fitted to the width of the screen. */
void bill_show_groups(const bill_run *run, const screen *s);

/* Lines that can't be read: those of one kind together. */
void bill_show_bad_lines(const bill_run *run, const screen *s);

/* Notes on how the records were read, one at a time from 0; false beyond the last. */
bool bill_note(const bill_run *run, int index, char *text, size_t size);

/* Whether the total lacks records. */
bool bill_is_incomplete(const bill_run *run);

#endif
