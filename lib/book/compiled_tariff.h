/* SPDX-License-Identifier: Apache-2.0 */
/* A tariff compiled for the fast path (bill/fast_path.h): rules with their predicates and prices, multipliers with
 * their products, all numbers multiplied out as far as they can be. It is a part of the card. A tariff that the fast
 * path does not know is compiled to one that is not ready, and its bills take the general path. */
#ifndef TOLL_BOOK_COMPILED_TARIFF_H
#define TOLL_BOOK_COMPILED_TARIFF_H

#include <string.h>

#include "book/fallback.h"
#include "book/tariff_row.h"

#define TOLL__COMPILED_CELLS   64u /* blocks and predicates: twenty rules and multipliers of two predicates each */
#define TOLL__COMPILED_SPARE   4u  /* for the seal of the card, which takes 64 bytes a step */
#define TOLL__COMPILED_FACTORS 4u  /* multipliers: each set of those that hold has its products ready */
#define TOLL__COMPILED_PRICES  56u /* a dozen rules of four prices each, and those of the tariff itself */

/* Flags of every line of an estimated tariff, of one that a rule has found, of a redirected one. Equal to TOLL_LINE_*,
 * which the room bill asserts: lines take them as they stand here, in one copy with the price's other words. */
#define TOLL__COMPILED_ESTIMATED  0x40u
#define TOLL__COMPILED_NAME_RULE  0x2000u
#define TOLL__COMPILED_REDIRECTED 0x4000u
#define TOLL__COMPILED_PERIOD     0x8000u

/* Where a price belongs: the meter of a list price, for a negotiated price of a token meter that much further. One word
 * holds a set of places: meters up to 43, and negotiated prices of meters 1 .. 19 at 45 .. 63. Those of token meters
 * beyond have no place, and their tariffs take the general path. */
#define TOLL__COMPILED_CONTRACT 44u
_Static_assert(TOLL_METERS <= TOLL__COMPILED_CONTRACT + 1, "no list price lies among the negotiated ones");
_Static_assert(TOLL_METER_OUTPUT_VIDEO + TOLL__COMPILED_CONTRACT < 64, "a place is a bit of a word");

/* What a predicate asks. */
enum {
    TOLL__ASK_TIER,      /* is the tier a; 0: standard */
    TOLL__ASK_REGION,    /* is the region a */
    TOLL__ASK_COUNT,     /* is quantity[meter] at least a; `flip` turns the answer round */
    TOLL__ASK_ATTRIBUTE, /* is there the attribute a with value b */
    TOLL__ASK_WINDOW,    /* row a of the tariff: is the instant in its window */
    TOLL__ASK_HOLIDAY,   /* row a of the tariff: is the day in its list */
    TOLL__ASK_INSTANT,   /* row a of the tariff: is the instant in its interval */
    TOLL__ASK_SOLD,      /* nothing: the tier a is sold at the standard price */
    TOLL__ASK_NOTHING    /* a region or value of an attribute that is sold at the standard price */
};

/* Of the predicates of one group one must hold, of each group that a block names. Tests of tiers, of regions, of
 * attributes and of lists of holidays are chained, each chain ending at cell 0: so a text is quickly known to be named by
 * some row, and a calendar to be known. */
typedef struct toll__compiled_test {
    uint8_t ask, meter, flip, group; /* meter: of a count; otherwise the cell of the chain's test before this one */
    uint32_t b;
    uint64_t a;
} toll__compiled_test;

/* The tariff itself, or a rule; its tests follow. */
typedef struct toll__compiled_rule {
    uint32_t groups;                                  /* set of those that its tests name */
    uint8_t n_tests, previous, first_price, n_prices; /* previous: cell of the rule before, 0 for the tariff itself */
    uint64_t priced;                                  /* set of the places of its prices */
} toll__compiled_rule;

/* A multiplier; its tests follow. */
typedef struct toll__compiled_factor {
    uint32_t groups;
    uint8_t n_tests, previous, op, scale; /* previous: cell of the multiplier before, 0 for none; op: TOLL_FACTOR_* */
    uint32_t bit, coef;                   /* bit: 2^i of the i-th, its place in a set of multipliers */
} toll__compiled_factor;

/* A declared fall-back: one meter and the meter whose price stands in. */
typedef struct toll__compiled_fallback {
    uint32_t reserved;
    uint8_t n_tests, meter, other, unused; /* n_tests: 0, at the place where rules and multipliers have theirs */
    uint64_t spare;
} toll__compiled_fallback;

typedef union toll__compiled_cell {
    toll__compiled_rule rule;
    toll__compiled_factor factor;
    toll__compiled_fallback fallback;
    toll__compiled_test test;
} toll__compiled_cell;

/* One price row, as lines repeat it. It is checked when it is used, because most of a tariff's prices are not. */
typedef struct toll__compiled_price {
    uint64_t unit; /* attos per base unit / 10^places; TOLL__COMPILED_NO_UNIT: no whole number, or too large */
    int64_t per;
    toll_decimal number;
    uint32_t meter, price_meter, rule, flags; /* as in a line at this price; rule: row of the tariff */
    uint32_t place, reserved;
    uint64_t check;
} toll__compiled_price;

#define TOLL__COMPILED_NO_UNIT UINT64_MAX

/* A product of multipliers, and the same times 10^places of the tariff. */
typedef struct toll__compiled_product {
    toll_decimal number;
    uint64_t multiple;
} toll__compiled_product;

/* The products of a set of multipliers: of those of kind list, of list and contract, of all. Checked as prices are. */
typedef struct toll__compiled_factors {
    toll__compiled_product list, contract, bill;
    uint64_t check;
} toll__compiled_factors;

#define TOLL__LISTS_REGIONS    1u
#define TOLL__LISTS_ATTRIBUTES 2u

typedef struct toll__compiled_tariff {
    uint32_t is_ready;
    uint32_t needs_instant; /* 0: no; 1: it has predicates of time; 3: some ask a list of holidays */
    uint32_t n_cells, n_prices;
    uint32_t last_rule, last_factor;                             /* their cells; 0: the tariff itself, no multiplier */
    uint32_t n_fallbacks;                                        /* the last cells */
    uint16_t places;                                             /* decimal places of all multipliers together */
    uint16_t flags;                                              /* of every line */
    uint8_t last_tier, last_region, last_attribute, last_listed; /* cells of the chains' last tests; 0: none */
    uint32_t implied; /* set of the meters of which every record has one, and that a row asks for */
    uint32_t region, attribute_key, attribute_value; /* of those last tests: most records have these alone */
    uint32_t lists;                                  /* TOLL__LISTS_*: what the tariff lists as sold */
    uint64_t priced;                                 /* set of places that have a price whatever holds */
    uint64_t known;                                  /* set of places that some row prices */
    uint64_t inert; /* set of the parts that are billed with their total whatever holds */
    toll__compiled_cell
        cells[TOLL__COMPILED_CELLS + TOLL__COMPILED_SPARE]; /* n_cells of them, in the order of the rows */
    toll__compiled_factors
        factors[1u << TOLL__COMPILED_FACTORS];          /* by the set of multipliers that hold, in their order */
    toll__compiled_price prices[TOLL__COMPILED_PRICES]; /* n_prices of them, in the order of the rows */
} toll__compiled_tariff;

_Static_assert(sizeof(toll__compiled_cell) == 16 && sizeof(toll__compiled_price) == 64, "no padding");

/* Flags of every line: the tariff's own, and those that its card has for it. */
static inline uint32_t toll__tariff_flags(const toll__tariff *tariff)
{
    return tariff->flags | (tariff->rows[0].origin == TOLL_ORIGIN_ESTIMATED ? TOLL__COMPILED_ESTIMATED : 0);
}

/* Unused cells and prices stay as they are. */
void toll__compiled_make(const toll__tariff *tariff, toll__compiled_tariff *compiled);

/* Whether some row names a tier or a region, by the chain whose last cell is given; and a value of an attribute. */
int toll__compiled_names_text(const toll__compiled_tariff *compiled, uint32_t last, uint64_t text);
int toll__compiled_names_attribute(const toll__compiled_tariff *compiled, uint64_t key, uint64_t value);

/* The fall-backs that the tariff declares. */
void toll__compiled_fallbacks(const toll__compiled_tariff *compiled, toll__fallbacks *fallbacks);

static inline uint64_t toll__compiled_word(const void *from, uint32_t index)
{
    uint64_t word;
    memcpy(&word, (const unsigned char *)from + 8 * index, sizeof word);
    return word;
}

#define TOLL__COMPILED_ODD UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio */

/* What `check` of the price at `index` must be: any changed word, or another index, gives another number. A price that
 * has no unit has another one. */
static inline uint64_t toll__compiled_check(const toll__compiled_price *p, uint64_t index)
{
    return toll__compiled_word(p, 0) + toll__compiled_word(p, 1) + toll__compiled_word(p, 2) +
           toll__compiled_word(p, 3) + toll__compiled_word(p, 4) + toll__compiled_word(p, 5) +
           toll__compiled_word(p, 6) + (index + 1) * TOLL__COMPILED_ODD;
}

/* The same of products. */
static inline uint64_t toll__compiled_check_factors(const toll__compiled_factors *f, uint64_t set)
{
    return toll__compiled_word(f, 0) + toll__compiled_word(f, 1) + toll__compiled_word(f, 2) +
           toll__compiled_word(f, 3) + toll__compiled_word(f, 4) + toll__compiled_word(f, 5) +
           toll__compiled_word(f, 6) + toll__compiled_word(f, 7) + toll__compiled_word(f, 8) +
           (set + 1) * TOLL__COMPILED_ODD;
}

#endif
