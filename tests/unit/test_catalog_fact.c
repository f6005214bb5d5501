/* SPDX-License-Identifier: Apache-2.0 */
/* Where figures come from: every field of every row, and the marks of the data files. */
#include "catalog_rows.h"

#include "catalog/facts.h"
#include "catalog/origin.h"

static const struct {
    uint32_t table, kind;
} tables[] = {{TOLL_TABLE_HW, TOLL_KIND_HW},
              {TOLL_TABLE_MODEL, TOLL_KIND_MODEL},
              {TOLL_TABLE_PRECISION, TOLL_KIND_PRECISION},
              {TOLL_TABLE_ENGINE, TOLL_KIND_STEP_ENGINE},
              {TOLL_TABLE_INSTANCE, TOLL_KIND_CATALOG_INSTANCE},
              {TOLL_TABLE_DEFAULT, TOLL_KIND_CATALOG_DEFAULT},
              {TOLL_TABLE_QUALITY, TOLL_KIND_CATALOG_QUALITY},
              {TOLL_TABLE_LICENSE, TOLL_KIND_CATALOG_LICENSE},
              {TOLL_TABLE_OFFERING, TOLL_KIND_CATALOG_OFFERING},
              {TOLL_TABLE_OFFERING_FACT, TOLL_KIND_OFFERING_FACT},
              {TOLL_TABLE_STACK, TOLL_KIND_CATALOG_STACK}};

static toll_catalog_fact fact_at(uint32_t table, uint64_t index, int64_t offset)
{
    toll_catalog_fact fact;
    toll_error err = {0};
    toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL);
    if (toll_catalog_get_fact(table, index, offset, &fact, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_struct_check(&fact, TOLL_KIND_CATALOG_FACT, NULL), TOLL_OK);
    return fact;
}

static void check_fact(const toll_catalog_fact *fact, const char *id)
{
    int is_missing = fact->confidence == TOLL_CONFIDENCE_MISSING;
    if (is_missing != (fact->source[0] == '\0'))
        fail_msg("%s.%s: confidence %u with source '%s'", id, fact->field, fact->confidence, fact->source);
    if (is_missing)
        assert_int_equal(fact->as_of, 0);
}

static void every_known_field_has_a_source(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        for (uint64_t i = 0; i < toll_catalog_count(tables[t].table); i++) {
            for (uint32_t f = 0; f < toll_field_count(tables[t].kind); f++) {
                toll_field field;
                assert_int_equal(toll_field_get(tables[t].kind, f, &field, NULL), TOLL_OK);
                toll_catalog_fact fact = fact_at(tables[t].table, i, field.offset_bytes);
                assert_string_equal(fact.field, field.name);
                check_fact(&fact, toll_catalog_get_id(tables[t].table, i));
            }
        }
    }
}

/* `known` and `unverified` of an accelerator say the same as its facts. */
static void bits_agree_with_the_facts(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_HW); i++) {
        const toll_hw hw = hw_at(i);
        for (uint32_t f = 0; f < toll_field_count(TOLL_KIND_HW); f++) {
            toll_field field;
            toll_field_get(TOLL_KIND_HW, f, &field, NULL);
            if (field.known_bit < 0)
                continue;
            uint32_t confidence = fact_at(TOLL_TABLE_HW, i, field.offset_bytes).confidence;
            assert_int_equal(hw.known >> field.known_bit & 1, confidence != TOLL_CONFIDENCE_MISSING);
            assert_int_equal(hw.unverified >> field.known_bit & 1, confidence == TOLL_CONFIDENCE_UNVERIFIED);
        }
    }
}

static void a_published_figure_names_its_document(void **state)
{
    (void)state;
    toll_catalog_fact fact =
        fact_at(TOLL_TABLE_HW, row_of(TOLL_TABLE_HW, "h100-sxm5-80gb"), (int64_t)offsetof(toll_hw, memory_bytes_per_s));
    assert_int_equal(fact.confidence, TOLL_CONFIDENCE_PUBLISHED);
    assert_string_equal(fact.field, "memory_bytes_per_s");
    assert_non_null(strstr(fact.source, "ml-engineering@744d01e"));
    assert_int_equal(fact.as_of, 20260821);
}

static void a_cell_may_have_another_source_than_its_row(void **state)
{
    (void)state;
    uint64_t row = row_of(TOLL_TABLE_HW, "a100-pcie-80gb");
    toll_catalog_fact bandwidth = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, memory_bytes_per_s));
    toll_catalog_fact rate = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, bf16_flop_per_s));
    assert_string_equal(bandwidth.source, "aiconfigurator@095f58a aic-core systems yaml");
    assert_non_null(strstr(rate.source, "ml-engineering"));
    row = row_of(TOLL_TABLE_HW, "h200-sxm-141gb");
    toll_catalog_fact idle = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, idle_w));
    assert_string_equal(idle.source, "serialalice benchmark (June 2026)");
    assert_int_equal(idle.as_of, 20260600);
    assert_non_null(strstr(idle.note, "model loaded"));
}

static void derived_and_unverified_figures_say_so(void **state)
{
    (void)state;
    uint64_t row = row_of(TOLL_TABLE_HW, "mi300x-192gb");
    toll_catalog_fact pair = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, link_pair_bytes_per_s));
    assert_int_equal(pair.confidence, TOLL_CONFIDENCE_DERIVED);
    assert_non_null(strstr(pair.note, "one link of seven"));
    row = row_of(TOLL_TABLE_HW, "max1550-128gb");
    toll_catalog_fact rate = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, bf16_flop_per_s));
    assert_int_equal(rate.confidence, TOLL_CONFIDENCE_UNVERIFIED);
    row = row_of(TOLL_TABLE_HW, "a100-sxm4-80gb");
    toll_catalog_fact fp8 = fact_at(TOLL_TABLE_HW, row, (int64_t)offsetof(toll_hw, fp8_flop_per_s));
    assert_int_equal(fp8.confidence, TOLL_CONFIDENCE_MISSING);
    assert_string_equal(fp8.source, "");
}

static void a_price_has_its_row_s_date(void **state)
{
    (void)state;
    uint64_t row = row_of(TOLL_TABLE_INSTANCE, "aws/p5.48xlarge/us-east-1");
    toll_catalog_fact price =
        fact_at(TOLL_TABLE_INSTANCE, row, (int64_t)offsetof(toll_catalog_instance, on_demand_usd_per_hour));
    assert_int_equal(price.as_of, 20260121);
    assert_non_null(strstr(price.note, "98.32"));
}

/* No note or source is cut off by the public field. */
static void texts_are_whole(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        toll__table table = toll__table_get(tables[t].table);
        for (uint64_t cell = 0; cell < table.n_rows * table.n_columns; cell++) {
            toll__origin origin;
            toll__origin_get(&table, cell / table.n_columns, (uint32_t)(cell % table.n_columns), &origin);
            assert_true(strlen(origin.source) < sizeof(((toll_catalog_fact *)0)->source));
            if (strlen(origin.notes[0]) + strlen(origin.notes[1]) + 2 >= sizeof(((toll_catalog_fact *)0)->note))
                fail_msg("%s: note of %u bytes: %s", toll__table_text(&table, cell / table.n_columns, 0),
                         (unsigned)(strlen(origin.notes[0]) + strlen(origin.notes[1])), origin.notes[1]);
        }
    }
}

/* A column whose name no field has would be lost without a word. */
static void every_column_has_its_field(void **state)
{
    (void)state;
    static const char internal[][24] = {
        "source",    "as_of",       "notes",       "memory_note",  "rate_note",
        "link_note", "memory_type", "first_layer", "n_layer_rows", "is_shape_unverified"};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        toll__table table = toll__table_get(tables[t].table);
        for (uint32_t c = 0; c < table.n_columns; c++) {
            int found = 0;
            for (uint32_t kind = tables[t].kind; kind; kind = kind == TOLL_KIND_MODEL ? TOLL_KIND_CATALOG_PUBLISHED : 0)
                for (uint32_t f = 0; f < toll_field_count(kind); f++) {
                    toll_field field;
                    toll_field_get(kind, f, &field, NULL);
                    found |= strcmp(field.name, table.columns[c].name) == 0;
                }
            for (size_t i = 0; i < sizeof internal / sizeof internal[0]; i++)
                found |= strcmp(internal[i], table.columns[c].name) == 0;
            if (!found)
                fail_msg("column %s has no field", table.columns[c].name);
        }
    }
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    toll_catalog_fact fact;
    toll_error err = {0};
    toll_struct_init(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT, NULL);
    assert_int_equal(toll_catalog_get_fact(0, 0, 0, &fact, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "table");
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_STACK + 1, 0, 0, &fact, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 201, 0, &fact, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "index");
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 0, 1, &fact, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "field_offset");
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 0, -1, &fact, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 0, 100000, &fact, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 0, 0, NULL, &err), TOLL_E_NULL);
    fact.struct_kind = TOLL_KIND_HW;
    assert_int_equal(toll_catalog_get_fact(TOLL_TABLE_HW, 0, 0, &fact, &err), TOLL_E_STRUCT_KIND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_field_has_a_source),
        cmocka_unit_test(bits_agree_with_the_facts),
        cmocka_unit_test(a_published_figure_names_its_document),
        cmocka_unit_test(a_cell_may_have_another_source_than_its_row),
        cmocka_unit_test(derived_and_unverified_figures_say_so),
        cmocka_unit_test(a_price_has_its_row_s_date),
        cmocka_unit_test(texts_are_whole),
        cmocka_unit_test(every_column_has_its_field),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
