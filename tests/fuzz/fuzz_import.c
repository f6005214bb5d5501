/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_import_prices(): any bytes as each catalog. What is read compiles to a book, is counted alike without room, and
 * is the same each time. */
#include "fuzz.h"

#include <toll_io.h>

#define ROWS 256

typedef struct import_result {
    toll_bill_row rows[ROWS];
    toll_io_remark remarks[ROWS];
    uint64_t n_rows, n_remarks;
} import_result;

static toll_status import_bytes(const char *text, size_t length, uint32_t format, uint64_t capacity, import_result *r,
                                toll_error *err)
{
    memset(r, 0, sizeof *r);
    return toll_io_import_prices(text, length, format, NULL, "fuzz", 20261130, capacity > 0 ? r->rows : NULL, capacity,
                                 sizeof r->rows[0], &r->n_rows, capacity > 0 ? r->remarks : NULL, capacity,
                                 sizeof r->remarks[0], &r->n_remarks, err);
}

/* Rows of an importer always make a book: it left out what could not. */
static void law_compiles(const import_result *r)
{
    static uint64_t book[1 << 16];
    uint64_t used = 0;
    toll_error err;
    if (r->n_rows == 0 || toll_book_size(r->n_rows) > sizeof book)
        return;
    const toll_status status = toll_book_compile(r->rows, r->n_rows, sizeof r->rows[0], book, sizeof book, &used, &err);
    law_status(status, &err);
    /* What one model says twice or against itself is for the compiler to refuse; nothing else may be wrong. */
    LAW(status == TOLL_OK || status == TOLL_E_CONFLICT || status == TOLL_E_STRING || status == TOLL_E_RANGE ||
        status == TOLL_E_MISSING);
}

static void law_remarks(const import_result *r)
{
    for (uint64_t i = 0; i < r->n_remarks; i++) {
        const toll_io_remark *remark = &r->remarks[i];
        LAW(remark->kind >= TOLL_IO_LEFT_OUT && remark->kind <= TOLL_IO_WRONG && remark->reserved == 0);
        LAW(memchr(remark->entry, 0, sizeof remark->entry) != NULL && remark->reason[0] != '\0');
        LAW(memchr(remark->field, 0, sizeof remark->field) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static import_result first, second;
    toll_error err;
    for (uint32_t format = 1; format <= 4; format++) {
        const char *text = (const char *)data;
        const toll_status status = law_status(import_bytes(text, size, format, ROWS, &first, &err), &err);
        LAW(import_bytes(text, size, format, ROWS, &second, NULL) == status);
        LAW(memcmp(&first, &second, sizeof first) == 0);
        if (status != TOLL_OK)
            continue;
        law_compiles(&first);
        law_remarks(&first);
        const toll_status counted = import_bytes(text, size, format, 0, &second, NULL);
        LAW(counted == (first.n_rows + first.n_remarks > 0 ? TOLL_E_BUFFER : TOLL_OK));
        LAW(second.n_rows == first.n_rows && second.n_remarks == first.n_remarks);
    }
    return 0;
}
