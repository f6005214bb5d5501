/* SPDX-License-Identifier: Apache-2.0 */
#include "facts/fact_sheet.h"

#include <stdio.h>
#include <string.h>

#include "input/figures.h"
#include "output/sources.h"
#include "output/table.h"
#include "output/code_names.h"

static bool find_field(uint32_t kind, const char *name, toll_field *field)
{
    uint32_t count = toll_field_count(kind);
    for (uint32_t i = 0; i < count; i++) {
        if (toll_field_get(kind, i, field, NULL) == TOLL_OK && strcmp(field->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static double field_number(const toll_field *field, const void *object)
{
    const char *at = (const char *)object + field->offset_bytes;
    uint32_t small;
    int64_t whole;
    double real;
    switch (field->type) {
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        memcpy(&small, at, sizeof small);
        return small;
    case TOLL_TYPE_F64:
        memcpy(&real, at, sizeof real);
        return real;
    default:
        memcpy(&whole, at, sizeof whole);
        return (double)whole;
    }
}

int64_t facts_integer(uint32_t kind, const void *object, const char *name)
{
    toll_field field;
    int64_t value = 0;
    if (find_field(kind, name, &field) && field.type == TOLL_TYPE_I64) {
        memcpy(&value, (const char *)object + field.offset_bytes, sizeof value);
    }
    return value;
}

static bool is_known(const toll_field *field, uint64_t known)
{
    return field->known_bit < 0 || (known >> field->known_bit & 1u) != 0;
}

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

static void add_line(table *t, source_list *list, const facts_source *source, const facts_line *line)
{
    toll_field field;
    toll_catalog_fact fact;
    bool found = find_field(source->kind, line->field, &field);
    table_cell(t, STYLE_PLAIN, "%s", line->label);
    if (!found || !is_known(&field, source->known)) {
        table_cell(t, STYLE_DIM, "-");
        table_cell(t, STYLE_DIM, "not known");
        table_cell(t, STYLE_DIM, "");
        table_cell(t, STYLE_DIM, "");
        return;
    }
    read_fact(source, &field, &fact);
    table_cell(t, STYLE_PLAIN, "%s", fact_text(line->unit, field_number(&field, source->object)).text);
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
        add_line(&t, &list, source, &lines[i]);
    }
    table_finish(&t, s);
    screen_newline(s);
    sources_put(s, &list);
}

static void json_value(json *j, const char *key, const toll_field *field, const void *object, uint64_t known)
{
    const char *at = (const char *)object + field->offset_bytes;
    int64_t whole;
    toll_range range;
    if (!is_known(field, known)) {
        json_null(j, key);
        return;
    }
    if (strcmp(field->name, "as_of") == 0) {
        json_date(j, key, (int32_t)field_number(field, object));
        return;
    }
    switch (field->type) {
    case TOLL_TYPE_CHARS:
        json_text(j, key, at);
        return;
    case TOLL_TYPE_F64:
        json_number(j, key, field_number(field, object));
        return;
    case TOLL_TYPE_RANGE:
        memcpy(&range, at, sizeof range);
        json_range(j, key, range, 1, true);
        return;
    case TOLL_TYPE_I32:
    case TOLL_TYPE_U32:
        json_integer(j, key, (int64_t)field_number(field, object));
        return;
    default:
        memcpy(&whole, at, sizeof whole);
        json_integer(j, key, whole);
    }
}

static bool is_plumbing(const char *name)
{
    static const char *const names[] = {"struct_size", "struct_kind", "known", "unverified", "reserved", "flags"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

void facts_json_values(json *j, uint32_t kind, const void *object, uint64_t known)
{
    uint32_t count = toll_field_count(kind);
    for (uint32_t i = 0; i < count; i++) {
        toll_field field;
        if (toll_field_get(kind, i, &field, NULL) == TOLL_OK && !is_plumbing(field.name)) {
            json_value(j, field.name, &field, object, known);
        }
    }
}

void facts_json_unverified(json *j, uint32_t kind, uint64_t unverified)
{
    uint32_t count = toll_field_count(kind);
    json_array(j, "unverified");
    for (uint32_t i = 0; i < count; i++) {
        toll_field field;
        bool is_optional = toll_field_get(kind, i, &field, NULL) == TOLL_OK && field.known_bit >= 0;
        if (is_optional && (unverified >> field.known_bit & 1u) != 0) {
            json_text(j, NULL, field.name);
        }
    }
    json_close(j);
}

void facts_row_text(char *text, size_t size, uint32_t kind, const void *object, const char *but)
{
    uint32_t count = toll_field_count(kind);
    size_t used = strlen(text);
    for (uint32_t i = 0; i < count && used < size; i++) {
        toll_field field;
        bool is_number = toll_field_get(kind, i, &field, NULL) == TOLL_OK && field.type == TOLL_TYPE_I64;
        if (!is_number || is_plumbing(field.name) || strcmp(field.name, but) == 0 ||
            field_number(&field, object) == 0) {
            continue;
        }
        int length = snprintf(text + used, size - used, "%s%s %s", used > 0 ? ", " : "", field.name,
                              figure_count((int64_t)field_number(&field, object)).text);
        used += length > 0 ? (size_t)length : 0;
    }
}

void facts_json(json *j, const facts_source *source, const facts_line *lines, size_t n_lines)
{
    json_object(j, "facts");
    for (size_t i = 0; i < n_lines; i++) {
        toll_field field;
        toll_catalog_fact fact;
        if (!find_field(source->kind, lines[i].field, &field)) {
            continue;
        }
        read_fact(source, &field, &fact);
        json_object(j, lines[i].field);
        json_value(j, "value", &field, source->object, source->known);
        if (lines[i].unit == FACT_TOPOLOGY && is_known(&field, source->known)) {
            json_text(j, "name", word_topology((uint32_t)field_number(&field, source->object)));
        }
        json_text(j, "confidence", word_confidence(fact.confidence));
        json_date(j, "as_of", fact.as_of);
        json_maybe_text(j, "source", fact.source);
        json_maybe_text(j, "note", fact.note);
        json_close(j);
    }
    json_close(j);
}
