/* SPDX-License-Identifier: Apache-2.0 */
/* Launch lines: every flag of every layout against the flags of the published engines (tests/launch/flags.csv), lines and
 * manifests by hand, and words that need quotes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/launch_manifests.h"
#include "plan/launch_test.h"

#define FLAGS_MAX 128
#define LINE_MAX_ 1024

typedef struct flag_row {
    char engine[16], flag[48], kind[8], choices[LINE_MAX_];
} flag_row;

static flag_row rows[FLAGS_MAX];
static int n_rows;

static void take_cell(const char **at, char *cell, size_t size)
{
    size_t length = strcspn(*at, ",\n");
    assert_true(length < size);
    memcpy(cell, *at, length);
    cell[length] = 0;
    *at += length + ((*at)[length] == ',');
}

static int read_flags(void **state)
{
    char line[LINE_MAX_];
    FILE *file = fopen("tests/launch/flags.csv", "r");
    (void)state;
    if (file == NULL) {
        return -1;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        const char *at = line;
        if (line[0] == '#' || strncmp(line, "engine,", 7) == 0) {
            continue;
        }
        flag_row *row = &rows[n_rows++];
        take_cell(&at, row->engine, sizeof row->engine);
        take_cell(&at, row->flag, sizeof row->flag);
        take_cell(&at, row->kind, sizeof row->kind);
        take_cell(&at, row->choices, sizeof row->choices);
    }
    fclose(file);
    return n_rows > 50 ? 0 : -1;
}

static const flag_row *row_of(const char *engine, const char *flag)
{
    for (int i = 0; i < n_rows; i++) {
        if (strcmp(rows[i].engine, engine) == 0 && strcmp(rows[i].flag, flag) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

static int is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = choices; *at != 0; at += strcspn(at, "|") + (at[strcspn(at, "|")] == '|')) {
        if (strcspn(at, "|") == length && strncmp(at, value, length) == 0) {
            return 1;
        }
    }
    return choices[0] == 0;
}

/* 0: the value is not of the row's kind. */
static int is_value(const flag_row *row, const char *value)
{
    char *end;
    if (strcmp(row->kind, "int") == 0) {
        long long number = strtoll(value, &end, 10);
        return *end == 0 && number > 0;
    }
    if (strcmp(row->kind, "float") == 0) {
        double number = strtod(value, &end);
        return *end == 0 && number > 0;
    }
    return value[0] != 0 && is_choice(row->choices, value);
}

static void check_command(const launch_words *w, const char *engine)
{
    assert_false(w->is_cut);
    for (int i = w->program; i < w->count; i++) {
        const flag_row *row = row_of(engine, w->words[i]);
        if (row == NULL) {
            fail_msg("%s has no %s", engine, w->words[i]);
            return;
        }
        if (strcmp(row->kind, "flag") == 0) {
            continue;
        }
        do {
            i++;
            if (i >= w->count || !is_value(row, w->words[i])) {
                fail_msg("%s %s: %s is no %s", engine, row->flag, i < w->count ? w->words[i] : "nothing", row->kind);
            }
        } while (strcmp(row->kind, "list") == 0 && i + 1 < w->count && w->words[i + 1][0] != '-');
    }
}

static launch_layout llama_on_4(void)
{
    return (launch_layout){.engine = "vllm",
                           .model = "llama-3.1-70b",
                           .repository = "meta-llama/Llama-3.1-70B",
                           .precision = "fp8",
                           .native = "bf16",
                           .kv_bits = 16,
                           .is_nvidia = true,
                           .tp = 4,
                           .pp = 1,
                           .ep = 1,
                           .dp = 1,
                           .sequences = 48,
                           .context_tokens = 4096,
                           .chunk_tokens = 8192,
                           .memory_frac = 0.9,
                           .replicas = 4};
}

static launch_load chat_load(void)
{
    return (launch_load){.requests_per_s = 20,
                         .replica_requests_per_s = 5,
                         .input_tokens = 1500,
                         .output_tokens = 400,
                         .ttft_s = 1,
                         .tpot_s = 0.04,
                         .quantile = 0.95};
}

static const char *const formats[] = {"bf16", "fp8", "fp8-kv8", "fp8-block", "nvfp4", "mxfp8", "w8a16"};
static const char *const natives[] = {"bf16", "fp8-block", "mxfp4-experts"};

static void check_layout(const launch_layout *l)
{
    launch_words w;
    launch_load load = chat_load();
    for (int engine = 0; engine < LAUNCH_NONE; engine++) {
        assert_true(launch_server(&w, l, (launch_engine)engine));
        check_command(&w, launch_engine_name((launch_engine)engine));
        load.input_cv = l->pp > 1 ? 0.5 : 0;
        load.output_cv = l->dp > 1 ? 1 : 0;
        load.cached_frac = l->tp > 1 ? 0.6 : 0;
        launch_test(&w, l, &load, (launch_engine)engine);
        check_command(&w, "vllm-bench");
    }
}

static void every_flag_of_every_layout_is_known_and_typed(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3 * 2 * 2 * 2 * 7 * 3; i++) {
        launch_layout l = llama_on_4();
        l.tp = (int64_t)1 << (i % 3);
        l.pp = 1 + (int64_t)(i / 3 % 2);
        l.dp = 1 + (int64_t)(i / 6 % 2) * 3;
        l.ep = i / 12 % 2 ? l.tp * l.dp : 1;
        l.precision = formats[i / 24 % 7];
        l.native = natives[i / 168 % 3];
        l.kv_bits = strcmp(l.precision, "fp8-kv8") == 0 ? 8 : 16;
        check_layout(&l);
    }
}

static const char *line_of(const launch_layout *l, launch_engine engine)
{
    static launch_text t;
    launch_words w;
    memset(&t, 0, sizeof t);
    assert_true(launch_server(&w, l, engine));
    launch_put_shell(&t, &w, 1000);
    assert_false(t.is_cut);
    return t.text;
}

static void a_dense_model_on_four_gpus(void **state)
{
    launch_layout l = llama_on_4();
    (void)state;
    assert_string_equal(line_of(&l, LAUNCH_VLLM),
                        "vllm serve meta-llama/Llama-3.1-70B --tensor-parallel-size 4 --max-model-len 4096 "
                        "--max-num-seqs 48 --max-num-batched-tokens 8192 --gpu-memory-utilization 0.9 "
                        "--quantization fp8 --host 0.0.0.0 --port 8000\n");
    l.kv_bits = 8;
    l.precision = "fp8-kv8";
    assert_non_null(strstr(line_of(&l, LAUNCH_VLLM), " --quantization fp8 --kv-cache-dtype fp8 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_SGLANG), "--quantization fp8 --kv-cache-dtype fp8_e4m3 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_TRTLLM), " --config trtllm.yaml "));
}

/* The header's example: tp 2, dp 4, ep 8; 48 sequences are 12 on each of 4 replicas. */
static void attention_replicas_in_the_words_of_each_engine(void **state)
{
    launch_layout l = llama_on_4();
    (void)state;
    l.native = l.precision = "fp8-block";
    l.tp = 2;
    l.dp = 4;
    l.ep = 8;
    assert_non_null(
        strstr(line_of(&l, LAUNCH_VLLM), " --tensor-parallel-size 2 --data-parallel-size 4 --enable-expert-parallel "));
    assert_non_null(strstr(line_of(&l, LAUNCH_VLLM), " --max-num-seqs 12 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_SGLANG), " --tp-size 8 --attn-dp-size 4 --ep-size 8 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_SGLANG), " --max-running-requests 48 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_TRTLLM), " --tp_size 8 --ep_size 8 "));
    assert_non_null(strstr(line_of(&l, LAUNCH_TRTLLM), " --max_batch_size 12 "));
    assert_null(strstr(line_of(&l, LAUNCH_VLLM), "--quantization"));
}

static void an_expert_layout_that_vllm_cannot_have_is_said(void **state)
{
    launch_layout l = llama_on_4();
    launch_words w;
    (void)state;
    l.dp = 2;
    l.ep = 4;
    assert_true(launch_server(&w, &l, LAUNCH_VLLM));
    assert_int_equal(w.n_notes, 1);
    assert_non_null(strstr(w.notes[0], "8 ranks, the estimate over 4"));
}

/* A checkpoint that the catalog does not know is a placeholder that is said, never a guess. */
static void an_unknown_checkpoint_is_a_placeholder_that_is_said(void **state)
{
    launch_layout l = llama_on_4();
    launch_words w;
    (void)state;
    l.precision = "nvfp4";
    assert_true(launch_server(&w, &l, LAUNCH_VLLM));
    assert_string_equal(w.words[2], "YOUR-LLAMA-3.1-70B-IN-NVFP4");
    assert_int_equal(w.n_notes, 1);
    l.precision = "fp8"; /* TensorRT-LLM does not quantise while it loads */
    assert_true(launch_server(&w, &l, LAUNCH_TRTLLM));
    assert_string_equal(w.words[1], "YOUR-LLAMA-3.1-70B-IN-FP8");
    l.precision = "bf16";
    l.repository = "";
    assert_true(launch_server(&w, &l, LAUNCH_VLLM));
    assert_string_equal(w.words[2], "YOUR-LLAMA-3.1-70B-IN-BF16");
    assert_non_null(strstr(w.notes[0], "no repository"));
}

static void engines_quantise_what_they_can_while_they_load(void **state)
{
    launch_layout l = llama_on_4();
    (void)state;
    l.precision = "fp8-block-kv8";
    assert_true(launch_has_checkpoint(&l, LAUNCH_VLLM));
    assert_non_null(strstr(line_of(&l, LAUNCH_VLLM), " --quantization fp8_per_block "));
    assert_false(launch_has_checkpoint(&l, LAUNCH_SGLANG));
    assert_non_null(strstr(line_of(&l, LAUNCH_SGLANG), " --model-path YOUR-LLAMA-3.1-70B-IN-FP8-BLOCK "));
    l.native = "fp8-block"; /* published so: no word is needed */
    assert_true(launch_has_checkpoint(&l, LAUNCH_SGLANG));
    assert_null(strstr(line_of(&l, LAUNCH_VLLM), "--quantization"));
    l.precision = "fp8"; /* of 8-bit weights none is made */
    assert_false(launch_has_checkpoint(&l, LAUNCH_VLLM));
    assert_null(strstr(line_of(&l, LAUNCH_VLLM), "--quantization"));
}

static void several_servers_are_said(void **state)
{
    launch_layout l = llama_on_4();
    launch_words w;
    (void)state;
    l.tp = 8;
    assert_true(launch_server(&w, &l, LAUNCH_VLLM));
    assert_int_equal(w.n_notes, 0);
    l.pp = 2;
    assert_true(launch_server(&w, &l, LAUNCH_VLLM));
    assert_non_null(strstr(w.notes[0], "16 GPUs span several servers"));
}

static void llama_cpp_has_one_context_for_all_slots(void **state)
{
    launch_layout l = llama_on_4();
    (void)state;
    l.tp = 1;
    l.precision = "q4_k_m";
    l.sequences = 4;
    l.chunk_tokens = 512;
    assert_string_equal(line_of(&l, LAUNCH_LLAMACPP),
                        "llama-server --model llama-3.1-70b-q4_k_m.gguf --n-gpu-layers 999 --ctx-size 16384 "
                        "--parallel 4 --ubatch-size 512 --host 0.0.0.0 --port 8000\n");
}

static void engines_by_id(void **state)
{
    launch_words w;
    launch_layout l = llama_on_4();
    (void)state;
    assert_int_equal(launch_engine_of("vllm-0.11"), LAUNCH_VLLM);
    assert_int_equal(launch_engine_of("trtllm"), LAUNCH_TRTLLM);
    assert_int_equal(launch_engine_of("llamacpp-2024"), LAUNCH_LLAMACPP);
    assert_int_equal(launch_engine_of("vllmx"), LAUNCH_NONE);
    assert_int_equal(launch_engine_of("deepspeed"), LAUNCH_NONE);
    assert_int_equal(launch_engine_of(""), LAUNCH_NONE);
    assert_false(launch_server(&w, &l, LAUNCH_NONE));
}

/* 20 requests/s on 4 replicas: 5 on the one that is tested, for 300 s. cv 0.5: r = 0.5 * sqrt(3) = 0.87. */
static void a_load_test_has_the_share_of_one_replica(void **state)
{
    launch_layout l = llama_on_4();
    launch_load load = chat_load();
    launch_words w;
    launch_text t = {.used = 0};
    (void)state;
    load.input_cv = 0.5;
    load.cached_frac = 0.2;
    launch_test(&w, &l, &load, LAUNCH_VLLM);
    launch_put_shell(&t, &w, 1000);
    assert_string_equal(t.text, "vllm bench serve --backend openai --base-url http://localhost:8000 --model "
                                "meta-llama/Llama-3.1-70B --dataset-name random --random-input-len 1200 "
                                "--random-output-len 400 --random-prefix-len 300 --random-range-ratio "
                                "'{\"input\": 0.87, \"output\": 0}' --ignore-eos --request-rate 5 --num-prompts 1500 "
                                "--percentile-metrics ttft,tpot --metric-percentiles 50,95 --goodput ttft:1000 tpot:40 "
                                "--save-result --result-filename load-test.json\n");
    assert_int_equal(w.n_notes, 1);
    load.output_cv = 1; /* beyond what the tool can draw */
    launch_test(&w, &l, &load, LAUNCH_VLLM);
    assert_int_equal(w.n_notes, 2);
}

static void the_load_test_is_read_back_by_calibrate(void **state)
{
    launch_layout l = llama_on_4();
    launch_load load = chat_load();
    launch_words w;
    launch_text t = {.used = 0};
    (void)state;
    assert_false(launch_calibrate(&w, &l, &load)); /* neither accelerator nor version is known */
    l.hw = "h100-sxm5-80gb";
    memcpy(l.version, "0.24", 5);
    load.cached_frac = 0.2;
    assert_true(launch_calibrate(&w, &l, &load));
    launch_put_shell(&t, &w, 1000);
    assert_string_equal(
        t.text, "toll calibrate load-test.json --model llama-3.1-70b --hw h100-sxm5-80gb --precision fp8 --engine "
                "vllm@0.24 --tp 4 --pp 1 --ep 1 --dp 1 --prefix-hit 0.2 --write measured.csv\n");
}

static const char *value_of(const launch_words *w, const char *flag)
{
    for (int i = 0; i + 1 < w->count; i++) {
        if (strcmp(w->words[i], flag) == 0) {
            return w->words[i + 1];
        }
    }
    return "";
}

static void a_load_test_is_long_enough_and_ends(void **state)
{
    launch_layout l = llama_on_4();
    launch_load load = chat_load();
    launch_words w;
    (void)state;
    load.replica_requests_per_s = 0.001;
    launch_test(&w, &l, &load, LAUNCH_VLLM);
    check_command(&w, "vllm-bench");
    assert_string_equal(value_of(&w, "--num-prompts"),
                        "20"); /* 0.001 requests/s: five hours and a half, which is said */
    assert_non_null(strstr(w.notes[0], "takes 333 minutes"));
    load.replica_requests_per_s = 0.02; /* 72 in an hour, where 200 would be good */
    launch_test(&w, &l, &load, LAUNCH_VLLM);
    assert_string_equal(value_of(&w, "--num-prompts"), "72");
    load.replica_requests_per_s = 1e9;
    launch_test(&w, &l, &load, LAUNCH_SGLANG);
    check_command(&w, "vllm-bench");
}

static void words_are_quoted_where_a_shell_needs_it(void **state)
{
    launch_words w = {.count = 0};
    launch_text t = {.used = 0};
    (void)state;
    launch_word(&w, "echo");
    launch_word(&w, "it's $HOME");
    launch_word(&w, "%s", "");
    launch_put_shell(&t, &w, 1000);
    assert_string_equal(t.text, "echo 'it'\\''s $HOME' ''\n");
    t.used = 0;
    launch_put_yaml(&t, "a\"b\\c: # no");
    assert_string_equal(t.text, "\"a\\\"b\\\\c: # no\"");
}

static void a_line_breaks_before_flags_and_never_behind_them(void **state)
{
    launch_layout l = llama_on_4();
    launch_words w;
    launch_text t = {.used = 0};
    (void)state;
    launch_server(&w, &l, LAUNCH_VLLM);
    launch_put_shell(&t, &w, 78);
    for (char *line = strtok(t.text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        assert_true(strlen(line) <= 80);
        assert_true(strncmp(line, "vllm", 4) == 0 || strncmp(line, "    --", 6) == 0);
    }
}

static void what_is_too_long_is_marked(void **state)
{
    launch_words w = {.count = 0};
    launch_text t = {.used = 0};
    (void)state;
    for (int i = 0; i < LAUNCH_WORDS; i++) {
        launch_word(&w, "x");
    }
    assert_false(w.is_cut);
    launch_word(&w, "x");
    assert_true(w.is_cut);
    memset(&w, 0, sizeof w);
    launch_word(&w, "%0*d", LAUNCH_WORD_BYTES, 0);
    assert_true(w.is_cut);
    launch_print(&t, "%0*d", LAUNCH_TEXT_BYTES, 0);
    assert_true(t.is_cut);
}

static int occurrences(const char *text, const char *word)
{
    int count = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        count++;
    }
    return count;
}

static void manifests_have_the_words_of_the_line(void **state)
{
    launch_layout l = llama_on_4();
    launch_text t;
    (void)state;
    assert_true(launch_kubernetes(&t, &l, LAUNCH_VLLM));
    assert_false(t.is_cut);
    assert_int_equal(occurrences(t.text, "            - \""), 19);
    assert_non_null(strstr(t.text, "replicas: 4\n"));
    assert_non_null(strstr(t.text, "limits: {nvidia.com/gpu: 4}\n"));
    assert_non_null(strstr(t.text, "name: llama-3-1-70b\n"));
    assert_non_null(strstr(t.text, "            - \"--tensor-parallel-size\"\n            - \"4\"\n"));
    assert_true(launch_compose(&t, &l, LAUNCH_VLLM));
    assert_non_null(strstr(t.text, "count: 4, "));
    assert_non_null(strstr(t.text, "# One of 4 replicas"));
    l.is_nvidia = false;
    l.is_amd = true;
    assert_true(launch_kubernetes(&t, &l, LAUNCH_VLLM));
    assert_non_null(strstr(t.text, "limits: {amd.com/gpu: 4}\n"));
    assert_true(launch_compose(&t, &l, LAUNCH_LLAMACPP));
    assert_non_null(strstr(t.text, "/dev/kfd"));
    assert_non_null(strstr(t.text, "- \"/app/llama-server\"\n"));
}

static void no_manifest_where_no_image_is_known(void **state)
{
    launch_layout l = llama_on_4();
    launch_text t;
    (void)state;
    l.is_nvidia = false;
    assert_false(launch_kubernetes(&t, &l, LAUNCH_VLLM));
    assert_string_equal(t.text, "");
    assert_false(launch_compose(&t, &l, LAUNCH_NONE));
    l.is_amd = true;
    assert_false(launch_compose(&t, &l, LAUNCH_TRTLLM));
}

static void a_configuration_file_is_in_the_manifest(void **state)
{
    launch_layout l = llama_on_4();
    launch_text t;
    (void)state;
    l.kv_bits = 8;
    l.dp = 2;
    assert_true(launch_compose(&t, &l, LAUNCH_TRTLLM));
    assert_non_null(strstr(t.text, "#   kv_cache_config:\n#     dtype: fp8\n#   enable_attention_dp: true\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flag_of_every_layout_is_known_and_typed),
        cmocka_unit_test(a_dense_model_on_four_gpus),
        cmocka_unit_test(attention_replicas_in_the_words_of_each_engine),
        cmocka_unit_test(an_expert_layout_that_vllm_cannot_have_is_said),
        cmocka_unit_test(an_unknown_checkpoint_is_a_placeholder_that_is_said),
        cmocka_unit_test(engines_quantise_what_they_can_while_they_load),
        cmocka_unit_test(several_servers_are_said),
        cmocka_unit_test(llama_cpp_has_one_context_for_all_slots),
        cmocka_unit_test(engines_by_id),
        cmocka_unit_test(a_load_test_has_the_share_of_one_replica),
        cmocka_unit_test(a_load_test_is_long_enough_and_ends),
        cmocka_unit_test(the_load_test_is_read_back_by_calibrate),
        cmocka_unit_test(words_are_quoted_where_a_shell_needs_it),
        cmocka_unit_test(a_line_breaks_before_flags_and_never_behind_them),
        cmocka_unit_test(what_is_too_long_is_marked),
        cmocka_unit_test(manifests_have_the_words_of_the_line),
        cmocka_unit_test(no_manifest_where_no_image_is_known),
        cmocka_unit_test(a_configuration_file_is_in_the_manifest),
    };
    return cmocka_run_group_tests(tests, read_flags, NULL);
}
