/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the table of tools as JSON Schema. What it says is what mcp_words.c checks. */
#include "mcp/mcp_schema.h"

#include <math.h>
#include <string.h>

#include "output/give_up.h"

static void put_range(json *j, const mcp_argument *a)
{
    json_number(j, "minimum", a->least);
    json_number(j, "maximum", a->most);
}

/* "a b c" as an array. */
static void put_choices(json *j, const char *choices)
{
    char word[32];
    json_array(j, "enum");
    for (const char *at = choices; *at != 0;) {
        size_t length = strcspn(at, " ");
        if (length >= sizeof word) {
            give_up("a choice of a tool is too long");
        }
        memcpy(word, at, length);
        word[length] = 0;
        json_text(j, NULL, word);
        at += length + (at[length] == ' ');
    }
    json_close(j);
}

static void put_text_items(json *j, const mcp_argument *a)
{
    json_text(j, "type", "array");
    json_object(j, "items");
    json_text(j, "type", "string");
    if (a->choices != NULL) {
        put_choices(j, a->choices);
    }
    json_close(j);
    json_number(j, "minItems", a->least);
    json_number(j, "maxItems", a->most);
}

static void put_record_items(json *j)
{
    json_text(j, "type", "array");
    json_object(j, "items");
    json_text(j, "type", "object");
    json_close(j);
    json_integer(j, "minItems", 1);
    json_integer(j, "maxItems", MCP_RECORDS_MAX);
}

static void put_members(json *j, const mcp_argument *a, const char *type)
{
    json_text(j, "type", "object");
    json_object(j, "additionalProperties");
    json_text(j, "type", type);
    if (a->kind != MCP_TEXTS) {
        put_range(j, a);
    }
    json_close(j);
    json_integer(j, "maxProperties", MCP_ITEMS_MAX);
}

static void put_single(json *j, const mcp_tool *tool, const mcp_argument *a, const char *type)
{
    json_text(j, "type", type);
    if (a->kind == MCP_COUNT || a->kind == MCP_NUMBER || a->kind == MCP_MOST) {
        put_range(j, a);
    }
    if (a->choices != NULL) {
        put_choices(j, a->choices);
    }
    if (a->kind == MCP_SUBJECT) {
        json_array(j, "enum");
        for (int i = 0; i < tool->n_subjects; i++) {
            json_text(j, NULL, tool->subjects[i].name);
        }
        json_close(j);
    }
}

static void put_shape(json *j, const mcp_tool *tool, const mcp_argument *a)
{
    switch (a->kind) {
    case MCP_WORDS:
    case MCP_LIST:
        put_text_items(j, a);
        return;
    case MCP_RECORDS:
        put_record_items(j);
        return;
    case MCP_COUNTS:
        put_members(j, a, "integer");
        return;
    case MCP_NUMBERS:
        put_members(j, a, "number");
        return;
    case MCP_TEXTS:
        put_members(j, a, "string");
        return;
    case MCP_COUNT:
    case MCP_MOST:
        put_single(j, tool, a, "integer");
        return;
    case MCP_NUMBER:
        put_single(j, tool, a, "number");
        return;
    case MCP_FLAG:
        put_single(j, tool, a, "boolean");
        return;
    default:
        put_single(j, tool, a, "string");
    }
}

static void put_input(json *j, const mcp_tool *tool)
{
    json_object(j, "inputSchema");
    json_text(j, "type", "object");
    json_object(j, "properties");
    for (int i = 0; i < tool->n_arguments; i++) {
        json_object(j, tool->arguments[i].name);
        put_shape(j, tool, &tool->arguments[i]);
        json_text(j, "description", tool->arguments[i].help);
        json_close(j);
    }
    json_close(j);
    json_array(j, "required");
    for (int i = 0; i < tool->n_arguments; i++) {
        if (tool->arguments[i].is_needed) {
            json_text(j, NULL, tool->arguments[i].name);
        }
    }
    json_close(j);
    json_bool(j, "additionalProperties", false);
    json_close(j);
}

/* What every answer begins with; the rest is documented with the command's --json. */
static void put_output(json *j)
{
    static const char *const members[] = {"command", "library_version", "catalog_version"};
    json_object(j, "outputSchema");
    json_text(j, "type", "object");
    json_object(j, "properties");
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_object(j, members[i]);
        json_text(j, "type", "string");
        json_close(j);
    }
    json_close(j);
    json_array(j, "required");
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_text(j, NULL, members[i]);
    }
    json_close(j);
    json_close(j);
}

static void put_annotations(json *j, const mcp_tool *tool)
{
    json_object(j, "annotations");
    json_text(j, "title", tool->title);
    json_bool(j, "readOnlyHint", true);
    json_bool(j, "destructiveHint", false);
    json_bool(j, "idempotentHint", true);
    json_bool(j, "openWorldHint", false);
    json_close(j);
}

void mcp_schema_tools(json *j)
{
    json_array(j, "tools");
    for (int i = 0; i < mcp_tool_count; i++) {
        json_object(j, NULL);
        json_text(j, "name", mcp_tools[i].name);
        json_text(j, "title", mcp_tools[i].title);
        json_text(j, "description", mcp_tools[i].description);
        put_input(j, &mcp_tools[i]);
        put_output(j);
        put_annotations(j, &mcp_tools[i]);
        json_close(j);
    }
    json_close(j);
}
