/* SPDX-License-Identifier: Apache-2.0 */
/* What a person must know of how records were read and priced, each with the number of records that it concerns. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "input/instant.h"
#include "output/figure_text.h"

/* What bits of toll_io_usage.flags mean, by bit. */
static const char *const flags[RUN_FLAGS] = {
    "count parts beside the total, which their shape has inside: added",
    "count parts inside the total, which their shape has beside: not added",
    "have a breakdown that is null: its parts are priced as plain tokens",
    "end before the last count of their stream: the output is a lower limit",
    "have several kinds of a call that one meter counts: each is priced as its own kind",
    "have a part of an unknown type, which is left out",
    "are another model's share of a request"};

/* Of toll_bill_total.flags. */
static const struct {
    uint64_t bit;
    const char *text;
} bill_flags[] = {
    {TOLL_LINE_INEXACT, "are rounded at 18 digits"},
    {TOLL_LINE_FALLBACK, "have cached or other parts at the price of another meter"},
    {TOLL_LINE_ESTIMATED, "are priced by an estimate"},
    {TOLL_LINE_DEFAULT_PART, "have tokens of no stated kind, priced as the tariff's default kind"},
    {TOLL_LINE_CONTEXT, "state a region or attribute that no price depends on"},
    {TOLL_LINE_DERIVED, "have quantities that are not stated but derived by a row of the tariff"},
    {TOLL_LINE_PERIOD, "have a tariff with amounts of a month or an invoice: months are closed, invoices not"},
    {TOLL_LINE_REDIRECTED, "name a model that its vendor serves by another one"}};

static int64_t flagged(const bill_run *run, uint64_t mask)
{
    int bit = 0;
    while (mask >> bit > 1) {
        bit++;
    }
    return run->n_bill_flagged[bit];
}

static bool say(char *text, size_t size, int64_t count, const char *what)
{
    if (count == 0) {
        return false;
    }
    snprintf(text, size, "%s %s", figure_count(count).text, what);
    return true;
}

static bool say_untimed(const bill_run *run, char *text, size_t size)
{
    char what[96];
    snprintf(what, sizeof what, "tell no instant: priced at %s%s", instant_text(run->asked->at_s).text,
             run->asked->has_at ? "" : ", now (--at)");
    return say(text, size, run->n_untimed, what);
}

static bool say_counters(const bill_run *run, char *text, size_t size)
{
    static const char *const periods[] = {"each month (UTC)", "each day (UTC)", "never"};
    if (!run->has_counters) {
        return false;
    }
    snprintf(text, size, "free and volume tiers count by account from %s; anew: %s (--reset)",
             run->asked->n_counters > 0 ? "--counter" : "0", periods[run->asked->period]);
    return true;
}

/* One of the candidates, which may have nothing to say. */
static bool candidate(const bill_run *run, int index, char *text, size_t size, bool *is_said)
{
    const int n_bill_flags = (int)(sizeof bill_flags / sizeof bill_flags[0]);
    *is_said = false;
    if (index < RUN_FLAGS) {
        *is_said = flags[index] != NULL && say(text, size, run->n_flagged[index], flags[index]);
        return true;
    }
    index -= RUN_FLAGS;
    if (index < n_bill_flags) {
        *is_said = say(text, size, flagged(run, bill_flags[index].bit), bill_flags[index].text);
        return true;
    }
    switch (index - n_bill_flags) {
    case 0:
        *is_said = say_untimed(run, text, size);
        return true;
    case 1:
        *is_said = say(text, size, run->n_implied, "name a model that several sell: its shape's maker is taken");
        return true;
    case 2:
        *is_said = say(text, size, run->n_repeated, "repeat a request: it is billed once, by its last state");
        return true;
    case 3:
        *is_said = say(text, size, run->n_nothing, "have no usage, as is usual for them");
        return true;
    case 4:
        *is_said = say(text, size, run->n_outside, "are outside of --since and --until");
        return true;
    case 5:
        *is_said = say_counters(run, text, size);
        return true;
    case 6:
        *is_said = say(text, size, run->focus.n_unstated, "tell no account: in FOCUS it is \"unstated\" (--account)");
        return true;
    default:
        return false;
    }
}

bool bill_note(const bill_run *run, int index, char *text, size_t size)
{
    bool is_said;
    for (int i = 0; candidate(run, i, text, size, &is_said); i++) {
        if (is_said && index-- == 0) {
            return true;
        }
    }
    return false;
}

bool bill_is_incomplete(const bill_run *run)
{
    return run->problems.n_lines > 0 || run->problems.n_unpriced > 0;
}
