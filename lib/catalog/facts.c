/* SPDX-License-Identifier: Apache-2.0 */
/* Access to the generated tables: a cell is an index into the table's values, text is an offset. */
#include "catalog/facts.h"

#include <stddef.h>
#include <string.h>

#include <toll/catalog.h>

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

uint32_t toll__table_column(const toll__table *table, const char *name, uint32_t hint)
{
    for (uint32_t i = 0; i < table->n_columns; i++) {
        uint32_t column = (hint + i) % table->n_columns;
        if (strcmp(table->columns[column].name, name) == 0)
            return column;
    }
    return TOLL__NO_COLUMN;
}

int64_t toll__table_cell(const toll__table *table, uint64_t row, uint32_t column)
{
    return table->values[table->cells[row * table->n_columns + column]];
}

const char *toll__table_text(const toll__table *table, uint64_t row, uint32_t column)
{
    return table->text + toll__table_cell(table, row, column);
}

double toll__table_number(const toll__table *table, uint64_t row, uint32_t column)
{
    /* Both operands are exact in a double, so the quotient is the decimal in the file, correctly rounded. */
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    return (double)toll__table_cell(table, row, column) / powers[table->columns[column].scale];
}

uint32_t toll__table_confidence(const toll__table *table, uint64_t row, uint32_t column)
{
    const uint64_t at = row * table->n_columns + column;
    if (table->origins == NULL)
        return table->cells[at] != 0 ? TOLL_CONFIDENCE_PUBLISHED : TOLL_CONFIDENCE_MISSING;
    return table->origins[at] & 3u;
}
