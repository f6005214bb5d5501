/* SPDX-License-Identifier: Apache-2.0 */
/* The general path: a record under a tariff's rows, which defines every bill.
 *
 *   usage.c   pairs to a table, parts checked against their totals
 *   select.c  which prices and multipliers hold
 *   split.c   totals to disjoint lines
 *   charge.c  lines to costs and sums
 *
 * fast_path.c does the same from a compiled tariff, bit for bit, for usual records.
 *
 * By hand: input at 3 USD and output at 15 USD per million are 3 * 10^12 and 15 * 10^12 attos a token. A record of
 * 1,000 and 200 tokens costs 1000 * 3e12 + 200 * 15e12 = 6 * 10^15 attos = 0.006 USD. */
#include "bill/compute.h"

#include <stddef.h>

#include "base/fault.h"
#include "bill/derive.h"
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

toll_status toll__compute_chosen(const toll__context *context, toll__choice *choice, const toll_bill_usage *pairs,
                                 uint64_t n_pairs, const toll__line_buffer *buffer, toll__sums *sums, toll_error *err)
{
    toll__counters nothing = {.counters = NULL, .count = 0};
    toll__usage usage;
    toll_status status = take_record(context, pairs, n_pairs, &usage, err);
    if (status != TOLL_OK)
        return status;
    return charge_usage(context, choice, &usage, NULL, &nothing, buffer, sums, err);
}

toll_status toll__compute_choose(const toll__tariff *tariff, const toll__context *context, const toll_bill_usage *pairs,
                                 uint64_t n_pairs, toll__choice *choice, toll_error *err)
{
    toll__usage usage;
    toll_status status = take_record(context, pairs, n_pairs, &usage, err);
    return status != TOLL_OK ? status : toll__select(tariff, context, &usage, choice, err);
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
