/* SPDX-License-Identifier: Apache-2.0 */
/* A need file is a command line with a line for each option.
 *
 *     # what the sales desk needs
 *     model = llama-3.1-70b                  the first word of the command line
 *     hardware = h100-sxm5-80gb, l40s-48gb   the others
 *     rate = 20 per s                        --rate 20
 *     prefix hit = 60 %                      --prefix-hit 0.6
 *     ttft p95 = 1 s                         --ttft-p95 "1 s"
 *     price h100-sxm5-80gb = 2.10 USD        --price h100-sxm5-80gb=2.10
 *     air gap                                --air-gap
 *
 * Words are those of the table of options, with blanks for hyphens, so that a new option of `toll plan` is a word of the
 * file on the same day. Those that say how an answer is shown, and not what is needed, are refused: they belong to who
 * asks. The text of a value is brought into the form that the option takes, and is read by the same code. */
#include "input/need_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "input/need_words.h"
#include "output/give_up.h"
#include "output/notes.h"
#include "text/utf8.h"

#define NEED_LINES    256
#define WORD_BYTES    64
#define VALUE_BYTES   1000
#define WORD_MODEL    (-1) /* the file's own words, which are no options */
#define WORD_HARDWARE (-2)

/* ---- Complaints ---- */

static const need_file *at_file; /* whose lines complaints are held against; one file at a time */
static uint32_t at_line;         /* the line that is being read; 0: all have been */

/* "--rate" within "--rate takes", and not within "--rate-days". */
static bool has_option_name(const char *message, const char *name)
{
    const char *at = strstr(message, name);
    const char next = at != NULL ? at[strlen(name)] : 0;
    return at != NULL && next != '-' && isalnum((unsigned char)next) == 0;
}

static const need_line *line_of_message(const need_file *file, const char *message)
{
    for (int i = 0; i < file->n_lines; i++) {
        const need_line *l = &file->lines[i];
        if (l->which >= 0 && has_option_name(message, option_name((option)l->which))) {
            return l;
        }
    }
    for (int i = 0; i < file->n_lines; i++) { /* of the model and the hardware the name is quoted */
        const need_line *l = &file->lines[i];
        if (l->which < 0 && strstr(message, l->value) != NULL) {
            return l;
        }
    }
    return NULL;
}

static const char *place_of_complaint(const char *message)
{
    static char place[300];
    const need_line *l = at_line == 0 ? line_of_message(at_file, message) : NULL;
    const uint32_t number = l != NULL ? l->number : at_line;
    if (number > 0) {
        snprintf(place, sizeof place, "%.240s: line %u: ", at_file->path, (unsigned)number);
    } else {
        snprintf(place, sizeof place, "%.240s: ", at_file->path);
    }
    return place;
}

/* ---- Lines ---- */

static char *copy_text(const char *text)
{
    char *copy = claim(strlen(text) + 1, 1);
    memcpy(copy, text, strlen(text) + 1);
    return copy;
}

static bool keep_line(need_file *file, int which, const char *word, const char *value)
{
    if (file->n_lines == NEED_LINES) {
        complain("at most %d lines say something", NEED_LINES);
        return false;
    }
    file->lines = claim_again(file->lines, (size_t)file->n_lines + 1, sizeof *file->lines);
    file->lines[file->n_lines++] = (need_line){at_line, which, copy_text(word), copy_text(value)};
    return true;
}

static bool is_repeated(const need_file *file, int which, const char *word)
{
    for (int i = 0; i < file->n_lines; i++) {
        if (file->lines[i].which == which && strcmp(file->lines[i].word, word) == 0) {
            complain("\"%.40s\" is given twice: line %u has it too", word, (unsigned)file->lines[i].number);
            return true;
        }
    }
    return false;
}

/* A flag: alone, or with yes. "no" leaves it out, so that a file can show what was decided. */
static bool read_flag(need_file *file, option which, const char *word, const char *value)
{
    if (value == NULL || strcmp(value, "yes") == 0) {
        return !is_repeated(file, (int)which, word) && keep_line(file, (int)which, word, "");
    }
    if (strcmp(value, "no") == 0) {
        return true;
    }
    complain("%.40s is a word alone, or with = yes or = no, got \"%.40s\"", word, value);
    return false;
}

/* "price h100 = 2.10": the word has the pair's name behind it. */
static bool read_pair(need_file *file, option which, const char *word, const char *name, const char *value)
{
    char amount[VALUE_BYTES], pair[VALUE_BYTES];
    if (name[0] == 0 || value == NULL) {
        complain("%s takes a name before the sign: %s h100-sxm5-80gb = 2.10", word, word);
        return false;
    }
    need_value_price(value, amount, sizeof amount);
    snprintf(pair, sizeof pair, "%.200s=%.700s", name, amount);
    return !is_repeated(file, (int)which, name) && keep_line(file, (int)which, name, pair);
}

static bool read_option(need_file *file, option which, const char *word, const char *value)
{
    char converted[VALUE_BYTES];
    if (option_kind_of(which) == OPTION_IS_FLAG) {
        return read_flag(file, which, word, value);
    }
    if (value == NULL || value[0] == 0) {
        complain("%.40s needs a value: %.40s = ...", word, word);
        return false;
    }
    return need_value_convert(which, value, converted, sizeof converted) &&
           !is_repeated(file, (int)which, option_name(which)) &&
           keep_line(file, (int)which, option_name(which), converted);
}

static bool read_names_line(need_file *file, int which, const char *word, const char *value)
{
    char names[VALUE_BYTES];
    if (value == NULL || value[0] == 0) {
        complain("%s needs a name: %s = ...", word, word);
        return false;
    }
    if (is_repeated(file, which, word)) {
        return false;
    }
    need_value_list(value, names, sizeof names);
    for (char *name = names; name != NULL;) { /* a line each, so that a complaint about a name finds it */
        char *comma = which == WORD_HARDWARE ? strchr(name, ',') : NULL;
        if (comma != NULL) {
            *comma++ = 0;
        }
        if (!keep_line(file, which, word, name)) {
            return false;
        }
        name = comma;
    }
    return true;
}

/* The word, its name in a pair, and the value, all trimmed; value NULL: there is no "=". */
static bool read_words(need_file *file, char *word, const char *value)
{
    if (strcmp(word, "model") == 0 || strcmp(word, "hardware") == 0) {
        return read_names_line(file, word[0] == 'm' ? WORD_MODEL : WORD_HARDWARE, word, value);
    }
    const size_t first = strcspn(word, " \t");
    char head[WORD_BYTES];
    snprintf(head, sizeof head, "%.*s", (int)(first < WORD_BYTES ? first : WORD_BYTES - 1), word);
    option which = need_word_find(head);
    if (which != OPTION_COUNT && option_kind_of(which) == OPTION_IS_PAIR) {
        return read_pair(file, which, head, word + first + strspn(word + first, " \t"), value);
    }
    which = need_word_find(word);
    if (which == OPTION_COUNT) {
        return need_word_complain(word);
    }
    if (need_word_is_about_answer(which)) {
        complain("\"%.40s\" says how the answer is given, not what is needed: type %s", word, option_name(which));
        return false;
    }
    return read_option(file, which, word, value);
}

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
        text[--length] = 0;
    }
    return text;
}

static bool is_plain_text(const char *text)
{
    const size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        const size_t step = (size_t)toll__io_utf8_length(text + i, length - i);
        const uint32_t point = step > 0 ? toll__io_utf8_decode(text + i, step) : 0;
        if ((point < 0x20 && point != '\t' && point != '\r') || (point >= 0x7f && point < 0xa0)) {
            complain("byte %llu is no text: 0x%02x", (unsigned long long)i + 1, (unsigned)(unsigned char)text[i]);
            return false;
        }
        i += step;
    }
    return true;
}

static bool read_need_line(need_file *file, char *line)
{
    if (!is_plain_text(line)) {
        return false;
    }
    line[strcspn(line, "#")] = 0;
    char *word = trim(line), *value = strchr(word, '=');
    if (word[0] == '[') {
        complain("options in brackets are those of a scenario: toll tco %.100s", file->path);
        return false;
    }
    if (value != NULL) {
        *value++ = 0;
        value = trim(value);
        word = trim(word);
    }
    if (word[0] == 0) {
        return value == NULL || complain("a line begins with a word: rate = 20") == EXIT_FINE;
    }
    if (strlen(word) >= WORD_BYTES + 40 || (value != NULL && strlen(value) >= VALUE_BYTES - 240)) {
        complain("a line that is too long: at most %d bytes before the sign and %d behind it", WORD_BYTES + 39,
                 VALUE_BYTES - 241);
        return false;
    }
    return read_words(file, word, value);
}

static bool read_need_lines(need_file *file, char *text, uint64_t length)
{
    if (memchr(text, 0, (size_t)length) != NULL) {
        complain("byte %llu is no text: 0x00", (unsigned long long)strlen(text) + 1);
        return false;
    }
    for (char *line = text; line != NULL;) {
        char *end = strchr(line, '\n');
        if (end != NULL) {
            *end++ = 0;
        }
        at_line++;
        if (!read_need_line(file, line)) {
            return false;
        }
        line = end;
    }
    return true;
}

static bool has_model(const need_file *file)
{
    for (int i = 0; i < file->n_lines; i++) {
        if (file->lines[i].which == WORD_MODEL) {
            return true;
        }
    }
    complain("a need names its model: model = llama-3.1-70b");
    return false;
}

bool need_file_read_text(need_file *file, char *text, uint64_t length)
{
    at_file = file;
    at_line = 0;
    complain_place_by(place_of_complaint);
    if (!read_need_lines(file, text, length)) {
        return false;
    }
    at_line = 0;
    return has_model(file);
}

static bool read_need_file(need_file *file)
{
    toll__io_bytes bytes;
    if (!input_read(file->path, SCENARIO_BYTES_MAX, &bytes)) {
        return false;
    }
    const bool is_read = need_file_read_text(file, bytes.bytes, bytes.length);
    toll__io_release(&bytes);
    return is_read;
}

/* ---- With the command line ---- */

/* Options of which one takes the place of another: a limit at one quantile replaces that at another. */
static bool takes_place(const args *typed, option which)
{
    static const option groups[][4] = {{OPTION_TTFT_P50, OPTION_TTFT_P90, OPTION_TTFT_P95, OPTION_TTFT_P99},
                                       {OPTION_TPOT_P50, OPTION_TPOT_P90, OPTION_TPOT_P95, OPTION_TPOT_P99},
                                       {OPTION_STRICT, OPTION_LENIENT, OPTION_STRICT, OPTION_LENIENT}};
    if (args_has(typed, which)) {
        return option_kind_of(which) != OPTION_IS_PAIR;
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        bool is_in = false, is_typed = false;
        for (int k = 0; k < 4; k++) {
            is_in = is_in || groups[i][k] == which;
            is_typed = is_typed || args_has(typed, groups[i][k]);
        }
        if (is_in && is_typed) {
            return true;
        }
    }
    return false;
}

static void note_replaced(const need_file *file, const need_line *l)
{
    char text[240];
    snprintf(text, sizeof text, "%.80s: line %u is replaced by the command line: %.40s = %.60s", file->path,
             (unsigned)l->number, l->which < 0 ? l->word : option_name((option)l->which) + 2,
             l->value[0] != 0 ? l->value : "yes");
    notes_add(text);
}

/* Typed with the value that the file has, too: then nothing is replaced. */
static bool is_same_value(const args *typed, const need_line *l)
{
    args read = *typed;
    const option which = (option)l->which;
    if (!args_has(typed, which) || option_kind_of(which) == OPTION_IS_FLAG) {
        return args_has(typed, which);
    }
    if (option_kind_of(which) == OPTION_IS_TEXT) {
        return strcmp(typed->text[which], l->value) == 0;
    }
    return args_set(&read, which, l->value) && read.count[which] == typed->count[which] &&
           read.number[which] == typed->number[which];
}

/* The file's pairs come first, so that the typed ones, which come behind, count where both name the same. */
static bool join_option(args *a, const args *typed, const need_file *file, const need_line *l)
{
    const option which = (option)l->which;
    if (takes_place(typed, which)) {
        if (!is_same_value(typed, l)) {
            note_replaced(file, l);
        }
        return true;
    }
    at_line = l->number;
    const bool is_set = args_set(a, which, l->value);
    at_line = is_set ? 0 : at_line;
    return is_set;
}

static bool join_words(args *a, const args *typed, const need_file *file, const need_line *l)
{
    if (l->which == WORD_HARDWARE && typed->n_words > 1) {
        note_replaced(file, l);
        return true;
    }
    if (l->which == WORD_MODEL) {
        a->words[0] = l->value;
        return true;
    }
    if (a->n_words == ARGS_WORDS) {
        at_line = l->number;
        complain("give at most %d accelerators", ARGS_WORDS - 1);
        return false;
    }
    a->words[a->n_words++] = l->value;
    return true;
}

static bool join_pairs_typed(args *a, const args *typed)
{
    for (int i = 0; i < typed->n_own_prices; i++) {
        if (!args_set(a, OPTION_OWN_PRICE, typed->own_prices[i])) {
            return false;
        }
    }
    return true;
}

bool need_file_lay(args *a, const need_file *file)
{
    const args typed = *a;
    a->n_words = typed.n_words > 0 ? typed.n_words : 1; /* the model's place */
    a->n_own_prices = 0;
    for (int i = 0; i < file->n_lines; i++) {
        const need_line *l = &file->lines[i];
        if (!(l->which < 0 ? join_words(a, &typed, file, l) : join_option(a, &typed, file, l))) {
            return false;
        }
    }
    return join_pairs_typed(a, &typed);
}

bool need_file_is_name(const char *word)
{
    const size_t length = strlen(word);
    return strcmp(word, "-") == 0 || (length > 5 && strcmp(word + length - 5, ".toll") == 0);
}

bool need_file_join(args *a, need_file *file)
{
    memset(file, 0, sizeof *file);
    if (a->n_words < 1 || !need_file_is_name(a->words[0])) {
        return true;
    }
    file->path = a->words[0];
    return read_need_file(file) && need_file_lay(a, file);
}

void need_file_free(need_file *file)
{
    for (int i = 0; i < file->n_lines; i++) {
        free(file->lines[i].word);
        free(file->lines[i].value);
    }
    free(file->lines);
    memset(file, 0, sizeof *file);
    complain_place_by(NULL);
    at_file = NULL;
    at_line = 0;
}
