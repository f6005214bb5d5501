/* SPDX-License-Identifier: Apache-2.0 */
/* LiteLLM's model map: one object, a key for each model. Entries are taken in the order of provider and name, so that
 * the same map in another order gives the same rows.
 *
 *     key "azure/gpt-4o", litellm_provider "azure"     provider azure, name gpt-4o, alias azure/gpt-4o
 *     deprecation_date "2026-12-11"                    the tariff ends there
 *     alias_of "global.anthropic.claude-fable-5-1"     a name of that entry's tariff
 *
 * The map has no dates of prices: a tariff has no start. */
#include <stdlib.h>
#include <string.h>

#include "import/import_sources.h"
#include "import/litellm_entry.h"
#include "text/io_error.h"

/* Names of providers. `rank` orders the sellers that are one provider here: of a name that both sell, the first is kept. */
static const struct {
    const char *theirs; /* the beginning of litellm_provider, up to its end or a '-' */
    const char *ours;
    int rank;
} providers[] = {
    {"bedrock", "aws", 0},
    {"bedrock_converse", "aws", 0},
    {"bedrock_mantle", "aws", 1},
    {"gemini", "google", 0},
    {"vertex_ai", "google", 1},
    {"azure", "azure", 0},
    {"azure_ai", "azure", 1},
    {"azure_text", "azure", 2},
    {"text-completion-openai", "openai", 1},
    {"cohere_chat", "cohere", 0},
    {"xai", "x-ai", 0},
    {"together_ai", "together", 0},
    {"fireworks_ai", "fireworks", 0},
    {"moonshot", "moonshotai", 0},
    {"voyage", "voyageai", 0},
    {"github_copilot", "github-copilot", 0},
    {"meta_llama", "meta", 0},
    {"text-completion-codestral", "codestral", 1},
    {"text-completion-inception", "inception", 1},
};

#define N_PROVIDERS (sizeof providers / sizeof providers[0])

typedef struct map_entry {
    toll__json key;
    char provider[32];
    char name[IMPORT_NAME_BYTES]; /* without the provider */
    int rank;
} map_entry;

typedef struct model_map {
    import_list *list;
    toll__json root;
    map_entry *entries;
    size_t n_entries;
    toll__json *aliases; /* keys of entries that only say of which other entry they are an alias */
    size_t n_aliases;
} model_map;

/* Row of the provider table; N_PROVIDERS: the name is used as it is. */
static size_t provider_index(const char *theirs)
{
    for (size_t i = 0; i < N_PROVIDERS; i++) {
        const size_t length = strlen(providers[i].theirs);
        if (strncmp(theirs, providers[i].theirs, length) == 0 && (theirs[length] == '\0' || theirs[length] == '-'))
            return i;
    }
    return N_PROVIDERS;
}

/* "azure_ai/grok-4" without its first part, where that is a seller's name. */
static const char *strip_provider(const char *key, const char *theirs)
{
    const char *slash = strchr(key, '/');
    char first[64];
    const size_t length = slash != NULL ? (size_t)(slash - key) : 0;
    if (length == 0 || length >= sizeof first || slash[1] == '\0')
        return key;
    memcpy(first, key, length);
    first[length] = '\0';
    const size_t i = provider_index(first);
    const int is_seller = strcmp(first, theirs) == 0 || (i < N_PROVIDERS && strcmp(first, providers[i].theirs) == 0);
    return is_seller ? slash + 1 : key;
}

/* Is an entry a model? The map also holds a specification, rules for names, and pure aliases. */
static int is_model(toll__json fields, toll__json key)
{
    return toll__json_kind_of(fields) == TOLL__JSON_OBJECT && !toll__json_is(key, "sample_spec") &&
           toll__json_get(fields, "litellm_provider").doc != NULL && toll__json_get(fields, "alias_of").doc == NULL;
}

static void collect_entry(model_map *map, toll__json key)
{
    char text[IMPORT_NAME_BYTES], theirs[64];
    map_entry *entry = &map->entries[map->n_entries];
    if (toll__json_copy(key, text, sizeof text) >= sizeof text) {
        toll__import_remark(map->list, TOLL_IO_LEFT_OUT, text, "key", "longer than 159 bytes");
        return;
    }
    (void)toll__json_copy(toll__json_get(toll__json_value_of(key), "litellm_provider"), theirs, sizeof theirs);
    const size_t i = provider_index(theirs);
    const char *ours = i < N_PROVIDERS ? providers[i].ours : theirs;
    (void)toll__import_copy(strip_provider(text, theirs), entry->name, sizeof entry->name);
    if (ours[0] == '\0' || !toll__import_copy(ours, entry->provider, sizeof entry->provider) ||
        strlen(ours) + strlen(entry->name) + 2 > sizeof map->list->spare.text) {
        toll__import_remark(map->list, TOLL_IO_LEFT_OUT, text, "key", "provider and name are longer than 94 bytes");
        return;
    }
    entry->key = key;
    entry->rank = i < N_PROVIDERS ? providers[i].rank : 0;
    map->n_entries += (size_t)toll__import_wants(map->list, ours);
}

static int order_of_entries(const void *left, const void *right)
{
    const map_entry *a = left, *b = right;
    int by = strcmp(a->provider, b->provider);
    by = by != 0 ? by : strcmp(a->name, b->name);
    by = by != 0 ? by : a->rank - b->rank;
    return by != 0 ? by : (a->key.token > b->key.token) - (a->key.token < b->key.token);
}

/* ---- one entry ---- */

/* The day on which the name ends; TOLL_TIME_MAX: none is known. */
static int64_t end_of_entry(litellm_entry *e)
{
    char text[32];
    int64_t until_s = TOLL_TIME_MAX;
    const toll__json date = toll__json_get(e->fields, "deprecation_date");
    if (date.doc == NULL || toll__json_kind_of(date) == TOLL__JSON_NULL)
        return TOLL_TIME_MAX;
    (void)toll__json_copy(date, text, sizeof text);
    if (!toll__import_date(text, &until_s))
        toll__litellm_refuse(e, "deprecation_date", "is no date", 1);
    return until_s;
}

static void write_aliases(const model_map *map, const char *key)
{
    char text[IMPORT_NAME_BYTES];
    for (size_t i = 0; i < map->n_aliases; i++) {
        const toll__json of = toll__json_get(toll__json_value_of(map->aliases[i]), "alias_of");
        if (!toll__json_is(of, key) || toll__json_copy(map->aliases[i], text, sizeof text) >= sizeof text)
            continue;
        toll__import_name(map->list, TOLL_MATCH_ALIAS, strip_provider(text, ""));
        toll__import_name(map->list, TOLL_MATCH_ALIAS, text);
    }
}

static void write_retirement(litellm_entry *e, int64_t until_s)
{
    if (until_s == TOLL_TIME_MAX)
        return;
    toll_bill_row *row = toll__import_row(e->list, TOLL_ROW_RETIRED);
    row->from_s = until_s;
    (void)toll__json_copy(toll__json_get(e->fields, "successor_model"), row->text, sizeof row->text);
}

static void write_entry(const model_map *map, const map_entry *entry)
{
    char key[IMPORT_NAME_BYTES];
    import_list *m = map->list;
    const uint64_t mark = m->n_rows;
    litellm_entry e = {.list = m, .fields = toll__json_value_of(entry->key), .name = key};
    (void)toll__json_copy(entry->key, key, sizeof key);
    e.is_inclusive = strcmp(entry->provider, "x-ai") == 0; /* LiteLLM's calculator has this rule in its code */
    const int64_t until_s = end_of_entry(&e);
    toll__litellm_read(&e);
    toll__import_tariff(m, entry->provider, entry->name, TOLL_TIME_MIN, until_s);
    toll__import_name(m, TOLL_MATCH_EXACT, entry->name);
    toll__import_name(m, TOLL_MATCH_ALIAS, key);
    write_aliases(map, key);
    write_retirement(&e, until_s);
    toll__litellm_write(&e);
    toll__litellm_write_extras(&e);
    if (e.is_left_out)
        toll__import_undo(m, mark);
    else
        toll__import_finish(m, mark, key);
}

static int is_same_row(const toll_bill_row *a, const toll_bill_row *b)
{
    return a->kind == b->kind && a->op == b->op && a->meter == b->meter && a->quantity == b->quantity &&
           a->per == b->per && a->number.coef == b->number.coef && a->number.scale == b->number.scale &&
           strcmp(a->key, b->key) == 0 && strcmp(a->text, b->text) == 0;
}

/* Do the rows from `left` to `right`, and those from there to the end, hold the same prices? Names are passed over. */
static int is_same_tariff(const import_list *m, uint64_t left, uint64_t right)
{
    uint64_t a = left + 1, b = right + 1;
    for (;; a++, b++) {
        while (a < right && m->rows[a].kind == TOLL_ROW_MATCH)
            a++;
        while (b < m->n_rows && m->rows[b].kind == TOLL_ROW_MATCH)
            b++;
        if (a >= right || b >= m->n_rows)
            return a >= right && b >= m->n_rows;
        if (!is_same_row(&m->rows[a], &m->rows[b]))
            return 0;
    }
}

/* A name that the provider sells under two keys: the first is kept, and the remark tells whether the other agrees. */
static void drop_second(const model_map *map, const map_entry *entry, uint64_t kept)
{
    char key[IMPORT_NAME_BYTES];
    import_list *m = map->list;
    const uint64_t mark = m->n_rows;
    (void)toll__json_copy(entry->key, key, sizeof key);
    write_entry(map, entry);
    if (m->status != TOLL_OK || m->n_rows == mark)
        return;
    const int is_same = is_same_tariff(m, kept, mark);
    toll__import_undo(m, mark);
    toll__import_remark(m, TOLL_IO_LEFT_OUT, key, "key",
                        is_same ? "the same model and prices under another key"
                                : "other prices of a model under another key");
}

static void write_entries(const model_map *map)
{
    uint64_t kept = 0;
    for (size_t i = 0; i < map->n_entries; i++) {
        const map_entry *entry = &map->entries[i], *before = entry - (i > 0);
        const int is_again =
            i > 0 && strcmp(entry->provider, before->provider) == 0 && strcmp(entry->name, before->name) == 0;
        const uint64_t mark = map->list->n_rows;
        if (is_again && kept < mark)
            drop_second(map, entry, kept);
        else
            write_entry(map, entry);
        kept = is_again && kept < mark ? kept : mark;
    }
}

static int has_alias(toll__json key)
{
    return toll__json_kind_of(toll__json_get(toll__json_value_of(key), "alias_of")) == TOLL__JSON_TEXT;
}

static void collect_entries(model_map *map)
{
    for (toll__json key = toll__json_first(map->root); key.doc != NULL; key = toll__json_next(map->root, key)) {
        if (is_model(toll__json_value_of(key), key))
            collect_entry(map, key);
        else if (has_alias(key))
            map->aliases[map->n_aliases++] = key;
    }
    qsort(map->entries, map->n_entries, sizeof *map->entries, order_of_entries);
}

toll_status toll__import_litellm(import_list *m, toll__json root, toll_error *err)
{
    model_map map = {.list = m, .root = root};
    const size_t count = toll__json_count(root) + 1u;
    if (toll__json_kind_of(root) != TOLL__JSON_OBJECT)
        return toll__io_fail(err, TOLL_E_SYNTAX, "text", "LiteLLM's model map is one object");
    map.entries = malloc(count * sizeof *map.entries);
    map.aliases = malloc(count * sizeof *map.aliases);
    if (map.entries != NULL && map.aliases != NULL) {
        collect_entries(&map);
        write_entries(&map);
    } else {
        m->status = TOLL_E_BUFFER;
    }
    free(map.entries);
    free(map.aliases);
    return TOLL_OK;
}
