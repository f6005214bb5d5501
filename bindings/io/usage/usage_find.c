/* SPDX-License-Identifier: Apache-2.0 */
/* From the root to the usage object. Logs wrap a response: in a line of a batch, in an event of a stream, in a message of
 * a session, in a log's own object.
 *
 *   {"custom_id":..,"response":{"body":{"model":..,"usage":{..}}}}     root -> response -> body -> usage
 *
 * At each level the facts are taken, then the usage is looked for, then the wrappers, in the order of `wrappers`. */
#include "usage/usage_find.h"

#include <string.h>

#include "usage/usage_context.h"
#include "usage/usage_counts.h"
#include "usage/usage_shape.h"

#define LEVELS_MAX 8

/* ---- what stands at a level ---- */

static bool is_number_text(const toll__log_draft *d, uint32_t field)
{
    const toll__json_field *const f = toll__log_field(d, field);
    const bool is_digit = f->length > 0 && f->at[0] >= '0' && f->at[0] <= '9';
    return f->kind == TOLL__JSON_NUMBER || (f->kind == TOLL__JSON_TEXT && is_digit);
}

/* Counts that stand in the level itself: a bare usage object, a row of a table, spans. */
static bool has_flat_counts(const toll__log_draft *d, uint32_t level)
{
    static const uint16_t keys[] = {KEY_PROMPT_TOKENS, KEY_INPUT_TOKENS, KEY_PROMPT_COUNT,
                                    KEY_CAMEL_INPUT,   KEY_EVAL_PROMPT,  KEY_EVAL_COUNT,
                                    KEY_NATIVE_PROMPT, KEY_OTEL_INPUT,   KEY_OTEL_OUTPUT};
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (toll__log_child(d, level, (toll__log_key)keys[i]) > 0)
            return true;
    return false;
}

/* "input" and "output" are meters where they are numbers; elsewhere they are texts. */
static bool has_meters(const toll__log_draft *d, uint32_t level)
{
    const uint32_t input = toll__log_child(d, level, KEY_INPUT), output = toll__log_child(d, level, KEY_OUTPUT);
    return (input > 0 && is_number_text(d, input)) || (output > 0 && is_number_text(d, output));
}

static bool is_found(toll__log_draft *d, uint32_t level, uint32_t usage, uint32_t shape)
{
    d->level = level;
    d->usage = usage;
    if (shape != TOLL__SHAPE_NONE)
        d->record->shape = shape;
    return true;
}

/* Cohere: usage.billed_units or meta.billed_units is what is owed. */
static bool find_billed(toll__log_draft *d, uint32_t level, uint32_t object)
{
    const uint32_t billed = object > 0 ? toll__log_object(d, object, KEY_BILLED_UNITS) : 0;
    return billed > 0 && is_found(d, level, billed, TOLL__SHAPE_COHERE);
}

/* The Vercel AI SDK keeps the vendor's own object in `raw`. */
static bool find_usage(toll__log_draft *d, uint32_t level)
{
    const uint32_t usage = toll__log_object(d, level, KEY_USAGE);
    if (usage == 0)
        return false;
    const uint32_t raw = toll__log_object(d, usage, KEY_RAW);
    toll__log_take_context(d, usage);
    if (find_billed(d, level, usage))
        return true;
    return is_found(d, level, raw > 0 && has_flat_counts(d, raw) ? raw : usage, TOLL__SHAPE_NONE);
}

static bool find_opencode(toll__log_draft *d, uint32_t level)
{
    const uint32_t tokens = toll__log_object(d, level, KEY_TOKENS);
    const uint32_t input = tokens > 0 ? toll__log_child(d, tokens, KEY_INPUT) : 0;
    return input > 0 && is_found(d, level, tokens, TOLL__SHAPE_OPENCODE);
}

static bool find_at(toll__log_draft *d, uint32_t level)
{
    if (find_usage(d, level))
        return true;
    const uint32_t metadata = toll__log_object(d, level, KEY_USAGE_METADATA);
    const uint32_t info = toll__log_object(d, level, KEY_USAGE_INFO), meta = toll__log_object(d, level, KEY_META);
    const uint32_t attributes = toll__log_child(d, level, KEY_ATTRIBUTES);
    const uint32_t logged = toll__log_object(d, level, KEY_METADATA);
    const uint32_t counted = logged > 0 ? toll__log_object(d, logged, KEY_USAGE_OBJECT) : 0;
    if (find_billed(d, level, meta) || find_opencode(d, level))
        return true;
    if (metadata > 0) {
        toll__log_take_context(d, metadata);
        return is_found(d, level, metadata, TOLL__SHAPE_NONE);
    }
    if (info > 0)
        return is_found(d, level, info, TOLL__SHAPE_NONE);
    if (counted > 0)
        return is_found(d, level, counted, TOLL__SHAPE_LITELLM);
    if (has_flat_counts(d, level))
        return is_found(d, level, level, TOLL__SHAPE_NONE);
    if (attributes > 0 && !toll__log_is(d, attributes, TOLL__JSON_NULL))
        return is_found(d, level, attributes, TOLL__SHAPE_OTEL);
    return has_meters(d, level) && is_found(d, level, level, TOLL__SHAPE_METERS);
}

/* ---- levels ---- */

static uint32_t inner_level(const toll__log_draft *d, uint32_t level)
{
    static const uint16_t wrappers[] = {KEY_RESPONSE, KEY_BODY,   KEY_MESSAGE, KEY_RESULT,  KEY_DATA,
                                        KEY_PAYLOAD,  KEY_KWARGS, KEY_X_GROQ,  KEY_METADATA};
    for (unsigned i = 0; i < sizeof wrappers / sizeof wrappers[0]; i++) {
        const uint32_t inner = toll__log_object(d, level, (toll__log_key)wrappers[i]);
        if (inner > 0)
            return inner;
    }
    return 0;
}

/* The name of the model stands beside LangChain's usage_metadata, the day of OpenCode's record in an object. */
static void take_level(toll__log_draft *d, uint32_t level)
{
    const uint32_t beside = toll__log_object(d, level, KEY_RESPONSE_METADATA);
    const uint32_t response = toll__log_object(d, level, KEY_RESPONSE);
    const uint32_t time = toll__log_object(d, level, KEY_TIMESTAMP);
    if (response > 0)
        toll__log_take_context(d, response);
    toll__log_take_context(d, level);
    if (beside > 0)
        toll__log_take_context(d, beside);
    if (time > 0)
        toll__log_take_context(d, time);
}

/* Both kinds of batches give each line its custom_id. OpenAI's bodies in them still say "default". */
static void note_batch(toll__log_draft *d, uint32_t root)
{
    const bool has_response = toll__log_object(d, root, KEY_RESPONSE) > 0;
    const bool has_result = toll__log_object(d, root, KEY_RESULT) > 0;
    d->is_batch = toll__log_child(d, root, KEY_CUSTOM_ID) > 0 && (has_response || has_result);
}

/* ---- records without usage ---- */

/* A word that ends with '.', '_' or '-' stands for all that begin with it. */
static bool is_one_of(const toll__log_draft *d, uint32_t field, const char *const *words)
{
    for (; *words != NULL; words++) {
        const char last = (*words)[strlen(*words) - 1];
        const bool is_prefix = last == '.' || last == '_' || last == '-';
        if (is_prefix ? toll__log_begins(d, field, *words) : toll__log_is_text(d, field, *words))
            return true;
    }
    return false;
}

/* Events of streams and sessions, by their type: OpenAI, Anthropic, Claude Code, Codex. */
static bool is_event(const toll__log_draft *d, uint32_t root)
{
    static const char *const types[] = {"response.",
                                        "session.",
                                        "conversation.",
                                        "input_audio_buffer.",
                                        "output_audio_buffer.",
                                        "rate_limits.",
                                        "item.",
                                        "turn.",
                                        "thread.",
                                        "transcript.",
                                        "speech.",
                                        "content_block_",
                                        "message_start",
                                        "message_stop",
                                        "message_delta",
                                        "ping",
                                        "user",
                                        "system",
                                        "summary",
                                        "file-history-",
                                        "queue-operation",
                                        "progress",
                                        "attachment",
                                        "last-prompt",
                                        "session_meta",
                                        "turn_context",
                                        "response_item",
                                        "event_msg",
                                        "compacted",
                                        "permission-mode",
                                        NULL};
    const uint32_t type = toll__log_child(d, root, KEY_TYPE);
    return type > 0 && is_one_of(d, type, types);
}

static bool has_error(const toll__log_draft *d, uint32_t level)
{
    static const char *const failed[] = {"errored", "canceled", "expired", "error", NULL};
    const uint32_t error = toll__log_child(d, level, KEY_ERROR), type = toll__log_child(d, level, KEY_TYPE);
    if (error > 0 && !toll__log_is(d, error, TOLL__JSON_NULL))
        return true;
    return type > 0 && is_one_of(d, type, failed);
}

static bool is_unfinished(const toll__log_draft *d, uint32_t level)
{
    const uint32_t object = toll__log_child(d, level, KEY_OBJECT), done = toll__log_child(d, level, KEY_DONE);
    if (done > 0 && toll__log_is(d, done, TOLL__JSON_FALSE))
        return true;
    return object > 0 && toll__log_is_text(d, object, "chat.completion.chunk");
}

static bool nothing_there(toll__log_draft *d, uint32_t root, uint32_t innermost)
{
    const uint32_t usage = toll__log_child(d, innermost, KEY_USAGE);
    if (is_event(d, root) || has_error(d, root) || has_error(d, innermost) || is_unfinished(d, innermost))
        d->record->kind = TOLL_IO_USAGE_NOTHING;
    else if (usage > 0 && toll__log_is(d, usage, TOLL__JSON_NULL))
        toll__log_fail(d, TOLL_E_MISSING, "usage", "usage is null: not known, which is not 0");
    else
        toll__log_fail(d, TOLL_E_MISSING, "usage", "no usage in it: no key of a known shape");
    return false;
}

bool toll__log_find(toll__log_draft *d, uint32_t root)
{
    uint32_t level = root;
    if (!toll__log_is(d, root, TOLL__JSON_OBJECT)) {
        toll__log_fail(d, TOLL_E_MISSING, "usage", "a record must be a JSON object");
        return false;
    }
    note_batch(d, root);
    for (unsigned i = 0; i < LEVELS_MAX; i++) {
        take_level(d, level);
        if (find_at(d, level))
            return true;
        const uint32_t inner = inner_level(d, level);
        if (inner == 0)
            break;
        level = inner;
    }
    return nothing_there(d, root, level);
}
