/* SPDX-License-Identifier: Apache-2.0 */
/* toll plan MODEL [HW...]: the need of a search, checked by the library, and what it is compared with.
 *
 * Formats: a search over all of them would call four bits a saving and not say what they cost in quality. So the model's
 * own format is tried, and for weights of 16 bits also those of 8 to 16: engines quantise them while they load them, or
 * checkpoints are common. DeepSeek-V3 in fp8-block, or gpt-oss in mxfp4, stays as it is published. --precision any, or
 * a list, allows the others. Engines: those for servers that have a launch line, in the releases that the catalog calls
 * current; llama.cpp where formats of GGUF files are named. */
#include "input/plan_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/field_options.h"
#include "input/here_choice.h"
#include "input/instant_option.h"
#include "input/model_file.h"
#include "input/numbers.h"
#include "output/notes.h"

#define USUAL_ENGINES   "vllm,sglang,trtllm"
#define GGUF_ENGINE     "llamacpp" /* serves the formats of GGUF files */
#define USUAL_BITS_MIN  8.0
#define USUAL_BITS_MAX  16.0
#define LIMIT_QUANTILES 4    /* p50, p90, p95, p99 */
#define LIMIT_MIN_S     1e-9 /* as the library takes them */
#define LIMIT_MAX_S     1e9
#define MASK_ROWS       52 /* bits of a mask of rows */

/* ---- Limits ---- */

/* One limit of TTFT or TPOT: at most one of its options. *quantile 0: none yet. */
static bool read_limit_of(const args *a, const option *options, const char *what, double *limit_s, double *quantile)
{
    static const double quantiles[LIMIT_QUANTILES] = {0.5, 0.9, 0.95, 0.99};
    for (int i = 0; i < LIMIT_QUANTILES; i++) {
        const char *text = args_text(a, options[i], NULL);
        if (text == NULL) {
            continue;
        }
        if (!number_parse_duration(text, limit_s) || *limit_s < LIMIT_MIN_S || *limit_s > LIMIT_MAX_S) {
            complain("%s takes a time with its unit, such as 500ms or 1.5s (us, ms, s, min, h, days; 1e-9 .. 1e9 s), "
                     "got \"%.40s\"",
                     option_name(options[i]), text);
            return false;
        }
        if (*quantile != 0 && *quantile != quantiles[i]) {
            complain("%s: a plan keeps its limits at one quantile, and p%g is given as well; make two plans", what,
                     *quantile * 100);
            return false;
        }
        *quantile = quantiles[i];
    }
    return true;
}

static bool has_two(const args *a, const option *options)
{
    int count = 0;
    for (int i = 0; i < LIMIT_QUANTILES; i++) {
        count += args_has(a, options[i]);
    }
    return count > 1;
}

static bool read_limits(toll_plan_need *need, const args *a)
{
    static const option ttft[LIMIT_QUANTILES] = {OPTION_TTFT_P50, OPTION_TTFT_P90, OPTION_TTFT_P95, OPTION_TTFT_P99};
    static const option tpot[LIMIT_QUANTILES] = {OPTION_TPOT_P50, OPTION_TPOT_P90, OPTION_TPOT_P95, OPTION_TPOT_P99};
    double quantile = 0;
    if (has_two(a, ttft) || has_two(a, tpot)) {
        complain("%s: a plan keeps its limits at one quantile: give one of p50, p90, p95, p99",
                 has_two(a, ttft) ? "--ttft" : "--tpot");
        return false;
    }
    if (!read_limit_of(a, ttft, "--ttft", &need->ttft_s, &quantile) ||
        !read_limit_of(a, tpot, "--tpot", &need->tpot_s, &quantile)) {
        return false;
    }
    need->known |= need->ttft_s > 0 ? TOLL_PLAN_TTFT : 0;
    need->known |= need->tpot_s > 0 ? TOLL_PLAN_TPOT : 0;
    need->quantile = quantile > 0 ? quantile : need->quantile;
    return true;
}

/* ---- Formats and engines ---- */

static double bits_min(const toll_model_precision *p)
{
    const double bits[] = {p->attn_bits,   p->attn_v_bits,      p->ffn_bits,  p->ffn_down_bits,
                           p->expert_bits, p->expert_down_bits, p->mixer_bits};
    double least = bits[0];
    for (size_t i = 1; i < sizeof bits / sizeof bits[0]; i++) {
        least = bits[i] < least ? bits[i] : least;
    }
    return least;
}

/* "fp8-kv8" has the weights of "fp8". */
static bool is_same_weights(const char *id, const char *other)
{
    size_t length = strlen(other);
    return strncmp(id, other, length) == 0 && (id[length] == 0 || strcmp(id + length, "-kv8") == 0);
}

static bool read_usual_formats(plan_request *r)
{
    uint64_t rows = toll_catalog_count(TOLL_TABLE_PRECISION);
    bool is_wide = bits_min(&r->native) >= USUAL_BITS_MAX;
    for (uint64_t i = 0; i < rows && i < MASK_ROWS; i++) {
        toll_model_precision precision;
        if (!read_precision(i, &precision)) {
            return false;
        }
        double bits = bits_min(&precision);
        bool is_usual = is_wide && bits >= USUAL_BITS_MIN && bits <= USUAL_BITS_MAX;
        if (is_usual || is_same_weights(precision.id, r->native.id)) {
            r->need.precisions |= (uint64_t)1 << i;
        }
    }
    if (r->need.precisions == 0) { /* which would allow all */
        complain("the format of %s (%s) is not in the catalog: name formats with --precision", r->model.model.id,
                 r->native.id);
        return false;
    }
    return true;
}

/* The next of names with commas between them; false: there is none. An empty name is one, and is not found. */
static bool next_name(const char **list, char *name, size_t size)
{
    if (*list == NULL) {
        return false;
    }
    size_t length = strcspn(*list, ",");
    snprintf(name, size, "%.*s", (int)length, *list);
    *list = (*list)[length] == ',' ? *list + length + 1 : NULL;
    return true;
}

static bool read_mask(uint32_t table, const char *list, uint64_t *mask)
{
    char name[64];
    while (next_name(&list, name, sizeof name)) {
        uint64_t index;
        if (!lookup_index(table, name, &index)) {
            return false;
        }
        if (index >= MASK_ROWS) {
            complain("\"%.40s\" can't be planned with: row %llu of its table", name, (unsigned long long)index);
            return false;
        }
        *mask |= (uint64_t)1 << index;
    }
    return true;
}

/* "q4_k_m", "iq4_xs", "f16", in a list, or "any". */
static bool has_gguf_format(const char *list)
{
    char name[64];
    while (next_name(&list, name, sizeof name)) {
        bool is_quantised = name[0] == 'q' && name[1] >= '0' && name[1] <= '9';
        if (is_quantised || strncmp(name, "iq", 2) == 0 || strcmp(name, "f16") == 0 || strcmp(name, "any") == 0) {
            return true;
        }
    }
    return false;
}

static bool read_engines(plan_request *r, const args *a, const char *formats)
{
    const char *list = args_text(a, OPTION_PLAN_ENGINE, NULL);
    if (list != NULL) {
        return read_mask(TOLL_TABLE_ENGINE, list, &r->need.engines);
    }
    bool is_gguf = r->model.is_gguf || has_gguf_format(formats);
    return read_mask(TOLL_TABLE_ENGINE, USUAL_ENGINES, &r->need.engines) &&
           (!is_gguf || read_mask(TOLL_TABLE_ENGINE, GGUF_ENGINE, &r->need.engines));
}

static bool read_formats(plan_request *r, const args *a)
{
    const char *list = args_text(a, OPTION_PLAN_PRECISION, NULL);
    r->need.weight_bits_min = 0; /* the mask says it all */
    r->is_own_formats = list != NULL;
    if (list == NULL && r->model.stated[0] != 0) {
        list = r->model.stated;
    }
    if (!read_engines(r, a, list)) {
        return false;
    }
    if (list == NULL) {
        return read_usual_formats(r);
    }
    return strcmp(list, "any") == 0 || read_mask(TOLL_TABLE_PRECISION, list, &r->need.precisions);
}

/* ---- Money ---- */

static bool read_own_price(plan_request *r, const char *pair)
{
    char name[96];
    const char *equals = strchr(pair, '=');
    plan_price *price = &r->prices[r->n_prices];
    toll_hw hw;
    if (equals == NULL || equals == pair || (size_t)(equals - pair) >= sizeof name ||
        !number_parse(equals + 1, &price->usd_per_gpu_hour) || price->usd_per_gpu_hour <= 0) {
        complain("--price takes HW=USD, dollars above 0 for one GPU-hour, as in h100-sxm5-80gb=2.10, got \"%.60s\"",
                 pair);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - pair), pair);
    r->n_prices++;
    return lookup_hw(name, &price->hw, &hw);
}

/* "20k/month": dollars, and for how long. */
static bool read_budget(plan_request *r, const args *a)
{
    static const struct {
        const char *name;
        double hours;
    } periods[] = {{"hour", 1}, {"day", 24}, {"month", HOURS_PER_MONTH}, {"year", 12 * HOURS_PER_MONTH}};
    const char *text = args_text(a, OPTION_PLAN_BUDGET, NULL), *slash = text != NULL ? strchr(text, '/') : NULL;
    char number[40] = "";
    r->has_budget = text != NULL;
    if (slash != NULL) {
        snprintf(number, sizeof number, "%.*s", (int)(slash - text), text);
    }
    for (size_t i = 0; slash != NULL && i < sizeof periods / sizeof periods[0]; i++) {
        if (strcmp(slash + 1, periods[i].name) == 0 && number_parse(number, &r->budget_usd) && r->budget_usd > 0) {
            r->budget_period = periods[i].name;
            r->budget_usd_per_hour = r->budget_usd / periods[i].hours;
            return true;
        }
    }
    if (text != NULL) {
        complain("--budget takes dollars above 0 and a period: 20k/month, or /hour, /day, /year, got \"%.40s\"", text);
    }
    return text == NULL;
}

static bool read_vs(plan_request *r, const args *a)
{
    const char *list = args_text(a, OPTION_VS, NULL);
    char name[96];
    while (next_name(&list, name, sizeof name)) {
        if (r->n_vs == PLAN_VS_MAX) {
            complain("--vs takes at most %d models", PLAN_VS_MAX);
            return false;
        }
        if (name[0] == 0) {
            complain("--vs takes MODEL,..., each a name");
            return false;
        }
        if (!price_books_knows(&r->books, "--vs", "", name, r->at_s)) {
            return false;
        }
        snprintf(r->vs[r->n_vs++], sizeof r->vs[0], "%s", name);
    }
    return true;
}

/* ---- All ---- */

static bool read_load(toll_plan_need *need, const args *a)
{
    need->requests_per_s = args_number(a, OPTION_RATE, 0);
    need->input_tokens = args_number(a, OPTION_INPUT, need->input_tokens);
    need->output_tokens = args_number(a, OPTION_OUTPUT, need->output_tokens);
    need->input_cv = args_number(a, OPTION_INPUT_CV, need->input_cv);
    need->output_cv = args_number(a, OPTION_OUTPUT_CV, need->output_cv);
    need->arrival_cv = args_number(a, OPTION_ARRIVAL_CV, need->arrival_cv);
    need->prefix_hit_frac = args_number(a, OPTION_PREFIX_HIT, need->prefix_hit_frac);
    need->confidence = args_number(a, OPTION_CONFIDENCE, need->confidence);
    need->replica_gpus_max = args_count(a, OPTION_MAX_REPLICA_GPUS, need->replica_gpus_max);
    need->spare_replicas = args_count(a, OPTION_SPARE, need->spare_replicas);
    need->choices = args_has(a, OPTION_TRY_UNKNOWN) ? TOLL_PLAN_TRY_UNKNOWN : 0;
    if (args_has(a, OPTION_MAX_GPUS)) {
        need->known |= TOLL_PLAN_GPUS_MAX;
        need->gpus_max = args_count(a, OPTION_MAX_GPUS, 0);
    }
    return read_limits(need, a);
}

/* The rate that the budget carries is not known yet: any will do for a check of the rest. */
static bool check_need(const plan_request *r, bool has_rate)
{
    toll_error err;
    toll_plan_need need = r->need;
    need.requests_per_s = has_rate ? need.requests_per_s : 1;
    if (toll_struct_check(&need, TOLL_KIND_PLAN_NEED, &err) != TOLL_OK) {
        complain_field(&err);
        return false;
    }
    return true;
}

/* --here: the kind of accelerator that this machine has. */
static bool take_here(plan_request *r, const args *a)
{
    here_choice here;
    toll_hw hw;
    if (a->n_words > 1) {
        return complain("--here is the accelerator of this machine: name no other"), false;
    }
    if (!here_choose(&here, true) || !lookup_hw(here.hw_id, &r->hw[r->n_hw++], &hw)) {
        return false;
    }
    notes_add(here.text);
    return true;
}

static bool read_names(plan_request *r, const args *a)
{
    if (a->n_words < 1) {
        complain("give a model: toll plan MODEL [HW...] --rate 20; `toll model` lists them");
        return false;
    }
    if (!lookup_model(a->words[0], args_has(a, OPTION_ALLOW_UNKNOWN), &r->model) ||
        !model_precision(&r->model, NULL, &r->native)) {
        return false;
    }
    if (args_has(a, OPTION_HERE)) {
        return take_here(r, a);
    }
    for (int i = 1; i < a->n_words; i++) {
        toll_hw hw;
        if (!lookup_hw(a->words[i], &r->hw[r->n_hw++], &hw)) {
            return false;
        }
    }
    return true;
}

static bool read_law(plan_request *r, const args *a)
{
    const char *country = args_text(a, OPTION_OWN_SITE, NULL);
    if (!constraint_words_read(&r->constraints, a)) {
        return false;
    }
    if (country == NULL) {
        return true;
    }
    if (!constraint_words_is_country(country)) {
        complain("--own-site: give the code of a country, de or ch, not \"%.40s\"", country);
        return false;
    }
    if (r->n_prices == 0) {
        complain("--own-site: say what stands there and what it costs: --price HW=USD for one GPU-hour");
        return false;
    }
    snprintf(r->own_country, sizeof r->own_country, "%s", country);
    return true;
}

/* Pairs of questions that no answer joins yet: a figure of one would be taken for one of both. */
static bool refuse_joined(const args *a)
{
    static const char machines[] = "it is about machines alone";
    static const struct {
        option one, others[8]; /* OPTION_COUNT: the end */
        const char *why;
    } pairs[] = {{OPTION_HORIZON,
                  {OPTION_LEVERS, OPTION_HOURS, OPTION_AVAILABLE, OPTION_SPLIT_POOLS, OPTION_PLAN_POWER,
                   OPTION_USD_PER_MTOK, OPTION_COUNT},
                  "it is about today's load"},
                 {OPTION_GROWTH,
                  {OPTION_LEVERS, OPTION_HOURS, OPTION_AVAILABLE, OPTION_SPLIT_POOLS, OPTION_PLAN_POWER,
                   OPTION_USD_PER_MTOK, OPTION_COUNT},
                  "it is about today's load"},
                 {OPTION_WITHIN,
                  {OPTION_GROWTH, OPTION_HORIZON, OPTION_HOURS, OPTION_AVAILABLE, OPTION_SPLIT_POOLS, OPTION_COUNT},
                  "a deadline has neither hours of the day nor growth, and takes one accelerator"},
                 {OPTION_PLAN_POWER,
                  {OPTION_HOURS, OPTION_AVAILABLE, OPTION_SPLIT_POOLS, OPTION_COUNT},
                  "the power is that of one fleet at the mean load"},
                 {OPTION_TEXT_KIND, {OPTION_WITHIN, OPTION_COUNT}, "the answer has no place for it"},
                 {OPTION_TARIFF, {OPTION_WITHIN, OPTION_COUNT}, "a deadline has no price at a rate"},
                 {OPTION_STAFF, {OPTION_HOURS, OPTION_WITHIN, OPTION_USD_PER_MTOK, OPTION_COUNT}, machines},
                 {OPTION_USD_PER_KWH,
                  {OPTION_HOURS, OPTION_WITHIN, OPTION_USD_PER_MTOK, OPTION_AVAILABLE, OPTION_HORIZON, OPTION_GROWTH,
                   OPTION_COUNT},
                  "it is about machines alone, and power depends on their load"},
                 {OPTION_REPORT,
                  {OPTION_HORIZON, OPTION_GROWTH, OPTION_WITHIN, OPTION_HOURS, OPTION_AVAILABLE, OPTION_SPLIT_POOLS,
                   OPTION_COUNT},
                  "the pages have no place for it"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (int k = 0; args_has(a, pairs[i].one) && pairs[i].others[k] != OPTION_COUNT; k++) {
            if (args_has(a, pairs[i].others[k])) {
                complain("%s does not go with %s: %s", option_name(pairs[i].others[k]), option_name(pairs[i].one),
                         pairs[i].why);
                return false;
            }
        }
    }
    return true;
}

bool plan_request_is_inverse(const plan_request *r)
{
    const inverse_request *i = &r->inverse;
    return r->has_budget || (r->need.known & TOLL_PLAN_GPUS_MAX) != 0 || i->has_power || i->has_usd_per_mtok ||
           i->is_offline;
}

_Static_assert(ARGS_WORDS <= PLAN_HW_MAX && ARGS_PAIRS <= PLAN_PRICES_MAX, "every word and pair has its place");

static bool read_prices(plan_request *r, const args *a)
{
    for (int i = 0; i < a->n_own_prices; i++) {
        if (!read_own_price(r, a->own_prices[i])) {
            return false;
        }
    }
    return true;
}

static const struct {
    const char *word, *name;
    uint32_t text;
} text_kinds[] = {{"english", "English", TOLL_TEXT_ENGLISH},
                  {"code", "code", TOLL_TEXT_CODE},
                  {"chinese", "Chinese", TOLL_TEXT_CHINESE}};

#define TEXT_KINDS (sizeof text_kinds / sizeof text_kinds[0])

const char *plan_request_text_name(uint32_t text)
{
    for (size_t i = 0; i < TEXT_KINDS; i++) {
        if (text_kinds[i].text == text) {
            return text_kinds[i].name;
        }
    }
    return "";
}

static bool read_text_kind(plan_request *r, const args *a)
{
    const char *word = args_text(a, OPTION_TEXT_KIND, NULL);
    for (size_t i = 0; word != NULL && i < TEXT_KINDS; i++) {
        r->text = strcmp(word, text_kinds[i].word) == 0 ? text_kinds[i].text : r->text;
    }
    if (word != NULL && r->text == 0) {
        complain("--text takes english, code or chinese: what prompts and answers are, got \"%.40s\"", word);
        return false;
    }
    if (word != NULL && !args_has(a, OPTION_VS)) {
        complain("--text goes with --vs: it compares how models count tokens");
        return false;
    }
    return true;
}

/* The load and how it is judged, whatever serves it. */
static bool read_asked(plan_request *r, const args *a)
{
    start_struct(&r->need, sizeof r->need, TOLL_KIND_PLAN_NEED);
    r->output = output_request_read(a);
    r->is_every = args_has(a, OPTION_EVERY);
    r->has_commands = args_has(a, OPTION_COMMANDS);
    bool has_rate = args_has(a, OPTION_RATE);
    if (!refuse_joined(a) || !read_text_kind(r, a) || !read_load(&r->need, a) || !read_budget(r, a) ||
        !inverse_request_read(&r->inverse, a)) {
        return false;
    }
    if (!has_rate && !plan_request_is_inverse(r)) {
        complain(
            "give the load: --rate 20, in requests per second; or --budget 20k/month, --power 40kW or --max-gpus 64 "
            "for the most that it carries; or --tokens 5G --within 48h");
        return false;
    }
    return horizon_request_read(&r->horizon, a) && check_need(r, has_rate) && instant_option_read(a, &r->at_s) &&
           fact_ages_read(&r->ages, a) && own_prices_read(&r->own, a);
}

/* People whom a constraint implies are paid, unless the question is about machines alone: then the answer says so. */
static bool read_site(plan_request *r, const args *a)
{
    const double asked = constraint_words_people(&r->constraints);
    if (!staff_request_read(&r->site, a, r->own_country, asked, r->n_prices > 0)) {
        return false;
    }
    if (args_has(a, OPTION_HOURS) || args_has(a, OPTION_WITHIN) || args_has(a, OPTION_USD_PER_MTOK)) {
        staff_request_leave_uncounted(&r->site);
    }
    return true;
}

static bool read_tariff_file(plan_request *r, const args *a)
{
    r->tariff = args_text(a, OPTION_TARIFF, NULL);
    if (r->tariff != NULL && (r->tariff[0] == 0 || strcmp(r->tariff, "-") == 0)) {
        complain("--tariff takes a file: stdout has the answer");
        return false;
    }
    return true;
}

static bool read_need(plan_request *r, const args *a)
{
    return read_asked(r, a) && read_names(r, a) && read_formats(r, a) && read_prices(r, a) &&
           plan_hours_read(&r->hours, a) && read_law(r, a) && read_site(r, a) && read_tariff_file(r, a) &&
           price_books_open(&r->books, args_text(a, OPTION_BOOK, NULL)) && read_vs(r, a);
}

bool plan_request_read_api(plan_request *r, const args *a, const char *name)
{
    memset(r, 0, sizeof *r);
    if (!read_asked(r, a) || !read_prices(r, a) || !read_law(r, a) ||
        !price_books_open(&r->books, args_text(a, OPTION_BOOK, NULL))) {
        return false;
    }
    if (name[0] == 0 || strlen(name) >= sizeof r->vs[0]) {
        complain("a name of a model has 1 to %d bytes", (int)sizeof r->vs[0] - 1);
        return false;
    }
    snprintf(r->vs[r->n_vs++], sizeof r->vs[0], "%s", name);
    return price_books_knows(&r->books, "toll vs", "", name, r->at_s);
}

bool plan_request_read(plan_request *r, const args *a)
{
    args joined = *a;
    memset(r, 0, sizeof *r);
    if (!need_file_join(&joined, &r->from) || !read_need(r, &joined)) {
        return false;
    }
    r->save = args_text(a, OPTION_SAVE, NULL);
    const bool is_needed = r->save != NULL || r->output.report != NULL;
    r->saved = is_needed ? need_file_text(&joined) : NULL;
    return !is_needed || r->saved != NULL;
}

void plan_request_free(plan_request *r)
{
    need_file_free(&r->from);
    free(r->saved);
    own_prices_release(&r->own);
    price_books_close(&r->books);
    model_entry_free(&r->model);
}
