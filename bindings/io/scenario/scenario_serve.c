/* SPDX-License-Identifier: Apache-2.0 */
/* From a model to rows: what a request holds, what latency is promised, and what is deployed.
 *
 *     request = 1500 in, 400 out, 30 % cached
 *     slo = ttft p95 500 ms, tpot p95 40 ms
 *     [own] Own nodes
 *     deploy = llama-3.1-70b on h100-sxm5-80gb, fp8, tp 4
 *
 * The catalog resolves the names, toll_plan_derive_unit() estimates, and toll_plan_derive_rows() makes the rows. A
 * deployment that does not serve is refused with its line: there is no capacity to write. */
#include "scenario/scenario_serve.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <toll/catalog.h>
#include <toll/plan.h>
#include <toll/step.h>

#include "scenario/scenario_unit.h"

static scenario_ask *ask_here(scenario_reader *r)
{
    return &r->asks[r->option];
}

/* ---- items of a list ---- */

/* A comma between digits groups them: 8,000. */
static bool is_grouping(const char *from, const char *at, const char *end)
{
    if (at == from || at[-1] < '0' || at[-1] > '9' || end - at < 4)
        return false;
    for (int i = 1; i <= 3; i++)
        if (at[i] < '0' || at[i] > '9')
            return false;
    return end - at == 4 || at[4] < '0' || at[4] > '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static scenario_word trimmed(const char *from, const char *end)
{
    while (from < end && is_blank(*from))
        from++;
    while (end > from && is_blank(end[-1]))
        end--;
    return (scenario_word){from, (uint64_t)(end - from)};
}

bool toll__scenario_item(scenario_line *line, bool is_in_brackets, scenario_word *item)
{
    if (toll__scenario_is_over(line) || (is_in_brackets && *line->at == ')'))
        return false;
    const char *from = line->at, *at = from;
    while (at < line->end && !(*at == ',' && !is_grouping(from, at, line->end)) && !(is_in_brackets && *at == ')'))
        at++;
    *item = trimmed(from, at);
    const bool has_comma = at < line->end && *at == ',';
    line->at = at + (has_comma ? 1 : 0);
    if (item->length == 0 || (has_comma && toll__scenario_is_over(line)))
        toll__scenario_fail(line, TOLL_E_SYNTAX, "list", "a comma with nothing after or before it");
    return line->status == TOLL_OK;
}

/* A line of one item; what it complains of sticks to the whole line by close_item(). */
static scenario_line open_item(const scenario_line *line, scenario_word item)
{
    scenario_line sub = *line;
    sub.at = item.text;
    sub.end = item.text + item.length;
    return sub;
}

static void close_item(scenario_line *line, scenario_line *sub, scenario_word item, const char *forms)
{
    if (!toll__scenario_is_over(sub) || (sub->status == TOLL_OK && sub->at < sub->end))
        toll__scenario_fail(sub, TOLL_E_SYNTAX, "list", "\"%.*s\" can't be read: %s",
                            (int)(item.length < 40 ? item.length : 40), item.text, forms);
    line->status = sub->status;
}

/* ---- request ---- */

#define REQUEST_FORMS "it must be as 1500 in, 400 out, 30 % cached, 10 % written, 1 in_cv, 0.5 out_cv"

/* The field that a word of a request fills. */
static double *find_request_field(scenario_ask *ask, scenario_word word, double *least, double *most)
{
    *least = 0;
    *most = 1;
    if (toll__scenario_is(word, "cached"))
        return &ask->cached_frac;
    if (toll__scenario_is(word, "written"))
        return &ask->written_frac;
    *most = 10;
    if (toll__scenario_is(word, "in_cv"))
        return &ask->load.input_cv;
    if (toll__scenario_is(word, "out_cv"))
        return &ask->load.output_cv;
    *least = 1;
    *most = 1e8;
    if (toll__scenario_is(word, "in"))
        return &ask->load.input_tokens;
    return toll__scenario_is(word, "out") ? &ask->load.output_tokens : NULL;
}

static void read_request_item(scenario_reader *r, scenario_ask *ask, scenario_word item)
{
    double least, most;
    scenario_line sub = open_item(&r->line, item);
    const double number = toll__scenario_number(&sub, "request");
    const scenario_word word = toll__scenario_next(&sub);
    double *field = find_request_field(ask, word, &least, &most);
    if (field == NULL)
        toll__scenario_fail(&sub, TOLL_E_SYNTAX, "request", "request: \"%.*s\" can't be read: %s",
                            (int)(item.length < 40 ? item.length : 40), item.text, REQUEST_FORMS);
    else if (!(number >= least && number <= most))
        toll__scenario_fail(&sub, TOLL_E_RANGE, "request", "request: %.*s must be in %g .. %g", (int)word.length,
                            word.text, least, most);
    else
        *field = number;
    close_item(&r->line, &sub, item, REQUEST_FORMS);
}

void toll__scenario_request(scenario_reader *r)
{
    scenario_ask *ask = ask_here(r);
    scenario_word item;
    if (ask->has_request)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "request", "request is given twice");
    toll_struct_init(&ask->load, sizeof ask->load, TOLL_KIND_SERVE_LOAD, NULL);
    ask->load.input_tokens = ask->load.output_tokens = 0;
    ask->cached_frac = ask->written_frac = 0;
    while (toll__scenario_item(&r->line, false, &item))
        read_request_item(r, ask, item);
    if (!(ask->load.input_tokens > 0 && ask->load.output_tokens > 0))
        toll__scenario_fail(&r->line, TOLL_E_MISSING, "request", "request needs both lengths: %s", REQUEST_FORMS);
    if (ask->cached_frac + ask->written_frac > 1)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "request",
                            "request: cached and written are more than the prompt");
    ask->load.prefix_hit_frac = ask->cached_frac;
    ask->has_request = true;
    ask->request_line = r->line.number;
}

static void fill_task_load(const scenario_reader *r, toll_serve_load *load, double *cached)
{
    toll_struct_init(load, sizeof *load, TOLL_KIND_SERVE_LOAD, NULL);
    load->input_tokens = r->task_input;
    load->output_tokens = r->task_output;
    load->prefix_hit_frac = *cached = r->task_cached;
}

bool toll__scenario_find_request(scenario_reader *r, const char *who, toll_serve_load *load, double *cached,
                                 double *written)
{
    scenario_ask *ask = ask_here(r)->has_request ? ask_here(r) : &r->asks[0];
    *written = ask->written_frac;
    if (ask->has_request) {
        ask->request_line = 0;
        *load = ask->load;
        *cached = ask->cached_frac;
        return true;
    }
    fill_task_load(r, load, cached);
    if (load->input_tokens >= 1 && load->output_tokens >= 1)
        return true;
    toll__scenario_fail(&r->line, TOLL_E_MISSING, "request",
                        "%s needs the lengths of a request: above it, request = 1500 in, 400 out, or task_input and "
                        "task_output",
                        who);
    return false;
}

/* ---- slo ---- */

#define SLO_FORMS "it must be as ttft p95 500 ms, tpot p50 40 ms, with p50, p95 or p99"

typedef struct limit_words {
    const char *metric, *quantile;
    uint64_t bit;
    size_t offset;
} limit_words;

static const limit_words limit_fields[] = {
    {"ttft", "p50", TOLL_LIMIT_TTFT_P50, offsetof(toll_serve_limits, ttft_p50_s)},
    {"ttft", "p95", TOLL_LIMIT_TTFT_P95, offsetof(toll_serve_limits, ttft_p95_s)},
    {"ttft", "p99", TOLL_LIMIT_TTFT_P99, offsetof(toll_serve_limits, ttft_p99_s)},
    {"tpot", "p50", TOLL_LIMIT_TPOT_P50, offsetof(toll_serve_limits, tpot_p50_s)},
    {"tpot", "p95", TOLL_LIMIT_TPOT_P95, offsetof(toll_serve_limits, tpot_p95_s)},
    {"tpot", "p99", TOLL_LIMIT_TPOT_P99, offsetof(toll_serve_limits, tpot_p99_s)},
};

static const limit_words *find_limit(scenario_word metric, scenario_word quantile)
{
    for (size_t i = 0; i < sizeof limit_fields / sizeof limit_fields[0]; i++)
        if (toll__scenario_is(metric, limit_fields[i].metric) && toll__scenario_is(quantile, limit_fields[i].quantile))
            return &limit_fields[i];
    return NULL;
}

static void read_limit_item(scenario_reader *r, toll_serve_limits *limits, scenario_word item)
{
    scenario_line sub = open_item(&r->line, item);
    const scenario_word metric = toll__scenario_next(&sub), quantile = toll__scenario_next(&sub);
    const limit_words *field = find_limit(metric, quantile);
    const double number = field != NULL ? toll__scenario_number(&sub, "slo") : 0;
    const double seconds = toll__scenario_seconds(toll__scenario_next(&sub));
    if (field == NULL || !(seconds > 0))
        toll__scenario_fail(&sub, TOLL_E_SYNTAX, "slo", "slo: \"%.*s\" can't be read: %s",
                            (int)(item.length < 40 ? item.length : 40), item.text, SLO_FORMS);
    else if ((limits->known & field->bit) != 0)
        toll__scenario_fail(&sub, TOLL_E_CONFLICT, "slo", "slo: %s %s is given twice", field->metric, field->quantile);
    else if (!(number > 0 && number * seconds <= 1e9))
        toll__scenario_fail(&sub, TOLL_E_RANGE, "slo", "slo: a time must be above 0, to 10^9 s");
    close_item(&r->line, &sub, item, SLO_FORMS);
    if (r->line.status != TOLL_OK)
        return;
    limits->known |= field->bit;
    memcpy((char *)limits + field->offset, &(double){number * seconds}, sizeof(double));
}

void toll__scenario_limits(scenario_reader *r)
{
    scenario_ask *ask = ask_here(r);
    scenario_word item;
    if (ask->has_limits)
        toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "slo", "slo is given twice");
    toll_struct_init(&ask->limits, sizeof ask->limits, TOLL_KIND_SERVE_LIMITS, NULL);
    while (toll__scenario_item(&r->line, false, &item))
        read_limit_item(r, &ask->limits, item);
    if (ask->limits.known == 0)
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "slo", "slo has no limit: %s", SLO_FORMS);
    ask->has_limits = true;
    ask->limits_line = r->line.number;
}

static toll_serve_limits find_limits(scenario_reader *r)
{
    toll_serve_limits none;
    scenario_ask *ask = ask_here(r)->has_limits ? ask_here(r) : &r->asks[0];
    toll_struct_init(&none, sizeof none, TOLL_KIND_SERVE_LIMITS, NULL);
    ask->limits_line = 0;
    return ask->has_limits ? ask->limits : none;
}

/* ---- deploy ---- */

#define DEPLOY_FORMS "it must be as MODEL on ACCELERATOR, fp8, tp 4, with pp, dp, ep, engine NAME, hosts 25 %"

typedef struct deploy_words {
    scenario_word model, hw, precision, engine;
    toll_step_layout layout;
    toll_serve_site site;
} deploy_words;

static void read_names(scenario_reader *r, deploy_words *d)
{
    scenario_word item = {NULL, 0};
    const char *on = NULL;
    if (toll__scenario_item(&r->line, false, &item))
        for (const char *at = item.text; at + 4 <= item.text + item.length && on == NULL; at++)
            on = memcmp(at, " on ", 4) == 0 ? at : NULL;
    if (on == NULL) {
        toll__scenario_fail(&r->line, TOLL_E_SYNTAX, "deploy", "deploy names no accelerator: %s", DEPLOY_FORMS);
        return;
    }
    d->model = trimmed(item.text, on);
    d->hw = trimmed(on + 4, item.text + item.length);
}

static int64_t *find_degree(deploy_words *d, scenario_word word)
{
    if (toll__scenario_is(word, "tp"))
        return &d->layout.tp;
    if (toll__scenario_is(word, "pp"))
        return &d->layout.pp;
    if (toll__scenario_is(word, "dp"))
        return &d->layout.dp;
    return toll__scenario_is(word, "ep") ? &d->layout.ep : NULL;
}

static void read_degree(scenario_line *sub, scenario_word word, int64_t *degree)
{
    const double number = toll__scenario_number(sub, "a degree");
    if (!(number >= 1 && number <= 4096) || number != (double)(int64_t)number)
        toll__scenario_fail(sub, TOLL_E_RANGE, "deploy", "deploy: %.*s must be a whole number from 1 to 4096",
                            (int)word.length, word.text);
    else
        *degree = (int64_t)number;
}

static void read_hosts(scenario_line *sub, deploy_words *d)
{
    const double share = toll__scenario_number(sub, "hosts");
    if (!(share >= 0 && share <= 3))
        toll__scenario_fail(sub, TOLL_E_RANGE, "deploy",
                            "deploy: hosts must be in 0 .. 300 %% of the accelerators' power");
    d->site.known |= TOLL_SITE_HOST;
    d->site.host_power_frac = (toll_range){share, share, share};
}

static scenario_word rest_of(scenario_line *sub)
{
    const scenario_word rest = trimmed(sub->at, sub->end);
    sub->at = sub->end;
    return rest;
}

/* "tp 4", "engine sglang", "hosts 25 %"; anything else is the number format. */
static void read_deploy_item(scenario_reader *r, deploy_words *d, scenario_word item)
{
    scenario_line sub = open_item(&r->line, item);
    const scenario_word word = toll__scenario_next(&sub);
    int64_t *degree = find_degree(d, word);
    if (degree != NULL)
        read_degree(&sub, word, degree);
    else if (toll__scenario_is(word, "engine"))
        d->engine = rest_of(&sub);
    else if (toll__scenario_is(word, "hosts"))
        read_hosts(&sub, d);
    else if (d->precision.length > 0)
        toll__scenario_fail(&sub, TOLL_E_SYNTAX, "deploy", "deploy: \"%.*s\" can't be read: %s",
                            (int)(item.length < 40 ? item.length : 40), item.text, DEPLOY_FORMS);
    else {
        d->precision = item;
        sub.at = sub.end;
    }
    close_item(&r->line, &sub, item, DEPLOY_FORMS);
}

/* The library names its argument ("hw stands for several: ..."); the file has a word there. */
static void complain_name(scenario_reader *r, const deploy_words *d, toll_status status, const toll_error *err)
{
    const struct {
        const char *argument;
        scenario_word word;
    } names[] = {{"hw ", d->hw}, {"model ", d->model}, {"precision ", d->precision}, {"engine ", d->engine}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t length = strlen(names[i].argument);
        const scenario_word word = names[i].word;
        if (word.length == 0 || strncmp(err->message, names[i].argument, length) != 0)
            continue;
        toll__scenario_fail(&r->line, status, "deploy", "deploy: %.*s %.110s",
                            (int)(word.length < 48 ? word.length : 48), word.text, err->message + length);
        return;
    }
    toll__scenario_fail(&r->line, status, "deploy", "deploy: %.150s", err->message);
}

static void resolve_deployment(scenario_reader *r, const deploy_words *d, uint64_t *words, uint64_t size)
{
    toll_error err = {0};
    const toll_status status =
        toll_catalog_resolve(d->hw.text, d->hw.length, d->model.text, d->model.length, d->precision.text,
                             d->precision.length, d->engine.text, d->engine.length, &d->layout, words, size, &err);
    if (status != TOLL_OK)
        complain_name(r, d, status, &err);
}

static bool is_serving(scenario_reader *r, const deploy_words *d, const toll_plan_unit *unit)
{
    if (unit->verdict == TOLL_PLAN_UNIT_SERVES)
        return true;
    const bool is_slow = unit->verdict == TOLL_PLAN_UNIT_TOO_SLOW;
    toll__scenario_fail(&r->line, TOLL_E_CONFLICT, "deploy",
                        is_slow
                            ? "deploy: on %lld x %.*s even a lone request misses the slo: loosen it, or take more or "
                              "faster accelerators"
                            : "deploy: the weights and one request do not fit on %lld x %.*s: raise tp or pp",
                        (long long)unit->gpus, (int)(d->hw.length < 48 ? d->hw.length : 48), d->hw.text);
    return false;
}

static toll_io_scenario_note note_of(const toll_plan_unit *unit, const toll_risk_input *input,
                                     const toll_serve_load *load)
{
    toll_io_scenario_note note = {.shape = input->shape, .group = input->group, .loading = input->loading};
    toll__scenario_origin(&note, "serve estimate for %g in (%g cached), %g out: %.3g requests/s [%.3g .. %.3g]",
                          load->input_tokens, unit->cached_tokens, unit->output_tokens, unit->requests_per_s.mid,
                          unit->requests_per_s.low, unit->requests_per_s.high);
    if ((unit->remarks & TOLL_PLAN_UNIT_STEEP) != 0)
        toll__scenario_origin(&note, "; close to a limit: holds at this mix alone");
    if ((unit->remarks & TOLL_PLAN_UNIT_TAIL) != 0)
        toll__scenario_origin(&note, "; its slow tenth misses the slo");
    return note;
}

/* The accelerator's name as a group: what is off for a card is off for every option on it. */
static uint32_t find_capacity_group(scenario_reader *r, const deploy_words *d)
{
    const uint32_t stated = r->group_of[r->option] != 0 ? r->group_of[r->option] : r->group_of[0];
    return stated != 0 ? stated : toll__scenario_group(r, d->hw.text, d->hw.length);
}

static void give_unit(scenario_reader *r, const toll_plan_unit *unit, uint32_t group, const toll_serve_load *load)
{
    toll_tco_row rows[TOLL_PLAN_UNIT_ROWS];
    toll_risk_input inputs[TOLL_PLAN_UNIT_ROWS];
    uint64_t count = 0;
    toll_error err = {0};
    const toll_status status =
        toll_plan_derive_rows(unit, r->option, group, rows, inputs, TOLL_PLAN_UNIT_ROWS, sizeof rows[0], &count, &err);
    if (status != TOLL_OK)
        toll__scenario_fail(&r->line, status, "deploy", "deploy: %.150s", err.message);
    for (uint64_t i = 0; i < count; i++) {
        const toll_io_scenario_note note = note_of(unit, &inputs[i], load);
        toll__scenario_give(r, &rows[i], &note);
    }
}

void toll__scenario_deploy(scenario_reader *r)
{
    uint64_t words[TOLL_CATALOG_WORDS];
    deploy_words d = {.model = {NULL, 0}};
    scenario_word item;
    toll_serve_load load;
    toll_plan_unit unit;
    toll_error err = {0};
    double cached, written;
    toll_struct_init(&d.layout, sizeof d.layout, TOLL_KIND_STEP_LAYOUT, NULL);
    toll_struct_init(&d.site, sizeof d.site, TOLL_KIND_SERVE_SITE, NULL);
    toll_struct_init(&unit, sizeof unit, TOLL_KIND_PLAN_UNIT, NULL);
    read_names(r, &d);
    while (toll__scenario_item(&r->line, false, &item))
        read_deploy_item(r, &d, item);
    if (r->line.status != TOLL_OK || !toll__scenario_find_request(r, "deploy", &load, &cached, &written))
        return;
    const toll_serve_limits limits = find_limits(r);
    r->deployed_input = load.input_tokens;
    r->deployed_output = load.output_tokens;
    r->deploy_line = r->line.number;
    resolve_deployment(r, &d, words, sizeof words);
    if (r->line.status != TOLL_OK)
        return;
    const toll_status status = toll_plan_derive_unit(words, sizeof words, &load, &limits, &d.site, &unit, &err);
    if (status != TOLL_OK)
        toll__scenario_fail(&r->line, status, "deploy", "deploy: %.150s", err.message);
    else if (is_serving(r, &d, &unit))
        give_unit(r, &unit, find_capacity_group(r, &d), &load);
}
