/* SPDX-License-Identifier: Apache-2.0 */
/* Commands word by word, and their text for a shell or YAML.
 *
 * By hand: the words `--random-range-ratio` and `{"input": 0.5}` are, in a shell, --random-range-ratio '{"input": 0.5}';
 * in YAML, "--random-range-ratio" and "{\"input\": 0.5}". Nothing is cut in silence: what is too long sets is_cut. */
#include "plan/launch_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHELL_PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%"

void launch_word(launch_words *w, const char *format, ...)
{
    va_list values;
    if (w->count == LAUNCH_WORDS) {
        w->is_cut = true;
        return;
    }
    va_start(values, format);
    int length = vsnprintf(w->words[w->count++], LAUNCH_WORD_BYTES, format, values);
    va_end(values);
    w->is_cut = w->is_cut || length < 0 || length >= LAUNCH_WORD_BYTES;
}

void launch_note(launch_words *w, const char *format, ...)
{
    va_list values;
    if (w->n_notes == LAUNCH_NOTES) {
        w->is_cut = true;
        return;
    }
    va_start(values, format);
    int length = vsnprintf(w->notes[w->n_notes++], sizeof w->notes[0], format, values);
    va_end(values);
    w->is_cut = w->is_cut || length < 0 || length >= (int)sizeof w->notes[0];
}

void launch_count(launch_words *w, const char *flag, int64_t value)
{
    launch_word(w, "%s", flag);
    launch_word(w, "%lld", (long long)value);
}

void launch_share(launch_words *w, const char *flag, double value)
{
    launch_word(w, "%s", flag);
    launch_word(w, "%.4g", value);
}

void launch_value(launch_words *w, const char *flag, const char *value)
{
    launch_word(w, "%s", flag);
    launch_word(w, "%s", value);
}

void launch_print(launch_text *t, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(t->text + t->used, sizeof t->text - t->used, format, values);
    va_end(values);
    if (length < 0 || (size_t)length >= sizeof t->text - t->used) {
        t->is_cut = true;
        t->used = strlen(t->text);
        return;
    }
    t->used += (size_t)length;
}

/* In a quoted word, ' ends the quotes, stands escaped, and opens them again. */
static void print_shell_word(launch_text *t, const char *word)
{
    if (word[0] != 0 && word[strspn(word, SHELL_PLAIN)] == 0) {
        launch_print(t, "%s", word);
        return;
    }
    launch_print(t, "'");
    for (const char *c = word; *c != 0; c++) {
        launch_print(t, *c == '\'' ? "'\\''" : "%c", *c);
    }
    launch_print(t, "'");
}

/* A flag and its value stay together. */
void launch_put_shell(launch_text *t, const launch_words *w, int width)
{
    size_t start = t->used;
    for (int i = 0; i < w->count; i++) {
        launch_text word = {.used = 0};
        bool is_value = i > 0 && w->words[i - 1][0] == '-' && w->words[i][0] != '-';
        print_shell_word(&word, w->words[i]);
        size_t next = i + 1 < w->count && w->words[i][0] == '-' ? strlen(w->words[i + 1]) + 1 : 0;
        bool is_full = t->used - start + word.used + next + 3 > (size_t)width;
        if (i > 0 && is_full && !is_value) {
            launch_print(t, " \\\n    ");
            start = t->used - 4;
        } else if (i > 0) {
            launch_print(t, " ");
        }
        launch_print(t, "%s", word.text);
        t->is_cut = t->is_cut || word.is_cut;
    }
    t->is_cut = t->is_cut || w->is_cut;
    launch_print(t, "\n");
}

void launch_put_yaml(launch_text *t, const char *word)
{
    launch_print(t, "\"");
    for (const char *c = word; *c != 0; c++) {
        launch_print(t, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    }
    launch_print(t, "\"");
}
