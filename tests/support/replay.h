/* SPDX-License-Identifier: Apache-2.0 */
/* Replays what the second implementations of tests/differential were asked and answered (tests/vectors/replay_*.txt). The
 * lines are explained in tests/differential/recording.py; `replay_next` reads one and tells its verb. */
#ifndef TOLL_TESTS_REPLAY_H
#define TOLL_TESTS_REPLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include <toll/base.h>

#define REPLAY_SHARE 1e-9 /* of the figure: two orders of summing differ by less */

typedef struct replay {
    FILE *file;
    char line[16384];
    char seed[64];      /* of the case */
    char question[64];  /* the line before the expectations */
    char *verb, *words; /* of the line */
    uint64_t expectations;
} replay;

static inline void replay_open(replay *r, const char *path)
{
    memset(r, 0, sizeof *r);
    r->file = fopen(path, "r");
    if (r->file == NULL)
        fail_msg("%s can't be read: run from the top of the tree", path);
}

/* 0 at the end of the file. */
static inline int replay_next(replay *r)
{
    do {
        if (fgets(r->line, sizeof r->line, r->file) == NULL)
            return fclose(r->file) != 0;
    } while (r->line[0] == '#');
    if (strchr(r->line, '\n') == NULL)
        fail_msg("a line of case %s is too long", r->seed);
    r->line[strcspn(r->line, "\n")] = '\0';
    r->verb = r->line;
    r->words = r->line + strcspn(r->line, " ");
    if (*r->words != '\0')
        *r->words++ = '\0';
    if (strcmp(r->verb, "=") != 0)
        (void)snprintf(r->question, sizeof r->question, "%.20s %.30s", r->verb, r->words);
    if (strcmp(r->verb, "case") == 0)
        (void)snprintf(r->seed, sizeof r->seed, "%.60s", r->words);
    return 1;
}

static inline int replay_is(const replay *r, const char *verb)
{
    return strcmp(r->verb, verb) == 0;
}

/* The next number of the line's words; `otherwise` at their end. */
static inline double replay_number(replay *r, double otherwise)
{
    char *end;
    double number = strtod(r->words, &end);
    if (end == r->words)
        return otherwise;
    r->words = end;
    return number;
}

static inline toll_field replay_field(const replay *r, uint32_t kind, const char *name, size_t length)
{
    toll_field field;
    for (uint32_t i = 0; toll_field_get(kind, i, &field, NULL) == TOLL_OK; i++)
        if (strncmp(field.name, name, length) == 0 && field.name[length] == '\0')
            return field;
    fail_msg("case %s: %s has no field %.*s", r->seed, toll_struct_name(kind), (int)length, name);
    return field;
}

static inline void replay_write(unsigned char *at, const toll_field *field, const char *text)
{
    toll_range range;
    uint64_t whole = text[0] == '-' ? (uint64_t)strtoll(text, NULL, 10) : strtoull(text, NULL, 10);
    double real = strtod(text, NULL);
    char *slash;
    switch (field->type) {
    case TOLL_TYPE_CHARS:
        memcpy(at, text, strcspn(text, " "));
        break;
    case TOLL_TYPE_F64:
        memcpy(at, &real, sizeof real);
        break;
    case TOLL_TYPE_RANGE:
        range.low = range.mid = range.high = strtod(text, &slash);
        if (*slash == '/') { /* else one number for all three */
            range.mid = strtod(slash + 1, &slash);
            range.high = strtod(slash + 1, NULL);
        }
        memcpy(at, &range, sizeof range);
        break;
    default: { /* integers: little-endian machines and big-endian ones */
        uint32_t small = (uint32_t)whole;
        if (field->size_bytes == sizeof small)
            memcpy(at, &small, sizeof small);
        else
            memcpy(at, &whole, sizeof whole);
    }
    }
}

/* The line's words as a struct: what they don't name keeps its default. */
static inline void replay_fill(replay *r, void *object, uint32_t kind)
{
    assert_int_equal(toll_struct_init(object, toll_struct_size(kind), kind, NULL), TOLL_OK);
    for (char *word = r->words; *word != '\0'; word += strspn(word, " ")) {
        const size_t length = strcspn(word, "=");
        const toll_field field = replay_field(r, kind, word, length);
        replay_write((unsigned char *)object + field.offset_bytes, &field, word + length + 1);
        word += strcspn(word, " ");
    }
}

static inline double replay_read(const unsigned char *at, const toll_field *field, const char *part)
{
    toll_range range;
    double real;
    int64_t whole;
    uint32_t code;
    memcpy(&code, at, sizeof code);
    if (field->type == TOLL_TYPE_I32)
        return (int32_t)code;
    if (field->type == TOLL_TYPE_U32)
        return code;
    memcpy(&whole, at, sizeof whole);
    if (field->type == TOLL_TYPE_I64 || field->type == TOLL_TYPE_U64)
        return (double)whole;
    memcpy(&real, at, sizeof real);
    if (field->type == TOLL_TYPE_F64)
        return real;
    memcpy(&range, at, sizeof range);
    return strncmp(part, ".low", 4) == 0 ? range.low : strncmp(part, ".high", 5) == 0 ? range.high : range.mid;
}

/* `= field want [slack]`, of the last answer. */
static inline void replay_expect(replay *r, const void *object, uint32_t kind)
{
    const char *name = r->words;
    const size_t length = strcspn(name, ". ");
    const toll_field field = replay_field(r, kind, name, length);
    const double got = replay_read((const unsigned char *)object + field.offset_bytes, &field, name + length);
    r->words += strcspn(r->words, " ");
    const double want = replay_number(r, (double)NAN), slack = replay_number(r, 0);
    if (!(fabs(got - want) <= REPLAY_SHARE * fabs(want) + slack))
        fail_msg("case %s, %s: %.*s is %.15g, the reference says %.15g", r->seed, r->question, (int)strcspn(name, " "),
                 name, got, want);
    r->expectations++;
}

#endif
