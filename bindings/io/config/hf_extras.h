/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors that a family has beyond the formulas of model.h. */
#ifndef TOLL_IO_HF_EXTRAS_H
#define TOLL_IO_HF_EXTRAS_H

#include <toll/model.h>

#include "config/hf_keys.h"

/* Parameters of a part ("attn", "mla", "mamba", "linear", "conv", "ffn", "moe", "outer", "tower") of a model_type; 0
 * where it has none. */
int64_t toll__hf_extras(hf_config *c, const char *type, const char *part, const toll_model_layer *row);

#endif
