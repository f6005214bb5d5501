/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting lines against textbook values. */
#include "serve/queue.h"

#include "toll_assert.h"

static toll__wait wait_of(double load, double servers, double arrival_cv, double service_cv)
{
    toll__line line = {load * servers / 2, 2, servers, arrival_cv, service_cv};
    assert_close(toll__queue_load(&line), load);
    return toll__queue_wait(&line);
}

/* M/M/1: rho / (1 - rho) services, a share rho waits; M/D/1 half of that; a line that is half as bursty, half. */
static void one_server(void **state)
{
    (void)state;
    assert_close(wait_of(0.8, 1, 1, 1).mean_s, 2 * 0.8 / 0.2);
    assert_close(wait_of(0.8, 1, 1, 1).wait_frac, 0.8);
    assert_close(wait_of(0.8, 1, 1, 0).mean_s, 0.8 / 0.2);
    assert_close(wait_of(0.5, 1, 2, 1).mean_s, 2 * 1.0 * 2.5);
    assert_true(wait_of(0.5, 1, 0, 0).mean_s <= 0);
}

/* Erlang's C for 10 servers: the mean wait over the service time is C / (10 (1 - rho)); C(10, 9) = 0.6687, C(10, 7) = 0.2217,
 * C(10, 5) = 0.0361, from the recursion of Erlang's B. Sakasegawa's approximation is within 2 % where a line is busy. */
static double erlang_c(double servers, double load)
{
    double b = 1, offered = servers * load;
    for (double n = 1; n <= servers; n++)
        b = offered * b / (n + offered * b);
    return b / (1 - load * (1 - b));
}

static void many_servers(void **state)
{
    (void)state;
    assert_within(erlang_c(10, 0.9), 0.6687, 1e-3);
    assert_within(wait_of(0.9, 10, 1, 1).mean_s, 2 * erlang_c(10, 0.9) / (10 * 0.1), 0.02);
    assert_within(wait_of(0.7, 10, 1, 1).mean_s, 2 * erlang_c(10, 0.7) / (10 * 0.3), 0.25);
    assert_within(wait_of(0.95, 100, 1, 1).mean_s, 2 * erlang_c(100, 0.95) / (100 * 0.05), 0.03);
}

/* M/M/1 at load 0.5 with services of 2 s: P(W > t) = 0.5 exp(-t / 4). */
static void quantiles_of_a_wait(void **state)
{
    (void)state;
    toll__delay delay = {.varying_s = 3, .first = wait_of(0.5, 1, 1, 1)};
    assert_within(toll__queue_quantile(&delay, 0.99), 3 + 4 * log(0.5 / 0.01), 1e-6);
    assert_within(toll__queue_quantile(&delay, 0.4), 3, 1e-6);
    /* Two such in turn: 1/4 waits in both, 1/2 in one of them. P(> t) = e^(-t/4) (1/2 + (1 + t/4) / 4). */
    delay.second = delay.first;
    double t = toll__queue_quantile(&delay, 0.95) - 3;
    assert_within(exp(-t / 4) * (0.5 + (1 + t / 4) / 4), 0.05, 1e-6);
    /* A second one that is three times as long: hypoexponential, by hand at its own quantile. */
    delay.second = (toll__wait){6, 0.5};
    t = toll__queue_quantile(&delay, 0.99) - 3;
    double a = exp(-t / 4), b = exp(-t / 12);
    assert_within(0.25 * a + 0.25 * b + 0.25 * (b / 4 - a / 12) / (1.0 / 4 - 1.0 / 12), 0.01, 1e-6);
}

/* A line in which nobody waits for any time adds nothing, on either side. */
static void quantiles_of_one_wait_of_two(void **state)
{
    (void)state;
    const toll__wait one = wait_of(0.5, 1, 1, 1), none = {0, 0}, short_ones = {0, 0.5};
    const double want = 3 + 4 * log(0.5 / 0.01);
    toll__delay delay = {.varying_s = 3, .first = one, .second = none};
    assert_within(toll__queue_quantile(&delay, 0.99), want, 1e-6);
    delay = (toll__delay){.varying_s = 3, .first = none, .second = one};
    assert_within(toll__queue_quantile(&delay, 0.99), want, 1e-6);
    delay = (toll__delay){.varying_s = 3, .first = one, .second = short_ones};
    assert_within(toll__queue_quantile(&delay, 0.99), want, 1e-6);
    delay = (toll__delay){.varying_s = 3, .first = short_ones, .second = one};
    assert_within(toll__queue_quantile(&delay, 0.99), want, 1e-6);
}

/* The lognormal with coefficient 1 has s^2 = ln 2: its median is 2^(-1/2) and its 95th percentile 2^(-1/2) e^(1.645 s). */
static void quantiles_of_lengths(void **state)
{
    (void)state;
    toll__delay delay = {.varying_s = 10, .varying_cv = 1};
    assert_within(toll__queue_quantile(&delay, 0.5), 10 / sqrt(2), 0.15);
    assert_within(toll__queue_quantile(&delay, 0.95), 10 / sqrt(2) * exp(1.644854 * sqrt(log(2))), 0.08);
    assert_within(toll__queue_quantile(&delay, 0.99), 10 / sqrt(2) * exp(2.326348 * sqrt(log(2))), 0.12);
    delay = (toll__delay){.uniform_s = 1};
    assert_within(toll__queue_quantile(&delay, 0.5), 0.5, 0.2);
}

/* Gamma of shape 4: quantiles of chi-squared with 8 degrees of freedom, over 8 (Abramowitz and Stegun, table 26.8: 15.507 and
 * 20.090). */
static void quantiles_of_a_gamma(void **state)
{
    (void)state;
    assert_within(toll__queue_gamma(1, 0.5, 1.6448536), 15.507 / 8, 1e-2);
    assert_within(toll__queue_gamma(1, 0.5, 2.3263479), 20.090 / 8, 1e-2);
    assert_close(toll__queue_gamma(3, 0, 2.3), 3);
    assert_true(toll__queue_gamma(1, 100, -3) >= 0);
}

static void quantiles_of_a_mean(void **state)
{
    (void)state;
    assert_within(toll__queue_mean_quantile(0, 0.95), 1.6448536, 1e-6);
    assert_within(toll__queue_mean_quantile(0, 0.99), 2.3263479, 1e-6);
    assert_true(toll__queue_mean_quantile(1, 0.99) > 2.8); /* short answers average over little */
    assert_true(toll__queue_mean_quantile(2, 0.99) > toll__queue_mean_quantile(1, 0.99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_server),
        cmocka_unit_test(many_servers),
        cmocka_unit_test(quantiles_of_a_wait),
        cmocka_unit_test(quantiles_of_lengths),
        cmocka_unit_test(quantiles_of_a_gamma),
        cmocka_unit_test(quantiles_of_a_mean),
        cmocka_unit_test(quantiles_of_one_wait_of_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
