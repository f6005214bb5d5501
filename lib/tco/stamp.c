/* SPDX-License-Identifier: Apache-2.0 */
#include "tco/stamp.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"

#define ODD UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards (Knuth, TAOCP 6.4) */

static uint64_t build_of(const toll__stamp_kind *kind)
{
    return ((uint64_t)TOLL_VERSION_MAJOR << 56 | (uint64_t)TOLL_VERSION_MINOR << 48 |
            (uint64_t)TOLL_VERSION_PATCH << 40) ^
           kind->layout;
}

/* Fletcher's sums in four lanes, as in step/resolved_deployment.c, where it is shown that any one changed word shows. */
typedef struct lane {
    uint64_t first, second;
} lane;

static void add_word(lane *l, const unsigned char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    l->first += word;
    l->second += l->first;
}

static uint64_t mix(lane l)
{
    return l.first + l.second * (2 * ODD);
}

static uint64_t checksum(const toll__stamp *stamp)
{
    const unsigned char *bytes = (const unsigned char *)(stamp + 1);
    uint64_t count = (stamp->size_bytes - sizeof *stamp) / sizeof(uint64_t);
    lane a = {stamp->size_bytes, 0}, b = {2, 0}, c = {3, 0}, d = {4, 0};
    for (; count >= 4; count -= 4, bytes += 32) {
        add_word(&a, bytes);
        add_word(&b, bytes + 8);
        add_word(&c, bytes + 16);
        add_word(&d, bytes + 24);
    }
    for (; count > 0; count--, bytes += 8)
        add_word(&a, bytes);
    return ((mix(a) * ODD ^ mix(b)) * ODD ^ mix(c)) * ODD ^ mix(d);
}

void toll__stamp_close(const toll__stamp_kind *kind, toll__stamp *stamp, uint64_t size_bytes)
{
    stamp->magic = kind->magic;
    stamp->build = build_of(kind);
    stamp->size_bytes = size_bytes;
    stamp->size_again = ~size_bytes;
    stamp->sum = checksum(stamp);
}

static toll_status check_memory(const toll__stamp_kind *kind, const void *memory, toll_error *err)
{
    if (memory == NULL)
        return toll__fail_null(err, kind->argument);
    if ((uintptr_t)memory % _Alignof(uint64_t) != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, kind->argument, -1, "must be aligned to 8 bytes");
    return TOLL_OK;
}

toll_status toll__stamp_check_room(const toll__stamp_kind *kind, const void *memory, uint64_t size, uint64_t needed,
                                   toll_error *err)
{
    toll_status status = check_memory(kind, memory, err);
    if (status != TOLL_OK || size >= needed)
        return status;
    return toll__fail(err, TOLL_E_BUFFER, 0, kind->size_argument, -1, "is smaller than what is to be written");
}

static toll_status refuse(const toll__stamp_kind *kind, const char *reason, toll_error *err)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, kind->argument, -1, reason);
}

toll_status toll__stamp_open(const toll__stamp_kind *kind, const void *memory, uint64_t size, toll_error *err)
{
    const toll__stamp *stamp = memory;
    toll_status status = check_memory(kind, memory, err);
    if (status != TOLL_OK)
        return status;
    if (size < kind->least_bytes)
        return toll__fail(err, TOLL_E_BUFFER, 0, kind->size_argument, -1, "is smaller than any such object");
    if (stamp->magic != kind->magic)
        return refuse(kind, "is not what its function writes", err);
    if (stamp->build != build_of(kind))
        return refuse(kind, "was written by another build of the library", err);
    if (stamp->size_bytes < kind->least_bytes || stamp->size_bytes % 8 != 0 || stamp->size_again != ~stamp->size_bytes)
        return refuse(kind, "was changed after it was written", err);
    if (stamp->size_bytes > size)
        return toll__fail(err, TOLL_E_BUFFER, 0, kind->size_argument, -1, "is smaller than what was written");
    if (stamp->sum != checksum(stamp))
        return refuse(kind, "was changed after it was written", err);
    return TOLL_OK;
}
