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
 * @brief What a usage record costs under a tariff: every digit, with the reason for each line.
 *
 * Meters, tariff rows and price books are in book.h.
 *
 * **Order of evaluation**: tariff version by instant; prices by rules in order; each record's quantities split into disjoint
 * lines; minimum and step; allowance; volume tiers; multipliers. Token lines are what is left of a meter after its priced
 * parts are taken out: an unpriced part stays in its parent, or falls back to the price that is declared.
 *
 * **Lines** come in the order of the meters' numbers; a meter without quantity has none. A part has a line of its own when
 * it has a price, when a row names it (multiplier that holds, minimum, step, allowance, volume tier), or when its fall-back
 * is another price than its parent's: 1-hour writes at the 5-minute price. Else its tokens stay on the parent's line.
 * ::TOLL_LINE_FALLBACK marks a line whose meter has no price of its own, and one that holds tokens read from or written to a
 * cache that have none. A modality, reasoning or citation without a price is plain input or output: not marked.
 * Cached tokens of a modality fall back to `cache_read`, then to the modality, then to `input`; written ones to the kind of
 * write. Minimum, step, allowance and volume tier of a meter act on its line, not on lines of its parts.
 *
 * **What lies in both of two parts** must be stated (`cache_read_audio`), be forced by the totals (everything was audio), or
 * move no money (one of the two is unpriced); else the record is ::TOLL_E_CONFLICT. `cache_write` that is not given is the
 * sum of its kinds. Count predicates see inclusive quantities before minimum and step, 0 for a meter not given.
 *
 * **Counters.** `free = (limit - used) / ratio`, rounded down to base units, comes first; the counter then advances by all of
 * the quantity, which must come to whole counter units. Volume tiers count base units: unit number `used + i` has the price
 * of the highest tier that it is above, so a record that crosses an edge becomes two lines. A tier's list price leaves a
 * negotiated price of the meter as it is. A counter that both name advances once. At most 64 multipliers hold at once.
 *
 * **Currencies.** A tariff has one; nothing is converted in silence. toll_bill_convert() takes a dated rate.
 *
 * **Exactness.** A line is `quantity / per * price * multipliers`, rounded once, half-even, at 10^-18 and flagged when 18
 * digits are not enough. Totals are sums of lines. Nothing is rounded per request: toll_amount_round() and
 * toll_amount_allocate() do that per invoice.
 *
 * **Three figures** a line: list (public price), contracted (negotiated prices and multipliers of kind contract),
 * billed (credits and other multipliers of kind bill).
 *
 * @snippet bill.c bill
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/** When, where and how a record was served. */
typedef struct toll_bill_context {
    uint32_t struct_size; /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind; /**< ::TOLL_KIND_BILL_CONTEXT. */
    uint64_t known;       /**< TOLL_CONTEXT_* bits. */
    int64_t at_s;         /**< Instant of the request, seconds since 1970-01-01 UTC. Optional unless the tariff asks. */
    uint64_t service_tier;   /**< Served tier, from toll_book_intern(); 0: standard. */
    uint64_t region;         /**< From toll_book_intern(); 0: none stated. */
    int64_t is_aggregate;    /**< 1: the record sums several requests. */
    int64_t allow_aggregate; /**< 1: price an aggregate by per-request rules and minima all the same. */
} toll_bill_context;

#define TOLL_CONTEXT_AT 0x1u /**< at_s is given. */

/** One (meter, quantity) pair. Frozen. */
typedef struct toll_bill_usage {
    uint64_t meter;   /**< TOLL_METER_*. */
    int64_t quantity; /**< Base units; negative only for ::TOLL_METER_CREDIT. */
} toll_bill_usage;

/** One attribute of a record. Frozen. */
typedef struct toll_bill_attribute {
    uint64_t key;   /**< From toll_book_intern(). */
    uint64_t value; /**< From toll_book_intern(). */
} toll_bill_attribute;

/** A counter that lives across records: what allowances and volume tiers have seen so far. Frozen. */
typedef struct toll_bill_counter {
    uint64_t key; /**< From toll_book_intern(). */
    int64_t used; /**< Counter units before this record; after a successful call, after it. */
} toll_bill_counter;

/* Bits of toll_bill_line.flags. */
#define TOLL_LINE_INEXACT   0x1u  /**< 18 digits were not enough: some cost of the line is rounded. */
#define TOLL_LINE_FALLBACK  0x2u  /**< The price of another meter stands in. */
#define TOLL_LINE_MINIMUM   0x4u  /**< Billed at least the minimum. */
#define TOLL_LINE_STEP      0x8u  /**< Billed in steps. */
#define TOLL_LINE_ALLOWANCE 0x10u /**< Free. */
#define TOLL_LINE_VOLUME    0x20u /**< Priced by a volume tier. */
#define TOLL_LINE_ESTIMATED 0x40u /**< The tariff is an estimate. */

/** One line of a bill. Frozen. list = quantity / per * list_price * list_factor, and so on. */
typedef struct toll_bill_line {
    uint32_t meter;                /**< TOLL_METER_* that is billed. */
    uint32_t price_meter;          /**< TOLL_METER_* whose price was used. */
    uint32_t rule;                 /**< Row of the list price in the tariff, counted from its first row. */
    uint32_t flags;                /**< TOLL_LINE_* bits. */
    int64_t quantity;              /**< Base units billed, after minimum and step. */
    int64_t per;                   /**< Base units that the price buys. */
    toll_decimal list_price;       /**< Public unit price. */
    toll_decimal contracted_price; /**< Negotiated unit price; the list price where none is. */
    toll_decimal list_factor;      /**< Product of the list multipliers that held. */
    toll_decimal contract_factor;  /**< Product of list and contract multipliers. */
    toll_decimal bill_factor;      /**< Product of all multipliers. */
    toll_amount list_cost;         /**< Public cost. */
    toll_amount contracted_cost;   /**< Negotiated cost. */
    toll_amount billed_cost;       /**< What is owed. */
} toll_bill_line;

/** Totals of a bill: sums of its lines. */
typedef struct toll_bill_total {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_BILL_TOTAL. */
    toll_amount input_cost;      /**< Billed: prompt side. */
    toll_amount output_cost;     /**< Billed: answer side. */
    toll_amount other_cost;      /**< Billed: the rest. */
    toll_amount billed_cost;     /**< Billed: all. */
    toll_amount contracted_cost; /**< Negotiated cost: all. */
    toll_amount list_cost;       /**< Public cost: all. */
    uint64_t flags;              /**< TOLL_LINE_* bits of any line. */
    int64_t n_lines;             /**< Lines that the record has. */
    char currency[16];           /**< ISO 4217, or "X-NAME". */
    char book_hash[72];          /**< SHA-256 of the price book, 64 hexadecimal digits. */
} toll_bill_total;

/* What of a record's context is open before the call. */
#define TOLL_SCOPE_FROM      0x1u /**< from_s is given; else: the tariff's first instant. */
#define TOLL_SCOPE_UNTIL     0x2u /**< until_s is given; else: the tariff's end. */
#define TOLL_OPEN_TIER       0x1u /**< Any service tier that the tariff sells; service_tier is not read. */
#define TOLL_OPEN_REGION     0x2u /**< Any region; region is not read. */
#define TOLL_OPEN_ATTRIBUTES 0x4u /**< Any one value, or none, of each attribute that the caller does not pass. */

/** How few and how many base units of a meter a record may have. Frozen. */
typedef struct toll_bill_limit {
    uint64_t meter; /**< TOLL_METER_*. */
    int64_t least;  /**< Base units; negative only for ::TOLL_METER_CREDIT. */
    int64_t most;   /**< Base units, at least `least`. */
} toll_bill_limit;

/** What is known of one request before it is made: when, where and how it will be served. */
typedef struct toll_bill_scope {
    uint32_t struct_size;  /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;  /**< ::TOLL_KIND_BILL_SCOPE. */
    uint64_t known;        /**< TOLL_SCOPE_* bits. */
    uint64_t open;         /**< TOLL_OPEN_* bits: what may be anything. */
    int64_t from_s;        /**< First instant, seconds since 1970-01-01 UTC. */
    int64_t until_s;       /**< End of the instants, exclusive; above from_s. */
    uint64_t service_tier; /**< Served tier, from toll_book_intern(); 0: standard. */
    uint64_t region;       /**< From toll_book_intern(); 0: none stated. */
} toll_bill_scope;

#define TOLL_CEILING_ATTAINED  1 /**< Some usage within the limits costs exactly highest_billed. */
#define TOLL_CEILING_ABOVE     2 /**< None costs more; the dearest found costs attained_billed. */
#define TOLL_CEILING_UNBOUNDED 3 /**< `meter` costs something and has no limit, nor has what it is a part of. */
#define TOLL_CEILING_NONE      4 /**< No usage within the limits can be billed under this card. */

#define TOLL_RELAXED_TIERS                                                                                             \
    0x1u /**< A line beside others of its side has a minimum, step, allowance or volume tier: its dearest unit was taken. */
#define TOLL_RELAXED_ROUNDING 0x2u /**< A unit price is no whole number of attos: an atto for each such line. */
#define TOLL_RELAXED_OVERLAP                                                                                           \
    0x4u /**< The dearest usage can't be billed as a record: what it has in two priced parts has no meter. */
#define TOLL_RELAXED_CASES  0x8u  /**< More than 4,096 cases of context and thresholds: dearest price, all factors. */
#define TOLL_RELAXED_LOWEST 0x10u /**< lowest_billed may be below the cheapest usage, for one of the reasons above. */

/** The highest and the lowest bill of any usage within limits. */
typedef struct toll_bill_bounds {
    uint32_t struct_size;           /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;           /**< ::TOLL_KIND_BILL_BOUNDS. */
    uint32_t verdict;               /**< TOLL_CEILING_*; the amounts mean something for the first two. */
    uint32_t meter;                 /**< ::TOLL_CEILING_UNBOUNDED: the meter without a limit; else 0. */
    uint64_t relaxed;               /**< TOLL_RELAXED_* bits: why some figure may be looser than need be. */
    toll_amount highest_billed;     /**< No usage within the limits is billed more. */
    toll_amount highest_contracted; /**< The same of the contracted cost. */
    toll_amount highest_list;       /**< The same of the list cost. */
    toll_amount lowest_billed;      /**< No usage within the limits is billed less. */
    toll_amount
        attained_billed; /**< Bill of a usage within the limits: highest_billed overshoots by the difference at most. */
    int64_t n_cases;     /**< Cases that were solved, about 20 microseconds each. */
    int64_t n_usage;     /**< Pairs of the usage that attained_billed is the bill of. */
    int64_t at_s;        /**< Its instant. */
    uint64_t service_tier; /**< Its service tier. */
    uint64_t region;       /**< Its region. */
    char currency[16];     /**< ISO 4217, or "X-NAME". */
    char book_hash[72];    /**< SHA-256 of the price book, 64 hexadecimal digits. */
} toll_bill_bounds;

/** A rate of exchange, and when it holds. */
typedef struct toll_bill_rate {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_BILL_RATE. */
    toll_decimal rate;      /**< Units of to_currency for one of from_currency, above 0. */
    int64_t from_s;         /**< Seconds since 1970-01-01 UTC, inclusive. */
    int64_t until_s;        /**< Seconds since 1970-01-01 UTC, exclusive; above from_s. */
    char from_currency[16]; /**< ISO 4217, or "X-NAME", as toll_bill_total.currency has it. */
    char to_currency[16];   /**< The same. */
    char source[96];        /**< Where the rate comes from. */
} toll_bill_rate;


/* ---- bills ---- */

/**
 * Bills one record.
 * @param card from toll_book_find()
 * @param card_size its size
 * @param usage `n_usage` pairs, each meter at most once; parents may be left out when a part is given only if the part is
 *        0; a total without parts is plain
 * @param n_usage 0 .. 64
 * @param context when, where, how; header set by the caller
 * @param attributes `n_attributes` of the record; NULL when 0
 * @param n_attributes 0 .. 64
 * @param[in,out] counters `n_counters` of the account, updated on success; NULL when 0. A counter that a row names but the
 *        caller does not pass is ::TOLL_E_MISSING; of one that is passed twice the first alone is used
 * @param n_counters 0 .. 64
 * @param[out] lines the caller's array; NULL with capacity 0: totals only
 * @param capacity lines that it holds
 * @param[out] total the totals; header set by the caller
 * @param[out] err names the wrong meter or field; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT (card or book); ::TOLL_E_RANGE (meter, negative quantity of a meter that is
 *         no adjustment); ::TOLL_E_CONFLICT (a meter twice, parts that exceed their total, priced parts that overlap by an
 *         unknown amount, an aggregate on a tariff with per-request rules, minima or steps); ::TOLL_E_MISSING (a price, an
 *         instant, a counter or a service tier that the tariff needs); ::TOLL_E_BUFFER (total->n_lines is not written;
 *         64 lines are always enough for 64 pairs without allowances and volume tiers); ::TOLL_E_OVERFLOW. Nothing is written on failure.
 */
TOLL_API toll_status toll_bill_compute(const void *card, uint64_t card_size, const toll_bill_usage *usage,
                                       uint64_t n_usage, const toll_bill_context *context,
                                       const toll_bill_attribute *attributes, uint64_t n_attributes,
                                       toll_bill_counter *counters, uint64_t n_counters, toll_bill_line *lines,
                                       uint64_t capacity, toll_bill_total *total, toll_error *err);

/**
 * Columnar twin of toll_bill_compute(): many records of one context, a column per meter, billed totals out.
 * @param card from toll_book_find()
 * @param card_size its size
 * @param meters `n_meters` TOLL_METER_*
 * @param n_meters 1 .. 64
 * @param quantities n_meters columns one after the other, each of `count` values
 * @param count records; 0 is allowed
 * @param context the common context; without counters
 * @param attributes of all records; NULL when 0
 * @param n_attributes 0 .. 64
 * @param[out] billed `count` amounts; 0 where the row failed
 * @param[out] statuses `count` statuses; NULL allowed
 * @param[out] err the first failing row; NULL allowed
 * @return ::TOLL_OK when every row is; else the status of the first failing row (the others are still computed), or a status
 *         of the common arguments (nothing is written).
 */
TOLL_API toll_status toll_bill_compute_columns(const void *card, uint64_t card_size, const uint32_t *meters,
                                               uint64_t n_meters, const int64_t *quantities, uint64_t count,
                                               const toll_bill_context *context, const toll_bill_attribute *attributes,
                                               uint64_t n_attributes, toll_amount *billed, int32_t *statuses,
                                               toll_error *err);

/**
 * The highest amount that any usage within given limits can cost: admission before a call. Holds for every record of one
 * request within limits and scope that toll_bill_compute() bills, whatever the tariff does: parts dearer than their
 * totals, tiers in either direction, windows, minima, steps, allowances. It holds for a record whose priced parts overlap
 * by an unknown amount too, which toll_bill_compute() refuses: with least = most for what is known, lowest_billed and
 * highest_billed are what the record may cost.
 * @param card from toll_book_find()
 * @param card_size its size
 * @param limits `n_limits` of one meter each. A part without one may have all of what it is a part of; a total without
 *        one is unlimited; what the tariff does not price counts as absent
 * @param n_limits 0 .. 64
 * @param scope what is known of when, where and how; header set by the caller
 * @param attributes `n_attributes` that the record will have; NULL when 0
 * @param n_attributes 0 .. 64
 * @param counters `n_counters` of the account as they are before the request, not changed; NULL when 0. Needed where
 *        toll_bill_compute() needs them
 * @param n_counters 0 .. 64
 * @param[out] worst pairs of the dearest usage that was found and billed; NULL with capacity 0
 * @param capacity pairs that it holds; 33 are always enough
 * @param[out] bounds the figures; header set by the caller
 * @param[out] err names the wrong limit or field; NULL allowed
 * @return ::TOLL_OK, also for a verdict of unbounded or none; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_RANGE;
 *         ::TOLL_E_CONFLICT (a meter limited twice, an empty interval); ::TOLL_E_MISSING (a counter, a service tier that
 *         the tariff does not price); ::TOLL_E_BUFFER; ::TOLL_E_OVERFLOW (an amount beyond 128 bits); the statuses of a
 *         bad header. Nothing is written on failure.
 */
TOLL_API toll_status toll_bill_bound(const void *card, uint64_t card_size, const toll_bill_limit *limits,
                                     uint64_t n_limits, const toll_bill_scope *scope,
                                     const toll_bill_attribute *attributes, uint64_t n_attributes,
                                     const toll_bill_counter *counters, uint64_t n_counters, toll_bill_usage *worst,
                                     uint64_t capacity, toll_bill_bounds *bounds, toll_error *err);

/**
 * Converts an amount by a dated rate: never by today's, never by one that is not stated.
 * @param amount in `currency`
 * @param currency of the amount, `currency_length` bytes, as toll_bill_total.currency has it
 * @param currency_length 1 .. 15
 * @param at_s instant that the rate must hold at: of the request, or of the invoice, as the contract says
 * @param rate the rate; header set by the caller
 * @param mode TOLL_ROUND_* where 18 digits are not enough
 * @param[out] converted in rate->to_currency
 * @param[out] inexact 1 when it was rounded; NULL allowed
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (a rate that is not above 0, a mode, a length); ::TOLL_E_CONFLICT (an
 *         amount of another currency, an empty interval); ::TOLL_E_MISSING (the rate does not hold at that instant);
 *         ::TOLL_E_OVERFLOW; the statuses of a bad header.
 */
TOLL_API toll_status toll_bill_convert(const toll_amount *amount, const char *currency, uint64_t currency_length,
                                       int64_t at_s, const toll_bill_rate *rate, int32_t mode, toll_amount *converted,
                                       int32_t *inexact, toll_error *err);

/**
 * Replays a bill's lines from their own figures alone: every product, every sum.
 * @param lines the lines
 * @param n_lines how many
 * @param total the totals; header set by the caller
 * @param[out] err names the first wrong line and field; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE; ::TOLL_E_CONFLICT (a figure that does not follow from the others);
 *         ::TOLL_E_OVERFLOW; the statuses of a bad header. Says nothing about where prices and quantities come from.
 */
TOLL_API toll_status toll_bill_verify(const toll_bill_line *lines, uint64_t n_lines, const toll_bill_total *total,
                                      toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
