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
 * @brief Which tariff applies: meters, tariff rows, price books, look-up by model name and instant.
 *
 * A book holds tariffs. toll_book_find() picks the tariff of a model at an instant and writes a card; bill.h bills usage
 * with that card.
 *
 * **Meters.** Usage is a list of (meter, quantity) pairs over one registry (toll_bill_meter_get()). A meter may be part of
 * others: `cache_read` is part of `input`, `cache_read_audio` is part of both `cache_read` and `input_audio`. Totals are
 * inclusive: `input` counts every prompt token, cached, written and multimodal ones included. Quantities are whole base
 * units: tokens, calls, microseconds, token-seconds.
 *
 * **Tariffs** are rows (::toll_bill_row), no code per vendor. A row ::TOLL_ROW_TARIFF opens a tariff: one SKU, one version,
 * half-open in time. The rows after it describe it:
 * - ::TOLL_ROW_MATCH: the model names that it prices;
 * - ::TOLL_ROW_PRICE: price of a meter, per so many base units;
 * - ::TOLL_ROW_RULE: opens a rule; the predicates (TOLL_ROW_WHEN_*) and prices after it belong to it, up to the next rule or
 *   multiplier. Rules are tried in order; all predicates of one that names different things must hold, of several that name
 *   the same thing (two regions, two windows, two values of one attribute) one is enough. Prices of a rule that holds
 *   override; a meter that it does not mention keeps its price;
 * - ::TOLL_ROW_MULTIPLIER: opens a multiplier, with predicates as a rule has; those that hold are applied in order to the
 *   meters that they name;
 * - ::TOLL_ROW_MINIMUM, ::TOLL_ROW_STEP: least and smallest billed quantity of a meter;
 * - ::TOLL_ROW_ALLOWANCE, ::TOLL_ROW_VOLUME: free quantities and marginal price tiers over a counter;
 * - ::TOLL_ROW_FALLBACK: which meter's price stands in for a meter without one, instead of the registry's default;
 * - ::TOLL_ROW_TIER: a service tier that is sold at the standard price; one that no row names is an error, never the
 *   standard price in silence;
 * - ::TOLL_ROW_HOLIDAY: a day of a list that calendar predicates name.
 *
 * **Commitments.** Provisioned capacity is a price of ::TOLL_METER_UNIT_TIME, flat per unit-hour. What it covers is an
 * allowance: tokens burn down one counter of capacity units, each meter at its own ratio (`number`), cost nothing while it
 * lasts, and the tariff's price beyond it. Unused capacity is paid, because the unit-hours are.
 *
 * **Currencies.** A tariff has one. bill.h converts amounts, by a dated rate only.
 *
 * @snippet book.c book
 * @{
 */

#ifdef __cplusplus
extern "C" {
#endif

/* Meters. Append-only; toll_bill_meter_get() gives names, units, parents. */
#define TOLL_METER_INPUT            1  /**< Prompt tokens, all of them. */
#define TOLL_METER_OUTPUT           2  /**< Answer tokens, all of them. */
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
#define TOLL_METER_WEB_SEARCH       21 /**< Searches of the web; kinds are attributes. */
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
#define TOLL_METER_CREDIT           33 /**< Vendor credits, or currency of an adjustment: may be negative. */
#define TOLL_METERS                 34 /**< Meters of this library plus one: ids are 1 .. TOLL_METERS - 1. */

#define TOLL_SIDE_INPUT  1 /**< Prompt side. */
#define TOLL_SIDE_OUTPUT 2 /**< Answer side. */
#define TOLL_SIDE_OTHER  3 /**< Neither: calls, time, storage. */

/** One meter of the registry. */
typedef struct toll_bill_meter {
    uint32_t struct_size;        /**< sizeof the caller's struct, bytes. */
    uint32_t struct_kind;        /**< ::TOLL_KIND_BILL_METER. */
    uint32_t meter;              /**< TOLL_METER_*. */
    uint32_t side;               /**< TOLL_SIDE_*. */
    uint32_t parent;             /**< Meter that it is a part of; 0: none. */
    uint32_t second_parent;      /**< Another one; 0: none. */
    uint32_t fallback;           /**< Meter whose price stands in by default; 0: none. */
    uint32_t is_token;           /**< 1: counts tokens. */
    int64_t base_units_per_unit; /**< Base units in the unit that people use: 3,600,000,000 microseconds an hour. */
    char name[32];               /**< "cache_read". */
    char unit[16];               /**< "token", "hour". */
} toll_bill_meter;

/* Kinds of tariff rows. Fields that a kind does not name must be zero. */
#define TOLL_ROW_TARIFF                                                                                                \
    1 /**< text: SKU id; key: provider; value: currency (ISO 4217 or "X-NAME"); from_s, until_s; origin; layer. */
#define TOLL_ROW_MATCH 2 /**< text: model name; op: TOLL_MATCH_*. */
#define TOLL_ROW_PRICE 3 /**< meter; number: price of `per` base units; per; is_contract. */
#define TOLL_ROW_RULE  4 /**< text: its name. */
#define TOLL_ROW_MULTIPLIER                                                                                            \
    5 /**< text: its name; number: factor; meter: what it touches with all its parts, 0: every token meter; op: TOLL_FACTOR_*. */
#define TOLL_ROW_WHEN_COUNT     6 /**< meter; op: TOLL_OP_*; quantity: threshold. */
#define TOLL_ROW_WHEN_TIER      7 /**< text: service tier. */
#define TOLL_ROW_WHEN_REGION    8 /**< text: region. */
#define TOLL_ROW_WHEN_ATTRIBUTE 9 /**< key; text: value. */
#define TOLL_ROW_WHEN_TIME                                                                                             \
    10 /**< weekdays; start_s, end_s of the day; utc_offset_s; key: holiday list whose days are excluded. */
#define TOLL_ROW_WHEN_HOLIDAY 11 /**< key: holiday list whose days are meant; utc_offset_s. */
#define TOLL_ROW_WHEN_INSTANT 12 /**< from_s, until_s. */
#define TOLL_ROW_MINIMUM      13 /**< meter; quantity. */
#define TOLL_ROW_STEP         14 /**< meter; quantity: billed quantities are multiples of it, rounded up. */
#define TOLL_ROW_ALLOWANCE                                                                                             \
    15 /**< meter; key: counter; quantity: counter units that are free; number: counter units per base unit (1 where 0). */
#define TOLL_ROW_VOLUME                                                                                                \
    16 /**< meter; key: counter, empty: this record alone; quantity: price holds above it; number, per. */
#define TOLL_ROW_FALLBACK 17 /**< meter; other_meter: its price stands in; 0: none, the meter must be priced. */
#define TOLL_ROW_TIER     18 /**< text: a service tier sold at the standard price. */
#define TOLL_ROW_HOLIDAY                                                                                               \
    19 /**< key: list; from_s: any instant of the day, in the calendar of the predicate's offset 0. */

#define TOLL_OP_GT 1 /**< Above the threshold. */
#define TOLL_OP_GE 2 /**< At or above it. */
#define TOLL_OP_LT 3 /**< Below it. */
#define TOLL_OP_LE 4 /**< At or below it. */

#define TOLL_MATCH_EXACT  1 /**< The name is this text. */
#define TOLL_MATCH_PREFIX 2 /**< The name begins with it; the longest prefix wins. */
#define TOLL_MATCH_ALIAS  3 /**< Another name, as good as exact. */

#define TOLL_FACTOR_LIST     1 /**< Part of the public price: moves list, contracted and billed. */
#define TOLL_FACTOR_CONTRACT 2 /**< Negotiated: moves contracted and billed. */
#define TOLL_FACTOR_BILL     3 /**< Credits and the like: moves billed alone. */

#define TOLL_ORIGIN_PUBLIC    1 /**< A vendor's published price. */
#define TOLL_ORIGIN_CONTRACT  2 /**< Negotiated. */
#define TOLL_ORIGIN_ESTIMATED 3 /**< Estimated cost of an own deployment; repeated on every line. */

#define TOLL_TIME_MIN INT64_MIN /**< valid from ever. */
#define TOLL_TIME_MAX INT64_MAX /**< valid until further notice. */

/** One row of a tariff. A row: no header, its size is the stride. */
typedef struct toll_bill_row {
    uint32_t kind;        /**< TOLL_ROW_*. */
    uint32_t op;          /**< TOLL_OP_*, TOLL_MATCH_*, TOLL_FACTOR_*. */
    uint32_t meter;       /**< TOLL_METER_*. */
    uint32_t other_meter; /**< TOLL_METER_*. */
    uint32_t origin;      /**< TOLL_ORIGIN_*. */
    uint32_t is_contract; /**< 1: a negotiated price beside the list price. */
    int64_t layer;       /**< Of tariffs that match alike the highest layer wins: overlays lie above the public book. */
    int64_t from_s;      /**< Seconds since 1970-01-01 UTC, inclusive. */
    int64_t until_s;     /**< Seconds since 1970-01-01 UTC, exclusive. */
    int64_t quantity;    /**< Base units, or counter units. */
    int64_t per;         /**< Base units that the price buys, 1 .. 9 * 10^15. */
    toll_decimal number; /**< Price or factor. */
    int64_t weekdays;    /**< Bits 0 (Monday) .. 6 (Sunday), on the calendar of utc_offset_s; 0: every day. */
    int64_t start_s;     /**< Start of the window, seconds of the day in UTC, inclusive. */
    int64_t end_s;       /**< End, exclusive; before start: over midnight; equal: all day. */
    int64_t utc_offset_s; /**< Vendor's calendar minus UTC, for weekdays and holidays. */
    char key[32];         /**< Provider, attribute, counter, holiday list. */
    char value[16];       /**< Currency. */
    char text[96];        /**< SKU, model name, rule, tier, region, attribute's value. */
    char source[96];      /**< Where the fact comes from. */
    int64_t source_date;  /**< yyyymmdd; 0: not known. */
} toll_bill_row;

/* ---- meters ---- */

/** @return ids are 1 .. toll_bill_meter_count(). */
TOLL_API uint32_t toll_bill_meter_count(void);

/**
 * One meter.
 * @param meter TOLL_METER_*
 * @param[out] description its name, unit and place; header set by the caller
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (no such meter); ::TOLL_E_STRUCT_KIND; ::TOLL_E_STRUCT_SIZE.
 */
TOLL_API toll_status toll_bill_meter_get(uint32_t meter, toll_bill_meter *description, toll_error *err);

/**
 * Finds a meter by name.
 * @param name "cache_read", `length` bytes
 * @param length 1 .. 31
 * @param[out] meter TOLL_METER_*
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_UNKNOWN_ID.
 */
TOLL_API toll_status toll_bill_meter_find(const char *name, uint64_t length, uint32_t *meter, toll_error *err);

/* ---- books ---- */

/**
 * Bytes that a book of these rows needs.
 * @param n_rows rows
 * @return an upper bound, a multiple of 8; 0 for more than 10,000,000 rows.
 */
TOLL_API uint64_t toll_book_size(uint64_t n_rows);

/**
 * Compiles tariff rows into a book: one immutable, position-independent, little-endian block with a SHA-256 of its
 * content. The same rows in the same order give the same bytes everywhere.
 * @param rows the rows
 * @param n_rows how many, at least 2
 * @param stride_bytes distance between rows: the caller's sizeof(toll_bill_row)
 * @param[out] book 8-byte aligned memory
 * @param book_size its size, at least toll_book_size()
 * @param[out] used_bytes size of the book: so much needs to be kept
 * @param[out] err names the first wrong field and row; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_STRIDE; ::TOLL_E_BUFFER; ::TOLL_E_RANGE; ::TOLL_E_STRING; ::TOLL_E_MISSING (a
 *         field that its kind needs, a tariff without names or prices, a holiday list without days); ::TOLL_E_CONFLICT (a
 *         row outside a tariff, a field that its kind does not have, a meter priced twice in one rule, two versions of one
 *         SKU in one layer that overlap in time, an empty interval, a loop of fall-backs among unpriced meters, volume
 *         tiers of one meter that do not rise over one counter, two priced meters whose common part has neither a price
 *         nor a row ::TOLL_ROW_FALLBACK); ::TOLL_E_UNSUPPORTED on a big-endian machine, or for more than a thousand texts
 *         that hash alike. On failure `used_bytes` stays; when rows contradict each other the memory has been worked in,
 *         and holds no book.
 */
TOLL_API toll_status toll_book_compile(const toll_bill_row *rows, uint64_t n_rows, uint64_t stride_bytes, void *book,
                                       uint64_t book_size, uint64_t *used_bytes, toll_error *err);

/**
 * Bytes that toll_book_overlay() needs for these rows.
 * @param base an opened book
 * @param base_size its size
 * @param rows the overlay's rows
 * @param n_rows how many, at least 1
 * @param stride_bytes distance between rows: the caller's sizeof(toll_bill_row)
 * @param[out] size_bytes a multiple of 8
 * @param[out] err names the first wrong field and row; NULL allowed
 * @return as toll_book_overlay(). O(tariffs of the base * rows).
 */
TOLL_API toll_status toll_book_overlay_size(const void *base, uint64_t base_size, const toll_bill_row *rows,
                                            uint64_t n_rows, uint64_t stride_bytes, uint64_t *size_bytes,
                                            toll_error *err);

/**
 * Lays negotiated terms over a book, and makes a book that holds both. A tariff of the overlay that has a list price
 * stands alone beside those of the base. One that has none is terms on the base's tariffs: of its provider and currency,
 * under the names that its ::TOLL_ROW_MATCH rows take (a name takes that very name, a prefix all names and prefixes that
 * begin with it), as long as both are valid. For each of them the new book has a tariff of the overlay's layer and
 * origin: the base's own prices, then the overlay's (::toll_bill_row.is_contract), the base's rules and multipliers, then
 * the overlay's. List prices thus stay those of the base, and what was negotiated is the contracted cost beside them.
 *
 * Precedence is that of toll_book_find(): the more specific name, then the higher layer, which must be above the base's. A
 * model that the overlay does not name costs what the base says. The new book's hash covers all; the row
 * ::TOLL_ROW_TARIFF of a tariff with terms says "overlay of book " and the base's hash as its source, so a bill's
 * book_hash leads to every book behind it. Terms on a tariff that has terms already are a conflict: state them whole.
 * @param base an opened book, not changed
 * @param base_size its size
 * @param rows the overlay's rows, as for toll_book_compile()
 * @param n_rows how many, at least 1
 * @param stride_bytes distance between rows: the caller's sizeof(toll_bill_row)
 * @param[out] book 8-byte aligned memory, not that of the base
 * @param book_size its size, at least toll_book_overlay_size()
 * @param[out] used_bytes size of the book: so much needs to be kept
 * @param[out] err names the first wrong field and row: of the new book where the base or what was made is wrong; NULL
 *        allowed
 * @return ::TOLL_OK; ::TOLL_E_OBJECT (base); ::TOLL_E_UNKNOWN_ID (terms that no tariff of the base takes);
 *         ::TOLL_E_CONFLICT (a layer that is not above the base's; two sets of terms on one tariff in one layer); else as
 *         toll_book_compile().
 */
TOLL_API toll_status toll_book_overlay(const void *base, uint64_t base_size, const toll_bill_row *rows, uint64_t n_rows,
                                       uint64_t stride_bytes, void *book, uint64_t book_size, uint64_t *used_bytes,
                                       toll_error *err);

/**
 * Validates a book in place, whole: afterwards no use of it reads outside of it, even if it changes under us.
 * @param book 8-byte aligned memory, `book_size` bytes
 * @param book_size its size
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT (damaged, truncated, foreign, of another format version);
 *         ::TOLL_E_UNSUPPORTED on a big-endian machine. O(size).
 */
TOLL_API toll_status toll_book_open(const void *book, uint64_t book_size, toll_error *err);

/**
 * The built-in book of public prices.
 * @param[out] size_bytes its size; NULL allowed
 * @return the book, static; open already.
 */
TOLL_API const void *toll_book_get_public(uint64_t *size_bytes);

/**
 * Content hash of a book.
 * @param book an opened book
 * @param book_size its size
 * @param[out] text 65 bytes: 64 hexadecimal digits and a NUL
 * @param capacity bytes of text
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_BUFFER.
 */
TOLL_API toll_status toll_book_get_hash(const void *book, uint64_t book_size, char *text, uint64_t capacity,
                                        toll_error *err);

/** Tariffs in a book; 0 when it is none. @param book an opened book @param book_size its size @return count */
TOLL_API uint64_t toll_book_count(const void *book, uint64_t book_size);

#define TOLL_BOOK_ESTIMATED_ROWS 4 /**< Rows that toll_book_estimate_rows() writes. */

/**
 * An estimated unit cost of an own deployment as the rows of a tariff, in USD: ::TOLL_ORIGIN_ESTIMATED, which every bill by it
 * repeats. Prompt tokens of every kind, cached ones too, pay the price of input. Prices are rounded to 10^-9 USD per million.
 * @param provider who runs it; NULL when its length is 0
 * @param provider_length bytes of it, 0 .. 31
 * @param model the model's name on bills
 * @param model_length bytes of it, 1 .. 95
 * @param usd_per_mtok_input price of a million prompt tokens, 0 .. 10^9
 * @param usd_per_mtok_output price of a million output tokens, 0 .. 10^9
 * @param from_s valid from, seconds since 1970-01-01 UTC; ::TOLL_TIME_MIN: from ever
 * @param[out] rows room for ::TOLL_BOOK_ESTIMATED_ROWS rows: for toll_book_compile(), alone or among others
 * @param stride_bytes distance between rows: the caller's sizeof(toll_bill_row)
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_RANGE (a length, a price); ::TOLL_E_NOT_FINITE; ::TOLL_E_STRIDE.
 */
TOLL_API toll_status toll_book_estimate_rows(const char *provider, uint64_t provider_length, const char *model,
                                             uint64_t model_length, double usd_per_mtok_input,
                                             double usd_per_mtok_output, int64_t from_s, toll_bill_row *rows,
                                             uint64_t stride_bytes, toll_error *err);

/**
 * A row of a book as it was compiled, for listings and audits.
 * @param book an opened book
 * @param book_size its size
 * @param index 0 .. rows - 1
 * @param[out] row the row
 * @param stride_bytes the caller's sizeof(toll_bill_row)
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_RANGE (no such row); ::TOLL_E_STRIDE.
 */
TOLL_API toll_status toll_book_get_row(const void *book, uint64_t book_size, uint64_t index, toll_bill_row *row,
                                       uint64_t stride_bytes, toll_error *err);

/**
 * Interns a text of a record's context (service tier, region, attribute key or value, counter): once per distinct text, not
 * per record.
 * @param book an opened book
 * @param book_size its size
 * @param text UTF-8, `length` bytes; compared byte by byte
 * @param length 0 .. 95
 * @param[out] id its number in this book; a text that no row names gets ::TOLL_INTERN_OTHER, an empty one
 *        0; "standard" has a number in every book
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_RANGE.
 */
TOLL_API toll_status toll_book_intern(const void *book, uint64_t book_size, const char *text, uint64_t length,
                                      uint64_t *id, toll_error *err);

#define TOLL_INTERN_OTHER 0xffffffffu /**< A text that no row of the book names. */

/** @return bytes of memory that a card takes, a multiple of 8. */
TOLL_API uint64_t toll_bill_card_size(void);

/**
 * Finds the tariff of a model at an instant and makes it ready to bill: of the tariffs valid then, the most specific name
 * wins (exact and alias before prefix, longer prefix before shorter), then the higher layer.
 * @param book an opened book; must outlive the card
 * @param book_size its size
 * @param provider provider's name, `provider_length` bytes; length 0: any provider
 * @param provider_length 0 .. 31
 * @param model model's name, `model_length` bytes
 * @param model_length 1 .. 95
 * @param at_s instant, seconds since 1970-01-01 UTC
 * @param[out] card 8-byte aligned memory
 * @param card_size its size, at least toll_bill_card_size()
 * @param[out] err detail on failure; NULL allowed
 * @return ::TOLL_OK; ::TOLL_E_NULL; ::TOLL_E_OBJECT; ::TOLL_E_RANGE; ::TOLL_E_BUFFER; ::TOLL_E_UNKNOWN_ID (no tariff has that
 *         name: never $0); ::TOLL_E_MISSING (none is valid at that instant); ::TOLL_E_AMBIGUOUS (several are as good; the
 *         message names them). A model that is free has a tariff with prices of 0.
 */
TOLL_API toll_status toll_book_find(const void *book, uint64_t book_size, const char *provider,
                                    uint64_t provider_length, const char *model, uint64_t model_length, int64_t at_s,
                                    void *card, uint64_t card_size, toll_error *err);

#ifdef __cplusplus
}
#endif

/** @} */

#endif
