/* SPDX-License-Identifier: Apache-2.0 */
/* What an item of an invoice names, by its words. Letters, digits and points make words; a change from digit to letter
 * ends one, so that "Claude4.5Sonnet" is three.
 *
 *   gpt-5-2025-08-07, cached input              gpt-5-2025-08-07       cache_read
 *   Claude Sonnet 4.5 Usage - Input Tokens      Claude Sonnet 4.5      input
 *   USE1-Claude4.5Sonnet-output-tokens-batch    Claude4.5Sonnet        output, batch
 *   gpt-5-mini-2025-08-07 cached Inp glbl       gpt-5-mini-2025-08-07  cache_read
 *
 * The model is what stands before a comma, else before the first word of a meter or tier, without an AWS region code in
 * front. */
#include "table/statement_item.h"

#include <ctype.h>
#include <string.h>

/* Bits of what words say. */
#define SAYS_INPUT    0x1u
#define SAYS_OUTPUT   0x2u
#define SAYS_CACHE    0x4u
#define SAYS_WRITE    0x8u
#define SAYS_5M       0x10u
#define SAYS_1H       0x20u
#define SAYS_AUDIO    0x40u
#define SAYS_IMAGE    0x80u
#define SAYS_SEARCH   0x100u
#define SAYS_FILE     0x200u
#define SAYS_CODE     0x400u
#define SAYS_BATCH    0x800u
#define SAYS_FLEX     0x1000u
#define SAYS_PRIORITY 0x2000u
#define SAYS_READ     0x4000u
#define SAYS_USAGE    0x8000u
#define SAYS_NOCACHE  0x10000u
#define SAYS_OTHER    0x20000u /* no part of a model's name, and nothing else */
#define SAYS_TIER     (SAYS_BATCH | SAYS_FLEX | SAYS_PRIORITY)

static const struct {
    const char *word;
    uint32_t says;
} vocabulary[] = {
    {"input", SAYS_INPUT},       {"inputs", SAYS_INPUT},    {"inp", SAYS_INPUT},     {"prompt", SAYS_INPUT},
    {"output", SAYS_OUTPUT},     {"outputs", SAYS_OUTPUT},  {"outp", SAYS_OUTPUT},   {"opt", SAYS_OUTPUT},
    {"completion", SAYS_OUTPUT}, {"response", SAYS_OUTPUT}, {"cache", SAYS_CACHE},   {"cached", SAYS_CACHE},
    {"cchd", SAYS_CACHE},        {"caching", SAYS_CACHE},   {"write", SAYS_WRITE},   {"writes", SAYS_WRITE},
    {"creation", SAYS_WRITE},    {"read", SAYS_READ},       {"reads", SAYS_READ},    {"hit", SAYS_READ},
    {"hits", SAYS_READ},         {"5m", SAYS_5M},           {"1h", SAYS_1H},         {"audio", SAYS_AUDIO},
    {"aud", SAYS_AUDIO},         {"image", SAYS_IMAGE},     {"img", SAYS_IMAGE},     {"search", SAYS_SEARCH},
    {"searches", SAYS_SEARCH},   {"web", SAYS_OTHER},       {"file", SAYS_FILE},     {"interpreter", SAYS_CODE},
    {"container", SAYS_CODE},    {"batch", SAYS_BATCH},     {"batches", SAYS_BATCH}, {"flex", SAYS_FLEX},
    {"priority", SAYS_PRIORITY}, {"usage", SAYS_USAGE},     {"tokens", SAYS_USAGE},  {"token", SAYS_USAGE},
    {"uncached", SAYS_NOCACHE},  {"no", SAYS_NOCACHE},      {"text", SAYS_OTHER},    {"standard", SAYS_OTHER},
};

/* One word: its place, its length, what it says. */
typedef struct item_word {
    const char *at;
    size_t length;
    uint32_t says;
} item_word;

static uint32_t meaning_of(const char *at, size_t length)
{
    for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++) {
        size_t k = 0;
        while (k < length && vocabulary[i].word[k] != 0 && tolower((unsigned char)at[k]) == vocabulary[i].word[k])
            k++;
        if (k == length && vocabulary[i].word[k] == 0)
            return vocabulary[i].says;
    }
    return 0;
}

/* A point is a part of a word between digits alone: 4.5, but not creation.ephemeral. */
static int is_word_char(const char *at, const char *start)
{
    if (*at == '.')
        return at > start && isdigit((unsigned char)at[-1]) && isdigit((unsigned char)at[1]);
    return isalnum((unsigned char)*at);
}

static int next_item_word(const char **cursor, item_word *word)
{
    const char *at = *cursor;
    while (*at != 0 && !is_word_char(at, *cursor))
        at++;
    word->at = at;
    while (is_word_char(at, word->at))
        at++;
    word->length = (size_t)(at - word->at);
    word->says = meaning_of(word->at, word->length);
    *cursor = at;
    return word->length > 0;
}

/* What all words say, and the first of them that says something; NULL: none. */
static uint32_t says_all(const char *text, const char **first)
{
    uint32_t says = 0;
    item_word word;
    *first = NULL;
    for (const char *cursor = text; next_item_word(&cursor, &word);) {
        if (word.says != 0 && *first == NULL)
            *first = word.at;
        says |= word.says;
    }
    return says;
}

static uint32_t cache_meter(uint32_t says)
{
    if ((says & SAYS_WRITE) != 0)
        return (says & SAYS_1H) != 0   ? TOLL_METER_CACHE_WRITE_1H
               : (says & SAYS_5M) != 0 ? TOLL_METER_CACHE_WRITE_5M
                                       : TOLL_METER_CACHE_WRITE;
    return (says & SAYS_AUDIO) != 0   ? TOLL_METER_CACHE_READ_AUDIO
           : (says & SAYS_IMAGE) != 0 ? TOLL_METER_CACHE_READ_IMAGE
                                      : TOLL_METER_CACHE_READ;
}

static uint32_t meter_said(uint32_t says)
{
    if ((says & SAYS_SEARCH) != 0)
        return (says & SAYS_FILE) != 0 ? TOLL_METER_FILE_SEARCH : TOLL_METER_WEB_SEARCH;
    if ((says & SAYS_CODE) != 0)
        return TOLL_METER_CODE_SESSION;
    if ((says & SAYS_CACHE) != 0 && (says & SAYS_NOCACHE) == 0)
        return cache_meter(says);
    if ((says & SAYS_OUTPUT) != 0)
        return (says & SAYS_AUDIO) != 0   ? TOLL_METER_OUTPUT_AUDIO
               : (says & SAYS_IMAGE) != 0 ? TOLL_METER_OUTPUT_IMAGE
                                          : TOLL_METER_OUTPUT;
    if ((says & SAYS_INPUT) != 0)
        return (says & SAYS_AUDIO) != 0   ? TOLL_METER_INPUT_AUDIO
               : (says & SAYS_IMAGE) != 0 ? TOLL_METER_INPUT_IMAGE
                                          : TOLL_METER_INPUT;
    return 0;
}

uint32_t toll__statement_find_meter(const char *text)
{
    const char *first;
    return meter_said(says_all(text, &first));
}

/* "USE1-", "EUC1-", "APN1-": three or four letters and digits, and a hyphen. */
static const char *behind_region_code(const char *text)
{
    size_t letters = 0, all = 0;
    while (isupper((unsigned char)text[letters]))
        letters++;
    all = letters + (isdigit((unsigned char)text[letters]) ? 1 : 0);
    return letters >= 2 && letters <= 4 && all > letters && text[all] == '-' ? text + all + 1 : text;
}

static void copy_model(const char *text, size_t length, char model[STATEMENT_TEXT])
{
    while (length > 0 && !isalnum((unsigned char)text[length - 1]))
        length--;
    if (length == 0 || length >= STATEMENT_TEXT)
        return;
    memcpy(model, text, length);
    model[length] = 0;
}

static void put_tier(uint32_t says, toll__statement_line *line)
{
    const char *tier = (says & SAYS_BATCH) != 0      ? "batch"
                       : (says & SAYS_FLEX) != 0     ? "flex"
                       : (says & SAYS_PRIORITY) != 0 ? "priority"
                                                     : NULL;
    if (tier != NULL)
        memcpy(line->tier, tier, strlen(tier) + 1);
}

/* "gpt-4o-audio-preview-2024-12-17, audio input": what stands before a comma is a model whatever its words are, but for
 * "Claude Sonnet 4.5 Usage - Input Tokens, Cache Read", which has named the meter before. */
static const char *find_comma(const char *text)
{
    const char *comma = strstr(text, ", ");
    item_word word;
    for (const char *cursor = text; comma != NULL && next_item_word(&cursor, &word) && word.at < comma;)
        if ((word.says & SAYS_USAGE) != 0)
            return NULL;
    return comma;
}

void toll__statement_read_item(const char *text, toll__statement_line *line)
{
    const char *first, *start = behind_region_code(text), *comma = find_comma(start);
    const uint32_t says = says_all(comma != NULL ? comma : start, &first);
    const char *end = comma != NULL ? comma : first != NULL ? first : start + strlen(start);
    if (line->meter == 0)
        line->meter = meter_said(says);
    if (line->tier[0] == 0)
        put_tier(says, line);
    if (line->model[0] == 0)
        copy_model(start, (size_t)(end - start), line->model);
}
