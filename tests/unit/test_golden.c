/* SPDX-License-Identifier: Apache-2.0 */
/* The vectors of tests/golden, which the Python and Go tests read too.
 *
 *     test_golden            checks them; run from the top of the tree
 *     test_golden --print    writes deployment.csv anew, from its own questions (make golden-update) */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <toll.h>

#include "vectors.h"

#define GOLDEN     "tests/golden/"
#define TOLERANCE  1e-12 /* relative: the C library's figures differ by a few units in the last place between libms */
#define ROWS_MAX   4096  /* layers of a model */
#define WORDS_MAX  65536
#define PARTS_MAX  16
#define TEXT_BYTES 640

static uint64_t length_of(const char *text)
{
    return strlen(text);
}

static int64_t integer(const char *text)
{
    return strtoll(text, NULL, 10);
}

/* ---- money.csv: operation, a, b, c, mode, expected, inexact, source -------------------------------------------- */

enum { OPERATION, A, B, C, MODE, EXPECTED, INEXACT, MONEY_COLUMNS = 8 };

/* What an operation gave: text like the file's, "" for no flag. */
typedef struct Outcome {
    toll_status status;
    char text[TEXT_BYTES];
    char inexact[4];
} Outcome;

static int32_t mode_of(const char *name)
{
    static const char *const modes[] = {"half_even", "half_up", "down", "up"};
    for (int32_t i = 0; i < 4; i++)
        if (strcmp(name, modes[i]) == 0)
            return i;
    fail_msg("no such mode: %s", name);
    return -1;
}

static toll_amount amount(const char *text)
{
    toll_amount value;
    assert_int_equal(toll_amount_parse(text, length_of(text), &value, NULL), TOLL_OK);
    return value;
}

static toll_decimal decimal(const char *text)
{
    toll_decimal value;
    assert_int_equal(toll_decimal_parse(text, length_of(text), &value, NULL), TOLL_OK);
    return value;
}

static void put_amount(Outcome *out, const toll_amount *value)
{
    if (out->status == TOLL_OK)
        assert_int_equal(toll_amount_format(value, 0, out->text, sizeof out->text, NULL, NULL), TOLL_OK);
}

static void put_decimal(Outcome *out, const toll_decimal *value)
{
    if (out->status == TOLL_OK)
        assert_int_equal(toll_decimal_format(value, out->text, sizeof out->text, NULL, NULL), TOLL_OK);
}

static void put_integer(Outcome *out, int32_t value)
{
    if (out->status == TOLL_OK)
        snprintf(out->text, sizeof out->text, "%d", (int)value);
}

static void put_inexact(Outcome *out, int32_t inexact)
{
    if (out->status == TOLL_OK)
        snprintf(out->inexact, sizeof out->inexact, "%d", inexact ? 1 : 0);
}

static void run_compute(char **cells, Outcome *out)
{
    toll_decimal price = decimal(cells[A]);
    toll_amount result;
    int32_t inexact = 0;
    out->status = toll_amount_compute(&price, integer(cells[B]), integer(cells[C]), mode_of(cells[MODE]), &result,
                                      &inexact, NULL);
    put_amount(out, &result);
    put_inexact(out, inexact);
}

static void run_amount_multiply(char **cells, Outcome *out)
{
    toll_amount value = amount(cells[A]), result;
    toll_decimal factor = decimal(cells[B]);
    int32_t inexact = 0;
    out->status = toll_amount_multiply(&value, &factor, mode_of(cells[MODE]), &result, &inexact, NULL);
    put_amount(out, &result);
    put_inexact(out, inexact);
}

static void run_amount_round(char **cells, Outcome *out)
{
    toll_amount value = amount(cells[A]), result;
    int32_t inexact = 0;
    out->status = toll_amount_round(&value, (int32_t)integer(cells[B]), mode_of(cells[MODE]), &result, &inexact, NULL);
    put_amount(out, &result);
    put_inexact(out, inexact);
}

static void run_amount_add(char **cells, Outcome *out)
{
    toll_amount left = amount(cells[A]), right = amount(cells[B]), result;
    out->status = toll_amount_add(&left, &right, &result, NULL);
    put_amount(out, &result);
}

static void run_amount_subtract(char **cells, Outcome *out)
{
    toll_amount left = amount(cells[A]), right = amount(cells[B]), result;
    out->status = toll_amount_subtract(&left, &right, &result, NULL);
    put_amount(out, &result);
}

static void run_amount_compare(char **cells, Outcome *out)
{
    toll_amount left = amount(cells[A]), right = amount(cells[B]);
    int32_t order = 9;
    out->status = toll_amount_compare(&left, &right, &order, NULL);
    put_integer(out, order);
}

static void run_amount_parse(char **cells, Outcome *out)
{
    toll_amount result;
    out->status = toll_amount_parse(cells[A], length_of(cells[A]), &result, NULL);
    put_amount(out, &result);
}

static void run_decimal_round(char **cells, Outcome *out)
{
    toll_decimal value = decimal(cells[A]), result;
    int32_t inexact = 0;
    out->status = toll_decimal_round(&value, (int32_t)integer(cells[B]), mode_of(cells[MODE]), &result, &inexact, NULL);
    put_decimal(out, &result);
    put_inexact(out, inexact);
}

static void run_decimal_add(char **cells, Outcome *out)
{
    toll_decimal left = decimal(cells[A]), right = decimal(cells[B]), result;
    out->status = toll_decimal_add(&left, &right, &result, NULL);
    put_decimal(out, &result);
}

static void run_decimal_multiply(char **cells, Outcome *out)
{
    toll_decimal left = decimal(cells[A]), right = decimal(cells[B]), result;
    out->status = toll_decimal_multiply(&left, &right, &result, NULL);
    put_decimal(out, &result);
}

static void run_decimal_compare(char **cells, Outcome *out)
{
    toll_decimal left = decimal(cells[A]), right = decimal(cells[B]);
    int32_t order = 9;
    out->status = toll_decimal_compare(&left, &right, &order, NULL);
    put_integer(out, order);
}

static void run_currency_digits(char **cells, Outcome *out)
{
    int32_t digits = -1;
    out->status = toll_currency_get_digits(cells[A], length_of(cells[A]), &digits, NULL);
    put_integer(out, digits);
}

static void run_allocate(char **cells, Outcome *out)
{
    int64_t weights[PARTS_MAX];
    toll_amount total = amount(cells[A]), parts[PARTS_MAX];
    uint64_t count = 0;
    for (char *at = cells[B]; *at && count < PARTS_MAX; count++)
        weights[count] = strtoll(at, &at, 10);
    out->status = toll_amount_allocate(&total, weights, count, (int32_t)integer(cells[C]), parts, NULL);
    for (uint64_t i = 0; out->status == TOLL_OK && i < count; i++) {
        size_t used = strlen(out->text);
        if (i > 0)
            out->text[used++] = ' ';
        toll_amount_format(&parts[i], 0, out->text + used, sizeof out->text - used, NULL, NULL);
    }
}

static const struct {
    const char *name;
    void (*run)(char **cells, Outcome *out);
} operations[] = {{"compute", run_compute},
                  {"amount_multiply", run_amount_multiply},
                  {"amount_round", run_amount_round},
                  {"amount_add", run_amount_add},
                  {"amount_subtract", run_amount_subtract},
                  {"amount_compare", run_amount_compare},
                  {"amount_parse", run_amount_parse},
                  {"decimal_round", run_decimal_round},
                  {"decimal_add", run_decimal_add},
                  {"decimal_multiply", run_decimal_multiply},
                  {"decimal_compare", run_decimal_compare},
                  {"currency_digits", run_currency_digits},
                  {"allocate", run_allocate}};

static void check_money(char **cells)
{
    Outcome out = {0};
    size_t i = 0;
    while (i < sizeof operations / sizeof operations[0] && strcmp(operations[i].name, cells[OPERATION]) != 0)
        i++;
    assert_true(i < sizeof operations / sizeof operations[0]);
    operations[i].run(cells, &out);
    const char *found = out.status == TOLL_OK ? out.text : toll_status_name(out.status);
    if (strcmp(found, cells[EXPECTED]) != 0 || strcmp(out.inexact, cells[INEXACT]) != 0)
        fail_msg("%s %s %s %s %s: expected %s (%s), found %s (%s)", cells[OPERATION], cells[A], cells[B], cells[C],
                 cells[MODE], cells[EXPECTED], cells[INEXACT], found, out.inexact);
}

static void money_vectors_hold(void **state)
{
    (void)state;
    assert_true(vectors_read(GOLDEN "money.csv", MONEY_COLUMNS, check_money) > 200);
}

/* ---- fields by name, "time_s.mid" ------------------------------------------------------------------------------ */

static toll_field find_field(uint32_t kind, const char *name)
{
    toll_field field;
    size_t length = strcspn(name, ".");
    for (uint32_t i = 0; toll_field_get(kind, i, &field, NULL) == TOLL_OK; i++)
        if (strncmp(field.name, name, length) == 0 && field.name[length] == '\0')
            return field;
    fail_msg("%s has no field %s", toll_struct_name(kind), name);
    return field;
}

static double number_at(const unsigned char *at, uint32_t type, const char *part)
{
    toll_range range;
    double real;
    int64_t whole;
    uint32_t code;
    memcpy(&code, at, sizeof code);
    if (type == TOLL_TYPE_I32 || type == TOLL_TYPE_U32)
        return code;
    memcpy(&whole, at, sizeof whole);
    if (type == TOLL_TYPE_I64 || type == TOLL_TYPE_U64)
        return (double)whole;
    memcpy(&real, at, sizeof real);
    if (type == TOLL_TYPE_F64)
        return real;
    memcpy(&range, at, sizeof range);
    return strcmp(part, ".low") == 0 ? range.low : strcmp(part, ".high") == 0 ? range.high : range.mid;
}

static double number(const void *object, uint32_t kind, const char *name)
{
    toll_field field = find_field(kind, name);
    return number_at((const unsigned char *)object + field.offset_bytes, field.type, name + strcspn(name, "."));
}

static int is_known(const void *object, uint32_t kind, const char *name)
{
    toll_field field = find_field(kind, name);
    uint64_t known;
    if (field.known_bit < 0)
        return 1;
    memcpy(&known, (const unsigned char *)object + find_field(kind, "known").offset_bytes, sizeof known);
    return (int)(known >> field.known_bit & 1);
}

static void assert_close(double found, double expected, const char *what)
{
    if (!(fabs(found - expected) <= TOLERANCE * fabs(expected)))
        fail_msg("%s: expected %.17g, found %.17g (an estimate that was meant to change: make golden-update)", what,
                 expected, found);
}

static uint64_t find_row(uint32_t table, const char *id)
{
    uint64_t index = 0;
    toll_error err;
    if (toll_catalog_find(table, id, length_of(id), &index, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return index;
}

/* ---- model.csv: model, quantity, precision, context_tokens, expected, source ----------------------------------- */

enum { MODEL, QUANTITY, PRECISION, CONTEXT, MODEL_EXPECTED, MODEL_COLUMNS = 6 };

static toll_model model;
static toll_model_layer layers[ROWS_MAX];
static uint64_t n_layers;
static toll_model_precision precision;

static void load_model(const char *id)
{
    uint64_t index = find_row(TOLL_TABLE_MODEL, id);
    toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, NULL);
    assert_int_equal(toll_catalog_get_model(index, &model, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_layers(index, layers, ROWS_MAX, sizeof layers[0], &n_layers, NULL), TOLL_OK);
}

static void load_precision(const char *id)
{
    toll_struct_init(&precision, sizeof precision, TOLL_KIND_PRECISION, NULL);
    if (*id)
        assert_int_equal(toll_catalog_get_precision(find_row(TOLL_TABLE_PRECISION, id), &precision, NULL), TOLL_OK);
}

static int64_t ask_counts(const char *field)
{
    toll_model_counts counts;
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    assert_int_equal(toll_model_count(&model, layers, n_layers, sizeof layers[0], &counts, NULL), TOLL_OK);
    return (int64_t)number(&counts, TOLL_KIND_MODEL_COUNTS, field);
}

static int64_t ask_weights(void)
{
    toll_model_weights weights;
    toll_struct_init(&weights, sizeof weights, TOLL_KIND_MODEL_WEIGHTS, NULL);
    assert_int_equal(toll_model_compute_weights(&model, layers, n_layers, sizeof layers[0], &precision, &weights, NULL),
                     TOLL_OK);
    return weights.total_bytes;
}

static int64_t ask_kv(const char *field, int64_t context)
{
    toll_model_kv kv;
    toll_struct_init(&kv, sizeof kv, TOLL_KIND_MODEL_KV, NULL);
    assert_int_equal(toll_model_compute_kv(&model, layers, n_layers, sizeof layers[0], &precision, context, &kv, NULL),
                     TOLL_OK);
    return (int64_t)number(&kv, TOLL_KIND_MODEL_KV, field);
}

static int64_t ask_model(char **cells)
{
    const char *quantity = cells[QUANTITY];
    load_model(cells[MODEL]);
    load_precision(cells[PRECISION]);
    if (strncmp(quantity, "params_", 7) == 0)
        return ask_counts(quantity);
    if (strcmp(quantity, "weights_total_bytes") == 0)
        return ask_weights();
    return ask_kv(quantity + strlen("kv_"), integer(cells[CONTEXT]));
}

static void check_model(char **cells)
{
    int64_t found = ask_model(cells);
    if (found != integer(cells[MODEL_EXPECTED]))
        fail_msg("%s %s %s %s: expected %s, found %lld", cells[MODEL], cells[QUANTITY], cells[PRECISION],
                 cells[CONTEXT], cells[MODEL_EXPECTED], (long long)found);
}

static void model_vectors_hold(void **state)
{
    (void)state;
    assert_true(vectors_read(GOLDEN "model.csv", MODEL_COLUMNS, check_model) > 100);
}

/* ---- catalog.csv: table, id, field, expected, source ----------------------------------------------------------- */

enum { TABLE, ID, FIELD, CATALOG_EXPECTED, CATALOG_COLUMNS = 5 };

static union {
    toll_hw hw;
    toll_model model;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_catalog_instance instance;
} row;

static toll_status get_row(uint32_t table, uint64_t index)
{
    switch (table) {
    case TOLL_TABLE_HW:
        return toll_catalog_get_hw(index, &row.hw, NULL);
    case TOLL_TABLE_MODEL:
        return toll_catalog_get_model(index, &row.model, NULL);
    case TOLL_TABLE_PRECISION:
        return toll_catalog_get_precision(index, &row.precision, NULL);
    case TOLL_TABLE_ENGINE:
        return toll_catalog_find_engine(toll_catalog_get_id(TOLL_TABLE_ENGINE, index), TOLL_NUL, NULL, &row.engine,
                                        NULL);
    default:
        return toll_catalog_get_instance(index, &row.instance, NULL);
    }
}

static void check_catalog(char **cells)
{
    static const struct {
        const char *name;
        uint32_t table, kind;
    } tables[] = {{"hw", TOLL_TABLE_HW, TOLL_KIND_HW},
                  {"model", TOLL_TABLE_MODEL, TOLL_KIND_MODEL},
                  {"precision", TOLL_TABLE_PRECISION, TOLL_KIND_PRECISION},
                  {"engine", TOLL_TABLE_ENGINE, TOLL_KIND_STEP_ENGINE},
                  {"instance", TOLL_TABLE_INSTANCE, TOLL_KIND_CATALOG_INSTANCE}};
    size_t i = 0;
    while (strcmp(tables[i].name, cells[TABLE]) != 0)
        assert_true(++i < sizeof tables / sizeof tables[0]);
    toll_struct_init(&row, toll_struct_size(tables[i].kind), tables[i].kind, NULL);
    assert_int_equal(get_row(tables[i].table, find_row(tables[i].table, cells[ID])), TOLL_OK);
    if (strcmp(cells[CATALOG_EXPECTED], "unknown") == 0)
        assert_false(is_known(&row, tables[i].kind, cells[FIELD]));
    else
        assert_close(number(&row, tables[i].kind, cells[FIELD]), strtod(cells[CATALOG_EXPECTED], NULL), cells[FIELD]);
}

static void catalog_vectors_hold(void **state)
{
    (void)state;
    assert_true(vectors_read(GOLDEN "catalog.csv", CATALOG_COLUMNS, check_catalog) > 20);
}

/* ---- cost.csv: gpus .. input_time_frac, quantity, expected ------------------------------------------------------ */

enum {
    GPUS,
    USD_PER_GPU_HOUR,
    UTILISATION,
    REQUESTS_PER_S,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    INPUT_TIME_FRAC,
    COST_QUANTITY,
    COST_EXPECTED,
    COST_COLUMNS
};

static toll_range exactly(double value)
{
    return (toll_range){value, value, value};
}

/* "25/72" */
static double fraction(const char *text)
{
    char *end;
    double numerator = strtod(text, &end);
    return *end == '/' ? numerator / strtod(end + 1, NULL) : numerator;
}

static void check_cost(char **cells)
{
    toll_serve_result result;
    toll_serve_supply supply;
    toll_serve_cost cost;
    toll_error err;
    toll_struct_init(&result, sizeof result, TOLL_KIND_SERVE_RESULT, NULL);
    toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    result.gpus = integer(cells[GPUS]);
    result.requests_per_s = exactly(strtod(cells[REQUESTS_PER_S], NULL));
    result.input_tokens = strtod(cells[INPUT_TOKENS], NULL);
    result.output_tokens = strtod(cells[OUTPUT_TOKENS], NULL);
    result.input_time_frac = strtod(cells[INPUT_TIME_FRAC], NULL);
    supply.usd_per_gpu_hour = exactly(strtod(cells[USD_PER_GPU_HOUR], NULL));
    supply.utilisation_frac = strtod(cells[UTILISATION], NULL);
    if (toll_serve_estimate_cost(&result, &supply, &cost, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_close(number(&cost, TOLL_KIND_SERVE_COST, cells[COST_QUANTITY]), fraction(cells[COST_EXPECTED]),
                 cells[COST_QUANTITY]);
}

static void cost_vectors_hold(void **state)
{
    (void)state;
    assert_int_equal(vectors_read(GOLDEN "cost.csv", COST_COLUMNS, check_cost), 11);
}

/* ---- memory.csv (by hand), deployment.csv (printed): hw .. dp, question, x, y, z, quantity, expected ------------ */

enum { D_HW, D_MODEL, D_PRECISION, D_TP, D_PP, D_EP, D_DP, QUESTION, X, Y, Z, D_QUANTITY, D_EXPECTED, D_COLUMNS };

#define USD_PER_GPU_HOUR_ASKED 2.5 /* of every question "cost" */

static uint64_t words[WORDS_MAX];
static uint64_t words_size;

static void place(char **cells)
{
    toll_hw hw;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    toll_error err;
    toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, NULL);
    toll_struct_init(&layout, sizeof layout, TOLL_KIND_STEP_LAYOUT, NULL);
    toll_struct_init(&engine, sizeof engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&constants, sizeof constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    load_model(cells[D_MODEL]);
    load_precision(cells[D_PRECISION]);
    assert_int_equal(toll_catalog_get_hw(find_row(TOLL_TABLE_HW, cells[D_HW]), &hw, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_find_engine("vllm", TOLL_NUL, &hw, &engine, NULL), TOLL_OK);
    assert_int_equal(toll_catalog_get_constants(&hw, &precision, &engine, &constants, NULL), TOLL_OK);
    layout.tp = integer(cells[D_TP]);
    layout.pp = integer(cells[D_PP]);
    layout.ep = integer(cells[D_EP]);
    layout.dp = integer(cells[D_DP]);
    words_size = toll_step_size(n_layers);
    assert_in_range(words_size, 8, sizeof words);
    if (toll_step_resolve(&hw, &model, layers, n_layers, sizeof layers[0], &precision, &layout, &engine, &constants,
                          words, words_size, &err) != TOLL_OK)
        fail_msg("%s", err.message);
}

static double ask_memory(char **cells)
{
    toll_step_memory memory;
    toll_struct_init(&memory, sizeof memory, TOLL_KIND_STEP_MEMORY, NULL);
    assert_int_equal(toll_step_estimate_memory(words, words_size, integer(cells[X]), integer(cells[Y]), &memory, NULL),
                     TOLL_OK);
    return number(&memory, TOLL_KIND_STEP_MEMORY, cells[D_QUANTITY]);
}

static double ask_step(char **cells)
{
    toll_step_batch batch;
    toll_step_result result;
    toll_struct_init(&batch, sizeof batch, TOLL_KIND_STEP_BATCH, NULL);
    toll_struct_init(&result, sizeof result, TOLL_KIND_STEP_RESULT, NULL);
    batch.decode_sequences = strtod(cells[X], NULL);
    batch.decode_context_tokens = strtod(cells[Y], NULL);
    batch.prefill_tokens = strtod(cells[Z], NULL);
    assert_int_equal(toll_step_estimate(words, words_size, &batch, &result, NULL), TOLL_OK);
    return number(&result, TOLL_KIND_STEP_RESULT, cells[D_QUANTITY]);
}

static void ask_serve_result(char **cells, toll_serve_result *result)
{
    toll_serve_load load;
    toll_struct_init(&load, sizeof load, TOLL_KIND_SERVE_LOAD, NULL);
    toll_struct_init(result, sizeof *result, TOLL_KIND_SERVE_RESULT, NULL);
    load.input_tokens = strtod(cells[X], NULL);
    load.output_tokens = strtod(cells[Y], NULL);
    load.concurrency = strtod(cells[Z], NULL);
    assert_int_equal(toll_serve_estimate(words, words_size, &load, result, NULL), TOLL_OK);
}

static double ask_serve(char **cells)
{
    toll_serve_result result;
    ask_serve_result(cells, &result);
    return number(&result, TOLL_KIND_SERVE_RESULT, cells[D_QUANTITY]);
}

static double ask_cost(char **cells)
{
    toll_serve_result result;
    toll_serve_supply supply;
    toll_serve_cost cost;
    ask_serve_result(cells, &result);
    toll_struct_init(&supply, sizeof supply, TOLL_KIND_SERVE_SUPPLY, NULL);
    toll_struct_init(&cost, sizeof cost, TOLL_KIND_SERVE_COST, NULL);
    supply.usd_per_gpu_hour = exactly(USD_PER_GPU_HOUR_ASKED);
    supply.utilisation_frac = 1;
    assert_int_equal(toll_serve_estimate_cost(&result, &supply, &cost, NULL), TOLL_OK);
    return number(&cost, TOLL_KIND_SERVE_COST, cells[D_QUANTITY]);
}

static double ask_deployment(char **cells)
{
    const char *question = cells[QUESTION];
    place(cells);
    if (strcmp(question, "memory") == 0)
        return ask_memory(cells);
    if (strcmp(question, "step") == 0)
        return ask_step(cells);
    if (strcmp(question, "serve") == 0)
        return ask_serve(cells);
    assert_string_equal(question, "cost");
    return ask_cost(cells);
}

static void check_deployment(char **cells)
{
    char what[200];
    snprintf(what, sizeof what, "%s %s %s tp %s: %s %s", cells[D_HW], cells[D_MODEL], cells[D_PRECISION], cells[D_TP],
             cells[QUESTION], cells[D_QUANTITY]);
    assert_close(ask_deployment(cells), strtod(cells[D_EXPECTED], NULL), what);
}

static void deployment_vectors_hold(void **state)
{
    (void)state;
    assert_true(vectors_read(GOLDEN "deployment.csv", D_COLUMNS, check_deployment) > 50);
}

static void memory_vectors_hold(void **state)
{
    (void)state;
    assert_int_equal(vectors_read(GOLDEN "memory.csv", D_COLUMNS, check_deployment), 8);
}

static void print_deployment(char **cells)
{
    for (int i = 0; i < D_EXPECTED; i++)
        printf("%s,", cells[i]);
    printf("%.17g\n", ask_deployment(cells));
}

static int print_all(void)
{
    printf("# What the C library prints, so that every binding passes the same numbers; make golden-update.\n"
           "hw,model,precision,tp,pp,ep,dp,question,x,y,z,quantity,expected\n");
    return vectors_read(GOLDEN "deployment.csv", D_COLUMNS, print_deployment) > 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_vectors_hold),   cmocka_unit_test(model_vectors_hold),
        cmocka_unit_test(catalog_vectors_hold), cmocka_unit_test(cost_vectors_hold),
        cmocka_unit_test(memory_vectors_hold),  cmocka_unit_test(deployment_vectors_hold),
    };
    if (argc == 2 && strcmp(argv[1], "--print") == 0)
        return print_all();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
