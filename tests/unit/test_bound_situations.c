/* SPDX-License-Identifier: Apache-2.0 */
/* The situations that an open context can mean. Instants: what a search by days finds is what a scan of every quarter of an
 * hour finds. Tiers, regions and attributes: lists by hand, and their whole product. */
#include "tariff_rows.h"

#include "book/context_text.h"
#include "bound/bound_scope.h"

#define DAY_S     INT64_C(86400)
#define QUARTER_S 900
#define MONDAY_S  INT64_C(345600) /* 1970-01-05 00:00 UTC */

static toll__situations s;
static toll__book_facts facts;

static void join_book(toll__context *context, const Tariff *t)
{
    facts =
        (toll__book_facts){.rows = t->rows, .calendar = t->holidays, .n_rows = t->count, .n_calendar = t->n_holidays};
    context->facts = &facts;
}

/* ---- instants ---- */

static uint64_t state;

static int64_t draw(uint64_t below)
{
    state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64, Steele, Lea, Flood 2014 */
    uint64_t x = state;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((x ^ (x >> 31)) % below);
}

static void add_timed_row(Tariff *t)
{
    toll__row *row;
    switch (draw(4)) {
    case 0: /* an interval that may lie beside the tariff's */
        row = row_add(t, TOLL_ROW_WHEN_INSTANT);
        row->from_s = MONDAY_S + (draw(50) - 5) * DAY_S + draw(96) * QUARTER_S;
        row->until_s = row->from_s + 1 + draw(20) * DAY_S;
        return;
    case 1:
        row = row_add(t, TOLL_ROW_WHEN_HOLIDAY);
        row->key = (uint32_t)(40 + draw(2));
        row->utc_offset_s = (int32_t)((draw(5) - 2) * 5 * 3600);
        return;
    default:
        row = window_add(t, draw(128), draw(96) * QUARTER_S, draw(97) * QUARTER_S, (draw(5) - 2) * 5 * 3600);
        row->key = draw(3) == 0 ? (uint32_t)(40 + draw(2)) : 0;
    }
}

static void add_lists(Tariff *t)
{
    for (uint32_t list = 40; list < 42; list++) {
        for (int64_t n = draw(4); n > 0; n--)
            holiday_add(t, list, MONDAY_S + draw(40) * DAY_S);
        if (draw(2) == 0) /* known for some of the time alone */
            calendar_add(t, list, MONDAY_S + draw(10) * DAY_S, MONDAY_S + (15 + draw(30)) * DAY_S);
    }
}

static int holds(const toll__row *row, const toll__context *context)
{
    if (row->kind == TOLL_ROW_WHEN_TIME)
        return toll__calendar_in_window(row, context);
    if (row->kind == TOLL_ROW_WHEN_HOLIDAY)
        return toll__calendar_is_holiday(row, context);
    return toll__calendar_in_interval(row, context);
}

/* Verdicts of the time predicates at an instant, two bits each, in the order of the rows. */
static void verdicts_at(const Tariff *t, toll__context *context, int64_t at_s, uint64_t *verdict, uint64_t *unknown)
{
    uint32_t bit = 0;
    *verdict = *unknown = 0;
    context->at_s = at_s;
    for (uint32_t i = 0; i < t->count; i++) {
        const uint32_t kind = t->rows[i].kind;
        if (kind != TOLL_ROW_WHEN_TIME && kind != TOLL_ROW_WHEN_HOLIDAY && kind != TOLL_ROW_WHEN_INSTANT)
            continue;
        const int answer = holds(&t->rows[i], context);
        *verdict |= (uint64_t)(answer == 1) << bit;
        *unknown |= (uint64_t)(answer == TOLL__CALENDAR_UNKNOWN) << bit;
        bit++;
    }
}

static int is_found(uint64_t verdict, uint64_t unknown)
{
    for (uint32_t i = 0; i < s.n_instants; i++)
        if (s.verdict[i] == verdict && s.unknown[i] == unknown)
            return 1;
    return 0;
}

static void assert_instants(const Tariff *t, const toll__scope *scope, int64_t from_s, int64_t until_s)
{
    uint64_t verdict, unknown;
    toll__context context = scope->context;
    assert_true(s.n_instants > 0);
    for (uint32_t i = 0; i < s.n_instants; i++) {
        assert_true(s.instant[i] >= from_s && s.instant[i] < until_s);
        verdicts_at(t, &context, s.instant[i], &verdict, &unknown);
        assert_true(verdict == s.verdict[i] && unknown == s.unknown[i]);
        for (uint32_t k = 0; k < i; k++)
            assert_true(s.verdict[k] != verdict || s.unknown[k] != unknown);
    }
    for (int64_t at_s = from_s; at_s < until_s; at_s += QUARTER_S) {
        verdicts_at(t, &context, at_s, &verdict, &unknown);
        if (!is_found(verdict, unknown))
            fail_msg("seed %llu: second %lld", (unsigned long long)state, (long long)at_s);
    }
}

/* Five weeks, or a part of them that the scope gives; windows, holidays and intervals begin and end at quarters. */
static void every_set_of_verdicts_has_an_instant(void **context)
{
    (void)context;
    for (uint64_t round = 0; round < 400; round++) {
        Tariff t;
        toll__scope scope;
        state = round;
        tariff_start(&t);
        t.rows[0].from_s = MONDAY_S;
        t.rows[0].until_s = MONDAY_S + 35 * DAY_S;
        add_lists(&t);
        mtok_add(&t, TOLL_METER_INPUT, "1");
        for (int64_t n = 1 + draw(4); n > 0; n--)
            add_timed_row(&t);
        memset(&scope, 0, sizeof scope);
        join_book(&scope.context, &t);
        scope.from_s = MONDAY_S + draw(30) * DAY_S + draw(96) * QUARTER_S;
        scope.until_s = scope.from_s + QUARTER_S * (1 + draw(12 * 96));
        scope.has_from = (uint32_t)draw(2);
        scope.has_until = (uint32_t)draw(2);
        const int64_t from_s = scope.has_from ? scope.from_s : t.rows[0].from_s;
        const int64_t until_s = scope.has_until ? scope.until_s : t.rows[0].until_s;
        const toll__tariff plain = {t.rows, t.count, 0};
        if (until_s <= from_s)
            continue;
        assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
        assert_instants(&t, &scope, from_s, until_s);
    }
}

/* Nothing of the tariff asks for the time: one instant, the first. */
static void a_tariff_without_times_has_one_instant(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    tariff_start(&t);
    t.rows[0].from_s = MONDAY_S + 1;
    t.rows[0].until_s = MONDAY_S + 400 * DAY_S;
    memset(&scope, 0, sizeof scope);
    join_book(&scope.context, &t);
    const toll__tariff plain = {t.rows, t.count, 0};
    assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
    assert_int_equal(s.n_instants, 1);
    assert_true(s.instant[0] == MONDAY_S + 1);
    /* asked for a time after the tariff's, or for none at all: the moment that was asked for */
    scope = (toll__scope){.context = scope.context, .from_s = MONDAY_S + 500 * DAY_S, .has_from = 1};
    assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
    assert_true(s.n_instants == 1 && s.instant[0] == MONDAY_S + 500 * DAY_S);
    scope = (toll__scope){.context = scope.context, .until_s = MONDAY_S - DAY_S, .has_until = 1};
    assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
    assert_true(s.n_instants == 1 && s.instant[0] == MONDAY_S - DAY_S - 1);
}

/* A tariff that is valid for ever, from ever on: a window of weekday hours holds or not. */
static void endless_tariffs_are_searched(void **context)
{
    (void)context;
    for (int is_endless = 0; is_endless < 4; is_endless++) {
        Tariff t;
        toll__scope scope;
        tariff_start(&t);
        t.rows[0].from_s = (is_endless & 1) != 0 ? INT64_MIN : MONDAY_S;
        t.rows[0].until_s = (is_endless & 2) != 0 ? INT64_MAX : MONDAY_S + 21 * DAY_S;
        window_add(&t, 31, 9 * 3600, 17 * 3600, 0);
        window_add(&t, 96, 0, 86400, 0);
        memset(&scope, 0, sizeof scope);
        join_book(&scope.context, &t);
        const toll__tariff plain = {t.rows, t.count, 0};
        assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
        assert_int_equal(s.n_instants, 3); /* neither, the first, the second */
        assert_true(is_found(0, 0) && is_found(1, 0) && is_found(2, 0));
    }
}

/* ---- tiers, regions, attributes ---- */

#define KEY 30

static void expect_list(const uint64_t *list, uint32_t count, const uint64_t *want, uint32_t n_want)
{
    assert_int_equal(count, n_want);
    for (uint32_t i = 0; i < count; i++)
        if (list[i] != want[i])
            fail_msg("entry %u is %llx, not %llx", (unsigned)i, (unsigned long long)list[i],
                     (unsigned long long)want[i]);
}

#define EXPECT_LIST(list, count, ...)                                                                                  \
    expect_list(list, count, (const uint64_t[]){__VA_ARGS__},                                                          \
                sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static int find(const Tariff *t, uint64_t open, toll__scope *scope)
{
    memset(scope, 0, sizeof *scope);
    join_book(&scope->context, t);
    scope->open = open;
    scope->context.service_tier = 77;
    scope->context.region = 88;
    const toll__tariff plain = {t->rows, t->count, 0};
    return toll__situations_find(&plain, scope, &s);
}

static void named_start(Tariff *t)
{
    tariff_start(t);
    t->rows[0].from_s = MONDAY_S;
    t->rows[0].until_s = MONDAY_S + DAY_S;
}

/* None, and each tier that the tariff sells or asks for, once; "standard" is the name of none. */
static void tiers_are_those_that_rows_name(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    named_start(&t);
    row_add(&t, TOLL_ROW_TIER)->text = TOLL__TEXT_STANDARD;
    row_add(&t, TOLL_ROW_TIER)->text = 11;
    row_add(&t, TOLL_ROW_WHEN_TIER)->text = 12;
    row_add(&t, TOLL_ROW_WHEN_TIER)->text = 11;
    row_add(&t, TOLL_ROW_WHEN_REGION)->text = 21;
    assert_int_equal(find(&t, TOLL_OPEN_TIER, &scope), 1);
    EXPECT_LIST(s.tier, s.n_tiers, 0, 11, 12);
    EXPECT_LIST(s.region, s.n_regions, 88);
    assert_int_equal(s.n_keys, 0);
    assert_true(s.n_situations == 3);
    assert_int_equal(find(&t, 0, &scope), 1); /* known: as the context says */
    EXPECT_LIST(s.tier, s.n_tiers, 77);
    assert_true(s.n_situations == 1);
}

/* Names, and one that no row names where a row asks for what is not something. */
static void regions_are_those_that_rows_name(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    named_start(&t);
    row_add(&t, TOLL_ROW_REGION)->text = 21;
    row_add(&t, TOLL_ROW_WHEN_REGION)->text = 22;
    row_add(&t, TOLL_ROW_WHEN_TIER)->text = 11;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, 21, 22);
    EXPECT_LIST(s.tier, s.n_tiers, 77);
    t.rows[2].op = TOLL_OP_IS_NOT;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, 21, 22, TOLL_INTERN_OTHER);
    t.rows[2].op = TOLL_OP_IS;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, 21, 22);
}

/* A text for each pattern, for each pair of a prefix and a suffix, and one that has none where a row asks for that. */
static void patterns_have_texts_of_their_own(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    named_start(&t);
    row_add(&t, TOLL_ROW_WHEN_REGION)->text = 21;
    t.rows[1].op = TOLL_OP_PREFIX;
    row_add(&t, TOLL_ROW_WHEN_REGION)->text = 22;
    t.rows[2].op = TOLL_OP_SUFFIX;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, toll__context_text_of_pattern(21, 0), toll__context_text_of_pattern(21, 22),
                toll__context_text_of_pattern(0, 22));
    t.rows[1].op = TOLL_OP_NOT_PREFIX;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, toll__context_text_of_pattern(21, 0), toll__context_text_of_pattern(21, 22),
                TOLL_INTERN_OTHER, toll__context_text_of_pattern(0, 22));
    t.rows[2].op = TOLL_OP_NOT_SUFFIX;
    t.rows[1].op = TOLL_OP_PREFIX;
    assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), 1);
    EXPECT_LIST(s.region, s.n_regions, 0, toll__context_text_of_pattern(21, 0), toll__context_text_of_pattern(21, 22),
                toll__context_text_of_pattern(0, 22), TOLL_INTERN_OTHER);
}

/* Each key that is not stated has its values, and may be absent. */
static void attributes_are_those_that_rows_name(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    named_start(&t);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, 41);
    text_add(&t, TOLL_ROW_ATTRIBUTE, KEY + 1, 42);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, 43)->op = TOLL_OP_IS_NOT;
    text_add(&t, TOLL_ROW_WHEN_REGION, 0, 21);
    assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), 1);
    assert_int_equal(s.n_keys, 2);
    assert_true(s.key[0] == KEY && s.key[1] == KEY + 1);
    EXPECT_LIST(s.value[0], s.n_values[0], 0, 41, 43, TOLL_INTERN_OTHER);
    EXPECT_LIST(s.value[1], s.n_values[1], 0, 42);
    assert_true(s.n_situations == 8);
    assert_int_equal(find(&t, 0, &scope), 1);
    assert_int_equal(s.n_keys, 0);
    toll_bill_attribute stated = {KEY, 43};
    scope.open = TOLL_OPEN_ATTRIBUTES;
    scope.context.attributes = &stated;
    scope.context.n_attributes = 1;
    const toll__tariff plain = {t.rows, t.count, 0};
    assert_int_equal(toll__situations_find(&plain, &scope, &s), 1);
    assert_int_equal(s.n_keys, 1);
    assert_true(s.key[0] == KEY + 1 && s.n_situations == 2);
}

static uint64_t number(const char *text)
{
    return toll__context_text_of_number(decimal_of(text));
}

/* 0, and each threshold with a number just above it: one more decimal place than any threshold of the key has. */
static void numbers_lie_at_thresholds_and_above(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    named_start(&t);
    text_add(&t, TOLL_ROW_WHEN_NUMBER, KEY, 0)->number = decimal_of("2.5");
    text_add(&t, TOLL_ROW_WHEN_NUMBER, KEY, 0)->number = decimal_of("10");
    text_add(&t, TOLL_ROW_WHEN_NUMBER, KEY + 1, 0)->number = decimal_of("0.125");
    assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), 1);
    assert_int_equal(s.n_keys, 2);
    EXPECT_LIST(s.value[0], s.n_values[0], 0, number("0"), number("2.5"), number("2.51"), number("10"),
                number("10.01"));
    EXPECT_LIST(s.value[1], s.n_values[1], 0, number("0"), number("0.125"), number("0.1251"));
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, 44)->op = TOLL_OP_PREFIX; /* numbers and patterns of one key: too many */
    assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), 0);
    t.rows[t.count - 1].op = TOLL_OP_IS;
    assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), 1);
    t.rows[t.count - 1].key = KEY + 2;
    t.rows[t.count - 1].op = TOLL_OP_SUFFIX;
    assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), 1);
    assert_int_equal(s.n_keys, 3);
}

/* Lists have room for 32 texts, none among them, and for 8 keys; one more is too many. */
static void rooms_end(void **context)
{
    (void)context;
    for (uint32_t n = 30; n <= 33; n++) {
        Tariff t;
        toll__scope scope;
        named_start(&t);
        for (uint32_t i = 0; i < n; i++)
            row_add(&t, TOLL_ROW_TIER)->text = 100 + i;
        assert_int_equal(find(&t, TOLL_OPEN_TIER, &scope), n < TOLL__SCOPE_TEXTS);
        for (uint32_t i = 0; i < n; i++)
            t.rows[1 + i].kind = TOLL_ROW_REGION;
        assert_int_equal(find(&t, TOLL_OPEN_REGION, &scope), n < TOLL__SCOPE_TEXTS);
    }
    for (uint32_t n = 7; n <= 9; n++) {
        Tariff t;
        toll__scope scope;
        named_start(&t);
        for (uint32_t i = 0; i < n; i++)
            text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY + i, 50);
        assert_int_equal(find(&t, TOLL_OPEN_ATTRIBUTES, &scope), n <= TOLL__SCOPE_KEYS);
    }
}

/* Every situation of the product is given once, with the stated attribute before those that are tried. */
static void situations_are_the_whole_product(void **context)
{
    (void)context;
    Tariff t;
    toll__scope scope;
    toll_bill_attribute stated = {KEY + 9, 99}, attributes[1 + TOLL__SCOPE_KEYS];
    toll__context c;
    int seen[2][3][2][3][2] = {{{{{0}}}}};
    named_start(&t);
    row_add(&t, TOLL_ROW_TIER)->text = 11;
    row_add(&t, TOLL_ROW_REGION)->text = 21;
    row_add(&t, TOLL_ROW_REGION)->text = 22;
    window_add(&t, 127, 0, 12 * 3600, 0);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, 41);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY, 42);
    text_add(&t, TOLL_ROW_WHEN_ATTRIBUTE, KEY + 1, 51);
    assert_int_equal(find(&t, TOLL_OPEN_TIER | TOLL_OPEN_REGION | TOLL_OPEN_ATTRIBUTES, &scope), 1);
    assert_true(s.n_situations == 2 * 3 * 2 * 3 * 2);
    scope.context.attributes = &stated;
    scope.context.n_attributes = 1;
    for (uint64_t i = 0; i < s.n_situations; i++) {
        uint64_t first = 0, second = 0;
        toll__situations_get(&s, &scope, i, attributes, &c);
        assert_int_equal(c.has_instant, 1);
        assert_true(c.n_attributes >= 1 && c.attributes[0].key == KEY + 9 && c.attributes[0].value == 99);
        for (uint64_t k = 1; k < c.n_attributes; k++) {
            first = c.attributes[k].key == KEY ? c.attributes[k].value - 40 : first;
            second = c.attributes[k].key == KEY + 1 ? c.attributes[k].value - 50 : second;
        }
        assert_true(c.n_attributes == 1 + (uint64_t)(first != 0) + (second != 0));
        const int is_late = c.at_s >= MONDAY_S + 12 * 3600;
        seen[c.service_tier == 11][c.region == 0 ? 0 : c.region - 20][is_late][first][second]++;
    }
    for (int i = 0; i < 72; i++)
        assert_int_equal((&seen[0][0][0][0][0])[i], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_verdicts_has_an_instant),
        cmocka_unit_test(a_tariff_without_times_has_one_instant),
        cmocka_unit_test(endless_tariffs_are_searched),
        cmocka_unit_test(tiers_are_those_that_rows_name),
        cmocka_unit_test(regions_are_those_that_rows_name),
        cmocka_unit_test(patterns_have_texts_of_their_own),
        cmocka_unit_test(attributes_are_those_that_rows_name),
        cmocka_unit_test(numbers_lie_at_thresholds_and_above),
        cmocka_unit_test(rooms_end),
        cmocka_unit_test(situations_are_the_whole_product),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
