/* SPDX-License-Identifier: Apache-2.0 */
/* What can start, of checked texts. */
#ifndef TOLL_API_CATALOG_RUN_H
#define TOLL_API_CATALOG_RUN_H

#include <stdint.h>

/* Weights that share a scale in this format on this engine, and that a shard must not cut; 0: none. */
int64_t toll__run_block_weights(const char *precision_id, const char *engine_id);

#endif
