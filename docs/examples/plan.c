/* SPDX-License-Identifier: Apache-2.0 */
/* What to deploy: the cheapest accelerators that serve a model within its latency limits. */
#include <toll.h>

#include <stdio.h>
#include <stdlib.h>

#define LAYERS_MAX 16
#define SUPPLIES   3
#define OPTIONS    8

static void check(toll_status status, const toll_error *err)
{
    if (status == TOLL_OK)
        return;
    fprintf(stderr, "plan: %s\n", err->message);
    exit(1);
}

static void expect(const char *what, double got, double low, double high)
{
    if (got >= low && got <= high)
        return;
    fprintf(stderr, "plan: %s is %.6g, expected %.6g .. %.6g\n", what, got, low, high);
    exit(1);
}

static uint64_t row_of(uint32_t table, const char *id)
{
    toll_error err;
    uint64_t row = 0;
    check(toll_catalog_find(table, id, TOLL_NUL, &row, &err), &err);
    return row;
}

/* An accelerator rented by the hour in machines of 8. */
static toll_plan_supply rent(const char *hw, double usd_per_gpu_hour)
{
    return (toll_plan_supply){.known = TOLL_PLAN_PRICE,
                              .hw = (int64_t)row_of(TOLL_TABLE_HW, hw),
                              .kind = TOLL_PLAN_RENTED,
                              .usd_per_gpu_hour = {usd_per_gpu_hour, usd_per_gpu_hour, usd_per_gpu_hour},
                              .unit_gpus = 8};
}

static toll_plan_need twenty_per_second(void)
{
    toll_error err;
    toll_plan_need need;
    check(toll_struct_init(&need, sizeof need, TOLL_KIND_PLAN_NEED, &err), &err);
    need.known = TOLL_PLAN_TTFT | TOLL_PLAN_TPOT;
    need.requests_per_s = 20;
    need.input_tokens = 1500;
    need.output_tokens = 400;
    need.input_cv = need.output_cv = 0.5;
    need.ttft_s = 1.0;
    need.tpot_s = 0.040;
    need.choices = TOLL_PLAN_CAPACITY; /* for what follows: the highest load of a replica */
    need.precisions = UINT64_C(1) << row_of(TOLL_TABLE_PRECISION, "fp8") | UINT64_C(1)
                                                                               << row_of(TOLL_TABLE_PRECISION, "bf16");
    return need;
}

static void print_option(const toll_plan_option *o)
{
    printf("%-16s %-6s %-8s tp %d pp %d x %d, %2d paid, $%6.2f/h, $%.2f per Mtok, TTFT p95 %3.0f ms, TPOT p95 %2.0f "
           "ms\n",
           toll_catalog_get_id(TOLL_TABLE_HW, (uint64_t)o->hw),
           toll_catalog_get_id(TOLL_TABLE_PRECISION, (uint64_t)o->precision),
           toll_catalog_get_id(TOLL_TABLE_ENGINE, (uint64_t)o->engine), (int)o->tp, (int)o->pp, (int)o->replicas,
           (int)o->gpus_paid, o->usd_per_hour.mid, o->usd_per_mtok.mid, o->ttft_s.mid * 1e3, o->tpot_s.mid * 1e3);
}

/* The options over three years of growth, beside an API at $0.001175 a request whose price falls. */
static void look_ahead(const toll_plan_need *need, const toll_plan_option *options, uint64_t n_options)
{
    //! [outlook]
    toll_error err;
    toll_plan_horizon horizon;
    toll_plan_alternative rows[OPTIONS + 1];
    toll_plan_outlook outlooks[OPTIONS + 1];
    check(toll_struct_init(&horizon, sizeof horizon, TOLL_KIND_PLAN_HORIZON, &err), &err);
    horizon.requests_per_s = need->requests_per_s;
    horizon.growth_frac_per_year = 0.8;
    horizon.months = 36;
    horizon.known = TOLL_PLAN_HORIZON_BUDGET;
    horizon.budget_usd_per_month = 50000;
    for (uint64_t i = 0; i < n_options; i++)
        rows[i] =
            (toll_plan_alternative){.known = TOLL_PLAN_ALT_RATE | TOLL_PLAN_ALT_HOUR,
                                    .kind = TOLL_PLAN_PAY_HOUR,
                                    .replica_requests_per_s = options[i].replica_requests_per_s_max,
                                    .replica_gpus = options[i].tp * options[i].pp * options[i].dp,
                                    .unit_gpus = 8,
                                    .usd_per_gpu_hour = options[i].usd_per_hour.mid / (double)options[i].gpus_paid};
    rows[n_options] = (toll_plan_alternative){.known = TOLL_PLAN_ALT_REQUEST,
                                              .kind = TOLL_PLAN_PAY_REQUEST,
                                              .replica_gpus = 1,
                                              .unit_gpus = 1,
                                              .usd_per_request = 0.001175,
                                              .price_change_frac_per_year = -0.25};
    check(toll_plan_estimate_outlooks(&horizon, rows, n_options + 1, sizeof rows[0], outlooks, OPTIONS + 1,
                                      sizeof outlooks[0], &err),
          &err);
    for (uint64_t i = 0; i <= n_options; i++) {
        const toll_plan_outlook *o = &outlooks[i];
        printf("%-16s $%5.2fM in 3 years, last month $%6.0f", i < n_options ? "rented" : "API", o->npv_usd / 1e6,
               o->last_month_usd);
        if ((o->known & TOLL_PLAN_OUT_OVER_BUDGET) != 0)
            printf(", over the budget in month %d", (int)o->over_budget_month);
        printf("\n");
    }
    //! [outlook]

    /* 20 * 730 * 3,600 * 0.001175 = $61,758 in month 0. */
    expect("first month of the API", outlooks[n_options].first_month_usd, 61757.99, 61758.01);
    expect("last month of the API", outlooks[n_options].last_month_usd, 61758 * 2.394, 61758 * 2.402);
    expect("last month of the first option", outlooks[0].last_month_usd, 2 * outlooks[0].first_month_usd, 3e6);
}

int main(void)
{
    //! [plan]
    toll_error err;
    toll_model model;
    toll_model_layer layers[LAYERS_MAX];
    toll_plan_summary summary;
    toll_plan_option options[OPTIONS];
    uint64_t n_layers = 0, n_options = 0;

    uint64_t row = row_of(TOLL_TABLE_MODEL, "llama-3.1-70b");
    check(toll_struct_init(&model, sizeof model, TOLL_KIND_MODEL, &err), &err);
    check(toll_struct_init(&summary, sizeof summary, TOLL_KIND_PLAN_SUMMARY, &err), &err);
    check(toll_catalog_get_model(row, &model, &err), &err);
    check(toll_catalog_get_layers(row, layers, LAYERS_MAX, sizeof layers[0], &n_layers, &err), &err);

    /* 20 requests/s of 1,500 tokens in and 400 out; TTFT p95 1 s, TPOT p95 40 ms. */
    const toll_plan_need need = twenty_per_second();
    const toll_plan_supply supplies[SUPPLIES] = {rent("h100-sxm5-80gb", 2.50), rent("h200-sxm-141gb", 3.00),
                                                 rent("mi300x-192gb", 2.00)};

    uint64_t work_size = toll_plan_search_size(n_layers, SUPPLIES, OPTIONS);
    void *work = malloc((size_t)work_size);
    check(toll_plan_search(&model, layers, n_layers, sizeof layers[0], &need, supplies, SUPPLIES, sizeof supplies[0],
                           NULL, 0, 0, options, OPTIONS, sizeof options[0], &n_options, &summary, work, work_size,
                           &err),
          &err);
    free(work);

    if (n_options == 0)
        printf("nothing keeps the limits: %d combinations are too slow, %d do not fit\n", (int)summary.too_slow,
               (int)summary.no_memory);
    for (uint64_t i = 0; i < n_options; i++)
        print_option(&options[i]);
    //! [plan]
    look_ahead(&need, options, n_options);

    expect("options", (double)n_options, 8, 8);
    expect("USD per hour", options[0].usd_per_hour.mid, 10, 60);
    expect("TTFT", options[0].ttft_s.mid, 0.05, 1.0);
    return 0;
}
