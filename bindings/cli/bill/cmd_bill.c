/* SPDX-License-Identifier: Apache-2.0 */
/* toll bill: what the requests of a usage log cost. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_commands.h"
#include "input/complain.h"
#include "input/exit_codes.h"

#ifdef TOLL_HAVE_IO

#include "bill/bill_answer.h"
#include "bill/bill_forecast.h"
#include "bill/bill_run.h"
#include "bill/focus_file.h"

static bool is_by_time(const bill_request *r)
{
    return r->n_by > 0 && (r->by[0] == BILL_BY_HOUR || r->by[0] == BILL_BY_DAY || r->by[0] == BILL_BY_MONTH);
}

/* With --forecast a budget is one of the month, else of the log and the months that it closes. */
static bool is_over_budget(const bill_run *run)
{
    int32_t order = 0;
    if (run->asked->is_forecast) {
        return bill_forecast_is_broken(run);
    }
    for (int i = 0; run->asked->has_budget && i < run->sums.n_totals && order <= 0; i++) {
        const toll_amount cost = account_months_with(&run->months, &run->sums.totals[i]);
        toll_amount_compare(&cost, &run->asked->budget, &order, NULL);
    }
    return order > 0;
}

/* A bill above the budget is above it whatever it lacks. */
static int exit_code(const bill_run *run)
{
    if (is_over_budget(run)) {
        return EXIT_OVER_BUDGET;
    }
    bool is_whole = !run->is_partial && !bill_is_incomplete(run) && !bill_as_is_incomplete(run->as);
    return fact_ages_exit(&run->ages, is_whole ? EXIT_FINE : EXIT_INCOMPLETE);
}

/* The pool that can't be split first; NULL: all are. */
static const charge_pool *find_unsplit(const bill_charge *c)
{
    for (uint64_t i = 0; i < c->n_pools; i++) {
        if (c->pools[i].reason[0] != 0) {
            return &c->pools[i];
        }
    }
    return NULL;
}

static int answer_charge(bill_run *run, const screen *s)
{
    if (!bill_charge_finish(run->charge)) {
        const charge_pool *pool = find_unsplit(run->charge);
        return complain("--pool%s%s: %s", pool->tenants[0].period[0] != 0 ? " of " : "", pool->tenants[0].period,
                        pool->reason);
    }
    if (run->asked->output.is_json) {
        bill_charge_json(run);
    } else if (run->asked->output.is_csv) {
        bill_charge_csv(run);
    } else {
        bill_charge_table(run, s);
    }
    return fact_ages_exit(&run->ages, bill_is_incomplete(run) ? EXIT_INCOMPLETE : EXIT_FINE);
}

/* Charges of a month have no row in the file, which is then not all that is owed. */
static bool has_months_without_row(const bill_run *run)
{
    for (uint64_t i = 0; run->asked->money.focus != NULL && i < run->months.n_months; i++) {
        if (run->months.months[i].is_closed && run->months.months[i].total.n_lines > 0) {
            complain("the FOCUS file lacks what closed months cost: see Months in the answer");
            return true;
        }
    }
    return false;
}

static int answer_bill(bill_run *run, const screen *s)
{
    account_months_close(&run->months, run->asked, run->last_s);
    if (!bill_sums_finish(&run->sums, is_by_time(run->asked))) {
        return complain("a sum is beyond what amounts and counts can hold, or there are more than 8 currencies");
    }
    if (!bill_taxes_finish(&run->taxes)) {
        return complain("a tax is beyond what amounts can hold");
    }
    if (!focus_files_write(run)) {
        return EXIT_BAD_INPUT;
    }
    run->is_partial = has_months_without_row(run);
    if (run->asked->money.focus != NULL && strcmp(run->asked->money.focus, "-") == 0) {
        return exit_code(run); /* the file takes the place of the answer */
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
    bool is_read = bill_run_logs(&run, r, NULL);
    int code = !is_read ? EXIT_BAD_INPUT : run.charge != NULL ? answer_charge(&run, s) : answer_bill(&run, s);
    bill_run_free(&run);
    return code;
}

bool bill_into_sink(bill_request *r, const priced_sink *sink, log_summary *summary)
{
    bill_run run;
    bool is_read = bill_run_logs(&run, r, sink);
    *summary = (log_summary){.n_records = run.n_priced,
                             .n_bad = run.problems.n_lines,
                             .n_unpriced = run.problems.n_unpriced,
                             .first_s = run.first_s,
                             .last_s = run.last_s};
    bill_run_free(&run);
    return is_read;
}

#else

int command_bill(bill_request *r, const screen *s)
{
    (void)r;
    (void)s;
    return complain("this toll was built without libtoll-io, which reads usage logs");
}

bool bill_into_sink(bill_request *r, const priced_sink *sink, log_summary *summary)
{
    (void)r;
    (void)sink;
    (void)summary;
    complain("this toll was built without libtoll-io, which reads usage logs");
    return false;
}

#endif
