/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of so many parameters or elements at so many bits. */
#ifndef TOLL_MODEL_BYTES_H
#define TOLL_MODEL_BYTES_H

#include <stdint.h>

/* ceil(count * bits / 8), exact; TOLL__TOO_MUCH (base/checked.h) where the count or the bytes exceed 2^53, beyond which
 * a double is no longer exact. That is 9 petabytes. */
int64_t toll__bytes_of(int64_t count, double bits);

#endif
