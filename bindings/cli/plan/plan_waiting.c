/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting without a limit of TTFT. The fewest replicas then run at the edge of saturation, where a queue grows long: the
 * cheapest plan may let a request wait for minutes, which is an answer for a batch and for no user.
 *
 * It is told where the TTFT at the need's quantile is longer than the answer itself takes. By hand: 1,024 tokens at a TPOT
 * of 82 ms take 84 s, and a TTFT of 265 s is three times that. The search is made again with a limit of 2 s, then
 * of 10 and 60 s, until something keeps it: examples, so that the reader sees what not waiting costs. */
#include "plan/plan_waiting.h"

#include <stdio.h>

static const double tried_s[] = {2, 10, 60};

#define TRIED (int)(sizeof tried_s / sizeof tried_s[0])

/* With the first of the limits that something keeps. */
static bool try_limits(plan_waiting *w, const plan_answer *a)
{
    toll_plan_need need = a->need;
    need.known |= TOLL_PLAN_TTFT;
    for (int i = 0; i < TRIED && !w->is_found; i++) {
        plan_choice best;
        w->tried_s = need.ttft_s = tried_s[i];
        if (!plan_options_cheapest(&a->options, &need, &best)) {
            return false;
        }
        w->is_found = best.accelerator != NULL;
        if (w->is_found) {
            plan_option_name(&best, w->option, sizeof w->option);
            w->usd_per_hour = best.found.usd_per_hour.mid;
        }
    }
    return true;
}

bool plan_waiting_find(plan_waiting *w, const plan_answer *a)
{
    const plan_choice *now = plan_best(a);
    *w = (plan_waiting){.is_long = false};
    if (now == NULL || (a->need.known & TOLL_PLAN_TTFT) != 0) {
        return true;
    }
    w->ttft_s = now->found.ttft_s.mid;
    w->answer_s = now->found.tpot_s.mid * a->need.output_tokens;
    w->is_long = w->ttft_s > w->answer_s && w->ttft_s > tried_s[0];
    return !w->is_long || try_limits(w, a);
}

/* Beyond a day the figure says nothing but that the queue never ends. */
static figure wait_text(double seconds)
{
    figure f;
    const bool is_endless = seconds > 86400;
    snprintf(f.text, sizeof f.text, "%.20s s", is_endless ? "more than 86,400" : figure_rounded(seconds, 3).text);
    return f;
}

void plan_waiting_text(const plan_waiting *w, const plan_answer *a, char *text, size_t size)
{
    text[0] = 0;
    if (!w->is_long) {
        return;
    }
    const int used = snprintf(
        text, size,
        "no limit of TTFT is given, so replicas run at the edge of saturation: at p%g a request waits %s for its "
        "first token, and its answer takes %s. With --ttft-p95 %gs",
        a->need.quantile * 100, wait_text(w->ttft_s).text, wait_text(w->answer_s).text, w->tried_s);
    if (used < 0 || (size_t)used >= size) {
        return;
    }
    if (w->is_found) {
        snprintf(text + used, size - (size_t)used, ": %s, $%s a month", w->option,
                 plan_short(w->usd_per_hour * HOURS_PER_MONTH).text);
    } else {
        snprintf(text + used, size - (size_t)used, " nothing meets the need");
    }
}

void plan_waiting_json(json *j, const plan_waiting *w)
{
    if (!w->is_long) {
        json_null(j, "waiting");
        return;
    }
    json_object(j, "waiting");
    json_number(j, "ttft_s", w->ttft_s);
    json_number(j, "answer_s", w->answer_s);
    json_number(j, "limit_ttft_s", w->tried_s);
    json_maybe_text(j, "option", w->option);
    json_maybe_number(j, "usd_per_hour", w->usd_per_hour, w->is_found);
    json_close(j);
}
