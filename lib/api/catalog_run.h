/* SPDX-License-Identifier: Apache-2.0 */
/* What can start, of checked texts. */
#ifndef TOLL_API_CATALOG_RUN_H
#define TOLL_API_CATALOG_RUN_H

#include "step/shard_blocks.h"

/* What shards in this format must not cut on this engine. */
void toll__run_shard_rules(const char *precision_id, const char *engine_id, toll__shard_rules *rules);

#endif
