/* SPDX-License-Identifier: Apache-2.0 */
/* The same answer for programs: JSON with sums and all causes, CSV with a row a cause. Amounts are exact, as text. */
#include <stdio.h>
#include <string.h>

#include "input/meters.h"
#include "output/json_out.h"
#include "output/outside_text.h"
#include "reconcile/difference.h"

static const char *exact_money(const toll_amount *amount, char text[TOLL_MONEY_TEXT_BYTES])
{
    text[0] = 0;
    toll_amount_format(amount, 0, text, TOLL_MONEY_TEXT_BYTES, NULL, NULL);
    return text;
}

static void json_money(json *j, const char *key, const toll_amount *amount)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    json_text(j, key, exact_money(amount, text));
}

static void json_sums(json *j, const difference *d, bool alternatives, const char *key)
{
    json_array(j, key);
    for (int i = 0; i < d->n_sums; i++) {
        const cause_sum *sum = &d->sums[i];
        if (sum->is_alternative != alternatives) {
            continue;
        }
        json_object(j, NULL);
        json_text(j, "cause", cause_name(sum->cause));
        json_money(j, "amount", &sum->amount);
        json_integer(j, "units", sum->quantity);
        json_integer(j, "lines", sum->n_lines);
        json_maybe_text(j, "evidence", sum->evidence);
        json_close(j);
    }
    json_close(j);
}

static void json_unknown_lines(json *j, const difference *d)
{
    json_array(j, "unknown_lines");
    for (size_t i = 0; i < d->statement.n_lines; i++) {
        const toll__statement_line *line = &d->statement.lines[i];
        if (line->kind != STATEMENT_UNKNOWN) {
            continue;
        }
        json_object(j, NULL);
        json_integer(j, "line", line->line);
        json_text(j, "item", line->item);
        json_money(j, "amount", &line->amount);
        json_close(j);
    }
    json_close(j);
}

static void json_places(json *j, const difference *d)
{
    json_array(j, "unexplained_by_model_and_day");
    for (int64_t i = 0; i < d->n_places; i++) {
        json_object(j, NULL);
        json_maybe_text(j, "model", word_of(&d->rows.models, d->places[i].model));
        json_maybe_text(j, "day", word_of(&d->rows.days, d->places[i].day));
        json_money(j, "amount", &d->places[i].amount);
        json_close(j);
    }
    json_close(j);
}

void difference_json(const difference *d)
{
    json j;
    json_answer(&j, "reconcile");
    json_maybe_text(&j, "currency", d->currency);
    json_money(&j, "invoice", &d->residual.theirs);
    json_money(&j, "ours", &d->residual.ours);
    json_money(&j, "difference", &d->residual.difference);
    json_money(&j, "explained", &d->residual.explained);
    json_money(&j, "unexplained", &d->residual.unexplained);
    json_bool(&j, "is_explained", difference_is_explained(d));
    json_sums(&j, d, false, "causes");
    json_sums(&j, d, true, "alternatives");
    json_places(&j, d);
    json_unknown_lines(&j, d);
    json_integer(&j, "records", d->log.n_records);
    json_integer(&j, "bad_records", d->log.n_bad);
    json_integer(&j, "unpriced_records", d->log.n_unpriced);
    json_text(&j, "report", d->statement.form);
    json_integer(&j, "report_lines", (int64_t)d->statement.n_lines);
    json_close(&j);
}

static void csv_text(const char *text)
{
    putchar(',');
    outside_csv(stdout, text);
}

/* Keys of the line, or of our row where there is no line. */
static void csv_cause(const difference *d, const toll_bill_cause *cause)
{
    char money[TOLL_MONEY_TEXT_BYTES];
    const toll__statement_line *line = difference_line(d, cause);
    const int64_t at = cause->row >= 0 ? cause->row : cause->cause == TOLL_CAUSE_LACKING ? cause->other : -1;
    const toll_bill_charge *row = at >= 0 ? &d->rows.rows[at] : NULL;
    bool is_priced = (cause->flags & TOLL_CAUSE_NO_AMOUNT) == 0;
    printf("%s,%s,%s,%lld", cause_name(cause->cause),
           (cause->flags & TOLL_CAUSE_IS_ALTERNATIVE) != 0 ? "alternative" : "booked",
           is_priced ? exact_money(&cause->amount, money) : "", (long long)cause->quantity);
    csv_text(row != NULL ? word_of(&d->rows.models, row->model) : "");
    csv_text(row != NULL ? word_of(&d->rows.days, row->day) : "");
    csv_text(row != NULL && row->meter != 0 ? meter_of(row->meter).name : "");
    if (line != NULL) {
        printf(",%u", line->line);
    } else {
        putchar(',');
    }
    csv_text(line != NULL ? line->item : "");
    putchar('\n');
}

void difference_csv(const difference *d)
{
    puts("cause,standing,amount,units,model,day,meter,invoice_line,item");
    for (int64_t i = 0; i < d->residual.n_causes; i++) {
        csv_cause(d, &d->causes[i]);
    }
}
