/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog import: files to one CSV file of rows by libtoll-io. What could not become rows is told by kind and field,
 * most frequent first, with an example; --json has every remark. */
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
#include "table/tariff_writer.h"

#ifndef TOLL_HAVE_IO

int import_prices(const catalog_request *r, const screen *s)
{
    (void)s;
    return complain(
        "\"%.60s\": this toll was built without libtoll-io, which reads catalogs; install libjsmn-dev, then "
        "run make clean and make again",
        r->files[0]);
}

#else

#include <toll_io.h>

typedef struct imported {
    toll_bill_row *rows;
    uint64_t n_rows;
    toll_io_remark *remarks;
    uint64_t n_remarks;
} imported;

static toll_status import_text(const catalog_request *r, const toll__io_bytes *file, imported *i, uint64_t n_rows,
                               uint64_t n_remarks, uint64_t *found_rows, uint64_t *found_remarks, toll_error *err)
{
    const char *source = r->source != NULL ? r->source : catalog_form_name(r->form);
    return toll_io_import_prices(file->bytes, file->length, (uint32_t)r->form, r->provider, source, r->source_date,
                                 n_rows > 0 ? i->rows + i->n_rows : NULL, n_rows, sizeof *i->rows, found_rows,
                                 n_remarks > 0 ? i->remarks + i->n_remarks : NULL, n_remarks, sizeof *i->remarks,
                                 found_remarks, err);
}

static bool import_file(const catalog_request *r, const char *path, imported *i)
{
    toll__io_bytes file;
    toll_error err;
    uint64_t n_rows = 0, n_remarks = 0;
    if (!input_read(path, MODEL_BYTES_MAX, &file)) {
        return false;
    }
    toll_status status = import_text(r, &file, i, 0, 0, &n_rows, &n_remarks, &err);
    if (status == TOLL_E_BUFFER && n_rows + n_remarks > 0) {
        i->rows = claim_again(i->rows, i->n_rows + n_rows + 1, sizeof *i->rows);
        i->remarks = claim_again(i->remarks, i->n_remarks + n_remarks + 1, sizeof *i->remarks);
        status = import_text(r, &file, i, n_rows, n_remarks, &n_rows, &n_remarks, &err);
    }
    toll__io_release(&file);
    if (status != TOLL_OK) {
        complain("%s: %s", path, err.message);
        return false;
    }
    i->n_rows += n_rows;
    i->n_remarks += n_remarks;
    return true;
}

/* ---- Report ---- */

static const char *const kinds[] = {
    [TOLL_IO_LEFT_OUT] = "left out",   [TOLL_IO_NOT_EXPRESSED] = "not expressed",
    [TOLL_IO_NAME_LOST] = "name lost", [TOLL_IO_SNAPPED] = "noise",
    [TOLL_IO_WRONG] = "no price",
};

static const char *kind_text(uint32_t kind)
{
    return kind > 0 && kind < sizeof kinds / sizeof kinds[0] ? kinds[kind] : "remark";
}

/* Names differ from model to model, so they are told by their reason alone. */
static const char *field_of(const toll_io_remark *remark)
{
    return remark->kind == TOLL_IO_NAME_LOST ? "" : remark->field;
}

static int order_of_remarks(const void *left, const void *right)
{
    const toll_io_remark *a = left, *b = right;
    int by = (a->kind > b->kind) - (a->kind < b->kind);
    by = by != 0 ? by : strcmp(field_of(a), field_of(b));
    by = by != 0 ? by : strcmp(a->reason, b->reason);
    by = by != 0 ? by : strcmp(a->entry, b->entry);
    return by != 0 ? by : strcmp(a->field, b->field);
}

static bool is_same_field(const toll_io_remark *a, const toll_io_remark *b)
{
    return a->kind == b->kind && strcmp(field_of(a), field_of(b)) == 0 && strcmp(a->reason, b->reason) == 0;
}

static int64_t count_tariffs(const imported *i)
{
    int64_t tariffs = 0;
    for (uint64_t row = 0; row < i->n_rows; row++) {
        tariffs += i->rows[row].kind == TOLL_ROW_TARIFF;
    }
    return tariffs;
}

static void put_remark_line(const screen *s, const toll_io_remark *remark, int64_t count)
{
    char text[400];
    snprintf(text, sizeof text, "%s%s%s (%.60s)", field_of(remark), field_of(remark)[0] != '\0' ? ": " : "",
             remark->reason, remark->entry);
    outside_print(s->out, "%6s  %-14s %s", figure_count(count).text, kind_text(remark->kind), text);
    fputc('\n', s->out);
}

/* One line for each kind, field and reason: how many, and the first of them. */
static void put_remarks(const screen *s, const imported *i)
{
    for (uint64_t first = 0, end; first < i->n_remarks; first = end) {
        for (end = first + 1; end < i->n_remarks && is_same_field(&i->remarks[first], &i->remarks[end]); end++) {
        }
        put_remark_line(s, &i->remarks[first], (int64_t)(end - first));
    }
}

static void json_import(const catalog_request *r, const imported *i)
{
    json j;
    json_answer(&j, "catalog import");
    json_text(&j, "from", catalog_form_name(r->form));
    json_text(&j, "file", r->out);
    json_integer(&j, "tariffs", count_tariffs(i));
    json_integer(&j, "rows", (int64_t)i->n_rows);
    json_array(&j, "remarks");
    for (uint64_t k = 0; k < i->n_remarks; k++) {
        json_object(&j, NULL);
        json_text(&j, "kind", kind_text(i->remarks[k].kind));
        json_text(&j, "entry", i->remarks[k].entry);
        json_text(&j, "field", i->remarks[k].field);
        json_text(&j, "reason", i->remarks[k].reason);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

/* Rows on stdout leave stderr for the report. */
static void report_import(const catalog_request *r, const screen *s, const imported *i)
{
    screen to = *s;
    to.out = strcmp(r->out, "-") == 0 ? stderr : stdout;
    qsort(i->remarks, i->n_remarks, sizeof *i->remarks, order_of_remarks);
    if (r->output.is_json) {
        json_import(r, i);
        return;
    }
    outside_print(to.out, "%s: %s tariffs, %s rows, %s remarks", r->out, figure_count(count_tariffs(i)).text,
                  figure_count((int64_t)i->n_rows).text, figure_count((int64_t)i->n_remarks).text);
    fputc('\n', to.out);
    put_remarks(&to, i);
}

static bool write_rows(const char *path, const imported *i)
{
    toll_error err = {0};
    FILE *file = out_file_open(path, &err);
    if (file == NULL) {
        return complain("%s: %s", path, err.message) == EXIT_FINE;
    }
    if (toll__tariff_write(file, i->rows, i->n_rows, &err) != TOLL_OK) {
        out_file_discard_open();
        return complain("%s: %s", path, err.message) == EXIT_FINE;
    }
    return out_file_close(&err) || complain("%s: %s", path, err.message) == EXIT_FINE;
}

int import_prices(const catalog_request *r, const screen *s)
{
    imported i = {0};
    bool is_done = true;
    for (int file = 0; is_done && file < r->n_files; file++) {
        is_done = import_file(r, r->files[file], &i);
    }
    is_done = is_done && (i.n_rows > 0 || complain("no model of it has a price that rows can say") == EXIT_FINE);
    is_done = is_done && write_rows(r->out, &i);
    if (is_done) {
        report_import(r, s, &i);
    }
    free(i.rows);
    free(i.remarks);
    return is_done ? EXIT_FINE : EXIT_BAD_INPUT;
}

#endif
