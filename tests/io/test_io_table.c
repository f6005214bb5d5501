/* SPDX-License-Identifier: Apache-2.0 */
/* CSV files: cells with their places, quotes, line ends, and what must be refused where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "table/csv_table.h"
#include "table/tariff_file.h"

static char folder[] = "/tmp/toll_table_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/t.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_bytes(const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static toll_status read_bytes(const char *bytes, size_t length, toll__csv_table *csv, toll_error *err)
{
    write_bytes(bytes, length);
    return toll__csv_read(path, "t.csv", CSV_BYTES_MAX, csv, err);
}

#define READ(text, csv, err) read_bytes(text, sizeof(text) - 1, csv, err)

static void assert_refused_bytes(const char *bytes, size_t length, const char *message)
{
    toll__csv_table csv;
    toll_error err;
    assert_int_equal(read_bytes(bytes, length, &csv, &err), TOLL_E_SYNTAX);
    assert_string_equal(err.message, message);
    assert_null(csv.cells);
    assert_null(csv.file.bytes);
}

#define REFUSED(text, message) assert_refused_bytes(text, sizeof(text) - 1, message)

static void assert_cell(const toll__csv_table *csv, size_t row, size_t column, const char *text, uint32_t line,
                        uint32_t byte)
{
    const toll__csv_place place = toll__csv_place_of(csv, row, column);
    assert_string_equal(toll__csv_text(csv, row, column), text);
    assert_string_equal(place.path, "t.csv");
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, byte);
}

static void cells_have_their_text_and_place(void **state)
{
    toll__csv_table csv;
    (void)state;
    assert_int_equal(READ("# one\n# two\na,\"b\",c\n1,\"x \"\"y\"\", z\",\n\"\",,\"3\"", &csv, NULL), TOLL_OK);
    assert_int_equal(csv.n_columns, 3);
    assert_int_equal(csv.n_rows, 2);
    assert_cell(&csv, 0, 0, "a", 3, 1);
    assert_cell(&csv, 0, 1, "b", 3, 3);
    assert_cell(&csv, 0, 2, "c", 3, 7);
    assert_cell(&csv, 1, 0, "1", 4, 1);
    assert_cell(&csv, 1, 1, "x \"y\", z", 4, 3);
    assert_cell(&csv, 1, 2, "", 4, 16);
    assert_cell(&csv, 2, 0, "", 5, 1);
    assert_cell(&csv, 2, 1, "", 5, 4);
    assert_cell(&csv, 2, 2, "3", 5, 5);
    toll__csv_release(&csv);
}

static void files_of_a_spreadsheet_are_read(void **state)
{
    toll__csv_table csv;
    (void)state;
    assert_int_equal(READ("\xef\xbb\xbf# note\r\na,b\r\n1,\"2\"\r\n", &csv, NULL), TOLL_OK);
    assert_int_equal(csv.n_rows, 1);
    assert_cell(&csv, 0, 0, "a", 2, 1);
    assert_cell(&csv, 1, 1, "2", 3, 3);
    toll__csv_release(&csv);
    assert_int_equal(READ("\xef\xbb\xbf\"a\",b\r\n", &csv, NULL), TOLL_OK);
    assert_cell(&csv, 0, 0, "a", 1, 1);
    assert_cell(&csv, 0, 1, "b", 1, 5);
    assert_int_equal(csv.n_rows, 0);
    toll__csv_release(&csv);
}

static void wrong_rows_are_refused_with_their_place(void **state)
{
    (void)state;
    REFUSED("", "t.csv:1:1: file is empty");
    REFUSED("# only a comment\n", "t.csv:2:1: file has no header");
    REFUSED("a,b\n1\n", "t.csv:2:0: row has another number of cells than the header: '1'");
    REFUSED("a,b\n\n", "t.csv:2:0: row has another number of cells than the header: ''");
    REFUSED("a,b\n1,\"2\n", "t.csv:2:5: quote is not closed on its line");
    REFUSED("a,b\r\n1,\"2\r\n", "t.csv:2:5: quote is not closed on its line");
    REFUSED("a,b\n1,\"", "t.csv:2:4: quote is not closed on its line");
    REFUSED("a,b\n1,2\"3\"\n", "t.csv:2:4: quote inside an unquoted cell");
    REFUSED("a,b\n\"1\"2,3\n", "t.csv:2:4: text after a closing quote");
    char wide[CSV_COLUMNS_MAX + 1] = ""; /* one column more than there may be */
    memset(wide, ',', CSV_COLUMNS_MAX);
    REFUSED(wide, "t.csv:1:513: too many columns");
}

static void bytes_that_are_no_text_are_refused_with_their_place(void **state)
{
    (void)state;
    REFUSED("a,b\n1,2\n\0,4\n", "t.csv: line 3, byte 1: 0x00 is a NUL byte; the file is damaged or not text");
    REFUSED("a,b\n1,\xff\n", "t.csv: line 2, byte 3: 0xff is not UTF-8");
    REFUSED("a,b\r1,2\r", "t.csv: line 1, byte 4: 0x0d is a CR without LF: use LF or CRLF line ends");
    REFUSED("\x1f\x8b\x08", "t.csv: the file is compressed with gzip: decompress it first");
}

static void a_file_over_the_limit_is_refused(void **state)
{
    toll__csv_table csv;
    toll_error err;
    (void)state;
    write_bytes("a,b\n1,2\n", 8);
    assert_int_equal(toll__csv_read(path, "t.csv", 8, &csv, &err), TOLL_OK);
    toll__csv_release(&csv);
    assert_int_equal(toll__csv_read(path, "t.csv", 7, &csv, &err), TOLL_E_RANGE);
    assert_string_equal(err.message, "t.csv: longer than the limit of 7 bytes");
    assert_int_equal(toll__csv_read("/nowhere.csv", "nowhere.csv", 7, &csv, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "nowhere.csv: cannot be opened: No such file or directory");
}

static void a_long_path_leaves_room_for_the_message(void **state)
{
    char long_path[400];
    toll_error err;
    (void)state;
    memset(long_path, 'x', sizeof long_path);
    strcpy(long_path + sizeof long_path - 11, "/costs.csv");
    toll__csv_fail(&err, (toll__csv_place){long_path, 3, 7}, "is wrong", "a\x1b[31mb");
    assert_int_equal(strlen(err.message), 64 + strlen(":3:7: is wrong: 'a\\x1b[31mb'"));
    assert_non_null(strstr(err.message, "x/costs.csv:3:7: is wrong: 'a\\x1b[31mb'"));
    assert_memory_equal(err.message, "...x", 4);
}

static void columns_are_found_by_name(void **state)
{
    toll__csv_table csv;
    toll_error err;
    size_t column = 9;
    (void)state;
    assert_int_equal(READ("a,b\n", &csv, NULL), TOLL_OK);
    assert_int_equal(toll__csv_find_column(&csv, "b", &column, &err), TOLL_OK);
    assert_int_equal(column, 1);
    assert_int_equal(toll__csv_find_column(&csv, "c", &column, &err), TOLL_E_MISSING);
    assert_string_equal(err.message, "t.csv:1:0: column is absent: 'c'");
    toll__csv_release(&csv);
}

/* Rows that were added before a wrong file stay as they are. */
static void tariff_rows_add_up_over_files(void **state)
{
    toll__csv_table csv;
    toll__tariff_rows rows = {0};
    toll_error err;
    (void)state;
    assert_int_equal(READ("kind,key\ntariff,ours\n", &csv, NULL), TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&rows, &csv, &err), TOLL_OK);
    toll__csv_release(&csv);
    assert_int_equal(READ("kind,number\nprice,0.5\nprice,0,5\n", &csv, &err), TOLL_E_SYNTAX);
    assert_int_equal(READ("kind,number\nprice,0.5\nprice,0x5\n", &csv, NULL), TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&rows, &csv, &err), TOLL_E_SYNTAX);
    assert_string_equal(err.message, "t.csv:3:7: is not an exact decimal: '0x5'");
    assert_int_equal(rows.n_rows, 1);
    toll__csv_release(&csv);
    assert_int_equal(READ("kind,number\nprice,0.5\n", &csv, NULL), TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&rows, &csv, &err), TOLL_OK);
    toll__csv_release(&csv);
    assert_int_equal(rows.n_rows, 2);
    assert_string_equal(rows.rows[0].key, "ours");
    assert_int_equal(rows.rows[1].number.coef, 5);
    assert_int_equal(rows.places[1].line, 2);
    toll__tariff_rows_release(&rows);
}

/* Words of what changes quantities; a ratio of 0 is one, and an empty cell is none. */
static void words_of_an_op_depend_on_the_kind(void **state)
{
    static const struct {
        uint32_t kind, op;
    } wanted[] = {{TOLL_ROW_MINIMUM, TOLL_MINIMUM_TOTAL},
                  {TOLL_ROW_MINIMUM, 0},
                  {TOLL_ROW_STEP, TOLL_STEP_NEAREST},
                  {TOLL_ROW_VOLUME, TOLL_VOLUME_ALL},
                  {TOLL_ROW_ALLOWANCE, TOLL_RATIO_GIVEN},
                  {TOLL_ROW_ALLOWANCE, 0},
                  {TOLL_ROW_DEFAULT_PART, 0},
                  {TOLL_ROW_FEE, 0},
                  {TOLL_ROW_FLOOR, 0},
                  {TOLL_ROW_CAP, 0},
                  {TOLL_ROW_FLOOR, TOLL_PERIOD_MONTH},
                  {TOLL_ROW_FEE, TOLL_PERIOD_INVOICE},
                  {TOLL_ROW_DERIVE, TOLL_DERIVE_ADD_NEAREST}};
    toll__csv_table csv;
    toll__tariff_rows rows = {0};
    toll_error err;
    (void)state;
    assert_int_equal(READ("kind,op,number,meter,other_meter\nminimum,total,,,\nminimum,,,,\nstep,nearest,,,\n"
                          "volume,all,,,\nallowance,,0,,\nallowance,,,,\ndefault_part,,,cache_write,cache_write_1h\n"
                          "fee,,0.1,,\nfloor,,0,,\ncap,,1,,\nfloor,month,9,,\nfee,invoice,9,,\nderive,add_nearest,"
                          "9,input,web_search\n",
                          &csv, NULL),
                     TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&rows, &csv, &err), TOLL_OK);
    assert_int_equal(rows.n_rows, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < rows.n_rows; i++) {
        assert_int_equal(rows.rows[i].kind, wanted[i].kind);
        assert_int_equal(rows.rows[i].op, wanted[i].op);
    }
    assert_int_equal(rows.rows[6].other_meter, TOLL_METER_CACHE_WRITE_1H);
    toll__csv_release(&csv);
    assert_int_equal(READ("kind,op\nstep,total\n", &csv, NULL), TOLL_OK);
    assert_int_equal(toll__tariff_rows_add(&rows, &csv, &err), TOLL_E_SYNTAX);
    assert_string_equal(err.message, "t.csv:2:6: name is unknown: 'total'");
    toll__csv_release(&csv);
    toll__tariff_rows_release(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_have_their_text_and_place),
        cmocka_unit_test(files_of_a_spreadsheet_are_read),
        cmocka_unit_test(wrong_rows_are_refused_with_their_place),
        cmocka_unit_test(bytes_that_are_no_text_are_refused_with_their_place),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_long_path_leaves_room_for_the_message),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(tariff_rows_add_up_over_files),
        cmocka_unit_test(words_of_an_op_depend_on_the_kind),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
