/* SPDX-License-Identifier: Apache-2.0 */
/* Title, verdict, trust and deployment of an estimate. Trust is the library's validity and its flags; each flag is one
 * sentence on the screen and one name in JSON, so that nothing the library doubts stays hidden. */
#include "estimate/estimate_report.h"

#include "input/model_file.h"

#include <stdio.h>
#include <string.h>

#include "output/code_names.h"

static bool is_same_setup(const deployment *a, const deployment *b)
{
    return strcmp(a->precision.id, b->precision.id) == 0 && strcmp(a->engine.id, b->engine.id) == 0 &&
           strcmp(a->engine.epoch, b->engine.epoch) == 0;
}

/* " in f16, llamacpp 2026.6"; of deployments that differ " in f16, llamacpp 2026.6 | q6_k, llamacpp 2026.6". */
void report_title(const screen *s, const fleet *f, const char *question)
{
    screen_paragraph(s, STYLE_DIM, "", f->items[0].here);
    screen_put(s, STYLE_TITLE, "%s", f->model.model.id);
    for (int i = 0; i < f->count; i++) {
        const deployment *d = &f->items[i];
        if (i == 0 || !is_same_setup(d, d - 1)) {
            screen_put(s, STYLE_TITLE, "%s%s, %s %s", i == 0 ? " in " : " | ", d->precision.id, d->engine.id,
                       d->engine.epoch);
        }
    }
    if (f->has_draft || f->is_mtp) {
        screen_put(s, STYLE_TITLE, ", draft by %s", f->is_mtp ? "an MTP layer like the last one" : f->draft.model.id);
    }
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "", question);
}

void report_verdict(const screen *s, const fleet *f, int index, style look, const char *verdict, const char *rest)
{
    int used = deploy_put_name(f, s, index) + screen_columns(verdict);
    screen_put(s, look, "%s", verdict);
    if (used + 1 + screen_columns(rest) > s->width) {
        screen_newline(s);
        screen_paragraph(s, STYLE_PLAIN, "    ", rest);
        return;
    }
    screen_put(s, STYLE_PLAIN, " %s", rest);
    screen_newline(s);
}

static style trust_style(uint32_t validity)
{
    return validity == TOLL_VALIDITY_CALIBRATED ? STYLE_GOOD
           : validity == TOLL_VALIDITY_OUTSIDE  ? STYLE_BAD
                                                : STYLE_WARN;
}

/* Why it may not start at all; "": a source says that it does, or no engine was asked about. */
static const char *doubt_of(const trust *item)
{
    return item->of != NULL && item->of->run.verdict == TOLL_RUN_UNKNOWN ? item->of->run.reason : "";
}

static bool is_repeated(const trust *items, int index)
{
    return index > 0 && items[index].validity == items[index - 1].validity &&
           items[index].flags == items[index - 1].flags &&
           strcmp(doubt_of(&items[index]), doubt_of(&items[index - 1])) == 0;
}

void report_trust(const screen *s, const trust *items, int count)
{
    for (int i = 0; i < count; i++) {
        char first[64];
        bool all_same = true;
        for (int k = 1; k < count; k++) {
            all_same = all_same && is_repeated(items, k);
        }
        if (i > 0 && all_same) {
            return;
        }
        snprintf(first, sizeof first, "  %s%s", count > 1 && !all_same ? items[i].of->hw.name : "Trust", ": ");
        screen_paragraph(s, trust_style(items[i].validity), first, phrase_validity(items[i].validity));
        for (int bit = 0; bit < 64; bit++) {
            if ((items[i].flags >> bit & 1u) == 0) {
                continue;
            }
            const char *phrase = phrase_flag(bit);
            screen_paragraph(s, STYLE_DIM, "    - ",
                             phrase != NULL ? phrase : "a reason that this command is too old to name");
        }
        screen_paragraph(s, STYLE_WARN, "    - not known to start: ", doubt_of(&items[i]));
    }
}

void report_json_trust(json *j, uint32_t validity, uint64_t flags)
{
    json_text(j, "validity", word_validity(validity));
    json_array(j, "flags");
    for (int bit = 0; bit < 64; bit++) {
        if ((flags >> bit & 1u) != 0) {
            const char *name = word_flag(bit);
            json_text(j, NULL, name != NULL ? name : "unknown");
        }
    }
    json_close(j);
}

void report_json_run(json *j, const toll_catalog_run *run)
{
    json_text(j, "starts", word_run(run->verdict));
    json_maybe_text(j, "starts_reason", run->reason);
    json_maybe_text(j, "starts_source", run->source);
}

void report_json_deployment(json *j, const deployment *d)
{
    static const char *const reasons[] = {[LAYOUT_ASKED] = "asked",
                                          [LAYOUT_SMALLEST] = "smallest_that_fits",
                                          [LAYOUT_MARGINAL] = "smallest_marginal",
                                          [LAYOUT_ROOMIEST] = "least_shortage",
                                          [LAYOUT_ONE] = "one_device",
                                          [LAYOUT_WIDEST] = "one_device_widest_format",
                                          [LAYOUT_WIDEST_MARGINAL] = "one_device_widest_marginal_format",
                                          [LAYOUT_NARROWEST] = "one_device_narrowest_format"};
    bool has_internode = (d->layout.known & TOLL_LAYOUT_INTERNODE) != 0;
    json_object(j, "deployment");
    json_text(j, "hw", d->hw.id);
    json_text(j, "model", d->model->model.id);
    json_unread_keys(j, d->model);
    json_text(j, "precision", d->precision.id);
    json_text(j, "engine", d->engine.id);
    json_text(j, "engine_epoch", d->engine.epoch);
    json_integer(j, "gpus", d->gpus);
    json_integer(j, "tp", d->layout.tp);
    json_integer(j, "pp", d->layout.pp);
    json_integer(j, "ep", d->layout.ep);
    json_integer(j, "dp", d->layout.dp);
    json_maybe_number(j, "internode_bytes_per_s", d->layout.internode_bytes_per_s, has_internode);
    json_text(j, "layout_reason", reasons[d->reason]);
    if (d->here[0] != 0) {
        json_text(j, "found_here", d->here);
    }
    if (d->is_mtp || d->draft != NULL) {
        json_text(j, "draft", d->is_mtp ? "mtp" : d->draft->model.id);
    }
    report_json_run(j, &d->run);
    json_text(j, "constants_source", d->constants.source);
    json_date(j, "constants_as_of", (int32_t)d->constants.as_of);
    json_close(j);
}
