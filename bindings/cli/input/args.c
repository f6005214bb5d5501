/* SPDX-License-Identifier: Apache-2.0 */
/* Reads argv from left to right. The first word is the command, and options are looked up among those that it takes;
 * only --help and --version, and what all commands take, may stand before it. Behind "--" everything is a word. Of an
 * option given twice the later value counts, but pairs (--usage web_search=3) add up. */
#include "input/args.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/file_input.h"
#include "input/numbers.h"
#include "text/utf8.h"

bool args_has(const args *a, option which)
{
    return a->given[which];
}

int64_t args_count(const args *a, option which, int64_t otherwise)
{
    return a->given[which] ? a->count[which] : otherwise;
}

double args_number(const args *a, option which, double otherwise)
{
    return a->given[which] ? a->number[which] : otherwise;
}

const char *args_text(const args *a, option which, const char *otherwise)
{
    return a->given[which] ? a->text[which] : otherwise;
}

static bool add_pair(option which, const char *value, const char **pairs, int *n_pairs)
{
    if (*n_pairs == ARGS_PAIRS) {
        complain("give at most %d of %s", ARGS_PAIRS, option_name(which));
        return false;
    }
    pairs[(*n_pairs)++] = value;
    return true;
}

static bool take_pair(args *a, option which, const char *value)
{
    switch (which) {
    case OPTION_USAGE:
        return add_pair(which, value, a->usages, &a->n_usages);
    case OPTION_LIMIT:
        return add_pair(which, value, a->limits, &a->n_limits);
    case OPTION_COUNTER:
        return add_pair(which, value, a->counters, &a->n_counters);
    case OPTION_MAP_MODEL:
        return add_pair(which, value, a->map_models, &a->n_map_models);
    case OPTION_OWN_PRICE:
        return add_pair(which, value, a->own_prices, &a->n_own_prices);
    case OPTION_RESERVED_PRICE:
        return add_pair(which, value, a->reserved_prices, &a->n_reserved_prices);
    case OPTION_AVAILABLE:
        return add_pair(which, value, a->available, &a->n_available);
    default:
        return add_pair(which, value, a->attributes, &a->n_attributes);
    }
}

bool args_set(args *a, option which, const char *value)
{
    a->given[which] = true;
    switch (option_kind_of(which)) {
    case OPTION_IS_COUNT:
        if (!number_parse_count(value, &a->count[which])) {
            complain("%s takes a whole number such as 8, 8k or 8Ki, got \"%.40s\"", option_name(which), value);
            return false;
        }
        return true;
    case OPTION_IS_NUMBER:
        if (!number_parse(value, &a->number[which])) {
            complain("%s takes a number such as 0.5, 100 or 8k, got \"%.40s\"", option_name(which), value);
            return false;
        }
        return true;
    case OPTION_IS_FLAG:
        return true; /* its value is that it is given */
    case OPTION_IS_PAIR:
        return take_pair(a, which, value);
    default:
        a->text[which] = value;
        return true;
    }
}

/* One option, and its value from "=" or the next word. */
static bool take_option(args *a, char **argv, int *i)
{
    const char *text = argv[*i], *equals = strchr(text, '=');
    int length = equals != NULL ? (int)(equals - text) : (int)strlen(text);
    option which = option_find(text, length, a->command);
    if (which == OPTION_COUNT) {
        option_complain_unknown(text, length, a->command);
        return false;
    }
    if (option_kind_of(which) == OPTION_IS_FLAG) {
        if (equals != NULL) {
            complain("%s takes no value", option_name(which));
            return false;
        }
        a->given[which] = true;
        return true;
    }
    const char *value = equals != NULL ? equals + 1 : argv[*i + 1];
    if (value == NULL || (equals == NULL && strncmp(value, "--", 2) == 0)) {
        complain("%s needs a value", option_name(which));
        return false;
    }
    *i += equals == NULL;
    return args_set(a, which, value);
}

static bool take_command(args *a, const char *word)
{
    a->command = command_find(word);
    if (a->command != 0) {
        return true;
    }
    if (strcmp(word, "help") == 0) {
        a->given[OPTION_HELP] = true;
        return true;
    }
    const char *nearest = command_nearest(word);
    if (nearest != NULL) {
        complain("unknown command \"%.40s\": did you mean %s?", word, nearest);
    } else {
        complain("unknown command \"%.40s\": see toll --help", word);
    }
    return false;
}

static bool take_word(args *a, const char *word)
{
    if (a->command == 0) {
        return take_command(a, word);
    }
    if (a->n_words == ARGS_WORDS) {
        complain("give at most %d names at once", ARGS_WORDS);
        return false;
    }
    a->words[a->n_words++] = word;
    return true;
}

/* Names and labels of a request end up in answers of all forms, so a word must be UTF-8 without control characters. */
static bool check_word(const char *word, int index)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i < length;) {
        const size_t step = (size_t)toll__io_utf8_length(word + i, length - i);
        const uint32_t point = step > 0 ? toll__io_utf8_decode(word + i, step) : 0;
        if (point < 0x20 || (point >= 0x7f && point < 0xa0)) {
            complain("argument %d, byte %llu: 0x%02x is %s: \"%.60s\"", index, (unsigned long long)i + 1,
                     (unsigned)(unsigned char)word[i], step > 0 ? "a control character" : "not UTF-8", word);
            return false;
        }
        i += step;
    }
    return true;
}

static bool check_words(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (!check_word(argv[i], i)) {
            return false;
        }
    }
    return true;
}

static bool take_limits(const args *a)
{
    int64_t most = args_count(a, OPTION_MAX_INPUT, 1);
    if (most < 1) {
        complain("--max-input takes bytes from 1 on, such as 256Mi");
        return false;
    }
    if (args_has(a, OPTION_MAX_INPUT)) {
        input_limit_set((uint64_t)most);
    }
    return true;
}

bool args_parse(args *a, int argc, char **argv)
{
    bool only_words = false;
    memset(a, 0, sizeof *a);
    if (!check_words(argc, argv)) {
        return false;
    }
    for (int i = 1; i < argc; i++) {
        bool is_option = !only_words && argv[i][0] == '-' && argv[i][1] != 0;
        if (is_option && strcmp(argv[i], "--") == 0) {
            only_words = true;
        } else if (!(is_option ? take_option(a, argv, &i) : take_word(a, argv[i]))) {
            return false;
        }
    }
    return take_limits(a);
}
