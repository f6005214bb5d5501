/* SPDX-License-Identifier: Apache-2.0 */
/* Offerings of vendors, what sources say of them, and a model's licence in the same form. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/catalog_fill.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"
#include "catalog/fold_name.h"
#include "catalog/origin.h"
#include "catalog/row_search.h"

/* A licence without a limit permits any number; 10^18 is above every count of people or dollars. */
#define NO_LIMIT 1e18

static toll_status get_offering(uint64_t index, toll_catalog_offering *offering, toll_error *err)
{
    toll_catalog_offering row;
    toll__table table;
    toll_status status = toll__expect(offering, TOLL_KIND_CATALOG_OFFERING, "offering", err);
    if (status != TOLL_OK)
        return status;
    status = toll__catalog_open(TOLL_TABLE_OFFERING, index, &table, err);
    if (status != TOLL_OK)
        return status;
    toll__catalog_fill(TOLL_KIND_CATALOG_OFFERING, &table, index, 0, &row);
    row.first_fact = toll__table_cell(&table, index, toll__table_column(&table, "first_fact", 0));
    row.n_facts = toll__table_cell(&table, index, toll__table_column(&table, "n_facts", 0));
    toll__give(offering, TOLL_KIND_CATALOG_OFFERING, &row);
    return TOLL_OK;
}

toll_status toll_catalog_get_offering(uint64_t index, toll_catalog_offering *offering, toll_error *err)
{
    return toll__done(get_offering(index, offering, err), err);
}

static void copy_text(char *field, uint64_t size, const char *text)
{
    memcpy(field, text, (size_t)toll__text_length(text, size - 1));
}

/* A row stands on its state: the confidence and the source are those of that cell. */
static void fill_offering_fact(const toll__table *table, uint64_t row, toll_catalog_offering_fact *fact)
{
    toll__origin origin;
    toll__catalog_fill(TOLL_KIND_OFFERING_FACT, table, row, 0, fact);
    toll__origin_get(table, row, toll__table_column(table, "state", 0), &origin);
    fact->confidence = origin.confidence;
    fact->as_of = origin.as_of;
    copy_text(fact->source, sizeof fact->source, origin.source);
}

/* Checks the array that rows go to, before any is written. */
static toll_status take_fact_array(const void *facts, uint64_t capacity, uint64_t stride, uint64_t *n_facts,
                                   toll_error *err)
{
    if (n_facts == NULL)
        return toll__fail_null(err, "n_facts");
    return toll__take_rows(facts, capacity, stride, TOLL_KIND_OFFERING_FACT, "facts", err);
}

static toll_status refuse_capacity(toll_error *err)
{
    return toll__fail(err, TOLL_E_BUFFER, 0, "capacity", -1, "is too small; n_facts holds the number of rows needed");
}

static void give_fact_row(void *facts, uint64_t index, uint64_t stride, const toll_catalog_offering_fact *fact)
{
    toll__structs_copy_out(toll__fields_layout(TOLL_KIND_OFFERING_FACT), fact, (unsigned char *)facts + index * stride,
                           stride);
}

static toll_status get_offering_facts(uint64_t index, void *facts, uint64_t capacity, uint64_t stride,
                                      uint64_t *n_facts, toll_error *err)
{
    toll__table offerings;
    toll_status status = take_fact_array(facts, capacity, stride, n_facts, err);
    if (status != TOLL_OK)
        return status;
    status = toll__catalog_open(TOLL_TABLE_OFFERING, index, &offerings, err);
    if (status != TOLL_OK)
        return status;
    const toll__table table = toll__table_get(TOLL_TABLE_OFFERING_FACT);
    const uint64_t first =
        (uint64_t)toll__table_cell(&offerings, index, toll__table_column(&offerings, "first_fact", 0));
    *n_facts = (uint64_t)toll__table_cell(&offerings, index, toll__table_column(&offerings, "n_facts", 0));
    if (facts == NULL)
        return TOLL_OK;
    if (*n_facts > capacity)
        return refuse_capacity(err);
    for (uint64_t i = 0; i < *n_facts; i++) {
        toll_catalog_offering_fact fact;
        fill_offering_fact(&table, first + i, &fact);
        give_fact_row(facts, i, stride, &fact);
    }
    return TOLL_OK;
}

toll_status toll_catalog_get_offering_facts(uint64_t index, toll_catalog_offering_fact *facts, uint64_t capacity,
                                            uint64_t stride_bytes, uint64_t *n_facts, toll_error *err)
{
    return toll__done(get_offering_facts(index, facts, capacity, stride_bytes, n_facts, err), err);
}

/* ---- licences ---- */

/* Rows that collect on the way from a licence. */
typedef struct license_facts {
    const toll__table *table;
    uint64_t row;
    const char *condition;
    int is_tag_unverified; /* the model's licence is from a tag or from memory */
    uint64_t n;
    toll_catalog_offering_fact rows[TOLL_LICENSE_FACTS_MAX];
} license_facts;

static toll_catalog_offering_fact *start_fact(license_facts *l, uint32_t topic, uint32_t state, const char *column)
{
    toll__origin origin;
    toll_catalog_offering_fact *fact = &l->rows[l->n++];
    memset(fact, 0, sizeof *fact);
    toll__origin_get(l->table, l->row, toll__table_column(l->table, column, 0), &origin);
    fact->topic = topic;
    fact->state = state;
    fact->confidence = l->is_tag_unverified ? TOLL_CONFIDENCE_UNVERIFIED : origin.confidence;
    fact->as_of = origin.as_of;
    copy_text(fact->source, sizeof fact->source, origin.source);
    if (state != TOLL_STATE_YES)
        copy_text(fact->text, sizeof fact->text, l->condition);
    return fact;
}

static uint32_t read_permit(const license_facts *l, const char *column)
{
    return (uint32_t)toll__table_cell(l->table, l->row, toll__table_column(l->table, column, 0));
}

/* TOLL_PERMIT_* and TOLL_STATE_* are the same numbers but for "unknown", which has no row. */
static void put_permit(license_facts *l, uint32_t topic, const char *column)
{
    const uint32_t permit = read_permit(l, column);
    if (permit != TOLL_PERMIT_UNKNOWN)
        start_fact(l, topic, permit, column);
}

/* What is permitted as it is, and what is under the condition. A licence that permits commercial use without
 * conditions has no limit; of a conditional one whose limit is not known nothing is said. */
static void put_limit(license_facts *l, uint32_t topic, const char *column)
{
    const uint32_t at = toll__table_column(l->table, column, 0);
    if (toll__table_confidence(l->table, l->row, at) != TOLL_CONFIDENCE_MISSING) {
        start_fact(l, topic, TOLL_STATE_YES, column)->value = toll__table_number(l->table, l->row, at);
        start_fact(l, topic, TOLL_STATE_CONDITIONAL, column)->value = NO_LIMIT;
    } else if (read_permit(l, "commercial") == TOLL_PERMIT_YES) {
        start_fact(l, topic, TOLL_STATE_YES, "commercial")->value = NO_LIMIT;
    }
}

static void collect_license_facts(license_facts *l)
{
    l->condition = toll__table_text(l->table, l->row, toll__table_column(l->table, "condition", 0));
    put_permit(l, TOLL_TOPIC_COMMERCIAL, "commercial");
    put_permit(l, TOLL_TOPIC_HOSTING, "hosting");
    put_permit(l, TOLL_TOPIC_EU_DOMICILE, "eu");
    put_limit(l, TOLL_TOPIC_MONTHLY_USERS, "monthly_users_max");
    put_limit(l, TOLL_TOPIC_YEARLY_REVENUE_USD, "yearly_revenue_usd_max");
}

/* The licence of a model's row; n stays 0 where the catalog names none. */
static toll_status read_license_facts(uint64_t index, const toll__table *licenses, license_facts *l, toll_error *err)
{
    toll__name name;
    toll__table models;
    toll_status status = toll__catalog_open(TOLL_TABLE_MODEL, index, &models, err);
    if (status != TOLL_OK)
        return status;
    const uint32_t column = toll__table_column(&models, "license", 0);
    const char *id = toll__table_text(&models, index, column);
    toll__name_fold(&name, id, toll__text_length(id, TOLL__NAME_MAX));
    l->table = licenses;
    l->row = toll__find_id(TOLL_TABLE_LICENSE, &name);
    l->is_tag_unverified = toll__table_confidence(&models, index, column) == TOLL_CONFIDENCE_UNVERIFIED;
    l->n = 0;
    if (l->row < licenses->n_rows)
        collect_license_facts(l);
    return TOLL_OK;
}

static toll_status get_license_facts(uint64_t index, void *facts, uint64_t capacity, uint64_t stride, uint64_t *n_facts,
                                     toll_error *err)
{
    license_facts found;
    const toll__table licenses = toll__table_get(TOLL_TABLE_LICENSE);
    toll_status status = take_fact_array(facts, capacity, stride, n_facts, err);
    if (status != TOLL_OK)
        return status;
    status = read_license_facts(index, &licenses, &found, err);
    if (status != TOLL_OK)
        return status;
    *n_facts = found.n;
    if (facts == NULL)
        return TOLL_OK;
    if (found.n > capacity)
        return refuse_capacity(err);
    for (uint64_t i = 0; i < found.n; i++)
        give_fact_row(facts, i, stride, &found.rows[i]);
    return TOLL_OK;
}

toll_status toll_catalog_get_license_facts(uint64_t index, toll_catalog_offering_fact *facts, uint64_t capacity,
                                           uint64_t stride_bytes, uint64_t *n_facts, toll_error *err)
{
    return toll__done(get_license_facts(index, facts, capacity, stride_bytes, n_facts, err), err);
}
