/* SPDX-License-Identifier: Apache-2.0 */
/* Prints many exact figures from seeded inputs. The continuous integration runs it built by several compilers, at
 * several levels of optimisation and for two architectures, and expects the same bytes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <toll.h>

/* SplitMix64 (Steele, Lea, Flood 2014): full period, no state but a counter. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void print_amount(const char *what, toll_status status, const toll_amount *amount, int32_t inexact)
{
    char text[64] = "";
    if (status == TOLL_OK)
        toll_amount_format(amount, 0, text, sizeof text, NULL, NULL);
    printf("%s %s %s%s\n", what, toll_status_name(status), text, inexact ? " inexact" : "");
}

static void print_decimal(const char *what, toll_status status, const toll_decimal *decimal)
{
    char text[80] = "";
    if (status == TOLL_OK)
        toll_decimal_format(decimal, text, sizeof text, NULL, NULL);
    printf("%s %s %s\n", what, toll_status_name(status), text);
}

static toll_decimal random_decimal(uint64_t *state)
{
    char text[32];
    const uint64_t bits = next(state) % 60;
    const int64_t coefficient = (int64_t)(next(state) >> (63 - bits));
    const int digits = (int)(next(state) % 10);
    toll_decimal value = {0};
    const int length =
        snprintf(text, sizeof text, "%" PRId64 ".%0*d", coefficient, digits + 1, (int)(next(state) % 10));
    toll_decimal_parse(text, (uint64_t)length, &value, NULL);
    return value;
}

static void print_money(uint64_t seed)
{
    uint64_t state = seed;
    const toll_decimal price = random_decimal(&state), factor = random_decimal(&state);
    const int64_t quantity = (int64_t)(next(&state) >> (next(&state) % 63 + 1));
    const int32_t mode = (int32_t)(next(&state) % 4);
    toll_amount amount = {0}, product = {0};
    toll_decimal decimal = {0};
    int32_t inexact = 0;

    toll_status status =
        toll_amount_compute(&price, quantity, seed % 2 ? 1000000 : 7000, mode, &amount, &inexact, NULL);
    print_amount("compute", status, &amount, inexact);
    inexact = 0;
    status = toll_amount_multiply(&amount, &factor, mode, &product, &inexact, NULL);
    print_amount("multiply", status, &product, inexact);
    status = toll_decimal_multiply(&price, &factor, &decimal, NULL);
    print_decimal("product", status, &decimal);
    status = toll_decimal_add(&price, &factor, &decimal, NULL);
    print_decimal("sum", status, &decimal);
}

/* Defaults, ranges and names of every field of every struct: doubles by their bits. */
static void print_fields(uint32_t kind)
{
    for (uint32_t i = 0; i < toll_field_count(kind); i++) {
        toll_field field;
        uint64_t bits[3];
        if (toll_field_get(kind, i, &field, NULL) != TOLL_OK)
            return;
        memcpy(&bits[0], &field.min, 8);
        memcpy(&bits[1], &field.max, 8);
        memcpy(&bits[2], &field.default_value, 8);
        printf("%s.%s %" PRIx64 " %" PRIx64 " %" PRIx64 "\n", toll_struct_name(kind), field.name, bits[0], bits[1],
               bits[2]);
    }
}

int main(void)
{
    for (uint64_t seed = 1; seed <= 2000; seed++)
        print_money(seed);
    for (uint32_t kind = 1; kind < 160; kind++)
        print_fields(kind);
    return 0;
}
