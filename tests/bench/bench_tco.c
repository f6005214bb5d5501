/* SPDX-License-Identifier: Apache-2.0 */
/* A five-year monthly ledger of 30 prices: evaluated, summed up, written as lines; resolved. Not a test. */
#include <stdlib.h>

#include "bench/measure.h"
#include "tco_rows.h"

static tco_scenario cluster;
static toll_tco_line lines[TCO_LINES];
static volatile double sink; /* keeps results alive */

static void expect(toll_status status)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "%s: %s\n", toll_status_name(status), cluster.err.message);
    exit(1);
}

static void evaluate(int64_t calls)
{
    double values[TCO_ROWS];
    expect(toll_tco_get_values(cluster.plan, sizeof cluster.plan, values, cluster.count, NULL));
    for (int64_t i = 0; i < calls; i++) {
        expect(toll_tco_estimate(cluster.plan, sizeof cluster.plan, 1, values, NULL, cluster.count, cluster.account,
                                 sizeof cluster.account, &cluster.err));
        sink += (double)cluster.account[0];
    }
}

static void evaluate_all(int64_t calls)
{
    double cash[TCO_PERIODS];
    for (int64_t i = 0; i < calls; i++) {
        expect(tco_evaluate(&cluster, 1, NULL, NULL));
        expect(
            toll_tco_get_series(cluster.account, sizeof cluster.account, TOLL_TCO_SERIES_CASH_START, cash, 61, NULL));
        expect(
            toll_tco_get_series(cluster.account, sizeof cluster.account, TOLL_TCO_SERIES_CASH_WITHIN, cash, 61, NULL));
        sink += cash[0] + cluster.summary.total_money;
    }
}

static void write_lines(int64_t calls)
{
    uint64_t count = 0;
    for (int64_t i = 0; i < calls; i++)
        expect(toll_tco_get_lines(cluster.plan, sizeof cluster.plan, cluster.account, sizeof cluster.account, lines,
                                  TCO_LINES, &count, &cluster.err));
    sink += (double)count;
}

static void resolve(int64_t calls)
{
    for (int64_t i = 0; i < calls; i++)
        expect(toll_tco_resolve(cluster.rows, cluster.count, sizeof cluster.rows[0], cluster.plan, sizeof cluster.plan,
                                &cluster.err));
}

int main(void)
{
    tco_cluster(&cluster);
    expect(tco_run(&cluster));
    measure("tco.evaluate_ns", evaluate, 500, 500);
    measure("tco.evaluate_summary_series_ns", evaluate_all, 500, 500);
    measure("tco.lines_ns", write_lines, 500, 500);
    measure("tco.resolve_ns", resolve, 50, 50);
    return 0;
}
