/* SPDX-License-Identifier: Apache-2.0 */
/* Scenarios planned and evaluated. */
#include <toll/tco.h>

#include <stddef.h>
#include <string.h>

#include "api/convert_tco.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "tco/evaluate.h"
#include "tco/row_kinds.h"
#include "tco/tco_names.h"

#define LIST_NAME_MAX 31u /* bytes of a name that are read; every name of the lists is shorter */

/* ---- names ---- */

static void fill_kind(const toll__row_kind *kind, toll_tco_row_kind *out)
{
    memset(out, 0, sizeof *out);
    out->uses = kind->uses;
    out->required = kind->required;
    out->min = kind->min;
    out->max = kind->max;
    out->absent_value = kind->absent;
    out->code = kind->code;
    out->basis = kind->basis;
    out->time = kind->time;
    memcpy(out->name, kind->name, sizeof out->name);
    memcpy(out->unit, kind->unit, sizeof out->unit);
    memcpy(out->help, kind->help, sizeof out->help);
}

toll_status toll_tco_get_row_kind(uint32_t kind, toll_tco_row_kind *description, toll_error *err)
{
    toll_tco_row_kind full;
    const toll__row_kind *found = toll__row_kind_find(kind);
    toll_status status = toll__expect(description, TOLL_KIND_TCO_ROW_KIND, "description", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    if (found == NULL)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "kind", -1, "is not a kind of row");
    fill_kind(found, &full);
    toll__give(description, TOLL_KIND_TCO_ROW_KIND, &full);
    return TOLL_OK;
}

uint32_t toll_tco_count_names(uint32_t list)
{
    return toll__tco_names_count(list);
}

const char *toll_tco_get_name(uint32_t list, uint32_t code)
{
    return toll__tco_names_get(list, code);
}

toll_status toll_tco_find_name(uint32_t list, const char *name, uint64_t name_size, uint32_t *code, toll_error *err)
{
    if (name == NULL)
        return toll__fail_null(err, "name");
    if (code == NULL)
        return toll__fail_null(err, "code");
    return toll__tco_names_find(list, name, toll__text_measure(name, name_size, LIST_NAME_MAX), code, err);
}

/* ---- plan ---- */

toll_status toll_tco_check(const toll_tco_row *rows, uint64_t count, uint64_t stride_bytes, toll_error *err)
{
    toll__conventions conventions;
    return toll__done(toll__tco_check_rows(rows, count, stride_bytes, &conventions, err), err);
}

uint64_t toll_tco_plan_size(uint64_t count)
{
    return count < 1 || count > TOLL__TCO_ROWS_MAX ? 0 : toll__tco_plan_size(count);
}

toll_status toll_tco_resolve(const toll_tco_row *rows, uint64_t count, uint64_t stride_bytes, void *plan,
                             uint64_t plan_size, toll_error *err)
{
    toll__conventions conventions;
    toll_status status = toll__tco_check_rows(rows, count, stride_bytes, &conventions, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__tco_plan_check_room(plan, plan_size, count, err);
    if (status != TOLL_OK)
        return status;
    toll__tco_copy_rows(rows, count, stride_bytes, toll__tco_plan_start(&conventions, count, plan));
    toll__tco_plan_close(plan);
    return TOLL_OK;
}

toll_status toll_tco_get_conventions(const void *plan, uint64_t plan_size, toll_tco_conventions *conventions,
                                     toll_error *err)
{
    const toll__tco_plan *p = NULL;
    toll_tco_conventions full;
    toll_status status = toll__tco_plan_open(plan, plan_size, &p, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(conventions, TOLL_KIND_TCO_CONVENTIONS, "conventions", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__tco_fill_conventions(p, &full);
    toll__give(conventions, TOLL_KIND_TCO_CONVENTIONS, &full);
    return TOLL_OK;
}

static toll_status check_count(uint64_t count, uint64_t expected, const char *argument, toll_error *err)
{
    if (count == expected)
        return TOLL_OK;
    return toll__fail_range(err, 0, argument, -1, (double)expected, (double)expected, (double)count);
}

toll_status toll_tco_get_values(const void *plan, uint64_t plan_size, double *values, uint64_t value_count,
                                toll_error *err)
{
    const toll__tco_plan *p = NULL;
    toll_status status = toll__tco_plan_open(plan, plan_size, &p, err);
    if (status != TOLL_OK)
        return status;
    if (values == NULL)
        return toll__fail_null(err, "values");
    status = check_count(value_count, p->count, "value_count", err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < p->count; i++)
        values[i] = toll__tco_plan_rows(p)[i].mid;
    return TOLL_OK;
}

/* ---- account ---- */

static toll_status check_values(const toll__tco_plan *plan, const double *values, uint64_t value_count,
                                const char *argument, toll_error *err)
{
    if (values == NULL)
        return TOLL_OK;
    toll_status status = check_count(value_count, plan->count, "value_count", err);
    if (status != TOLL_OK)
        return status;
    return toll__evaluate_check(plan, values, argument, err);
}

static toll_status check_option(const toll__tco_plan *plan, uint32_t option, toll_error *err)
{
    if (toll__tco_plan_has_option(plan, option))
        return TOLL_OK;
    return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "option", -1, "is not an option of the scenario");
}

toll_status toll_tco_estimate(const void *plan, uint64_t plan_size, uint32_t option, const double *values,
                              const double *size_values, uint64_t value_count, void *account, uint64_t account_size,
                              toll_error *err)
{
    const toll__tco_plan *p = NULL;
    toll_status status = toll__tco_plan_open(plan, plan_size, &p, err);
    if (status != TOLL_OK)
        return status;
    status = check_option(p, option, err);
    if (status != TOLL_OK)
        return status;
    status = check_values(p, values, value_count, "values", err);
    if (status != TOLL_OK)
        return status;
    status = check_values(p, size_values, value_count, "size_values", err);
    if (status != TOLL_OK)
        return status;
    const uint64_t needed = toll__account_size(p->count, p->conventions.periods);
    status = toll__account_check_room(account, account_size, needed, err);
    if (status != TOLL_OK)
        return status;
    return toll__evaluate(p, option, values, size_values, account, err);
}

toll_status toll_tco_get_summary(const void *account, uint64_t account_size, toll_tco_summary *summary, toll_error *err)
{
    const toll__account *a = NULL;
    toll_tco_summary full;
    toll_status status = toll__account_open(account, account_size, &a, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(summary, TOLL_KIND_TCO_SUMMARY, "summary", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__tco_fill_summary(a, &full);
    toll__give(summary, TOLL_KIND_TCO_SUMMARY, &full);
    return TOLL_OK;
}

toll_status toll_tco_get_series(const void *account, uint64_t account_size, uint32_t series, double *numbers,
                                uint64_t number_count, toll_error *err)
{
    const toll__account *a = NULL;
    toll_status status = toll__account_open(account, account_size, &a, err);
    if (status != TOLL_OK)
        return status;
    if (numbers == NULL)
        return toll__fail_null(err, "numbers");
    status = check_count(number_count, (uint64_t)a->conventions.periods + 1, "number_count", err);
    if (status != TOLL_OK)
        return status;
    if (!toll__totals_series(a, series, numbers))
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "series", -1, "is not a series of an account");
    return TOLL_OK;
}

toll_status toll_tco_get_amounts(const void *account, uint64_t account_size, double *amounts, uint64_t amount_count,
                                 toll_error *err)
{
    const toll__account *a = NULL;
    toll_status status = toll__account_open(account, account_size, &a, err);
    if (status != TOLL_OK)
        return status;
    if (amounts == NULL)
        return toll__fail_null(err, "amounts");
    status = check_count(amount_count, a->rows, "amount_count", err);
    if (status != TOLL_OK)
        return status;
    memcpy(amounts, toll__account_read_amounts(a), (size_t)(a->rows * sizeof *amounts));
    return TOLL_OK;
}

/* ---- lines ---- */

static toll_status open_both(const void *plan, uint64_t plan_size, const void *account, uint64_t account_size,
                             const toll__tco_plan **p, toll_error *err)
{
    const toll__account *a = NULL;
    toll_status status = toll__tco_plan_open(plan, plan_size, p, err);
    if (status != TOLL_OK)
        return status;
    status = toll__account_open(account, account_size, &a, err);
    if (status != TOLL_OK)
        return status;
    if (a->plan_sum != (*p)->stamp.sum)
        return toll__fail(err, TOLL_E_OBJECT, 0, "account", -1, "belongs to another plan");
    return TOLL_OK;
}

toll_status toll_tco_get_lines(const void *plan, uint64_t plan_size, void *account, uint64_t account_size,
                               toll_tco_line *lines, uint64_t capacity, uint64_t *count, toll_error *err)
{
    const toll__tco_plan *p = NULL;
    toll_status status = open_both(plan, plan_size, account, account_size, &p, err);
    if (status != TOLL_OK)
        return status;
    if (lines == NULL && capacity > 0)
        return toll__fail_null(err, "lines");
    if (count == NULL)
        return toll__fail_null(err, "count");
    toll__evaluate_lines(p, account, lines, capacity, count);
    if (*count > capacity)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is smaller than the number of lines");
    return TOLL_OK;
}

static toll_status check_view_line(const toll_tco_line *line, int64_t index, int32_t periods, toll_error *err)
{
    toll_status status = toll__fields_check(line, TOLL_KIND_TCO_LINE, index, err);
    if (status != TOLL_OK)
        return status;
    if (line->paid_period > periods)
        return toll__fail_range(err, TOLL_KIND_TCO_LINE, "paid_period", index, 0, periods, line->paid_period);
    if (line->spread == TOLL_TCO_SPREAD_DECLINING && line->spread_rate > 1)
        return toll__fail_range(err, TOLL_KIND_TCO_LINE, "spread_rate", index, 0, 1, line->spread_rate);
    return TOLL_OK;
}

static toll_status check_view(const toll_tco_line *lines, uint64_t count, uint32_t series, double period_years,
                              const double *numbers, uint64_t number_count, toll_error *err)
{
    const uint32_t name = series % 256;
    if (lines == NULL && count > 0)
        return toll__fail_null(err, "lines");
    if (numbers == NULL)
        return toll__fail_null(err, "numbers");
    if (count > INTPTR_MAX / sizeof *lines)
        return toll__fail_range(err, 0, "count", -1, 0, (double)(INTPTR_MAX / sizeof *lines), (double)count);
    if (number_count < 2 || number_count > TOLL__TCO_PERIODS_MAX + 1)
        return toll__fail_range(err, 0, "number_count", -1, 2, TOLL__TCO_PERIODS_MAX + 1, (double)number_count);
    if (name < TOLL_TCO_SERIES_CASH || name > TOLL_TCO_SERIES_ACCRUAL || series / 256 >= TOLL_TCO_CATEGORIES)
        return toll__fail(err, TOLL_E_UNKNOWN_ID, 0, "series", -1, "is not a view of lines");
    toll_status status = toll__check_range(err, 0, "period_years", -1, 1e-9, 1e3, period_years);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < count; i++) {
        status = check_view_line(&lines[i], (int64_t)i, (int32_t)number_count - 1, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

toll_status toll_tco_estimate_view(const toll_tco_line *lines, uint64_t count, uint32_t series, double period_years,
                                   double *numbers, uint64_t number_count, toll_error *err)
{
    toll_status status = check_view(lines, count, series, period_years, numbers, number_count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    memset(numbers, 0, (size_t)(number_count * sizeof *numbers));
    for (uint64_t i = 0; i < count; i++)
        toll__ledger_view(&lines[i], series % 256, series / 256, period_years, (int32_t)number_count - 1, numbers);
    return TOLL_OK;
}
