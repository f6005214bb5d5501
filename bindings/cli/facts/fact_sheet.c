/* SPDX-License-Identifier: Apache-2.0 */
/* A table of figures with confidence, date and the number of the source; the sources follow below. A field that the
 * struct does not know is shown as "not known", never as 0. */
#include "facts/fact_sheet.h"

#include <stdio.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "output/code_names.h"
#include "output/figure_text.h"
#include "output/sources.h"
#include "output/struct_fields.h"
#include "output/table.h"

static figure fact_text(fact_unit unit, double value)
{
    figure out;
    switch (unit) {
    case FACT_BYTES:
        snprintf(out.text, sizeof out.text, "%.40s GiB", figure_fixed(value / 0x1.0p30, 2).text);
        return out;
    case FACT_BYTES_PER_S:
        return figure_scaled(value, "B/s");
    case FACT_FLOPS:
        return figure_scaled(value, "FLOP/s");
    case FACT_OPS:
        return figure_scaled(value, "OP/s");
    case FACT_WATTS:
        snprintf(out.text, sizeof out.text, "%.40s W", figure_plain(value).text);
        return out;
    case FACT_TOPOLOGY:
        snprintf(out.text, sizeof out.text, "%s", phrase_topology((uint32_t)value));
        return out;
    case FACT_PARAMS:
        return figure_params((int64_t)value);
    default:
        return figure_count((int64_t)value);
    }
}

static style confidence_style(uint32_t confidence)
{
    return confidence == TOLL_CONFIDENCE_PUBLISHED    ? STYLE_GOOD
           : confidence == TOLL_CONFIDENCE_UNVERIFIED ? STYLE_WARN
                                                      : STYLE_PLAIN;
}

static void read_fact(const facts_source *source, const toll_field *field, toll_catalog_fact *fact)
{
    start_struct(fact, sizeof *fact, TOLL_KIND_CATALOG_FACT);
    if (toll_catalog_get_fact(source->table, source->index, field->offset_bytes, fact, NULL) != TOLL_OK) {
        fact->confidence = TOLL_CONFIDENCE_MISSING;
    }
}

static void add_fact_line(table *t, source_list *list, const facts_source *source, const facts_line *line)
{
    toll_field field;
    toll_catalog_fact fact;
    bool found = struct_field_find(source->kind, line->field, &field);
    table_cell(t, STYLE_PLAIN, "%s", line->label);
    if (!found || !struct_field_is_known(&field, source->known)) {
        table_cell(t, STYLE_DIM, "-");
        table_cell(t, STYLE_DIM, "not known");
        table_cell(t, STYLE_DIM, "");
        table_cell(t, STYLE_DIM, "");
        return;
    }
    read_fact(source, &field, &fact);
    table_cell(t, STYLE_PLAIN, "%s", fact_text(line->unit, struct_field_number(&field, source->object)).text);
    table_cell(t, confidence_style(fact.confidence), "%s", word_confidence(fact.confidence));
    table_cell(t, STYLE_DIM, "%s", fact.as_of > 0 ? figure_date(fact.as_of).text : "undated");
    table_cell(t, STYLE_DIM, "[%d]", source_number(list, &fact));
}

void facts_put(const screen *s, const facts_source *source, const facts_line *lines, size_t n_lines)
{
    source_list list;
    table t;
    list.count = 0;
    table_start(&t, "lllll", 1);
    for (size_t i = 0; i < n_lines; i++) {
        add_fact_line(&t, &list, source, &lines[i]);
    }
    table_finish(&t, s);
    screen_newline(s);
    sources_put(s, &list);
}

void facts_json(json *j, const facts_source *source, const facts_line *lines, size_t n_lines)
{
    json_object(j, "facts");
    for (size_t i = 0; i < n_lines; i++) {
        toll_field field;
        toll_catalog_fact fact;
        if (!struct_field_find(source->kind, lines[i].field, &field)) {
            continue;
        }
        read_fact(source, &field, &fact);
        json_object(j, lines[i].field);
        json_struct_field(j, "value", &field, source->object, source->known);
        if (lines[i].unit == FACT_TOPOLOGY && struct_field_is_known(&field, source->known)) {
            json_text(j, "name", word_topology((uint32_t)struct_field_number(&field, source->object)));
        }
        json_text(j, "confidence", word_confidence(fact.confidence));
        json_date(j, "as_of", fact.as_of);
        json_maybe_text(j, "source", fact.source);
        json_maybe_text(j, "note", fact.note);
        json_close(j);
    }
    json_close(j);
}
