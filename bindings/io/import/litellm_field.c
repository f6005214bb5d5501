/* SPDX-License-Identifier: Apache-2.0 */
/* Names of LiteLLM's price fields: a base, then conditions, each of them at most once:
 *
 *     input_cost_per_token  _above_272k_tokens  _priority
 *     base: input, tokens   above 272,000       service tier priority
 *
 * The base is the longest of the table that the name begins with. */
#include "import/litellm_field.h"

#include <string.h>

#include <toll/book.h>

#define MTOK 1000000, 6, 1 /* dollars a token: price of a million tokens */
#define KILO 1000, 3, 0    /* dollars a call: price of a thousand */
#define ONE  1, 0, 0
#define TIME 1000000, 0, 0 /* dollars a second: price of 10^6 microseconds */

static const litellm_base bases[] = {
    {"input_cost_per_token", LITELLM_PLAIN, TOLL_METER_INPUT, MTOK},
    {"output_cost_per_token", LITELLM_PLAIN, TOLL_METER_OUTPUT, MTOK},
    {"cache_read_input_token_cost", LITELLM_PLAIN, TOLL_METER_CACHE_READ, MTOK},
    {"cache_creation_input_token_cost", LITELLM_PLAIN, TOLL_METER_CACHE_WRITE, MTOK},
    {"cache_creation_input_token_cost_above_1hr", LITELLM_PLAIN, TOLL_METER_CACHE_WRITE_1H, MTOK},
    {"cache_creation_input_token_cost_above_12hr", LITELLM_PLAIN, TOLL_METER_CACHE_WRITE_12H, MTOK},
    {"cache_creation_input_audio_token_cost", LITELLM_PART, 0, MTOK},
    {"explicit_cache_read_input_token_cost", LITELLM_PART, 0, MTOK},
    {"input_cost_per_token_cache_hit", LITELLM_CACHE_HIT, TOLL_METER_CACHE_READ, MTOK},
    {"input_cost_per_audio_token", LITELLM_PLAIN, TOLL_METER_INPUT_AUDIO, MTOK},
    {"input_cost_per_image_token", LITELLM_PLAIN, TOLL_METER_INPUT_IMAGE, MTOK},
    {"input_cost_per_video_token", LITELLM_PLAIN, TOLL_METER_INPUT_VIDEO, MTOK},
    {"cache_read_input_audio_token_cost", LITELLM_PLAIN, TOLL_METER_CACHE_READ_AUDIO, MTOK},
    {"cache_read_input_image_token_cost", LITELLM_PLAIN, TOLL_METER_CACHE_READ_IMAGE, MTOK},
    {"output_cost_per_audio_token", LITELLM_PLAIN, TOLL_METER_OUTPUT_AUDIO, MTOK},
    {"output_cost_per_image_token", LITELLM_PLAIN, TOLL_METER_OUTPUT_IMAGE, MTOK},
    {"output_cost_per_video_token", LITELLM_PLAIN, TOLL_METER_OUTPUT_VIDEO, MTOK},
    {"output_cost_per_reasoning_token", LITELLM_PLAIN, TOLL_METER_REASONING, MTOK},
    {"citation_cost_per_token", LITELLM_PLAIN, TOLL_METER_CITATION, MTOK},
    {"input_cost_per_request", LITELLM_PLAIN, TOLL_METER_REQUEST, KILO},
    {"input_cost_per_query", LITELLM_QUERY, TOLL_METER_REQUEST, KILO},
    {"input_cost_per_text_message", LITELLM_PLAIN, TOLL_METER_MESSAGE, KILO},
    {"ocr_cost_per_page", LITELLM_PLAIN, TOLL_METER_PAGE, KILO},
    {"annotation_cost_per_page", LITELLM_SEPARATE, 0, KILO}, /* added to a page's price, or in its place: not said */
    {"code_interpreter_cost_per_session", LITELLM_PLAIN, TOLL_METER_CODE_SESSION, ONE},
    {"google_maps_grounding_cost_per_query", LITELLM_PLAIN, TOLL_METER_MAP_GROUNDING, KILO},
    {"input_cost_per_image", LITELLM_IMAGE_IN, TOLL_METER_IMAGE, ONE},
    {"output_cost_per_image", LITELLM_IMAGE_OUT, TOLL_METER_IMAGE, ONE},
    {"input_cost_per_pixel", LITELLM_PLAIN, TOLL_METER_PIXEL, 1000000, 6, 0},
    {"output_cost_per_pixel", LITELLM_PLAIN, TOLL_METER_PIXEL, 1000000, 6, 0},
    {"input_cost_per_character", LITELLM_CHARACTER_IN, TOLL_METER_CHARACTER, 1000000, 6, 0},
    {"output_cost_per_character", LITELLM_CHARACTER_OUT, 0, 1000000, 6, 0},
    {"input_cost_per_second", LITELLM_SECONDS_IN, TOLL_METER_AUDIO_TIME, TIME},
    {"output_cost_per_second", LITELLM_SECONDS_OUT, TOLL_METER_VIDEO_TIME, TIME},
    {"input_cost_per_audio_per_second", LITELLM_PLAIN, TOLL_METER_AUDIO_TIME, TIME},
    {"input_cost_per_video_per_second", LITELLM_VIDEO_IN, TOLL_METER_VIDEO_TIME, TIME},
    {"output_cost_per_video_per_second", LITELLM_PLAIN, TOLL_METER_VIDEO_TIME, TIME},
    {"cost_per_second", LITELLM_PLAIN, TOLL_METER_UNIT_TIME, TIME},
    {"input_dbu_cost_per_token", LITELLM_IGNORED, 0, ONE}, /* the same price in Databricks' own unit */
    {"output_dbu_cost_per_token", LITELLM_IGNORED, 0, ONE},
};

static const struct {
    const char *name, *tier;
} tiers[] = {{"_batches", "batch"},       {"_flex", "flex"},         {"_priority", "priority"},
             {"_ultrafast", "ultrafast"}, {"_balanced", "balanced"}, {"_decisions", "decisions"}};

static const char *const resolutions[] = {"480p", "720p", "768p", "1080p", "2k",   "4k",  "0.5K",
                                          "1K",   "2K",   "4K",   "512",   "1024", "1536"};

static const litellm_base *longest_base(const char *name)
{
    const litellm_base *longest = NULL;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        const size_t length = strlen(bases[i].name);
        const int is_start = strncmp(name, bases[i].name, length) == 0 && (name[length] == '\0' || name[length] == '_');
        if (is_start && (longest == NULL || length > strlen(longest->name)))
            longest = &bases[i];
    }
    return longest;
}

/* "_above_272k_tokens": its length and the tokens; 0: something else. */
static size_t read_above(const char *at, int64_t *above)
{
    static const char start[] = "_above_", end[] = "_tokens";
    const char *digit = at + sizeof start - 1;
    int64_t number = 0;
    if (strncmp(at, start, sizeof start - 1) != 0 || *digit < '1' || *digit > '9')
        return 0;
    for (; *digit >= '0' && *digit <= '9' && number < 100000000; digit++)
        number = number * 10 + (*digit - '0');
    number *= *digit == 'k' ? 1000 : 1;
    digit += *digit == 'k';
    if (strncmp(digit, end, sizeof end - 1) != 0)
        return 0;
    *above = number;
    return (size_t)(digit - at) + sizeof end - 1;
}

static size_t read_tier(const char *at, const char **tier)
{
    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++) {
        const size_t length = strlen(tiers[i].name);
        if (strncmp(at, tiers[i].name, length) == 0) {
            *tier = tiers[i].tier;
            return length;
        }
    }
    return 0;
}

static size_t read_resolution(const char *at, const char **resolution)
{
    for (size_t i = 0; i < sizeof resolutions / sizeof resolutions[0]; i++)
        if (at[0] == '_' && strcmp(at + 1, resolutions[i]) == 0) {
            *resolution = resolutions[i];
            return strlen(at);
        }
    return 0;
}

int toll__litellm_field(const char *name, litellm_field *field)
{
    *field = (litellm_field){longest_base(name), 0, "", ""};
    if (field->base == NULL)
        return 0;
    for (const char *at = name + strlen(field->base->name); *at != '\0';) {
        size_t length = field->above == 0 ? read_above(at, &field->above) : 0;
        if (length == 0 && field->tier[0] == '\0')
            length = read_tier(at, &field->tier);
        if (length == 0)
            length = read_resolution(at, &field->resolution);
        if (length == 0)
            return 0;
        at += length;
    }
    return 1;
}

int toll__litellm_is_price(const char *name)
{
    static const char *const words[] = {"cost", "price", "pricing", "multiplier", "uplift", "fee"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(name, words[i]) != NULL)
            return 1;
    return 0;
}
