/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict in one sentence, then the causes, then where the unexplained lies, then what was not understood. */
#include <stdio.h>
#include <string.h>

#include "output/figure_text.h"
#include "output/outside_text.h"
#include "output/table.h"
#include "reconcile/difference.h"

#define SHOWN_PLACES  10
#define SHOWN_UNKNOWN 8
#define SENTENCE      600

typedef struct money_text {
    char text[TOLL_MONEY_TEXT_BYTES + 16];
} money_text;

/* Digits behind the point of all amounts of an answer: cents from 100 on, more below. */
static int digits_of_invoice(const difference *d)
{
    static const toll_amount hundred = {UINT64_C(7766279631452241920), 5}; /* 100 * 10^18 = 5 * 2^64 + low */
    static const toll_amount one = {UINT64_C(1000000000000000000), 0};
    int32_t large = 0, above = 0;
    toll_amount_compare(&d->residual.theirs, &hundred, &large, NULL);
    toll_amount_compare(&d->residual.theirs, &one, &above, NULL);
    return large >= 0 ? 2 : above >= 0 ? 4 : 6;
}

/* Rounded, and exactly where that would leave nothing; digits in groups of three. */
static money_text show_money(const difference *d, toll_amount amount)
{
    char plain[TOLL_MONEY_TEXT_BYTES] = "?";
    money_text out;
    toll_amount rounded = amount;
    int32_t inexact, digits = digits_of_invoice(d);
    toll_amount_round(&amount, digits, TOLL_ROUND_HALF_EVEN, &rounded, &inexact, NULL);
    bool is_lost = rounded.low == 0 && rounded.high == 0;
    toll_amount_format(is_lost ? &amount : &rounded, digits, plain, sizeof plain, NULL, NULL);
    size_t length = strcspn(plain, "."), used = 0;
    for (size_t i = 0; plain[i] != 0 && used + 2 < sizeof out.text; i++) {
        if (i > 0 && i < length && plain[i - 1] != '-' && (length - i) % 3 == 0) {
            out.text[used++] = ',';
        }
        out.text[used++] = plain[i];
    }
    out.text[used] = 0;
    return out;
}

static const char *cause_words(uint32_t cause)
{
    static const char *const words[CAUSE_NUMBERS] = {
        [TOLL_CAUSE_UNEXPLAINED] = "unexplained",
        [TOLL_CAUSE_PRICE] = "price of another date",
        [TOLL_CAUSE_TIER] = "another tier",
        [TOLL_CAUSE_REGION] = "another region",
        [TOLL_CAUSE_MISSING] = "missing calls",
        [TOLL_CAUSE_LACKING] = "calls not invoiced",
        [TOLL_CAUSE_DUPLICATE] = "duplicate calls",
        [TOLL_CAUSE_CACHED_TWICE] = "cached tokens billed twice",
        [TOLL_CAUSE_UNPRICED] = "unpriced models",
        [TOLL_CAUSE_DISCOUNT] = "discount",
        [TOLL_CAUSE_TAX] = "tax",
        [TOLL_CAUSE_EXCHANGE] = "exchange rate",
        [TOLL_CAUSE_ROUNDING] = "rounding",
    };
    return cause < CAUSE_NUMBERS && words[cause] != NULL ? words[cause] : "?";
}

static bool is_zero_money(const toll_amount *amount)
{
    return amount->low == 0 && amount->high == 0;
}

/* "invoice 1,204.10 USD, ours 1,180.22: 23.88 more; 20.10 tax, 3.70 cached tokens billed twice, 0.08 unexplained" */
static void print_verdict(const difference *d, const screen *s)
{
    char text[SENTENCE];
    toll_amount size = d->residual.difference, zero = {0, 0};
    bool is_less = size.high < 0;
    if (is_less) {
        toll_amount_subtract(&zero, &size, &size, NULL);
    }
    int used = snprintf(text, sizeof text, "invoice %s%s%s, ours %s", show_money(d, d->residual.theirs).text,
                        d->currency[0] != 0 ? " " : "", d->currency, show_money(d, d->residual.ours).text);
    used += is_zero_money(&size) ? snprintf(text + used, sizeof text - (size_t)used, ": equal")
                                 : snprintf(text + used, sizeof text - (size_t)used, ": %s %s",
                                            show_money(d, size).text, is_less ? "less" : "more");
    for (int i = 0; i < d->n_sums && !d->sums[i].is_alternative && used < SENTENCE - 100; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, "%s%s %s", i == 0 ? "; " : ", ",
                         show_money(d, d->sums[i].amount).text, cause_words(d->sums[i].cause));
    }
    screen_paragraph(s, STYLE_GOOD, "", text);
}

static const char *amount_head(const difference *d)
{
    return d->currency[0] != 0 ? d->currency : "amount";
}

static void print_causes(const difference *d, const screen *s)
{
    table t;
    table_start(&t, "lrrl", 1);
    table_head(&t, 0, "cause");
    table_head(&t, 1, amount_head(d));
    table_head(&t, 2, "units");
    table_head(&t, 3, "evidence");
    for (int i = 0; i < d->n_sums; i++) {
        const cause_sum *sum = &d->sums[i];
        table_cell(&t, STYLE_PLAIN, "%s%s", sum->is_alternative ? "may be: " : "", cause_words(sum->cause));
        table_cell(&t, STYLE_PLAIN, "%s", is_zero_money(&sum->amount) ? "?" : show_money(d, sum->amount).text);
        table_cell(&t, STYLE_PLAIN, "%s", sum->quantity != 0 ? figure_count(sum->quantity).text : "");
        table_cell(&t, STYLE_PLAIN, "%s", sum->evidence);
    }
    screen_newline(s);
    table_finish(&t, s);
}

static void print_places(const difference *d, const screen *s)
{
    table t;
    if (d->n_places == 0) {
        return;
    }
    table_start(&t, "llr", 1);
    table_head(&t, 0, "unexplained of");
    table_head(&t, 1, "day");
    table_head(&t, 2, amount_head(d));
    for (int64_t i = 0; i < d->n_places && i < SHOWN_PLACES; i++) {
        const place_sum *p = &d->places[i];
        table_cell(&t, STYLE_PLAIN, "%s", p->model != 0 ? word_of(&d->rows.models, p->model) : "(other lines)");
        table_cell(&t, STYLE_PLAIN, "%s", p->day != 0 ? word_of(&d->rows.days, p->day) : "-");
        table_cell(&t, STYLE_PLAIN, "%s", show_money(d, p->amount).text);
    }
    screen_newline(s);
    table_finish(&t, s);
}

static void print_unknown(const difference *d)
{
    int64_t shown = 0;
    for (size_t i = 0; i < d->statement.n_lines && shown < SHOWN_UNKNOWN; i++) {
        const toll__statement_line *line = &d->statement.lines[i];
        if (line->kind == STATEMENT_UNKNOWN) {
            outside_line("%s%s: line %u: \"%.60s\", %s", shown == 0 ? "Not read as usage " : "                  ",
                         d->asked->invoice, line->line, line->item, show_money(d, line->amount).text);
            shown++;
        }
    }
    if (d->n_unknown > shown) {
        printf("                  and %lld more\n", (long long)(d->n_unknown - shown));
    }
}

static void print_log_notes(const difference *d)
{
    if (d->log.n_bad > 0) {
        printf("Not read          %s records of the logs: see toll bill\n", figure_count(d->log.n_bad).text);
    }
    if (d->log.n_unpriced > 0) {
        printf("Not priced        %s records of the logs: see toll bill\n", figure_count(d->log.n_unpriced).text);
    }
    if (d->rows.n_left_out > 0) {
        printf("Not tried         %s prices beyond the first %d\n", figure_count(d->rows.n_left_out).text,
               ROW_VARIANTS);
    }
}

void difference_table(const difference *d, const screen *s)
{
    print_verdict(d, s);
    if (d->n_sums > 0) {
        print_causes(d, s);
        print_places(d, s);
    }
    if (d->n_unknown > 0 || d->log.n_bad > 0 || d->log.n_unpriced > 0 || d->rows.n_left_out > 0) {
        screen_newline(s);
    }
    print_unknown(d);
    print_log_notes(d);
    printf("\nReport            %s, %zu lines, printed to %d digits\n", d->statement.form, d->statement.n_lines,
           d->statement.digits);
}
