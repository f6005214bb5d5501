/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog import --from skypilot: CSV of a cloud's instances to rows in the form of lib/catalog/data/instances.csv.
 *
 *     InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,Region,SpotPrice
 *     p5.48xlarge,H100,8,192,2048,55.04,us-east-1,20.90
 *     -> aws/p5.48xlarge/us-east-1,aws,p5.48xlarge,us-east-1,h100-sxm5-80gb?,H100,8,192,2048Gi,55.04,,,20.90,on_demand,...
 *
 * The catalog has one line a zone. Those of one type and region become one row: the on-demand price must be the same, and
 * of several spot prices the lowest is kept. A price of 700.0 is the catalog's mark for "missing". A figure in doubt gets
 * the mark `?` and a note; a line without an accelerator that we know is counted and left out. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog_commands.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/out_file.h"
#include "output/outside_text.h"
#include "table/csv_table.h"

#define CELL      96
#define ROWS_MORE 1024 /* by which the list grows */

/* Accelerators as SkyPilot calls them. A name that does not tell the board (SXM or PCIe, or the memory) is doubtful. */
static const struct {
    const char *name, *id;
    bool is_doubtful;
} accelerators[] = {
    {"T4", "t4-16gb", false},
    {"L4", "l4-24gb", false},
    {"L40", "l40-48gb", false},
    {"L40S", "l40s-48gb", false},
    {"A10", "a10-24gb", false},
    {"A10G", "a10g-24gb", false},
    {"A40", "a40-48gb", false},
    {"A100", "a100-sxm4-40gb", true},
    {"A100-40GB", "a100-sxm4-40gb", true},
    {"A100-80GB", "a100-sxm4-80gb", true},
    {"A100-80GB-SXM", "a100-sxm4-80gb", false},
    {"H100", "h100-sxm5-80gb", true},
    {"H100-80GB", "h100-sxm5-80gb", true},
    {"H100-SXM", "h100-sxm5-80gb", false},
    {"H100-MEGA-80GB", "h100-sxm5-80gb", false},
    {"H100-PCIe", "h100-pcie-80gb", false},
    {"H100-NVL", "h100-nvl-94gb", false},
    {"H200", "h200-sxm-141gb", true},
    {"H200-SXM", "h200-sxm-141gb", false},
    {"GH200", "gh200-96gb", true},
    {"B200", "b200-sxm-180gb", false},
    {"B300", "b300-sxm-288gb", false},
    {"V100", "v100-sxm2-16gb", true},
    {"V100-32GB", "v100-sxm2-32gb", true},
    {"MI300X", "mi300x-192gb", false},
    {"MI325X", "mi325x-256gb", false},
    {"MI355X", "mi355x-288gb", false},
    {"RTX3090", "rtx-3090-24gb", false},
    {"RTX4090", "rtx-4090-24gb", false},
    {"RTX5090", "rtx-5090-32gb", false},
    {"RTXA6000", "rtx-a6000-48gb", false},
    {"RTX6000-Ada", "rtx-6000-ada-48gb", false},
    {"RTXPRO6000", "rtx-pro-6000-blackwell-96gb", false},
    {"Inferentia2", "inferentia2", false},
    {"Trainium", "trainium1", false},
};

#define N_ACCELERATORS (int)(sizeof accelerators / sizeof accelerators[0])

enum { TYPE, ACCELERATOR, COUNT, VCPUS, MEMORY, PRICE, REGION, SPOT, N_FIELDS };

static const char *const fields[N_FIELDS] = {"InstanceType", "AcceleratorName", "AcceleratorCount", "vCPUs",
                                             "MemoryGiB",    "Price",           "Region",           "SpotPrice"};

typedef struct instance_row {
    size_t line; /* among all that were read */
    char id[3 * CELL];
    char text[N_FIELDS][CELL];
    int accelerator;
    const char *note; /* "": none */
    bool is_price_doubtful, is_spot_doubtful;
} instance_row;

typedef struct instance_list {
    instance_row *rows;
    size_t n_rows;
    size_t n_lines, n_without, n_unknown, n_wrong, n_merged;
    char unknown[CELL]; /* the first accelerator that we do not know */
} instance_list;

/* ---- Lines ---- */

/* A decimal number of at most 12 digits, above 0; "" and 700 are absent. */
static bool is_amount(const char *text)
{
    size_t length = strspn(text, "0123456789.");
    return length > 0 && length <= 13 && text[length] == '\0' && strtod(text, NULL) > 0;
}

static bool is_absent(const char *text)
{
    return text[0] == '\0' || strcmp(text, "700.0") == 0 || strcmp(text, "700") == 0 || strcmp(text, "nan") == 0;
}

/* "2048.0" as "2048": whole numbers of some catalogs have a point. */
static void drop_point_zero(char *text)
{
    char *point = strchr(text, '.');
    if (point != NULL && strspn(point + 1, "0") == strlen(point + 1)) {
        *point = '\0';
    }
}

static int find_accelerator(const char *name)
{
    int i = 0;
    while (i < N_ACCELERATORS && strcmp(accelerators[i].name, name) != 0) {
        i++;
    }
    return i;
}

/* provider/instance/region in lower case, with hyphens for blanks. */
static void make_id(instance_row *row, const char *provider)
{
    snprintf(row->id, sizeof row->id, "%.31s/%.95s/%.95s", provider, row->text[TYPE], row->text[REGION]);
    for (char *at = row->id; *at != '\0'; at++) {
        *at = *at == ' ' ? '-' : (char)tolower((unsigned char)*at);
    }
}

/* Reads the cells of a line; false: a text is too long, or a number is none. */
static bool read_cells(instance_row *row, const toll__csv_table *csv, size_t line, const size_t *columns)
{
    for (int i = 0; i < N_FIELDS; i++) {
        const char *text = toll__csv_text(csv, line, columns[i]);
        if (strlen(text) >= CELL) {
            return false;
        }
        snprintf(row->text[i], CELL, "%s", text);
    }
    drop_point_zero(row->text[COUNT]);
    drop_point_zero(row->text[VCPUS]);
    drop_point_zero(row->text[MEMORY]);
    for (int i = PRICE; i <= SPOT; i += SPOT - PRICE) {
        if (is_absent(row->text[i])) {
            row->text[i][0] = '\0';
        } else if (!is_amount(row->text[i])) {
            return false;
        }
    }
    return row->text[COUNT][0] == '\0' || strspn(row->text[COUNT], "0123456789") == strlen(row->text[COUNT]);
}

/* What is wrong with prices that were read well. */
static void doubt_prices(instance_row *row)
{
    double price = strtod(row->text[PRICE], NULL), spot = strtod(row->text[SPOT], NULL);
    row->note = "";
    if (row->text[PRICE][0] != '\0' && row->text[SPOT][0] != '\0' && spot >= price) {
        row->is_price_doubtful = row->is_spot_doubtful = true;
        row->note = "on-demand is not above spot";
    }
}

/* The same type and region again, in another zone. */
static void merge_zone(instance_list *list, instance_row *kept, const instance_row *again)
{
    list->n_merged++;
    if (strcmp(kept->text[PRICE], again->text[PRICE]) != 0) {
        kept->is_price_doubtful = true;
        kept->note = "zones differ in the on-demand price";
    }
    bool has_spot = again->text[SPOT][0] != '\0';
    if (has_spot && (kept->text[SPOT][0] == '\0' || strtod(again->text[SPOT], NULL) < strtod(kept->text[SPOT], NULL))) {
        memcpy(kept->text[SPOT], again->text[SPOT], CELL);
    }
}

static int order_of_instances(const void *left, const void *right)
{
    const instance_row *a = left, *b = right;
    int by = strcmp(a->id, b->id);
    return by != 0 ? by : (a->line > b->line) - (a->line < b->line);
}

/* Sorts, and makes one row of the zones of a region. */
static void merge_zones(instance_list *list)
{
    size_t kept = 0;
    qsort(list->rows, list->n_rows, sizeof *list->rows, order_of_instances);
    for (size_t i = 1; i < list->n_rows; i++) {
        if (strcmp(list->rows[kept].id, list->rows[i].id) == 0) {
            merge_zone(list, &list->rows[kept], &list->rows[i]);
        } else {
            list->rows[++kept] = list->rows[i];
        }
    }
    list->n_rows = list->n_rows > 0 ? kept + 1 : 0;
}

static void add_row(instance_list *list, const instance_row *row)
{
    if (list->n_rows % ROWS_MORE == 0) {
        list->rows = claim_again(list->rows, list->n_rows + ROWS_MORE, sizeof *list->rows);
    }
    list->rows[list->n_rows++] = *row;
}

static void read_instance_line(instance_list *list, const toll__csv_table *csv, size_t line, const size_t *columns,
                               const char *provider)
{
    instance_row row = {.note = "", .line = list->n_lines++};
    if (!read_cells(&row, csv, line, columns)) {
        list->n_wrong++;
        return;
    }
    if (row.text[ACCELERATOR][0] == '\0' || row.text[TYPE][0] == '\0' || row.text[COUNT][0] == '\0') {
        list->n_without++;
        return;
    }
    row.accelerator = find_accelerator(row.text[ACCELERATOR]);
    if (row.accelerator == N_ACCELERATORS) {
        if (list->n_unknown++ == 0) {
            snprintf(list->unknown, sizeof list->unknown, "%s", row.text[ACCELERATOR]);
        }
        return;
    }
    if (row.text[PRICE][0] == '\0' && row.text[SPOT][0] == '\0') {
        list->n_wrong++;
        return;
    }
    make_id(&row, provider);
    doubt_prices(&row);
    add_row(list, &row);
}

static bool read_instances(instance_list *list, const char *path, const char *provider)
{
    toll__csv_table csv;
    toll_error err;
    size_t columns[N_FIELDS];
    if (toll__csv_read(path, path, input_limit(CSV_BYTES_MAX), &csv, &err) != TOLL_OK) {
        complain_place(&err);
        return false;
    }
    for (int i = 0; i < N_FIELDS; i++) {
        if (toll__csv_find_column(&csv, fields[i], &columns[i], &err) != TOLL_OK) {
            complain_place(&err);
            toll__csv_release(&csv);
            return false;
        }
    }
    for (size_t line = 1; line <= csv.n_rows; line++) {
        read_instance_line(list, &csv, line, columns, provider);
    }
    toll__csv_release(&csv);
    return true;
}

/* ---- Rows ---- */

static void put_fact(FILE *out, const char *text, bool is_doubtful)
{
    putc(',', out);
    outside_csv(out, text);
    fputs(is_doubtful && text[0] != '\0' ? "?" : "", out);
}

static void put_instance(FILE *out, const instance_row *row, const catalog_request *r)
{
    const int64_t date = r->source_date;
    outside_csv(out, row->id);
    put_fact(out, r->provider, false);
    put_fact(out, row->text[TYPE], false);
    put_fact(out, row->text[REGION], false);
    put_fact(out, accelerators[row->accelerator].id, accelerators[row->accelerator].is_doubtful);
    put_fact(out, row->text[ACCELERATOR], false);
    put_fact(out, row->text[COUNT], false);
    put_fact(out, row->text[VCPUS], false);
    fprintf(out, ",%s%s", row->text[MEMORY], row->text[MEMORY][0] != '\0' ? "Gi" : "");
    put_fact(out, row->text[PRICE], row->is_price_doubtful);
    fputs(",,", out);
    put_fact(out, row->text[SPOT], row->is_spot_doubtful);
    fputs(",on_demand,", out);
    if (date != 0) {
        fprintf(out, "%04d-%02d-%02d", (int)(date / 10000), (int)(date / 100 % 100), (int)(date % 100));
    }
    put_fact(out, row->note, false);
    put_fact(out, r->source != NULL ? r->source : "skypilot", false);
    putc('\n', out);
}

static bool write_instances(const catalog_request *r, instance_list *list)
{
    toll_error err = {0};
    FILE *out = out_file_open(r->out, &err);
    if (out == NULL) {
        return complain("%s: %s", r->out, err.message) == EXIT_FINE;
    }
    merge_zones(list);
    fputs("# SPDX-License-Identifier: Apache-2.0\n"
          "id,provider,instance,region,hw_id,gpu_name,gpus,vcpus,host_memory_bytes,on_demand_usd_per_hour,"
          "reserved_1y_usd_per_hour,reserved_3y_usd_per_hour,spot_usd_per_hour,price_kind,as_of,notes,source\n",
          out);
    for (size_t i = 0; i < list->n_rows; i++) {
        put_instance(out, &list->rows[i], r);
    }
    return out_file_close(&err) || complain("%s: %s", r->out, err.message) == EXIT_FINE;
}

static void report_instances(const catalog_request *r, const instance_list *list)
{
    FILE *out = strcmp(r->out, "-") == 0 ? stderr : stdout;
    if (r->output.is_json) {
        json j;
        json_answer(&j, "catalog import");
        json_text(&j, "from", "skypilot");
        json_text(&j, "file", r->out);
        json_integer(&j, "lines", (int64_t)list->n_lines);
        json_integer(&j, "instances", (int64_t)list->n_rows);
        json_integer(&j, "zones_merged", (int64_t)list->n_merged);
        json_integer(&j, "without_accelerator", (int64_t)list->n_without);
        json_integer(&j, "unknown_accelerator", (int64_t)list->n_unknown);
        json_maybe_text(&j, "first_unknown", list->unknown);
        json_integer(&j, "unreadable", (int64_t)list->n_wrong);
        json_close(&j);
        return;
    }
    outside_print(out,
                  "%s: %zu instances of %zu lines; %zu zones merged, %zu lines without an accelerator, %zu unreadable",
                  r->out, list->n_rows, list->n_lines, list->n_merged, list->n_without, list->n_wrong);
    fputc('\n', out);
    if (list->n_unknown > 0) {
        outside_print(out, "%zu lines left out: an accelerator that is not known (%s)", list->n_unknown, list->unknown);
        fputc('\n', out);
    }
}

int import_instances(const catalog_request *r, const screen *s)
{
    instance_list list = {0};
    (void)s;
    if (r->provider == NULL) {
        return complain("these files do not name their cloud: give --provider aws, gcp, ...");
    }
    bool is_done = true;
    for (int i = 0; is_done && i < r->n_files; i++) {
        is_done = read_instances(&list, r->files[i], r->provider);
    }
    is_done = is_done && write_instances(r, &list);
    if (is_done) {
        report_instances(r, &list);
    }
    free(list.rows);
    return is_done ? EXIT_FINE : EXIT_BAD_INPUT;
}
