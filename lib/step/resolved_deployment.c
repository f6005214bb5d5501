/* SPDX-License-Identifier: Apache-2.0 */
#include "step/resolved_deployment.h"

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

uint64_t toll__deployment_size(uint64_t n_ops)
{
    return sizeof(toll__deployment) + n_ops * sizeof(toll__op);
}

toll__op *toll__deployment_ops(toll__deployment *deployment)
{
    return (toll__op *)(void *)(deployment + 1);
}

const toll__op *toll__deployment_read_ops(const toll__deployment *deployment)
{
    return (const toll__op *)(const void *)(deployment + 1);
}

/* Fletcher's sums (IEEE Trans. Comm. 30, 1982) over 64-bit words, four of a lane at a time, every fourth word in one
 * lane, so that the additions of four overlap: the object is checked on every call. Any one changed word shows. It guards against damage and
 * mix-ups, not against an adversary, who could write what he likes anyway. */
typedef struct lane {
    uint64_t first, second;
} lane;

static uint64_t word_at(const unsigned char *bytes, uint64_t index)
{
    uint64_t word;
    memcpy(&word, bytes + 8 * index, sizeof word);
    return word;
}

static void add(lane *l, uint64_t words)
{
    l->first += words;
    l->second += l->first;
}

/* Words `index`, index + 4, index + 8 and index + 12. */
static void add_four(lane *l, const unsigned char *bytes, uint64_t index)
{
    add(l, word_at(bytes, index) + word_at(bytes, index + 4) + word_at(bytes, index + 8) + word_at(bytes, index + 12));
}

/* A word changed by d, k additions before the end of its lane, moves the first sum by d and the second by k * d. An even
 * factor of the second makes that d * (1 + 2 * k * ODD): an odd multiple, so never zero. */
static uint64_t mix(lane l)
{
    return l.first + l.second * (2 * ODD);
}

static uint64_t checksum(const toll__deployment *deployment)
{
    const unsigned char *bytes = (const unsigned char *)&deployment->placement;
    uint64_t count = (deployment->size_bytes - offsetof(toll__deployment, placement)) / sizeof(uint64_t);
    lane a = {1, 0}, b = {2, 0}, c = {3, 0}, d = {4, 0};
    for (; count >= 16; count -= 16, bytes += 128) {
        add_four(&a, bytes, 0);
        add_four(&b, bytes, 1);
        add_four(&c, bytes, 2);
        add_four(&d, bytes, 3);
    }
    for (; count > 0; count--, bytes += 8)
        add(&a, word_at(bytes, 0));
    return ((mix(a) * ODD ^ mix(b)) * ODD ^ mix(c)) * ODD ^ mix(d);
}

void toll__deployment_close(toll__deployment *deployment)
{
    deployment->magic = MAGIC;
    deployment->build = BUILD;
    deployment->size_bytes = toll__deployment_size(deployment->placement.n_ops);
    deployment->sum = checksum(deployment);
}

toll_status toll__deployment_check_memory(const void *memory, toll_error *err)
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

toll_status toll__deployment_open(const void *memory, uint64_t size, const toll__deployment **deployment, toll_error *err)
{
    const toll__deployment *d = memory;
    toll_status status = toll__deployment_check_memory(memory, err);
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
