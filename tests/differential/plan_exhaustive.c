/* SPDX-License-Identifier: Apache-2.0 */
/* toll_plan_search() over the whole catalog against an exhaustive search of the same space, on random needs: how often
 * the plan's cost is that of the best, and the best of each accelerator that of its best. Takes some ten seconds a need.
 *
 *     plan_exhaustive [needs] [seed] */
#include <toll.h>

#include <time.h>

#include "bench/catalog_supplies.h"
#include "support/plan_reference.h"

#define HW_MAX   512
#define CAPACITY 8192

/* What one accelerator costs at best, by both searches; HUGE_VAL: no option. */
typedef struct best_cost {
    double planned, exhaustive;
} best_cost;

static toll_plan_supply supplies[HW_MAX];
static toll_plan_option options[CAPACITY];
static best_cost best[HW_MAX];
static uint64_t n_supplies, seed;

static double draw(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low * pow(high / low, (double)(seed >> 11) / 9007199254740992.0);
}

static void draw_question(reference_question *q, const char *model)
{
    uint64_t row = 0;
    memset(q, 0, sizeof *q);
    reference_expect(toll_struct_init(&q->model, sizeof q->model, TOLL_KIND_MODEL, NULL));
    reference_expect(toll_struct_init(&q->need, sizeof q->need, TOLL_KIND_PLAN_NEED, NULL));
    reference_expect(toll_catalog_find(TOLL_TABLE_MODEL, model, TOLL_NUL, &row, NULL));
    reference_expect(toll_catalog_get_model(row, &q->model, NULL));
    reference_expect(toll_catalog_get_layers(row, q->layers, REFERENCE_ROWS, sizeof q->layers[0], &q->n_layers, NULL));
    q->need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    q->need.requests_per_s = draw(1, 500);
    q->need.input_tokens = floor(draw(100, 8000));
    q->need.output_tokens = floor(draw(20, 1500));
    q->need.input_cv = q->need.output_cv = 0.5;
    q->need.ttft_s = draw(0.3, 5);
    q->need.tpot_s = draw(0.02, 0.15);
}

static int64_t plan(const reference_question *q, double *seconds)
{
    uint64_t n = 0, size = toll_plan_search_size(q->n_layers, n_supplies, CAPACITY);
    toll_plan_summary summary;
    void *work = malloc((size_t)size);
    clock_t start = clock();
    reference_expect(toll_struct_init(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY, NULL));
    reference_expect(toll_plan_search(&q->model, q->layers, q->n_layers, sizeof q->layers[0], &q->need, supplies,
                                      n_supplies, sizeof supplies[0], NULL, 0, 0, options, CAPACITY, sizeof options[0],
                                      &n, &summary, work, size, NULL));
    *seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    free(work);
    for (uint64_t i = n; i-- > 0;) /* the cheapest last */
        best[options[i].supply].planned = options[i].usd_per_hour.mid;
    return summary.layouts_fit;
}

/* The current releases alone, as a need without engines has it. */
static void exhaust_supply(const reference_question *q, const toll_plan_supply *s, best_cost *found)
{
    for (uint64_t e = 0; e < toll_catalog_count(TOLL_TABLE_ENGINE); e++)
        for (uint64_t p = 0; p < toll_catalog_count(TOLL_TABLE_PRECISION); p++) {
            combination c;
            combine(&c, (uint64_t)s->hw, p, e);
            const double bits[] = {c.precision.attn_bits,     c.precision.attn_v_bits, c.precision.ffn_bits,
                                   c.precision.ffn_down_bits, c.precision.expert_bits, c.precision.expert_down_bits};
            int is_kept = strchr(c.engine.id, '-') == NULL;
            for (int i = 0; i < 6; i++)
                is_kept &= bits[i] >= q->need.weight_bits_min;
            if (!is_kept)
                continue;
            double cost = find_fewest_paid(q, &c, s).most * s->usd_per_gpu_hour.mid;
            found->exhaustive = cost < found->exhaustive ? cost : found->exhaustive;
        }
}

/* Shares are of accelerators that either search finds an option on. */
typedef struct tally {
    int needs, same, accelerators, near;
} tally;

static void compare_need(const char *model, tally *t)
{
    reference_question q;
    double planned = HUGE_VAL, exhaustive = HUGE_VAL, seconds = 0;
    int accelerators = 0, near = 0;
    draw_question(&q, model);
    for (uint64_t i = 0; i < n_supplies; i++)
        best[i] = (best_cost){HUGE_VAL, HUGE_VAL};
    int64_t fitting = plan(&q, &seconds);
    clock_t start = clock();
    for (uint64_t i = 0; i < n_supplies; i++) {
        if ((supplies[i].known & TOLL_PLAN_PRICE) != 0)
            exhaust_supply(&q, &supplies[i], &best[i]);
        planned = best[i].planned < planned ? best[i].planned : planned;
        exhaustive = best[i].exhaustive < exhaustive ? best[i].exhaustive : exhaustive;
        accelerators += best[i].planned < HUGE_VAL || best[i].exhaustive < HUGE_VAL;
        near += best[i].planned < HUGE_VAL && best[i].planned <= best[i].exhaustive * 1.05;
    }
    double slow = (double)(clock() - start) / CLOCKS_PER_SEC;
    int is_same = exhaustive < HUGE_VAL ? planned <= exhaustive * 1.02 : !(planned < HUGE_VAL);
    printf(
        "%-18s %6.1f/s %5.0f/%4.0f ttft %.2f tpot %.3f: plan %.3f $/h in %.0f ms, exhaustive %.3f in %.1f s, %d of %d "
        "accelerators, %d layouts fit\n",
        model, q.need.requests_per_s, q.need.input_tokens, q.need.output_tokens, q.need.ttft_s, q.need.tpot_s, planned,
        seconds * 1e3, exhaustive, slow, near, accelerators, (int)fitting);
    (void)fflush(stdout);
    *t = (tally){t->needs + 1, t->same + is_same, t->accelerators + accelerators, t->near + near};
}

int main(int argc, char **argv)
{
    static const char *const models[] = {"llama-3.1-70b", "qwen3-235b-a22b", "deepseek-v3", "llama-3.1-8b",
                                         "gpt-oss-120b"};
    int needs = argc > 1 ? atoi(argv[1]) : 20;
    tally t = {0};
    seed = argc > 2 ? (uint64_t)strtoull(argv[2], NULL, 10) : 20261130;
    n_supplies = catalog_supplies(supplies, HW_MAX);
    for (int i = 0; i < needs; i++)
        compare_need(models[i % 5], &t);
    printf("plan summary: cost within 2 %% of the best on %d of %d needs, within 5 %% on %d of %d accelerators\n",
           t.same, t.needs, t.near, t.accelerators);
    return t.same == t.needs && t.near == t.accelerators ? 0 : 1;
}
