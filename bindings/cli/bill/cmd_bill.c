/* SPDX-License-Identifier: Apache-2.0 */
/* toll bill: what the requests of a usage log cost. */
#include <stdio.h>

#include "bill/bill_commands.h"
#include "input/complain.h"
#include "input/exit_codes.h"

#ifdef TOLL_HAVE_IO

#include "bill/bill_answer.h"
#include "bill/bill_run.h"

static bool is_by_time(const bill_request *r)
{
    return r->n_by > 0 && (r->by[0] == BILL_BY_HOUR || r->by[0] == BILL_BY_DAY || r->by[0] == BILL_BY_MONTH);
}

/* A bill above the budget is above it whatever it lacks. */
static int exit_code(const bill_run *run)
{
    int32_t order = 0;
    for (int i = 0; run->asked->has_budget && i < run->sums.n_totals; i++) {
        toll_amount_compare(&run->sums.totals[i].cost, &run->asked->budget, &order, NULL);
        if (order > 0) {
            return EXIT_OVER_BUDGET;
        }
    }
    return fact_ages_exit(&run->ages, bill_is_incomplete(run) ? EXIT_INCOMPLETE : EXIT_FINE);
}

static int answer_bill(bill_run *run, const screen *s)
{
    if (!bill_sums_finish(&run->sums, is_by_time(run->asked))) {
        return complain("a sum is beyond what amounts and counts can hold, or there are more than 8 currencies");
    }
    if (run->asked->output.is_json) {
        bill_json(run);
    } else if (!run->asked->output.is_csv) {
        bill_table(run, s);
    }
    return exit_code(run);
}

int command_bill(bill_request *r, const screen *s)
{
    bill_run run;
    int code = bill_run_logs(&run, r) ? answer_bill(&run, s) : EXIT_BAD_INPUT;
    bill_run_free(&run);
    return code;
}

#else

int command_bill(bill_request *r, const screen *s)
{
    (void)r;
    (void)s;
    return complain("this toll was built without libtoll-io, which reads usage logs");
}

#endif
