/* SPDX-License-Identifier: Apache-2.0 */
/* The plan for people: the verdict, options by cost with the APIs below them, where the answer turns, what was rejected
 * and why, and what to measure. One screen unless --all or --commands asks for more. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/table.h"
#include "plan/launch_manifests.h"
#include "plan/launch_test.h"
#include "plan/plan_answer.h"
#include "plan/plan_outlook.h"
#include "plan/plan_day_text.h"
#include "plan/plan_mix_text.h"
#include "plan/plan_split_text.h"
#include "plan/plan_more.h"
#include "plan/plan_most_show.h"
#include "plan/plan_quality.h"

#define OPTIONS_SHOWN 6
#define FLAG_BITS     64
#define REASONS_SHOWN 2 /* of one supply or API; --all shows more */
#define NEXT_LINE     "               "

/* ---- Question ---- */

static void add_limit_text(char *text, size_t size, const char *name, double limit_s, double quantile)
{
    size_t used = strlen(text);
    bool is_short = limit_s < 1;
    snprintf(text + used, size - used, ", %s p%g within %s %s", name, quantile * 100,
             figure_plain(is_short ? limit_s * 1e3 : limit_s).text, is_short ? "ms" : "s");
}

void plan_question_text(const plan_answer *a, char *text, size_t size)
{
    const toll_plan_need *n = &a->need;
    snprintf(text, size, "%s: %s requests/s, %s tokens in, %s out", a->request->model.model.id,
             plan_rate(n->requests_per_s).text, figure_plain(n->input_tokens).text,
             figure_plain(n->output_tokens).text);
    if ((n->known & TOLL_PLAN_TTFT) != 0) {
        add_limit_text(text, size, "TTFT", n->ttft_s, n->quantile);
    }
    if ((n->known & TOLL_PLAN_TPOT) != 0) {
        add_limit_text(text, size, "TPOT", n->tpot_s, n->quantile);
    }
    if ((n->known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT)) == 0) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, ", no latency limit");
    }
}

static void put_question_line(const plan_answer *a, const screen *s)
{
    char text[1000];
    plan_question_text(a, text, sizeof text);
    screen_paragraph(s, STYLE_TITLE, "", text);
    if (a->request->horizon.is_asked) {
        plan_outlook_put_question(a, s);
    }
}

/* ---- Table ---- */

static void add_ms(table *t, double seconds)
{
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(seconds * 1e3, 3).text);
}

static void add_month(table *t, style look, double usd_per_hour)
{
    table_cell(t, look, "%s", plan_short(usd_per_hour * HOURS_PER_MONTH).text);
}

/* "!": needs an action first. */
static const char *standing_mark(uint32_t standing)
{
    return standing == TOLL_STANDING_ACTION ? "!" : "";
}

static void add_option_row(table *t, const plan_answer *a, int rank, const plan_choice *c)
{
    const toll_plan_option *o = &c->found;
    char layout[96];
    plan_layout_text(o, layout, sizeof layout);
    table_cell(t, STYLE_PLAIN, "%d %s%s%s %s %s %s", rank, c->accelerator->facts.id,
               plan_offer_is_unverified(c->offer) ? "?" : "", standing_mark(c->offer->standing), layout,
               plan_precision_id(o), plan_engine_id(o));
    table_cell(t, STYLE_PLAIN, "%lld", (long long)o->gpus_paid);
    add_month(t, STYLE_PLAIN, o->usd_per_hour.mid);
    if (a->has_confident) {
        if (c->confident_usd_per_hour > 0) {
            add_month(t, STYLE_DIM, c->confident_usd_per_hour);
        } else {
            table_cell(t, STYLE_DIM, "no");
        }
    }
    table_cell(t, STYLE_PLAIN, "%s", figure_rounded(o->usd_per_mtok.mid, 3).text);
    add_ms(t, o->ttft_s.mid);
    add_ms(t, o->tpot_s.mid);
    table_cell(t, STYLE_PLAIN, "%s",
               (o->known & TOLL_PLAN_POWER) != 0 ? figure_rounded(o->power_w.mid / 1e3, 3).text : "-");
    table_cell(t, STYLE_PLAIN, "%.0f %%", o->probability * 100);
}

static void add_api_row(table *t, const plan_answer *a, const plan_api *api)
{
    table_cell(t, STYLE_PLAIN, "- %.60s%s (API)", api->asked, standing_mark(api->standing));
    table_cell(t, STYLE_DIM, "-");
    if (api->is_priced) {
        add_month(t, STYLE_PLAIN, api->usd_per_hour);
    } else {
        table_cell(t, STYLE_WARN, "unknown");
    }
    if (a->has_confident) {
        table_cell(t, STYLE_DIM, "-");
    }
    table_cell(t, STYLE_PLAIN, "%s", api->is_priced ? figure_rounded(api->usd_per_mtok, 3).text : "-");
    for (int i = 0; i < 4; i++) {
        table_cell(t, STYLE_DIM, "-");
    }
}

static void put_options(const plan_answer *a, const screen *s)
{
    table t;
    int column = 0, shown = 0;
    const int shown_max = a->request->is_every ? a->options.n_choices : OPTIONS_SHOWN;
    char first[64];
    snprintf(first, sizeof first, "  TTFT and TPOT: ms at p%g", a->need.quantile * 100);
    const char *const heads[] = {first, "GPUs", "$/month", "90 %", "$/Mtok", "TTFT", "TPOT", "kW", "meets"};
    table_start(&t, a->has_confident ? "lRRRRRRRR" : "lRRRRRRR", 1);
    for (int i = 0; i < 9; i++) {
        if (i != 3 || a->has_confident) {
            table_head(&t, column++, heads[i]);
        }
    }
    for (int i = 0; i < a->options.n_choices && shown < shown_max; i++) {
        if (a->request->is_every || plan_is_leader(a, i)) {
            add_option_row(&t, a, ++shown, &a->options.choices[i]);
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing != TOLL_STANDING_REJECTED) {
            add_api_row(&t, a, &a->apis[i]);
            shown++;
        }
    }
    if (shown == 0) {
        table_drop(&t);
        return;
    }
    table_finish(&t, s);
    screen_newline(s);
}

/* ---- APIs ---- */

/* Where the constraints ask for a region: whether its price is known. */
static void region_text(const plan_api *api, char *text, size_t size)
{
    text[0] = 0;
    if (api->is_region_asked) {
        snprintf(text, size, api->name.region[0] != 0 ? " in region %s, at its price there" : "%s",
                 api->name.region[0] != 0 ? api->name.region
                                          : ", at its standard price: the book has none for the region, which may "
                                            "be dearer");
    }
}

/* What a reader must know of one API's figures. */
void plan_api_text(const plan_answer *a, const plan_api *api, char *text, size_t size)
{
    char end[320], region[200], tokens[300], batch[120] = "";
    if (!api->is_priced) {
        snprintf(text, size, "%.95s: its price is not known: %s", api->asked, api->reason);
        return;
    }
    plan_api_end_text(api, end, sizeof end);
    if (api->has_batch) {
        double hourly = api->batch_usd_per_request * a->need.requests_per_s * 3600;
        snprintf(batch, sizeof batch, "; batch tier $%s a month, without a latency",
                 plan_short(hourly * HOURS_PER_MONTH).text);
    }
    region_text(api, region, sizeof region);
    plan_tokens_text(&api->tokens, a->request, tokens, sizeof tokens);
    snprintf(text, size, "%.95s of %s%s%s%s%s%s%s%s", api->asked, api->name.provider, region, end[0] != 0 ? ", " : "",
             end, api->is_linear ? "" : "; its price depends on a request's length, and that of the mean is shown",
             api->has_cache_price ? "" : "; cached tokens have no price of their own and are billed as input", tokens,
             batch);
}

static void put_apis(const plan_answer *a, const screen *s)
{
    char text[1200];
    int shown = 0;
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].standing == TOLL_STANDING_REJECTED) {
            continue;
        }
        plan_api_text(a, &a->apis[i], text, sizeof text);
        screen_paragraph(s, a->apis[i].is_priced ? STYLE_PLAIN : STYLE_WARN,
                         shown++ == 0 ? "  API:         " : "               ", text);
    }
    if (shown > 0) {
        screen_paragraph(s, STYLE_DIM, "               ",
                         a->request->text != 0
                             ? "other models: neither quality nor latency is compared"
                             : "other models: neither quality nor latency is compared, and tokens are counted alike");
    }
}

/* ---- Turns ---- */

/* "below 11.2 requests/s" of each API, in one sentence. */
static void turn_text(const plan_answer *a, int index, char *text, size_t size)
{
    const plan_turn *turn = &a->turns[index];
    const plan_api *api = &a->apis[index];
    bool is_cheaper = api->usd_per_hour < plan_best_now(a)->found.usd_per_hour.mid;
    if (!turn->is_found) {
        snprintf(text, size, "%.95s is %s at all rates", api->asked, is_cheaper ? "cheaper" : "dearer");
        return;
    }
    snprintf(text, size, "%.95s is cheaper below %s requests/s, %s tokens a month", api->asked,
             figure_rounded(turn->requests_per_s, 3).text, plan_short(turn->tokens_per_month).text);
}

static void append_flip(char *text, size_t size, const char *flip)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? "; " : "", flip);
}

void plan_turns_text(const plan_answer *a, char *text, size_t size)
{
    char turn[240];
    text[0] = 0;
    for (int i = 0; i < a->n_apis && plan_best(a) != NULL; i++) {
        if (plan_api_is_ranked(&a->apis[i])) {
            turn_text(a, i, turn, sizeof turn);
            append_flip(text, size, turn);
        }
    }
}

static void put_turns(const plan_answer *a, const screen *s)
{
    char text[2000], all[2040];
    plan_turns_text(a, text, sizeof text);
    if (text[0] != 0) {
        snprintf(all, sizeof all, "%s%s", a->request->horizon.is_asked ? "today " : "", text);
        screen_paragraph(s, STYLE_PLAIN, "  Break-even:  ", all);
    }
}

/* ---- Rejected ---- */

static void put_each_rejected(const plan_answer *a, const screen *s)
{
    char first[80], text[1400];
    screen_put(s, STYLE_TITLE, "  Rejected");
    screen_newline(s);
    for (int i = 0; i < a->options.n_accelerators; i++) {
        if (a->options.outcomes[i].reason != PLAN_MEETS) {
            plan_reason_text(a, i, text, sizeof text);
            snprintf(first, sizeof first, "    %s: ", a->options.accelerators[i].facts.id);
            screen_paragraph(s, STYLE_PLAIN, first, text);
        }
    }
}

static void put_rejected_apis(const plan_answer *a, const screen *s, const char **first)
{
    char text[2000];
    plan_judged j;
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        if (api->standing != TOLL_STANDING_REJECTED || !plan_law_judge_api(a->request, &api->name, api->asked, &j)) {
            continue;
        }
        snprintf(text, sizeof text, "%.60s (API, %s): ", api->asked, j.asked.offering.id);
        plan_law_text(a->request, &j, a->request->is_every ? TOLL_PLAN_CONSTRAINTS_MAX : REASONS_SHOWN,
                      text + strlen(text), sizeof text - strlen(text));
        screen_paragraph(s, STYLE_PLAIN, *first, text);
        *first = NEXT_LINE;
    }
}

/* The first names of those with one reason, and how many more there are. */
void plan_group_text(const plan_answer *a, plan_reason reason, char *text, size_t size)
{
    static const char *const labels[PLAN_REASONS] = {[PLAN_CANNOT_RUN] = "no engine starts there",
                                                     [PLAN_UNKNOWN_RUN] = "no source says that it runs",
                                                     [PLAN_NO_LAYOUT] = "a fact or a layout is missing",
                                                     [PLAN_NO_MEMORY] = "too little memory",
                                                     [PLAN_REFUSED] = "refused figures",
                                                     [PLAN_TOO_SLOW] = "too slow",
                                                     [PLAN_TOO_MANY_GPUS] = "too many GPUs needed",
                                                     [PLAN_SITE_POWER] = "more power needed than the site has",
                                                     [PLAN_POWER_UNKNOWN] = "power not known",
                                                     [PLAN_LAW] = "not permitted (--all says why)",
                                                     [PLAN_NO_PRICE] = "no price known (--price HW=USD)"};
    int count = 0;
    text[0] = 0;
    for (int i = 0; i < a->options.n_accelerators; i++) {
        if (a->options.outcomes[i].reason != reason) {
            continue;
        }
        size_t used = strlen(text);
        if (count++ < 3) {
            snprintf(text + used, size - used, "%s%s", count == 1 ? "" : ", ", a->options.accelerators[i].facts.id);
        }
    }
    if (count > 0) {
        char names[240];
        snprintf(names, sizeof names, "%s", text);
        snprintf(text, size, "%d %s: %s%s", count, labels[reason], names, count > 3 ? ", ..." : "");
    }
}

static void put_rejected(const plan_answer *a, const screen *s)
{
    char group[320];
    const char *first = "  Rejected:    ";
    if (a->request->is_every) {
        put_each_rejected(a, s);
        first = "    ";
        put_rejected_apis(a, s, &first);
        return;
    }
    put_rejected_apis(a, s, &first);
    for (int i = 0; i < PLAN_REASONS; i++) { /* the nearest misses first, those without a price last */
        int reason = i + 1 < PLAN_REASONS ? PLAN_NO_PRICE - 1 - i : PLAN_NO_PRICE;
        plan_group_text(a, (plan_reason)reason, group, sizeof group);
        if (group[0] != 0) {
            screen_paragraph(s, STYLE_PLAIN, first, group);
            first = "               ";
        }
    }
}

/* ---- Law ---- */

static void put_actions(const plan_answer *a, const screen *s, const char *name, const plan_judged *j,
                        const char **first)
{
    char text[2000];
    snprintf(text, sizeof text, "%.60s (%.60s): ", name, j->asked.offering.id);
    plan_law_text(a->request, j, a->request->is_every ? TOLL_PLAN_CONSTRAINTS_MAX : REASONS_SHOWN, text + strlen(text),
                  sizeof text - strlen(text));
    screen_paragraph(s, STYLE_WARN, *first, text);
    *first = NEXT_LINE;
}

/* Of the first option and the APIs; with --all of the first option of each accelerator. */
static void put_to_do(const plan_answer *a, const screen *s)
{
    const char *first = "  To do first: ";
    plan_judged j;
    for (int i = 0; i < a->options.n_choices && (i == 0 || a->request->is_every); i++) {
        const plan_choice *c = &a->options.choices[i];
        if (plan_is_leader(a, i) && c->offer->standing == TOLL_STANDING_ACTION &&
            plan_offer_judge(a->request, c->offer, &j)) {
            put_actions(a, s, c->accelerator->facts.id, &j, &first);
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        if (api->standing == TOLL_STANDING_ACTION && plan_law_judge_api(a->request, &api->name, api->asked, &j)) {
            put_actions(a, s, api->asked, &j, &first);
        }
    }
}

/* P10 and P90 of what is saved, where they differ. */
void plan_shadow_interval(const plan_shadow *shadow, char *text, size_t size)
{
    const toll_range saved = shadow->drawn.saved_usd_per_hour;
    text[0] = 0;
    if (saved.high > saved.low) {
        snprintf(text, size, "saves $%s .. $%s (P10 .. P90)", plan_short(saved.low * HOURS_PER_MONTH).text,
                 plan_short(saved.high * HOURS_PER_MONTH).text);
    }
}

/* "without them: 11 x (1 MI300X), $12.0k a month ($3.2k less)" */
static void shadow_text(const plan_shadow *shadow, bool has_now, double now, char *text, size_t size)
{
    char interval[120];
    if (!shadow->is_found) {
        snprintf(text, size, "nothing meets the need either");
        return;
    }
    const double less = has_now ? now - shadow->usd_per_hour : 0;
    snprintf(text, size, "%s, $%s a month", shadow->option, plan_short(shadow->usd_per_hour * HOURS_PER_MONTH).text);
    size_t used = strlen(text);
    if (has_now && less > 0) {
        snprintf(text + used, size - used, " ($%s less)", plan_short(less * HOURS_PER_MONTH).text);
    } else if (has_now) {
        snprintf(text + used, size - used, " (no less)");
    }
    plan_shadow_interval(shadow, interval, sizeof interval);
    used = strlen(text);
    snprintf(text + used, size - used, "%s%s", interval[0] != 0 ? "; " : "", interval);
}

static bool is_cheaper(const plan_shadow *shadow, bool has_now, double now)
{
    return shadow->is_found && (!has_now || shadow->usd_per_hour < now);
}

/* Of all together, and of each one that alone costs something; --all has the others too. */
static void put_shadows(const plan_answer *a, const screen *s)
{
    char name[160], dropped[400], cost[300], text[900];
    double now = 0;
    const constraint_set *set = &a->request->constraints;
    const uint64_t all = constraint_words_stated(set);
    const bool has_now = plan_cheapest(a, name, sizeof name, &now);
    for (int i = 0; i < a->n_shadows; i++) {
        const plan_shadow *shadow = &a->shadows[i];
        bool is_told = shadow->drop == all || shadow->drop == a->relax || is_cheaper(shadow, has_now, now);
        if (!is_told && !a->request->is_every) {
            continue;
        }
        shadow_text(shadow, has_now, now, cost, sizeof cost);
        constraint_words_list(set, shadow->drop, dropped, sizeof dropped);
        snprintf(text, sizeof text, "without %s: %s", shadow->drop == all ? "these constraints" : dropped, cost);
        screen_paragraph(s, STYLE_PLAIN, i == 0 ? "  Constraints: " : NEXT_LINE, text);
    }
}

static void put_law(const plan_answer *a, const screen *s)
{
    if (a->request->constraints.count == 0) {
        return;
    }
    put_to_do(a, s);
    put_shadows(a, s);
    if (a->n_shadows > 1) {
        screen_paragraph(s, STYLE_DIM, NEXT_LINE, "What single constraints cost does not add up to what all cost.");
    }
    screen_paragraph(s, STYLE_DIM, NEXT_LINE,
                     a->request->constraints.is_strict
                         ? "!: somebody must act first. A filter, no legal advice: toll offerings"
                         : "!: act or check first; --strict takes only what is known. A filter, no legal advice.");
}

/* ---- Prices, trust and what to measure ---- */

static void put_offer(const plan_answer *a, const screen *s)
{
    char where[200], text[900];
    const plan_choice *best = plan_best(a);
    if (best == NULL) {
        return;
    }
    plan_offer_text(best->offer, where, sizeof where);
    snprintf(text, sizeof text, "%s: %s%s per GPU-hour, %s%s%s%s%s", best->accelerator->facts.name,
             figure_usd(best->offer->usd_per_gpu_hour).text, plan_offer_is_unverified(best->offer) ? "?" : "", where,
             best->offer->is_given ? "" : ", on demand, ",
             best->offer->is_given ? "" : price_date_text(&best->offer->machine).text,
             best->offer->is_given ? "" : ", ", best->offer->is_given ? "" : price_age_text(&best->offer->age).text);
    bool is_stale = !best->offer->is_given && price_age_is_stale(&best->offer->age);
    screen_paragraph(s, is_stale ? STYLE_WARN : STYLE_PLAIN, is_stale ? "  Old price:   " : "  Price:       ", text);
    if (best->found.gpus_paid > best->found.gpus) {
        snprintf(text, sizeof text,
                 "%lld of the %lld GPUs that are paid for stand idle: machines of %lld are rented whole",
                 (long long)(best->found.gpus_paid - best->found.gpus), (long long)best->found.gpus_paid,
                 (long long)best->offer->unit_gpus);
        screen_paragraph(s, STYLE_PLAIN, "               ", text);
    }
}

/* What the cost is made of, and what is not in it. */
static void put_costs(const plan_answer *a, const screen *s)
{
    char text[1000];
    const plan_choice *best = plan_best(a);
    if (best != NULL) {
        plan_costs_text(a->request, best->offer, &best->found, text, sizeof text);
        screen_paragraph(s, STYLE_PLAIN, "  Costs:       ", text);
    }
}

/* Of a format that is not the published one: what is known of its quality for this model. */
static void put_quality(const plan_answer *a, const plan_choice *best, const screen *s)
{
    char text[1000], figures[400];
    const char *precision = plan_precision_id(&best->found), *model = a->request->model.model.id;
    if (strcmp(precision, a->request->native.id) == 0) {
        return;
    }
    int count = plan_quality_text(model, precision, figures, sizeof figures);
    snprintf(text, sizeof text, "%s is not the published format (%s); %s%s: toll formats %s", precision,
             a->request->native.id, count > 0 ? "of its weights: " : "nothing is known of its quality for this model",
             figures, model);
    screen_paragraph(s, STYLE_WARN, "  Quality:     ", text);
}

static void put_trust_line(const plan_answer *a, const screen *s)
{
    const plan_choice *best = plan_best(a);
    char text[1000];
    if (best == NULL) {
        return;
    }
    snprintf(text, sizeof text, "%s", phrase_validity(best->found.validity));
    for (int bit = 0; bit < FLAG_BITS && word_flag(bit) != NULL; bit++) {
        if ((best->found.flags >> bit & 1) != 0) {
            size_t used = strlen(text);
            snprintf(text + used, sizeof text - used, "; %s", word_flag(bit));
        }
    }
    for (char *c = text; *c != 0; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    screen_paragraph(s, STYLE_PLAIN, "  Trust:       ", text);
    put_quality(a, best, s);
}

/* Lines that are long on purpose: they are pasted. */
static void put_block(const screen *s, const char *text)
{
    for (const char *line = text; *line != 0; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] != 0)) {
        screen_put(s, STYLE_PLAIN, "  %.*s", (int)strcspn(line, "\n"), line);
        screen_newline(s);
    }
}

static void put_command(const screen *s, const launch_words *w)
{
    static launch_text t;
    memset(&t, 0, sizeof t);
    launch_put_shell(&t, w, s->width - 4);
    put_block(s, t.is_cut ? "(too long to be shown)" : t.text);
    for (int i = 0; i < w->n_notes; i++) {
        screen_paragraph(s, STYLE_WARN, "  # ", w->notes[i]);
    }
}

static void put_measure(const plan_answer *a, const screen *s)
{
    launch_words w;
    const plan_choice *best = plan_best(a), *next = plan_next(a);
    char text[1000];
    if (best == NULL) {
        return;
    }
    launch_layout l = plan_launch_layout(a, best);
    launch_load load = plan_launch_load(a, best);
    snprintf(text, sizeof text, "%s%s%s before you sign; launch lines: --commands", best->accelerator->facts.id,
             next != NULL ? " and " : "", next != NULL ? next->accelerator->facts.id : "");
    screen_newline(s);
    screen_paragraph(s, STYLE_TITLE, "Measure ", text);
    launch_test(&w, &l, &load, launch_engine_of(l.engine));
    put_command(s, &w);
    if (a->request->has_commands && launch_calibrate(&w, &l, &load)) {
        screen_paragraph(s, STYLE_PLAIN, "  ", "then compare, with the engine's version that ran:");
        put_command(s, &w);
    }
}

/* ---- --commands ---- */

static void put_config(const screen *s, const launch_words *w)
{
    if (w->config[0] != 0) {
        screen_put(s, STYLE_PLAIN, "  # trtllm.yaml:");
        screen_newline(s);
        put_block(s, w->config);
    }
}

static void put_engines(const plan_answer *a, const screen *s, const plan_choice *c)
{
    launch_layout l = plan_launch_layout(a, c);
    launch_words w;
    char name[160];
    plan_option_name(c, name, sizeof name);
    screen_newline(s);
    screen_put(s, STYLE_TITLE, "%s: each replica", name);
    screen_newline(s);
    if (launch_server(&w, &l, launch_engine_of(l.engine))) {
        put_command(s, &w);
        put_config(s, &w);
    }
}

static void put_manifest(const screen *s, const char *title, bool is_known, const launch_text *t)
{
    screen_newline(s);
    screen_put(s, STYLE_TITLE, "%s", title);
    screen_newline(s);
    put_block(s, !is_known || t->is_cut ? "(no image is known for this accelerator)" : t->text);
}

static void put_commands(const plan_answer *a, const screen *s)
{
    static launch_text t;
    const plan_choice *best = plan_best(a), *next = plan_next(a);
    if (best == NULL || !a->request->has_commands) {
        return;
    }
    launch_layout l = plan_launch_layout(a, best);
    launch_engine engine = launch_engine_of(l.engine);
    put_engines(a, s, best);
    if (next != NULL) {
        put_engines(a, s, next);
    }
    bool is_known = launch_kubernetes(&t, &l, engine);
    put_manifest(s, "Kubernetes", is_known, &t);
    is_known = launch_compose(&t, &l, engine);
    put_manifest(s, "docker compose", is_known, &t);
}

/* ---- All ---- */

static void put_waiting(const plan_answer *a, const plan_more *more, const screen *s)
{
    char text[1000];
    plan_waiting_text(&more->waiting, a, text, sizeof text);
    if (text[0] != 0) {
        screen_paragraph(s, STYLE_WARN, "  Waiting:     ", text);
    }
}

void plan_put_screen(const plan_answer *a, const plan_more *more, const screen *s)
{
    char verdict[3000];
    put_question_line(a, s);
    screen_newline(s);
    plan_outlook_verdict(a, verdict, sizeof verdict);
    screen_paragraph(s, plan_best(a) == NULL || plan_is_over_budget(a) ? STYLE_BAD : STYLE_GOOD, "", verdict);
    screen_newline(s);
    if (a->request->horizon.is_asked) {
        plan_outlook_put_table(a, s);
        plan_outlook_put_dates(a, s);
    } else {
        put_options(a, s);
    }
    put_waiting(a, more, s);
    plan_inverse_put(&a->inverse, a->request, &a->need, s);
    put_turns(a, s);
    plan_flips_put(&more->flips, s);
    plan_levers_put(&more->levers, a->request, s);
    plan_mix_put(&a->mix, s);
    plan_split_put(a, s);
    plan_day_put(a, s);
    put_apis(a, s);
    put_rejected(a, s);
    put_law(a, s);
    put_offer(a, s);
    put_costs(a, s);
    put_trust_line(a, s);
    put_measure(a, s);
    put_commands(a, s);
}
