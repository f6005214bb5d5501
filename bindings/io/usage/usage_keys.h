/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of usage records, numbered: what vendors, gateways and agents write. A line with U__ is another spelling of the key
 * above it. */
#ifndef TOLL_IO_USAGE_USAGE_KEYS_H
#define TOLL_IO_USAGE_USAGE_KEYS_H

#include "json/json_pick.h"

/* K: a key and its name; A: a further name of the key. */
#define TOLL__LOG_KEYS(K, A)                                                                                           \
    /* around the usage */                                                                                             \
    K(RESPONSE, "response")                                                                                            \
    K(BODY, "body")                                                                                                    \
    K(MESSAGE, "message")                                                                                              \
    K(RESULT, "result")                                                                                                \
    K(DATA, "data")                                                                                                    \
    K(PAYLOAD, "payload")                                                                                              \
    K(KWARGS, "kwargs")                                                                                                \
    K(X_GROQ, "x_groq")                                                                                                \
    K(METADATA, "metadata")                                                                                            \
    K(USAGE_OBJECT, "usage_object")                                                                                    \
    K(RESPONSE_METADATA, "response_metadata")                                                                          \
    K(USAGE, "usage")                                                                                                  \
    K(USAGE_METADATA, "usageMetadata")                                                                                 \
    A(USAGE_METADATA, "usage_metadata")                                                                                \
    K(USAGE_INFO, "usage_info")                                                                                        \
    K(META, "meta")                                                                                                    \
    K(BILLED_UNITS, "billed_units")                                                                                    \
    K(TOKENS, "tokens")                                                                                                \
    K(CACHE, "cache")                                                                                                  \
    K(ATTRIBUTES, "attributes")                                                                                        \
    K(RESOURCE_SPANS, "resourceSpans")                                                                                 \
    A(RESOURCE_SPANS, "resource_spans")                                                                                \
    K(SCOPE_SPANS, "scopeSpans")                                                                                       \
    A(SCOPE_SPANS, "scope_spans")                                                                                      \
    K(SPANS, "spans")                                                                                                  \
    K(RAW, "raw")                                                                                                      \
    /* who, when, how */                                                                                               \
    K(TYPE, "type")                                                                                                    \
    K(OBJECT, "object")                                                                                                \
    K(ERROR, "error")                                                                                                  \
    K(CUSTOM_ID, "custom_id")                                                                                          \
    K(ID, "id")                                                                                                        \
    K(REQUEST_ID, "requestId")                                                                                         \
    K(RESPONSE_ID, "responseId")                                                                                       \
    A(RESPONSE_ID, "response_id")                                                                                      \
    K(MODEL, "model")                                                                                                  \
    A(MODEL, "model_name")                                                                                             \
    A(MODEL, "modelVersion")                                                                                           \
    A(MODEL, "model_version")                                                                                          \
    A(MODEL, "modelId")                                                                                                \
    A(MODEL, "modelID")                                                                                                \
    A(MODEL, "gen_ai.response.model")                                                                                  \
    K(REQUEST_MODEL, "gen_ai.request.model")                                                                           \
    K(PROVIDER, "provider")                                                                                            \
    A(PROVIDER, "providerID")                                                                                          \
    A(PROVIDER, "custom_llm_provider")                                                                                 \
    A(PROVIDER, "model_provider")                                                                                      \
    A(PROVIDER, "gen_ai.provider.name")                                                                                \
    A(PROVIDER, "gen_ai.system")                                                                                       \
    K(SERVICE_TIER, "service_tier")                                                                                    \
    A(SERVICE_TIER, "serviceTier")                                                                                     \
    A(SERVICE_TIER, "openai.response.service_tier")                                                                    \
    A(SERVICE_TIER, "gen_ai.openai.response.service_tier")                                                             \
    A(SERVICE_TIER, "tier")                                                                                            \
    K(TRAFFIC_TYPE, "trafficType")                                                                                     \
    A(TRAFFIC_TYPE, "traffic_type")                                                                                    \
    K(INFERENCE_GEO, "inference_geo")                                                                                  \
    K(REGION, "region")                                                                                                \
    K(SPEED, "speed")                                                                                                  \
    K(SEARCH_CONTEXT_SIZE, "search_context_size")                                                                      \
    K(SIZE, "size")                                                                                                    \
    K(QUALITY, "quality")                                                                                              \
    K(CREATED, "created")                                                                                              \
    A(CREATED, "created_at")                                                                                           \
    A(CREATED, "createdAt")                                                                                            \
    A(CREATED, "createTime")                                                                                           \
    K(TIMESTAMP, "timestamp")                                                                                          \
    A(TIMESTAMP, "time")                                                                                               \
    A(TIMESTAMP, "at")                                                                                                 \
    A(TIMESTAMP, "date")                                                                                               \
    A(TIMESTAMP, "startTime")                                                                                          \
    A(TIMESTAMP, "start_time")                                                                                         \
    A(TIMESTAMP, "startTimeUnixNano")                                                                                  \
    A(TIMESTAMP, "start_time_unix_nano")                                                                               \
    K(ACCOUNT, "account")                                                                                              \
    A(ACCOUNT, "account_id")                                                                                           \
    K(API_KEY, "api_key")                                                                                              \
    A(API_KEY, "key_alias")                                                                                            \
    K(USER, "user")                                                                                                    \
    A(USER, "user_id")                                                                                                 \
    A(USER, "end_user")                                                                                                \
    K(CACHE_HIT, "cache_hit")                                                                                          \
    K(DONE, "done")                                                                                                    \
    K(KEY, "key")                                                                                                      \
    K(VALUE, "value")                                                                                                  \
    K(INT_VALUE, "intValue")                                                                                           \
    A(INT_VALUE, "doubleValue")                                                                                        \
    K(STRING_VALUE, "stringValue")                                                                                     \
    /* what it cost, by its own account */                                                                             \
    K(COST, "cost")                                                                                                    \
    A(COST, "costUSD")                                                                                                 \
    A(COST, "spend")                                                                                                   \
    A(COST, "response_cost")                                                                                           \
    A(COST, "total_cost")                                                                                              \
    K(COST_TICKS, "cost_in_usd_ticks")                                                                                 \
    K(COST_DETAILS, "cost_details")                                                                                    \
    K(IS_BYOK, "is_byok")                                                                                              \
    K(COST_ESTIMATE, "cost_estimate")                                                                                  \
    /* counts */                                                                                                       \
    K(PROMPT_TOKENS, "prompt_tokens")                                                                                  \
    K(COMPLETION_TOKENS, "completion_tokens")                                                                          \
    K(TOTAL_TOKENS, "total_tokens")                                                                                    \
    A(TOTAL_TOKENS, "totalTokens")                                                                                     \
    A(TOTAL_TOKENS, "totalTokenCount")                                                                                 \
    A(TOTAL_TOKENS, "total_token_count")                                                                               \
    K(INPUT_TOKENS, "input_tokens")                                                                                    \
    K(OUTPUT_TOKENS, "output_tokens")                                                                                  \
    K(PROMPT_DETAILS, "prompt_tokens_details")                                                                         \
    K(COMPLETION_DETAILS, "completion_tokens_details")                                                                 \
    K(INPUT_DETAILS, "input_tokens_details")                                                                           \
    K(OUTPUT_DETAILS, "output_tokens_details")                                                                         \
    K(INPUT_DETAIL, "input_token_details")                                                                             \
    K(OUTPUT_DETAIL, "output_token_details")                                                                           \
    K(CACHED_DETAILS, "cached_tokens_details")                                                                         \
    K(CACHED_TOKENS, "cached_tokens")                                                                                  \
    K(NUM_CACHED_TOKENS, "num_cached_tokens")                                                                          \
    K(CACHED_PROMPT_TEXT, "cached_prompt_text_tokens")                                                                 \
    K(CACHE_HIT_TOKENS, "prompt_cache_hit_tokens")                                                                     \
    K(CACHE_READ_INPUT, "cache_read_input_tokens")                                                                     \
    K(CACHE_CREATION_INPUT, "cache_creation_input_tokens")                                                             \
    K(CACHE_WRITE_TOKENS, "cache_write_tokens")                                                                        \
    K(CACHE_CREATION_TOKENS, "cache_creation_tokens")                                                                  \
    K(CACHE_CREATION, "cache_creation")                                                                                \
    K(CACHE_CREATION_DETAILS, "cache_creation_token_details")                                                          \
    K(EPHEMERAL_5M, "ephemeral_5m_input_tokens")                                                                       \
    K(EPHEMERAL_1H, "ephemeral_1h_input_tokens")                                                                       \
    K(TEXT_TOKENS, "text_tokens")                                                                                      \
    K(AUDIO_TOKENS, "audio_tokens")                                                                                    \
    A(AUDIO_TOKENS, "audio")                                                                                           \
    K(IMAGE_TOKENS, "image_tokens")                                                                                    \
    K(VIDEO_TOKENS, "video_tokens")                                                                                    \
    K(REASONING_TOKENS, "reasoning_tokens")                                                                            \
    A(REASONING_TOKENS, "thinking_tokens")                                                                             \
    A(REASONING_TOKENS, "reasoning")                                                                                   \
    K(CITATION_TOKENS, "citation_tokens")                                                                              \
    K(SEARCH_QUERIES, "num_search_queries")                                                                            \
    K(SOURCES_USED, "num_sources_used")                                                                                \
    K(SERVER_TOOL_USE, "server_tool_use")                                                                              \
    K(WEB_SEARCH_REQUESTS, "web_search_requests")                                                                      \
    K(SERVER_SIDE_TOOLS, "server_side_tool_usage")                                                                     \
    K(WEB_SEARCH, "web_search")                                                                                        \
    K(X_SEARCH, "x_search")                                                                                            \
    K(CODE_EXECUTION, "code_execution")                                                                                \
    K(ATTACHMENT_SEARCH, "attachment_search")                                                                          \
    K(COLLECTIONS_SEARCH, "collections_search")                                                                        \
    K(TOOL_CALLS_DETAILS, "tool_calls_details")                                                                        \
    K(SEARCH_WEB, "search_web")                                                                                        \
    K(INVOCATION, "invocation")                                                                                        \
    K(ITERATIONS, "iterations")                                                                                        \
    K(QUEUE_TIME, "queue_time")                                                                                        \
    K(SECONDS, "seconds")                                                                                              \
    K(DURATION, "duration")                                                                                            \
    K(PROMPT_AUDIO_SECONDS, "prompt_audio_seconds")                                                                    \
    K(BILLABLE_AUDIO_SECONDS, "billable_audio_seconds")                                                                \
    K(INPUT_TEXT_MESSAGES, "input_text_messages")                                                                      \
    K(PAGES_PROCESSED, "pages_processed")                                                                              \
    K(DOCUMENT_ANNOTATION, "document_annotation")                                                                      \
    K(SEARCH_UNITS, "search_units")                                                                                    \
    /* Gemini */                                                                                                       \
    K(PROMPT_COUNT, "promptTokenCount")                                                                                \
    A(PROMPT_COUNT, "prompt_token_count")                                                                              \
    K(CANDIDATES_COUNT, "candidatesTokenCount")                                                                        \
    A(CANDIDATES_COUNT, "candidates_token_count")                                                                      \
    A(CANDIDATES_COUNT, "responseTokenCount")                                                                          \
    A(CANDIDATES_COUNT, "response_token_count")                                                                        \
    K(THOUGHTS_COUNT, "thoughtsTokenCount")                                                                            \
    A(THOUGHTS_COUNT, "thoughts_token_count")                                                                          \
    K(TOOL_COUNT, "toolUsePromptTokenCount")                                                                           \
    A(TOOL_COUNT, "tool_use_prompt_token_count")                                                                       \
    K(CACHED_COUNT, "cachedContentTokenCount")                                                                         \
    A(CACHED_COUNT, "cached_content_token_count")                                                                      \
    K(PROMPT_LIST, "promptTokensDetails")                                                                              \
    A(PROMPT_LIST, "promptTokenDetails")                                                                               \
    A(PROMPT_LIST, "prompt_token_details")                                                                             \
    K(CACHE_LIST, "cacheTokensDetails")                                                                                \
    A(CACHE_LIST, "cache_tokens_details")                                                                              \
    K(CANDIDATES_LIST, "candidatesTokensDetails")                                                                      \
    A(CANDIDATES_LIST, "candidates_tokens_details")                                                                    \
    A(CANDIDATES_LIST, "responseTokensDetails")                                                                        \
    A(CANDIDATES_LIST, "response_tokens_details")                                                                      \
    K(TOOL_LIST, "toolUsePromptTokensDetails")                                                                         \
    A(TOOL_LIST, "tool_use_prompt_tokens_details")                                                                     \
    K(MODALITY, "modality")                                                                                            \
    K(TOKEN_COUNT, "tokenCount")                                                                                       \
    A(TOKEN_COUNT, "token_count")                                                                                      \
    K(CANDIDATES, "candidates")                                                                                        \
    K(GROUNDING, "groundingMetadata")                                                                                  \
    A(GROUNDING, "grounding_metadata")                                                                                 \
    K(WEB_SEARCH_QUERIES, "webSearchQueries")                                                                          \
    A(WEB_SEARCH_QUERIES, "web_search_queries")                                                                        \
    /* Bedrock, Vercel AI SDK */                                                                                       \
    K(CAMEL_INPUT, "inputTokens")                                                                                      \
    K(CAMEL_OUTPUT, "outputTokens")                                                                                    \
    K(CAMEL_READ, "cacheReadInputTokens")                                                                              \
    A(CAMEL_READ, "cacheReadInputTokenCount")                                                                          \
    K(CAMEL_WRITE, "cacheWriteInputTokens")                                                                            \
    A(CAMEL_WRITE, "cacheWriteInputTokenCount")                                                                        \
    K(CACHE_ENTRIES, "cacheDetails")                                                                                   \
    K(TTL, "ttl")                                                                                                      \
    K(CAMEL_INPUT_DETAILS, "inputTokenDetails")                                                                        \
    K(CAMEL_OUTPUT_DETAILS, "outputTokenDetails")                                                                      \
    K(READ_TOKENS, "cacheReadTokens")                                                                                  \
    K(WRITE_TOKENS, "cacheWriteTokens")                                                                                \
    K(CAMEL_CACHED, "cachedInputTokens")                                                                               \
    K(CAMEL_REASONING, "reasoningTokens")                                                                              \
    /* Ollama, OpenRouter's generations, LangChain, OpenCode, Codex */                                                 \
    K(EVAL_PROMPT, "prompt_eval_count")                                                                                \
    K(EVAL_CACHED, "prompt_eval_cached_count")                                                                         \
    K(EVAL_COUNT, "eval_count")                                                                                        \
    K(NATIVE_PROMPT, "native_tokens_prompt")                                                                           \
    K(NATIVE_COMPLETION, "native_tokens_completion")                                                                   \
    K(NATIVE_CACHED, "native_tokens_cached")                                                                           \
    K(NATIVE_REASONING, "native_tokens_reasoning")                                                                     \
    K(CACHE_READ, "cache_read")                                                                                        \
    K(INPUT, "input")                                                                                                  \
    K(OUTPUT, "output")                                                                                                \
    K(READ, "read")                                                                                                    \
    K(WRITE, "write")                                                                                                  \
    K(INFO, "info")                                                                                                    \
    K(LAST_USAGE, "last_token_usage")                                                                                  \
    K(TOTAL_USAGE, "total_token_usage")                                                                                \
    K(CODEX_CACHED, "cached_input_tokens")                                                                             \
    K(CODEX_REASONING, "reasoning_output_tokens")                                                                      \
    K(TOOLS, "tools")                                                                                                  \
    /* OpenTelemetry's attributes */                                                                                   \
    K(OTEL_INPUT, "gen_ai.usage.input_tokens")                                                                         \
    A(OTEL_INPUT, "gen_ai.usage.prompt_tokens")                                                                        \
    K(OTEL_OUTPUT, "gen_ai.usage.output_tokens")                                                                       \
    A(OTEL_OUTPUT, "gen_ai.usage.completion_tokens")                                                                   \
    K(OTEL_READ, "gen_ai.usage.cache_read.input_tokens")                                                               \
    A(OTEL_READ, "gen_ai.usage.cache_read_input_tokens")                                                               \
    A(OTEL_READ, "gen_ai.usage.input_tokens.cached")                                                                   \
    K(OTEL_WRITE, "gen_ai.usage.cache_creation.input_tokens")                                                          \
    A(OTEL_WRITE, "gen_ai.usage.cache_creation_input_tokens")                                                          \
    A(OTEL_WRITE, "gen_ai.usage.input_tokens.cache_write")                                                             \
    K(OTEL_REASONING, "gen_ai.usage.reasoning.output_tokens")                                                          \
    A(OTEL_REASONING, "gen_ai.usage.output_tokens.reasoning")

#define TOLL__LOG_ENUM(name, text) KEY_##name,
#define TOLL__LOG_SKIP(name, text)
#define TOLL__LOG_NAME(name, text) text,

typedef enum toll__log_key {
    KEY_NONE = TOLL__JSON_KEY_NONE,
    TOLL__LOG_KEYS(TOLL__LOG_ENUM, TOLL__LOG_SKIP) KEYS_KNOWN
} toll__log_key;

#define TOLL__LOG_OWN_KEY 1024u /* keys of the user's map are numbered from here, where they are not known anyway */

/* Fills the table. */
void toll__log_keys_start(toll__json_keys *keys);

#endif
