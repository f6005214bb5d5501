/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of results: CSV and SQL of llama-bench, its Markdown, exports of aiperf and genai-perf, calibration files. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_lines.h"
#include "text/io_error.h"

#define TABLE_LINE_MAX (1u << 16)

typedef struct bench_table {
    bench_facts *facts;
    bench_take take;
    void *context;
    char header_room[TABLE_LINE_MAX], room[TABLE_LINE_MAX];
    toll__io_span header[BENCH_CELLS_MAX], cells[BENCH_CELLS_MAX];
    uint32_t n_header;
    bool is_by_metric; /* aiperf: a line is a metric, not a result */
    bool has_any;
} bench_table;

static bool is_cell(toll__io_span cell, const char *text)
{
    return cell.length == strlen(text) && memcmp(cell.bytes, text, (size_t)cell.length) == 0;
}

static toll_status refuse_line(int64_t line, const char *message, toll_error *err)
{
    const toll_status status = toll__io_fail(err, TOLL_E_SYNTAX, "text", "line %lld: %s", (long long)line, message);
    if (err != NULL)
        err->row = line;
    return status;
}

/* llama-bench's Markdown writes "131.42 ± 0.59" under "t/s": mean and deviation. */
static void add_speed(bench_facts *facts, toll__io_span cell)
{
    uint64_t mean = 0, behind = 0;
    while (mean < cell.length && (unsigned char)cell.bytes[mean] < 0x80)
        mean++;
    behind = mean;
    while (behind < cell.length && (unsigned char)cell.bytes[behind] >= 0x80)
        behind++;
    toll__bench_add(facts, (toll__io_span){"avg_ts", 6}, toll__bench_trim((toll__io_span){cell.bytes, mean}));
    if (behind < cell.length)
        toll__bench_add(facts, (toll__io_span){"stddev_ts", 9},
                        toll__bench_trim((toll__io_span){cell.bytes + behind, cell.length - behind}));
}

static toll_status take_row(bench_table *t, uint32_t n, int64_t line, toll_error *err)
{
    if (n != t->n_header)
        return refuse_line(line, "the number of cells is not that of the header", err);
    toll__bench_clear(t->facts);
    for (uint32_t i = 0; i < n; i++) {
        if (is_cell(t->header[i], "t/s"))
            add_speed(t->facts, t->cells[i]);
        else if (t->header[i].length > 0 && !is_cell(t->header[i], "model_type"))
            toll__bench_add(t->facts, t->header[i], t->cells[i]);
    }
    t->has_any = true;
    return t->take(t->context, t->facts, line, err);
}

/* "Time to First Token (ms)" -> "time_to_first_token.avg" and "time_to_first_token.unit". */
static void add_metric(bench_table *t, uint32_t n)
{
    char key[128];
    size_t length = 0;
    const toll__io_span name = t->cells[0];
    const char *const open = memchr(name.bytes, '(', (size_t)name.length);
    const uint64_t end = open != NULL ? (uint64_t)(open - name.bytes) : name.length;
    const toll__io_span words = toll__bench_trim((toll__io_span){name.bytes, end});
    for (uint64_t i = 0; i < words.length && length < sizeof key - 8; i++)
        key[length++] = words.bytes[i] == ' ' ? '_' : (char)tolower((unsigned char)words.bytes[i]);
    if (open != NULL && name.bytes[name.length - 1] == ')') {
        memcpy(key + length, ".unit", 5);
        toll__bench_add(t->facts, (toll__io_span){key, length + 5}, (toll__io_span){open + 1, name.length - end - 2});
    }
    for (uint32_t i = 1; i < n && i < t->n_header; i++) {
        const bool is_value = is_cell(t->header[i], "Value") || is_cell(t->header[i], "avg");
        if (!is_value && !is_cell(t->header[i], "std"))
            continue;
        memcpy(key + length, is_value ? ".avg" : ".std", 4);
        toll__bench_add(t->facts, (toll__io_span){key, length + 4}, t->cells[i]);
    }
}

static toll_status take_csv(bench_table *t, toll__io_span line, int64_t number, toll_error *err)
{
    const uint32_t n = toll__bench_split(line, ',', '"', t->room, t->cells);
    if (n == 0)
        return refuse_line(number, "a quote does not close, or there are too many cells", err);
    if (n > 0 && is_cell(t->cells[0], "Metric"))
        t->is_by_metric = true, t->n_header = 0;
    if (t->n_header == 0) {
        memcpy(t->header_room, t->room, sizeof t->room);
        for (uint32_t i = 0; i < n; i++)
            t->header[i] = (toll__io_span){t->header_room + (t->cells[i].bytes - t->room), t->cells[i].length};
        t->n_header = n;
        return TOLL_OK;
    }
    if (!t->is_by_metric)
        return take_row(t, n, number, err);
    add_metric(t, n);
    t->has_any = true;
    return TOLL_OK;
}

/* "| a | b |" -> "a | b"; the line of dashes below the header is none. */
static toll_status take_markdown(bench_table *t, toll__io_span line, int64_t number, toll_error *err)
{
    if (line.length < 2)
        return refuse_line(number, "this is no table of llama-bench", err);
    const toll__io_span inner = {line.bytes + 1, line.length - 1 - (line.bytes[line.length - 1] == '|')};
    if (toll__bench_begins(toll__bench_trim(inner), "--"))
        return TOLL_OK;
    const uint32_t n = toll__bench_split(inner, '|', '\0', t->room, t->cells);
    const bool is_header = n > 0 && is_cell(t->cells[0], "model");
    if (n == 0 || (t->n_header == 0 && !is_header))
        return refuse_line(number, "this is no table of llama-bench", err);
    if (!is_header)
        return take_row(t, n, number, err);
    memcpy(t->header_room, t->room, sizeof t->room);
    for (uint32_t i = 0; i < n; i++)
        t->header[i] = (toll__io_span){t->header_room + (t->cells[i].bytes - t->room), t->cells[i].length};
    t->header[0].length = 0; /* llama-bench names the architecture there, no model */
    t->n_header = n;
    return TOLL_OK;
}

/* INSERT INTO llama_bench (a, b) VALUES ('1', '2'); */
static toll_status take_insert(bench_table *t, toll__io_span line, int64_t number, toll_error *err)
{
    const char *const end = line.bytes + line.length;
    const char *const names = memchr(line.bytes, '(', (size_t)line.length);
    const char *const close = names != NULL ? memchr(names, ')', (size_t)(end - names)) : NULL;
    const char *const values = close != NULL ? memchr(close, '(', (size_t)(end - close)) : NULL;
    const char *last = end;
    while (values != NULL && last > values && last[-1] != ')')
        last--;
    if (values == NULL || last <= values + 1)
        return refuse_line(number, "this is no INSERT of llama-bench", err);
    t->n_header = toll__bench_split((toll__io_span){names + 1, (uint64_t)(close - names - 1)}, ',', '"', t->header_room,
                                    t->header);
    const uint32_t n =
        toll__bench_split((toll__io_span){values + 1, (uint64_t)(last - values - 2)}, ',', '\'', t->room, t->cells);
    return n == 0 ? refuse_line(number, "a quote does not close, or there are too many cells", err)
                  : take_row(t, n, number, err);
}

static toll_status take_line(bench_table *t, toll__io_span line, int64_t number, bool is_sql, toll_error *err)
{
    if (line.length >= TABLE_LINE_MAX)
        return refuse_line(number, "is too long for a table of results", err);
    if (toll__bench_begins(line, "INSERT INTO"))
        return take_insert(t, line, number, err);
    if (line.bytes[0] == '|')
        return take_markdown(t, line, number, err);
    const bool is_markdown = t->n_header > 0 && t->header[0].length == 0;
    return is_sql || is_markdown ? TOLL_OK : take_csv(t, line, number, err);
}

static toll_status walk(bench_table *t, toll__io_span text, toll_error *err)
{
    bench_lines lines = {text, 0};
    toll__io_span line;
    const bool is_sql = toll__bench_begins(toll__bench_trim(text), "CREATE TABLE") ||
                        toll__bench_begins(toll__bench_trim(text), "INSERT INTO");
    while (toll__bench_next_line(&lines, &line)) {
        line = toll__bench_trim(line);
        if (line.length == 0 || line.bytes[0] == '#')
            continue;
        const toll_status status = take_line(t, line, lines.number, is_sql, err);
        if (status != TOLL_OK)
            return status;
    }
    if (t->is_by_metric && t->has_any)
        return t->take(t->context, t->facts, 0, err);
    return t->has_any ? TOLL_OK : toll__io_fail(err, TOLL_E_SYNTAX, "text", "the table has no result");
}

toll_status toll__bench_read_table(toll__io_span text, bench_facts *facts, bench_take take, void *context,
                                   toll_error *err)
{
    bench_table *const t = calloc(1, sizeof *t);
    if (t == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "text", "out of memory");
    t->facts = facts;
    t->take = take;
    t->context = context;
    toll__bench_clear(facts);
    const toll_status status = walk(t, text, err);
    free(t);
    return status;
}
