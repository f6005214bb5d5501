/* SPDX-License-Identifier: Apache-2.0 */
/* Two options side by side for people: the verdict, a line for each figure, where they change places and what flips it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/table.h"
#include "plan/plan_law.h"
#include "plan/plan_vs.h"

#define REASONS_SHOWN 2
#define NEXT_LINE     "               "

/* ---- Question ---- */

static void put_vs_question(const vs_answer *v, const screen *s)
{
    const toll_plan_need *n = &v->sides[0].a.need;
    char text[400];
    int used = snprintf(text, sizeof text, "%s requests/s, %s tokens in, %s out", plan_rate(n->requests_per_s).text,
                        figure_plain(n->input_tokens).text, figure_plain(n->output_tokens).text);
    if ((n->known & TOLL_PLAN_TTFT) != 0) {
        used += snprintf(text + used, sizeof text - (size_t)used, ", TTFT p%g within %s ms", n->quantile * 100,
                         figure_plain(n->ttft_s * 1e3).text);
    }
    if ((n->known & TOLL_PLAN_TPOT) != 0) {
        snprintf(text + used, sizeof text - (size_t)used, ", TPOT p%g within %s ms", n->quantile * 100,
                 figure_plain(n->tpot_s * 1e3).text);
    }
    screen_paragraph(s, STYLE_TITLE, "", text);
    screen_newline(s);
}

/* ---- Figures ---- */

static figure ms_range(toll_range range)
{
    figure shown;
    snprintf(shown.text, sizeof shown.text, "%.14s [%.12s .. %.12s]", figure_rounded(range.mid * 1e3, 3).text,
             figure_rounded(range.low * 1e3, 3).text, figure_rounded(range.high * 1e3, 3).text);
    return shown;
}

static const figure unknown = {"not known"};

static figure row_month(const vs_side *side)
{
    return side->is_ranked ? plan_short(side->usd_per_hour * HOURS_PER_MONTH) : (figure){"-"};
}

/* In the month: people who run it. An API needs none. */
static figure row_people(const vs_side *side)
{
    const staff_request *staff = &side->named->need.site;
    if (side->named->is_api) {
        return (figure){"none"};
    }
    return staff->people_gap == SITE_COUNTED ? plan_short(staff->usd_per_hour * HOURS_PER_MONTH)
                                             : (figure){"not counted"};
}

static figure row_mtok(const vs_side *side)
{
    return side->is_ranked ? figure_rounded(side->usd_per_mtok, 3) : (figure){"-"};
}

static figure row_thousand(const vs_side *side)
{
    return side->is_ranked ? figure_rounded(side->usd_per_request * 1e3, 3) : (figure){"-"};
}

static figure row_gpus(const vs_side *side)
{
    return side->choice != NULL ? figure_count(side->gpus_paid) : (figure){"-"};
}

/* An API has limits of rate, which the catalog does not know. */
static figure row_most(const vs_side *side)
{
    if (side->named->is_api || side->choice == NULL) {
        return unknown;
    }
    return side->most_requests_per_s > 0 ? figure_rounded(side->most_requests_per_s, 3) : (figure){"as asked"};
}

static figure row_ttft(const vs_side *side)
{
    return side->choice != NULL ? ms_range(side->choice->found.ttft_s) : unknown;
}

static figure row_tpot(const vs_side *side)
{
    return side->choice != NULL ? ms_range(side->choice->found.tpot_s) : unknown;
}

static bool has_power(const vs_side *side)
{
    return side->choice != NULL && (side->choice->found.known & TOLL_PLAN_POWER) != 0;
}

static figure row_power(const vs_side *side)
{
    return has_power(side) ? figure_rounded(side->choice->found.power_w.mid / 1e3, 3) : unknown;
}

static figure row_energy(const vs_side *side)
{
    return has_power(side) ? figure_rounded(side->choice->found.request_j.mid / 3600, 3) : unknown;
}

static figure row_odds(const vs_side *side)
{
    figure shown;
    if (side->choice == NULL || (side->a.need.known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT)) == 0) {
        return side->choice == NULL ? unknown : (figure){"no limit"};
    }
    snprintf(shown.text, sizeof shown.text, "%.0f %%", side->choice->found.probability * 100);
    return shown;
}

static figure row_processing(const vs_side *side)
{
    figure shown;
    plan_vs_places(side, TOLL_TOPIC_PROCESSING, shown.text, sizeof shown.text);
    return shown;
}

static figure row_storage(const vs_side *side)
{
    figure shown;
    plan_vs_places(side, TOLL_TOPIC_STORAGE, shown.text, sizeof shown.text);
    return shown;
}

static figure api_price_date(const vs_side *side)
{
    figure shown = {"-"};
    const plan_api *api = &side->a.apis[0];
    const age_text age = fact_age_text(&side->named->need.ages, api->source_date);
    if (api->is_priced) {
        snprintf(shown.text, sizeof shown.text, "%.20s%s%.24s", figure_date((int32_t)api->source_date).text,
                 age.text[0] != 0 ? ", " : "", age.text);
    }
    return shown;
}

static figure row_price_date(const vs_side *side)
{
    figure shown = {"given"};
    const plan_offer *offer = side->choice != NULL ? side->choice->offer : NULL;
    if (side->named->is_api) {
        return api_price_date(side);
    }
    if (offer == NULL) {
        return (figure){"-"};
    }
    if (!offer->is_given) {
        snprintf(shown.text, sizeof shown.text, "%.20s, %.24s", price_date_text(&offer->machine).text,
                 price_age_text(&offer->age).text);
    }
    return shown;
}

static figure row_quality(const vs_side *side)
{
    (void)side;
    return (figure){"not compared"};
}

static void put_figures(const vs_answer *v, const screen *s)
{
    static const struct {
        const char *label;
        figure (*of)(const vs_side *side);
    } rows[] = {{"$ a month", row_month},
                {"$/Mtok", row_mtok},
                {"of it people, $ a month", row_people},
                {"$ for 1,000 requests", row_thousand},
                {"GPUs paid", row_gpus},
                {"serves up to, requests/s", row_most},
                {"TTFT, ms [80 %]", row_ttft},
                {"TPOT, ms [80 %]", row_tpot},
                {"keeps the limits", row_odds},
                {"kW, accelerators", row_power},
                {"Wh a request", row_energy},
                {"computed in", row_processing},
                {"kept in", row_storage},
                {"price of", row_price_date},
                {"quality of answers", row_quality}};
    table t;
    table_start(&t, "lrr", 1);
    table_head(&t, 1, "A");
    table_head(&t, 2, "B");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].of == row_people && v->sides[0].named->is_api && v->sides[1].named->is_api) {
            continue;
        }
        table_cell(&t, STYLE_PLAIN, "%s", rows[i].label);
        for (int k = 0; k < 2; k++) {
            table_cell(&t, i < 2 && plan_vs_cheaper(v) == k ? STYLE_GOOD : STYLE_PLAIN, "%s",
                       rows[i].of(&v->sides[k]).text);
        }
    }
    table_finish(&t, s);
    screen_newline(s);
}

static void put_names(const vs_answer *v, const screen *s)
{
    for (int i = 0; i < 2; i++) {
        const vs_side *side = &v->sides[i];
        char text[600];
        int used = snprintf(text, sizeof text, "%.160s", side->named->asked);
        if (side->choice != NULL) {
            used += snprintf(text + used, sizeof text - (size_t)used, ": %s", side->name);
        }
        if (plan_vs_has_idle(side)) {
            snprintf(text + used, sizeof text - (size_t)used,
                     "; %lld GPUs are paid for, and the latency is that of the %lld which the load needs",
                     (long long)side->gpus_paid, (long long)side->choice->found.gpus);
        }
        screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  A  " : "  B  ", text);
    }
    screen_newline(s);
}

/* ---- Turns and flips ---- */

static void turn_sentence(const vs_answer *v, const vs_turn *turn, const char *side_of_rate, char *text, size_t size)
{
    const vs_side *cheap = &v->sides[turn->cheaper], *other = &v->sides[1 - turn->cheaper];
    const double tokens = plan_tokens_per_month(&cheap->a.need, turn->requests_per_s);
    if (turn->is_end) {
        snprintf(text, size, "%s %s requests/s (%s tokens a month) %.120s no longer serves the load", side_of_rate,
                 figure_rounded(turn->requests_per_s, 3).text, plan_short(tokens).text, other->named->asked);
        return;
    }
    snprintf(text, size, "%s %s requests/s (%s tokens a month) %.120s is cheaper", side_of_rate,
             figure_rounded(turn->requests_per_s, 3).text, plan_short(tokens).text, cheap->named->asked);
}

static void put_vs_turns(const vs_answer *v, const screen *s)
{
    char text[400];
    const vs_turn *const turns[] = {&v->below, &v->above};
    const char *first = "  Break-even:  ";
    for (int i = 0; i < 2; i++) {
        if (turns[i]->is_found) {
            turn_sentence(v, turns[i], i == 0 ? "below" : "above", text, sizeof text);
            screen_paragraph(s, STYLE_PLAIN, first, text);
            first = NEXT_LINE;
        }
    }
    if (!v->below.is_found && !v->above.is_found) {
        screen_paragraph(s, STYLE_PLAIN, first, "none within a factor of a million of this load");
    }
}

static void put_vs_flips(const vs_answer *v, const screen *s)
{
    char text[400];
    for (int i = 0; i < 2; i++) {
        const vs_side *side = &v->sides[i];
        const double now = plan_vs_price_now(side), flip = plan_vs_price_flip(v, i);
        if (!(flip > 0)) {
            snprintf(text, sizeof text, "%.120s at no price of %s: people alone cost more than the other side",
                     side->named->asked, side->choice != NULL ? "a GPU-hour" : "a request");
            screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  Would flip:  " : NEXT_LINE, text);
            continue;
        }
        snprintf(text, sizeof text, "%.120s at %s %s instead of %s (%+.3g %%)", side->named->asked,
                 figure_usd(flip).text, side->choice != NULL ? "a GPU-hour" : "a request", figure_usd(now).text,
                 (flip / now - 1) * 100);
        screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  Would flip:  " : NEXT_LINE, text);
    }
}

/* ---- What to know ---- */

static void put_vs_to_do(const vs_answer *v, const screen *s)
{
    const char *first = "  To do first: ";
    for (int i = 0; i < 2; i++) {
        char text[2000];
        const vs_side *side = &v->sides[i];
        if (side->judged.verdict.verdict != TOLL_STANDING_ACTION) {
            continue;
        }
        int used = snprintf(text, sizeof text, "%.160s: ", side->named->asked);
        plan_law_text(side->a.request, &side->judged, REASONS_SHOWN, text + used, sizeof text - (size_t)used);
        screen_paragraph(s, STYLE_WARN, first, text);
        first = NEXT_LINE;
    }
}

static void put_vs_api(const vs_side *side, const screen *s)
{
    const plan_api *api = &side->a.apis[0];
    char text[900], end[320];
    if (!side->named->is_api || !api->is_priced) {
        return;
    }
    plan_api_end_text(api, end, sizeof end);
    snprintf(text, sizeof text, "%.95s: %s%s%s%s", api->asked,
             end[0] != 0 ? end : "nothing is known of an end of its service",
             api->is_linear ? "" : "; its price depends on a request's length, and that of the mean is shown",
             api->has_cache_price ? "" : "; cached tokens have no price of their own and are billed as input",
             api->has_batch ? "; it has a batch tier, without a latency" : "");
    screen_paragraph(s, STYLE_PLAIN, "  API:         ", text);
}

static bool is_other_model(const vs_answer *v)
{
    const vs_named *a = v->sides[0].named, *b = v->sides[1].named;
    return a->is_api || b->is_api || strcmp(a->need.model.model.id, b->need.model.model.id) != 0;
}

void plan_vs_screen(const vs_answer *v, const screen *s)
{
    char verdict[5000];
    put_vs_question(v, s);
    plan_vs_verdict(v, verdict, sizeof verdict);
    screen_paragraph(s, plan_vs_is_compared(v) ? STYLE_GOOD : STYLE_BAD, "", verdict);
    screen_newline(s);
    put_names(v, s);
    put_figures(v, s);
    if (plan_vs_is_compared(v)) {
        put_vs_turns(v, s);
        put_vs_flips(v, s);
    }
    put_vs_to_do(v, s);
    put_vs_api(&v->sides[0], s);
    put_vs_api(&v->sides[1], s);
    if (is_other_model(v)) {
        screen_paragraph(s, STYLE_DIM, "  Models:      ",
                         "two models: neither the quality of their answers nor the way they count tokens is compared");
    }
}
