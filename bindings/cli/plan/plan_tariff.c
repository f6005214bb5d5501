/* SPDX-License-Identifier: Apache-2.0 */
/* The plan as a tariff: its whole cost per hour over the tokens of an hour at the planned rate.
 *
 *     price of a kind = USD/h * share of the kind / tokens of the kind per hour
 *
 * The shares are those of a replica's time (toll_plan_derive_unit()): tokens of a request * rate / capacity. By hand:
 * $10 an hour, 20 requests/s of 1,500 tokens in and 400 out, of which the output takes 70 % of the time: 7 / (20 * 3,600 *
 * 400) = $0.243 a million output tokens, and 3 / (20 * 3,600 * 1,500) = $0.0278 a million input tokens. A month's
 * tokens at that rate cost 730 * $10, whatever the shares; at half the rate they cost half, while the fleet does not.
 * Where the shares are not known both kinds have one price. */
#include "plan/plan_tariff.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/instant.h"
#include "output/notes.h"
#include "output/out_file.h"
#include "plan/plan_unit.h"
#include "table/tariff_writer.h"

#define SECONDS_PER_HOUR 3600
#define PROVIDER         "own"

typedef struct token_prices {
    double input, output; /* USD per million tokens */
    bool has_shares;
} token_prices;

static token_prices find_prices(const plan_answer *a, const plan_choice *best)
{
    const toll_plan_need *n = &a->need;
    const double usd = best->found.usd_per_hour.mid, requests = n->requests_per_s * SECONDS_PER_HOUR;
    toll_plan_unit unit;
    token_prices p = {0};
    p.has_shares =
        plan_unit_derive(a->request, n, best->accelerator, &best->found, NULL, &unit) && unit.capacity_output.mid > 0;
    const double time = unit.requests_per_s.mid * unit.output_tokens;
    const double output =
        p.has_shares ? time / unit.capacity_output.mid : n->output_tokens / (n->input_tokens + n->output_tokens);
    p.output = usd * output / (requests * n->output_tokens) * 1e6;
    p.input = usd * (1 - output) / (requests * n->input_tokens) * 1e6;
    return p;
}

/* 20261130 of an instant. */
static int64_t date_of(int64_t at_s)
{
    int year = 0, month = 0, day = 0;
    if (sscanf(instant_text(at_s).text, "%d-%d-%d", &year, &month, &day) != 3) {
        return 0;
    }
    return (int64_t)year * 10000 + month * 100 + day;
}

/* What the price stands on, on every row: it holds at this rate alone. */
static void state_source(const plan_answer *a, const plan_choice *best, toll_bill_row *rows)
{
    char name[160], source[sizeof rows->source];
    plan_option_name(best, name, sizeof name);
    snprintf(source, sizeof source, "toll plan: at %.12s requests/s, %.54s", plan_rate(a->need.requests_per_s).text,
             name);
    for (int i = 0; i < TOLL_BOOK_ESTIMATED_ROWS; i++) {
        memcpy(rows[i].source, source, sizeof source);
        rows[i].source_date = date_of(a->request->at_s);
    }
}

static bool fill_rows(const plan_answer *a, const plan_choice *best, toll_bill_row *rows)
{
    const token_prices p = find_prices(a, best);
    toll_error err;
    if (!p.has_shares) {
        notes_add("--tariff: how a replica's time splits is not known, so input and output have one price");
    }
    if (toll_book_estimate_rows(PROVIDER, TOLL_NUL, a->request->model.model.id, TOLL_NUL, p.input, p.output,
                                TOLL_TIME_MIN, rows, sizeof rows[0], &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    state_source(a, best, rows);
    return true;
}

bool plan_tariff_write(const plan_answer *a, const char *path)
{
    toll_bill_row rows[TOLL_BOOK_ESTIMATED_ROWS];
    toll_error err;
    const plan_choice *best = plan_best(a);
    if (best == NULL) {
        notes_add("--tariff: nothing is written, since no option meets the need");
        return true;
    }
    if (!fill_rows(a, best, rows)) {
        return false;
    }
    FILE *out = out_file_open(path, &err);
    if (out == NULL || toll__tariff_write(out, rows, TOLL_BOOK_ESTIMATED_ROWS, &err) != TOLL_OK ||
        !out_file_close(&err)) {
        complain("--tariff %s: %s", path, err.message);
        out_file_discard_open();
        return false;
    }
    return true;
}
