/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds of a five-year monthly ledger with 30 lines of cost. Not a test. */
#include <toll.h>

#include <stdlib.h>

#include "bench/measure.h"
#include "support/sample_scenario.h"

#define CALLS 200

static sample_scenario scenario;
static uint64_t *plan, *account;
static uint64_t plan_size, account_size;
static volatile double sink; /* keeps results alive */

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
    toll_tco_conventions conventions;
    sample_fill(&scenario);
    plan_size = toll_tco_plan_size(scenario.count);
    plan = malloc(plan_size);
    expect(toll_tco_resolve(scenario.rows, scenario.count, sizeof scenario.rows[0], plan, plan_size, &err), &err);
    expect(toll_struct_init(&conventions, sizeof conventions, TOLL_KIND_TCO_CONVENTIONS, &err), &err);
    expect(toll_tco_get_conventions(plan, plan_size, &conventions, &err), &err);
    account_size = conventions.account_bytes;
    account = malloc(account_size);
}

static void evaluate(int64_t calls)
{
    toll_error err;
    for (int64_t i = 0; i < calls; i++)
        expect(toll_tco_estimate(plan, plan_size, SAMPLE_OWN, NULL, NULL, 0, account, account_size, &err), &err);
}

static void summarise(int64_t calls)
{
    toll_error err;
    toll_tco_summary summary;
    expect(toll_struct_init(&summary, sizeof summary, TOLL_KIND_TCO_SUMMARY, &err), &err);
    for (int64_t i = 0; i < calls; i++) {
        expect(toll_tco_get_summary(account, account_size, &summary, &err), &err);
        sink = summary.total_money;
    }
}

int main(void)
{
    set_up();
    measure("tco: evaluate, 60 months, 30 lines (ns)", evaluate, CALLS, CALLS);
    measure("tco: summary (ns)", summarise, CALLS, CALLS);
    return 0;
}
