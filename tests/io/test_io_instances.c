/* SPDX-License-Identifier: Apache-2.0 */
/* Instance prices of one's own: what each column means, and what is refused where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "table/instance_file.h"
#include "toll_assert.h"

#define LIMIT  (1u << 20)
#define LATEST 20261201
#define HEAD   "provider,instance,region,hw_id,gpus,on_demand_usd_per_hour,as_of\n"
#define FULL                                                                                                           \
    "id,provider,instance,region,hw_id,gpu_name,gpus,vcpus,host_memory_bytes,on_demand_usd_per_hour,"                  \
    "reserved_1y_usd_per_hour,reserved_3y_usd_per_hour,spot_usd_per_hour,price_kind,as_of,notes,source\n"

static char folder[] = "/tmp/toll_instances_XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/i.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static toll_status read_text(const char *text, toll__instance_file *file, toll_error *err)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
    assert_int_equal(fclose(out), 0);
    return toll__instance_file_read(path, LIMIT, LATEST, file, err);
}

static void read_rows(const char *text, toll__instance_file *file, size_t n_rows)
{
    toll_error err = {0};
    if (read_text(text, file, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(file->n_rows, n_rows);
}

/* The message without its path. */
static void assert_refused(const char *text, toll_status status, const char *message)
{
    toll__instance_file file = {(toll__instance_row *)1, 1};
    toll_error err = {0};
    assert_int_equal(read_text(text, &file, &err), status);
    const char *behind_path = strstr(err.message, "i.csv:");
    assert_non_null(behind_path);
    assert_string_equal(behind_path, message);
    assert_null(file.rows);
    assert_int_equal(file.n_rows, 0);
}

#define REFUSED(row, message) assert_refused(HEAD row "\n", TOLL_E_SYNTAX, "i.csv:" message)

/* ---- what is read ---- */

static void seven_columns_are_enough(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(HEAD "Ours,Rack 1,FRA,h100-sxm5-80gb,8,19.92,2026-11-20\n", &file, 1);
    const toll_catalog_instance *i = &file.rows[0].instance;
    assert_string_equal(i->id, "ours/rack-1/fra");
    assert_string_equal(i->provider, "Ours");
    assert_string_equal(i->instance, "Rack 1");
    assert_string_equal(i->region, "FRA");
    assert_string_equal(i->hw_id, "h100-sxm5-80gb");
    assert_int_equal(i->gpus, 8);
    assert_int_equal(i->as_of, 20261120);
    assert_int_equal(i->price_kind, TOLL_PRICE_ON_DEMAND);
    assert_int_equal(i->known, TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_HW);
    assert_int_equal(i->unverified, 0);
    assert_true(i->on_demand_usd_per_hour == 19.92); /* the nearest double: what the compiler reads */
    assert_int_equal(file.rows[0].line, 2);
    toll__instance_file_release(&file);
}

static void every_column_has_its_field(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows("# a comment\n" FULL "x,p,i,r,l4-24gb,L4,2,16,7.5Gi,4,3,2,1,marketplace,2026-05,a note,a source\n", &file,
              1);
    const toll_catalog_instance *i = &file.rows[0].instance;
    assert_string_equal(i->id, "x");
    assert_string_equal(i->gpu_name, "L4");
    assert_int_equal(i->gpus, 2);
    assert_int_equal(i->vcpus, 16);
    assert_int_equal(i->host_memory_bytes, 8053063680); /* 7.5 * 2^30 */
    assert_true(i->on_demand_usd_per_hour == 4 && i->reserved_1y_usd_per_hour == 3);
    assert_true(i->reserved_3y_usd_per_hour == 2 && i->spot_usd_per_hour == 1);
    assert_int_equal(i->price_kind, TOLL_PRICE_MARKETPLACE);
    assert_int_equal(i->as_of, 20260500);
    assert_int_equal(i->known, 0x7f);
    assert_int_equal(file.rows[0].line, 3);
    toll__instance_file_release(&file);
}

static void a_question_mark_makes_a_figure_unverified(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(FULL ",p,i,r,l4-24gb?,L4,2,16?,64Gi?,4?,3?@list,2~,1@list,,2026?,,\n", &file, 1);
    const toll_catalog_instance *i = &file.rows[0].instance;
    assert_int_equal(i->unverified, TOLL_INSTANCE_HW | TOLL_INSTANCE_VCPUS | TOLL_INSTANCE_MEMORY |
                                        TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_1Y);
    assert_int_equal(i->known, 0x7f);
    assert_true(i->reserved_1y_usd_per_hour == 3 && i->reserved_3y_usd_per_hour == 2 && i->spot_usd_per_hour == 1);
    assert_int_equal(i->as_of, 20260000);
    assert_true(file.rows[0].is_as_of_unverified);
    toll__instance_file_release(&file);
}

static void what_is_empty_is_not_known(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(FULL ",p,i,r,,Z900,2,,,,,,1,,,,\n", &file, 1);
    const toll_catalog_instance *i = &file.rows[0].instance;
    assert_int_equal(i->known, TOLL_INSTANCE_SPOT);
    assert_int_equal(i->as_of, 0);
    assert_int_equal(i->vcpus, 0);
    assert_false(file.rows[0].is_as_of_unverified);
    toll__instance_file_release(&file);
}

static void rows_are_sorted_by_id(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(HEAD "p,b,r,l4-24gb,1,2,2026\np,a,r,l4-24gb,1,1,2026\n", &file, 2);
    assert_string_equal(file.rows[0].instance.id, "p/a/r");
    assert_int_equal(file.rows[0].line, 3);
    assert_int_equal(file.rows[1].line, 2);
    toll__instance_file_release(&file);
}

static void prices_are_read_up_to_their_limits(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(HEAD "p,a,r,l4-24gb,1,0.00000000000001,2026\np,b,r,l4-24gb,1000000,1000000,2026-12-01\n", &file, 2);
    assert_true(file.rows[0].instance.on_demand_usd_per_hour == 1e-14);
    assert_true(file.rows[1].instance.on_demand_usd_per_hour == 1e6);
    assert_int_equal(file.rows[1].instance.gpus, 1000000);
    toll__instance_file_release(&file);
}

static void a_leap_day_is_a_date(void **state)
{
    toll__instance_file file;
    (void)state;
    read_rows(HEAD "p,a,r,l4-24gb,1,1,2024-02-29\n", &file, 1);
    assert_int_equal(file.rows[0].instance.as_of, 20240229);
    toll__instance_file_release(&file);
}

/* ---- what is refused ---- */

static void a_price_that_is_no_amount_is_refused(void **state)
{
    static const char *const no_numbers[] = {
        "-1", "nan", "inf", "1e3", "0x10", "1,5", "1.", ".5", "1.2.3", "$2", "2 ", " 2", "1234567890123456"};
    char text[256], message[256];
    (void)state;
    for (size_t i = 0; i < sizeof no_numbers / sizeof no_numbers[0]; i++) {
        snprintf(text, sizeof text, HEAD "p,i,r,l4-24gb,1,\"%s\",2026\n", no_numbers[i]);
        snprintf(message, sizeof message,
                 "i.csv:2:17: on_demand_usd_per_hour is not a decimal number of at most 15 digits: '%s'",
                 no_numbers[i]);
        assert_refused(text, TOLL_E_SYNTAX, message);
    }
    REFUSED("p,i,r,l4-24gb,1,0,2026", "2:17: on_demand_usd_per_hour must be above 0 and at most 1,000,000: '0'");
    REFUSED("p,i,r,l4-24gb,1,0.00,2026", "2:17: on_demand_usd_per_hour must be above 0 and at most 1,000,000: '0.00'");
    REFUSED("p,i,r,l4-24gb,1,1000000.1,2026",
            "2:17: on_demand_usd_per_hour must be above 0 and at most 1,000,000: '1000000.1'");
    REFUSED("p,i,r,l4-24gb,1,?,2026", "2:17: on_demand_usd_per_hour has a mark without a value: '?'");
    REFUSED("p,i,r,l4-24gb,1,,2026", "2:0: the row has no price");
}

static void a_number_of_accelerators_is_whole(void **state)
{
    (void)state;
    REFUSED("p,i,r,l4-24gb,0,1,2026", "2:15: gpus must be a whole number, 1 .. 1,000,000: '0'");
    REFUSED("p,i,r,l4-24gb,-8,1,2026", "2:15: gpus must be a whole number, 1 .. 1,000,000: '-8'");
    REFUSED("p,i,r,l4-24gb,1.5,1,2026", "2:15: gpus must be a whole number, 1 .. 1,000,000: '1.5'");
    REFUSED("p,i,r,l4-24gb,1000001,1,2026", "2:15: gpus must be a whole number, 1 .. 1,000,000: '1000001'");
    REFUSED("p,i,r,l4-24gb,,1,2026", "2:15: gpus must be a whole number, 1 .. 1,000,000: ''");
    REFUSED("p,i,r,l4-24gb,8?,1,2026", "2:15: gpus takes no mark `?`: every price per GPU-hour rests on it: '8?'");
}

static void a_day_that_does_not_exist_or_is_to_come_is_refused(void **state)
{
    static const char *const no_dates[] = {"2026-02-29", "2026-13-01", "2026-00",    "20261120", "26-11-20",
                                           "1989",       "0000",       "2026-11-31", "today",    "2026/11/20"};
    char text[256], message[256];
    (void)state;
    for (size_t i = 0; i < sizeof no_dates / sizeof no_dates[0]; i++) {
        snprintf(text, sizeof text, HEAD "p,i,r,l4-24gb,1,1,%s\n", no_dates[i]);
        snprintf(message, sizeof message, "i.csv:2:19: as_of is not a date such as 2026-11-30, 2026-11 or 2026: '%s'",
                 no_dates[i]);
        assert_refused(text, TOLL_E_SYNTAX, message);
    }
    REFUSED("p,i,r,l4-24gb,1,1,2026-12-02", "2:19: as_of is in the future: '2026-12-02'");
    REFUSED("p,i,r,l4-24gb,1,1,2062", "2:19: as_of is in the future: '2062'");
}

static void an_accelerator_is_an_id_of_the_catalog(void **state)
{
    (void)state;
    REFUSED("p,i,r,h10,1,1,2026", "2:7: hw_id is no accelerator of the catalog: `toll hw` lists their ids: 'h10'");
    REFUSED("p,i,r,H100 SXM5 80GB,1,1,2026",
            "2:7: hw_id is no id of an accelerator: `toll hw find` tells what a name means: 'H100 SXM5 80GB'");
}

static void names_are_there_and_fit(void **state)
{
    (void)state;
    REFUSED(",i,r,l4-24gb,1,1,2026", "2:1: provider is empty: ''");
    REFUSED("p,,r,l4-24gb,1,1,2026", "2:3: instance is empty: ''");
    REFUSED("p,i,,l4-24gb,1,1,2026", "2:5: region is empty: ''");
    REFUSED("123456789012345678901234,i,r,l4-24gb,1,1,2026", "2:1: provider is too long: '123456789012345678901234'");
    REFUSED("p\x1b[31m,i,r,l4-24gb,1,1,2026", "2:0: id holds a control character");
}

static void one_machine_has_one_row(void **state)
{
    (void)state;
    REFUSED("p,I,r,l4-24gb,1,1,2026\np,j,r,l4-24gb,1,1,2026\np,i,r,l4-24gb,1,2,2026",
            "4:0: the same machine as line 2: 'p/i/r'");
}

static void one_bad_row_refuses_the_file(void **state)
{
    (void)state;
    REFUSED("p,a,r,l4-24gb,1,1,2026\np,b,r,l4-24gb,1,x,2026",
            "3:17: on_demand_usd_per_hour is not a decimal number of at most 15 digits: 'x'");
}

static void columns_are_known_and_complete(void **state)
{
    (void)state;
    assert_refused("provider,instance,region,hw_id,gpus,on_demand_usd_per_hr\n", TOLL_E_SYNTAX,
                   "i.csv:1:37: not a column of instance prices: 'on_demand_usd_per_hr'");
    assert_refused("provider,instance,region,hw_id,gpus,gpus,spot_usd_per_hour\n", TOLL_E_SYNTAX,
                   "i.csv:1:37: column is there twice: 'gpus'");
    assert_refused("provider,instance,region,gpus,spot_usd_per_hour\n", TOLL_E_MISSING,
                   "i.csv:1:0: column is absent: 'hw_id'");
    assert_refused("provider,instance,region,hw_id,gpus\n", TOLL_E_MISSING,
                   "i.csv:1:0: no column of prices, such as: 'on_demand_usd_per_hour'");
    assert_refused(HEAD, TOLL_E_SYNTAX, "i.csv:1:0: no machine is listed below the header");
    assert_refused("InstanceType,AcceleratorName\n", TOLL_E_SYNTAX,
                   "i.csv:1:1: a catalog of SkyPilot's form: make rows of it with toll catalog import --from skypilot");
}

static void other_cells_take_their_words_alone(void **state)
{
    (void)state;
    assert_refused(FULL ",p,i,r,l4-24gb,,1,,,1,,,,reserved,,,\n", TOLL_E_SYNTAX,
                   "i.csv:2:26: price_kind must be on_demand, gpu_part, ownership, rental_3y, marketplace or "
                   "serverless: 'reserved'");
    assert_refused(FULL ",p,i,r,l4-24gb,,1,,64GB,1,,,,,,,\n", TOLL_E_SYNTAX,
                   "i.csv:2:20: host_memory_bytes is not a number of bytes, such as 2048Gi: '64GB'");
    assert_refused(FULL ",p,i,r,l4-24gb,,1,,0Gi,1,,,,,,,\n", TOLL_E_SYNTAX,
                   "i.csv:2:20: host_memory_bytes is out of range: '0Gi'");
    assert_refused(FULL ",p,i,r,l4-24gb,,1,,8388608Ti,1,,,,,,,\n", TOLL_E_SYNTAX, /* 2^63 */
                   "i.csv:2:20: host_memory_bytes is out of range: '8388608Ti'");
}

static void a_file_that_is_not_there_is_named(void **state)
{
    toll__instance_file file;
    toll_error err = {0};
    (void)state;
    assert_int_equal(toll__instance_file_read("/nonesuch/i.csv", LIMIT, 0, &file, &err), TOLL_E_MISSING);
    assert_non_null(strstr(err.message, "/nonesuch/i.csv"));
    assert_null(file.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seven_columns_are_enough),
        cmocka_unit_test(every_column_has_its_field),
        cmocka_unit_test(a_question_mark_makes_a_figure_unverified),
        cmocka_unit_test(what_is_empty_is_not_known),
        cmocka_unit_test(rows_are_sorted_by_id),
        cmocka_unit_test(prices_are_read_up_to_their_limits),
        cmocka_unit_test(a_leap_day_is_a_date),
        cmocka_unit_test(a_price_that_is_no_amount_is_refused),
        cmocka_unit_test(a_number_of_accelerators_is_whole),
        cmocka_unit_test(a_day_that_does_not_exist_or_is_to_come_is_refused),
        cmocka_unit_test(an_accelerator_is_an_id_of_the_catalog),
        cmocka_unit_test(names_are_there_and_fit),
        cmocka_unit_test(one_machine_has_one_row),
        cmocka_unit_test(one_bad_row_refuses_the_file),
        cmocka_unit_test(columns_are_known_and_complete),
        cmocka_unit_test(other_cells_take_their_words_alone),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
