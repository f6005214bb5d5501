/* SPDX-License-Identifier: Apache-2.0 */
/* toll train: what it takes to pre-train or fine-tune a model. */
#include <stdio.h>
#include <string.h>

#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/training_setup.h"
#include "estimate/training_stacks.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/table.h"

#define BAR_CELLS_MAX 60
#define TERMS         11
#define GIB           1073741824.0

/* The terms of a step in the order of the library's bounds. */
static void list_terms(const toll_train_step *s, double terms[TERMS])
{
    const double all[TERMS] = {s->compute_s,  s->memory_s, s->recompute_s, s->tensor_s,    s->expert_s,  s->context_s,
                               s->pipeline_s, s->bubble_s, s->data_s,      s->optimiser_s, s->overhead_s};
    memcpy(terms, all, sizeof all);
}

/* ---- JSON ---- */

static void json_setup(json *j, const training *t)
{
    const toll_train_setup *s = &t->setup;
    json_object(j, "setup");
    json_text(j, "model", t->model.model.id);
    json_text(j, "hw", t->hw.id);
    json_text(j, "method", training_method(t));
    json_text(j, "recompute", training_recompute(t));
    json_bool(j, "recompute_is_chosen", !t->asked->has_recompute);
    json_text(j, "optimiser", training_optimiser(t));
    json_text(j, "attention", s->attention == TOLL_ATTENTION_FUSED ? "fused" : "unfused");
    json_text(j, "loss", s->loss == TOLL_LOSS_FUSED ? "fused" : "plain");
    json_text(j, "format", word_rate(s->linear_rate));
    json_integer(j, "gpus", t->step.gpus);
    json_integer(j, "tp", s->tp);
    json_integer(j, "pp", s->pp);
    json_integer(j, "virtual_stages", s->virtual_stages);
    json_integer(j, "cp", s->cp);
    json_integer(j, "ep", s->ep);
    json_integer(j, "dp", s->dp);
    json_integer(j, "zero_stage", s->zero_stage);
    json_bool(j, "layout_is_chosen", t->is_layout_chosen);
    json_integer(j, "sequence_tokens", s->sequence_tokens);
    json_integer(j, "micro_sequences", s->micro_sequences);
    json_integer(j, "global_sequences", s->global_sequences);
    json_integer(j, "microbatches", t->step.microbatches);
    json_bool(j, "sequence_parallel", (s->flags & TOLL_TRAIN_SEQUENCE_PARALLEL) != 0);
    json_bool(j, "dropout", (s->flags & TOLL_TRAIN_DROPOUT) != 0);
    json_maybe_integer(j, "lora_rank", s->lora_rank, s->method != TOLL_METHOD_FULL);
    json_number(j, "tp_overlap_frac", s->tp_overlap_frac);
    json_number(j, "ep_overlap_frac", s->ep_overlap_frac);
    json_number(j, "dp_overlap_frac", s->dp_overlap_frac);
    json_maybe_text(j, "stack", t->asked->stack.id);
    json_number(j, "software_factor", s->software_factor);
    json_maybe_number(j, "internode_bytes_per_s", s->internode_bytes_per_s, (s->known & TOLL_TRAIN_INTERNODE) != 0);
    json_text(j, "constants_source", t->constants.source);
    json_close(j);
}

static void json_flops(json *j, const training *t)
{
    json_object(j, "token_flops");
    json_number(j, "projection_forward", t->flops.projection_flops);
    json_number(j, "head_forward", t->flops.head_flops);
    json_number(j, "attention_forward", t->flops.attention_flops);
    json_number(j, "attention_full_forward", t->flops.attention_full_flops);
    json_number(j, "adapter_forward", t->flops.adapter_flops);
    json_number(j, "model", t->flops.model_flops);
    json_number(j, "hardware", t->flops.hardware_flops);
    json_close(j);
}

static void json_memory(json *j, const training *t)
{
    const toll_train_memory *m = &t->memory;
    json_object(j, "memory");
    json_text(j, "verdict", word_fit(m->verdict));
    json_integer(j, "params_total", m->params_total);
    json_integer(j, "params_trainable", m->params_trainable);
    json_integer(j, "weights_bytes", m->weights_bytes);
    json_integer(j, "gradient_bytes", m->gradient_bytes);
    json_integer(j, "optimiser_bytes", m->optimiser_bytes);
    json_integer(j, "activation_bytes", m->activation_bytes);
    json_integer(j, "runtime_bytes", m->runtime_bytes);
    json_integer(j, "fragmentation_bytes", m->fragmentation_bytes);
    json_integer(j, "needed_bytes", m->needed_bytes);
    json_integer(j, "capacity_bytes", m->capacity_bytes);
    json_integer(j, "margin_bytes", m->margin_bytes);
    json_close(j);
}

static void json_step(json *j, const training *t)
{
    const toll_train_step *s = &t->step;
    double terms[TERMS];
    list_terms(s, terms);
    json_object(j, "step");
    json_range(j, "time_s", s->time_s, 1, true);
    json_range(j, "tokens_per_s", s->trained_tokens_per_s, 1, true);
    json_range(j, "tokens_per_s_per_gpu", s->trained_tokens_per_s, 1 / (double)s->gpus, true);
    json_range(j, "mfu", s->mfu, 1, true);
    json_range(j, "hfu", s->hfu, 1, true);
    json_range(j, "gpu_flop_per_s", s->gpu_flop_per_s, 1, true);
    json_range(j, "power_w", s->power_w, 1, (s->known & TOLL_RESULT_POWER) != 0);
    json_text(j, "bound", word_train_bound(s->bound));
    json_object(j, "terms_s");
    for (uint32_t i = 0; i < TERMS; i++) {
        json_number(j, word_train_bound(i + 1), terms[i]);
    }
    json_close(j);
    json_number(j, "step_tokens", s->step_tokens);
    json_number(j, "model_flops", s->model_flops);
    json_number(j, "hardware_flops", s->hardware_flops);
    json_close(j);
}

static void json_run(json *j, const training *t)
{
    const toll_train_result *r = &t->result;
    json_object(j, "run");
    json_number(j, "tokens", t->job.tokens);
    json_bool(j, "tokens_are_default", !t->asked->has_tokens);
    json_number(j, "steps", r->steps);
    json_number(j, "model_flops", r->model_flops);
    json_number(j, "goodput_frac", r->goodput_frac);
    json_number(j, "checkpoint_interval_s", r->checkpoint_interval_s);
    json_number(j, "interruptions", r->interruptions);
    json_range(j, "days", r->days, 1, true);
    json_range(j, "gpu_hours", r->gpu_hours, 1, true);
    json_range(j, "energy_kwh", r->energy_kwh, 1, (r->known & TOLL_TRAIN_ENERGY) != 0);
    json_range(j, "kgco2e", r->kgco2e, 1, (r->known & TOLL_TRAIN_CARBON) != 0);
    json_range(j, "usd_rental", r->usd_rental, 1, (r->known & TOLL_TRAIN_RENTAL) != 0);
    json_range(j, "usd_amortised", r->usd_amortised, 1, (r->known & TOLL_TRAIN_AMORTISED) != 0);
    json_range(j, "usd_acquisition", r->usd_acquisition, 1, (r->known & TOLL_TRAIN_ACQUISITION) != 0);
    json_range(j, "usd_energy", r->usd_energy, 1, (r->known & TOLL_TRAIN_ENERGY_COST) != 0);
    json_number(j, "hours_per_year", r->hours_per_year);
    report_json_trust(j, r->validity, r->flags);
    json_close(j);
}

static void train_json(const training *t)
{
    json j;
    json_answer(&j, "train");
    json_setup(&j, t);
    json_flops(&j, t);
    json_memory(&j, t);
    json_step(&j, t);
    json_run(&j, t);
    json_close(&j);
}

/* ---- Screen ---- */

static void put_training_title(const training *t, const screen *s)
{
    char layout[120], line[360];
    training_layout_text(t, layout, sizeof layout);
    screen_put(s, STYLE_TITLE, "%s, %s, %s", t->model.model.id, training_method(t), word_rate(t->setup.linear_rate));
    screen_newline(s);
    snprintf(line, sizeof line, "%lld x %s: %s%s", (long long)t->step.gpus, t->hw.name, layout,
             !t->is_layout_chosen    ? ""
             : t->asked->is_searched ? " (chosen: the fastest that fits)"
                                     : " (chosen: the fewest GPUs that fit)");
    screen_paragraph(s, STYLE_DIM, "", line);
    snprintf(line, sizeof line,
             "%s sequences of %s tokens a step, %s at a time, %lld micro-batch%s; recompute %s%s, %s, %s attention%s%s",
             figure_count(t->setup.global_sequences).text, figure_count(t->setup.sequence_tokens).text,
             figure_count(t->setup.micro_sequences).text, (long long)t->step.microbatches,
             t->step.microbatches == 1 ? "" : "es", training_recompute(t), t->asked->has_recompute ? "" : " (chosen)",
             training_optimiser(t), t->setup.attention == TOLL_ATTENTION_FUSED ? "fused" : "unfused",
             (t->setup.flags & TOLL_TRAIN_SEQUENCE_PARALLEL) != 0 ? ", sequence parallel" : "",
             (t->setup.flags & TOLL_TRAIN_DROPOUT) != 0 ? ", dropout" : "");
    screen_paragraph(s, STYLE_DIM, "", line);
    if (t->asked->stack.id[0] != '\0') {
        snprintf(line, sizeof line, "%s: %.2f of the kernels' speed, by published runs", t->asked->stack.name,
                 t->setup.software_factor);
        screen_paragraph(s, STYLE_DIM, "", line);
    }
    snprintf(line, sizeof line, "%s tokens in all%s", figure_plain(t->job.tokens).text,
             !t->asked->has_tokens ? " (default: --tokens)" : "");
    screen_paragraph(s, STYLE_DIM, "", line);
}

static void put_memory_verdict(const training *t, const screen *s)
{
    static const char *const words[] = {
        [TOLL_FIT_YES] = "FITS", [TOLL_FIT_MARGINAL] = "MARGINAL", [TOLL_FIT_NO] = "DOES NOT FIT"};
    static const style looks[] = {
        [TOLL_FIT_YES] = STYLE_GOOD, [TOLL_FIT_MARGINAL] = STYLE_WARN, [TOLL_FIT_NO] = STYLE_BAD};
    const toll_train_memory *m = &t->memory;
    screen_put(s, looks[m->verdict], "%s", words[m->verdict]);
    screen_put(s, STYLE_PLAIN, " %s of %s GiB on the fullest GPU", figure_gib(m->needed_bytes).text,
               figure_gib(m->capacity_bytes).text);
    screen_newline(s);
}

static void add_memory_row(table *out, const char *label, int64_t bytes)
{
    table_cell(out, STYLE_PLAIN, "%s", label);
    table_cell(out, STYLE_PLAIN, "%s", figure_gib(bytes).text);
}

static void put_memory(const training *t, const screen *s)
{
    const toll_train_memory *m = &t->memory;
    table out;
    table_start(&out, "lr", 1);
    table_head(&out, 0, "GiB on the fullest GPU");
    add_memory_row(&out, "weights", m->weights_bytes);
    add_memory_row(&out, "gradients", m->gradient_bytes);
    add_memory_row(&out, "optimiser state", m->optimiser_bytes);
    add_memory_row(&out, "activations", m->activation_bytes);
    add_memory_row(&out, "runtime", m->runtime_bytes);
    add_memory_row(&out, "fragmentation", m->fragmentation_bytes);
    table_finish(&out, s);
    screen_put(s, STYLE_DIM, "  %s of %s parameters are trained", figure_params(m->params_trainable).text,
               figure_params(m->params_total).text);
    screen_newline(s);
}

static void add_training_cells(table *out, const char *label, figure low, figure mid, figure high, bool has_bar)
{
    table_cell(out, STYLE_PLAIN, "%s", label);
    table_cell(out, STYLE_PLAIN, "%s", mid.text);
    table_cell(out, STYLE_DIM, "%s%s", has_bar ? low.text : "", has_bar ? " -" : "");
    table_cell(out, STYLE_DIM, "%s", has_bar ? high.text : "");
}

static void add_training_range(table *out, const char *label, toll_range r, double factor)
{
    add_training_cells(out, label, figure_rounded(r.low * factor, 3), figure_rounded(r.mid * factor, 3),
                       figure_rounded(r.high * factor, 3), r.low < r.high);
}

/* Three digits: an estimate of millions has no cents. */
static figure rounded_usd(double usd)
{
    figure f, digits = figure_rounded(usd, 3);
    snprintf(f.text, sizeof f.text, "$%.46s", digits.text);
    return f;
}

static void add_training_usd(table *out, const char *label, toll_range r)
{
    add_training_cells(out, label, rounded_usd(r.low), rounded_usd(r.mid), rounded_usd(r.high), r.low < r.high);
}

static void put_step(const training *t, const screen *s)
{
    const toll_train_step *p = &t->step;
    table out;
    table_start(&out, "lrrL", 1);
    table_head(&out, 0, "median, 10 % - 90 %");
    add_training_range(&out, "step s", p->time_s, 1);
    add_training_range(&out, "tokens/s", p->trained_tokens_per_s, 1);
    add_training_range(&out, "  per GPU", p->trained_tokens_per_s, 1 / (double)p->gpus);
    add_training_range(&out, "TFLOP/s per GPU", p->gpu_flop_per_s, 1e-12);
    add_training_range(&out, "MFU %", p->mfu, 100);
    add_training_range(&out, "HFU %", p->hfu, 100);
    if ((p->known & TOLL_RESULT_POWER) != 0) {
        add_training_range(&out, "power kW", p->power_w, 1e-3);
    }
    table_finish(&out, s);
}

static void put_step_terms(const training *t, const screen *s)
{
    bar_part parts[TERMS];
    double terms[TERMS];
    size_t n = 0;
    char bound[120];
    list_terms(&t->step, terms);
    for (uint32_t i = 0; i < TERMS; i++) {
        if (terms[i] > 0) {
            parts[n] = (bar_part){word_train_bound(i + 1), terms[i] / t->step.time_s.mid,
                                  (style)(STYLE_PART_1 + (int)(n % 6))};
            n++;
        }
    }
    screen_put(s, STYLE_TITLE, "  Where the time of a step goes");
    screen_newline(s);
    screen_put(s, STYLE_PLAIN, "  ");
    screen_bar(s, parts, n, s->width - 4 > BAR_CELLS_MAX ? BAR_CELLS_MAX : s->width - 4);
    screen_newline(s);
    screen_legend(s, parts, n, 2, true);
    snprintf(bound, sizeof bound, "bound by %s", phrase_train_bound(t->step.bound));
    screen_paragraph(s, STYLE_PLAIN, "  ", bound);
}

static void put_run(const training *t, const screen *s)
{
    const toll_train_result *r = &t->result;
    char line[300];
    table out;
    table_start(&out, "lrrL", 1);
    table_head(&out, 0, "whole run");
    add_training_range(&out, "days", r->days, 1);
    add_training_range(&out, "GPU-hours", r->gpu_hours, 1);
    if ((r->known & TOLL_TRAIN_ENERGY) != 0) {
        add_training_range(&out, "energy MWh", r->energy_kwh, 1e-3);
    }
    if ((r->known & TOLL_TRAIN_CARBON) != 0) {
        add_training_range(&out, "carbon tCO2e", r->kgco2e, 1e-3);
    }
    if ((r->known & TOLL_TRAIN_RENTAL) != 0) {
        add_training_usd(&out, "cost, rented", r->usd_rental);
    }
    if ((r->known & TOLL_TRAIN_AMORTISED) != 0) {
        add_training_usd(&out, "cost, amortised", r->usd_amortised);
    }
    if ((r->known & TOLL_TRAIN_ACQUISITION) != 0) {
        add_training_usd(&out, "cost, acquisition", r->usd_acquisition);
    }
    table_finish(&out, s);
    snprintf(line, sizeof line, "%s steps, goodput %s", figure_rounded(r->steps, 6).text,
             figure_percent(r->goodput_frac).text);
    if (r->checkpoint_interval_s > 0) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, ": %s interruptions, a checkpoint every %s s",
                 figure_rounded(r->interruptions, 3).text, figure_rounded(r->checkpoint_interval_s, 3).text);
    }
    screen_paragraph(s, STYLE_DIM, "  ", line);
    if (t->has_price) {
        price_text(&t->price, line, sizeof line);
        screen_paragraph(s, STYLE_DIM, "  ", line);
    }
}

/* ---- Explanation: the formulas of train.h with this answer's numbers ---- */

#define EXPLAIN(s, ...)                                                                                                \
    do {                                                                                                               \
        char line_[400];                                                                                               \
        snprintf(line_, sizeof line_, __VA_ARGS__);                                                                    \
        screen_paragraph(s, STYLE_PLAIN, "  ", line_);                                                                 \
    } while (0)

static void explain_flops(const training *t, const screen *s)
{
    const toll_train_flops *f = &t->flops;
    bool is_full = t->setup.method == TOLL_METHOD_FULL;
    double passes = is_full ? 3 : 2;
    EXPLAIN(
        s, "model FLOP per token = %.0f x (projections %.4g + head %.4g) + 3 x (attention %.4g + adapters %.4g) = %.4g",
        passes, f->projection_flops, f->head_flops, f->attention_full_flops, f->adapter_flops, f->model_flops);
    EXPLAIN(s,
            "hardware FLOP per token = %.4g: fused attention does %.4g forward, 2.5 times that backward; recompute %s",
            f->hardware_flops, f->attention_flops, training_recompute(t));
}

static void explain_step(const training *t, const screen *s)
{
    const toll_train_step *p = &t->step;
    EXPLAIN(s, "micro-batches = batch / (dp x micro-batch) = %lld / (%lld x %lld) = %lld",
            (long long)t->setup.global_sequences, (long long)t->setup.dp, (long long)t->setup.micro_sequences,
            (long long)p->microbatches);
    EXPLAIN(s,
            "step = compute %.4g + memory %.4g + recompute %.4g + tensor %.4g + expert %.4g + context %.4g + pipeline "
            "%.4g + bubble %.4g + data %.4g + optimiser %.4g + overhead %.4g = %.4g s",
            p->compute_s, p->memory_s, p->recompute_s, p->tensor_s, p->expert_s, p->context_s, p->pipeline_s,
            p->bubble_s, p->data_s, p->optimiser_s, p->overhead_s, p->time_s.mid);
    EXPLAIN(s, "MFU = model FLOP / (time x GPUs x peak) = %.4g / (%.4g x %lld x %.4g) = %.3f", p->model_flops,
            p->time_s.mid, (long long)p->gpus, p->peak_flop_per_s, p->mfu.mid);
    EXPLAIN(s,
            "kernels: %s; projections reach %.2f of peak and %.2f of memory bandwidth, fused attention %.2f of peak, "
            "links %.2f",
            t->constants.source, t->constants.linear_compute_frac, t->constants.linear_memory_frac,
            t->constants.prefill_compute_frac, t->constants.link_frac);
}

static void explain_run(const training *t, const screen *s)
{
    const toll_train_result *r = &t->result;
    EXPLAIN(s, "steps = tokens / step tokens = %.4g / %.4g = %.0f", t->job.tokens, t->step.step_tokens, r->steps);
    EXPLAIN(s, "GPU-hours = steps x step / goodput x GPUs / 3600 = %.0f x %.4g / %.4g x %lld / 3600 = %.4g", r->steps,
            t->step.time_s.mid, r->goodput_frac, (long long)t->step.gpus, r->gpu_hours.mid);
    if ((r->known & TOLL_TRAIN_ENERGY) != 0) {
        double gpu_w =
            (t->job.known & TOLL_JOB_GPU_POWER) != 0 ? t->job.gpu_w : t->step.power_w.mid / (double)t->step.gpus;
        EXPLAIN(s, "energy = GPU-hours x %.4g W x (1 + server %.3g) x PUE %.3g = %.4g kWh", gpu_w,
                t->job.server_power_frac, t->job.pue, r->energy_kwh.mid);
    }
    if ((r->known & TOLL_TRAIN_AMORTISED) != 0) {
        EXPLAIN(s, "amortised = GPU-hours x price %.4g / (%.3g years x %.0f h x use %.3g) + electricity %.4g = $%.4g",
                t->job.usd_per_gpu.mid, t->job.life_years, t->job.hours_per_year, t->job.life_use_frac,
                r->usd_energy.mid, r->usd_amortised.mid);
    }
}

static void put_explanation(const training *t, const screen *s)
{
    screen_newline(s);
    screen_put(s, STYLE_TITLE, "  How");
    screen_newline(s);
    explain_flops(t, s);
    explain_step(t, s);
    explain_run(t, s);
}

static void train_screen(const training *t, const screen *s)
{
    trust one = {NULL, t->result.validity, t->result.flags};
    put_training_title(t, s);
    screen_newline(s);
    put_memory_verdict(t, s);
    screen_newline(s);
    put_memory(t, s);
    screen_newline(s);
    put_step(t, s);
    screen_newline(s);
    put_step_terms(t, s);
    screen_newline(s);
    put_run(t, s);
    if (t->asked->output.is_explained) {
        put_explanation(t, s);
    }
    screen_newline(s);
    report_trust(s, &one, 1);
}

int command_train(const training_request *r, const screen *s)
{
    training t;
    if (r->is_listing) {
        return training_stacks_show(r->output.is_json, s);
    }
    if (!training_build(&t, r)) {
        return EXIT_BAD_INPUT;
    }
    if (r->output.is_json) {
        train_json(&t);
    } else {
        train_screen(&t, s);
    }
    return t.memory.verdict == TOLL_FIT_NO ? EXIT_NOT_FEASIBLE : EXIT_FINE;
}
