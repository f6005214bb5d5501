/* SPDX-License-Identifier: Apache-2.0 */
/* toll precision and toll engine: the two short lists of the catalog. */
#include "facts/facts_commands.h"
#include "input/catalog_lookup.h"
#include "input/exit_codes.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/struct_fields.h"
#include "output/table.h"

static void table_heads(table *t, const char *const *names)
{
    for (int i = 0; i < t->columns; i++) {
        table_head(t, i, names[i]);
    }
}

static void put_precision_list(const screen *s)
{
    static const char *const names[] = {"id",   "attention", "FFN",         "experts",
                                        "head", "KV",        "activations", "computed in"};
    table t;
    table_start(&t, "lrrrrrrl", 1);
    table_heads(&t, names);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION); i++) {
        toll_model_precision p;
        if (!read_precision(i, &p)) {
            continue;
        }
        const double bits[] = {p.attn_bits, p.ffn_bits, p.expert_bits, p.head_bits, p.kv_bits, p.activation_bits};
        table_cell(&t, STYLE_PLAIN, "%s", p.id);
        for (int k = 0; k < 6; k++) {
            table_cell(&t, STYLE_PLAIN, "%s", figure_short(bits[k]).text);
        }
        table_cell(&t, STYLE_DIM, "%s", word_rate(p.linear_rate));
    }
    table_finish(&t, s);
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "Bits per weight or element, scales included. Mixed formats: means of the class.");
}

static void put_engine_list(const screen *s)
{
    static const char *const names[] = {"id", "version", "memory share", "claims it", "KV page", "chunk", "sequences"};
    table t;
    table_start(&t, "llrlrrr", 1);
    table_heads(&t, names);
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_ENGINE); i++) {
        toll_step_engine e;
        if (!read_engine(i, &e)) {
            continue;
        }
        table_cell(&t, STYLE_PLAIN, "%s", e.id);
        table_cell(&t, STYLE_PLAIN, "%s", e.epoch);
        table_cell(&t, STYLE_PLAIN, "%s", figure_percent(e.memory_frac).text);
        table_cell(&t, STYLE_PLAIN, "%s", e.is_claiming ? "at start" : "as needed");
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(e.kv_block_tokens).text);
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(e.prefill_chunk_tokens).text);
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(e.max_sequences).text);
    }
    table_finish(&t, s);
    screen_newline(s);
    screen_paragraph(
        s, STYLE_DIM, "  ",
        "Memory share of the usable memory; KV page and prompt chunk in tokens; most sequences that run at "
        "once.");
}

int command_precision(const facts_request *r, const screen *s)
{
    json j;
    if (!r->output.is_json) {
        put_precision_list(s);
        return EXIT_FINE;
    }
    json_answer(&j, "precision");
    json_array(&j, "precisions");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_PRECISION); i++) {
        toll_model_precision p;
        if (read_precision(i, &p)) {
            json_object(&j, NULL);
            json_struct(&j, TOLL_KIND_PRECISION, &p, 0);
            json_text(&j, "linear_rate_name", word_rate(p.linear_rate));
            json_text(&j, "expert_rate_name", word_rate(p.expert_rate));
            json_text(&j, "attention_rate_name", word_rate(p.attention_rate));
            json_close(&j);
        }
    }
    json_close(&j);
    json_close(&j);
    return EXIT_FINE;
}

int command_engine(const facts_request *r, const screen *s)
{
    json j;
    if (!r->output.is_json) {
        put_engine_list(s);
        return EXIT_FINE;
    }
    json_answer(&j, "engine");
    json_array(&j, "engines");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_ENGINE); i++) {
        toll_step_engine e;
        if (read_engine(i, &e)) {
            json_object(&j, NULL);
            json_struct(&j, TOLL_KIND_STEP_ENGINE, &e, 0);
            json_close(&j);
        }
    }
    json_close(&j);
    json_close(&j);
    return EXIT_FINE;
}
