/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the bound alone: circulations against all flows of small networks, cuts against the predicates themselves, whole
 * units and the figure without cases by hand. */
#include "tariff_rows.h"

#include "bound/bound.h"
#include "bound/bound_cuts.h"
#include "bound/bound_units.h"
#include "bound/circulation.h"

static uint64_t state;

static int64_t draw(uint64_t below)
{
    state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64, Steele, Lea, Flood 2014 */
    uint64_t x = state;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((x ^ (x >> 31)) % below);
}

/* ---- circulations ---- */

/* 1: the flows leave nothing at any node. */
static int is_circulation(const toll__circulation *n, const int64_t *flow)
{
    int64_t rest[TOLL__CIRCULATION_NODES] = {0};
    for (uint32_t i = 0; i < n->n_arcs; i++) {
        rest[n->arcs[i].from] -= flow[i];
        rest[n->arcs[i].to] += flow[i];
    }
    for (uint32_t i = 0; i < n->n_nodes; i++)
        if (rest[i] != 0)
            return 0;
    return 1;
}

/* The greatest gain of all flows within the bounds; 0: there is none. */
static int best_of_all(const toll__circulation *n, int64_t *best)
{
    int64_t flow[TOLL__CIRCULATION_ARCS];
    int has_flow = 0;
    for (uint32_t i = 0; i < n->n_arcs; i++) {
        flow[i] = n->arcs[i].least;
        if (n->arcs[i].least > n->arcs[i].most)
            return 0;
    }
    for (uint32_t at = 0; at < n->n_arcs;) {
        int64_t gain = 0;
        for (uint32_t i = 0; i < n->n_arcs; i++)
            gain += flow[i] * n->arcs[i].gain;
        if (is_circulation(n, flow) && (!has_flow || gain > *best)) {
            *best = gain;
            has_flow = 1;
        }
        for (at = 0; at < n->n_arcs && flow[at] == n->arcs[at].most; at++)
            flow[at] = n->arcs[at].least;
        if (at < n->n_arcs)
            flow[at]++;
    }
    return has_flow;
}

static void circulations_gain_the_most(void **context)
{
    (void)context;
    for (uint64_t round = 0; round < 3000; round++) {
        toll__circulation n;
        int64_t flow[TOLL__CIRCULATION_ARCS], gain = 0, best = 0;
        memset(&n, 0, sizeof n);
        state = round;
        n.n_nodes = (uint32_t)(2 + draw(3));
        n.n_arcs = (uint32_t)(2 + draw(5));
        for (uint32_t i = 0; i < n.n_arcs; i++) {
            const uint32_t from = (uint32_t)draw(n.n_nodes);
            const int64_t least = draw(3) == 0 ? draw(3) : 0;
            n.arcs[i] = (toll__arc){.from = from,
                                    .to = (from + 1 + (uint32_t)draw(n.n_nodes - 1)) % n.n_nodes,
                                    .least = least,
                                    .most = least + draw(4) - (draw(20) == 0),
                                    .gain = draw(9) - 4,
                                    .flow = 7};
        }
        const int has_flow = best_of_all(&n, &best);
        const toll__circulation_state found = toll__circulation_solve(&n);
        assert_int_equal(found, has_flow ? TOLL__CIRCULATION_BEST : TOLL__CIRCULATION_INFEASIBLE);
        if (!has_flow)
            continue;
        for (uint32_t i = 0; i < n.n_arcs; i++) {
            flow[i] = n.arcs[i].flow;
            assert_true(flow[i] >= n.arcs[i].least && flow[i] <= n.arcs[i].most);
            gain += flow[i] * n.arcs[i].gain;
        }
        assert_true(is_circulation(&n, flow));
        assert_true(gain == best);
    }
}

/* ---- cuts ---- */

static int counts(const toll__row *row, int64_t quantity)
{
    switch (row->op) {
    case TOLL_OP_GT:
        return quantity > row->quantity;
    case TOLL_OP_GE:
        return quantity >= row->quantity;
    case TOLL_OP_LT:
        return quantity < row->quantity;
    default:
        return quantity <= row->quantity;
    }
}

static int is_in(const toll__box *box, const int64_t *quantity, const uint32_t *meter)
{
    for (int i = 0; i < 2; i++)
        if (quantity[i] < box->least[meter[i]] || quantity[i] > box->most[meter[i]])
            return 0;
    return 1;
}

/* Each pair of quantities lies in one box, and boxes are as few as the changes of the predicates allow. */
static void boxes_hold_one_set_of_verdicts_each(void **context)
{
    (void)context;
    const uint32_t meter[2] = {TOLL_METER_INPUT, TOLL_METER_OUTPUT};
    for (uint64_t round = 0; round < 500; round++) {
        Tariff t;
        toll__box limits, box;
        toll__cuts cuts;
        state = round;
        memset(&limits, 0, sizeof limits);
        tariff_start(&t);
        for (int64_t n = draw(5); n > 0; n--)
            count_add(&t, meter[draw(2)], (uint32_t)(1 + draw(4)), draw(12));
        for (int i = 0; i < 2; i++) {
            limits.least[meter[i]] = draw(4);
            limits.most[meter[i]] = limits.least[meter[i]] + draw(8);
        }
        const toll__tariff plain = {t.rows, t.count, 0};
        assert_int_equal(toll__cuts_find(&plain, &limits, &cuts), 1);
        uint64_t expected = 1;
        for (int i = 0; i < 2; i++) { /* between neighbours some predicate changes: one more interval */
            uint64_t intervals = 1;
            for (int64_t q = limits.least[meter[i]]; q < limits.most[meter[i]]; q++) {
                int changes = 0;
                for (uint32_t k = 1; k < t.count; k++)
                    changes |= t.rows[k].meter == meter[i] && counts(&t.rows[k], q) != counts(&t.rows[k], q + 1);
                intervals += (uint64_t)changes;
            }
            expected *= intervals;
        }
        assert_true(cuts.n_boxes == expected);
        int64_t q[2];
        for (q[0] = limits.least[meter[0]]; q[0] <= limits.most[meter[0]]; q[0]++)
            for (q[1] = limits.least[meter[1]]; q[1] <= limits.most[meter[1]]; q[1]++) {
                int in = 0;
                for (uint64_t i = 0; i < cuts.n_boxes; i++) {
                    toll__cuts_box(&cuts, &limits, i, &box);
                    in += is_in(&box, q, meter);
                    for (uint32_t k = 1; k < t.count; k++)
                        assert_int_equal(counts(&t.rows[k], box.least[t.rows[k].meter]),
                                         counts(&t.rows[k], box.most[t.rows[k].meter]));
                }
                assert_int_equal(in, 1);
            }
    }
}

/* Room for so many thresholds of a meter, and for so many meters; one more is too many. */
static void rooms_of_cuts_end(void **context)
{
    (void)context;
    toll__box limits;
    toll__cuts cuts;
    memset(&limits, 0, sizeof limits);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        limits.most[meter] = 1000;
    for (uint32_t n = TOLL__CUT_POINTS - 1; n <= TOLL__CUT_POINTS + 1; n++) {
        Tariff t;
        tariff_start(&t);
        for (uint32_t i = 0; i < n; i++)
            count_add(&t, TOLL_METER_INPUT, TOLL_OP_GT, 10 + i);
        const toll__tariff plain = {t.rows, t.count, 0};
        assert_int_equal(toll__cuts_find(&plain, &limits, &cuts), n <= TOLL__CUT_POINTS);
    }
    for (uint32_t n = TOLL__CUT_METERS - 1; n <= TOLL__CUT_METERS + 1; n++) {
        Tariff t;
        tariff_start(&t);
        for (uint32_t i = 0; i < n; i++)
            count_add(&t, 1 + i, TOLL_OP_GT, 10);
        const toll__tariff plain = {t.rows, t.count, 0};
        assert_int_equal(toll__cuts_find(&plain, &limits, &cuts), n <= TOLL__CUT_METERS);
    }
}

/* ---- limits ---- */

/* A part is never above its totals: 50 tokens of prompt leave 50 to each of its parts; what has no limit has none. */
static void parts_are_within_their_totals(void **context)
{
    (void)context;
    const toll_bill_limit limits[] = {{TOLL_METER_INPUT, 10, 50},
                                      {TOLL_METER_CACHE_WRITE, 0, 30},
                                      {TOLL_METER_CACHE_READ, 5, 80},
                                      {TOLL_METER_CREDIT, -3, 3}};
    toll__box box;
    uint64_t limited = 0;
    assert_int_equal(toll__limits_take(limits, 4, &box, &limited, NULL), TOLL_OK);
    assert_true(box.least[TOLL_METER_INPUT] == 10 && box.most[TOLL_METER_INPUT] == 50);
    assert_true(box.least[TOLL_METER_CACHE_READ] == 5 && box.most[TOLL_METER_CACHE_READ] == 50);
    assert_true(box.least[TOLL_METER_CACHE_WRITE] == 0 && box.most[TOLL_METER_CACHE_WRITE] == 30);
    assert_true(box.most[TOLL_METER_CACHE_WRITE_1H] == 30); /* of the writes, which are fewer than the prompt */
    assert_true(box.most[TOLL_METER_CACHE_READ_AUDIO] == 50 && box.least[TOLL_METER_CACHE_READ_AUDIO] == 0);
    assert_true(box.most[TOLL_METER_OUTPUT] == INT64_MAX && box.most[TOLL_METER_REASONING] == INT64_MAX);
    assert_true(box.least[TOLL_METER_CREDIT] == -3 && box.most[TOLL_METER_CREDIT] == 3);
    assert_true(limited == (TOLL__METER_BIT(TOLL_METER_INPUT) | TOLL__METER_BIT(TOLL_METER_CACHE_WRITE) |
                            TOLL__METER_BIT(TOLL_METER_CACHE_READ) | TOLL__METER_BIT(TOLL_METER_CREDIT)));
}

/* ---- whole units ---- */

static toll__units units_of(const Tariff *t, uint64_t lines, toll__goal goal)
{
    toll__context context;
    toll__usage usage;
    toll__choice choice;
    toll__units units;
    toll_error err;
    memset(&context, 0, sizeof context);
    memset(&usage, 0, sizeof usage);
    const toll__book_facts facts = {.rows = t->rows, .n_rows = t->count};
    const toll__tariff plain = {t->rows, t->count, 0};
    context.facts = &facts;
    assert_int_equal(toll__select(&plain, &context, &usage, &choice, &err), TOLL_OK);
    if (toll__units_set(&choice, lines, goal, &units, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return units;
}

static const toll__goal highest = {TOLL__FIGURE_BILLED, 1}, lowest = {TOLL__FIGURE_BILLED, -1};

/* Units are below 2^51 = 2.25 * 10^15 steps of 10^-exponent attos, with exponents 9, 6, 3, 0 and so on. 3 USD per million
 * are 3 * 10^12 attos: 10^15 in the next finer scale is too much. One USD per 7 is 1.43 * 10^17 attos: in steps of 1,000
 * attos 142,857,142,857,142.857, rounded away from the truth. */
static void units_are_whole_on_the_finest_scale(void **context)
{
    (void)context;
    const uint64_t input = TOLL__METER_BIT(TOLL_METER_INPUT), output = TOLL__METER_BIT(TOLL_METER_OUTPUT);
    Tariff t;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "3");
    toll__row *dear = price_add(&t, TOLL_METER_OUTPUT, "1", 7);
    toll__units u = units_of(&t, input, highest);
    assert_int_equal(u.exponent, 0);
    assert_true(u.unit[TOLL_METER_INPUT] == INT64_C(3000000000000) && u.is_exact == 1 && u.broken == 0);
    assert_true(u.priced == input);
    t.rows[1].number = decimal_of("3.000000000001"); /* an odd number of attos is whole, too */
    u = units_of(&t, input, highest);
    assert_true(u.exponent == 0 && u.unit[TOLL_METER_INPUT] == INT64_C(3000000000001) && u.broken == 0);
    t.rows[1].number = decimal_of("0.0000000006"); /* 600 attos, which are 0.6 of a step: none of it in the lowest */
    u = units_of(&t, input | output, lowest);
    assert_true(u.exponent == -3 && u.unit[TOLL_METER_INPUT] == 0);
    u = units_of(&t, input | output, highest);
    assert_true(u.unit[TOLL_METER_INPUT] >= 1 && u.unit[TOLL_METER_INPUT] <= 2);
    t.rows[1].number = decimal_of("3");
    u = units_of(&t, input | output, highest);
    assert_int_equal(u.exponent, -3);
    assert_true(u.unit[TOLL_METER_INPUT] == INT64_C(3000000000));
    assert_true(u.unit[TOLL_METER_OUTPUT] > INT64_C(142857142857142)); /* above the truth, by two at most */
    assert_true(u.unit[TOLL_METER_OUTPUT] <= INT64_C(142857142857144));
    assert_true(u.is_exact == 0 && u.broken == (input | output) && u.priced == (input | output));
    u = units_of(&t, input | output, lowest);
    assert_true(u.unit[TOLL_METER_OUTPUT] == INT64_C(142857142857142));
    *dear = (toll__row){.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_OUTPUT, .per = 1};
    dear->number = decimal_of("0.000000000000000001"); /* an atto: 10^9 steps of 10^-9 */
    u = units_of(&t, output, highest);
    assert_true(u.exponent == 9 && u.unit[TOLL_METER_OUTPUT] == 1000000000 && u.broken == 0 && u.is_exact == 1);
    dear->per = 2;
    u = units_of(&t, output, highest);
    assert_true(u.unit[TOLL_METER_OUTPUT] == 500000000 && u.is_exact == 1 && u.broken == output);
}

/* 2 attos at a factor of 1.5 bill 3, contracted and listed as their own factors say. */
static void units_are_of_the_figure_that_is_sought(void **context)
{
    (void)context;
    const uint64_t input = TOLL__METER_BIT(TOLL_METER_INPUT);
    Tariff t;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "4");
    contract_add(&t, TOLL_METER_INPUT, "2");
    multiplier_add(&t, 0, "1.5", TOLL_FACTOR_BILL);
    const uint32_t figures[3] = {TOLL__FIGURE_BILLED, TOLL__FIGURE_CONTRACTED, TOLL__FIGURE_LIST};
    const int64_t want[3] = {3, 2, 4};
    for (int i = 0; i < 3; i++) {
        const toll__units u = units_of(&t, input, (toll__goal){figures[i], 1});
        assert_int_equal(u.exponent, i == 1 ? 3 : 0); /* 2 * 10^15 steps of 10^-3 are below 2^51 */
        assert_true(u.unit[TOLL_METER_INPUT] == want[i] * INT64_C(1000000000000) * (i == 1 ? 1000 : 1));
        toll_amount cost;
        assert_int_equal(toll__units_cost(&u, TOLL_METER_INPUT, 1000, &cost, NULL), TOLL_OK);
        assert_amount_text(cost, i == 0 ? "0.003" : i == 1 ? "0.002" : "0.004");
    }
}

/* The dearest of a line's volume prices for the highest bill, the cheapest for the lowest; a unit below an allowance costs
 * nothing, so the lowest bill has it free. */
static void units_are_the_extreme_of_volume_prices(void **context)
{
    (void)context;
    const uint64_t input = TOLL__METER_BIT(TOLL_METER_INPUT);
    Tariff t;
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "3");
    const char *const prices[2] = {"5", "1"};
    for (int i = 0; i < 2; i++) {
        toll__row *tier = quantity_add(&t, TOLL_ROW_VOLUME, TOLL_METER_INPUT, 100 * (1 + i));
        tier->number = decimal_of(prices[i]);
        tier->per = 1000000;
        tier->key = 9;
    }
    assert_true(units_of(&t, input, highest).unit[TOLL_METER_INPUT] == INT64_C(5000000000000) / 1);
    assert_true(units_of(&t, input, lowest).unit[TOLL_METER_INPUT] == INT64_C(1000000000000));
    quantity_add(&t, TOLL_ROW_ALLOWANCE, TOLL_METER_INPUT, 10)->key = 9;
    assert_true(units_of(&t, input, lowest).unit[TOLL_METER_INPUT] == 0);
}

/* ---- the figure without cases ---- */

#define AS_OF_NOTHING 0x5a

static toll__bounds crude_of(const Tariff *t, const toll_bill_limit *limits, uint64_t n)
{
    toll__box box;
    toll__bounds b;
    uint64_t limited;
    toll_error err;
    const toll__tariff plain = {t->rows, t->count, 0};
    memset(&b, AS_OF_NOTHING, sizeof b);
    assert_int_equal(toll__limits_take(limits, n, &box, &limited, &err), TOLL_OK);
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) /* what is not limited is not there */
        if ((limited >> meter & 1) == 0)
            box.most[meter] = 0;
    if (toll__bound_crudely(&plain, &box, &b, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return b;
}

/* Factors 1.5 and 2 make 3, 0.5 is left out. Prompt: 1,000 and a minimum of 100 at the dearest of its prices, 6 per
 * million, times 3: 0.0198. Answer: 500 at 15: 0.0225. A fee of 0.01: 0.03; a floor of 0.02: 0.06; a cap: nothing. Each of
 * the two sides is 32 attos more for rounding, fee and floor one each. Credits down to -2 at 0.5: -3. */
static void a_bound_without_cases_takes_the_dearest_of_everything(void **context)
{
    (void)context;
    Tariff t;
    const toll_bill_limit limits[] = {
        {TOLL_METER_INPUT, 0, 1000}, {TOLL_METER_OUTPUT, 100, 500}, {TOLL_METER_CREDIT, -2, 0}};
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "3");
    mtok_add(&t, TOLL_METER_CACHE_WRITE_1H, "6");
    mtok_add(&t, TOLL_METER_OUTPUT, "15");
    price_add(&t, TOLL_METER_CREDIT, "0.5", 1);
    multiplier_add(&t, 0, "1.5", TOLL_FACTOR_LIST);
    multiplier_add(&t, TOLL_METER_INPUT, "2", TOLL_FACTOR_LIST);
    multiplier_add(&t, 0, "0.5", TOLL_FACTOR_LIST);
    quantity_add(&t, TOLL_ROW_MINIMUM, TOLL_METER_INPUT, 100);
    row_add(&t, TOLL_ROW_FEE)->number = decimal_of("0.01");
    row_add(&t, TOLL_ROW_FLOOR)->number = decimal_of("0.02");
    row_add(&t, TOLL_ROW_CAP)->number = decimal_of("0.001");
    toll__bounds b = crude_of(&t, limits, 3);
    assert_amount_text(b.billed, "0.132300000000000066");
    assert_amount_text(b.contracted, "0.132300000000000066");
    assert_amount_text(b.list, "0.132300000000000066");
    assert_amount_text(b.lowest, "-3");
    assert_amount_text(b.attained, "-3");
    assert_int_equal(b.verdict, TOLL_CEILING_ABOVE);
    assert_true(b.relaxed == TOLL_RELAXED_CASES);
    assert_int_equal(b.meter, 0);
    for (uint32_t meter = 0; meter < TOLL_METERS; meter++)
        assert_true(b.usage.quantity[meter] == 0);
    assert_true(b.usage.given == 0);
    row_add(&t, TOLL_ROW_FALLBACK)->meter = TOLL_METER_CACHE_READ; /* any price may be any token's: 0.5 each */
    b = crude_of(&t, limits, 2);
    assert_amount_text(b.billed, "2400.090000000000000066"); /* (1,100 + 500) * 0.5 * 3 */
    assert_amount_text(b.lowest, "0");
    t.rows[t.count - 1].kind = TOLL_ROW_STEP;
    t.rows[t.count - 1].quantity = 50; /* of a part of the prompt: 50 tokens more */
    b = crude_of(&t, limits, 2);
    assert_amount_text(b.billed, "0.133200000000000066");
}

/* A row behind the tariff's last one is not read, whatever it would add. */
static void nothing_behind_the_tariff_is_read(void **context)
{
    (void)context;
    static const uint32_t kinds[] = {TOLL_ROW_PRICE, TOLL_ROW_MINIMUM, TOLL_ROW_MULTIPLIER, TOLL_ROW_FEE,
                                     TOLL_ROW_FLOOR};
    const toll_bill_limit limits[] = {{TOLL_METER_INPUT, 0, 1000}, {TOLL_METER_CREDIT, -2, 0}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        Tariff t;
        tariff_start(&t);
        mtok_add(&t, TOLL_METER_INPUT, "3");
        t.rows[t.count] = (toll__row){.kind = kinds[i], .meter = TOLL_METER_INPUT, .per = 1, .quantity = 100};
        t.rows[t.count].number = decimal_of("7");
        assert_amount_text(crude_of(&t, limits, 2).billed, "0.003000000000000032");
        t.rows[t.count].meter = TOLL_METER_CREDIT;
        assert_amount_text(crude_of(&t, limits, 2).lowest, "0");
    }
}

/* Without a limit on requests a record is one request: at its price, public, negotiated, or both. */
static void a_record_is_one_request(void **context)
{
    (void)context;
    const toll_bill_limit limits[] = {{TOLL_METER_INPUT, 0, 1000}};
    for (int prices = 1; prices < 4; prices++) {
        Tariff t;
        toll__box box;
        toll__bounds b;
        toll__scope scope;
        toll_error err;
        uint64_t limited;
        const toll__counters counters = {.count = 0};
        tariff_start(&t);
        t.rows[0].until_s = 86400;
        mtok_add(&t, TOLL_METER_INPUT, "3");
        if ((prices & 1) != 0)
            price_add(&t, TOLL_METER_REQUEST, "0.01", 1);
        if ((prices & 2) != 0)
            price_add(&t, TOLL_METER_REQUEST, "0.01", 1)->is_contract = 1;
        const toll__tariff plain = {t.rows, t.count, 0};
        const toll__book_facts facts = {.rows = t.rows, .n_rows = t.count};
        memset(&scope, 0, sizeof scope);
        scope.context.facts = &facts;
        assert_int_equal(toll__limits_take(limits, 1, &box, &limited, &err), TOLL_OK);
        if (toll__bound(&plain, &scope, &box, limited, &counters, &b, &err) != TOLL_OK)
            fail_msg("%s", err.message);
        assert_int_equal(b.verdict, TOLL_CEILING_ATTAINED);
        assert_amount_text(b.billed, "0.013");
        assert_amount_text(b.lowest, "0.01");
    }
}

/* A fee of 0.02, negotiated at 0.01, on 1,000 tokens at 3 per million: 0.013 billed and contracted, 0.023 listed. */
static void negotiated_fees_leave_the_list_alone(void **context)
{
    (void)context;
    const toll_bill_limit limits[] = {{TOLL_METER_INPUT, 1000, 1000}};
    Tariff t;
    toll__box box;
    toll__bounds b;
    toll__scope scope;
    toll_error err;
    uint64_t limited;
    const toll__counters counters = {.count = 0};
    tariff_start(&t);
    t.rows[0].until_s = 86400;
    mtok_add(&t, TOLL_METER_INPUT, "3");
    row_add(&t, TOLL_ROW_FEE)->number = decimal_of("0.02");
    toll__row *row = row_add(&t, TOLL_ROW_FEE);
    row->number = decimal_of("0.01");
    row->is_contract = 1;
    const toll__tariff plain = {t.rows, t.count, 0};
    const toll__book_facts facts = {.rows = t.rows, .n_rows = t.count};
    memset(&scope, 0, sizeof scope);
    scope.context.facts = &facts;
    assert_int_equal(toll__limits_take(limits, 1, &box, &limited, &err), TOLL_OK);
    assert_int_equal(toll__bound(&plain, &scope, &box, limited, &counters, &b, &err), TOLL_OK);
    assert_int_equal(b.verdict, TOLL_CEILING_ATTAINED);
    assert_amount_text(b.billed, "0.013");
    assert_amount_text(b.contracted, "0.013");
    assert_amount_text(b.list, "0.023");
    assert_amount_text(b.lowest, "0.013");
}

static void a_priced_root_without_a_limit_is_unbounded(void **context)
{
    (void)context;
    Tariff t;
    const toll_bill_limit limits[] = {{TOLL_METER_INPUT, 0, INT64_MAX}, {TOLL_METER_OUTPUT, 0, 10}};
    tariff_start(&t);
    mtok_add(&t, TOLL_METER_INPUT, "0");
    mtok_add(&t, TOLL_METER_OUTPUT, "15");
    toll__bounds b = crude_of(&t, limits, 2);
    assert_int_equal(b.verdict, TOLL_CEILING_ABOVE); /* any number of tokens at nothing */
    assert_amount_text(b.billed, "0.000150000000000032");
    mtok_add(&t, TOLL_METER_CACHE_READ, "1");
    b = crude_of(&t, limits, 2);
    assert_int_equal(b.verdict, TOLL_CEILING_UNBOUNDED);
    assert_int_equal(b.meter, TOLL_METER_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(circulations_gain_the_most),
        cmocka_unit_test(boxes_hold_one_set_of_verdicts_each),
        cmocka_unit_test(rooms_of_cuts_end),
        cmocka_unit_test(parts_are_within_their_totals),
        cmocka_unit_test(units_are_whole_on_the_finest_scale),
        cmocka_unit_test(units_are_of_the_figure_that_is_sought),
        cmocka_unit_test(units_are_the_extreme_of_volume_prices),
        cmocka_unit_test(a_bound_without_cases_takes_the_dearest_of_everything),
        cmocka_unit_test(nothing_behind_the_tariff_is_read),
        cmocka_unit_test(a_record_is_one_request),
        cmocka_unit_test(negotiated_fees_leave_the_list_alone),
        cmocka_unit_test(a_priced_root_without_a_limit_is_unbounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
