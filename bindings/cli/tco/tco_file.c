/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a scenario file by libtoll-io and resolves it to a plan. The library names a row in its errors; tco_file
 * keeps the line of each row, so that the complaint names the line. */
#include "tco/tco_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll_io.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "output/give_up.h"

/* "8 %" and "0.08" are one number to the library; which of them was written tells a slip. */
static void find_percents(tco_file *f, const char *text, uint64_t length)
{
    const char *at = text, *end = text + length;
    uint32_t line = 1;
    f->has_percent = claim(f->n_rows, sizeof *f->has_percent);
    for (uint64_t i = 0; i < f->n_rows; i++) {
        while (at < end && line < f->lines[i]) {
            line += *at++ == '\n';
        }
        for (const char *c = at; c < end && *c != '\n' && *c != '#'; c++) {
            f->has_percent[i] = f->has_percent[i] || *c == '%';
        }
    }
}

static bool read_scenario_rows(tco_file *f, const char *text, uint64_t length)
{
    toll_error err = {0};
    uint64_t size = sizeof *f->rows;
    toll_status status = toll_io_parse_scenario(text, length, NULL, NULL, 0, size, &f->n_rows, &err);
    if (status == TOLL_E_BUFFER) {
        f->rows = claim(f->n_rows, sizeof *f->rows);
        f->lines = claim(f->n_rows, sizeof *f->lines);
        status = toll_io_parse_scenario(text, length, f->rows, f->lines, f->n_rows, size, &f->n_rows, &err);
    }
    if (status != TOLL_OK) {
        complain("%s: %s", f->path, err.message);
        return false;
    }
    if (f->n_rows == 0) {
        complain("%s holds no rows: see toll tco --help", f->path);
        return false;
    }
    find_percents(f, text, length);
    return true;
}

/* The library names the row; a person wants its line. */
static bool complain_row(const tco_file *f, const toll_error *err)
{
    if (err->row >= 0 && (uint64_t)err->row < f->n_rows) {
        char text[120], row[32];
        tco_row_text(&f->rows[err->row], text, sizeof text);
        snprintf(row, sizeof row, " of row %lld", (long long)err->row);
        const char *at = strstr(err->message, row);
        int before = at != NULL ? (int)(at - err->message) : 0;
        complain("%s: line %u: %s: %.*s%s", f->path, f->lines[err->row], text, before, err->message,
                 at != NULL ? at + strlen(row) : err->message);
    } else {
        complain("%s: %s", f->path, err->message);
    }
    return false;
}

static bool resolve_scenario(tco_file *f)
{
    toll_error err = {0};
    f->plan_size = toll_tco_plan_size(f->n_rows);
    f->plan = claim(f->plan_size, 1);
    start_struct(&f->conventions, sizeof f->conventions, TOLL_KIND_TCO_CONVENTIONS);
    if (toll_tco_resolve(f->rows, f->n_rows, sizeof *f->rows, f->plan, f->plan_size, &err) != TOLL_OK ||
        toll_tco_get_conventions(f->plan, f->plan_size, &f->conventions, &err) != TOLL_OK) {
        return complain_row(f, &err);
    }
    for (uint64_t i = 0; i < f->n_rows && f->n_options < TCO_OPTIONS; i++) {
        if (f->rows[i].kind == TOLL_TCO_OPTION) {
            f->options[f->n_options] = f->rows[i].option;
            f->names[f->n_options++] = f->rows[i].text;
        }
    }
    return true;
}

bool tco_file_load(tco_file *f, const char *path)
{
    toll__io_bytes file;
    memset(f, 0, sizeof *f);
    f->path = path;
    if (!input_read(path, SCENARIO_BYTES_MAX, &file)) {
        return false;
    }
    bool is_read = file.length > 0 ? read_scenario_rows(f, file.bytes, file.length) && resolve_scenario(f)
                                   : complain("%s is empty", path) == EXIT_FINE;
    toll__io_release(&file);
    return is_read;
}

void tco_file_free(tco_file *f)
{
    free(f->rows);
    free(f->lines);
    free(f->has_percent);
    free(f->plan);
    memset(f, 0, sizeof *f);
}

void tco_row_text(const toll_tco_row *row, char *text, size_t size)
{
    const char *category = toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, row->category);
    const char *basis = toll_tco_get_name(TOLL_TCO_LIST_BASIS, row->basis);
    const char *time = row->time != TOLL_TCO_ONCE ? toll_tco_get_name(TOLL_TCO_LIST_TIME, row->time) : "";
    bool is_curve = row->kind == TOLL_TCO_CURVE_RATE || row->kind == TOLL_TCO_CURVE_POINT;
    const char *subject = is_curve ? toll_tco_get_name(TOLL_TCO_LIST_CURVE, row->subject) : "";
    snprintf(text, size, "%s%s%s%s%s%s%s%s%s", toll_tco_get_name(TOLL_TCO_LIST_KIND, row->kind),
             category[0] != 0 ? " " : "", category, subject[0] != 0 ? " " : "", subject, basis[0] != 0 ? " per " : "",
             basis, time[0] != 0 ? " per " : "", time);
}
