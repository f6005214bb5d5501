/* SPDX-License-Identifier: Apache-2.0 */
/* How faults fill a toll_error, and the last step of an exported function, which adds the offset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include <toll/hardware.h>
#include <toll/model.h>

#include "api/guard.h"
#include "base/fault.h"

static toll_error dirty(void)
{
    toll_error err;
    memset(&err, 0xa5, sizeof err);
    return err;
}

/* All bytes behind a text are zero: a toll_error may be compared, hashed and sent. */
static void assert_clean(const toll_error *err)
{
    for (size_t i = strlen(err->field); i < sizeof err->field; i++)
        assert_int_equal(err->field[i], 0);
    for (size_t i = strlen(err->message); i < sizeof err->message; i++)
        assert_int_equal(err->message[i], 0);
}

static void argument_fault(void **state)
{
    (void)state;
    toll_error err = dirty();
    assert_int_equal(toll__fail(&err, TOLL_E_SYNTAX, 0, "text", -1, "does not parse"), TOLL_E_SYNTAX);
    assert_int_equal(err.code, TOLL_E_SYNTAX);
    assert_int_equal(err.struct_kind, 0);
    assert_int_equal(err.field_offset, -1);
    assert_int_equal(err.row, -1);
    assert_string_equal(err.field, "text");
    assert_string_equal(err.message, "text does not parse");
    assert_clean(&err);
}

static void row_fault_names_the_row(void **state)
{
    (void)state;
    toll_error err = dirty();
    (void)toll__fail(&err, TOLL_E_MISSING, TOLL_KIND_MODEL_LAYER, "d_ff", 12, "is needed");
    assert_int_equal(err.row, 12);
    assert_int_equal(err.struct_kind, TOLL_KIND_MODEL_LAYER);
    assert_string_equal(err.message, "d_ff of row 12 is needed");
    (void)toll__fail(&err, TOLL_E_MISSING, TOLL_KIND_MODEL_LAYER, "d_ff", 0, "is needed");
    assert_string_equal(err.message, "d_ff of row 0 is needed");
}

static void null_fault(void **state)
{
    (void)state;
    toll_error err = dirty();
    assert_int_equal(toll__fail_null(&err, "hw"), TOLL_E_NULL);
    assert_string_equal(err.message, "hw must not be NULL");
    assert_clean(&err);
}

static void range_fault_tells_all_three_numbers(void **state)
{
    (void)state;
    toll_error err = dirty();
    assert_int_equal(toll__fail_range(&err, 0, "digits", 3, 0, 36, 37), TOLL_E_RANGE);
    assert_string_equal(err.message, "digits of row 3 must be in 0 .. 36, got 37");
    assert_int_equal(toll__fail_range(&err, 0, "digits", -1, 0, 36, (double)NAN), TOLL_E_NOT_FINITE);
    assert_string_equal(err.message, "digits must be in 0 .. 36, got nan");
    assert_int_equal(toll__fail_range(&err, 0, "digits", -1, 0, 1e300, (double)INFINITY), TOLL_E_NOT_FINITE);
    assert_int_equal(err.code, TOLL_E_NOT_FINITE);
    assert_clean(&err);
}

static void range_check(void **state)
{
    (void)state;
    toll_error err = dirty(), before = dirty();
    assert_int_equal(toll__check_range(&err, 0, "x", -1, 1, 2, 1), TOLL_OK);
    assert_int_equal(toll__check_range(&err, 0, "x", -1, 1, 2, 2), TOLL_OK);
    assert_memory_equal(&err, &before, sizeof err); /* success leaves it alone */
    assert_int_equal(toll__check_range(NULL, 0, "x", -1, 1, 2, nextafter(1, 0)), TOLL_E_RANGE);
    assert_int_equal(toll__check_range(NULL, 0, "x", -1, 1, 2, nextafter(2, 3)), TOLL_E_RANGE);
    assert_int_equal(toll__check_range(NULL, 0, "x", -1, 1, 2, (double)NAN), TOLL_E_NOT_FINITE);
    /* Infinity is no number even where the limits would let it in. */
    assert_int_equal(toll__check_range(NULL, 0, "x", -1, 0, (double)INFINITY, (double)INFINITY), TOLL_E_NOT_FINITE);
}

static void no_error_wanted(void **state)
{
    (void)state;
    assert_int_equal(toll__fail(NULL, TOLL_E_BUFFER, 0, "capacity", -1, "is too small"), TOLL_E_BUFFER);
    assert_int_equal(toll__fail_null(NULL, "hw"), TOLL_E_NULL);
    assert_int_equal(toll__fail_range(NULL, 0, "x", -1, 0, 1, 2), TOLL_E_RANGE);
    assert_int_equal(toll__done(TOLL_E_RANGE, NULL), TOLL_E_RANGE);
}

/* Long names and reasons are cut, never overrun. */
static void long_texts_are_cut(void **state)
{
    (void)state;
    toll_error err = dirty();
    char name[100], reason[400];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    memset(reason, 'r', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    (void)toll__fail(&err, TOLL_E_RANGE, 0, name, INT64_MAX, reason);
    assert_int_equal(strlen(err.field), sizeof err.field - 1);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_memory_equal(err.message, name, sizeof err.field - 1);
}

static void offset_is_added_at_the_end(void **state)
{
    (void)state;
    toll_error err = dirty();
    (void)toll__fail(&err, TOLL_E_RANGE, TOLL_KIND_HW, "tdp_w", -1, "is wrong");
    assert_int_equal(toll__done(TOLL_E_RANGE, &err), TOLL_E_RANGE);
    assert_int_equal(err.field_offset, offsetof(toll_hw, tdp_w));
    (void)toll__fail(&err, TOLL_E_RANGE, 0, "tdp_w", -1, "is an argument here");
    (void)toll__done(TOLL_E_RANGE, &err);
    assert_int_equal(err.field_offset, -1);
    (void)toll__fail(&err, TOLL_E_RANGE, TOLL_KIND_HW, "no_such_field", -1, "is wrong");
    (void)toll__done(TOLL_E_RANGE, &err);
    assert_int_equal(err.field_offset, -1);
    toll_error old = dirty(), before = dirty();
    assert_int_equal(toll__done(TOLL_OK, &old), TOLL_OK);
    assert_memory_equal(&old, &before, sizeof old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(argument_fault),     cmocka_unit_test(row_fault_names_the_row),
        cmocka_unit_test(null_fault),         cmocka_unit_test(range_fault_tells_all_three_numbers),
        cmocka_unit_test(range_check),        cmocka_unit_test(no_error_wanted),
        cmocka_unit_test(long_texts_are_cut), cmocka_unit_test(offset_is_added_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
