/* SPDX-License-Identifier: Apache-2.0 */
/* Names cut into words: a run of letters or a run of digits each, so that "rtx4090", "RTX-4090" and "rtx 4090" are the
 * same two words.
 *
 * By hand: "Qwen2.5-7B" is qwen, 2.5, 7, b; the b is glued to the 7, and the 2.5 to qwen. */
#include "catalog/name_words.h"

#include <string.h>

#include "catalog/fold_name.h"

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Control characters, and bytes beyond ASCII but those of the multiplication sign, stand in no name. */
static int is_odd_byte(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c >= 0x7f;
}

static void append_word(toll__words *w, const char *text, uint32_t length, uint8_t is_glued)
{
    uint32_t at = w->count > 0 ? (uint32_t)w->start[w->count - 1] + w->length[w->count - 1] : 0;
    if (w->count == TOLL__WORDS_MAX || at + length > TOLL__WORD_BYTES) {
        w->is_odd = 1;
        return;
    }
    memcpy(w->text + at, text, length);
    w->start[w->count] = (uint8_t)at;
    w->length[w->count] = (uint8_t)length;
    w->is_glued[w->count++] = is_glued;
}

/* Bytes of the run that begins at text[0], a letter or a digit. A point belongs to a number when digits follow. */
static uint32_t measure_run(const char *text, uint32_t length)
{
    uint32_t n = 1;
    if (is_letter(text[0])) {
        while (n < length && is_letter(text[n]))
            n++;
        return n;
    }
    while (n < length && (is_digit(text[n]) || (text[n] == '.' && n + 1 < length && is_digit(text[n + 1]))))
        n++;
    return n;
}

void toll__words_split(toll__words *words, const char *text, uint64_t length)
{
    toll__name name;
    uint8_t is_glued = 0;
    words->count = 0;
    words->is_odd = length > TOLL__NAME_MAX;
    toll__name_fold(&name, text, length);
    for (uint32_t i = 0; i < name.length;) {
        char c = name.bytes[i];
        words->is_odd |= (uint32_t)is_odd_byte(c);
        if (!is_letter(c) && !is_digit(c)) {
            if (c == '+')
                append_word(words, "plus", 4, 0);
            is_glued = 0;
            i++;
            continue;
        }
        uint32_t run = measure_run(name.bytes + i, name.length - i);
        append_word(words, name.bytes + i, run, is_glued);
        is_glued = 1;
        i += run;
    }
}

int toll__word_is(const toll__words *words, uint32_t at, const char *string)
{
    return at < words->count && strlen(string) == words->length[at] &&
           memcmp(words->text + words->start[at], string, words->length[at]) == 0;
}

int toll__word_is_number(const toll__words *words, uint32_t at)
{
    return at < words->count && is_digit(words->text[words->start[at]]);
}

void toll__word_remove(toll__words *words, uint32_t at)
{
    for (uint32_t i = at; i + 1 < words->count; i++) {
        words->start[i] = words->start[i + 1];
        words->length[i] = words->length[i + 1];
        words->is_glued[i] = words->is_glued[i + 1];
    }
    words->count--;
    if (at < words->count)
        words->is_glued[at] = 0;
}

void toll__words_join(toll__words *words, uint32_t at, uint32_t count)
{
    uint8_t is_glued = words->is_glued[at];
    for (uint32_t i = 1; i < count; i++) {
        words->length[at] = (uint8_t)(words->length[at] + words->length[at + 1]);
        toll__word_remove(words, at + 1);
    }
    words->is_glued[at] = is_glued;
}
