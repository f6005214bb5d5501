/* SPDX-License-Identifier: Apache-2.0 */
/* A command line as a need file: --save.
 *
 * One line an option, in the order of the table of options. What was written is read again before it is kept, and must
 * give the same command line: a name with a "#" in it would end at that sign, so it is refused and not cut. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/need_file.h"
#include "input/need_words.h"
#include "output/give_up.h"

#define TEXT_BYTES 65536
#define WORD_BYTES 64

typedef struct save_text {
    char *text;
    size_t used;
    bool is_full;
} save_text;

static void add_line(save_text *s, const char *word, const char *name, const char *value)
{
    const bool has_value = value[0] != 0;
    const int length = snprintf(s->text + s->used, TEXT_BYTES - s->used, "%s%s%s%s%s\n", word, name[0] != 0 ? " " : "",
                                name, has_value ? " = " : "", value);
    s->is_full = s->is_full || length < 0 || s->used + (size_t)length >= TEXT_BYTES;
    s->used += s->is_full ? 0 : (size_t)length;
}

/* "a,b" -> "a, b" */
static void add_list(save_text *s, const char *word, const char *list)
{
    char spaced[2048];
    size_t used = 0;
    for (const char *c = list; *c != 0 && used + 2 < sizeof spaced; c++) {
        spaced[used++] = *c;
        if (*c == ',') {
            spaced[used++] = ' ';
        }
    }
    spaced[used] = 0;
    add_line(s, word, "", spaced);
}

static void add_words(save_text *s, const args *a)
{
    char hardware[2048] = "";
    add_line(s, "model", "", a->words[0]);
    for (int i = 1; i < a->n_words; i++) {
        size_t used = strlen(hardware);
        snprintf(hardware + used, sizeof hardware - used, "%s%s", used > 0 ? ", " : "", a->words[i]);
    }
    if (a->n_words > 1) {
        add_line(s, "hardware", "", hardware);
    }
}

static void add_prices(save_text *s, const args *a)
{
    char name[1024];
    for (int i = 0; i < a->n_own_prices; i++) {
        const char *equals = strchr(a->own_prices[i], '=');
        snprintf(name, sizeof name, "%.*s", equals != NULL ? (int)(equals - a->own_prices[i]) : 0, a->own_prices[i]);
        bool is_later = false; /* the last price of a name counts */
        for (int k = i + 1; k < a->n_own_prices; k++) {
            is_later = is_later || strncmp(a->own_prices[k], a->own_prices[i], strlen(name) + 1) == 0;
        }
        if (equals != NULL && !is_later) {
            add_line(s, "price", name, equals + 1);
        }
    }
}

static const char *unit_of(option which)
{
    switch (which) {
    case OPTION_RATE:
        return " per s";
    case OPTION_INPUT:
    case OPTION_OUTPUT:
        return " tokens";
    default:
        return "";
    }
}

static void add_option(save_text *s, const args *a, option which)
{
    char word[WORD_BYTES], value[WORD_BYTES] = "", number[32] = "";
    need_word_of_option(which, word, sizeof word);
    switch (option_kind_of(which)) {
    case OPTION_IS_FLAG:
        add_line(s, word, "", "");
        return;
    case OPTION_IS_PAIR:
        add_prices(s, a);
        return;
    case OPTION_IS_TEXT:
        add_list(s, word, a->text[which]);
        return;
    default:
        break;
    }
    need_value_number(option_kind_of(which) == OPTION_IS_COUNT ? (double)a->count[which] : a->number[which], number,
                      sizeof number);
    snprintf(value, sizeof value, "%s%s", number, unit_of(which));
    add_line(s, word, "", value);
}

static bool is_same_text(const char *left, const char *right)
{
    return (left == NULL) == (right == NULL) && (left == NULL || strcmp(left, right) == 0);
}

/* Whether a file gives back what the command line says: its words, and the value of each option that it may have. */
static bool is_same_need(const args *a, const args *read)
{
    bool is_same = a->n_words == read->n_words;
    for (int i = 0; i < a->n_words && is_same; i++) {
        is_same = is_same_text(a->words[i], read->words[i]);
    }
    for (int i = 0; i < OPTION_COUNT && is_same; i++) {
        if (need_word_is_of_file((option)i) && args_has(a, (option)i)) {
            is_same = args_has(read, (option)i) && a->count[i] == read->count[i] && a->number[i] == read->number[i] &&
                      is_same_text(a->text[i], read->text[i]);
        }
    }
    return is_same;
}

static bool gives_back(const args *a, const char *text)
{
    args read;
    need_file file = {.path = "--save"};
    char *copy = claim(strlen(text) + 1, 1);
    memcpy(copy, text, strlen(text) + 1);
    memset(&read, 0, sizeof read);
    read.command = a->command;
    const bool is_read = need_file_read_text(&file, copy, strlen(text)) && need_file_lay(&read, &file);
    const bool is_same = is_read && is_same_need(a, &read);
    need_file_free(&file);
    free(copy);
    return is_same || (is_read && complain("--save: a name with a \"#\", or with blanks at its ends, can't stand in a "
                                           "need file") == EXIT_FINE);
}

char *need_file_text(const args *a)
{
    save_text s = {.text = claim(TEXT_BYTES, 1)};
    add_words(&s, a);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (args_has(a, (option)i) && need_word_is_of_file((option)i)) {
            add_option(&s, a, (option)i);
        }
    }
    if (s.is_full) {
        complain("--save: the need is longer than %d bytes", TEXT_BYTES - 1);
    }
    if (s.is_full || !gives_back(a, s.text)) {
        free(s.text);
        return NULL;
    }
    return s.text;
}
