/* SPDX-License-Identifier: Apache-2.0 */
/* The door for text: encodings, NUL bytes, line ends, limits, escapes; and files written whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "text/input_file.h"
#include "text/output_file.h"
#include "text/text_check.h"
#include "text/utf8.h"

#define CHECK(text, span, err) toll__io_text_check(text, sizeof(text) - 1, span, err)

static void assert_refused(const char *bytes, uint64_t length, const char *message)
{
    toll_error err;
    toll__io_span span = {"kept", 4};
    assert_int_equal(toll__io_text_check(bytes, length, &span, &err), TOLL_E_SYNTAX);
    assert_string_equal(err.message, message);
    assert_string_equal(span.bytes, "kept");
}

static void assert_escaped(const char *text, uint64_t length, const char *expected)
{
    char out[64];
    assert_int_equal(toll__io_escape(text, length, out, sizeof out), strlen(expected));
    assert_string_equal(out, expected);
}

/* ---- text ---- */

static void plain_text_passes_as_it_is(void **state)
{
    static const char text[] = "a,b\r\n\xc3\xa4,\xe2\x82\xac,\xf0\x9f\x98\x80\n";
    toll__io_span span = {0};
    (void)state;
    assert_int_equal(CHECK(text, &span, NULL), TOLL_OK);
    assert_ptr_equal(span.bytes, text);
    assert_int_equal(span.length, sizeof text - 1);
    assert_int_equal(toll__io_text_check("", 0, &span, NULL), TOLL_OK);
    assert_int_equal(span.length, 0);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
    static const char text[] = "\xef\xbb\xbfkind";
    toll__io_span span = {0};
    (void)state;
    assert_int_equal(CHECK(text, &span, NULL), TOLL_OK);
    assert_ptr_equal(span.bytes, text + 3);
    assert_int_equal(span.length, 4);
}

static void a_nul_byte_is_refused_with_its_place(void **state)
{
    (void)state;
    assert_refused("ab\ncd\0ef\n", 9, "line 2, byte 3: 0x00 is a NUL byte; the file is damaged or not text");
    assert_refused("ab\0\0\0\0", 6, "line 1, byte 3: 0x00 is a NUL byte; the file is damaged or not text");
}

static void other_encodings_are_named(void **state)
{
    (void)state;
    assert_refused("\xff\xfe\x61\0", 4, "the text is UTF-16: save it as UTF-8");
    assert_refused("\xfe\xff\0\x61", 4, "the text is UTF-16: save it as UTF-8");
    assert_refused("\xff\xfe\0\0\x61\0\0\0", 8, "the text is UTF-32: save it as UTF-8");
    assert_refused("a\0b\0c\0", 6, "line 1, byte 2: 0x00 is a NUL byte; the text looks like UTF-16: save it as UTF-8");
    assert_refused("\x1f\x8b\x08\0", 4, "the file is compressed with gzip: decompress it first");
    assert_refused("PK\x03\x04", 4, "the file is a zip archive or a spreadsheet: save it as plain text, or CSV");
}

static void a_lone_carriage_return_is_refused(void **state)
{
    (void)state;
    assert_refused("a\rb", 3, "line 1, byte 2: 0x0d is a CR without LF: use LF or CRLF line ends");
    assert_refused("a\r", 2, "line 1, byte 2: 0x0d is a CR without LF: use LF or CRLF line ends");
}

/* Unicode 15, table 3-7: the first and last of each row are UTF-8, their neighbours are not. */
static void utf8_is_what_the_standard_says(void **state)
{
    static const char *const good[] = {
        "\x7f",         "\xc2\x80",         "\xdf\xbf",         "\xe0\xa0\x80",     "\xe0\xbf\xbf",
        "\xe1\x80\x80", "\xec\xbf\xbf",     "\xed\x80\x80",     "\xed\x9f\xbf",     "\xee\x80\x80",
        "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf0\xbf\xbf\xbf", "\xf1\x80\x80\x80", "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {
        "\x80",         "\xbf",         "\xc0\x80",         "\xc1\xbf",         "\xc2",
        "\xc2\x7f",     "\xc2\xc0",     "\xe0\x9f\xbf",     "\xe0\xa0",         "\xe1\x80\x7f",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff",         "\xf1\x80\x80", "\xf1\x80\x80\xc0"};
    (void)state;
    for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(toll__io_utf8_length(good[i], strlen(good[i])), strlen(good[i]));
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(toll__io_utf8_length(bad[i], strlen(bad[i])), 0);
    assert_int_equal(toll__io_utf8_length("", 0), 0);
    assert_refused("ab\xff", 3, "line 1, byte 3: 0xff is not UTF-8");
}

/* Every sequence of up to three bytes against the definition: shortest form of a scalar value. */
static void utf8_agrees_with_encoding_each_scalar_value(void **state)
{
    unsigned long accepted = 0;
    (void)state;
    for (unsigned word = 0; word < 1u << 24; word++) {
        const char bytes[3] = {(char)(word >> 16), (char)(word >> 8 & 0xff), (char)(word & 0xff)};
        accepted += toll__io_utf8_length(bytes, 3) == 3;
    }
    /* U+0800 .. U+FFFF less the 2,048 surrogates. */
    assert_int_equal(accepted, 0x10000 - 0x800 - 0x800);
}

/* Plain bytes are passed over eight at a time; what is wrong is found at each place among them. */
static void a_wrong_byte_is_found_wherever_it_is(void **state)
{
    static const char wrong[] = {'\0', '\r', '\xff', '\x80'};
    (void)state;
    for (uint64_t length = 1; length <= 40; length++) {
        for (uint64_t at = 0; at < length * sizeof wrong; at++) {
            char text[40], place[40];
            toll_error err;
            toll__io_span span;
            memset(text, 'a', sizeof text);
            text[length / 2] = '\n';
            text[at / sizeof wrong] = wrong[at % sizeof wrong];
            const unsigned index = (unsigned)(at / sizeof wrong), half = (unsigned)length / 2;
            snprintf(place, sizeof place, "line %u, byte %u: ", index > half ? 2 : 1,
                     index > half ? index - half : index + 1);
            if (text[index] == '\r' && index + 1 < length && text[index + 1] == '\n')
                continue;
            assert_int_equal(toll__io_text_check(text, length, &span, &err), TOLL_E_SYNTAX);
            assert_memory_equal(err.message, place, strlen(place));
            assert_int_equal(err.row, index > half ? 2 : 1);
        }
    }
}

static void code_points_are_decoded(void **state)
{
    (void)state;
    assert_int_equal(toll__io_utf8_decode("a", 1), 'a');
    assert_int_equal(toll__io_utf8_decode("\xc3\xa4", 2), 0xe4);
    assert_int_equal(toll__io_utf8_decode("\xe2\x82\xac", 3), 0x20ac);
    assert_int_equal(toll__io_utf8_decode("\xf0\x9f\x98\x80", 4), 0x1f600);
    assert_true(toll__io_is_hidden(0x1b) && toll__io_is_hidden(0x7f) && toll__io_is_hidden(0x9b));
    assert_true(toll__io_is_hidden(0x2028) && toll__io_is_hidden(0x202e) && toll__io_is_hidden(0x2069));
    assert_false(toll__io_is_hidden(' ') || toll__io_is_hidden(0xa0) || toll__io_is_hidden(0x202f));
}

/* ---- escapes ---- */

static void what_a_terminal_obeys_is_escaped(void **state)
{
    (void)state;
    assert_escaped("llama\x1b[31m\a", 11, "llama\\x1b[31m\\x07");
    assert_escaped("a\nb\tc\x7f", 6, "a\\x0ab\\x09c\\x7f");
    assert_escaped("\xc2\x9b"
                   "31m",
                   5, "\\xc2\\x9b31m"); /* C1 CSI */
    assert_escaped("\xe2\x80\xae"
                   "x",
                   4, "\\xe2\\x80\\xaex"); /* U+202E, right-to-left override */
    assert_escaped("\xff\xfe", 2, "\\xff\\xfe");
    assert_escaped("a\0b", 3, "a\\x00b");
    assert_escaped("\xc3\xa4\xe2\x82\xac", 5, "\xc3\xa4\xe2\x82\xac");
    assert_escaped("", 0, "");
}

static void an_escape_is_never_cut(void **state)
{
    char out[8];
    (void)state;
    assert_int_equal(toll__io_escape("abcde\x1b"
                                     "fg",
                                     8, out, sizeof out),
                     11);
    assert_string_equal(out, "abcde");
    assert_int_equal(toll__io_escape("abcdef\xc3\xa4", 8, out, sizeof out), 8);
    assert_string_equal(out, "abcdef");
    assert_int_equal(toll__io_escape("abc", 3, NULL, 0), 3);
}

/* ---- files ---- */

static char folder[64], path[128], other[128];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/toll_io_text.XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/file", folder);
    snprintf(other, sizeof other, "%s/link", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(folder); /* fails when a temporary file was left */
}

static void put(const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_file(const char *text)
{
    toll__io_bytes in;
    assert_int_equal(toll__io_read_file(path, 100, &in, NULL), TOLL_OK);
    assert_string_equal(in.bytes, text);
    toll__io_release(&in);
}

static void a_file_is_read_up_to_its_limit(void **state)
{
    toll__io_bytes in;
    toll_error err;
    (void)state;
    put("12345678");
    assert_int_equal(toll__io_read_file(path, 8, &in, NULL), TOLL_OK);
    assert_int_equal(in.length, 8);
    toll__io_release(&in);
    assert_int_equal(toll__io_read_file(path, 7, &in, &err), TOLL_E_RANGE);
    assert_string_equal(err.message, "longer than the limit of 7 bytes");
    assert_null(in.bytes);
    assert_int_equal(toll__io_read_head(path, 7, &in, NULL), TOLL_OK);
    assert_string_equal(in.bytes, "1234567");
    assert_true(in.is_cut);
    toll__io_release(&in);
}

static void a_device_without_end_is_bounded(void **state)
{
    toll__io_bytes in;
    (void)state;
    assert_int_equal(toll__io_read_file("/dev/zero", 1000000, &in, NULL), TOLL_E_RANGE);
    assert_int_equal(toll__io_read_file("/dev/null", 1000000, &in, NULL), TOLL_OK);
    assert_int_equal(in.length, 0);
    toll__io_release(&in);
}

static void what_cannot_be_read_says_why(void **state)
{
    toll__io_bytes in;
    toll_error err;
    (void)state;
    assert_int_equal(toll__io_read_file(path, 8, &in, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "cannot be opened: No such file or directory");
    assert_int_equal(toll__io_read_file(folder, 8, &in, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "cannot be read: Is a directory");
}

static void a_new_file_appears_only_when_committed(void **state)
{
    toll__io_output out;
    (void)state;
    assert_int_equal(toll__io_output_open(path, &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    fflush(out.stream);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(toll__io_output_commit(&out, NULL), TOLL_OK);
    assert_file("new");
}

static void the_old_file_stays_whole_until_the_commit(void **state)
{
    toll__io_output out;
    struct stat about;
    (void)state;
    put("old");
    chmod(path, 0640);
    assert_int_equal(toll__io_output_open(path, &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    fflush(out.stream);
    assert_file("old");
    toll__io_output_discard(&out);
    assert_file("old");
    assert_int_equal(toll__io_output_open(path, &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    assert_int_equal(toll__io_output_commit(&out, NULL), TOLL_OK);
    assert_file("new");
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void a_symbolic_link_is_written_through(void **state)
{
    toll__io_output out;
    struct stat about;
    (void)state;
    put("old");
    assert_int_equal(symlink(path, other), 0);
    assert_int_equal(toll__io_output_open(other, &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    assert_int_equal(toll__io_output_commit(&out, NULL), TOLL_OK);
    assert_file("new");
    assert_int_equal(lstat(other, &about), 0);
    assert_true(S_ISLNK(about.st_mode));
}

static void a_device_is_written_through(void **state)
{
    toll__io_output out;
    toll_error err;
    struct stat about;
    (void)state;
    assert_int_equal(toll__io_output_open("/dev/null", &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    assert_int_equal(toll__io_output_commit(&out, NULL), TOLL_OK);
    assert_int_equal(stat("/dev/null", &about), 0);
    assert_true(S_ISCHR(about.st_mode));
    assert_int_equal(toll__io_output_open("/dev/full", &out, NULL), TOLL_OK);
    fputs("new", out.stream);
    assert_int_equal(toll__io_output_commit(&out, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "cannot be written: No space left on device");
}

static void a_folder_or_a_long_path_is_refused(void **state)
{
    toll__io_output out;
    toll_error err;
    static char longest[5000];
    (void)state;
    assert_int_equal(toll__io_output_open(folder, &out, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "cannot be written: Is a directory");
    memset(longest, 'a', sizeof longest - 1);
    assert_int_equal(toll__io_output_open(longest, &out, NULL), TOLL_E_RANGE);
    snprintf(longest, sizeof longest, "%s/no/such/folder", folder);
    assert_int_equal(toll__io_output_open(longest, &out, NULL), TOLL_E_MISSING);
}

#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_passes_as_it_is),
        cmocka_unit_test(a_byte_order_mark_is_passed_over),
        cmocka_unit_test(a_nul_byte_is_refused_with_its_place),
        cmocka_unit_test(other_encodings_are_named),
        cmocka_unit_test(a_lone_carriage_return_is_refused),
        cmocka_unit_test(utf8_is_what_the_standard_says),
        cmocka_unit_test(utf8_agrees_with_encoding_each_scalar_value),
        cmocka_unit_test(a_wrong_byte_is_found_wherever_it_is),
        cmocka_unit_test(code_points_are_decoded),
        cmocka_unit_test(what_a_terminal_obeys_is_escaped),
        cmocka_unit_test(an_escape_is_never_cut),
        FILE_TEST(a_file_is_read_up_to_its_limit),
        FILE_TEST(a_device_without_end_is_bounded),
        FILE_TEST(what_cannot_be_read_says_why),
        FILE_TEST(a_new_file_appears_only_when_committed),
        FILE_TEST(the_old_file_stays_whole_until_the_commit),
        FILE_TEST(a_symbolic_link_is_written_through),
        FILE_TEST(a_device_is_written_through),
        FILE_TEST(a_folder_or_a_long_path_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
