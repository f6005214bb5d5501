/* SPDX-License-Identifier: Apache-2.0 */
/* Bills a record from the compiled tariff: usage, split, prices and multipliers that hold, charge.
 *
 * The general path (compute.c) defines the result; this one reaches the same bits in a tenth of the time, or returns 0
 * and leaves the record to it. It is shorter for four reasons:
 * - No row names a meter but prices, predicates and fall-backs. So a part has a line of its own exactly where it has a
 *   price, and parts that no row prices (`inert`) stay with their total. Whatever is left goes through split.c.
 * - A later rule overrides an earlier one, so rules are read backwards until every line has its price.
 * - Prices and multipliers are whole numbers over one power of ten: a line is one product of 128 bits that can't
 *   overflow (see compiled_tariff.c, which works one by hand).
 * - Nothing can fail once prices are found, so lines are written straight to the caller.
 *
 * By hand: 1,000 tokens in, 200 of them audio and 300 read from the cache, 50 of the audio too; input, input_audio,
 * cache_read and cache_read_audio have prices. cache_read_audio 50, input_audio 200 - 50 = 150, cache_read
 * 300 - 50 = 250, input 1000 - 300 - 150 = 550. The four lines add up to 1,000. */
#include "bill/fast_path.h"

#include <stddef.h>
#include <string.h>

#include "base/line_cost.h"
#include "base/wide.h"
#include "bill/calendar.h"

_Static_assert(TOLL__COMPILED_ESTIMATED == TOLL_LINE_ESTIMATED && TOLL__COMPILED_NAME_RULE == TOLL_LINE_NAME_RULE &&
                   TOLL__COMPILED_REDIRECTED == TOLL_LINE_REDIRECTED && TOLL__COMPILED_PERIOD == TOLL_LINE_PERIOD,
               "a compiled price holds the flags of its lines");

#define BIT(name)     TOLL__METER_BIT(TOLL_METER_##name)
#define MODAL         (BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define MODAL_READ    (BIT(CACHE_READ_AUDIO) | BIT(CACHE_READ_IMAGE) | BIT(CACHE_READ_VIDEO))
#define TIMED         (BIT(CACHE_WRITE_5M) | BIT(CACHE_WRITE_30M) | BIT(CACHE_WRITE_1H) | BIT(CACHE_WRITE_12H))
#define ANSWERS       (BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO))
#define PARTS         (TOLL__METER_TOKENS & ~(BIT(INPUT) | BIT(OUTPUT)))
#define OUTPUTS       (BIT(OUTPUT) | ANSWERS) /* the side of these lines; all other tokens are input */
#define JOINT         (TOLL_METER_CACHE_READ_AUDIO - TOLL_METER_INPUT_AUDIO) /* from a modality to what is read of it */
#define JOINTS        3u                                                     /* meters of what is read of a modality */
#define MODALITIES    4u                                                     /* input_tool .. input_video */
#define IMPLIED_SHIFT (63 - TOLL_METER_REQUEST) /* from the one meter that can be implied to a sign */
#define LINE_HEAD     16u /* bytes of a line that a price has ready: meter, price_meter, rule, flags */

_Static_assert(offsetof(toll_bill_line, quantity) == LINE_HEAD &&
                   offsetof(toll__compiled_price, place) - offsetof(toll__compiled_price, meter) == LINE_HEAD,
               "a price begins as a line does");

/* How the lines of a record were found: parts of text from their totals, modalities too, or by the rules of split.c. */
enum { TEXT, WITH_MODALITIES, BY_PRICE };

typedef struct fast_bill {
    const toll__compiled_tariff *compiled;
    const toll__tariff *tariff;
    const toll__context *context;
    const toll_bill_usage *pairs;
    uint64_t n_pairs;
    toll__usage usage;              /* quantities of the meters in `given` */
    uint64_t given;                 /* set of meters: those of the record, and cache_write where its parts are given */
    uint64_t used, lines;           /* sets of meters: those with a quantity, those with a line */
    uint64_t priced;                /* set of the meters with a price; without those of rules until `knows_prices` */
    uint64_t held;                  /* set of the places with a price, of those that lines ask for */
    uint64_t substituted;           /* lines at another meter's price, or that hold tokens without a price */
    uint64_t borrowing;             /* lines at another meter's price */
    uint32_t knows_prices;          /* 1: `priced` and `fallbacks` are complete */
    uint32_t shape;                 /* TEXT, WITH_MODALITIES, BY_PRICE */
    uint32_t is_simple;             /* 1: each line has a list price of its own and no other */
    uint32_t has_credits;           /* 0: billed is contracted on every line of tokens */
    uint32_t marks;                 /* flags of every line, beside those of its price */
    int64_t timed;                  /* writes of the timed kinds */
    int64_t plain, untimed, answer; /* tokens of no part: lines input, cache_write, output */
    int64_t read, unread[MODALITIES];      /* lines cache_read and input_tool .. input_video, without joint parts */
    const toll__compiled_factors *factors; /* of token meters */
    const toll__compiled_price *prices[TOLL__METER_SLOTS]; /* by place */
    uint8_t lender[TOLL_METERS];                           /* of a line that borrows its price */
    toll__fallbacks fallbacks;
    toll__lines split; /* lines of a record that takes split.c; of any other, `usage` becomes the lines */
} fast_bill;

/* ---- usage ---- */

/* 0 for a meter that the record does not name. */
static int64_t counted(const fast_bill *b, uint32_t meter)
{
    return (b->given >> meter & 1) != 0 ? b->usage.quantity[meter] : 0;
}

/* As toll__usage_take(), but that negative credit is refused, and that meters which are not given keep what the stack
 * held: to clear 34 of them takes longer than to ask of which five there are. */
static int take_usage(fast_bill *b)
{
    const toll_bill_usage *pairs = b->pairs;
    const uint64_t n_pairs = b->n_pairs;
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
        b->usage.quantity[meter] = quantity;
    }
    b->given = given;
    b->used = b->lines = used;
    return (signs | (int64_t)((b->compiled->implied & ~given) << IMPLIED_SHIFT)) >= 0;
}

/* Writes by their kinds: their sum stands for a total that is not given. 0 when they are more than that. */
static int sum_writes(fast_bill *b)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < TOLL__METER_WRITES; i++) {
        sum += (uint64_t)counted(b, toll__meter_writes[i]);
        if (sum > (uint64_t)INT64_MAX)
            return 0;
    }
    b->timed = (int64_t)sum;
    if ((b->given & BIT(CACHE_WRITE)) == 0)
        b->usage.quantity[TOLL_METER_CACHE_WRITE] = b->timed;
    b->given |= BIT(CACHE_WRITE);
    return b->timed <= b->usage.quantity[TOLL_METER_CACHE_WRITE];
}

/* ---- blocks ---- */

/* Predicates of time are read from their rows. */
static const toll__row *row_of(const fast_bill *b, uint64_t index)
{
    return &b->tariff->rows[index < b->tariff->n_rows ? index : 0];
}

static uint32_t other_test_holds(const fast_bill *b, const toll__compiled_test *test)
{
    switch (test->ask) {
    case TOLL__ASK_COUNT:
        return (uint32_t)((uint64_t)counted(b, test->meter) >= test->a) ^ test->flip;
    case TOLL__ASK_WINDOW:
        return toll__calendar_in_window(row_of(b, test->a), b->context) == 1;
    case TOLL__ASK_HOLIDAY:
        return toll__calendar_is_holiday(row_of(b, test->a), b->context) == 1;
    case TOLL__ASK_INSTANT:
        return toll__calendar_in_interval(row_of(b, test->a), b->context) != 0;
    default:
        return 0;
    }
}

/* Two loads, not one wide one: the caller has just stored region and tier apart, so a wide load would stall on store
 * forwarding. */
static inline uint32_t test_holds(const fast_bill *b, const toll__compiled_test *test)
{
    if (test->ask == TOLL__ASK_REGION)
        return test->a == b->context->region;
    if (test->ask == TOLL__ASK_TIER)
        return test->a == b->context->service_tier;
    if (test->ask == TOLL__ASK_ATTRIBUTE)
        return toll__context_has(b->context, test->a, test->b);
    return other_test_holds(b, test);
}

/* Of these groups, those that none of the `left` tests from `cell` on answers. */
static uint32_t missing_groups(const fast_bill *b, const toll__compiled_cell *cell, uint32_t left, uint32_t groups)
{
    for (; left > 0; left--, cell++)
        groups &= ~(test_holds(b, &cell->test) << cell->test.group);
    return groups;
}

/* Whether the rule or multiplier of a cell holds, by the tests behind it: groups and n_tests are the same fields of
 * both. Most have one test, of a group. */
static inline uint32_t cell_holds(const fast_bill *b, const toll__compiled_cell *cell)
{
    if (cell->rule.n_tests == 1 && cell->rule.groups != 0)
        return test_holds(b, &cell[1].test);
    return missing_groups(b, cell + 1, cell->rule.n_tests, cell->rule.groups) == 0;
}

/* Every meter that some rule which holds gives a price, and the declared fall-backs: what the split asks of a
 * tariff. */
static void know_prices(fast_bill *b)
{
    const toll__compiled_cell *cells = b->compiled->cells;
    uint64_t priced = b->compiled->priced;
    if (b->knows_prices != 0)
        return;
    for (uint32_t i = b->compiled->last_rule; i != 0; i = cells[i].rule.previous)
        if (cell_holds(b, &cells[i]))
            priced |= cells[i].rule.priced;
    b->priced = priced | priced >> TOLL__COMPILED_CONTRACT;
    b->knows_prices = 1;
    toll__compiled_fallbacks(b->compiled, &b->fallbacks);
}

/* A region that no row names, where the tariff lists none: the bill says so. 0: the general path must judge it. */
static int take_region(fast_bill *b, uint64_t region)
{
    if (toll__compiled_names_text(b->compiled, b->compiled->last_region, region))
        return 1;
    b->marks = TOLL_LINE_CONTEXT;
    return (b->compiled->lists & TOLL__LISTS_REGIONS) == 0;
}

/* The same of attributes; an empty text states nothing. */
static int take_attributes(fast_bill *b)
{
    for (uint64_t i = 0; i < b->context->n_attributes; i++) {
        const toll_bill_attribute *attribute = &b->context->attributes[i];
        if (attribute->key == 0 || attribute->value == 0 ||
            toll__compiled_names_attribute(b->compiled, attribute->key, attribute->value))
            continue;
        b->marks = TOLL_LINE_CONTEXT;
        if ((b->compiled->lists & TOLL__LISTS_ATTRIBUTES) != 0)
            return 0;
    }
    return 1;
}

/* The usual record has no region and no attribute, or those that the last tests ask for. */
static inline int take_facts(fast_bill *b)
{
    const toll__context *context = b->context;
    const toll__compiled_tariff *compiled = b->compiled;
    const uint64_t n = context->n_attributes;
    if (context->region != 0 && context->region != compiled->region && !take_region(b, context->region))
        return 0;
    if (n == 0 || (n == 1 && context->attributes[0].key == compiled->attribute_key &&
                   context->attributes[0].value == compiled->attribute_value))
        return 1;
    return take_attributes(b);
}

static int names_tier(const toll__compiled_test *test, uint64_t tier)
{
    return (test->ask == TOLL__ASK_TIER || test->ask == TOLL__ASK_SOLD) && test->a == tier;
}

/* Whether the tier that was served is sold: some rule or multiplier that holds names it, or the tariff itself. n_tests is
 * the same field of a rule and of a multiplier. */
static int is_tier_sold(const fast_bill *b)
{
    const toll__compiled_cell *cell = b->compiled->cells, *end = cell + b->compiled->n_cells;
    const uint64_t tier = b->context->service_tier;
    while (cell < end) {
        const toll__compiled_cell *opener = cell;
        for (uint32_t left = cell++->rule.n_tests; left > 0; left--, cell++)
            if (names_tier(&cell->test, tier) && cell_holds(b, opener))
                return 1;
    }
    return 0;
}

/* ---- split ---- */

/* Parts of the answer: those with a price leave the line output. 0 when they are more than the answer. */
static int take_answers(fast_bill *b)
{
    int64_t left = b->answer;
    for (uint32_t part = TOLL_METER_REASONING; part <= TOLL_METER_OUTPUT_VIDEO; part++) {
        const int64_t quantity = counted(b, part);
        if (quantity > left)
            return 0;
        left -= quantity;
        b->answer -= (b->priced >> part & 1) != 0 ? quantity : 0;
    }
    return 1;
}

/* Takes the parts out of the totals; 0 when one exceeds what is left: the general path then reports the error. */
static int take_parts(fast_bill *b)
{
    const uint64_t input = (uint64_t)counted(b, TOLL_METER_INPUT);
    const uint64_t read = (uint64_t)counted(b, TOLL_METER_CACHE_READ);
    const uint64_t write = (uint64_t)counted(b, TOLL_METER_CACHE_WRITE);
    if (read + write > input)
        return 0;
    b->plain = (int64_t)(input - read - write);
    b->untimed = (int64_t)write - b->timed;
    b->answer = counted(b, TOLL_METER_OUTPUT);
    return (b->used & ANSWERS) == 0 || take_answers(b);
}

/* Whether a priced modality overlaps with cached tokens by an amount that only split.c can tell. */
static int overlaps_unknown(const fast_bill *b)
{
    const uint64_t own = b->used & b->priced & (MODAL | MODAL_READ), modal = own & MODAL;
    if (own == 0)
        return 0;
    if (counted(b, TOLL_METER_CACHE_WRITE) != 0)
        return 1;
    if ((b->used & BIT(CACHE_READ)) == 0)
        return 0;
    return (b->priced & BIT(CACHE_READ)) == 0 || (modal & BIT(INPUT_TOOL)) != 0 || (modal << JOINT & ~b->given) != 0;
}

/* Tokens of a modality that were read from the cache; input_tool has no meter for them. */
static int64_t joint_of(const fast_bill *b, uint32_t modality)
{
    return modality == TOLL_METER_INPUT_TOOL ? 0 : counted(b, modality + JOINT);
}

/* The checks of toll__usage_check(): what is read of a modality is a part of it and of what is read. */
static int are_modalities_sound(const fast_bill *b)
{
    uint64_t whole = 0, read = 0, unread = 0;
    for (uint32_t modality = TOLL_METER_INPUT_TOOL; modality <= TOLL_METER_INPUT_VIDEO; modality++) {
        const int64_t quantity = counted(b, modality), joint = joint_of(b, modality);
        const int is_stated = modality != TOLL_METER_INPUT_TOOL && (b->given >> (modality + JOINT) & 1) != 0;
        if (joint > quantity)
            return 0;
        whole += (uint64_t)quantity;
        read += (uint64_t)joint;
        unread += is_stated ? (uint64_t)(quantity - joint) : 0;
    }
    const uint64_t input = (uint64_t)counted(b, TOLL_METER_INPUT), cached = (uint64_t)counted(b, TOLL_METER_CACHE_READ);
    return whole <= input && read <= cached && unread <= input - cached;
}

/* Modalities whose overlap with cached tokens is stated or nothing: priced ones leave input and cache_read. */
static int take_modalities(fast_bill *b)
{
    uint64_t moved = 0;
    if (!are_modalities_sound(b))
        return 0;
    b->shape = WITH_MODALITIES;
    b->read = counted(b, TOLL_METER_CACHE_READ);
    for (uint32_t i = 0; i < MODALITIES; i++) {
        const uint32_t modality = TOLL_METER_INPUT_TOOL + i;
        const int64_t joint = joint_of(b, modality);
        const int has_joint_line = joint != 0 && (b->priced >> (modality + JOINT) & 1) != 0;
        b->unread[i] = (b->priced >> modality & 1) != 0 ? counted(b, modality) - joint : 0;
        b->read -= has_joint_line ? joint : 0;
        moved += (uint64_t)b->unread[i];
        b->lines &= ~((uint64_t)(b->unread[i] == 0) << modality);
    }
    b->plain -= (int64_t)moved; /* not below 0: with cached tokens each of these modalities has its `unread` stated */
    b->lines &= ~((uint64_t)(b->read == 0) << TOLL_METER_CACHE_READ);
    return 1;
}

/* Parts that no row prices stay with their totals; cached ones are then said to be billed at another price. */
static void keep_inert(fast_bill *b, uint64_t inert)
{
    b->lines &= ~inert;
    if ((inert & BIT(CACHE_READ)) == 0)
        return;
    b->plain += b->usage.quantity[TOLL_METER_CACHE_READ];
    b->substituted |= BIT(INPUT);
}

/* By the rules of split.c, for parts with a price in no rule that holds, and for overlaps that are not stated. */
static int split_by_price(fast_bill *b)
{
    know_prices(b);
    const toll__pricing pricing = {b->priced, &b->fallbacks, NULL};
    if (toll__usage_take(b->pairs, b->n_pairs, &b->usage, NULL) != TOLL_OK ||
        toll__usage_check(&b->usage, NULL) != TOLL_OK || toll__split(&pricing, &b->usage, &b->split, NULL) != TOLL_OK)
        return 0;
    b->lines = b->split.meters;
    b->substituted = b->split.substituted;
    b->shape = BY_PRICE;
    return 1;
}

/* The parts with a quantity that have neither a price nor stay with their total for certain. */
static uint64_t find_open_parts(const fast_bill *b)
{
    return b->used & PARTS & ~(b->priced | b->compiled->inert);
}

/* From parts to lines. */
static int split_record(fast_bill *b)
{
    const uint64_t inert = b->used & b->compiled->inert;
    b->priced = b->compiled->priced | b->compiled->priced >> TOLL__COMPILED_CONTRACT;
    if ((b->used & TIMED) != 0 && !sum_writes(b))
        return 0;
    if (find_open_parts(b) != 0)
        know_prices(b);
    const int is_modal = (b->used & (MODAL | MODAL_READ)) != 0;
    if (find_open_parts(b) != 0 || (is_modal && overlaps_unknown(b)))
        return split_by_price(b);
    if (!take_parts(b) || (is_modal && !take_modalities(b)))
        return 0;
    if (inert != 0)
        keep_inert(b, inert);
    b->lines &= ~(BIT(INPUT) | BIT(OUTPUT) | BIT(CACHE_WRITE));
    b->lines |= (uint64_t)(b->plain != 0) << TOLL_METER_INPUT | (uint64_t)(b->answer != 0) << TOLL_METER_OUTPUT |
                (uint64_t)(b->untimed != 0) << TOLL_METER_CACHE_WRITE;
    return 1;
}

/* The quantities of lines take the place of usage, which no predicate asks for any more. */
static void set_quantities(fast_bill *b)
{
    int64_t *quantity = b->usage.quantity;
    if (b->shape == BY_PRICE) {
        memcpy(quantity, b->split.quantity, sizeof b->split.quantity);
        return;
    }
    quantity[TOLL_METER_INPUT] = b->plain;
    quantity[TOLL_METER_OUTPUT] = b->answer;
    quantity[TOLL_METER_CACHE_WRITE] = b->untimed;
    if (b->shape != WITH_MODALITIES)
        return;
    quantity[TOLL_METER_CACHE_READ] = b->read;
    for (uint32_t i = 0; i < MODALITIES; i++)
        quantity[TOLL_METER_INPUT_TOOL + i] = b->unread[i];
}

/* ---- prices and multipliers ---- */

/* Takes a rule's prices for the places that still look for one; 0 when it has one that is unfit or damaged. */
static int take_rule_prices(fast_bill *b, const toll__compiled_rule *rule, uint64_t *wanted)
{
    const uint32_t end = (uint32_t)rule->first_price + rule->n_prices;
    for (uint32_t i = rule->first_price; i < end; i++) {
        const toll__compiled_price *price = &b->compiled->prices[i];
        const uint64_t bit = TOLL__METER_BIT(price->place);
        if ((*wanted & bit) == 0)
            continue;
        if (price->check != toll__compiled_check(price, i))
            return 0;
        b->prices[price->place] = price;
        *wanted &= ~bit;
    }
    return 1;
}

/* The prices of a set of meters: from the last rule on, until no place is left that looks for one. */
static int take_rules(fast_bill *b, uint64_t meters)
{
    const uint64_t asked = (meters | meters << TOLL__COMPILED_CONTRACT) & b->compiled->known;
    uint64_t wanted = asked;
    uint32_t i = b->compiled->last_rule;
    while (wanted != 0) {
        const toll__compiled_cell *cell = &b->compiled->cells[i];
        if ((cell->rule.priced & wanted) != 0 && cell_holds(b, cell) && !take_rule_prices(b, &cell->rule, &wanted))
            return 0;
        if (i == 0)
            break;
        i = cell->rule.previous;
    }
    b->held = asked & ~wanted;
    return 1;
}

/* Replaces meters without a price, of those that need one, by the meters whose prices stand in. 0: a line has none. */
static int find_lenders(fast_bill *b, uint64_t unpriced, uint64_t *needed)
{
    know_prices(b);
    *needed &= ~unpriced;
    for (uint32_t meter = 1; unpriced >> meter != 0; meter++) {
        if ((unpriced >> meter & 1) == 0)
            continue;
        const uint32_t lender = toll__fallback_find(&b->fallbacks, b->priced, meter);
        if (lender == 0)
            return 0;
        b->lender[meter] = (uint8_t)lender;
        *needed |= TOLL__METER_BIT(lender);
    }
    b->borrowing = unpriced;
    b->substituted |= unpriced;
    return 1;
}

/* The prices of lines and of their lenders; 0 where one is missing, or so damaged that no rule seems to have it. */
static int find_line_prices(fast_bill *b)
{
    uint64_t needed = b->lines;
    for (;;) {
        if (!take_rules(b, needed))
            return 0;
        const uint64_t unpriced = needed & ~(b->held | b->held >> TOLL__COMPILED_CONTRACT);
        if (unpriced == 0)
            break;
        if (b->borrowing != 0 || !find_lenders(b, unpriced, &needed))
            return 0;
    }
    b->is_simple = (b->borrowing | b->held >> TOLL__COMPILED_CONTRACT) == 0;
    return 1;
}

static int are_factors_sound(const toll__compiled_factors *factors, uint64_t set)
{
    return factors->check == toll__compiled_check_factors(factors, set);
}

/* The products of the multipliers that hold; 0 when they, or those of none, are damaged and needed. */
static int take_factors(fast_bill *b)
{
    uint32_t set = 0;
    for (uint32_t i = b->compiled->last_factor; i != 0; i = b->compiled->cells[i].factor.previous) {
        if (cell_holds(b, &b->compiled->cells[i]))
            set |= b->compiled->cells[i].factor.bit;
    }
    b->factors = &b->compiled->factors[set];
    b->has_credits = b->factors->bill.multiple != b->factors->contract.multiple;
    return are_factors_sound(b->factors, set) &&
           ((b->lines & ~TOLL__METER_TOKENS) == 0 || are_factors_sound(b->compiled->factors, 0));
}

/* A list and a negotiated price per different quantities are an error, which the general path reports. */
static int have_one_per(const fast_bill *b)
{
    const uint64_t both = b->held & b->held >> TOLL__COMPILED_CONTRACT;
    for (uint32_t i = 0; i < b->compiled->n_prices; i++) {
        const uint32_t meter = b->compiled->prices[i].meter & TOLL__METER_MASK;
        if ((both >> meter & 1) != 0 && b->prices[meter]->per != b->prices[meter + TOLL__COMPILED_CONTRACT]->per)
            return 0;
    }
    return 1;
}

static int choose_prices(fast_bill *b)
{
    return find_line_prices(b) && take_factors(b) && (b->is_simple != 0 || have_one_per(b));
}

/* ---- charge ---- */

/* Prices of a line, the same where only one of them has a row. */
typedef struct prices {
    const toll__compiled_price *list, *contract;
} prices;

typedef struct costs {
    toll_amount list, contracted, billed;
} costs;

static inline void write_line(int64_t quantity, const prices *p, const toll__compiled_factors *f, const costs *c,
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
static prices prices_of(const fast_bill *b, uint32_t meter)
{
    const uint32_t place = (b->borrowing >> meter & 1) != 0 ? b->lender[meter] : meter;
    prices p = {b->prices[place], b->prices[place]};
    if ((b->held >> TOLL__COMPILED_CONTRACT >> place & 1) != 0)
        p.contract = b->prices[place + TOLL__COMPILED_CONTRACT];
    if ((b->held >> place & 1) == 0)
        p.list = p.contract;
    return p;
}

/* Lines say their own meter, which their price does not know, what became of their tokens, and the marks of all. */
static void mark_lines(const fast_bill *b, toll_bill_line *line, toll__sums *sums)
{
    const uint64_t substituted = b->substituted & b->lines;
    const uint64_t defaulted = b->shape == BY_PRICE ? b->split.defaulted : 0;
    sums->flags |= (substituted != 0 ? TOLL_LINE_FALLBACK : 0) | (defaulted != 0 ? TOLL_LINE_DEFAULT_PART : 0);
    for (uint32_t meter = 1; line != NULL && b->lines >> meter != 0; meter++) {
        if ((b->lines >> meter & 1) == 0)
            continue;
        line->flags |= b->marks;
        if (substituted >> meter & 1) {
            line->meter = meter;
            line->flags |= TOLL_LINE_FALLBACK;
        }
        if (defaulted >> meter & 1)
            line->flags |= TOLL_LINE_DEFAULT_PART;
        line++;
    }
}

/* Each line is of tokens, at a list price of its own, without credits: contracted is billed. */
static uint64_t charge_usual(const fast_bill *b, toll_bill_line *restrict line, toll__sums *restrict sums)
{
    const toll__compiled_factors *f = b->factors;
    const uint64_t by_list = f->list.multiple, by_bill = f->bill.multiple, lines = b->lines;
    toll__cost_sum list = toll__cost_start(), all = list, output = list;
    uint64_t n_lines = 0;
    for (uint32_t meter = 1; lines >> meter != 0; meter++) {
        if ((lines >> meter & 1) == 0)
            continue;
        n_lines++;
        const toll__compiled_price *price = b->prices[meter];
        const prices p = {price, price};
        const int64_t quantity = b->usage.quantity[meter];
        costs c;
        c.list = toll__cost_add(&list, quantity, price->unit * by_list);
        c.billed = c.contracted = toll__cost_add(&all, quantity, price->unit * by_bill);
        if ((OUTPUTS >> meter & 1) != 0)
            (void)toll__cost_add(&output, quantity, price->unit * by_bill);
        if (line != NULL)
            write_line(quantity, &p, f, &c, line++);
    }
    sums->output = toll__cost_end(output);
    sums->other = (toll_amount){0, 0};
    sums->billed = sums->contracted = toll__cost_end(all);
    sums->input = toll__cost_minus(toll__cost_end(all), toll__cost_end(output));
    sums->list = toll__cost_end(list);
    return n_lines;
}

/* Index of a line's side; the line counts, not the meter that lends its price. */
static uint32_t side_of(uint32_t meter)
{
    if ((TOLL__METER_TOKENS >> meter & 1) == 0)
        return TOLL_SIDE_OTHER;
    return (OUTPUTS >> meter & 1) != 0 ? TOLL_SIDE_OUTPUT : TOLL_SIDE_INPUT;
}

/* Any lines. Multipliers touch tokens alone. */
static uint64_t charge_any(const fast_bill *b, toll_bill_line *restrict line, toll__sums *restrict sums)
{
    toll__cost_sum list = toll__cost_start(), contracted = list, sides[4] = {list, list, list, list};
    uint64_t n_lines = 0;
    for (uint32_t meter = 1; b->lines >> meter != 0; meter++) {
        if ((b->lines >> meter & 1) == 0)
            continue;
        n_lines++;
        const toll__compiled_factors *f = (TOLL__METER_TOKENS >> meter & 1) != 0 ? b->factors : b->compiled->factors;
        const prices p = prices_of(b, meter);
        const int64_t quantity = b->usage.quantity[meter];
        costs c;
        c.list = toll__cost_add(&list, quantity, p.list->unit * f->list.multiple);
        c.contracted = toll__cost_add(&contracted, quantity, p.contract->unit * f->contract.multiple);
        c.billed = toll__cost_add(&sides[side_of(meter)], quantity, p.contract->unit * f->bill.multiple);
        if (line != NULL)
            write_line(quantity, &p, f, &c, line++);
    }
    sums->input = toll__cost_end(sides[TOLL_SIDE_INPUT]);
    sums->output = toll__cost_end(sides[TOLL_SIDE_OUTPUT]);
    sums->other = toll__cost_end(sides[TOLL_SIDE_OTHER]);
    sums->billed = toll__cost_plus(toll__cost_plus(sums->input, sums->output), sums->other);
    sums->contracted = toll__cost_end(contracted);
    sums->list = toll__cost_end(list);
    return n_lines;
}

static void charge_record(const fast_bill *b, toll_bill_line *restrict lines, toll__sums *restrict sums)
{
    uint64_t n_lines = 0;
    if (b->is_simple != 0 && b->has_credits == 0 && (b->lines & ~TOLL__METER_TOKENS) == 0)
        n_lines = charge_usual(b, lines, sums);
    else
        n_lines = charge_any(b, lines, sums);
    sums->n_lines = (int64_t)n_lines;
    sums->flags = n_lines == 0 ? 0 : b->compiled->flags | b->marks;
    if ((b->substituted & b->lines) != 0 || b->shape == BY_PRICE || b->marks != 0)
        mark_lines(b, lines, sums);
}

static uint64_t count_lines(const fast_bill *b)
{
    uint64_t count = 0;
    for (uint64_t lines = b->lines; lines != 0; lines &= lines - 1)
        count++;
    return count;
}

/* Each line is of a pair, or of an overlap that split.c found: where that many fit, none need be counted. */
static int has_room(const fast_bill *b, const toll__line_buffer *buffer, uint64_t n_pairs)
{
    return buffer->lines == NULL || buffer->capacity >= n_pairs + JOINTS || buffer->capacity >= count_lines(b);
}

/* Whether the book knows every list of holidays that a predicate asks, at the record's instant: what it does not know may
 * not matter, but that is for the general path to say. */
static int is_calendar_known(const toll__compiled_tariff *compiled, const toll__tariff *tariff,
                             const toll__context *context)
{
    if (context->has_instant == 0)
        return 0;
    for (uint32_t cell = compiled->last_listed; cell != 0; cell = compiled->cells[cell].test.meter) {
        const toll__compiled_test *test = &compiled->cells[cell].test;
        const toll__row *row = &tariff->rows[test->a < tariff->n_rows ? test->a : 0];
        const int answer = test->ask == TOLL__ASK_WINDOW ? toll__calendar_in_window(row, context)
                                                         : toll__calendar_is_holiday(row, context);
        if (answer == TOLL__CALENDAR_UNKNOWN)
            return 0;
    }
    return 1;
}

/* The general path has more to say of an aggregate, of a record without an instant where the tariff depends on it,
 * and of a tier, a region or an attribute that no row names. */
static int is_usual(const toll__compiled_tariff *compiled, const toll__tariff *tariff, const toll__context *context)
{
    return compiled->is_ready != 0 &&
           (compiled->needs_instant <= context->has_instant || is_calendar_known(compiled, tariff, context)) &&
           (context->is_aggregate == 0 || context->allow_aggregate != 0);
}

int toll__fast_path_bill(const toll__compiled_tariff *compiled, const toll__tariff *tariff,
                         const toll__context *context, const toll_bill_usage *pairs, uint64_t n_pairs,
                         const toll__line_buffer *buffer, toll__sums *sums)
{
    fast_bill b;
    b.compiled = compiled;
    b.tariff = tariff;
    b.context = context;
    b.substituted = b.borrowing = 0;
    b.knows_prices = b.marks = 0;
    b.shape = TEXT;
    b.timed = 0;
    b.pairs = pairs;
    b.n_pairs = n_pairs;
    if (!is_usual(compiled, tariff, context) || !take_facts(&b) || !take_usage(&b) || !split_record(&b))
        return 0;
    if (context->service_tier != 0 && !is_tier_sold(&b))
        return 0; /* the general path says which */
    if (!has_room(&b, buffer, n_pairs) || !choose_prices(&b))
        return 0;
    set_quantities(&b);
    charge_record(&b, buffer->lines, sums);
    return 1;
}
