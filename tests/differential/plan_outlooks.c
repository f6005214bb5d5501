/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_estimate_outlooks() against the full ledger on random needs: Kendall's tau of the two orders, and how much
 * dearer the choice is than the best. Four ways to rank:
 *
 *     by month     units change every month, all costs as the alternatives state them: the ledger's own question
 *     by quarter   units change every quarter, the ledger's every month
 *     folded       the ledger has power by load, PUE and support on what was paid; the rows one running cost
 *     unit cost    today's cost of a month, which ignores growth, lives and prices
 *
 * By month and folded are held to the bars; the other two are shown: one asks another question, one is what was used.
 *
 *     plan_outlooks [needs] [seed] */
#include "support/outlook_reference.h"

#include <time.h>

#define ALTERNATIVES 60
#define REGRET_MAX   0.01
#define TAU_MIN      0.98 /* by month in each need, folded in the mean */

enum { BY_MONTH, BY_QUARTER, FOLDED, UNIT_COST, WAYS };

typedef struct outlook_score {
    double least_tau, sum_tau, most_regret;
    int right;
} outlook_score;

static const char *const names[WAYS] = {"by month", "by quarter", "folded", "unit cost"};
static outlook_reference reference;
static toll_plan_alternative rows[ALTERNATIVES];
static outlook_details details[ALTERNATIVES];
static toll_plan_outlook outlooks[ALTERNATIVES];
static double truth[ALTERNATIVES], guess[WAYS][ALTERNATIVES];
static double seconds;

static void estimate(const toll_plan_horizon *h, int way)
{
    toll_error err;
    const clock_t start = clock();
    outlook_must(toll_plan_estimate_outlooks(h, rows, ALTERNATIVES, sizeof rows[0], outlooks, ALTERNATIVES,
                                             sizeof outlooks[0], &err),
                 &err);
    seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
    for (int i = 0; i < ALTERNATIVES; i++)
        guess[way][i] = outlooks[i].npv_usd;
}

static void evaluate_all(const toll_plan_horizon *h)
{
    for (int i = 0; i < ALTERNATIVES; i++) {
        outlook_evaluate(&reference, h, &rows[i], &details[i]);
        truth[i] = reference.npv_usd;
    }
}

static void note_score(outlook_score *s, int way)
{
    const double tau = outlook_kendall(guess[way], truth, ALTERNATIVES);
    const double regret = outlook_regret(guess[way], truth, ALTERNATIVES);
    s->least_tau = tau < s->least_tau ? tau : s->least_tau;
    s->sum_tau += tau;
    s->most_regret = regret > s->most_regret ? regret : s->most_regret;
    s->right += regret <= REGRET_MAX;
}

static void run_need(outlook_score *scores)
{
    toll_plan_horizon h;
    outlook_draw_horizon(&h);
    for (int i = 0; i < ALTERNATIVES; i++)
        outlook_draw(&rows[i], &details[i]);
    evaluate_all(&h);
    estimate(&h, BY_MONTH);
    for (int i = 0; i < ALTERNATIVES; i++)
        guess[UNIT_COST][i] = outlooks[i].first_month_usd;
    h.order_months = 3;
    estimate(&h, BY_QUARTER);
    note_score(&scores[BY_MONTH], BY_MONTH);
    note_score(&scores[BY_QUARTER], BY_QUARTER);
    note_score(&scores[UNIT_COST], UNIT_COST);
    h.order_months = 1;
    for (int i = 0; i < ALTERNATIVES; i++)
        outlook_fold(&rows[i], &details[i]);
    evaluate_all(&h);
    estimate(&h, FOLDED);
    note_score(&scores[FOLDED], FOLDED);
}

int main(int argc, char **argv)
{
    const int needs = argc > 1 ? atoi(argv[1]) : 100;
    outlook_score scores[WAYS];
    int failed = 0;
    outlook_seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    for (int way = 0; way < WAYS; way++)
        scores[way] = (outlook_score){.least_tau = 1};
    for (int i = 0; i < needs; i++)
        run_need(scores);
    for (int way = 0; way < WAYS; way++) {
        const outlook_score *s = &scores[way];
        printf("%-10s  Kendall mean %.4f least %.4f; choice within 1 %% of the best in %d of %d, at worst %.1f %% "
               "dearer\n",
               names[way], s->sum_tau / needs, s->least_tau, s->right, needs, s->most_regret * 100);
        failed += (way == BY_MONTH || way == FOLDED) && (s->sum_tau / needs < TAU_MIN || s->right * 100 < needs * 99);
    }
    failed += scores[BY_MONTH].least_tau < TAU_MIN;
    printf("%.0f ns an alternative\n", seconds / (3.0 * needs * ALTERNATIVES) * 1e9);
    return failed != 0;
}
