/* SPDX-License-Identifier: Apache-2.0 */
/* The stamp in front of an opaque object in the caller's memory: which object it is, which build of the library wrote
 * it, how long it is, and a checksum of what follows.
 *
 * Resolved deployments, scenario plans, accounts and tariff cards begin with a stamp. It detects damage and mix-ups,
 * not an attacker, who could write a stamp of his own. */
#ifndef TOLL_BASE_STAMP_H
#define TOLL_BASE_STAMP_H

#include <string.h>

#include <toll/base.h>

typedef struct toll__stamp {
    uint64_t magic;
    uint64_t build;      /* release and layout of the library that wrote it */
    uint64_t size_bytes; /* of the stamp and of all that the checksum covers */
    uint64_t size_again; /* size_bytes + magic: a damaged size must not pass for a cut object */
    uint64_t sum;        /* checksum of what follows the stamp */
} toll__stamp;

/* One kind of object. The texts are arrays, so that the table needs no relocation. */
typedef struct toll__stamp_kind {
    uint64_t magic;
    uint64_t build;        /* TOLL__STAMP_BUILD() */
    uint64_t memory_bytes; /* least memory that holds an object of this kind */
    uint64_t sealed_bytes; /* least size_bytes of an object of this kind; at most memory_bytes */
    char argument[16];     /* of the public functions, for messages */
    char size_argument[16];
    char writer[32]; /* public function that writes it, for messages */
} toll__stamp_kind;

/* Another release, or the same release with structs of another size, is another build. `layout` is made of struct
 * sizes. */
#define TOLL__STAMP_BUILD(layout)                                                                                      \
    (((uint64_t)TOLL_VERSION_MAJOR << 56 | (uint64_t)TOLL_VERSION_MINOR << 48 | (uint64_t)TOLL_VERSION_PATCH << 40) ^  \
     (uint64_t)(layout))

/* Stamps a finished object of size_bytes, a multiple of 8. */
void toll__stamp_close(const toll__stamp_kind *kind, toll__stamp *stamp, uint64_t size_bytes);

/* Memory that an object may be written to: not NULL, aligned, at least `needed` bytes. */
toll_status toll__stamp_check_room(const toll__stamp_kind *kind, const void *memory, uint64_t size, uint64_t needed,
                                   toll_error *err);

/* Checks a stamped object within `size` bytes, and never reads beyond them. TOLL_E_NULL; TOLL_E_BUFFER when the memory
 * is cut; TOLL_E_OBJECT for memory that is not aligned, and for an object that is foreign, of another build or
 * damaged. */
toll_status toll__stamp_open(const toll__stamp_kind *kind, const void *memory, uint64_t size, toll_error *err);

/* ---- the checksum ----
 *
 * Every function that is handed an object checks it first, so the sum must cost a few nanoseconds for a card of 60
 * words and 0.1 ns a word for an account of thousands. It works on blocks of 512 bytes. In a block, word i goes to lane
 * i mod 4, and the words of a lane are added with alternating signs:
 *
 *     a = w0 - w4 + w8 - w12 + ...      b = w1 - w5 + w9 - w13 + ...      c and d alike
 *     sum = (sum + ((a ^ turn(b, 17)) + (c ^ turn(d, 31)))) * ODD         once a block
 *
 * Only additions depend on one another within a block, so compilers load and add two words at a time.
 *
 * Any one changed word changes the sum: each step is a bijection of the 64-bit numbers in each of its arguments, since
 * ODD has an inverse modulo 2^64. Two exchanged words show as well: lanes are turned differently, neighbours of a lane
 * have opposite signs, and each block is multiplied once more than the next one. Exceptions are words whose distance
 * within one block is a multiple of 8, which share a lane and a sign, and coincidences of 1 in 2^64.
 *
 * Example: an object that is its stamp of 40 bytes and the single word 1. The sum starts from the size, 48. The word is
 * not a whole stride, so a = turn(0, 9) + 1 = 1, and the sum is (48 + 1) * ODD mod 2^64 = 0x489e4c815d41c005. */

#define TOLL__STAMP_BLOCK  512u
#define TOLL__STAMP_STRIDE 64u /* bytes that a turn of the inner loop takes */

#define TOLL__STAMP_ODD                                                                                                \
    UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards (TAOCP 6.4) */

static inline uint64_t toll__stamp_word(const unsigned char *bytes, uint64_t index)
{
    uint64_t word;
    memcpy(&word, bytes + 8 * index, sizeof word);
    return word;
}

static inline uint64_t toll__stamp_turn(uint64_t word, uint32_t by)
{
    return word << by | word >> (64 - by);
}

/* Adds a block to a sum. size is at most TOLL__STAMP_BLOCK, in whole words; words behind the last whole stride follow
 * in lane a. */
static inline uint64_t toll__stamp_add_block(uint64_t sum, const unsigned char *bytes, uint64_t size)
{
    const unsigned char *end = bytes + size, *strides_end = bytes + size / TOLL__STAMP_STRIDE * TOLL__STAMP_STRIDE;
    uint64_t a = 0, b = 0, c = 0, d = 0;
    for (; bytes < strides_end; bytes += TOLL__STAMP_STRIDE) {
        a += toll__stamp_word(bytes, 0) - toll__stamp_word(bytes, 4);
        b += toll__stamp_word(bytes, 1) - toll__stamp_word(bytes, 5);
        c += toll__stamp_word(bytes, 2) - toll__stamp_word(bytes, 6);
        d += toll__stamp_word(bytes, 3) - toll__stamp_word(bytes, 7);
    }
    for (; bytes < end; bytes += 8)
        a = toll__stamp_turn(a, 9) + toll__stamp_word(bytes, 0);
    return (sum + ((a ^ toll__stamp_turn(b, 17)) + (c ^ toll__stamp_turn(d, 31)))) * TOLL__STAMP_ODD;
}

/* The sum of an object that is longer than a block. */
uint64_t toll__stamp_sum_blocks(const toll__stamp *stamp);

/* Starts from the size, so that sizes which changed together show too. */
static inline uint64_t toll__stamp_sum(const toll__stamp *stamp)
{
    const uint64_t size = stamp->size_bytes - sizeof *stamp;
    if (size > TOLL__STAMP_BLOCK)
        return toll__stamp_sum_blocks(stamp);
    return toll__stamp_add_block(stamp->size_bytes, (const unsigned char *)(stamp + 1), size);
}

/* 1: toll__stamp_open() would return TOLL_OK. Inline for cards, which are opened on each bill of 60 ns: the compiler
 * then knows the kind. The size is bounded before anything behind the stamp is read. */
static inline int toll__stamp_is_whole(const toll__stamp_kind *kind, const void *memory, uint64_t size)
{
    const toll__stamp *stamp = (const toll__stamp *)memory;
    return memory != NULL && (uintptr_t)memory % _Alignof(uint64_t) == 0 && size >= kind->memory_bytes &&
           stamp->magic == kind->magic && stamp->build == kind->build &&
           stamp->size_bytes - kind->sealed_bytes <= size - kind->sealed_bytes &&
           stamp->size_again == stamp->size_bytes + kind->magic && stamp->size_bytes % 8 == 0 &&
           stamp->sum == toll__stamp_sum(stamp);
}

#endif
