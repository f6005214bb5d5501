/* SPDX-License-Identifier: Apache-2.0 */
/* Writes stamps, and words the errors of damaged ones. The checksum is in the header, where cards can
 * inline it. */
#include "base/stamp.h"

#include <stddef.h>

#include "base/fault.h"
#include "base/text.h"

uint64_t toll__stamp_sum_blocks(const toll__stamp *stamp)
{
    const unsigned char *bytes = (const unsigned char *)(stamp + 1);
    uint64_t left = stamp->size_bytes - sizeof *stamp, sum = stamp->size_bytes;
    for (; left > TOLL__STAMP_BLOCK; left -= TOLL__STAMP_BLOCK, bytes += TOLL__STAMP_BLOCK)
        sum = toll__stamp_add_block(sum, bytes, TOLL__STAMP_BLOCK);
    return toll__stamp_add_block(sum, bytes, left);
}

void toll__stamp_close(const toll__stamp_kind *kind, toll__stamp *stamp, uint64_t size_bytes)
{
    stamp->magic = kind->magic;
    stamp->build = kind->build;
    stamp->size_bytes = size_bytes;
    stamp->size_again = size_bytes + kind->magic;
    stamp->sum = toll__stamp_sum(stamp);
}

/* "<argument> <before><writer><after>" */
static toll_status fail_stamp(toll_error *err, toll_status status, const char *argument, const char *before,
                              const char *writer, const char *after)
{
    char reason[80];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, before);
    toll__text_put(&text, writer);
    toll__text_put(&text, after);
    toll__text_end(&text);
    return toll__fail(err, status, 0, argument, -1, reason);
}

static toll_status fail_cut(const toll__stamp_kind *kind, const char *before, const char *after, toll_error *err)
{
    return fail_stamp(err, TOLL_E_BUFFER, kind->size_argument, before, kind->writer, after);
}

static toll_status fail_damaged(const toll__stamp_kind *kind, const char *before, const char *after, toll_error *err)
{
    return fail_stamp(err, TOLL_E_OBJECT, kind->argument, before, kind->writer, after);
}

static toll_status check_stamp_memory(const toll__stamp_kind *kind, const void *memory, toll_error *err)
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
    toll_status status = check_stamp_memory(kind, memory, err);
    if (status != TOLL_OK)
        return status;
    if (size < needed)
        return fail_cut(kind, "is smaller than what ", " writes", err);
    return TOLL_OK;
}

/* The same conditions as toll__stamp_is_whole(), one by one, for the message. What passes all others has another
 * sum. */
toll_status toll__stamp_open(const toll__stamp_kind *kind, const void *memory, uint64_t size, toll_error *err)
{
    const toll__stamp *stamp = memory;
    if (toll__stamp_is_whole(kind, memory, size))
        return TOLL_OK;
    toll_status status = check_stamp_memory(kind, memory, err);
    if (status != TOLL_OK)
        return status;
    if (size < kind->memory_bytes)
        return fail_cut(kind, "is smaller than anything that ", " writes", err);
    if (stamp->magic != kind->magic)
        return fail_damaged(kind, "was not written by ", "", err);
    if (stamp->build != kind->build)
        return toll__fail(err, TOLL_E_OBJECT, 0, kind->argument, -1, "was written by another build of the library");
    if (stamp->size_again == stamp->size_bytes + kind->magic && stamp->size_bytes > size)
        return fail_cut(kind, "is smaller than what ", " wrote", err);
    return fail_damaged(kind, "was changed after ", " wrote it", err);
}
