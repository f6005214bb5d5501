/* SPDX-License-Identifier: Apache-2.0 */
/* Reasons why an option must not be ranked. An option that serves less than the demand, or that uses a thing without a
 * price, is cheap because its scenario is cut short. Each test sets what the option uses in a period against the rows
 * that price it in that period:
 *
 *     reason in t  <=>  used[t] > 0, and no row of the option covers t
 *
 * A row covers its periods whatever its value, so that a literal 0 says "free". Tests are strict: a fee per month does
 * not price tokens, and a tariff per kW does not price energy, since deleting the tariff per kWh would then go unseen.
 *
 * Example: 80 G output tokens a month go to an API whose only price is that of input. REMOTE is 1 and OUTPUT 80 G in
 * every period, no row has the basis mtok_output, mtok, remote_output or remote_mtok: output_without_price. */
#include "tco/incomplete.h"

#include <stddef.h>

#include "base/extrema.h"
#include "tco/option_inputs.h"
#include "tco/sizing.h"
#include "tco/unequal_demand.h"

/* ---- what the option uses and nobody prices ---- */

#define BIT(basis) (UINT64_C(1) << (basis))
#define ANY_TOKEN  (BIT(TOLL_TCO_PER_MTOK) | BIT(TOLL_TCO_PER_REMOTE_MTOK) | TASK_PRICES)
/* A price per task is one of all its tokens. */
#define TASK_PRICES (BIT(TOLL_TCO_PER_TASK) | BIT(TOLL_TCO_PER_REMOTE_TASK))
#define UNIT_PRICES                                                                                                    \
    (BIT(TOLL_TCO_PER_UNIT_HOUR) | BIT(TOLL_TCO_PER_GPU_HOUR) | BIT(TOLL_TCO_PER_NODE_HOUR) |                          \
     BIT(TOLL_TCO_PER_LOCAL_MTOK) | BIT(TOLL_TCO_PER_MTOK))

_Static_assert(TOLL_TCO_PER_GB_OUT < 64, "one bit a basis");

/* A use, the product of two arrays, and the bases of the rows that price it. */
typedef struct paid_use {
    uint32_t reason;
    int16_t array, factor; /* factor 0: none */
    uint64_t bases;
} paid_use;

static const paid_use uses[] = {
    {TOLL_TCO_REASON_INPUT_PRICE, TOLL__A_INPUT, TOLL__A_REMOTE,
     BIT(TOLL_TCO_PER_MTOK_INPUT) | BIT(TOLL_TCO_PER_REMOTE_INPUT) | ANY_TOKEN},
    {TOLL_TCO_REASON_CACHED_PRICE, TOLL__A_CACHED, TOLL__A_REMOTE,
     BIT(TOLL_TCO_PER_MTOK_CACHED) | BIT(TOLL_TCO_PER_REMOTE_CACHED) | ANY_TOKEN},
    {TOLL_TCO_REASON_OUTPUT_PRICE, TOLL__A_OUTPUT, TOLL__A_REMOTE,
     BIT(TOLL_TCO_PER_MTOK_OUTPUT) | BIT(TOLL_TCO_PER_REMOTE_OUTPUT) | ANY_TOKEN},
    {TOLL_TCO_REASON_TASK_PRICE, TOLL__A_TASKS, TOLL__A_REMOTE, TASK_PRICES},
    {TOLL_TCO_REASON_ENERGY_PRICE, TOLL__A_KWH_IT, 0, BIT(TOLL_TCO_PER_KWH) | BIT(TOLL_TCO_PER_KWH_IT)},
    {TOLL_TCO_REASON_UNIT_PRICE, TOLL__A_UNITS_PEAK, 0, UNIT_PRICES},
    {TOLL_TCO_REASON_STAFF_PRICE, TOLL__A_STAFF, 0, BIT(TOLL_TCO_PER_FTE)},
    {TOLL_TCO_REASON_STORAGE_PRICE, TOLL__SLOT_STORED, 0, BIT(TOLL_TCO_PER_GB)},
    {TOLL_TCO_REASON_EGRESS_PRICE, TOLL__A_GB_OUT, 0, BIT(TOLL_TCO_PER_GB_OUT)},
};

static int is_price_of_units(const toll__tco_input *row)
{
    return row->category == TOLL_TCO_GPU || row->category == TOLL_TCO_SERVER || row->category == TOLL_TCO_CLOUD ||
           row->category == TOLL_TCO_COMMITMENT;
}

/* Cooling per kWh is no price of the energy that the units draw; network per unit is none of the units. */
static int prices_use(const toll__tco_input *row, const paid_use *use)
{
    if (row->kind != TOLL_TCO_COST && row->kind != TOLL_TCO_BUY && row->kind != TOLL_TCO_LEASE)
        return 0;
    if (use->reason == TOLL_TCO_REASON_UNIT_PRICE && is_price_of_units(row))
        return 1;
    if (use->reason == TOLL_TCO_REASON_STORAGE_PRICE && row->category == TOLL_TCO_STORAGE)
        return 1; /* a system bought as one */
    if (use->reason == TOLL_TCO_REASON_ENERGY_PRICE && row->category == TOLL_TCO_COOLING)
        return 0;
    return (use->bases >> row->basis & 1) != 0;
}

static int is_in_nodes(const toll__tco_input *row, double nodes)
{
    return nodes >= row->nodes_from && (!(row->nodes_below > 0) || nodes < row->nodes_below);
}

/* What was bought stays: a purchase covers all periods from its first on. */
static void cover(const toll__tco_input *row, toll__account *account, double *covered)
{
    const double *nodes = toll__account_read(account, TOLL__A_NODES_PEAK);
    const int32_t periods = account->conventions.periods;
    const int32_t end = row->kind == TOLL_TCO_BUY ? periods : toll__tco_input_end(row, periods);
    for (int32_t t = row->from; t < end; t++)
        if (is_in_nodes(row, nodes[t]))
            covered[t] = 1;
}

/* Hours within a commitment have their price in it. */
static void cover_committed(const toll__tco_plan *plan, toll__account *account, double *covered)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    const double *uncovered = toll__account_read(account, TOLL__A_UNCOVERED);
    for (uint64_t i = 0; i < plan->count; i++) {
        if (rows[i].kind != TOLL_TCO_COMMIT_UNITS || !toll__tco_input_is_for(&rows[i], account->option))
            continue;
        const int32_t end = toll__tco_input_end(&rows[i], account->conventions.periods);
        for (int32_t t = rows[i].from; t < end; t++)
            if (uncovered[t] <= TOLL__WHOLE_TOLERANCE)
                covered[t] = 1;
    }
}

static int is_used(const toll__account *account, const paid_use *use, int32_t t)
{
    const double factor = use->factor == 0 ? 1 : toll__account_read(account, use->factor)[t];
    return toll__account_read(account, use->array)[t] * factor > TOLL__NONE;
}

static int32_t first_use(const toll__account *account, const paid_use *use, int32_t from, const double *covered)
{
    for (int32_t t = from; t < account->conventions.periods; t++)
        if (covered[t] == 0 && is_used(account, use, t))
            return t;
    return -1;
}

static int is_unpaid(const toll__tco_plan *plan, toll__account *account, const paid_use *use)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    double *covered = toll__account_array(account, TOLL__A_COVER);
    for (int32_t t = 0; t <= account->conventions.periods; t++)
        covered[t] = 0;
    const int32_t first = first_use(account, use, 0, covered);
    if (first < 0)
        return 0;
    for (uint64_t i = 0; i < plan->count; i++)
        if (toll__tco_input_is_for(&rows[i], account->option) && prices_use(&rows[i], use))
            cover(&rows[i], account, covered);
    if (use->reason == TOLL_TCO_REASON_UNIT_PRICE)
        cover_committed(plan, account, covered);
    return first_use(account, use, first, covered) >= 0;
}

/* Tasks need a price of their own only where no tokens are theirs: their tokens have prices otherwise. */
static int needs_price(const toll__account *account, const paid_use *use)
{
    return use->reason != TOLL_TCO_REASON_TASK_PRICE || !(toll__option_inputs_has(account, TOLL__SLOT_TASK_INPUT) ||
                                                          toll__option_inputs_has(account, TOLL__SLOT_TASK_OUTPUT));
}

static uint64_t find_unpaid(const toll__tco_plan *plan, toll__account *account)
{
    uint64_t reasons = 0;
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++)
        if (needs_price(account, &uses[i]) && is_unpaid(plan, account, &uses[i]))
            reasons |= uses[i].reason;
    return reasons;
}

/* ---- streams: each with its demand and its capacity ---- */

typedef struct token_stream {
    uint32_t not_asked, no_capacity;
    int16_t asked;                 /* array */
    toll__slot by_tokens, by_task; /* slots of the rows that ask for it */
    toll__slot capacity;
    uint64_t bases; /* of rows that price it alone */
} token_stream;

static const token_stream streams[] = {
    {TOLL_TCO_REASON_INPUT_ASKED, TOLL_TCO_REASON_INPUT_CAPACITY, TOLL__A_INPUT, TOLL__SLOT_INPUT,
     TOLL__SLOT_TASK_INPUT, TOLL__SLOT_CAP_INPUT, BIT(TOLL_TCO_PER_MTOK_INPUT) | BIT(TOLL_TCO_PER_REMOTE_INPUT)},
    {TOLL_TCO_REASON_CACHED_ASKED, TOLL_TCO_REASON_CACHED_CAPACITY, TOLL__A_CACHED, TOLL__SLOT_CACHED,
     TOLL__SLOT_CACHE_HIT, TOLL__SLOT_CAP_CACHED, BIT(TOLL_TCO_PER_MTOK_CACHED) | BIT(TOLL_TCO_PER_REMOTE_CACHED)},
    {TOLL_TCO_REASON_OUTPUT_ASKED, TOLL_TCO_REASON_OUTPUT_CAPACITY, TOLL__A_OUTPUT, TOLL__SLOT_OUTPUT,
     TOLL__SLOT_TASK_OUTPUT, TOLL__SLOT_CAP_OUTPUT, BIT(TOLL_TCO_PER_MTOK_OUTPUT) | BIT(TOLL_TCO_PER_REMOTE_OUTPUT)},
};

/* A price above 0 of the stream alone, or a capacity of it. */
static int is_provided_for(const toll__tco_plan *plan, const toll__account *account, const token_stream *stream)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    if (toll__option_inputs_has(account, stream->capacity))
        return 1;
    for (uint64_t i = 0; i < plan->count; i++)
        if (rows[i].kind == TOLL_TCO_COST && rows[i].high > 0 && (stream->bases >> rows[i].basis & 1) != 0 &&
            toll__tco_input_is_for(&rows[i], account->option))
            return 1;
    return 0;
}

/* Demand that follows a load has the mix of the rows, whatever they leave out. */
static int is_asked(const toll__account *account, const token_stream *stream)
{
    return toll__option_inputs_has(account, stream->by_tokens) || toll__option_inputs_has(account, stream->by_task) ||
           toll__option_inputs_has(account, TOLL__SLOT_LOAD);
}

static int takes_no_time(const toll__account *account, const token_stream *stream)
{
    const double *asked = toll__account_read(account, stream->asked);
    const double *escalation = toll__account_read(account, TOLL__SLOT_ESCALATION);
    const double *own = toll__account_read(account, (int)stream->capacity);
    const double *all = toll__account_read(account, TOLL__SLOT_CAP_TOKENS);
    if (account->is_api)
        return 0;
    for (int32_t t = 0; t < account->conventions.periods; t++)
        if (asked[t] * (1 - escalation[t]) > TOLL__NONE && !(own[t] > 0) && !(all[t] > 0))
            return 1;
    return 0;
}

static uint64_t find_streams(const toll__tco_plan *plan, const toll__account *account)
{
    uint64_t reasons = 0;
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        if (!is_asked(account, &streams[i]) && is_provided_for(plan, account, &streams[i]))
            reasons |= streams[i].not_asked;
        if (takes_no_time(account, &streams[i]))
            reasons |= streams[i].no_capacity;
    }
    return reasons;
}

/* ---- demand ---- */

static int is_demand(uint32_t kind)
{
    return (kind >= TOLL_TCO_INPUT_TOKENS && kind <= TOLL_TCO_TASKS) || kind == TOLL_TCO_LOAD;
}

/* An option that asks for nothing while another one asks for something. */
static int lacks_demand(const toll__tco_plan *plan, const toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    int is_any = 0;
    for (uint64_t i = 0; i < plan->count; i++) {
        if (is_demand(rows[i].kind) && toll__tco_input_is_for(&rows[i], account->option))
            return 0;
        is_any |= is_demand(rows[i].kind);
    }
    return is_any;
}

/* What is provisioned then falls back on what is drawn, which is less. */
static int lacks_power_max(const toll__tco_plan *plan, const toll__account *account)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    int is_priced = 0;
    for (uint64_t i = 0; i < plan->count; i++) {
        if (!toll__tco_input_is_for(&rows[i], account->option))
            continue;
        if (rows[i].kind == TOLL_TCO_POWER_MAX)
            return 0;
        is_priced |= (rows[i].kind == TOLL_TCO_COST || rows[i].kind == TOLL_TCO_BUY) && rows[i].high > 0 &&
                     (rows[i].basis == TOLL_TCO_PER_KW || rows[i].basis == TOLL_TCO_PER_KW_FACILITY);
    }
    return is_priced;
}

/* Tokens of a task without tasks, or one of its two streams without the other. */
static int are_tasks_cut(const toll__account *account)
{
    const int has_input = toll__option_inputs_has(account, TOLL__SLOT_TASK_INPUT);
    const int has_output = toll__option_inputs_has(account, TOLL__SLOT_TASK_OUTPUT);
    if (!toll__option_inputs_has(account, TOLL__SLOT_TASKS))
        return has_input || has_output;
    return has_input != has_output;
}

/* What is left once a supply has ended is left for another reason than what exceeds the supply. */
static uint64_t reason_of_rest(const toll__account *account, int32_t t)
{
    const double first = toll__min(account->ends[TOLL_TCO_SUPPLY_API], account->ends[TOLL_TCO_SUPPLY_UNITS]);
    const int is_ended = (account->flags & TOLL_TCO_FLAG_ENDS) != 0 && first < t + 1;
    return is_ended ? TOLL_TCO_REASON_SUPPLY_ENDS : TOLL_TCO_REASON_SERVES_LESS;
}

/* Tasks without tokens count, too. */
static uint64_t find_unserved(const toll__account *account)
{
    const double *tokens = toll__account_read(account, TOLL__A_TOKENS),
                 *tasks = toll__account_read(account, TOLL__A_TASKS);
    const double *share = toll__account_read(account, TOLL__A_SERVED_SHARE);
    uint64_t rest = 0;
    int is_served = 0;
    for (int32_t t = 0; t < account->conventions.periods; t++) {
        if (!(tokens[t] > 0) && !(tasks[t] > 0))
            continue;
        is_served |= share[t] > 0;
        rest |= share[t] < 1 - TOLL__WHOLE_TOLERANCE ? reason_of_rest(account, t) : 0;
    }
    if (is_served || rest == 0)
        return rest;
    return TOLL_TCO_REASON_SERVES_NOTHING | (rest & TOLL_TCO_REASON_SUPPLY_ENDS);
}

uint64_t toll__incomplete_find(const toll__tco_plan *plan, toll__account *account)
{
    const int is_empty = lacks_demand(plan, account);
    return find_unserved(account) | (is_empty ? TOLL_TCO_REASON_NO_DEMAND : toll__unequal_demand_find(account)) |
           (lacks_power_max(plan, account) ? TOLL_TCO_REASON_POWER_MAX : 0) |
           (are_tasks_cut(account) ? TOLL_TCO_REASON_TASKS_ASKED : 0) | find_streams(plan, account) |
           find_unpaid(plan, account);
}
