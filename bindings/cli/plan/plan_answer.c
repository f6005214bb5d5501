/* SPDX-License-Identifier: Apache-2.0 */
/* What the screen and JSON have in common: the verdict, names, reasons and launch layouts.
 *
 * The longest request that a server must take is not the mean: lengths that vary by a deviation s around a mean m get
 * m + 3 s, rounded up to 256 tokens, within the model's context. By hand: 1,500 + 400 tokens of equal length need 2,048;
 * with a deviation of half the mean each, 3,750 + 1,000 = 4,750, so 4,864. */
#include "plan/plan_answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/figure_text.h"
#include "plan/launch_server.h"
#include "plan/plan_law.h"

#define CONTEXT_STEP  256
#define CONTEXT_SIGMA 3.0
#define ROUNDING      1e-12 /* a sum of machines and people equals the budget that it was made of */

/* ---- Which ---- */

const plan_choice *plan_best(const plan_answer *a)
{
    return a->options.n_choices > 0 ? &a->options.choices[0] : NULL;
}

const plan_choice *plan_next(const plan_answer *a)
{
    for (int i = 1; i < a->options.n_choices; i++) {
        if (a->options.choices[i].accelerator != a->options.choices[0].accelerator) {
            return &a->options.choices[i];
        }
    }
    return NULL;
}

const plan_choice *plan_most_confident(const plan_answer *a)
{
    const plan_choice *best = NULL;
    for (int i = 0; i < a->options.n_choices; i++) {
        const plan_choice *c = &a->options.choices[i];
        bool is_less = best == NULL || c->confident_usd_per_hour < best->confident_usd_per_hour;
        best = c->confident_usd_per_hour > 0 && is_less ? c : best;
    }
    return best;
}

/* What lasts comes before what ends within the horizon, then the cheaper one. */
static bool comes_first(const plan_answer *a, const plan_api *api, const plan_api *than)
{
    if (plan_api_lasts(api) != plan_api_lasts(than)) {
        return plan_api_lasts(api);
    }
    return plan_api_cost(a->request, api) < plan_api_cost(a->request, than);
}

const plan_api *plan_best_api(const plan_answer *a)
{
    const plan_api *best = NULL;
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        best = plan_api_is_ranked(api) && (best == NULL || comes_first(a, api, best)) ? api : best;
    }
    return best;
}

bool plan_is_api_first(const plan_answer *a)
{
    const plan_choice *best = plan_best(a);
    const plan_api *api = plan_best_api(a);
    if (api == NULL || best == NULL) {
        return api != NULL;
    }
    return plan_api_lasts(api) && plan_api_cost(a->request, api) < plan_choice_cost(a->request, best);
}

static const plan_api *best_api_now(const plan_answer *a)
{
    const plan_api *best = NULL;
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        best = plan_api_is_ranked(api) && (best == NULL || api->usd_per_hour < best->usd_per_hour) ? api : best;
    }
    return best;
}

const plan_choice *plan_best_now(const plan_answer *a)
{
    const plan_choice *best = plan_best(a);
    for (int i = 1; i < a->options.n_choices; i++) {
        const plan_choice *c = &a->options.choices[i];
        best = c->found.usd_per_hour.mid < best->found.usd_per_hour.mid ? c : best;
    }
    return best;
}

bool plan_cheapest(const plan_answer *a, char *name, size_t size, double *usd_per_hour)
{
    const plan_choice *best = plan_best_now(a);
    const plan_api *api = best_api_now(a);
    if (api != NULL && (best == NULL || api->usd_per_hour < best->found.usd_per_hour.mid)) {
        snprintf(name, size, "%s", api->asked);
        *usd_per_hour = api->usd_per_hour;
        return true;
    }
    if (best != NULL) {
        plan_option_name(best, name, size);
        *usd_per_hour = best->found.usd_per_hour.mid;
    }
    return best != NULL;
}

const plan_shadow *plan_shadow_of(const plan_answer *a, uint64_t drop)
{
    for (int i = 0; i < a->n_shadows; i++) {
        if (a->shadows[i].drop == drop) {
            return &a->shadows[i];
        }
    }
    return NULL;
}

bool plan_is_leader(const plan_answer *a, int choice)
{
    for (int i = 0; i < choice; i++) {
        if (a->options.choices[i].accelerator == a->options.choices[choice].accelerator) {
            return false;
        }
    }
    return true;
}

static bool keeps_budget(const toll_plan_outlook *o)
{
    return (o->known & TOLL_PLAN_OUT_COST) != 0 && (o->known & TOLL_PLAN_OUT_OVER_BUDGET) == 0;
}

/* Some option, or an API that lasts, keeps the budget in every month. */
static bool is_budget_kept(const plan_answer *a)
{
    for (int i = 0; i < a->options.n_choices; i++) {
        if (keeps_budget(&a->options.choices[i].outlook)) {
            return true;
        }
    }
    for (int i = 0; i < a->n_apis; i++) {
        const plan_api *api = &a->apis[i];
        if (plan_api_is_ranked(api) && plan_api_lasts(api) && keeps_budget(&api->outlook)) {
            return true;
        }
    }
    return false;
}

bool plan_is_over_budget(const plan_answer *a)
{
    const plan_choice *best = plan_best(a);
    const plan_api *api = plan_best_api(a);
    const double limit = a->request->budget_usd_per_hour * (1 + ROUNDING);
    if (a->request->horizon.is_asked) {
        return a->request->has_budget && !is_budget_kept(a);
    }
    bool is_option_in = best != NULL && best->found.usd_per_hour.mid <= limit;
    bool is_mix_in = plan_mix_is_plan(&a->mix) && a->mix.fleet.usd_per_hour <= limit;
    return a->request->has_budget && !is_option_in && !is_mix_in && (api == NULL || api->usd_per_hour > limit);
}

/* ---- Names ---- */

const char *plan_precision_id(const toll_plan_option *o)
{
    return toll_catalog_get_id(TOLL_TABLE_PRECISION, (uint64_t)o->precision);
}

const char *plan_engine_id(const toll_plan_option *o)
{
    return toll_catalog_get_id(TOLL_TABLE_ENGINE, (uint64_t)o->engine);
}

void plan_option_name(const plan_choice *c, char *text, size_t size)
{
    const toll_plan_option *o = &c->found;
    long long each = (long long)(o->tp * o->pp * o->dp);
    char one[128];
    snprintf(one, sizeof one, "%lld %s, %s, %s", each, c->accelerator->facts.name, plan_precision_id(o),
             plan_engine_id(o));
    if (o->replicas == 1) {
        snprintf(text, size, "%s", one);
        return;
    }
    snprintf(text, size, "%lld x (%s)", (long long)o->replicas, one);
}

void plan_layout_text(const toll_plan_option *o, char *text, size_t size)
{
    const struct {
        const char *name;
        int64_t value;
    } parts[] = {{"pp", o->pp}, {"ep", o->ep}, {"dp", o->dp}};
    snprintf(text, size, "tp%lld", (long long)o->tp);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t used = strlen(text);
        if (parts[i].value > 1) {
            snprintf(text + used, size - used, " %s%lld", parts[i].name, (long long)parts[i].value);
        }
    }
    size_t used = strlen(text);
    snprintf(text + used, size - used, " x%lld", (long long)o->replicas);
}

/* ---- Reasons ---- */

const char *plan_reason_code(plan_reason reason)
{
    static const char *const codes[PLAN_REASONS] = {[PLAN_CANNOT_RUN] = "cannot_run",
                                                    [PLAN_UNKNOWN_RUN] = "unknown_run",
                                                    [PLAN_NO_LAYOUT] = "no_layout",
                                                    [PLAN_NO_MEMORY] = "no_memory",
                                                    [PLAN_REFUSED] = "refused",
                                                    [PLAN_TOO_SLOW] = "too_slow",
                                                    [PLAN_TOO_MANY_GPUS] = "too_many_gpus",
                                                    [PLAN_SITE_POWER] = "site_power",
                                                    [PLAN_POWER_UNKNOWN] = "power_unknown",
                                                    [PLAN_LAW] = "law",
                                                    [PLAN_NO_PRICE] = "no_price"};
    return reason < PLAN_REASONS ? codes[reason] : "meets";
}

static void append_time(char *text, size_t size, const char *name, double best_s, double limit_s)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s %s %s ms at best, limit %s ms", used > 0 ? "," : "", name,
             figure_rounded(best_s * 1e3, 3).text, figure_rounded(limit_s * 1e3, 3).text);
}

_Static_assert(TOLL_PLAN_MISSED_TTFT == TOLL_PLAN_TTFT && TOLL_PLAN_MISSED_TPOT == TOLL_PLAN_TPOT,
               "one mask says which limits there are and which were missed");

static void slow_text(const plan_answer *a, const toll_plan_summary *s, char *text, size_t size)
{
    char times[240] = "";
    if ((s->known & a->need.known & TOLL_PLAN_MISSED_TTFT) != 0 && s->missed_ttft_s > a->need.ttft_s) {
        append_time(times, sizeof times, "TTFT", s->missed_ttft_s, a->need.ttft_s);
    }
    if ((s->known & a->need.known & TOLL_PLAN_MISSED_TPOT) != 0 && s->missed_tpot_s > a->need.tpot_s) {
        append_time(times, sizeof times, "TPOT", s->missed_tpot_s, a->need.tpot_s);
    }
    snprintf(text, size, "too slow even for a lone request:%s", times[0] != 0 ? times : " no layout keeps both limits");
}

/* Of --max-gpus and --power the smaller number. */
static int64_t plan_gpus_allowed(const plan_answer *a, int accelerator)
{
    const plan_accelerator *acc = &a->options.accelerators[accelerator];
    const plan_offer any = {.usd_per_gpu_hour = 1, .unit_gpus = 1};
    const toll_plan_supply supply = plan_offer_supply(a->request, acc, &any);
    const int64_t most = (a->need.known & TOLL_PLAN_GPUS_MAX) != 0 ? a->need.gpus_max : INT64_MAX;
    if (!plan_offer_is_within_power(a->request, acc, &any)) {
        return 0;
    }
    return (supply.known & TOLL_PLAN_AVAILABLE) != 0 && supply.gpus_available < most ? supply.gpus_available : most;
}

static double site_kw(const plan_answer *a, int accelerator)
{
    return plan_costs_site_kw(a->request, &a->options.accelerators[accelerator],
                              (double)a->options.outcomes[accelerator].summary.missed_gpus);
}

static void technical_text(const plan_answer *a, int accelerator, char *text, size_t size)
{
    static const char *const words[PLAN_REASONS] = {
        [PLAN_CANNOT_RUN] = "no engine starts there",
        [PLAN_UNKNOWN_RUN] = "no source says that an engine starts there: --try-unknown",
        [PLAN_NO_LAYOUT] = "a fact is missing, or no layout divides the model",
        [PLAN_REFUSED] = "its figures are refused",
        [PLAN_POWER_UNKNOWN] = "its power is not known, so it can be neither paid nor fed",
        [PLAN_NO_PRICE] = "no price known: --price"};
    const plan_outcome *o = &a->options.outcomes[accelerator];
    if (o->reason == PLAN_TOO_SLOW) {
        slow_text(a, &o->summary, text, size);
        return;
    }
    if (o->reason == PLAN_NO_MEMORY) {
        snprintf(text, size, "does not fit in memory on up to %lld GPUs of one machine",
                 (long long)a->need.replica_gpus_max);
        return;
    }
    if (o->reason == PLAN_TOO_MANY_GPUS) {
        snprintf(text, size, "needs %lld GPUs, allowed %lld", (long long)o->summary.missed_gpus,
                 (long long)plan_gpus_allowed(a, accelerator));
        return;
    }
    if (o->reason == PLAN_SITE_POWER) {
        snprintf(text, size, "needs %s kW at the site, which has %s kW; %s",
                 figure_rounded(site_kw(a, accelerator), 3).text, figure_plain(a->request->site.kw).text,
                 a->request->site.power_source);
        return;
    }
    snprintf(text, size, "%s", o->reason < PLAN_REASONS ? words[o->reason] : "");
}

/* The cheapest machine that the constraints reject, and why. */
static void law_text(const plan_answer *a, const plan_accelerator *barred, char *text, size_t size)
{
    char where[200];
    plan_judged j;
    plan_offer_text(&barred->barred, where, sizeof where);
    snprintf(text, size, "%s: not permitted", where);
    if (plan_offer_judge(a->request, &barred->barred, &j)) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, ": ");
        plan_law_text(a->request, &j, 1, text + strlen(text), size - strlen(text));
    }
}

void plan_reason_text(const plan_answer *a, int accelerator, char *text, size_t size)
{
    const plan_accelerator *acc = &a->options.accelerators[accelerator];
    if (a->options.outcomes[accelerator].reason == PLAN_LAW) {
        law_text(a, acc, text, size);
        return;
    }
    technical_text(a, accelerator, text, size);
    if (acc->has_barred) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, "; other machines of it are not permitted");
    }
}

/* ---- Verdict ---- */

figure plan_rate(double requests_per_s)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.3e", requests_per_s);
    return figure_plain(strtod(digits, NULL));
}

figure plan_short(double value)
{
    static const char scales[] = {0, 'k', 'M', 'G', 'T', 'P', 'E'};
    char digits[32];
    figure out;
    size_t scale = 0;
    snprintf(digits, sizeof digits, "%.2e", value); /* 999.6 rounds to 1,000, which is 1k */
    double rounded = strtod(digits, NULL);
    for (; fabs(rounded) >= 1000 && scale + 1 < sizeof scales; scale++) {
        rounded /= 1000;
    }
    snprintf(out.text, sizeof out.text, "%.30s%c", figure_rounded(rounded, 3).text, scales[scale]);
    return out;
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", more);
}

static const char *month_usd(double usd_per_hour, figure *f)
{
    *f = figure_rounded(usd_per_hour * HOURS_PER_MONTH, 3);
    return f->text;
}

/* What the estimate's error costs: the cheapest plan at the median is rarely the cheapest one at P90. */
static void add_confident(const plan_answer *a, char *text, size_t size)
{
    char sentence[600];
    const plan_choice *sure = plan_most_confident(a);
    bool is_same = sure != NULL && sure == plan_best(a) && sure->confident_usd_per_hour == sure->found.usd_per_hour.mid;
    if (!a->has_confident || is_same || (a->need.known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT)) == 0) {
        return;
    }
    if (sure == NULL) {
        append(text, size, "No option keeps them with 90 %.");
        return;
    }
    snprintf(sentence, sizeof sentence, "With 90 %%: %s, $%s a month (--confidence 0.9).",
             sure->accelerator->facts.name, plan_short(sure->confident_usd_per_hour * HOURS_PER_MONTH).text);
    append(text, size, sentence);
}

static void add_rent(const plan_answer *a, const plan_choice *best, bool is_second, char *text, size_t size)
{
    static const char *const verbs[2][2] = {{"Rent", "Use"}, {"Or rent", "Or use"}};
    char name[160], sentence[600];
    figure month;
    plan_option_name(best, name, sizeof name);
    snprintf(sentence, sizeof sentence, "%s %s: %s an hour, $%s a month, %s per Mtok.",
             verbs[is_second][best->offer->is_given], name, figure_usd(best->found.usd_per_hour.mid).text,
             month_usd(best->found.usd_per_hour.mid, &month), figure_usd(best->found.usd_per_mtok.mid).text);
    append(text, size, sentence);
    if (best->offer->standing == TOLL_STANDING_ACTION) {
        append(text, size, "It is permitted after what stands under \"To do first\".");
    }
    if ((a->need.known & (TOLL_PLAN_TTFT | TOLL_PLAN_TPOT)) != 0) {
        snprintf(sentence, sizeof sentence, "It keeps the limit%s with probability %.2f.",
                 (a->need.known & TOLL_PLAN_TTFT) != 0 && (a->need.known & TOLL_PLAN_TPOT) != 0 ? "s" : "",
                 best->found.probability);
        append(text, size, sentence);
    }
    add_confident(a, text, size);
}

static void add_api(const plan_answer *a, const plan_choice *best, const plan_api *api, char *text, size_t size)
{
    char sentence[600];
    figure month;
    const plan_turn *turn = &a->turns[api - a->apis];
    bool is_cheaper = best == NULL || api->usd_per_hour < best->found.usd_per_hour.mid;
    snprintf(sentence, sizeof sentence, "The API %s costs $%s a month for the same %s, %s per Mtok%s", api->asked,
             month_usd(api->usd_per_hour, &month), api->tokens.is_known ? "text" : "tokens",
             figure_usd(api->usd_per_mtok).text,
             best == NULL ? "."
             : is_cheaper ? ": less."
                          : ": more.");
    append(text, size, sentence);
    if (api->standing == TOLL_STANDING_ACTION) {
        append(text, size, "It is permitted after what stands under \"To do first\".");
    }
    if (best != NULL && turn->is_found) {
        snprintf(sentence, sizeof sentence, "Break-even: %s requests/s, %s tokens a month.",
                 figure_rounded(turn->requests_per_s, 3).text, plan_short(turn->tokens_per_month).text);
        append(text, size, sentence);
    }
}

static bool has_barred(const plan_answer *a)
{
    bool is_any = false;
    for (int i = 0; i < a->options.n_accelerators; i++) {
        is_any = is_any || a->options.accelerators[i].has_barred;
    }
    return is_any;
}

/* What to give up where the constraints leave nothing, and what that brings. */
void plan_add_relaxation(const plan_answer *a, char *text, size_t size)
{
    char dropped[400], sentence[800];
    const plan_shadow *then = plan_shadow_of(a, a->relax);
    if (a->relax == 0) {
        return;
    }
    constraint_words_list(&a->request->constraints, a->relax, dropped, sizeof dropped);
    snprintf(sentence, sizeof sentence, "The constraints leave nothing. Give up %s first: %lld offer%s back,", dropped,
             (long long)a->n_back, a->n_back == 1 ? " comes" : "s come");
    append(text, size, sentence);
    if (then == NULL || !then->is_found) {
        append(text, size, "of which none meets the need.");
        return;
    }
    snprintf(sentence, sizeof sentence, "the cheapest %s at $%s a month.", then->option,
             plan_short(then->usd_per_hour * HOURS_PER_MONTH).text);
    append(text, size, sentence);
}

void plan_add_miss(const plan_answer *a, char *text, size_t size)
{
    char reason[1000], sentence[1200];
    int nearest = -1;
    for (int i = 0; i < a->options.n_accelerators; i++) {
        plan_reason r = a->options.outcomes[i].reason;
        bool is_tried = r != PLAN_NO_PRICE && r != PLAN_LAW && r != PLAN_MEETS;
        nearest = is_tried && (nearest < 0 || r > a->options.outcomes[nearest].reason) ? i : nearest;
    }
    append(text, size, "No accelerator meets the need.");
    if (nearest < 0) {
        append(text, size,
               has_barred(a) ? "None that has a price is permitted."
                             : "None has a price: give one with --price HW=USD.");
        return;
    }
    plan_reason_text(a, nearest, reason, sizeof reason);
    snprintf(sentence, sizeof sentence, "The nearest miss is %s: %s.", a->options.accelerators[nearest].facts.name,
             reason);
    append(text, size, sentence);
}

double plan_budget_rate(const plan_answer *a)
{
    return a->inverse.most.is_found ? a->inverse.most.reach.requests_per_s : 0;
}

static void add_budget(const plan_answer *a, char *text, size_t size)
{
    char sentence[600];
    const plan_request *r = a->request;
    if (!r->has_budget) {
        return;
    }
    snprintf(sentence, sizeof sentence, "%s of $%s per %s, which carries %s requests/s on GPUs.",
             plan_is_over_budget(a) ? "OVER THE BUDGET" : "Within the budget", figure_plain(r->budget_usd).text,
             r->budget_period, figure_rounded(plan_budget_rate(a), 3).text);
    append(text, size, sentence);
}

static void add_price(const plan_answer *a, char *text, size_t size)
{
    char sentence[200];
    if (!a->inverse.has_price || a->inverse.from.is_found) {
        return;
    }
    snprintf(sentence, sizeof sentence, "No fleet costs %s per Mtok or less%s.",
             figure_usd(a->request->inverse.usd_per_mtok).text,
             a->inverse.lowest.is_found && a->request->need.requests_per_s <= 0 ? ": this is the cheapest per token"
                                                                                : "");
    append(text, size, sentence);
}

/* Where several kinds together are the only plan, or the cheapest. */
static void add_mix(const plan_answer *a, const plan_choice *best, char *text, size_t size)
{
    char sentence[200];
    double usd = a->mix.fleet.usd_per_hour;
    if (!plan_mix_is_plan(&a->mix) || (best != NULL && usd >= best->found.usd_per_hour.mid)) {
        return;
    }
    snprintf(sentence, sizeof sentence, "%s: $%s a month.",
             best == NULL ? "Several kinds together do, see below" : "Several kinds together cost less, see below",
             plan_short(usd * HOURS_PER_MONTH).text);
    append(text, size, sentence);
}

void plan_verdict(const plan_answer *a, char *text, size_t size)
{
    const plan_choice *best = plan_best(a);
    const plan_api *api = plan_best_api(a);
    bool is_api_first = best != NULL && api != NULL && api->usd_per_hour < best->found.usd_per_hour.mid;
    text[0] = 0;
    add_price(a, text, size);
    if (is_api_first) {
        add_api(a, best, api, text, size);
    }
    if (best != NULL) {
        add_rent(a, best, is_api_first, text, size);
    } else {
        plan_add_miss(a, text, size);
    }
    if (api != NULL && !is_api_first) {
        add_api(a, best, api, text, size);
    }
    add_mix(a, best, text, size);
    plan_add_relaxation(a, text, size);
    add_budget(a, text, size);
}

/* ---- Launch lines ---- */

static int64_t longest_request(const plan_answer *a)
{
    const toll_plan_need *n = &a->need;
    double tokens =
        n->input_tokens * (1 + CONTEXT_SIGMA * n->input_cv) + n->output_tokens * (1 + CONTEXT_SIGMA * n->output_cv);
    int64_t rounded = (int64_t)ceil(tokens / CONTEXT_STEP) * CONTEXT_STEP;
    int64_t most = a->request->model.model.max_context_tokens;
    return most > 0 && rounded > most ? most : rounded;
}

launch_layout plan_launch_layout(const plan_answer *a, const plan_choice *c)
{
    const toll_plan_option *o = &c->found;
    const char *vendor = c->accelerator->facts.vendor;
    toll_model_precision precision;
    toll_step_engine engine;
    read_precision((uint64_t)o->precision, &precision);
    read_engine((uint64_t)o->engine, &engine);
    launch_layout layout = {.engine = plan_engine_id(o),
                            .model = a->request->model.model.id,
                            .repository = a->repository,
                            .precision = plan_precision_id(o),
                            .native = a->request->native.id,
                            .kv_bits = precision.kv_bits,
                            .is_amd = strcmp(vendor, "AMD") == 0,
                            .is_nvidia = strcmp(vendor, "NVIDIA") == 0,
                            .tp = o->tp,
                            .pp = o->pp,
                            .ep = o->ep,
                            .dp = o->dp,
                            .sequences = o->slots >= 1 ? (int64_t)o->slots : 1,
                            .context_tokens = longest_request(a),
                            .chunk_tokens = engine.prefill_chunk_tokens,
                            .memory_frac = engine.memory_frac,
                            .replicas = o->replicas,
                            .hw = c->accelerator->facts.id};
    memcpy(layout.version, engine.epoch, sizeof layout.version);
    return layout;
}

launch_load plan_launch_load(const plan_answer *a, const plan_choice *c)
{
    const toll_plan_need *n = &a->need;
    return (launch_load){.requests_per_s = n->requests_per_s,
                         .replica_requests_per_s = c->found.replica_requests_per_s,
                         .input_tokens = n->input_tokens,
                         .output_tokens = n->output_tokens,
                         .input_cv = n->input_cv,
                         .output_cv = n->output_cv,
                         .cached_frac = n->prefix_hit_frac,
                         .ttft_s = n->ttft_s,
                         .tpot_s = n->tpot_s,
                         .quantile = n->quantile};
}
