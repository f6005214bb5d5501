/* SPDX-License-Identifier: Apache-2.0 */
/* A whole training run: failures, time, energy, carbon, cost; published hours and carbon. */
#include "train_ask.h"

/* 100 s for 10^6 tokens and 10^18 operations on 1,000 accelerators that draw 500 kW. */
static toll_train_step a_step(void)
{
    toll_train_step s;
    (void)toll_struct_init(&s, sizeof s, TOLL_KIND_TRAIN_STEP, NULL);
    s.known = TOLL_RESULT_POWER;
    s.time_s = (toll_range){90, 100, 120};
    s.power_w = (toll_range){4e5, 5e5, 6e5};
    s.step_tokens = 1e6;
    s.model_flops = 1e18;
    s.gpus = 1000;
    s.validity = TOLL_VALIDITY_CALIBRATED;
    s.flags = TOLL_FLAG_CROSS_DOMAIN;
    return s;
}

static toll_train_job a_job(double tokens)
{
    toll_train_job j;
    (void)toll_struct_init(&j, sizeof j, TOLL_KIND_TRAIN_JOB, NULL);
    j.tokens = tokens;
    return j;
}

/* 864 steps of 100 s are a day; half a step more is a whole one more. */
static void steps_make_days(void **state)
{
    (void)state;
    const toll_train_step s = a_step();
    toll_train_job j = a_job(864e6);
    toll_train_result r = ask_run(&s, &j);
    assert_close(r.steps, 864);
    assert_close(r.days.mid, 1);
    assert_close(r.days.low, 0.9);
    assert_close(r.gpu_hours.mid, 24000);
    assert_close(r.model_flops, 864e18);
    assert_close(r.goodput_frac, 1);
    assert_true((r.flags & TOLL_TRAIN_FLAG_NO_FAILURES) != 0 && (r.flags & TOLL_FLAG_CROSS_DOMAIN) != 0);
    j.tokens = 863.5e6;
    assert_close(ask_run(&s, &j).steps, 864);
    j.known = TOLL_JOB_GOODPUT;
    j.goodput_frac = 0.8;
    r = ask_run(&s, &j);
    assert_close(r.days.mid, 1.25);
    assert_true((r.flags & TOLL_TRAIN_FLAG_NO_FAILURES) == 0);
}

/* T = 10,000 s, d = 50, R = 100. Daly's optimum: sqrt(2 50 10^4) (1 + sqrt(50 / 2 10^4) / 3 + 50 / (18 10^4)) - 50
 * = 1000 (1 + 0.05 / 3 + 0.0025 / 9) - 50 = 966.944...; goodput t / (T e^(R/T) (e^((t+d)/T) - 1)). */
static void failures_cost_time(void **state)
{
    (void)state;
    const toll_train_step s = a_step();
    toll_train_job j = a_job(864e6);
    j.known = TOLL_JOB_INTERRUPTIONS;
    j.gpu_hours_between_interruptions = 10000 / 3600.0 * 1000;
    j.checkpoint_s = 50;
    j.restart_s = 100;
    const double t = 1000 * (1 + 0.05 / 3 + 0.0025 / 9) - 50;
    const double goodput = t / (1e4 * exp(0.01) * (exp((t + 50) / 1e4) - 1));
    const toll_train_result r = ask_run(&s, &j);
    assert_within(r.checkpoint_interval_s, t, 1e-12);
    assert_within(r.goodput_frac, goodput, 1e-12);
    assert_within(r.days.mid, 1 / goodput, 1e-12);
    assert_within(r.interruptions, 86400 / goodput / 1e4, 1e-12);
    /* Young's first order: loses d/t + (t/2 + R)/T. */
    assert_within(1 - r.goodput_frac, 50 / t + (t / 2 + 100) / 1e4, 0.15);
}

/* No other interval does better than the optimum by more than its approximation allows, and most do worse. */
static void the_optimum_is_one(void **state)
{
    (void)state;
    const toll_train_step s = a_step();
    for (double hours = 1e3; hours < 1e7; hours *= 3) {
        toll_train_job j = a_job(864e6);
        j.known = TOLL_JOB_INTERRUPTIONS;
        j.gpu_hours_between_interruptions = hours;
        const toll_train_result best = ask_run(&s, &j);
        j.known |= TOLL_JOB_INTERVAL;
        for (double factor = 0.1; factor < 10; factor *= 1.3) {
            j.checkpoint_interval_s = best.checkpoint_interval_s * factor;
            assert_at_most_of(ask_run(&s, &j).goodput_frac, best.goodput_frac, 1e-4, __FILE__, __LINE__);
        }
        j.checkpoint_interval_s = best.checkpoint_interval_s * 4;
        assert_true(ask_run(&s, &j).goodput_frac < best.goodput_frac);
    }
}

/* Llama 3 (arXiv 2407.21783, section 3.3.4): 466 interruptions in 54 days on 16,384 GPUs, more than 90 % effective time. */
static void llama3_interruptions(void **state)
{
    (void)state;
    double hours = 0, gpu_hours = 0;
    assert_int_equal(toll_train_estimate_interruptions(419, 54 * 24, 16384, &hours, &gpu_hours, NULL), TOLL_OK);
    assert_within(hours, 3.1, 0.01);
    assert_within(365.25 * 24 / gpu_hours, 0.1729, 0.001); /* a GPU and year */
    assert_int_equal(toll_train_estimate_interruptions(466, 54 * 24, 16384, &hours, &gpu_hours, NULL), TOLL_OK);
    toll_train_step s = a_step();
    s.gpus = 16384;
    toll_train_job j = a_job(1e12);
    j.known = TOLL_JOB_INTERRUPTIONS;
    j.gpu_hours_between_interruptions = gpu_hours;
    j.checkpoint_s = 10;
    j.restart_s = 600;
    const toll_train_result r = ask_run(&s, &j);
    assert_true(r.goodput_frac > 0.9 && r.goodput_frac < 0.95);
    assert_within(r.interruptions / r.days.mid, 466 / 54.0, 1e-9);
}

/* DeepSeek-V3 (arXiv 2412.19437, table 1): 180 K H800 hours per 10^12 tokens, 14.8 T tokens: 2,664 K. */
static void deepseek_hours(void **state)
{
    (void)state;
    double hours = 0;
    assert_int_equal(toll_train_estimate_gpu_hours(14.8e12, 180000, &hours, NULL), TOLL_OK);
    assert_close(hours, 2664000);
}

typedef struct card {
    double gpu_hours, gpu_w, kg_per_kwh, tonnes, tolerance;
} card;

/* Model cards (meta-llama/llama-models): hours, watts, carbon as printed. The grid factor is not printed: one is inferred from
 * one row of each card and checked on the others. */
static const card cards[] = {
    {184320, 400, 0.42345, 31.22, 0.02}, {368640, 400, 0.42345, 62.44, 0.02}, {1720320, 400, 0.42345, 291.42, 0.05},
    {1.3e6, 700, 0.4286, 390, 1},        {6.4e6, 700, 0.4286, 1900, 50},      {1.46e6, 700, 0.4137, 420, 5},
    {7.0e6, 700, 0.4137, 2040, 15},      {30.84e6, 700, 0.4137, 8930, 5},     {5.0e6, 700, 0.3869, 1354, 1},
    {2.38e6, 700, 0.3869, 645, 1},
};

/* One accelerator that works for so many hours. */
static void carbon_of_model_cards(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof cards[0]; i++) {
        toll_train_step s = a_step();
        s.gpus = 1;
        s.time_s = (toll_range){3600, 3600, 3600};
        toll_train_job j = a_job(cards[i].gpu_hours * 1e6);
        j.known = TOLL_JOB_GPU_POWER | TOLL_JOB_CARBON;
        j.gpu_w = cards[i].gpu_w;
        j.kg_per_kwh = cards[i].kg_per_kwh;
        const toll_train_result r = ask_run(&s, &j);
        assert_close(r.gpu_hours.mid, cards[i].gpu_hours);
        assert_true(fabs(r.kgco2e.mid / 1000 - cards[i].tonnes) <= cards[i].tolerance);
    }
}

/* 500 kW for a day, half as much again for the hosts, PUE 1.2: 21,600 kWh; at $0.10: $2,160; at 0.5 kg: 10,800 kg. */
static void energy_by_hand(void **state)
{
    (void)state;
    const toll_train_step s = a_step();
    toll_train_job j = a_job(864e6);
    j.known = TOLL_JOB_ELECTRICITY | TOLL_JOB_CARBON;
    j.server_power_frac = 0.5;
    j.pue = 1.2;
    j.usd_per_kwh = 0.1;
    j.kg_per_kwh = 0.5;
    const toll_train_result r = ask_run(&s, &j);
    assert_close(r.energy_kwh.mid, 21600);
    assert_close(r.usd_energy.mid, 2160);
    assert_close(r.kgco2e.mid, 10800);
    assert_int_equal(r.known, TOLL_TRAIN_ENERGY | TOLL_TRAIN_CARBON | TOLL_TRAIN_ENERGY_COST);
    assert_true(r.energy_kwh.low < 21600 && r.energy_kwh.high > 21600);
}

/* 24,000 GPU-hours: $48,000 at $2. A purchase of $43,800 over 5 years of 8,760 h is $1 an hour, $2 at half use. */
static void three_cost_bases(void **state)
{
    (void)state;
    const toll_train_step s = a_step();
    toll_train_job j = a_job(864e6);
    j.known = TOLL_JOB_RENTAL | TOLL_JOB_PRICE | TOLL_JOB_ELECTRICITY;
    j.usd_per_gpu_hour = (toll_range){2, 2, 2};
    j.usd_per_gpu = (toll_range){43800, 43800, 43800};
    j.usd_per_kwh = 0.1;
    toll_train_result r = ask_run(&s, &j);
    assert_close(r.usd_rental.mid, 48000);
    assert_close(r.usd_acquisition.mid, 43800000);
    assert_close(r.usd_amortised.mid, 24000 + 1200);
    assert_close(r.hours_per_year, 8760);
    j.life_use_frac = 0.5;
    assert_close(ask_run(&s, &j).usd_amortised.mid, 48000 + 1200);
    j.known = TOLL_JOB_PRICE; /* without electricity the amortised basis would be too low: it is left out */
    j.usd_per_kwh = 0;
    j.usd_per_gpu_hour = (toll_range){0, 0, 0};
    r = ask_run(&s, &j);
    assert_int_equal(r.known, TOLL_TRAIN_ENERGY | TOLL_TRAIN_ACQUISITION);
    assert_true(r.usd_amortised.high <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_make_days),    cmocka_unit_test(failures_cost_time),
        cmocka_unit_test(the_optimum_is_one), cmocka_unit_test(llama3_interruptions),
        cmocka_unit_test(deepseek_hours),     cmocka_unit_test(carbon_of_model_cards),
        cmocka_unit_test(energy_by_hand),     cmocka_unit_test(three_cost_bases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
