/* SPDX-License-Identifier: Apache-2.0 */
/* Where a figure of the catalog comes from. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/catalog_fill.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/origin.h"

/* The public struct of a table; 0 for an unknown one. */
static uint32_t kind_of(uint32_t table)
{
    static const uint32_t kinds[] = {
        [TOLL_TABLE_HW] = TOLL_KIND_HW,
        [TOLL_TABLE_MODEL] = TOLL_KIND_MODEL,
        [TOLL_TABLE_PRECISION] = TOLL_KIND_PRECISION,
        [TOLL_TABLE_ENGINE] = TOLL_KIND_STEP_ENGINE,
        [TOLL_TABLE_INSTANCE] = TOLL_KIND_CATALOG_INSTANCE,
        [TOLL_TABLE_DEFAULT] = TOLL_KIND_CATALOG_DEFAULT,
        [TOLL_TABLE_QUALITY] = TOLL_KIND_CATALOG_QUALITY,
        [TOLL_TABLE_LICENSE] = TOLL_KIND_CATALOG_LICENSE,
        [TOLL_TABLE_OFFERING] = TOLL_KIND_CATALOG_OFFERING,
        [TOLL_TABLE_OFFERING_FACT] = TOLL_KIND_OFFERING_FACT,
        [TOLL_TABLE_STACK] = TOLL_KIND_CATALOG_STACK,
    };
    return table < sizeof kinds / sizeof kinds[0] ? kinds[table] : 0;
}

static const toll__field *find_field(uint32_t kind, int64_t offset)
{
    uint32_t count = 0;
    const toll__field *fields = toll__fields_of(kind, &count);
    for (uint32_t i = 0; i < count; i++)
        if (fields[i].offset_bytes == offset)
            return &fields[i];
    return NULL;
}

static void join_sentences(char *buffer, uint64_t capacity, const char *first, const char *second)
{
    toll__text text;
    toll__text_start(&text, buffer, capacity);
    toll__text_put(&text, first);
    if (first[0] != '\0' && second[0] != '\0')
        toll__text_put(&text, "; ");
    toll__text_put(&text, second);
    toll__text_end(&text);
}

/* Fields without a column (the header, `known`) carry no fact: they are "missing" and have no source. */
static void fill_fact(const toll__table *table, uint64_t row, const toll__field *field, toll_catalog_fact *fact)
{
    memset(fact, 0, sizeof *fact);
    const char *name = toll__field_name(field);
    memcpy(fact->field, name, strlen(name)); /* shorter than the field, which is zero */
    uint32_t column = toll__table_column(table, name, 0);
    if (column == TOLL__NO_COLUMN)
        return;
    toll__origin origin;
    toll__origin_get(table, row, column, &origin);
    fact->confidence = origin.confidence;
    fact->as_of = origin.as_of;
    join_sentences(fact->source, sizeof fact->source, origin.source, "");
    join_sentences(fact->note, sizeof fact->note, origin.notes[0], origin.notes[1]);
}

static toll_status get_fact(uint32_t number, uint64_t index, int64_t offset, toll_catalog_fact *fact, toll_error *err)
{
    toll__table table;
    toll_catalog_fact found;
    uint32_t kind = kind_of(number);
    toll_status status = toll__expect(fact, TOLL_KIND_CATALOG_FACT, "fact", err);
    if (status != TOLL_OK)
        return status;
    if (kind == 0)
        return toll__fail_range(err, 0, "table", -1, TOLL_TABLE_HW, TOLL_TABLE_STACK, number);
    status = toll__catalog_open(number, index, &table, err);
    if (status != TOLL_OK)
        return status;
    const toll__field *field = find_field(kind, offset);
    if (field == NULL)
        return toll__fail(err, TOLL_E_RANGE, 0, "field_offset", -1,
                          "is not the offset of a field in the table's struct");
    fill_fact(&table, index, field, &found);
    toll__give(fact, TOLL_KIND_CATALOG_FACT, &found);
    return TOLL_OK;
}

toll_status toll_catalog_get_fact(uint32_t table, uint64_t index, int64_t field_offset, toll_catalog_fact *fact,
                                  toll_error *err)
{
    return toll__done(get_fact(table, index, field_offset, fact, err), err);
}
