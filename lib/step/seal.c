/* SPDX-License-Identifier: Apache-2.0 */
#include "step/seal.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"

#define MAGIC UINT64_C(0x6c6f79706564546c) /* no text: only unlikely in other data */

/* Another release, or the same one with other structs, is another build. */
#define BUILD                                                                                                          \
    ((uint64_t)TOLL_VERSION_MAJOR << 56 | (uint64_t)TOLL_VERSION_MINOR << 48 | (uint64_t)TOLL_VERSION_PATCH << 40 |    \
     (uint64_t)sizeof(toll__placement) << 16 | (uint64_t)sizeof(toll__op))

#define ODD UINT64_C(0x9e3779b97f4a7c15) /* 2^64 / golden ratio, odd: spreads every bit upwards (Knuth, TAOCP 6.4) */

_Static_assert(sizeof(toll__placement) % 8 == 0 && sizeof(toll__op) % 8 == 0, "whole words, no padding at the end");

uint64_t toll__seal_size(uint64_t n_ops)
{
    return sizeof(toll__deployment) + n_ops * sizeof(toll__op);
}

toll__op *toll__seal_ops(toll__deployment *deployment)
{
    return (toll__op *)(void *)(deployment + 1);
}

const toll__op *toll__seal_read_ops(const toll__deployment *deployment)
{
    return (const toll__op *)(const void *)(deployment + 1);
}

/* Fletcher's sums (IEEE Trans. Comm. 30, 1982) over 64-bit words, even and odd ones apart so that their additions
 * overlap: the object is checked on every call. Any one changed word shows. It guards against damage and mix-ups, not
 * against an adversary, who could write what he likes anyway. */
static uint64_t checksum(const toll__deployment *deployment)
{
    const unsigned char *bytes = (const unsigned char *)&deployment->placement;
    uint64_t count = (deployment->size_bytes - offsetof(toll__deployment, placement)) / sizeof(uint64_t);
    uint64_t even = 1, even_sum = 0, odd = 2, odd_sum = 0, pair[2] = {0, 0};
    if (count % 2 != 0)
        memcpy(&even, bytes + (count - 1) * sizeof even, sizeof even);
    for (uint64_t i = 0; i < count / 2; i++, bytes += sizeof pair) {
        memcpy(pair, bytes, sizeof pair);
        even += pair[0];
        odd += pair[1];
        even_sum += even;
        odd_sum += odd;
    }
    /* A word changed by d, k places before the end, moves its first sum by d and its second by k * d. An even factor of
     * the second makes that d * (1 + 2 * k * ODD): an odd multiple, so never zero. */
    return (even + even_sum * (2 * ODD)) * ODD ^ (odd + odd_sum * (2 * ODD));
}

void toll__seal_close(toll__deployment *deployment)
{
    deployment->magic = MAGIC;
    deployment->build = BUILD;
    deployment->size_bytes = toll__seal_size(deployment->placement.n_ops);
    deployment->sum = checksum(deployment);
}

toll_status toll__seal_check_memory(const void *memory, toll_error *err)
{
    if (memory == NULL)
        return toll__fail_null(err, "deployment");
    if ((uintptr_t)memory % _Alignof(toll__deployment) != 0)
        return toll__fail(err, TOLL_E_OBJECT, 0, "deployment", -1, "must be aligned to 8 bytes");
    return TOLL_OK;
}

static toll_status refuse(toll_error *err, const char *reason)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "deployment", -1, reason);
}

toll_status toll__seal_open(const void *memory, uint64_t size, const toll__deployment **deployment, toll_error *err)
{
    const toll__deployment *d = memory;
    toll_status status = toll__seal_check_memory(memory, err);
    if (status != TOLL_OK)
        return status;
    if (size < sizeof *d)
        return toll__fail(err, TOLL_E_BUFFER, 0, "deployment_size", -1, "is smaller than any resolved deployment");
    if (d->magic != MAGIC)
        return refuse(err, "was not resolved by toll_step_resolve()");
    if (d->build != BUILD)
        return refuse(err, "was resolved by another build of the library");
    if (d->size_bytes < sizeof *d || (d->size_bytes - sizeof *d) % sizeof(toll__op) != 0 ||
        d->placement.n_ops != (d->size_bytes - sizeof *d) / sizeof(toll__op))
        return refuse(err, "was changed after it was resolved");
    if (d->size_bytes > size)
        return toll__fail(err, TOLL_E_BUFFER, 0, "deployment_size", -1, "is smaller than what was resolved");
    if (d->sum != checksum(d))
        return refuse(err, "was changed after it was resolved");
    *deployment = d;
    return TOLL_OK;
}
