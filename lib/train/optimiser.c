/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of optimiser state per trained parameter. Example: Adam in mixed precision keeps an FP32 master copy and two
 * FP32 moments, 12 bytes (Rajbhandari and others, ZeRO, arXiv 1910.02054, section 3.1). */
#include "train/optimiser.h"

#include <toll/train.h>

#define FP32_BYTES 4.0
#define BF16_BYTES 2.0

/* One byte and an FP32 scale for each block of 256 (bitsandbytes since 0.43; arXiv 2110.02861 has blocks of 2,048). */
#define INT8_BYTES (1 + FP32_BYTES / 256)

double toll__optimiser_bytes(uint32_t optimiser)
{
    switch (optimiser) {
    case TOLL_OPTIMISER_ADAM:
        return 3 * FP32_BYTES;
    case TOLL_OPTIMISER_ADAM_8BIT:
        return FP32_BYTES + 2 * INT8_BYTES;
    case TOLL_OPTIMISER_ADAM_BF16:
        return 2 * BF16_BYTES;
    case TOLL_OPTIMISER_SGD_MOMENTUM:
    case TOLL_OPTIMISER_ADAM_FP32:
        return 2 * FP32_BYTES;
    default:
        return FP32_BYTES;
    }
}
