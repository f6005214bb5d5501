/* SPDX-License-Identifier: Apache-2.0 */
/* Calls the library between two markers in its own output; tests/abi/check.sh reads the system calls between them from
 * a trace and expects none. */
#include <string.h>
#include <unistd.h>

#include <toll.h>

#define ROWS_MAX 16

static toll_hw hw;
static toll_model model;
static toll_model_layer rows[ROWS_MAX];
static toll_model_precision precision;
static toll_step_layout layout;
static toll_step_engine engine;
static toll_step_constants constants;
static toll_serve_load load;
static toll_serve_result result;
static uint64_t deployment[4096];

static int mark(const char *text)
{
    return write(STDOUT_FILENO, text, strlen(text)) == (ssize_t)strlen(text);
}

static void init_all(void)
{
    toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
}

static int use_money(void)
{
    static const char price[] = "0.25";
    toll_decimal decimal;
    toll_amount amount;
    toll_error err;
    char text[64];
    int32_t inexact;
    return toll_decimal_parse(price, sizeof price - 1, &decimal, &err) == TOLL_OK &&
           toll_amount_compute(&decimal, 1234567, 1000000, TOLL_ROUND_HALF_EVEN, &amount, &inexact, &err) == TOLL_OK &&
           toll_amount_format(&amount, 2, text, sizeof text, NULL, &err) == TOLL_OK &&
           toll_decimal_parse("x", 1, &decimal, &err) == TOLL_E_SYNTAX && toll_status_name(err.code)[0] == 'T';
}

/* The first model and accelerator of the catalog, so that facts may change. */
static int use_estimates(void)
{
    uint64_t n = 0;
    init_all();
    load.input_tokens = 1000;
    load.output_tokens = 200;
    load.concurrency = 4;
    if (toll_catalog_get_hw(0, &hw, NULL) != TOLL_OK || toll_catalog_get_model(0, &model, NULL) != TOLL_OK ||
        toll_catalog_get_layers(0, rows, ROWS_MAX, sizeof rows[0], &n, NULL) != TOLL_OK ||
        toll_catalog_get_constants(&hw, &precision, &engine, &constants, NULL) != TOLL_OK)
        return 0;
    const toll_status status = toll_step_resolve(&hw, &model, rows, n, sizeof rows[0], &precision, &layout, &engine,
                                                 &constants, deployment, sizeof deployment, NULL);
    return status != TOLL_OK || toll_serve_estimate(deployment, sizeof deployment, &load, &result, NULL) == TOLL_OK;
}

int main(void)
{
    if (!mark("toll begin\n"))
        return 1;
    const int worked = use_money() && use_estimates();
    return !mark("toll end\n") || !worked;
}
