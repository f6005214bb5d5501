/* SPDX-License-Identifier: Apache-2.0 */
/* The terms of TPOT and TTFT and their elasticities, from toll_serve_estimate_terms(). An elasticity e says: 1 % more
 * of the cause changes the figure by e %. With e = -0.8 of TPOT by bandwidth, a card with 1 % more bandwidth answers
 * 0.8 % faster. */
#include "estimate/explain_speed.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "output/code_names.h"
#include "output/figure_text.h"

/* One cause: its three elasticities, in the library's struct. */
typedef struct elasticity_row {
    const char *name;
    const char *word;
    size_t ttft, tpot, throughput;
} elasticity_row;

#define CAUSE(name, field)                                                                                             \
    {                                                                                                                  \
        name, #field, offsetof(toll_serve_terms, ttft_by_##field), offsetof(toll_serve_terms, tpot_by_##field),        \
            offsetof(toll_serve_terms, throughput_by_##field)                                                          \
    }

static const elasticity_row causes[] = {CAUSE("memory bandwidth", bandwidth),
                                        CAUSE("compute rate", compute),
                                        CAUSE("link bandwidth", link),
                                        CAUSE("kernel launches, host work", overhead),
                                        CAUSE("requests", load),
                                        CAUSE("prompt length", input),
                                        CAUSE("answer length", output)};
#define CAUSES (int)(sizeof causes / sizeof causes[0])

static double read_at(const toll_serve_terms *t, size_t offset)
{
    double value;
    memcpy(&value, (const char *)t + offset, sizeof value);
    return value;
}

static bool ask_terms(const deployment *d, const toll_serve_load *load, toll_serve_terms *terms)
{
    start_struct(terms, sizeof *terms, TOLL_KIND_SERVE_TERMS);
    return toll_serve_estimate_terms(d->object, d->object_size, load, terms, NULL) == TOLL_OK;
}

static void json_elasticities(json *j, const toll_serve_terms *t, const char *key, size_t first)
{
    json_object(j, key);
    for (int i = 0; i < CAUSES; i++) {
        json_number(j, causes[i].word, read_at(t, first + (size_t)i * sizeof(double)));
    }
    json_close(j);
}

void explain_json(json *j, const deployment *d, const toll_serve_load *load)
{
    toll_serve_terms t;
    if (!ask_terms(d, load, &t)) {
        json_null(j, "explain");
        return;
    }
    json_object(j, "explain");
    json_number(j, "tpot_weights_s", t.tpot_weights_s);
    json_number(j, "tpot_kv_s", t.tpot_kv_s);
    json_number(j, "tpot_compute_s", t.tpot_compute_s);
    json_number(j, "tpot_link_s", t.tpot_link_s);
    json_number(j, "tpot_overhead_s", t.tpot_overhead_s);
    json_number(j, "tpot_prompts_s", t.tpot_prompts_s);
    json_number(j, "ttft_prompt_s", t.ttft_prompt_s);
    json_number(j, "ttft_wait_s", t.ttft_wait_s);
    json_number(j, "step_tokens", t.step_tokens);
    json_number(j, "context_tokens", t.context_tokens);
    json_number(j, "prompt_steps", t.prompt_steps);
    json_number(j, "prompt_step_s", t.prompt_step_s);
    json_elasticities(j, &t, "ttft_elasticity", offsetof(toll_serve_terms, ttft_by_bandwidth));
    json_elasticities(j, &t, "tpot_elasticity", offsetof(toll_serve_terms, tpot_by_bandwidth));
    json_elasticities(j, &t, "throughput_elasticity", offsetof(toll_serve_terms, throughput_by_bandwidth));
    json_close(j);
}

static const char *milliseconds(double seconds, figure *room)
{
    *room = figure_rounded(seconds * 1e3, 3);
    return room->text;
}

static void put_speed_terms(const screen *s, const toll_serve_terms *t)
{
    figure f[8];
    char text[640];
    double tpot_s =
        t->tpot_weights_s + t->tpot_kv_s + t->tpot_compute_s + t->tpot_link_s + t->tpot_overhead_s + t->tpot_prompts_s;
    snprintf(text, sizeof text,
             "%s ms = %s weights + %s KV cache + %s arithmetic + %s links + %s overhead + %s prompts of others",
             milliseconds(tpot_s, &f[0]), milliseconds(t->tpot_weights_s, &f[1]), milliseconds(t->tpot_kv_s, &f[2]),
             milliseconds(t->tpot_compute_s, &f[3]), milliseconds(t->tpot_link_s, &f[4]),
             milliseconds(t->tpot_overhead_s, &f[5]), milliseconds(t->tpot_prompts_s, &f[6]));
    screen_paragraph(s, STYLE_PLAIN, "    TPOT  ", text);
    snprintf(text, sizeof text, "%s ms for %s sequences at %s tokens of context; it yields %s for each",
             milliseconds(t->step_s, &f[0]), figure_rounded(t->running_sequences, 3).text,
             figure_rounded(t->context_tokens, 4).text,
             t->step_tokens > 1 ? figure_rounded(t->step_tokens, 3).text : "one");
    screen_paragraph(s, STYLE_PLAIN, "    step  ", text);
    snprintf(text, sizeof text, "%s step%s; each adds %s ms to the tokens of the others",
             figure_plain(t->prompt_steps).text, t->prompt_steps > 1 ? "s" : "", milliseconds(t->prompt_step_s, &f[0]));
    screen_paragraph(s, STYLE_PLAIN, "  prompt  ", text);
    snprintf(text, sizeof text, "%s ms = %s own prompt and host + %s waiting for others",
             milliseconds(t->ttft_prompt_s + t->ttft_wait_s, &f[0]), milliseconds(t->ttft_prompt_s, &f[1]),
             milliseconds(t->ttft_wait_s, &f[2]));
    screen_paragraph(s, STYLE_PLAIN, "    TTFT  ", text);
}

static void put_elasticities(const screen *s, const toll_serve_terms *t)
{
    table answers;
    table_start(&answers, "lrrr", 1);
    table_head(&answers, 0, "1 % more of");
    table_head(&answers, 1, "TTFT %");
    table_head(&answers, 2, "TPOT %");
    table_head(&answers, 3, "tok/s %");
    for (int i = 0; i < CAUSES; i++) {
        const double values[] = {read_at(t, causes[i].ttft), read_at(t, causes[i].tpot),
                                 read_at(t, causes[i].throughput)};
        table_cell(&answers, STYLE_PLAIN, "%s", causes[i].name);
        for (int k = 0; k < 3; k++) {
            bool is_nothing = values[k] < 0.005 && values[k] > -0.005;
            table_cell(&answers, is_nothing ? STYLE_DIM : STYLE_PLAIN, is_nothing ? "0" : "%+.2f", values[k]);
        }
    }
    table_finish(&answers, s);
}

void explain_put(const screen *s, const served *v)
{
    for (int i = 0; i < v->fleet.count; i++) {
        toll_serve_terms t;
        char name[80];
        if (!ask_terms(&v->fleet.items[i], &v->load, &t)) {
            continue;
        }
        deploy_name(&v->fleet.items[i], name, sizeof name);
        screen_put(s, STYLE_TITLE, "  Why, on %s: bound by %s", name, phrase_bound(t.bound));
        screen_newline(s);
        put_speed_terms(s, &t);
        screen_newline(s);
        put_elasticities(s, &t);
        screen_newline(s);
    }
}
