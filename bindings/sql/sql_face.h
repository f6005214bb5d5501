/* SPDX-License-Identifier: Apache-2.0 */
/* The shared face of the SQL engines: words, records, cards, accounts, prices and errors, with plain C values.
 *
 *     words of a call   -- sql_word_find() -->                        what each value means
 *     values of a row   -- sql_record_add_count(), _add_text() -->    record
 *     record            -- sql_bill() -->                             total, lines
 *
 * An engine opens one book and one cache of cards for each thread, and keeps them as long as its own state. No function
 * knows an engine. Every message is the library's, or of its kind: the field, the allowed range, what was found. */
#ifndef TOLL_SQL_FACE_H
#define TOLL_SQL_FACE_H

#include <stdbool.h>
#include <stddef.h>

#include <toll.h>

/* A text of an engine: not terminated, any bytes. Empty stands for "not stated" where that has a meaning. */
typedef struct sql_text {
    const char *bytes;
    uint64_t length;
} sql_text;

/* Fails with a status, the name of the wrong argument and a formatted message. */
toll_status sql_fail(toll_error *err, toll_status status, const char *field, const char *format, ...);
/* Length of a text as a precision of printf, cut so that a message holds it. */
int sql_cut(sql_text text);

/* ---- books ---- */

/* The prices of an engine: the built-in book, or the file that the environment names in TOLL_SQL_BOOK. */
typedef struct sql_book {
    const void *bytes;
    uint64_t size;
    void *owned;      /* memory of a file's book; NULL: built-in */
    char hash[72];    /* content hash, 64 hexadecimal digits */
    char source[256]; /* "built-in", or the path */
} sql_book;

/* Opens the file that TOLL_SQL_BOOK names, or the built-in book without it. A file that is no book is refused. */
toll_status sql_book_open(sql_book *book, toll_error *err);
/* Opens a file; NULL: the built-in book. */
toll_status sql_book_open_file(sql_book *book, const char *path, toll_error *err);
void sql_book_close(sql_book *book);
/* "libtoll 0.1.0, book built-in 9f86d081...": what a person should write next to a report. */
void sql_version_text(const sql_book *book, char *text, size_t capacity);

/* ---- words ---- */

/* What a word of a call means. */
typedef enum sql_word_kind {
    SQL_WORD_METER = 1, /* 'input', 'cache_read' and so on: a count */
    SQL_WORD_PROVIDER,  /* who served the model */
    SQL_WORD_TIER,      /* service tier */
    SQL_WORD_REGION,
    SQL_WORD_CURRENCY,  /* currency that the amount must have; USD where it is not stated */
    SQL_WORD_AGGREGATE, /* 'is_aggregate': 1 where the row sums several requests */
    SQL_WORD_ATTRIBUTE, /* 'attribute.speed' and so on */
} sql_word_kind;

typedef struct sql_word {
    sql_word_kind kind;
    uint32_t meter;     /* SQL_WORD_METER: TOLL_METER_* */
    uint64_t attribute; /* SQL_WORD_ATTRIBUTE: its name, interned */
} sql_word;

/* True for words whose value is a whole number, false for those whose value is a text. */
bool sql_word_is_count(const sql_word *word);
/* Finds a word. An unknown one is TOLL_E_UNKNOWN_ID: a typing error must never leave a quantity out. */
toll_status sql_word_find(const sql_book *book, sql_text name, sql_word *word, toll_error *err);

/* ---- values ---- */

/* A double as a count: NaN, infinity, fractions and numbers beyond 63 bits are TOLL_E_RANGE. */
toll_status sql_whole(double value, const char *field, int64_t *whole, toll_error *err);
/* "2026-03-01", "2026-03-01 12:30:00", "2026-03-01T12:30:00Z" as seconds since 1970 UTC; fractions of a second are cut. */
toll_status sql_instant_parse(sql_text text, int64_t *at_s, toll_error *err);
/* Refuses instants outside of the years 1 .. 9999: milliseconds for seconds would be billed at prices of the far future. */
toll_status sql_instant_check(int64_t at_s, toll_error *err);
/* The clock, seconds since 1970 UTC. */
int64_t sql_now(void);
/* An amount as exact text without needless zeros. Returns its length. */
uint64_t sql_amount_text(toll_amount amount, char text[TOLL_MONEY_TEXT_BYTES]);
/* Reads an amount; fast for those of single records. */
toll_status sql_amount_parse(sql_text text, toll_amount *amount, toll_error *err);
/* An amount as a double, within 2 units in the last place. For charts; sums of doubles are not exact. */
double sql_amount_double(toll_amount amount);
/* True where an amount fits a DECIMAL(38,18): its 128-bit integer is below 10^38. */
bool sql_amount_fits(toll_amount amount);

/* ---- records ---- */

#define SQL_RECORD_PAIRS      64
#define SQL_RECORD_ATTRIBUTES 16
#define SQL_RECORD_KINDS      8

/* One row of usage. Its texts are the caller's, and stay in place until it is billed. */
typedef struct sql_record {
    sql_text model;
    sql_text provider; /* empty: any */
    sql_text currency; /* empty: USD */
    uint64_t n_usage, n_attributes, n_kinds;
    toll_bill_context context;
    toll_bill_usage usage[SQL_RECORD_PAIRS];
    toll_bill_attribute attributes[SQL_RECORD_ATTRIBUTES];
    toll_bill_kind kinds[SQL_RECORD_KINDS];
} sql_record;

/* Begins a record: one request of the standard tier. */
void sql_record_start(sql_record *record, sql_text model, int64_t at_s);
/* Adds a count. A word that takes a text is refused, and so is a negative count of a meter but credit. */
toll_status sql_record_add_count(sql_record *record, const sql_word *word, int64_t value, toll_error *err);
/* Adds a text; an empty one states nothing. A word that takes a count is refused. */
toll_status sql_record_add_text(const sql_book *book, sql_record *record, const sql_word *word, sql_text value,
                                toll_error *err);

/* ---- cards ---- */

/* A card of the cache. It serves the instants from_s <= at_s < until_s. */
typedef struct sql_card {
    uint64_t hash;       /* of the key */
    uint64_t key_length; /* provider, a NUL, model */
    int64_t from_s;      /* first instant */
    int64_t until_s;     /* end, exclusive */
    int64_t tariff_row;  /* row of the tariff in the book */
    uint64_t region;     /* the region that the name tells, as a number of the book; 0: none */
    toll_error err;      /* refused names are kept, too: err.code is their status */
    char key[TOLL_BOOK_NAME_BYTES_MAX + 33];
    char currency[16];
    uint64_t words[TOLL_BILL_CARD_WORDS];
} sql_card;

/* A cache of cards by provider, name and interval; at most SQL_CARDS of them, about 4 MB. One thread at a time. */
typedef struct sql_cards sql_cards;
#define SQL_CARDS 512

/* A new cache over a book that outlives it; NULL: no memory. */
sql_cards *sql_cards_new(const sql_book *book);
void sql_cards_free(sql_cards *cards);
const sql_book *sql_cards_book(const sql_cards *cards);
/* The card of a name at an instant. It stays in place until the next call. */
toll_status sql_cards_find(sql_cards *cards, sql_text provider, sql_text model, int64_t at_s, const sql_card **card,
                           toll_error *err);

/* ---- bills ---- */

/* The card of a record, if its amounts are in the record's currency: a sum must not mix two. */
toll_status sql_bill_card(sql_cards *cards, const sql_record *record, const sql_card **card, toll_error *err);
/* The rater of a record's tariff and context for columns of these meters, and its card. */
toll_status sql_bill_rater(sql_cards *cards, const sql_record *record, const uint32_t *meters, uint64_t n_meters,
                           uint64_t *rater, uint64_t rater_bytes, const sql_card **card, toll_error *err);
/* Bills a record. An amount of another currency than the record's is TOLL_E_CONFLICT, so that no sum mixes two. */
toll_status sql_bill(sql_cards *cards, const sql_record *record, toll_bill_line *lines, uint64_t capacity,
                     toll_bill_total *total, toll_error *err);
/* The same with the account's counters, which it advances. */
toll_status sql_bill_counted(sql_cards *cards, const sql_record *record, toll_bill_counter *counters,
                             uint64_t n_counters, toll_bill_line *lines, uint64_t capacity, toll_bill_total *total,
                             toll_error *err);
/* The price of a million tokens, or of one unit of another meter (an hour, an image, a call), in the standard tier. */
toll_status sql_price(sql_cards *cards, sql_text model, sql_text meter, int64_t at_s, toll_amount *price,
                      toll_error *err);

/* ---- raters ---- */

/* Raters of toll_bill_resolve_rater() by tariff, context and columns, for engines that bill a chunk of rows at once. */
typedef struct sql_raters sql_raters;
#define SQL_RATERS 256

/* New, empty; NULL: no memory. About 3.5 MB when full. */
sql_raters *sql_raters_new(void);
void sql_raters_free(sql_raters *raters);
/* Before each chunk: forgets all raters when few places are left, since their indices must hold for a whole chunk. */
void sql_raters_begin(sql_raters *raters);
/* What toll_bill_compute_rows() takes, and how many they are. */
const void *const *sql_raters_all(const sql_raters *raters, uint64_t *count);
/* The rater of a record's tariff and context for columns of these meters; it serves from_s <= at_s < until_s.
 * TOLL_E_BUFFER: no place is left for this chunk. */
toll_status sql_raters_find(sql_raters *raters, sql_cards *cards, const sql_record *record, const uint32_t *meters,
                            uint64_t n_meters, uint32_t *index, int64_t *from_s, int64_t *until_s, toll_error *err);

/* ---- accounts ---- */

/* The records of one account and period, for prices that depend on what came before: free quantities, volume tiers. It
 * keeps a copy of each record, about 100 bytes. */
typedef struct sql_account sql_account;

/* A new account without records; NULL: no memory. */
sql_account *sql_account_new(void);
void sql_account_free(sql_account *account);
toll_status sql_account_add(sql_account *account, const sql_record *record, toll_error *err);
/* Adds the records of another account. */
toll_status sql_account_merge(sql_account *account, const sql_account *other, toll_error *err);
uint64_t sql_account_count(const sql_account *account);
/* Bills all records in the order of their instants, those of one second in the order of their contents, with counters
 * that begin at 0. So the sum does not depend on the order in which an engine gives them. */
toll_status sql_account_bill(const sql_account *account, sql_cards *cards, toll_amount *billed, toll_error *err);

/* ---- tables ---- */

/* A walk over the tariffs of a book: each step gives one tariff, or one amount of a tariff. */
typedef struct sql_walk {
    const sql_book *book;
    uint64_t next;        /* row that is read next */
    bool has_retirement;  /* retired_s has a meaning */
    int64_t retired_s;    /* from then on the names have no card */
    toll_bill_row tariff; /* the tariff's own row: key provider, value currency, text SKU, from_s, until_s */
    toll_bill_row row;    /* of amounts: the row */
    char model[96];       /* first exact name of the tariff, else the first pattern */
    char rule[96];        /* of amounts: name of the open rule or multiplier; empty: none */
} sql_walk;

void sql_walk_start(sql_walk *walk, const sql_book *book);
/* Next tariff; false: none is left. */
bool sql_walk_tariff(sql_walk *walk);
/* Next price, volume tier, multiplier, fee, floor or cap; false: none is left. */
bool sql_walk_amount(sql_walk *walk);
/* Name of the row's kind: "price", "multiplier" and so on. */
const char *sql_walk_kind(const sql_walk *walk);
/* Name of a meter; "" for 0. */
void sql_meter_name(uint32_t meter, char name[32]);
/* Flags of a line as words, "fallback,inexact"; a flag without a word stands as a number. */
void sql_flags_text(uint64_t flags, char *text, size_t capacity);

#endif
