/* SPDX-License-Identifier: Apache-2.0 */
/* llama.cpp counts the layers on the accelerator, the output as one more: of 32 layers, 25 are 24 and the output, so 8
 * stay on the host. vLLM counts GiB of weights per GPU that stay there, and reads them in every step. */
#include "estimate/host_share.h"

#include <string.h>

#include "input/complain.h"

#define GIB       1073741824.0
#define BYTES_MIN 1e6 /* from here on a number is of bytes */

static bool is_llamacpp(const deployment *d)
{
    return strncmp(d->engine.id, "llamacpp", 8) == 0;
}

static bool set_layers(deployment *d, double layers)
{
    const int64_t most = d->model->model.n_layers;
    if (!(layers >= 0 && layers <= (double)most)) {
        complain("--offload: llama.cpp keeps whole layers on the host, 0 .. %lld of them", (long long)most);
        return false;
    }
    d->engine.host_layers = (int64_t)layers;
    return true;
}

bool host_share_apply(deployment *d, const deployment_request *r)
{
    if (r->gpu_layers >= 0 && !is_llamacpp(d)) {
        complain("--gpu-layers is llama.cpp's; %s takes --offload with GiB of weights per GPU", d->engine.id);
        return false;
    }
    if (r->gpu_layers >= 0) {
        const double host = (double)(d->model->model.n_layers + 1 - r->gpu_layers);
        const double most = (double)d->model->model.n_layers; /* with 0 the output leaves, too: it is kept here */
        return set_layers(d, host < 0 ? 0 : host > most ? most : host);
    }
    if (is_llamacpp(d)) {
        return set_layers(d, r->offload);
    }
    d->engine.host_weights_bytes = (int64_t)(r->offload < BYTES_MIN ? r->offload * GIB : r->offload);
    return true;
}
