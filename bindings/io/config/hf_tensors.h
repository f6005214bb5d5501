/* SPDX-License-Identifier: Apache-2.0 */
/* The matrices of a model's layers by the names that checkpoints give them. */
#ifndef TOLL_IO_HF_TENSORS_H
#define TOLL_IO_HF_TENSORS_H

#include <stdbool.h>

#include <toll/model.h>

/* Classes of toll_model_precision, in its order. */
typedef enum hf_class {
    HF_EMBED,
    HF_HEAD,
    HF_ATTN,
    HF_ATTN_V,
    HF_FFN_IN,
    HF_FFN_DOWN,
    HF_EXPERT,
    HF_EXPERT_DOWN,
    HF_ROUTER,
    HF_MIXER,
    HF_CLASSES
} hf_class;

typedef struct hf_tensor {
    hf_class of;
    int64_t params;
    const char *names; /* without "layers.N.", separated by '|' */
} hf_tensor;

#define HF_TENSORS_MAX 8

/* Those of one component; returns their number. is_parallel: experts beside the dense block of the same layer. */
int toll__hf_tensors_of(const toll_model_layer *row, bool is_parallel, int64_t d_model, hf_tensor *tensors);

#endif
