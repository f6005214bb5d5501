/* SPDX-License-Identifier: Apache-2.0 */
/* Measurements that the user names: results of load tests, or a calibration file. */
#ifndef TOLL_CLI_INPUT_BENCH_ROWS_H
#define TOLL_CLI_INPUT_BENCH_ROWS_H

#include <stdbool.h>

#include <toll_io.h>

#define BENCH_ROWS_MAX 4096

typedef struct bench_rows {
    const char **files; /* of each row: the file that it came from */
    uint64_t *hashes;   /* of that file's bytes: FNV-1a, 64 bits, by which a changed file is noticed */
    toll_io_bench *rows;
    uint64_t count;
} bench_rows;

/* Adds the results of a file, "-": stdin. must_be_calibration: a result of a load test is refused, and the other way
 * round. Complains and returns false on a mistake. */
bool bench_rows_add(bench_rows *b, const char *path, bool must_be_calibration);
void bench_rows_free(bench_rows *b);

/* "vllm bench serve", "llama-bench" and so on. */
const char *bench_tool_name(uint32_t format);

#endif
