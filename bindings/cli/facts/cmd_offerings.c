/* SPDX-License-Identifier: Apache-2.0 */
/* toll offerings: services of vendors held against constraints, and all facts of one. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts/facts_commands.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/constraint_json.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/constraint_names.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/table.h"

/* One offering with its verdict. */
typedef struct judged_offering {
    toll_catalog_offering offering;
    toll_plan_verdict verdict;
    toll_plan_reason reasons[TOLL_PLAN_CONSTRAINTS_MAX];
} judged_offering;

typedef struct judged_offerings {
    judged_offering *rows;
    uint64_t count;
    uint64_t with[TOLL_STANDING_REJECTED + 1]; /* how many have each verdict */
    uint64_t drop;                             /* of an empty set: stated rows to give up; 0: none */
    int64_t n_back;
    uint64_t n_unknown; /* of those that are rejected: because something is not known, and nothing is broken */
} judged_offerings;

/* ---- asking ---- */

static bool judge_facts(const constraint_set *set, const toll_catalog_offering_fact *facts, uint64_t n_facts,
                        judged_offering *j)
{
    toll_error err;
    start_struct(&j->verdict, sizeof j->verdict, TOLL_KIND_PLAN_VERDICT);
    const toll_status status = toll_plan_check_offering(set->rows, set->count, sizeof set->rows[0], &j->offering, facts,
                                                        n_facts, sizeof facts[0], &j->verdict, j->reasons,
                                                        TOLL_PLAN_CONSTRAINTS_MAX, sizeof j->reasons[0], &err);
    if (status != TOLL_OK) {
        complain_error(&err);
    }
    return status == TOLL_OK;
}

static bool judge_all(const offering_request *r, judged_offerings *all)
{
    offering_case c;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_OFFERING); i++) {
        judged_offering *j = &all->rows[all->count++];
        if (!offering_case_read(&c, i)) {
            return false;
        }
        j->offering = c.offering;
        if (!judge_facts(&r->constraints, c.facts, c.n_facts, j)) {
            return false;
        }
    }
    if (!r->has_site) {
        return true;
    }
    judged_offering *own = &all->rows[all->count++];
    own->offering = r->site.offering;
    return judge_facts(&r->constraints, r->site.facts, r->site.n_facts, own);
}

static bool breaks_none(const judged_offering *j, uint64_t n_constraints)
{
    for (uint64_t i = 0; i < n_constraints; i++) {
        if (j->reasons[i].code == TOLL_REASON_VIOLATED) {
            return false;
        }
    }
    return true;
}

/* Counts verdicts; where nothing is left, finds what to give up first. */
static void sum_up(judged_offerings *all, uint64_t n_constraints)
{
    uint64_t *rejected_by = claim(all->count, sizeof *rejected_by);
    for (uint64_t i = 0; i < all->count; i++) {
        all->with[all->rows[i].verdict.verdict]++;
        rejected_by[i] = all->rows[i].verdict.rejected_by;
        all->n_unknown += rejected_by[i] != 0 && breaks_none(&all->rows[i], n_constraints);
    }
    if (all->with[TOLL_STANDING_REJECTED] == all->count) {
        toll_plan_find_relaxation(rejected_by, all->count, &all->drop, &all->n_back, NULL);
    }
    free(rejected_by);
}

/* ---- for people ---- */

static style look_of(uint32_t verdict)
{
    return verdict == TOLL_STANDING_ALLOWED ? STYLE_GOOD : verdict == TOLL_STANDING_ACTION ? STYLE_WARN : STYLE_BAD;
}

static void put_reason(const screen *s, const toll_plan_reason *reason)
{
    char source[320];
    screen_paragraph(s, look_of(reason->verdict), reason->verdict == TOLL_STANDING_REJECTED ? "    - " : "    ? ",
                     reason->text);
    if (reason->source[0] == 0) {
        return;
    }
    snprintf(source, sizeof source, "%s%s%s", reason->source, reason->as_of != 0 ? ", " : "",
             reason->as_of != 0 ? figure_date(reason->as_of).text : "");
    screen_paragraph(s, STYLE_DIM, "      ", source);
}

/* What a rejected row implies is rejected with it; the row itself is reason enough. */
static bool is_told_already(const judged_offering *j, const toll_plan_constraint *c)
{
    return c->implied_by > 0 && j->reasons[c->implied_by - 1].verdict == TOLL_STANDING_REJECTED;
}

/* Of a rejected offering what rejects it; of another what is to be done. */
static void put_judged(const screen *s, const judged_offering *j, const constraint_set *set)
{
    screen_put(s, STYLE_PLAIN, "  %s  ", j->offering.id);
    screen_put(s, STYLE_DIM, "%s", j->offering.service);
    screen_newline(s);
    for (uint64_t i = 0; i < set->count && j->verdict.verdict != TOLL_STANDING_ALLOWED; i++) {
        if (j->reasons[i].verdict == j->verdict.verdict && !is_told_already(j, &set->rows[i])) {
            put_reason(s, &j->reasons[i]);
        }
    }
}

static void put_group(const screen *s, const judged_offerings *all, uint32_t verdict, const constraint_set *set)
{
    if (all->with[verdict] == 0) {
        return;
    }
    screen_put(s, look_of(verdict), "%s (%llu)", phrase_verdict(verdict), (unsigned long long)all->with[verdict]);
    screen_newline(s);
    for (uint64_t i = 0; i < all->count; i++) {
        if (all->rows[i].verdict.verdict == verdict) {
            put_judged(s, &all->rows[i], set);
        }
    }
    screen_newline(s);
}

static void put_relaxation(const screen *s, const judged_offerings *all, const constraint_set *set)
{
    char dropped[512], text[640];
    if (all->drop == 0) {
        return;
    }
    constraint_words_list(set, all->drop, dropped, sizeof dropped);
    snprintf(text, sizeof text, "Nothing is left. Give up %s first: %lld offering%s back.", dropped,
             (long long)all->n_back, all->n_back == 1 ? " comes" : "s come");
    screen_paragraph(s, STYLE_WARN, "", text);
    if (set->is_strict && all->n_unknown > 0) {
        snprintf(text, sizeof text,
                 "Without --strict %llu would need a check instead: nothing known breaks a constraint.",
                 (unsigned long long)all->n_unknown);
        screen_paragraph(s, STYLE_WARN, "", text);
    }
}

static void put_answer(const screen *s, const judged_offerings *all, const constraint_set *set)
{
    for (uint32_t v = TOLL_STANDING_ALLOWED; v <= TOLL_STANDING_REJECTED; v++) {
        put_group(s, all, v, set);
    }
    put_relaxation(s, all, set);
    screen_paragraph(s, STYLE_DIM, "",
                     "?: somebody must do or check this. What no source says is unknown. A filter, no legal advice.");
}

/* ---- for programs ---- */

static void json_head(json *j, const toll_catalog_offering *o)
{
    json_text(j, "id", o->id);
    json_maybe_text(j, "provider", o->provider);
    json_text(j, "service", o->service);
    json_text(j, "deployment", word_offering(o->deployment));
    json_maybe_text(j, "model_class", o->model_class);
}

static void json_judged(json *j, const judged_offering *o, uint64_t n_constraints)
{
    json_object(j, NULL);
    json_head(j, &o->offering);
    json_text(j, "verdict", word_verdict(o->verdict.verdict));
    json_date(j, "oldest_fact", o->verdict.oldest);
    json_array(j, "reasons");
    for (uint64_t i = 0; i < n_constraints; i++) {
        constraint_json_reason(j, &o->reasons[i]);
    }
    json_close(j);
    json_close(j);
}

static void json_relaxation(json *j, const judged_offerings *all, const constraint_set *set)
{
    if (all->drop == 0) {
        json_null(j, "relax_first");
        return;
    }
    json_object(j, "relax_first");
    constraint_json_options(j, set, all->drop);
    json_integer(j, "offerings_back", all->n_back);
    json_integer(j, "without_strict", set->is_strict ? (int64_t)all->n_unknown : 0);
    json_close(j);
}

static void json_offerings(const judged_offerings *all, const constraint_set *set)
{
    json j;
    json_answer(&j, "offerings");
    constraint_json_set(&j, set);
    json_array(&j, "offerings");
    for (uint64_t i = 0; i < all->count; i++) {
        json_judged(&j, &all->rows[i], set->count);
    }
    json_close(&j);
    json_relaxation(&j, all, set);
    json_close(&j);
}

/* ---- one offering ---- */

static bool is_certificate(uint32_t topic)
{
    return topic >= TOLL_TOPIC_SOC2 && topic <= TOLL_TOPIC_FEDRAMP;
}

/* "conditional: us eu", "yes: 30", "yes (company)" */
static void describe_fact(const toll_catalog_offering_fact *f, char *text, size_t size)
{
    char value[64] = "";
    const bool is_days = f->topic == TOLL_TOPIC_RETENTION_DAYS && f->state != TOLL_STATE_UNKNOWN;
    const bool is_scoped = is_certificate(f->topic) && f->state != TOLL_STATE_UNKNOWN && f->state != TOLL_STATE_NO;
    if (is_days) {
        snprintf(value, sizeof value, ": %s days", figure_plain(f->value).text);
    }
    snprintf(text, size, "%s%s%s%s%s%s%s%s", word_state(f->state), value, f->words[0] != 0 ? ": " : "", f->words,
             is_scoped ? " (scope: " : "", is_scoped ? f->scope != 0 ? word_scope(f->scope) : "not stated" : "",
             is_scoped ? ")" : "", f->confidence == TOLL_CONFIDENCE_UNVERIFIED ? "?" : "");
}

static void put_fact(const screen *s, const toll_catalog_offering_fact *f, const char *note)
{
    char first[64], said[320], source[320];
    describe_fact(f, said, sizeof said);
    snprintf(first, sizeof first, "  %-20s", toll_plan_get_topic(f->topic));
    screen_paragraph(s, f->is_disputed ? STYLE_WARN : STYLE_PLAIN, first, said);
    if (f->is_disputed) {
        screen_paragraph(s, STYLE_WARN, "                      ", "disputed: another source says otherwise");
    }
    if (f->text[0] != 0) {
        screen_paragraph(s, STYLE_PLAIN, "                      ", f->text);
    }
    if (note[0] != 0) {
        screen_paragraph(s, STYLE_PLAIN, "                      ", note);
    }
    snprintf(source, sizeof source, "%s%s%s", f->source, f->as_of != 0 ? ", " : "",
             f->as_of != 0 ? figure_date(f->as_of).text : "");
    screen_paragraph(s, STYLE_DIM, "                      ", source);
}

static void read_note(const toll_catalog_offering *o, uint64_t i, toll_catalog_fact *fact)
{
    start_struct(fact, sizeof *fact, TOLL_KIND_CATALOG_FACT);
    toll_catalog_get_fact(TOLL_TABLE_OFFERING_FACT, (uint64_t)o->first_fact + i,
                          (int64_t)offsetof(toll_catalog_offering_fact, state), fact, NULL);
}

static void json_fact(json *j, const toll_catalog_offering_fact *f, const char *note)
{
    json_object(j, NULL);
    json_text(j, "id", f->id);
    json_text(j, "topic", toll_plan_get_topic(f->topic));
    json_text(j, "state", word_state(f->state));
    json_maybe_text(j, "words", f->words);
    json_maybe_number(j, "value", f->value, f->topic == TOLL_TOPIC_RETENTION_DAYS && f->state != TOLL_STATE_UNKNOWN);
    json_maybe_text(j, "scope", word_scope(f->scope));
    json_bool(j, "is_disputed", f->is_disputed != 0);
    json_text(j, "confidence", word_confidence(f->confidence));
    json_maybe_text(j, "text", f->text);
    json_maybe_text(j, "note", note);
    json_maybe_text(j, "source", f->source);
    json_date(j, "as_of", f->as_of);
    json_close(j);
}

static void json_shown(const toll_catalog_offering *o, const toll_catalog_offering_fact *facts, uint64_t n)
{
    json j;
    json_answer(&j, "offerings");
    json_head(&j, o);
    json_array(&j, "facts");
    for (uint64_t i = 0; i < n; i++) {
        toll_catalog_fact fact;
        read_note(o, i, &fact);
        json_fact(&j, &facts[i], fact.note);
    }
    json_close(&j);
    json_close(&j);
}

static void put_shown(const screen *s, const toll_catalog_offering *o, const toll_catalog_offering_fact *facts,
                      uint64_t n)
{
    screen_put(s, STYLE_TITLE, "%s", o->id);
    screen_put(s, STYLE_DIM, "  %s, %s", o->service, o->model_class);
    screen_newline(s);
    for (uint64_t i = 0; i < n; i++) {
        toll_catalog_fact fact;
        read_note(o, i, &fact);
        put_fact(s, &facts[i], fact.note);
    }
    screen_paragraph(s, STYLE_DIM, "", "?: not read at the source. What is not listed is not known.");
}

static int show_offering(const offering_request *r, const screen *s)
{
    uint64_t index;
    offering_case c;
    if (!lookup_index(TOLL_TABLE_OFFERING, r->id, &index) || !offering_case_read(&c, index)) {
        return EXIT_BAD_INPUT;
    }
    if (r->output.is_json) {
        json_shown(&c.offering, c.facts, c.n_facts);
    } else {
        put_shown(s, &c.offering, c.facts, c.n_facts);
    }
    return EXIT_FINE;
}

/* ---- all ---- */

static void put_list(const screen *s, const judged_offerings *all)
{
    table t;
    table_start(&t, "llll", 1);
    table_head(&t, 0, "id");
    table_head(&t, 1, "service");
    table_head(&t, 2, "models");
    table_head(&t, 3, "facts");
    for (uint64_t i = 0; i < all->count; i++) {
        const toll_catalog_offering *o = &all->rows[i].offering;
        table_cell(&t, STYLE_PLAIN, "%s", o->id);
        table_cell(&t, STYLE_PLAIN, "%.34s", o->service);
        table_cell(&t, STYLE_DIM, "%.21s", o->model_class);
        table_cell(&t, STYLE_DIM, "%lld", (long long)o->n_facts);
    }
    table_finish(&t, s);
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "Facts with sources: toll offerings show ID. Constraints: toll help offerings");
}

static int answer_offerings(const offering_request *r, const screen *s, judged_offerings *all)
{
    if (!judge_all(r, all)) {
        return EXIT_BAD_INPUT;
    }
    sum_up(all, r->constraints.count);
    if (r->output.is_json) {
        json_offerings(all, &r->constraints);
    } else if (r->constraints.count == 0) {
        put_list(s, all);
    } else {
        put_answer(s, all, &r->constraints);
    }
    return all->with[TOLL_STANDING_REJECTED] == all->count ? EXIT_NOT_FEASIBLE : EXIT_FINE;
}

int command_offerings(const offering_request *r, const screen *s)
{
    if (r->id != NULL) {
        return show_offering(r, s);
    }
    judged_offerings all = {.rows = claim(toll_catalog_count(TOLL_TABLE_OFFERING) + 1, sizeof *all.rows)};
    const int code = answer_offerings(r, s, &all);
    free(all.rows);
    return code;
}
