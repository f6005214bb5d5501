/* SPDX-License-Identifier: Apache-2.0 */
/* Results that stand in lines: tables (CSV, Markdown, SQL) and what the tools print on the screen. */
#ifndef TOLL_IO_BENCH_LINES_H
#define TOLL_IO_BENCH_LINES_H

#include "bench/bench_facts.h"

#define BENCH_CELLS_MAX 128u /* llama-bench writes some 50 columns */

/* Takes one result; a status other than TOLL_OK ends the reading. */
typedef toll_status (*bench_take)(void *context, const bench_facts *facts, int64_t line, toll_error *err);

/* Lines of a text. */
typedef struct bench_lines {
    toll__io_span rest;
    int64_t number; /* of the line that was given last, from 1 */
} bench_lines;

/* The next line without its end; false behind the last. */
bool toll__bench_next_line(bench_lines *lines, toll__io_span *line);

toll__io_span toll__bench_trim(toll__io_span text);
bool toll__bench_begins(toll__io_span text, const char *with);

/* Splits a line at `separator`, outside of `quote` signs, which are taken off and undoubled in place (`room`, as long as
 * the line). Returns the number of cells; 0: more than BENCH_CELLS_MAX, or a quote that does not close. */
uint32_t toll__bench_split(toll__io_span line, char separator, char quote, char *room, toll__io_span *cells);

/* Tables. A header names the columns, and each line below is a result, but for exports of aiperf, where each line is a
 * metric. facts is scratch. */
toll_status toll__bench_read_table(toll__io_span text, bench_facts *facts, bench_take take, void *context,
                                   toll_error *err);

/* "Successful requests:      320" of vllm bench serve and sglang.bench_serving, several results in one text. */
toll_status toll__bench_read_console(toll__io_span text, bench_facts *facts, bench_take take, void *context,
                                     toll_error *err);

#endif
