/* SPDX-License-Identifier: Apache-2.0 */
/* toll fit: does it fit in memory, what takes the memory, and what to change when it does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimate/estimate_commands.h"
#include "estimate/estimate_report.h"
#include "estimate/fit_remedies.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/table.h"

#define GPUS_TRIED           64
#define BAR_CELLS_MAX        60
#define ANY_LINK_BYTES_PER_S 1e9
#define LABEL_COLUMNS        20 /* " 135.95 of 79.20 GiB" */

typedef struct fit_answer {
    const deployment *of;
    toll_step_memory memory;
    toll_model_kv kv;
    remedies change; /* only when it doesn't fit for sure */
    toll_step_room sequences, context;
    toll_step_fewest fewest;
} fit_answer;

static toll_status find_fewest_gpus(const deployment *d, const fit_request *q, toll_step_fewest *fewest,
                                    toll_error *err)
{
    uint64_t size = toll_step_size(d->model->n_layers);
    void *scratch = claim(size, 1);
    toll_status status =
        toll_step_bound_gpus(&d->hw, &d->model->model, d->model->layers, d->model->n_layers, sizeof(toll_model_layer),
                             &d->precision, &d->layout, &d->engine, &d->constants, q->sequences, q->context_tokens,
                             GPUS_TRIED, scratch, scratch == NULL ? 0 : size, fewest, err);
    free(scratch);
    return status;
}

/* The largest batch of this length, the longest context of this batch, the fewest GPUs for both. */
static toll_status answer_inverse(const deployment *d, const fit_request *q, fit_answer *answer, toll_error *err)
{
    int64_t sequences = q->sequences > 0 ? q->sequences : 1;
    toll_status status =
        toll_step_bound_sequences(d->object, d->object_size, q->context_tokens, &answer->sequences, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = toll_step_bound_context(d->object, d->object_size, sequences, &answer->context, err);
    if (status != TOLL_OK) {
        return status;
    }
    return find_fewest_gpus(d, q, &answer->fewest, err);
}

static toll_status answer_memory(const deployment *d, const fit_request *q, fit_answer *answer, toll_error *err)
{
    toll_status status = deploy_memory(d, q->sequences, q->context_tokens, &answer->memory, err);
    if (status != TOLL_OK) {
        return status;
    }
    start_struct(&answer->kv, sizeof answer->kv, TOLL_KIND_MODEL_KV);
    status = toll_model_compute_kv(&d->model->model, d->model->layers, d->model->n_layers, sizeof(toll_model_layer),
                                   &d->precision, q->context_tokens, &answer->kv, err);
    if (status != TOLL_OK) {
        return status;
    }
    return answer_inverse(d, q, answer, err);
}

static bool answer_deployment(const deployment *d, const fit_request *q, fit_answer *answer)
{
    toll_error err = {0};
    answer->of = d;
    if (answer_memory(d, q, answer, &err) != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    if (answer->memory.verdict != TOLL_FIT_YES) {
        remedy_find(d, q->sequences, q->context_tokens, &answer->change);
    }
    return true;
}

static int64_t free_bytes(const toll_step_memory *m)
{
    int64_t left = m->capacity_bytes - m->needed_bytes;
    return left > 0 ? left : 0;
}

/* ---- JSON ---- */

static void json_remedies(json *j, const fit_answer *answer)
{
    const remedies *change = &answer->change;
    bool is_needed = answer->memory.verdict != TOLL_FIT_YES;
    if (!is_needed) {
        json_null(j, "fits_with");
        return;
    }
    json_object(j, "fits_with");
    json_maybe_integer(j, "tp", change->tp, change->tp > 0);
    json_maybe_text(j, "precision", change->precision);
    json_maybe_integer(j, "sequences", change->sequences, change->sequences > 0);
    json_maybe_integer(j, "context_tokens", change->context_tokens, change->context_tokens > 0);
    json_close(j);
}

static void json_room(json *j, const char *key, const toll_step_room *room)
{
    static const char *const limits[] = {
        [0] = "", [TOLL_ROOM_MEMORY] = "memory", [TOLL_ROOM_ENGINE] = "engine", [TOLL_ROOM_CONTEXT] = "context"};
    json_object(j, key);
    json_integer(j, "sure", room->sure);
    json_integer(j, "likely", room->likely);
    json_integer(j, "possible", room->possible);
    json_text(j, "limit", room->limit <= TOLL_ROOM_CONTEXT ? limits[room->limit] : "");
    json_close(j);
}

static void json_fewest(json *j, const toll_step_fewest *fewest)
{
    bool is_found = fewest->gpus > 0;
    json_object(j, "fewest_gpus");
    json_maybe_integer(j, "gpus", fewest->gpus, is_found);
    json_maybe_integer(j, "tp", fewest->tp, is_found);
    json_maybe_integer(j, "pp", fewest->pp, is_found);
    json_maybe_integer(j, "margin_bytes", fewest->margin_bytes, is_found);
    json_maybe_integer(j, "marginal_gpus", fewest->marginal_gpus, fewest->marginal_gpus > 0);
    json_integer(j, "gpus_tried", GPUS_TRIED);
    json_close(j);
}

static void json_fit_answer(json *j, const fit_answer *answer)
{
    const toll_step_memory *m = &answer->memory;
    const toll_hw *hw = &answer->of->hw;
    json_object(j, NULL);
    report_json_deployment(j, answer->of);
    json_text(j, "verdict", word_fit(m->verdict));
    json_integer(j, "weights_bytes", m->weights_bytes);
    json_maybe_integer(j, "beside_bytes", m->beside_bytes, m->beside_bytes > 0);
    json_maybe_integer(j, "draft_bytes", m->draft_bytes, m->draft_bytes > 0);
    json_maybe_integer(j, "host_bytes", m->host_bytes, m->host_bytes > 0);
    json_integer(j, "kv_bytes", m->kv_bytes);
    json_integer(j, "activation_bytes", m->activation_bytes);
    json_integer(j, "runtime_bytes", m->runtime_bytes);
    json_integer(j, "needed_bytes", m->needed_bytes);
    json_integer(j, "claimed_bytes", m->claimed_bytes);
    json_integer(j, "budget_bytes", m->budget_bytes);
    json_integer(j, "usable_bytes", m->capacity_bytes);
    json_maybe_integer(j, "physical_bytes", hw->memory_bytes, (hw->known & TOLL_HW_MEMORY) != 0);
    json_integer(j, "margin_bytes", m->margin_bytes);
    json_integer(j, "uncertainty_bytes", m->uncertainty_bytes);
    json_integer(j, "kv_token_bytes", answer->kv.token_bytes);
    json_integer(j, "kv_sequence_bytes", answer->kv.sequence_bytes);
    json_range(j, "kv_pool_bytes", m->kv_pool_bytes, 1, true);
    json_integer(j, "kv_capacity_tokens", m->kv_capacity_tokens);
    json_integer(j, "max_sequences", m->max_sequences);
    report_json_trust(j, m->validity, m->flags);
    json_remedies(j, answer);
    json_room(j, "most_sequences", &answer->sequences);
    json_room(j, "longest_context_tokens", &answer->context);
    json_fewest(j, &answer->fewest);
    json_close(j);
}

static void fit_json(const fit_answer *answers, int count, const fit_request *q)
{
    json j;
    json_answer(&j, "fit");
    json_object(&j, "question");
    json_integer(&j, "sequences", q->sequences);
    json_integer(&j, "context_tokens", q->context_tokens);
    json_close(&j);
    json_array(&j, "deployments");
    for (int i = 0; i < count; i++) {
        json_fit_answer(&j, &answers[i]);
    }
    json_close(&j);
    json_close(&j);
}

/* ---- Screen ---- */

static void put_fit_title(const screen *s, const fleet *f, const fit_request *q)
{
    char asked[120];
    bool is_one = q->sequences == 1;
    snprintf(asked, sizeof asked, "%s sequence%s of %s tokens", is_one ? "one" : figure_count(q->sequences).text,
             is_one ? "" : "s", figure_count(q->context_tokens).text);
    report_title(s, f, asked);
}

static void put_fit_verdict(const screen *s, const fleet *f, const fit_answer *answer, int index)
{
    static const char *const words[] = {
        [TOLL_FIT_YES] = "FITS", [TOLL_FIT_MARGINAL] = "MARGINAL", [TOLL_FIT_NO] = "DOES NOT FIT"};
    static const style looks[] = {
        [TOLL_FIT_YES] = STYLE_GOOD, [TOLL_FIT_MARGINAL] = STYLE_WARN, [TOLL_FIT_NO] = STYLE_BAD};
    const toll_step_memory *m = &answer->memory;
    char layout[64], rest[160];
    uint32_t verdict = m->verdict <= TOLL_FIT_NO ? m->verdict : TOLL_FIT_NO;
    bool is_short = m->margin_bytes < 0;
    deploy_layout_text(answer->of, layout, sizeof layout);
    snprintf(rest, sizeof rest, "at %s, %s GiB %s on each GPU", layout,
             figure_gib(is_short ? -m->margin_bytes : m->margin_bytes).text, is_short ? "short" : "to spare");
    report_verdict(s, f, index, looks[verdict], words[verdict], rest);
}

static size_t bar_parts(const toll_step_memory *m, bar_part *parts)
{
    parts[0] = (bar_part){"weights", (double)m->weights_bytes, STYLE_PART_1};
    parts[1] = (bar_part){"KV cache", (double)m->kv_bytes, STYLE_PART_2};
    parts[2] = (bar_part){"activations", (double)m->activation_bytes, STYLE_PART_3};
    parts[3] = (bar_part){"runtime", (double)m->runtime_bytes, STYLE_PART_4};
    parts[4] = (bar_part){"free", (double)free_bytes(m), STYLE_PART_FREE};
    return 5;
}

/* All bars share one scale, so a larger card has a longer bar. */
static void put_bars(const screen *s, const fit_answer *answers, int count)
{
    bar_part parts[5];
    size_t n_parts = 0;
    int64_t largest = 1;
    int name_columns = 0, cells_max;
    for (int i = 0; i < count; i++) {
        const toll_step_memory *m = &answers[i].memory;
        int64_t whole = m->needed_bytes + free_bytes(m);
        int columns = screen_columns(answers[i].of->hw.name);
        largest = whole > largest ? whole : largest;
        name_columns = columns > name_columns ? columns : name_columns;
    }
    cells_max = s->width - name_columns - 4 - LABEL_COLUMNS;
    cells_max = cells_max > BAR_CELLS_MAX ? BAR_CELLS_MAX : cells_max < 10 ? 10 : cells_max;
    for (int i = 0; i < count; i++) {
        const toll_step_memory *m = &answers[i].memory;
        int64_t whole = m->needed_bytes + free_bytes(m);
        int cells = (int)((double)cells_max * (double)whole / (double)largest + 0.5);
        n_parts = bar_parts(m, parts);
        screen_put(s, STYLE_PLAIN, "  %-*s  ", name_columns, answers[i].of->hw.name);
        screen_bar(s, parts, n_parts, cells < 5 ? 5 : cells);
        screen_put(s, STYLE_DIM, " %s of %s GiB", figure_gib(m->needed_bytes).text, figure_gib(m->capacity_bytes).text);
        screen_newline(s);
    }
    screen_legend(s, parts, n_parts, name_columns + 4, false);
}

/* One row: a figure in bytes for every deployment, and its share of the usable memory. */
static void add_bytes_row(table *t, const char *label, style look, const fit_answer *answers, int count, size_t offset)
{
    table_cell(t, look, "%s", label);
    for (int i = 0; i < count; i++) {
        int64_t bytes;
        memcpy(&bytes, (const char *)&answers[i].memory + offset, sizeof bytes);
        table_cell(t, look, "%s", figure_gib(bytes).text);
        table_cell(t, STYLE_DIM, "%s", figure_percent((double)bytes / (double)answers[i].memory.capacity_bytes).text);
    }
}

static void add_physical_row(table *t, const fit_answer *answers, int count)
{
    table_cell(t, STYLE_PLAIN, "physical");
    for (int i = 0; i < count; i++) {
        const toll_hw *hw = &answers[i].of->hw;
        bool is_known = (hw->known & TOLL_HW_MEMORY) != 0;
        table_cell(t, STYLE_PLAIN, "%s", is_known ? figure_gib(hw->memory_bytes).text : "-");
        table_cell(t, STYLE_DIM, "");
    }
}

static void put_parts(const screen *s, const fit_answer *answers, int count)
{
    char align[TABLE_COLUMNS] = "l";
    table t;
    for (int i = 0; i < count; i++) {
        memcpy(align + 1 + 2 * i, "rr", 3);
    }
    table_start(&t, align, 2);
    table_head(&t, 0, "GiB per GPU");
    for (int i = 0; i < count; i++) {
        table_head(&t, 1 + 2 * i, answers[i].of->hw.name);
    }
#define ROW(label, look, field) add_bytes_row(&t, label, look, answers, count, offsetof(toll_step_memory, field))
    ROW("weights", STYLE_PLAIN, weights_bytes);
    if (answers[0].memory.beside_bytes > 0) { /* all are of one model */
        ROW("  of it: vision", STYLE_DIM, beside_bytes);
    }
    if (answers[0].memory.draft_bytes > 0) {
        ROW("  of it: draft", STYLE_DIM, draft_bytes);
    }
    ROW("KV cache", STYLE_PLAIN, kv_bytes);
    ROW("activations", STYLE_PLAIN, activation_bytes);
    ROW("runtime", STYLE_PLAIN, runtime_bytes);
    ROW("needed", STYLE_TITLE, needed_bytes);
    table_gap(&t);
    ROW("engine's budget", STYLE_PLAIN, budget_bytes);
    ROW("engine claims", STYLE_PLAIN, claimed_bytes);
    ROW("usable", STYLE_PLAIN, capacity_bytes);
    add_physical_row(&t, answers, count);
    if (answers[0].memory.host_bytes > 0) { /* all are asked to leave as much there */
        table_gap(&t);
        ROW("on the host", STYLE_PLAIN, host_bytes);
    }
#undef ROW
    table_finish(&t, s);
}

static void put_capacity(const screen *s, const fit_answer *answers, int count, const fit_request *q)
{
    char text[240], token[64], sequence[64];
    figure_bytes_exactly(token, sizeof token, answers[0].kv.token_bytes);
    figure_bytes_exactly(sequence, sizeof sequence, answers[0].kv.sequence_bytes);
    snprintf(text, sizeof text, "%s a token, %s a sequence of %s", token, sequence,
             figure_count(q->context_tokens).text);
    screen_paragraph(s, STYLE_PLAIN, "  KV cache: ", text);
    for (int i = 0; i < count; i++) {
        const toll_step_memory *m = &answers[i].memory;
        char name[80], first[96];
        deploy_name(answers[i].of, name, sizeof name);
        snprintf(first, sizeof first, "  %s: ", name);
        bool is_none = m->kv_capacity_tokens == 0;
        snprintf(text, sizeof text,
                 is_none ? "no room for KV cache" : "room for %s tokens of KV cache: %s such sequences at once",
                 figure_count(m->kv_capacity_tokens).text, figure_count(m->max_sequences).text);
        screen_paragraph(s, STYLE_PLAIN, first, text);
    }
}

static void put_room(const screen *s, const char *first, const toll_step_room *room, const char *what)
{
    char text[240];
    static const char *const limits[] = {[0] = "",
                                         [TOLL_ROOM_MEMORY] = "",
                                         [TOLL_ROOM_ENGINE] = "; the engine's limit",
                                         [TOLL_ROOM_CONTEXT] = "; the model's context limit"};
    const char *limit = room->limit <= TOLL_ROOM_CONTEXT ? limits[room->limit] : "";
    snprintf(text, sizeof text, "%s %s (%s for sure, %s at best)%s", figure_count(room->likely).text, what,
             figure_count(room->sure).text, figure_count(room->possible).text, limit);
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

static void put_fewest(const screen *s, const char *first, const toll_step_fewest *fewest)
{
    char text[240], layout[64] = "";
    if (fewest->pp > 1) {
        snprintf(layout, sizeof layout, " pp %lld", (long long)fewest->pp);
    }
    if (fewest->gpus == 0) {
        snprintf(text, sizeof text, "none of up to %d", GPUS_TRIED);
    } else {
        snprintf(text, sizeof text, "%lld at tp %lld%s, %s GiB to spare on each", (long long)fewest->gpus,
                 (long long)fewest->tp, layout, figure_gib(fewest->margin_bytes).text);
    }
    screen_paragraph(s, STYLE_PLAIN, first, text);
}

/* The inverse: how much more of each would fit. */
static void put_inverse(const screen *s, const fit_answer *answers, int count, const fit_request *q)
{
    char batch[96], longest[96];
    snprintf(batch, sizeof batch, "sequences of %s tokens", figure_count(q->context_tokens).text);
    snprintf(longest, sizeof longest, "tokens for each of %s", figure_count(q->sequences).text);
    for (int i = 0; i < count; i++) {
        screen_newline(s);
        screen_put(s, STYLE_TITLE, "  %s", answers[i].of->hw.name);
        screen_newline(s);
        put_room(s, "    largest batch: ", &answers[i].sequences, batch);
        put_room(s, "    longest context: ", &answers[i].context, longest);
        put_fewest(s, "    fewest GPUs that fit for sure: ", &answers[i].fewest);
    }
}

static void put_remedies(const screen *s, const fit_answer *answer, const fit_request *q)
{
    const remedies *change = &answer->change;
    bool has_one = change->tp > 0 || change->precision[0] != 0 || change->sequences > 0 || change->context_tokens > 0;
    if (answer->memory.verdict == TOLL_FIT_YES) {
        return;
    }
    screen_newline(s);
    screen_put(s, STYLE_TITLE, "  To fit for sure on %s%s", answer->of->hw.name, has_one ? ", any of" : "");
    screen_newline(s);
    if (change->tp > 0) {
        screen_put(s, STYLE_PLAIN, "    --tp %lld", (long long)change->tp);
        screen_newline(s);
    }
    if (change->precision[0] != 0) {
        screen_put(s, STYLE_PLAIN, "    --precision %s  (%s bits a weight; the widest that fits at tp %lld)",
                   change->precision, figure_short(change->precision_bits).text, (long long)answer->of->layout.tp);
        screen_newline(s);
    }
    if (change->sequences > 0) {
        screen_put(s, STYLE_PLAIN, "    --sequences %lld  (instead of %s)", (long long)change->sequences,
                   figure_count(q->sequences).text);
        screen_newline(s);
    }
    if (change->context_tokens > 0) {
        screen_put(s, STYLE_PLAIN, "    --context %lld  (instead of %s)", (long long)change->context_tokens,
                   figure_count(q->context_tokens).text);
        screen_newline(s);
    }
    if (!has_one) {
        screen_paragraph(
            s, STYLE_PLAIN, "    ",
            "No tp up to 16, no precision of the catalog and no shorter context makes it fit. Use larger GPUs, or a "
            "pipeline over several nodes (--pp).");
    }
}

static void fit_screen(const screen *s, const fleet *f, const fit_answer *answers, int count, const fit_request *q)
{
    trust trusts[DEPLOYMENTS_MAX];
    put_fit_title(s, f, q);
    deploy_put_choices(f, s);
    screen_newline(s);
    for (int i = 0; i < count; i++) {
        const toll_step_memory *m = &answers[i].memory;
        put_fit_verdict(s, f, &answers[i], i);
        trusts[i] = (trust){answers[i].of, m->validity, m->flags};
    }
    screen_newline(s);
    put_bars(s, answers, count);
    screen_newline(s);
    put_parts(s, answers, count);
    screen_newline(s);
    put_capacity(s, answers, count, q);
    put_inverse(s, answers, count, q);
    for (int i = 0; i < count; i++) {
        put_remedies(s, &answers[i], q);
    }
    screen_newline(s);
    report_trust(s, trusts, count);
}

static int fit_exit(const fit_answer *answers, int count)
{
    for (int i = 0; i < count; i++) {
        if (answers[i].memory.verdict != TOLL_FIT_NO) {
            return EXIT_FINE;
        }
    }
    return EXIT_NOT_FEASIBLE;
}

/* Memory needs no rate, and no link: one that is not stated is taken as any, so that layouts over nodes are looked at
 * too. */
static fit_request with_any_link(const fit_request *asked)
{
    fit_request q = *asked;
    toll_step_layout *layout = &q.deployment.layout;
    q.deployment.is_for_memory = true;
    if ((layout->known & TOLL_LAYOUT_INTERNODE) == 0) {
        layout->known |= TOLL_LAYOUT_INTERNODE;
        layout->internode_bytes_per_s = ANY_LINK_BYTES_PER_S;
    }
    return q;
}

/* What nobody stated is not told. */
static void forget_link(fleet *f, const fit_request *asked)
{
    for (int i = 0; i < f->count; i++) {
        f->items[i].layout.known = asked->deployment.layout.known;
        f->items[i].layout.internode_bytes_per_s = asked->deployment.layout.internode_bytes_per_s;
    }
}

int command_fit(const fit_request *asked, const screen *s)
{
    fleet f;
    fit_answer answers[DEPLOYMENTS_MAX];
    int code = EXIT_BAD_INPUT, answered = 0;
    const fit_request linked = with_any_link(asked), *q = &linked;
    if (fleet_build(&f, &q->deployment, q->sequences, q->context_tokens)) {
        while (answered < f.count && answer_deployment(&f.items[answered], q, &answers[answered])) {
            answered++;
        }
    }
    if (answered > 0 && answered == f.count) {
        code = fit_exit(answers, f.count);
        if (q->output.is_json) {
            forget_link(&f, asked);
            fit_json(answers, f.count, q);
        } else {
            fit_screen(s, &f, answers, f.count, q);
        }
    }
    fleet_free(&f);
    return code;
}
