/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets share: values from bytes, structs that are nearly right, and laws that hold for any input.
 *
 * A target defines LLVMFuzzerTestOneInput(). `make fuzz` links it with libFuzzer, replay.c runs it over files. */
#ifndef TOLL_TESTS_FUZZ_H
#define TOLL_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LAW(holds)                                                                                                     \
    do {                                                                                                               \
        if (!(holds)) {                                                                                                \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #holds);                                        \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* Bytes of the input, then zeros. */
typedef struct input {
    const uint8_t *data;
    size_t size;
} input;

static inline uint64_t take(input *in, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes && in->size > 0; i++, in->data++, in->size--)
        value |= (uint64_t)in->data[0] << (8 * i);
    return value;
}

static inline double take_double(input *in)
{
    const uint64_t bits = take(in, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A status is one that the headers list, and a failure explains itself. */
static inline toll_status law_status(toll_status status, const toll_error *err)
{
    LAW(strcmp(toll_status_name(status), "TOLL_E_?") != 0);
    LAW(status <= 0);
    if (status != TOLL_OK) {
        LAW(err->code == status);
        LAW(memchr(err->message, 0, sizeof err->message) != NULL && err->message[0] != 0);
        LAW(memchr(err->field, 0, sizeof err->field) != NULL);
    }
    return status;
}

static inline void law_range(toll_range range)
{
    LAW(range.low >= 0 && range.low <= range.mid && range.mid <= range.high && range.high <= 1.7e308);
}

/* A number inside, at the edge of, or outside a field's range. */
static inline double take_number(input *in, const toll_field *field)
{
    switch (take(in, 1) % 8) {
    case 0:
        return field->min;
    case 1:
        return field->max;
    case 2:
        return 0;
    case 3:
        return take_double(in);
    case 4:
        return (double)(int64_t)take(in, 8);
    case 5:
        return (double)take(in, 2);
    default:
        return field->min + (field->max - field->min) * (double)take(in, 4) / 4294967296.0;
    }
}

static inline void write_field(input *in, uint8_t *at, const toll_field *field)
{
    const double number = take_number(in, field);
    const uint64_t whole = number > -9e18 && number < 9e18 ? (uint64_t)(int64_t)number : take(in, 8);
    const uint32_t half = (uint32_t)whole;
    const toll_range range = {number, number * (1 + (double)take(in, 1)), number * (1 + (double)take(in, 2))};
    switch (field->type) {
    case TOLL_TYPE_F64:
        memcpy(at, &number, sizeof number);
        break;
    case TOLL_TYPE_I64:
    case TOLL_TYPE_U64:
        memcpy(at, &whole, sizeof whole);
        break;
    case TOLL_TYPE_RANGE:
        memcpy(at, &range, sizeof range);
        break;
    case TOLL_TYPE_CHARS:
        at[take(in, 1) % (uint64_t)field->size_bytes] = (uint8_t)take(in, 1);
        break;
    default:
        memcpy(at, &half, sizeof half);
        break;
    }
}

/* Changes up to three fields of a full struct, and sets the bits that say so. Its size stays true: a struct that is
 * shorter than it says is the caller's fault alone. */
static inline void mutate(input *in, void *object, uint32_t kind)
{
    const uint64_t changes = take(in, 1) % 4;
    const uint32_t count = toll_field_count(kind);
    for (uint64_t i = 0; i < changes; i++) {
        toll_field field, known;
        LAW(toll_field_get(kind, (uint32_t)(take(in, 1) % count), &field, NULL) == TOLL_OK);
        if (strcmp(field.name, "struct_size") == 0)
            continue;
        write_field(in, (uint8_t *)object + field.offset_bytes, &field);
        if (field.known_bit < 0 || take(in, 1) % 8 == 0)
            continue;
        LAW(toll_field_get(kind, 0, &known, NULL) == TOLL_OK); /* of a row; behind the header of other structs */
        if (strcmp(known.name, "known") != 0)
            LAW(toll_field_get(kind, 2, &known, NULL) == TOLL_OK && strcmp(known.name, "known") == 0);
        uint64_t bits;
        memcpy(&bits, (uint8_t *)object + known.offset_bytes, sizeof bits);
        bits |= UINT64_C(1) << field.known_bit;
        memcpy((uint8_t *)object + known.offset_bytes, &bits, sizeof bits);
    }
}

/* A result of the library passes the library's own check. */
static inline void law_result(const void *result, uint32_t kind)
{
    toll_error err;
    if (toll_struct_check(result, kind, &err) != TOLL_OK) {
        fprintf(stderr, "%s: %s\n", toll_struct_name(kind), err.message);
        abort();
    }
}

#endif
