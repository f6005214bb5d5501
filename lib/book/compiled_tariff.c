/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles a tariff in one pass over its rows. What is not known here (quantities that change, multipliers of one
 * meter, more rows than fit) leaves it not ready: such a tariff is billed from its rows.
 *
 * Prices become integers over one power of ten. By hand: 3.75 USD per 10^6 tokens with multipliers 1.1 and 0.9,
 * hence two decimal places. 3.75 is 375 * 10^-2, so a token costs 375 * 10^(18 - 2 - 6) attos, and the places of the
 * multipliers are taken off in advance: unit = 375 * 10^8. The product of both multipliers is 99 * 10^-2, in whole
 * places 99. A line of 1,000 tokens costs 1000 * unit * 99 = 3.7125 * 10^15 attos = 0.0037125 USD, without a
 * division. */
#include "book/compiled_tariff.h"

#include <stddef.h>

#include "base/line_cost.h"
#include "base/wide.h"
#include "book/book_view.h"
#include "book/meter.h"

#define SMALL      (INT64_C(1) << 31) /* products of two such coefficients are taken as they are, see factor.c */
#define PLACES_MAX 18                 /* decimal places that all multipliers may have together */
#define TIER       0u
#define REGION     1u
#define TIME       2u  /* windows and holidays: alternatives to one another */
#define OWN        3u  /* first group of predicates that stand alone */
#define NO_GROUP   31u /* of what no block names */

#define BIT(name)  TOLL__METER_BIT(TOLL_METER_##name)
#define MODALITIES (BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define ANSWERS    (BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO))
#define JOINT      (TOLL_METER_CACHE_READ_AUDIO - TOLL_METER_INPUT_AUDIO) /* from a modality to what is read of it */

typedef struct compiler {
    toll__compiled_tariff *compiled;
    toll__compiled_rule *rule;     /* the open one; NULL while a multiplier is open */
    toll__compiled_factor *factor; /* the open one; NULL while a rule is open */
    uint32_t first_test;           /* cell of the open one's first test */
    uint32_t own_group;            /* next free one */
    uint32_t n_factors;
    uint64_t coefs;                 /* product of the multipliers' coefficients but for zeros */
    uint64_t most;                  /* the largest factor that the multipliers make, times 10^places */
    uint64_t declared;              /* meters with a fall-back of the tariff's own */
    int has_fallbacks, is_in_block; /* is_in_block 1: a rule or multiplier has been opened */
    int has_default;                /* a row says that a cache write of no stated time is one of 5 minutes */
} compiler;

/* NULL when all cells are taken. */
static toll__compiled_cell *open_cell(compiler *m)
{
    if (m->compiled->n_cells == TOLL__COMPILED_CELLS)
        return NULL;
    m->own_group = OWN;
    m->first_test = m->compiled->n_cells + 1;
    m->rule = NULL;
    m->factor = NULL;
    return &m->compiled->cells[m->compiled->n_cells++];
}

static int open_rule(compiler *m)
{
    toll__compiled_cell *cell = open_cell(m);
    if (cell == NULL)
        return 0;
    m->rule = &cell->rule;
    *m->rule = (toll__compiled_rule){0, 0, (uint8_t)m->compiled->last_rule, (uint8_t)m->compiled->n_prices, 0, 0};
    m->compiled->last_rule = m->first_test - 1;
    return 1;
}

/* ---- predicates ---- */

static int add_test(compiler *m, uint32_t ask, uint32_t group, uint64_t a, uint32_t b)
{
    toll__compiled_tariff *compiled = m->compiled;
    if (compiled->n_cells == TOLL__COMPILED_CELLS || (group >= NO_GROUP && ask < TOLL__ASK_SOLD))
        return 0;
    compiled->cells[compiled->n_cells++].test = (toll__compiled_test){(uint8_t)ask, 0, 0, (uint8_t)group, b, a};
    const uint32_t named = ask >= TOLL__ASK_SOLD ? 0 : (uint32_t)1 << group;
    if (m->rule != NULL) {
        m->rule->n_tests++;
        m->rule->groups |= named;
    } else {
        m->factor->n_tests++;
        m->factor->groups |= named;
    }
    return 1;
}

/* A test at the end of its chain. */
static int add_chained_test(compiler *m, uint32_t ask, uint32_t group, uint64_t a, uint32_t b, uint8_t *last)
{
    if (!add_test(m, ask, group, a, b))
        return 0;
    const uint32_t cell = m->compiled->n_cells - 1;
    m->compiled->cells[cell].test.meter = *last;
    *last = (uint8_t)cell;
    return 1;
}

static uint32_t next_group(compiler *m)
{
    return m->own_group < NO_GROUP ? m->own_group++ : NO_GROUP;
}

/* Values of one attribute are alternatives. */
static uint32_t attribute_group(compiler *m, uint32_t key)
{
    for (uint32_t i = m->first_test; i < m->compiled->n_cells; i++) {
        const toll__compiled_test *test = &m->compiled->cells[i].test;
        if (test->ask == TOLL__ASK_ATTRIBUTE && test->a == key)
            return test->group;
    }
    return next_group(m);
}

/* A row that asks for a meter of which every record has one. */
static void note_implied(compiler *m, uint32_t meter)
{
    if (meter == TOLL_METER_REQUEST)
        m->compiled->implied = (uint32_t)TOLL__METER_BIT(meter);
}

/* x > a is x >= a + 1, and the other two are these turned round. */
static int add_count(compiler *m, const toll__row *row)
{
    const uint32_t op = row->op, is_at_most = op != TOLL_OP_GT && op != TOLL_OP_GE;
    const uint64_t above = op == TOLL_OP_GT || (is_at_most && op != TOLL_OP_LT);
    const uint32_t meter = row->meter;
    const int64_t threshold = row->quantity;
    note_implied(m, meter);
    if (threshold < 0 || !add_test(m, TOLL__ASK_COUNT, next_group(m), (uint64_t)threshold + above, 0))
        return 0;
    toll__compiled_test *test = &m->compiled->cells[m->compiled->n_cells - 1].test;
    test->meter = (uint8_t)(meter < TOLL_METERS ? meter : 0);
    test->flip = (uint8_t)is_at_most;
    return 1;
}

/* Zones are read from their rows. */
static int add_time(compiler *m, const toll__row *row, uint32_t index)
{
    const uint32_t kind = row->kind, key = row->key,
                   ask = kind == TOLL_ROW_WHEN_TIME ? TOLL__ASK_WINDOW : TOLL__ASK_HOLIDAY;
    m->compiled->needs_instant |= 1;
    if (kind == TOLL_ROW_WHEN_INSTANT)
        return add_test(m, TOLL__ASK_INSTANT, next_group(m), index, 0);
    if (row->text != 0)
        return 0;
    if (key != 0)
        m->compiled->needs_instant = 3;
    return key != 0 ? add_chained_test(m, ask, TIME, index, 0, &m->compiled->last_listed)
                    : add_test(m, ask, TIME, index, 0);
}

/* ---- prices and multipliers ---- */

/* 0 for what has none. */
static uint32_t place_of(uint32_t meter, uint32_t is_contract)
{
    if (meter >= TOLL_METERS || (is_contract && meter > TOLL_METER_OUTPUT_VIDEO))
        return 0;
    return meter + (is_contract ? TOLL__COMPILED_CONTRACT : 0);
}

static int compile_price(compiler *m, const toll__row *row, uint32_t index)
{
    toll__compiled_tariff *compiled = m->compiled;
    const toll_decimal number = row->number; /* read once: a book may change under us */
    const uint32_t meter = row->meter, place = place_of(meter, row->is_contract != 0);
    const int64_t per = row->per;
    if (compiled->n_prices == TOLL__COMPILED_PRICES || m->rule == NULL || place == 0 || per < 1 || number.coef < 0 ||
        number.scale < 0 || number.scale > TOLL_DECIMAL_SCALE_MAX)
        return 0;
    note_implied(m, meter);
    toll__compiled_price *price =
        &compiled->prices[compiled->n_prices++]; /* field by field, which is quicker than by copy */
    price->per = per;
    price->number.coef = number.coef;
    price->number.scale = number.scale;
    price->number.reserved = 0;
    price->meter = meter;
    price->price_meter = meter;
    price->rule = index;
    price->flags = compiled->flags;
    price->place = place;
    price->reserved = 0;
    m->rule->n_prices++;
    m->rule->priced |= (uint64_t)1 << place;
    return 1;
}

static toll__compiled_product multiply_product(const toll__compiled_product *product, const toll__compiled_factor *by)
{
    return (toll__compiled_product){{product->number.coef * by->coef, product->number.scale + by->scale, 0}, 0};
}

/* Every set of the multipliers so far, with this one. */
static void add_products(compiler *m, const toll__compiled_factor *by)
{
    const uint32_t first = by->bit;
    for (uint32_t set = 0; set < first; set++) {
        const toll__compiled_factors *without = &m->compiled->factors[set];
        toll__compiled_factors *with = &m->compiled->factors[first + set];
        *with = *without;
        with->bill = multiply_product(&without->bill, by);
        if (by->op != TOLL_FACTOR_BILL)
            with->contract = multiply_product(&without->contract, by);
        if (by->op == TOLL_FACTOR_LIST)
            with->list = multiply_product(&without->list, by);
    }
}

/* Whether the products of all sets stay within what a price can be multiplied by. */
static int take_bounds(compiler *m, uint64_t coef, uint64_t one)
{
    const uint64_t larger = coef > one ? coef : one;
    m->coefs *= coef != 0 ? coef : 1; /* what the others make without a factor of 0 must fit, too */
    if (m->coefs >= (uint64_t)SMALL || larger == 0 || m->most > TOLL__COST_UNIT_MAX / larger)
        return 0;
    m->most *= larger;
    return 1;
}

static int open_multiplier(compiler *m, const toll__row *row)
{
    toll__compiled_tariff *compiled = m->compiled;
    const toll_decimal number = row->number;
    const uint32_t op = row->op;
    if (m->n_factors == TOLL__COMPILED_FACTORS || op < TOLL_FACTOR_LIST || op > TOLL_FACTOR_BILL || row->meter != 0 ||
        number.coef < 0 || number.coef >= SMALL || number.scale < 0 ||
        number.scale > PLACES_MAX - (int32_t)compiled->places ||
        !take_bounds(m, (uint64_t)number.coef, toll__wide_power((uint32_t)number.scale)))
        return 0;
    toll__compiled_cell *cell = open_cell(m);
    if (cell == NULL)
        return 0;
    m->factor = &cell->factor;
    *m->factor = (toll__compiled_factor){0,
                                         0,
                                         (uint8_t)compiled->last_factor,
                                         (uint8_t)op,
                                         (uint8_t)number.scale,
                                         (uint32_t)1 << m->n_factors,
                                         (uint32_t)number.coef};
    add_products(m, m->factor);
    m->n_factors++;
    compiled->places = (uint16_t)(compiled->places + (uint32_t)number.scale);
    compiled->last_factor = m->first_test - 1;
    return 1;
}

static void finish_product(toll__compiled_product *product, uint32_t places)
{
    product->multiple = (uint64_t)product->number.coef * toll__wide_power(places - (uint32_t)product->number.scale);
}

static void finish_factors(const compiler *m)
{
    for (uint32_t set = 0; set < (uint32_t)1 << m->n_factors; set++) {
        toll__compiled_factors *factors = &m->compiled->factors[set];
        finish_product(&factors->list, m->compiled->places);
        finish_product(&factors->contract, m->compiled->places);
        finish_product(&factors->bill, m->compiled->places);
        factors->check = toll__compiled_check_factors(factors, set);
    }
}

/* The price of a base unit in attos is coef * 10^(18 - scale - digits of per); the multipliers' places are taken
 * off. */
static uint64_t unit_of(const toll__compiled_price *price, uint32_t places, uint64_t unit_max)
{
    const int32_t digits = toll__cost_digits(price->per);
    const int32_t exponent = TOLL_AMOUNT_DIGITS - price->number.scale - (int32_t)places - digits;
    uint64_t high = 0;
    if (digits < 0 || exponent < 0)
        return TOLL__COMPILED_NO_UNIT;
    const uint64_t unit = toll__wide_product((uint64_t)price->number.coef, toll__wide_power((uint32_t)exponent), &high);
    return high == 0 && unit < unit_max ? unit : TOLL__COMPILED_NO_UNIT;
}

static void finish_prices(const compiler *m)
{
    const uint64_t unit_max = m->most == 1 ? TOLL__COST_UNIT_MAX : TOLL__COST_UNIT_MAX / m->most;
    for (uint32_t i = 0; i < m->compiled->n_prices; i++) {
        toll__compiled_price *price = &m->compiled->prices[i];
        price->unit = unit_of(price, m->compiled->places, unit_max);
        price->check = toll__compiled_check(price, i) + (price->unit == TOLL__COMPILED_NO_UNIT); /* never taken */
        m->compiled->known |= (uint64_t)1 << price->place;
    }
}

/* ---- fall-backs ---- */

/* Cells of their own, behind all others: they may stand between prices. Of several for one meter the last counts. 0
 * when cells run out. */
static int compile_fallbacks(compiler *m, const toll__tariff *tariff)
{
    toll__compiled_tariff *compiled = m->compiled;
    for (uint32_t i = 1; i < tariff->n_rows; i++) {
        const toll__row *row = &tariff->rows[i];
        const uint32_t meter = row->meter;
        if (row->kind != TOLL_ROW_FALLBACK || meter >= TOLL_METERS)
            continue;
        if (compiled->n_cells == TOLL__COMPILED_CELLS)
            return 0;
        const uint8_t other = (uint8_t)(row->other_meter & TOLL__METER_MASK);
        compiled->cells[compiled->n_cells++].fallback = (toll__compiled_fallback){0, 0, (uint8_t)meter, other, 0, 0};
        compiled->n_fallbacks++;
        m->declared |= TOLL__METER_BIT(meter);
    }
    return 1;
}

void toll__compiled_fallbacks(const toll__compiled_tariff *compiled, toll__fallbacks *fallbacks)
{
    toll__fallbacks_start(fallbacks);
    for (uint32_t i = compiled->n_cells - compiled->n_fallbacks; i < compiled->n_cells; i++)
        toll__fallback_declare(fallbacks, compiled->cells[i].fallback.meter, compiled->cells[i].fallback.other);
}

/* ---- default parts ---- */

/* The one that vendors have. It says what holds without it, see holds_default(): the row adds nothing to a bill. */
static int compile_default(compiler *m, const toll__row *row)
{
    m->has_default = 1;
    return !m->is_in_block && row->meter == TOLL_METER_CACHE_WRITE && row->other_meter == TOLL_METER_CACHE_WRITE_5M;
}

/* Without the row, a write of no stated time is of the shortest kind that has a price (fallback.c), and no kind is shorter
 * than 5 minutes. So both are the same where that kind always has a price and no fall-back comes first. */
static int holds_default(const compiler *m)
{
    return (m->compiled->cells[0].rule.priced & BIT(CACHE_WRITE_5M)) != 0 && (m->declared & BIT(CACHE_WRITE)) == 0;
}

/* ---- what rows name ---- */

int toll__compiled_names_text(const toll__compiled_tariff *compiled, uint32_t last, uint64_t text)
{
    for (uint32_t cell = last; cell != 0; cell = compiled->cells[cell].test.meter)
        if (compiled->cells[cell].test.a == text)
            return 1;
    return 0;
}

int toll__compiled_names_attribute(const toll__compiled_tariff *compiled, uint64_t key, uint64_t value)
{
    for (uint32_t cell = compiled->last_attribute; cell != 0; cell = compiled->cells[cell].test.meter)
        if (compiled->cells[cell].test.a == key && compiled->cells[cell].test.b == value)
            return 1;
    return 0;
}

/* Parts that no row prices and for which no fall-back is declared cost what their total costs, so they stay on its
 * line (see home_of() in bill/split.c). A modality is inert together with what is read of it, or not at all: with a
 * price for cached audio alone, it matters how much of the audio was cached. Parts of a total with a fall-back are left
 * out, because a chain of fall-backs has a longest length and theirs is one hop longer. So are cache writes, whose
 * kinds fall back to one another. */
static uint64_t find_inert(const compiler *m)
{
    const uint64_t known = m->compiled->known | m->compiled->known >> TOLL__COMPILED_CONTRACT;
    const uint64_t unpriced = ~(known | m->declared);
    const uint64_t modalities = unpriced & MODALITIES & unpriced >> JOINT;
    uint64_t inert = 0;
    if ((m->declared & BIT(OUTPUT)) == 0)
        inert |= unpriced & ANSWERS;
    if ((m->declared & BIT(INPUT)) == 0)
        inert |= (unpriced & (BIT(CACHE_READ) | BIT(INPUT_TOOL))) | modalities | modalities << JOINT;
    return inert;
}

/* ---- rows ---- */

/* Patterns and negation are asked of texts and of what is not stated: by the rows alone. */
static int is_plain_text(const toll__row *row)
{
    return row->op == 0 || row->op == TOLL_OP_IS;
}

static int compile_region(compiler *m, uint32_t ask, uint32_t group, uint32_t text)
{
    m->compiled->region = text;
    return add_chained_test(m, ask, group, text, 0, &m->compiled->last_region);
}

static int compile_attribute(compiler *m, uint32_t ask, uint32_t group, uint32_t key, uint32_t value)
{
    m->compiled->attribute_key = key;
    m->compiled->attribute_value = value;
    return add_chained_test(m, ask, group, key, value, &m->compiled->last_attribute);
}

static int compile_text(compiler *m, uint32_t kind, uint32_t key, uint32_t text)
{
    toll__compiled_tariff *c = m->compiled;
    switch (kind) {
    case TOLL_ROW_WHEN_TIER:
        return add_chained_test(m, TOLL__ASK_TIER, TIER, text == TOLL__TEXT_STANDARD ? 0 : text, 0, &c->last_tier);
    case TOLL_ROW_TIER:
        return add_chained_test(m, TOLL__ASK_SOLD, NO_GROUP, text, 0, &c->last_tier);
    case TOLL_ROW_WHEN_REGION:
        return compile_region(m, TOLL__ASK_REGION, REGION, text);
    case TOLL_ROW_REGION:
        c->lists |= TOLL__LISTS_REGIONS;
        return compile_region(m, TOLL__ASK_NOTHING, NO_GROUP, text);
    case TOLL_ROW_WHEN_ATTRIBUTE:
        return compile_attribute(m, TOLL__ASK_ATTRIBUTE, attribute_group(m, key), key, text);
    default:
        c->lists |= TOLL__LISTS_ATTRIBUTES;
        return compile_attribute(m, TOLL__ASK_NOTHING, NO_GROUP, key, text);
    }
}

static int compile_row(compiler *m, const toll__row *row, uint32_t index)
{
    const uint32_t kind = row->kind;
    switch (kind) {
    case TOLL_ROW_MATCH:
    case TOLL_ROW_HOLIDAY:
    case TOLL_ROW_CALENDAR:
    case TOLL_ROW_ZONE:
    case TOLL_ROW_RETIRED:
    case TOLL_ROW_REDIRECT:
        return 1;
    case TOLL_ROW_PRICE:
        return compile_price(m, row, index);
    case TOLL_ROW_RULE:
        m->is_in_block = 1;
        return open_rule(m);
    case TOLL_ROW_MULTIPLIER:
        m->is_in_block = 1;
        return open_multiplier(m, row);
    case TOLL_ROW_WHEN_COUNT:
        return add_count(m, row);
    case TOLL_ROW_WHEN_TIER:
    case TOLL_ROW_TIER:
    case TOLL_ROW_WHEN_REGION:
    case TOLL_ROW_REGION:
    case TOLL_ROW_WHEN_ATTRIBUTE:
    case TOLL_ROW_ATTRIBUTE:
        return is_plain_text(row) && compile_text(m, kind, row->key, row->text);
    case TOLL_ROW_WHEN_TIME:
    case TOLL_ROW_WHEN_HOLIDAY:
    case TOLL_ROW_WHEN_INSTANT:
        return add_time(m, row, index);
    case TOLL_ROW_FALLBACK:
        m->has_fallbacks = 1;
        return !m->is_in_block; /* one that holds by a predicate takes the general path */
    case TOLL_ROW_DEFAULT_PART:
        return compile_default(m, row);
    default:
        return toll__row_period(row) != TOLL_PERIOD_RECORD; /* an amount of a period is none of a record */
    }
}

void toll__compiled_make(const toll__tariff *tariff, toll__compiled_tariff *compiled)
{
    static const toll__compiled_product one = {{1, 0, 0}, 1};
    compiler m = {.compiled = compiled, .own_group = OWN, .coefs = 1, .most = 1};
    compiled->factors[0] = (toll__compiled_factors){one, one, one, 0};
    compiled->is_ready = compiled->needs_instant = compiled->n_cells = compiled->n_prices = 0;
    compiled->last_rule = compiled->last_factor = compiled->n_fallbacks = 0;
    compiled->last_tier = compiled->last_region = compiled->last_attribute = compiled->last_listed = 0;
    compiled->lists = compiled->region = compiled->attribute_key = compiled->attribute_value = 0;
    compiled->implied = 0;
    compiled->places = 0;
    compiled->flags = (uint16_t)toll__tariff_flags(tariff);
    compiled->priced = compiled->known = compiled->inert = 0;
    int fits = open_rule(&m);
    for (uint32_t i = 1; fits && i < tariff->n_rows; i++)
        fits = compile_row(&m, &tariff->rows[i], i);
    if (fits && m.has_fallbacks)
        fits = compile_fallbacks(&m, tariff);
    if (fits && m.has_default)
        fits = holds_default(&m);
    if (!fits || compiled->cells[0].rule.groups != 0) {
        compiled->n_cells = compiled->n_prices = compiled->n_fallbacks = 0;
        return;
    }
    compiled->is_ready = 1;
    compiled->priced = compiled->cells[0].rule.priced;
    finish_prices(&m);
    finish_factors(&m);
    compiled->inert = find_inert(&m);
}
