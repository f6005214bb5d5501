/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: the words that libraries and routers put in front of model names, and the makers of model families.
 *
 * Words were read from the names of LiteLLM 1.110.2, genai-prices 0.2.3 and the OpenTelemetry registry of
 * gen_ai.provider.name (2026-11). A word that is missing costs an answer, never a wrong one: a name with an unknown
 * word in front is refused. So only words are here that mean one provider wherever they stand. Z.AI's mainland platform
 * ("zhipuai") bills in another currency, so it is no name of zai. */
#include "book/name_sellers.h"

#include <stddef.h>
#include <string.h>

#define SELLER(word, id)                                                                                               \
    {                                                                                                                  \
        word, id, TOLL__WORD_SELLER                                                                                    \
    }
#define MAKER(word, id)                                                                                                \
    {                                                                                                                  \
        word, id, TOLL__WORD_MAKER                                                                                     \
    }
#define BOTH(word, id)                                                                                                 \
    {                                                                                                                  \
        word, id, TOLL__WORD_BOTH                                                                                      \
    }
#define HUB(word, id)                                                                                                  \
    {                                                                                                                  \
        word, id, TOLL__WORD_HUB                                                                                       \
    }
#define PASS(word)                                                                                                     \
    {                                                                                                                  \
        word, "", TOLL__WORD_PASS                                                                                      \
    }

/* Sorted by word, byte by byte, for a search in halves. */
static const toll__seller sellers[] = {
    HUB("ai21", "ai21"),
    HUB("ai21labs", "ai21"),
    SELLER("alibaba", "dashscope"),
    SELLER("alibaba_cloud", "dashscope"),
    SELLER("aliyun", "dashscope"),
    MAKER("amazon", "aws"),
    SELLER("amazon-bedrock", "aws"),
    SELLER("amazon_bedrock", "aws"),
    MAKER("anthropic", "anthropic"),
    SELLER("aws", "aws"),
    SELLER("aws-bedrock", "aws"),
    SELLER("aws.bedrock", "aws"),
    SELLER("aws_bedrock", "aws"),
    SELLER("az.ai.inference", "azure"),
    SELLER("az.ai.openai", "azure"),
    SELLER("azure", "azure"),
    SELLER("azure-ai", "azure"),
    SELLER("azure-openai", "azure"),
    SELLER("azure.ai.inference", "azure"),
    SELLER("azure.ai.openai", "azure"),
    SELLER("azure_ai", "azure"),
    SELLER("azure_openai", "azure"),
    SELLER("azure_text", "azure"),
    SELLER("azureopenai", "azure"),
    SELLER("baseten", "baseten"),
    SELLER("bedrock", "aws"),
    SELLER("bedrock_converse", "aws"),
    SELLER("bedrock_mantle", "aws"),
    SELLER("cerebras", "cerebras"),
    PASS("chat"),
    SELLER("cloudflare", "cloudflare"),
    MAKER("cohere", "cohere"),
    SELLER("cohere_chat", "cohere"),
    HUB("cohereforai", "cohere"),
    HUB("coherelabs", "cohere"),
    PASS("converse"),
    PASS("converse_like"),
    SELLER("dashscope", "dashscope"),
    SELLER("databricks", "databricks"),
    SELLER("deepinfra", "deepinfra"),
    MAKER("deepseek", "deepseek"),
    HUB("deepseek-ai", "deepseek"),
    SELLER("fireworks", "fireworks"),
    SELLER("fireworks-ai", "fireworks"),
    SELLER("fireworks_ai", "fireworks"),
    SELLER("gcp.gemini", "google"),
    SELLER("gcp.gen_ai", "google"),
    SELLER("gcp.vertex_ai", "google"),
    SELLER("gemini", "google"),
    SELLER("github-copilot", "github-copilot"),
    SELLER("github_copilot", "github-copilot"),
    MAKER("google", "google"),
    SELLER("google-ai-studio", "google"),
    SELLER("google-genai", "google"),
    SELLER("google-gla", "google"),
    SELLER("google-vertex", "google"),
    SELLER("google_genai", "google"),
    SELLER("google_vertexai", "google"),
    SELLER("googleai", "google"),
    SELLER("groq", "groq"),
    PASS("invoke"),
    PASS("litellm"),
    PASS("litellm_proxy"),
    HUB("meta", "meta"),
    HUB("meta-llama", "meta"),
    MAKER("minimax", "minimax"),
    HUB("minimaxai", "minimax"),
    MAKER("mistral", "mistral"),
    SELLER("mistral_ai", "mistral"),
    BOTH("mistralai", "mistral"),
    SELLER("moonshot", "moonshotai"),
    SELLER("moonshot_ai", "moonshotai"),
    BOTH("moonshotai", "moonshotai"),
    SELLER("nebius", "nebius"),
    SELLER("novita", "novita"),
    HUB("nvidia", "nvidia"),
    MAKER("openai", "openai"),
    SELLER("openrouter", "openrouter"),
    MAKER("perplexity", "perplexity"),
    SELLER("perplexity-ai", "perplexity"),
    SELLER("perplexity_ai", "perplexity"),
    HUB("qwen", "dashscope"),
    PASS("responses"),
    SELLER("text-completion-openai", "openai"),
    SELLER("together", "together"),
    SELLER("together-ai", "together"),
    SELLER("together_ai", "together"),
    SELLER("togetherai", "together"),
    SELLER("vertex", "google"),
    SELLER("vertex-ai", "google"),
    SELLER("vertex_ai", "google"),
    SELLER("vertex_ai_beta", "google"),
    SELLER("vertexai", "google"),
    SELLER("voyage", "voyageai"),
    SELLER("voyage_ai", "voyageai"),
    SELLER("voyageai", "voyageai"),
    SELLER("workers-ai", "cloudflare"),
    SELLER("workers_ai", "cloudflare"),
    MAKER("x-ai", "x-ai"),
    SELLER("x_ai", "x-ai"),
    MAKER("xai", "x-ai"),
    MAKER("z-ai", "zai"),
    SELLER("z.ai", "zai"),
    SELLER("z_ai", "zai"),
    MAKER("zai", "zai"),
    HUB("zai-org", "zai"),
};

/* The family that a name begins with; behind it the name ends, or a digit or a "-" follows. */
typedef struct family {
    char word[TOLL__SELLER_BYTES], id[TOLL__SELLER_BYTES];
    uint32_t has_open_weights; /* 1: anyone may serve its models, so a bare name is not yet its maker's */
} family;

/* The first that fits counts, so longer ones stand before shorter ones. */
static const family families[] = {
    {"text-embedding-00", "google", 0},
    {"text-embedding", "openai", 0},
    {"text-multilingual-embedding", "google", 0},
    {"gpt-oss", "openai", 1},
    {"gpt", "openai", 0},
    {"chatgpt", "openai", 0},
    {"o", "openai", 0}, /* o1, o3, o4: a digit follows, see is_family() */
    {"whisper", "openai", 1},
    {"tts", "openai", 0},
    {"dall-e", "openai", 0},
    {"davinci", "openai", 0},
    {"babbage", "openai", 0},
    {"codex", "openai", 0},
    {"computer-use", "openai", 0},
    {"omni-moderation", "openai", 0},
    {"ft:gpt", "openai", 0},
    {"claude", "anthropic", 0},
    {"gemini", "google", 0},
    {"gemma", "google", 1},
    {"imagen", "google", 0},
    {"veo", "google", 0},
    {"grok", "x-ai", 0},
    {"deepseek", "deepseek", 1},
    {"mistral", "mistral", 1},
    {"ministral", "mistral", 1},
    {"magistral", "mistral", 1},
    {"mixtral", "mistral", 1},
    {"codestral", "mistral", 1},
    {"devstral", "mistral", 1},
    {"pixtral", "mistral", 1},
    {"voxtral", "mistral", 1},
    {"open-mistral", "mistral", 1},
    {"open-mixtral", "mistral", 1},
    {"kimi", "moonshotai", 1},
    {"moonshot", "moonshotai", 1},
    {"glm", "zai", 1},
    {"qwen", "dashscope", 1},
    {"qwq", "dashscope", 1},
    {"qvq", "dashscope", 1},
    {"command", "cohere", 1},
    {"c4ai", "cohere", 1},
    {"embed", "cohere", 0},
    {"rerank-v", "cohere", 0},
    {"rerank-english", "cohere", 0},
    {"rerank-multilingual", "cohere", 0},
    {"voyage", "voyageai", 0},
    {"sonar", "perplexity", 0},
    {"minimax", "minimax", 1},
    {"nova", "aws", 0},
    {"titan", "aws", 0},
    {"llama", "meta", 1},
    {"meta-llama", "meta", 1},
    {"muse", "meta", 1},
};

static char lower(char letter)
{
    return (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
}

/* Order of an entry and a word in small letters: below 0, 0 or above. */
static int compare_word(const char *entry, const char *word, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++) {
        const int order = (unsigned char)entry[i] - (unsigned char)lower(word[i]);
        if (order != 0 || entry[i] == '\0')
            return order;
    }
    return entry[length] == '\0' ? 0 : 1;
}

const toll__seller *toll__seller_find(const char *word, uint64_t length)
{
    uint64_t low = 0, high = sizeof sellers / sizeof sellers[0];
    if (length == 0 || length >= TOLL__SELLER_BYTES)
        return NULL;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        const int order = compare_word(sellers[middle].word, word, length);
        if (order == 0)
            return &sellers[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* ---- makers ---- */

static int is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static int is_family(const char *word, const char *name, uint64_t length)
{
    const uint64_t size = strlen(word);
    if (length < size || memcmp(name, word, (size_t)size) != 0)
        return 0;
    if (size == 1) /* one letter is a family with a number alone: "o3-mini" */
        return length > 1 && is_digit(name[1]) && (length == 2 || name[2] == '-');
    return length == size || name[size] == '-' || name[size] == ':' || is_digit(name[size]);
}

static const family *find_family(const char *name, uint64_t length)
{
    for (uint64_t i = 0; i < sizeof families / sizeof families[0]; i++)
        if (is_family(families[i].word, name, length))
            return &families[i];
    return NULL;
}

const char *toll__maker_find(const char *name, uint64_t length)
{
    const family *found = find_family(name, length);
    return found != NULL ? found->id : NULL;
}

const char *toll__sole_maker_find(const char *name, uint64_t length)
{
    const family *found = find_family(name, length);
    return found != NULL && !found->has_open_weights ? found->id : NULL;
}

/* ---- regions ---- */

/* 1 when some word of a list, with one blank behind each, begins the text and `behind` follows. */
static int begins_with_one(const char *words, const char *text, uint64_t length, char behind, uint64_t *size)
{
    for (const char *at = words; *at != '\0'; at += *size + 1) {
        *size = 0;
        while (at[*size] != ' ')
            ++*size;
        if (*size < length && text[*size] == behind && memcmp(at, text, (size_t)(*size)) == 0)
            return 1;
    }
    return 0;
}

int toll__is_bedrock_name(const char *name, uint64_t length)
{
    static const char makers[] = "ai21 amazon anthropic cohere deepseek google luma meta minimax mistral moonshot "
                                 "moonshotai nvidia openai qwen stability twelvelabs writer zai ";
    uint64_t size = 0;
    return begins_with_one(makers, name, length, '.', &size);
}

uint64_t toll__bedrock_profile(const char *name, uint64_t length)
{
    static const char profiles[] = "us eu apac global jp au ca in us-gov ";
    uint64_t size = 0;
    if (!begins_with_one(profiles, name, length, '.', &size))
        return 0;
    return toll__is_bedrock_name(name + size + 1, length - size - 1) ? size + 1 : 0;
}

/* "us-east-1", "ap-southeast-2", "us-gov-west-1": two letters, words, a digit at the end. */
int toll__is_aws_region(const char *word, uint64_t length)
{
    if (length < 9 || length > 20 || word[2] != '-' || word[length - 2] != '-' || !is_digit(word[length - 1]))
        return 0;
    for (uint64_t i = 0; i + 2 < length; i++)
        if ((word[i] < 'a' || word[i] > 'z') && word[i] != '-')
            return 0;
    return 1;
}

int toll__is_azure_region(const char *word, uint64_t length)
{
    static const char regions[][16] = {"eu", "us", "apac", "us-gov", "global", "global-standard"};
    for (uint64_t i = 0; i < sizeof regions / sizeof regions[0]; i++)
        if (strlen(regions[i]) == length && compare_word(regions[i], word, length) == 0)
            return 1;
    return 0;
}
