/* SPDX-License-Identifier: Apache-2.0 */
/* Random scenarios, their series, summaries and lines: what tests/differential/tco_reference.py answered to the same
 * questions. It was written from tco.h in fractions, one event after the other. */
#include "replay.h"

#include "tco_rows.h"

#define SERIES_SHARE 1e-12 /* of a series' greatest number, and of all money: what a sum may lose in a small one */
#define FIRST_COUNT  5     /* series 1 to 4 are of money */

static tco_scenario s;
static toll_tco_line lines[TCO_LINES];
static uint64_t n_lines;

static void expect_ok(const replay *r, toll_status status)
{
    if (status != TOLL_OK)
        fail_msg("case %s, %s: %s", r->seed, r->question, s.err.message);
}

static void take_row(replay *r)
{
    assert_true(s.count < TCO_ROWS);
    replay_fill(r, &s.rows[s.count++], TOLL_KIND_TCO_ROW);
}

static void take_option(replay *r)
{
    expect_ok(r, tco_evaluate(&s, (uint32_t)replay_number(r, 0), NULL, NULL));
    expect_ok(
        r, toll_tco_get_lines(s.plan, sizeof s.plan, s.account, sizeof s.account, lines, TCO_LINES, &n_lines, &s.err));
}

/* `series code numbers`: those that are not given are 0. */
static void expect_series(replay *r)
{
    double want[TCO_PERIODS], got[TCO_PERIODS];
    const uint32_t code = (uint32_t)replay_number(r, 0);
    double most = code % 256 < FIRST_COUNT ? s.summary.cost_money + s.summary.credit_money : 0;
    const uint64_t count = (uint64_t)s.conventions.periods + 1;
    for (uint64_t t = 0; t < count; t++) {
        want[t] = replay_number(r, 0);
        most = fmax(most, fabs(want[t]));
    }
    expect_ok(r, toll_tco_get_series(s.account, sizeof s.account, code, got, count, &s.err));
    for (uint64_t t = 0; t < count; t++)
        if (!(fabs(got[t] - want[t]) <= REPLAY_SHARE * fabs(want[t]) + SERIES_SHARE * most))
            fail_msg("case %s, series %u: %.15g in period %u, the reference says %.15g", r->seed, code, got[t],
                     (unsigned)t, want[t]);
    r->expectations++;
}

/* `quantity row nature want`: the sum over the row's lines of this nature. */
static void expect_quantity(replay *r)
{
    const int64_t row = (int64_t)replay_number(r, -1);
    const uint32_t nature = (uint32_t)replay_number(r, 0);
    const double want = replay_number(r, (double)NAN);
    double got = 0;
    for (uint64_t i = 0; i < n_lines; i++)
        got += lines[i].row == row && lines[i].nature == nature ? lines[i].quantity : 0;
    if (!(fabs(got - want) <= REPLAY_SHARE * fabs(want) + 1e-12))
        fail_msg("case %s: quantity of row %d, nature %u: %.15g, the reference says %.15g", r->seed, (int)row, nature,
                 got, want);
    r->expectations++;
}

static void take_line(replay *r)
{
    if (replay_is(r, "case"))
        memset(&s, 0, sizeof s);
    else if (replay_is(r, "row"))
        take_row(r);
    else if (replay_is(r, "resolve"))
        expect_ok(r, tco_resolve(&s));
    else if (replay_is(r, "option"))
        take_option(r);
    else if (replay_is(r, "series"))
        expect_series(r);
    else if (replay_is(r, "quantity"))
        expect_quantity(r);
    else if (replay_is(r, "="))
        replay_expect(r, &s.summary, TOLL_KIND_TCO_SUMMARY);
    else
        fail_msg("no such verb: %s", r->verb);
}

static void the_reference_gives_the_same_figures(void **state)
{
    (void)state;
    replay r;
    replay_open(&r, "tests/vectors/replay_tco.txt");
    while (replay_next(&r))
        take_line(&r);
    assert_true(r.expectations > 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_gives_the_same_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
