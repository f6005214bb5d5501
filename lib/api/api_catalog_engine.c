/* SPDX-License-Identifier: Apache-2.0 */
/* An engine's policies by name and version on a card: a row of the catalog, and what later versions changed.
 *
 * "vllm@0.24" takes the row of the family whose own version is the newest up to 0.24, for the constants that go by its
 * id, and then every row of engine_epochs.csv that holds for 0.24 and the card. Without a version the newest holds. */
#include <toll/catalog.h>

#include <string.h>

#include "api/catalog_fill.h"
#include "api/fields.h"
#include "api/guard.h"
#include "base/fault.h"
#include "catalog/engine_version.h"

#define GIB         1073741824.0
#define VERSION_AT  '@'
#define GENERATION  '-'
#define MEMORY_NONE 0.0
#define NAME_MOST   128

/* What a name says. */
typedef struct named_engine {
    char family[16];
    char version_text[16];
    double version;
    uint64_t index; /* row of TOLL_TABLE_ENGINE */
} named_engine;

static const char *engine_text(const toll__table *table, uint64_t row, const char *column)
{
    return toll__table_text(table, row, toll__table_column(table, column, 0));
}

static double row_version(const toll__table *table, uint64_t row)
{
    const char *epoch = engine_text(table, row, "epoch");
    return toll__version_parse(epoch, strlen(epoch));
}

static void set_family(named_engine *n, const char *id)
{
    uint64_t length = 0;
    memset(n->family, 0, sizeof n->family);
    while (id[length] != 0 && id[length] != GENERATION && length < sizeof n->family - 1)
        length++;
    memcpy(n->family, id, (size_t)length);
}

static int has_rules(const named_engine *n)
{
    double rank = 0;
    toll__table table = toll__table_get(TOLL__TABLE_EPOCH);
    return toll__epoch_next(&table, n->family, n->version, MEMORY_NONE, -1, &rank) < table.n_rows;
}

/* The generation whose own version is the newest up to the asked one; for one that is older, yet has rules, the one that
 * was named. */
static toll_status choose_generation(const toll__table *table, named_engine *n, toll_error *err)
{
    double best = has_rules(n) ? 0 : -1;
    for (uint64_t row = 0; row < table->n_rows; row++) {
        const char *id = engine_text(table, row, "id");
        uint64_t length = strlen(n->family);
        double own = row_version(table, row);
        int is_one = strncmp(id, n->family, (size_t)length) == 0 && (id[length] == 0 || id[length] == GENERATION);
        if (!is_one || own > n->version || own <= best)
            continue;
        best = own;
        n->index = row;
    }
    if (best < 0)
        return toll__fail(err, TOLL_E_RANGE, 0, "name", -1,
                          "has a version older than any that is known of this engine");
    return TOLL_OK;
}

static toll_status read_version(const char *text, uint64_t length, named_engine *n, toll_error *err)
{
    n->version = toll__version_parse(text, length);
    if (n->version < 0 || length >= sizeof n->version_text)
        return toll__fail(err, TOLL_E_SYNTAX, 0, "name", -1,
                          "must have a version of numbers after the @, as vllm@0.24, at most 15 characters");
    memcpy(n->version_text, text, (size_t)length);
    return TOLL_OK;
}

static toll_status read_name(const char *name, uint64_t length, named_engine *n, toll_error *err)
{
    uint64_t own = 0;
    while (own < length && name[own] != VERSION_AT)
        own++;
    toll__table table = toll__table_get(TOLL_TABLE_ENGINE);
    memset(n, 0, sizeof *n);
    toll_status status = toll_catalog_find(TOLL_TABLE_ENGINE, name, own, &n->index, err);
    if (status != TOLL_OK)
        return status;
    const char *id = engine_text(&table, n->index, "id");
    set_family(n, id);
    n->version = strcmp(id, n->family) == 0 ? TOLL__VERSION_NEWEST : row_version(&table, n->index);
    if (own == length)
        return TOLL_OK;
    status = read_version(name + own + 1, length - own - 1, n, err);
    if (status != TOLL_OK)
        return status;
    return choose_generation(&table, n, err);
}

/* The version's rules over the row's; the epoch is what was asked, else the newest that is known. */
static void overlay_versions(const named_engine *n, double memory_gib, toll_step_engine *engine)
{
    toll__table table = toll__table_get(TOLL__TABLE_EPOCH);
    double rank = -1;
    const char *newest = n->version_text;
    for (;;) {
        uint64_t row = toll__epoch_next(&table, n->family, n->version, memory_gib, rank, &rank);
        if (row == table.n_rows)
            break;
        toll__catalog_overlay(TOLL_KIND_STEP_ENGINE, &table, row, engine);
        newest = n->version == TOLL__VERSION_NEWEST ? toll__epoch_version(&table, row) : newest;
    }
    if (newest[0] == 0)
        return;
    memset(engine->epoch, 0, sizeof engine->epoch);
    memcpy(engine->epoch, newest, strlen(newest));
}

static toll_status take_memory(const toll_hw *hw, double *gib, toll_error *err)
{
    toll_hw card;
    *gib = MEMORY_NONE;
    if (hw == NULL)
        return TOLL_OK;
    toll_status status = toll__take(hw, TOLL_KIND_HW, "hw", &card, err);
    if (status != TOLL_OK)
        return status;
    *gib = (double)card.memory_bytes / GIB;
    return TOLL_OK;
}

static toll_status find_engine_policies(const char *name, uint64_t length, const toll_hw *hw, toll_step_engine *engine,
                                        toll_error *err)
{
    named_engine n;
    toll_step_engine full;
    double memory_gib = 0;
    toll_status status = toll__expect(engine, TOLL_KIND_STEP_ENGINE, "engine", err);
    if (status != TOLL_OK)
        return status;
    toll__text_argument text = {name, length, "name", "name_length"};
    status = toll__take_text(&text, 1, NAME_MOST, err);
    if (status != TOLL_OK)
        return status;
    status = take_memory(hw, &memory_gib, err);
    if (status != TOLL_OK)
        return status;
    status = read_name(text.text, text.length, &n, err);
    if (status != TOLL_OK)
        return status;
    toll__table table = toll__table_get(TOLL_TABLE_ENGINE);
    toll__catalog_fill(TOLL_KIND_STEP_ENGINE, &table, n.index, 0, &full);
    overlay_versions(&n, memory_gib, &full);
    toll__give(engine, TOLL_KIND_STEP_ENGINE, &full);
    return TOLL_OK;
}

toll_status toll_catalog_find_engine(const char *name, uint64_t name_length, const toll_hw *hw,
                                     toll_step_engine *engine, toll_error *err)
{
    return toll__done(find_engine_policies(name, name_length, hw, engine, err), err);
}
