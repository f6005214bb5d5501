/* SPDX-License-Identifier: Apache-2.0 */
/* Results of load tests: each tool's shapes, what is derived from them, and what is refused. Files of tests/io/bench have
 * made-up figures in the shapes that the tools write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>
#include <toll_io.h>

#include "support/toll_assert.h"

#define ROWS     8
#define BYTES    65536
#define ALL      (TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT | TOLL_IO_BENCH_THROUGHPUT)
#define FILE_ONE "tests/io/bench/vllm_closed.json"

typedef struct results {
    toll_io_bench rows[ROWS];
    uint64_t count;
    toll_error err;
    char text[BYTES];
} results;

static results found;

static toll_status read_text(const char *text)
{
    memset(found.rows, 0, sizeof found.rows);
    memset(&found.err, 0, sizeof found.err);
    found.count = 0;
    return toll_io_parse_bench(text, TOLL_NUL, found.rows, ROWS, sizeof found.rows[0], &found.count, &found.err);
}

static const char *load_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(found.text, 1, sizeof found.text - 1, file);
    fclose(file);
    found.text[length] = 0;
    return found.text;
}

static const toll_io_bench *read_file(const char *path, uint64_t rows)
{
    if (read_text(load_file(path)) != TOLL_OK)
        fail_msg("%s: %s", path, found.err.message);
    assert_int_equal(found.count, rows);
    return found.rows;
}

/* The file with its first `from` replaced by `to`. */
static toll_status read_changed(const char *from, const char *to)
{
    static char changed[BYTES + 256];
    const char *const text = load_file(FILE_ONE);
    const char *const at = strstr(text, from);
    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    return read_text(changed);
}

static void refuses(const char *from, const char *to, toll_status status, const char *word)
{
    if (read_changed(from, to) != status)
        fail_msg("%s: status %d: %s", to, (int)found.err.code, found.err.message);
    if (strstr(found.err.message, word) == NULL)
        fail_msg("%s: \"%s\" lacks \"%s\"", to, found.err.message, word);
    assert_int_equal(found.count, 0);
    assert_int_equal(found.rows[0].known, 0);
}

/* 320,000 prompt tokens of 320 requests; 1,739.13 = 160,000 / 92. */
static void check_closed_loop(const toll_io_bench *r, uint32_t format)
{
    assert_int_equal(r->format, format);
    assert_int_equal(r->mode, TOLL_LOAD_CLOSED);
    assert_int_equal(r->known & ALL, ALL);
    assert_int_equal(r->flags, 0);
    assert_int_equal(r->completed, 320);
    assert_near(r->input_tokens, 1000, 1e-12);
    assert_near(r->output_tokens, 500, 1e-12);
    assert_near(r->ttft_s, 0.3105, 1e-12);
    assert_near(r->tpot_s, 0.0176, 1e-12);
    assert_near(r->output_tokens_per_s, 160000.0 / 92, 5e-3);
}

static void vllm_in_json_and_on_the_screen(void **state)
{
    (void)state;
    const toll_io_bench *r = read_file(FILE_ONE, 1);
    check_closed_loop(r, TOLL_IO_BENCH_VLLM);
    assert_near(r->concurrency, 32, 0);
    assert_near(r->ttft_cv, 120.4 / 310.5, 1e-12);
    assert_string_equal(r->model, "meta-llama/Llama-3.1-70B-Instruct");
    assert_string_equal(r->engine, ""); /* "openai" is the client's protocol */
    assert_string_equal(r->measured_on, "2026-11-28");
    assert_int_equal(r->tp, 0);
    r = read_file("tests/io/bench/vllm_console.txt", 1);
    check_closed_loop(r, TOLL_IO_BENCH_VLLM);
    assert_int_equal(r->line, 2);
    assert_string_equal(r->model, "meta-llama/Llama-3.1-70B-Instruct");
    assert_int_equal(r->known & TOLL_IO_BENCH_TTFT_CV, 0); /* the screen has no deviation */
}

static void arrivals_at_a_rate_and_bursts(void **state)
{
    (void)state;
    const toll_io_bench *r = read_file("tests/io/bench/vllm_open.json", 1);
    assert_int_equal(r->mode, TOLL_LOAD_OPEN);
    assert_near(r->requests_per_s, 2, 0);
    assert_int_equal(r->known & TOLL_IO_BENCH_CONCURRENCY, 0);
    assert_int_equal(r->flags, 0); /* 600 / 303 s = 1.98 of 2 a second */
    r = read_file("tests/io/bench/vllm_burst.json", 1);
    assert_int_equal(r->mode, TOLL_LOAD_BATCH);
    assert_near(r->concurrency, 198, 0);
    assert_int_equal(r->known & ALL, TOLL_IO_BENCH_THROUGHPUT);
    assert_int_equal(r->flags, TOLL_IO_BENCH_BURST | TOLL_IO_BENCH_ERRORS);
    assert_int_equal(r->failed, 2);
}

/* 3.48 a second of 9.09 s each are 31.6 in flight, more than 90 % of 32: the client's limit held, not the rate. With a
 * limit of 64 the rate held; 3.48 of 5 a second is less than 90 %. */
static void a_rate_with_a_limit(void **state)
{
    (void)state;
    assert_int_equal(read_changed("\"request_rate\": \"inf\"", "\"request_rate\": 5"), TOLL_OK);
    assert_int_equal(found.rows[0].mode, TOLL_LOAD_CLOSED);
    assert_int_equal(read_changed("\"request_rate\": \"inf\", \"burstiness\": 1.0, \"max_concurrency\": 32",
                                  "\"request_rate\": 5, \"burstiness\": 0.25, \"max_concurrency\": 64"),
                     TOLL_OK);
    assert_int_equal(found.rows[0].mode, TOLL_LOAD_OPEN);
    assert_int_equal(found.rows[0].flags, TOLL_IO_BENCH_BEHIND);
    assert_near(found.rows[0].arrival_cv, 2, 1e-12); /* 1 / sqrt(0.25) */
}

static void sglang_in_json_lines_and_on_the_screen(void **state)
{
    (void)state;
    const toll_io_bench *r = read_file("tests/io/bench/sglang_serving.jsonl", 2);
    assert_int_equal(r[0].format, TOLL_IO_BENCH_SGLANG);
    assert_string_equal(r[0].engine, "sglang");
    assert_string_equal(r[0].engine_version, "0.5.5");
    assert_int_equal(r[0].tp, 4);
    assert_near(r[0].concurrency, 8, 0);
    assert_near(r[1].concurrency, 32, 0);
    assert_int_equal(r[1].line, 2);
    r = read_file("tests/io/bench/sglang_console.txt", 1);
    assert_int_equal(r->format, TOLL_IO_BENCH_SGLANG);
    assert_near(r->tpot_s, 0.0179, 1e-12);
    r = read_file("tests/io/bench/sglang_one_batch.jsonl", 2);
    assert_int_equal(r[1].mode, TOLL_LOAD_BATCH);
    assert_near(r[1].concurrency, 16, 0);
    assert_near(r[1].ttft_s, 0.7211, 1e-12);
    assert_near(r[1].tpot_s, 0.01442, 1e-12);
    assert_int_equal(r[1].known & ALL, TOLL_IO_BENCH_TTFT | TOLL_IO_BENCH_TPOT);
}

static void aiperf_in_json_and_csv(void **state)
{
    (void)state;
    const toll_io_bench *r = read_file("tests/io/bench/aiperf.json", 1);
    check_closed_loop(r, TOLL_IO_BENCH_AIPERF);
    assert_near(r->concurrency, 32, 0);
    assert_string_equal(r->model, "meta-llama/Llama-3.1-70B-Instruct");
    assert_string_equal(r->measured_on, "2026-11-28");
    r = read_file("tests/io/bench/aiperf.csv", 1);
    check_closed_loop(r, TOLL_IO_BENCH_AIPERF);
    assert_int_equal(r->known & TOLL_IO_BENCH_CONCURRENCY, 0); /* the CSV does not say */
}

static void units_are_read_or_refused(void **state)
{
    static const char form[] = "{\"time_to_first_token\":{\"unit\":\"%s\",\"avg\":%s},\"input_sequence_length\":"
                               "{\"unit\":\"tokens\",\"avg\":10},\"output_sequence_length\":{\"unit\":\"tokens\","
                               "\"avg\":20},\"input_config\":{\"loadgen\":{\"concurrency\":1}}}";
    static const struct {
        const char *unit, *value;
    } units[] = {{"ms", "250"}, {"sec", "0.25"}, {"us", "250000"}, {"ns", "2.5e8"}};
    char text[512];
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        snprintf(text, sizeof text, form, units[i].unit, units[i].value);
        assert_int_equal(read_text(text), TOLL_OK);
        assert_near(found.rows[0].ttft_s, 0.25, 1e-12);
    }
    snprintf(text, sizeof text, form, "fortnights", "1");
    assert_int_equal(read_text(text), TOLL_E_UNSUPPORTED);
    assert_non_null(strstr(found.err.message, "fortnights"));
    snprintf(text, sizeof text, form, "", "1"); /* a time without a unit */
    assert_int_equal(read_text(text), TOLL_E_UNSUPPORTED);
}

/* 512 / 7,285.676949 = 70.2749 ms; 1 / 119.915244 = 8.33922 ms. */
static void llama_bench_in_five_forms(void **state)
{
    static const char *const files[] = {"json", "jsonl", "csv", "sql"};
    char path[64];
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "tests/io/bench/llama_bench.%s", files[i]);
        const toll_io_bench *r = read_file(path, 2);
        assert_string_equal(r[0].model, "Qwen2.5-7B-Instruct-Q4_K_M");
        assert_string_equal(r[0].hw, "NVIDIA GeForce RTX 4080");
        assert_string_equal(r[0].engine, "llamacpp");
        assert_int_equal(r[0].mode, TOLL_LOAD_BATCH);
        assert_near(r[0].ttft_s, 512 / 7285.676949, 1e-12);
        assert_near(r[0].ttft_cv, 100.064434 / 7285.676949, 1e-12);
        assert_int_equal(r[1].mode, TOLL_LOAD_DECODE);
        assert_near(r[1].tpot_s, 1 / 119.915244, 1e-12);
        assert_near(r[1].output_tokens, 128, 0);
    }
    const toll_io_bench *r = read_file("tests/io/bench/llama_bench.md", 3);
    assert_string_equal(r[0].model, ""); /* "qwen2 7B" is an architecture */
    assert_near(r[0].ttft_s, 512 / 7285.68, 1e-12);
    assert_near(r[2].input_tokens, 512, 0); /* @ d512 */
    assert_near(r[2].tpot_s, 1 / 116.71, 1e-12);
}

static void llama_bench_of_prompt_and_answer_together_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_text("| model | test | t/s |\n|---|---|---|\n| llama | pp512+tg128 | 300.00 ± 1.00 |\n"),
                     TOLL_E_UNSUPPORTED);
    assert_int_equal(read_text("[{\"n_prompt\": 512, \"n_gen\": 128, \"avg_ts\": 300}]"), TOLL_E_UNSUPPORTED);
    assert_int_equal(read_text("[{\"n_prompt\": 512, \"n_gen\": 0, \"avg_ts\": 0}]"), TOLL_E_RANGE);
}

/* (2.425 - 0.21) / 149 = 14.8658 ms, where LLMPerf's own inter-token latency of 2.425 / 150 = 16.17 ms holds TTFT. */
static void llmperf_tpot_is_without_ttft(void **state)
{
    (void)state;
    const toll_io_bench *r = read_file("tests/io/bench/llmperf_summary.json", 1);
    assert_int_equal(r->format, TOLL_IO_BENCH_LLMPERF);
    assert_near(r->tpot_s, (2.425 - 0.21) / 149, 1e-12);
    assert_near(r->concurrency, 8, 0);
    assert_int_equal(r->flags, TOLL_IO_BENCH_TOKENISER);
}

static void numbers_that_are_none(void **state)
{
    (void)state;
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": NaN", TOLL_E_SYNTAX, "mean_ttft_ms");
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": Infinity", TOLL_E_SYNTAX, "mean_ttft_ms");
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": \"fast\"", TOLL_E_SYNTAX, "mean_ttft_ms");
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": -1", TOLL_E_RANGE, "negative");
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": 1e999", TOLL_E_RANGE, "mean_ttft_ms");
    refuses("\"mean_ttft_ms\": 310.5", "\"mean_ttft_ms\": 0", TOLL_E_RANGE, "ttft_s");
    refuses("\"completed\": 320", "\"completed\": 320.5", TOLL_E_RANGE, "whole");
    refuses("\"completed\": 320", "\"completed\": 1e300", TOLL_E_RANGE, "whole");
    refuses("\"completed\": 320", "\"completed\": 0", TOLL_E_MISSING, "completed");
    refuses("\"max_concurrency\": 32", "\"max_concurrency\": 1e9", TOLL_E_RANGE, "concurrency");
    refuses("\"total_input_tokens\": 320000", "\"total_input_tokens\": 0", TOLL_E_RANGE, "input_tokens");
    refuses("\"total_input_tokens\": 320000, ", "", TOLL_E_MISSING, "total_input_tokens");
    refuses("\"duration\": 92.0, ", "", TOLL_E_MISSING, "duration");
}

static void contradictions(void **state)
{
    (void)state;
    refuses("\"output_throughput\": 1739.1304", "\"output_throughput\": 1900", TOLL_E_CONFLICT, "throughput");
    refuses("\"duration\": 92.0", "\"duration\": 92000.0", TOLL_E_CONFLICT, "throughput");
    refuses("\"mean_tpot_ms\": 17.6", "\"mean_tpot_ms\": 0.0176", TOLL_E_CONFLICT, "units");
    refuses("\"mean_tpot_ms\": 17.6", "\"mean_tpot_ms\": 17600", TOLL_E_CONFLICT, "units");
    refuses("\"burstiness\": 1.0", "\"burstiness\": 1.0, \"ramp_up_strategy\": \"linear\"", TOLL_E_CONFLICT, "rate");
}

static void short_tests_are_marked(void **state)
{
    (void)state;
    assert_int_equal(read_changed("\"max_concurrency\": 32", "\"max_concurrency\": 161"), TOLL_E_CONFLICT);
    assert_int_equal(
        read_text("{\"completed\": 8, \"duration\": 10, \"total_input_tokens\": 80, \"total_output_tokens\": "
                  "160, \"request_rate\": \"inf\", \"max_concurrency\": 5, \"mean_ttft_ms\": 10, "
                  "\"mean_tpot_ms\": 100, \"output_throughput\": 16}"),
        TOLL_OK);
    assert_int_equal(found.rows[0].flags, TOLL_IO_BENCH_SHORT | TOLL_IO_BENCH_FEW);
}

static void what_is_no_result(void **state)
{
    static const char *const texts[] = {
        "",       " \n", "{}", "[]",       "[1]",     "{\"a\": 1}", "hello", "a,b\n1,2",
        "{\"avg", "|",   "||", "\"text\"", "| x |\n", "null",       "[[]]",  "Serving Benchmark Result"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (read_text(texts[i]) != TOLL_E_SYNTAX)
            fail_msg("\"%s\": %d %s", texts[i], (int)found.err.code, found.err.message);
}

/* Every prefix of every file is read or refused; none may give a row that a whole file does not. */
static void truncated_files(void **state)
{
    static const char *const files[] = {FILE_ONE, "tests/io/bench/aiperf.json", "tests/io/bench/llama_bench.sql",
                                        "tests/io/bench/llmperf_summary.json"};
    static char text[BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const size_t length = strlen(load_file(files[i]));
        memcpy(text, found.text, length + 1);
        for (size_t cut = 0; cut + 3 < length; cut += 7) {
            const char kept = text[cut];
            text[cut] = 0;
            if (read_text(text) == TOLL_OK)
                assert_true(strstr(files[i], ".sql") != NULL && found.count < 2);
            text[cut] = kept;
        }
    }
}

static void the_callers_arrays(void **state)
{
    uint64_t n = 77;
    toll_error err = {0};
    toll_io_bench row;
    const char *const text = load_file("tests/io/bench/sglang_serving.jsonl");
    (void)state;
    assert_int_equal(toll_io_parse_bench(text, TOLL_NUL, NULL, 0, sizeof row, &n, &err), TOLL_E_BUFFER);
    assert_int_equal(n, 2);
    memset(&row, 0x5a, sizeof row);
    const toll_io_bench untouched = row;
    assert_int_equal(toll_io_parse_bench(text, TOLL_NUL, &row, 1, sizeof row, &n, &err), TOLL_E_BUFFER);
    assert_memory_equal(&row, &untouched, sizeof row);
    assert_int_equal(toll_io_parse_bench(text, TOLL_NUL, &row, 1, 8, &n, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_parse_bench(NULL, 1, &row, 1, sizeof row, &n, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_bench(text, TOLL_NUL, &row, 1, sizeof row, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_parse_bench(text, UINT64_C(1) << 40, &row, 1, sizeof row, &n, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_io_parse_bench("\xff\xfe", 2, &row, 1, sizeof row, &n, &err), TOLL_E_SYNTAX);
}

static void calibrations_need_their_deployment(void **state)
{
    static const char head[] =
        "# a comment\ntoll_calibration,model,hw,engine,engine_version,precision,tp,pp,ep,dp,mode,"
        "input_tokens,output_tokens,concurrency,tpot_s,tpot_cv,completed,source\n";
    char text[1024];
    (void)state;
    snprintf(text, sizeof text, "%s1,m,h,e,1.0,fp8,4,1,1,1,closed,100,50,8,0.02,0.1,64,\"a, \"\"b\"\"\"\n", head);
    assert_int_equal(read_text(text), TOLL_OK);
    assert_string_equal(found.rows[0].source, "a, \"b\"");
    assert_string_equal(found.rows[0].engine_version, "1.0");
    assert_int_equal(found.rows[0].line, 3);
    snprintf(text, sizeof text, "%s1,m,h,e,,fp8,4,1,1,1,closed,100,50,8,0.02,0.1,64,a\n", head);
    assert_int_equal(read_text(text), TOLL_E_MISSING);
    snprintf(text, sizeof text, "%s2,m,h,e,1,fp8,4,1,1,1,closed,100,50,8,0.02,0.1,64,a\n", head);
    assert_int_equal(read_text(text), TOLL_E_UNSUPPORTED);
    snprintf(text, sizeof text, "%s1,m,h,e,1,fp8,0,1,1,1,closed,100,50,8,0.02,0.1,64,a\n", head);
    assert_int_equal(read_text(text), TOLL_E_RANGE);
    snprintf(text, sizeof text, "%s1,m,h,e,1,fp8,4,1,1,1,closed,100,50,8,,0.1,64,a\n", head);
    assert_int_equal(read_text(text), TOLL_E_MISSING); /* no metric */
    snprintf(text, sizeof text, "%s1,m,h,e,1,fp8,4,1,1,1,sometimes,100,50,8,0.02,0.1,64,a\n", head);
    assert_int_equal(read_text(text), TOLL_E_SYNTAX);
    snprintf(text, sizeof text, "%s1,m,h,e,1,fp8,4,1,1,1,closed,100,50,8,0.02,0.1,64\n", head);
    assert_int_equal(read_text(text), TOLL_E_SYNTAX); /* a cell is missing */
    assert_int_equal(found.err.row, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vllm_in_json_and_on_the_screen),
        cmocka_unit_test(arrivals_at_a_rate_and_bursts),
        cmocka_unit_test(a_rate_with_a_limit),
        cmocka_unit_test(sglang_in_json_lines_and_on_the_screen),
        cmocka_unit_test(aiperf_in_json_and_csv),
        cmocka_unit_test(units_are_read_or_refused),
        cmocka_unit_test(llama_bench_in_five_forms),
        cmocka_unit_test(llama_bench_of_prompt_and_answer_together_is_refused),
        cmocka_unit_test(llmperf_tpot_is_without_ttft),
        cmocka_unit_test(numbers_that_are_none),
        cmocka_unit_test(contradictions),
        cmocka_unit_test(short_tests_are_marked),
        cmocka_unit_test(what_is_no_result),
        cmocka_unit_test(truncated_files),
        cmocka_unit_test(the_callers_arrays),
        cmocka_unit_test(calibrations_need_their_deployment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
