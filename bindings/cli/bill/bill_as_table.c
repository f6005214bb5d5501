/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison for people: a line a target, its difference by rule, what a target can't price, what figures can't
 * tell. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/table.h"

#define TITLE_BYTES 128

/* priced - ran; amounts that are sums of one log can be subtracted. */
static toll_amount difference_of(const toll_amount *priced, const toll_amount *ran)
{
    toll_amount difference = {0, 0};
    toll_amount_subtract(priced, ran, &difference, NULL);
    return difference;
}

static amount_text show_change(const toll_amount *difference, int digits)
{
    amount_text plain = amount_show_digits(difference, digits), text = {"+"};
    if (difference->high < 0 || amount_is_zero(difference)) {
        return plain;
    }
    memcpy(text.text + 1, plain.text, sizeof text.text - 2);
    return text;
}

static figure show_percent(const toll_amount *difference, const toll_amount *ran)
{
    figure none = {"-"};
    double all = amount_value(ran), share = all > 0 ? amount_value(difference) / all : 0;
    if (!(all > 0)) {
        return none;
    }
    snprintf(none.text, sizeof none.text, "%s%.40s", share > 0 ? "+" : "", figure_percent(share).text);
    return none;
}

/* "$0.4615 less (-36.5 %)" */
static void say_change(const as_sum *sum, const char *sign, int digits, char *text, size_t size)
{
    const toll_amount zero = {0, 0};
    toll_amount difference = difference_of(&sum->priced, &sum->ran);
    bool is_less = difference.high < 0;
    toll_amount magnitude = is_less ? difference_of(&zero, &difference) : difference;
    if (amount_is_zero(&difference)) {
        snprintf(text, size, "the same");
        return;
    }
    snprintf(text, size, "%s%s %s (%s)", sign, amount_show_digits(&magnitude, digits).text, is_less ? "less" : "more",
             show_percent(&difference, &sum->ran).text);
}

static void put_sum(const as_sum *sum, const char *title, const screen *s)
{
    char text[768], change[128];
    bool is_dollar = strcmp(sum->currency, "USD") == 0;
    const char *sign = is_dollar ? "$" : "", *space = is_dollar ? "" : " ", *unit = is_dollar ? "" : sum->currency;
    int digits = amount_digits(&sum->ran);
    say_change(sum, sign, digits, change, sizeof change);
    snprintf(text, sizeof text, "As %s: %s%s%s%s instead of %s%s%s%s for %s %s: %s", title, sign,
             amount_show_digits(&sum->priced, digits).text, space, unit, sign,
             amount_show_digits(&sum->ran, digits).text, space, unit, figure_count(sum->records).text,
             sum->records == 1 ? "request" : "requests that both price", change);
    screen_paragraph(s, change[0] != 't' && strstr(change, "less") != NULL ? STYLE_GOOD : STYLE_TITLE, "", text);
}

static void put_verdicts(const bill_as *as, const screen *s)
{
    char title[TITLE_BYTES];
    for (int i = 0; i < as->n_targets; i++) {
        const as_target *target = &as->targets[i];
        bill_as_title(as, target, title, sizeof title);
        for (int k = 0; k < target->n_sums; k++) {
            put_sum(&target->sums[k], title, s);
        }
        if (target->n_sums == 0) {
            char text[TITLE_BYTES + 192];
            snprintf(text, sizeof text, "As %s: no record has both prices", title);
            screen_paragraph(s, STYLE_WARN, "", text);
        }
    }
}

/* ---- by rule ---- */

static void add_rule(table *t, const as_sum *sum, as_part part, int digits)
{
    const toll_amount *ran = &sum->ran_parts.of[part], *priced = &sum->priced_parts.of[part];
    toll_amount difference = difference_of(priced, ran);
    if (amount_is_zero(ran) && amount_is_zero(priced)) {
        return;
    }
    table_cell(t, STYLE_PLAIN, "%s", as_part_title(part));
    table_cell(t, STYLE_PLAIN, "%s", amount_show_digits(ran, digits).text);
    table_cell(t, STYLE_PLAIN, "%s", amount_show_digits(priced, digits).text);
    table_cell(t, STYLE_PLAIN, "%s", show_change(&difference, digits).text);
}

static void add_all(table *t, const as_sum *sum, int digits)
{
    toll_amount difference = difference_of(&sum->priced, &sum->ran);
    table_cell(t, STYLE_TITLE, "%s", sum->currency);
    table_cell(t, STYLE_TITLE, "%s", amount_show_digits(&sum->ran, digits).text);
    table_cell(t, STYLE_TITLE, "%s", amount_show_digits(&sum->priced, digits).text);
    table_cell(t, STYLE_TITLE, "%s", show_change(&difference, digits).text);
}

static void put_rules(const as_sum *sum, const char *title, const screen *s)
{
    table t;
    int digits = amount_digits(&sum->ran);
    table_start(&t, "lrrr", 1);
    table_head(&t, 0, "by rule");
    table_head(&t, 1, "as it ran");
    table_head(&t, 2, title);
    table_head(&t, 3, "difference");
    for (int part = 0; part < AS_PARTS; part++) {
        add_rule(&t, sum, (as_part)part, digits);
    }
    add_all(&t, sum, digits);
    table_finish(&t, s);
    screen_newline(s);
}

/* ---- records left out ---- */

static void put_target_notes(const bill_as *as, const as_target *target, price_books *books, const screen *s)
{
    char text[TITLE_BYTES + 192], title[TITLE_BYTES];
    bill_as_title(as, target, title, sizeof title);
    if (target->missing.n_unpriced > 0) {
        snprintf(text, sizeof text, "%s has no price for %s of the records, in neither sum:", title,
                 figure_count(target->missing.n_unpriced).text);
        screen_paragraph(s, STYLE_WARN, "", text);
        bill_show_unpriced(&target->missing, books, "              ", s);
    }
    if (target->alone > 0) {
        snprintf(text, sizeof text, "%s prices %s records that have no price as they ran: in neither sum", title,
                 figure_count(target->alone).text);
        screen_paragraph(s, STYLE_DIM, "", text);
    }
    if (target->kept_tier > 0) {
        snprintf(text, sizeof text, "%s records stay as they ran: no batch is sold, or they have a tier of their own",
                 figure_count(target->kept_tier).text);
        screen_paragraph(s, STYLE_DIM, "", text);
    }
}

void bill_as_table(const bill_run *run, const screen *s)
{
    const bill_as *as = run->as;
    char title[TITLE_BYTES];
    char caveat[256];
    put_verdicts(as, s);
    screen_newline(s);
    for (int i = 0; i < as->n_targets; i++) {
        bill_as_title(as, &as->targets[i], title, sizeof title);
        for (int k = 0; k < as->targets[i].n_sums; k++) {
            put_rules(&as->targets[i].sums[k], title, s);
        }
    }
    for (int i = 0; i < as->n_targets; i++) {
        put_target_notes(as, &as->targets[i], as->has_own_prices ? as->priced_books : run->names.books, s);
    }
    for (int i = 0; bill_as_caveat(as, i, caveat, sizeof caveat); i++) {
        screen_paragraph(s, STYLE_WARN, i == 0 ? "Mind          " : "              ", caveat);
    }
}
