/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the catalog by id, for tests: a row that can't be had fails the test. */
#ifndef TOLL_TESTS_CATALOG_ROWS_H
#define TOLL_TESTS_CATALOG_ROWS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>

static inline uint64_t row_of(uint32_t table, const char *id)
{
    uint64_t index = UINT64_MAX;
    toll_error err = {0};
    if (toll_catalog_find(table, id, strlen(id), &index, &err) != TOLL_OK)
        fail_msg("%s: %s", id, err.message);
    return index;
}

/* Defines TYPE NAME_at(index) and TYPE NAME_of(id). */
#define CATALOG_GETTER(type, name, table, kind, get)                                                                   \
    static inline type name##_at(uint64_t index)                                                                       \
    {                                                                                                                  \
        type object;                                                                                                   \
        toll_error err = {0};                                                                                          \
        assert_int_equal(toll_struct_init(&object, sizeof object, kind, &err), TOLL_OK);                               \
        if (get(index, &object, &err) != TOLL_OK)                                                                      \
            fail_msg("row %u: %s", (unsigned)index, err.message);                                                      \
        return object;                                                                                                 \
    }                                                                                                                  \
    static inline type name##_of(const char *id)                                                                       \
    {                                                                                                                  \
        return name##_at(row_of(table, id));                                                                           \
    }

CATALOG_GETTER(toll_hw, hw, TOLL_TABLE_HW, TOLL_KIND_HW, toll_catalog_get_hw)
CATALOG_GETTER(toll_model, model, TOLL_TABLE_MODEL, TOLL_KIND_MODEL, toll_catalog_get_model)
CATALOG_GETTER(toll_catalog_published, published, TOLL_TABLE_MODEL, TOLL_KIND_CATALOG_PUBLISHED,
               toll_catalog_get_published)
CATALOG_GETTER(toll_model_precision, precision, TOLL_TABLE_PRECISION, TOLL_KIND_PRECISION, toll_catalog_get_precision)
CATALOG_GETTER(toll_step_engine, engine, TOLL_TABLE_ENGINE, TOLL_KIND_STEP_ENGINE, toll_catalog_get_engine)
CATALOG_GETTER(toll_catalog_instance, instance, TOLL_TABLE_INSTANCE, TOLL_KIND_CATALOG_INSTANCE,
               toll_catalog_get_instance)
CATALOG_GETTER(toll_catalog_offering, offering, TOLL_TABLE_OFFERING, TOLL_KIND_CATALOG_OFFERING,
               toll_catalog_get_offering)

#endif
