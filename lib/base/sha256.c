/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 as FIPS 180-4 has it; numbers in comments are its sections. */
#include "base/sha256.h"

#include <string.h>

/* First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, uint32_t by)
{
    return x >> by | x << (32 - by);
}

static uint32_t read_word(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void write_word(unsigned char *at, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(word >> (24 - 8 * i));
}

/* The message schedule W (6.2.2, step 1). */
static void expand(const unsigned char *block, uint32_t schedule[64])
{
    for (int t = 0; t < 16; t++)
        schedule[t] = read_word(block + 4 * t);
    for (int t = 16; t < 64; t++) {
        uint32_t near = schedule[t - 2], far = schedule[t - 15];
        uint32_t small_near = rotate(near, 17) ^ rotate(near, 19) ^ near >> 10;
        uint32_t small_far = rotate(far, 7) ^ rotate(far, 18) ^ far >> 3;
        schedule[t] = small_near + schedule[t - 7] + small_far + schedule[t - 16];
    }
}

/* One block (6.2.2, steps 2 to 4); a .. h as there. */
static void compress(uint32_t state[8], const unsigned char *block)
{
    uint32_t schedule[64];
    expand(block, schedule);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int t = 0; t < 64; t++) {
        uint32_t big_e = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t big_a = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t first = h + big_e + ((e & f) ^ (~e & g)) + constants[t] + schedule[t];
        uint32_t second = big_a + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + second;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void toll__sha256_start(toll__sha256 *hash)
{
    /* First 32 bits of the fractional parts of the square roots of the first 8 primes (5.3.3). */
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, start, sizeof start);
}

void toll__sha256_add(toll__sha256 *hash, const void *bytes, uint64_t count)
{
    const unsigned char *at = bytes;
    uint64_t held = hash->length % TOLL__SHA256_BLOCK;
    hash->length += count;
    if (held + count < TOLL__SHA256_BLOCK) {
        memcpy(hash->block + held, at, (size_t)count);
        return;
    }
    if (held > 0) {
        memcpy(hash->block + held, at, (size_t)(TOLL__SHA256_BLOCK - held));
        compress(hash->state, hash->block);
        at += TOLL__SHA256_BLOCK - held;
        count -= TOLL__SHA256_BLOCK - held;
    }
    for (; count >= TOLL__SHA256_BLOCK; at += TOLL__SHA256_BLOCK, count -= TOLL__SHA256_BLOCK)
        compress(hash->state, at);
    memcpy(hash->block, at, (size_t)count);
}

/* Padding (5.1.1): a one bit, zeros, the length in bits in the last 8 bytes of a block. */
void toll__sha256_end(toll__sha256 *hash, unsigned char digest[TOLL__SHA256_BYTES])
{
    static const unsigned char padding[TOLL__SHA256_BLOCK] = {0x80};
    uint64_t bits = hash->length * 8, held = hash->length % TOLL__SHA256_BLOCK;
    unsigned char length[8];
    write_word(length, (uint32_t)(bits >> 32));
    write_word(length + 4, (uint32_t)bits);
    toll__sha256_add(hash, padding, held < 56 ? 56 - held : 120 - held);
    toll__sha256_add(hash, length, sizeof length);
    for (int i = 0; i < 8; i++)
        write_word(digest + 4 * i, hash->state[i]);
}
