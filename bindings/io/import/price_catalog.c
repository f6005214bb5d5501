/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_import_prices(): a published price catalog to tariff rows, and remarks on what has no row. */
#include <stdlib.h>
#include <string.h>

#include "import/import_sources.h"
#include "text/io_error.h"
#include "text/text_check.h"

typedef toll_status catalog_importer(import_list *m, toll__json root, toll_error *err);

static catalog_importer *const importers[] = {NULL, toll__import_genai, toll__import_litellm, toll__import_models_dev,
                                              toll__import_openrouter};

#define N_IMPORTERS (sizeof importers / sizeof importers[0])

/* The caller's arrays, of any row size that this library knows. */
typedef struct import_target {
    toll_bill_row *rows;
    uint64_t row_capacity, row_stride;
    uint64_t *n_rows;
    toll_io_remark *remarks;
    uint64_t remark_capacity, remark_stride;
    uint64_t *n_remarks;
} import_target;

static toll_status check_stride(uint64_t capacity, uint64_t stride, uint64_t size, const char *field, toll_error *err)
{
    if (capacity > 0 && (stride < size || stride % 8 != 0))
        return toll__io_fail(err, TOLL_E_STRIDE, field, "%llu is no row size: at least %llu, a multiple of 8",
                             (unsigned long long)stride, (unsigned long long)size);
    return TOLL_OK;
}

static toll_status check_target(const import_target *t, toll_error *err)
{
    if (t->n_rows == NULL || t->n_remarks == NULL || (t->rows == NULL && t->row_capacity > 0) ||
        (t->remarks == NULL && t->remark_capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL, "rows", "a number or an array that must be given is NULL");
    const toll_status status = check_stride(t->row_capacity, t->row_stride, sizeof *t->rows, "rows_stride_bytes", err);
    if (status != TOLL_OK)
        return status;
    return check_stride(t->remark_capacity, t->remark_stride, sizeof *t->remarks, "remarks_stride_bytes", err);
}

static toll_status check_arguments(const char *text, uint32_t format, const char *source, int64_t source_date,
                                   toll_error *err)
{
    if (text == NULL || source == NULL)
        return toll__io_fail(err, TOLL_E_NULL, text == NULL ? "text" : "source", "is NULL");
    if (format == 0 || format >= N_IMPORTERS)
        return toll__io_fail(err, TOLL_E_RANGE, "format", "%u is no TOLL_IO_FORMAT_*, 1 .. 4", format);
    if (source_date < 0 || source_date > 99991231)
        return toll__io_fail(err, TOLL_E_RANGE, "source_date", "%lld is no date yyyymmdd", (long long)source_date);
    if (strlen(source) >= sizeof((toll_bill_row *)0)->source)
        return toll__io_fail(err, TOLL_E_RANGE, "source", "longer than 95 bytes");
    for (const char *at = source; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return toll__io_fail(err, TOLL_E_STRING, "source", "has a control character");
    return TOLL_OK;
}

/* Copies what was found, each row to its place; the rest of a larger row is 0. */
static void give_rows(const void *from, uint64_t count, size_t size, void *to, uint64_t stride)
{
    for (uint64_t i = 0; i < count; i++) {
        unsigned char *row = (unsigned char *)to + i * stride;
        memset(row, 0, (size_t)stride);
        memcpy(row, (const unsigned char *)from + i * size, size);
    }
}

static toll_status give_import(const import_list *m, const import_target *t, toll_error *err)
{
    if (m->status != TOLL_OK)
        return toll__io_fail(err, m->status, "text", "out of memory");
    *t->n_rows = m->n_rows;
    *t->n_remarks = m->n_remarks;
    if (m->n_rows > t->row_capacity || m->n_remarks > t->remark_capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "rows", "%llu rows and %llu remarks do not fit",
                             (unsigned long long)m->n_rows, (unsigned long long)m->n_remarks);
    give_rows(m->rows, m->n_rows, sizeof *m->rows, t->rows, t->row_stride);
    give_rows(m->remarks, m->n_remarks, sizeof *m->remarks, t->remarks, t->remark_stride);
    return TOLL_OK;
}

static toll_status import_text(import_list *m, toll__io_span text, uint32_t format, toll_error *err)
{
    toll__json_doc doc = {0};
    const toll_status status = toll__json_parse(&doc, text, "catalog", err);
    const toll_status read = status != TOLL_OK ? status : importers[format](m, toll__json_root(&doc), err);
    toll__json_release(&doc);
    return read;
}

toll_status toll_io_import_prices(const char *text, uint64_t length, uint32_t format, const char *provider,
                                  const char *source, int64_t source_date, toll_bill_row *rows, uint64_t rows_capacity,
                                  uint64_t rows_stride_bytes, uint64_t *n_rows, toll_io_remark *remarks,
                                  uint64_t remarks_capacity, uint64_t remarks_stride_bytes, uint64_t *n_remarks,
                                  toll_error *err)
{
    const import_target target = {rows,    rows_capacity,    rows_stride_bytes,    n_rows,
                                  remarks, remarks_capacity, remarks_stride_bytes, n_remarks};
    import_list m = {.provider = provider, .source = source, .source_date = source_date};
    toll__io_span checked;
    toll_status status = check_arguments(text, format, source, source_date, err);
    if (status != TOLL_OK)
        return status;
    status = check_target(&target, err);
    if (status != TOLL_OK)
        return status;
    if (length == 0 || length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "a text has 1 .. %u bytes", TOLL_IO_TEXT_LIMIT);
    status = toll__io_text_check(text, length, &checked, err);
    if (status != TOLL_OK)
        return status;
    status = import_text(&m, checked, format, err);
    const toll_status given = status != TOLL_OK ? status : give_import(&m, &target, err);
    free(m.rows);
    free(m.remarks);
    return given;
}
