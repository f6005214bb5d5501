/* SPDX-License-Identifier: Apache-2.0 */
/* Resolves deployments. Where tp is not given, 1, 2, 4, 8 and 16 are tried and the first that fits is kept: 70 billion
 * parameters in BF16 are 140 GB, so GPUs of 80 GB need tp 2 for the weights alone. All of a fleet share one model, read
 * once. */
#include "estimate/fleet_layout.h"

#include <stdio.h>
#include <string.h>

#include "estimate/draft_share.h"
#include "estimate/home_choice.h"
#include "estimate/host_share.h"
#include "input/complain.h"
#include "input/field_options.h"
#include "input/here_machine.h"
#include "input/model_file.h"

#define ANY_FLOP_PER_S 1e12
#define DEFAULT_ENGINE "vllm"
#define GGUF_ENGINE    "llamacpp" /* the format is its own */

/* Tries 1, 2, 4, ... and keeps the first that fits; else the first that is marginal; else the one with the least
 * shortage. Sizes that the model's heads or the known links don't allow are passed over; when none is allowed, the
 * first refusal is the answer. */
static toll_status choose_tp(deployment *d, int64_t sequences, int64_t context_tokens, toll_error *err)
{
    toll_status status = TOLL_E_UNSUPPORTED;
    int64_t best = 0, best_margin = 0;
    d->reason = LAYOUT_ROOMIEST;
    const int64_t most = d->gpus_here > 0 ? d->gpus_here : DEPLOY_TP_MAX;
    for (int64_t tp = 1; tp <= most && tp <= DEPLOY_TP_MAX; tp *= 2) {
        toll_step_memory memory;
        toll_error refusal;
        d->layout.tp = tp;
        toll_status tried = deploy_resolve(d, &refusal);
        tried = tried != TOLL_OK ? tried : deploy_memory(d, sequences, context_tokens, &memory, &refusal);
        if (tried != TOLL_OK) {
            *err = tp == 1 ? refusal : *err;
            status = tp == 1 ? tried : status;
            continue;
        }
        if (memory.verdict == TOLL_FIT_YES) {
            d->reason = LAYOUT_SMALLEST;
            return TOLL_OK;
        }
        bool is_first_marginal = memory.verdict == TOLL_FIT_MARGINAL && d->reason != LAYOUT_MARGINAL;
        bool is_roomier = d->reason == LAYOUT_ROOMIEST && (best == 0 || memory.margin_bytes > best_margin);
        if (is_first_marginal || is_roomier) {
            d->reason = is_first_marginal ? LAYOUT_MARGINAL : LAYOUT_ROOMIEST;
            best = tp;
            best_margin = memory.margin_bytes;
        }
    }
    if (best == 0) {
        return status;
    }
    d->layout.tp = best;
    return deploy_resolve(d, err);
}

/* Formats of GGUF files are served by the engine that they come from. */
static const char *usual_engine(const model_entry *model, const char *precision)
{
    bool is_gguf = precision != NULL && (strcmp(precision, "f16") == 0 || strncmp(precision, "iq", 2) == 0 ||
                                         (precision[0] == 'q' && precision[1] >= '0' && precision[1] <= '9'));
    return model->is_gguf || is_gguf ? GGUF_ENGINE : DEFAULT_ENGINE;
}

/* "8xh100" and a layout of 4 are two answers to one question. */
static bool agree_on_gpus(const deployment *d, const deployment_request *r, const char *hw_name)
{
    int64_t gpus = r->layout.tp * r->layout.pp * r->layout.dp;
    if (d->named_gpus == 0 || !r->is_tp_given || d->named_gpus == gpus) {
        return true;
    }
    complain("\"%.60s\" is %lld x %s, but tp x pp x dp is %lld: leave one of them out", hw_name,
             (long long)d->named_gpus, d->hw.id, (long long)gpus);
    return false;
}

/* What pp and dp leave of the accelerators that the name states. */
static toll_status take_named_tp(deployment *d, toll_error *err)
{
    int64_t others = d->layout.pp * d->layout.dp;
    d->layout.tp = others > 0 && d->named_gpus % others == 0 ? d->named_gpus / others : d->named_gpus;
    return deploy_resolve(d, err);
}

/* Memory goes by no rate, and every format falls back on FP32 in the end. */
static void give_any_rate(toll_hw *hw)
{
    if ((hw->known & (TOLL_HW_FP32 | TOLL_HW_FP16 | TOLL_HW_BF16)) == 0) {
        hw->known |= TOLL_HW_FP32;
        hw->fp32_flop_per_s = ANY_FLOP_PER_S;
    }
}

bool deploy_start(deployment *d, const model_entry *model, const deployment_request *r, const char *hw_name,
                  const char *precision)
{
    uint64_t index;
    d->model = model;
    start_struct(&d->constants, sizeof d->constants, TOLL_KIND_STEP_CONSTANTS);
    if (!lookup_hw_count(hw_name, &index, &d->hw, &d->named_gpus) || !agree_on_gpus(d, r, hw_name) ||
        !model_precision(model, precision, &d->precision)) {
        return false;
    }
    if (r->is_for_memory) {
        give_any_rate(&d->hw);
    }
    if (r->here.memory_bytes > 0) {
        here_fit_memory(r->here.memory_bytes, &d->hw);
    }
    d->gpus_here = r->here.count;
    d->here = r->here.text;
    d->is_home = d->named_gpus <= 1 && home_applies(&d->hw, r);
    d->is_format_open = d->is_home && precision == NULL && home_chooses_format(model, r);
    const char *usual = d->is_format_open ? HOME_ENGINE : usual_engine(model, d->precision.id);
    const char *engine = r->engine != NULL ? r->engine : usual;
    if (!lookup_engine(engine, &d->hw, &d->engine)) {
        return false;
    }
    deployment_request_change(r, &d->engine, &d->precision);
    return host_share_apply(d, r);
}

toll_status deploy_lay_out(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens,
                           toll_error *err)
{
    d->layout = r->layout;
    d->reason = LAYOUT_ASKED;
    if (d->is_format_open) {
        return home_choose_format(d, r, sequences, context_tokens, err);
    }
    if (d->is_home) {
        d->reason = LAYOUT_ONE;
    }
    if (r->is_tp_given || d->is_home) {
        return deploy_resolve(d, err);
    }
    return d->named_gpus > 0 ? take_named_tp(d, err) : choose_tp(d, sequences, context_tokens, err);
}

static bool lay_out_one(deployment *d, const deployment_request *r, int64_t sequences, int64_t context_tokens)
{
    toll_error err = {0};
    toll_status status = deploy_lay_out(d, r, sequences, context_tokens, &err);
    if (status != TOLL_OK) {
        char text[300];
        field_message(&err, text, sizeof text);
        complain("%s on %s: %s", d->model->model.id, d->hw.id, text);
    }
    return status == TOLL_OK;
}

static bool find_draft(fleet *f, const deployment_request *r)
{
    f->is_mtp = r->draft != NULL && strcmp(r->draft, "mtp") == 0;
    f->has_draft = r->draft != NULL && !f->is_mtp;
    return !f->has_draft || lookup_model(r->draft, r->is_unknown_allowed, &f->draft);
}

bool fleet_start(fleet *f, const deployment_request *r)
{
    memset(f, 0, sizeof *f);
    if (!lookup_model(r->model, r->is_unknown_allowed, &f->model) || !find_draft(f, r)) {
        return false;
    }
    for (; f->count < r->n_hw; f->count++) {
        if (!deploy_start(&f->items[f->count], &f->model, r, r->hw[f->count], r->precision)) {
            return false;
        }
        f->items[f->count].draft = f->has_draft ? &f->draft : NULL;
        f->items[f->count].is_mtp = f->is_mtp;
    }
    return true;
}

bool fleet_lay_out(fleet *f, const deployment_request *r, int64_t sequences, int64_t context_tokens)
{
    for (int i = 0; i < f->count; i++) {
        if (!lay_out_one(&f->items[i], r, sequences, context_tokens)) {
            return false;
        }
    }
    return true;
}

bool fleet_build(fleet *f, const deployment_request *r, int64_t sequences, int64_t context_tokens)
{
    return fleet_start(f, r) && fleet_lay_out(f, r, sequences, context_tokens);
}

bool fleet_is_home(const fleet *f)
{
    int n = 0;
    while (n < f->count && f->items[n].is_home) {
        n++;
    }
    return n == f->count && n > 0;
}

void fleet_free(fleet *f)
{
    for (int i = 0; i < f->count; i++) {
        deploy_free(&f->items[i]);
    }
    model_entry_free(&f->model);
    model_entry_free(&f->draft);
}

void deploy_layout_text(const deployment *d, char *text, size_t size)
{
    const struct {
        const char *name;
        int64_t value;
    } parts[] = {{"tp", d->layout.tp}, {"pp", d->layout.pp}, {"ep", d->layout.ep}, {"dp", d->layout.dp}};
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < 4 && used < size; i++) {
        if (i > 0 && parts[i].value == 1) {
            continue;
        }
        int length =
            snprintf(text + used, size - used, "%s%s %lld", i > 0 ? " " : "", parts[i].name, (long long)parts[i].value);
        used += length > 0 ? (size_t)length : 0;
    }
}

void deploy_name(const deployment *d, char *text, size_t size)
{
    snprintf(text, size, "%lld x %s", (long long)d->gpus, d->hw.name);
}

int deploy_put_name(const fleet *f, const screen *s, int index)
{
    int widest = 0, own = 0;
    char name[80];
    for (int i = 0; i < f->count; i++) {
        deploy_name(&f->items[i], name, sizeof name);
        widest = screen_columns(name) > widest ? screen_columns(name) : widest;
    }
    deploy_name(&f->items[index], name, sizeof name);
    own = screen_columns(name);
    screen_put(s, STYLE_TITLE, "%s", name);
    screen_put(s, STYLE_PLAIN, "%*s", widest - own + 2, "");
    return widest + 2;
}

/* The library lets cards without a wide enough link share a host's PCIe. */
static bool is_beyond_links(const deployment *d)
{
    int64_t joined = (d->hw.known & TOLL_HW_DOMAIN) != 0 ? d->hw.scaleup_gpus : 1;
    return d->gpus > joined && (d->layout.known & TOLL_LAYOUT_INTERNODE) == 0;
}

static bool is_one_choice(const fleet *f)
{
    for (int i = 1; i < f->count; i++) {
        if (f->items[i].reason != f->items[0].reason || f->items[i].layout.tp != f->items[0].layout.tp ||
            strcmp(f->items[i].precision.id, f->items[0].precision.id) != 0) {
            return false;
        }
    }
    return true;
}

/* "tp 4 chosen: smallest that fits", "one device and llamacpp assumed; q4_k_m chosen: the widest format that fits". */
static void choice_text(const fleet *f, const deployment *d, const char *on, char *text, size_t size)
{
    static const char *const reasons[] = {[LAYOUT_SMALLEST] = "smallest that fits",
                                          [LAYOUT_MARGINAL] = "none fits for sure; smallest within the margin of error",
                                          [LAYOUT_ROOMIEST] = "no size fits; this one falls short by the least",
                                          [LAYOUT_WIDEST] = "the widest format that fits",
                                          [LAYOUT_WIDEST_MARGINAL] =
                                              "no format fits for sure; the widest within the margin of error",
                                          [LAYOUT_NARROWEST] = "no format fits; the narrowest"};
    const char *request = f->is_one_request ? ", one request" : "";
    if (d->reason == LAYOUT_ONE) {
        snprintf(text, size, "one device%s assumed%s: --tp and --engine change it", request, on);
    } else if (d->reason >= LAYOUT_WIDEST) {
        snprintf(text, size, "one device%s and %s assumed%s; %s chosen: %s", request, d->engine.id, on, d->precision.id,
                 reasons[d->reason]);
    } else {
        snprintf(text, size, "tp %lld chosen%s: %s%s", (long long)d->layout.tp, on, reasons[d->reason],
                 is_beyond_links(d) ? ", over PCIe" : "");
    }
}

void deploy_put_choices(const fleet *f, const screen *s)
{
    int lines = is_one_choice(f) ? 1 : f->count;
    for (int i = 0; i < lines; i++) {
        const deployment *d = &f->items[i];
        char line[240], on[64] = "";
        if (d->reason == LAYOUT_ASKED) {
            continue;
        }
        if (lines > 1) {
            snprintf(on, sizeof on, " on %s", d->hw.name);
        }
        choice_text(f, d, on, line, sizeof line);
        screen_paragraph(s, STYLE_DIM, "", line);
    }
}
