/* SPDX-License-Identifier: Apache-2.0 */
/* A log that is being read. */
#ifndef TOLL_CLI_BILL_LOG_STATE_H
#define TOLL_CLI_BILL_LOG_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOG_RECORD_MAX (16u << 20) /* as long as libtoll-io reads */

typedef enum log_mode {
    LOG_LINES,  /* a record a line */
    LOG_VALUES, /* JSON values over several lines, or entries of one array */
    LOG_ROWS    /* CSV: the first line names the columns */
} log_mode;

typedef enum log_outcome {
    LOG_RECORD,
    LOG_BAD, /* a record that can't be given: `reason` */
    LOG_END,
    LOG_FAILED /* the rest of the file can't be read: `reason` */
} log_outcome;

typedef struct log_file {
    const char *path;
    int descriptor;
    int child; /* process of gzip; 0: none */
    log_mode mode;
    char *bytes; /* `length` read, from `at` on not yet given */
    size_t capacity, length, at, searched;
    bool is_at_end, is_in_array, is_passing; /* passing: the rest of a record that is too long */
    uint64_t line;                           /* of the record that was given last, from 1 */
    uint64_t next_line;                      /* of the byte at `at` */
    uint64_t bytes_read;
    uint64_t passed; /* bytes of the record that is too long */
    uint64_t record_max;
    const char *record; /* the record: inside bytes, or `row` */
    size_t record_length;
    char *head; /* CSV: its first line */
    size_t head_length;
    char delimiter;
    char *row; /* CSV: a row as a JSON object */
    size_t row_capacity;
    char reason[200];
} log_file;

#endif
