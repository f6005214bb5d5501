/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of a number of parameters or elements at a number of bits. */
#ifndef TOLL_MODEL_BYTES_H
#define TOLL_MODEL_BYTES_H

#include <stdint.h>

/* ceil(count * bits / 8); TOLL__TOO_MUCH (base/saturating.h) where the count or the bytes exceed 2^53 (9 petabytes),
 * beyond which a double is no longer exact. Exact for every block format, whose bits are a short binary fraction
 * (4.25, 8.001953125); decimal means such as 4.9 are only as exact as their double, which is within one byte. */
int64_t toll__bytes_of(int64_t count, double bits);

#endif
