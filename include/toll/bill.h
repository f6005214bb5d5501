/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file bill.h
 * @brief Exact bills: usage and context in, lines and totals out.
 */
#ifndef TOLL_BILL_H
#define TOLL_BILL_H

#include <toll/base.h>
#include <toll/book.h>
#include <toll/money.h>

/**
 * @defgroup bill Bill
 * @brief What does a usage record cost under a tariff, line by line, and what can a request cost at most? Exact.
 *
 * Meters, tariff rows, price books and cards are in book.h.
 *
 * ## One line
 *
 *     cost = quantity / per * price * factors
 *
 * - quantity: base units of the line, after minimum and step
 * - price: the price of `per` base units
 * - factors: the product of the multipliers that hold for the line's meter
 *
 * A line has three costs:
 * - list: the public price, with multipliers of kind list
 * - contracted: the negotiated price, with multipliers of kinds list and contract
 * - billed: the negotiated price, with multipliers of all kinds
 *
 * A cost is rounded once, half-even, at 10^-18 and only if 18 digits are not enough; ::TOLL_LINE_INEXACT says so.
 * Totals are sums of lines. Nothing else is rounded: round and split an invoice with toll_amount_round() and
 * toll_amount_allocate().
 *
 * Example: a million tokens of input cost 3.00 USD, of cache_read 0.30, of output 15.00, and half of that in tier
 * "batch". A batch record has 12,000 input tokens, 10,000 of them read from the cache, and 800 output tokens:
 *
 *     input        2,000 *  3.00 / 10^6 * 0.5 = 0.0030 USD
 *     output         800 * 15.00 / 10^6 * 0.5 = 0.0060
 *     cache_read  10,000 *  0.30 / 10^6 * 0.5 = 0.0015
 *     total                                     0.0105
 *
 * ## Order of evaluation
 *
 * 1. toll_book_find() has chosen the tariff version by the instant.
 * 2. Rules and multipliers that hold give prices, minima, steps, allowances, volume tiers and fall-backs, in order.
 *    Predicates on quantities see inclusive quantities before minimum and step, and 0 for a meter that is not given.
 *    Predicates on counters see them before the record.
 * 3. Derived quantities are added, and the quantities are split into disjoint lines.
 * 4. Each line gets minimum and step, then the allowance, then volume tiers, then multipliers.
 *
 * ## Lines
 *
 * Lines come in the order of the meters' numbers; a meter without quantity has none. The line of a meter holds its
 * tokens less those of its parts that have their own lines.
 * A part has its own line in three cases:
 * - It has a price.
 * - A row names it: a multiplier that holds, a minimum, a step, an allowance or a volume tier.
 * - The price that stands in for it is not its parent's price, as for 1-hour writes at the 5-minute price.
 *
 * Otherwise its tokens stay on the line of its parent. Minimum, step, allowance and volume tiers of a meter act on its
 * line, not on lines of its parts; one form of the minimum alone sees the inclusive total.
 *
 * ## Minima and steps
 *
 * A minimum of the line (::TOLL_MINIMUM_LINE) raises what the line has. A minimum of the inclusive total
 * (::TOLL_MINIMUM_TOTAL) adds what the total lacks to the total's line, at its price. A quantity of 0 has no minimum.
 * A step then rounds the line up, down or to the nearest multiple (half a step goes up).
 *
 * Example: input costs 1.00 USD per million, cache_read 0.10, and the minimum is 1,000 tokens of input. A record has
 * 600 input tokens, 500 of them read from the cache:
 *
 *     of the line    1,000 * 1.00 + 500 * 0.10 = 0.00105 USD
 *     of the total     500 * 1.00 + 500 * 0.10 = 0.00055, 400 tokens are added to the 100
 *
 * ## One record is one request
 *
 * A record that is no aggregate and does not state ::TOLL_METER_REQUEST is one request. Where that has a price, the
 * record gets a line for it, marked ::TOLL_LINE_IMPLIED; predicates see 1 as well. An aggregate must state how many
 * requests it sums, else it is ::TOLL_E_MISSING. Example: 100 input and 50 output tokens at 1 USD per million
 * each, and 5 USD per 1,000 requests, cost 0.00015 + 0.005 = 0.00515 USD.
 *
 * No other meter is of that kind: a record may have no input (speech), no output (embeddings), no image.
 *
 * ## Fall-backs
 *
 * A meter without a price takes the price of its fall-back, which a row ::TOLL_ROW_FALLBACK may change:
 * - cache_write_12h: none, so it must have a price; every other kind costs less
 * - cache_write_30m and cache_write_1h: cache_write_5m, then cache_write, then input
 * - cached tokens of a modality: cache_read, then the modality, then input
 * - image_input and image_output: image
 * - all other parts: their parent
 *
 * ::TOLL_LINE_FALLBACK marks a line whose meter has no price, and a line that holds tokens read from or
 * written to a cache that have none. A modality, reasoning or citation without a price is plain input or output, and
 * not marked.
 *
 * ## Default parts
 *
 * A written token is of one of the kinds of cache_write, even if the record does not say of which. If kinds have a
 * price and cache_write has none, the tokens of no stated kind are billed as one of them, never as plain input:
 * 1. as the kind that a row ::TOLL_ROW_DEFAULT_PART names
 * 2. as a row ::TOLL_ROW_FALLBACK of cache_write says
 * 3. as the shortest kind with a price
 *
 * They are on that kind's line, as if the record had stated it, and ::TOLL_LINE_DEFAULT_PART marks the line. Other
 * totals have a default part only by a row ::TOLL_ROW_DEFAULT_PART, as for a speech model whose prompts are audio.
 * Tokens that the record states to be of another part are not billed as the default one.
 *
 * Example: input costs 5.00 USD per million, 5-minute writes 6.25, 1-hour writes 10.00. Of 300,000 written tokens the
 * record states 100,000 for an hour. The other 200,000 cost 1.25 USD as 5-minute writes, not 1.00 as input.
 *
 * ## Overlapping parts
 *
 * `input_audio` and `cache_read` may share tokens. A record must leave no doubt about their price. One of these must
 * hold:
 * - The shared tokens are stated (`cache_read_audio`).
 * - The totals force their number, as when all input was audio.
 * - They move no money, because one of the two parts has no price.
 *
 * Otherwise the record is ::TOLL_E_CONFLICT, and toll_bill_bound() gives the lowest and the highest bill. `cache_write`
 * that is not given is the sum of its kinds.
 *
 * Shared tokens without a meter (written audio, cached tool results) are priced by the caching. Where a multiplier
 * names the modality they are ::TOLL_E_CONFLICT.
 *
 * ## Allowances
 *
 *     free = (limit - used) / ratio, rounded down
 *
 * - limit: counter units that are free, `quantity` of the row
 * - used: the counter before the record
 * - ratio: counter units per base unit, `number` of the row; 1 where that is 0 without ::TOLL_RATIO_GIVEN
 * - free: base units at a price of 0; not more than the line has
 *
 * The counter advances by all of the quantity, times the ratio. The product must be a whole number of counter units,
 * else the bill is ::TOLL_E_RANGE: scale the counter for a ratio of 0.5. A ratio of 0 uses nothing: all of the line is
 * free as long as the counter is below the limit.
 * Example: limit 1,000, used 900, ratio 0.5. Of 300 output tokens 200 are free, and the counter is then 1,050.
 *
 * ## Volume tiers
 *
 * Volume tiers count base units: unit i of a record is number `used + i` of the counter. Marginal tiers
 * (::TOLL_VOLUME_MARGINAL) give it the price of the highest tier below that number, and each edge that a record crosses
 * adds a line. Tiers for all units (::TOLL_VOLUME_ALL) give all units of the record the price of its last one; records
 * before it are not billed again. The price of a tier replaces the list price and leaves a negotiated price as it is.
 * An allowance and volume tiers of one meter over one counter advance it once.
 *
 * Example: 3.00 USD per million, 2.00 above 1,000,000, and used 999,000. A record of 3,000 tokens costs 0.007 USD with
 * marginal tiers, and 0.006 with tiers for all units:
 *
 *     marginal   1,000 * 3.00 / 10^6 + 2,000 * 2.00 / 10^6 = 0.003 + 0.004
 *     all units  3,000 * 2.00 / 10^6
 *
 * ## Amounts of a record
 *
 * Three kinds of rows are amounts of money. They hold for a record that has a line, and add lines after all others, in
 * this order:
 * 1. ::TOLL_ROW_FEE: a line of quantity 1 at the fee. A fee of a meter is due once if the record has some of the meter,
 *    on that meter's side and with its multipliers; a fee of no meter is a line of `request`.
 * 2. ::TOLL_ROW_FLOOR: a line of `request` that lifts the sum of the lines above to the floor, if it is below.
 * 3. ::TOLL_ROW_CAP: a line of `request` that lowers it to the cap, if it is above. A cap below the floor wins.
 *
 * A floor and a cap act on each of the three costs by itself: the list cost meets the list amount, the contracted and
 * the billed cost meet the negotiated one. As with prices, one of the two stands for both where it is alone. The price
 * of a line of floor or cap is the amount, and its costs are differences, not products:
 *
 *     floor  cost = max(0, price - sum of the costs above)
 *     cap    cost = min(0, price - sum of the costs above)
 *
 * Example: a search costs 0.005 USD and a fee of 0.001, at least 0.01 a record. A record of one search has the lines
 * 0.005, 0.001 and 0.004, so it costs 0.01. One of three searches has no line of the floor: 0.015 + 0.001 = 0.016.
 *
 * ## Amounts of a month or an invoice
 *
 * Fees, floors and caps with a period (::TOLL_PERIOD_MONTH, ::TOLL_PERIOD_INVOICE) are of an account, so no record pays
 * them: ::TOLL_LINE_PERIOD marks each line of a tariff that has some. When the period is over, toll_bill_close_period()
 * takes the account's sums and gives the lines that are still due: the fee, what the sum and the fee lack to the floor,
 * what they have beyond the cap.
 *
 * Versions of one SKU share their amounts. Rows with a `key` are one amount of all tariffs of the book whose rows have
 * that key and period: a minimum spend over every model of a contract.
 *
 * Example: a plan costs 20 USD a month, and the account spends at least 100 USD. Its requests cost 45.50 USD in March.
 * The month closes with two lines: the fee of 20.00, and 34.50 to the floor.
 *
 * ## Kinds of one meter
 *
 * A record may have several kinds of a call, each with a price of its own: server tools, sizes of images, kinds of
 * pages. The record has one set of attributes, so toll_bill_compute_kinds() takes kinds apart: a quantity, and one or
 * two attributes that take the place of the record's. What a kind costs is what its quantity would cost in a record
 * with
 * these attributes; predicates on quantities see the record's totals, all kinds in them. What is left of the total has
 * the record's own attributes. Lines of kinds have ::TOLL_LINE_KIND; they come after the others and before fees, floor
 * and cap.
 *
 * Example: a search costs 0.005 USD, one with tool=code 0.003. A record of 5 searches, 2 of them with tool=code, costs
 * 3 * 0.005 + 2 * 0.003 = 0.021 USD.
 *
 * ## Limits
 *
 * At most 64 multipliers hold at once. A tariff has one currency and nothing is converted in silence:
 * toll_bill_convert() takes a dated rate. A bill does not compare its instant with the tariff's validity: make the card
 * for that instant. Instants of rows are compared: toll_bill_compute_rows() refuses those that a tariff does not serve.
 *
 * @snippet bill.c bill
 *
 * The same for a table of several models:
 *
 * @snippet bill_table.c rows
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/** When, where and how a record was served. */
typedef struct toll_bill_context {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_BILL_CONTEXT. */
    uint64_t known;          /**< TOLL_CONTEXT_* bits. */
    int64_t at_s;            /**< Instant of the request, seconds since 1970-01-01 UTC. Needed by tariffs with times. */
    uint64_t service_tier;   /**< Served tier, from toll_book_intern_tier(); 0: standard. */
    uint64_t region;         /**< Region, from toll_book_intern(); 0: not stated. */
    int64_t is_aggregate;    /**< 1: the record sums several requests; 0: it is one request. */
    int64_t allow_aggregate; /**< 1: apply rules, minima, steps and tiers of a request to an aggregate; 0: refuse it. */
} toll_bill_context;

#define TOLL_CONTEXT_AT 0x1u /**< at_s is given. */

/* Rows of a reconciliation. */
#define TOLL_CHARGE_OURS        1 /**< Row: what we counted and priced. Quantity must be known. */
#define TOLL_CHARGE_THEIRS      2 /**< Row: a line of the invoice. Amount must be known. */
#define TOLL_CHARGE_ALTERNATIVE 3 /**< Row: the amount of a row of ours at another price, tier or region. */
#define TOLL_CHARGE_FACTOR      4 /**< Row: a discount (0.9), tax (1.2) or rate of exchange that may have been used. */
#define TOLL_CHARGE_STATED      5 /**< Row: a line of the invoice that is no usage: tax, discount; cause 0: unknown. */
#define TOLL_CHARGE_AGREED      6 /**< Row: the agreed rate, units of their currency for one of ours; none: 1. */

/* Bits of toll_bill_charge.known. */
#define TOLL_CHARGE_QUANTITY 1 /**< toll_bill_charge.known: quantity. */
#define TOLL_CHARGE_AMOUNT   2 /**< toll_bill_charge.known: amount. */
#define TOLL_CHARGE_DIGITS   4 /**< toll_bill_charge.known: digits. */

/* Causes of a difference. */
#define TOLL_CAUSE_UNEXPLAINED  1  /**< Nothing that was tried leads from ours to theirs. */
#define TOLL_CAUSE_PRICE        2  /**< A price of another date or version. */
#define TOLL_CAUSE_TIER         3  /**< The price of another service tier. */
#define TOLL_CAUSE_REGION       4  /**< The price of another region. */
#define TOLL_CAUSE_MISSING      5  /**< Calls that theirs has and ours lacks. */
#define TOLL_CAUSE_LACKING      6  /**< Calls that ours has and theirs lacks. */
#define TOLL_CAUSE_DUPLICATE    7  /**< Calls that theirs counts a whole number of times. */
#define TOLL_CAUSE_CACHED_TWICE 8  /**< Cached tokens that theirs bills as plain input as well. */
#define TOLL_CAUSE_UNPRICED     9  /**< Ours have no price. */
#define TOLL_CAUSE_DISCOUNT     10 /**< A discount, or a credit. */
#define TOLL_CAUSE_TAX          11 /**< A tax on top. */
#define TOLL_CAUSE_EXCHANGE     12 /**< Another rate of exchange than the agreed one. */
#define TOLL_CAUSE_ROUNDING     13 /**< Amounts rounded to the printed digits. */

/* Bits of toll_bill_cause.flags. */
#define TOLL_CAUSE_IS_ALTERNATIVE 1 /**< One of several causes that explain as much; in no sum. */
#define TOLL_CAUSE_NO_AMOUNT      2 /**< Its amount is not known; `amount` is 0. */

/** One (meter, quantity) pair. Frozen. */
typedef struct toll_bill_usage {
    uint64_t meter;   /**< TOLL_METER_*. */
    int64_t quantity; /**< Base units; negative only for ::TOLL_METER_CREDIT. */
} toll_bill_usage;

/** One quantity under the name of its meter. Frozen. */
typedef struct toll_bill_named {
    char meter[32];   /**< Name of a meter, as in toll_bill_meter.name: "input", "cache_read". NULs behind it. */
    int64_t quantity; /**< Base units; negative only for "credit". */
} toll_bill_named;

/** One attribute of a record. Frozen. */
typedef struct toll_bill_attribute {
    uint64_t key;   /**< Name, from toll_book_intern(). */
    uint64_t value; /**< Value, from toll_book_intern(). */
} toll_bill_attribute;

/** A counter that lives across records: the position of allowances and volume tiers. Frozen. */
typedef struct toll_bill_counter {
    uint64_t key; /**< Name, from toll_book_intern(). */
    int64_t used; /**< Counter units before the record, 0 or more; a call that succeeds writes those after it. */
} toll_bill_counter;

/* Bits of toll_bill_line.flags. */
#define TOLL_LINE_INEXACT   0x1u  /**< 18 digits were not enough: a cost of the line is rounded. */
#define TOLL_LINE_FALLBACK  0x2u  /**< The price of another meter stands in. */
#define TOLL_LINE_MINIMUM   0x4u  /**< The minimum raised the quantity. */
#define TOLL_LINE_STEP      0x8u  /**< The quantity is rounded to whole steps. */
#define TOLL_LINE_ALLOWANCE 0x10u /**< Free: covered by the allowance. */
#define TOLL_LINE_VOLUME    0x20u /**< Priced by a volume tier. */
#define TOLL_LINE_ESTIMATED 0x40u /**< The tariff is an estimate: ::TOLL_ORIGIN_ESTIMATED. */
/** It holds tokens of a total whose part the record does not say: billed as the total's default part. */
#define TOLL_LINE_DEFAULT_PART 0x80u
#define TOLL_LINE_FEE          0x100u  /**< A flat fee: one time its price. */
#define TOLL_LINE_FLOOR        0x200u  /**< What the lines above lack to the least amount; see "Amounts of a record". */
#define TOLL_LINE_CAP          0x400u  /**< What the lines above have beyond the most amount, negative. */
#define TOLL_LINE_CONTEXT      0x800u  /**< The region or an attribute did not matter: see toll_bill_find_unused(). */
#define TOLL_LINE_IMPLIED      0x1000u /**< The record does not name the meter; every record has one of it. */
/** The model's name was matched by a rule: toll_bill_total.matched_by says by which. A provider in front is none. */
#define TOLL_LINE_NAME_RULE 0x2000u
/** The vendor serves the name by another model: ::TOLL_ROW_REDIRECT. */
#define TOLL_LINE_REDIRECTED 0x4000u
/** The tariff also has amounts of a month or an invoice, which no record pays: toll_bill_close_period(). */
#define TOLL_LINE_PERIOD 0x8000u
/** A line of toll_bill_close_period(): what the period costs beside its records. */
#define TOLL_LINE_CLOSING 0x10000u
/** A kind of its meter, with attributes of its own: toll_bill_compute_kinds(). */
#define TOLL_LINE_KIND 0x20000u
/** Its quantity, or a part of it, is not stated but derived: ::TOLL_ROW_DERIVE. */
#define TOLL_LINE_DERIVED 0x40000u

/** Part of a meter's quantity with attributes of its own. Frozen. */
typedef struct toll_bill_kind {
    uint64_t meter;        /**< TOLL_METER_* of calls, images, pages, time and so on: no tokens, request or credit. */
    int64_t quantity;      /**< Base units of this kind, 0 or more. */
    uint64_t key;          /**< Name of an attribute, from toll_book_intern(). */
    uint64_t value;        /**< Its value, from toll_book_intern(). */
    uint64_t second_key;   /**< Another one; 0: none. */
    uint64_t second_value; /**< Its value; 0 where second_key is 0. */
} toll_bill_kind;

/** What an account's records of one tariff cost in a period. Frozen. */
typedef struct toll_bill_sum {
    int64_t tariff_row;          /**< Row of the tariff in the book: toll_book_name.row. */
    toll_amount list_cost;       /**< Sum of the records' list costs. */
    toll_amount contracted_cost; /**< Sum of their contracted costs. */
    toll_amount billed_cost;     /**< Sum of their billed costs. */
} toll_bill_sum;

/** One line of a bill; see "One line" above for its formula. Frozen. */
typedef struct toll_bill_line {
    uint32_t meter;                /**< TOLL_METER_* that is billed. */
    uint32_t price_meter;          /**< TOLL_METER_* whose price was used. */
    uint32_t rule;                 /**< Row of the list price (else of the negotiated one) in the tariff, from 0; in the
                                        book, on a line of toll_bill_close_period(). */
    uint32_t flags;                /**< TOLL_LINE_* bits. */
    int64_t quantity;              /**< Base units billed, after minimum and step. */
    int64_t per;                   /**< Base units that the price buys. */
    toll_decimal list_price;       /**< Public price of `per` base units; the negotiated one if there is no other. */
    toll_decimal contracted_price; /**< Negotiated price of `per` base units; the public one if there is no other. */
    toll_decimal list_factor;      /**< Product of the multipliers of kind list. */
    toll_decimal contract_factor;  /**< Product of the multipliers of kinds list and contract. */
    toll_decimal bill_factor;      /**< Product of the multipliers of all kinds. */
    toll_amount list_cost;         /**< quantity / per * list_price * list_factor. */
    toll_amount contracted_cost;   /**< quantity / per * contracted_price * contract_factor. */
    toll_amount billed_cost;       /**< quantity / per * contracted_price * bill_factor: owed. */
} toll_bill_line;

/** Totals of a bill: sums of its lines. */
typedef struct toll_bill_total {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_BILL_TOTAL. */
    toll_amount input_cost;      /**< Billed cost of the prompt side. */
    toll_amount output_cost;     /**< Billed cost of the output side. */
    toll_amount other_cost;      /**< Billed cost of all other meters. */
    toll_amount billed_cost;     /**< Billed cost of all lines. */
    toll_amount contracted_cost; /**< Contracted cost of all lines. */
    toll_amount list_cost;       /**< List cost of all lines. */
    uint64_t flags;              /**< TOLL_LINE_* bits of any line. */
    int64_t n_lines;             /**< Lines of the record, also when they are not asked for. */
    char currency[16];           /**< ISO 4217, or "X-" and a name. */
    char book_hash[72];          /**< SHA-256 of the price book, 64 hexadecimal digits. */
    uint64_t matched_by;         /**< TOLL_NAME_* bits: how the card's name was matched. */
} toll_bill_total;

/* Facts of a record's context that are open before the call. */
#define TOLL_SCOPE_FROM      0x1u /**< from_s is given; otherwise the tariff's first instant. */
#define TOLL_SCOPE_UNTIL     0x2u /**< until_s is given; otherwise the tariff's end. */
#define TOLL_OPEN_TIER       0x1u /**< Any service tier that the tariff sells; service_tier is not read. */
#define TOLL_OPEN_REGION     0x2u /**< Any region; region is not read. */
#define TOLL_OPEN_ATTRIBUTES 0x4u /**< Any one value, or none, of each attribute that the caller does not pass. */

/** How few and how many base units of a meter a record may have. Frozen. */
typedef struct toll_bill_limit {
    uint64_t meter; /**< TOLL_METER_*. */
    int64_t least;  /**< Base units; negative only for ::TOLL_METER_CREDIT. */
    int64_t most;   /**< Base units, at least `least`. */
} toll_bill_limit;

/** The known facts of one request before it is made: when, where and how it will be served. */
typedef struct toll_bill_scope {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_BILL_SCOPE. */
    uint64_t known;        /**< TOLL_SCOPE_* bits. */
    uint64_t open;         /**< TOLL_OPEN_* bits: facts that may be anything. */
    int64_t from_s;        /**< First instant, seconds since 1970-01-01 UTC. */
    int64_t until_s;       /**< End of the instants, seconds since 1970-01-01 UTC, exclusive; above from_s. */
    uint64_t service_tier; /**< Served tier, from toll_book_intern_tier(); 0: standard. */
    uint64_t region;       /**< Region, from toll_book_intern(); 0: not stated. */
} toll_bill_scope;

#define TOLL_CEILING_ATTAINED  1 /**< Some usage within the limits costs exactly highest_billed. */
#define TOLL_CEILING_ABOVE     2 /**< No usage costs more than highest_billed; the dearest found: attained_billed. */
#define TOLL_CEILING_UNBOUNDED 3 /**< `meter` has a price; no limit is on it or on a meter that it is a part of. */
#define TOLL_CEILING_NONE      4 /**< No usage within the limits can be billed under this card. */

/** A line that shares its side has a minimum, step, allowance or volume tier, or tiers price all units alike. The
 *  dearest unit was used. */
#define TOLL_RELAXED_TIERS 0x1u
/** A unit price is no whole number of attos: one atto was added for each of these lines. */
#define TOLL_RELAXED_ROUNDING 0x2u
/** The dearest usage can't be billed as a record: its tokens in two priced parts have no meter. */
#define TOLL_RELAXED_OVERLAP 0x4u
/** More than 4,096 cases, or derived quantities: the dearest price and all factors were used. */
#define TOLL_RELAXED_CASES 0x8u
/** lowest_billed may be below the cheapest usage, for one of the reasons above. */
#define TOLL_RELAXED_LOWEST 0x10u

/** The highest and the lowest bill of any usage within limits. */
typedef struct toll_bill_bounds {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_BILL_BOUNDS. */
    uint32_t verdict;               /**< TOLL_CEILING_*; amounts have a meaning for the first two only. */
    uint32_t meter;                 /**< ::TOLL_CEILING_UNBOUNDED: the meter without a limit; otherwise 0. */
    uint64_t relaxed;               /**< TOLL_RELAXED_* bits: why a figure may be looser than necessary. */
    toll_amount highest_billed;     /**< No usage within the limits has a higher billed cost. */
    toll_amount highest_contracted; /**< No usage within the limits has a higher contracted cost. */
    toll_amount highest_list;       /**< No usage within the limits has a higher list cost. */
    toll_amount lowest_billed;      /**< No usage within the limits has a lower billed cost. */
    toll_amount attained_billed;    /**< Bill of a found usage; highest_billed is too high by at most the difference. */
    int64_t n_cases;                /**< Cases that were solved, about 20 microseconds each. */
    int64_t n_usage;                /**< Pairs of the usage whose bill is attained_billed. */
    int64_t at_s;                   /**< Instant of that usage, seconds since 1970-01-01 UTC. */
    uint64_t service_tier;          /**< Service tier of that usage. */
    uint64_t region;                /**< Region of that usage. */
    char currency[16];              /**< ISO 4217, or "X-" and a name. */
    char book_hash[72];             /**< SHA-256 of the price book, 64 hexadecimal digits. */
} toll_bill_bounds;

/** A rate of exchange, and the interval in which it holds. */
typedef struct toll_bill_rate {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_BILL_RATE. */
    toll_decimal rate;      /**< Units of to_currency for one of from_currency, above 0. */
    int64_t from_s;         /**< Start, seconds since 1970-01-01 UTC, inclusive. */
    int64_t until_s;        /**< End, seconds since 1970-01-01 UTC, exclusive; above from_s. */
    char from_currency[16]; /**< Currency of the amount, spelt as in toll_bill_total.currency; must be given. */
    char to_currency[16];   /**< Currency of the result; must be given. */
    char source[96];        /**< Source of the rate; empty: not stated. */
} toll_bill_rate;

/** What one side counted, or what could explain a difference. A row: no header, its size is the stride. */
typedef struct toll_bill_charge {
    uint64_t known;      /**< ::TOLL_CHARGE_QUANTITY, ::TOLL_CHARGE_AMOUNT, ::TOLL_CHARGE_DIGITS. */
    uint32_t kind;       /**< TOLL_CHARGE_*. Default 1. */
    uint32_t cause;      /**< Alternative, factor, stated: the TOLL_CAUSE_* that it stands for; 0 for other kinds. */
    uint32_t variant;    /**< Alternative: a number of your own for what is different, 1 .. 63; 0 for other kinds. */
    uint32_t meter;      /**< TOLL_METER_* of a quantity; 0: a line of theirs over all meters. */
    int32_t digits;      /**< Theirs: digits after the point of printed amounts, 0 .. 18; not known: 18. */
    uint32_t reserved;   /**< Must be 0. */
    int64_t model;       /**< Number of your own for the model; theirs, 0: not told, so the line covers any. */
    int64_t day;         /**< The same for the day, or another period. */
    int64_t tier;        /**< The same for the service tier. */
    int64_t region;      /**< The same for the region. */
    int64_t quantity;    /**< Base units of the meter, 0 or more. */
    int64_t of;          /**< Alternative: index of the row of ours that it is another amount of; 0 for other kinds. */
    toll_amount amount;  /**< Money: of ours in our currency, of theirs in theirs. */
    toll_decimal factor; /**< Factor, agreed: what amounts are multiplied by, above 0; 0 for other kinds. */
} toll_bill_charge;

/** A part of the difference between an invoice and our rows. Frozen. */
typedef struct toll_bill_cause {
    uint32_t cause;   /**< TOLL_CAUSE_*. */
    uint32_t flags;   /**< ::TOLL_CAUSE_IS_ALTERNATIVE, ::TOLL_CAUSE_NO_AMOUNT. */
    int64_t row;      /**< Row of theirs that it concerns, the first of those with the same keys; -1: none. */
    int64_t other;    /**< Price, tier, region: the variant; factors, missing prices, lacking calls: a row; else -1. */
    int64_t quantity; /**< Base units that theirs has more than ours; 0: not known, or none. */
    toll_amount amount; /**< Part of theirs - ours, in their currency. */
} toll_bill_cause;

/** An invoice compared with our rows. */
typedef struct toll_bill_residual {
    uint32_t struct_size;    /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;    /**< ::TOLL_KIND_BILL_RESIDUAL. */
    toll_amount theirs;      /**< Sum of the invoice. */
    toll_amount ours;        /**< Sum of our rows at the agreed rate, in their currency. */
    toll_amount difference;  /**< theirs - ours. */
    toll_amount explained;   /**< Sum of the causes but for unexplained, without alternatives. */
    toll_amount unexplained; /**< difference - explained. */
    int64_t n_causes;        /**< Causes, alternatives included. */
    int64_t n_unpriced; /**< Rows of ours without an amount that no line of theirs covers: their cost is unknown. */
} toll_bill_residual;

/* ---- bills ---- */

/**
 * Bills one request by its model's name, from the built-in book of public prices.
 *
 * Use it for a quote, or for a few records. It stands for toll_book_get_public(), toll_book_resolve() and
 * toll_bill_compute(), and makes the card anew on each call. The region that the name tells is applied. For a log, for
 * your own prices, and for a service tier, another region, attributes or counters call these three yourself.
 *
 * Example: 12,000 input tokens, 10,000 of them cached, and 800 output tokens of claude-sonnet-4-6 cost 0.021 USD:
 *
 *     toll_bill_usage usage[] = {
 *         {TOLL_METER_INPUT, 12000}, {TOLL_METER_CACHE_READ, 10000}, {TOLL_METER_OUTPUT, 800}};
 *     toll_bill_compute_public(NULL, "claude-sonnet-4-6", at_s, usage, 3, NULL, 0, &total, &err);
 *
 * @param provider the provider's name, NUL-terminated, at most 31 bytes; NULL or empty: any provider
 * @param model the model's name as logs write it, NUL-terminated, 1 .. ::TOLL_BOOK_NAME_BYTES_MAX bytes
 * @param at_s instant of the request, seconds since 1970-01-01 UTC
 * @param usage `n_usage` pairs, as for toll_bill_compute(); NULL when n_usage is 0
 * @param n_usage 0 .. 64
 * @param[out] lines the caller's array; NULL with capacity 0: totals only
 * @param capacity lines that it holds; 42, one per meter, are enough
 * @param[out] total the totals; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: model, usage or total is NULL
 *   - ::TOLL_E_RANGE: the length of a name
 *   - ::TOLL_E_UNKNOWN_ID: no tariff has this name or this provider; never a price of 0
 *   - ::TOLL_E_AMBIGUOUS: several providers sell it, and its maker does not; the message names two, so pass one
 *   - ::TOLL_E_MISSING: no tariff is valid at the instant; the name was retired; a meter has no price
 *   - any other status of toll_bill_compute()
 *
 * Cost: that of toll_book_resolve() and of toll_bill_compute().
 */
TOLL_API toll_status toll_bill_compute_public(const char *provider, const char *model, int64_t at_s,
                                              const toll_bill_usage *usage, uint64_t n_usage, toll_bill_line *lines,
                                              uint64_t capacity, toll_bill_total *total, toll_error *err);

/**
 * Bills one request by words: names of the model, of its meters and of the service tier, in any book.
 *
 * Use it where words arrive: an engine's columns, a form, a configuration. It stands for toll_book_resolve(),
 * toll_book_intern(), toll_book_intern_tier() and toll_bill_compute(), and makes the card anew on each call. It applies
 * the region that the model's name tells. For many rows keep the card, for as long as toll_book_find_validity() says,
 * and find the meters once by toll_bill_meter_find(): a bill of totals alone, `lines` NULL, is then the fast path.
 *
 * Only a meter's own name is known. Vendors' words are none, because they do not mean the same: the input_tokens of one
 * API leave out cached tokens, the prompt_tokens of another include them. Totals include their parts here.
 *
 * Example: 12,000 input tokens, 10,000 of them cached, and 800 output tokens of claude-sonnet-4-6 cost 0.021 USD:
 *
 *     toll_bill_named usage[] = {{"input", 12000}, {"cache_read", 10000}, {"output", 800}};
 *     toll_bill_compute_named(book, book_size, NULL, 0, "claude-sonnet-4-6", TOLL_NUL, at_s, NULL, 0, usage, 3,
 *                             NULL, 0, &total, &err);
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param provider as for toll_book_resolve()
 * @param provider_length 0 .. 31; 0: not known
 * @param model the model's name as logs write it, `model_length` bytes
 * @param model_length 1 .. ::TOLL_BOOK_NAME_BYTES_MAX
 * @param at_s instant of the request, seconds since 1970-01-01 UTC
 * @param service_tier as for toll_book_intern_tier(), `service_tier_length` bytes; NULL when its length is 0
 * @param service_tier_length 0 .. 95; 0: the standard tier
 * @param usage `n_usage` quantities, each meter at most once; NULL when n_usage is 0
 * @param n_usage 0 .. 64
 * @param[out] lines the caller's array; NULL with capacity 0: totals only
 * @param capacity lines that it holds; 42, one per meter, are enough
 * @param[out] total the totals; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book, model, usage or total is NULL, or a text is NULL and its length is not 0
 *   - ::TOLL_E_STRING: a meter's name is not terminated, or has other bytes behind its NUL
 *   - ::TOLL_E_UNKNOWN_ID: a word is not the name of a meter; or as for toll_book_resolve()
 *   - any other status of toll_book_resolve() and toll_bill_compute()
 *
 * Cost: that of toll_book_resolve() and of toll_bill_compute().
 */
TOLL_API toll_status toll_bill_compute_named(const void *book, uint64_t book_size, const char *provider,
                                             uint64_t provider_length, const char *model, uint64_t model_length,
                                             int64_t at_s, const char *service_tier, uint64_t service_tier_length,
                                             const toll_bill_named *usage, uint64_t n_usage, toll_bill_line *lines,
                                             uint64_t capacity, toll_bill_total *total, toll_error *err);

/**
 * Bills one usage record, line by line.
 *
 * Use it for each record of a log, or before a call for an exact quote. For many records and only their billed totals,
 * use toll_bill_compute_columns() if they have one context, and toll_bill_compute_rows() for tables. For a request
 * whose usage is not known yet, use toll_bill_bound().
 *
 * It does not convert currencies, and does not check that the card is of the record's model and instant.
 *
 * @param card from toll_book_find() or toll_book_resolve()
 * @param card_size its size, bytes
 * @param usage `n_usage` pairs, each meter at most once. If a part (cache_read) is given, its total (input) must be
 *        given too, unless the part is 0. A total given alone is all plain tokens. NULL when n_usage is 0
 * @param n_usage 0 .. 64; 0: a bill without lines, but for a price per request
 * @param context when, where and how; header set by the caller
 * @param attributes `n_attributes` of the record; NULL when n_attributes is 0
 * @param n_attributes 0 .. 64
 * @param[in,out] counters `n_counters` of the account, advanced on success only; NULL when n_counters is 0. A counter
 *        is needed if a predicate of the tariff, or an allowance or volume tier of a billed meter names it. Of two
 *        with one key the first is used
 * @param n_counters 0 .. 64
 * @param[out] lines the caller's array; NULL with capacity 0: totals only
 * @param capacity lines that it holds; one per meter is enough where no allowance, volume tier, fee, floor or cap
 *        applies
 * @param[out] total the totals; header set by the caller
 * @param[out] err names the wrong meter or field; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_OBJECT: the card is damaged, or its book has changed
 *   - ::TOLL_E_BUFFER: card_size is too small, or lines are too few: the message has their number, total is not written
 *   - ::TOLL_E_RANGE: no meter of this number; a negative quantity of another meter than credit; a negative counter; a
 *     quantity that is no whole number of counter units; an attribute that is no number where the tariff compares it; a
 *     count above 64; a field of context
 *   - ::TOLL_E_CONFLICT in the usage: a meter twice; parts that exceed their total; a part without its total; priced
 *     parts that overlap by an unknown amount
 *   - ::TOLL_E_CONFLICT in the context: an aggregate, not allowed, on a tariff with predicates on quantities or
 *     counters, minima, steps, fees, floors, caps or volume tiers of a record
 *   - ::TOLL_E_CONFLICT in the tariff: volume tiers over an allowance's counter of other units; list and negotiated
 *     prices of a meter per different quantities
 *   - ::TOLL_E_MISSING: a price; the instant; a counter; a service tier, region or attribute that the tariff does not
 *     sell to this record, and the message names those that it does; the number of requests of an aggregate; a day or
 *     instant beyond what the book knows of holidays and time zones
 *   - ::TOLL_E_OVERFLOW: an amount, quantity or counter is too large, or more than 64 multipliers hold
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN: the header or a bit of context
 *     or total
 *
 * Cost: O(rows of the tariff + n_usage).
 */
TOLL_API toll_status toll_bill_compute(const void *card, uint64_t card_size, const toll_bill_usage *usage,
                                       uint64_t n_usage, const toll_bill_context *context,
                                       const toll_bill_attribute *attributes, uint64_t n_attributes,
                                       toll_bill_counter *counters, uint64_t n_counters, toll_bill_line *lines,
                                       uint64_t capacity, toll_bill_total *total, toll_error *err);

/**
 * Bills one usage record that has several kinds of a call, each with attributes of its own.
 *
 * Use it where a record counts kinds apart (five server tools, image sizes). Without kinds it is toll_bill_compute(),
 * whose arguments and statuses it has; only the others are described here.
 *
 * @param card as for toll_bill_compute()
 * @param card_size as for toll_bill_compute()
 * @param usage as for toll_bill_compute(). Totals include their kinds; a meter that is not given is the sum of them
 * @param n_usage 0 .. 64
 * @param kinds `n_kinds`, in any order; NULL when n_kinds is 0
 * @param n_kinds 0 .. 64
 * @param context as for toll_bill_compute()
 * @param attributes of the record; a kind's own replace those of the same name. NULL when n_attributes is 0
 * @param n_attributes 0 .. 62
 * @param[in,out] counters as for toll_bill_compute(); kinds advance them in the order of the array
 * @param n_counters 0 .. 64
 * @param[out] lines as for toll_bill_compute()
 * @param[out] line_kinds of each line its kind, from 1; 0: a line of no kind. `capacity` numbers; may be NULL
 * @param capacity lines and numbers that fit; one for each meter and kind is enough where no allowance, volume tier,
 *        fee, floor or cap applies
 * @param[out] total as for toll_bill_compute()
 * @param[out] err names the wrong kind; may be NULL
 * @return the statuses of toll_bill_compute(), and
 *   - ::TOLL_E_RANGE: n_kinds; a kind's meter or quantity; n_attributes above 62
 *   - ::TOLL_E_CONFLICT: kinds that exceed their total; an attribute without a value, or twice in a kind
 *   - ::TOLL_E_MISSING: a kind that the tariff does not sell or price
 *   - ::TOLL_E_OVERFLOW: kinds of a meter beyond 64 bits
 *
 * Cost: O(rows of the tariff * (1 + n_kinds)).
 */
TOLL_API toll_status toll_bill_compute_kinds(const void *card, uint64_t card_size, const toll_bill_usage *usage,
                                             uint64_t n_usage, const toll_bill_kind *kinds, uint64_t n_kinds,
                                             const toll_bill_context *context, const toll_bill_attribute *attributes,
                                             uint64_t n_attributes, toll_bill_counter *counters, uint64_t n_counters,
                                             toll_bill_line *lines, uint32_t *line_kinds, uint64_t capacity,
                                             toll_bill_total *total, toll_error *err);

/**
 * Bills many records of one context and returns their billed totals: the columnar twin of toll_bill_compute().
 *
 * Use it for tables with one column per meter. A row that fails does not stop the others. It has no lines and takes no
 * counters: a row that needs a counter fails with ::TOLL_E_MISSING.
 *
 * @param card from toll_book_find() or toll_book_resolve()
 * @param card_size its size, bytes
 * @param meters `n_meters` TOLL_METER_*, each at most once
 * @param n_meters 1 .. 64
 * @param quantities n_meters columns one after the other, each of `count` base units; NULL only when count is 0
 * @param count records; 0 is allowed
 * @param context the common context; header set by the caller
 * @param attributes `n_attributes` of every record; NULL when n_attributes is 0
 * @param n_attributes 0 .. 64
 * @param[out] billed `count` amounts; NULL only when count is 0; may be written in part on failure, with 0 for a row
 *        that failed
 * @param[out] statuses `count` statuses; may be written in part on failure; may be NULL
 * @param[out] err detail of the first row that failed; may be NULL
 * @return ::TOLL_OK when every row succeeded, or
 *   - the status of the first row that failed, one of toll_bill_compute(); all other rows are computed
 *   - for the common arguments, the statuses of toll_bill_compute() and ::TOLL_E_RANGE for n_meters or count; nothing
 *     is written. A service tier that is sold by quantity is judged row by row
 *
 * Cost: as for toll_bill_compute_rows(), and some microseconds to find what all rows have in common.
 */
TOLL_API toll_status toll_bill_compute_columns(const void *card, uint64_t card_size, const uint32_t *meters,
                                               uint64_t n_meters, const int64_t *quantities, uint64_t count,
                                               const toll_bill_context *context, const toll_bill_attribute *attributes,
                                               uint64_t n_attributes, toll_amount *billed, int32_t *statuses,
                                               toll_error *err);

/** 8-byte words of memory that hold any rater of toll_bill_resolve_rater(). */
#define TOLL_BILL_RATER_WORDS 1600

/**
 * Bytes of memory that a rater takes.
 *
 * Use it to allocate the rater of toll_bill_resolve_rater() at run time; ::TOLL_BILL_RATER_WORDS words are enough on
 * the stack.
 *
 * @return bytes, a multiple of 8
 */
TOLL_API uint64_t toll_bill_rater_size(void);

/**
 * Makes a rater: a card in one context, ready for the columns of a table.
 *
 * Use it once for each tariff and context (tier, region, attributes) that rows of a table have, and keep the rater for
 * all tables of the same columns. What does not depend on a row is found here, so toll_bill_compute_rows() pays nothing
 * for it. The rater copies the card, the context and the attributes. It holds addresses of the book: do not store it,
 * and do not send it to another process. Texts are numbers of the card's own book, so raters of several books go
 * together.
 *
 * Example: the rows of a table have 10 models and 2 service tiers. Make 20 raters, number 2 * model + tier.
 *
 * @param card from toll_book_find() or toll_book_resolve(); its book must stay unchanged and in place as long as the
 *        rater is used
 * @param card_size its size, bytes
 * @param meters `n_meters` TOLL_METER_*, each at most once: one for each column, in the order of the columns
 * @param n_meters 1 .. 64
 * @param context the context of the rater's rows; header set by the caller. Its instant is not used for rows that have
 *        one of their own
 * @param attributes `n_attributes` of every such row; NULL when n_attributes is 0
 * @param n_attributes 0 .. 64
 * @param[out] rater 8-byte aligned memory
 * @param rater_size its size, bytes, at least toll_bill_rater_size()
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_OBJECT: the card is damaged, or its book has changed; rater is not aligned
 *   - ::TOLL_E_BUFFER: card_size or rater_size is too small
 *   - ::TOLL_E_RANGE: no meter of this number; n_meters, n_attributes; a field of context
 *   - ::TOLL_E_CONFLICT: a meter twice; an aggregate, where the tariff depends on each request
 *   - ::TOLL_E_MISSING: a service tier, region or attribute that the tariff does not sell, or a counter: no row of this
 *     context has a bill. A service tier that is sold by quantity is judged row by row, and so is all where the
 *     tariff depends on the time
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN: the header or a bit of context
 *
 * Cost: some 10 bills for each threshold of the tariff and column.
 */
TOLL_API toll_status toll_bill_resolve_rater(const void *card, uint64_t card_size, const uint32_t *meters,
                                             uint64_t n_meters, const toll_bill_context *context,
                                             const toll_bill_attribute *attributes, uint64_t n_attributes, void *rater,
                                             uint64_t rater_size, toll_error *err);

/**
 * Bills the rows of a table, each under the tariff and context that it names, and returns their billed totals.
 *
 * Use it in engines (Arrow, DuckDB, data frames): each column stays where it is, and a row costs exactly what
 * toll_bill_compute() bills for it. A row that fails does not stop the others. It has no lines and takes no counters: a
 * row that needs a counter fails with ::TOLL_E_MISSING.
 *
 * A value that is not valid is a meter that the record does not name, not a quantity of 0. For most meters both cost
 * the same; a part without its total is refused. Where NULL must give NULL, look at the bits, not at the amounts.
 *
 * Example: columns input and output of 3 rows, raters of two models, rater_of_row {0, 1, 0}. Rows 0 and 2 are billed
 * under the first model. raters[1] is NULL, because its name is unknown: row 1 has the status ::TOLL_E_UNKNOWN_ID.
 *
 * @param raters `n_raters` pointers to raters of toll_bill_resolve_rater(), made for these meters; NULL stands for a
 *        tariff that is not known
 * @param n_raters number of raters; 0 only when count is 0
 * @param rater_of_row `count` indices of raters; NULL: rater 0 for all rows
 * @param meters `n_meters` TOLL_METER_*, as the raters have them
 * @param n_meters 1 .. 64
 * @param quantities `n_meters` pointers to columns, each of `count` base units; NULL only when count is 0
 * @param valid `n_meters` pointers, each to a bit for each row, 1 for a value and 0 for none: row i is bit i mod 8 of
 *        byte i / 8, the lowest bit first, as in Arrow and DuckDB. A NULL pointer: all rows have a value; NULL: so have
 *        all columns. A slice that begins within a byte has its bits moved there first
 * @param count rows; 0 is allowed
 * @param at_s `count` instants, seconds since 1970-01-01 UTC; NULL: those of the raters' contexts. A row whose instant
 *        lies outside of the interval in which the tariff of its card is in force fails with ::TOLL_E_MISSING. A name
 *        may pass to another tariff earlier, by an overlay or an alias: toll_book_find_validity() tells when
 * @param[out] billed `count` amounts; NULL only when count is 0; may be written in part on failure, with 0 for a row
 *        that failed
 * @param[out] statuses `count` statuses; may be written in part on failure; may be NULL
 * @param[out] err detail of the first row that failed; may be NULL
 * @return ::TOLL_OK when every row succeeded, or
 *   - the status of the first row that failed, one of toll_bill_compute(), or one of these; all other rows are computed
 *   - ::TOLL_E_UNKNOWN_ID: the row's rater is NULL
 *   - ::TOLL_E_RANGE: rater_of_row is not below n_raters
 *   - ::TOLL_E_CONFLICT: the rater was made for other meters
 *   - ::TOLL_E_OBJECT: no rater, a damaged one, or its book has changed
 *   - for the common arguments ::TOLL_E_NULL, ::TOLL_E_RANGE (n_raters, n_meters, count, a meter) and
 *     ::TOLL_E_CONFLICT (a meter twice); nothing is written
 *
 * Cost: O(count * n_meters), a few nanoseconds a row, where prices and thresholds of totals decide; a call of
 * toll_bill_compute() for each other row: with modalities, negative or huge quantities, parts above their totals,
 * minima, steps, volume tiers, fees, and instants of their own where the tariff asks for the time.
 */
TOLL_API toll_status toll_bill_compute_rows(const void *const *raters, uint64_t n_raters, const uint32_t *rater_of_row,
                                            const uint32_t *meters, uint64_t n_meters, const int64_t *const *quantities,
                                            const uint8_t *const *valid, uint64_t count, const int64_t *at_s,
                                            toll_amount *billed, int32_t *statuses, toll_error *err);

/**
 * Closes a month or an invoice of an account: fees, minimum spend and caps that its records do not pay.
 *
 * Use it once when the period is over, with the sums of all its records. A tariff whose bills have ::TOLL_LINE_PERIOD
 * has such amounts. Give a sum of 0 for a tariff that the account has taken and not used: its fee and its floor are due
 * all the same. Without amounts of the period there are no lines, and all totals are 0.
 *
 * It does not know the calendar: the caller says by the sums which records lie in the period. An invoice that closes a
 * month, too, adds the month's lines to the sums first.
 *
 * Example: "Amounts of a month or an invoice" above.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param period ::TOLL_PERIOD_MONTH or ::TOLL_PERIOD_INVOICE
 * @param sums `n_sums` of one account, in any order; two of one tariff add up; NULL when n_sums is 0
 * @param n_sums 0 .. 4,096
 * @param[out] lines the caller's array; NULL with capacity 0: totals only. Each has ::TOLL_LINE_CLOSING, is of
 *        `request`, and its `rule` is a row of the book, whose `text` is the amount's name
 * @param capacity lines that it holds; six for each sum are enough
 * @param[out] total what the period costs beside its records; header set by the caller
 * @param[out] err names the wrong sum or row; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_OBJECT: no book, or the rows of a tariff are damaged
 *   - ::TOLL_E_RANGE: period, n_sums, or a row that opens no tariff of the book
 *   - ::TOLL_E_CONFLICT: tariffs of several currencies; tariffs that share an amount and differ in it, as two versions
 *     may within a month: close their parts apart
 *   - ::TOLL_E_BUFFER: lines are too few: the message has their number, total is not written
 *   - ::TOLL_E_OVERFLOW: an amount is too large
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE: the header of total
 *
 * Cost: O(n_sums * rows of their tariffs * n_sums).
 */
TOLL_API toll_status toll_bill_close_period(const void *book, uint64_t book_size, int32_t period,
                                            const toll_bill_sum *sums, uint64_t n_sums, toll_bill_line *lines,
                                            uint64_t capacity, toll_bill_total *total, toll_error *err);

/**
 * Says which facts of a record's context did not matter to its price.
 *
 * Use it for a bill with ::TOLL_LINE_CONTEXT, to tell a person which one: a region or an attribute that no row of the
 * tariff asks for. Of a fact that the tariff lists and does not sell it says what the bill says.
 *
 * Example: region "mars" and the attributes speed=fast and colour=red, under a tariff with a price for speed=fast.
 * *is_region_unused is 1, and *unused_attributes is 2: bit 1 is colour.
 *
 * @param card from toll_book_find()
 * @param card_size its size, bytes
 * @param context when, where and how; header set by the caller
 * @param attributes `n_attributes` of the record; NULL when n_attributes is 0
 * @param n_attributes 0 .. 64
 * @param[out] is_region_unused 1: the region did not matter; 0: it did, or none is stated
 * @param[out] unused_attributes bit i: attribute i did not matter
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_OBJECT: the card is damaged, or its book has changed
 *   - ::TOLL_E_BUFFER: card_size is too small
 *   - ::TOLL_E_RANGE: n_attributes; a field of context
 *   - ::TOLL_E_MISSING: a region or attribute beyond those that the tariff lists
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN: the header or a bit of context
 *
 * Cost: O(rows of the tariff * n_attributes).
 */
TOLL_API toll_status toll_bill_find_unused(const void *card, uint64_t card_size, const toll_bill_context *context,
                                           const toll_bill_attribute *attributes, uint64_t n_attributes,
                                           uint64_t *is_region_unused, uint64_t *unused_attributes, toll_error *err);

/**
 * Bounds the bill of a request: the highest and the lowest amount that any usage within given limits can cost.
 *
 * Use it to admit a call against a budget before it is made. The bounds hold for every record of one request within the
 * limits and the scope that has no kinds of its own (toll_bill_compute_kinds()), whatever the tariff does: parts dearer
 * than their totals, tiers in either direction, windows, minima, steps, allowances.
 *
 * Use it also for a record that toll_bill_compute() refuses because priced parts overlap by an unknown amount. Set
 * least = most for each known quantity; lowest_billed and highest_billed are then the range of its bill.
 *
 * Example: the tariff of "One line" above, 0 .. 12,000 input and 0 .. 800 output tokens, any tier. The highest bill is
 * 0.048 USD: standard tier and nothing cached. With exactly 12,000 and 800 tokens in the standard tier the lowest is
 * 0.0156 USD.
 *
 * @param card from toll_book_find() or toll_book_resolve()
 * @param card_size its size, bytes
 * @param limits `n_limits`, each meter at most once; NULL when n_limits is 0. An unlimited part may be as large as its
 *        total. An unlimited total is unbounded, but for one that ::TOLL_ROW_DERIVE gives: it has only what is derived.
 *        A meter that has no price, and no priced total, counts as absent; if its least is above 0 the verdict is none.
 *        Requests without a limit are one
 * @param n_limits 0 .. 64
 * @param scope when, where and how, as far as known; header set by the caller
 * @param attributes `n_attributes` that the record will have; NULL when n_attributes is 0
 * @param n_attributes 0 .. 64
 * @param counters `n_counters` of the account before the request, not changed; NULL when n_counters is 0. The counters
 *        that toll_bill_compute() needs are needed here too
 * @param n_counters 0 .. 64
 * @param[out] worst pairs of the dearest usage that was found and billed; NULL with capacity 0
 * @param capacity pairs that it holds; 42 are always enough
 * @param[out] bounds the figures; header set by the caller
 * @param[out] err names the wrong limit or field; may be NULL
 * @return ::TOLL_OK, also for the verdicts unbounded and none, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_OBJECT: the card is damaged, or its book has changed
 *   - ::TOLL_E_BUFFER: card_size or capacity is too small
 *   - ::TOLL_E_RANGE: no meter of this number; a negative limit of another meter than credit; a negative counter;
 *     a count above 64; a field of scope
 *   - ::TOLL_E_CONFLICT: a meter limited twice; most below least; an empty interval of instants
 *   - ::TOLL_E_MISSING: a counter; a service tier that the tariff does not sell to any such request
 *   - ::TOLL_E_OVERFLOW: an amount is beyond 128 bits, or more than 64 multipliers hold
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN: the header or a bit of scope
 *     or bounds
 *
 * Cost: about 20 microseconds per case of context and thresholds, at most 4,096 cases.
 */
TOLL_API toll_status toll_bill_bound(const void *card, uint64_t card_size, const toll_bill_limit *limits,
                                     uint64_t n_limits, const toll_bill_scope *scope,
                                     const toll_bill_attribute *attributes, uint64_t n_attributes,
                                     const toll_bill_counter *counters, uint64_t n_counters, toll_bill_usage *worst,
                                     uint64_t capacity, toll_bill_bounds *bounds, toll_error *err);

/**
 * Converts an amount to another currency by a dated rate.
 *
 * Use it on totals, with the rate that the contract names. It never takes today's rate, and never one that is not
 * stated.
 *
 * @param amount an amount in `currency`
 * @param currency its currency, `currency_length` bytes, spelt as in toll_bill_total.currency
 * @param currency_length 1 .. 15
 * @param at_s instant at which the rate must hold, seconds since 1970-01-01 UTC: of the request or of the invoice, as
 *        the contract says
 * @param rate the rate; header set by the caller
 * @param mode TOLL_ROUND_*, used only when 18 digits are not enough
 * @param[out] converted the amount in rate->to_currency; may be the same object as amount
 * @param[out] inexact 1 when it was rounded, else 0; may be NULL
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_RANGE: a rate that is not above 0, mode, currency_length
 *   - ::TOLL_E_CONFLICT: the amount is in another currency than from_currency, or the interval is empty
 *   - ::TOLL_E_MISSING: the rate does not hold at the instant, or a currency of the rate is empty
 *   - ::TOLL_E_OVERFLOW: the result does not fit 128 bits
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_STRING: the header or a text of rate
 */
TOLL_API toll_status toll_bill_convert(const toll_amount *amount, const char *currency, uint64_t currency_length,
                                       int64_t at_s, const toll_bill_rate *rate, int32_t mode, toll_amount *converted,
                                       int32_t *inexact, toll_error *err);

/**
 * Replays a bill from its own lines: every product and every sum.
 *
 * Use it to audit a stored or received bill without the price book. It does not check where prices and quantities come
 * from, nor the currency and the hash.
 *
 * Lines of toll_bill_close_period() are checked for their sign and their sums alone: a floor's cost depends on records
 * that are not there.
 *
 * @param lines the lines; NULL only when n_lines is 0
 * @param n_lines number of lines
 * @param total the totals; header set by the caller
 * @param[out] err names the first wrong line and field; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_RANGE: a field of a line, a number in total, n_lines beyond the address space
 *   - ::TOLL_E_CONFLICT: a figure that does not follow from the others
 *   - ::TOLL_E_OVERFLOW: a sum does not fit 128 bits
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER, ::TOLL_E_KNOWN, ::TOLL_E_STRING: the header, a
 *     bit or a text of total
 *
 * Cost: O(n_lines).
 */
TOLL_API toll_status toll_bill_verify(const toll_bill_line *lines, uint64_t n_lines, const toll_bill_total *total,
                                      toll_error *err);

/**
 * Bytes of scratch memory that toll_bill_reconcile() needs for a number of rows.
 *
 * Use it before toll_bill_reconcile().
 *
 * @param count rows, 1 .. 4,194,304
 * @param[out] size bytes; a multiple of 8
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL (size); ::TOLL_E_RANGE (count)
 */
TOLL_API toll_status toll_bill_reconcile_size(uint64_t count, uint64_t *size, toll_error *err);

/**
 * Explains the difference between an invoice and our own rows, cause by cause, in exact amounts.
 *
 * Use it when an invoice, or a vendor's cost report, does not equal what the log costs. You state what is known of both
 * sides and what could be the reason; it tests each reason in integers. The causes that are no alternatives sum to
 * theirs - ours to the last digit, whatever was found, and what no reason leads to is ::TOLL_CAUSE_UNEXPLAINED.
 *
 * A line of theirs covers the rows of ours that have the keys that it tells. Its amount is reached in steps:
 *
 *     ours --quantity--> --price, tier or region--> --discount--> --tax--> --exchange--> --rounding--> theirs
 *
 * Discount, tax and exchange are one choice for the whole invoice: the one under which most lines are explained, with
 * fewest factors. A line that is plain under it needs no other reason. Where several causes explain a line as well,
 * each is written as an alternative, and the amount is unexplained. A quantity that theirs states beyond ours is
 * cached tokens billed twice if it is exactly those, duplicates if it is a whole multiple, missing calls otherwise.
 *
 * Example: ours 1,000,000 input tokens for 3.00 USD. Theirs 1,200,000 tokens for 4.32 EUR, and a possible tax of 1.2:
 * missing calls 0.60, tax 0.72, unexplained 0.
 *
 * @param rows `count` rows in any order
 * @param count 1 .. 4,194,304
 * @param stride_bytes distance from one row to the next: the size of the row
 * @param[out] work scratch memory, aligned to 8 bytes; its contents are of no use afterwards; may be written in part on
 *        failure
 * @param work_bytes its size, at least that of toll_bill_reconcile_size()
 * @param[out] causes the caller's array; NULL with capacity 0
 * @param capacity causes that it holds
 * @param[out] residual the totals; header set by the caller
 * @param[out] err names the wrong row and field; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: a pointer that must be given
 *   - ::TOLL_E_RANGE: count; a kind, cause, meter or variant that does not exist; a negative quantity; digits; a factor
 *     that is not above 0; `of` is no row of ours
 *   - ::TOLL_E_MISSING: ours without a quantity, meter or model; theirs, an alternative or a stated line without an
 *     amount
 *   - ::TOLL_E_CONFLICT: a field that the kind of the row does not have; a cause that it can't have; a variant with two
 *     causes; an alternative of a row without an amount; a second agreed rate; more than 16 factors
 *   - ::TOLL_E_BUFFER: work is too small or not aligned; causes are too few: the message has their number
 *   - ::TOLL_E_OVERFLOW: a sum does not fit 128 bits, or 63 bits of a quantity
 *   - ::TOLL_E_STRIDE, ::TOLL_E_KNOWN: the rows
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE, ::TOLL_E_STRUCT_NEWER: the header of residual
 *
 * Cost: O(lines of theirs * count), and O(count * choices of factors).
 */
TOLL_API toll_status toll_bill_reconcile(const void *rows, uint64_t count, uint64_t stride_bytes, void *work,
                                         uint64_t work_bytes, toll_bill_cause *causes, uint64_t capacity,
                                         toll_bill_residual *residual, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
