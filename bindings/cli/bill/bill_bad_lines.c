/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that can't be read, one line of the screen a kind. Two reasons are of one kind where they differ in their numbers
 * alone: "cache_read (400) exceeds input (120)" and "cache_read (7) exceeds input (5)". */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "output/figure_text.h"

#define SHOWN_KINDS 8

static bool is_same_kind(const char *a, const char *b)
{
    for (;;) {
        bool are_digits = isdigit((unsigned char)*a) && isdigit((unsigned char)*b);
        if (are_digits) {
            a += strspn(a, "0123456789");
            b += strspn(b, "0123456789");
        } else if (*a != *b || *a == 0) {
            return *a == *b;
        } else {
            a++;
            b++;
        }
    }
}

/* A kind by its first line. */
typedef struct bad_kind {
    const bad_line *first;
    int64_t more;
} bad_kind;

static void put_bad_kind(const bill_run *run, const bad_kind *kind, const char *head, const screen *s)
{
    char text[512], place[64] = "", more[64] = "";
    const bad_line *bad = kind->first;
    const char *log = run->asked->n_logs > 1 || bad->line == 0 ? run->asked->logs[bad->log] : "";
    if (bad->line > 0) {
        snprintf(place, sizeof place, "%sline %s: ", log[0] != 0 ? ", " : "", figure_count((int64_t)bad->line).text);
    }
    if (kind->more > 0) {
        snprintf(more, sizeof more, "; %s more like it", figure_count(kind->more).text);
    }
    snprintf(text, sizeof text, "%.200s%s%s%s%s", log, bad->line == 0 ? ": " : "", place, bad->reason, more);
    screen_paragraph(s, STYLE_WARN, head, text);
}

/* Returns the number of lines that are of other kinds. */
static int64_t sort_kinds(const bill_problems *p, bad_kind *kinds, int *n_kinds)
{
    int64_t kept = p->n_lines < BAD_LINES_KEPT ? p->n_lines : BAD_LINES_KEPT, rest = p->n_lines - kept;
    for (int64_t i = 0; i < kept; i++) {
        int k = 0;
        while (k < *n_kinds && !is_same_kind(kinds[k].first->reason, p->lines[i].reason)) {
            k++;
        }
        if (k < *n_kinds) {
            kinds[k].more++;
        } else if (k < SHOWN_KINDS) {
            kinds[(*n_kinds)++] = (bad_kind){&p->lines[i], 0};
        } else {
            rest++;
        }
    }
    return rest;
}

void bill_show_bad_lines(const bill_run *run, const screen *s)
{
    bad_kind kinds[SHOWN_KINDS];
    char text[96];
    int n_kinds = 0;
    int64_t rest = sort_kinds(&run->problems, kinds, &n_kinds);
    for (int i = 0; i < n_kinds; i++) {
        put_bad_kind(run, &kinds[i], i == 0 ? "Not read      " : "              ", s);
    }
    if (rest > 0) {
        snprintf(text, sizeof text, "and %s more: --json has the first %d", figure_count(rest).text, BAD_LINES_KEPT);
        screen_paragraph(s, STYLE_WARN, "              ", text);
    }
}
