/* SPDX-License-Identifier: Apache-2.0 */
/* toll__bound() against bills: random tariffs, random records, limits around them; and small grids enumerated whole.
 *
 *     bound_driver ROUNDS GRIDS SEED [ATTAINED]
 *
 * Each round makes a tariff of everything that rows can say, a handful of records and the limits that hold them all, and
 * expects that no bill of the records is above the bound or below the lowest. Each grid enumerates every record within
 * its limits and every situation, and expects the bound to be the dearest bill exactly, unless it says by a flag that it
 * may not be. Exit status 1 and the seed of the first failure otherwise. With ATTAINED it also fails where fewer bounds of
 * the rounds and grids together are attained: where bounds have become looser. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/amount.h"
#include "bound/bound.h"
#include "bill/calendar.h"
#include "bill/compute.h"

#define ROWS_MAX 160
#define RECORDS  24
#define COUNTER  40 /* interned texts: numbers at will */
#define TIER     10
#define REGION   20
#define KEY      30
#define MONDAY_S INT64_C(345600) /* 1970-01-05 00:00 UTC */
#define WEEK_S   INT64_C(604800)

static uint64_t state;
static int64_t quarter; /* seconds that windows begin and end on: coarse for grids */

static uint64_t draw(uint64_t below)
{
    state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64, Steele, Lea, Flood 2014 */
    uint64_t x = state;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (x ^ (x >> 31)) % below;
}

static int once_in(uint64_t n)
{
    return draw(n) == 0;
}

/* ---- tariffs ---- */

typedef struct Tariff {
    toll__row rows[ROWS_MAX];
    uint32_t n_rows;
    uint32_t holidays[4], n_holidays;
} Tariff;

static toll__row *add_row(Tariff *t, uint32_t kind)
{
    toll__row *row = &t->rows[t->n_rows++];
    memset(row, 0, sizeof *row);
    row->kind = kind;
    return row;
}

static const uint32_t priced_meters[22] = {TOLL_METER_INPUT,          TOLL_METER_OUTPUT,
                                           TOLL_METER_CACHE_READ,     TOLL_METER_CACHE_WRITE,
                                           TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_1H,
                                           TOLL_METER_INPUT_TOOL,     TOLL_METER_INPUT_AUDIO,
                                           TOLL_METER_INPUT_IMAGE,    TOLL_METER_CACHE_READ_AUDIO,
                                           TOLL_METER_REASONING,      TOLL_METER_CITATION,
                                           TOLL_METER_OUTPUT_AUDIO,   TOLL_METER_REQUEST,
                                           TOLL_METER_WEB_SEARCH,     TOLL_METER_AUDIO_TIME,
                                           TOLL_METER_CREDIT,         TOLL_METER_INPUT,
                                           TOLL_METER_OUTPUT,         TOLL_METER_CACHE_WRITE_12H,
                                           TOLL_METER_REASONING,      TOLL_METER_CACHE_WRITE_1H};

static void set_price(toll__row *row)
{
    row->number = (toll_decimal){(int64_t)draw(30), (int32_t)draw(3), 0};
    row->per = once_in(3) ? 1000000 : once_in(20) && quarter == 1800 ? 3 : 1;
}

/* Most tariffs price what has no parts, so that most records can be billed. */
static void add_prices(Tariff *t, uint64_t count, uint64_t *taken, int is_base)
{
    static const uint32_t roots[6] = {TOLL_METER_INPUT,      TOLL_METER_OUTPUT,     TOLL_METER_REQUEST,
                                      TOLL_METER_WEB_SEARCH, TOLL_METER_AUDIO_TIME, TOLL_METER_CREDIT};
    uint64_t n_roots = is_base && !once_in(8) ? 6 : 0;
    for (uint64_t i = 0; i < count + n_roots; i++) {
        uint32_t meter = i < n_roots ? roots[i] : priced_meters[draw(22)], is_contract = draw(6) == 0;
        if ((taken[is_contract] >> meter & 1) != 0)
            continue;
        taken[is_contract] |= TOLL__METER_BIT(meter);
        toll__row *row = add_row(t, TOLL_ROW_PRICE);
        row->meter = meter;
        row->is_contract = is_contract;
        set_price(row);
    }
}

static void add_predicate(Tariff *t)
{
    toll__row *row;
    switch (draw(8)) {
    case 0:
        add_row(t, TOLL_ROW_WHEN_TIER)->text = (uint32_t)(TIER + draw(2));
        return;
    case 1:
        add_row(t, TOLL_ROW_WHEN_REGION)->text = (uint32_t)(REGION + draw(2));
        return;
    case 2:
        row = add_row(t, TOLL_ROW_WHEN_ATTRIBUTE);
        row->key = KEY;
        row->text = (uint32_t)(KEY + 1 + draw(2));
        return;
    case 3:
        row = add_row(t, TOLL_ROW_WHEN_TIME);
        row->weekdays = (int32_t)draw(128);
        row->start_s = (int32_t)((int64_t)draw((uint64_t)(86400 / quarter)) * quarter);
        row->end_s = (int32_t)((int64_t)draw((uint64_t)(86400 / quarter)) * quarter);
        row->utc_offset_s = (int32_t)(((int64_t)draw(5) - 2) * (quarter == 1800 ? 5 * 3600 : quarter));
        row->key = t->n_holidays != 0 && once_in(2) ? KEY + 5 : 0;
        return;
    default:
        row = add_row(t, TOLL_ROW_WHEN_COUNT);
        row->meter = priced_meters[draw(17)];
        row->op = (uint32_t)(1 + draw(4));
        row->quantity = (int64_t)draw(8);
        return;
    }
}

/* Minimum, step, allowance, volume tiers; of each at most one a meter in a block. */
static void add_extras(Tariff *t)
{
    static const uint32_t meters[7] = {TOLL_METER_AUDIO_TIME, TOLL_METER_WEB_SEARCH, TOLL_METER_INPUT,
                                       TOLL_METER_OUTPUT,     TOLL_METER_CACHE_READ, TOLL_METER_REQUEST,
                                       TOLL_METER_CACHE_WRITE};
    static const uint64_t ops[4] = {3, 4, 1, 3}; /* of each kind, with 0; a ratio has its own */
    uint64_t taken[4] = {0, 0, 0, 0};
    for (uint64_t n = draw(4); n > 0; n--) {
        uint32_t meter = meters[draw(7)], what = (uint32_t)draw(4), op = once_in(2) ? (uint32_t)draw(ops[what]) : 0;
        if ((taken[what] >> meter & 1) != 0)
            continue;
        taken[what] |= TOLL__METER_BIT(meter);
        for (uint64_t tiers = what == 3 ? 1 + draw(2) : 1, i = 0; i < tiers; i++) {
            toll__row *row = add_row(t, TOLL_ROW_MINIMUM + what); /* kinds 13 .. 16 */
            row->meter = meter;
            row->quantity = (int64_t)(1 + draw(6) + 4 * i);
            row->op = op;
            if (what == 2 && once_in(6))
                row->op = TOLL_RATIO_GIVEN;
            if (what == 2 && once_in(3))
                row->number = (toll_decimal){5, 1, 0};
            if (what >= 2)
                row->key = (uint32_t)(COUNTER + (what == 3 ? meter % 2 : draw(2)));
            if (what == 3)
                set_price(row);
        }
    }
}

static void add_default_part(Tariff *t)
{
    static const uint32_t parts[5][2] = {{TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_1H},
                                         {TOLL_METER_CACHE_WRITE, TOLL_METER_CACHE_WRITE_5M},
                                         {TOLL_METER_INPUT, TOLL_METER_INPUT_AUDIO},
                                         {TOLL_METER_INPUT, TOLL_METER_INPUT_TOOL},
                                         {TOLL_METER_OUTPUT, TOLL_METER_REASONING}};
    const uint32_t *part = parts[draw(5)];
    *add_row(t, TOLL_ROW_DEFAULT_PART) =
        (toll__row){.kind = TOLL_ROW_DEFAULT_PART, .meter = part[0], .other_meter = part[1]};
}

/* A fee of any record or of searches, a floor, a cap; a negotiated one now and then. */
static void add_money(Tariff *t)
{
    static const uint32_t kinds[4] = {TOLL_ROW_FEE, TOLL_ROW_FEE, TOLL_ROW_FLOOR, TOLL_ROW_CAP};
    for (uint32_t i = 0; i < 4; i++) {
        if (!once_in(3))
            continue;
        toll__row *row = add_row(t, kinds[i]);
        row->meter = i == 0 ? TOLL_METER_WEB_SEARCH : 0;
        row->number = (toll_decimal){(int64_t)draw(i == 3 ? 90 : 30), (int32_t)draw(3), 0};
        row->is_contract = (uint32_t)once_in(4);
    }
}

/* What a block says beside its prices: another tier, another fall-back, other quantities. */
static void add_conditions(Tariff *t, int is_plain)
{
    if (!is_plain)
        add_extras(t);
    if (once_in(4))
        add_default_part(t);
    if (once_in(4))
        add_money(t);
    if (once_in(3))
        add_row(t, TOLL_ROW_TIER)->text = (uint32_t)(TIER + draw(2));
    if (once_in(3))
        *add_row(t, TOLL_ROW_FALLBACK) = (toll__row){.kind = TOLL_ROW_FALLBACK,
                                                     .meter = TOLL_METER_CACHE_WRITE_1H,
                                                     .other_meter = once_in(2) ? TOLL_METER_INPUT : 0};
}

static void add_block(Tariff *t, uint32_t kind, int is_plain)
{
    toll__row *row = add_row(t, kind);
    uint64_t taken[2] = {0, 0};
    if (kind == TOLL_ROW_MULTIPLIER) {
        static const uint32_t scopes[6] = {
            0, 0, TOLL_METER_INPUT, TOLL_METER_CACHE_READ, TOLL_METER_OUTPUT, TOLL_METER_WEB_SEARCH};
        row->meter = scopes[draw(6)];
        row->number = (toll_decimal){(int64_t)(1 + draw(20)), 1, 0};
        row->op = (uint32_t)(1 + draw(3));
    }
    for (uint64_t n = draw(3); n > 0; n--)
        add_predicate(t);
    if (kind == TOLL_ROW_RULE)
        add_prices(t, 1 + draw(4), taken, 0);
    if (once_in(3))
        add_conditions(t, is_plain);
}

static void make_tariff(Tariff *t, int is_plain)
{
    uint64_t taken[2] = {0, 0};
    memset(t, 0, sizeof *t);
    toll__row *row = add_row(t, TOLL_ROW_TARIFF);
    row->origin = TOLL_ORIGIN_PUBLIC;
    row->from_s = MONDAY_S;
    row->until_s = MONDAY_S + (is_plain ? WEEK_S : 5 * WEEK_S);
    if (once_in(4)) {
        t->holidays[t->n_holidays++] = t->n_rows;
        row = add_row(t, TOLL_ROW_HOLIDAY);
        row->key = KEY + 5;
        row->from_s = MONDAY_S + (int64_t)draw(7) * 86400;
    }
    add_prices(t, draw(7), taken, 1);
    if (once_in(4))
        *add_row(t, TOLL_ROW_FALLBACK) = (toll__row){
            .kind = TOLL_ROW_FALLBACK, .meter = TOLL_METER_CACHE_READ_AUDIO, .other_meter = TOLL_METER_INPUT_AUDIO};
    if (once_in(4))
        add_default_part(t);
    if (once_in(5))
        add_money(t);
    if (!is_plain && once_in(2))
        add_extras(t);
    add_row(t, TOLL_ROW_TIER)->text = TIER;
    for (uint64_t n = draw(4); n > 0; n--)
        add_block(t, TOLL_ROW_RULE, is_plain);
    for (uint64_t n = draw(3); n > 0; n--)
        add_block(t, TOLL_ROW_MULTIPLIER, is_plain);
}

/* ---- records ---- */

typedef struct Record {
    int64_t quantity[TOLL_METERS];
    uint64_t given;
    toll__context context;
    toll_bill_attribute attribute;
} Record;

static void count(Record *r, uint32_t meter, int64_t quantity)
{
    r->quantity[meter] += quantity;
    if (quantity != 0)
        r->given |= TOLL__METER_BIT(meter);
}

static int64_t small(uint64_t below, uint64_t rarity)
{
    return once_in(rarity) ? (int64_t)draw(below) : 0;
}

static void draw_input(Record *r)
{
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++) {
            int64_t n = small(6, row == 0 && column == 0   ? 1
                                 : row == 5                ? 40
                                 : row == 0 || column == 0 ? 3
                                 : row == 1                ? 6
                                                           : 90);
            uint32_t joint = row == 1 ? toll__cell_joint(column) : 0;
            count(r, TOLL_METER_INPUT, n);
            if (row > 0 && row < TOLL__CELL_UNTIMED)
                count(r, toll__cell_rows[row], n);
            if (row > 1)
                count(r, TOLL_METER_CACHE_WRITE, n);
            if (column > 0)
                count(r, toll__cell_columns[column], n);
            if (joint != 0)
                count(r, joint, n);
        }
    for (uint32_t column = 2; column < TOLL__CELL_COLUMNS; column++)
        if (!once_in(4)) /* else what was read of it is not stated */
            r->given |= TOLL__METER_BIT(toll__cell_joint(column));
}

static void draw_context(Record *r, const Tariff *t)
{
    const toll__row *row = &t->rows[0];
    memset(&r->context, 0, sizeof r->context);
    r->context.at_s = row->from_s + (int64_t)draw((uint64_t)(row->until_s - row->from_s));
    r->context.has_instant = 1;
    r->context.service_tier = once_in(2) ? TIER + draw(2) : 0;
    r->context.region = once_in(2) ? REGION + draw(3) : 0;
    if (once_in(2)) {
        r->attribute = (toll_bill_attribute){KEY, KEY + 1 + draw(3)};
        r->context.n_attributes = 1;
    }
}

static void draw_record(Record *r, const Tariff *t)
{
    static const uint32_t others[4] = {TOLL_METER_REQUEST, TOLL_METER_WEB_SEARCH, TOLL_METER_AUDIO_TIME,
                                       TOLL_METER_CREDIT};
    memset(r, 0, sizeof *r);
    if (!once_in(8))
        draw_input(r);
    for (uint32_t part = 0; part < TOLL__CELL_ANSWERS; part++) {
        int64_t n = small(8, part == 0 ? 1 : 3);
        count(r, TOLL_METER_OUTPUT, n);
        if (part > 0)
            count(r, toll__cell_answers[part], n);
    }
    for (int i = 0; i < 4; i++)
        count(r, others[i], small(9, 2));
    if (once_in(3) && r->quantity[TOLL_METER_CREDIT] != 0)
        r->quantity[TOLL_METER_CREDIT] = -r->quantity[TOLL_METER_CREDIT];
    draw_context(r, t);
}

static void join_book(toll__context *context, const Tariff *t)
{
    static toll__book_facts facts;
    facts =
        (toll__book_facts){.rows = t->rows, .calendar = t->holidays, .n_rows = t->n_rows, .n_calendar = t->n_holidays};
    context->facts = &facts;
}

static toll_status pay(const Tariff *t, Record *r, const toll__counters *before, toll__sums *sums)
{
    const toll__tariff tariff = {t->rows, t->n_rows, 0};
    const toll__line_buffer nowhere = {NULL, 0};
    toll__counters counters = *before;
    toll_bill_usage pairs[TOLL_METERS];
    uint64_t n = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((r->given >> meter & 1) != 0 || meter == TOLL_METER_REQUEST) /* unsaid it would be one request */
            pairs[n++] = (toll_bill_usage){meter, r->quantity[meter]};
    r->context.attributes = &r->attribute;
    join_book(&r->context, t);
    return toll__compute(&tariff, &r->context, pairs, n, &counters, &nowhere, sums, NULL);
}

/* ---- bounds ---- */

typedef struct Question {
    toll__box box;
    uint64_t limited;
    toll__scope scope;
    toll_bill_counter counter[2];
    toll__counters counters;
    toll__bounds bounds;
} Question;

static void start_question(Question *q, const Tariff *t)
{
    memset(q, 0, sizeof *q);
    q->scope.open = TOLL_OPEN_TIER | TOLL_OPEN_REGION | TOLL_OPEN_ATTRIBUTES;
    join_book(&q->scope.context, t);
    for (int i = 0; i < 2; i++)
        q->counters.used[i] = q->counter[i].used = (int64_t)draw(8);
    q->counter[0].key = COUNTER;
    q->counter[1].key = COUNTER + 1;
    q->counters.counters = q->counter;
    q->counters.count = 2;
}

/* Limits that hold all records; parts are left without one now and then. */
static void limit_records(Question *q, const Record *records)
{
    toll_bill_limit limits[TOLL_METERS];
    uint64_t n = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        int64_t least = INT64_MAX, most = INT64_MIN;
        for (int i = 0; i < RECORDS; i++) {
            int64_t quantity = records[i].quantity[meter];
            least = quantity < least ? quantity : least;
            most = quantity > most ? quantity : most;
        }
        if (toll__meter_get(meter)->parent != 0 && once_in(2))
            continue;
        limits[n++] = (toll_bill_limit){meter, least, most + (int64_t)draw(2)};
    }
    if (toll__limits_take(limits, n, &q->box, &q->limited, NULL) != TOLL_OK)
        abort();
}

static toll_status ask(const Tariff *t, Question *q)
{
    const toll__tariff tariff = {t->rows, t->n_rows, 0};
    return toll__bound(&tariff, &q->scope, &q->box, q->limited, &q->counters, &q->bounds, NULL);
}

typedef struct Tally {
    uint64_t bills, refused, attained, above, none, failures, errors;
    uint64_t relaxed[4];
} Tally;

static int is_above(toll_amount a, toll_amount b)
{
    return toll__amount_compare(a, b) > 0;
}

static void show(const char *what, toll_amount a)
{
    char text[64];
    (void)toll_amount_format(&a, 0, text, sizeof text, NULL, NULL);
    printf("  %s %s\n", what, text);
}

static void note_verdict(Tally *tally, const toll__bounds *b)
{
    tally->attained += b->verdict == TOLL_CEILING_ATTAINED;
    tally->above += b->verdict == TOLL_CEILING_ABOVE;
    tally->none += b->verdict == TOLL_CEILING_NONE;
    for (int i = 0; i < 4 && b->verdict == TOLL_CEILING_ABOVE; i++)
        tally->relaxed[i] += b->relaxed >> i & 1;
}

static int breaks(const toll__bounds *b, const toll__sums *s)
{
    if (b->verdict != TOLL_CEILING_ATTAINED && b->verdict != TOLL_CEILING_ABOVE)
        return 1;
    return is_above(s->billed, b->billed) || is_above(s->contracted, b->contracted) || is_above(s->list, b->list) ||
           is_above(b->lowest, s->billed);
}

static void fail(Tally *tally, uint64_t seed, const char *what, const toll__bounds *b, const toll__sums *s)
{
    if (tally->failures++ > 4)
        return;
    printf("seed %" PRIu64 ": %s, verdict %u\n", seed, what, (unsigned)b->verdict);
    show("billed", s->billed);
    show("highest", b->billed);
    show("lowest", b->lowest);
    show("contracted", s->contracted);
    show("highest contracted", b->contracted);
    show("list", s->list);
    show("highest list", b->list);
}

static void try_round(uint64_t seed, Tally *tally)
{
    static Tariff t;
    static Record records[RECORDS];
    static Question q;
    state = seed;
    quarter = 1800;
    make_tariff(&t, 0);
    for (int i = 0; i < RECORDS; i++)
        draw_record(&records[i], &t);
    start_question(&q, &t);
    limit_records(&q, records);
    toll_status status = ask(&t, &q);
    if (status != TOLL_OK) {
        tally->errors++;
        if (getenv("SHOW"))
            printf("seed %" PRIu64 ": status %d\n", seed, (int)status);
        return;
    }
    note_verdict(tally, &q.bounds);
    for (int i = 0; i < RECORDS; i++) {
        toll__sums sums;
        if (pay(&t, &records[i], &q.counters, &sums) != TOLL_OK) {
            tally->refused++;
            continue;
        }
        tally->bills++;
        if (breaks(&q.bounds, &sums))
            fail(tally, seed, "a bill outside of the bounds", &q.bounds, &sums);
    }
}

/* ---- grids ---- */

static const uint32_t grid_meters[10] = {TOLL_METER_INPUT,       TOLL_METER_CACHE_READ,       TOLL_METER_CACHE_WRITE_1H,
                                         TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO, TOLL_METER_OUTPUT,
                                         TOLL_METER_REASONING,   TOLL_METER_WEB_SEARCH,       TOLL_METER_CREDIT,
                                         TOLL_METER_CACHE_WRITE};

static void limit_grid(Question *q)
{
    toll_bill_limit limits[TOLL_METERS];
    uint64_t n = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        int64_t most = 0, least = 0;
        for (int i = 0; i < 10; i++)
            if (grid_meters[i] == meter)
                most = meter == TOLL_METER_INPUT ? 2 + (int64_t)draw(3) : (int64_t)draw(3);
        if (most > 0 && once_in(3))
            least = 1;
        if (meter == TOLL_METER_CREDIT && once_in(2))
            least = -2;
        limits[n++] = (toll_bill_limit){meter, least, most};
    }
    if (toll__limits_take(limits, n, &q->box, &q->limited, NULL) != TOLL_OK)
        abort();
}

/* The next record of the grid; 0: it was the last. */
static int next_record(const toll__box *box, Record *r)
{
    for (int i = 0; i < 10; i++) {
        uint32_t meter = grid_meters[i];
        if (r->quantity[meter] < box->most[meter]) {
            r->quantity[meter]++;
            return 1;
        }
        r->quantity[meter] = box->least[meter];
    }
    return 0;
}

/* What matters of a context: every six hours of the tariff's week, as windows begin and end on those. */
static int next_context(const Tariff *t, Record *r, uint64_t *index)
{
    uint64_t instants = 4 * 7, i = *index;
    if (*index == 3 * 3 * 3 * instants)
        return 0;
    r->context.service_tier = i % 3 != 0 ? TIER + i % 3 - 1 : 0;
    i /= 3;
    r->context.region = i % 3 != 0 ? REGION + i % 3 - 1 : 0;
    i /= 3;
    r->context.n_attributes = i % 3 != 0;
    r->attribute = (toll_bill_attribute){KEY, KEY + i % 3};
    i /= 3;
    r->context.has_instant = 1;
    r->context.at_s = t->rows[0].from_s + (int64_t)i * quarter;
    (*index)++;
    return 1;
}

/* Contexts by what the tariff says to them: prices alone are compared, so that few are enumerated. */
static int is_timed(const Tariff *t)
{
    for (uint32_t i = 0; i < t->n_rows; i++)
        if (t->rows[i].kind == TOLL_ROW_WHEN_TIME)
            return 1;
    return 0;
}

static void try_grid(uint64_t seed, Tally *tally)
{
    static Tariff t;
    static Question q;
    Record r;
    toll__sums sums, dearest, cheapest;
    int has_bill = 0;
    uint64_t index = 0, end = 0;
    state = seed;
    quarter = 6 * 3600;
    make_tariff(&t, 1);
    start_question(&q, &t);
    limit_grid(&q);
    if (ask(&t, &q) != TOLL_OK) {
        tally->errors++;
        return;
    }
    note_verdict(tally, &q.bounds);
    memset(&r, 0, sizeof r);
    end = is_timed(&t) ? UINT64_MAX : 27;
    while (next_context(&t, &r, &index) && index <= end) {
        for (uint32_t meter = 0; meter < TOLL_METERS; meter++)
            r.quantity[meter] = q.box.least[meter];
        r.given = 0;
        for (int i = 0; i < 10; i++)
            r.given |= TOLL__METER_BIT(grid_meters[i]);
        do {
            if (pay(&t, &r, &q.counters, &sums) != TOLL_OK)
                continue;
            tally->bills++;
            if (breaks(&q.bounds, &sums))
                fail(tally, seed, "a bill of a grid outside of the bounds", &q.bounds, &sums);
            if (!has_bill || is_above(sums.billed, dearest.billed))
                dearest = sums;
            if (!has_bill || is_above(cheapest.billed, sums.billed))
                cheapest = sums;
            has_bill = 1;
        } while (next_record(&q.box, &r));
    }
    if (!has_bill)
        return;
    if (q.bounds.verdict == TOLL_CEILING_ATTAINED && is_above(q.bounds.billed, dearest.billed))
        fail(tally, seed, "attained, but no record of the grid costs it", &q.bounds, &dearest);
    if (q.bounds.verdict != TOLL_CEILING_ATTAINED && (q.bounds.relaxed & TOLL_RELAXED_OVERLAP) == 0)
        fail(tally, seed, "above the dearest record without a reason", &q.bounds, &dearest);
    if ((q.bounds.relaxed & TOLL_RELAXED_LOWEST) == 0 && is_above(cheapest.billed, q.bounds.lowest))
        fail(tally, seed, "the lowest is below the cheapest record without a reason", &q.bounds, &cheapest);
}

static void report(const char *what, uint64_t n, const Tally *t)
{
    printf("%s: %" PRIu64 " tariffs, %" PRIu64 " bills, %" PRIu64 " refused; bound attained %" PRIu64 ", above %" PRIu64
           " (tiers %" PRIu64 ", rounding %" PRIu64 ", overlap %" PRIu64 ", cases %" PRIu64 "), none %" PRIu64
           ", errors %" PRIu64 "; %" PRIu64 " failures\n",
           what, n, t->bills, t->refused, t->attained, t->above, t->relaxed[0], t->relaxed[1], t->relaxed[2],
           t->relaxed[3], t->none, t->errors, t->failures);
}

int main(int argc, char **argv)
{
    uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000;
    uint64_t grids = argc > 2 ? strtoull(argv[2], NULL, 10) : 50;
    uint64_t seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    uint64_t attained = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
    Tally random = {0}, grid = {0};
    for (uint64_t i = 0; i < rounds; i++)
        try_round(seed + i, &random);
    for (uint64_t i = 0; i < grids; i++)
        try_grid(seed + i, &grid);
    report("random", rounds, &random);
    report("grids", grids, &grid);
    if (random.attained + grid.attained < attained)
        printf("only %" PRIu64 " bounds are attained, not %" PRIu64 "\n", random.attained + grid.attained, attained);
    return random.failures + grid.failures != 0 || random.attained + grid.attained < attained;
}
