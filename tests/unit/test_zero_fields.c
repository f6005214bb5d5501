/* SPDX-License-Identifier: Apache-2.0 */
/* Absent is never zero: what a 0 is in each field whose default is another number. The field table says which of three it
 * is, and each field is tried as its class says: the default, refused with the default in the message, or a value. */
#include "train_ask.h"
#include "tco_rows.h"

#include "api/field_masks.h"

typedef enum zero_class { ZERO_DEFAULT = 1, ZERO_REFUSED, ZERO_VALUE } zero_class;

typedef struct zero_field {
    uint32_t kind;
    zero_class zero;
    const char *name;
} zero_field;

/* The classes of the field table; every other field is left out. */
static const zero_field zero_fields[] = {
#define STRUCT(kind, type, has_header)
#define END(kind)
#define FIELD(kind, type, member, class, unit, known, min, max, value)
#define FIELD0(kind, type, member, class, unit, known, min, max, value, zero) {TOLL_KIND_##kind, zero, #member},
#include "api/fields.def"
#undef FIELD0
#undef FIELD
#undef END
#undef STRUCT
};

#define ZERO_FIELDS (sizeof zero_fields / sizeof zero_fields[0])

static toll_field field_named(uint32_t kind, const char *name)
{
    toll_field field;
    for (uint32_t i = 0; i < toll_field_count(kind); i++) {
        assert_int_equal(toll_field_get(kind, i, &field, NULL), TOLL_OK);
        if (strcmp(field.name, name) == 0)
            return field;
    }
    fail_msg("%s has no field %s", toll_struct_name(kind), name);
    return field;
}

static void clear_field(void *object, const toll_field *field)
{
    memset((unsigned char *)object + field->offset_bytes, 0, (size_t)field->size_bytes);
}

static zero_class class_of(uint32_t kind, const char *name)
{
    for (size_t i = 0; i < ZERO_FIELDS; i++)
        if (zero_fields[i].kind == kind && strcmp(zero_fields[i].name, name) == 0)
            return zero_fields[i].zero;
    return (zero_class)0;
}

/* A field that needs a class: nobody set it, and 0 would pass as another number than its default. */
static int passes_unset(const toll_field *f)
{
    const int is_given = f->known_bit >= 0 || f->type > TOLL_TYPE_F64;
    return !is_given && (f->default_value < 0 || f->default_value > 0) && f->min <= 0 && f->max >= 0;
}

static void every_field_that_needs_a_class_has_one(void **state)
{
    (void)state;
    for (uint32_t kind = 0; kind < 256; kind++) {
        for (uint32_t i = 0; i < toll_field_count(kind); i++) {
            toll_field f;
            assert_int_equal(toll_field_get(kind, i, &f, NULL), TOLL_OK);
            if (passes_unset(&f) && class_of(kind, f.name) == 0)
                fail_msg("%s.%s has the default %g, and 0 passes: say in fields.def what it is", toll_struct_name(kind),
                         f.name, f.default_value);
        }
    }
}

/* ---- 0 is a value ---- */

static void check_value_zero(const toll_field *f)
{
    uint64_t object[512] = {0};
    toll_error err;
    assert_int_equal(toll_struct_init(object, toll_struct_size(f->struct_kind), f->struct_kind, NULL), TOLL_OK);
    if (f->struct_kind == TOLL_KIND_MODEL)
        ((toll_model *)(void *)object)->d_model = 1;
    clear_field(object, f);
    if (toll_struct_check(object, f->struct_kind, &err) != TOLL_OK)
        fail_msg("%s.%s refuses 0: %s", toll_struct_name(f->struct_kind), f->name, err.message);
}

/* Rows and frozen structs have no header to check by. */
static void check_item_zero(const toll_field *f)
{
    toll_finance_item item;
    double total;
    toll_error err;
    (void)toll_struct_init(&item, sizeof item, TOLL_KIND_FINANCE_ITEM, NULL);
    item.usd_per_part = 2;
    clear_field(&item, f);
    expect_ok(toll_finance_compute_budget(&item, 1, NULL, &total, &err), &err);
    assert_true(total == 0);
}

static void check_layer_zero(const toll_field *f)
{
    fixture toy;
    toll_error err;
    fixture_toy(&toy);
    clear_field(&toy.rows[0], f);
    expect_ok(toll_model_check(&toy.model, toy.rows, toy.n_rows, ROW_BYTES, &err), &err);
}

static void a_value_of_0_passes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ZERO_FIELDS; i++) {
        const toll_field f = field_named(zero_fields[i].kind, zero_fields[i].name);
        if (zero_fields[i].zero != ZERO_VALUE)
            continue;
        if (f.struct_kind == TOLL_KIND_MODEL_LAYER)
            check_layer_zero(&f);
        else if (f.struct_kind == TOLL_KIND_FINANCE_ITEM)
            check_item_zero(&f);
        else
            check_value_zero(&f);
    }
}

/* ---- 0 is the default ---- */

static double step_time(fixture *f)
{
    toll_error err;
    expect_ok(fixture_resolve(f, &err), &err);
    return ask_step(f, fixture_decode(8, 1000)).time_s.mid;
}

/* What the struct's function answers, with the field at its default or at 0. */
static double answer(const toll_field *f, int is_zero)
{
    fixture toy;
    toll_train_setup setup = setup_of();
    fixture_toy(&toy);
    toy.constants.step_s = 0.5; /* host work: some time that a factor on it would change */
    setup.method = TOLL_METHOD_LORA;
    if (f->struct_kind == TOLL_KIND_STEP_CONSTANTS) {
        if (is_zero)
            clear_field(&toy.constants, f);
        return step_time(&toy);
    }
    assert_int_equal(f->struct_kind, TOLL_KIND_TRAIN_SETUP);
    if (is_zero)
        clear_field(&setup, f);
    return (double)ask_train_memory(&toy, &setup).gradient_bytes;
}

static void a_default_of_0_answers_as_the_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < ZERO_FIELDS; i++) {
        const toll_field f = field_named(zero_fields[i].kind, zero_fields[i].name);
        if (zero_fields[i].zero != ZERO_DEFAULT)
            continue;
        assert_true(answer(&f, 0) > 0);
        assert_close(answer(&f, 1), answer(&f, 0));
    }
}

/* ---- 0 is refused ---- */

static toll_status ask_item(const toll_field *f, toll_error *err)
{
    toll_finance_item items[2];
    double total;
    for (int i = 0; i < 2; i++)
        (void)toll_struct_init(&items[i], sizeof items[i], TOLL_KIND_FINANCE_ITEM, NULL);
    items[0].usd_per_part = items[1].usd_per_part = 2;
    clear_field(&items[1], f);
    return toll_finance_compute_budget(items, 2, NULL, &total, err);
}

static toll_status ask_cost_row(const toll_field *f, toll_error *err)
{
    static tco_scenario s;
    tco_start(&s, 12);
    tco_add(&s, TOLL_TCO_OUTPUT_TOKENS, 1e9)->time = TOLL_TCO_MONTH;
    toll_tco_row *row = tco_add(&s, TOLL_TCO_COST, 9);
    row->category = TOLL_TCO_API;
    row->basis = TOLL_TCO_PER_MTOK_OUTPUT;
    expect_ok(toll_tco_check(s.rows, s.count, sizeof s.rows[0], err), err);
    clear_field(row, f);
    return toll_tco_check(s.rows, s.count, sizeof s.rows[0], err);
}

static void a_refused_0_tells_the_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < ZERO_FIELDS; i++) {
        const toll_field f = field_named(zero_fields[i].kind, zero_fields[i].name);
        char cure[96];
        toll_error err;
        if (zero_fields[i].zero != ZERO_REFUSED)
            continue;
        const int is_item = f.struct_kind == TOLL_KIND_FINANCE_ITEM;
        assert_true(is_item || f.struct_kind == TOLL_KIND_TCO_ROW);
        assert_int_equal(is_item ? ask_item(&f, &err) : ask_cost_row(&f, &err), TOLL_E_RANGE);
        (void)snprintf(cure, sizeof cure, "must be above 0; toll_struct_init() sets %g", f.default_value);
        assert_non_null(strstr(err.message, cure));
        assert_string_equal(err.field, f.name);
        assert_int_equal(err.struct_kind, f.struct_kind);
        assert_int_equal(err.field_offset, f.offset_bytes);
        assert_true(err.row >= 0);
    }
}

/* ---- literals ---- */

/* 1 Gtok a month at 9 USD per Mtok is 9,000 a month, 108,000 a year; without `quantity` it was 0. */
static void a_literal_row_costs_what_it_says_or_is_refused(void **state)
{
    (void)state;
    toll_tco_row rows[] = {
        {.kind = TOLL_TCO_OPTION, .option = 1, .text = "api"},
        {.kind = TOLL_TCO_HORIZON, .value = {12, 12, 12}},
        {.kind = TOLL_TCO_OUTPUT_TOKENS, .time = TOLL_TCO_MONTH, .quantity = 1, .value = {1e9, 1e9, 1e9}},
        {.kind = TOLL_TCO_COST, .category = TOLL_TCO_API, .basis = TOLL_TCO_PER_MTOK_OUTPUT, .value = {9, 9, 9}},
    };
    toll_error err;
    uint64_t plan[4096], account[4096];
    toll_tco_summary summary;
    (void)toll_struct_init(&summary, sizeof summary, TOLL_KIND_TCO_SUMMARY, NULL);
    assert_int_equal(toll_tco_check(rows, 4, sizeof rows[0], &err), TOLL_E_RANGE);
    assert_int_equal(err.row, 3);
    rows[3].quantity = 1;
    expect_ok(toll_tco_resolve(rows, 4, sizeof rows[0], plan, sizeof plan, &err), &err);
    expect_ok(toll_tco_estimate(plan, sizeof plan, 1, NULL, NULL, 0, account, sizeof account, &err), &err);
    expect_ok(toll_tco_get_summary(account, sizeof account, &summary, &err), &err);
    assert_close(summary.total_money, 108000);
}

/* 8 GPUs for 36 months at 100 USD are 28,800; as a literal without the two ones they were 0. */
static void a_literal_budget_line_is_refused(void **state)
{
    (void)state;
    const toll_finance_item literal = {.units = 8, .times = 36, .usd_per_part = 100};
    const toll_finance_item no_time = {8, 1, 0, 100, 1}, whole = {8, 1, 36, 100, 1};
    double total = -1;
    toll_error err;
    assert_int_equal(toll_finance_compute_budget(&literal, 1, NULL, &total, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "parts_per_unit");
    assert_close(total, -1);
    assert_int_equal(toll_finance_compute_budget(&whole, 1, NULL, &total, &err), TOLL_OK);
    assert_close(total, 28800);
    assert_int_equal(toll_finance_compute_budget(&no_time, 1, NULL, &total, &err), TOLL_OK);
    assert_true(total == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_that_needs_a_class_has_one),
        cmocka_unit_test(a_value_of_0_passes),
        cmocka_unit_test(a_default_of_0_answers_as_the_default),
        cmocka_unit_test(a_refused_0_tells_the_default),
        cmocka_unit_test(a_literal_row_costs_what_it_says_or_is_refused),
        cmocka_unit_test(a_literal_budget_line_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
