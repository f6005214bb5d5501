/* SPDX-License-Identifier: Apache-2.0 */
/* The generated tables by number. Apart from their access, so that a build can bring its tables in another form. */
#include <stddef.h>
#include <stdint.h>

#include <toll/catalog.h>

#include "catalog/facts.h"

#include "catalog/table/alias_table.inc"
#include "catalog/table/checkpoint_table.inc"
#include "catalog/table/constant_table.inc"
#include "catalog/table/default_table.inc"
#include "catalog/table/engine_table.inc"
#include "catalog/table/epoch_table.inc"
#include "catalog/table/hardware_table.inc"
#include "catalog/table/implication_table.inc"
#include "catalog/table/instance_table.inc"
#include "catalog/table/layer_table.inc"
#include "catalog/table/machine_table.inc"
#include "catalog/table/license_table.inc"
#include "catalog/table/model_table.inc"
#include "catalog/table/offering_fact_table.inc"
#include "catalog/table/offering_table.inc"
#include "catalog/table/part_table.inc"
#include "catalog/table/precision_table.inc"
#include "catalog/table/quality_table.inc"
#include "catalog/table/run_table.inc"
#include "catalog/table/source_table.inc"
#include "catalog/table/stack_table.inc"
#include "catalog/table/tokenizer_table.inc"

#define COLUMNS(name) (uint32_t)(sizeof name##_columns / sizeof name##_columns[0])
#define TABLE(name, origins)                                                                                           \
    (toll__table)                                                                                                      \
    {                                                                                                                  \
        name##_rows, COLUMNS(name), name##_columns, name##_values, name##_cells, origins, (const char *)&name##_text   \
    }
#define FACTS(name) TABLE(name, name##_origins)

/* Addresses are formed here, at run time: a const array of these structs would need relocations. */
toll__table toll__table_get(uint32_t number)
{
    switch (number) {
    case TOLL_TABLE_HW:
        return FACTS(hardware);
    case TOLL_TABLE_MODEL:
        return FACTS(model);
    case TOLL_TABLE_PRECISION:
        return FACTS(precision);
    case TOLL_TABLE_ENGINE:
        return FACTS(engine);
    case TOLL_TABLE_INSTANCE:
        return FACTS(instance);
    case TOLL_TABLE_DEFAULT:
        return FACTS(default);
    case TOLL_TABLE_QUALITY:
        return FACTS(quality);
    case TOLL_TABLE_LICENSE:
        return FACTS(license);
    case TOLL_TABLE_STACK:
        return FACTS(stack);
    case TOLL_TABLE_OFFERING:
        return FACTS(offering);
    case TOLL_TABLE_OFFERING_FACT:
        return FACTS(offering_fact);
    case TOLL__TABLE_IMPLICATION:
        return FACTS(implication);
    case TOLL__TABLE_LAYER:
        return TABLE(layer, NULL);
    case TOLL__TABLE_PART:
        return FACTS(part);
    case TOLL__TABLE_CHECKPOINT:
        return FACTS(checkpoint);
    case TOLL__TABLE_EPOCH:
        return FACTS(epoch);
    case TOLL__TABLE_CONSTANT:
        return FACTS(constant);
    case TOLL__TABLE_RUN:
        return FACTS(run);
    case TOLL__TABLE_TOKENIZER:
        return FACTS(tokenizer);
    case TOLL__TABLE_SOURCE:
        return TABLE(source, NULL);
    case TOLL__TABLE_MACHINE:
        return FACTS(machine);
    case TOLL__TABLE_ALIAS:
        return TABLE(alias, NULL);
    default:
        return (toll__table){0, 0, NULL, NULL, NULL, NULL, ""};
    }
}
