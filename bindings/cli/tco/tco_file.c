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
#include "input/price_books.h"
#include "output/give_up.h"

/* What the notes of the rows say, as the arrays that the study takes. */
static void keep_notes(tco_file *f)
{
    f->lines = claim(f->n_rows, sizeof *f->lines);
    f->has_percent = claim(f->n_rows, sizeof *f->has_percent);
    f->inputs = claim(f->n_rows, sizeof *f->inputs);
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const toll_io_scenario_note *note = &f->notes[i];
        f->lines[i] = note->line;
        f->has_percent[i] = note->has_percent != 0;
        f->inputs[i] = (toll_risk_input){note->shape, note->group, note->loading};
        f->has_groups = f->has_groups || note->group != 0;
    }
}

/* The books are opened with the first price that needs them: a scenario without one needs no book. */
typedef struct scenario_books {
    const char *path;
    price_books books;
    bool is_open;
} scenario_books;

static bool open_books(scenario_books *b)
{
    b->is_open = b->is_open || price_books_open(&b->books, b->path);
    return b->is_open;
}

static toll_status fail_closed(toll_error *err)
{
    *err = (toll_error){.code = TOLL_E_MISSING, .field_offset = -1, .row = -1};
    snprintf(err->message, sizeof err->message, "there is no price book");
    return TOLL_E_MISSING;
}

/* The prices of a scenario are those of toll price: the first book, then full.book. */
static toll_status find_tariff(void *context, const char *model, const char *book, int64_t at_s, toll_io_tariff *tariff,
                               toll_error *err)
{
    scenario_books *b = context;
    book_hit hit;
    if (book[0] != 0 && strcmp(book, "full") != 0) {
        return TOLL_E_UNSUPPORTED;
    }
    if (!open_books(b)) {
        return fail_closed(err);
    }
    toll_status status = book[0] != 0 ? price_books_resolve_full(&b->books, model, at_s, tariff->card, &hit, err)
                                      : price_books_resolve(&b->books, "", model, at_s, tariff->card, &hit, err);
    tariff->book = hit.book->bytes;
    tariff->book_size = hit.book->size;
    *tariff->found = hit.name;
    snprintf(tariff->book_name, sizeof tariff->book_name, "%s", hit.book == &b->books.full ? "full.book" : "");
    return status;
}

static bool read_scenario_rows(tco_file *f, scenario_books *books, const char *text, uint64_t length)
{
    toll_error err = {0};
    const char *path = strcmp(f->path, "-") == 0 ? NULL : f->path;
    uint64_t size = sizeof *f->rows, note_size = sizeof *f->notes;
    toll_status status = toll_io_read_scenario_with(text, length, path, find_tariff, books, NULL, NULL, 0, size,
                                                    note_size, &f->n_rows, &err);
    if (status == TOLL_E_BUFFER && strcmp(err.field, "capacity") == 0) { /* not the reader's own memory */
        f->rows = claim(f->n_rows, sizeof *f->rows);
        f->notes = claim(f->n_rows, sizeof *f->notes);
        status = toll_io_read_scenario_with(text, length, path, find_tariff, books, f->rows, f->notes, f->n_rows, size,
                                            note_size, &f->n_rows, &err);
    }
    if (status != TOLL_OK) {
        complain("%s: %s", f->path, err.message);
        return false;
    }
    if (f->n_rows == 0) {
        complain("%s holds no rows: see toll tco --help", f->path);
        return false;
    }
    keep_notes(f);
    return true;
}

static bool read_by_books(tco_file *f, const char *book, const toll__io_bytes *file)
{
    scenario_books books = {.path = book};
    bool is_read = read_scenario_rows(f, &books, file->bytes, file->length);
    if (books.is_open) {
        price_books_close(&books.books);
    }
    return is_read;
}

/* The library names fields of a row; a file has words. */
static const struct {
    const char *field, *words;
} file_words[] = {
    {"kind", "it"},
    {"basis", "what it is per"},
    {"from_period", "its period (@ from .. to)"},
    {"to_period", "its end (@ from .. to)"},
    {"time", "its unit of time (per hour, day, month, year)"},
    {"subject", "the word after it"},
    {"quantity", "its quantity (x 2)"},
    {"quantity_from", "its nodes (from .. below)"},
    {"quantity_below", "its nodes (from .. below)"},
    {"category", "its category"},
    {"currency", "its currency"},
    {"price_year", "its price year"},
    {"text", "its label"},
    {"value", "its value"},
    {"option", "its option"},
};

/* Reasons that speak of the numbers of a struct. */
static const struct {
    const char *reason, *words;
} file_reasons[] = {
    {" must be 0 where the basis is a flow", " must be left out: a flow is paid as it happens"},
    {" must be 0: a point of a curve has one period", " must be left out: a point of a curve is @ 12"},
    {" is the category of a share, so the basis must be capex or spend",
     " (of a category) goes with per capex or per spend"},
    {" must be above quantity_from", " must be from .. below, with below above from"},
    {" needs a price of tokens that go to the API (basis remote_...)",
     " needs a price of tokens that go to the API: cost api per remote_output and so on"},
};

static const char *words_of_field(const char *message, int length)
{
    for (size_t i = 0; i < sizeof file_words / sizeof file_words[0]; i++)
        if (strlen(file_words[i].field) == (size_t)length &&
            memcmp(message, file_words[i].field, (size_t)length) == 0) {
            return file_words[i].words;
        }
    return NULL;
}

static const char *words_of_reason(const char *reason)
{
    for (size_t i = 0; i < sizeof file_reasons / sizeof file_reasons[0]; i++)
        if (strcmp(reason, file_reasons[i].reason) == 0) {
            return file_reasons[i].words;
        }
    return reason;
}

/* "to_period of row 16 must be ..." as "line 9: pue: its end (@ from .. to) must be ...". */
static bool complain_row(const tco_file *f, const toll_error *err)
{
    if (err->row < 0 || (uint64_t)err->row >= f->n_rows) {
        complain("%s: %s", f->path, err->message);
        return false;
    }
    char text[120], row[32];
    const toll_io_scenario_note *note = &f->notes[err->row];
    tco_row_text(&f->rows[err->row], text, sizeof text);
    snprintf(row, sizeof row, " of row %lld", (long long)err->row);
    const char *at = strstr(err->message, row);
    int before = at != NULL ? (int)(at - err->message) : 0;
    const char *reason = words_of_reason(at != NULL ? at + strlen(row) : err->message);
    const char *field = words_of_field(err->message, before);
    complain("%s: %s%sline %u: %s: %.*s%s", f->path, note->file, note->file[0] != 0 ? ": " : "", note->line, text,
             field != NULL ? (int)strlen(field) : before, field != NULL ? field : err->message, reason);
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

bool tco_file_load(tco_file *f, const char *path, const char *book)
{
    toll__io_bytes file;
    memset(f, 0, sizeof *f);
    f->path = path;
    if (!input_read(path, SCENARIO_BYTES_MAX, &file)) {
        return false;
    }
    bool is_read = file.length > 0 ? read_by_books(f, book, &file) && resolve_scenario(f)
                                   : complain("%s is empty", path) == EXIT_FINE;
    toll__io_release(&file);
    return is_read;
}

void tco_file_free(tco_file *f)
{
    free(f->rows);
    free(f->lines);
    free(f->has_percent);
    free(f->notes);
    free(f->inputs);
    free(f->plan);
    memset(f, 0, sizeof *f);
}

static const char *subject_text(const toll_tco_row *row)
{
    if (row->kind == TOLL_TCO_CURVE_RATE || row->kind == TOLL_TCO_CURVE_POINT) {
        return toll_tco_get_name(TOLL_TCO_LIST_CURVE, row->subject);
    }
    return row->kind == TOLL_TCO_ENDS ? toll_tco_get_name(TOLL_TCO_LIST_SUPPLY, row->subject) : "";
}

void tco_row_text(const toll_tco_row *row, char *text, size_t size)
{
    const char *category = toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, row->category);
    const char *basis = toll_tco_get_name(TOLL_TCO_LIST_BASIS, row->basis);
    const char *time = row->time != TOLL_TCO_ONCE ? toll_tco_get_name(TOLL_TCO_LIST_TIME, row->time) : "";
    const char *subject = subject_text(row);
    snprintf(text, size, "%s%s%s%s%s%s%s%s%s", toll_tco_get_name(TOLL_TCO_LIST_KIND, row->kind),
             category[0] != 0 ? " " : "", category, subject[0] != 0 ? " " : "", subject, basis[0] != 0 ? " per " : "",
             basis, time[0] != 0 ? " per " : "", time);
}
