/* SPDX-License-Identifier: Apache-2.0 */
/* Own or rent? When an 8-GPU server pays back, what its tokens cost, and at which demand it beats an API. */
#include <toll.h>

#include <stdio.h>
#include <stdlib.h>

static void check(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "finance: %s\n", err->message);
    exit(1);
}

static void expect(const char *what, double got, double low, double high)
{
    if (got >= low && got <= high)
        return;
    fprintf(stderr, "finance: %s is %.6g, expected %.6g .. %.6g\n", what, got, low, high);
    exit(1);
}

int main(void)
{
    //! [finance]
    toll_error err;
    toll_finance_contest contest; /* Lenovo LP2368 (2026): 8 x H100 against on-demand instances */
    toll_finance_breakeven even;
    toll_init(&contest);
    toll_init(&even);
    contest.capex_usd = 250141.80;
    contest.own_usd_per_period = 6.37; /* an hour: power, cooling, colocation, maintenance */
    contest.rent_usd_per_period = 98.32;
    check(toll_finance_find_breakeven(&contest, &even, &err), &err);
    if (even.verdict == TOLL_VERDICT_REACHED)
        printf("pays back after %.0f hours of use, %.1f months\n", even.hours, even.months);

    toll_finance_owned owned; /* the same box over five years, used 40 % of the time */
    toll_finance_hourly hour;
    double usd_per_mtok = 0;
    toll_init(&owned);
    owned.capex_usd = contest.capex_usd;
    owned.opex_usd_per_h = contest.own_usd_per_period;
    check(toll_finance_compute_owned(&owned, &hour, &err), &err);
    check(toll_finance_compute_unit_cost(hour.usd_per_h, 30576, 0.4, 1, 1e6, &usd_per_mtok, &err), &err);
    printf("an hour costs %.2f USD, a million tokens %.3f USD\n", hour.usd_per_h, usd_per_mtok);

    toll_finance_piece fleet[3], api = {0, 1e6, 0, 0.60}; /* Mtok a month: whole servers against 0.60 USD each */
    toll_finance_crossing crossings[8];
    uint64_t pieces = 0, count = 0;
    int32_t cheapest = 0;
    check(toll_finance_compute_fleet(25000, 730 * hour.usd_per_h, 0, 1, 3, 0, fleet, 3, &pieces, &err), &err);
    check(toll_finance_find_crossings(fleet, pieces, &api, 1, crossings, 8, &count, &cheapest, &err), &err);
    for (uint64_t i = 0; i < count; i++)
        printf("from %.0f Mtok a month: %s\n", crossings[i].quantity,
               crossings[i].after == TOLL_CHEAPER_FIRST ? "own" : "API");
    //! [finance]
    expect("hours", even.hours, 2720, 2721); /* printed: 2,720 h, 3.7 months */
    expect("months", even.months, 3.7, 3.8);
    expect("hour", hour.usd_per_h, 12.08, 12.082); /* printed: 12.08 */
    expect("Mtok", usd_per_mtok, 0.27, 0.28);      /* 12.081 / (30,576 * 3,600 * 0.4) * 10^6 */
    expect("crossings", (double)count, 3, 3);      /* one from 14,699, two from 29,397 */
    expect("first", crossings[0].quantity, 14698, 14699);
    return 0;
}
