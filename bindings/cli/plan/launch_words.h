/* SPDX-License-Identifier: Apache-2.0 */
/* A command as words, each as the program gets it: quotes are added where a shell or YAML needs them. */
#ifndef TOLL_CLI_PLAN_LAUNCH_WORDS_H
#define TOLL_CLI_PLAN_LAUNCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAUNCH_WORDS      64
#define LAUNCH_WORD_BYTES 160
#define LAUNCH_NOTES      8
#define LAUNCH_TEXT_BYTES 8192

typedef struct launch_words {
    char words[LAUNCH_WORDS][LAUNCH_WORD_BYTES];
    int count;
    int program;      /* words of the program itself: "vllm serve" has 2, and its operands */
    char config[160]; /* lines of a YAML file that the command names; "": none */
    char notes[LAUNCH_NOTES][200];
    int n_notes; /* what a person must do or know before it runs */
    bool is_cut; /* a word or a note was too long: the command must not be shown */
} launch_words;

/* A growing text of bounded length. */
typedef struct launch_text {
    char text[LAUNCH_TEXT_BYTES];
    size_t used;
    bool is_cut;
} launch_text;

void launch_word(launch_words *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
void launch_note(launch_words *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "--flag" and its value. */
void launch_count(launch_words *w, const char *flag, int64_t value);
void launch_share(launch_words *w, const char *flag, double value);
void launch_value(launch_words *w, const char *flag, const char *value);

void launch_print(launch_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As a line for a POSIX shell, broken behind `width` columns by "\". */
void launch_put_shell(launch_text *t, const launch_words *w, int width);

/* A word as a scalar of YAML, quoted where a plain one would be read as something else. */
void launch_put_yaml(launch_text *t, const char *word);

#endif
