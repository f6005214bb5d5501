/* SPDX-License-Identifier: Apache-2.0 */
/* CSV files of 1, 4 and 16 MB, of plain and of quoted cells, and scenario files of three sizes: ns a byte (100 MB/s are
 * 10). The same figure at each size means linear time. Not a test. */
#include <string.h>
#include <unistd.h>

#include "bench/measure.h"
#include "table/csv_table.h"
#include "toll_io.h"

static char path[] = "/tmp/toll_bench_XXXXXX";
static char *text;
static size_t length;

static void make_text(size_t size, const char *head, const char *line)
{
    const size_t step = strlen(line);
    length = strlen(head);
    memcpy(text, head, length);
    for (; length + step <= size; length += step)
        memcpy(text + length, line, step);
}

static void write_text(void)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        exit(1);
}

static void read_csv(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++) {
        toll__csv_table csv;
        if (toll__csv_read(path, "bench.csv", CSV_BYTES_MAX, &csv, NULL) != TOLL_OK)
            exit(1);
        toll__csv_release(&csv);
    }
}

static void parse_scenario(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++) {
        uint64_t n_rows = 0;
        if (toll_io_parse_scenario(text, length, NULL, NULL, 0, sizeof(toll_tco_row), &n_rows, NULL) != TOLL_E_BUFFER)
            exit(1);
    }
}

static void measure_text(const char *what, measured_work *run)
{
    char name[64];
    snprintf(name, sizeof name, "%s_%zu_kB_byte_ns", what, length / 1000);
    measure(name, run, 1, (double)length);
}

int main(void)
{
    text = malloc(16000000);
    if (text == NULL || mkstemp(path) < 0)
        return 1;
    for (size_t size = 1000000; size <= 16000000; size *= 4) {
        make_text(size, "model,at,input,output\n", "gpt-5-mini,2026-11-01T09:30:00Z,12345,678\n");
        write_text();
        measure_text("csv_plain", read_csv);
        make_text(size, "model,at,input,output\n", "\"gpt-5-mini\",\"2026-11-01T09:30:00Z\",\"12345\",\"678\"\n");
        write_text();
        measure_text("csv_quoted", read_csv);
    }
    for (size_t size = 64000; size <= 1024000; size *= 4) {
        make_text(size, "horizon = 36\n[own] Own\n", "cost staff per fte per year = 150k [120k .. 200k] x 2\n");
        measure_text("scenario", parse_scenario);
    }
    unlink(path);
    return 0;
}
