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

int main(void)
{
    set_up();
    measure("risk: numbers of a draw, 51 rows (ns)", draw_values, DRAWS, DRAWS);
    measure("risk: a draw with its NPV, 60 months, 30 lines (ns)", draw_answers, DRAWS, DRAWS);
    measure("risk: gradient over all rows (ns)", find_slopes, 2, 2);
    measure("risk: spread of 200 results (ns)", summarise, DRAWS, DRAWS);
    return 0;
}
