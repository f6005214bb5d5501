/* SPDX-License-Identifier: Apache-2.0 */
/* One switch: the load's mode selects the model. */
#include "serve/dispatch.h"

#include <toll/serve.h>

#include "serve/burst.h"
#include "serve/open_loop.h"
#include "serve/static_batch.h"

void toll__dispatch(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady)
{
    toll__open open;
    switch (load->mode) {
    case TOLL_LOAD_OPEN:
        toll__open_loop(placement, ops, load, &open, steady);
        return;
    case TOLL_LOAD_BATCH:
        toll__static_batch(placement, ops, load, steady);
        return;
    case TOLL_LOAD_DECODE:
        toll__static_decode(placement, ops, load, steady);
        return;
    case TOLL_LOAD_BURST:
        toll__burst(placement, ops, load, steady);
        return;
    default:
        toll__settle(placement, ops, load, steady);
    }
}
