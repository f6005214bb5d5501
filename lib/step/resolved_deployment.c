/* SPDX-License-Identifier: Apache-2.0 */
/* A resolved deployment is one block: stamp, placement, operations. base/stamp.c checks it; here are its layout, and
 * the one count that readers use as a bound. */
#include "step/resolved_deployment.h"

#include <stddef.h>

#include "base/fault.h"

static const toll__stamp_kind kind = {.magic = UINT64_C(0x6c6f79706564546c), /* no text: only unlikely in other data */
                                      .build = TOLL__STAMP_BUILD(sizeof(toll__placement) << 16 | sizeof(toll__op)),
                                      .memory_bytes = sizeof(toll__deployment),
                                      .sealed_bytes = sizeof(toll__deployment),
                                      .argument = "deployment",
                                      .size_argument = "deployment_size",
                                      .writer = "toll_step_resolve()"};

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

void toll__deployment_close(toll__deployment *deployment)
{
    toll__stamp_close(&kind, &deployment->stamp, toll__deployment_size(deployment->placement.n_ops));
}

toll_status toll__deployment_check_memory(const void *memory, toll_error *err)
{
    return toll__stamp_check_room(&kind, memory, 0, 0, err);
}

/* The sum covers n_ops, but whoever writes his own sum must not make us read beyond the object. */
static int has_its_ops(const toll__deployment *d)
{
    const uint64_t ops_bytes = d->stamp.size_bytes - sizeof *d;
    return ops_bytes % sizeof(toll__op) == 0 && d->placement.n_ops == ops_bytes / sizeof(toll__op);
}

toll_status toll__deployment_open(const void *memory, uint64_t size, const toll__deployment **deployment,
                                  toll_error *err)
{
    const toll__deployment *d = NULL;
    toll_status status = toll__deployment_open_memory(memory, size, &d, err);
    if (d == NULL)
        return status;
    if (d->placement.host_frac > 0)
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "deployment", -1,
                          "has layers on the host (host_layers): their speed is not estimated");
    *deployment = d;
    return TOLL_OK;
}

toll_status toll__deployment_open_memory(const void *memory, uint64_t size, const toll__deployment **deployment,
                                         toll_error *err)
{
    const toll__deployment *d = memory;
    toll_status status = toll__stamp_open(&kind, memory, size, err);
    if (status != TOLL_OK)
        return status;
    if (!has_its_ops(d))
        return toll__fail(err, TOLL_E_OBJECT, 0, "deployment", -1, "was changed after toll_step_resolve() wrote it");
    *deployment = d;
    return TOLL_OK;
}
