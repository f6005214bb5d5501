/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the catalog by name or index. The library's message speaks of "id" or "name"; here it follows the kind
 * of name that was meant: 'id is unknown' becomes 'accelerator "h10" is unknown'. Structs are started for the library that is
 * loaded. */
#include "input/catalog_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "output/give_up.h"
#include "output/notes.h"

void start_struct(void *object, uint64_t size, uint32_t kind)
{
    if (toll_struct_init(object, size, kind, NULL) != TOLL_OK) {
        give_up("built against headers that this libtoll does not know");
    }
}

static bool is_read(toll_status status, const toll_error *err)
{
    if (status != TOLL_OK) {
        complain_error(err);
    }
    return status == TOLL_OK;
}

/* The library speaks of "id" or "name"; a person wants to know which of the names on the line it was. */
static void complain_name(uint32_t table, const char *name, const toll_error *err)
{
    static const char *const nouns[] = {
        [TOLL_TABLE_HW] = "accelerator",     [TOLL_TABLE_MODEL] = "model",       [TOLL_TABLE_PRECISION] = "precision",
        [TOLL_TABLE_ENGINE] = "engine",      [TOLL_TABLE_INSTANCE] = "instance", [TOLL_TABLE_DEFAULT] = "default",
        [TOLL_TABLE_QUALITY] = "quality",    [TOLL_TABLE_LICENSE] = "licence",   [TOLL_TABLE_OFFERING] = "offering",
        [TOLL_TABLE_OFFERING_FACT] = "fact", [TOLL_TABLE_STACK] = "stack"};
    const char *message = err->message;
    message += strncmp(message, "id ", 3) == 0 ? 3 : strncmp(message, "name ", 5) == 0 ? 5 : 0;
    complain("%s \"%.60s\" %s", nouns[table], name, message);
}

bool lookup_index(uint32_t table, const char *name, uint64_t *index)
{
    toll_error err;
    bool is_found = toll_catalog_find(table, name, strlen(name), index, &err) == TOLL_OK;
    if (!is_found) {
        complain_name(table, name, &err);
    }
    return is_found;
}

bool read_hw(uint64_t index, toll_hw *hw)
{
    toll_error err;
    start_struct(hw, sizeof *hw, TOLL_KIND_HW);
    return is_read(toll_catalog_get_hw(index, hw, &err), &err);
}

bool lookup_match(uint32_t table, const char *name, toll_catalog_match *match)
{
    toll_error err;
    start_struct(match, sizeof *match, TOLL_KIND_CATALOG_MATCH);
    toll_status status = table == TOLL_TABLE_HW ? toll_catalog_find_hw(name, strlen(name), match, &err)
                                                : toll_catalog_find_model(name, strlen(name), match, &err);
    if (status != TOLL_OK) {
        complain_name(table, name, &err);
        return false;
    }
    notes_add(match->note);
    return true;
}

bool lookup_hw_count(const char *name, uint64_t *index, toll_hw *hw, int64_t *count)
{
    toll_catalog_match match;
    if (!lookup_match(TOLL_TABLE_HW, name, &match)) {
        return false;
    }
    *index = (uint64_t)match.index;
    *count = match.count;
    return read_hw(*index, hw);
}

bool lookup_hw(const char *name, uint64_t *index, toll_hw *hw)
{
    int64_t count;
    return lookup_hw_count(name, index, hw, &count);
}

static bool read_catalog_layers(model_entry *entry)
{
    toll_error err;
    uint64_t stride = sizeof(toll_model_layer), n_layers = 0;
    toll_status status = toll_catalog_get_layers(entry->index, NULL, 0, stride, &n_layers, &err);
    if (status != TOLL_OK && status != TOLL_E_BUFFER) {
        return is_read(status, &err);
    }
    entry->layers = claim(n_layers + 1, sizeof *entry->layers);
    status = toll_catalog_get_layers(entry->index, entry->layers, n_layers, stride, &entry->n_layers, &err);
    return is_read(status, &err);
}

bool read_model(uint64_t index, model_entry *entry)
{
    toll_error err;
    memset(entry, 0, sizeof *entry);
    entry->index = index;
    start_struct(&entry->model, sizeof entry->model, TOLL_KIND_MODEL);
    return is_read(toll_catalog_get_model(index, &entry->model, &err), &err) && read_catalog_layers(entry);
}

void model_entry_free(model_entry *entry)
{
    free(entry->layers);
    free(entry->unread);
    entry->layers = NULL;
    entry->unread = NULL;
}

bool read_precision(uint64_t index, toll_model_precision *precision)
{
    toll_error err;
    start_struct(precision, sizeof *precision, TOLL_KIND_PRECISION);
    return is_read(toll_catalog_get_precision(index, precision, &err), &err);
}

bool lookup_precision(const char *name, toll_model_precision *precision)
{
    uint64_t index;
    return lookup_index(TOLL_TABLE_PRECISION, name, &index) && read_precision(index, precision);
}

bool read_engine(uint64_t index, toll_step_engine *engine)
{
    toll_error err;
    start_struct(engine, sizeof *engine, TOLL_KIND_STEP_ENGINE);
    return is_read(toll_catalog_get_engine(index, engine, &err), &err);
}

bool lookup_engine(const char *name, const toll_hw *hw, toll_step_engine *engine)
{
    toll_error err;
    start_struct(engine, sizeof *engine, TOLL_KIND_STEP_ENGINE);
    const bool is_found = toll_catalog_find_engine(name, strlen(name), hw, engine, &err) == TOLL_OK;
    if (!is_found) {
        complain_name(TOLL_TABLE_ENGINE, name, &err);
    }
    return is_found;
}

bool read_instance(uint64_t index, toll_catalog_instance *instance)
{
    toll_error err;
    start_struct(instance, sizeof *instance, TOLL_KIND_CATALOG_INSTANCE);
    return is_read(toll_catalog_get_instance(index, instance, &err), &err);
}

const char *native_precision(const toll_model *model)
{
    return model->native_precision[0] != 0 ? model->native_precision : "bf16";
}

/* As the model's published checkpoints have the format. */
static bool lookup_checkpoint(const model_entry *entry, const char *name, toll_model_precision *precision)
{
    toll_error err;
    uint64_t index;
    if (!lookup_index(TOLL_TABLE_PRECISION, name, &index)) {
        return false;
    }
    start_struct(precision, sizeof *precision, TOLL_KIND_PRECISION);
    return is_read(toll_catalog_find_precision(name, strlen(name), &entry->model, precision, &err), &err);
}

bool model_precision(const model_entry *entry, const char *asked, toll_model_precision *precision)
{
    if (asked != NULL) {
        return lookup_checkpoint(entry, asked, precision);
    }
    if (entry->is_other_stated) {
        complain("the name of %s states a number format that is not in the catalog: choose one with --precision",
                 entry->model.id);
        return false;
    }
    if (entry->stated[0] != 0) {
        return lookup_checkpoint(entry, entry->stated, precision);
    }
    if (!entry->has_own) {
        return lookup_checkpoint(entry, native_precision(&entry->model), precision);
    }
    *precision = entry->own;
    return true;
}
