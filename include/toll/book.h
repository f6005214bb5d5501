/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file book.h
 * @brief Price books: meters, tariffs as rows, and the card of one tariff.
 */
#ifndef TOLL_BOOK_H
#define TOLL_BOOK_H

#include <toll/base.h>
#include <toll/money.h>

/**
 * @defgroup book Book
 * @brief Which tariff applies to a model at an instant, and what are its rows? Meters, tariffs, price books, cards.
 *
 * ## From rows to a card
 *
 *     tariff rows             -- toll_book_compile() -->  book
 *     book, model, instant    -- toll_book_find() ----->  card
 *     card, usage             -- toll_bill_compute() -->  bill (bill.h)
 *
 * A book is one immutable block of bytes with a hash. toll_book_get_public() returns the built-in one. A card is one
 * tariff of a book, made ready to bill.
 *
 * ## Meters
 *
 * A meter is a thing that a tariff counts, and has a number: TOLL_METER_*. Usage is a list of (meter, quantity) pairs.
 * A quantity is a whole number of base units: tokens, calls, microseconds, token-seconds.
 *
 * A meter may be part of others: `cache_read` is part of `input`, `cache_read_audio` is part of both `cache_read` and
 * `input_audio`. Totals are inclusive: `input` counts every prompt token, cached, written and multimodal ones too.
 *
 * ## Tariffs
 *
 * A tariff is data; no vendor needs code. A row ::TOLL_ROW_TARIFF opens a tariff: one version of one SKU,
 * valid from from_s until just before until_s. The rows after it describe it:
 * - ::TOLL_ROW_MATCH: a model name, or a pattern of names, that it prices
 * - ::TOLL_ROW_PRICE: the price of a meter
 * - ::TOLL_ROW_RULE: opens a rule, with the rows after it
 * - ::TOLL_ROW_MULTIPLIER: opens a multiplier, with the rows after it
 * - TOLL_ROW_WHEN_*: a predicate of the open rule or multiplier
 * - ::TOLL_ROW_MINIMUM, ::TOLL_ROW_STEP: the least billed quantity of a meter, and its billing increment
 * - ::TOLL_ROW_ALLOWANCE, ::TOLL_ROW_VOLUME: a free quantity of a meter, and its price tiers
 * - ::TOLL_ROW_FALLBACK: the meter whose price stands in for a meter without a price, instead of the registry's default
 * - ::TOLL_ROW_DEFAULT_PART: the part as which tokens of a total are billed where the record does not say of which
 * - ::TOLL_ROW_DERIVE: the quantity of a meter as so much of another one
 * - ::TOLL_ROW_FEE: a flat amount that a record costs besides its quantities
 * - ::TOLL_ROW_FLOOR, ::TOLL_ROW_CAP: the least and the most that a record costs. These three may be of a month or of
 *   an invoice instead: toll_bill_close_period()
 * - ::TOLL_ROW_TIER, ::TOLL_ROW_REGION, ::TOLL_ROW_ATTRIBUTE: a service tier, a region, a value of an attribute that is
 *   sold at the standard price
 * - ::TOLL_ROW_HOLIDAY, ::TOLL_ROW_CALENDAR: one day of a list of holidays; an interval in which the list is complete
 * - ::TOLL_ROW_ZONE: the rules of a time zone
 * - ::TOLL_ROW_RETIRED: the instant from which the vendor no longer serves its names
 * - ::TOLL_ROW_REDIRECT: the model that serves its names in this version
 *
 * A rule or multiplier is a block: it ends at the next rule or multiplier. All rows in it count only where it holds,
 * but for names and holidays, which belong to the whole tariff. A multiplier holds no price.
 *
 * ## Names
 *
 * toll_book_find() compares names byte by byte, with the clauses that the book has. Of those that are valid at the
 * instant the first in this order wins:
 *
 *     name, alias  >  dated name  >  longest prefix  >  longest suffix  >  longest infix
 *
 * toll_book_resolve() reads names as logs write them: "vertex_ai/gemini-2.5-flash",
 * "us.anthropic.claude-haiku-4-5-20251001-v1:0", "GPT-5". It takes off what names a router, a provider or a region,
 * and compares the rest without regard to case and to `.`, `_`, blank and `-`. What it did stands in `matched_by`.
 *
 * It refuses before it guesses:
 * - A name with a date is billed as its family only where a clause ::TOLL_MATCH_DATED says that every snapshot costs
 *   the same. gpt-4o-2024-05-13 costs 5.00 USD, gpt-4o 2.50.
 * - A variant that has its own price (":free", ":nitro") needs a clause of its own.
 * - A region that has its own price (eu., us-gov.) needs one, too.
 * - A bare name that several providers sell is its maker's. Where the maker does not sell it, it is ambiguous.
 *
 * ## Retirement
 *
 * A row ::TOLL_ROW_RETIRED ends the billing of a tariff's names: from its instant on they have no card. A vendor that
 * goes on serving an old name by another model has a further version of the tariff instead, with that model's prices
 * and a row ::TOLL_ROW_REDIRECT. Every line of its bills has the flag ::TOLL_LINE_REDIRECTED.
 *
 * ## Rules and multipliers
 *
 * Rules and multipliers are tried in order. The rows of one that holds replace earlier rows of the same kind and meter;
 * a meter that it does not price keeps its price. The volume tiers of a meter are replaced as one list. Every
 * multiplier that holds is applied to the meters that it names. A rule or multiplier holds by its predicates:
 * - Predicates on different things are ANDed.
 * - Predicates on the same thing are ORed: two service tiers, two regions, two values of one attribute. Windows of time
 *   and holidays count as one thing.
 * - Negated predicates are always ANDed: ::TOLL_OP_IS_NOT "eu" and ::TOLL_OP_IS_NOT "us" is neither of them.
 * - Quantities, counters and numbers (::TOLL_ROW_WHEN_COUNT, ::TOLL_ROW_WHEN_COUNTER, ::TOLL_ROW_WHEN_NUMBER) are
 *   always ANDed, and so are intervals (::TOLL_ROW_WHEN_INSTANT).
 * - Without predicates it always holds.
 *
 * What a record does not state matches nothing: no predicate on a region or an attribute holds for a record without
 * one, a negated one neither. A record without a service tier is of the standard tier.
 *
 * Example: `input` costs 3.00 USD per million tokens, and a rule for more than 200,000 input tokens sets 6.00. A prompt
 * of 200,000 tokens costs 0.60 USD. One of 200,001 costs 1.200006 USD, because the rule prices all of it.
 *
 * Example: audio costs 1.00 USD a second, and a rule for region eu sets a minimum of 10 seconds. Audio of 2 seconds
 * costs 10.00 USD in region eu, and 2.00 elsewhere.
 *
 * A service tier other than standard is sold where a row ::TOLL_ROW_TIER or ::TOLL_ROW_WHEN_TIER names it: in the
 * tariff itself, or in a rule or multiplier that holds. Any other tier is an error of the bill; it never gets the
 * standard price. A rule "batch, at most 200,000 tokens" refuses batch above that, unless another row sells it. A
 * negated row ("any tier but batch") sells its tier, at the price without its rule.
 *
 * ## Regions and attributes
 *
 * A region or an attribute that no row of the tariff names does not change the price. The bill then says so with
 * ::TOLL_LINE_CONTEXT. A tariff may list what it sells, as it does with tiers:
 * - Rows ::TOLL_ROW_REGION list the regions at the standard price. A region beyond them, and beyond those that
 *   ::TOLL_ROW_WHEN_REGION names, is an error of the bill.
 * - Rows ::TOLL_ROW_ATTRIBUTE do the same for the values of one attribute.
 * - A row of the list may be a pattern ("us-*" is ::TOLL_OP_PREFIX "us-"). A negated row takes what it matches out of
 *   the list; a list of negated rows alone sells everything else.
 *
 * Example: a multiplier of 1.1 for region "eu", and a row ::TOLL_ROW_REGION "global". A record of region "EU" is
 * refused. Without the row it would have the standard price and the flag.
 *
 * ## Holidays and time zones
 *
 * A list of holidays ends. Rows ::TOLL_ROW_CALENDAR say from when until when it is complete, and toll_book_compile()
 * wants one for every list. A record on whose day the list is not known, and whose price depends on it, is
 * ::TOLL_E_MISSING. In a book of an older library a list without such a row is known in the years of its days.
 *
 * A window with a zone (`text`) is in that zone's local time, daylight saving included. The zone's rules are a row
 * ::TOLL_ROW_ZONE of the book, so that no data base of time zones is asked:
 *
 *     key "America/New_York", text "EST5EDT,M3.2.0,M11.1.0"
 *
 * The text is the TZ rule of POSIX: standard time is UTC-5, daylight saving time UTC-4, from the second Sunday of March
 * to the first Sunday of November, 02:00 local time. Rules with Julian days are not understood.
 *
 * ## Commitments
 *
 * Provisioned capacity is a price of ::TOLL_METER_UNIT_TIME, flat per unit-hour. The tokens that it covers are an
 * allowance: they burn down one counter of capacity units, each meter at its own ratio (`number`). They cost nothing
 * while the allowance lasts, and the tariff's price beyond it. Unused capacity is paid, because the unit-hours are.
 *
 * ## Derived quantities
 *
 * Some prices count what records do not state. A row ::TOLL_ROW_DERIVE says how much of a meter there is for each unit
 * of another one:
 *
 *     quantity of meter = quantity of other_meter / per * number, rounded
 *
 * - ::TOLL_DERIVE_UP and the like fill in what a record lacks: search units from documents. A stated quantity wins. A
 *   part is then taken out of its total, which has it inside.
 * - ::TOLL_DERIVE_ADD_UP and the like add to what a record states, and to all totals of the meter: 8,000 input tokens
 *   for each web search, which the vendor bills and does not count.
 *
 * other_meter counts as the record states it, and a record that names no requests has one. Predicates see stated
 * quantities; minima, steps, fees and lines see derived ones. ::TOLL_LINE_DERIVED marks the lines. How much of a
 * derived part was read from a cache or written to one is not known, as of a stated part.
 *
 * Example: input costs 0.15 USD per million, a search 0.01, and a row adds 8,000 input for each web_search. A record of
 * 1,000 input tokens and 2 searches costs 17,000 * 0.15 / 10^6 + 2 * 0.01 = 0.02255 USD.
 *
 * ## Limits
 *
 * A tariff has one currency; toll_bill_convert() converts amounts, by a dated rate only. Prices and factors are 0 or
 * more. Names and other texts are compared byte by byte. Books are little-endian; a big-endian machine can't use them.
 *
 * @snippet book.c book
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Meters. Append-only; toll_bill_meter_get() gives names, units, parents. */
#define TOLL_METER_INPUT            1  /**< Prompt tokens, all of them: cached and multimodal ones too. */
#define TOLL_METER_OUTPUT           2  /**< Output tokens, all of them. */
#define TOLL_METER_CACHE_READ       3  /**< Part of input: read from a prompt cache. */
#define TOLL_METER_CACHE_WRITE      4  /**< Part of input: written to a prompt cache. */
#define TOLL_METER_CACHE_WRITE_5M   5  /**< Part of cache_write: kept 5 minutes. */
#define TOLL_METER_CACHE_WRITE_30M  6  /**< Part of cache_write: kept 30 minutes. */
#define TOLL_METER_CACHE_WRITE_1H   7  /**< Part of cache_write: kept an hour. */
#define TOLL_METER_INPUT_TOOL       8  /**< Part of input: tool results and definitions. */
#define TOLL_METER_INPUT_AUDIO      9  /**< Part of input. */
#define TOLL_METER_INPUT_IMAGE      10 /**< Part of input. */
#define TOLL_METER_INPUT_VIDEO      11 /**< Part of input. */
#define TOLL_METER_CACHE_READ_AUDIO 12 /**< Part of cache_read and of input_audio. */
#define TOLL_METER_CACHE_READ_IMAGE 13 /**< Part of cache_read and of input_image. */
#define TOLL_METER_CACHE_READ_VIDEO 14 /**< Part of cache_read and of input_video. */
#define TOLL_METER_REASONING        15 /**< Part of output. */
#define TOLL_METER_CITATION         16 /**< Part of output. */
#define TOLL_METER_OUTPUT_AUDIO     17 /**< Part of output. */
#define TOLL_METER_OUTPUT_IMAGE     18 /**< Part of output. */
#define TOLL_METER_OUTPUT_VIDEO     19 /**< Part of output. */
#define TOLL_METER_REQUEST          20 /**< Requests. */
#define TOLL_METER_WEB_SEARCH       21 /**< Searches of the web; kinds of search are attributes. */
#define TOLL_METER_FILE_SEARCH      22 /**< Searches of files. */
#define TOLL_METER_CODE_SESSION     23 /**< Code interpreter or container sessions. */
#define TOLL_METER_IMAGE            24 /**< Images. */
#define TOLL_METER_PAGE             25 /**< Pages. */
#define TOLL_METER_CHARACTER        26 /**< Characters. */
#define TOLL_METER_MESSAGE          27 /**< Messages. */
#define TOLL_METER_AUDIO_TIME       28 /**< Audio, microseconds. */
#define TOLL_METER_VIDEO_TIME       29 /**< Video, microseconds. */
#define TOLL_METER_SESSION_TIME     30 /**< Sessions, microseconds. */
#define TOLL_METER_CACHE_STORAGE    31 /**< Cached tokens times seconds. */
#define TOLL_METER_UNIT_TIME        32 /**< Provisioned units times microseconds. */
#define TOLL_METER_CREDIT           33 /**< Vendor credits, or currency of an adjustment; may be negative. */
#define TOLL_METER_SEARCH_UNIT      34 /**< Search units of a reranker: one query and a limited number of documents. */
#define TOLL_METER_PIXEL            35 /**< Pixels of images; vendors price megapixels. */
#define TOLL_METER_BYTE_TIME        36 /**< Stored bytes times seconds; vendors price GB-days. */
#define TOLL_METER_TRAINING_TOKEN   37 /**< Tokens of fine-tuning, each once an epoch; apart from input and output. */
#define TOLL_METER_CACHE_WRITE_12H  38 /**< Part of cache_write: kept 12 hours. */
#define TOLL_METER_MAP_GROUNDING    39 /**< Answers grounded in a map. */
#define TOLL_METER_GPU_TIME         40 /**< GPUs times microseconds; the kind of GPU is an attribute. */
#define TOLL_METER_IMAGE_INPUT      41 /**< Images given; not counted in image as well. */
#define TOLL_METER_IMAGE_OUTPUT     42 /**< Images made; not counted in image as well. */
#define TOLL_METERS                 43 /**< One more than the last meter: meters are 1 .. TOLL_METERS - 1. */

#define TOLL_SIDE_INPUT  1 /**< Prompt side. */
#define TOLL_SIDE_OUTPUT 2 /**< Output side. */
#define TOLL_SIDE_OTHER  3 /**< Neither: calls, time, storage. */

/** One meter of the registry. */
typedef struct toll_bill_meter {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_BILL_METER. */
    uint32_t meter;              /**< TOLL_METER_*. */
    uint32_t side;               /**< TOLL_SIDE_*. */
    uint32_t parent;             /**< TOLL_METER_* that it is a part of; 0: none. */
    uint32_t second_parent;      /**< Another TOLL_METER_* that it is a part of; 0: none. */
    uint32_t fallback;           /**< TOLL_METER_* whose price stands in by default; 0: none. */
    uint32_t is_token;           /**< 1: tokens of a prompt or an answer, which multipliers of meter 0 touch; else 0. */
    int64_t base_units_per_unit; /**< Base units in one `unit`: 3,600,000,000 microseconds in an hour. */
    char name[32];               /**< Name: "cache_read". */
    char unit[16];               /**< Unit that people use: "token", "hour". */
} toll_bill_meter;

/* Kinds of tariff rows. Fields that a kind does not name must be zero. */
/** Opens a tariff. text: SKU; key: provider; value: currency; from_s, until_s; origin; layer. */
#define TOLL_ROW_TARIFF 1
/** A name of the tariff, or a pattern of names. text: the name, or a part of it; op: TOLL_MATCH_*. */
#define TOLL_ROW_MATCH 2
/** A price. meter; number: price of `per` base units, 0: free; per; is_contract. */
#define TOLL_ROW_PRICE 3
/** Opens a rule. text: its name, or empty. */
#define TOLL_ROW_RULE 4
/** Opens a multiplier. text: its name; number: factor; op: TOLL_FACTOR_*; meter: with all its parts, 0: all tokens. */
#define TOLL_ROW_MULTIPLIER 5
/** Predicate: quantity of a meter. meter; op: TOLL_OP_*; quantity: threshold. */
#define TOLL_ROW_WHEN_COUNT 6
/** Predicate: served tier. text: service tier; op: 0, ::TOLL_OP_IS or ::TOLL_OP_IS_NOT. */
#define TOLL_ROW_WHEN_TIER 7
/** Predicate: region. text: region, or a part of it; op: 0 or TOLL_OP_IS .. ::TOLL_OP_NOT_SUFFIX. */
#define TOLL_ROW_WHEN_REGION 8
/** Predicate: attribute. key: its name; text: its value, or a part of it; op: as ::TOLL_ROW_WHEN_REGION. */
#define TOLL_ROW_WHEN_ATTRIBUTE 9
/** Predicate: daily window. weekdays; start_s, end_s; utc_offset_s or text: zone; key: holiday list, its days out. */
#define TOLL_ROW_WHEN_TIME 10
/** Predicate: holiday. key: holiday list; utc_offset_s or text: zone. */
#define TOLL_ROW_WHEN_HOLIDAY 11
/** Predicate: interval. from_s, until_s. */
#define TOLL_ROW_WHEN_INSTANT 12
/** Least billed quantity. meter; quantity; op: TOLL_MINIMUM_*, 0: of the line. */
#define TOLL_ROW_MINIMUM 13
/** Billing increment. meter; quantity: the billed quantity is a multiple of it; op: TOLL_STEP_*, 0: rounded up. */
#define TOLL_ROW_STEP 14
/** Allowance. meter; key: counter; quantity: free counter units; number: counter units per base unit; op: TOLL_RATIO_*.
 */
#define TOLL_ROW_ALLOWANCE 15
/** Volume tier. meter; key: counter, empty: this record alone; quantity: above it; number; per; op: TOLL_VOLUME_*. */
#define TOLL_ROW_VOLUME 16
/** Fall-back. meter; other_meter: its price stands in, 0: none, so the meter must have a price. */
#define TOLL_ROW_FALLBACK 17
/** Service tier sold at the standard price. text: service tier. */
#define TOLL_ROW_TIER 18
/** A holiday. key: list; from_s: any instant of that date in UTC. utc_offset_s of a predicate says when it begins. */
#define TOLL_ROW_HOLIDAY 19
/** A region sold at the standard price. text; op: as ::TOLL_ROW_WHEN_REGION. Not in a rule or multiplier. */
#define TOLL_ROW_REGION 20
/** A value of an attribute sold at the standard price. key; text; op: as ::TOLL_ROW_WHEN_ATTRIBUTE. Not in a rule. */
#define TOLL_ROW_ATTRIBUTE 21
/** Default part. meter: a total; other_meter: the part of it as which tokens of no stated part are billed. */
#define TOLL_ROW_DEFAULT_PART 22
/** Where a list of holidays is complete. key: list; from_s, until_s: whole days of it, as dates in UTC. */
#define TOLL_ROW_CALENDAR 23
/** Fee. meter: charged once to a record that has some of it, 0: to any record; number: amount; is_contract; op:
 * TOLL_PERIOD_*. With a period: no meter; key: tariffs that share it; text: name. Not in a rule. */
#define TOLL_ROW_FEE 24
/** Least amount of a record that is not empty. number; is_contract; op, key, text: as ::TOLL_ROW_FEE. */
#define TOLL_ROW_FLOOR 25
/** Most amount of a record, fees and floor included. number; is_contract; op, key, text: as ::TOLL_ROW_FEE. */
#define TOLL_ROW_CAP 26
/** Predicate: a counter before the record. key: counter; op: TOLL_OP_GT .. TOLL_OP_LE; quantity: threshold. */
#define TOLL_ROW_WHEN_COUNTER 27
/** Predicate: an attribute's value as a number. key: its name; op: TOLL_OP_GT .. TOLL_OP_LE; number: threshold. */
#define TOLL_ROW_WHEN_NUMBER 28
/** Rules of a time zone. key: its name; text: a TZ rule of POSIX; from_s, until_s: when these rules hold. */
#define TOLL_ROW_ZONE 29
/** Retirement. from_s: its instant, after which the names have no card; text: recommended model, or empty. */
#define TOLL_ROW_RETIRED 30
/** Redirection. text: the model that serves the names in this version. */
#define TOLL_ROW_REDIRECT 31
/** Derived quantity. meter: derived, other_meter: from it; number: base units of meter for `per` base units of
 * other_meter, above 0; per; op: TOLL_DERIVE_*, 0: ::TOLL_DERIVE_UP. Rows of one meter in one block add up. */
#define TOLL_ROW_DERIVE 32

#define TOLL_OP_GT         1  /**< Above the threshold. */
#define TOLL_OP_GE         2  /**< At or above the threshold. */
#define TOLL_OP_LT         3  /**< Below the threshold. */
#define TOLL_OP_LE         4  /**< At or below the threshold. */
#define TOLL_OP_IS         5  /**< Is this text; op 0 means the same. */
#define TOLL_OP_IS_NOT     6  /**< Is stated, and is not this text. */
#define TOLL_OP_PREFIX     7  /**< Begins with this text. */
#define TOLL_OP_NOT_PREFIX 8  /**< Is stated, and does not begin with this text. */
#define TOLL_OP_SUFFIX     9  /**< Ends with this text. */
#define TOLL_OP_NOT_SUFFIX 10 /**< Is stated, and does not end with this text. */

#define TOLL_MATCH_EXACT  1 /**< The name is this text. */
#define TOLL_MATCH_PREFIX 2 /**< The name begins with this text; the longest prefix wins. */
#define TOLL_MATCH_ALIAS  3 /**< Another name of the model; it ranks as an exact one. */
#define TOLL_MATCH_DATED  4 /**< The name is this text, or this text and a date (or "-latest"): all cost the same. */
#define TOLL_MATCH_SUFFIX 5 /**< The name ends with this text; the longest suffix wins. */
#define TOLL_MATCH_INFIX  6 /**< The name contains this text; the longest infix wins. */

#define TOLL_MINIMUM_LINE  1 /**< On the meter's line: what its parts' lines hold does not count. */
#define TOLL_MINIMUM_TOTAL 2 /**< On the inclusive total: what it lacks is added to the meter's line. */

#define TOLL_STEP_UP      1 /**< Rounded up to whole steps. */
#define TOLL_STEP_DOWN    2 /**< Rounded down; below one step a line of quantity 0 says so. */
#define TOLL_STEP_NEAREST 3 /**< Rounded to the nearest step, half a step up. */

#define TOLL_RATIO_GIVEN 1 /**< The ratio is `number`, also where that is 0. Without it a `number` of 0 means 1. */

#define TOLL_VOLUME_MARGINAL 1 /**< Each unit at the price of the tier that it lies in. The meaning of 0, too. */
#define TOLL_VOLUME_ALL      2 /**< All units of a record at the price of the tier that its last unit lies in. */

#define TOLL_DERIVE_UP          1 /**< Where the record does not state the meter; rounded up to whole base units. */
#define TOLL_DERIVE_DOWN        2 /**< Where the record does not state the meter; rounded down. */
#define TOLL_DERIVE_NEAREST     3 /**< Where the record does not state the meter; to the nearest, half a unit up. */
#define TOLL_DERIVE_ADD_UP      4 /**< On top of what the record states, and of its totals; rounded up. */
#define TOLL_DERIVE_ADD_DOWN    5 /**< On top of what the record states, and of its totals; rounded down. */
#define TOLL_DERIVE_ADD_NEAREST 6 /**< On top of what the record states, and of its totals; to the nearest. */

#define TOLL_PERIOD_RECORD  1 /**< An amount of each record. The meaning of 0, too. */
#define TOLL_PERIOD_MONTH   2 /**< An amount of an account and a calendar month; no record pays it. */
#define TOLL_PERIOD_INVOICE 3 /**< An amount of an account and an invoice; no record pays it. */

#define TOLL_FACTOR_LIST     1 /**< Part of the public price: changes list, contracted and billed cost. */
#define TOLL_FACTOR_CONTRACT 2 /**< Negotiated: changes contracted and billed cost. */
#define TOLL_FACTOR_BILL     3 /**< Credits and the like: changes billed cost only. */

#define TOLL_ORIGIN_PUBLIC    1 /**< A vendor's published price. */
#define TOLL_ORIGIN_CONTRACT  2 /**< A negotiated price. */
#define TOLL_ORIGIN_ESTIMATED 3 /**< The estimated cost of an own deployment; every line of a bill repeats it. */

#define TOLL_TIME_MIN INT64_MIN /**< As from_s: no start, valid for every earlier instant. */
#define TOLL_TIME_MAX INT64_MAX /**< As until_s: no end, valid until further notice. */

/** One row of a tariff; each field is used by the kinds that name it. A row: no header, its size is the stride. */
typedef struct toll_bill_row {
    uint32_t kind;        /**< TOLL_ROW_*. Default 1. */
    uint32_t op;          /**< TOLL_OP_*, TOLL_MATCH_*, TOLL_FACTOR_* and so on, as the kind says. */
    uint32_t meter;       /**< TOLL_METER_*. */
    uint32_t other_meter; /**< TOLL_METER_*. */
    uint32_t origin;      /**< TOLL_ORIGIN_*. */
    uint32_t is_contract; /**< 1: a negotiated price; 0: a list price. A meter may have one of each. */
    int64_t layer;        /**< -10^6 .. 10^6. Of tariffs whose names match alike, the highest layer wins. */
    int64_t from_s;       /**< Start, seconds since 1970-01-01 UTC, inclusive; no start: ::TOLL_TIME_MIN, not 0. */
    int64_t until_s;      /**< End, seconds since 1970-01-01 UTC, exclusive; above from_s. */
    int64_t quantity;     /**< Base units, or counter units; 0 or more. */
    int64_t per;          /**< Base units that the price buys, 1 .. 9 * 10^15. */
    toll_decimal number;  /**< Price, amount, factor or ratio; 0 or more. */
    int64_t weekdays;     /**< Bits 0 (Monday) .. 6 (Sunday) on the calendar of utc_offset_s; 0: every day. */
    int64_t start_s;      /**< Start of the window, seconds of the day in UTC or the zone, inclusive, 0 .. 86,399. */
    int64_t end_s;        /**< End, exclusive, 0 .. 86,400; below start_s: over midnight; equal: all day. */
    int64_t utc_offset_s; /**< Vendor's calendar minus UTC, for weekdays and holidays, -86,400 .. 86,400. */
    char key[32];         /**< Provider, attribute, counter, holiday list or name of a zone. */
    char value[16];       /**< Currency: ISO 4217 in capitals, or "X-" and a name, for vendor credits. */
    char text[96];        /**< SKU, model name, rule, tier, region, value of an attribute, zone or rules of a zone. */
    char source[96];      /**< Source of the fact, on a row of any kind; empty: not stated. */
    int64_t source_date;  /**< Date of the source, yyyymmdd; 0: not known. */
} toll_bill_row;

/* ---- meters ---- */

/**
 * Number of meters.
 *
 * Use it as the limit of a loop over toll_bill_meter_get().
 *
 * @return count; meters are 1 .. count
 */
TOLL_API uint32_t toll_bill_meter_count(void);

/**
 * Describes one meter: name, unit, parents, default fall-back.
 *
 * Use it for the names and units of a bill's lines.
 *
 * @param meter TOLL_METER_*, 1 .. toll_bill_meter_count()
 * @param[out] description the meter; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: description is NULL
 *   - ::TOLL_E_RANGE: the meter is not in this range
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE: the header of description
 */
TOLL_API toll_status toll_bill_meter_get(uint32_t meter, toll_bill_meter *description, toll_error *err);

/**
 * Finds a meter by name.
 *
 * Use it to read usage from text. It knows the names of the registry, not those of vendors.
 *
 * @param name "cache_read" and so on, `length` bytes
 * @param length 1 .. 31
 * @param[out] meter TOLL_METER_*
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_UNKNOWN_ID (no meter has this name, or the length)
 *
 * Cost: O(meters).
 */
TOLL_API toll_status toll_bill_meter_find(const char *name, uint64_t length, uint32_t *meter, toll_error *err);

/* ---- books ---- */

/**
 * Bytes of memory that toll_book_compile() needs.
 *
 * Use it to allocate. The book itself may be smaller.
 *
 * @param n_rows number of rows
 * @return bytes, a multiple of 8; 0 for more than 10,000,000 rows
 */
TOLL_API uint64_t toll_book_size(uint64_t n_rows);

/**
 * Compiles tariff rows into a book.
 *
 * Use it for your own tariffs. Public prices are in toll_book_get_public(); negotiated terms on them are made by
 * toll_book_overlay(). A book is one immutable, position-independent, little-endian block with a SHA-256 of its
 * content. The same rows in the same order give the same bytes everywhere, so it can be stored and sent.
 *
 * @param rows the rows
 * @param n_rows number of rows, 2 .. 10,000,000
 * @param stride_bytes distance between rows: sizeof(toll_bill_row) of the caller
 * @param[out] book 8-byte aligned memory; may be written in part on failure, and then holds no book
 * @param book_size its size, bytes, at least toll_book_size()
 * @param[out] used_bytes bytes of the book; the rest of the memory may be freed
 * @param[out] err names the first wrong field and row; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: rows, book or used_bytes is NULL
 *   - ::TOLL_E_STRIDE, ::TOLL_E_STRUCT_NEWER: the stride, or the part of a larger row that this library does not know
 *   - ::TOLL_E_BUFFER: book_size is too small, or book is not aligned
 *   - ::TOLL_E_RANGE: n_rows, a number, a currency that is neither ISO 4217 in capitals nor "X-" and a name
 *   - ::TOLL_E_STRING: a text field
 *   - ::TOLL_E_MISSING: a field that its kind needs, a tariff without a name or without a price, a holiday list without
 *     days or without a row ::TOLL_ROW_CALENDAR, a zone without a row ::TOLL_ROW_ZONE
 *   - ::TOLL_E_CONFLICT: a meter that is derived of itself, of its parts or totals, twice of one meter, or in one block
 *     both added and filled in;
 *     a field that its kind does not have; a row outside a tariff; a predicate outside a rule or
 *     multiplier; a listed region or attribute within one; a window with a zone and an offset; two rules of one zone
 *     that overlap in time; a price in a multiplier; an empty interval; a meter that has two prices, minima, steps,
 *     allowances or fall-backs in one block; volume tiers of one meter in one block that do not rise, or are over two
 *     counters; a loop of fall-backs among unpriced meters, of rules that may hold together; two versions of one SKU in
 *     one layer that overlap in time; two priced meters whose common part has neither a price nor a row
 *     ::TOLL_ROW_FALLBACK
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine, or more than a thousand texts that hash alike
 *
 * Cost: O(n_rows log n_rows).
 */
TOLL_API toll_status toll_book_compile(const toll_bill_row *rows, uint64_t n_rows, uint64_t stride_bytes, void *book,
                                       uint64_t book_size, uint64_t *used_bytes, toll_error *err);

/**
 * Bytes of memory that toll_book_overlay() needs for these rows.
 *
 * Use it to allocate, with the same arguments.
 *
 * @param base an opened book
 * @param base_size its size, bytes
 * @param rows the overlay's rows
 * @param n_rows number of rows, 1 .. 10,000,000
 * @param stride_bytes distance between rows: sizeof(toll_bill_row) of the caller
 * @param[out] size_bytes bytes, a multiple of 8
 * @param[out] err names the first wrong field and row; may be NULL
 * @return the statuses of toll_book_overlay()
 *
 * Cost: O(rows of both books); for terms with prefixes O(tariffs of the base) each.
 */
TOLL_API toll_status toll_book_overlay_size(const void *base, uint64_t base_size, const toll_bill_row *rows,
                                            uint64_t n_rows, uint64_t stride_bytes, uint64_t *size_bytes,
                                            toll_error *err);

/**
 * Lays negotiated terms over a book and makes a new book that holds both.
 *
 * Use it for contract prices and discounts. List prices stay those of the base; the negotiated ones give the contracted
 * cost next to them.
 *
 * A tariff of the overlay with a list price is added as it is. One without a list price is terms on tariffs of the
 * base:
 * - It applies to tariffs of its provider and currency whose names its ::TOLL_ROW_MATCH rows take. A name takes exactly
 *   that name; a prefix takes all names and prefixes that begin with it.
 * - Each of these tariffs gives one new tariff, in the overlay's layer and of the overlay's origin, valid while both
 *   are.
 * - The new tariff holds, in this order: the base's prices, the overlay's prices, the base's rules and multipliers, the
 *   overlay's rules and multipliers.
 *
 * toll_book_find() then takes the more specific name, and of equal names the higher layer, which must be above the
 * base's. A model that the overlay does not name costs what the base says.
 *
 * The hash of the new book covers everything. The row ::TOLL_ROW_TARIFF of a tariff with terms has the source "overlay
 * of book " and the base's hash, so the book_hash of a bill leads to every book behind it. Terms on a tariff that has
 * terms already are ::TOLL_E_CONFLICT: state all of them in one overlay.
 *
 * @param base an opened book, not changed
 * @param base_size its size, bytes
 * @param rows the overlay's rows, as for toll_book_compile()
 * @param n_rows number of rows, 1 .. 10,000,000; the new book has at most as many
 * @param stride_bytes distance between rows: sizeof(toll_bill_row) of the caller
 * @param[out] book 8-byte aligned memory apart from the base; may be written in part on failure, and then holds no book
 * @param book_size its size, bytes, at least toll_book_overlay_size()
 * @param[out] used_bytes bytes of the book; the rest of the memory may be freed
 * @param[out] err names the first wrong field and row; it is a row of the new book when the base or the combination is
 *        wrong; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: base, rows, book or used_bytes is NULL
 *   - ::TOLL_E_OBJECT: base is no book, is damaged (it is verified, unless it is the built-in one), or has changed
 *     since it was opened
 *   - ::TOLL_E_UNKNOWN_ID: terms that apply to no tariff of the base
 *   - ::TOLL_E_CONFLICT: a layer that is not above the base's, two sets of terms on one tariff in one layer, or as for
 *     toll_book_compile()
 *   - any other status of toll_book_compile()
 *
 * Cost: O(rows of both books), for terms with prefixes O(tariffs of the base) each, and that of toll_book_verify() and
 * toll_book_compile().
 */
TOLL_API toll_status toll_book_overlay(const void *base, uint64_t base_size, const toll_bill_row *rows, uint64_t n_rows,
                                       uint64_t stride_bytes, void *book, uint64_t book_size, uint64_t *used_bytes,
                                       toll_error *err);

/**
 * Opens a book in place: validates its header and its index.
 *
 * Use it once for every book that comes from a file or a peer, before any other function. A book that was just compiled
 * and toll_book_get_public() are open already. Afterwards no use of the book reads outside it, even if another process
 * modifies the mapped file.
 *
 * It checks the names of all tariffs, not their prices: the rows of a tariff are checked when toll_book_find() makes
 * its card. Damage shows by sums, but an attacker can write sums that fit. For a book from a stranger, and before rows
 * are read by toll_book_get_row(), call toll_book_verify().
 *
 * @param book 8-byte aligned memory, `book_size` bytes; a mapped file will do
 * @param book_size its size, bytes, exactly: used_bytes of toll_book_compile(), or the size of the file
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book is NULL
 *   - ::TOLL_E_OBJECT: damaged, truncated, longer than the book, not aligned, no price book, or of another format
 *     version; the message of an old format says how to make the book again
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *
 * Cost: O(rows + texts), without a look at most bytes of a row.
 */
TOLL_API toll_status toll_book_open(const void *book, uint64_t book_size, toll_error *err);

#define TOLL_BOOK_ALL 0xffffffffu /**< As the tariff of toll_book_verify(): the whole book. */

/**
 * Verifies every row of a book, or of one of its tariffs, and proves its hash.
 *
 * Use it for a book from a stranger, before you rely on its hash, and before you list its rows. It checks all that
 * toll_book_open() and toll_book_find() check, and computes SHA-256 over what the rows say. So a changed price shows
 * even where its sums were made to fit.
 *
 * To find the damaged tariffs of a book, verify one after the other, 0 .. toll_book_count() - 1.
 *
 * @param book 8-byte aligned memory, `book_size` bytes; need not have been opened
 * @param book_size its size, bytes, exactly
 * @param tariff 0 .. toll_book_count() - 1: one tariff's rows and its hash, in the order of the rows; ::TOLL_BOOK_ALL:
 *        index, texts, every tariff, and the hash of the whole
 * @param[out] err the message names the damaged tariff, and row is its first row or the wrong one; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book is NULL
 *   - ::TOLL_E_OBJECT: as toll_book_open(), or a row, a hash
 *   - ::TOLL_E_RANGE: the book has no tariff of this index
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *
 * Cost: O(book_size).
 */
TOLL_API toll_status toll_book_verify(const void *book, uint64_t book_size, uint64_t tariff, toll_error *err);

/**
 * The built-in book of public prices, already open.
 *
 * Use it when you do not have your own prices. It is as old as the library: toll_bill_row.source_date says how old a
 * price is.
 *
 * @param[out] size_bytes its size, bytes; may be NULL
 * @return the book; static
 */
TOLL_API const void *toll_book_get_public(uint64_t *size_bytes);

/**
 * Content hash of a book.
 *
 * Use it to record which prices a program works with. Every bill carries the same text as book_hash. It is SHA-256
 * over the hashes of the tariffs, each over what its rows say, in their order. So it changes with any row, and stays
 * the same in later formats of books. It is what the book states: toll_book_verify() proves it.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param[out] text SHA-256 as 64 hexadecimal digits, and a NUL
 * @param capacity bytes of text, at least 65
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book or text is NULL
 *   - ::TOLL_E_OBJECT: no book
 *   - ::TOLL_E_BUFFER: capacity is below 65
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 */
TOLL_API toll_status toll_book_get_hash(const void *book, uint64_t book_size, char *text, uint64_t capacity,
                                        toll_error *err);

/**
 * Number of tariffs in a book.
 *
 * Use it in listings and logs. It counts versions, so one SKU may count several times.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @return count; 0 when it is no book
 */
TOLL_API uint64_t toll_book_count(const void *book, uint64_t book_size);

#define TOLL_BOOK_ESTIMATED_ROWS 4 /**< Rows that toll_book_estimate_rows() writes. */

/**
 * Writes the estimated unit cost of an own deployment as the rows of a tariff in USD.
 *
 * Use it to bill owned and bought tokens in one report: compile the rows, alone or among others. Their origin is
 * ::TOLL_ORIGIN_ESTIMATED, which every line of a bill repeats. Prompt tokens of every kind, cached ones too, pay the
 * price of input. Prices are rounded to 10^-9 USD per million tokens.
 *
 * @param provider who runs the deployment, `provider_length` bytes; NULL when its length is 0
 * @param provider_length 0 .. 31; with 0, fill in rows[0].key yourself: toll_book_compile() needs a provider
 * @param model the model's name on bills, `model_length` bytes
 * @param model_length 1 .. 95
 * @param usd_per_mtok_input USD per million prompt tokens, 0 .. 10^9
 * @param usd_per_mtok_output USD per million output tokens, 0 .. 10^9
 * @param from_s start, seconds since 1970-01-01 UTC; ::TOLL_TIME_MIN: no start. The tariff has no end
 * @param[out] rows ::TOLL_BOOK_ESTIMATED_ROWS rows
 * @param stride_bytes distance between rows: sizeof(toll_bill_row) of the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: rows or model is NULL, or provider is NULL and its length is not 0
 *   - ::TOLL_E_RANGE: a length, a price
 *   - ::TOLL_E_NOT_FINITE: a price
 *   - ::TOLL_E_STRIDE: the stride
 */
TOLL_API toll_status toll_book_estimate_rows(const char *provider, uint64_t provider_length, const char *model,
                                             uint64_t model_length, double usd_per_mtok_input,
                                             double usd_per_mtok_output, int64_t from_s, toll_bill_row *rows,
                                             uint64_t stride_bytes, toll_error *err);

/**
 * Reads one row of a book as it was compiled.
 *
 * Use it for listings and audits: count up from 0 until ::TOLL_E_RANGE. It does not check the row: for a book that
 * comes from a file, call toll_book_verify() once before.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param index 0 .. number of rows - 1
 * @param[out] row the row
 * @param stride_bytes sizeof(toll_bill_row) of the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book or row is NULL
 *   - ::TOLL_E_OBJECT: no book
 *   - ::TOLL_E_RANGE: the book has no row of this index
 *   - ::TOLL_E_STRIDE: the stride
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 */
TOLL_API toll_status toll_book_get_row(const void *book, uint64_t book_size, uint64_t index, toll_bill_row *row,
                                       uint64_t stride_bytes, toll_error *err);

/**
 * Gives the number of a text in a book, so that bills compare numbers.
 *
 * Use it once per distinct region, attribute key, attribute value and counter, not once per record. Service tiers have
 * toll_book_intern_tier(). A number is valid for this book only.
 *
 * A text that no row names is ::TOLL_INTERN_OTHER. Books that ask more of a text have more numbers for unnamed ones:
 * - A book with rows ::TOLL_ROW_WHEN_NUMBER: a text such as "1080" or "1.50" has a number with bit 63 set, the scale in
 *   bits 57 .. 62 and the coefficient below. It has at most 36 decimal places and a coefficient below 2^57.
 * - A book with patterns: a text that begins or ends with one has a number with bit 62 set that says which.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param text UTF-8, `length` bytes, compared byte by byte; NULL when length is 0
 * @param length 0 .. 95
 * @param[out] id its number; 0 for an empty text. "standard" has a number in every book
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book or id is NULL, or text is NULL and length is not 0
 *   - ::TOLL_E_OBJECT: no book
 *   - ::TOLL_E_RANGE: length
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *
 * Cost: O(length) for a text that the book names, otherwise up to O(length^2).
 */
TOLL_API toll_status toll_book_intern(const void *book, uint64_t book_size, const char *text, uint64_t length,
                                      uint64_t *id, toll_error *err);

/**
 * Gives the number of a service tier, as vendors' records spell it.
 *
 * Use it for toll_bill_context.service_tier. It knows the words by which vendors mean the standard tier: "standard",
 * "default", "auto", "on_demand", "on-demand", "standard_only", "not_available", in any case of letters. They give 0. A
 * word that some row ::TOLL_ROW_WHEN_TIER of the book names is taken as it is there.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param text UTF-8, `length` bytes; NULL when length is 0
 * @param length 0 .. 95
 * @param[out] id its number; 0: the standard tier
 * @param[out] err detail on failure; may be NULL
 * @return the statuses of toll_book_intern()
 */
TOLL_API toll_status toll_book_intern_tier(const void *book, uint64_t book_size, const char *text, uint64_t length,
                                           uint64_t *id, toll_error *err);

#define TOLL_INTERN_OTHER 0xffffffffu /**< A text that no row of the book names, and that no row asks more of. */

/**
 * Bytes of memory that a card takes.
 *
 * Use it to allocate the card of toll_book_find() at run time; ::TOLL_BILL_CARD_WORDS words are enough on the stack.
 *
 * @return bytes, a multiple of 8
 */
TOLL_API uint64_t toll_bill_card_size(void);

/** 8-byte words of memory that hold any card of toll_book_find(). */
#define TOLL_BILL_CARD_WORDS 800

/**
 * Finds the tariff of a model at an instant and makes its card.
 *
 * Use it once per model and tariff version, and keep the card for all records. Use toll_book_resolve() for names that
 * you did not choose yourself. Of the tariffs that are valid at the instant the most specific clause wins, in the order
 * of "Names" above. Of equal clauses the highest layer wins. A model that is free has a tariff with prices of 0.
 *
 * The card holds addresses of the book: do not store it or send it to another process.
 *
 * @param book an opened book; it must stay unchanged and in place as long as the card is used
 * @param book_size its size, bytes
 * @param provider the provider's name, `provider_length` bytes; NULL when its length is 0
 * @param provider_length 0 .. 31; 0: any provider
 * @param model the model's name, `model_length` bytes
 * @param model_length 1 .. 95
 * @param at_s instant, seconds since 1970-01-01 UTC
 * @param[out] card 8-byte aligned memory
 * @param card_size its size, bytes, at least toll_bill_card_size()
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book, model or card is NULL, or provider is NULL and its length is not 0
 *   - ::TOLL_E_OBJECT: no book, card is not aligned, or the rows of the tariff are damaged: the message names it
 *   - ::TOLL_E_RANGE: a length
 *   - ::TOLL_E_BUFFER: card_size is too small
 *   - ::TOLL_E_UNKNOWN_ID: no tariff has this name or this provider; never a price of 0. The message repeats the name
 *     and suggests up to three near names of the provider
 *   - ::TOLL_E_MISSING: tariffs have this name, but none is valid at the instant; or the name was retired before it
 *   - ::TOLL_E_AMBIGUOUS: several tariffs rank equally; the message names two of them
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *
 * Cost: O(bytes of the name + tariffs of the name + rows of the tariff). The rows are checked before the card is made,
 * but those of the built-in book, whose bytes are part of the library. An unknown name costs up to 5 ms more if
 * `err` is given, for the suggestions.
 */
TOLL_API toll_status toll_book_find(const void *book, uint64_t book_size, const char *provider,
                                    uint64_t provider_length, const char *model, uint64_t model_length, int64_t at_s,
                                    void *card, uint64_t card_size, toll_error *err);

/* How a name was matched: bits of toll_book_name.matched_by and toll_bill_total.matched_by. */
#define TOLL_NAME_EXACT           0x1u    /**< The name is the book's, byte by byte. */
#define TOLL_NAME_ALIAS           0x2u    /**< By a clause ::TOLL_MATCH_ALIAS. */
#define TOLL_NAME_CASE            0x4u    /**< Letters of another case. */
#define TOLL_NAME_PUNCTUATION     0x8u    /**< A dot, an underscore or a blank for a hyphen, or the reverse. */
#define TOLL_NAME_PROVIDER_PREFIX 0x10u   /**< "vertex_ai/" and the like was read as the provider. */
#define TOLL_NAME_ROUTER_PREFIX   0x20u   /**< "openrouter/", "models/" and the like was taken off. */
#define TOLL_NAME_REGION_PREFIX   0x40u   /**< "us.", "azure/eu/" or an ARN's region was taken off, see `region`. */
#define TOLL_NAME_VERSION_SUFFIX  0x80u   /**< "-v1:0" of Bedrock was taken off or added. */
#define TOLL_NAME_DATE_SUFFIX     0x100u  /**< "-2025-08-07", "-20250929", "@20250929", by ::TOLL_MATCH_DATED. */
#define TOLL_NAME_LATEST          0x200u  /**< "-latest", "@default", by ::TOLL_MATCH_DATED. */
#define TOLL_NAME_VARIANT         0x400u  /**< A suffix that does not change the price was taken off, see `variant`. */
#define TOLL_NAME_MAKER           0x800u  /**< Several providers sell it, or none was named: it is its maker's. */
#define TOLL_NAME_PREFIX          0x1000u /**< By a clause ::TOLL_MATCH_PREFIX. */
#define TOLL_NAME_SUFFIX          0x2000u /**< By a clause ::TOLL_MATCH_SUFFIX. */
#define TOLL_NAME_INFIX           0x4000u /**< By a clause ::TOLL_MATCH_INFIX. */

#define TOLL_BOOK_NAME_BYTES_MAX 255 /**< The longest name that toll_book_resolve() reads: ARNs and paths are long. */

/** What a name means in a book. */
typedef struct toll_book_name {
    uint32_t struct_size;   /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;   /**< ::TOLL_KIND_BOOK_NAME. */
    uint64_t matched_by;    /**< TOLL_NAME_* bits. */
    int64_t row;            /**< Row of the tariff in the book, for toll_book_get_row(). */
    int64_t n_tariffs;      /**< Tariffs of this SKU and provider: versions and layers, at least 1. */
    int64_t from_s;         /**< Start of the tariff, seconds since 1970-01-01 UTC. */
    int64_t until_s;        /**< Its end, seconds since 1970-01-01 UTC, exclusive. */
    int64_t has_retirement; /**< 1: retired_s has a meaning; 0: no retirement is known. */
    int64_t retired_s;      /**< Instant of the retirement, past or to come, seconds since 1970-01-01 UTC. */
    int64_t is_retired;     /**< 1: retired at the instant asked for; 0: not. */
    char provider[32];      /**< The book's name of the provider. */
    char model[96];         /**< The book's name of the model: the first exact name of the tariff. */
    char sku[96];           /**< SKU of the tariff. */
    char region[32];        /**< Region that the name tells: "eu", "us-east-1"; empty: none. */
    char variant[32];       /**< Suffix that was taken off: "thinking"; empty: none. */
    char redirected_to[96]; /**< Model that serves the name; empty: the model itself. */
    char replacement[96];   /**< Model that the vendor recommends after the retirement; empty: not stated. */
    char matched_text[160]; /**< matched_by in words: "router prefix, date suffix"; empty for the book's name. */
} toll_book_name;

/** A name that is near to another one. A row: no header, its size is the stride. */
typedef struct toll_book_candidate {
    char provider[32]; /**< A provider that sells it. */
    char model[96];    /**< Name in the book. */
} toll_book_candidate;

/**
 * Reads a model name as logs and people write it, and makes its card.
 *
 * Use it for names from logs, configurations and command lines: once per distinct name and tariff version, whose
 * interval toll_book_find_validity() gives. It first
 * does what toll_book_find() does, then applies the rules of "Names" above. What it did is in `found->matched_by`, and
 * on every bill of the card: the flag ::TOLL_LINE_NAME_RULE, and toll_bill_total.matched_by.
 *
 * A provider can stand in front of the name ("openai/gpt-5") or in its form (an ARN, "anthropic." of Bedrock). The
 * argument `provider` goes before it. Providers have their names in the book and those of libraries: "vertex_ai",
 * "bedrock", "azure_openai", "gcp.gemini". Without any the name is its maker's.
 *
 * The region that a name tells is not applied: intern it and pass it as toll_bill_context.region.
 *
 * Example: "us.anthropic.claude-haiku-4-5-20251001-v1:0" is SKU "aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0"
 * of aws, region "us", matched by region prefix.
 *
 * @param book an opened book; it must stay unchanged and in place as long as the card is used
 * @param book_size its size, bytes
 * @param provider who served the name, `provider_length` bytes; NULL when its length is 0
 * @param provider_length 0 .. 31; 0: not known
 * @param model the name, `model_length` bytes
 * @param model_length 1 .. ::TOLL_BOOK_NAME_BYTES_MAX
 * @param at_s instant, seconds since 1970-01-01 UTC
 * @param[out] card 8-byte aligned memory; NULL: no card is made, and a retired name is an answer
 * @param card_size its size, bytes, at least toll_bill_card_size(); 0 when card is NULL
 * @param[out] found the answer; header set by the caller
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, or
 *   - ::TOLL_E_NULL: book, model or found is NULL, or provider is NULL and its length is not 0
 *   - ::TOLL_E_OBJECT: no book, or card is not aligned
 *   - ::TOLL_E_RANGE: a length
 *   - ::TOLL_E_BUFFER: card_size is too small
 *   - ::TOLL_E_UNKNOWN_ID: no tariff has this name, or this provider; the message suggests near names. See
 *     toll_book_suggest()
 *   - ::TOLL_E_MISSING: tariffs have this name, but none is valid at the instant; or, with a card, the name was retired
 *   - ::TOLL_E_AMBIGUOUS: several providers sell it, and its maker does not; the message names two tariffs
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *   - ::TOLL_E_STRUCT_KIND, ::TOLL_E_STRUCT_SIZE: the header of found
 *
 * Cost: that of toll_book_find(); where the name is not the book's, O(texts of the book) more, 2 microseconds for the
 * built-in one. An unknown name costs up to 5 ms more if `err` is given.
 */
TOLL_API toll_status toll_book_resolve(const void *book, uint64_t book_size, const char *provider,
                                       uint64_t provider_length, const char *model, uint64_t model_length, int64_t at_s,
                                       void *card, uint64_t card_size, toll_book_name *found, toll_error *err);

/**
 * Says from when until when toll_book_resolve() answers a name as it does at an instant.
 *
 * Use it in an engine that keeps cards by name: a card serves every record with from_s <= at_s < until_s. Outside, the
 * name is looked up again. Refused names have a validity, too. An unknown name stays unknown as long as the book is the
 * same, so both ends are open; one that is not yet valid has its first instant as until_s.
 *
 * Within the interval all is the same: the tariff, matched_by, region, variant, whether the name is retired, and of a
 * refusal the status and the message. It accounts for other versions and layers, more specific clauses, sellers that
 * come or go, redirects and retirements. The rules of a tariff that depend on time are no part of it: bills read
 * toll_bill_context.at_s.
 *
 * Example: a price of 3.00 USD holds until 2026-03-01, then one of 2.00 without end. For an instant of February until_s
 * is 2026-03-01; for one of April from_s is 2026-03-01 and until_s ::TOLL_TIME_MAX.
 *
 * The interval is the longest, unless more than 64 dates on one side change nothing: then it is shorter, never longer.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param provider as for toll_book_resolve()
 * @param provider_length 0 .. 31; 0: not known
 * @param model the name, `model_length` bytes
 * @param model_length 1 .. ::TOLL_BOOK_NAME_BYTES_MAX
 * @param at_s instant, seconds since 1970-01-01 UTC; any
 * @param[out] from_s first instant of the interval; ::TOLL_TIME_MIN: no start
 * @param[out] until_s its end, exclusive, above at_s; ::TOLL_TIME_MAX: no end
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, also for a name that is refused, or
 *   - ::TOLL_E_NULL: book, model, from_s or until_s is NULL, or provider is NULL and its length is not 0
 *   - ::TOLL_E_OBJECT: no book
 *   - ::TOLL_E_RANGE: a length
 *   - ::TOLL_E_UNSUPPORTED: a big-endian machine
 *
 * Cost: that of three look-ups without a card, and one more for each date that changes nothing.
 */
TOLL_API toll_status toll_book_find_validity(const void *book, uint64_t book_size, const char *provider,
                                             uint64_t provider_length, const char *model, uint64_t model_length,
                                             int64_t at_s, int64_t *from_s, int64_t *until_s, toll_error *err);

/**
 * Names of a book that are near to one, best first.
 *
 * Use it to offer a choice after toll_book_resolve() has refused a name. Prefixes and dates are taken off before names
 * are compared: by their words, and by the letters that differ. It suggests nothing rather than something far.
 *
 * @param book an opened book
 * @param book_size its size, bytes
 * @param provider as for toll_book_resolve(); of other providers nothing is suggested
 * @param provider_length 0 .. 31; 0: any provider
 * @param model the name, `model_length` bytes
 * @param model_length 1 .. ::TOLL_BOOK_NAME_BYTES_MAX
 * @param[out] candidates at most `capacity` rows; NULL when capacity is 0
 * @param capacity rows that it holds; more than 8 are never filled
 * @param stride_bytes distance between rows: sizeof(toll_book_candidate) of the caller
 * @param[out] n_candidates rows that were filled, 0 .. 8
 * @param[out] err detail on failure; may be NULL
 * @return ::TOLL_OK, also without a candidate; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_RANGE (a length);
 *         ::TOLL_E_STRIDE; ::TOLL_E_UNKNOWN_ID (provider); ::TOLL_E_UNSUPPORTED
 *
 * Cost: O(texts of the book), up to 5 ms.
 */
TOLL_API toll_status toll_book_suggest(const void *book, uint64_t book_size, const char *provider,
                                       uint64_t provider_length, const char *model, uint64_t model_length,
                                       toll_book_candidate *candidates, uint64_t capacity, uint64_t stride_bytes,
                                       uint64_t *n_candidates, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
