/* SPDX-License-Identifier: Apache-2.0 */
/* The slow way's steps: usage, split, prices and multipliers that hold, charge. What makes them short here:
 * - no multiplier names a meter, so a part of the prompt or the answer has a line of its own exactly where it has a
 *   price, or a fall-back that its parent does not have: see home_of() in split.c for the general rule;
 * - modalities, which may overlap with what is cached, are left to the slow way;
 * - blocks are read from the last to the first, because a later rule's price holds: once every line has its price, rules
 *   that are left need not be asked;
 * - prices and factors are integers over one power of ten, so that a line is a product of 128 bits that can't overflow. */
#include "bill/fast_path.h"

#include <stddef.h>
#include <string.h>

#include "base/wide.h"
#include "bill/calendar.h"
#include "base/line_cost.h"

_Static_assert(TOLL__COMPILED_ESTIMATED == TOLL_LINE_ESTIMATED, "a compiled price holds the flags of its lines");

#define BIT(name)  TOLL__METER_BIT(TOLL_METER_##name)
#define MODAL      (BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define MODAL_READ (BIT(CACHE_READ_AUDIO) | BIT(CACHE_READ_IMAGE) | BIT(CACHE_READ_VIDEO))
#define TIMED      (BIT(CACHE_WRITE_5M) | BIT(CACHE_WRITE_30M) | BIT(CACHE_WRITE_1H))
#define CACHED     (BIT(CACHE_READ) | BIT(CACHE_WRITE) | TIMED)
#define LONG_TIMED (BIT(CACHE_WRITE_30M) | BIT(CACHE_WRITE_1H)) /* fall back to 5 minutes */
#define ANSWERS    (BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO))
#define TOKEN_MAX  TOLL_METER_OUTPUT_VIDEO /* ids up to this one: TOLL__METER_TOKENS */
#define LINE_HEAD  16u                     /* bytes of a line that a price has ready: meter, price_meter, rule, flags */

_Static_assert(offsetof(toll_bill_line, quantity) == LINE_HEAD &&
                   offsetof(toll__compiled_price, place) - offsetof(toll__compiled_price, meter) == LINE_HEAD,
               "a price begins as a line does");

typedef struct quick {
    const toll__compiled_tariff *sheet;
    const toll__tariff *tariff;
    const toll__context *context;
    uint64_t given, lines;                 /* sets of meters: of the record, with cache_write, and of the bill */
    uint64_t held;                         /* set of the places with a price, of those that lines ask for */
    uint64_t substituted;                  /* lines at another meter's price, or that hold tokens without a price */
    uint32_t is_simple;                    /* 1: each line has a list price of its own and no other */
    uint32_t has_credits;                  /* 0: billed is contracted on every line of tokens */
    int64_t plain, untimed, answer, timed; /* tokens of no part: quantities of the lines input, cache_write, output */
    const toll__compiled_factors *factors;    /* of token meters */
    const toll__compiled_price *prices[TOLL__METER_SLOTS]; /* by place */
    int64_t quantity[TOLL_METERS];                      /* of the meters given */
} quick;

/* ---- usage ---- */

/* 0 for a meter that the record does not name. */
static int64_t counted(const quick *q, uint32_t meter)
{
    return (q->given >> meter & 1) != 0 ? q->quantity[meter] : 0;
}

/* As toll__usage_take(), but that negative credit and modalities are refused. */
static int take_usage(quick *q, const toll_bill_usage *pairs, uint64_t n_pairs)
{
    uint64_t given = 0, used = 0;
    int64_t signs = 0;
    for (uint64_t i = 0; i < n_pairs; i++) {
        const uint64_t meter = pairs[i].meter, bit = TOLL__METER_BIT(meter);
        const int64_t quantity = pairs[i].quantity;
        if (meter - 1 >= TOLL_METERS - 1 || (given & bit) != 0)
            return 0;
        given |= bit;
        used |= quantity != 0 ? bit : 0;
        signs |= quantity;
        q->quantity[meter] = quantity;
    }
    q->given = given;
    q->lines = used;
    return signs >= 0 && (given & (MODAL | MODAL_READ)) == 0;
}

/* Writes by their kinds: their sum stands for a total that is not given. 0 when they are more than that. */
static int sum_writes(quick *q)
{
    uint64_t sum = 0;
    for (uint32_t part = TOLL_METER_CACHE_WRITE_5M; part <= TOLL_METER_CACHE_WRITE_1H; part++) {
        sum += (uint64_t)counted(q, part);
        if (sum > (uint64_t)INT64_MAX)
            return 0;
    }
    q->timed = (int64_t)sum;
    if ((q->given & BIT(CACHE_WRITE)) == 0)
        q->quantity[TOLL_METER_CACHE_WRITE] = q->timed;
    q->given |= BIT(CACHE_WRITE);
    return q->timed <= q->quantity[TOLL_METER_CACHE_WRITE];
}

static int sum_answers(quick *q)
{
    for (uint32_t part = TOLL_METER_REASONING; part <= TOLL_METER_OUTPUT_VIDEO; part++) {
        const int64_t quantity = counted(q, part);
        if (quantity > q->answer)
            return 0;
        q->answer -= quantity;
    }
    return 1;
}

/* Takes the parts out of the totals; 0 when one of them exceeds what is left, which the slow way words. */
static int take_parts(quick *q)
{
    q->timed = 0;
    if ((q->given & TIMED) != 0 && !sum_writes(q))
        return 0;
    const uint64_t input = (uint64_t)counted(q, TOLL_METER_INPUT);
    const uint64_t read = (uint64_t)counted(q, TOLL_METER_CACHE_READ);
    const uint64_t write = (uint64_t)counted(q, TOLL_METER_CACHE_WRITE);
    if (read + write > input)
        return 0;
    q->plain = (int64_t)(input - read - write);
    q->untimed = (int64_t)write - q->timed;
    q->answer = counted(q, TOLL_METER_OUTPUT);
    return (q->given & ANSWERS) == 0 || sum_answers(q);
}

/* ---- blocks ---- */

static inline uint32_t has_attribute(const toll__context *context, uint64_t key, uint64_t value)
{
    for (uint64_t i = 0; i < context->n_attributes; i++)
        if (context->attributes[i].key == key && context->attributes[i].value == value)
            return 1;
    return 0;
}

static uint32_t is_in_interval(const toll__row *row, const toll__context *context)
{
    return context->at_s >= row->from_s && context->at_s < row->until_s;
}

/* Predicates of time are read from their rows. */
static const toll__row *row_of(const quick *q, uint64_t index)
{
    return &q->tariff->rows[index < q->tariff->n_rows ? index : 0];
}

static uint32_t other_test_holds(const quick *q, const toll__compiled_test *test)
{
    switch (test->ask) {
    case TOLL__ASK_COUNT:
        return (uint32_t)((uint64_t)counted(q, test->meter) >= test->a) ^ test->flip;
    case TOLL__ASK_WINDOW:
        return toll__calendar_in_window(row_of(q, test->a), q->context) != 0;
    case TOLL__ASK_HOLIDAY:
        return toll__calendar_is_holiday(row_of(q, test->a), q->context) != 0;
    case TOLL__ASK_INSTANT:
        return is_in_interval(row_of(q, test->a), q->context);
    default:
        return 0;
    }
}

/* Read in place: a copy of the two, which are side by side, would wait for the caller's writing of them one by one. */
static inline uint32_t test_holds(const quick *q, const toll__compiled_test *test)
{
    if (test->ask == TOLL__ASK_REGION)
        return test->a == q->context->region;
    if (test->ask == TOLL__ASK_TIER)
        return test->a == q->context->service_tier;
    if (test->ask == TOLL__ASK_ATTRIBUTE)
        return has_attribute(q->context, test->a, test->b);
    return other_test_holds(q, test);
}

/* Of these groups, those that none of the `left` tests from `cell` on answers. */
static uint32_t missing_groups(const quick *q, const toll__compiled_cell *cell, uint32_t left, uint32_t groups)
{
    for (; left > 0; left--, cell++)
        groups &= ~(test_holds(q, &cell->test) << cell->test.group);
    return groups;
}

/* Whether the rule or multiplier of a cell holds, by the tests behind it: groups and n_tests are the same fields of both.
 * Most have one test, of a group. */
static inline uint32_t cell_holds(const quick *q, const toll__compiled_cell *cell)
{
    if (cell->rule.n_tests == 1 && cell->rule.groups != 0)
        return test_holds(q, &cell[1].test);
    return missing_groups(q, cell + 1, cell->rule.n_tests, cell->rule.groups) == 0;
}

/* Every place that some rule which holds gives a price. */
static uint64_t find_priced(const quick *q)
{
    uint64_t priced = q->sheet->priced;
    for (uint32_t i = q->sheet->last_rule; i != 0; i = q->sheet->cells[i].rule.previous)
        if (cell_holds(q, &q->sheet->cells[i]))
            priced |= q->sheet->cells[i].rule.priced;
    return priced;
}

/* Whether some row names the tier that was served; n_tests is the same field of a rule and of a multiplier. */
static int is_tier_named(const toll__compiled_tariff *sheet, uint64_t tier)
{
    const toll__compiled_cell *cell = sheet->cells, *end = cell + sheet->n_cells;
    while (cell < end)
        for (uint32_t left = cell++->rule.n_tests; left > 0; left--, cell++)
            if ((cell->test.ask == TOLL__ASK_TIER || cell->test.ask == TOLL__ASK_NOTHING) && cell->test.a == tier)
                return 1;
    return 0;
}

/* ---- split ---- */

/* Cached tokens that have no line of their own: those of a timed write stay with the writes, else with the prompt. */
static void keep_cached(quick *q, uint64_t own, uint32_t part)
{
    const int stays_written = (TIMED >> part & 1) != 0 && (own & BIT(CACHE_WRITE)) != 0;
    const int64_t quantity = part == TOLL_METER_CACHE_WRITE ? q->untimed : counted(q, part);
    if (quantity == 0 || (own >> part & 1) != 0)
        return;
    *(stays_written ? &q->untimed : &q->plain) += quantity;
    q->substituted |= stays_written ? BIT(CACHE_WRITE) : BIT(INPUT);
    q->lines &= ~TOLL__METER_BIT(part);
}

static void keep_parts(quick *q)
{
    const uint64_t places = find_priced(q), priced = places | places >> TOLL__COMPILED_CONTRACT;
    const uint64_t own = priced | ((priced & BIT(CACHE_WRITE_5M)) != 0 ? LONG_TIMED : 0);
    for (uint32_t part = TOLL_METER_CACHE_READ; part <= TOLL_METER_CACHE_WRITE_1H; part++)
        keep_cached(q, own, part);
    if ((own & BIT(CACHE_WRITE)) == 0)
        q->untimed = 0;
    for (uint32_t part = TOLL_METER_REASONING; part <= TOLL_METER_OUTPUT_VIDEO; part++) {
        if ((priced >> part & 1) != 0)
            continue;
        q->answer += counted(q, part);
        q->lines &= ~TOLL__METER_BIT(part);
    }
}

/* Those of modalities, and of what is read of them, matter to no record that comes here. */
static int declares_fallbacks(const quick *q)
{
    return (q->sheet->declared & ~(MODAL | MODAL_READ)) != 0;
}

/* From parts to lines; 0 where a fall-back is needed and the tariff declares its own. */
static int split(quick *q)
{
    const uint64_t priced = q->sheet->priced | q->sheet->priced >> TOLL__COMPILED_CONTRACT;
    q->substituted = 0;
    if ((q->given & (CACHED | ANSWERS) & ~priced) != 0) {
        if (declares_fallbacks(q))
            return 0;
        keep_parts(q);
    }
    q->lines &= ~(BIT(INPUT) | BIT(OUTPUT) | BIT(CACHE_WRITE));
    q->lines |= (uint64_t)(q->plain != 0) << TOLL_METER_INPUT | (uint64_t)(q->answer != 0) << TOLL_METER_OUTPUT |
                (uint64_t)(q->untimed != 0) << TOLL_METER_CACHE_WRITE;
    return 1;
}

/* ---- prices and multipliers ---- */

/* Takes a rule's prices for the places that still look for one; 0 when it has one that this way can't use. */
static int take_prices(quick *q, const toll__compiled_rule *rule, uint64_t *wanted)
{
    const uint32_t end = (uint32_t)rule->first_price + rule->n_prices;
    for (uint32_t i = rule->first_price; i < end; i++) {
        const toll__compiled_price *price = &q->sheet->prices[i];
        const uint64_t bit = TOLL__METER_BIT(price->place);
        if ((*wanted & bit) == 0)
            continue;
        if (price->check != toll__compiled_check(price, i))
            return 0;
        q->prices[price->place] = price;
        *wanted &= ~bit;
    }
    return 1;
}

/* From the last rule on, until no place is left that looks for a price. */
static int take_rules(quick *q)
{
    const uint64_t spare = (q->lines & LONG_TIMED) != 0 ? BIT(CACHE_WRITE_5M) : 0;
    const uint64_t asked = (q->lines | spare | (q->lines | spare) << TOLL__COMPILED_CONTRACT) & q->sheet->known;
    uint64_t wanted = asked;
    uint32_t i = q->sheet->last_rule;
    while (wanted != 0) {
        const toll__compiled_cell *cell = &q->sheet->cells[i];
        if ((cell->rule.priced & wanted) != 0 && cell_holds(q, cell) && !take_prices(q, &cell->rule, &wanted))
            return 0;
        if (i == 0)
            break;
        i = cell->rule.previous;
    }
    q->held = asked & ~wanted;
    return 1;
}

static int is_sound(const toll__compiled_factors *factors, uint64_t set)
{
    return factors->check == toll__compiled_check_factors(factors, set);
}

/* The products of the multipliers that hold; 0 when they, or those of none, are damaged and needed. */
static int take_factors(quick *q)
{
    uint32_t set = 0;
    for (uint32_t i = q->sheet->last_factor; i != 0; i = q->sheet->cells[i].factor.previous) {
        if (cell_holds(q, &q->sheet->cells[i]))
            set |= q->sheet->cells[i].factor.bit;
    }
    q->factors = &q->sheet->factors[set];
    q->has_credits = q->factors->bill.multiple != q->factors->contract.multiple;
    return is_sound(q->factors, set) && ((q->lines & ~TOLL__METER_TOKENS) == 0 || is_sound(q->sheet->factors, 0));
}

/* A list and a negotiated price per different quantities are an error, which the slow way words. */
static int have_one_per(const quick *q)
{
    const uint64_t both = q->held & q->held >> TOLL__COMPILED_CONTRACT;
    for (uint32_t i = 0; i < q->sheet->n_prices; i++) {
        const uint32_t meter = q->sheet->prices[i].meter & TOLL__METER_MASK;
        if ((both >> meter & 1) != 0 && q->prices[meter]->per != q->prices[meter + TOLL__COMPILED_CONTRACT]->per)
            return 0;
    }
    return 1;
}

/* Lines without a price of their own are those of long writes, at the price of 5 minutes: else there is no bill. */
static int find_substitutes(quick *q)
{
    const uint64_t spare = BIT(CACHE_WRITE_5M) | BIT(CACHE_WRITE_5M) << TOLL__COMPILED_CONTRACT;
    const uint64_t missing = q->lines & ~(q->held | q->held >> TOLL__COMPILED_CONTRACT);
    q->is_simple = missing == 0 && q->held >> TOLL__COMPILED_CONTRACT == 0;
    q->substituted |= missing;
    return missing == 0 || ((missing & ~LONG_TIMED) == 0 && (q->held & spare) != 0);
}

static int choose(quick *q)
{
    return take_rules(q) && find_substitutes(q) && take_factors(q) && (q->is_simple != 0 || have_one_per(q));
}

/* ---- charge ---- */

/* Prices of a line, the same where only one of them has a row. */
typedef struct prices {
    const toll__compiled_price *list, *contract;
} prices;

typedef struct costs {
    toll_amount list, contracted, billed;
} costs;

static inline void fill_line(int64_t quantity, const prices *p, const toll__compiled_factors *f, const costs *c,
                             toll_bill_line *restrict line)
{
    memcpy(line, &p->list->meter, LINE_HEAD);
    line->quantity = quantity;
    line->per = p->list->per;
    line->list_price = p->list->number;
    line->contracted_price = p->contract->number;
    line->list_factor = f->list.number;
    line->contract_factor = f->contract.number;
    line->bill_factor = f->bill.number;
    line->list_cost = c->list;
    line->contracted_cost = c->contracted;
    line->billed_cost = c->billed;
}

/* Prices of a line where one is negotiated, or another meter's. */
static prices find_prices(const quick *q, uint32_t meter)
{
    const uint64_t priced = q->held | q->held >> TOLL__COMPILED_CONTRACT;
    const uint32_t place = (priced >> meter & 1) != 0 ? meter : TOLL_METER_CACHE_WRITE_5M;
    prices p = {q->prices[place], q->prices[place]};
    if ((q->held >> TOLL__COMPILED_CONTRACT >> place & 1) != 0)
        p.contract = q->prices[place + TOLL__COMPILED_CONTRACT];
    if ((q->held >> place & 1) == 0)
        p.list = p.contract;
    return p;
}

/* Lines say their own meter, which their price does not know. */
static void mark_substituted(const quick *q, toll_bill_line *line)
{
    for (uint32_t meter = 1; q->lines >> meter != 0; meter++) {
        if ((q->substituted & q->lines) >> meter & 1) {
            line->meter = meter;
            line->flags |= TOLL_LINE_FALLBACK;
        }
        line += q->lines >> meter & 1;
    }
}

/* Each line is of tokens, at a list price of its own, without credits: contracted is billed. */
static uint64_t charge_usual(const quick *q, toll_bill_line *restrict line, toll__sums *restrict sums)
{
    const toll__compiled_factors *f = q->factors;
    const uint64_t by_list = f->list.multiple, by_bill = f->bill.multiple, lines = q->lines;
    toll__cost_sum list = toll__cost_start(), all = list, output = list;
    uint64_t n_lines = 0;
    for (uint32_t meter = 1; lines >> meter != 0; meter++) {
        if ((lines >> meter & 1) == 0)
            continue;
        n_lines++;
        const toll__compiled_price *price = q->prices[meter];
        const prices p = {price, price};
        const int64_t quantity = q->quantity[meter];
        costs c;
        c.list = toll__cost_add(&list, quantity, price->unit * by_list);
        c.billed = c.contracted = toll__cost_add(&all, quantity, price->unit * by_bill);
        if (price->side == TOLL_SIDE_OUTPUT)
            (void)toll__cost_add(&output, quantity, price->unit * by_bill);
        if (line != NULL)
            fill_line(quantity, &p, f, &c, line++);
    }
    sums->output = toll__cost_end(output);
    sums->other = (toll_amount){0, 0};
    sums->billed = sums->contracted = toll__cost_end(all);
    sums->input = toll__cost_minus(toll__cost_end(all), toll__cost_end(output));
    sums->list = toll__cost_end(list);
    return n_lines;
}

/* Any lines. Multipliers touch tokens alone. */
static uint64_t charge_any(const quick *q, toll_bill_line *restrict line, toll__sums *restrict sums)
{
    toll__cost_sum list = toll__cost_start(), contracted = list, sides[4] = {list, list, list, list};
    uint64_t n_lines = 0;
    for (uint32_t meter = 1; q->lines >> meter != 0; meter++) {
        if ((q->lines >> meter & 1) == 0)
            continue;
        n_lines++;
        const toll__compiled_factors *f = meter <= TOKEN_MAX ? q->factors : q->sheet->factors;
        const prices p = find_prices(q, meter);
        const int64_t quantity = q->quantity[meter];
        costs c;
        c.list = toll__cost_add(&list, quantity, p.list->unit * f->list.multiple);
        c.contracted = toll__cost_add(&contracted, quantity, p.contract->unit * f->contract.multiple);
        c.billed = toll__cost_add(&sides[p.list->side % 4], quantity, p.contract->unit * f->bill.multiple);
        if (line != NULL)
            fill_line(quantity, &p, f, &c, line++);
    }
    sums->input = toll__cost_end(sides[TOLL_SIDE_INPUT]);
    sums->output = toll__cost_end(sides[TOLL_SIDE_OUTPUT]);
    sums->other = toll__cost_end(sides[TOLL_SIDE_OTHER]);
    sums->billed = toll__cost_plus(toll__cost_plus(sums->input, sums->output), sums->other);
    sums->contracted = toll__cost_end(contracted);
    sums->list = toll__cost_end(list);
    return n_lines;
}

static void charge(const quick *q, toll_bill_line *restrict lines, toll__sums *restrict sums)
{
    const uint64_t substituted = q->substituted & q->lines;
    uint64_t n_lines = 0;
    if (q->is_simple != 0 && q->has_credits == 0 && (q->lines & ~TOLL__METER_TOKENS) == 0)
        n_lines = charge_usual(q, lines, sums);
    else
        n_lines = charge_any(q, lines, sums);
    sums->n_lines = (int64_t)n_lines;
    sums->flags = (n_lines == 0 ? 0 : q->sheet->flags) | (substituted != 0 ? TOLL_LINE_FALLBACK : 0);
    if (lines != NULL && substituted != 0)
        mark_substituted(q, lines);
}

static uint64_t count_lines(const quick *q)
{
    uint64_t count = 0;
    for (uint64_t lines = q->lines; lines != 0; lines &= lines - 1)
        count++;
    return count;
}

/* Each line is of a pair, or of cache writes: where that many fit, none need be counted. */
static int has_room(const quick *q, const toll__ledger *ledger, uint64_t n_pairs)
{
    return ledger->lines == NULL || ledger->capacity > n_pairs || ledger->capacity >= count_lines(q);
}

/* The slow way has more to say of an aggregate, of a record without an instant where the tariff depends on it, and of a
 * tier that no row names. */
static int is_usual(const toll__compiled_tariff *sheet, const toll__context *context)
{
    return sheet->is_ready != 0 && (sheet->needs_instant == 0 || context->has_instant != 0) &&
           (context->is_aggregate == 0 || context->allow_aggregate != 0) &&
           (context->service_tier == 0 || is_tier_named(sheet, context->service_tier));
}

int toll__fast_path_bill(const toll__compiled_tariff *sheet, const toll__tariff *tariff, const toll__context *context,
                     const toll_bill_usage *pairs, uint64_t n_pairs, const toll__ledger *ledger, toll__sums *sums)
{
    quick q;
    q.sheet = sheet;
    q.tariff = tariff;
    q.context = context;
    if (!is_usual(sheet, context) || !take_usage(&q, pairs, n_pairs) || !take_parts(&q))
        return 0;
    if (!split(&q))
        return 0;
    if (!has_room(&q, ledger, n_pairs) || !choose(&q))
        return 0;
    q.quantity[TOLL_METER_INPUT] = q.plain;
    q.quantity[TOLL_METER_OUTPUT] = q.answer;
    q.quantity[TOLL_METER_CACHE_WRITE] = q.untimed;
    charge(&q, ledger->lines, sums);
    return 1;
}
