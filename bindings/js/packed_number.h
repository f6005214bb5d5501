/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the packed tables: base 128, low digits first, 128 added to each digit but the last. 300 is AC 02. */
#ifndef TOLL_JS_PACKED_NUMBER_H
#define TOLL_JS_PACKED_NUMBER_H

#include <stdint.h>

/* The number at *at, which is moved behind it. The bytes are the module's own: nothing is checked. */
static inline uint64_t packed_number(const unsigned char **at)
{
    uint64_t number = 0;
    unsigned shift = 0;
    for (; **at >= 128; shift += 7)
        number |= (uint64_t)(*(*at)++ & 127u) << shift;
    return number | (uint64_t) * (*at)++ << shift;
}

#endif
