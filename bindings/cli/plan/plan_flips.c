/* SPDX-License-Identifier: Apache-2.0 */
/* Flips: some by arithmetic, since the machines' cost is in proportion to their price and an API's to its own, and some by
 * searching, since a limit or a length changes what serves.
 *
 * By hand: a fleet at $16.50 an hour of GPUs at $1.50, an API at $84.60. GPUs equal it at 1.50 * 84.60 / 16.50 = $7.69 an
 * hour, the API must be 80 % cheaper, and a mean load of 16.50 / 84.60 = 20 % of the planned one makes them equal, since
 * the fleet is paid all the time. A search tries a length at 1.25, 2 and 4 times and as parts of what it is, the nearest
 * first, and halves the step in which the cheapest accelerator or API changes until it is below 2 %. */
#include "plan/plan_flips.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

#define ACCELERATORS_TRIED 8    /* the cheapest ones, and those that are too slow */
#define PRECISION          1.02 /* of a flip that is searched for */

static plan_flip *next_flip(plan_flips *f, const char *input, const char *unit, const char *name, double from)
{
    plan_flip *flip = &f->each[f->count++];
    *flip = (plan_flip){.input = input, .unit = unit, .from = from};
    snprintf(flip->name, sizeof flip->name, "%.90s", name);
    return flip;
}

static void found_flip(plan_flip *flip, double to, const char *then)
{
    flip->is_found = true;
    flip->to = to;
    snprintf(flip->then, sizeof flip->then, "%.150s", then);
}

/* ---- By arithmetic ---- */

/* The price of a GPU-hour at which the option costs another amount; people and power stay as they are. */
static double price_at(const plan_answer *a, const plan_choice *c, double cost)
{
    const double now = c->offer->usd_per_gpu_hour;
    if (!a->request->horizon.is_asked) {
        return plan_costs_price_at(c->offer, &c->found, cost);
    }
    return now * (cost - a->people_npv_usd) / (plan_choice_cost(a->request, c) - a->people_npv_usd);
}

/* Nothing above 0 is a price: then no price of a GPU changes the answer. */
static void found_price(plan_flip *flip, double price, const char *then)
{
    if (price > 0) {
        found_flip(flip, price, then);
    }
}

static void flip_accelerators(plan_flips *f, const plan_answer *a)
{
    const plan_choice *best = plan_best(a), *next = plan_next(a);
    if (best == NULL || next == NULL) {
        return;
    }
    const double now = best->offer->usd_per_gpu_hour, other = plan_choice_cost(a->request, next);
    found_price(next_flip(f, "usd_per_gpu_hour", "USD/h", best->accelerator->facts.id, now), price_at(a, best, other),
                next->accelerator->facts.id);
}

/* The price of a GPU-hour, the API's price, the load over the year and the load itself. */
static void flip_api(plan_flips *f, const plan_answer *a, int index)
{
    const plan_choice *best = plan_best(a);
    const plan_api *api = &a->apis[index];
    const char *id = best->accelerator->facts.id;
    const double fleet = best->found.usd_per_hour.mid;
    const bool is_api = api->usd_per_hour < fleet;
    const char *then = is_api ? id : api->asked;
    const bool is_minor = api != plan_best_api(a);
    plan_flip *gpu = next_flip(f, "usd_per_gpu_hour", "USD/h", id, best->offer->usd_per_gpu_hour);
    found_price(gpu, price_at(a, best, api->usd_per_hour), then);
    gpu->is_minor = is_minor;
    found_flip(next_flip(f, "usd_per_request", "USD", api->asked, api->usd_per_request),
               api->usd_per_request * fleet / api->usd_per_hour, then);
    if (!is_api && !a->request->site.has_tariff) { /* power falls with the load */
        plan_flip *load = next_flip(f, "load_frac", "frac", api->asked, 1);
        found_flip(load, fleet / api->usd_per_hour, api->asked);
        load->is_minor = is_minor;
    }
    plan_flip *rate = next_flip(f, "requests_per_s", "1/s", api->asked, a->need.requests_per_s);
    if (a->turns[index].is_found) {
        found_flip(rate, a->turns[index].requests_per_s, then);
    }
}

/* ---- By searching ---- */

typedef struct flip_search {
    const plan_answer *a;
    price_books *books;
    plan_options few; /* the accelerators that are tried */
    bool is_failed;
} flip_search;

/* The cheapest ones in their order, then those that are too slow now. */
static void choose_few(flip_search *s)
{
    const plan_options *all = &s->a->options;
    int count = 0, fast = 0;
    s->few = *all;
    s->few.accelerators = claim((size_t)all->n_accelerators + 1, sizeof *s->few.accelerators);
    for (int i = 0; i < all->n_choices && fast < ACCELERATORS_TRIED; i++) {
        if (plan_is_leader(s->a, i)) {
            s->few.accelerators[count++] = *all->choices[i].accelerator;
            fast++;
        }
    }
    for (int i = 0; i < all->n_accelerators; i++) {
        if (all->outcomes[i].reason == PLAN_TOO_SLOW) {
            s->few.accelerators[count++] = all->accelerators[i];
        }
    }
    s->few.n_accelerators = count;
}

/* The name of the cheapest accelerator or API at another need; "": none. */
static bool name_winner(flip_search *s, const toll_plan_need *need, char *name, size_t size)
{
    plan_choice best;
    plan_api api;
    plan_request changed = *s->a->request;
    plan_options few = s->few;
    changed.need = *need;
    few.request = &changed;
    if (!plan_options_cheapest(&few, need, &best)) {
        return false;
    }
    double least = best.accelerator != NULL ? best.found.usd_per_hour.mid : HUGE_VAL;
    snprintf(name, size, "%s", best.accelerator != NULL ? best.accelerator->facts.id : "");
    for (int i = 0; i < changed.n_vs; i++) {
        if (!plan_api_find(&api, &changed, s->books, changed.vs[i])) {
            return false;
        }
        plan_api_set_rate(&api, need, need->requests_per_s);
        if (plan_api_is_ranked(&api) && api.usd_per_hour < least) {
            least = api.usd_per_hour;
            snprintf(name, size, "%.90s", api.asked);
        }
    }
    return true;
}

/* Whether something else wins when the field of the need is `value`. */
static bool is_flipped(flip_search *s, size_t field, double value, const char *now, char *then, size_t size)
{
    toll_plan_need need = s->a->need;
    memcpy((char *)&need + field, &value, sizeof value);
    s->is_failed = s->is_failed || !name_winner(s, &need, then, size);
    return !s->is_failed && strcmp(now, then) != 0;
}

static void narrow_flip(flip_search *s, plan_flip *flip, size_t field, double same, double other, const char *now)
{
    char then[100];
    while (!s->is_failed && fmax(same, other) > PRECISION * fmin(same, other)) {
        const double middle = sqrt(same * other);
        if (is_flipped(s, field, middle, now, then, sizeof then)) {
            other = middle;
            found_flip(flip, other, then);
        } else {
            same = middle;
        }
    }
}

static void search_flip(flip_search *s, plan_flip *flip, size_t field, double least, const char *now)
{
    static const double factors[] = {1, 1.25, 2, 4};
    char then[100];
    for (int i = 1; i < 4 && !s->is_failed; i++) {
        for (int side = 0; side < 2; side++) {
            const double same = side ? flip->from / factors[i - 1] : flip->from * factors[i - 1];
            const double other = side ? flip->from / factors[i] : flip->from * factors[i];
            if (other >= least && is_flipped(s, field, other, now, then, sizeof then)) {
                found_flip(flip, other, then);
                narrow_flip(s, flip, field, same, other, now);
                return;
            }
        }
    }
}

static bool search_flips(plan_flips *f, flip_search *s)
{
    const toll_plan_need *n = &s->a->need;
    const struct {
        const char *name, *unit;
        size_t field;
        double from, least;
    } inputs[] = {{"requests_per_s", "1/s", offsetof(toll_plan_need, requests_per_s), n->requests_per_s, 1e-9},
                  {"output_tokens", "tokens", offsetof(toll_plan_need, output_tokens), n->output_tokens, 1},
                  {"ttft_s", "s", offsetof(toll_plan_need, ttft_s), n->ttft_s, 1e-9},
                  {"tpot_s", "s", offsetof(toll_plan_need, tpot_s), n->tpot_s, 1e-9}};
    char now[100];
    if (!name_winner(s, n, now, sizeof now)) {
        return false;
    }
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        if (inputs[i].from > 0) {
            plan_flip *flip = next_flip(f, inputs[i].name, inputs[i].unit, "", inputs[i].from);
            search_flip(s, flip, inputs[i].field, inputs[i].least, now);
        }
    }
    return !s->is_failed;
}

/* Over a horizon the prices alone: what is the cheapest at another load or limit would take an outlook of each. */
static void flip_outlook(plan_flips *f, const plan_answer *a)
{
    const plan_choice *best = plan_best(a);
    const double fleet = plan_choice_cost(a->request, best);
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        const double cost = plan_api_cost(a->request, api);
        if (plan_api_is_ranked(api) && plan_api_lasts(api) && cost > 0) {
            found_flip(next_flip(f, "usd_per_request", "USD", api->asked, api->usd_per_request),
                       api->usd_per_request * fleet / cost, cost < fleet ? best->accelerator->facts.id : api->asked);
        }
    }
}

bool plan_flips_find(plan_flips *f, const plan_answer *a, price_books *books)
{
    flip_search s = {.a = a, .books = books};
    memset(f, 0, sizeof *f);
    if (plan_best(a) == NULL) {
        return true;
    }
    flip_accelerators(f, a);
    if (a->request->horizon.is_asked) {
        flip_outlook(f, a);
        return true;
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (plan_api_is_ranked(&a->apis[i]) && a->apis[i].usd_per_hour > 0) {
            flip_api(f, a, i);
        }
    }
    choose_few(&s);
    const bool is_good = search_flips(f, &s);
    free(s.few.accelerators);
    return is_good;
}

/* ---- How they are shown ---- */

static const char *time_text(double seconds, figure *f)
{
    const bool is_short = seconds < 1;
    snprintf(f->text, sizeof f->text, "%.20s %s", figure_rounded(seconds * (is_short ? 1e3 : 1), 3).text,
             is_short ? "ms" : "s");
    return f->text;
}

/* "" where it stands elsewhere on the screen: the load of an API is its break-even. */
static void flip_text(const plan_flip *f, char *text, size_t size)
{
    figure from, to;
    const char *change = f->to > f->from ? "above" : "below", *then = f->then[0] != 0 ? f->then : "nothing";
    text[0] = 0;
    if (strcmp(f->input, "usd_per_gpu_hour") == 0) {
        snprintf(text, size, "%s %s %s per GPU-hour (now %s): then %s", f->name, change, figure_usd(f->to).text,
                 figure_usd(f->from).text, then);
    } else if (strcmp(f->input, "usd_per_request") == 0) {
        snprintf(text, size, "%.60s %.0f %% %s", f->name, fabs(1 - f->to / f->from) * 100,
                 f->to < f->from ? "cheaper" : "dearer");
    } else if (strcmp(f->input, "load_frac") == 0) {
        snprintf(text, size, "a mean load below %.0f %% of the planned one: then %s", f->to * 100, then);
    } else if (strcmp(f->input, "output_tokens") == 0) {
        snprintf(text, size, "answers %s %s tokens (now %s): then %s", change, figure_rounded(f->to, 3).text,
                 figure_plain(f->from).text, then);
    } else if (strcmp(f->input, "requests_per_s") == 0 && f->name[0] == 0) {
        snprintf(text, size, "%s %s requests/s (now %s): then %s", change, figure_rounded(f->to, 3).text,
                 plan_rate(f->from).text, then);
    } else if (f->name[0] == 0) {
        snprintf(text, size, "a limit of %s %s %s (now %s): then %s", strcmp(f->input, "ttft_s") == 0 ? "TTFT" : "TPOT",
                 change, time_text(f->to, &to), time_text(f->from, &from), then);
    }
}

/* The rate at which an API takes over is its break-even already. */
static bool is_break_even(const plan_flips *f, const plan_flip *flip)
{
    bool is_api = false;
    for (int i = 0; i < f->count; i++) {
        const plan_flip *other = &f->each[i];
        is_api = is_api || (strcmp(other->input, "usd_per_request") == 0 && strcmp(other->name, flip->then) == 0);
    }
    return strcmp(flip->input, "requests_per_s") == 0 && (flip->name[0] != 0 || is_api);
}

void plan_flips_text(const plan_flips *f, char *text, size_t size)
{
    char one[400];
    text[0] = 0;
    for (int i = 0; i < f->count; i++) {
        const plan_flip *flip = &f->each[i];
        if (!flip->is_found || flip->is_minor || is_break_even(f, flip)) {
            continue;
        }
        flip_text(flip, one, sizeof one);
        const size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s", used > 0 ? "; " : "", one);
    }
}

void plan_flips_put(const plan_flips *f, const screen *s)
{
    char text[3600];
    plan_flips_text(f, text, sizeof text);
    if (text[0] != 0) {
        screen_paragraph(s, STYLE_PLAIN, "  Would flip:  ", text);
    }
}

void plan_flips_json(json *j, const plan_flips *f)
{
    json_array(j, "flips");
    for (int i = 0; i < f->count; i++) {
        const plan_flip *flip = &f->each[i];
        json_object(j, NULL);
        json_text(j, "input", flip->input);
        json_text(j, "unit", flip->unit);
        json_maybe_text(j, "name", flip->name);
        json_number(j, "from", flip->from);
        json_maybe_number(j, "to", flip->to, flip->is_found);
        json_maybe_text(j, "then", flip->then);
        json_close(j);
    }
    json_close(j);
}
