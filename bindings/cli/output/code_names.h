/* SPDX-License-Identifier: Apache-2.0 */
/* The library's codes as names (for JSON) and phrases (for people). */
#ifndef TOLL_CLI_OUTPUT_CODE_NAMES_H
#define TOLL_CLI_OUTPUT_CODE_NAMES_H

#include <stdint.h>

const char *word_fit(uint32_t verdict);             /* "fits" */
const char *word_permit(uint32_t permit);           /* "conditional" */
const char *word_run(uint32_t verdict);             /* "yes" */
const char *word_validity(uint32_t validity);       /* "calibrated" */
const char *phrase_validity(uint32_t validity);     /* "inside the range that the constants were fitted on" */
const char *word_bound(uint32_t bound);             /* "weights" */
const char *phrase_bound(uint32_t bound);           /* "reading weights" */
const char *word_train_bound(uint32_t bound);       /* "compute" */
const char *phrase_train_bound(uint32_t bound);     /* "projections and attention" */
const char *word_train_method(uint32_t method);     /* "qlora" */
const char *word_recompute(uint32_t recompute);     /* "selective" */
const char *word_optimiser(uint32_t optimiser);     /* "adam-8bit" */
const char *word_attention(uint32_t attention);     /* "fused" */
const char *word_rate(uint32_t rate);               /* "bf16" */
const char *word_topology(uint32_t topology);       /* "switch" */
const char *phrase_topology(uint32_t topology);     /* "switch: full rate between any pair" */
const char *word_confidence(uint32_t confidence);   /* "published" */
const char *word_price_kind(uint32_t price_kind);   /* "on_demand" */
const char *phrase_price_kind(uint32_t price_kind); /* "on demand" */
const char *word_load(uint32_t mode);               /* "closed" */
const char *word_stability(uint32_t stability);     /* "stable" */
const char *word_layer(uint32_t kind);              /* "attention" */
const char *word_layer_flag(int bit);               /* "qkv_bias"; NULL beyond the last */
const char *word_model_flag(int bit);               /* "tied_embeddings"; NULL beyond the last */
const char *word_flag(int bit);                     /* "typical_constants"; NULL beyond the last */
const char *phrase_flag(int bit);                   /* why a result is less sure, one sentence */

#endif
