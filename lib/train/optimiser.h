/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of an optimiser's state. */
#ifndef TOLL_TRAIN_OPTIMISER_H
#define TOLL_TRAIN_OPTIMISER_H

#include <stdint.h>

/* Bytes per trained parameter, TOLL_OPTIMISER_*; master copy included, weights and gradients not. */
double toll__optimiser_bytes(uint32_t optimiser);

#endif
