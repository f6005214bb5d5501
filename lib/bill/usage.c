/* SPDX-License-Identifier: Apache-2.0 */
/* Usage pairs as a table, checked against itself: a meter once, nothing negative but credit, no part above its total.
 *
 * Parts are checked as disjoint groups, each against what is left of its total, so that no sum can overflow. By hand:
 * input 100, cache_read 60, cache_write 50: 60 of 100 leave 40, and "cache_write (50) and cache_read together exceed
 * input (100)". */
#include "bill/usage.h"

#include <string.h>

#include "base/fault.h"
#include "book/meter.h"

#define BIT(name) ((uint64_t)1 << TOLL_METER_##name)

/* Meters that are a part of another one. */
#define PARTS      (TOLL__METER_TOKENS & ~(BIT(INPUT) | BIT(OUTPUT)))
#define WRITES     (BIT(CACHE_WRITE_5M) | BIT(CACHE_WRITE_30M) | BIT(CACHE_WRITE_1H) | BIT(CACHE_WRITE_12H))
#define MODALITIES (BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define READS      (BIT(CACHE_READ_AUDIO) | BIT(CACHE_READ_IMAGE) | BIT(CACHE_READ_VIDEO))
#define ANSWERS    (BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO))

static toll_status fail_pair(const toll_bill_usage *pair, int64_t row, uint64_t given, toll_error *err)
{
    if (pair->meter == 0 || pair->meter >= TOLL_METERS)
        return toll__fail_range(err, TOLL_KIND_BILL_USAGE, "meter", row, 1, TOLL_METERS - 1, (double)pair->meter);
    uint32_t meter = (uint32_t)pair->meter;
    toll_status status = (given & TOLL__METER_BIT(meter)) != 0
                             ? toll__meter_fail(err, TOLL_E_CONFLICT, meter, pair->quantity, "is given twice", 0, 0)
                             : toll__meter_fail(err, TOLL_E_RANGE, meter, pair->quantity,
                                                "must not be negative: only credit may be", 0, 0);
    if (err != NULL)
        err->row = row;
    return status;
}

toll_status toll__usage_take(const toll_bill_usage *pairs, uint64_t n_pairs, toll__usage *usage, toll_error *err)
{
    uint64_t given = 0;
    memset(usage->quantity, 0, sizeof usage->quantity);
    for (uint64_t i = 0; i < n_pairs; i++) {
        uint64_t meter = pairs[i].meter;
        int64_t quantity = pairs[i].quantity;
        if (meter - 1 >= TOLL_METERS - 1 || (given >> meter & 1) != 0 || (quantity < 0 && meter != TOLL_METER_CREDIT))
            return fail_pair(&pairs[i], (int64_t)i, given, err);
        given |= (uint64_t)1 << meter;
        usage->quantity[meter] = quantity;
    }
    usage->given = given;
    return TOLL_OK;
}

/* "cache_read (500) exceeds input (400)", or "... has no total: input is not given". */
static toll_status fail_part(const toll__usage *usage, uint32_t part, uint32_t total, toll_error *err)
{
    int64_t a = usage->quantity[part], b = usage->quantity[total];
    if ((usage->given & TOLL__METER_BIT(total)) == 0)
        return toll__meter_fail(err, TOLL_E_CONFLICT, part, a, "is given without its total:", total, b);
    return toll__meter_fail(err, TOLL_E_CONFLICT, part, a, "exceeds", total, b);
}

/* The first of the parts that exceeds what the others before it leave of the total. */
static toll_status fail_sum(const toll__usage *usage, uint32_t first, uint32_t end, uint32_t total, toll_error *err)
{
    uint32_t last = 0;
    int64_t left = usage->quantity[total];
    for (uint32_t part = first; part < end; part++) {
        int64_t quantity = usage->quantity[part];
        if (quantity == 0)
            continue;
        if (quantity > left && last == 0)
            return fail_part(usage, part, total, err);
        if (quantity > left) {
            char with[64] = "and ";
            memcpy(with + 4, toll__meter_get(last)->name, 32);
            uint64_t length = strlen(with);
            memcpy(with + length, " together exceed", 17);
            return toll__meter_fail(err, TOLL_E_CONFLICT, part, quantity, with, total, usage->quantity[total]);
        }
        left -= quantity;
        last = part;
    }
    return TOLL_OK;
}

/* Disjoint parts, meters first .. end - 1, against their total; summed without overflow: each is at most what is
 * left. */
static inline toll_status check_sum(const toll__usage *usage, uint32_t first, uint32_t end, uint32_t total,
                                    toll_error *err)
{
    int64_t left = usage->quantity[total];
    for (uint32_t part = first; part < end; part++) {
        if (usage->quantity[part] > left)
            return fail_sum(usage, first, end, total, err);
        left -= usage->quantity[part];
    }
    return TOLL_OK;
}

/* The kinds of writes do not follow one another by number. */
static toll_status check_kinds(const toll__usage *usage, toll_error *err)
{
    const uint32_t last = TOLL_METER_CACHE_WRITE_12H;
    int64_t left = usage->quantity[TOLL_METER_CACHE_WRITE];
    toll_status status =
        check_sum(usage, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_INPUT_TOOL, TOLL_METER_CACHE_WRITE, err);
    if (status != TOLL_OK || usage->quantity[last] == 0)
        return status;
    for (uint32_t part = TOLL_METER_CACHE_WRITE_5M; part < TOLL_METER_INPUT_TOOL; part++)
        left -= usage->quantity[part];
    if (usage->quantity[last] <= left)
        return TOLL_OK;
    if (left == usage->quantity[TOLL_METER_CACHE_WRITE])
        return fail_part(usage, last, TOLL_METER_CACHE_WRITE, err);
    return toll__meter_fail(err, TOLL_E_CONFLICT, last, usage->quantity[last],
                            "and the other kinds of writes together exceed", TOLL_METER_CACHE_WRITE,
                            usage->quantity[TOLL_METER_CACHE_WRITE]);
}

static toll_status check_writes(toll__usage *usage, toll_error *err)
{
    if ((usage->given & BIT(CACHE_WRITE)) != 0)
        return check_kinds(usage, err);
    int64_t sum = 0;
    for (uint32_t i = 0; i < TOLL__METER_WRITES; i++) {
        const uint32_t part = toll__meter_writes[i];
        if (usage->quantity[part] > INT64_MAX - sum)
            return toll__meter_fail(err, TOLL_E_OVERFLOW, part, usage->quantity[part], "makes too much of cache_write",
                                    0, 0);
        sum += usage->quantity[part];
    }
    usage->quantity[TOLL_METER_CACHE_WRITE] = sum;
    return TOLL_OK;
}

/* Each cached modality also lies in the modality as a whole. */
static toll_status check_reads(const toll__usage *usage, toll_error *err)
{
    for (uint32_t part = TOLL_METER_CACHE_READ_AUDIO; part <= TOLL_METER_CACHE_READ_VIDEO; part++) {
        uint32_t whole = part - TOLL_METER_CACHE_READ_AUDIO + TOLL_METER_INPUT_AUDIO;
        if (usage->quantity[part] > usage->quantity[whole])
            return fail_part(usage, part, whole, err);
    }
    return check_sum(usage, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_REASONING, TOLL_METER_CACHE_READ, err);
}

/* What of the modalities is stated to lie outside of the cache must find room there. */
static toll_status check_unread(const toll__usage *usage, toll_error *err)
{
    int64_t left = usage->quantity[TOLL_METER_INPUT] - usage->quantity[TOLL_METER_CACHE_READ];
    for (uint32_t part = TOLL_METER_CACHE_READ_AUDIO; part <= TOLL_METER_CACHE_READ_VIDEO; part++) {
        uint32_t whole = part - TOLL_METER_CACHE_READ_AUDIO + TOLL_METER_INPUT_AUDIO;
        if ((usage->given >> part & 1) == 0)
            continue;
        left -= usage->quantity[whole] - usage->quantity[part]; /* cannot wrap: each is at most input */
        if (left < 0)
            return toll__meter_fail(err, TOLL_E_CONFLICT, whole, usage->quantity[whole],
                                    "less its cached part exceeds the rest of input after", TOLL_METER_CACHE_READ,
                                    usage->quantity[TOLL_METER_CACHE_READ]);
    }
    return TOLL_OK;
}

/* Cached and written tokens are disjoint parts of the prompt, and so are modalities; the two may overlap. */
static toll_status check_input(const toll__usage *usage, toll_error *err)
{
    toll_status status = check_sum(usage, TOLL_METER_CACHE_READ, TOLL_METER_CACHE_WRITE_5M, TOLL_METER_INPUT, err);
    if (status != TOLL_OK || (usage->given & MODALITIES) == 0)
        return status;
    return check_sum(usage, TOLL_METER_INPUT_TOOL, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_INPUT, err);
}

toll_status toll__usage_check(toll__usage *usage, toll_error *err)
{
    const int has_reads = (usage->given & READS) != 0;
    if ((usage->given & PARTS) == 0)
        return TOLL_OK;
    toll_status status = (usage->given & WRITES) != 0 ? check_writes(usage, err) : TOLL_OK;
    if (status != TOLL_OK)
        return status;
    status = has_reads ? check_reads(usage, err) : TOLL_OK;
    if (status != TOLL_OK)
        return status;
    status = check_input(usage, err);
    if (status != TOLL_OK)
        return status;
    status = has_reads ? check_unread(usage, err) : TOLL_OK;
    if (status != TOLL_OK || (usage->given & ANSWERS) == 0)
        return status;
    return check_sum(usage, TOLL_METER_REASONING, TOLL_METER_REQUEST, TOLL_METER_OUTPUT, err);
}
