/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer hangs on: each lever at both ends, and the number of it that flips the decision, on the screen and as
 * JSON. On the screen the widest of each pair are shown, and flips are searched for these alone. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/table.h"
#include "tco/tco_levers.h"
#include "tco/tco_table.h"
#include "tco/tco_tornado.h"

#define SWINGS       8 /* levers that are shown against the first option */
#define SWINGS_OTHER 4 /* of other pairs */

/* The option that a lever's row is for; "" for all of them. */
static const char *owner_of(const tco_study *study, const tco_lever *lever)
{
    const tco_file *f = study->file;
    for (int i = 0; lever->scale == NULL && i < f->n_options; i++) {
        if (f->rows[lever->row].option == f->options[i]) {
            return f->names[i];
        }
    }
    return "";
}

/* Both options of a pair may have a row of the same text: the other one's is named. */
void tco_lever_text(const tco_study *study, const tco_pair *pair, const tco_lever *lever, char *text, size_t size)
{
    char name[120];
    const char *owner = owner_of(study, lever);
    const bool is_other = pair->against >= 0 && owner == study->file->names[pair->against];
    if (lever->scale != NULL) {
        snprintf(name, sizeof name, "%s", lever->label);
    } else {
        tco_row_text(&study->file->rows[lever->row], name, sizeof name);
    }
    snprintf(text, size, "%.80s%s%.24s%s%s", name, is_other ? " (" : "", is_other ? owner : "", is_other ? ")" : "",
             lever->is_assumed ? ", +-20 %" : "");
}

figure tco_lever_number(const tco_lever *lever, double value)
{
    figure shown;
    snprintf(shown.text, sizeof shown.text, "%s%.40s", lever->scale != NULL ? "x " : "", figure_rounded(value, 4).text);
    return shown;
}

figure tco_lever_flip_text(const tco_lever *lever)
{
    if (!lever->is_searched || (lever->flip.known & TOLL_RISK_FLIP_CHANGE) == 0) {
        return (figure){"-"};
    }
    return tco_lever_number(lever, lever->flip.value + lever->flip.change);
}

static void start_tornado(const tco_study *study, const tco_pair *pair, table *t)
{
    const tco_file *f = study->file;
    char head[120];
    const char *other = pair->against < 0 ? "" : pair->against == 0 ? "the first" : f->names[pair->against];
    snprintf(head, sizeof head, "%.60s%s%.40s", f->names[pair->option], pair->against >= 0 ? ", less " : "", other);
    table_start(t, "lrrrr", 1);
    table_head(t, 0, head);
    table_head(t, 1, "at P10");
    table_head(t, 2, "at P90");
    table_head(t, 3, "now");
    table_head(t, 4, pair->against >= 0 ? "flips at" : "");
}

static void put_lever(const tco_study *study, const tco_pair *pair, tco_lever *lever, table *t)
{
    char text[140];
    tco_lever_text(study, pair, lever, text, sizeof text);
    if (pair->against >= 0) {
        tco_lever_flip(study, pair, lever);
    }
    table_cell(t, STYLE_PLAIN, "%s", text);
    table_cell(t, STYLE_PLAIN, "%s", isnan(lever->at_low) ? "-" : tco_money(study, lever->at_low).text);
    table_cell(t, STYLE_PLAIN, "%s", isnan(lever->at_high) ? "-" : tco_money(study, lever->at_high).text);
    table_cell(t, STYLE_DIM, "%s", tco_lever_number(lever, lever->now).text);
    table_cell(t, STYLE_DIM, "%s", pair->against >= 0 ? tco_lever_flip_text(lever).text : "");
}

/* A lever that moves nothing is not shown. */
static void put_pair(const tco_study *study, const screen *s, int option, int against)
{
    tco_pair pair;
    table t;
    uint64_t shown = 0;
    const uint64_t most = against == study->first || against < 0 ? SWINGS : SWINGS_OTHER;
    tco_pair_make(study, option, against, &pair);
    start_tornado(study, &pair, &t);
    for (; shown < pair.count && shown < most && pair.levers[shown].at_low != pair.levers[shown].at_high; shown++) {
        put_lever(study, &pair, &pair.levers[shown], &t);
    }
    tco_pair_free(&pair);
    if (shown == 0) {
        table_drop(&t);
        return;
    }
    table_finish(&t, s);
    screen_newline(s);
}

void tco_put_tornado(const tco_study *study, const screen *s)
{
    const int count = study->file->n_options;
    if (count == 1 && study->first >= 0) {
        put_pair(study, s, 0, -1);
    }
    for (int is_first = 1; is_first >= 0; is_first--) {
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < count; k++) {
                if (tco_pair_is_asked(study, i, k) && (k == study->first) == is_first) {
                    put_pair(study, s, i, k);
                }
            }
        }
    }
}

/* ---- as JSON ---- */

static void json_lever_head(json *j, const tco_study *study, const tco_pair *pair, const tco_lever *lever)
{
    const tco_file *f = study->file;
    char text[120] = "";
    if (lever->scale == NULL) {
        tco_row_text(&f->rows[lever->row], text, sizeof text);
    }
    json_object(j, NULL);
    json_text(j, "option", f->names[pair->option]);
    json_maybe_text(j, "against", pair->against >= 0 ? f->names[pair->against] : "");
    json_maybe_text(j, "row", text);
    json_maybe_text(j, "row_option", owner_of(study, lever));
    json_maybe_integer(j, "line", lever->scale == NULL ? f->lines[lever->row] : 0, lever->scale == NULL);
    json_maybe_text(j, "scale", lever->scale != NULL ? lever->scale : "");
    json_number(j, "now", lever->now);
}

static void json_swing(json *j, const tco_study *study, const tco_pair *pair, const tco_lever *lever)
{
    json_lever_head(j, study, pair, lever);
    json_number(j, "low", lever->low);
    json_number(j, "high", lever->high);
    json_bool(j, "range_assumed", lever->is_assumed);
    json_number(j, "npv_money_at_low", lever->at_low);
    json_number(j, "npv_money_at_high", lever->at_high);
    json_number(j, "npv_money_now", pair->middle);
    json_close(j);
}

static void json_flip(json *j, const tco_study *study, const tco_pair *pair, const tco_lever *lever)
{
    const toll_risk_flip *flip = &lever->flip;
    const uint64_t known = lever->is_searched ? flip->known : 0;
    static const char *const verdicts[] = {"", "flips", "no_flip", "tie"};
    json_lever_head(j, study, pair, lever);
    json_maybe_text(j, "verdict", lever->is_searched && flip->verdict <= TOLL_RISK_TIE ? verdicts[flip->verdict] : "");
    json_maybe_number(j, "at", flip->value + flip->change, (known & TOLL_RISK_FLIP_CHANGE) != 0);
    json_maybe_number(j, "above", flip->above, (known & TOLL_RISK_FLIP_ABOVE) != 0);
    json_maybe_number(j, "below", flip->below, (known & TOLL_RISK_FLIP_BELOW) != 0);
    json_close(j);
}

typedef void (*lever_writer)(json *j, const tco_study *study, const tco_pair *pair, const tco_lever *lever);

static void json_pair(json *j, const tco_study *study, int option, int against, lever_writer write)
{
    tco_pair pair;
    tco_pair_make(study, option, against, &pair);
    for (uint64_t i = 0; i < pair.count; i++) {
        if (write == json_flip) {
            tco_lever_flip(study, &pair, &pair.levers[i]);
        }
        write(j, study, &pair, &pair.levers[i]);
    }
    tco_pair_free(&pair);
}

static void json_pairs(json *j, const tco_study *study, lever_writer write)
{
    const int count = study->file->n_options;
    for (int i = 0; i < count; i++) {
        for (int k = 0; k < count; k++) {
            if (tco_pair_is_asked(study, i, k)) {
                json_pair(j, study, i, k, write);
            }
        }
    }
}

void tco_json_tornado(json *j, const tco_study *study)
{
    json_text(j, "pairs", tco_pair_are_all(study) ? "all" : "with the first");
    json_array(j, "tornado");
    if (study->file->n_options == 1 && study->first >= 0) {
        json_pair(j, study, 0, -1, json_swing);
    }
    json_pairs(j, study, json_swing);
    json_close(j);
    json_array(j, "flips");
    json_pairs(j, study, json_flip);
    json_close(j);
}
