/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of an entry to cells. A field that no row can say is remarked; the entry is left out where tokens would then be
 * billed at another price, and kept where only a separate quantity has no line.
 *
 * Some entries give two bases for one thing: dollars per image beside dollars per image token. The tokens are kept, since
 * a record that had both would be billed twice. */
#include "import/litellm_entry.h"

#include <string.h>

#include "import/litellm_field.h"

void toll__litellm_refuse(litellm_entry *e, const char *field, const char *reason, int is_wrong)
{
    toll__import_remark(e->list, is_wrong ? TOLL_IO_LEFT_OUT : TOLL_IO_NOT_EXPRESSED, e->name, field, reason);
    e->is_left_out |= is_wrong;
}

/* Whether a field is there, a number, and not 0. */
static int is_positive(const litellm_entry *e, const char *field)
{
    double number = 0; /* its size alone is looked at */
    return toll__json_read_double(toll__json_get(e->fields, field), field, &number, NULL) == TOLL_OK && number > 0;
}

static int has_field(const litellm_entry *e, const char *field)
{
    return toll__json_get(e->fields, field).doc != NULL;
}

static int is_mode(const litellm_entry *e, const char *mode)
{
    return toll__json_is(toll__json_get(e->fields, "mode"), mode);
}

static int is_equal_field(const litellm_entry *e, const char *a, const char *b)
{
    const toll__io_span left = toll__json_raw(toll__json_get(e->fields, a));
    const toll__io_span right = toll__json_raw(toll__json_get(e->fields, b));
    return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

static int has_token_price(const litellm_entry *e)
{
    return is_positive(e, "input_cost_per_token") || is_positive(e, "input_cost_per_image_token");
}

/* ---- fields that depend on others ---- */

/* What a field is in this entry: its meter, 0 with the reason where it has none. */
typedef struct field_meaning {
    uint32_t meter;
    litellm_how how;
    const char *reason;
} field_meaning;

static const char equivalent[] = "another basis for what tokens pay for";
static const char no_meter[] = "no meter counts it yet";

static field_meaning mean_seconds_in(const litellm_entry *e)
{
    if (has_field(e, "cost_per_second"))
        return (field_meaning){0, LITELLM_IGNORED, ""};
    return (field_meaning){TOLL_METER_AUDIO_TIME, LITELLM_PLAIN, ""};
}

static field_meaning mean_seconds_out(const litellm_entry *e)
{
    if (is_mode(e, "video_generation"))
        return (field_meaning){TOLL_METER_VIDEO_TIME, LITELLM_PLAIN, ""};
    if (has_token_price(e))
        return (field_meaning){0, LITELLM_SEPARATE, equivalent};
    if (!is_positive(e, "input_cost_per_second"))
        return (field_meaning){TOLL_METER_AUDIO_TIME, LITELLM_PLAIN, ""};
    if (is_equal_field(e, "input_cost_per_second", "output_cost_per_second"))
        return (field_meaning){0, LITELLM_IGNORED, ""};
    return (field_meaning){0, LITELLM_PART, "seconds in and seconds out have different prices"};
}

static field_meaning mean_image_in(const litellm_entry *e)
{
    if (is_mode(e, "embedding"))
        return (field_meaning){TOLL_METER_IMAGE, LITELLM_PLAIN, ""};
    if (has_token_price(e))
        return (field_meaning){0, LITELLM_SEPARATE, equivalent};
    if (is_positive(e, "output_cost_per_image") || is_mode(e, "video_generation"))
        return (field_meaning){TOLL_METER_IMAGE_INPUT, LITELLM_PLAIN, ""};
    return (field_meaning){TOLL_METER_IMAGE, LITELLM_PLAIN, ""};
}

static field_meaning mean_image_out(const litellm_entry *e)
{
    if (has_field(e, "output_cost_per_image_token"))
        return (field_meaning){0, LITELLM_SEPARATE, equivalent};
    return (field_meaning){TOLL_METER_IMAGE, LITELLM_PLAIN, ""};
}

static field_meaning mean_video_in(const litellm_entry *e)
{
    if (has_field(e, "input_cost_per_video_token"))
        return (field_meaning){0, LITELLM_SEPARATE, equivalent};
    if (has_field(e, "output_cost_per_second") || has_field(e, "output_cost_per_video_per_second"))
        return (field_meaning){0, LITELLM_PART, "seconds in and seconds out have different prices"};
    return (field_meaning){TOLL_METER_VIDEO_TIME, LITELLM_PLAIN, ""};
}

static field_meaning mean_character_in(const litellm_entry *e)
{
    if (has_token_price(e))
        return (field_meaning){0, LITELLM_SEPARATE, equivalent};
    return (field_meaning){TOLL_METER_CHARACTER, LITELLM_PLAIN, ""};
}

/* A rerank query is a search unit for each 100 documents, not one request. */
static field_meaning mean_query(const litellm_entry *e)
{
    if (is_mode(e, "rerank"))
        return (field_meaning){TOLL_METER_SEARCH_UNIT, LITELLM_PLAIN, ""};
    return (field_meaning){TOLL_METER_REQUEST, LITELLM_PLAIN, ""};
}

static field_meaning mean_cache_hit(const litellm_entry *e)
{
    if (has_field(e, "cache_read_input_token_cost"))
        return (field_meaning){0, LITELLM_IGNORED, ""};
    return (field_meaning){TOLL_METER_CACHE_READ, LITELLM_PLAIN, ""};
}

static field_meaning meaning_of(const litellm_entry *e, const litellm_base *base)
{
    switch (base->how) {
    case LITELLM_SECONDS_IN:
        return mean_seconds_in(e);
    case LITELLM_SECONDS_OUT:
        return mean_seconds_out(e);
    case LITELLM_IMAGE_IN:
        return mean_image_in(e);
    case LITELLM_IMAGE_OUT:
        return mean_image_out(e);
    case LITELLM_VIDEO_IN:
        return mean_video_in(e);
    case LITELLM_CHARACTER_IN:
        return mean_character_in(e);
    case LITELLM_CHARACTER_OUT:
        return (field_meaning){0, LITELLM_PART, "characters in and out have one meter"};
    case LITELLM_QUERY:
        return mean_query(e);
    case LITELLM_CACHE_HIT:
        return mean_cache_hit(e);
    default:
        return (field_meaning){base->meter, base->meter != 0 ? LITELLM_PLAIN : base->how, no_meter};
    }
}

/* ---- cells ---- */

/* The cell of the same meter and conditions; NULL: none. */
static litellm_cell *find_cell(litellm_entry *e, const litellm_cell *like)
{
    for (size_t i = 0; i < e->n_cells; i++) {
        litellm_cell *cell = &e->cells[i];
        if (cell->meter == like->meter && cell->above == like->above && strcmp(cell->tier, like->tier) == 0 &&
            strcmp(cell->key, like->key) == 0 && strcmp(cell->value, like->value) == 0)
            return cell;
    }
    return NULL;
}

/* Two fields may say the same price: a plain one, and the first band of a list. */
static void push_cell(litellm_entry *e, const litellm_cell *cell, const char *field)
{
    litellm_cell *same = find_cell(e, cell);
    if (same != NULL && (same->price.coef != cell->price.coef || same->price.scale != cell->price.scale))
        toll__litellm_refuse(e, field, "two fields give different prices", 1);
    else if (same != NULL)
        same->until = cell->until > same->until ? cell->until : same->until;
    else if (e->n_cells == LITELLM_CELLS_MAX)
        toll__litellm_refuse(e, field, "the entry has too many prices", 1);
    else
        e->cells[e->n_cells++] = *cell;
}

/* Is a number of JSON 0? A field of 0 prices nothing but tokens. */
static int is_zero(toll__json value)
{
    double number = 1;
    return toll__json_read_double(value, "", &number, NULL) == TOLL_OK && number == 0;
}

static void read_price(litellm_entry *e, toll__json value, const char *name, const litellm_field *field,
                       const litellm_cell *condition)
{
    const field_meaning is = meaning_of(e, field->base);
    if (is.how == LITELLM_IGNORED || (is_zero(value) && !(field->base->is_token && is.meter != 0)))
        return;
    if (is.meter == 0) {
        toll__litellm_refuse(e, name, is.reason, is.how == LITELLM_PART);
        return;
    }
    litellm_cell cell = *condition;
    cell.meter = is.meter;
    cell.is_token = field->base->is_token;
    cell.per = field->base->per;
    cell.above = field->above != 0 ? field->above : cell.above;
    cell.tier = field->tier[0] != '\0' ? field->tier : cell.tier;
    if (field->resolution[0] != '\0') {
        cell.key = "resolution";
        cell.value = field->resolution;
    }
    if (toll__import_read(e->list, value, field->base->shift, e->name, name, &cell.price))
        push_cell(e, &cell, name);
    else
        e->is_left_out = 1;
}

static const litellm_cell no_condition = {.tier = "", .key = "", .value = ""};

/* dashscope's price of a cache that the caller makes, beside that of the automatic one. */
static void read_explicit_cache(litellm_entry *e, toll__json value, const char *name)
{
    litellm_field field;
    litellm_cell condition = no_condition;
    condition.key = "cache";
    condition.value = "explicit";
    (void)toll__litellm_field("cache_read_input_token_cost", &field);
    read_price(e, value, name, &field, &condition);
}

/* [{"range": [32000, 128000], "input_cost_per_token": ...}]: the whole request at the prices of its length. */
static void read_tiered(litellm_entry *e, toll__json bands, const char *name)
{
    char key_text[64];
    litellm_field field;
    for (toll__json band = toll__json_first(bands); band.doc != NULL; band = toll__json_next(bands, band)) {
        const toll__json range = toll__json_get(band, "range");
        litellm_cell condition = no_condition;
        if (toll__json_read_int64(toll__json_entry(range, 0), "range", &condition.above, NULL) != TOLL_OK ||
            toll__json_read_int64(toll__json_entry(range, 1), "range", &condition.until, NULL) != TOLL_OK) {
            toll__litellm_refuse(e, name, "a band without a range of whole tokens", 1);
            return;
        }
        for (toll__json key = toll__json_first(band); key.doc != NULL; key = toll__json_next(band, key)) {
            (void)toll__json_copy(key, key_text, sizeof key_text);
            if (strcmp(key_text, "range") == 0)
                continue;
            if (toll__litellm_field(key_text, &field) && field.above == 0)
                read_price(e, toll__json_value_of(key), key_text, &field, &condition);
            else
                toll__litellm_refuse(e, key_text, "an unknown price in a band of lengths", 1);
        }
    }
}

/* {"search_context_size_low": 0.005, ...}: one price where all are the same, else by the attribute. */
static void read_searches(litellm_entry *e, toll__json sizes, const char *name)
{
    static const char *const values[] = {"low", "medium", "high"};
    static const char *const keys[] = {"search_context_size_low", "search_context_size_medium",
                                       "search_context_size_high"};
    litellm_cell cell = {.meter = TOLL_METER_WEB_SEARCH, .per = 1000, .tier = "", .key = "", .value = ""};
    litellm_cell found[3];
    size_t n = 0;
    int is_same = 1;
    for (size_t i = 0; i < 3; i++) {
        const toll__json value = toll__json_get(sizes, keys[i]);
        if (value.doc == NULL || is_zero(value))
            continue;
        if (!toll__import_read(e->list, value, 3, e->name, name, &cell.price)) {
            e->is_left_out = 1;
            return;
        }
        cell.value = values[i];
        is_same =
            is_same && (n == 0 || (found[0].price.coef == cell.price.coef && found[0].price.scale == cell.price.scale));
        found[n++] = cell;
    }
    for (size_t i = 0; i < (is_same && n > 0 ? 1 : n); i++) {
        found[i].key = is_same ? "" : "search_context_size";
        found[i].value = is_same ? "" : found[i].value;
        push_cell(e, &found[i], name);
    }
}

/* ---- all fields ---- */

/* Fields that sound like prices and are read elsewhere, or price nothing. */
static int is_read_elsewhere(const char *name)
{
    static const char *const names[] = {
        "off_peak_pricing", "fedramp_uplift_multiplier", "regional_processing_uplift_multiplier_eu",
        "regional_processing_uplift_multiplier_us", "regional_endpoint_uplift_multiplier"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

static void read_field(litellm_entry *e, const char *name, toll__json value)
{
    litellm_field field;
    if (toll__json_kind_of(value) == TOLL__JSON_NULL || is_read_elsewhere(name))
        return;
    if (strcmp(name, "search_context_cost_per_query") == 0)
        read_searches(e, value, name);
    else if (strcmp(name, "tiered_pricing") == 0)
        read_tiered(e, value, name);
    else if (strcmp(name, "explicit_cache_read_input_token_cost") == 0)
        read_explicit_cache(e, value, name);
    else if (strcmp(name, "search_free_requests") == 0)
        toll__litellm_refuse(e, name, "a free allowance of the account: searches are billed from the first", 0);
    else if (toll__litellm_field(name, &field))
        read_price(e, value, name, &field, &no_condition);
    else if (toll__litellm_is_price(name) && !is_zero(value))
        toll__litellm_refuse(e, name, "a price field that is not known", 1);
}

void toll__litellm_read(litellm_entry *e)
{
    char name[128];
    for (toll__json key = toll__json_first(e->fields); key.doc != NULL; key = toll__json_next(e->fields, key)) {
        if (toll__json_copy(key, name, sizeof name) >= sizeof name)
            toll__litellm_refuse(e, name, "a field of a long name", 1);
        else
            read_field(e, name, toll__json_value_of(key));
    }
}
