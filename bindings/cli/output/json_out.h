/* SPDX-License-Identifier: Apache-2.0 */
/* A small JSON writer: indented, keys in the order written, numbers that round-trip. */
#ifndef TOLL_CLI_OUTPUT_JSON_OUT_H
#define TOLL_CLI_OUTPUT_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <toll/base.h>

#define JSON_DEPTH 16

typedef struct json {
    FILE *out;
    int depth;
    char closer[JSON_DEPTH]; /* '}' or ']' of every open level */
    bool has_member[JSON_DEPTH];
    bool is_line; /* without line ends and indentation */
} json;

/* Opens the answer of a command on stdout: its name and the versions that it rests on. Close it with json_close(). */
void json_answer(json *j, const char *command);

/* Opens an object on a stream, all of it in one line; the line's end is the caller's. */
void json_one_line(json *j, FILE *out);

/* A value that is JSON text already. */
void json_raw(json *j, const char *key, const char *text, size_t length);

/* A key of NULL adds an element to the open array. */
void json_object(json *j, const char *key);
void json_array(json *j, const char *key);
void json_close(json *j);

void json_text(json *j, const char *key, const char *text);
void json_integer(json *j, const char *key, int64_t value);
void json_number(json *j, const char *key, double value); /* null when not finite */
void json_bool(json *j, const char *key, bool value);
void json_null(json *j, const char *key);

/* {"low", "mid", "high"}, each times factor; null when it is not known. */
void json_range(json *j, const char *key, toll_range range, double factor, bool is_known);

/* Null when it is not known. */
void json_maybe_integer(json *j, const char *key, int64_t value, bool is_known);
void json_maybe_number(json *j, const char *key, double value, bool is_known);
void json_maybe_text(json *j, const char *key, const char *text); /* null when empty */

/* yyyymmdd as "2026-05-01", "2026-05" or "2026"; null when it is not known. */
void json_date(json *j, const char *key, int32_t yyyymmdd);

#endif
