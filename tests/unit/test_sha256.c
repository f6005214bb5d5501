/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 against the examples of NIST (FIPS 180-4, CAVP short and long messages), and however the bytes are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

static void digest_text(const toll__sha256 *started, char text[65])
{
    unsigned char digest[TOLL__SHA256_BYTES];
    toll__sha256 hash = *started;
    toll__sha256_end(&hash, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
}

static void assert_digest(const void *bytes, uint64_t count, const char *want)
{
    char text[65];
    toll__sha256 hash;
    toll__sha256_start(&hash);
    toll__sha256_add(&hash, bytes, count);
    digest_text(&hash, text);
    assert_string_equal(text, want);
}

static void match_nist(void **state)
{
    (void)state;
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const char four[] =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        "lmnopqrsmnopqrstnopqrstu";
    static const unsigned char one_byte[1] = {0xd3}, four_bytes[4] = {0x74, 0xba, 0x25, 0x21};
    assert_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest(two_blocks, 56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    assert_digest(four, 112, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    assert_digest(one_byte, 1, "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1");
    assert_digest(four_bytes, 4, "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e");
}

static void match_a_million_letters(void **state)
{
    (void)state;
    char letters[1000], text[65];
    toll__sha256 hash;
    memset(letters, 'a', sizeof letters);
    toll__sha256_start(&hash);
    for (int i = 0; i < 1000; i++)
        toll__sha256_add(&hash, letters, sizeof letters);
    digest_text(&hash, text);
    assert_string_equal(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* Every length around the padding's edges, in one piece and in two, cut anywhere. */
static void cut_anywhere(void **state)
{
    (void)state;
    unsigned char bytes[200];
    char whole[65], parts[65];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + 11);
    for (size_t length = 0; length <= sizeof bytes; length++) {
        toll__sha256 hash;
        toll__sha256_start(&hash);
        toll__sha256_add(&hash, bytes, length);
        digest_text(&hash, whole);
        for (size_t cut = 0; cut <= length; cut++) {
            toll__sha256_start(&hash);
            toll__sha256_add(&hash, bytes, cut);
            toll__sha256_add(&hash, bytes + cut, length - cut);
            digest_text(&hash, parts);
            assert_string_equal(parts, whole);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(match_nist),
        cmocka_unit_test(match_a_million_letters),
        cmocka_unit_test(cut_anywhere),
    };
    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
