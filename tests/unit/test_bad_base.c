/* SPDX-License-Identifier: Apache-2.0 */
/* Bad input to every function of base.h, and the proof that no exported function is left out of these tests. */
#include "bad_input.h"

#include <toll.h>

#define SOME_KINDS 160 /* all that exist and unknown ones between and after them */

static toll_step_layout layout;

static toll_status call_init(const bad_frame *f, toll_error *err)
{
    return toll_struct_init(f->p[0], f->v[1], (uint32_t)f->v[2], err);
}

static toll_status call_check(const bad_frame *f, toll_error *err)
{
    return toll_struct_check(f->p[0], (uint32_t)f->v[1], err);
}

static toll_status call_field(const bad_frame *f, toll_error *err)
{
    return toll_field_get((uint32_t)f->v[0], (uint32_t)f->v[1], f->p[2], err);
}

static void versions_agree(void)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%d.%d.%d", TOLL_VERSION_MAJOR, TOLL_VERSION_MINOR, TOLL_VERSION_PATCH);
    assert_string_equal(toll_version_string(), text);
    assert_int_equal(toll_version_number(), TOLL_VERSION_MAJOR * 10000 + TOLL_VERSION_MINOR * 100 + TOLL_VERSION_PATCH);
    assert_int_equal(toll_abi_version(), TOLL_ABI_VERSION);
}

static void any_status_has_a_text(void)
{
    const int32_t strange[] = {1, -6000, INT32_MIN, INT32_MAX, -42};
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        assert_string_equal(toll_status_name(strange[i]), "TOLL_E_?");
        assert_true(strlen(toll_status_message(strange[i])) > 0);
    }
}

static void unknown_kinds_have_nothing(void)
{
    const uint32_t strange[] = {0, 99, 199, 200, 0x7fffffff, UINT32_MAX};
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        assert_true(toll_struct_size(strange[i]) == 0);
        assert_string_equal(toll_struct_name(strange[i]), "");
        assert_int_equal(toll_field_count(strange[i]), 0);
    }
}

#define WRONG(argument, value, status)                                                                                 \
    {                                                                                                                  \
        argument, value, NULL,                                                                                         \
        {                                                                                                              \
            status, 0, NULL, -1, 0                                                                                     \
        }                                                                                                              \
    }
#define SIZE sizeof(toll_step_layout)

static const bad_case init_cases[] = {
    WRONG(1, 0, TOLL_E_STRUCT_SIZE),
    WRONG(1, 4, TOLL_E_STRUCT_SIZE),
    WRONG(1, SIZE - 8, TOLL_E_STRUCT_SIZE),
    WRONG(1, SIZE + 4, TOLL_E_STRUCT_SIZE),
    WRONG(1, 4104, TOLL_E_STRUCT_SIZE),
    WRONG(1, 5000, TOLL_E_STRUCT_SIZE),
    WRONG(1, (1ull << 32) + SIZE, TOLL_E_STRUCT_SIZE), /* must not be cut to 32 bits */
    WRONG(1, UINT64_MAX, TOLL_E_STRUCT_SIZE),
    WRONG(2, 0, TOLL_E_STRUCT_KIND),
    WRONG(2, 99, TOLL_E_STRUCT_KIND),
    WRONG(2, 199, TOLL_E_STRUCT_KIND),
    WRONG(2, 128, TOLL_E_STRUCT_KIND),
    WRONG(2, UINT32_MAX, TOLL_E_STRUCT_KIND),
};
static const bad_case check_cases[] = {
    WRONG(1, 0, TOLL_E_STRUCT_KIND),
    WRONG(1, TOLL_KIND_MODEL_LAYER, TOLL_E_STRUCT_KIND),
    WRONG(1, TOLL_KIND_RANGE, TOLL_E_STRUCT_KIND),
    WRONG(1, TOLL_KIND_FIELD, TOLL_E_STRUCT_KIND),
    WRONG(1, UINT32_MAX, TOLL_E_STRUCT_KIND),
};
static const bad_case field_cases[] = {
    WRONG(0, 0, TOLL_E_STRUCT_KIND),
    WRONG(0, UINT32_MAX, TOLL_E_STRUCT_KIND),
    WRONG(1, 27, TOLL_E_RANGE),
    /* toll_hw has 27 fields */ WRONG(1, UINT32_MAX, TOLL_E_RANGE),
};

#define VALUE(name, value)                                                                                             \
    {                                                                                                                  \
        BAD_VALUE, name, NULL, value, 0, 0                                                                             \
    }
#define TOTAL(name, test)                                                                                              \
    {                                                                                                                  \
        name, NULL, test, {{0, NULL, NULL, 0, 0, 0}}, NULL, 0                                                          \
    }

static const bad_function table[] = {
    TOTAL("toll_version_string", versions_agree),
    TOTAL("toll_version_number", versions_agree),
    TOTAL("toll_abi_version", versions_agree),
    TOTAL("toll_status_name", any_status_has_a_text),
    TOTAL("toll_status_message", any_status_has_a_text),
    TOTAL("toll_struct_size", unknown_kinds_have_nothing),
    TOTAL("toll_struct_name", unknown_kinds_have_nothing),
    TOTAL("toll_field_count", unknown_kinds_have_nothing),
    {"toll_struct_init",
     call_init,
     NULL,
     {{BAD_OUT, "object", NULL, SIZE, 0, 0}, VALUE("object_size", SIZE), VALUE("struct_kind", TOLL_KIND_STEP_LAYOUT)},
     BAD_CASES(init_cases)},
    {"toll_struct_check",
     call_check,
     NULL,
     {{BAD_IN_STRUCT, "object", &layout, SIZE, TOLL_KIND_STEP_LAYOUT, 0}, VALUE("struct_kind", TOLL_KIND_STEP_LAYOUT)},
     BAD_CASES(check_cases)},
    {"toll_field_get",
     call_field,
     NULL,
     {VALUE("struct_kind", TOLL_KIND_HW), VALUE("index", 25), {BAD_OUT, "field", NULL, sizeof(toll_field), 0, 0}},
     BAD_CASES(field_cases)},
};

static void refuses_bad_input(void **state)
{
    (void)state;
    assert_int_equal(toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL), TOLL_OK);
    bad_walk_all(BAD_CASES(table));
}

/* Lifts every field that must be given and whose default lies below its range. */
static void fill_valid(unsigned char *object, uint64_t size, uint32_t kind)
{
    toll_field field;
    assert_int_equal(toll_struct_init(object, size, kind, NULL), TOLL_OK);
    for (uint32_t i = 2; i < toll_field_count(kind); i++) {
        assert_int_equal(toll_field_get(kind, i, &field, NULL), TOLL_OK);
        if (field.known_bit < 0 && field.default_value < field.min) {
            const int64_t least = (int64_t)field.min;
            assert_int_equal(field.type, TOLL_TYPE_I64);
            memcpy(object + field.offset_bytes, &least, sizeof least);
        }
    }
}

/* Also the structs that are only ever results: a caller may store them and check them again. */
static void every_field_of_every_struct_is_checked(void **state)
{
    (void)state;
    uint64_t object[BAD_STRUCT_LIMIT / 8];
    int walked = 0;
    for (uint32_t kind = 1; kind < SOME_KINDS; kind++) {
        const uint64_t size = toll_struct_size(kind);
        toll_field first;
        if (size == 0 || toll_field_get(kind, 0, &first, NULL) != TOLL_OK || strcmp(first.name, "struct_size") != 0)
            continue;
        const bad_function f = {"toll_struct_check",
                                call_check,
                                NULL,
                                {{BAD_IN_STRUCT, "object", object, size, kind, 0}, VALUE("struct_kind", kind)},
                                NULL,
                                0};
        fill_valid((unsigned char *)object, size, kind);
        bad_walk(&f);
        walked++;
    }
    int with_header = 0;
    for (uint32_t kind = 1; kind < TOLL_KIND_RANGE; kind++)
        with_header +=
            toll_struct_size(kind) > 0 && kind != TOLL_KIND_MODEL_LAYER && kind != TOLL_KIND_BILL_ROW &&
            kind != TOLL_KIND_TCO_ROW && kind != TOLL_KIND_SERVE_ANCHOR && kind != TOLL_KIND_BOOK_CANDIDATE &&
            kind != TOLL_KIND_BILL_CHARGE && kind != TOLL_KIND_PLAN_SUPPLY && kind != TOLL_KIND_PLAN_OPTION &&
            kind != TOLL_KIND_OFFERING_FACT && kind != TOLL_KIND_PLAN_CONSTRAINT && kind != TOLL_KIND_PLAN_REASON;
    assert_int_equal(walked, with_header); /* all but the row structs */
}

static void every_function_is_walked(void **state)
{
    (void)state;
    bad_check_complete(BAD_CASES(table), "toll_version_");
    bad_check_complete(BAD_CASES(table), "toll_abi_");
    bad_check_complete(BAD_CASES(table), "toll_status_");
    bad_check_complete(BAD_CASES(table), "toll_struct_");
    bad_check_complete(BAD_CASES(table), "toll_field_");
}

/* Each of these prefixes has a program of its own that checks its table against the exports. */
static void every_exported_name_has_a_program(void **state)
{
    (void)state;
    static const char prefixes[][16] = {
        "toll_version_",  "toll_abi_", "toll_status_",  "toll_struct_", "toll_field_", "toll_decimal_", "toll_amount_",
        "toll_currency_", "toll_hw_",  "toll_model_",   "toll_step_",   "toll_serve_", "toll_catalog_", "toll_bill_",
        "toll_book_",     "toll_tco_", "toll_finance_", "toll_risk_",   "toll_train_", "toll_plan_"};
    char name[80];
    FILE *file = bad_open_exports();
    int missing = 0;
    while (bad_next_export(file, name, sizeof name)) {
        int is_covered = 0;
        for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
            is_covered |= strncmp(name, prefixes[i], strlen(prefixes[i])) == 0;
        if (!is_covered)
            print_error("%s is of no header with tests of bad input\n", name);
        missing += !is_covered;
    }
    (void)fclose(file);
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_exported_name_has_a_program),
        cmocka_unit_test(every_function_is_walked),
        cmocka_unit_test(refuses_bad_input),
        cmocka_unit_test(every_field_of_every_struct_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
