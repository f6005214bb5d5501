/* SPDX-License-Identifier: Apache-2.0 */
/* Names to rows: ids, aliases, case, ambiguity, suggestions, and what the caller may get wrong. */
#include "catalog_rows.h"

#include <stdlib.h>

#include "catalog/facts.h"
#include "catalog/fold_name.h"
#include "catalog/nearest.h"

static const uint32_t tables[] = {
    TOLL_TABLE_HW,       TOLL_TABLE_MODEL,         TOLL_TABLE_PRECISION, TOLL_TABLE_ENGINE,
    TOLL_TABLE_INSTANCE, TOLL_TABLE_DEFAULT,       TOLL_TABLE_QUALITY,   TOLL_TABLE_LICENSE,
    TOLL_TABLE_OFFERING, TOLL_TABLE_OFFERING_FACT, TOLL_TABLE_STACK};

static toll_status find(uint32_t table, const char *name, uint64_t *index, toll_error *err)
{
    return toll_catalog_find(table, name, strlen(name), index, err);
}

static void assert_found(uint32_t table, const char *name, const char *id)
{
    assert_string_equal(toll_catalog_get_id(table, row_of(table, name)), id);
}

static void every_id_is_found_in_any_case(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        assert_true(toll_catalog_count(tables[t]) > 0);
        for (uint64_t i = 0; i < toll_catalog_count(tables[t]); i++) {
            char upper[TOLL__NAME_MAX + 1] = "";
            const char *id = toll_catalog_get_id(tables[t], i);
            for (size_t k = 0; id[k]; k++)
                upper[k] = (char)(id[k] >= 'a' && id[k] <= 'z' ? id[k] - 'a' + 'A' : id[k]);
            assert_int_equal(row_of(tables[t], id), i);
            assert_int_equal(row_of(tables[t], upper), i);
        }
    }
}

static void ids_are_sorted_and_unique(void **state)
{
    (void)state;
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (uint64_t i = 1; i < toll_catalog_count(tables[t]); i++)
            assert_true(strcmp(toll_catalog_get_id(tables[t], i - 1), toll_catalog_get_id(tables[t], i)) < 0);
}

/* Read from the table itself, not through the search: each alias must give its row, or list it when ambiguous. */
static void every_alias_leads_to_its_row(void **state)
{
    (void)state;
    toll__table aliases = toll__table_get(TOLL__TABLE_ALIAS);
    assert_true(aliases.n_rows > 400);
    for (uint64_t i = 0; i < aliases.n_rows; i++) {
        const char *name = toll__table_text(&aliases, i, 0);
        uint32_t table = (uint32_t)toll__table_cell(&aliases, i, 1);
        uint64_t row = (uint64_t)toll__table_cell(&aliases, i, 2), index = UINT64_MAX;
        toll_error err = {0};
        if (table == TOLL__ALIAS_USUAL_HW || table == TOLL__ALIAS_USUAL_MODEL) { /* a rank, and no name */
            assert_true(name[0] >= '1' && name[0] <= '9' && name[1] == '\0');
            continue;
        }
        toll_status status = find(table, name, &index, &err);
        if (status == TOLL_OK)
            assert_int_equal(index, row);
        else if (status == TOLL_E_AMBIGUOUS && strstr(err.message, " more") == NULL)
            assert_non_null(strstr(err.message, toll_catalog_get_id(table, row)));
        else
            assert_int_equal(status, TOLL_E_AMBIGUOUS);
    }
}

/* A machine of many regions: ids are never cut, and those that don't fit are counted. */
static void long_lists_of_ids_are_counted(void **state)
{
    (void)state;
    uint64_t index = UINT64_MAX, listed = 1, rest = 0;
    toll_error err = {0};
    assert_int_equal(find(TOLL_TABLE_INSTANCE, "p5.48xlarge", &index, &err), TOLL_E_AMBIGUOUS);
    assert_true(strlen(err.message) < sizeof err.message - 1);
    const char *end = strstr(err.message, ", and ");
    assert_non_null(end);
    rest = strtoull(end + strlen(", and "), NULL, 10);
    for (const char *at = err.message; at < end; at++)
        listed += *at == ',';
    uint64_t machines = 0;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_INSTANCE); i++)
        machines += strcmp(instance_at(i).instance, "p5.48xlarge") == 0;
    assert_int_equal(listed + rest, machines);
}

static void marketing_names_are_found(void **state)
{
    (void)state;
    assert_found(TOLL_TABLE_HW, "H100 SXM5 80GB", "h100-sxm5-80gb");
    assert_found(TOLL_TABLE_HW, "h100-sxm", "h100-sxm5-80gb");
    assert_found(TOLL_TABLE_HW, "NVIDIA H100 80GB HBM3", "h100-sxm5-80gb");
    assert_found(TOLL_TABLE_HW, "NVIDIA A100-SXM4-80GB", "a100-sxm4-80gb");
    assert_found(TOLL_TABLE_HW, "mi300x", "mi300x-192gb");
    assert_found(TOLL_TABLE_MODEL, "meta-llama/Llama-3.1-70B", "llama-3.1-70b");
    assert_found(TOLL_TABLE_MODEL, "meta-llama/Meta-Llama-3.1-70B", "llama-3.1-70b");
    assert_found(TOLL_TABLE_MODEL, "llama3.1-70b", "llama-3.1-70b");
    assert_found(TOLL_TABLE_PRECISION, "Q4_K_M", "q4_k_m");
    assert_found(TOLL_TABLE_ENGINE, "TensorRT-LLM", "trtllm");
    assert_found(TOLL_TABLE_INSTANCE, "g6e.48xlarge", "aws/g6e.48xlarge/us-east-1");
}

static void ambiguous_names_list_the_ids(void **state)
{
    (void)state;
    uint64_t index = 77;
    toll_error err = {0};
    assert_int_equal(find(TOLL_TABLE_HW, "A100", &index, &err), TOLL_E_AMBIGUOUS);
    assert_int_equal(index, 77);
    assert_int_equal(err.code, TOLL_E_AMBIGUOUS);
    assert_string_equal(err.field, "id");
    assert_string_equal(err.message, "id stands for several: a100-pcie-40gb, a100-pcie-80gb, a100-sxm4-40gb, "
                                     "a100-sxm4-80gb");
    assert_int_equal(find(TOLL_TABLE_HW, "h100", &index, &err), TOLL_E_AMBIGUOUS);
    assert_int_equal(find(TOLL_TABLE_HW, "a100-80gb", &index, &err), TOLL_E_AMBIGUOUS);
    assert_int_equal(find(TOLL_TABLE_HW, "a100-80gb", &index, NULL), TOLL_E_AMBIGUOUS);
}

static void unknown_names_suggest_the_nearest(void **state)
{
    (void)state;
    uint64_t index = 77;
    toll_error err = {0};
    assert_int_equal(find(TOLL_TABLE_HW, "h100-smx5-80gb", &index, &err), TOLL_E_UNKNOWN_ID);
    assert_int_equal(index, 77);
    assert_non_null(strstr(err.message, "nearest: h100-sxm5-80gb"));
    assert_int_equal(find(TOLL_TABLE_MODEL, "meta-llama/Llama-3.1-70", &index, &err), TOLL_E_UNKNOWN_ID);
    assert_non_null(strstr(err.message, "nearest: llama-3.1-70b"));
    assert_int_equal(find(TOLL_TABLE_HW, "qqqqqqqq", &index, &err), TOLL_E_UNKNOWN_ID);
    assert_string_equal(err.message, "id is not in the catalog");
}

/* No part of an id is the id, and an id of one table is none of another. */
static void nothing_is_matched_by_substring(void **state)
{
    (void)state;
    uint64_t index;
    assert_int_equal(find(TOLL_TABLE_HW, "h100-sxm5-80g", &index, NULL), TOLL_E_UNKNOWN_ID);
    assert_int_equal(find(TOLL_TABLE_HW, "h100-sxm5-80gb-x", &index, NULL), TOLL_E_UNKNOWN_ID);
    assert_int_equal(find(TOLL_TABLE_HW, " h100-sxm5-80gb", &index, NULL), TOLL_E_UNKNOWN_ID);
    assert_int_equal(find(TOLL_TABLE_MODEL, "h100-sxm5-80gb", &index, NULL), TOLL_E_UNKNOWN_ID);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "h100-sxm5-80gb", 15, &index, NULL), TOLL_E_UNKNOWN_ID);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "h100-sxm5-80gbXYZ", 14, &index, NULL), TOLL_OK);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    uint64_t index = 77;
    toll_error err = {0};
    char longest[129];
    memset(longest, 'a', sizeof longest);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, NULL, 4, &index, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "a100", 4, NULL, &err), TOLL_E_NULL);
    assert_int_equal(toll_catalog_find(0, "a100", 4, &index, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "table");
    assert_int_equal(toll_catalog_find(TOLL_TABLE_STACK + 1, "a100", 4, &index, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_find(TOLL__TABLE_ALIAS, "a100", 4, &index, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, "a100", 0, &index, &err), TOLL_E_RANGE);
    assert_string_equal(err.field, "length");
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, longest, 129, &index, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, longest, TOLL_NUL - 1, &index, &err), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_find(TOLL_TABLE_HW, longest, 128, &index, &err), TOLL_E_UNKNOWN_ID);
    assert_int_equal(index, 77);
}

static void unknown_rows_have_an_empty_id(void **state)
{
    (void)state;
    assert_string_equal(toll_catalog_get_id(TOLL_TABLE_HW, toll_catalog_count(TOLL_TABLE_HW)), "");
    assert_string_equal(toll_catalog_get_id(TOLL_TABLE_HW, UINT64_MAX), "");
    assert_string_equal(toll_catalog_get_id(99, 0), "");
    assert_int_equal(toll_catalog_count(0), 0);
    assert_int_equal(toll_catalog_count(TOLL__TABLE_SOURCE), 0);
    assert_int_equal(strlen(toll_catalog_version()), strlen("2026-11-23"));
}

static uint32_t distance(const char *a, const char *b)
{
    toll__name name;
    toll__name_fold(&name, a, strlen(a));
    return toll__nearest_distance(&name, b, 8);
}

/* Worked by hand: one edit each of the four kinds, and sums of them. */
static void edit_distances_are_right(void **state)
{
    (void)state;
    assert_int_equal(distance("h100", "H100"), 0);
    assert_int_equal(distance("h100", "h200"), 1);
    assert_int_equal(distance("h100", "h1000"), 1);
    assert_int_equal(distance("h100", "h10"), 1);
    assert_int_equal(distance("h010", "h100"), 1);
    assert_int_equal(distance("kitten", "sitting"), 3);
    assert_int_equal(distance("ca", "abc"), 3);
    assert_int_equal(distance("a", "bcdefghij"), 9);
    assert_int_equal(distance("abcdefghij", "a"), 9);
    assert_int_equal(distance("aaaaaaaaaa", "bbbbbbbbbb"), 9);
}

static toll_status list(const char *name, char *text, uint64_t capacity, uint64_t *needed)
{
    return toll_catalog_find_nearest(TOLL_TABLE_HW, name, strlen(name), text, capacity, needed, NULL);
}

static void nearest_fits_any_buffer(void **state)
{
    (void)state;
    char text[256], full[256];
    uint64_t needed = 0;
    assert_int_equal(list("h100-smx5-80gb", full, sizeof full, &needed), TOLL_OK);
    assert_memory_equal(full, "h100-sxm5-80gb, ", 16);
    assert_int_equal(needed, strlen(full) + 1);
    for (uint64_t capacity = 0; capacity < needed; capacity++) {
        uint64_t again = 0;
        memset(text, '#', sizeof text);
        assert_int_equal(list("h100-smx5-80gb", text, capacity, &again), TOLL_E_BUFFER);
        assert_int_equal(again, needed);
        assert_int_equal(text[0], '#');
    }
    memset(text, '#', sizeof text);
    assert_int_equal(list("h100-smx5-80gb", text, needed, NULL), TOLL_OK);
    assert_string_equal(text, full);
    assert_int_equal(text[needed], '#');
}

/* "llama3.1-8x" is two edits from the id and one from its alias: the row is listed once, at the smaller distance. */
static void an_alias_never_doubles_its_id(void **state)
{
    (void)state;
    toll__name name;
    toll__nearest nearest;
    uint64_t row = row_of(TOLL_TABLE_MODEL, "llama-3.1-8b");
    toll__name_fold(&name, "llama3.1-8x", 11);
    toll__nearest_find(TOLL_TABLE_MODEL, &name, &nearest);
    assert_int_equal(nearest.count, TOLL__NEAREST_TYPING);
    assert_int_equal(nearest.row[0], row);
    assert_int_equal(nearest.distance[0], 1);
    for (uint32_t i = 1; i < nearest.count; i++) {
        assert_int_not_equal(nearest.row[i], row);
        assert_true(nearest.distance[i] >= nearest.distance[i - 1]);
    }
}

static void unknown_tables_are_empty(void **state)
{
    (void)state;
    toll__table table = toll__table_get(99);
    assert_int_equal(table.n_rows, 0);
    assert_int_equal(table.n_columns, 0);
}

static void nearest_to_nothing_is_empty(void **state)
{
    (void)state;
    char text[4] = "abc";
    uint64_t needed = 0;
    assert_int_equal(list("qqqqqqqq", text, 1, &needed), TOLL_OK);
    assert_string_equal(text, "");
    assert_int_equal(needed, 1);
    assert_int_equal(list("qqqqqqqq", NULL, 0, &needed), TOLL_E_BUFFER);
    assert_int_equal(list("qqqqqqqq", NULL, 1, &needed), TOLL_E_NULL);
    assert_int_equal(toll_catalog_find_nearest(TOLL_TABLE_HW, NULL, 1, text, 4, &needed, NULL), TOLL_E_NULL);
    assert_int_equal(toll_catalog_find_nearest(TOLL_TABLE_STACK + 1, "a", 1, text, 4, &needed, NULL), TOLL_E_RANGE);
    assert_int_equal(toll_catalog_find_nearest(TOLL_TABLE_HW, "a", 0, text, 4, &needed, NULL), TOLL_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_id_is_found_in_any_case),     cmocka_unit_test(ids_are_sorted_and_unique),
        cmocka_unit_test(every_alias_leads_to_its_row),      cmocka_unit_test(long_lists_of_ids_are_counted),
        cmocka_unit_test(marketing_names_are_found),         cmocka_unit_test(ambiguous_names_list_the_ids),
        cmocka_unit_test(unknown_names_suggest_the_nearest), cmocka_unit_test(nothing_is_matched_by_substring),
        cmocka_unit_test(bad_arguments_are_refused),         cmocka_unit_test(unknown_rows_have_an_empty_id),
        cmocka_unit_test(edit_distances_are_right),          cmocka_unit_test(nearest_fits_any_buffer),
        cmocka_unit_test(nearest_to_nothing_is_empty),       cmocka_unit_test(an_alias_never_doubles_its_id),
        cmocka_unit_test(unknown_tables_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
