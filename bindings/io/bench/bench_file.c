/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_bench(): finds the form of a text (JSON, lines of JSON, a table, a screen) and gives its results. */
#include <stdlib.h>
#include <string.h>

#include "bench/bench_lines.h"
#include "bench/bench_result.h"
#include "text/io_error.h"

/* The caller's rows. */
typedef struct bench_target {
    toll_io_bench *rows;
    uint64_t capacity, stride_bytes, count;
} bench_target;

static toll_status place_result(toll_status status, int64_t line, uint64_t index, toll_error *err)
{
    if (status != TOLL_OK && err != NULL)
        err->row = line > 0 ? line : (int64_t)index + 1;
    return status;
}

static toll_status take_result(void *context, const bench_facts *facts, int64_t line, toll_error *err)
{
    bench_target *const to = context;
    toll_io_bench row;
    const uint32_t format = toll__bench_format(facts);
    if (format == 0)
        return place_result(toll__io_fail(err, TOLL_E_SYNTAX, "text",
                                          "this is no result of vllm bench, sglang.bench_serving, genai-perf, aiperf, "
                                          "llama-bench or LLMPerf, and no calibration file"),
                            line, to->count, err);
    const toll_status status = toll__bench_read(facts, format, &row, err);
    if (status != TOLL_OK)
        return place_result(status, line, to->count, err);
    row.line = line;
    if (to->count < to->capacity)
        memcpy((char *)to->rows + to->count * to->stride_bytes, &row, sizeof row);
    to->count++;
    return TOLL_OK;
}

static toll_status take_object(bench_target *to, bench_facts *facts, toll__json object, int64_t line, toll_error *err)
{
    toll__bench_clear(facts);
    if (toll__json_kind_of(object) != TOLL__JSON_OBJECT)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "a result must be a JSON object");
    toll__bench_add_object(facts, object);
    return take_result(to, facts, line, err);
}

/* One object, or an array of them. */
static toll_status take_document(bench_target *to, bench_facts *facts, toll__json root, int64_t line, toll_error *err)
{
    if (toll__json_kind_of(root) != TOLL__JSON_ARRAY)
        return take_object(to, facts, root, line, err);
    for (toll__json at = toll__json_first(root); at.doc != NULL; at = toll__json_next(root, at)) {
        const toll_status status = take_object(to, facts, at, 0, err);
        if (status != TOLL_OK)
            return status;
    }
    return to->count > 0 ? TOLL_OK : toll__io_fail(err, TOLL_E_SYNTAX, "text", "the array has no result");
}

static toll_status read_json_lines(bench_target *to, bench_facts *facts, toll__json_doc *doc, toll__io_span text,
                                   toll_error *err)
{
    bench_lines lines = {text, 0};
    toll__io_span line;
    while (toll__bench_next_line(&lines, &line)) {
        line = toll__bench_trim(line);
        if (line.length == 0)
            continue;
        toll_status status = toll__json_parse(doc, line, "result", err);
        if (status != TOLL_OK)
            return place_result(status, lines.number, 0, err);
        status = take_document(to, facts, toll__json_root(doc), lines.number, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Lines of JSON are no JSON text, so the whole is tried first; its error counts unless the first line is whole. */
static toll_status read_json(bench_target *to, bench_facts *facts, toll__io_span text, toll_error *err)
{
    toll__json_doc doc = {0};
    bench_lines lines = {text, 0};
    toll__io_span line = {text.bytes, 0};
    toll_status status = toll__json_parse(&doc, text, "result", err);
    const bool is_whole = status == TOLL_OK;
    const bool is_lines = !is_whole && toll__bench_next_line(&lines, &line) &&
                          toll__json_parse(&doc, toll__bench_trim(line), "result", NULL) == TOLL_OK;
    if (is_whole)
        status = take_document(to, facts, toll__json_root(&doc), 0, err);
    if (is_lines)
        status = read_json_lines(to, facts, &doc, text, err);
    toll__json_release(&doc);
    return status;
}

static bool holds(toll__io_span text, const char *words)
{
    const size_t length = strlen(words);
    for (uint64_t i = 0; i + length <= text.length; i++)
        if (text.bytes[i] == words[0] && memcmp(text.bytes + i, words, length) == 0)
            return true;
    return false;
}

static toll_status read_form(bench_target *to, bench_facts *facts, toll__io_span text, toll_error *err)
{
    const toll__io_span trimmed = toll__bench_trim(text);
    if (trimmed.length == 0)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "the text is empty");
    if (trimmed.bytes[0] == '{' || trimmed.bytes[0] == '[')
        return read_json(to, facts, trimmed, err);
    if (holds(trimmed, "Serving Benchmark Result"))
        return toll__bench_read_console(text, facts, take_result, to, err);
    return toll__bench_read_table(text, facts, take_result, to, err);
}

static toll_status check_target(const bench_target *to, const char *text, const uint64_t *n_rows, toll_error *err)
{
    if (text == NULL || n_rows == NULL || (to->rows == NULL && to->capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL,
                             text == NULL     ? "text"
                             : n_rows == NULL ? "n_rows"
                                              : "rows",
                             "text, n_rows and rows must be given");
    if (to->stride_bytes < sizeof *to->rows || to->stride_bytes > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_io_bench)");
    return TOLL_OK;
}

static toll_status parse_twice(toll__io_span text, bench_facts *facts, bench_target *to, uint64_t *n_rows,
                               toll_error *err)
{
    bench_target counted = {NULL, 0, to->stride_bytes, 0};
    const toll_status status = read_form(&counted, facts, text, err);
    if (status != TOLL_OK)
        return status;
    if (counted.count == 0)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "the text has no result");
    *n_rows = counted.count;
    if (counted.count > to->capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "%llu results need %llu rows",
                             (unsigned long long)counted.count, (unsigned long long)counted.count);
    return read_form(to, facts, text, err);
}

toll_status toll_io_parse_bench(const char *text, uint64_t length, toll_io_bench *rows, uint64_t capacity,
                                uint64_t stride_bytes, uint64_t *n_rows, toll_error *err)
{
    bench_target to = {rows, capacity, stride_bytes, 0};
    toll__io_span checked = {0};
    toll_status status = check_target(&to, text, n_rows, err);
    if (status != TOLL_OK)
        return status;
    length = length == TOLL_NUL ? strlen(text) : length;
    if (length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "length must be at most %u bytes", TOLL_IO_TEXT_LIMIT);
    status = toll__io_text_check(text, length, &checked, err);
    if (status != TOLL_OK)
        return status;
    bench_facts *const facts = malloc(sizeof *facts);
    if (facts == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "text", "out of memory");
    status = parse_twice(checked, facts, &to, n_rows, err);
    free(facts);
    return status;
}
