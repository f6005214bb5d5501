/* SPDX-License-Identifier: Apache-2.0 */
/* Usage records: every shape with an excerpt of a published payload, what it must be read as, and what it must cost.
 *
 * Payloads are cut to their usage. Sources: R: responses recorded by pydantic/genai-prices, tests/dataset/usages.json
 * (2026-08-21); I: the issue or pull request that is named; D: the vendor's documentation (2026-11). Expected pairs follow
 * from the vendor's rule, by hand; expected bills from the prices of the built-in book, by hand. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "toll_io.h"

typedef struct record_text {
    char text[1024];
} record_text;

static toll_io_usage_reader *open_reader(const char *shape)
{
    toll_io_usage_reader *reader = NULL;
    toll_error err;
    if (toll_io_usage_open(shape, strlen(shape), &reader, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return reader;
}

/* What stands in a record, without what is empty. */
static record_text describe(const toll_io_usage *r)
{
    static const char *const kinds[] = {"?", "", "snapshot ", "nothing "};
    record_text out;
    size_t used =
        (size_t)snprintf(out.text, sizeof out.text, "%s%s:", kinds[r->kind & 3], toll_io_usage_get_shape(r->shape));
    const char *const words[] = {r->provider, r->tier, r->region, r->account};
    const char *const names[] = {"provider", "tier", "region", "account"};
    for (unsigned i = 0; i < 4; i++)
        if (words[i][0] != 0)
            used += (size_t)snprintf(out.text + used, sizeof out.text - used, " %s=%s", names[i], words[i]);
    for (int64_t i = 0; i < r->n_attributes; i++)
        used += (size_t)snprintf(out.text + used, sizeof out.text - used, " %s=%s", r->attributes[i].key,
                                 r->attributes[i].value);
    if (r->flags != 0)
        used += (size_t)snprintf(out.text + used, sizeof out.text - used, " flags=%" PRIx64, r->flags);
    for (int64_t i = 0; i < r->n_usage; i++) {
        toll_bill_meter m = {.struct_size = sizeof m, .struct_kind = TOLL_KIND_BILL_METER};
        assert_int_equal(toll_bill_meter_get((uint32_t)r->usage[i].meter, &m, NULL), TOLL_OK);
        used += (size_t)snprintf(out.text + used, sizeof out.text - used, " %s %" PRId64, m.name, r->usage[i].quantity);
    }
    return out;
}

static toll_status read_text(toll_io_usage_reader *reader, const char *text, toll_io_usage *record, toll_error *err)
{
    return toll_io_usage_read(reader, text, strlen(text), record, sizeof *record, err);
}

/* Reads one text with a fresh reader. */
static record_text read_once(const char *shape, const char *text)
{
    toll_io_usage_reader *reader = open_reader(shape);
    toll_io_usage record;
    toll_error err;
    record_text out;
    const toll_status status = read_text(reader, text, &record, &err);
    if (status == TOLL_OK)
        out = describe(&record);
    else
        snprintf(out.text, sizeof out.text, "%s: %s", toll_status_name(status), err.message);
    toll_io_usage_close(reader);
    return out;
}

typedef struct shape_vector {
    const char *source;
    const char *text;
    const char *expected;
} shape_vector;

static void expect_all(const shape_vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const record_text got = read_once("", vectors[i].text);
        if (strcmp(got.text, vectors[i].expected) != 0)
            fail_msg("%s\n%s\nread as  %s\nexpected %s", vectors[i].source, vectors[i].text, got.text,
                     vectors[i].expected);
    }
}

#define EXPECT_ALL(vectors) expect_all(vectors, sizeof vectors / sizeof vectors[0])

/* ---- OpenAI, and those who copy it ---- */

static void openai_counts_every_part_inside_its_total(void **state)
{
    static const shape_vector vectors[] = {
        {"1 chat, R",
         "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1764547200,\"model\":\"gpt-5-2025-08-07\","
         "\"service_tier\":\"default\",\"usage\":{\"prompt_tokens\":2006,\"completion_tokens\":300,\"total_tokens\":"
         "2306,"
         "\"prompt_tokens_details\":{\"cached_tokens\":1920,\"audio_tokens\":0},\"completion_tokens_details\":{"
         "\"reasoning_tokens\":128,\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
         "\"rejected_prediction_tokens\":0}}}",
         "openai-chat: input 2006 output 300 cache_read 1920 reasoning 128"},
        {"1 chat with audio, D",
         "{\"model\":\"gpt-audio\",\"service_tier\":\"priority\",\"usage\":{\"prompt_tokens\":100,\"completion_"
         "tokens\":50,"
         "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":30,\"image_tokens\":20,\"cache_write_"
         "tokens\":4},"
         "\"completion_tokens_details\":{\"audio_tokens\":40,\"text_tokens\":10}}}",
         "openai-chat: tier=priority input 100 output 50 cache_write 4 input_audio 30 input_image 20 output_audio 40"},
        {"1 last chunk of a stream, D",
         "data: {\"id\":\"chatcmpl-2\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o\",\"choices\":[],"
         "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}",
         "snapshot openai-chat: input 9 output 12"},
        {"2 Responses with tools, R",
         "{\"object\":\"response\",\"created_at\":1764547200,\"model\":\"gpt-5\",\"output\":[{\"type\":\"web_search_"
         "call\"},"
         "{\"type\":\"message\",\"content\":[]},{\"type\":\"web_search_call\"},{\"type\":\"file_search_call\"},"
         "{\"type\":\"code_interpreter_call\"}],\"tools\":[{\"type\":\"web_search\",\"search_context_size\":\"low\"}],"
         "\"usage\":{\"input_tokens\":90,\"input_tokens_details\":{\"cached_tokens\":64,\"cache_write_tokens\":0},"
         "\"output_tokens\":8,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":98}}",
         "openai-responses: search_context_size=low input 90 output 8 cache_read 64 reasoning 2 web_search 2 "
         "file_search 1 code_session 1"},
        {"3 realtime, I openai-dotnet#1045",
         "{\"type\":\"response.done\",\"response\":{\"model\":\"gpt-realtime-mini\",\"usage\":{\"total_tokens\":1855,"
         "\"input_tokens\":1459,\"input_token_details\":{\"text_tokens\":1349,\"audio_tokens\":110,\"cached_tokens\":"
         "1408,"
         "\"cached_tokens_details\":{\"text_tokens\":1344,\"audio_tokens\":64}},\"output_tokens\":396,"
         "\"output_token_details\":{\"text_tokens\":97,\"audio_tokens\":299}}}}",
         "openai-realtime: input 1459 output 396 cache_read 1408 input_audio 110 cache_read_audio 64 output_audio 299"},
        {"4 line of a batch, whose body says default, genai-prices README",
         "{\"id\":\"batch_req_1\",\"custom_id\":\"r-1\",\"response\":{\"status_code\":200,\"body\":{\"model\":\"gpt-"
         "4o\","
         "\"service_tier\":\"default\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}},"
         "\"error\":null}",
         "openai-chat: tier=batch input 10 output 5"},
        {"5 images with details, I litellm#21902",
         "{\"created\":1764547200,\"size\":\"1024x1024\",\"quality\":\"high\",\"usage\":{\"input_tokens\":357,"
         "\"input_tokens_details\":{\"text_tokens\":34,\"image_tokens\":323},\"output_tokens\":6543,"
         "\"output_tokens_details\":{\"text_tokens\":335,\"image_tokens\":6208},\"total_tokens\":6900}}",
         "openai-images: size=1024x1024 quality=high input 357 output 6543 input_image 323 output_image 6208"},
        {"5 images without details: the answer is an image, I litellm#31142",
         "{\"usage\":{\"input_tokens\":50,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40},"
         "\"output_tokens\":4160,\"total_tokens\":4210}}",
         "openai-images: input 50 output 4160 input_image 40 output_image 4160"},
        {"6 transcription by tokens, D",
         "{\"text\":\"hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"input_token_details\":{\"text_tokens\":"
         "0,"
         "\"audio_tokens\":14},\"output_tokens\":45,\"total_tokens\":59}}",
         "openai-transcription: input 14 output 45 input_audio 14"},
        {"6 transcription by the second, I laravel/ai#935", "{\"usage\":{\"type\":\"duration\",\"seconds\":12.5}}",
         "openai-transcription: audio_time 12500000"},
        {"7 speech, I epub_to_audiobook#128",
         "{\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}}",
         "openai-speech: input 14 output 101 output_audio 101"},
        {"8 embeddings, R", "{\"model\":\"text-embedding-3-small\",\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}",
         "embeddings: input 8"},
        {"10 Anthropic by OpenAI's interface, X",
         "{\"model\":\"claude-sonnet-4-5\",\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":7,\"cached_tokens\":5,"
         "\"completion_tokens_details\":{\"reasoning_tokens\":3}}}",
         "openai-chat: input 20 output 7 cache_read 5 reasoning 3"},
        {"16 Azure, I litellm#38370",
         "{\"model\":\"gpt-5.6-luna\",\"usage\":{\"prompt_tokens\":2000,\"completion_tokens\":1,\"prompt_tokens_"
         "details\":"
         "{\"cached_tokens\":0,\"cache_write_tokens\":1313}}}",
         "openai-chat: input 2000 output 1 cache_write 1313"},
        {"18 xAI by the Responses interface: reasoning inside, X",
         "{\"model\":\"grok-4\",\"usage\":{\"input_tokens\":30,\"input_tokens_details\":{\"cached_tokens\":9},"
         "\"output_tokens\":50,\"output_tokens_details\":{\"reasoning_tokens\":40},\"total_tokens\":80,"
         "\"billable_audio_seconds\":1.5,\"input_text_messages\":2}}",
         "openai-responses: input 30 output 50 cache_read 9 reasoning 40 message 2 audio_time 1500000"},
        {"19 Mistral, R",
         "{\"model\":\"mistral-large-latest\",\"usage\":{\"prompt_tokens\":89,\"completion_tokens\":21,"
         "\"num_cached_tokens\":64,\"total_tokens\":110,\"prompt_audio_seconds\":7}}",
         "mistral: input 89 output 21 cache_read 64 audio_time 7000000"},
        {"19 Mistral OCR, D",
         "{\"model\":\"mistral-ocr-latest\",\"document_annotation\":\"{}\",\"usage_info\":{\"pages_processed\":4}}",
         "mistral: page_kind=annotated page 4"},
        {"20 Groq, R",
         "{\"model\":\"llama-3.3-70b-versatile\",\"usage\":{\"queue_time\":0.14,\"prompt_tokens\":42,\"prompt_time\":0."
         "002,"
         "\"completion_tokens\":8,\"completion_time\":0.01,\"total_tokens\":50,\"total_time\":0.012}}",
         "groq: input 42 output 8"},
        {"20 Groq's stream, X",
         "{\"object\":\"chat.completion.chunk\",\"x_groq\":{\"id\":\"r\",\"usage\":{\"queue_time\":0.1,\"prompt_"
         "tokens\":3,"
         "\"completion_tokens\":4,\"total_tokens\":7}}}",
         "groq: input 3 output 4"},
        {"21 DeepSeek, R",
         "{\"model\":\"deepseek-v4-pro\",\"usage\":{\"prompt_tokens\":563,\"completion_tokens\":116,\"total_tokens\":"
         "679,"
         "\"prompt_tokens_details\":{\"cached_tokens\":512},\"completion_tokens_details\":{\"reasoning_tokens\":60},"
         "\"prompt_cache_hit_tokens\":512,\"prompt_cache_miss_tokens\":51}}",
         "deepseek: input 563 output 116 cache_read 512 reasoning 60"},
        {"26 OpenRouter, R",
         "{\"model\":\"anthropic/"
         "claude-4.5-sonnet-20250929\",\"usage\":{\"prompt_tokens\":3329,\"completion_tokens\":53,"
         "\"total_tokens\":3382,\"cost\":0.00219855,\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":"
         "3211,"
         "\"cache_write_tokens\":115,\"audio_tokens\":0,\"video_tokens\":0},\"cost_details\":{"
         "\"upstream_inference_cost\":null},\"completion_tokens_details\":{\"reasoning_tokens\":0,\"image_tokens\":0}}"
         "}",
         "openrouter: input 3329 output 53 cache_read 3211 cache_write 115"},
        {"26 xAI through OpenRouter: reasoning inside, as the total says, R",
         "{\"model\":\"x-ai/grok-4\",\"usage\":{\"prompt_tokens\":687,\"completion_tokens\":240,\"total_tokens\":927,"
         "\"completion_tokens_details\":{\"reasoning_tokens\":165},\"prompt_tokens_details\":{\"cached_tokens\":682}}}",
         "openai-chat: input 687 output 240 cache_read 682 reasoning 165"},
        {"27 OpenRouter's generation, I opencode#534",
         "{\"data\":{\"id\":\"gen-1\",\"model\":\"anthropic/claude-sonnet-4\",\"native_tokens_prompt\":15328,"
         "\"native_tokens_completion\":457,\"native_tokens_cached\":15252,\"native_tokens_reasoning\":0,"
         "\"tokens_prompt\":14000,\"tokens_completion\":400,\"usage\":0.0117111,\"usage_cache\":-0.0411279,"
         "\"total_cost\":0.0117111}}",
         "openrouter-generation: input 15328 output 457 cache_read 15252"},
        {"28 cached tokens at the top, R",
         "{\"model\":\"moonshotai/"
         "Kimi-K2\",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":9,\"total_tokens\":109,"
         "\"cached_tokens\":96}}",
         "openai-chat: input 100 output 9 cache_read 96"},
        {"30 vLLM, whose breakdown is not known, I litellm#22984",
         "{\"model\":\"own\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":12,"
         "\"prompt_tokens_details\":null}}",
         "openai-chat: flags=4 input 10 output 2"},
    };
    (void)state;
    EXPECT_ALL(vectors);
}

/* ---- who counts beside ---- */

static void counts_beside_a_total_are_added_to_it(void **state)
{
    static const shape_vector vectors[] = {
        {"9 Anthropic, R",
         "{\"model\":\"claude-sonnet-4-5-20250929\",\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":418,"
         "\"cache_read_input_tokens\":1111,\"cache_creation\":{\"ephemeral_5m_input_tokens\":418,"
         "\"ephemeral_1h_input_tokens\":0},\"output_tokens\":33,\"service_tier\":\"standard\","
         "\"inference_geo\":\"not_available\"}}",
         "anthropic: input 1532 output 33 cache_read 1111 cache_write 418 cache_write_5m 418"},
        {"9 Anthropic in the US, fast, with searches and thinking, R",
         "{\"model\":\"claude-opus-4-8\",\"usage\":{\"input_tokens\":10,\"output_tokens\":20,\"output_tokens_details\":"
         "{\"thinking_tokens\":12},\"server_tool_use\":{\"web_search_requests\":2,\"web_fetch_requests\":1},"
         "\"service_tier\":\"priority\",\"inference_geo\":\"us\",\"speed\":\"fast\"}}",
         "anthropic: tier=priority region=us speed=fast input 10 output 20 reasoning 12 web_search 2"},
        {"9 Anthropic, a compaction beside the top level, R",
         "{\"model\":\"claude-sonnet-4-6\",\"usage\":{\"input_tokens\":180,\"cache_creation_input_tokens\":0,"
         "\"cache_read_input_tokens\":0,\"output_tokens\":8,\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":"
         "100,"
         "\"cache_creation_input_tokens\":55096,\"cache_read_input_tokens\":0,\"cache_creation\":{"
         "\"ephemeral_5m_input_tokens\":55096,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":82},"
         "{\"type\":\"message\",\"input_tokens\":180,\"output_tokens\":8}]}}",
         "anthropic: input 55376 output 90 cache_write 55096 cache_write_5m 55096"},
        {"9c line of Anthropic's batch, I genai-prices#429",
         "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":{\"model\":\"claude-haiku-4-5\","
         "\"usage\":{"
         "\"input_tokens\":5,\"cache_read_input_tokens\":0,\"output_tokens\":6,\"service_tier\":\"batch\"}}}}",
         "anthropic: tier=batch input 5 output 6"},
        {"11 Gemini by modality, R",
         "{\"modelVersion\":\"gemini-2.5-flash\",\"usageMetadata\":{\"promptTokenCount\":3297,"
         "\"cachedContentTokenCount\":2918,\"candidatesTokenCount\":55,\"thoughtsTokenCount\":95,\"totalTokenCount\":"
         "3447,"
         "\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":83},{\"modality\":\"VIDEO\",\"tokenCount\":"
         "2893},"
         "{\"modality\":\"AUDIO\",\"tokenCount\":321}],\"cacheTokensDetails\":[{\"modality\":\"AUDIO\","
         "\"tokenCount\":284},{\"modality\":\"TEXT\",\"tokenCount\":73},{\"modality\":\"VIDEO\",\"tokenCount\":2561}]}"
         "}",
         "gemini: input 3297 output 150 cache_read 2918 input_audio 321 input_video 2893 cache_read_audio 284 "
         "cache_read_video 2561 reasoning 95"},
        {"11 Gemini with tool prompts, I new-api#2935",
         "{\"modelVersion\":\"gemini-2.5-flash\",\"usageMetadata\":{\"promptTokenCount\":151,\"candidatesTokenCount\":"
         "1089,"
         "\"toolUsePromptTokenCount\":18329,\"thoughtsTokenCount\":1120,\"totalTokenCount\":20689}}",
         "gemini: input 18480 output 2209 input_tool 18329 reasoning 1120"},
        {"11 Gemini 3 bills distinct queries, I litellm#36397",
         "{\"modelVersion\":\"gemini-3-pro\",\"candidates\":[{\"content\":{},\"groundingMetadata\":{"
         "\"webSearchQueries\":"
         "[\"a\",\"b\",\"a\",\"\"]}}],\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":6,"
         "\"trafficType\":\"ON_DEMAND\"}}",
         "gemini: input 5 output 6 web_search 2"},
        {"11 Gemini 2 bills a grounded prompt, litellm#36397",
         "{\"modelVersion\":\"gemini-2.5-pro\",\"candidates\":[{\"groundingMetadata\":{\"webSearchQueries\":[\"a\","
         "\"b\"]}}],"
         "\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":6,\"serviceTier\":\"flex\"}}",
         "gemini: tier=flex input 5 output 6 web_search 1"},
        {"11 Gemini without an answer, R",
         "{\"modelVersion\":\"gemini-2.5-flash\",\"usageMetadata\":{\"promptTokenCount\":15,\"totalTokenCount\":15}}",
         "gemini: input 15"},
        {"11 Gemini Live's answer, I litellm#38457",
         "{\"modelVersion\":\"gemini-2.5-flash\",\"usageMetadata\":{\"promptTokenCount\":377,\"responseTokenCount\":47,"
         "\"thoughtsTokenCount\":38,\"totalTokenCount\":462,\"responseTokensDetails\":[{\"modality\":\"AUDIO\","
         "\"tokenCount\":47}]}}",
         "gemini: input 377 output 85 reasoning 38 output_audio 47"},
        {"14 Bedrock Converse, R",
         "{\"usage\":{\"inputTokens\":3,\"outputTokens\":121,\"totalTokens\":2072,\"cacheReadInputTokens\":1712,"
         "\"cacheReadInputTokenCount\":1712,\"cacheWriteInputTokens\":236,\"cacheWriteInputTokenCount\":236,"
         "\"cacheDetails\":[{\"ttl\":\"5m\",\"inputTokens\":236}],\"serverToolUsage\":{}}}",
         "bedrock: input 1951 output 121 cache_read 1712 cache_write 236 cache_write_5m 236"},
        {"14 Bedrock's stream, R",
         "{\"metadata\":{\"usage\":{\"inputTokens\":7,\"outputTokens\":78,\"totalTokens\":85},\"metrics\":{"
         "\"latencyMs\":9}}}",
         "bedrock: input 7 output 78"},
        {"14 OpenAI's models on Bedrock count inside, I opencode#47296",
         "{\"modelId\":\"us.openai.gpt-5.6-sol\",\"usage\":{\"inputTokens\":1000,\"outputTokens\":10,"
         "\"cacheReadInputTokens\":900,\"totalTokens\":1910}}",
         "bedrock: flags=2 input 1000 output 10 cache_read 900"},
        {"17 xAI: reasoning beside, D",
         "{\"model\":\"grok-4\",\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":135,"
         "\"prompt_tokens_details\":{\"text_tokens\":32,\"audio_tokens\":0,\"image_tokens\":0,\"cached_tokens\":6},"
         "\"completion_tokens_details\":{\"reasoning_tokens\":94},\"num_sources_used\":0,"
         "\"cost_in_usd_ticks\":37756000,\"server_side_tool_usage\":{\"web_search\":2,\"code_execution\":1}}}",
         "xai: input 32 output 103 cache_read 6 reasoning 94 web_search 2 code_session 1"},
        {"24 Perplexity, I open-webui-cost-tracker#6",
         "{\"model\":\"sonar-deep-research\",\"usage\":{\"prompt_tokens\":108,\"completion_tokens\":3256,"
         "\"citation_tokens\":7299,\"reasoning_tokens\":73248,\"num_search_queries\":74,"
         "\"search_context_size\":\"low\"}}",
         "perplexity: search_context_size=low input 108 output 83803 reasoning 73248 citation 7299 web_search 74"},
        {"24 Perplexity, whose total leaves out what lies beside, I open-webui-cost-tracker#6",
         "{\"model\":\"sonar-deep-research\",\"usage\":{\"prompt_tokens\":108,\"completion_tokens\":3256,"
         "\"total_tokens\":3364,\"citation_tokens\":7299,\"reasoning_tokens\":73248,\"num_search_queries\":74}}",
         "perplexity: input 108 output 83803 reasoning 73248 citation 7299 web_search 74"},
        {"25 Perplexity's Responses, X",
         "{\"model\":\"sonar\",\"usage\":{\"input_tokens\":8,\"input_tokens_details\":{\"cache_read_input_tokens\":3},"
         "\"output_tokens\":9,\"output_tokens_details\":{\"reasoning_tokens\":2},\"tool_calls_details\":{"
         "\"search_web\":{\"invocation\":3}}}}",
         "openai-responses: input 8 output 9 cache_read 3 reasoning 2 web_search 3"},
    };
    (void)state;
    EXPECT_ALL(vectors);
}

/* Searches of X are searches of the web, and of collections of files; their prices may be their own (docs.x.ai, tool
 * invocation costs: attachments 10 USD per 1,000, collections 2.50). */
static void kinds_of_server_tools_are_kept_apart(void **state)
{
    static const char text[] = "{\"model\":\"grok-4\",\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":9,"
                               "\"total_tokens\":135,\"completion_tokens_details\":{\"reasoning_tokens\":94},"
                               "\"num_sources_used\":0,\"cost_in_usd_ticks\":1,\"server_side_tool_usage\":{"
                               "\"web_search\":2,\"x_search\":3,\"collections_search\":4,\"code_execution\":1}}}";
    toll_io_usage record, small;
    (void)state;
    toll_io_usage_reader *reader;
    assert_int_equal(toll_io_usage_open("", 0, &reader, NULL), TOLL_OK);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), &record, sizeof record, NULL), TOLL_OK);
    assert_int_equal(record.n_kinds, 2);
    assert_true(record.kinds[0].meter == TOLL_METER_WEB_SEARCH && record.kinds[0].quantity == 3);
    assert_string_equal(record.kinds[0].key, "tool");
    assert_string_equal(record.kinds[0].value, "x_search");
    assert_true(record.kinds[1].meter == TOLL_METER_FILE_SEARCH && record.kinds[1].quantity == 4);
    assert_string_equal(record.kinds[1].value, "collections_search");
    assert_true((record.flags & TOLL_IO_USAGE_MERGED_KINDS) != 0);
    memset(&small, 0x5a, sizeof small); /* a caller of before: nothing beyond his record is written */
    const size_t before = offsetof(toll_io_usage, n_kinds);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), &small, before, NULL), TOLL_OK);
    assert_string_equal(small.model, "grok-4");
    for (size_t i = before; i < sizeof small; i++)
        assert_int_equal(((const unsigned char *)&small)[i], 0x5a);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), &small, before - 1, NULL), TOLL_E_STRIDE);
    toll_io_usage_close(reader);
}

/* ---- others ---- */

static void gateways_servers_and_agents_are_read_by_their_own_rules(void **state)
{
    static const shape_vector vectors[] = {
        {"22 Cohere: what is billed, R",
         "{\"id\":\"c\",\"usage\":{\"billed_units\":{\"input_tokens\":2406,\"output_tokens\":2},\"tokens\":{"
         "\"input_tokens\":2935,\"output_tokens\":4},\"cached_tokens\":2928}}",
         "cohere: input 2406 output 2"},
        {"23 Cohere's embeddings, R",
         "{\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"input_tokens\":4,\"image_tokens\":3}}}",
         "cohere: input 7 input_image 3"},
        {"29 Ollama, D",
         "{\"model\":\"llama3\",\"created_at\":\"2026-11-01T10:00:00.123456Z\",\"done\":true,\"prompt_eval_count\":26,"
         "\"prompt_eval_cached_count\":20,\"eval_count\":298,\"eval_duration\":4709213000}",
         "ollama: input 26 output 298 cache_read 20"},
        {"31 LiteLLM: Anthropic's counts inside, I litellm#39850",
         "{\"model\":\"claude-sonnet-4-5\",\"usage\":{\"prompt_tokens\":1532,\"completion_tokens\":33,\"total_tokens\":"
         "1565,"
         "\"prompt_tokens_details\":{\"cached_tokens\":1111,\"cache_creation_tokens\":418,"
         "\"cache_creation_token_details\":{\"ephemeral_5m_input_tokens\":400,\"ephemeral_1h_input_tokens\":18},"
         "\"text_tokens\":3},\"cache_creation_input_tokens\":418,\"cache_read_input_tokens\":1111}}",
         "litellm: input 1532 output 33 cache_read 1111 cache_write 418 cache_write_5m 400 cache_write_1h 18"},
        {"31 row of LiteLLM's spend log, D",
         "{\"request_id\":\"r\",\"call_type\":\"acompletion\",\"api_key\":\"hash\",\"spend\":0.0024048,"
         "\"total_tokens\":1565,\"prompt_tokens\":1532,\"completion_tokens\":33,\"startTime\":\"2026-11-02 "
         "10:00:00.5\","
         "\"model\":\"claude-sonnet-4-5\",\"custom_llm_provider\":\"bedrock\",\"cache_hit\":\"False\",\"metadata\":{"
         "\"usage_object\":{\"prompt_tokens\":1532,\"completion_tokens\":33,\"cache_read_input_tokens\":1111}}}",
         "litellm: provider=aws account=hash input 1532 output 33 cache_read 1111"},
        {"32 LangChain, D",
         "{\"usage_metadata\":{\"input_tokens\":350,\"output_tokens\":240,\"total_tokens\":590,\"input_token_details\":"
         "{"
         "\"audio\":10,\"cache_creation\":200,\"cache_read\":100,\"ephemeral_5m_input_tokens\":200},"
         "\"output_token_details\":{\"audio\":10,\"reasoning\":200}},\"response_metadata\":{\"model_name\":\"gpt-5\"}}",
         "langchain: input 350 output 240 cache_read 100 cache_write 200 cache_write_5m 200 input_audio 10 "
         "reasoning 200 output_audio 10"},
        {"33 Vercel AI SDK 6, D",
         "{\"usage\":{\"inputTokens\":100,\"inputTokenDetails\":{\"noCacheTokens\":30,\"cacheReadTokens\":60,"
         "\"cacheWriteTokens\":10},\"outputTokens\":20,\"outputTokenDetails\":{\"textTokens\":15,\"reasoningTokens\":5}"
         ","
         "\"totalTokens\":120},\"response\":{\"modelId\":\"gpt-5\"}}",
         "vercel: input 100 output 20 cache_read 60 cache_write 10 reasoning 5"},
        {"33 Vercel AI SDK 5 for Anthropic: cached tokens beside, I opencode#4256",
         "{\"usage\":{\"inputTokens\":3,\"outputTokens\":20,\"totalTokens\":23,\"cachedInputTokens\":60}}",
         "vercel: flags=1 input 63 output 20 cache_read 60"},
        {"33 the vendor's own object is preferred, D",
         "{\"usage\":{\"inputTokens\":1532,\"outputTokens\":33,\"raw\":{\"input_tokens\":3,"
         "\"cache_creation_input_tokens\":418,\"cache_read_input_tokens\":1111,\"output_tokens\":33}}}",
         "anthropic: input 1532 output 33 cache_read 1111 cache_write 418"},
        {"34 a span's attributes as a map, D",
         "{\"name\":\"chat\",\"attributes\":{\"gen_ai.provider.name\":\"aws.bedrock\",\"gen_ai.request.model\":\"x\","
         "\"gen_ai.response.model\":\"y\",\"gen_ai.usage.input_tokens\":100,\"gen_ai.usage.output_tokens\":20,"
         "\"gen_ai.usage.cache_read.input_tokens\":60,\"gen_ai.usage.reasoning.output_tokens\":4,"
         "\"openai.response.service_tier\":\"flex\"}}",
         "otel: provider=aws tier=flex input 100 output 20 cache_read 60 reasoning 4"},
        {"34 exclusive counts, which real SDKs send, sentry-docs#15195",
         "{\"gen_ai.usage.input_tokens\":3,\"gen_ai.usage.output_tokens\":33,\"gen_ai.usage.input_tokens.cached\":1111,"
         "\"gen_ai.usage.input_tokens.cache_write\":418}",
         "otel: flags=1 input 1532 output 33 cache_read 1111 cache_write 418"},
        {"35 Claude Code, I claude-code#95555",
         "{\"type\":\"assistant\",\"timestamp\":\"2026-11-02T10:00:00.000Z\",\"requestId\":\"req_1\",\"message\":{"
         "\"id\":\"msg_1\",\"model\":\"claude-opus-4-8\",\"usage\":{\"input_tokens\":2,\"cache_creation_input_tokens\":"
         "977,"
         "\"cache_read_input_tokens\":316685,\"output_tokens\":5175,\"cache_creation\":{\"ephemeral_5m_input_tokens\":"
         "0,"
         "\"ephemeral_1h_input_tokens\":977}}}}",
         "snapshot claude-code: input 317664 output 5175 cache_read 316685 cache_write 977 cache_write_1h 977"},
        {"35 Claude Code, all counters at 0, I claude-code#95555",
         "{\"type\":\"assistant\",\"requestId\":\"req_1\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude-opus-4-8\","
         "\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
         "\"output_tokens\":0,\"cache_creation\":{\"ephemeral_1h_input_tokens\":977}}}}",
         "nothing claude-code:"},
        {"35b OpenCode, I t3code#8918",
         "{\"id\":\"m\",\"modelID\":\"claude-sonnet-4-5\",\"providerID\":\"anthropic\",\"time\":{\"created\":"
         "1764547200123},"
         "\"cost\":0.01,\"tokens\":{\"input\":3,\"output\":33,\"reasoning\":0,\"cache\":{\"read\":1111,\"write\":418}}"
         "}",
         "snapshot opencode: provider=anthropic input 1532 output 33 cache_read 1111 cache_write 418"},
        {"meters' names as keys",
         "{\"model\":\"gpt-5\",\"input\":\"1200\",\"cache_read\":1000,\"output\":7,\"page\":2}",
         "meters: input 1200 output 7 cache_read 1000 page 2"},
        /* a contradiction of a shape that is clear stays one: the bill refuses it */
        {"1 chat, cached above the prompt",
         "{\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":3,\"prompt_tokens_details\":{\"cached_tokens\":400}}"
         "}",
         "openai-chat: input 120 output 3 cache_read 400"},
    };
    (void)state;
    EXPECT_ALL(vectors);
}

/* ---- facts around the counts ---- */

static void instants_are_read_in_every_form(void **state)
{
    static const struct {
        const char *text;
        int64_t at_s;
    } instants[] = {
        {"\"created\":1764547200", 1764547200},
        {"\"created\":1764547200.987", 1764547200},
        {"\"created\":\"1764547200\"", 1764547200},
        {"\"timestamp\":1764547200123", 1764547200},
        {"\"timestamp\":1764547200123456", 1764547200},
        {"\"start_time_unix_nano\":\"1764547200123456789\"", 1764547200},
        {"\"created_at\":\"2025-12-01T00:00:00Z\"", 1764547200},
        {"\"created_at\":\"2025-12-01\"", 1764547200},
        {"\"created_at\":\"2025-12-01 00:00:00.123456\"", 1764547200},
        {"\"created_at\":\"2025-12-01T02:30:00+02:30\"", 1764547200},
        {"\"created_at\":\"2025-11-30T19:00:00-0500\"", 1764547200},
        {"\"created_at\":\"2024-02-29T00:00:00Z\"", 1709164800},
        {"\"created_at\":\"1969-12-31T23:59:59Z\"", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
        char text[160];
        toll_io_usage record;
        toll_error err;
        toll_io_usage_reader *reader = open_reader("");
        snprintf(text, sizeof text, "{%s,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}", instants[i].text);
        if (read_text(reader, text, &record, &err) != TOLL_OK)
            fail_msg("%s: %s", text, err.message);
        assert_true((record.known & TOLL_IO_USAGE_AT) != 0);
        assert_int_equal(record.at_s, instants[i].at_s);
        toll_io_usage_close(reader);
    }
}

static void instants_that_are_none_are_refused(void **state)
{
    static const char *const bad[] = {"\"yesterday\"",
                                      "\"2025-02-29\"",
                                      "\"2025-13-01\"",
                                      "\"2025-12-01T24:00:00Z\"",
                                      "\"2025-12-01T\"",
                                      "\"2025-12-01T00:00:00+\"",
                                      "-5",
                                      "\"12/01/2025\"",
                                      "true",
                                      "\"2025-12-01T00:00:00Zx\""};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[160];
        snprintf(text, sizeof text, "{\"created\":%s,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}", bad[i]);
        const record_text got = read_once("", text);
        if (strncmp(got.text, "TOLL_E_SYNTAX: the instant ", 27) != 0)
            fail_msg("%s: %s", text, got.text);
    }
}

static void words_for_the_standard_tier_are_no_tier(void **state)
{
    static const char *const standard[] = {"default",   "standard",      "auto",         "on_demand",
                                           "ON_DEMAND", "standard_only", "not_available"};
    (void)state;
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
        char text[160];
        snprintf(text, sizeof text, "{\"service_tier\":\"%s\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}",
                 standard[i]);
        assert_string_equal(read_once("", text).text, "openai-chat: input 1 output 1");
    }
    assert_string_equal(read_once("", "{\"service_tier\":\"Priority\",\"usage\":{\"prompt_tokens\":1,"
                                      "\"completion_tokens\":1}}")
                            .text,
                        "openai-chat: tier=priority input 1 output 1");
    assert_string_equal(read_once("", "{\"serviceTier\":{\"type\":\"reserved\"},\"usage\":{\"inputTokens\":1,"
                                      "\"outputTokens\":1}}")
                            .text,
                        "bedrock: tier=reserved input 1 output 1");
}

static void a_stated_cost_keeps_its_digits(void **state)
{
    static const struct {
        const char *text;
        int64_t coef;
        int32_t scale;
    } costs[] = {
        {"{\"cost\":0.00219855,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}", 219855, 8},
        {"{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":{\"total_cost\":\"1.50\"}}}", 15, 1},
        {"{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":1.1165000000000002e-05}}", 11165000000000002,
         21},
        {"{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost_in_usd_ticks\":37756000}}", 37756000, 10},
        {"{\"costUSD\":0,\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        toll_io_usage record;
        toll_error err;
        toll_io_usage_reader *reader = open_reader("");
        assert_int_equal(read_text(reader, costs[i].text, &record, &err), TOLL_OK);
        assert_true((record.known & TOLL_IO_USAGE_COST) != 0);
        assert_int_equal(record.stated_cost.coef, costs[i].coef);
        assert_int_equal(record.stated_cost.scale, costs[i].scale);
        assert_string_equal(record.currency, "USD");
        toll_io_usage_close(reader);
    }
}

static void a_fee_of_a_gateway_is_no_stated_cost(void **state)
{
    toll_io_usage record;
    toll_io_usage_reader *reader = open_reader("");
    (void)state;
    assert_int_equal(
        read_text(reader, "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"cost\":0.001,\"is_byok\":true}}",
                  &record, NULL),
        TOLL_OK);
    assert_true((record.known & TOLL_IO_USAGE_COST) == 0);
    toll_io_usage_close(reader);
}

/* ---- what has no usage ---- */

static void pieces_and_events_have_no_usage(void **state)
{
    static const char *const texts[] = {
        "{\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}",
        "{\"type\":\"response.output_text.delta\",\"delta\":\"a\"}",
        "{\"type\":\"response.created\",\"response\":{\"usage\":null}}",
        "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"hi\"}}",
        "{\"type\":\"summary\",\"summary\":\"s\"}",
        "{\"type\":\"session_meta\",\"payload\":{\"id\":\"s\"}}",
        "{\"type\":\"content_block_delta\",\"delta\":{}}",
        "{\"model\":\"llama3\",\"done\":false,\"response\":\"a\"}",
        "{\"custom_id\":\"a\",\"response\":{\"status_code\":429,\"body\":{\"error\":{\"message\":\"m\"}}},\"error\":"
        "null}",
        "{\"custom_id\":\"a\",\"result\":{\"type\":\"errored\",\"error\":{}}}",
        "{\"cache_hit\":\"True\",\"prompt_tokens\":9,\"completion_tokens\":9,\"spend\":0}",
        "{\"type\":\"assistant\",\"message\":{\"id\":\"m\",\"model\":\"<synthetic>\",\"usage\":{\"input_tokens\":1,"
        "\"output_tokens\":1}}}",
        "{\"name\":\"GET\",\"attributes\":{\"http.method\":\"GET\"}}",
        "event: message_start",
        ": keep alive",
        "data: [DONE]",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const record_text got = read_once("", texts[i]);
        if (strncmp(got.text, "nothing ", 8) != 0)
            fail_msg("%s: %s", texts[i], got.text);
    }
}

/* ---- what is refused ---- */

static void what_is_not_understood_is_refused_with_its_reason(void **state)
{
    static const shape_vector vectors[] = {
        {"", "{\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":1}}",
         "TOLL_E_RANGE: prompt_tokens: 1.5 must be a whole number"},
        {"", "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1}}",
         "TOLL_E_RANGE: prompt_tokens: -1 must not be negative"},
        {"", "{\"usage\":{\"prompt_tokens\":9223372036854775808,\"completion_tokens\":1}}",
         "TOLL_E_RANGE: prompt_tokens: 9223372036854775808 is too large: at most 9223372036854775807"},
        {"", "{\"usage\":{\"prompt_tokens\":1e30,\"completion_tokens\":1}}",
         "TOLL_E_RANGE: prompt_tokens: 1e30 is too large: at most 9223372036854775807"},
        {"", "{\"usage\":{\"prompt_tokens\":NaN,\"completion_tokens\":1}}",
         "TOLL_E_SYNTAX: prompt_tokens: NaN is no number"},
        {"", "{\"usage\":{\"prompt_tokens\":true,\"completion_tokens\":1}}",
         "TOLL_E_SYNTAX: prompt_tokens: true is no number"},
        {"", "{\"usage\":{\"prompt_tokens\":\"1,000\",\"completion_tokens\":1}}",
         "TOLL_E_SYNTAX: prompt_tokens: 1,000 is no number"},
        {"", "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens\":1}}",
         "TOLL_E_SYNTAX: record, line 1, byte 30: the key \"prompt_tokens\" stands twice"},
        {"", "{\"a\":{\"b\":1,\"b\":2},\"usage\":{\"prompt_tokens\":1}}",
         "TOLL_E_SYNTAX: record, line 1, byte 14: the key \"b\" stands twice"},
        {"", "{\"usage\":{\"prompt_tokens\":1,\"prompt_\\u0074okens\":2}}",
         "TOLL_E_SYNTAX: record, line 1, byte 30: the key \"prompt_\\u0074okens\" stands twice"},
        {"", "{\"usage\":null,\"model\":\"m\"}", "TOLL_E_MISSING: usage is null: not known, which is not 0"},
        {"", "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":null}}",
         "TOLL_E_MISSING: the output is null: not known, which is not 0"},
        {"", "{\"usage\":{\"prompt_tokens\":null,\"completion_tokens\":5}}",
         "TOLL_E_MISSING: the record has an output but no input"},
        {"", "{\"usageMetadata\":{\"promptTokenCount\":377,\"newTokenCount\":47,\"totalTokenCount\":424}}",
         "TOLL_E_CONFLICT: totalTokenCount is 424, but the counts that are known are 377"},
        {"", "{\"usage\":{\"total_tokens\":5}}", "TOLL_E_MISSING: the keys of the usage are of no known shape"},
        {"", "{\"hello\":1}", "TOLL_E_MISSING: no usage in it: no key of a known shape"},
        {"",
         "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"prompt_cache_hit_tokens\":3,"
         "\"prompt_tokens_details\":{\"cached_tokens\":4}}}",
         "TOLL_E_CONFLICT: cached_tokens: 4 contradicts another key for the same count, which says 3"},
        {"", "{\"usage\":{\"input_tokens\":9223372036854775807,\"cache_read_input_tokens\":1,\"output_tokens\":0}}",
         "TOLL_E_OVERFLOW: a sum of counts is beyond 9223372036854775807"},
        {"", "5", "TOLL_E_MISSING: a record must be a JSON object"},
        {"", "{\"usage\":", "TOLL_E_SYNTAX: record, line 1, byte 10: a value is missing"},
        {"", "{\"model\":\"a\tb\",\"usage\":{\"prompt_tokens\":1}}",
         "TOLL_E_SYNTAX: record, line 1, byte 12: a control character in a string must be written as an escape"},
        {"", "{\"model\":\"a\\nb\",\"usage\":{\"prompt_tokens\":1}}", "TOLL_E_SYNTAX: model has a control character"},
        {"", "{\"model\":\"\xff\",\"usage\":{\"prompt_tokens\":1}}",
         "TOLL_E_SYNTAX: line 1, byte 11: 0xff is not UTF-8"},
    };
    (void)state;
    EXPECT_ALL(vectors);
}

static void a_meter_that_the_library_lacks_is_refused(void **state)
{
    const char *text = "{\"meta\":{\"billed_units\":{\"search_units\":2}}}";
    uint32_t meter;
    (void)state;
    if (toll_bill_meter_find("search_unit", 11, &meter, NULL) == TOLL_OK)
        assert_string_equal(read_once("", text).text, "cohere: search_unit 2");
    else
        assert_string_equal(read_once("", text).text,
                            "TOLL_E_UNSUPPORTED: search_units: no meter of this library counts them");
}

static void whole_numbers_are_exact_in_every_spelling(void **state)
{
    static const char *const spellings[] = {"1e3",       "1000.0",    "10E+2",     "\"1000\"",
                                            "100000e-2", "\"+1000\"", "1000.000e0"};
    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "{\"usage\":{\"prompt_tokens\":%s,\"completion_tokens\":1}}", spellings[i]);
        assert_string_equal(read_once("", text).text, "openai-chat: input 1000 output 1");
    }
    assert_string_equal(
        read_once("", "{\"usage\":{\"prompt_tokens\":9223372036854775807,\"completion_tokens\":0}}").text,
        "openai-chat: input 9223372036854775807 output 0");
}

static void deep_nesting_is_refused(void **state)
{
    char text[2048] = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1},\"x\":";
    (void)state;
    size_t used = strlen(text);
    memset(text + used, '[', 300);
    memset(text + used + 300, ']', 300);
    text[used + 600] = '}';
    text[used + 601] = 0;
    const record_text got = read_once("", text);
    assert_non_null(strstr(got.text, "more than 256 objects and arrays lie inside each other"));
    memset(text + used, '[', 255);
    memset(text + used + 255, ']', 255);
    text[used + 510] = '}';
    text[used + 511] = 0;
    assert_string_equal(read_once("", text).text, "openai-chat: input 1 output 1");
}

static void a_key_that_stands_twice_among_many_is_refused(void **state)
{
    static char text[4096];
    (void)state;
    size_t used = (size_t)snprintf(text, sizeof text, "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}");
    for (int i = 0; i < 40; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, ",\"k%d\":0", i);
    strcpy(text + used, "}");
    assert_string_equal(read_once("", text).text, "openai-chat: input 1 output 1");
    strcpy(text + used, ",\"k7\":1}");
    assert_non_null(strstr(read_once("", text).text, "the key \"k7\" stands twice"));
}

/* ---- bills ---- */

typedef struct bill_vector {
    const char *provider, *model;
    int64_t at_s;
    const char *text;
    const char *cost;
} bill_vector;

static void expect_cost(const bill_vector *v)
{
    toll_io_usage_reader *reader = open_reader("");
    toll_io_usage record;
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_error err;
    char cost[TOLL_MONEY_TEXT_BYTES];
    if (read_text(reader, v->text, &record, &err) != TOLL_OK ||
        toll_bill_compute_public(v->provider, v->model, v->at_s, record.usage, (uint64_t)record.n_usage, NULL, 0,
                                 &total, &err) != TOLL_OK)
        fail_msg("%s: %s", v->text, err.message);
    toll_amount_format(&total.billed_cost, 0, cost, sizeof cost, NULL, NULL);
    if (strcmp(cost, v->cost) != 0)
        fail_msg("%s: costs %s, not %s", v->text, cost, v->cost);
    toll_io_usage_close(reader);
}

static void records_cost_what_the_vendor_asks(void **state)
{
    static const bill_vector vectors[] = {
        /* 280 * 3 + 55,096 * 3.75 + 90 * 15 dollars per million */
        {"anthropic", "claude-sonnet-4-6", 1795996799,
         "{\"usage\":{\"input_tokens\":180,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
         "\"output_tokens\":8,\"iterations\":[{\"type\":\"compaction\",\"input_tokens\":100,"
         "\"cache_creation_input_tokens\":55096,\"cache_creation\":{\"ephemeral_5m_input_tokens\":55096},"
         "\"output_tokens\":82}]}}",
         "0.2088"},
        /* 3 * 3 + 1,111 * 0.30 + 418 * 3.75 + 33 * 15 */
        {"anthropic", "claude-sonnet-4-5", 1795996799,
         "{\"usage\":{\"input_tokens\":3,\"cache_creation_input_tokens\":418,\"cache_read_input_tokens\":1111,"
         "\"cache_creation\":{\"ephemeral_5m_input_tokens\":418},\"output_tokens\":33}}",
         "0.0024048"},
        /* 2 * 5 + 316,685 * 0.5 + 977 * 10 + 5,175 * 25 */
        {"anthropic", "claude-opus-4-8", 1795996799,
         "{\"type\":\"assistant\",\"message\":{\"usage\":{\"input_tokens\":2,\"cache_creation_input_tokens\":977,"
         "\"cache_read_input_tokens\":316685,\"output_tokens\":5175,\"cache_creation\":{\"ephemeral_1h_input_tokens\":"
         "977"
         "}}}}",
         "0.2974975"},
        {"google", "gemini-2.5-flash", 1795996799,
         "{\"usageMetadata\":{\"promptTokenCount\":3297,\"cachedContentTokenCount\":2918,\"candidatesTokenCount\":55,"
         "\"thoughtsTokenCount\":95,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":83},"
         "{\"modality\":\"VIDEO\",\"tokenCount\":2893},{\"modality\":\"AUDIO\",\"tokenCount\":321}],"
         "\"cacheTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":284},{\"modality\":\"TEXT\",\"tokenCount\":73}"
         ","
         "{\"modality\":\"VIDEO\",\"tokenCount\":2561}]}}",
         "0.00062202"},
        /* 18,480 * 0.50 + 2,209 * 3 = 9,240 + 6,627 */
        {"google", "gemini-3-flash-preview", 1795996799,
         "{\"usageMetadata\":{\"promptTokenCount\":151,\"candidatesTokenCount\":1089,\"toolUsePromptTokenCount\":18329,"
         "\"thoughtsTokenCount\":1120}}",
         "0.015867"},
        {"openai", "gpt-realtime-mini", 1795996799,
         "{\"usage\":{\"input_tokens\":1459,\"input_token_details\":{\"text_tokens\":1349,\"audio_tokens\":110,"
         "\"cached_tokens\":1408,\"cached_tokens_details\":{\"text_tokens\":1344,\"audio_tokens\":64}},"
         "\"output_tokens\":396,\"output_token_details\":{\"text_tokens\":97,\"audio_tokens\":299}}}",
         "0.00677564"},
        {"perplexity", "sonar-deep-research", 1795996799,
         "{\"usage\":{\"prompt_tokens\":108,\"completion_tokens\":3256,\"citation_tokens\":7299,"
         "\"reasoning_tokens\":73248,\"num_search_queries\":74}}",
         "0.630606"},
        /* 34 * 5 + 323 * 8 + 335 * 10 + 6,208 * 32 */
        {"openai", "gpt-image-1.5", 1795996799,
         "{\"usage\":{\"input_tokens\":357,\"input_tokens_details\":{\"text_tokens\":34,\"image_tokens\":323},"
         "\"output_tokens\":6543,\"output_tokens_details\":{\"text_tokens\":335,\"image_tokens\":6208}}}",
         "0.20476"},
        /* OpenRouter states 0.00219855: 3 * 3 + 3,211 * 0.30 + 115 * 3.75 + 53 * 15 */
        {"anthropic", "claude-sonnet-4-5", 1795996799,
         "{\"usage\":{\"prompt_tokens\":3329,\"completion_tokens\":53,\"cost\":0.00219855,\"is_byok\":false,"
         "\"prompt_tokens_details\":{\"cached_tokens\":3211,\"cache_write_tokens\":115}}}",
         "0.00219855"},
        /* The vendor's own figure, before and after its price cut of 2026-08-21. */
        {"openai", "gpt-5.6-sol", 1786000000,
         "{\"usage\":{\"input_tokens\":4020,\"input_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":4012},"
         "\"output_tokens\":5,\"cost\":0.025265}}",
         "0.025265"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        expect_cost(&vectors[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openai_counts_every_part_inside_its_total),
        cmocka_unit_test(counts_beside_a_total_are_added_to_it),
        cmocka_unit_test(kinds_of_server_tools_are_kept_apart),
        cmocka_unit_test(gateways_servers_and_agents_are_read_by_their_own_rules),
        cmocka_unit_test(instants_are_read_in_every_form),
        cmocka_unit_test(instants_that_are_none_are_refused),
        cmocka_unit_test(words_for_the_standard_tier_are_no_tier),
        cmocka_unit_test(a_stated_cost_keeps_its_digits),
        cmocka_unit_test(a_fee_of_a_gateway_is_no_stated_cost),
        cmocka_unit_test(pieces_and_events_have_no_usage),
        cmocka_unit_test(what_is_not_understood_is_refused_with_its_reason),
        cmocka_unit_test(a_meter_that_the_library_lacks_is_refused),
        cmocka_unit_test(whole_numbers_are_exact_in_every_spelling),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_key_that_stands_twice_among_many_is_refused),
        cmocka_unit_test(records_cost_what_the_vendor_asks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
