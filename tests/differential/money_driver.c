/* SPDX-License-Identifier: Apache-2.0 */
/* Answers money questions, one a line, for money_reference.py. A line is an operation and its arguments; the answer is
 * the status and, on TOLL_OK, the results. A decimal is two numbers (coef scale), an amount two (low high), a text its
 * bytes in hex with a leading "x". Every call is watched: outputs must stay untouched on failure and the error on
 * success; "DIRTY" is printed instead of an answer when they don't. */
#include <toll/money.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX     4096
#define TEXT_MAX     128
#define CANARY       0xA5
#define LINE_MAX_LEN (1 << 18)

static char line[LINE_MAX_LEN];
static char *cursor;

static const char *take_word(void)
{
    char *word = cursor;
    char *end = strpbrk(word, " \n");
    if (end == NULL) {
        fprintf(stderr, "money_driver: a line lacks arguments\n");
        exit(2);
    }
    *end = 0;
    cursor = end + 1;
    return word;
}

static int64_t take_i64(void)
{
    return strtoll(take_word(), NULL, 10);
}

static uint64_t take_u64(void)
{
    return strtoull(take_word(), NULL, 10);
}

static int32_t take_i32(void)
{
    return (int32_t)take_i64();
}

static toll_decimal take_decimal(void)
{
    toll_decimal value = {0, 0, 0};
    value.coef = take_i64();
    value.scale = take_i32();
    return value;
}

static toll_amount take_amount(void)
{
    toll_amount value;
    value.low = take_u64();
    value.high = take_i64();
    return value;
}

/* On the heap and exactly as long as the text, so that a sanitizer sees any read beyond it. */
static char *take_text(uint64_t *length)
{
    const char *hex = take_word() + 1;
    *length = strlen(hex) / 2;
    char *text = malloc(*length + (*length == 0));
    for (uint64_t i = 0; text != NULL && i < *length; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        text[i] = (char)strtoul(pair, NULL, 16);
    }
    return text;
}

static int is_canary(const void *object, size_t size)
{
    const unsigned char *bytes = object;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != CANARY)
            return 0;
    }
    return 1;
}

/* Prints the status; returns 1 when results follow. kept: the outputs are as they were before the call. */
static int answer(toll_status status, const toll_error *err, int kept)
{
    if (status != TOLL_OK && !kept) {
        printf("DIRTY outputs after %d", status);
        return 0;
    }
    if (status == TOLL_OK && !is_canary(err, sizeof *err)) {
        printf("DIRTY error after success");
        return 0;
    }
    if (status != TOLL_OK && (err->code != status || err->field[0] == 0 || err->message[0] == 0)) {
        printf("DIRTY error after %d", status);
        return 0;
    }
    printf("%d", status);
    return status == TOLL_OK;
}

static void put_amount(toll_amount value)
{
    printf(" %llu %lld", (unsigned long long)value.low, (long long)value.high);
}

static void put_decimal(toll_decimal value)
{
    printf(" %lld %d", (long long)value.coef, (int)value.scale);
    if (value.reserved != 0)
        printf(" DIRTY reserved");
}

static void answer_decimal(toll_status status, const toll_error *err, int kept, toll_decimal value)
{
    if (answer(status, err, kept))
        put_decimal(value);
}

static void answer_amount(toll_status status, const toll_error *err, int kept, toll_amount value)
{
    if (answer(status, err, kept))
        put_amount(value);
}

/* The text and its size; what lies behind it must be untouched. */
static void answer_text(toll_status status, const toll_error *err, const char *text, uint64_t needed)
{
    size_t written = status == TOLL_OK ? (size_t)needed : 0;
    int kept = is_canary(text + written, TEXT_MAX - written);
    if (!kept)
        printf("DIRTY buffer ");
    int ok = answer(status, err, kept);
    if (status == TOLL_OK || status == TOLL_E_BUFFER)
        printf(" %llu", (unsigned long long)needed);
    if (ok)
        printf(" %s", text);
}

/* Binary operations: alias 0 writes to a third object, 1 over the left operand, 2 over the right one. */
typedef toll_status decimal_operation(const toll_decimal *, const toll_decimal *, toll_decimal *, toll_error *);
typedef toll_status amount_operation(const toll_amount *, const toll_amount *, toll_amount *, toll_error *);

static void run_decimals(decimal_operation *operation, toll_error *err)
{
    toll_decimal values[3];
    memset(values, CANARY, sizeof values);
    values[1] = take_decimal();
    values[2] = take_decimal();
    int32_t alias = take_i32();
    toll_decimal before = values[alias];
    toll_status status = operation(&values[1], &values[2], &values[alias], err);
    answer_decimal(status, err, memcmp(&before, &values[alias], sizeof before) == 0, values[alias]);
}

static void run_amounts(amount_operation *operation, toll_error *err)
{
    toll_amount values[3];
    memset(values, CANARY, sizeof values);
    values[1] = take_amount();
    values[2] = take_amount();
    int32_t alias = take_i32();
    toll_amount before = values[alias];
    toll_status status = operation(&values[1], &values[2], &values[alias], err);
    answer_amount(status, err, memcmp(&before, &values[alias], sizeof before) == 0, values[alias]);
}

static void decimal_add(toll_error *err)
{
    run_decimals(toll_decimal_add, err);
}

static void decimal_multiply(toll_error *err)
{
    run_decimals(toll_decimal_multiply, err);
}

static void amount_add(toll_error *err)
{
    run_amounts(toll_amount_add, err);
}

static void amount_subtract(toll_error *err)
{
    run_amounts(toll_amount_subtract, err);
}

static void decimal_parse(toll_error *err)
{
    uint64_t length;
    char *text = take_text(&length);
    toll_decimal value;
    memset(&value, CANARY, sizeof value);
    toll_status status = toll_decimal_parse(text, length, &value, err);
    answer_decimal(status, err, is_canary(&value, sizeof value), value);
    free(text);
}

static void amount_parse(toll_error *err)
{
    uint64_t length;
    char *text = take_text(&length);
    toll_amount value;
    memset(&value, CANARY, sizeof value);
    toll_status status = toll_amount_parse(text, length, &value, err);
    answer_amount(status, err, is_canary(&value, sizeof value), value);
    free(text);
}

static void decimal_format(toll_error *err)
{
    char text[TEXT_MAX];
    memset(text, CANARY, sizeof text);
    toll_decimal value = take_decimal();
    uint64_t needed = 0, capacity = take_u64();
    toll_status status = toll_decimal_format(&value, text, capacity, &needed, err);
    answer_text(status, err, text, needed);
}

static void amount_format(toll_error *err)
{
    char text[TEXT_MAX];
    memset(text, CANARY, sizeof text);
    toll_amount value = take_amount();
    int32_t digits_min = take_i32();
    uint64_t needed = 0, capacity = take_u64();
    toll_status status = toll_amount_format(&value, digits_min, text, capacity, &needed, err);
    answer_text(status, err, text, needed);
}

static void decimal_compare(toll_error *err)
{
    int32_t order = 77;
    toll_decimal left = take_decimal();
    toll_decimal right = take_decimal();
    if (answer(toll_decimal_compare(&left, &right, &order, err), err, order == 77))
        printf(" %d", order);
}

static void amount_compare(toll_error *err)
{
    int32_t order = 77;
    toll_amount left = take_amount();
    toll_amount right = take_amount();
    if (answer(toll_amount_compare(&left, &right, &order, err), err, order == 77))
        printf(" %d", order);
}

static void decimal_round(toll_error *err)
{
    toll_decimal values[2];
    memset(values, CANARY, sizeof values);
    values[1] = take_decimal();
    int32_t inexact = 77, digits = take_i32();
    int32_t mode = take_i32();
    int32_t alias = take_i32();
    toll_decimal before = values[alias];
    toll_status status = toll_decimal_round(&values[1], digits, mode, &values[alias], &inexact, err);
    int kept = inexact == 77 && memcmp(&before, &values[alias], sizeof before) == 0;
    answer_decimal(status, err, kept, values[alias]);
    if (status == TOLL_OK)
        printf(" %d", inexact);
}

static void amount_round(toll_error *err)
{
    toll_amount values[2];
    memset(values, CANARY, sizeof values);
    values[1] = take_amount();
    int32_t inexact = 77, digits = take_i32();
    int32_t mode = take_i32();
    int32_t alias = take_i32();
    toll_amount before = values[alias];
    toll_status status = toll_amount_round(&values[1], digits, mode, &values[alias], &inexact, err);
    int kept = inexact == 77 && memcmp(&before, &values[alias], sizeof before) == 0;
    answer_amount(status, err, kept, values[alias]);
    if (status == TOLL_OK)
        printf(" %d", inexact);
}

static void amount_multiply(toll_error *err)
{
    toll_amount values[2];
    memset(values, CANARY, sizeof values);
    values[1] = take_amount();
    toll_decimal factor = take_decimal();
    int32_t inexact = 77, mode = take_i32();
    int32_t alias = take_i32();
    toll_amount before = values[alias];
    toll_status status = toll_amount_multiply(&values[1], &factor, mode, &values[alias], &inexact, err);
    int kept = inexact == 77 && memcmp(&before, &values[alias], sizeof before) == 0;
    answer_amount(status, err, kept, values[alias]);
    if (status == TOLL_OK)
        printf(" %d", inexact);
}

static void amount_convert(toll_error *err)
{
    toll_decimal value = take_decimal();
    int32_t inexact = 77, mode = take_i32();
    toll_amount amount;
    memset(&amount, CANARY, sizeof amount);
    toll_status status = toll_amount_convert(&value, mode, &amount, &inexact, err);
    answer_amount(status, err, inexact == 77 && is_canary(&amount, sizeof amount), amount);
    if (status == TOLL_OK)
        printf(" %d", inexact);
}

static void amount_compute(toll_error *err)
{
    toll_decimal price = take_decimal();
    int64_t quantity = take_i64();
    int64_t per = take_i64();
    int32_t inexact = 77, mode = take_i32();
    toll_amount amount;
    memset(&amount, CANARY, sizeof amount);
    toll_status status = toll_amount_compute(&price, quantity, per, mode, &amount, &inexact, err);
    answer_amount(status, err, inexact == 77 && is_canary(&amount, sizeof amount), amount);
    if (status == TOLL_OK)
        printf(" %d", inexact);
}

/* Every row is printed, also when one failed; `DIRTY` when the error does not name the first of those. */
static void amount_compute_columns(toll_error *err)
{
    static int64_t quantities[ROWS_MAX];
    static toll_amount amounts[ROWS_MAX];
    static int32_t inexact[ROWS_MAX], statuses[ROWS_MAX];
    toll_decimal price = take_decimal();
    int64_t per = take_i64();
    int32_t mode = take_i32();
    int64_t first = -1;
    uint64_t count = take_u64();
    for (uint64_t i = 0; i < count; i++)
        quantities[i] = take_i64();
    memset(amounts, CANARY, sizeof amounts);
    toll_status status =
        toll_amount_compute_columns(&price, per, mode, quantities, count, amounts, inexact, statuses, err);
    printf("%d", status);
    if (status == TOLL_E_RANGE) {
        if (!is_canary(amounts, sizeof amounts))
            printf(" DIRTY");
        return;
    }
    for (uint64_t i = 0; i < count; i++) {
        put_amount(amounts[i]);
        printf(" %d %d", inexact[i], statuses[i]);
        if (first < 0 && statuses[i] != TOLL_OK)
            first = (int64_t)i;
    }
    if (status == TOLL_OK ? !is_canary(err, sizeof *err) : err->row != first)
        printf(" DIRTY");
}

static void amount_sum(toll_error *err)
{
    static unsigned char table[ROWS_MAX * 64];
    uint64_t stride = take_u64();
    uint64_t count = take_u64();
    memset(table, CANARY, sizeof table);
    for (uint64_t i = 0; i < count; i++) {
        toll_amount amount = take_amount();
        memcpy(table + i * stride, &amount, sizeof amount);
    }
    toll_amount sum;
    memset(&sum, CANARY, sizeof sum);
    toll_status status = toll_amount_sum(table, count, stride, &sum, err);
    answer_amount(status, err, is_canary(&sum, sizeof sum), sum);
}

static void amount_allocate(toll_error *err)
{
    static int64_t weights[ROWS_MAX];
    static toll_amount parts[ROWS_MAX];
    toll_amount total = take_amount();
    int32_t digits = take_i32();
    uint64_t count = take_u64();
    for (uint64_t i = 0; i < count; i++)
        weights[i] = take_i64();
    memset(parts, CANARY, sizeof parts);
    toll_status status = toll_amount_allocate(&total, weights, count, digits, parts, err);
    uint64_t written = status == TOLL_OK ? count : 0;
    if (!answer(status, err, is_canary(parts + written, sizeof parts - written * sizeof parts[0])))
        return;
    for (uint64_t i = 0; i < count; i++)
        put_amount(parts[i]);
}

static void currency_digits(toll_error *err)
{
    uint64_t length;
    char *code = take_text(&length);
    int32_t digits = 77;
    if (answer(toll_currency_get_digits(code, length, &digits, err), err, digits == 77))
        printf(" %d", digits);
    free(code);
}

typedef struct operation {
    const char *name;
    void (*run)(toll_error *err);
} operation;

static const operation operations[] = {
    {"decimal_parse", decimal_parse},
    {"decimal_format", decimal_format},
    {"decimal_compare", decimal_compare},
    {"decimal_add", decimal_add},
    {"decimal_multiply", decimal_multiply},
    {"decimal_round", decimal_round},
    {"amount_parse", amount_parse},
    {"amount_format", amount_format},
    {"amount_convert", amount_convert},
    {"amount_compare", amount_compare},
    {"amount_add", amount_add},
    {"amount_subtract", amount_subtract},
    {"amount_sum", amount_sum},
    {"amount_compute", amount_compute},
    {"amount_compute_columns", amount_compute_columns},
    {"amount_multiply", amount_multiply},
    {"amount_round", amount_round},
    {"amount_allocate", amount_allocate},
    {"currency_digits", currency_digits},
};

static void answer_line(void)
{
    toll_error err;
    memset(&err, CANARY, sizeof err);
    cursor = line;
    const char *name = take_word();
    for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++) {
        if (strcmp(operations[i].name, name) == 0) {
            operations[i].run(&err);
            putchar('\n');
            return;
        }
    }
    fprintf(stderr, "money_driver: no operation %s\n", name);
    exit(2);
}

int main(void)
{
    while (fgets(line, sizeof line, stdin) != NULL)
        answer_line();
    return 0;
}
