#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nanoseconds of a bill by the amalgamation, beside the library's own objects: the same program, medians of 15 rounds.
# Prints binding,what,ns_per_call_or_row,peer,peer_ns,ratio. Usage: one_file.sh [BUILD]
set -eu
build=${1:-build}
work=$build/tests/one_file
mkdir -p "$work"
cat > "$work/loop.c" << 'END'
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <toll.h>
static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
int main(void)
{
    uint64_t card[TOLL_BILL_CARD_WORDS], size;
    const void *book = toll_book_get_public(&size);
    toll_bill_line lines[16];
    toll_bill_total total = {0};
    toll_bill_context context = {0};
    toll_error error;
    double rounds[15];
    if (toll_struct_init(&total, sizeof total, TOLL_KIND_BILL_TOTAL, NULL) != TOLL_OK ||
        toll_struct_init(&context, sizeof context, TOLL_KIND_BILL_CONTEXT, NULL) != TOLL_OK ||
        toll_book_find(book, size, "openai", 6, "gpt-4.1", 7, 1793577600, card, sizeof card, &error) != TOLL_OK)
        return 1;
    for (int round = 0; round < 15; round++) {
        struct timespec from, until;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        for (int64_t i = 0; i < 100000; i++) {
            const toll_bill_usage usage[] = {{TOLL_METER_INPUT, 12000 + i}, {TOLL_METER_CACHE_READ, 4000}, {TOLL_METER_OUTPUT, 800}};
            if (toll_bill_compute(card, sizeof card, usage, 3, &context, NULL, 0, NULL, 0, lines, 16, &total, &error) != TOLL_OK)
                return 1;
        }
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &until);
        rounds[round] = ((double)(until.tv_sec - from.tv_sec) * 1e9 + (double)(until.tv_nsec - from.tv_nsec)) / 1e5;
    }
    qsort(rounds, 15, sizeof rounds[0], by_value);
    printf("%.1f\n", rounds[7]);
    return 0;
}
END
if [ -z "$(find "$work/toll.o" -newer "$build/amalgamation/toll.c" 2> /dev/null)" ]; then
    ${CC:-cc} -std=c11 -O2 -fPIC -c -o "$work/toll.o" "$build/amalgamation/toll.c"
fi
${CC:-cc} -std=c11 -O2 -Iinclude -o "$work/library" "$work/loop.c" "$build/libtoll.a" -lm
${CC:-cc} -std=c11 -O2 -Iinclude -o "$work/one_file" "$work/loop.c" "$work/toll.o" -lm
library=$("$work/library")
one=$("$work/one_file")
echo "c,bill by the amalgamation (gpt-4.1; 3 meters),$one,libtoll.a,$library,$(awk "BEGIN { printf \"%.2f\", $one / $library }")"
