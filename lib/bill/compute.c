/* SPDX-License-Identifier: Apache-2.0 */
/* The general path: a record under a tariff's rows, which defines every bill; and columns of records in one context.
 *
 *   usage.c   pairs to a table, parts checked against their totals
 *   select.c  which prices and multipliers hold
 *   split.c   totals to disjoint lines
 *   charge.c  lines to costs and sums
 *
 * fast_path.c does the same from a compiled tariff, bit for bit, for usual records. Columns are not a third way: where
 * they are totals alone and no row depends on quantities, a bill is a sum of quantity * unit, and a unit is what one of
 * these paths bills for one base unit. Two products a row take 2 ns; a fast-path bill takes 40.
 *
 * By hand: input at 3 USD and output at 15 USD per million are 3 * 10^12 and 15 * 10^12 attos a token. A row of 1,000
 * and 200 tokens costs 1000 * 3e12 + 200 * 15e12 = 6 * 10^15 attos = 0.006 USD. */
#include "bill/compute.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/line_cost.h"
#include "bill/derive.h"
#include "bill/fast_path.h"
#include "bill/record_money.h"

/* A record of one request is one request, where the tariff asks for their number and the record does not say it. */
static void imply_request(const toll__context *context, toll__usage *usage)
{
    if (context->is_aggregate == 0 && (usage->given & TOLL__USAGE_IMPLIED) == 0)
        usage->quantity[TOLL_METER_REQUEST] = 1;
}

static toll_status take_record(const toll__context *context, const toll_bill_usage *pairs, uint64_t n_pairs,
                               toll__usage *usage, toll_error *err)
{
    toll_status status = toll__usage_take(pairs, n_pairs, usage, err);
    if (status != TOLL_OK)
        return status;
    imply_request(context, usage);
    return toll__usage_check(usage, err);
}

/* What is implied becomes a line where it has a price; how many requests an aggregate sums must be said. */
static toll_status take_implied(const toll__context *context, toll__choice *choice, toll__usage *usage, toll_error *err)
{
    const uint64_t missing = TOLL__USAGE_IMPLIED & ~usage->given;
    const int is_priced = (missing & (choice->has_list | choice->has_contract)) != 0;
    choice->implied = 0;
    if (missing == 0)
        return TOLL_OK;
    if (context->is_aggregate != 0 && (is_priced || (choice->counted & missing) != 0))
        return toll__fail(err, TOLL_E_MISSING, 0, "request", -1,
                          "must be given: the price depends on it, and the record sums several");
    usage->quantity[TOLL_METER_REQUEST] = is_priced;
    usage->given |= is_priced ? missing : 0;
    choice->implied = is_priced ? missing : 0;
    return TOLL_OK;
}

/* With what is derived the record must be sound as before: a part within its total. */
static toll_status derive_usage(const toll__context *context, const toll__choice *choice, toll__usage *usage,
                                uint64_t *derived, toll_error *err)
{
    toll_status status = toll__derive(choice, context, usage, derived, err);
    return status != TOLL_OK || *derived == 0 ? status : toll__usage_check(usage, err);
}

static toll_status charge_usage(const toll__context *context, toll__choice *choice, toll__usage *usage,
                                const toll__kinds *kinds, toll__counters *counters, const toll__line_buffer *buffer,
                                toll__sums *sums, toll_error *err)
{
    toll__lines lines;
    uint64_t derived = 0;
    toll_status status = choice->derived != 0 ? derive_usage(context, choice, usage, &derived, err) : TOLL_OK;
    if (status != TOLL_OK)
        return status;
    status = take_implied(context, choice, usage, err);
    if (status != TOLL_OK)
        return status;
    const toll__pricing pricing = toll__pricing_of(choice);
    status = toll__split(&pricing, usage, &lines, err);
    if (status != TOLL_OK)
        return status;
    const uint64_t has_kinds = kinds != NULL && toll__kinds_take_out(kinds, &lines);
    toll__quantity_fill(choice, usage, &lines);
    lines.derived = toll__derive_lines(derived, lines.meters);
    lines.owing = toll__money_owing(choice, usage, &lines) | has_kinds;
    return toll__charge(choice, &lines, kinds, counters, buffer, sums, err);
}

toll_status toll__compute(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                          uint64_t n_pairs, toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                          toll_error *err)
{
    toll__usage usage;
    toll__choice choice;
    toll_status status = take_record(context, pairs, n_pairs, &usage, err);
    if (status != TOLL_OK)
        return status;
    status = toll__select(tariff, context, &usage, &choice, err);
    if (status != TOLL_OK)
        return status;
    return charge_usage(context, &choice, &usage, NULL, counters, buffer, sums, err);
}

toll_status toll__compute_kinds(toll__kinds *kinds, const toll_bill_usage *pairs, uint64_t n_pairs,
                                toll__counters *counters, const toll__line_buffer *buffer, toll__sums *sums,
                                toll_error *err)
{
    toll__usage usage;
    toll__choice choice;
    toll_status status = toll__usage_take(pairs, n_pairs, &usage, err);
    if (status != TOLL_OK)
        return status;
    status = toll__kinds_take(kinds, &usage, err);
    if (status != TOLL_OK)
        return status;
    imply_request(kinds->context, &usage);
    status = toll__usage_check(&usage, err);
    if (status != TOLL_OK)
        return status;
    status = toll__select(kinds->tariff, kinds->context, &usage, &choice, err);
    if (status != TOLL_OK)
        return status;
    kinds->usage = &usage;
    return charge_usage(kinds->context, &choice, &usage, kinds, counters, buffer, sums, err);
}

/* ---- columns ---- */

/* Columns in one context; its prices are chosen once when no predicate counts. */
typedef struct column_run {
    const toll__card_view *card;
    const toll__context *context;
    const toll__columns *columns;
    toll__choice choice;
    uint32_t is_fixed;                  /* 1: the choice holds for every row */
    uint32_t is_linear;                 /* 1: a row costs the sum of quantity * unit */
    uint64_t units[TOLL__RECORD_PAIRS]; /* attos per base unit of each column */
} column_run;

static toll_status check_meters(const toll__columns *columns, uint64_t *set, toll_error *err)
{
    *set = 0;
    for (uint64_t i = 0; i < columns->n_meters; i++) {
        uint32_t meter = columns->meters[i];
        if (meter == 0 || meter >= TOLL_METERS)
            return toll__fail_range(err, 0, "meters", (int64_t)i, 1, TOLL_METERS - 1, meter);
        if ((*set & TOLL__METER_BIT(meter)) != 0)
            return toll__fail(err, TOLL_E_CONFLICT, 0, "meters", (int64_t)i, "is given twice");
        *set |= TOLL__METER_BIT(meter);
    }
    return TOLL_OK;
}

/* By the general path, with the choice of all rows where no predicate counts. */
static toll_status bill_generally(column_run *run, const toll_bill_usage *pairs, uint64_t n_pairs,
                                  const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll__counters counters = {.counters = NULL, .count = 0};
    toll__usage usage;
    toll_status status = take_record(run->context, pairs, n_pairs, &usage, err);
    if (status != TOLL_OK)
        return status;
    if (!run->is_fixed)
        status = toll__select(&run->card->tariff, run->context, &usage, &run->choice, err);
    if (status != TOLL_OK)
        return status;
    return charge_usage(run->context, &run->choice, &usage, NULL, &counters, buffer, sums, err);
}

static toll_status bill_row(column_run *run, const toll_bill_usage *pairs, uint64_t n_pairs,
                            const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    const toll__card_view *card = run->card;
    if (toll__fast_path_bill(&card->compiled, &card->tariff, run->context, pairs, n_pairs, buffer, sums))
        return TOLL_OK;
    return bill_generally(run, pairs, n_pairs, buffer, sums, err);
}

/* Attos per base unit of a meter, as a bill of one of it says; UINT64_MAX where that is no line alone, or where one
 * of its three costs is no whole number of attos: such costs are rounded, and may overflow. */
static uint64_t find_unit(column_run *run, uint32_t meter)
{
    const toll_bill_usage pairs[2] = {{meter, 1}, {TOLL_METER_REQUEST, 0}}; /* a request is counted, not implied */
    toll_bill_line line;
    const toll__line_buffer buffer = {&line, 1};
    toll__sums sums;
    if (bill_row(run, pairs, meter == TOLL_METER_REQUEST ? 1 : 2, &buffer, &sums, NULL) != TOLL_OK || sums.n_lines != 1)
        return UINT64_MAX;
    const uint64_t list = toll__cost_unit(line.list_price, line.per, line.list_factor);
    const uint64_t contracted = toll__cost_unit(line.contracted_price, line.per, line.contract_factor);
    if (list == UINT64_MAX || contracted == UINT64_MAX)
        return UINT64_MAX;
    return toll__cost_unit(line.contracted_price, line.per, line.bill_factor);
}

/* Totals without parts need no splitting. Where each row is a request that no column counts, a row costs more than its
 * columns say. */
static int find_units(column_run *run, uint64_t given)
{
    if ((TOLL__USAGE_IMPLIED & ~given & (run->choice.has_list | run->choice.has_contract)) != 0)
        return 0;
    for (uint64_t i = 0; i < run->columns->n_meters; i++) {
        const uint32_t meter = run->columns->meters[i];
        if (toll__meter_get(meter)->parent != 0)
            return 0;
        run->units[i] = find_unit(run, meter);
        if (run->units[i] == UINT64_MAX)
            return 0;
    }
    return 1;
}

static toll_status start_run(column_run *run, toll_error *err)
{
    static const toll__usage nothing;
    uint64_t set = 0;
    toll_status status = check_meters(run->columns, &set, err);
    if (status != TOLL_OK)
        return status;
    status = toll__select(&run->card->tariff, run->context, &nothing, &run->choice, NULL);
    const int counts = (run->choice.kinds & TOLL__KIND_BIT(TOLL_ROW_WHEN_COUNT)) != 0;
    if (status != TOLL_OK && !(counts && run->choice.tier_waits != 0)) /* else rows may be sold it by their counts */
        return toll__select(&run->card->tariff, run->context, &nothing, &run->choice, err);
    run->is_fixed = !counts;
    run->is_linear = run->is_fixed && !toll__select_has_terms(&run->choice) && !toll__select_has_money(&run->choice) &&
                     run->choice.derived == 0 && find_units(run, set);
    return TOLL_OK;
}

static toll_status compute_row(column_run *run, uint64_t row, toll_amount *billed, toll_error *err)
{
    const toll__columns *c = run->columns;
    const toll__line_buffer nowhere = {NULL, 0};
    toll_bill_usage pairs[TOLL__RECORD_PAIRS];
    toll__sums sums;
    for (uint64_t i = 0; i < c->n_meters; i++)
        pairs[i] = (toll_bill_usage){c->meters[i], c->quantities[i * c->count + row]};
    toll_status status = bill_row(run, pairs, c->n_meters, &nowhere, &sums, err);
    if (status != TOLL_OK)
        return status;
    *billed = sums.billed;
    return TOLL_OK;
}

static toll_status write_row(column_run *run, uint64_t row, toll_error *err)
{
    const toll__columns *c = run->columns;
    toll_amount billed = {0, 0};
    toll_status status = compute_row(run, row, &billed, err);
    c->billed[row] = billed;
    if (c->statuses != NULL)
        c->statuses[row] = status;
    if (status != TOLL_OK && err != NULL)
        err->row = (int64_t)row;
    return status;
}

/* Rows up to the first that has a negative quantity: returns its number, or count. */
static uint64_t write_linear(const column_run *run, uint64_t row)
{
    const toll__columns *c = run->columns;
    for (; row < c->count; row++) {
        toll_amount sum = {0, 0};
        int64_t sign = 0;
        for (uint64_t i = 0; i < c->n_meters; i++) {
            int64_t quantity = c->quantities[i * c->count + row];
            sign |= quantity;
            sum = toll__cost_plus(sum, toll__cost_times(quantity, run->units[i]));
        }
        if (sign < 0)
            return row;
        c->billed[row] = sum;
        if (c->statuses != NULL)
            c->statuses[row] = TOLL_OK;
    }
    return row;
}

toll_status toll__compute_columns(const toll__card_view *card, const toll__context *context,
                                  const toll__columns *columns, toll_error *err)
{
    column_run run = {.card = card, .context = context, .columns = columns};
    toll_status first = start_run(&run, err);
    if (first != TOLL_OK)
        return first;
    for (uint64_t row = 0; row < columns->count; row++) {
        if (run.is_linear)
            row = write_linear(&run, row);
        if (row == columns->count)
            break;
        toll_status status = write_row(&run, row, first == TOLL_OK ? err : NULL);
        first = first == TOLL_OK ? status : first;
    }
    return first;
}
