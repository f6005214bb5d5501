/* SPDX-License-Identifier: Apache-2.0 */
/* Own or API? How sure the answer is, what it hangs on, and what would turn it. */
#include <toll.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS  10
#define DRAWS 1000

static void check(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "risk: %s\n", err->message);
    exit(1);
}

static void expect(const char *what, double got, double low, double high)
{
    if (got >= low && got <= high)
        return;
    fprintf(stderr, "risk: %s is %.6g, expected %.6g .. %.6g\n", what, got, low, high);
    exit(1);
}

/* A row: the number as P10, P50, P90. */
static toll_tco_row row(uint32_t kind, uint32_t option, double low, double mid, double high)
{
    toll_tco_row r;
    memset(&r, 0, sizeof r);
    r.kind = kind;
    r.option = option;
    r.quantity = 1;
    r.value = (toll_range){low, mid, high};
    return r;
}

/* Three years: a server of 300,000 against an API at 1.20 USD per million output tokens. */
static void fill(toll_tco_row *rows)
{
    rows[0] = row(TOLL_TCO_HORIZON, 0, 36, 36, 36);
    rows[1] = row(TOLL_TCO_DISCOUNT_RATE, 0, 0.06, 0.08, 0.12);
    rows[2] = row(TOLL_TCO_OUTPUT_TOKENS, 0, 5e9, 12e9, 20e9);
    rows[2].time = TOLL_TCO_MONTH;
    rows[3] = row(TOLL_TCO_OPTION, 1, 0, 0, 0);
    strcpy(rows[3].text, "own");
    rows[4] = row(TOLL_TCO_CAPACITY_OUTPUT, 1, 12000, 15000, 18000);
    rows[5] = row(TOLL_TCO_BUY, 1, 270000, 300000, 350000);
    rows[5].category = TOLL_TCO_SERVER;
    rows[5].basis = TOLL_TCO_PER_UNIT;
    rows[6] = row(TOLL_TCO_COST, 1, 2000, 3000, 5000);
    rows[6].category = TOLL_TCO_STAFF;
    rows[6].basis = TOLL_TCO_PER_ONE;
    rows[6].time = TOLL_TCO_MONTH;
    rows[7] = row(TOLL_TCO_OPTION, 2, 0, 0, 0);
    strcpy(rows[7].text, "api");
    rows[8] = row(TOLL_TCO_COST, 2, 0.8, 1.2, 1.5);
    rows[8].category = TOLL_TCO_API;
    rows[8].basis = TOLL_TCO_PER_MTOK_OUTPUT;
    rows[9] = row(TOLL_TCO_CURVE_RATE, 2, -0.3, -0.1, 0);
    rows[9].subject = TOLL_TCO_CURVE_API;
}

int main(void)
{
    toll_tco_row rows[ROWS];
    static double own[DRAWS], api[DRAWS], sorted[DRAWS];
    fill(rows);
    //! [risk]
    toll_error err;
    const uint64_t plan_size = toll_tco_plan_size(ROWS);
    void *plan = malloc(plan_size);
    check(toll_tco_resolve(rows, ROWS, sizeof rows[0], plan, plan_size, &err), &err);
    const uint64_t work_size = toll_risk_work_size(plan, plan_size);
    void *work = malloc(work_size);

    toll_risk_question question; /* the NPV of the cost of owning, less that of the API */
    double gap = 0;
    toll_init(&question);
    question.option = 1;
    question.against = 2;
    check(toll_risk_estimate(plan, plan_size, &question, NULL, 0, &gap, work, work_size, &err), &err);
    printf("owning costs %.0f USD %s than the API\n", gap < 0 ? -gap : gap, gap < 0 ? "less" : "more");

    double below = 0; /* the same thousand futures for both */
    toll_risk_question one = question, other = question;
    toll_risk_spread spread;
    one.against = other.against = 0;
    other.option = 2;
    check(toll_risk_estimate_draws(plan, plan_size, &one, NULL, 0, 7, 0, own, DRAWS, work, work_size, &err), &err);
    check(toll_risk_estimate_draws(plan, plan_size, &other, NULL, 0, 7, 0, api, DRAWS, work, work_size, &err), &err);
    check(toll_risk_compute_odds(own, api, DRAWS, &below, NULL, NULL, &err), &err);
    toll_init(&spread);
    check(toll_risk_compute_spread(api, DRAWS, sorted, &spread, &err), &err);
    printf("it is cheaper in %.0f %% of the draws; the API costs %.0f .. %.0f USD\n", 100 * below, spread.quantiles.low,
           spread.quantiles.high);

    toll_risk_flip flip; /* at which price of the API would it turn? */
    toll_init(&flip);
    check(toll_risk_find_flip(plan, plan_size, &question, 8, 0.5, 2, &flip, work, work_size, &err), &err);
    if (flip.verdict == TOLL_RISK_FLIPS)
        printf("the decision turns at %.3f USD per Mtok\n", flip.value + flip.change);
    //! [risk]
    expect("gap", gap, -4609, -4608); /* 396,439 - 401,047 */
    expect("share", below, 0.3, 0.5); /* near a tie at the medians, and demand can only be capped */
    expect("flip", flip.value + flip.change, 1.186, 1.187); /* 1.2 * 396,439 / 401,047 */
    free(work);
    free(plan);
    return 0;
}
