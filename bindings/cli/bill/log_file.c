/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a log in blocks and cuts it into records. Memory is a block and the longest record; a record beyond the limit is
 * passed over, with its line number, and a file whose record never ends is given up after PASSED_MAX bytes.
 *
 * The mode is told by the first bytes: '[' is an array, '{' that does not close on its line a value over several lines,
 * any other '{' and server-sent events are lines; the rest is CSV. */
#include "bill/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bill/log_gzip.h"
#include "bill/log_row.h"
#include "output/give_up.h"
#include "text/text_check.h"

#define BLOCK      (128u << 10) /* stays in the second cache */
#define PASSED_MAX (UINT64_C(2) << 30)

/* ---- bytes ---- */

static bool fail_log(log_file *log, const char *reason)
{
    snprintf(log->reason, sizeof log->reason, "%s", reason);
    return false;
}

static void make_room(log_file *log)
{
    if (log->at > 0) {
        memmove(log->bytes, log->bytes + log->at, log->length - log->at);
        log->length -= log->at;
        log->searched -= log->at;
        log->at = 0;
    }
    if (log->capacity - log->length < BLOCK) {
        log->capacity = log->capacity * 2 + 2 * BLOCK;
        log->bytes = claim_again(log->bytes, log->capacity, 1);
    }
}

/* One more block. False at an error; is_at_end where there is nothing more. */
static bool read_block(log_file *log)
{
    make_room(log);
    ssize_t got;
    do {
        got = read(log->descriptor, log->bytes + log->length, BLOCK);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fail_log(log, strerror(errno));
    }
    log->is_at_end = got == 0;
    log->length += (size_t)got;
    log->bytes_read += (uint64_t)got;
    return true;
}

/* ---- lines ---- */

static log_outcome refuse_record(log_file *log, const char *reason)
{
    fail_log(log, reason);
    return LOG_BAD;
}

/* Gives bytes up to `end` as a record; the next begins at `next`. */
static void give_bytes(log_file *log, size_t end, size_t next)
{
    log->record = log->bytes + log->at;
    log->record_length = end - log->at;
    log->at = log->searched = next;
}

/* What is there of a line that is too long is dropped. */
static bool pass_on(log_file *log)
{
    log->passed += log->length - log->at;
    log->is_passing = true;
    log->at = log->searched = log->length;
    if (log->passed > PASSED_MAX) {
        return fail_log(log, "a record is longer than 2 GiB: this is no log");
    }
    return true;
}

static log_outcome end_passing(log_file *log, size_t next)
{
    log->is_passing = false;
    log->passed = 0;
    log->at = log->searched = next;
    char reason[96];
    snprintf(reason, sizeof reason, "the record is longer than %llu bytes (--max-input)",
             (unsigned long long)log->record_max);
    return refuse_record(log, reason);
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* A line without its end, inside bytes. */
static log_outcome read_next_line(log_file *log)
{
    for (;;) {
        char *found = memchr(log->bytes + log->searched, '\n', log->length - log->searched);
        if (found != NULL || (log->is_at_end && log->length > log->at) || (log->is_at_end && log->is_passing)) {
            size_t end = found != NULL ? (size_t)(found - log->bytes) : log->length;
            size_t next = found != NULL ? end + 1 : end;
            log->line = log->next_line++;
            if (log->is_passing || end - log->at > log->record_max) {
                return end_passing(log, next);
            }
            end -= end > log->at && log->bytes[end - 1] == '\r';
            give_bytes(log, end, next);
            return LOG_RECORD;
        }
        if (log->is_at_end) {
            return LOG_END;
        }
        log->searched = log->length;
        if (log->length - log->at > log->record_max && !pass_on(log)) {
            return LOG_FAILED;
        }
        if (!read_block(log)) {
            return LOG_FAILED;
        }
    }
}

static log_outcome next_full_line(log_file *log)
{
    log_outcome outcome = read_next_line(log);
    while (outcome == LOG_RECORD && is_blank(log->record, log->record_length)) {
        outcome = read_next_line(log);
    }
    return outcome;
}

/* ---- values ---- */

/* Where a value ends: depth of brackets outside of strings. */
typedef struct value_scan {
    unsigned depth;
    bool is_in_text, is_escaped, has_begun;
} value_scan;

/* True when the byte ends the value. */
static bool scan_byte(value_scan *v, char c)
{
    if (v->is_in_text) {
        v->is_in_text = v->is_escaped || c != '"';
        v->is_escaped = !v->is_escaped && c == '\\';
        return false;
    }
    v->is_in_text = c == '"';
    v->is_escaped = false;
    if (c == '{' || c == '[') {
        v->depth++;
        v->has_begun = true;
    } else if ((c == '}' || c == ']') && v->depth > 0) {
        v->depth--;
    }
    return v->has_begun && v->depth == 0;
}

/* To the first byte of the next value; false at the end of the file or of the array. */
static bool skip_to_value(log_file *log, bool *is_failed)
{
    for (;;) {
        for (; log->at < log->length; log->at++) {
            char c = log->bytes[log->at];
            log->next_line += c == '\n';
            if (c == '[' && !log->is_in_array) {
                log->is_in_array = true;
            } else if (c == ']' && log->is_in_array) {
                log->is_in_array = false;
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != ',') {
                log->searched = log->at;
                return true;
            }
        }
        log->searched = log->at;
        if (log->is_at_end) {
            return false;
        }
        if (!read_block(log)) {
            *is_failed = true;
            return false;
        }
    }
}

/* The value that begins at `at`; something else than an object ends at the end of its line. */
static log_outcome take_value(log_file *log)
{
    value_scan v = {0};
    bool is_object = log->bytes[log->at] == '{';
    log->line = log->next_line;
    for (size_t i = log->at;; i++) {
        if (i == log->length) {
            size_t given = i - log->at;
            if (log->is_at_end) {
                log->at = log->searched = log->length;
                return refuse_record(log, "the file ends inside this record");
            }
            if (given > log->record_max) {
                return fail_log(log, "a record is longer than the limit (--max-input)") ? LOG_END : LOG_FAILED;
            }
            if (!read_block(log)) {
                return LOG_FAILED;
            }
            i = log->at + given;
            if (i == log->length) {
                i--;
                continue;
            }
        }
        bool is_end = is_object ? scan_byte(&v, log->bytes[i]) : log->bytes[i] == '\n' || log->bytes[i] == ',';
        log->next_line += log->bytes[i] == '\n';
        if (is_end) {
            give_bytes(log, i + is_object, i + 1);
            return LOG_RECORD;
        }
    }
}

static log_outcome next_value(log_file *log)
{
    bool is_failed = false;
    if (!skip_to_value(log, &is_failed)) {
        if (!is_failed && log->is_in_array) {
            log->is_in_array = false;
            log->line = log->next_line;
            return refuse_record(log, "the file ends inside the array");
        }
        return is_failed ? LOG_FAILED : LOG_END;
    }
    return take_value(log);
}

/* ---- rows ---- */

static log_outcome next_row(log_file *log)
{
    log_outcome outcome = next_full_line(log);
    if (outcome != LOG_RECORD) {
        return outcome;
    }
    const char *wrong = log_row_to_json(log);
    return wrong != NULL ? refuse_record(log, wrong) : LOG_RECORD;
}

log_outcome log_next(log_file *log)
{
    switch (log->mode) {
    case LOG_VALUES:
        return next_value(log);
    case LOG_ROWS:
        return next_row(log);
    default:
        return next_full_line(log);
    }
}

/* ---- opening ---- */

static bool begins_with(const log_file *log, size_t at, const char *text)
{
    size_t length = strlen(text);
    return log->length - at >= length && memcmp(log->bytes + at, text, length) == 0;
}

/* The first line ends inside an object: '{' or ',' or '[' stands last. */
static bool is_open_line(const log_file *log, size_t at)
{
    const char *end = memchr(log->bytes + at, '\n', log->length - at);
    size_t last = end != NULL ? (size_t)(end - log->bytes) : log->length;
    while (last > at && (log->bytes[last - 1] == '\r' || log->bytes[last - 1] == ' ')) {
        last--;
    }
    return end != NULL && last > at && strchr("{[,", log->bytes[last - 1]) != NULL;
}

static bool read_head(log_file *log)
{
    log_outcome outcome = next_full_line(log);
    if (outcome != LOG_RECORD) {
        return outcome == LOG_END;
    }
    log->head = claim(log->record_length + 1, 1);
    memcpy(log->head, log->record, log->record_length);
    log->head_length = log->record_length;
    log->delimiter = memchr(log->head, '\t', log->head_length) != NULL  ? '\t'
                     : memchr(log->head, ',', log->head_length) != NULL ? ','
                     : memchr(log->head, ';', log->head_length) != NULL ? ';'
                                                                        : ',';
    return true;
}

static bool choose_mode(log_file *log)
{
    size_t at = log->at;
    while (at < log->length && strchr(" \t\r\n", log->bytes[at]) != NULL && log->bytes[at] != 0) {
        at++;
    }
    char first = at < log->length ? log->bytes[at] : '{';
    if (first == '[' || (first == '{' && is_open_line(log, at))) {
        log->mode = LOG_VALUES;
        return true;
    }
    if (first == '{' || begins_with(log, at, "data:") || begins_with(log, at, "event:") || begins_with(log, at, ":")) {
        log->mode = LOG_LINES;
        return true;
    }
    log->mode = LOG_ROWS;
    return read_head(log);
}

static bool is_gzip(const log_file *log)
{
    return log->length >= 2 && memcmp(log->bytes, "\x1f\x8b", 2) == 0;
}

/* The file once more, through gzip. */
static bool reopen(log_file *log)
{
    if (strcmp(log->path, "-") == 0) {
        return fail_log(log, "the input is compressed: gzip -dc FILE | toll bill -");
    }
    close(log->descriptor);
    log->descriptor = -1;
    log->length = log->at = log->searched = 0;
    log->bytes_read = 0;
    return log_gzip_start(log) && read_block(log);
}

bool log_open(log_file *log, const char *path, uint64_t record_max)
{
    toll_error err;
    memset(log, 0, sizeof *log);
    log->path = path;
    log->next_line = 1;
    log->record_max = record_max;
    log->descriptor = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY);
    if (log->descriptor < 0) {
        return fail_log(log, strerror(errno));
    }
    if (!read_block(log) || (is_gzip(log) && !reopen(log))) {
        return false;
    }
    if (toll__io_signature_check(log->bytes, log->length, &err) != TOLL_OK) {
        return fail_log(log, err.message);
    }
    if (log->length >= 3 && memcmp(log->bytes, "\xef\xbb\xbf", 3) == 0) {
        log->at = log->searched = 3;
    }
    return choose_mode(log);
}

bool log_close(log_file *log)
{
    if (log->descriptor > STDIN_FILENO) {
        close(log->descriptor);
    }
    free(log->bytes);
    free(log->head);
    free(log->row);
    return log_gzip_end(log);
}
