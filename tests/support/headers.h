/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the public headers as text: constants, structs and prototypes with their comments. A build tool, not a C
 * parser: it knows the few forms that the public headers use, and stops at anything else. */
#ifndef TOLL_TESTS_HEADERS_H
#define TOLL_TESTS_HEADERS_H

#include <stddef.h>
#include <stdint.h>

#define NAME_BYTES    64
#define COMMENT_BYTES 16384
#define ARGUMENTS_MAX 24
#define MEMBERS_MAX   64

/* #define TOLL_X <integer> */
typedef struct Constant {
    char name[NAME_BYTES];
    char header[NAME_BYTES];
    char group[COMMENT_BYTES]; /* the plain comment above its run of lines; empty: none */
    char comment[COMMENT_BYTES];
    int64_t value;
} Constant;

/* One line of a struct. */
typedef struct Member {
    char name[NAME_BYTES];
    char type[NAME_BYTES]; /* "int64_t", "char", "toll_range" */
    uint64_t elements;     /* of an array; 1: no array */
    char comment[COMMENT_BYTES];
} Member;

/* typedef struct x { ... } x; */
typedef struct Record {
    char name[NAME_BYTES];
    char header[NAME_BYTES];
    char comment[COMMENT_BYTES];
    size_t count;
    Member members[MEMBERS_MAX];
} Record;

typedef struct Argument {
    char name[NAME_BYTES];
    char type[NAME_BYTES]; /* "const toll_hw *" */
    char comment[COMMENT_BYTES];
    int is_pointer;
    int is_out;      /* @param[out] or @param[in,out] */
    int is_in_out;   /* @param[in,out] */
    int is_nullable; /* its text allows NULL */
} Argument;

/* TOLL_API type name(arguments); */
typedef struct Function {
    char name[NAME_BYTES];
    char returns[NAME_BYTES];
    char header[NAME_BYTES];
    char comment[COMMENT_BYTES]; /* up to the first tag */
    size_t count;
    Argument arguments[ARGUMENTS_MAX];
} Function;

typedef struct Headers {
    Constant *constants;
    size_t n_constants;
    Record *records;
    size_t n_records;
    Function *functions;
    size_t n_functions;
} Headers;

/* Adds what the file declares. Exits with a message naming the declaration when it is not of a known form, or when the
 * documentation contradicts it (an undocumented argument, a const pointer tagged [out]). */
void headers_read(Headers *headers, const char *path);

/* NULL when there is none. */
const Record *headers_find_record(const Headers *headers, const char *name);

void headers_free(Headers *headers);

#endif
