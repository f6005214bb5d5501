/* SPDX-License-Identifier: Apache-2.0 */
/* What vllm bench serve and sglang.bench_serving print, as the keys of the JSON that they write. */
#include <string.h>

#include "bench/bench_lines.h"
#include "text/io_error.h"

static const struct {
    const char *label, *key;
} labels[] = {
    {"Successful requests", "completed"},
    {"Failed requests", "failed"},
    {"Maximum request concurrency", "max_concurrency"},
    {"Max request concurrency", "max_concurrency"},
    {"Request rate configured (RPS)", "request_rate"},
    {"Traffic request rate", "request_rate"},
    {"Backend", "backend"},
    {"Benchmark duration (s)", "duration"},
    {"Total input tokens", "total_input_tokens"},
    {"Total generated tokens", "total_output_tokens"},
    {"Total generated tokens (retokenized)", "total_output_tokens_retokenized"},
    {"Request throughput (req/s)", "request_throughput"},
    {"Output token throughput (tok/s)", "output_throughput"},
    {"Mean TTFT (ms)", "mean_ttft_ms"},
    {"Mean TPOT (ms)", "mean_tpot_ms"},
    {"Accept length", "accept_length"},
    {"Acceptance length", "accept_length"},
};

static void add_span(bench_facts *facts, const char *key, toll__io_span value)
{
    if (toll__bench_text(facts, key) == NULL)
        toll__bench_add(facts, (toll__io_span){key, strlen(key)}, value);
}

/* Namespace(..., model='meta-llama/Llama-3.1-8B-Instruct', ...): the arguments, above the result. */
static void add_arguments(bench_facts *facts, toll__io_span line)
{
    static const char mark[] = " model='";
    for (uint64_t i = 0; i + sizeof mark <= line.length; i++) {
        const char *const at = line.bytes + i;
        if (memcmp(at, mark, sizeof mark - 1) != 0)
            continue;
        const char *const name = at + sizeof mark - 1;
        const char *const end = memchr(name, '\'', (size_t)(line.bytes + line.length - name));
        if (end != NULL)
            add_span(facts, "model_id", (toll__io_span){name, (uint64_t)(end - name)});
        return;
    }
}

static void add_line(bench_facts *facts, toll__io_span line)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        const size_t length = strlen(labels[i].label);
        if (line.length > length && memcmp(line.bytes, labels[i].label, length) == 0 && line.bytes[length] == ':')
            add_span(facts, labels[i].key,
                     toll__bench_trim((toll__io_span){line.bytes + length + 1, line.length - length - 1}));
    }
}

static bool is_title(toll__io_span line)
{
    static const char words[] = "Serving Benchmark Result";
    for (uint64_t i = 0; i + sizeof words - 1 <= line.length; i++)
        if (memcmp(line.bytes + i, words, sizeof words - 1) == 0)
            return toll__bench_begins(line, "====");
    return false;
}

static toll_status give_result(bench_facts *facts, int64_t line, bench_take take, void *context, toll_error *err)
{
    const toll_status status = line > 0 ? take(context, facts, line, err) : TOLL_OK;
    if (line > 0)
        toll__bench_clear(facts);
    return status;
}

toll_status toll__bench_read_console(toll__io_span text, bench_facts *facts, bench_take take, void *context,
                                     toll_error *err)
{
    bench_lines lines = {text, 0};
    toll__io_span line;
    int64_t title = 0;
    toll__bench_clear(facts);
    while (toll__bench_next_line(&lines, &line)) {
        line = toll__bench_trim(line);
        if (toll__bench_begins(line, "Namespace(") || is_title(line)) {
            const toll_status status = give_result(facts, title, take, context, err);
            if (status != TOLL_OK)
                return status;
            title = is_title(line) ? lines.number : 0;
            add_arguments(facts, line);
        } else if (title > 0) {
            add_line(facts, line);
        }
    }
    if (title == 0 && facts->count == 0 && lines.number == 0)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "the text is empty");
    return give_result(facts, title, take, context, err);
}
