/* SPDX-License-Identifier: Apache-2.0 */
/* A published day of a public service: 608 billion prompt tokens, 342 billion of them cached, and 168 billion output tokens
 * on nodes of 8 H800 rented at $2 per accelerator-hour (deepseek-ai/open-infra-index, day 6, February 2025). What did it
 * take, what did it cost, and what would it have earned at the list prices of R1? */
#include <stdio.h>
#include <stdlib.h>

#include <toll.h>

//! [tco]
#define ROWS 12

static toll_tco_row new_row(uint32_t kind, double value)
{
    toll_tco_row row;
    toll_init(&row);
    row.kind = kind;
    row.value = (toll_range){value, value, value};
    return row;
}

/* What the fleet can do: a node reads 73.7 thousand prompt tokens a second, or writes 14.8 thousand. */
static void add_fleet(toll_tco_row *rows)
{
    rows[0] = new_row(TOLL_TCO_HORIZON, 1);
    rows[1] = new_row(TOLL_TCO_PERIOD_HOURS, 24);
    rows[2] = new_row(TOLL_TCO_OPTION, 0);
    rows[2].option = 1;
    snprintf(rows[2].text, sizeof rows[2].text, "H800 nodes");
    rows[3] = new_row(TOLL_TCO_CAPACITY_INPUT, 73700);
    rows[4] = new_row(TOLL_TCO_CAPACITY_CACHED, 73700);
    rows[5] = new_row(TOLL_TCO_CAPACITY_OUTPUT, 14800);
    rows[6] = new_row(TOLL_TCO_UNIT_GPUS, 8);
    rows[7] = new_row(TOLL_TCO_SIZING, 0);
    rows[7].subject = TOLL_TCO_SIZE_EXACT; /* nodes come and go with the load of the day */
}

static void add_money(toll_tco_row *rows)
{
    rows[8] = new_row(TOLL_TCO_INPUT_TOKENS, 608e9);
    rows[8].time = TOLL_TCO_DAY;
    rows[9] = new_row(TOLL_TCO_CACHE_HIT, 342.0 / 608);
    rows[10] = new_row(TOLL_TCO_OUTPUT_TOKENS, 168e9);
    rows[10].time = TOLL_TCO_DAY;
    rows[11] = new_row(TOLL_TCO_COST, 2.00);
    rows[11].category = TOLL_TCO_CLOUD;
    rows[11].basis = TOLL_TCO_PER_GPU_HOUR;
}

static toll_tco_row new_income(uint32_t basis, double usd_per_mtok)
{
    toll_tco_row row = new_row(TOLL_TCO_INCOME, usd_per_mtok);
    row.basis = basis;
    return row;
}

int main(void)
{
    toll_tco_row rows[ROWS + 3];
    toll_tco_conventions conventions;
    toll_tco_summary day;
    toll_error err;
    add_fleet(rows);
    add_money(rows);
    rows[ROWS] = new_income(TOLL_TCO_PER_MTOK_INPUT, 0.55);
    rows[ROWS + 1] = new_income(TOLL_TCO_PER_MTOK_CACHED, 0.14);
    rows[ROWS + 2] = new_income(TOLL_TCO_PER_MTOK_OUTPUT, 2.19);

    uint64_t plan_size = toll_tco_plan_size(ROWS + 3);
    void *plan = malloc(plan_size), *account = NULL;
    toll_init(&conventions);
    toll_init(&day);
    if (toll_tco_resolve(rows, ROWS + 3, sizeof rows[0], plan, plan_size, &err) != TOLL_OK ||
        toll_tco_get_conventions(plan, plan_size, &conventions, &err) != TOLL_OK ||
        (account = malloc(conventions.account_bytes)) == NULL ||
        toll_tco_estimate(plan, plan_size, 1, NULL, NULL, 0, account, conventions.account_bytes, &err) != TOLL_OK ||
        toll_tco_get_summary(account, conventions.account_bytes, &day, &err) != TOLL_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%.1f nodes, %.0f GPU-hours\n", day.nodes_peak, day.gpu_hours);
    printf("cost $%.0f, income $%.0f, margin %.0f %%\n", day.spent_money, day.revenue_money, 100 * day.margin_frac);
    printf("$%.3f per million output tokens, $%.4f per million tokens\n", day.output_money_per_mtok,
           day.reserved_money_per_mtok);
    free(account);
    free(plan);
    return day.margin_money > 0 ? 0 : 1;
}
//! [tco]
