/* SPDX-License-Identifier: Apache-2.0 */
/* A record is converted line by line, and its cost is the sum of the converted lines: so charges of a FOCUS file, groups of
 * the report and its total are sums of the same numbers, however a log is cut.
 *
 * Example: 2,006 tokens at 2 CNY and 300 at 8 CNY per million cost 0.004012 and 0.0024 CNY. At 0.1283 EUR they are
 * 0.0005147396 and 0.00030792 EUR, together 0.0008226596 EUR. */
#include "bill/record_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

void record_lines_free(record_lines *m)
{
    free(m->lines);
    free(m->costs);
    free(m->n_of_rate);
}

bool add_costs(three_costs *to, const three_costs *costs)
{
    return toll_amount_add(&to->list, &costs->list, &to->list, NULL) == TOLL_OK &&
           toll_amount_add(&to->contracted, &costs->contracted, &to->contracted, NULL) == TOLL_OK &&
           toll_amount_add(&to->billed, &costs->billed, &to->billed, NULL) == TOLL_OK;
}

static void need_lines(record_lines *m, int64_t n_lines)
{
    if (n_lines > m->capacity) {
        m->capacity = n_lines + 32;
        m->lines = claim_again(m->lines, (size_t)m->capacity, sizeof *m->lines);
        m->costs = claim_again(m->costs, (size_t)m->capacity, sizeof *m->costs);
    }
}

/* The bill again, with its lines; the question and its counters stay as they are. */
static bool bill_lines(record_lines *m, const priced_record *p)
{
    bill_question again = *p->question;
    need_lines(m, again.total.n_lines);
    m->n_lines = again.total.n_lines;
    return record_bill_lines(&again, p->tariff, p->usage->usage, (uint64_t)p->usage->n_usage, m->lines,
                             (uint64_t)m->capacity, NULL) == TOLL_OK;
}

static bool convert_cost(record_lines *m, const toll_amount *amount, toll_amount *converted)
{
    int32_t inexact = 0;
    bool is_converted = record_convert(m->rate, amount, converted, &inexact);
    m->is_inexact |= inexact;
    return is_converted;
}

static bool convert_lines(record_lines *m)
{
    memset(&m->total, 0, sizeof m->total);
    m->is_inexact = 0;
    for (int64_t i = 0; i < m->n_lines; i++) {
        const toll_bill_line *line = &m->lines[i];
        three_costs *costs = &m->costs[i];
        if (!convert_cost(m, &line->list_cost, &costs->list) ||
            !convert_cost(m, &line->contracted_cost, &costs->contracted) ||
            !convert_cost(m, &line->billed_cost, &costs->billed) || !add_costs(&m->total, costs)) {
            return false;
        }
    }
    return true;
}

static bool find_rate(record_lines *m, const money_request *asked, const priced_record *p, char *reason, size_t size)
{
    m->rate = NULL;
    if (asked->currency[0] == 0 || strcmp(asked->currency, m->priced_in) == 0) {
        return true;
    }
    m->rate = exchange_rates_find(&asked->rates, m->priced_in, asked->currency, p->usage->at_s, reason, size);
    return m->rate != NULL;
}

/* A stated cost of the tariff's currency goes the same way as the computed one. */
static void put_costs(record_lines *m, const money_request *asked, priced_record *p)
{
    p->rate = m->rate;
    p->cost = m->total.billed;
    if (m->rate == NULL) {
        return;
    }
    toll_bill_total *total = &p->question->total;
    snprintf(total->currency, sizeof total->currency, "%s", asked->currency);
    p->has_stated = p->has_stated && record_convert(m->rate, &p->stated, &p->stated, NULL);
    if (m->n_of_rate == NULL) {
        m->n_of_rate = claim(asked->rates.n_rows, sizeof *m->n_of_rate);
    }
    m->n_of_rate[m->rate - asked->rates.rows]++;
}

bool record_lines_make(record_lines *m, const money_request *asked, priced_record *p, char *reason, size_t size)
{
    m->is_known = false;
    if (asked->focus == NULL && asked->taxes.n_rows == 0 && asked->currency[0] == 0) {
        return true; /* the usual bill: its total is enough */
    }
    snprintf(m->priced_in, sizeof m->priced_in, "%s", p->question->total.currency);
    if (!find_rate(m, asked, p, reason, size)) {
        return false;
    }
    if (asked->focus == NULL && asked->taxes.n_rows == 0 && m->rate == NULL) {
        return true;
    }
    if (!bill_lines(m, p) || !convert_lines(m)) {
        snprintf(reason, size, "a cost is beyond what amounts hold");
        return false;
    }
    put_costs(m, asked, p);
    m->is_known = true;
    return true;
}
