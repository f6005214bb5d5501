/* SPDX-License-Identifier: Apache-2.0 */
/* Prices a call exactly, rounds the bill to cents, and splits it between three teams without losing one. */
#include <toll/money.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "money: %s\n", err->message);
    exit(1);
}

static const char *show(const toll_amount *amount, int32_t digits_min, char *text)
{
    toll_error err;
    check(toll_amount_format(amount, digits_min, text, TOLL_MONEY_TEXT_BYTES, NULL, &err), &err);
    return text;
}

static void expect(const char *got, const char *want)
{
    if (strcmp(got, want) == 0)
        return;
    fprintf(stderr, "money: expected %s, got %s\n", want, got);
    exit(1);
}

int main(void)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    //! [money]
    toll_error err;
    toll_decimal price;         /* 2.50 USD per million input tokens, as the vendor prints it */
    toll_amount exact, rounded; /* what 1,234,567 tokens cost, and what the invoice says */
    toll_amount parts[3];       /* the invoice by team, in proportion to the tokens they used */
    const int64_t tokens[3] = {600000, 400000, 234567};
    int32_t cents = 0, inexact = 0;

    check(toll_decimal_parse("2.50", TOLL_NUL, &price, &err), &err);
    check(toll_amount_compute(&price, 1234567, 1000000, TOLL_ROUND_HALF_EVEN, &exact, &inexact, &err), &err);
    printf("exact    %s USD%s\n", show(&exact, 2, text), inexact ? " (rounded)" : "");

    check(toll_currency_get_digits("USD", 3, &cents, &err), &err);
    check(toll_amount_round(&exact, cents, TOLL_ROUND_HALF_EVEN, &rounded, NULL, &err), &err);
    printf("invoice  %s USD\n", show(&rounded, cents, text));

    check(toll_amount_allocate(&rounded, tokens, 3, cents, parts, &err), &err);
    for (int team = 0; team < 3; team++)
        printf("team %d   %s USD\n", team + 1, show(&parts[team], cents, text));
    //! [money]
    expect(show(&exact, 0, text), "3.0864175");
    expect(show(&rounded, cents, text), "3.09");
    expect(show(&parts[0], cents, text), "1.50"); /* 1.50174, 1.00116 and 0.58710: the cent goes to team 3 */
    expect(show(&parts[1], cents, text), "1.00");
    expect(show(&parts[2], cents, text), "0.59");
    return 0;
}
