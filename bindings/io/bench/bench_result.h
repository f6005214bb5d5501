/* SPDX-License-Identifier: Apache-2.0 */
/* From the pairs of one result to its row, by the tool that wrote it. */
#ifndef TOLL_IO_BENCH_RESULT_H
#define TOLL_IO_BENCH_RESULT_H

#include "bench/bench_facts.h"
#include "toll_io.h"

/* The tool whose keys these are; 0: none that is known. */
uint32_t toll__bench_format(const bench_facts *facts);

/* Fills a row, checks it, and sets its flags. err names the key. */
toll_status toll__bench_read(const bench_facts *facts, uint32_t format, toll_io_bench *row, toll_error *err);

/* Each tool's own. */
toll_status toll__bench_read_serving(const bench_facts *facts, toll_io_bench *row, toll_error *err);
toll_status toll__bench_read_one_batch(const bench_facts *facts, toll_io_bench *row, toll_error *err);
toll_status toll__bench_read_aiperf(const bench_facts *facts, toll_io_bench *row, toll_error *err);
toll_status toll__bench_read_llama(const bench_facts *facts, toll_io_bench *row, toll_error *err);
toll_status toll__bench_read_llmperf(const bench_facts *facts, toll_io_bench *row, toll_error *err);
toll_status toll__bench_read_calibration(const bench_facts *facts, toll_io_bench *row, toll_error *err);

/* Ranges, contradictions, flags: the same for all tools. */
toll_status toll__bench_check(toll_io_bench *row, toll_error *err);

/* ---- for the readers ---- */

/* A whole number of requests or accelerators. */
toll_status toll__bench_count(const bench_facts *facts, const char *keys, int64_t *count, bool *has, toll_error *err);

/* A metric, times `factor`; sets the bit where it is there. */
toll_status toll__bench_metric(const bench_facts *facts, const char *keys, double factor, uint64_t bit,
                               toll_io_bench *row, double *value, toll_error *err);

/* Closed loop, open loop or a burst, from the rate that was asked for (0: none) and the most in flight (0: no limit).
 * e2e_s and finished_per_s decide which of the two held where both are given. */
void toll__bench_arrivals(toll_io_bench *row, double rate, double most, double e2e_s, double finished_per_s);

#endif
