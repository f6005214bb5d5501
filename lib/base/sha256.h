/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (NIST FIPS 180-4): what a price book is named and checked by. */
#ifndef TOLL_BASE_SHA256_H
#define TOLL_BASE_SHA256_H

#include <stdint.h>

#define TOLL__SHA256_BYTES 32u
#define TOLL__SHA256_BLOCK 64u

typedef struct toll__sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[TOLL__SHA256_BLOCK];
} toll__sha256;

void toll__sha256_start(toll__sha256 *hash);
void toll__sha256_add(toll__sha256 *hash, const void *bytes, uint64_t count);
void toll__sha256_end(toll__sha256 *hash, unsigned char digest[TOLL__SHA256_BYTES]);

#endif
