/* SPDX-License-Identifier: Apache-2.0 */
/* Results of load tests and calibration files, read by libtoll-io. */
#include "input/bench_rows.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "output/give_up.h"

const char *bench_tool_name(uint32_t format)
{
    static const char *const names[] = {[TOLL_IO_BENCH_VLLM] = "vllm bench serve",
                                        [TOLL_IO_BENCH_SGLANG] = "sglang.bench_serving",
                                        [TOLL_IO_BENCH_ONE_BATCH] = "sglang.bench_one_batch",
                                        [TOLL_IO_BENCH_AIPERF] = "aiperf",
                                        [TOLL_IO_BENCH_LLAMA] = "llama-bench",
                                        [TOLL_IO_BENCH_LLMPERF] = "LLMPerf",
                                        [TOLL_IO_BENCH_CALIBRATION] = "toll calibrate"};
    return format < sizeof names / sizeof names[0] && names[format] != NULL ? names[format] : "?";
}

void bench_rows_free(bench_rows *b)
{
    free(b->files);
    free(b->hashes);
    free(b->rows);
    memset(b, 0, sizeof *b);
}

#ifndef TOLL_HAVE_IO

bool bench_rows_add(bench_rows *b, const char *path, bool must_be_calibration)
{
    (void)b;
    (void)must_be_calibration;
    return complain("\"%.60s\": this toll was built without libtoll-io, which reads results of load tests; install "
                    "libjsmn-dev, then run make clean and make again",
                    path) == 0;
}

#else

static uint64_t hash_bytes(const toll__io_bytes *file)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint64_t i = 0; i < file->length; i++) {
        hash = (hash ^ (unsigned char)file->bytes[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* Room for `more` rows behind those that are there. */
static void grow(bench_rows *b, uint64_t more)
{
    const bench_rows old = *b;
    const size_t count = (size_t)(old.count + more);
    b->rows = claim(count, sizeof *b->rows);
    b->files = claim(count, sizeof *b->files);
    b->hashes = claim(count, sizeof *b->hashes);
    if (old.count > 0) {
        memcpy(b->rows, old.rows, (size_t)old.count * sizeof *b->rows);
        memcpy(b->files, old.files, (size_t)old.count * sizeof *b->files);
        memcpy(b->hashes, old.hashes, (size_t)old.count * sizeof *b->hashes);
    }
    free(old.rows);
    free(old.files);
    free(old.hashes);
}

static bool refuse_file(const char *path, const toll_error *err)
{
    const char *const where = err->row > 0 ? "result or line " : "";
    if (err->row > 0) {
        complain("%s: %s%lld: %s", path, where, (long long)err->row, err->message);
    } else {
        input_complain(path, err);
    }
    return false;
}

static bool check_kind(const char *path, const toll_io_bench *row, bool must_be_calibration)
{
    const bool is_calibration = row->format == TOLL_IO_BENCH_CALIBRATION;
    if (must_be_calibration && !is_calibration) {
        complain("%s: a result of %s is no calibration: run toll calibrate %s --write FILE first", path,
                 bench_tool_name(row->format), path);
    } else if (!must_be_calibration && is_calibration) {
        complain("%s: this is a calibration already; give it to toll speed or toll cost with --calibration", path);
    }
    return is_calibration == must_be_calibration;
}

static bool add_text(bench_rows *b, const char *path, const toll__io_bytes *file, bool must_be_calibration)
{
    toll_error err = {0};
    uint64_t count = 0;
    toll_status status = toll_io_parse_bench(file->bytes, file->length, NULL, 0, sizeof *b->rows, &count, &err);
    if (status != TOLL_E_BUFFER && status != TOLL_OK) {
        return refuse_file(path, &err);
    }
    if (b->count + count > BENCH_ROWS_MAX) {
        complain("%s: more than %d results", path, BENCH_ROWS_MAX);
        return false;
    }
    grow(b, count);
    status = toll_io_parse_bench(file->bytes, file->length, b->rows + b->count, count, sizeof *b->rows, &count, &err);
    if (status != TOLL_OK) {
        return refuse_file(path, &err);
    }
    for (uint64_t i = b->count; i < b->count + count; i++) {
        b->files[i] = path;
        b->hashes[i] = hash_bytes(file);
        if (!check_kind(path, &b->rows[i], must_be_calibration)) {
            return false;
        }
    }
    b->count += count;
    return true;
}

bool bench_rows_add(bench_rows *b, const char *path, bool must_be_calibration)
{
    toll__io_bytes file;
    if (!input_read(path, TOLL_IO_TEXT_LIMIT, &file)) {
        return false;
    }
    const bool is_added = add_text(b, path, &file, must_be_calibration);
    toll__io_release(&file);
    return is_added;
}

#endif
