/* SPDX-License-Identifier: Apache-2.0 */
/* Recurrent blocks of a GGUF file. */
#ifndef TOLL_IO_GGUF_RECURRENT_H
#define TOLL_IO_GGUF_RECURRENT_H

#include <toll/model.h>

#include "gguf/gguf_parts.h"

/* Whether the layer has a recurrent block, and whether tensors named like attention's belong to it. */
bool toll__gguf_is_recurrent(const gguf_layer *l);
bool toll__gguf_takes_attention(const gguf_layer *l);

/* Its row; the caller has set count and norms. */
toll_status toll__gguf_recurrent(const gguf_head *head, const gguf_layer *l, int64_t layer, toll_model_layer *row,
                                 toll_error *err);

#endif
