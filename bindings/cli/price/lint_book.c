/* SPDX-License-Identifier: Apache-2.0 */
/* toll book lint: the findings of book_lint.c, each at its file and line, or at its tariff and row of a book. */
#include "price/lint_book.h"

#include <stdlib.h>

#include "input/exit_codes.h"
#include "input/price_book.h"
#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/outside_text.h"
#include "price/book_lint.h"
#include "price/rows_file.h"

/* Where findings go. */
typedef struct findings {
    const char *file;
    const toll__csv_place *places; /* NULL: rows of a book */
    const toll_bill_row *rows;
    json *out; /* NULL: for people */
} findings;

static void put_finding(void *target, int64_t row, const char *finding)
{
    const findings *f = target;
    char place[256];
    int64_t head = row;
    if (f->places != NULL) {
        snprintf(place, sizeof place, "%s:%u", f->places[row].path, f->places[row].line);
    } else {
        while (head > 0 && f->rows[head].kind != TOLL_ROW_TARIFF) {
            head--;
        }
        snprintf(place, sizeof place, "%.100s %s row %lld", f->file, f->rows[head].text, (long long)(row - head));
    }
    if (f->out == NULL) {
        outside_line("%s: %s", place, finding);
        return;
    }
    json_object(f->out, NULL);
    json_text(f->out, "place", place);
    json_text(f->out, "finding", finding);
    json_close(f->out);
}

static int put_findings(bool is_json, findings *f, const toll_bill_row *rows, int64_t n_rows)
{
    json j;
    if (!is_json) {
        int found = lint_rows(rows, n_rows, put_finding, f);
        if (found == 0) {
            outside_line("%s: %s rows, nothing to remark", f->file, figure_count(n_rows).text);
        }
        return found == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
    }
    f->out = &j;
    json_answer(&j, "book lint");
    json_text(&j, "file", f->file);
    json_array(&j, "findings");
    int found = lint_rows(rows, n_rows, put_finding, f);
    json_close(&j);
    json_close(&j);
    return found == 0 ? EXIT_FINE : EXIT_BAD_INPUT;
}

static int lint_whole_book(const book_request *r)
{
    findings f = {r->file, NULL, NULL, NULL};
    pricebook b;
    if (!pricebook_read(&b, r->file)) {
        return EXIT_BAD_INPUT;
    }
    f.rows = b.rows;
    int code = put_findings(r->output.is_json, &f, b.rows, b.n_rows);
    pricebook_close(&b);
    return code;
}

/* Rows must make a book first: compiling refuses more than lint finds. */
static int lint_rows_file(const book_request *r)
{
    toll__tariff_rows rows = {0};
    uint64_t size;
    int code = EXIT_BAD_INPUT;
    void *bytes = rows_file_add(&rows, r->file) ? rows_compile(&rows, &size) : NULL;
    if (bytes != NULL) {
        findings f = {r->file, rows.places, rows.rows, NULL};
        code = put_findings(r->output.is_json, &f, rows.rows, (int64_t)rows.n_rows);
    }
    free(bytes);
    toll__tariff_rows_release(&rows);
    return code;
}

int lint_book(const book_request *r)
{
    return is_rows_file(r->file) ? lint_rows_file(r) : lint_whole_book(r);
}
