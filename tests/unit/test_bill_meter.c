/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: every meter by number and by name, and its places in the tree checked against each other. */
#include <stdlib.h>

#include "money_assert.h"

#include <toll/bill.h>

#include "book/meter.h"

static toll_bill_meter meter_at(uint32_t meter)
{
    toll_bill_meter m;
    toll_error err;
    assert_int_equal(toll_struct_init(&m, sizeof m, TOLL_KIND_BILL_METER, &err), TOLL_OK);
    assert_int_equal(toll_bill_meter_get(meter, &m, &err), TOLL_OK);
    return m;
}

static void every_meter_is_found_by_number_and_name(void **state)
{
    (void)state;
    assert_int_equal(toll_bill_meter_count(), 42);
    for (uint32_t id = 1; id < TOLL_METERS; id++) {
        toll_bill_meter m = meter_at(id);
        uint32_t found = 0;
        assert_int_equal(m.meter, id);
        assert_int_equal(toll_bill_meter_find(m.name, strlen(m.name), &found, NULL), TOLL_OK);
        assert_int_equal(found, id);
        assert_true(m.side >= TOLL_SIDE_INPUT && m.side <= TOLL_SIDE_OTHER);
        assert_true(m.is_token == (id <= TOLL_METER_OUTPUT_VIDEO || id == TOLL_METER_CACHE_WRITE_12H));
        assert_true(m.is_token == (TOLL__METER_TOKENS >> id & 1));
        assert_true(m.unit[0] != '\0');
    }
}

static void meters_have_their_published_names_and_units(void **state)
{
    (void)state;
    assert_string_equal(meter_at(TOLL_METER_INPUT).name, "input");
    assert_string_equal(meter_at(TOLL_METER_CACHE_WRITE_30M).name, "cache_write_30m");
    assert_string_equal(meter_at(TOLL_METER_OUTPUT_VIDEO).name, "output_video");
    assert_string_equal(meter_at(TOLL_METER_CREDIT).name, "credit");
    assert_true(meter_at(TOLL_METER_AUDIO_TIME).base_units_per_unit == 1000000);
    assert_true(meter_at(TOLL_METER_SESSION_TIME).base_units_per_unit == INT64_C(3600000000));
    assert_true(meter_at(TOLL_METER_CACHE_STORAGE).base_units_per_unit == 3600);
    assert_string_equal(meter_at(TOLL_METER_CACHE_STORAGE).unit, "token-hour");
    assert_string_equal(meter_at(TOLL_METER_BYTE_TIME).unit, "GB-day");
    assert_true(meter_at(TOLL_METER_BYTE_TIME).base_units_per_unit == INT64_C(86400000000000));
    assert_true(meter_at(TOLL_METER_PIXEL).base_units_per_unit == 1000000);
    assert_true(meter_at(TOLL_METER_GPU_TIME).base_units_per_unit == INT64_C(3600000000));
    assert_true(meter_at(TOLL_METER_IMAGE_OUTPUT).fallback == TOLL_METER_IMAGE);
    assert_int_equal(meter_at(TOLL_METER_CACHE_WRITE_12H).parent, TOLL_METER_CACHE_WRITE);
}

/* Parents lie before their parts, on the same side, and the set of ancestors is what climbing gives. */
static void parents_precede_their_parts(void **state)
{
    (void)state;
    for (uint32_t id = 1; id < TOLL_METERS; id++) {
        toll_bill_meter m = meter_at(id);
        uint64_t climbed = TOLL__METER_BIT(id);
        if (m.parent != 0)
            climbed |= toll__meter_ancestors(m.parent);
        if (m.second_parent != 0)
            climbed |= toll__meter_ancestors(m.second_parent);
        assert_true(toll__meter_ancestors(id) == climbed);
        assert_true(m.parent < id && m.second_parent < id && m.fallback < id);
        if (m.parent != 0)
            assert_int_equal(meter_at(m.parent).side, m.side);
    }
    assert_int_equal(meter_at(TOLL_METER_CACHE_READ_AUDIO).parent, TOLL_METER_CACHE_READ);
    assert_int_equal(meter_at(TOLL_METER_CACHE_READ_AUDIO).second_parent, TOLL_METER_INPUT_AUDIO);
    assert_int_equal(meter_at(TOLL_METER_CACHE_WRITE_1H).fallback, TOLL_METER_CACHE_WRITE_5M);
    assert_int_equal(meter_at(TOLL_METER_CACHE_WRITE_5M).fallback, TOLL_METER_CACHE_WRITE);
    assert_int_equal(meter_at(TOLL_METER_REASONING).fallback, TOLL_METER_OUTPUT);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    toll_error err;
    toll_bill_meter m;
    uint32_t found = 77;
    assert_int_equal(toll_struct_init(&m, sizeof m, TOLL_KIND_BILL_METER, &err), TOLL_OK);
    assert_fault(toll_bill_meter_get(0, &m, &err), TOLL_E_RANGE, &err, "meter");
    assert_fault(toll_bill_meter_get(TOLL_METERS, &m, &err), TOLL_E_RANGE, &err, "meter");
    assert_fault(toll_bill_meter_get(UINT32_MAX, &m, &err), TOLL_E_RANGE, &err, "meter");
    assert_fault(toll_bill_meter_get(1, NULL, &err), TOLL_E_NULL, &err, "description");
    m.struct_kind = TOLL_KIND_BILL_TOTAL;
    assert_int_equal(toll_bill_meter_get(1, &m, &err), TOLL_E_STRUCT_KIND);
    assert_fault(toll_bill_meter_find(NULL, 3, &found, &err), TOLL_E_NULL, &err, "name");
    assert_fault(toll_bill_meter_find("input", 5, NULL, &err), TOLL_E_NULL, &err, "meter");
    assert_fault(toll_bill_meter_find("", 0, &found, &err), TOLL_E_UNKNOWN_ID, &err, "name");
    assert_fault(toll_bill_meter_find("inpu", 4, &found, &err), TOLL_E_UNKNOWN_ID, &err, "name");
    assert_fault(toll_bill_meter_find("input ", 6, &found, &err), TOLL_E_UNKNOWN_ID, &err, "name");
    assert_fault(toll_bill_meter_find("input", TOLL_NUL - 1, &found, &err), TOLL_E_UNKNOWN_ID, &err, "name");
    assert_int_equal(found, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_meter_is_found_by_number_and_name),
        cmocka_unit_test(meters_have_their_published_names_and_units),
        cmocka_unit_test(parents_precede_their_parts),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
