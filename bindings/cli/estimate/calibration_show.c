/* SPDX-License-Identifier: Apache-2.0 */
/* What a calibration did to an estimate, below it and in JSON. */
#include <stdio.h>

#include "estimate/measured_correction.h"
#include "output/figure_text.h"

static const uint64_t bits[METRICS] = {TOLL_ANCHOR_TTFT, TOLL_ANCHOR_TPOT, TOLL_ANCHOR_THROUGHPUT};
static const char *const words[METRICS] = {"TTFT", "TPOT", "throughput"};

static void put_not_applied(const calibration *c, const char *file, const screen *s)
{
    char text[400];
    snprintf(
        text, sizeof text,
        "%.80s: %s; nothing is corrected. It applies to the model, accelerator, engine version and format that were "
        "measured",
        file,
        c->n_points > 0 ? "no measurement of it can be used"
                        : "its measurements are of other deployments than this one");
    screen_paragraph(s, STYLE_WARN, "  Calibration: ", text);
}

void calibration_put(const calibration *c, const char *file, const deployment *d, const screen *s)
{
    char text[400], first[120];
    int used = 0;
    if (!c->is_applied) {
        put_not_applied(c, file, s);
        return;
    }
    const toll_serve_correction *k = &c->correction;
    snprintf(first, sizeof first, "  Measured by you on %s: ", d->hw.name);
    used += snprintf(text, sizeof text, "%lld result%s of this deployment", (long long)k->same_anchors,
                     k->same_anchors == 1 ? "" : "s");
    if (k->sibling_anchors > 0) {
        used += snprintf(text + used, sizeof text - (size_t)used, ", %lld of another layout",
                         (long long)k->sibling_anchors);
    }
    for (int m = 0; m < METRICS; m++) {
        if ((k->corrected & bits[m]) != 0) {
            used += snprintf(text + used, sizeof text - (size_t)used, "; %s x %.3g, interval %.0f %% as wide", words[m],
                             correction_factor(k, m), correction_width(k, m) * 100);
        }
    }
    screen_paragraph(s, STYLE_GOOD, first, text);
    screen_paragraph(s, STYLE_DIM, "    - ", "power, quantiles, saturation and the shares of TPOT are not corrected");
}

void calibration_json(json *j, const calibration *c, const char *file)
{
    static const char *const keys[METRICS] = {"ttft", "tpot", "throughput"};
    if (file == NULL) {
        json_null(j, "calibration");
        return;
    }
    json_object(j, "calibration");
    json_text(j, "file", file);
    json_bool(j, "is_applied", c->is_applied);
    json_integer(j, "same", c->is_applied ? c->correction.same_anchors : 0);
    json_integer(j, "siblings", c->is_applied ? c->correction.sibling_anchors : 0);
    json_integer(j, "others", (int64_t)c->others);
    for (int m = 0; m < METRICS; m++) {
        const bool is_corrected = c->is_applied && (c->correction.corrected & bits[m]) != 0;
        char key[40];
        snprintf(key, sizeof key, "%s_factor", keys[m]);
        json_maybe_number(j, key, is_corrected ? correction_factor(&c->correction, m) : 0, is_corrected);
        snprintf(key, sizeof key, "%s_width_frac", keys[m]);
        json_maybe_number(j, key, is_corrected ? correction_width(&c->correction, m) : 0, is_corrected);
    }
    json_close(j);
}
