/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the catalog as public structs. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/catalog_fill.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"

/* Large enough for every struct that a row of the catalog fills. */
typedef union any_row {
    toll_hw hw;
    toll_model model;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_catalog_instance instance;
    toll_catalog_default figure;
    toll_catalog_quality quality;
    toll_catalog_license license;
    toll_catalog_stack stack;
} any_row;

static toll_status get_catalog_row(uint32_t number, uint64_t index, uint32_t kind, const char *argument, void *object,
                                   toll_error *err)
{
    any_row row;
    toll__table table;
    toll_status status = toll__expect(object, kind, argument, err);
    if (status != TOLL_OK)
        return status;
    status = toll__catalog_open(number, index, &table, err);
    if (status != TOLL_OK)
        return status;
    toll__catalog_fill(kind, &table, index, 0, &row);
    toll__give(object, kind, &row);
    return TOLL_OK;
}

toll_status toll_catalog_get_hw(uint64_t index, toll_hw *hw, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_HW, index, TOLL_KIND_HW, "hw", hw, err), err);
}

toll_status toll_catalog_get_precision(uint64_t index, toll_model_precision *precision, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_PRECISION, index, TOLL_KIND_PRECISION, "precision", precision, err),
                      err);
}

toll_status toll_catalog_get_engine(uint64_t index, toll_step_engine *engine, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_ENGINE, index, TOLL_KIND_STEP_ENGINE, "engine", engine, err), err);
}

toll_status toll_catalog_get_instance(uint64_t index, toll_catalog_instance *instance, toll_error *err)
{
    return toll__done(
        get_catalog_row(TOLL_TABLE_INSTANCE, index, TOLL_KIND_CATALOG_INSTANCE, "instance", instance, err), err);
}

toll_status toll_catalog_get_default(uint64_t index, toll_catalog_default *figure, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_DEFAULT, index, TOLL_KIND_CATALOG_DEFAULT, "figure", figure, err),
                      err);
}

toll_status toll_catalog_get_quality(uint64_t index, toll_catalog_quality *quality, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_QUALITY, index, TOLL_KIND_CATALOG_QUALITY, "quality", quality, err),
                      err);
}

toll_status toll_catalog_get_license(uint64_t index, toll_catalog_license *license, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_LICENSE, index, TOLL_KIND_CATALOG_LICENSE, "license", license, err),
                      err);
}

/* A column of the model's table that no public struct has. */
static int64_t get_hidden(const toll__table *table, uint64_t row, const char *column)
{
    return toll__table_cell(table, row, toll__table_column(table, column, 0));
}

toll_status toll_catalog_get_stack(uint64_t index, toll_catalog_stack *stack, toll_error *err)
{
    return toll__done(get_catalog_row(TOLL_TABLE_STACK, index, TOLL_KIND_CATALOG_STACK, "stack", stack, err), err);
}

static toll_status get_published(uint64_t index, toll_catalog_published *published, toll_error *err)
{
    toll_catalog_published row;
    toll__table table;
    toll_status status = toll__expect(published, TOLL_KIND_CATALOG_PUBLISHED, "published", err);
    if (status != TOLL_OK)
        return status;
    status = toll__catalog_open(TOLL_TABLE_MODEL, index, &table, err);
    if (status != TOLL_OK)
        return status;
    toll__catalog_fill(TOLL_KIND_CATALOG_PUBLISHED, &table, index, 0, &row);
    uint32_t license = toll__table_column(&table, "license", 0);
    if (toll__table_confidence(&table, index, license) == TOLL_CONFIDENCE_UNVERIFIED)
        row.unverified |= TOLL_PUBLISHED_LICENSE;
    toll__give(published, TOLL_KIND_CATALOG_PUBLISHED, &row);
    return TOLL_OK;
}

toll_status toll_catalog_get_published(uint64_t index, toll_catalog_published *published, toll_error *err)
{
    return toll__done(get_published(index, published, err), err);
}

/* Parts beside the text model stand in a table of their own, by the model's id; most models have none. */
static void add_parts(toll_model *model)
{
    toll__table parts = toll__table_get(TOLL__TABLE_PART);
    for (uint64_t row = 0; row < parts.n_rows; row++) {
        if (strcmp(toll__table_text(&parts, row, 0), model->id) != 0)
            continue;
        toll_model stated = *model;
        toll__catalog_overlay(TOLL_KIND_MODEL, &parts, row, &stated);
        model->beside_params = stated.beside_params;
    }
}

static toll_status get_model(uint64_t index, toll_model *model, toll_error *err)
{
    toll_model row;
    toll__table table;
    toll_status status = toll__expect(model, TOLL_KIND_MODEL, "model", err);
    if (status != TOLL_OK)
        return status;
    status = toll__catalog_open(TOLL_TABLE_MODEL, index, &table, err);
    if (status != TOLL_OK)
        return status;
    toll__catalog_fill(TOLL_KIND_MODEL, &table, index, TOLL_MODEL_SHAPE, &row);
    if (get_hidden(&table, index, "is_shape_unverified"))
        row.unverified |= TOLL_MODEL_SHAPE;
    add_parts(&row);
    toll__give(model, TOLL_KIND_MODEL, &row);
    return TOLL_OK;
}

toll_status toll_catalog_get_model(uint64_t index, toll_model *model, toll_error *err)
{
    return toll__done(get_model(index, model, err), err);
}

static void give_layers(uint64_t first, uint64_t count, void *layers, uint64_t stride)
{
    toll__table table = toll__table_get(TOLL__TABLE_LAYER);
    for (uint64_t i = 0; i < count; i++) {
        toll_model_layer layer;
        toll__catalog_fill(TOLL_KIND_MODEL_LAYER, &table, first + i, 0, &layer);
        toll__structs_copy_out(toll__fields_layout(TOLL_KIND_MODEL_LAYER), &layer, (unsigned char *)layers + i * stride,
                               stride);
    }
}

static toll_status get_layers(uint64_t index, toll_model_layer *layers, uint64_t capacity, uint64_t stride,
                              uint64_t *n_layers, toll_error *err)
{
    toll__table table;
    if (n_layers == NULL)
        return toll__fail_null(err, "n_layers");
    toll_status status = toll__catalog_open(TOLL_TABLE_MODEL, index, &table, err);
    if (status != TOLL_OK)
        return status;
    status = toll__take_rows(layers, capacity, stride, TOLL_KIND_MODEL_LAYER, "layers", err);
    if (status != TOLL_OK)
        return status;
    uint64_t count = (uint64_t)get_hidden(&table, index, "n_layer_rows");
    *n_layers = count;
    if (layers == NULL)
        return TOLL_OK;
    if (count > capacity)
        return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1,
                          "is too small; n_layers holds the number of rows needed");
    give_layers((uint64_t)get_hidden(&table, index, "first_layer"), count, layers, stride);
    return TOLL_OK;
}

toll_status toll_catalog_get_layers(uint64_t index, toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes,
                                    uint64_t *n_layers, toll_error *err)
{
    return toll__done(get_layers(index, layers, capacity, stride_bytes, n_layers, err), err);
}
