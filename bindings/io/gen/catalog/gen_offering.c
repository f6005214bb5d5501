/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of offerings: for each offering its first row in offering_facts.csv and their number. Two settled statements on
 * one topic are refused unless all of the topic's rows are marked as disputed. */
#include "gen/catalog/gen_offering.h"

#include <string.h>

#include <toll/catalog.h>

#include "catalog/facts.h"

static _Noreturn void fail_facts(const char *message, const char *id)
{
    gen_fail((toll__csv_place){"offering_facts.csv", 0, 0}, message, id);
}

static int64_t read_cell(const gen_table *facts, size_t row, const char *column)
{
    return facts->cells[row * CSV_COLUMNS_MAX + gen_table_column(facts, column)];
}

static int is_settled(const gen_table *facts, size_t row)
{
    const int64_t state = read_cell(facts, row, "state");
    return state == TOLL_STATE_YES || state == TOLL_STATE_NO;
}

/* "openai/api/soc2" or "openai/api/soc2.2" belongs to "openai/api": so the facts lie in the offerings' order. */
static void check_id(const gen_table *facts, size_t row, const char *offering)
{
    const char *id = gen_table_text(facts, row, 0);
    const size_t length = strlen(offering);
    if (strncmp(id, offering, length) != 0 || id[length] != '/')
        fail_facts("id must begin with the offering's and /", id);
    if (read_cell(facts, row, "topic") == 0 || read_cell(facts, row, "state") == 0)
        fail_facts("needs a topic and a state", id);
}

/* The rows of one offering: first .. end - 1. */
static void check_topic(const gen_table *facts, size_t row, size_t first, size_t end)
{
    int64_t rows = 0, settled = 0, disputed = 0;
    const int64_t topic = read_cell(facts, row, "topic");
    for (size_t i = first; i < end; i++) {
        if (read_cell(facts, i, "topic") != topic)
            continue;
        rows++;
        settled += is_settled(facts, i);
        disputed += read_cell(facts, i, "is_disputed");
    }
    if (disputed != 0 ? disputed != rows : settled > 1)
        fail_facts("settled rows of a topic that differ are all disputed, or there is one",
                   gen_table_text(facts, row, 0));
}

void gen_offering_attach(gen_table *offerings, const gen_table *facts)
{
    const size_t first = gen_table_add_column(offerings, "first_fact", TOLL__CELL_NUMBER);
    const size_t count = gen_table_add_column(offerings, "n_facts", TOLL__CELL_NUMBER);
    const size_t owner = gen_table_column(facts, "offering");
    size_t next = 0;
    for (size_t row = 0; row < offerings->n_rows; row++) {
        const char *id = gen_table_text(offerings, row, 0);
        const size_t start = next;
        for (; next < facts->n_rows && strcmp(gen_table_text(facts, next, owner), id) == 0; next++)
            check_id(facts, next, id);
        for (size_t i = start; i < next; i++)
            check_topic(facts, i, start, next);
        *gen_table_cell(offerings, row, first) = (int64_t)start;
        *gen_table_cell(offerings, row, count) = (int64_t)(next - start);
    }
    if (next < facts->n_rows)
        fail_facts("offering is not in offerings.csv, or out of order", gen_table_text(facts, next, 0));
}
