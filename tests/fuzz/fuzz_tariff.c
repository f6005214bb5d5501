/* SPDX-License-Identifier: Apache-2.0 */
/* toll_bill_*: any record under a tariff that the input's rows make, or that has every kind of row: each token is on one line,
 * columns cost what records cost, a refused bill writes nothing. Hostile and changing books: fuzz_bill.c, too. */
#include "fuzz.h"
#include "support/book_rows.h"

#define PAIRS    12
#define COUNTERS 3
#define LINES    128
#define RECORDS  3
#define START_S  INT64_C(1767225600) /* second version of "old" begins: its tariff has every kind of row */

static const char words[][24] = {
    "batch",   "eu",      "search_context_size", "high", "tokens", "searches", "spend", "cn",
    "nothing", "eu-west", "resolution",          "1080", "720.5",  "low"};
#define WORDS (sizeof words / sizeof words[0])

typedef struct record {
    toll_bill_usage usage[PAIRS];
    uint64_t n_usage;
    toll_bill_context context;
    toll_bill_attribute attributes[2];
    toll_bill_counter counters[COUNTERS];
} record;

static uint64_t take_word(input *in, const book_block *book)
{
    uint64_t id = 0;
    toll_error err;
    const char *word = words[take(in, 1) % WORDS];
    (void)law_status(toll_book_intern(book->words, book->size, word, strlen(word), &id, &err), &err);
    return id;
}

/* Small, large, and at the edges. */
static int64_t take_quantity(input *in)
{
    switch (take(in, 1) % 8) {
    case 0:
        return 0;
    case 1:
        return INT64_MAX - (int64_t)take(in, 1);
    case 2:
        return (int64_t)take(in, 8);
    case 3:
        return (int64_t)take(in, 5);
    default:
        return (int64_t)take(in, 2);
    }
}

static void take_record(input *in, const book_block *book, record *r)
{
    memset(r, 0, sizeof *r);
    (void)toll_struct_init(&r->context, sizeof r->context, TOLL_KIND_BILL_CONTEXT, NULL);
    r->context.known = TOLL_CONTEXT_AT;
    r->context.at_s = START_S + (int64_t)take(in, 4);
    r->context.service_tier = take(in, 1) % 4 == 0 ? take_word(in, book) : 0;
    r->context.region = take_word(in, book);
    mutate(in, &r->context, TOLL_KIND_BILL_CONTEXT);
    for (int i = 0; i < 2; i++)
        r->attributes[i] = (toll_bill_attribute){take_word(in, book), take_word(in, book)};
    for (int i = 0; i < COUNTERS; i++)
        r->counters[i] = (toll_bill_counter){take_word(in, book), take_quantity(in)};
    r->n_usage = take(in, 1) % (PAIRS + 1);
    for (uint64_t i = 0; i < r->n_usage; i++)
        r->usage[i] = (toll_bill_usage){take(in, 1) % (TOLL_METERS + 1), take_quantity(in)};
}

/* A record that most tariffs bill: totals that have room for the parts, the counters that rows name. */
static void take_likely(input *in, const book_block *book, record *r)
{
    uint64_t key = 0;
    memset(r, 0, sizeof *r);
    (void)toll_struct_init(&r->context, sizeof r->context, TOLL_KIND_BILL_CONTEXT, NULL);
    r->context.known = TOLL_CONTEXT_AT;
    r->context.at_s = START_S + (int64_t)take(in, 3);
    for (int i = 0; i < COUNTERS; i++) { /* those that rows name stand in the middle of the words */
        (void)toll_book_intern(book->words, book->size, words[4 + i], strlen(words[4 + i]), &key, NULL);
        r->counters[i] = (toll_bill_counter){key, (int64_t)take(in, 2)};
    }
    r->usage[0] = (toll_bill_usage){TOLL_METER_INPUT, (int64_t)take(in, 3)};
    r->usage[1] = (toll_bill_usage){TOLL_METER_OUTPUT, (int64_t)take(in, 2)};
    uint64_t given = UINT64_C(1) << TOLL_METER_INPUT | UINT64_C(1) << TOLL_METER_OUTPUT;
    r->n_usage = 2;
    for (uint64_t n = take(in, 1) % (PAIRS - 1); n > 0; n--) {
        const uint64_t meter = take(in, 1) % TOLL_METERS;
        if (meter == 0 || (given >> meter & 1) != 0)
            continue;
        given |= UINT64_C(1) << meter;
        r->usage[r->n_usage++] = (toll_bill_usage){meter, (int64_t)take(in, 1)};
    }
}

static int is_same(toll_amount a, toll_amount b)
{
    return a.low == b.low && a.high == b.high;
}

/* Base units of a side's lines. Minima, steps and their like change them: only for tariffs that have none. */
static int64_t count_units(const toll_bill_line *lines, int64_t n_lines, uint32_t side)
{
    int64_t units = 0;
    for (int64_t i = 0; i < n_lines; i++) {
        toll_bill_meter meter;
        (void)toll_struct_init(&meter, sizeof meter, TOLL_KIND_BILL_METER, NULL);
        LAW(toll_bill_meter_get(lines[i].meter, &meter, NULL) == TOLL_OK);
        LAW(lines[i].quantity != 0 || (lines[i].flags & TOLL_LINE_STEP) != 0); /* 0: rounded away */
        LAW(lines[i].quantity >= 0 || lines[i].meter == TOLL_METER_CREDIT);
        units += meter.side == side ? lines[i].quantity : 0;
    }
    return units;
}

static int64_t quantity_of(const record *r, uint64_t meter)
{
    for (uint64_t i = 0; i < r->n_usage; i++)
        if (r->usage[i].meter == meter)
            return r->usage[i].quantity;
    return 0;
}

/* A side's lines hold what the record states, and with derived quantities (TOLL_DERIVE_ADD_*) never less. */
static void law_side(const record *r, const toll_bill_line *lines, const toll_bill_total *total, uint64_t meter,
                     uint32_t side)
{
    const int64_t billed = count_units(lines, total->n_lines, side), stated = quantity_of(r, meter);
    LAW(billed == stated || ((total->flags & TOLL_LINE_DERIVED) != 0 && billed > stated));
}

/* Each token is on exactly one line. */
static void law_tokens(const record *r, const toll_bill_line *lines, const toll_bill_total *total)
{
    const uint64_t changed = TOLL_LINE_MINIMUM | TOLL_LINE_STEP | TOLL_LINE_FEE; /* a fee is one of its meter */
    if ((total->flags & changed) != 0)
        return;
    law_side(r, lines, total, TOLL_METER_INPUT, TOLL_SIDE_INPUT);
    law_side(r, lines, total, TOLL_METER_OUTPUT, TOLL_SIDE_OUTPUT);
}

/* The same record without room for lines, with room for all of them, and with room for one less. */
static void law_capacity(const void *card, const record *r, const toll_bill_total *total)
{
    toll_bill_line lines[LINES];
    toll_bill_total again = *total;
    toll_bill_counter own[COUNTERS];
    toll_error err;
    const uint64_t size = toll_bill_card_size(), n = (uint64_t)total->n_lines;
    memcpy(own, r->counters, sizeof own);
    LAW(toll_bill_compute(card, size, r->usage, r->n_usage, &r->context, r->attributes, 2, own, COUNTERS, NULL, 0,
                          &again, &err) == TOLL_OK);
    LAW(memcmp(&again, total, sizeof again) == 0);
    memcpy(own, r->counters, sizeof own);
    LAW(toll_bill_compute(card, size, r->usage, r->n_usage, &r->context, r->attributes, 2, own, COUNTERS, lines, n,
                          &again, &err) == TOLL_OK);
    memcpy(own, r->counters, sizeof own);
    LAW(n < 2 || toll_bill_compute(card, size, r->usage, r->n_usage, &r->context, r->attributes, 2, own, COUNTERS,
                                   lines, n - 1, &again, &err) == TOLL_E_BUFFER);
    LAW(memcmp(own, r->counters, sizeof own) == 0 || n < 2);
}

/* A bill can be replayed, adds up, and moves no counter back; a refused one writes nothing. */
static void try_compute(const void *card, const record *r, int is_sound)
{
    toll_bill_line lines[LINES], before[LINES];
    toll_bill_total total, untouched;
    toll_bill_counter own[COUNTERS];
    toll_error err;
    memset(lines, 0x5a, sizeof lines);
    memcpy(before, lines, sizeof before);
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    untouched = total;
    memcpy(own, r->counters, sizeof own);
    if (law_status(toll_bill_compute(card, toll_bill_card_size(), r->usage, r->n_usage, &r->context, r->attributes, 2,
                                     own, COUNTERS, lines, LINES, &total, &err),
                   &err) != TOLL_OK) {
        LAW(memcmp(own, r->counters, sizeof own) == 0 && memcmp(&total, &untouched, sizeof total) == 0);
        LAW(memcmp(lines, before, sizeof lines) == 0);
        return;
    }
    for (int i = 0; i < COUNTERS; i++)
        LAW(own[i].used >= r->counters[i].used && own[i].key == r->counters[i].key);
    if (!is_sound)
        return;
    law_result(&total, TOLL_KIND_BILL_TOTAL);
    if (toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err) != TOLL_OK) {
        fprintf(stderr, "%s\n", err.message);
        abort();
    }
    law_tokens(r, lines, &total);
    law_capacity(card, r, &total);
}

/* A column of equal records costs what one record costs. */
static void try_columns(const void *card, const record *r)
{
    uint32_t meters[PAIRS];
    int64_t quantities[PAIRS * RECORDS];
    toll_amount billed[RECORDS];
    int32_t statuses[RECORDS];
    toll_bill_total total;
    toll_error err;
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    for (uint64_t i = 0; i < r->n_usage; i++) {
        meters[i] = (uint32_t)r->usage[i].meter;
        for (int row = 0; row < RECORDS; row++)
            quantities[i * RECORDS + (uint64_t)row] = row == 1 ? 0 : r->usage[i].quantity;
    }
    statuses[0] = 1; /* no status: the arguments of all rows were refused */
    const toll_status one = toll_bill_compute(card, toll_bill_card_size(), r->usage, r->n_usage, &r->context,
                                              r->attributes, 2, NULL, 0, NULL, 0, &total, NULL);
    const toll_status all =
        law_status(toll_bill_compute_columns(card, toll_bill_card_size(), meters, r->n_usage, quantities, RECORDS,
                                             &r->context, r->attributes, 2, billed, statuses, &err),
                   &err);
    LAW((statuses[0] == TOLL_OK) == (one == TOLL_OK) ||
        r->n_usage == 0); /* row 1 may be refused: its tier is not sold */
    LAW(all != TOLL_OK || one == TOLL_OK);
    if (all == TOLL_OK)
        LAW(is_same(billed[0], total.billed_cost) && is_same(billed[2], total.billed_cost) && statuses[1] == TOLL_OK);
}

static void try_records(input *in, const book_block *book, const void *card, int is_sound)
{
    record r;
    for (int i = 0; i < 3 && in->size > 0; i++) {
        if (take(in, 1) % 4 == 0)
            take_record(in, book, &r);
        else
            take_likely(in, book, &r);
        try_compute(card, &r, is_sound);
        if (is_sound)
            try_columns(card, &r);
    }
}

/* Prices, multipliers, counts and fall-backs of the input, added to a small tariff. */
static void take_rows(input *in, book_rows *list)
{
    static const uint32_t kinds[] = {
        TOLL_ROW_PRICE, TOLL_ROW_RULE,      TOLL_ROW_MULTIPLIER, TOLL_ROW_WHEN_COUNT,   TOLL_ROW_MINIMUM,
        TOLL_ROW_STEP,  TOLL_ROW_ALLOWANCE, TOLL_ROW_VOLUME,     TOLL_ROW_WHEN_TIME,    TOLL_ROW_WHEN_TIER,
        TOLL_ROW_PRICE, TOLL_ROW_FALLBACK,  TOLL_ROW_TIER,       TOLL_ROW_DEFAULT_PART, TOLL_ROW_FEE,
        TOLL_ROW_FLOOR, TOLL_ROW_CAP,       TOLL_ROW_DERIVE};
    rows_simple(list, "acme", "old");
    for (uint64_t n = take(in, 1) % 16; n > 0; n--) {
        const uint32_t kind = kinds[take(in, 1) % (sizeof kinds / sizeof kinds[0])];
        toll_bill_row *row = rows_price(list, (uint32_t)take(in, 1) % TOLL_METERS, (int64_t)take(in, 2));
        row->kind = kind;
        row->per =
            kind == TOLL_ROW_PRICE || kind == TOLL_ROW_VOLUME || kind == TOLL_ROW_DERIVE ? (int64_t)take(in, 2) : 0;
        row->quantity = (int64_t)take(in, 2);
        const int is_money = kind >= TOLL_ROW_FEE && kind <= TOLL_ROW_CAP;
        const int is_pair = kind == TOLL_ROW_FALLBACK || kind == TOLL_ROW_DEFAULT_PART || kind == TOLL_ROW_DERIVE;
        if (kind == TOLL_ROW_PRICE || is_pair || is_money || kind == TOLL_ROW_TIER)
            row->quantity = 0;
        row->is_contract = kind == TOLL_ROW_PRICE || is_money ? (uint32_t)take(in, 1) % 2 : 0;
        if (kind == TOLL_ROW_MULTIPLIER || kind == TOLL_ROW_WHEN_COUNT)
            row->op = 1 + (uint32_t)take(in, 1) % 4;
        if (kind >= TOLL_ROW_MINIMUM && kind <= TOLL_ROW_VOLUME)
            row->op = (uint32_t)take(in, 1) % 4;
        if (kind == TOLL_ROW_DERIVE)
            row->op = (uint32_t)take(in, 1) % 8;
        if (is_money && take(in, 1) % 4 == 0)
            row->op = (uint32_t)take(in, 1) % 5;
        if (kind == TOLL_ROW_ALLOWANCE || kind == TOLL_ROW_VOLUME)
            strcpy(row->key, words[4 + take(in, 1) % 2]);
        if (is_pair)
            row->other_meter = (uint32_t)take(in, 1) % TOLL_METERS;
        if (kind == TOLL_ROW_WHEN_TIER || kind == TOLL_ROW_TIER)
            strcpy(row->text, words[0]);
        if (kind == TOLL_ROW_WHEN_TIER || kind == TOLL_ROW_WHEN_TIME || kind == TOLL_ROW_RULE ||
            kind == TOLL_ROW_TIER || kind == TOLL_ROW_FLOOR || kind == TOLL_ROW_CAP)
            row->meter = 0;
        if (!is_money && kind != TOLL_ROW_PRICE && kind != TOLL_ROW_VOLUME && kind != TOLL_ROW_ALLOWANCE &&
            kind != TOLL_ROW_MULTIPLIER && kind != TOLL_ROW_DERIVE)
            row->number = (toll_decimal){0, 0, 0};
        if (kind == TOLL_ROW_MULTIPLIER || kind == TOLL_ROW_RULE || kind == TOLL_ROW_WHEN_TIER ||
            kind == TOLL_ROW_WHEN_TIME)
            row->quantity = 0;
    }
}

static int find_card(const book_block *book, uint64_t *card, uint64_t size)
{
    toll_error err;
    LAW(toll_bill_card_size() <= size);
    return law_status(toll_book_find(book->words, book->size, NULL, 0, "old", 3, START_S, card, size, &err), &err) ==
           TOLL_OK;
}

/* Words of the book change after its card was made: wrong figures may come out, nothing else. */
static void change_book(input *in, book_block *book)
{
    const uint64_t changes = 1 + take(in, 1) % 8;
    for (uint64_t i = 0; i < changes; i++) {
        const uint32_t word = (uint32_t)take(in, 1 + take(in, 1) % 4);
        const uint64_t at = 104 + take(in, 2) % ((book->size - 104) / 4) * 4; /* behind the header */
        memcpy((unsigned char *)book->words + at, &word, sizeof word);
    }
}

static void try_book(input *in, uint64_t mode)
{
    uint64_t card[800];
    book_rows list = {0};
    book_block book;
    toll_error err;
    if (mode == 1)
        take_rows(in, &list);
    else
        rows_every_kind(&list);
    if (law_status(block_make(&list, &book, &err), &err) == TOLL_OK && find_card(&book, card, sizeof card)) {
        if (mode == 2)
            change_book(in, &book);
        try_records(in, &book, card, mode != 2);
    }
    block_free(&book);
    rows_free(&list);
}

/* Any bytes as a card, as meters' names, as a bill to be replayed. */
static void try_bytes(input *in)
{
    uint64_t card[800];
    toll_bill_line lines[2];
    toll_bill_total total;
    toll_bill_meter meter;
    toll_error err;
    uint32_t found = 0;
    const uint64_t length = in->size < 40 ? in->size : 40;
    if (length > 0 && law_status(toll_bill_meter_find((const char *)in->data, length, &found, &err), &err) == TOLL_OK)
        LAW(found >= 1 && found <= toll_bill_meter_count());
    (void)toll_struct_init(&meter, sizeof meter, TOLL_KIND_BILL_METER, NULL);
    if (law_status(toll_bill_meter_get((uint32_t)take(in, 1), &meter, &err), &err) == TOLL_OK)
        law_result(&meter, TOLL_KIND_BILL_METER);
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    mutate(in, &total, TOLL_KIND_BILL_TOTAL);
    for (size_t i = 0; i < sizeof lines; i++)
        ((unsigned char *)lines)[i] = (unsigned char)take(in, 1);
    (void)law_status(toll_bill_verify(lines, take(in, 1) % 3, &total, &err), &err);
    for (size_t i = 0; i < sizeof card / sizeof card[0]; i++)
        card[i] = take(in, 8);
    (void)toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL);
    LAW(toll_bill_compute(card, sizeof card, NULL, 0, NULL, NULL, 0, NULL, 0, NULL, 0, &total, &err) == TOLL_E_OBJECT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    const uint64_t mode = take(&in, 1) % 4;
    if (mode == 3)
        try_bytes(&in);
    else
        try_book(&in, mode);
    return 0;
}
