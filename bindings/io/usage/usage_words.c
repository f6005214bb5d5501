/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of words. OpenAI's `default`, `auto` and Anthropic's `standard_only` are the standard tier; Vertex calls traffic
 * that is paid by the token ON_DEMAND. Providers: names of OpenTelemetry's gen_ai.provider.name (semantic conventions
 * 1.37), of LiteLLM's custom_llm_provider and of OpenCode's providerID. */
#include "usage/usage_words.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Compares with a word in lower case. */
static bool is_word(toll__io_span text, const char *word)
{
    uint64_t i = 0;
    for (; i < text.length && word[i] != 0; i++)
        if (lower(text.bytes[i]) != word[i])
            return false;
    return i == text.length && word[i] == 0;
}

static bool is_listed(toll__io_span text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (is_word(text, *words))
            return true;
    return false;
}

bool toll__log_tier(toll__io_span word, char *out, uint64_t capacity)
{
    static const char *const standard[] = {"default",     "standard",      "auto",     "on_demand",
                                           "on-demand",   "standard_only", "ondemand", "not_available",
                                           "unspecified", "none",          NULL};
    static const struct {
        const char *word, *tier;
    } tiers[] = {{"on_demand_priority", "priority"}, {"on_demand_flex", "flex"}, {"batches", "batch"}};
    memset(out, 0, capacity);
    if (is_listed(word, standard))
        return true;
    for (unsigned i = 0; i < sizeof tiers / sizeof tiers[0]; i++)
        if (is_word(word, tiers[i].word))
            word = (toll__io_span){tiers[i].tier, strlen(tiers[i].tier)};
    if (word.length >= capacity)
        return false;
    for (uint64_t i = 0; i < word.length; i++)
        out[i] = lower(word.bytes[i]);
    return true;
}

bool toll__log_is_no_region(toll__io_span word)
{
    static const char *const none[] = {"", "global", "not_available", "unspecified", NULL};
    return is_listed(word, none);
}

static const struct {
    const char *word, *provider;
} providers[] = {
    {"aws.bedrock", "aws"},
    {"bedrock", "aws"},
    {"bedrock_converse", "aws"},
    {"amazon-bedrock", "aws"},
    {"amazon", "aws"},
    {"azure.ai.openai", "azure"},
    {"az.ai.openai", "azure"},
    {"az.ai.inference", "azure"},
    {"azure.ai.inference", "azure"},
    {"azure_openai", "azure"},
    {"azure_ai", "azure"},
    {"azure-openai", "azure"},
    {"gcp.gemini", "google"},
    {"gcp.vertex_ai", "google"},
    {"gcp.gen_ai", "google"},
    {"gemini", "google"},
    {"vertex_ai", "google"},
    {"vertex_ai_beta", "google"},
    {"vertexai", "google"},
    {"google-vertex", "google"},
    {"google_genai", "google"},
    {"google-generative-ai", "google"},
    {"xai", "x-ai"},
    {"x_ai", "x-ai"},
    {"mistral_ai", "mistral"},
    {"mistralai", "mistral"},
    {"together_ai", "together"},
    {"togetherai", "together"},
    {"fireworks_ai", "fireworks"},
    {"fireworks-ai", "fireworks"},
    {"moonshot", "moonshotai"},
    {"zhipu", "zai"},
    {"z-ai", "zai"},
    {"z.ai", "zai"},
    {"voyage", "voyageai"},
    {"alibaba", "dashscope"},
    {"perplexity-ai", "perplexity"},
    {"open_router", "openrouter"},
};

toll__io_span toll__log_provider(toll__io_span word)
{
    for (unsigned i = 0; i < sizeof providers / sizeof providers[0]; i++)
        if (is_word(word, providers[i].word))
            return (toll__io_span){providers[i].provider, strlen(providers[i].provider)};
    return word;
}
