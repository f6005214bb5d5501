/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes are told by their keys; totals are then made inclusive by the rule of the shape.
 *
 *   inside   OpenAI and its copies: the parts are in the total already
 *   beside   Anthropic, Bedrock, OpenCode: cached tokens are added to input; xAI, Perplexity: reasoning to output; Gemini:
 *            thoughts to output, tool prompts to input
 *
 * Gateways and servers break the rules of the shapes that they copy. A total_tokens decides where it is there:
 *
 *   total = prompt + completion                inside
 *   total = prompt + completion + reasoning    beside
 *
 * Example: x-ai/grok-4 through OpenRouter says 687 + 240 = 927 with 165 reasoning tokens: inside, though xAI itself
 * counts them beside. Without a total, spans and SDKs that are known for both ways are read by size: parts that exceed
 * their total lie beside it. For all others that is a contradiction, which the bill refuses.
 *
 * Perplexity's total leaves out what lies beside: 108 + 3256 = 3364 with 73248 reasoning tokens, which are billed. Gemini's
 * holds all four counts: one that is larger than what was read has a count that is not known. */
#include "usage/usage_shape.h"

#include <string.h>

#include "usage/usage_counts.h"

/* The maker is the provider whose own interface it is. */
static const struct {
    const char *name, *maker;
} shapes[TOLL__SHAPES] = {
    [TOLL__SHAPE_NONE] = {"none", ""},
    [TOLL__SHAPE_OPENAI_CHAT] = {"openai-chat", "openai"},
    [TOLL__SHAPE_OPENAI_RESPONSES] = {"openai-responses", "openai"},
    [TOLL__SHAPE_OPENAI_REALTIME] = {"openai-realtime", "openai"},
    [TOLL__SHAPE_OPENAI_IMAGES] = {"openai-images", "openai"},
    [TOLL__SHAPE_OPENAI_TRANSCRIPTION] = {"openai-transcription", "openai"},
    [TOLL__SHAPE_OPENAI_SPEECH] = {"openai-speech", "openai"},
    [TOLL__SHAPE_EMBEDDINGS] = {"embeddings", "openai"},
    [TOLL__SHAPE_ANTHROPIC] = {"anthropic", "anthropic"},
    [TOLL__SHAPE_GEMINI] = {"gemini", "google"},
    [TOLL__SHAPE_BEDROCK] = {"bedrock", "aws"},
    [TOLL__SHAPE_XAI] = {"xai", "x-ai"},
    [TOLL__SHAPE_MISTRAL] = {"mistral", "mistral"},
    [TOLL__SHAPE_GROQ] = {"groq", "groq"},
    [TOLL__SHAPE_DEEPSEEK] = {"deepseek", "deepseek"},
    [TOLL__SHAPE_COHERE] = {"cohere", "cohere"},
    [TOLL__SHAPE_PERPLEXITY] = {"perplexity", "perplexity"},
    [TOLL__SHAPE_OPENROUTER] = {"openrouter", "openrouter"},
    [TOLL__SHAPE_OPENROUTER_GENERATION] = {"openrouter-generation", "openrouter"},
    [TOLL__SHAPE_OLLAMA] = {"ollama", ""},
    [TOLL__SHAPE_LITELLM] = {"litellm", ""},
    [TOLL__SHAPE_LANGCHAIN] = {"langchain", ""},
    [TOLL__SHAPE_VERCEL] = {"vercel", ""},
    [TOLL__SHAPE_OTEL] = {"otel", ""},
    [TOLL__SHAPE_CLAUDE_CODE] = {"claude-code", "anthropic"},
    [TOLL__SHAPE_OPENCODE] = {"opencode", ""},
    [TOLL__SHAPE_CODEX] = {"codex", "openai"},
    [TOLL__SHAPE_METERS] = {"meters", ""},
    [TOLL__SHAPE_OWN] = {"own", ""},
};

uint32_t toll_io_usage_count_shapes(void)
{
    return TOLL__SHAPES;
}

const char *toll_io_usage_get_shape(uint32_t shape)
{
    return shape < TOLL__SHAPES ? shapes[shape].name : "";
}

const char *toll_io_usage_get_maker(uint32_t shape)
{
    return shape < TOLL__SHAPES ? shapes[shape].maker : "";
}

uint32_t toll__log_shape_find(const char *name, uint64_t length)
{
    for (uint32_t i = 1; i < TOLL__SHAPES; i++)
        if (strlen(shapes[i].name) == length && memcmp(shapes[i].name, name, length) == 0)
            return i;
    return TOLL__SHAPE_NONE;
}

/* ---- telling shapes apart ---- */

static bool is_model(const toll__log_draft *d, const char *prefix)
{
    return strncmp(d->record->model, prefix, strlen(prefix)) == 0;
}

static bool is_provider(const toll__log_draft *d, const char *provider)
{
    return strcmp(d->record->provider, provider) == 0;
}

static bool saw_any(const toll__log_draft *d, const uint16_t *keys)
{
    for (; *keys != KEY_NONE; keys++)
        if (toll__log_saw(d, (toll__log_key)*keys))
            return true;
    return false;
}

/* prompt_tokens: OpenAI's chat interface, which everybody copies. */
static toll__log_shape shape_of_chat(const toll__log_draft *d)
{
    static const struct {
        toll__log_shape shape;
        uint16_t keys[4];
    } rows[] = {
        {TOLL__SHAPE_LITELLM, {KEY_CACHE_READ_INPUT, KEY_CACHE_CREATION_INPUT}},
        {TOLL__SHAPE_PERPLEXITY, {KEY_CITATION_TOKENS, KEY_SEARCH_QUERIES, KEY_SEARCH_CONTEXT_SIZE}},
        {TOLL__SHAPE_XAI, {KEY_SOURCES_USED, KEY_COST_TICKS, KEY_CACHED_PROMPT_TEXT}},
        {TOLL__SHAPE_OPENROUTER, {KEY_COST_DETAILS, KEY_IS_BYOK}},
        {TOLL__SHAPE_DEEPSEEK, {KEY_CACHE_HIT_TOKENS}},
        {TOLL__SHAPE_GROQ, {KEY_QUEUE_TIME}},
        {TOLL__SHAPE_MISTRAL, {KEY_NUM_CACHED_TOKENS, KEY_PROMPT_AUDIO_SECONDS}},
    };
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (saw_any(d, rows[i].keys))
            return rows[i].shape;
    if (is_model(d, "sonar") || is_provider(d, "perplexity"))
        return TOLL__SHAPE_PERPLEXITY;
    if (is_model(d, "grok") || is_provider(d, "x-ai"))
        return TOLL__SHAPE_XAI;
    if (!toll__log_saw(d, KEY_COMPLETION_TOKENS))
        return TOLL__SHAPE_EMBEDDINGS;
    return TOLL__SHAPE_OPENAI_CHAT;
}

/* input_tokens: Anthropic, OpenAI's newer interfaces, LangChain, Codex. */
static toll__log_shape shape_of_input(const toll__log_draft *d)
{
    static const uint16_t anthropic[] = {KEY_CACHE_READ_INPUT, KEY_CACHE_CREATION_INPUT, KEY_CACHE_CREATION,
                                         KEY_SERVER_TOOL_USE, KEY_NONE};
    static const uint16_t langchain[] = {KEY_CACHE_READ, KEY_CACHE_CREATION, KEY_EPHEMERAL_5M, KEY_NONE};
    static const uint16_t images[] = {KEY_IMAGE_TOKENS, KEY_TEXT_TOKENS, KEY_NONE};
    if (toll__log_saw(d, KEY_INPUT_DETAILS))
        return saw_any(d, images) && !toll__log_saw(d, KEY_CACHED_TOKENS) ? TOLL__SHAPE_OPENAI_IMAGES
                                                                          : TOLL__SHAPE_OPENAI_RESPONSES;
    const bool is_metadata = toll__log_field(d, d->usage)->key == KEY_USAGE_METADATA;
    if (is_metadata || (toll__log_saw(d, KEY_INPUT_DETAIL) && saw_any(d, langchain)))
        return TOLL__SHAPE_LANGCHAIN;
    if (toll__log_saw(d, KEY_TYPE))
        return TOLL__SHAPE_OPENAI_TRANSCRIPTION;
    if (toll__log_saw(d, KEY_INPUT_DETAIL))
        return TOLL__SHAPE_OPENAI_REALTIME;
    if (toll__log_saw(d, KEY_CODEX_CACHED))
        return TOLL__SHAPE_CODEX;
    if (saw_any(d, anthropic) || is_model(d, "claude") || is_provider(d, "anthropic"))
        return TOLL__SHAPE_ANTHROPIC;
    return TOLL__SHAPE_OPENAI_RESPONSES;
}

/* inputTokens: Bedrock and the Vercel AI SDK, which count alike where nothing is cached. */
static toll__log_shape shape_of_camel(const toll__log_draft *d)
{
    static const uint16_t vercel[] = {KEY_CAMEL_INPUT_DETAILS, KEY_CAMEL_CACHED, KEY_CAMEL_REASONING, KEY_NONE};
    return saw_any(d, vercel) ? TOLL__SHAPE_VERCEL : TOLL__SHAPE_BEDROCK;
}

static toll__log_shape shape_of_keys(const toll__log_draft *d)
{
    static const struct {
        uint16_t key;
        toll__log_shape shape;
    } rows[] = {
        {KEY_OTEL_INPUT, TOLL__SHAPE_OTEL},
        {KEY_OTEL_OUTPUT, TOLL__SHAPE_OTEL},
        {KEY_PROMPT_COUNT, TOLL__SHAPE_GEMINI},
        {KEY_CANDIDATES_COUNT, TOLL__SHAPE_GEMINI},
        {KEY_EVAL_PROMPT, TOLL__SHAPE_OLLAMA},
        {KEY_EVAL_COUNT, TOLL__SHAPE_OLLAMA},
        {KEY_NATIVE_PROMPT, TOLL__SHAPE_OPENROUTER_GENERATION},
        {KEY_PAGES_PROCESSED, TOLL__SHAPE_MISTRAL},
        {KEY_SECONDS, TOLL__SHAPE_OPENAI_TRANSCRIPTION},
        {KEY_BILLABLE_AUDIO_SECONDS, TOLL__SHAPE_OPENAI_REALTIME},
    };
    if (toll__log_saw(d, KEY_PROMPT_TOKENS))
        return shape_of_chat(d);
    if (toll__log_saw(d, KEY_INPUT_TOKENS))
        return shape_of_input(d);
    if (toll__log_saw(d, KEY_CAMEL_INPUT))
        return shape_of_camel(d);
    for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (toll__log_saw(d, (toll__log_key)rows[i].key))
            return rows[i].shape;
    return TOLL__SHAPE_NONE;
}

void toll__log_sniff(toll__log_draft *d)
{
    if (d->reader->shape != TOLL__SHAPE_NONE)
        d->record->shape = d->reader->shape;
    else if (d->record->shape == TOLL__SHAPE_NONE)
        d->record->shape = shape_of_keys(d);
}

/* ---- totals ---- */

/* What was read from and written to a cache; a write that is told by its kinds alone is their sum. */
static void settle_writes(toll__log_draft *d)
{
    const bool has_kinds = toll__log_has(d, TOLL_METER_CACHE_WRITE_5M) || toll__log_has(d, TOLL_METER_CACHE_WRITE_1H);
    if (toll__log_has(d, TOLL_METER_CACHE_WRITE) || !has_kinds)
        return;
    toll__log_add(d, TOLL_METER_CACHE_WRITE, toll__log_count(d, TOLL_METER_CACHE_WRITE_5M));
    toll__log_add(d, TOLL_METER_CACHE_WRITE, toll__log_count(d, TOLL_METER_CACHE_WRITE_1H));
}

static void add_cached(toll__log_draft *d)
{
    toll__log_add(d, TOLL_METER_INPUT, toll__log_count(d, TOLL_METER_CACHE_READ));
    toll__log_add(d, TOLL_METER_INPUT, toll__log_count(d, TOLL_METER_CACHE_WRITE));
}

/* The sum of two counts that may be large: 0 where it is beyond int64, which then equals no total. */
static int64_t sum_of(int64_t a, int64_t b)
{
    return a <= INT64_MAX - b ? a + b : 0;
}

/* Whether the stated total is this sum. */
static bool is_total(const toll__log_draft *d, int64_t sum)
{
    return toll__log_has(d, TOLL__LOG_TOTAL) && d->counts[TOLL__LOG_TOTAL] == sum;
}

static int64_t plain_total(const toll__log_draft *d)
{
    return sum_of(toll__log_count(d, TOLL_METER_INPUT), toll__log_count(d, TOLL_METER_OUTPUT));
}

/* Shapes whose writers disagree: what does not fit inside lies beside. */
static bool is_read_by_size(const toll__log_draft *d)
{
    return d->record->shape == TOLL__SHAPE_OTEL || d->record->shape == TOLL__SHAPE_VERCEL ||
           d->record->shape == TOLL__SHAPE_OPENCODE;
}

/* Parts of the answer that some count beside it. */
static void settle_reasoning(toll__log_draft *d, bool is_beside)
{
    const int64_t parts = sum_of(toll__log_count(d, TOLL_METER_REASONING), toll__log_count(d, TOLL_METER_CITATION));
    const int64_t plain = plain_total(d);
    bool adds = is_beside;
    if (parts == 0)
        return;
    if (is_total(d, plain))
        adds = d->record->shape == TOLL__SHAPE_PERPLEXITY;
    else if (is_total(d, sum_of(plain, parts)) || (is_read_by_size(d) && parts > toll__log_count(d, TOLL_METER_OUTPUT)))
        adds = true;
    if (adds)
        toll__log_add(d, TOLL_METER_OUTPUT, parts);
    if (adds != is_beside)
        d->record->flags |= adds ? TOLL_IO_USAGE_READ_BESIDE : TOLL_IO_USAGE_READ_INSIDE;
}

/* Cached tokens inside the input, unless there are more of them than input. */
static void settle_inside(toll__log_draft *d)
{
    const int64_t cached =
        sum_of(toll__log_count(d, TOLL_METER_CACHE_READ), toll__log_count(d, TOLL_METER_CACHE_WRITE));
    if (!is_read_by_size(d) || cached <= toll__log_count(d, TOLL_METER_INPUT))
        return;
    add_cached(d);
    d->record->flags |= TOLL_IO_USAGE_READ_BESIDE;
}

/* OpenAI's models on Bedrock count cached tokens in inputTokens; the total then counts them twice or once. */
static void settle_bedrock(toll__log_draft *d)
{
    const bool has_openai = strstr(d->record->model, "openai.") != NULL;
    const int64_t cached =
        sum_of(toll__log_count(d, TOLL_METER_CACHE_READ), toll__log_count(d, TOLL_METER_CACHE_WRITE));
    if (cached > 0 && (has_openai || is_total(d, plain_total(d))))
        d->record->flags |= TOLL_IO_USAGE_READ_INSIDE;
    else
        add_cached(d);
}

static void settle_gemini(toll__log_draft *d)
{
    toll__log_add(d, TOLL_METER_INPUT, toll__log_count(d, TOLL_METER_INPUT_TOOL));
    toll__log_add(d, TOLL_METER_OUTPUT, toll__log_count(d, TOLL_METER_REASONING));
    const int64_t read = plain_total(d), total = toll__log_count(d, TOLL__LOG_TOTAL);
    if (d->status == TOLL_OK && total > read)
        toll__log_fail(d, TOLL_E_CONFLICT, "totalTokenCount",
                       "totalTokenCount is %lld, but the counts that are known are %lld", (long long)total,
                       (long long)read);
}

/* The images interface tells no details of the answer, which is an image then. */
static void settle_images(toll__log_draft *d)
{
    if (!toll__log_has(d, TOLL_METER_OUTPUT_IMAGE) && !toll__log_saw(d, KEY_OUTPUT_DETAILS))
        toll__log_set(d, TOLL_METER_OUTPUT_IMAGE, toll__log_count(d, TOLL_METER_OUTPUT), "output_tokens");
}

/* A total alone is the prompt: Voyage's embeddings. */
static void settle_embeddings(toll__log_draft *d)
{
    if (!toll__log_has(d, TOLL_METER_INPUT) && toll__log_has(d, TOLL__LOG_TOTAL))
        toll__log_set(d, TOLL_METER_INPUT, d->counts[TOLL__LOG_TOTAL], "total_tokens");
}

/* Images beside texts: Cohere bills both by the token. */
static void settle_cohere(toll__log_draft *d)
{
    toll__log_add(d, TOLL_METER_INPUT, toll__log_count(d, TOLL_METER_INPUT_IMAGE));
}

static void settle_default(toll__log_draft *d)
{
    settle_inside(d);
    settle_reasoning(d, false);
}

static void settle_shape(toll__log_draft *d)
{
    switch (d->record->shape) {
    case TOLL__SHAPE_ANTHROPIC:
    case TOLL__SHAPE_CLAUDE_CODE:
    case TOLL__SHAPE_OPENCODE:
        add_cached(d);
        settle_reasoning(d, false);
        break;
    case TOLL__SHAPE_BEDROCK:
        settle_bedrock(d);
        break;
    case TOLL__SHAPE_GEMINI:
        settle_gemini(d);
        break;
    case TOLL__SHAPE_XAI:
    case TOLL__SHAPE_PERPLEXITY:
        settle_reasoning(d, true);
        break;
    case TOLL__SHAPE_OPENAI_IMAGES:
        settle_images(d);
        break;
    case TOLL__SHAPE_OPENAI_SPEECH:
        toll__log_set(d, TOLL_METER_OUTPUT_AUDIO, toll__log_count(d, TOLL_METER_OUTPUT), "output_tokens");
        break;
    case TOLL__SHAPE_COHERE:
        settle_cohere(d);
        break;
    case TOLL__SHAPE_EMBEDDINGS:
    case TOLL__SHAPE_METERS:
    case TOLL__SHAPE_OWN:
        break;
    default:
        settle_default(d);
    }
}

static bool has_other(const toll__log_draft *d)
{
    const uint64_t tokens = UINT64_C(1) << TOLL_METER_INPUT | UINT64_C(1) << TOLL_METER_OUTPUT | 1;
    return (d->has & ~tokens) != 0;
}

/* What the vendor did not tell is not 0. */
static void check_complete(toll__log_draft *d)
{
    const bool has_input = toll__log_has(d, TOLL_METER_INPUT), has_output = toll__log_has(d, TOLL_METER_OUTPUT);
    if (!has_input && has_output)
        toll__log_fail(d, TOLL_E_MISSING, "input", "the record has an output but no input");
    else if (!has_input && !has_other(d))
        toll__log_fail(d, TOLL_E_MISSING, "usage", "the record has no count that is known");
    else if (has_input && !has_output &&
             (toll__log_saw(d, KEY_COMPLETION_TOKENS) || toll__log_saw(d, KEY_OUTPUT_TOKENS) ||
              toll__log_saw(d, KEY_OTEL_OUTPUT)))
        toll__log_fail(d, TOLL_E_MISSING, "output", "the output is null: not known, which is not 0");
}

void toll__log_settle(toll__log_draft *d)
{
    if (d->record->shape == TOLL__SHAPE_EMBEDDINGS)
        settle_embeddings(d);
    check_complete(d);
    if (d->status != TOLL_OK)
        return;
    settle_writes(d);
    settle_shape(d);
}
