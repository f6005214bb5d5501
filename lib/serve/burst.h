/* SPDX-License-Identifier: Apache-2.0 */
/* A finite burst: N requests that run once, most of a benchmark's runs. */
#ifndef TOLL_SERVE_BURST_H
#define TOLL_SERVE_BURST_H

#include "serve/settle.h"

/* load->burst_requests requests, load->concurrency of them in flight at most, until the last one has ended. */
void toll__burst(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady);

#endif
