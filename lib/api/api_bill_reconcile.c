/* SPDX-License-Identifier: Apache-2.0 */
/* An invoice against our rows: rows in, into the caller's scratch memory as plain values, causes and totals out. */
#include <toll/bill.h>

#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/amount.h"
#include "base/fault.h"
#include "base/text.h"
#include "reconcile/invoice_causes.h"
#include "reconcile/invoice_match.h"

#define ROWS_MAX    4194304u /* 2^22; scratch memory of 1.5 GB */
#define FACTORS_MAX 16

/* Kinds that have a field, as bits. */
#define HAS(kind)    (1u << (kind))
#define HAS_KEYS     (HAS(TOLL_CHARGE_OURS) | HAS(TOLL_CHARGE_THEIRS))
#define HAS_QUANTITY HAS_KEYS
#define HAS_CAUSE    (HAS(TOLL_CHARGE_ALTERNATIVE) | HAS(TOLL_CHARGE_FACTOR) | HAS(TOLL_CHARGE_STATED))
#define HAS_AMOUNT   (HAS_KEYS | HAS(TOLL_CHARGE_ALTERNATIVE) | HAS(TOLL_CHARGE_STATED))
#define NEEDS_AMOUNT (HAS(TOLL_CHARGE_THEIRS) | HAS(TOLL_CHARGE_ALTERNATIVE) | HAS(TOLL_CHARGE_STATED))
#define HAS_FACTOR   (HAS(TOLL_CHARGE_FACTOR) | HAS(TOLL_CHARGE_AGREED))

/* Causes that a kind of row may stand for. */
static const uint32_t causes_of_kind[] = {
    [TOLL_CHARGE_ALTERNATIVE] = HAS(TOLL_CAUSE_PRICE) | HAS(TOLL_CAUSE_TIER) | HAS(TOLL_CAUSE_REGION),
    [TOLL_CHARGE_FACTOR] = HAS(TOLL_CAUSE_DISCOUNT) | HAS(TOLL_CAUSE_TAX) | HAS(TOLL_CAUSE_EXCHANGE),
    [TOLL_CHARGE_STATED] = HAS(0) | HAS(TOLL_CAUSE_DISCOUNT) | HAS(TOLL_CAUSE_TAX) | HAS(TOLL_CAUSE_ROUNDING),
    [TOLL_CHARGE_AGREED] = 0};

static toll_status refuse_charge(toll_error *err, toll_status status, const char *field, uint64_t row, const char *why)
{
    return toll__fail(err, status, TOLL_KIND_BILL_CHARGE, field, (int64_t)row, why);
}

/* ---- one row ---- */

static toll_status check_kind_has(const toll_bill_charge *c, uint64_t row, toll_error *err)
{
    const struct {
        const char *field;
        int is_set;
        uint32_t kinds;
    } rules[] = {{"cause", c->cause != 0, HAS_CAUSE},
                 {"variant", c->variant != 0, HAS(TOLL_CHARGE_ALTERNATIVE)},
                 {"meter", c->meter != 0, HAS_KEYS},
                 {"model", c->model != 0, HAS_KEYS},
                 {"day", c->day != 0, HAS_KEYS},
                 {"tier", c->tier != 0, HAS_KEYS},
                 {"region", c->region != 0, HAS_KEYS},
                 {"digits", (c->known & TOLL_CHARGE_DIGITS) != 0, HAS(TOLL_CHARGE_THEIRS)},
                 {"quantity", (c->known & TOLL_CHARGE_QUANTITY) != 0, HAS_QUANTITY},
                 {"of", c->of != 0, HAS(TOLL_CHARGE_ALTERNATIVE)},
                 {"amount", (c->known & TOLL_CHARGE_AMOUNT) != 0, HAS_AMOUNT},
                 {"factor", c->factor.coef != 0, HAS_FACTOR}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (rules[i].is_set && (rules[i].kinds >> c->kind & 1) == 0)
            return refuse_charge(err, TOLL_E_CONFLICT, rules[i].field, row, "must be absent in a row of this kind");
    return TOLL_OK;
}

static toll_status check_kind_needs(const toll_bill_charge *c, uint64_t row, toll_error *err)
{
    const int is_ours = c->kind == TOLL_CHARGE_OURS;
    if (is_ours && (c->known & TOLL_CHARGE_QUANTITY) == 0)
        return refuse_charge(err, TOLL_E_MISSING, "quantity", row, "must be known of a row of ours");
    if (is_ours && c->meter == 0)
        return refuse_charge(err, TOLL_E_MISSING, "meter", row, "must be given for a row of ours");
    if (is_ours && c->model == 0)
        return refuse_charge(err, TOLL_E_MISSING, "model", row, "must be given for a row of ours");
    if ((c->known & TOLL_CHARGE_AMOUNT) == 0 && (NEEDS_AMOUNT >> c->kind & 1) != 0)
        return refuse_charge(err, TOLL_E_MISSING, "amount", row, "must be known in a row of this kind");
    if (c->factor.coef <= 0 && (HAS_FACTOR >> c->kind & 1) != 0)
        return refuse_charge(err, TOLL_E_RANGE, "factor", row, "must be above 0");
    if (c->variant == 0 && c->kind == TOLL_CHARGE_ALTERNATIVE)
        return refuse_charge(err, TOLL_E_RANGE, "variant", row, "must be 1 .. 63");
    if ((HAS_CAUSE >> c->kind & 1) != 0 && (causes_of_kind[c->kind] >> c->cause & 1) == 0)
        return refuse_charge(err, TOLL_E_CONFLICT, "cause", row, "is none that a row of this kind can have");
    return TOLL_OK;
}

static void fill_row(const toll_bill_charge *c, toll__invoice_row *row)
{
    *row = (toll__invoice_row){.kind = c->kind,
                               .known = c->known,
                               .cause = c->cause,
                               .variant = c->variant,
                               .meter = c->meter,
                               .digits = (c->known & TOLL_CHARGE_DIGITS) != 0 ? c->digits : TOLL_AMOUNT_DIGITS,
                               .key = {c->model, c->day, c->tier, c->region},
                               .quantity = c->quantity,
                               .of = c->of,
                               .amount = c->amount,
                               .factor = c->factor,
                               .next = -1,
                               .alternatives = -1,
                               .group = -1};
}

/* ---- rows together ---- */

/* What was seen of the rows before. */
typedef struct charge_check {
    const void *rows;
    uint64_t count, stride;
    uint32_t variant_cause[TOLL__INVOICE_VARIANTS + 1];
    int n_factors, n_agreed;
} charge_check;

static toll_status check_alternative(charge_check *check, const toll_bill_charge *c, uint64_t index, toll_error *err)
{
    toll_bill_charge ours;
    uint32_t *cause = &check->variant_cause[c->variant];
    if ((uint64_t)c->of >= check->count)
        return refuse_charge(err, TOLL_E_RANGE, "of", index, "must be the index of a row of ours");
    toll_status status = toll__take_row(check->rows, (uint64_t)c->of, check->stride, TOLL_KIND_BILL_CHARGE, &ours, err);
    if (status != TOLL_OK)
        return status;
    if (ours.kind != TOLL_CHARGE_OURS)
        return refuse_charge(err, TOLL_E_RANGE, "of", index, "must be the index of a row of ours");
    if ((ours.known & TOLL_CHARGE_AMOUNT) == 0)
        return refuse_charge(err, TOLL_E_CONFLICT, "of", index, "is a row without an amount");
    if (*cause != 0 && *cause != c->cause)
        return refuse_charge(err, TOLL_E_CONFLICT, "variant", index, "has another cause in an earlier row");
    *cause = c->cause;
    return TOLL_OK;
}

static toll_status check_together(charge_check *check, const toll_bill_charge *c, uint64_t index, toll_error *err)
{
    check->n_factors += c->kind == TOLL_CHARGE_FACTOR;
    check->n_agreed += c->kind == TOLL_CHARGE_AGREED;
    if (check->n_factors > FACTORS_MAX)
        return refuse_charge(err, TOLL_E_CONFLICT, "kind", index, "may be a factor in 16 rows at most");
    if (check->n_agreed > 1)
        return refuse_charge(err, TOLL_E_CONFLICT, "kind", index, "may be the agreed rate in one row alone");
    return c->kind == TOLL_CHARGE_ALTERNATIVE ? check_alternative(check, c, index, err) : TOLL_OK;
}

/* All rows are checked before one is taken. */
static toll_status check_charges(const void *rows, uint64_t count, uint64_t stride, toll_error *err)
{
    charge_check check = {rows, count, stride, {0}, 0, 0};
    for (uint64_t i = 0; i < count; i++) {
        toll_bill_charge c;
        toll_status status = toll__take_row(rows, i, stride, TOLL_KIND_BILL_CHARGE, &c, err);
        if (status != TOLL_OK)
            return status;
        status = check_kind_has(&c, i, err);
        if (status != TOLL_OK)
            return status;
        status = check_kind_needs(&c, i, err);
        if (status != TOLL_OK)
            return status;
        status = check_together(&check, &c, i, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status take_charges(const void *rows, uint64_t stride, const toll__invoice *invoice, toll_error *err)
{
    toll_status status = check_charges(rows, (uint64_t)invoice->n_rows, stride, err);
    if (status != TOLL_OK)
        return status;
    for (uint64_t i = 0; i < (uint64_t)invoice->n_rows; i++) {
        toll_bill_charge c;
        status = toll__take_row(rows, i, stride, TOLL_KIND_BILL_CHARGE, &c, err);
        if (status != TOLL_OK)
            return status;
        fill_row(&c, &invoice->rows[i]);
    }
    return TOLL_OK;
}

/* ---- the functions ---- */

static uint64_t work_size(uint64_t count)
{
    return count * (sizeof(toll__invoice_row) + sizeof(toll__invoice_group));
}

static toll_status check_charge_count(uint64_t count, toll_error *err)
{
    if (count == 0 || count > ROWS_MAX)
        return toll__fail(err, TOLL_E_RANGE, 0, "count", -1, "must be 1 .. 4194304");
    return TOLL_OK;
}

toll_status toll_bill_reconcile_size(uint64_t count, uint64_t *size, toll_error *err)
{
    if (size == NULL)
        return toll__fail_null(err, "size");
    toll_status status = check_charge_count(count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    *size = work_size(count);
    return TOLL_OK;
}

static toll_status check_memory(const void *work, uint64_t work_bytes, uint64_t count, const toll_bill_cause *causes,
                                uint64_t capacity, toll_error *err)
{
    if (work == NULL)
        return toll__fail_null(err, "work");
    if (causes == NULL && capacity != 0)
        return toll__fail_null(err, "causes");
    if (!toll__is_aligned(work))
        return toll__fail(err, TOLL_E_BUFFER, 0, "work", -1, "must be aligned to 8 bytes");
    if (work_bytes < work_size(count))
        return toll__fail(err, TOLL_E_BUFFER, 0, "work_bytes", -1, "is less than toll_bill_reconcile_size()");
    return TOLL_OK;
}

static toll_status fill_residual(const toll__invoice_result *result, toll_bill_residual *out, toll_error *err)
{
    *out = (toll_bill_residual){.theirs = result->theirs,
                                .ours = result->ours,
                                .explained = result->explained,
                                .unexplained = result->unexplained,
                                .n_causes = (int64_t)result->n_causes,
                                .n_unpriced = result->n_without_amount};
    return toll__amount_subtract(result->theirs, result->ours, &out->difference, err);
}

static toll_status refuse_few_causes(uint64_t n_causes, toll_error *err)
{
    char reason[64];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "must be at least ");
    toll__text_put_u64(&out, n_causes);
    toll__text_put(&out, ", the number of causes");
    (void)toll__text_end(&out);
    return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, reason);
}

/* Causes are counted before any is written: on failure the array stays as it is. */
static toll_status reconcile_rows(const void *rows, uint64_t stride, toll__invoice *invoice, toll_bill_cause *causes,
                                  uint64_t capacity, toll_bill_residual *out, toll_error *err)
{
    toll__invoice_result result;
    toll__invoice_choice choice;
    toll_status status = take_charges(rows, stride, invoice, err);
    if (status != TOLL_OK)
        return status;
    toll__invoice_match(invoice);
    toll__invoice_choose(invoice, &choice);
    status = toll__invoice_reconcile(invoice, &choice, NULL, 0, &result, err);
    if (status != TOLL_OK)
        return status;
    if (causes != NULL && result.n_causes > capacity)
        return refuse_few_causes(result.n_causes, err);
    status = fill_residual(&result, out, err);
    if (status != TOLL_OK || causes == NULL)
        return status;
    return toll__invoice_reconcile(invoice, &choice, causes, capacity, &result, err);
}

toll_status toll_bill_reconcile(const void *rows, uint64_t count, uint64_t stride_bytes, void *work,
                                uint64_t work_bytes, toll_bill_cause *causes, uint64_t capacity,
                                toll_bill_residual *residual, toll_error *err)
{
    toll_bill_residual out;
    toll_status status = check_charge_count(count, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__take_rows(rows, count, stride_bytes, TOLL_KIND_BILL_CHARGE, "rows", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = check_memory(work, work_bytes, count, causes, capacity, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    status = toll__expect(residual, TOLL_KIND_BILL_RESIDUAL, "residual", err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__invoice invoice = {.rows = work, .n_rows = (int64_t)count, .base = {1, 0, 0}};
    invoice.groups = (toll__invoice_group *)(void *)(invoice.rows + count);
    status = reconcile_rows(rows, stride_bytes, &invoice, causes, capacity, &out, err);
    if (status != TOLL_OK)
        return toll__done(status, err);
    toll__give(residual, TOLL_KIND_BILL_RESIDUAL, &out);
    return TOLL_OK;
}
