/* SPDX-License-Identifier: Apache-2.0 */
/* Three ways to name the cheapest option: NPV at the medians of all inputs, the P50 of the NPV over the draws, and the
 * share of the draws in which it is the cheapest. Ranges that are wider upwards move the P50 away from the medians.
 *
 * Example: at the medians owning costs 32,315 less than an API, yet at P50 it costs 127,651 more, and it is the cheapest
 * in 40 % of the draws. Then no single option is named without the other two figures. */
#include "tco/tco_verdict.h"

#include <stdio.h>
#include <string.h>

#include "tco/tco_table.h"

static int count_ranked(const tco_study *study)
{
    int count = 0;
    for (int i = 0; i < study->file->n_options; i++) {
        count += tco_study_is_ranked(study, i);
    }
    return count;
}

/* The option that is the cheapest in most draws. */
static int most_often(const tco_study *study)
{
    int best = study->draws_best;
    for (int i = 0; i < study->file->n_options; i++) {
        best = study->answers[i].cheapest_frac > study->answers[best].cheapest_frac ? i : best;
    }
    return best;
}

/* The next cheapest at the medians. */
static int next_best(const tco_study *study)
{
    int next = -1;
    for (int i = 0; i < study->file->n_options; i++) {
        if (i == study->point_best || !tco_study_is_ranked(study, i)) {
            continue;
        }
        next = next < 0 || study->answers[i].npv < study->answers[next].npv ? i : next;
    }
    return next;
}

static void say_alone(const tco_study *study, tco_verdict *v)
{
    const tco_answer *a = &study->answers[v->option];
    int used = snprintf(v->text, sizeof v->text, "%.40s costs %s (NPV)", study->file->names[v->option],
                        tco_money(study, a->npv).text);
    if (study->draws > 0) {
        snprintf(v->text + used, sizeof v->text - (size_t)used, " at the medians, P50 %s",
                 tco_money(study, a->present.quantiles.mid).text);
    }
}

static void say_point(const tco_study *study, tco_verdict *v)
{
    const int next = next_best(study);
    const double npv = study->answers[v->option].npv;
    snprintf(v->text, sizeof v->text, "%.40s is the cheapest: NPV %s, %s less than %.40s",
             study->file->names[v->option], tco_money(study, npv).text,
             tco_money(study, study->answers[next].npv - npv).text, study->file->names[next]);
}

static void say_agreed(const tco_study *study, tco_verdict *v, int ranked)
{
    const tco_answer *a = &study->answers[v->option];
    snprintf(v->text, sizeof v->text,
             "%.40s is the cheapest: NPV %s at the medians, P50 %s; cheapest of %d in %s of %s draws",
             study->file->names[v->option], tco_money(study, a->npv).text,
             tco_money(study, a->present.quantiles.mid).text, ranked, figure_percent(a->cheapest_frac).text,
             figure_count(study->draws).text);
}

static void say_split(const tco_study *study, tco_verdict *v)
{
    const int point = study->point_best, drawn = study->draws_best, often = most_often(study);
    const char *const *names = study->file->names;
    snprintf(
        v->text, sizeof v->text,
        "No clear winner: at the medians %.40s is the cheapest (NPV %s, cheapest in %s of the draws), at the P50 of "
        "the draws %.40s (%s, cheapest in %s), and most often %.40s (%s of %s draws)",
        names[point], tco_money(study, study->answers[point].npv).text,
        figure_percent(study->answers[point].cheapest_frac).text, names[drawn],
        tco_money(study, study->answers[drawn].present.quantiles.mid).text,
        figure_percent(study->answers[drawn].cheapest_frac).text, names[often],
        figure_percent(study->answers[often].cheapest_frac).text, figure_count(study->draws).text);
}

/* Options that differ in nothing but how much they are asked. */
static bool is_comparable(const tco_study *study, int i)
{
    const toll_tco_summary *summary = &study->answers[i].summary;
    return (summary->reason_bits & ~(uint64_t)TOLL_TCO_REASON_ASKS_LESS) == 0 &&
           (summary->known & TOLL_TCO_KNOWN_TOKENS) != 0;
}

/* Total costs of unequal demands say nothing; those of a token still do. */
static void say_unequal(const tco_study *study, tco_verdict *v)
{
    int unequal = 0;
    for (int i = 0; i < study->file->n_options; i++) {
        unequal += (study->answers[i].summary.reason_bits & TOLL_TCO_REASON_ASKS_LESS) != 0;
    }
    size_t used = strlen(v->text);
    const char *before = "; demands differ, so compare per Mtok alone: ";
    for (int i = 0; i < study->file->n_options && unequal > 0 && used < sizeof v->text; i++) {
        if (is_comparable(study, i)) {
            used += (size_t)snprintf(v->text + used, sizeof v->text - used, "%s%.40s %s", before, study->file->names[i],
                                     tco_money(study, study->answers[i].summary.reserved_money_per_mtok).text);
            before = ", ";
        }
    }
}

static int32_t first_ended(const tco_study *study, int option)
{
    const tco_file *f = study->file;
    double first = (double)f->conventions.periods;
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const toll_tco_row *row = &f->rows[i];
        const bool is_for = row->option == 0 || row->option == f->options[option];
        first = row->kind == TOLL_TCO_ENDS && is_for && row->value.mid < first ? row->value.mid : first;
    }
    return (int32_t)first;
}

/* Who is the cheapest over the horizon may be so by a supply that is gone before its end. */
static void say_ends(const tco_study *study, tco_verdict *v)
{
    for (int i = 0; i < study->file->n_options; i++) {
        const size_t used = strlen(v->text);
        if ((study->answers[i].summary.flags & TOLL_TCO_FLAG_ENDS) != 0) {
            snprintf(v->text + used, sizeof v->text - used, "; a supply of %.40s ends in period %d",
                     study->file->names[i], (int)first_ended(study, i));
        }
    }
}

/* An option that can't be ranked might be the cheapest once its rows are complete. */
static void say_left_out(const tco_study *study, tco_verdict *v, int ranked)
{
    const size_t used = strlen(v->text);
    if (ranked < study->file->n_options) {
        snprintf(v->text + used, sizeof v->text - used, "; %d of %d options not ranked",
                 study->file->n_options - ranked, study->file->n_options);
    }
}

void tco_verdict_make(const tco_study *study, tco_verdict *v)
{
    const int ranked = count_ranked(study);
    *v = (tco_verdict){.option = study->draws_best, .is_compared = ranked > 1};
    if (ranked == 0) {
        snprintf(v->text, sizeof v->text,
                 "No option can be ranked: each leaves demand, asks for less than another, or uses what has no price");
        say_unequal(study, v);
        say_ends(study, v);
        return;
    }
    v->probability = study->answers[v->option].cheapest_frac;
    v->is_split = v->is_compared && study->draws > 0 &&
                  (study->point_best != study->draws_best || most_often(study) != study->draws_best);
    if (!v->is_compared) {
        say_alone(study, v);
    } else if (study->draws == 0) {
        say_point(study, v);
    } else if (v->is_split) {
        say_split(study, v);
    } else {
        say_agreed(study, v, ranked);
    }
    say_left_out(study, v, ranked);
    say_unequal(study, v);
    say_ends(study, v);
}

void tco_put_verdict(const tco_study *study, const screen *s)
{
    tco_verdict v;
    tco_verdict_make(study, &v);
    screen_paragraph(s, v.option < 0 ? STYLE_BAD : v.is_split ? STYLE_WARN : STYLE_TITLE, "  ", v.text);
    screen_newline(s);
}

void tco_json_verdict(json *j, const tco_study *study)
{
    tco_verdict v;
    tco_verdict_make(study, &v);
    const bool has_odds = v.is_compared && study->draws > 0;
    json_object(j, "verdict");
    json_text(j, "text", v.text);
    json_maybe_text(j, "option", v.option >= 0 ? study->file->names[v.option] : "");
    json_maybe_number(j, "probability", v.probability, has_odds);
    json_maybe_text(j, "option_at_medians", study->point_best >= 0 ? study->file->names[study->point_best] : "");
    json_maybe_text(j, "option_most_often", has_odds ? study->file->names[most_often(study)] : "");
    json_bool(j, "agreed", !v.is_split);
    json_close(j);
}
