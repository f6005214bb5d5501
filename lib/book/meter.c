/* SPDX-License-Identifier: Apache-2.0 */
/* The registry of meters: a table of parents, fall-backs and units, and the closure of the parents as sets.
 *
 * By hand: cache_read_audio is a part of cache_read and of input_audio, both are parts of input. Its ancestors are
 * {cache_read_audio, cache_read, input_audio, input}; a multiplier on input therefore touches it. */
#include "book/meter.h"

#include <string.h>

#include "base/fault.h"
#include "base/text.h"

#define IN        TOLL_SIDE_INPUT
#define OUT       TOLL_SIDE_OUTPUT
#define ANY       TOLL_SIDE_OTHER
#define HOUR_US   INT64_C(3600000000) /* microseconds an hour */
#define SECOND_US INT64_C(1000000)
#define HOUR_S    INT64_C(3600)                 /* token-seconds a token-hour */
#define GB_DAY    (INT64_C(1000000000) * 86400) /* byte-seconds of 10^9 bytes for a day */

/* In the order of the ids: side, parent, second parent, fall-back, is_token, 0, base units, name, unit. */
static const toll__meter meters[TOLL_METERS] = {
    {0, 0, 0, 0, 0, 0, 0, "", ""},
    {IN, 0, 0, 0, 1, 0, 1, "input", "token"},
    {OUT, 0, 0, 0, 1, 0, 1, "output", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "cache_read", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "cache_write", "token"},
    {IN, TOLL_METER_CACHE_WRITE, 0, TOLL_METER_CACHE_WRITE, 1, 0, 1, "cache_write_5m", "token"},
    {IN, TOLL_METER_CACHE_WRITE, 0, TOLL_METER_CACHE_WRITE_5M, 1, 0, 1, "cache_write_30m", "token"},
    {IN, TOLL_METER_CACHE_WRITE, 0, TOLL_METER_CACHE_WRITE_5M, 1, 0, 1, "cache_write_1h", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "input_tool", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "input_audio", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "input_image", "token"},
    {IN, TOLL_METER_INPUT, 0, TOLL_METER_INPUT, 1, 0, 1, "input_video", "token"},
    {IN, TOLL_METER_CACHE_READ, TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ, 1, 0, 1, "cache_read_audio", "token"},
    {IN, TOLL_METER_CACHE_READ, TOLL_METER_INPUT_IMAGE, TOLL_METER_CACHE_READ, 1, 0, 1, "cache_read_image", "token"},
    {IN, TOLL_METER_CACHE_READ, TOLL_METER_INPUT_VIDEO, TOLL_METER_CACHE_READ, 1, 0, 1, "cache_read_video", "token"},
    {OUT, TOLL_METER_OUTPUT, 0, TOLL_METER_OUTPUT, 1, 0, 1, "reasoning", "token"},
    {OUT, TOLL_METER_OUTPUT, 0, TOLL_METER_OUTPUT, 1, 0, 1, "citation", "token"},
    {OUT, TOLL_METER_OUTPUT, 0, TOLL_METER_OUTPUT, 1, 0, 1, "output_audio", "token"},
    {OUT, TOLL_METER_OUTPUT, 0, TOLL_METER_OUTPUT, 1, 0, 1, "output_image", "token"},
    {OUT, TOLL_METER_OUTPUT, 0, TOLL_METER_OUTPUT, 1, 0, 1, "output_video", "token"},
    {ANY, 0, 0, 0, 0, 0, 1, "request", "request"},
    {ANY, 0, 0, 0, 0, 0, 1, "web_search", "call"},
    {ANY, 0, 0, 0, 0, 0, 1, "file_search", "call"},
    {ANY, 0, 0, 0, 0, 0, 1, "code_session", "session"},
    {ANY, 0, 0, 0, 0, 0, 1, "image", "image"},
    {ANY, 0, 0, 0, 0, 0, 1, "page", "page"},
    {ANY, 0, 0, 0, 0, 0, 1, "character", "character"},
    {ANY, 0, 0, 0, 0, 0, 1, "message", "message"},
    {ANY, 0, 0, 0, 0, 0, SECOND_US, "audio_time", "second"},
    {ANY, 0, 0, 0, 0, 0, SECOND_US, "video_time", "second"},
    {ANY, 0, 0, 0, 0, 0, HOUR_US, "session_time", "hour"},
    {ANY, 0, 0, 0, 0, 0, HOUR_S, "cache_storage", "token-hour"},
    {ANY, 0, 0, 0, 0, 0, HOUR_US, "unit_time", "unit-hour"},
    {ANY, 0, 0, 0, 0, 0, 1, "credit", "credit"},
    {ANY, 0, 0, 0, 0, 0, 1, "search_unit", "search unit"},
    {ANY, 0, 0, 0, 0, 0, 1000000, "pixel", "megapixel"},
    {ANY, 0, 0, 0, 0, 0, GB_DAY, "byte_time", "GB-day"},
    {ANY, 0, 0, 0, 0, 0, 1, "training_token", "token"},
    {IN, TOLL_METER_CACHE_WRITE, 0, 0, 1, 0, 1, "cache_write_12h", "token"},
    {ANY, 0, 0, 0, 0, 0, 1, "map_grounding", "call"},
    {ANY, 0, 0, 0, 0, 0, HOUR_US, "gpu_time", "hour"},
    {ANY, 0, 0, TOLL_METER_IMAGE, 0, 0, 1, "image_input", "image"},
    {ANY, 0, 0, TOLL_METER_IMAGE, 0, 0, 1, "image_output", "image"},
};

const uint32_t toll__meter_writes[TOLL__METER_WRITES] = {TOLL_METER_CACHE_WRITE_5M, TOLL_METER_CACHE_WRITE_30M,
                                                         TOLL_METER_CACHE_WRITE_1H, TOLL_METER_CACHE_WRITE_12H};

#define BIT(name) ((uint64_t)1 << TOLL_METER_##name)
#define INPUTS    BIT(INPUT)
#define READS     (BIT(CACHE_READ) | INPUTS)
#define WRITES    (BIT(CACHE_WRITE) | INPUTS)

/* The closure of the parents above, one word a meter, so that "is it a part of" is one AND. */
static const uint64_t ancestors[TOLL__METER_SLOTS] = {
    0,
    INPUTS,
    BIT(OUTPUT),
    READS,
    WRITES,
    WRITES | BIT(CACHE_WRITE_5M),
    WRITES | BIT(CACHE_WRITE_30M),
    WRITES | BIT(CACHE_WRITE_1H),
    INPUTS | BIT(INPUT_TOOL),
    INPUTS | BIT(INPUT_AUDIO),
    INPUTS | BIT(INPUT_IMAGE),
    INPUTS | BIT(INPUT_VIDEO),
    READS | BIT(INPUT_AUDIO) | BIT(CACHE_READ_AUDIO),
    READS | BIT(INPUT_IMAGE) | BIT(CACHE_READ_IMAGE),
    READS | BIT(INPUT_VIDEO) | BIT(CACHE_READ_VIDEO),
    BIT(OUTPUT) | BIT(REASONING),
    BIT(OUTPUT) | BIT(CITATION),
    BIT(OUTPUT) | BIT(OUTPUT_AUDIO),
    BIT(OUTPUT) | BIT(OUTPUT_IMAGE),
    BIT(OUTPUT) | BIT(OUTPUT_VIDEO),
    BIT(REQUEST),
    BIT(WEB_SEARCH),
    BIT(FILE_SEARCH),
    BIT(CODE_SESSION),
    BIT(IMAGE),
    BIT(PAGE),
    BIT(CHARACTER),
    BIT(MESSAGE),
    BIT(AUDIO_TIME),
    BIT(VIDEO_TIME),
    BIT(SESSION_TIME),
    BIT(CACHE_STORAGE),
    BIT(UNIT_TIME),
    BIT(CREDIT),
    BIT(SEARCH_UNIT),
    BIT(PIXEL),
    BIT(BYTE_TIME),
    BIT(TRAINING_TOKEN),
    WRITES | BIT(CACHE_WRITE_12H),
    BIT(MAP_GROUNDING),
    BIT(GPU_TIME),
    BIT(IMAGE_INPUT),
    BIT(IMAGE_OUTPUT),
};

const toll__meter *toll__meter_get(uint32_t meter)
{
    return &meters[meter < TOLL_METERS ? meter : 0];
}

uint32_t toll__meter_find(const char *name, uint64_t length)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const char *known = meters[meter].name;
        if (toll__text_length(known, sizeof meters[meter].name) == length && memcmp(known, name, (size_t)length) == 0)
            return meter;
    }
    return 0;
}

uint64_t toll__meter_ancestors(uint32_t meter)
{
    return ancestors[meter & TOLL__METER_MASK];
}

uint64_t toll__meter_siblings(uint32_t part)
{
    static const uint64_t families[4] = {
        BIT(CACHE_WRITE_5M) | BIT(CACHE_WRITE_30M) | BIT(CACHE_WRITE_1H) | BIT(CACHE_WRITE_12H),
        BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO),
        BIT(CACHE_READ_AUDIO) | BIT(CACHE_READ_IMAGE) | BIT(CACHE_READ_VIDEO),
        BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO)};
    for (uint32_t i = 0; i < 4; i++)
        if ((families[i] & TOLL__METER_BIT(part)) != 0)
            return families[i];
    return 0;
}

toll_status toll__meter_fail(toll_error *err, toll_status status, uint32_t first, int64_t a, const char *between,
                             uint32_t second, int64_t b)
{
    char reason[160];
    toll__text out;
    toll__text_start(&out, reason, sizeof reason);
    toll__text_put(&out, "(");
    toll__text_put_i64(&out, a);
    toll__text_put(&out, ") ");
    toll__text_put(&out, between);
    if (second != 0) {
        toll__text_put(&out, " ");
        toll__text_put(&out, toll__meter_get(second)->name);
        toll__text_put(&out, " (");
        toll__text_put_i64(&out, b);
        toll__text_put(&out, ")");
    }
    (void)toll__text_end(&out);
    return toll__fail(err, status, 0, toll__meter_get(first)->name, -1, reason);
}

toll_status toll__meter_fail_cost(uint32_t meter, int64_t quantity, toll_error *err)
{
    return toll__meter_fail(err, TOLL_E_OVERFLOW, meter, quantity, "costs more than an amount of 128 bits holds", 0, 0);
}
