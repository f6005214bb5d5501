/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of the weights by tensor class. */
#ifndef TOLL_MODEL_WEIGHTS_H
#define TOLL_MODEL_WEIGHTS_H

#include "model/block.h"
#include "model/params.h"

typedef struct toll__weights {
    int64_t total;
    int64_t by_class[TOLL__CLASSES];
    int64_t stated_rest;
    double mean_bits;
} toll__weights;

/* Bits per weight of a tensor class. */
double toll__weights_bits(const toll__precision *precision, int tensor_class);

/* Bits per weight of what the layers don't describe: nearly all of a mixture of experts are experts. */
double toll__weights_rest_bits(const toll__precision *precision, const toll__params *params);

/* TOLL_E_OVERFLOW beyond 2^53 bytes. */
toll_status toll__weights_compute(const toll__counts *counts, const toll__precision *precision, toll__weights *weights,
                                  toll_error *err);

#endif
