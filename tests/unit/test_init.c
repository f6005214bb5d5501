/* SPDX-License-Identifier: Apache-2.0 */
/* toll_init() on every public struct gives what toll_struct_init() gives with its size and kind; TOLL_STR() gives a
 * literal with its length. The structs are those of the library's own field table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <toll.h>

static unsigned n_structs;

static void assert_initialised(toll_status status, const void *object, uint64_t size, uint32_t kind)
{
    unsigned char want[4096];
    memset(want, 0x5a, sizeof want);
    assert_int_equal(status, TOLL_OK);
    assert_int_equal(toll_struct_init(want, size, kind, NULL), TOLL_OK);
    if (memcmp(object, want, (size_t)size) != 0)
        fail_msg("%s differs", toll_struct_name(kind));
    n_structs++;
}

#define STRUCT(kind, type, has_header)                                                                                 \
    static void init_##type(void)                                                                                      \
    {                                                                                                                  \
        type object;                                                                                                   \
        memset(&object, 0xa5, sizeof object);                                                                          \
        assert_int_equal(TOLL_KIND_OF(&object), TOLL_KIND_##kind);                                                     \
        assert_initialised(toll_init(&object), &object, sizeof object, TOLL_KIND_##kind);                              \
    }
#define FIELD(kind, type, member, class, unit, known, min, max, value)
#define END(kind)
#include "api/fields.def"
#undef STRUCT
#define STRUCT(kind, type, has_header) init_##type,
static void (*const inits[])(void) = {
#include "api/fields.def"
};

static void every_struct_is_initialised_by_its_type(void **state)
{
    (void)state;
    unsigned kinds = 0;
    for (size_t i = 0; i < sizeof inits / sizeof inits[0]; i++)
        inits[i]();
    for (uint32_t kind = 0; kind < 256; kind++)
        kinds += toll_struct_size(kind) > 0;
    assert_int_equal(n_structs, kinds);
}

static void one_row_of_an_array_is_initialised(void **state)
{
    (void)state;
    toll_tco_row rows[3], want;
    memset(rows, 0, sizeof rows);
    assert_int_equal(toll_init(&want), TOLL_OK);
    assert_int_equal(toll_init(&rows[1]), TOLL_OK);
    assert_memory_equal(&rows[1], &want, sizeof want);
    assert_true(rows[0].quantity == 0 && rows[2].quantity == 0 && want.quantity == 1);
}

static void the_argument_is_evaluated_once(void **state)
{
    (void)state;
    toll_step_layout layouts[2], *at = layouts;
    assert_int_equal(toll_init(at++), TOLL_OK);
    assert_true(at == &layouts[1]);
}

static void a_literal_comes_with_its_length(void **state)
{
    (void)state;
    toll_decimal value;
    uint32_t meter = 0;
    assert_int_equal(toll_decimal_parse(TOLL_STR("-1.50"), &value, NULL), TOLL_OK);
    assert_true(value.coef == -150 && value.scale == 2);
    assert_int_equal(toll_bill_meter_find(TOLL_STR("output"), &meter, NULL), TOLL_OK);
    assert_int_equal(meter, TOLL_METER_OUTPUT);
    assert_int_equal(toll_decimal_parse(TOLL_STR(""), &value, NULL), TOLL_E_SYNTAX);
    assert_int_equal(toll_decimal_parse(TOLL_STR("1\0"), &value, NULL), TOLL_E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_struct_is_initialised_by_its_type),
        cmocka_unit_test(one_row_of_an_array_is_initialised),
        cmocka_unit_test(the_argument_is_evaluated_once),
        cmocka_unit_test(a_literal_comes_with_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
