/* SPDX-License-Identifier: Apache-2.0 */
/* toll_bill_*: any usage in any context on a sound book, on one of a hostile hand, and on one that changes under us. */
#include <math.h>

#include "book/book.h"
#include "book/book_seal.h"
#include "fuzz.h"
#include "support/book_rows.h"

#define PAIRS 8
#define LINES 64

typedef struct question {
    toll_bill_usage usage[PAIRS];
    toll_bill_attribute attributes[4];
    toll_bill_counter counters[4];
    toll_bill_context context;
    uint64_t n_usage, n_attributes, n_counters;
} question;

/* Quantities as they come, and some that no record has. */
static int64_t take_quantity(input *in)
{
    const uint64_t kind = take(in, 1) % 8;
    if (kind < 6)
        return (int64_t)take(in, 3);
    return (int64_t)take(in, 8) >> (take(in, 1) % 64);
}

/* Numbers of texts as books give them, and any word: a caller may pass what it likes. */
static uint64_t take_id(input *in)
{
    const uint64_t kind = take(in, 1) % 16;
    return kind < 12 ? take(in, 1) % 64 : kind < 14 ? TOLL_INTERN_OTHER : take(in, 8);
}

static void take_question(input *in, question *q)
{
    memset(q, 0, sizeof *q);
    LAW(toll_struct_init(&q->context, sizeof q->context, TOLL_KIND_BILL_CONTEXT, NULL) == TOLL_OK);
    q->n_usage = take(in, 1) % (PAIRS + 1);
    for (uint64_t i = 0; i < q->n_usage; i++)
        q->usage[i] = (toll_bill_usage){take(in, 1) % (TOLL_METERS + 1), take_quantity(in)};
    q->n_attributes = take(in, 1) % 5;
    for (uint64_t i = 0; i < q->n_attributes; i++)
        q->attributes[i] = (toll_bill_attribute){take_id(in), take_id(in)};
    q->n_counters = take(in, 1) % 5;
    for (uint64_t i = 0; i < q->n_counters; i++)
        q->counters[i] = (toll_bill_counter){take(in, 1), take_quantity(in)};
    q->context.known = take(in, 1) % 2;
    q->context.at_s = q->context.known ? take_quantity(in) : 0;
    q->context.service_tier = take(in, 1) % 64;
    q->context.region = take_id(in);
    q->context.is_aggregate = (int64_t)take(in, 1) % 2;
    q->context.allow_aggregate = (int64_t)take(in, 1) % 2;
}

/* A bill is the sum of its lines, a replay finds nothing wrong, and it is the same without lines. */
static void law_bill(const uint64_t *card, const question *q, const toll_bill_line *lines, const toll_bill_total *total)
{
    toll_error err;
    toll_bill_total again;
    toll_bill_counter counters[4];
    memcpy(counters, q->counters, sizeof counters);
    LAW(toll_bill_verify(lines, (uint64_t)total->n_lines, total, &err) == TOLL_OK);
    LAW(toll_struct_init(&again, sizeof again, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    LAW(toll_bill_compute(card, toll_bill_card_size(), q->usage, q->n_usage, &q->context, q->attributes,
                          q->n_attributes, counters, q->n_counters, NULL, 0, &again, &err) == TOLL_OK);
    LAW(memcmp(&again, total, sizeof again) == 0);
}

/* A bill is marked where some fact did not matter, and only there. */
static void law_unused(const uint64_t *card, const question *q, const toll_bill_total *total)
{
    toll_error err;
    uint64_t is_region = 0, attributes = 0;
    LAW(toll_bill_find_unused(card, toll_bill_card_size(), &q->context, q->attributes, q->n_attributes, &is_region,
                              &attributes, &err) == TOLL_OK);
    const int is_marked = (total->flags & TOLL_LINE_CONTEXT) != 0;
    LAW(is_region <= 1 && attributes >> q->n_attributes == 0);
    LAW(is_marked == (total->n_lines > 0 && (is_region | attributes) != 0));
}

/* One record; laws hold for a book that is as it was opened. */
static void try_bill(const uint64_t *card, const question *q, int is_sound)
{
    toll_error err;
    toll_bill_total total;
    toll_bill_line lines[LINES];
    toll_bill_counter counters[4];
    memcpy(counters, q->counters, sizeof counters);
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    const toll_status status =
        law_status(toll_bill_compute(card, toll_bill_card_size(), q->usage, q->n_usage, &q->context, q->attributes,
                                     q->n_attributes, counters, q->n_counters, lines, LINES, &total, &err),
                   &err);
    LAW(status == TOLL_OK || memcmp(counters, q->counters, sizeof counters) == 0);
    if (status == TOLL_OK && is_sound) {
        law_bill(card, q, lines, &total);
        law_unused(card, q, &total);
    }
}

/* Kinds of any meters: a status, or lines that replay, each of a kind that is there. */
static void try_kinds(input *in, const uint64_t *card, const question *q, int is_sound)
{
    toll_bill_kind kinds[3];
    toll_bill_line lines[LINES];
    uint32_t of_lines[LINES];
    toll_bill_counter counters[4];
    toll_bill_total total;
    toll_error err;
    const uint64_t n = take(in, 1) % 4;
    for (uint64_t i = 0; i < n; i++)
        kinds[i] = (toll_bill_kind){take(in, 1) % (TOLL_METERS + 1),
                                    take_quantity(in),
                                    take_id(in),
                                    take_id(in),
                                    take(in, 1) % 2 ? 0 : take_id(in),
                                    0};
    memcpy(counters, q->counters, sizeof counters);
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    const toll_status status = law_status(
        toll_bill_compute_kinds(card, toll_bill_card_size(), q->usage, q->n_usage, kinds, n, &q->context, q->attributes,
                                q->n_attributes, counters, q->n_counters, lines, of_lines, LINES, &total, &err),
        &err);
    LAW(status == TOLL_OK || memcmp(counters, q->counters, sizeof counters) == 0);
    if (status != TOLL_OK || !is_sound)
        return;
    LAW(toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err) == TOLL_OK);
    for (int64_t i = 0; i < total.n_lines; i++)
        LAW(of_lines[i] <= n && (of_lines[i] != 0) == ((lines[i].flags & TOLL_LINE_KIND) != 0));
}

/* Columns give what single records give. */
static void try_columns(const uint64_t *card, const question *q, int is_sound)
{
    uint32_t meters[PAIRS] = {0};
    int64_t quantities[PAIRS] = {0};
    toll_amount billed = {0, 0};
    toll_bill_total total;
    toll_error err;
    int32_t row = 0;
    for (uint64_t i = 0; i < q->n_usage; i++) {
        meters[i] = (uint32_t)q->usage[i].meter;
        quantities[i] = q->usage[i].quantity;
    }
    const toll_status columns =
        law_status(toll_bill_compute_columns(card, toll_bill_card_size(), meters, q->n_usage, quantities, 1,
                                             &q->context, q->attributes, q->n_attributes, &billed, &row, &err),
                   &err);
    if (columns != TOLL_OK || !is_sound)
        return;
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    LAW(toll_bill_compute(card, toll_bill_card_size(), q->usage, q->n_usage, &q->context, q->attributes,
                          q->n_attributes, NULL, 0, NULL, 0, &total, &err) == TOLL_OK);
    LAW(memcmp(&total.billed_cost, &billed, sizeof billed) == 0);
}

/* Rows give what single records give, each by its own rater: quantities of the question, halved from row to row. */
#define TABLE_ROWS 4
static void try_rows(const uint64_t *card, const question *q, int is_sound)
{
    static uint64_t rater[TOLL_BILL_RATER_WORDS];
    const void *const raters[2] = {rater, NULL};
    const uint32_t of_row[TABLE_ROWS] = {0, 0, 1, 0};
    uint32_t meters[PAIRS] = {0};
    int64_t cells[PAIRS][TABLE_ROWS];
    const int64_t *columns[PAIRS];
    toll_amount billed[TABLE_ROWS] = {{0, 0}};
    int32_t statuses[TABLE_ROWS] = {0};
    toll_bill_total total;
    toll_error err;
    for (uint64_t i = 0; i < q->n_usage; i++) {
        meters[i] = (uint32_t)q->usage[i].meter;
        columns[i] = cells[i];
        for (int row = 0; row < TABLE_ROWS; row++)
            cells[i][row] = q->usage[i].quantity / (1 << row);
    }
    LAW(toll_bill_rater_size() <= sizeof rater);
    if (law_status(toll_bill_resolve_rater(card, toll_bill_card_size(), meters, q->n_usage, &q->context, q->attributes,
                                           q->n_attributes, rater, sizeof rater, &err),
                   &err) != TOLL_OK)
        return;
    law_status(toll_bill_compute_rows(raters, 2, of_row, meters, q->n_usage, columns, NULL, TABLE_ROWS, NULL, billed,
                                      statuses, &err),
               &err);
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    for (int row = 0; is_sound && row < TABLE_ROWS; row++) {
        toll_bill_usage usage[PAIRS];
        for (uint64_t i = 0; i < q->n_usage; i++)
            usage[i] = (toll_bill_usage){meters[i], cells[i][row]};
        const toll_status status =
            of_row[row] != 0 ? TOLL_E_UNKNOWN_ID
                             : toll_bill_compute(card, toll_bill_card_size(), usage, q->n_usage, &q->context,
                                                 q->attributes, q->n_attributes, NULL, 0, NULL, 0, &total, NULL);
        LAW(statuses[row] == status);
        LAW(status != TOLL_OK || memcmp(&total.billed_cost, &billed[row], sizeof billed[row]) == 0);
    }
}

/* No bill is above the bound of the limits that it lies within, nor below the lowest. */
/* Whatever the tariff, the prices are numbers, and a stream without tokens has none. */
static void try_prices(input *in, const uint64_t *card, const question *q)
{
    toll_plan_mix mix;
    toll_plan_prices prices;
    toll_error err;
    toll_struct_init(&mix, sizeof mix, TOLL_KIND_PLAN_MIX, NULL);
    toll_struct_init(&prices, sizeof prices, TOLL_KIND_PLAN_PRICES, NULL);
    mix.input_tokens = (int64_t)take(in, 3);
    mix.cached_tokens = (int64_t)take(in, 2);
    mix.cache_write_tokens = (int64_t)take(in, 1);
    mix.output_tokens = (int64_t)take(in, 2);
    if (law_status(toll_plan_derive_prices(card, toll_bill_card_size(), &mix, &q->context, &prices, &err), &err) !=
        TOLL_OK)
        return;
    LAW(isfinite(prices.per_mtok_input) && isfinite(prices.per_mtok_cached) && isfinite(prices.per_mtok_output));
    LAW((prices.known & TOLL_PLAN_PRICE_OUTPUT) != 0 || prices.per_mtok_output == 0);
    LAW(((prices.known & TOLL_PLAN_PRICE_OUTPUT) != 0) == (mix.output_tokens > 0));
}

static void law_bound(const toll_bill_bounds *bounds, const toll_bill_total *total)
{
    int32_t above = 0, below = 0;
    LAW(bounds->verdict == TOLL_CEILING_ATTAINED || bounds->verdict == TOLL_CEILING_ABOVE);
    LAW(toll_amount_compare(&total->billed_cost, &bounds->highest_billed, &above, NULL) == TOLL_OK && above <= 0);
    LAW(toll_amount_compare(&total->billed_cost, &bounds->lowest_billed, &below, NULL) == TOLL_OK && below >= 0);
}

static int is_part(uint32_t meter)
{
    toll_bill_meter m;
    LAW(toll_struct_init(&m, sizeof m, TOLL_KIND_BILL_METER, NULL) == TOLL_OK);
    LAW(toll_bill_meter_get(meter, &m, NULL) == TOLL_OK);
    return m.parent != 0;
}

/* Limits around the record: each quantity, at least the half and at most twice as much. */
static uint64_t limit_record(const question *q, toll_bill_limit limits[TOLL_METERS])
{
    uint64_t n = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        limits[n] = (toll_bill_limit){meter, 0, 0};
        for (uint64_t i = 0; i < q->n_usage; i++)
            if (q->usage[i].meter == meter) {
                int64_t quantity = q->usage[i].quantity;
                limits[n].least = quantity / 2 < quantity ? quantity / 2 : quantity;
                limits[n].most = quantity > INT64_MAX / 2 ? quantity : quantity < 0 ? 0 : 2 * quantity;
            }
        n += is_part(meter) ? limits[n].most != 0 : 1; /* a part that is not stated has no limit */
    }
    return n;
}

static void try_bound(const uint64_t *card, const question *q, int is_sound)
{
    toll_error err;
    toll_bill_scope scope;
    toll_bill_bounds bounds;
    toll_bill_total total;
    toll_bill_limit limits[TOLL_METERS];
    toll_bill_counter counters[4];
    memcpy(counters, q->counters, sizeof counters);
    LAW(toll_struct_init(&scope, sizeof scope, TOLL_KIND_BILL_SCOPE, NULL) == TOLL_OK);
    LAW(toll_struct_init(&bounds, sizeof bounds, TOLL_KIND_BILL_BOUNDS, NULL) == TOLL_OK);
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    scope.open = TOLL_OPEN_TIER | TOLL_OPEN_REGION | TOLL_OPEN_ATTRIBUTES;
    if (q->context.known != 0 && q->context.at_s < INT64_MAX) {
        scope.known = TOLL_SCOPE_FROM | TOLL_SCOPE_UNTIL;
        scope.from_s = q->context.at_s;
        scope.until_s = scope.from_s + 1;
    }
    const toll_status status =
        law_status(toll_bill_bound(card, toll_bill_card_size(), limits, limit_record(q, limits), &scope, q->attributes,
                                   q->n_attributes, q->counters, q->n_counters, NULL, 0, &bounds, &err),
                   &err);
    if (status != TOLL_OK || !is_sound || scope.known == 0 || q->context.is_aggregate != 0)
        return;
    if (toll_bill_compute(card, toll_bill_card_size(), q->usage, q->n_usage, &q->context, q->attributes,
                          q->n_attributes, counters, q->n_counters, NULL, 0, &total, &err) == TOLL_OK)
        law_bound(&bounds, &total);
}

static int64_t monthly; /* row of the tariff that has amounts of a month */

/* Any sums of any rows: a status, or lines that replay and sum to the totals. */
static void try_period(input *in, const book_block *block, int is_sound)
{
    toll_bill_sum sums[4];
    toll_bill_line lines[12];
    toll_bill_total total;
    toll_error err;
    const uint64_t n = take(in, 1) % 5, capacity = take(in, 1) % 13;
    for (uint64_t i = 0; i < n; i++) {
        const toll_amount cost = {take(in, 8), (int64_t)take(in, 8) >> (take(in, 1) % 64)};
        sums[i] = (toll_bill_sum){take(in, 1) % 4 ? monthly : take_quantity(in), cost, cost, cost};
    }
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    const toll_status status = law_status(toll_bill_close_period(block->words, block->size, (int32_t)take(in, 1) % 5,
                                                                 sums, n, lines, capacity, &total, &err),
                                          &err);
    if (status == TOLL_OK && is_sound)
        LAW(toll_bill_verify(lines, (uint64_t)total.n_lines, &total, &err) == TOLL_OK);
}

static void change_words(input *in, const book_block *block)
{
    for (uint64_t i = take(in, 1) % 8; i > 0; i--) {
        const uint32_t word = (uint32_t)take(in, 1 + take(in, 1) % 4);
        memcpy((unsigned char *)block->words + take(in, 2) % (block->size / 4) * 4, &word, sizeof word);
    }
}

static void add_monthly(book_rows *list)
{
    monthly = (int64_t)list->count;
    rows_simple(list, "acme", "monthly");
    for (uint32_t kind = TOLL_ROW_FEE; kind <= TOLL_ROW_CAP; kind++) {
        toll_bill_row *row = rows_add(list, kind);
        row->op = TOLL_PERIOD_MONTH;
        row->number.coef = 10 * (int64_t)kind;
        strcpy(row->key, kind == TOLL_ROW_CAP ? "plan" : "");
    }
}

/* A copy of the book of every kind of row, which is compiled once. */
static book_block copy_book(void)
{
    static book_block sound;
    if (sound.words == NULL) {
        book_rows list = {0};
        rows_every_kind(&list);
        add_monthly(&list);
        LAW(block_make(&list, &sound, NULL) == TOLL_OK);
        rows_free(&list);
    }
    book_block copy = {malloc(sound.size), sound.size};
    LAW(copy.words != NULL);
    memcpy(copy.words, sound.words, sound.size);
    return copy;
}

/* mode 0: sound; 1: changed, its sums and hashes made to fit, opened; 2: changed after the card was made. */
static void try_book(input *in, uint64_t mode)
{
    book_block block = copy_book();
    uint64_t card[800];
    toll_error err;
    question q;
    if (mode == 1) {
        change_words(in, &block);
        toll__book view;
        if (toll__book_view(block.words, block.size, &view, &err) == TOLL_OK)
            toll__book_seal(block.words, &view);
    }
    if (toll_book_open(block.words, block.size, &err) == TOLL_OK &&
        toll_book_find(block.words, block.size, "acme", 4, "old", 3, take(in, 1) % 2 ? 1767225600 : 0, card,
                       sizeof card, &err) == TOLL_OK) {
        if (mode == 2)
            change_words(in, &block);
        take_question(in, &q);
        try_bill(card, &q, mode != 2);
        try_columns(card, &q, mode != 2);
        try_rows(card, &q, mode != 2);
        try_bound(card, &q, mode != 2);
        try_period(in, &block, mode != 2);
        try_kinds(in, card, &q, mode != 2);
        try_prices(in, card, &q);
    }
    block_free(&block);
}

static void try_meters(input *in)
{
    toll_error err;
    toll_bill_meter meter;
    uint32_t found = 0;
    const uint32_t id = (uint32_t)take(in, 1);
    LAW(toll_struct_init(&meter, sizeof meter, TOLL_KIND_BILL_METER, NULL) == TOLL_OK);
    if (law_status(toll_bill_meter_get(id, &meter, &err), &err) == TOLL_OK) {
        LAW(id >= 1 && id <= toll_bill_meter_count());
        LAW(toll_bill_meter_find(meter.name, strlen(meter.name), &found, &err) == TOLL_OK && found == id);
    }
    law_status(toll_bill_meter_find((const char *)in->data, in->size, &found, &err), &err);
}

/* Lines and totals of any bytes: a status, and no reading outside. */
static void try_verify(input *in)
{
    toll_bill_line lines[3];
    toll_bill_total total;
    toll_error err;
    LAW(toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) == TOLL_OK);
    memset(lines, 0, sizeof lines);
    for (size_t i = 0; i < sizeof lines && in->size > 0; i++)
        ((unsigned char *)lines)[i] = (unsigned char)take(in, 1);
    law_status(toll_bill_verify(lines, take(in, 1) % 4, &total, &err), &err);
}

/* Any rate: refused and nothing written, or exact where it says so: one for one gives the amount back. */
static void try_convert(input *in)
{
    toll_bill_rate rate;
    toll_amount amount, converted = {7, 7};
    toll_error err;
    int32_t inexact = 9, order = 9;
    LAW(toll_struct_init(&rate, sizeof rate, TOLL_KIND_BILL_RATE, NULL) == TOLL_OK);
    rate.rate.coef = 1 + (int64_t)take(in, 2);
    rate.from_s = 0;
    rate.until_s = 1 + (int64_t)take(in, 4);
    memcpy(rate.from_currency, "USD", 3);
    memcpy(rate.to_currency, "EUR", 3);
    mutate(in, &rate, TOLL_KIND_BILL_RATE);
    amount.high = (int64_t)take(in, 8) >> (take(in, 1) % 64);
    amount.low = take(in, 8);
    const int32_t mode = (int32_t)take(in, 1) % 9;
    const int64_t at_s = (int64_t)take(in, 4);
    if (law_status(toll_bill_convert(&amount, "USD", 3, at_s, &rate, mode, &converted, &inexact, &err), &err) !=
        TOLL_OK) {
        LAW(converted.high == 7 && converted.low == 7 && inexact == 9);
        return;
    }
    LAW(at_s >= rate.from_s && at_s < rate.until_s && (inexact == 0 || inexact == 1));
    if (rate.rate.coef == 1 && rate.rate.scale == 0)
        LAW(inexact == 0 && toll_amount_compare(&amount, &converted, &order, NULL) == TOLL_OK && order == 0);
}

#define CHARGES 12
#define CAUSES  64

/* Any rows: refused and nothing written, or causes that sum to the difference. */
static void try_reconcile(input *in)
{
    static uint64_t work[CHARGES * 64];
    toll_bill_charge rows[CHARGES] = {{0}};
    toll_bill_cause causes[CAUSES];
    toll_bill_residual residual;
    toll_amount sum = {0, 0};
    toll_error err;
    uint64_t size = 0;
    const uint64_t n = 1 + take(in, 1) % CHARGES;
    for (uint64_t i = 0; i < n; i++) {
        toll_bill_charge *row = &rows[i];
        const uint32_t kind = 1 + (uint32_t)take(in, 1) % 6;
        *row = (toll_bill_charge){.kind = kind, .known = TOLL_CHARGE_AMOUNT, .amount = {take(in, 8), 0}};
        if (kind <= TOLL_CHARGE_THEIRS) {
            row->known |= TOLL_CHARGE_QUANTITY;
            row->quantity = (int64_t)take(in, 4);
            row->meter = 1 + (uint32_t)take(in, 1) % 4;
            row->model = 1;
            row->tier = (int64_t)take(in, 1) % 3;
        } else if (kind == TOLL_CHARGE_ALTERNATIVE) {
            row->cause = TOLL_CAUSE_PRICE;
            row->variant = 1;
        } else if (kind != TOLL_CHARGE_STATED) {
            row->known = 0;
            row->amount = (toll_amount){0, 0};
            row->cause = kind == TOLL_CHARGE_FACTOR ? TOLL_CAUSE_DISCOUNT + (uint32_t)take(in, 1) % 3 : 0;
            row->factor = (toll_decimal){1 + (int64_t)take(in, 2), (int32_t)take(in, 1) % 5, 0};
        }
    }
    mutate(in, &rows[take(in, 1) % n], TOLL_KIND_BILL_CHARGE);
    LAW(toll_struct_init(&residual, sizeof residual, TOLL_KIND_BILL_RESIDUAL, NULL) == TOLL_OK);
    LAW(toll_bill_reconcile_size(n, &size, NULL) == TOLL_OK && size <= sizeof work);
    if (law_status(toll_bill_reconcile(rows, n, sizeof rows[0], work, size, causes, CAUSES, &residual, &err), &err) !=
        TOLL_OK)
        return;
    for (int64_t i = 0; i < residual.n_causes; i++)
        if ((causes[i].flags & TOLL_CAUSE_IS_ALTERNATIVE) == 0)
            LAW(toll_amount_add(&sum, &causes[i].amount, &sum, NULL) == TOLL_OK);
    LAW(sum.low == residual.difference.low && sum.high == residual.difference.high);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    const uint64_t mode = take(&in, 1) % 8;
    if (mode == 6) {
        input again = in;
        try_meters(&in);
        try_convert(&again);
        try_reconcile(&again);
    } else if (mode == 7)
        try_verify(&in);
    else
        try_book(&in, mode % 3);
    return 0;
}
