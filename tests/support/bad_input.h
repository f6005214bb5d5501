/* SPDX-License-Identifier: Apache-2.0 */
/* Walks exported functions with bad input. A test program describes each function of one public header once: its call,
 * its arguments by role, and the cases that only it has. The walker derives the rest: NULLs, headers, strides, tails,
 * every field of every input struct, damaged resolved objects. After each refused call it checks the status, the whole
 * toll_error, that no byte of any argument changed, and that the same happens without a toll_error. */
#ifndef TOLL_TESTS_BAD_INPUT_H
#define TOLL_TESTS_BAD_INPUT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/base.h>
#include <toll/money.h>

#define BAD_ARGUMENTS    20
#define BAD_CANARY       0xa5
#define BAD_STRUCT_LIMIT 4096 /* base.h: the largest size that any struct may have */

typedef enum bad_role {
    BAD_VALUE = 1,    /* a number: explicit cases only */
    BAD_IN,           /* plain memory */
    BAD_IN_OPTIONAL,  /* plain memory or NULL */
    BAD_IN_STRUCT,    /* size-prefixed struct */
    BAD_IN_ROWS,      /* array of row structs; its stride is in argument `partner` */
    BAD_OBJECT,       /* resolved object; its size is in argument `partner` */
    BAD_OUT,          /* plain memory */
    BAD_OUT_OPTIONAL, /* plain memory or NULL */
    BAD_OUT_STRUCT,   /* size-prefixed struct */
    BAD_OUT_WORK      /* memory to work in: a refused call may write it */
} bad_role;

typedef struct bad_argument {
    bad_role role;
    const char *name;
    const void *memory; /* a valid argument; an output needs its size only */
    uint64_t size;      /* bytes of it; BAD_VALUE: the valid value */
    uint32_t kind;      /* of structs and rows; BAD_OBJECT: bytes in front where every bit matters, 0: all */
    unsigned partner;
} bad_argument;

/* One call's arguments: own copies of exactly the right size, so that a sanitizer sees every access beyond. */
typedef struct bad_frame {
    void *p[BAD_ARGUMENTS];    /* what the call gets; a case may change it */
    uint64_t v[BAD_ARGUMENTS]; /* the same for values */
    unsigned char *own[BAD_ARGUMENTS];
    uint64_t size[BAD_ARGUMENTS];
} bad_frame;

/* What a refused call must say. */
typedef struct bad_verdict {
    toll_status status;
    uint32_t kind;     /* 0: field names an argument */
    const char *field; /* NULL: the case's own argument */
    int64_t row;
    unsigned may_write; /* bit per argument that the header says is written all the same */
} bad_verdict;

/* A case that no rule derives: argument gets value, or edit changes the frame. */
typedef struct bad_case {
    unsigned argument;
    uint64_t value;
    void (*edit)(bad_frame *frame);
    bad_verdict verdict;
} bad_case;

typedef struct bad_function {
    const char *name;
    toll_status (*call)(const bad_frame *frame, toll_error *err); /* NULL: it can't fail */
    void (*total)(void); /* tests a function that can't fail: any argument has an answer */
    bad_argument arguments[BAD_ARGUMENTS];
    const bad_case *cases;
    size_t n_cases;
} bad_function;

#define BAD_CASES(array) (array), sizeof(array) / sizeof(array)[0]

static char bad_context[160];
static long bad_calls;

#define bad_check(condition, ...)                                                                                      \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            print_error("%s: ", bad_context);                                                                          \
            fail_msg(__VA_ARGS__);                                                                                     \
        }                                                                                                              \
    } while (0)

static void bad_describe(const bad_function *f, const char *argument, const char *what, double value)
{
    (void)snprintf(bad_context, sizeof bad_context, "%s, %s: %s %.17g", f->name, argument, what, value);
}

static unsigned bad_count(const bad_function *f)
{
    unsigned n = 0;
    while (n < BAD_ARGUMENTS && f->arguments[n].role != 0)
        n++;
    return n;
}

/* NULL only for an allocation of nothing or a broken machine; either way the tests can't go on. */
static unsigned char *bad_allocate(uint64_t size)
{
    unsigned char *memory = malloc(size > 0 ? (size_t)size : 1);
    assert_non_null(memory);
    return memory;
}

static int bad_is_output(bad_role role)
{
    return role == BAD_OUT || role == BAD_OUT_OPTIONAL || role == BAD_OUT_STRUCT || role == BAD_OUT_WORK;
}

/* Replaces an argument's memory by `size` bytes: what is there, then zeros. */
static unsigned char *bad_resize(bad_frame *frame, unsigned i, uint64_t size)
{
    unsigned char *memory = bad_allocate(size);
    uint64_t shared = size < frame->size[i] ? size : frame->size[i];
    memset(memory, 0, (size_t)size);
    memcpy(memory, frame->own[i], (size_t)shared);
    free(frame->own[i]);
    frame->own[i] = memory;
    frame->p[i] = memory;
    frame->size[i] = size;
    return memory;
}

static void bad_put_header(unsigned char *object, uint64_t size, uint32_t kind)
{
    const uint32_t header[2] = {(uint32_t)size, kind};
    memcpy(object, header, sizeof header);
}

static void bad_open(const bad_function *f, bad_frame *frame)
{
    memset(frame, 0, sizeof *frame);
    for (unsigned i = 0; i < bad_count(f); i++) {
        const bad_argument *a = &f->arguments[i];
        frame->v[i] = a->size;
        if (a->role == BAD_VALUE)
            continue;
        frame->own[i] = bad_allocate(a->size);
        frame->p[i] = frame->own[i];
        frame->size[i] = a->size;
        if (bad_is_output(a->role))
            memset(frame->own[i], BAD_CANARY, (size_t)a->size);
        else
            memcpy(frame->own[i], a->memory, (size_t)a->size);
        if (a->role == BAD_OUT_STRUCT)
            bad_put_header(frame->own[i], a->size, a->kind);
    }
}

static void bad_close(bad_frame *frame)
{
    for (unsigned i = 0; i < BAD_ARGUMENTS; i++)
        free(frame->own[i]);
}

static void bad_check_error(const toll_error *err, toll_status status, const bad_verdict *want)
{
    int64_t offset = -1;
    toll_field field;
    bad_check(err->code == status, "code %d but status %d", (int)err->code, (int)status);
    bad_check(strcmp(err->field, want->field) == 0, "names %s, not %s (%s)", err->field, want->field, err->message);
    bad_check(err->struct_kind == want->kind, "kind %u, not %u", (unsigned)err->struct_kind, (unsigned)want->kind);
    for (uint32_t i = 0; i < toll_field_count(want->kind); i++)
        if (toll_field_get(want->kind, i, &field, NULL) == TOLL_OK && strcmp(field.name, want->field) == 0)
            offset = field.offset_bytes;
    bad_check(want->kind == 0 || offset >= 0, "no field %s", want->field);
    bad_check(err->field_offset == offset, "offset %d, not %d", (int)err->field_offset, (int)offset);
    bad_check(err->row == want->row, "row %d, not %d", (int)err->row, (int)want->row);
    bad_check(memchr(err->message, '\0', sizeof err->message) != NULL, "message without end");
    bad_check(strstr(err->message, want->field) != NULL, "message without the name: %s", err->message);
    bad_check(strlen(err->message) > strlen(want->field) + 3, "message says nothing: %s", err->message);
}

/* One refused call; `with` NULL: without a toll_error. */
static void bad_refuse_once(const bad_function *f, bad_frame *frame, const bad_verdict *want, toll_error *with)
{
    unsigned char *before[BAD_ARGUMENTS] = {NULL};
    for (unsigned i = 0; i < BAD_ARGUMENTS; i++) {
        before[i] = bad_allocate(frame->size[i]);
        if (frame->own[i] != NULL)
            memcpy(before[i], frame->own[i], (size_t)frame->size[i]);
    }
    toll_status status = f->call(frame, with);
    bad_calls++;
    bad_check(status == want->status, "%s, not %s%s%s", toll_status_name(status), toll_status_name(want->status),
              with && status ? ": " : "", with && status ? with->message : "");
    for (unsigned i = 0; i < BAD_ARGUMENTS; i++) {
        int same = frame->own[i] == NULL || memcmp(before[i], frame->own[i], (size_t)frame->size[i]) == 0;
        same |= i < bad_count(f) && f->arguments[i].role == BAD_OUT_WORK;
        bad_check(same || (want->may_write >> i & 1) != 0, "argument %s was written to", f->arguments[i].name);
        free(before[i]);
    }
}

static void bad_refuse(const bad_function *f, bad_frame *frame, bad_verdict want)
{
    toll_error err;
    memset(&err, BAD_CANARY, sizeof err);
    bad_refuse_once(f, frame, &want, &err);
    bad_check_error(&err, want.status, &want);
    bad_refuse_once(f, frame, &want, NULL);
    bad_close(frame);
}

/* A wrong header: the message begins with the argument that has it, since a function may take several structs. */
static void bad_refuse_header(const bad_function *f, bad_frame *frame, unsigned i, bad_verdict want)
{
    toll_error err;
    const char *name = f->arguments[i].name;
    bad_check(f->call(frame, &err) == want.status, "not %s", toll_status_name(want.status));
    bad_check(strncmp(err.message, name, strlen(name)) == 0 && strncmp(err.message + strlen(name), ": ", 2) == 0,
              "message does not begin with the argument: %s", err.message);
    bad_refuse(f, frame, want);
}

/* A call that must succeed leaves the caller's toll_error alone. */
static void bad_accept(const bad_function *f, bad_frame *frame)
{
    toll_error err, before;
    memset(&err, BAD_CANARY, sizeof err);
    memcpy(&before, &err, sizeof err);
    toll_status status = f->call(frame, &err);
    bad_calls++;
    bad_check(status == TOLL_OK, "%s: %s", toll_status_name(status), err.message);
    bad_check(memcmp(&err, &before, sizeof err) == 0, "toll_error written on success");
    bad_check(f->call(frame, NULL) == TOLL_OK, "fails without a toll_error");
}

/* Every output that must be given is written by a call that succeeds: else "nothing written" would prove nothing. */
static void bad_walk_valid(const bad_function *f)
{
    bad_frame frame;
    bad_open(f, &frame);
    bad_describe(f, "all", "valid", 0);
    bad_accept(f, &frame);
    for (unsigned i = 0; i < bad_count(f); i++) {
        uint64_t skip = f->arguments[i].role == BAD_OUT_STRUCT ? 8 : 0;
        uint64_t kept = skip;
        if (!bad_is_output(f->arguments[i].role))
            continue;
        while (kept < frame.size[i] && frame.own[i][kept] == BAD_CANARY)
            kept++;
        bad_check(kept < frame.size[i], "%s is not written", f->arguments[i].name);
        uint32_t header[2] = {(uint32_t)frame.size[i], f->arguments[i].kind};
        bad_check(skip == 0 || memcmp(frame.own[i], header, sizeof header) == 0, "header changed");
    }
    bad_close(&frame);
}

static void bad_walk_null(const bad_function *f, unsigned i)
{
    bad_frame frame;
    const bad_argument *a = &f->arguments[i];
    bad_open(f, &frame);
    bad_describe(f, a->name, "NULL", 0);
    frame.p[i] = NULL;
    if (a->role != BAD_IN_OPTIONAL && a->role != BAD_OUT_OPTIONAL) {
        bad_refuse(f, &frame, (bad_verdict){.status = TOLL_E_NULL, .field = a->name, .row = -1});
        return;
    }
    bad_accept(f, &frame);
    bad_close(&frame);
}

/* Is this size published for the kind? A struct that has grown has older sizes. */
static int bad_is_published(uint32_t kind, uint64_t size)
{
    uint64_t memory[BAD_STRUCT_LIMIT / 8];
    return toll_struct_init(memory, size, kind, NULL) == TOLL_OK;
}

static void bad_walk_header(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    const uint64_t sizes[] = {0, 4, 8, a->size - 8, a->size + 4, BAD_STRUCT_LIMIT + 8, 5000, UINT32_MAX, 0x80000000};
    const uint32_t kinds[] = {0, a->kind + 1, a->kind - 1, UINT32_MAX};
    bad_frame frame;
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        if (bad_is_published(a->kind, sizes[k]))
            continue;
        bad_open(f, &frame);
        bad_describe(f, a->name, "struct_size", (double)sizes[k]);
        bad_put_header(frame.own[i], sizes[k], a->kind);
        bad_refuse_header(f, &frame, i, (bad_verdict){TOLL_E_STRUCT_SIZE, a->kind, "struct_size", -1, 0});
    }
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bad_open(f, &frame);
        bad_describe(f, a->name, "struct_kind", kinds[k]);
        bad_put_header(frame.own[i], a->size, kinds[k]);
        bad_refuse_header(f, &frame, i, (bad_verdict){TOLL_E_STRUCT_KIND, a->kind, "struct_kind", -1, 0});
    }
}

/* A newer caller's struct: its tail must be zero where it is read, and is zeroed where it is written. */
static void bad_walk_tail(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    const uint64_t sizes[] = {a->size + 8, a->size + 64, BAD_STRUCT_LIMIT};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        bad_frame frame;
        uint64_t size = sizes[k];
        bad_open(f, &frame);
        bad_describe(f, a->name, "larger struct_size", (double)size);
        unsigned char *object = bad_resize(&frame, i, size);
        bad_put_header(object, size, a->kind);
        if (bad_is_output(a->role))
            memset(object + a->size, BAD_CANARY, (size_t)(size - a->size));
        bad_accept(f, &frame);
        for (uint64_t at = a->size; at < size; at++)
            bad_check(object[at] == 0, "tail byte %d is not zero", (int)at);
        object[k % 2 == 0 ? size - 1 : a->size] = 1;
        if (bad_is_output(a->role))
            bad_close(&frame);
        else
            bad_refuse_header(f, &frame, i, (bad_verdict){TOLL_E_STRUCT_NEWER, a->kind, "struct_size", -1, 0});
    }
}

static void bad_walk_stride(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    const uint64_t row = toll_struct_size(a->kind), count = a->size / row;
    const uint64_t bad[] = {0, 1, 8, row - 8, row - 1, row + 4, BAD_STRUCT_LIMIT + 8, UINT64_MAX, UINT64_MAX / 2 + 1};
    bad_frame frame;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        bad_open(f, &frame);
        bad_describe(f, a->name, "stride", (double)bad[k]);
        frame.v[a->partner] = bad[k];
        bad_refuse(f, &frame, (bad_verdict){TOLL_E_STRIDE, 0, f->arguments[a->partner].name, -1, 0});
    }
    bad_open(f, &frame);
    bad_describe(f, a->name, "stride", (double)(row + 16));
    unsigned char *rows = bad_resize(&frame, i, count * (row + 16));
    memset(rows, 0, (size_t)(count * (row + 16)));
    for (uint64_t k = 0; k < count; k++)
        memcpy(rows + k * (row + 16), (const unsigned char *)a->memory + k * row, (size_t)row);
    frame.v[a->partner] = row + 16;
    bad_accept(f, &frame);
    rows[count * (row + 16) - 1] = 1;
    bad_refuse(f, &frame, (bad_verdict){TOLL_E_STRUCT_NEWER, 0, "stride_bytes", (int64_t)count - 1, 0});
}

/* Which struct within a frame a field's cases spoil. */
typedef struct bad_target {
    const bad_function *f;
    unsigned argument;
    int64_t row; /* -1: a struct */
    toll_field field;
    int64_t known_offset; /* -1: the struct has no known word */
} bad_target;

static int bad_is_bits(const toll_field *field)
{
    return strcmp(field->unit, "bits") == 0 && (field->type == TOLL_TYPE_U32 || field->type == TOLL_TYPE_U64);
}

/* Opens a frame in which the field's fact is given, and returns the struct. */
static unsigned char *bad_open_target(const bad_target *t, bad_frame *frame, const char *what, double value)
{
    bad_open(t->f, frame);
    bad_describe(t->f, t->field.name, what, value);
    unsigned char *object = frame->own[t->argument];
    if (t->row >= 0)
        object += (uint64_t)t->row * toll_struct_size(t->f->arguments[t->argument].kind);
    if (t->field.known_bit >= 0) {
        uint64_t known;
        memcpy(&known, object + t->known_offset, sizeof known);
        known |= (uint64_t)1 << t->field.known_bit;
        memcpy(object + t->known_offset, &known, sizeof known);
    }
    return object;
}

static void bad_refuse_field(const bad_target *t, bad_frame *frame, toll_status status)
{
    bad_refuse(t->f, frame, (bad_verdict){status, t->field.struct_kind, t->field.name, t->row, 0});
}

static void bad_refuse_bytes(const bad_target *t, int64_t at, const void *bytes, uint64_t size, toll_status status,
                             double shown)
{
    bad_frame frame;
    unsigned char *object = bad_open_target(t, &frame, "=", shown);
    memcpy(object + t->field.offset_bytes + at, bytes, (size_t)size);
    bad_refuse_field(t, &frame, status);
}

/* Limits of BIG say "any finite number": nothing lies beyond but infinity. */
static void bad_walk_double(const bad_target *t, int64_t at)
{
    const double special[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    const double beyond[] = {nextafter(t->field.min, -(double)INFINITY), nextafter(t->field.max, (double)INFINITY)};
    for (size_t i = 0; i < 3; i++)
        bad_refuse_bytes(t, at, &special[i], sizeof special[i], TOLL_E_NOT_FINITE, special[i]);
    for (size_t i = 0; i < 2; i++)
        bad_refuse_bytes(t, at, &beyond[i], sizeof beyond[i], TOLL_E_RANGE, beyond[i]);
}

static void bad_refuse_integer(const bad_target *t, int64_t value)
{
    const uint32_t narrow = (uint32_t)(uint64_t)value;
    if (t->field.size_bytes == 4)
        bad_refuse_bytes(t, 0, &narrow, sizeof narrow, TOLL_E_RANGE, (double)value);
    else
        bad_refuse_bytes(t, 0, &value, sizeof value, TOLL_E_RANGE, (double)value);
}

static void bad_walk_integer(const bad_target *t)
{
    const double widest = t->field.size_bytes == 4 ? 2147483647.0 : 9e15;
    if (t->field.type == TOLL_TYPE_I32 || t->field.type == TOLL_TYPE_I64) {
        if (t->field.min >= -widest)
            bad_refuse_integer(t, (int64_t)t->field.min - 1);
        if (t->field.min >= -widest)
            bad_refuse_integer(t, t->field.size_bytes == 4 ? INT32_MIN : INT64_MIN);
    } else if (t->field.min > 0) {
        bad_refuse_integer(t, (int64_t)t->field.min - 1);
    }
    if (t->field.max > widest)
        return;
    bad_refuse_integer(t, (int64_t)t->field.max + 1);
    bad_refuse_integer(t, t->field.size_bytes == 4 ? INT32_MAX : INT64_MAX);
}

static void bad_walk_bits(const bad_target *t)
{
    const uint64_t owned = (uint64_t)t->field.max;
    for (unsigned bit = 0; bit < (unsigned)t->field.size_bytes * 8; bit++) {
        bad_frame frame;
        if ((owned >> bit & 1) != 0)
            continue;
        unsigned char *object = bad_open_target(t, &frame, "bit", bit);
        uint64_t bits = 0;
        memcpy(&bits, object + t->field.offset_bytes, (size_t)t->field.size_bytes);
        bits |= (uint64_t)1 << bit; /* little-endian, as every platform of the library */
        memcpy(object + t->field.offset_bytes, &bits, (size_t)t->field.size_bytes);
        bad_refuse_field(t, &frame, TOLL_E_KNOWN);
    }
}

static void bad_walk_chars(const bad_target *t)
{
    char text[256];
    const size_t size = (size_t)t->field.size_bytes;
    const char control[] = {'\x01', '\n', '\x1f', '\x7f'};
    memset(text, 'x', sizeof text);
    bad_refuse_bytes(t, 0, text, size, TOLL_E_STRING, 0); /* no terminator */
    for (size_t i = 0; i < sizeof control; i++) {
        memset(text, 0, sizeof text);
        text[0] = 'x';
        text[1] = control[i];
        bad_refuse_bytes(t, 0, text, size, TOLL_E_STRING, control[i]);
    }
    memset(text, 0, sizeof text);
    text[size - 1] = 'x';
    bad_refuse_bytes(t, 0, text, size, TOLL_E_STRING, 0); /* bytes after the NUL */
}

static void bad_walk_range(const bad_target *t)
{
    const double unordered[2][3] = {{0.2, 0.1, 0.3}, {0.1, 0.3, 0.2}}; /* a share may be at most 1 */
    for (int64_t at = 0; at < 24; at += 8)
        bad_walk_double(t, at);
    for (size_t i = 0; i < 2; i++)
        bad_refuse_bytes(t, 0, unordered[i], sizeof unordered[i], TOLL_E_CONFLICT, (double)i);
}

/* Scales outside 0 .. 36, a reserved word; any coefficient is one. */
static void bad_walk_decimal(const bad_target *t)
{
    const int32_t scales[] = {-1, TOLL_DECIMAL_SCALE_MAX + 1, INT32_MIN, INT32_MAX};
    const uint32_t reserved[] = {1, UINT32_MAX};
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++)
        bad_refuse_bytes(t, 8, &scales[i], sizeof scales[i], TOLL_E_RANGE, scales[i]);
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        bad_refuse_bytes(t, 12, &reserved[i], sizeof reserved[i], TOLL_E_RANGE, reserved[i]);
}

/* Zeroes every fact that shares the bit, so that the one in question is the first to complain. */
static void bad_clear_sharing(const bad_target *t, unsigned char *object)
{
    toll_field field;
    for (uint32_t i = 0; i < toll_field_count(t->field.struct_kind); i++)
        if (toll_field_get(t->field.struct_kind, i, &field, NULL) == TOLL_OK && field.known_bit == t->field.known_bit)
            memset(object + field.offset_bytes, 0, (size_t)field.size_bytes);
}

/* A value whose bit in `known` is not set. */
static void bad_walk_known(const bad_target *t)
{
    bad_frame frame;
    uint64_t known;
    unsigned char *object = bad_open_target(t, &frame, "without its bit", 0);
    bad_clear_sharing(t, object);
    memcpy(&known, object + t->known_offset, sizeof known);
    known &= ~((uint64_t)1 << t->field.known_bit);
    memcpy(object + t->known_offset, &known, sizeof known);
    object[t->field.offset_bytes + t->field.size_bytes - 1] = 1; /* one byte says "given", whatever the type */
    bad_refuse_field(t, &frame, TOLL_E_KNOWN);
}

static void bad_walk_field(const bad_target *t)
{
    if (t->field.known_bit >= 0)
        bad_walk_known(t);
    if (bad_is_bits(&t->field))
        bad_walk_bits(t);
    else if (t->field.type == TOLL_TYPE_F64)
        bad_walk_double(t, 0);
    else if (t->field.type == TOLL_TYPE_CHARS)
        bad_walk_chars(t);
    else if (t->field.type == TOLL_TYPE_RANGE)
        bad_walk_range(t);
    else if (t->field.type == TOLL_TYPE_DECIMAL)
        bad_walk_decimal(t);
    else if (t->field.type != TOLL_TYPE_AMOUNT) /* any 128 bits are an amount */
        bad_walk_integer(t);
}

static int64_t bad_known_offset(uint32_t kind)
{
    toll_field field;
    for (uint32_t i = 0; i < toll_field_count(kind); i++)
        if (toll_field_get(kind, i, &field, NULL) == TOLL_OK && strcmp(field.name, "known") == 0)
            return field.offset_bytes;
    return -1;
}

static void bad_walk_fields(const bad_function *f, unsigned i, int64_t row)
{
    const uint32_t kind = f->arguments[i].kind;
    bad_target target = {.f = f, .argument = i, .row = row, .known_offset = bad_known_offset(kind)};
    for (uint32_t k = row < 0 ? 2 : 0; k < toll_field_count(kind); k++) { /* headers have cases of their own */
        assert_int_equal(toll_field_get(kind, k, &target.field, NULL), TOLL_OK);
        bad_walk_field(&target);
    }
}

static void bad_walk_object_size(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    const char *name = f->arguments[a->partner].name;
    for (uint64_t size = 0; size < a->size; size++) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, a->name, "cut to", (double)size);
        bad_resize(&frame, i, size);
        frame.v[a->partner] = size;
        bad_refuse(f, &frame, (bad_verdict){TOLL_E_BUFFER, 0, name, -1, 0});
    }
}

static void bad_walk_object_bits(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    const bad_verdict refused = {TOLL_E_OBJECT, 0, a->name, -1, 0};
    const uint64_t bytes = a->kind != 0 ? a->kind : a->size;
    for (uint64_t bit = 0; bit < bytes * 8; bit++) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, a->name, "bit flipped", (double)bit);
        frame.own[i][bit / 8] ^= (unsigned char)(1u << bit % 8);
        bad_refuse(f, &frame, refused);
    }
    for (uint64_t byte = 0; byte < bytes; byte++) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, a->name, "byte inverted", (double)byte);
        frame.own[i][byte] = (unsigned char)~frame.own[i][byte];
        bad_refuse(f, &frame, refused);
    }
}

/* Random bytes behind every prefix of a true header: magic, build, size, sum, start of the contents. */
static void bad_walk_object_forged(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    uint64_t random = 20240917;
    for (int round = 0; round < 400; round++) {
        bad_frame frame;
        bad_open(f, &frame);
        bad_describe(f, a->name, "forged", round);
        for (uint64_t at = (uint64_t)(round % 10) * 8; at < a->size; at++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            frame.own[i][at] = (unsigned char)(random >> 56);
        }
        bad_refuse(f, &frame, (bad_verdict){TOLL_E_OBJECT, 0, a->name, -1, 0});
    }
}

static void bad_walk_object_place(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    bad_frame frame;
    for (unsigned shift = 1; shift < 8; shift++) {
        bad_open(f, &frame);
        bad_describe(f, a->name, "misaligned by", shift);
        unsigned char *memory = bad_resize(&frame, i, a->size + 8);
        memmove(memory + shift, a->memory, (size_t)a->size);
        frame.p[i] = memory + shift;
        bad_refuse(f, &frame, (bad_verdict){TOLL_E_OBJECT, 0, a->name, -1, 0});
    }
    bad_open(f, &frame); /* a copy in larger memory is as good */
    bad_describe(f, a->name, "larger by", 8);
    memset(bad_resize(&frame, i, a->size + 8) + a->size, BAD_CANARY, 8);
    frame.v[a->partner] = a->size + 8;
    bad_accept(f, &frame);
    bad_close(&frame);
}

static void bad_walk_object(const bad_function *f, unsigned i)
{
    bad_walk_object_size(f, i);
    bad_walk_object_bits(f, i);
    bad_walk_object_forged(f, i);
    bad_walk_object_place(f, i);
}

static void bad_walk_argument(const bad_function *f, unsigned i)
{
    const bad_argument *a = &f->arguments[i];
    if (a->role == BAD_VALUE)
        return;
    bad_walk_null(f, i);
    if (a->role == BAD_IN_STRUCT || a->role == BAD_OUT_STRUCT) {
        assert_int_equal(a->size, toll_struct_size(a->kind));
        bad_walk_header(f, i);
        bad_walk_tail(f, i);
    }
    if (a->role == BAD_IN_STRUCT)
        bad_walk_fields(f, i, -1);
    if (a->role == BAD_IN_ROWS) {
        const uint64_t count = a->size / toll_struct_size(a->kind);
        bad_walk_stride(f, i);
        bad_walk_fields(f, i, 0);
        bad_walk_fields(f, i, (int64_t)count - 1);
    }
    if (a->role == BAD_OBJECT)
        bad_walk_object(f, i);
}

static void bad_walk_case(const bad_function *f, const bad_case *c, size_t number)
{
    bad_frame frame;
    bad_verdict verdict = c->verdict;
    const char *name = f->arguments[c->argument].name;
    verdict.field = verdict.field != NULL ? verdict.field : name;
    bad_open(f, &frame);
    bad_describe(f, name, "case", (double)number);
    frame.v[c->argument] = c->edit == NULL ? c->value : frame.v[c->argument];
    if (c->edit != NULL)
        c->edit(&frame);
    bad_refuse(f, &frame, verdict);
}

static void bad_walk(const bad_function *f)
{
    if (f->call == NULL) {
        f->total();
        return;
    }
    bad_walk_valid(f);
    for (unsigned i = 0; i < bad_count(f); i++)
        bad_walk_argument(f, i);
    for (size_t i = 0; i < f->n_cases; i++)
        bad_walk_case(f, &f->cases[i], i);
}

static void bad_walk_all(const bad_function *table, size_t count)
{
    bad_calls = 0;
    for (size_t i = 0; i < count; i++)
        bad_walk(&table[i]);
    print_message("%d functions, %ld calls\n", (int)count, bad_calls);
}

/* Reads the next exported name of the version script; 0 at its end. */
static int bad_next_export(FILE *file, char *name, size_t size)
{
    char line[200];
    while (fgets(line, sizeof line, file) != NULL) {
        const char *start = line + strspn(line, " ");
        size_t length = strcspn(start, ";");
        if (strncmp(start, "toll_", 5) != 0 || start[length] != ';' || length >= size)
            continue;
        memcpy(name, start, length);
        name[length] = '\0';
        return 1;
    }
    return 0;
}

static FILE *bad_open_exports(void)
{
    FILE *file = fopen("lib/libtoll.map", "r");
    if (file == NULL)
        fail_msg("run the tests from the top of the tree: lib/libtoll.map is not there");
    return file;
}

/* Every exported function that begins with a prefix has its entry in the table, and every entry is exported. */
static void bad_check_complete(const bad_function *table, size_t count, const char *prefix)
{
    char name[80];
    size_t exported = 0, listed = 0;
    FILE *file = bad_open_exports();
    while (bad_next_export(file, name, sizeof name)) {
        int is_listed = 0;
        if (strncmp(name, prefix, strlen(prefix)) != 0)
            continue;
        exported++;
        for (size_t i = 0; i < count; i++)
            is_listed |= strcmp(table[i].name, name) == 0;
        if (!is_listed)
            print_error("%s is exported but never tested with bad input\n", name);
        listed += (size_t)is_listed;
    }
    (void)fclose(file);
    assert_true(exported > 0);
    assert_int_equal(listed, exported);
}

#endif
