/* SPDX-License-Identifier: Apache-2.0 */
/* Draws of a five-year monthly ledger with 30 lines of cost, with its NPV; and the other questions about it. Not a test. */
#include <toll.h>

#include <stdlib.h>

#include "bench/measure.h"
#include "support/sample_scenario.h"

#define DRAWS 200

static sample_scenario scenario;
static uint64_t *plan, *work;
static uint64_t plan_size, work_size;
static toll_risk_question question;
static volatile double sink; /* keeps results alive */
static double answers[DRAWS], sorted[DRAWS], values[SAMPLE_ROWS];

static void expect(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void set_up(void)
{
    toll_error err;
    sample_fill(&scenario);
    plan_size = toll_tco_plan_size(scenario.count);
    plan = malloc(plan_size);
    expect(toll_tco_resolve(scenario.rows, scenario.count, sizeof scenario.rows[0], plan, plan_size, &err), &err);
    expect(toll_struct_init(&question, sizeof question, TOLL_KIND_RISK_QUESTION, &err), &err);
    work_size = toll_risk_work_size(plan, plan_size);
    work = malloc(work_size);
}

static void draw_values(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++)
        expect(toll_risk_compute_draw(plan, plan_size, NULL, 1, (uint64_t)i, values, scenario.count, &err), &err);
}

static void draw_answers(int64_t calls)
{
    toll_error err;
    expect(toll_risk_estimate_draws(plan, plan_size, &question, NULL, 0, 1, 0, answers, (uint64_t)calls, work,
                                    work_size, &err),
           &err);
}

/* Total, NPV and cost per Mtok of the same draws in one pass. */
static void draw_outcomes(uint32_t option, int64_t calls)
{
    static const uint32_t metrics[3] = {TOLL_RISK_TOTAL, TOLL_RISK_NPV, TOLL_RISK_MTOK};
    static double columns[3 * DRAWS];
    toll_error err;
    toll_risk_question asked = question;
    asked.option = option;
    expect(toll_risk_estimate_outcomes(plan, plan_size, &asked, metrics, 3, NULL, 0, 1, 0, columns, (uint64_t)calls,
                                       work, work_size, &err),
           &err);
}

static void draw_own(int64_t calls)
{
    draw_outcomes(SAMPLE_OWN, calls);
}

static void draw_api(int64_t calls)
{
    draw_outcomes(SAMPLE_API, calls);
}

static void find_slopes(int64_t calls)
{
    toll_error err;
    toll_risk_slope slopes[SAMPLE_ROWS];
    for (int64_t i = 0; i < calls; i++)
        expect(toll_risk_estimate_slopes(plan, plan_size, &question, slopes, scenario.count, work, work_size, &err),
               &err);
}

static void summarise(int64_t calls)
{
    toll_error err;
    toll_risk_spread spread;
    expect(toll_struct_init(&spread, sizeof spread, TOLL_KIND_RISK_SPREAD, &err), &err);
    for (int64_t i = 0; i < calls; i++)
        expect(toll_risk_compute_spread(answers, DRAWS, sorted, &spread, &err), &err);
}

/* The ledger of an option, its summary, and every metric of money over time of its difference from a flat API bill. */
static void evaluate_all(int64_t calls)
{
    toll_error err;
    toll_tco_summary summary;
    toll_finance_terms terms;
    toll_finance_irr irr;
    toll_finance_payback payback;
    double flows[SAMPLE_PERIODS + 1], tokens[SAMPLE_PERIODS + 1], roots[4], npv = 0, payment = 0, levelised = 0;
    expect(toll_struct_init(&summary, sizeof summary, TOLL_KIND_TCO_SUMMARY, &err), &err);
    expect(toll_struct_init(&terms, sizeof terms, TOLL_KIND_FINANCE_TERMS, &err), &err);
    expect(toll_struct_init(&irr, sizeof irr, TOLL_KIND_FINANCE_IRR, &err), &err);
    expect(toll_struct_init(&payback, sizeof payback, TOLL_KIND_FINANCE_PAYBACK, &err), &err);
    terms.rate_frac = 0.08;
    for (int64_t i = 0; i < calls; i++) {
        expect(toll_tco_estimate(plan, plan_size, SAMPLE_OWN, NULL, NULL, 0, work, work_size, &err), &err);
        expect(toll_tco_get_summary(work, work_size, &summary, &err), &err);
        expect(toll_tco_get_series(work, work_size, TOLL_TCO_SERIES_CASH, flows, SAMPLE_PERIODS + 1, &err), &err);
        expect(toll_tco_get_series(work, work_size, TOLL_TCO_SERIES_SERVED_TOKENS, tokens, SAMPLE_PERIODS + 1, &err),
               &err);
        expect(toll_finance_compute_npv(0, flows, SAMPLE_PERIODS + 1, &terms, &npv, &err), &err);
        expect(toll_finance_compute_levelised(0, flows, tokens, SAMPLE_PERIODS + 1, &terms, &levelised, &err), &err);
        expect(toll_finance_compute_payment(npv, 0, terms.rate_frac, 5, TOLL_TIMING_END, &payment, &err), &err);
        for (int t = 0; t <= SAMPLE_PERIODS; t++)
            flows[t] = 2.5e5 - flows[t];
        expect(toll_finance_find_irr(flows, SAMPLE_PERIODS + 1, roots, 4, &irr, &err), &err);
        expect(toll_finance_find_payback(0, flows, SAMPLE_PERIODS + 1, &terms, &payback, &err), &err);
        sink = npv + payment + levelised + roots[0] + payback.balance_usd + summary.total_money;
    }
}

int main(void)
{
    set_up();
    measure("risk.ledger_all_metrics_ns", evaluate_all, DRAWS, DRAWS);
    measure("risk.draw_values_ns", draw_values, DRAWS, DRAWS);
    measure("risk.draw_npv_ns", draw_answers, DRAWS, DRAWS);
    measure("risk.outcomes_3_own_ns", draw_own, DRAWS, DRAWS);
    measure("risk.outcomes_3_api_ns", draw_api, DRAWS, DRAWS);
    measure("risk.gradient_ns", find_slopes, 2, 2);
    measure("risk.spread_200_ns", summarise, DRAWS, DRAWS);
    return 0;
}
