/* SPDX-License-Identifier: Apache-2.0 */
/* Two options by name, each answered as toll plan answers it, and the loads at which they change places.
 *
 * A deployment with a number ("4 x h100") is paid for in whole at any load; one without has as many accelerators as the load
 * needs. By hand: 4 H100 at $2.50 are $10 an hour whatever arrives; an API at $0.001 a request costs as much at 10,000
 * requests an hour, 2.78 a second. Below it the API is cheaper; above the rate that four H100 serve it is the only one. */
#include "plan/plan_vs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "plan/plan_law.h"

#define DOUBLINGS 20    /* a factor of a million to each side */
#define PRECISION 1.005 /* of a rate */
#define RATE_MIN  1e-9  /* as the library takes them */
#define RATE_MAX  1e9

/* ---- A deployment ---- */

static int64_t whole_gpus(int64_t gpus, int64_t unit)
{
    return (gpus + unit - 1) / unit * unit;
}

static int64_t gpus_of(const vs_named *named, const plan_choice *c)
{
    return named->gpus > 0 ? whole_gpus(named->gpus, c->offer->unit_gpus) : c->found.gpus_paid;
}

static double cost_of(const vs_named *named, const plan_choice *c)
{
    const double fixed = (double)gpus_of(named, c) * c->offer->usd_per_gpu_hour + named->need.site.usd_per_hour;
    return named->gpus > 0 ? fixed : c->found.usd_per_hour.mid;
}

/* The cheapest option; of a fixed number the cheapest that it holds. NULL: none. */
static const plan_choice *pick(const vs_named *named, const plan_options *o)
{
    const plan_choice *best = NULL;
    for (int i = 0; i < o->n_choices; i++) {
        const plan_choice *c = &o->choices[i];
        const bool is_held = named->gpus == 0 || c->found.gpus <= named->gpus;
        best = is_held && (best == NULL || cost_of(named, c) < cost_of(named, best)) ? c : best;
    }
    return best;
}

static void say_missed(vs_side *side)
{
    const plan_options *o = &side->a.options;
    if (o->n_choices > 0) {
        snprintf(side->reason, sizeof side->reason, "needs %lld GPUs, more than the %lld named",
                 (long long)o->choices[0].found.gpus, (long long)side->named->gpus);
        return;
    }
    plan_reason_text(&side->a, 0, side->reason, sizeof side->reason);
}

static bool find_deployment(vs_side *side, fact_ages *ages)
{
    plan_answer *a = &side->a;
    if (!plan_options_start(&a->options, a->request) || !plan_options_search(&a->options, &a->need)) {
        return false;
    }
    const plan_accelerator *acc = &a->options.accelerators[0];
    const plan_choice *c = side->choice = pick(side->named, &a->options);
    snprintf(side->name, sizeof side->name, "%s", acc->facts.name);
    if (c == NULL) {
        say_missed(side);
        return acc->n_offers > 0 || !acc->has_barred || plan_offer_judge(a->request, &acc->barred, &side->judged);
    }
    plan_option_name(c, side->name, sizeof side->name);
    side->gpus_paid = gpus_of(side->named, c);
    side->usd_per_hour = cost_of(side->named, c);
    side->is_ranked = true;
    if (!c->offer->is_given) {
        fact_ages_add(ages, c->offer->machine.row.as_of);
    }
    return plan_offer_judge(a->request, c->offer, &side->judged);
}

/* ---- An API ---- */

static bool find_api(vs_side *side, plan_request *r, fact_ages *ages)
{
    plan_api *api = &side->a.apis[0];
    if (!plan_api_find(api, r, &r->books, r->vs[0]) || !plan_law_judge_api(r, &api->name, api->asked, &side->judged)) {
        return false;
    }
    side->a.n_apis = 1;
    side->is_ranked = plan_api_is_ranked(api);
    side->usd_per_hour = api->usd_per_hour;
    snprintf(side->name, sizeof side->name, "%.95s%s%s", api->asked, api->name.provider[0] != 0 ? " of " : "",
             api->name.provider);
    if (!api->is_priced) {
        snprintf(side->reason, sizeof side->reason, "its price is not known: %s", api->reason);
    } else if (!side->is_ranked) {
        plan_law_text(r, &side->judged, TOLL_PLAN_CONSTRAINTS_MAX, side->reason, sizeof side->reason);
    }
    if (side->is_ranked) {
        fact_ages_add(ages, api->source_date);
    }
    return true;
}

static bool find_side(vs_side *side, vs_named *named, fact_ages *ages)
{
    side->named = named;
    side->a.request = &named->need;
    side->a.need = named->need.need;
    if (!(named->is_api ? find_api(side, &named->need, ages) : find_deployment(side, ages))) {
        return false;
    }
    const toll_plan_need *n = &side->a.need;
    side->usd_per_request = side->usd_per_hour / (n->requests_per_s * 3600);
    side->usd_per_mtok = side->usd_per_request / (n->input_tokens + n->output_tokens) * 1e6;
    return true;
}

/* ---- Where they change places ---- */

/* USD/h at a rate; INFINITY: it does not serve it. Negative after a complaint. */
static double cost_at(const vs_side *side, plan_options *probe, double rate)
{
    toll_plan_need at = side->a.need;
    at.requests_per_s = rate;
    if (side->named->is_api) {
        return side->a.apis[0].usd_per_request * rate * 3600;
    }
    if (side->named->gpus == 0) {
        return plan_options_least_cost(probe, &side->a.need, rate);
    }
    if (!plan_options_search(probe, &at)) {
        return -1;
    }
    const plan_choice *c = pick(side->named, probe);
    return c != NULL ? cost_of(side->named, c) : HUGE_VAL;
}

typedef struct vs_walk {
    const vs_answer *v;
    plan_options probes[2];
    bool is_failed;
} vs_walk;

/* The cheaper side at a rate, and whether the other one serves it at all; -1: neither serves it, or a failure. */
static int cheaper_at(vs_walk *w, double rate, bool *is_end)
{
    const double first = cost_at(&w->v->sides[0], &w->probes[0], rate);
    const double second = cost_at(&w->v->sides[1], &w->probes[1], rate);
    w->is_failed = w->is_failed || first < 0 || second < 0;
    *is_end = isinf(first) || isinf(second);
    if (w->is_failed || (isinf(first) && isinf(second))) {
        return -1;
    }
    return second < first;
}

static vs_turn narrow(vs_walk *w, double same, double other, int cheaper, bool is_end)
{
    vs_turn turn = {true, other, cheaper, is_end};
    while (!w->is_failed && fmax(same, turn.requests_per_s) > PRECISION * fmin(same, turn.requests_per_s)) {
        const double middle = sqrt(same * turn.requests_per_s);
        bool is_middle_end;
        if (cheaper_at(w, middle, &is_middle_end) == cheaper) {
            turn.requests_per_s = middle;
            turn.is_end = is_middle_end;
        } else {
            same = middle;
        }
    }
    return turn;
}

/* Walks from the need's rate by a factor until the other side is the cheaper one. */
static vs_turn walk_rates(vs_walk *w, double factor)
{
    bool is_end;
    double rate = w->v->sides[0].a.need.requests_per_s;
    const int now = cheaper_at(w, rate, &is_end);
    for (int i = 0; i < DOUBLINGS && now >= 0; i++) {
        const double next = rate * factor;
        const int then = next < RATE_MIN || next > RATE_MAX ? -1 : cheaper_at(w, next, &is_end);
        if (then < 0) {
            break;
        }
        if (then != now) {
            return narrow(w, rate, next, then, is_end);
        }
        rate = next;
    }
    return (vs_turn){.is_found = false};
}

/* The most that a fixed number of accelerators serves, to 0.5 % below. */
static double find_most(vs_walk *w, int i)
{
    const vs_side *side = &w->v->sides[i];
    double low = side->a.need.requests_per_s, high = low;
    for (int k = 0; k < DOUBLINGS && high <= RATE_MAX / 2 && isfinite(cost_at(side, &w->probes[i], high)); k++) {
        low = high;
        high *= 2;
    }
    while (high > PRECISION * low) {
        const double middle = sqrt(low * high), cost = cost_at(side, &w->probes[i], middle);
        w->is_failed = w->is_failed || cost < 0;
        if (isfinite(cost)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool find_vs_turns(vs_answer *v)
{
    vs_walk w = {.v = v};
    bool is_good = true;
    for (int i = 0; i < 2 && is_good; i++) {
        const vs_side *side = &v->sides[i];
        is_good = side->named->is_api || (plan_options_start(&w.probes[i], side->a.request) &&
                                          plan_options_search(&w.probes[i], &side->a.need));
    }
    if (is_good) {
        v->below = walk_rates(&w, 0.5);
        v->above = walk_rates(&w, 2);
        for (int i = 0; i < 2; i++) {
            v->sides[i].most_requests_per_s = v->sides[i].named->gpus > 0 ? find_most(&w, i) : 0;
        }
    }
    plan_options_free(&w.probes[0]);
    plan_options_free(&w.probes[1]);
    return is_good && !w.is_failed;
}

/* ---- All ---- */

bool plan_vs_is_compared(const vs_answer *v)
{
    return v->sides[0].is_ranked && v->sides[1].is_ranked;
}

int plan_vs_cheaper(const vs_answer *v)
{
    return plan_vs_is_compared(v) ? v->sides[1].usd_per_hour < v->sides[0].usd_per_hour : -1;
}

double plan_vs_price_now(const vs_side *side)
{
    return side->choice != NULL ? side->choice->offer->usd_per_gpu_hour : side->usd_per_request;
}

double plan_vs_price_flip(const vs_answer *v, int side)
{
    const vs_side *own = &v->sides[side];
    const double more = v->sides[1 - side].usd_per_hour - own->usd_per_hour;
    if (own->choice == NULL) {
        return own->usd_per_request * v->sides[1 - side].usd_per_hour / own->usd_per_hour;
    }
    return own->choice->offer->usd_per_gpu_hour + more / (double)own->gpus_paid; /* people stay as they are */
}

bool plan_vs_has_idle(const vs_side *side)
{
    return side->choice != NULL && side->gpus_paid > side->choice->found.gpus;
}

bool plan_vs_find(vs_answer *v, vs_request *r)
{
    memset(v, 0, sizeof *v);
    v->request = r;
    v->ages = r->sides[0].need.ages;
    for (int i = 0; i < 2; i++) {
        if (!find_side(&v->sides[i], &r->sides[i], &v->ages)) {
            return false;
        }
    }
    return !plan_vs_is_compared(v) || find_vs_turns(v);
}

void plan_vs_free(vs_answer *v)
{
    plan_options_free(&v->sides[0].a.options);
    plan_options_free(&v->sides[1].a.options);
}

/* ---- Sentences ---- */

static void append_sentence(char *text, size_t size, const char *sentence)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", sentence);
}

static figure month_of(const vs_side *side)
{
    return figure_rounded(side->usd_per_hour * HOURS_PER_MONTH, 3);
}

static void say_costs(const vs_answer *v, char *text, size_t size)
{
    const int best = plan_vs_cheaper(v);
    const vs_side *cheap = &v->sides[best], *dear = &v->sides[1 - best];
    if (cheap->usd_per_hour == dear->usd_per_hour) {
        snprintf(text, size, "Both cost $%s a month.", month_of(cheap).text);
        return;
    }
    const double less = (1 - cheap->usd_per_hour / dear->usd_per_hour) * 100;
    snprintf(text, size, "%s costs less: $%s a month, against $%s of %s. That is %s%.3g %% less.", cheap->named->asked,
             month_of(cheap).text, month_of(dear).text, dear->named->asked, less > 99.9 ? "more than " : "",
             less > 99.9 ? 99.9 : less);
}

static void say_odds(const vs_side *side, char *text, size_t size)
{
    char sentence[400];
    const uint64_t limits = side->a.need.known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT);
    if (side->choice == NULL || limits == 0) {
        return;
    }
    snprintf(sentence, sizeof sentence, "%.160s keeps the limit%s with probability %.2f.", side->named->asked,
             limits == (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT) ? "s" : "", side->choice->found.probability);
    append_sentence(text, size, sentence);
}

static void say_unranked(const vs_answer *v, char *text, size_t size)
{
    text[0] = 0;
    for (int i = 0; i < 2; i++) {
        char sentence[2000];
        const vs_side *side = &v->sides[i];
        if (side->is_ranked) {
            snprintf(sentence, sizeof sentence, "%.160s costs $%s a month.", side->named->asked, month_of(side).text);
        } else {
            snprintf(sentence, sizeof sentence, "%.160s can't be compared: %s.", side->named->asked, side->reason);
        }
        append_sentence(text, size, sentence);
    }
}

void plan_vs_verdict(const vs_answer *v, char *text, size_t size)
{
    if (!plan_vs_is_compared(v)) {
        say_unranked(v, text, size);
        return;
    }
    say_costs(v, text, size);
    say_odds(&v->sides[0], text, size);
    say_odds(&v->sides[1], text, size);
    for (int i = 0; i < 2; i++) {
        char sentence[300];
        if (v->sides[i].judged.verdict.verdict == TOLL_STANDING_ACTION) {
            snprintf(sentence, sizeof sentence, "%.160s is permitted after what stands under \"To do first\".",
                     v->sides[i].named->asked);
            append_sentence(text, size, sentence);
        }
    }
}

/* All statements of a topic; a condition belongs to its place. */
void plan_vs_places(const vs_side *side, uint32_t topic, char *text, size_t size)
{
    const offering_case *c = &side->judged.asked;
    text[0] = 0;
    for (uint64_t i = 0; i < c->n_facts; i++) {
        const toll_catalog_offering_fact *f = &c->facts[i];
        const size_t used = strlen(text);
        if (f->topic == topic && (f->state == TOLL_STATE_YES || f->state == TOLL_STATE_CONDITIONAL) && used < size) {
            snprintf(text + used, size - used, "%s%s%s", used > 0 ? ", " : "", f->words,
                     f->state == TOLL_STATE_CONDITIONAL ? " if asked" : "");
        }
    }
    if (text[0] == 0) {
        snprintf(text, size, "not known");
    }
}
