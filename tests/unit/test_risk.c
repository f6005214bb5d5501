/* SPDX-License-Identifier: Apache-2.0 */
/* risk.h against hand calculations, and what its draws must be. */
#include "toll_assert.h"

#include <string.h>

#include <toll/risk.h>

#include "sample_scenario.h"

#include "risk/quantile.h"
#include "risk/random.h"

#define ROWS       8
#define PLAN_WORDS 512
#define WORK_WORDS 16384
#define DRAWS      20000

static toll_tco_row rows[ROWS];
static uint64_t plan[PLAN_WORDS], plan_size, work[WORK_WORDS];

static toll_tco_row *add(uint64_t at, uint32_t kind, uint32_t option, double low, double mid, double high)
{
    memset(&rows[at], 0, sizeof rows[at]);
    rows[at].kind = kind;
    rows[at].option = option;
    rows[at].quantity = 1;
    rows[at].value = (toll_range){low, mid, high};
    return &rows[at];
}

static void resolve(void)
{
    plan_size = toll_tco_plan_size(ROWS);
    assert_true(plan_size <= sizeof plan);
    assert_int_equal(toll_tco_resolve(rows, ROWS, sizeof rows[0], plan, plan_size, NULL), TOLL_OK);
    assert_true(toll_risk_work_size(plan, plan_size) <= sizeof work);
}

/* Two APIs at 3 (2 .. 5) and 4 USD per Mtok, 100 Mtok a month, for a year at 8 %; cents of a fee in row 3. */
static void two_apis(void)
{
    add(0, TOLL_TCO_HORIZON, 0, 12, 12, 12);
    add(1, TOLL_TCO_DISCOUNT_RATE, 0, 0.06, 0.08, 0.1);
    add(2, TOLL_TCO_OUTPUT_TOKENS, 0, 80e6, 100e6, 130e6)->time = TOLL_TCO_MONTH;
    toll_tco_row *fee = add(3, TOLL_TCO_COST, 1, 10, 20, 30);
    fee->category = TOLL_TCO_SUPPORT;
    fee->basis = TOLL_TCO_PER_ONE;
    fee->time = TOLL_TCO_MONTH;
    for (uint32_t option = 1; option <= 2; option++) {
        strcpy(add(2 * option + 2, TOLL_TCO_OPTION, option, 0, 0, 0)->text, option == 1 ? "one" : "other");
        toll_tco_row *price = option == 1 ? add(5, TOLL_TCO_COST, 1, 2, 3, 5) : add(7, TOLL_TCO_COST, 2, 4, 4, 4);
        price->category = TOLL_TCO_API;
        price->basis = TOLL_TCO_PER_MTOK_OUTPUT;
    }
    resolve();
}

static toll_risk_question ask(uint32_t option, uint32_t against, uint32_t metric)
{
    toll_risk_question q;
    assert_int_equal(toll_struct_init(&q, sizeof q, TOLL_KIND_RISK_QUESTION, NULL), TOLL_OK);
    q.option = option;
    q.against = against;
    q.metric = metric;
    return q;
}

static double answer(const toll_risk_question *q, const double *values)
{
    double found = 0;
    toll_error err;
    if (toll_risk_estimate(plan, plan_size, q, values, ROWS, &found, work, sizeof work, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    return found;
}

/* Numbers of the generator as it was published, from seed 1234567. */
static void generator_is_splitmix64(void **state)
{
    (void)state;
    assert_true(toll__random_stream(1234567, 0) == UINT64_C(6457827717110365317));
    assert_true(toll__random_stream(1234567, 1) == UINT64_C(3203168211198807973));
    assert_true(toll__random_stream(1234567, 2) == UINT64_C(9817491932198370423));
}

/* From tests/differential/risk_reference.py, which shares nothing with the library. */
static void sums_have_these_bits(void **state)
{
    (void)state;
    const uint64_t stream = toll__random_stream(42, 3);
    assert_true(toll__random_sum(stream, 1000, 12) == 0x1.8c126c0783aadp-1);
    assert_true(toll__random_sum(stream, 1000, 2) == -0x1.542eb9c6d822fp-1);
    assert_true(toll__random_sum(stream, 1000, 1) == 0x1.fb8307782f7cep-3);
}

/* 12 months of 100 Mtok at 3 and of a fee of 20: 3,840; NPV in mid-month. */
static void metrics_by_hand(void **state)
{
    (void)state;
    two_apis();
    toll_risk_question q = ask(1, 0, TOLL_RISK_TOTAL);
    assert_close(answer(&q, NULL), 3840);
    q.metric = TOLL_RISK_MTOK;
    assert_close(answer(&q, NULL), 3.2);
    q.metric = TOLL_RISK_MARGINAL;
    assert_close(answer(&q, NULL), 3);
    double npv = 0;
    for (int t = 0; t < 12; t++)
        npv += 320 * pow(1.08, -(t + 0.5) / 12);
    q.metric = TOLL_RISK_NPV;
    assert_within(answer(&q, NULL), npv, 1e-11);
    q.metric = TOLL_RISK_EAC; /* one year: paid at its end */
    assert_within(answer(&q, NULL), npv * 1.08, 1e-11);
    q.metric = TOLL_RISK_LEVELISED;
    assert_within(answer(&q, NULL), 3.2, 1e-11);
    q = ask(1, 2, TOLL_RISK_TOTAL);
    assert_close(answer(&q, NULL), 3840 - 4800);
}

static void tornado_by_hand(void **state)
{
    (void)state;
    two_apis();
    const toll_risk_question q = ask(1, 2, TOLL_RISK_TOTAL);
    double low[ROWS], high[ROWS], base = 0;
    assert_int_equal(toll_risk_estimate_swings(plan, plan_size, &q, low, high, ROWS, &base, work, sizeof work, NULL),
                     TOLL_OK);
    assert_close(base, -960);
    assert_close(low[5], -960 - 1200);
    assert_close(high[5], -960 + 2400);
    assert_close(low[3], -960 - 120);
    assert_close(low[2], -960 + 240); /* 20 Mtok less a month, each 1 USD cheaper */
    assert_true(low[0] == base && high[0] == base && low[7] == base && low[1] == base);
}

static void gradient_by_hand(void **state)
{
    (void)state;
    two_apis();
    const toll_risk_question q = ask(1, 2, TOLL_RISK_TOTAL);
    toll_risk_slope slopes[ROWS];
    assert_int_equal(toll_risk_estimate_slopes(plan, plan_size, &q, slopes, ROWS, work, sizeof work, NULL), TOLL_OK);
    assert_within(slopes[5].up, 1200, 1e-7); /* Mtok */
    assert_within(slopes[5].down, 1200, 1e-7);
    assert_within(slopes[7].up, -1200, 1e-7);
    assert_within(slopes[3].up, 12, 1e-6);
    assert_within(slopes[2].up, -12e-6, 1e-7);
    assert_true(slopes[5].flags == (TOLL_RISK_SLOPE_UP | TOLL_RISK_SLOPE_DOWN));
    assert_true(slopes[0].flags == 0 && slopes[4].flags == 0); /* what shapes the scenario has none */
    rows[3].value = (toll_range){0, 0, 10};                    /* at its limit: no slope below */
    resolve();
    assert_int_equal(toll_risk_estimate_slopes(plan, plan_size, &q, slopes, ROWS, work, sizeof work, NULL), TOLL_OK);
    assert_true(slopes[3].flags == (TOLL_RISK_SLOPE_UP | TOLL_RISK_SLOPE_EDGE));
}

static toll_risk_flip flip(uint64_t row, double low, double high)
{
    const toll_risk_question q = ask(1, 2, TOLL_RISK_TOTAL);
    toll_risk_flip result;
    assert_int_equal(toll_struct_init(&result, sizeof result, TOLL_KIND_RISK_FLIP, NULL), TOLL_OK);
    assert_int_equal(toll_risk_find_flip(plan, plan_size, &q, row, low, high, &result, work, sizeof work, NULL),
                     TOLL_OK);
    return result;
}

/* 100 p + 20 = 400 at p = 3.8; a fee of 100; 20 Mtok a month, where 3 m + 20 = 4 m. */
static void flips_by_hand(void **state)
{
    (void)state;
    two_apis();
    toll_risk_flip f = flip(5, 2, 5);
    assert_true(f.verdict == TOLL_RISK_FLIPS && f.known == (TOLL_RISK_FLIP_ABOVE | TOLL_RISK_FLIP_CHANGE));
    assert_within(f.above, 3.8, 1e-12);
    assert_within(f.change, 0.8, 1e-11);
    assert_close(f.gap, -960);
    assert_within(flip(3, 0, 1e6).above, 100, 1e-10);
    f = flip(2, 0, 1e9);
    assert_within(f.below, 20e6, 1e-10);
    assert_within(f.change, -80e6, 1e-10);
    f = flip(5, 2, 3.7);
    assert_true(f.verdict == TOLL_RISK_NO_FLIP && f.known == 0 && f.change == 0);
    rows[7].value = (toll_range){3.2, 3.2, 3.2};
    resolve();
    assert_int_equal(flip(5, 3, 3).verdict, TOLL_RISK_TIE);
}

static toll_risk_flip scale_flip(const uint64_t *scaled, uint64_t count, double low, double high)
{
    const toll_risk_question q = ask(1, 2, TOLL_RISK_TOTAL);
    toll_risk_flip f;
    assert_int_equal(toll_struct_init(&f, sizeof f, TOLL_KIND_RISK_FLIP, NULL), TOLL_OK);
    assert_int_equal(
        toll_risk_find_scale_flip(plan, plan_size, &q, scaled, count, low, high, &f, work, sizeof work, NULL), TOLL_OK);
    return f;
}

/* One costs 1,200 k 3 + 240 and the other 1,200 k 4 at all prices times k: equal at k = 0.2. At demand times k, too. One's
 * price alone flips at 3.8 / 3, the other's at 3.2 / 4. Of the discount rate no total depends, to its kind's limit. */
static void scales_flip_by_hand(void **state)
{
    (void)state;
    const uint64_t prices[2] = {5, 7}, demand = 2, rate = 1;
    two_apis();
    toll_risk_flip f = scale_flip(prices, 2, 0, 1000);
    assert_true(f.verdict == TOLL_RISK_FLIPS && f.known == (TOLL_RISK_FLIP_BELOW | TOLL_RISK_FLIP_CHANGE));
    assert_within(f.below, 0.2, 1e-12);
    assert_within(f.change, -0.8, 1e-12);
    assert_true(f.value == 1);
    assert_close(f.gap, -960);
    assert_within(scale_flip(&demand, 1, 0, 1000).below, 0.2, 1e-12);
    assert_within(scale_flip(&prices[0], 1, 0, 1000).above, 3.8 / 3, 1e-12);
    assert_within(scale_flip(&prices[1], 1, 0, 1000).below, 0.8, 1e-12);
    assert_int_equal(scale_flip(prices, 2, 0.21, 1000).verdict, TOLL_RISK_NO_FLIP);
    assert_int_equal(scale_flip(&rate, 1, 0, 1e6).verdict, TOLL_RISK_NO_FLIP);
}

/* A fee of 0.2 a month flips at 100, which is 500 times it; and at 3.4 times, if it is 29.41. Both in one search. */
static void flips_far_away_are_found(void **state)
{
    (void)state;
    const double fees[2] = {0.2, 100 / 3.4};
    const uint64_t fee = 3;
    two_apis();
    for (int i = 0; i < 2; i++) {
        rows[3].value = (toll_range){fees[i], fees[i], fees[i]};
        resolve();
        assert_within(flip(3, 0, 1000 * fees[i]).above, 100, 1e-10);
        assert_within(scale_flip(&fee, 1, 0, 1000).above, 100 / fees[i], 1e-10);
    }
}

static void draw_column(const toll_risk_input *inputs, uint64_t seed, uint64_t row, double *column)
{
    double values[ROWS];
    for (uint64_t d = 0; d < DRAWS; d++) {
        assert_int_equal(toll_risk_compute_draw(plan, plan_size, inputs, seed, d, values, ROWS, NULL), TOLL_OK);
        column[d] = values[row];
    }
}

static toll_risk_spread spread(const double *results, uint64_t count)
{
    static double sorted[DRAWS];
    toll_risk_spread s;
    assert_int_equal(toll_struct_init(&s, sizeof s, TOLL_KIND_RISK_SPREAD, NULL), TOLL_OK);
    assert_int_equal(toll_risk_compute_spread(results, count, sorted, &s, NULL), TOLL_OK);
    return s;
}

/* Of 20,000 draws the share below a quantile p errs by sqrt(p (1 - p) / n) = 0.0021; 5 times that, over a density of at
 * least 0.2 per width, is 0.053 of a width. */
static void shapes_have_the_row_s_quantiles(void **state)
{
    (void)state;
    static double column[DRAWS];
    two_apis();
    for (uint32_t shape = TOLL_RISK_BELL; shape <= TOLL_RISK_UNIFORM; shape++) {
        toll_risk_input inputs[ROWS] = {{0, 0, 0}};
        inputs[5].shape = shape;
        draw_column(inputs, 11, 5, column);
        toll_risk_spread s = spread(column, DRAWS);
        assert_true(fabs(s.quantiles.low - 2) < 0.053 * 1);
        assert_true(fabs(s.quantiles.mid - 3) < 0.053 * 1.5);
        assert_true(fabs(s.quantiles.high - 5) < 0.053 * 2);
    }
    toll_risk_input fixed[ROWS] = {{0, 0, 0}};
    fixed[5].shape = TOLL_RISK_FIXED;
    draw_column(fixed, 11, 5, column);
    assert_true(spread(column, DRAWS).least == 3 && spread(column, DRAWS).greatest == 3);
}

/* Rows 2 and 3 with loadings 0.8 and -0.5 correlate by -0.4, rows 3 and 5 not at all. 20,000 draws err by 0.007. */
static void groups_correlate(void **state)
{
    (void)state;
    static double a[DRAWS], b[DRAWS], c[DRAWS];
    two_apis();
    rows[2].value = (toll_range){70e6, 100e6, 130e6}; /* even, so that z is the number but for its scale */
    rows[5].value = (toll_range){2, 3, 4};
    resolve();
    toll_risk_input inputs[ROWS] = {{0, 0, 0}};
    inputs[2] = (toll_risk_input){TOLL_RISK_BELL, 7, 0.8};
    inputs[3] = (toll_risk_input){TOLL_RISK_BELL, 7, -0.5};
    draw_column(inputs, 3, 2, a);
    draw_column(inputs, 3, 3, b);
    draw_column(inputs, 3, 5, c);
    const double mean_a = spread(a, DRAWS).mean, mean_b = spread(b, DRAWS).mean, mean_c = spread(c, DRAWS).mean;
    double ab = 0, bc = 0, aa = 0, bb = 0, cc = 0;
    for (int i = 0; i < DRAWS; i++) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        bc += (b[i] - mean_b) * (c[i] - mean_c);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
        cc += (c[i] - mean_c) * (c[i] - mean_c);
    }
    assert_true(fabs(ab / sqrt(aa * bb) + 0.4) < 0.035);
    assert_true(fabs(bc / sqrt(bb * cc)) < 0.035);
}

/* Prices below 0 are none: a bell whose range nearly reaches 0 is cut there. */
static void draws_stay_within_limits(void **state)
{
    (void)state;
    static double column[DRAWS];
    static const toll_risk_input bells[ROWS];
    two_apis();
    rows[5].value = (toll_range){0.1, 3, 5};
    resolve();
    draw_column(bells, 5, 5, column);
    toll_risk_spread s = spread(column, DRAWS);
    assert_true(s.least == 0 && s.quantiles.low > 0);
}

/* Draws are the same in any split, and common to both options: a row that only one has does not move the other. */
static void draws_split_and_are_common(void **state)
{
    (void)state;
    two_apis();
    double whole[8], part[3], first[8], second[8], difference[8];
    const toll_risk_question one = ask(1, 0, TOLL_RISK_NPV), other = ask(2, 0, TOLL_RISK_NPV),
                             both = ask(1, 2, TOLL_RISK_NPV);
    assert_int_equal(
        toll_risk_estimate_draws(plan, plan_size, &one, NULL, 0, 9, 100, whole, 8, work, sizeof work, NULL), TOLL_OK);
    assert_int_equal(toll_risk_estimate_draws(plan, plan_size, &one, NULL, 0, 9, 104, part, 3, work, sizeof work, NULL),
                     TOLL_OK);
    assert_memory_equal(part, &whole[4], sizeof part);
    assert_int_equal(
        toll_risk_estimate_draws(plan, plan_size, &one, NULL, 0, 9, 100, first, 8, work, sizeof work, NULL), TOLL_OK);
    assert_int_equal(
        toll_risk_estimate_draws(plan, plan_size, &other, NULL, 0, 9, 100, second, 8, work, sizeof work, NULL),
        TOLL_OK);
    assert_int_equal(
        toll_risk_estimate_draws(plan, plan_size, &both, NULL, 0, 9, 100, difference, 8, work, sizeof work, NULL),
        TOLL_OK);
    for (int i = 0; i < 8; i++)
        assert_true(difference[i] == first[i] - second[i]);
    double below = 0, tie = 0, error = 0;
    assert_int_equal(toll_risk_compute_odds(first, second, 8, &below, &tie, &error, NULL), TOLL_OK);
    int count = 0;
    for (int i = 0; i < 8; i++)
        count += difference[i] < 0;
    assert_true(below == count / 8.0 && tie == 0);
    assert_close(error * error, below * (1 - below) / 8);
}

static toll_status outcomes(const toll_risk_question *q, const uint32_t *metrics, uint64_t count, double *answers)
{
    return toll_risk_estimate_outcomes(plan, plan_size, q, metrics, count, NULL, 0, 9, 100, answers, 8, work,
                                       sizeof work, NULL);
}

/* Every metric of one pass has the bits of its own draws, of an option and of a difference. */
static void outcomes_are_the_draws_of_each_metric(void **state)
{
    (void)state;
    const uint32_t metrics[6] = {TOLL_RISK_MTOK, TOLL_RISK_NPV,      TOLL_RISK_EAC,
                                 TOLL_RISK_NPV,  TOLL_RISK_MARGINAL, TOLL_RISK_TOTAL};
    double all[6 * 8], one[8];
    two_apis();
    for (uint32_t against = 0; against <= 2; against += 2) {
        toll_risk_question q = ask(1, against, TOLL_RISK_KWH);
        assert_int_equal(outcomes(&q, metrics, 6, all), TOLL_OK);
        for (uint32_t m = 0; m < 6; m++) {
            q.metric = metrics[m];
            assert_int_equal(
                toll_risk_estimate_draws(plan, plan_size, &q, NULL, 0, 9, 100, one, 8, work, sizeof work, NULL),
                TOLL_OK);
            assert_memory_equal(&all[8 * m], one, sizeof one);
        }
    }
}

/* A tenth of the draws asks for no token: they have no cost per token, and all the others do. 20,000 draws find the tenth
 * within three standard errors, 0.0064. The total of each has a value. */
static void draws_without_a_value_are_counted(void **state)
{
    (void)state;
    static double answers[2 * DRAWS];
    const uint32_t metrics[2] = {TOLL_RISK_MTOK, TOLL_RISK_TOTAL};
    const toll_risk_question q = ask(1, 0, TOLL_RISK_NPV);
    two_apis();
    rows[2].value = (toll_range){0, 100e6, 130e6};
    resolve();
    assert_int_equal(toll_risk_estimate_outcomes(plan, plan_size, &q, metrics, 2, NULL, 0, 9, 0, answers, DRAWS, work,
                                                 sizeof work, NULL),
                     TOLL_OK);
    toll_risk_spread s = spread(answers, DRAWS);
    assert_true(s.count + s.without == DRAWS && s.least > 0);
    assert_near((double)s.without / DRAWS, 0.1, 0.0064);
    double below = 0, above = 0, tie = 0;
    assert_int_equal(toll_risk_compute_odds(answers, &answers[DRAWS], DRAWS, &below, &tie, NULL, NULL), TOLL_OK);
    assert_int_equal(toll_risk_compute_odds(&answers[DRAWS], answers, DRAWS, &above, NULL, NULL, NULL), TOLL_OK);
    assert_close(below + above + tie, (double)s.count / DRAWS);
    s = spread(&answers[DRAWS], DRAWS);
    assert_true(s.count == DRAWS && s.without == 0);
}

/* Five years, 43 lines of cost, and what else accumulates in an account: tax, commitments, carbon, money of period 0. */
static void fill_everything(sample_scenario *s)
{
    sample_fill(s);
    sample_add(s, TOLL_TCO_INFLATION, 0, 0.03, 0.5);
    sample_add(s, TOLL_TCO_REAL_MONEY, 0, 1, 0);
    sample_add(s, TOLL_TCO_TAX_RATE, SAMPLE_OWN, 0.25, 0.1)->subject = 1;
    sample_price(s, TOLL_TCO_EMBODIED, SAMPLE_OWN, TOLL_TCO_SERVER, TOLL_TCO_PER_UNIT, 0, 1300, 0.3);
    sample_price(s, TOLL_TCO_COST, SAMPLE_OWN, TOLL_TCO_CLOUD, TOLL_TCO_PER_UNIT_HOUR, TOLL_TCO_ONCE, 20, 0.1);
    toll_tco_row *row = sample_add(s, TOLL_TCO_COMMIT_UNITS, SAMPLE_OWN, 2, 0.4);
    row->subject = 1;
    row->basis = TOLL_TCO_PER_UNIT;
    row = sample_add(s, TOLL_TCO_COMMIT_PRICE, SAMPLE_OWN, 12, 0.2);
    row->subject = 1;
    row->time = TOLL_TCO_HOUR;
    for (uint64_t i = 0; i < s->count; i++) /* kinds that shape the scenario have no range */
        if (s->rows[i].kind == TOLL_TCO_INFLATION || s->rows[i].kind == TOLL_TCO_HORIZON)
            s->rows[i].value.low = s->rows[i].value.high = s->rows[i].value.mid;
}

/* The total of an option, and its carbon, in an account that is started anew. */
static toll_tco_summary estimate_alone(const void *big, uint64_t big_size, uint32_t option, const double *values,
                                       uint64_t count)
{
    static uint64_t account[60000];
    toll_tco_summary summary;
    toll_error err;
    assert_int_equal(toll_struct_init(&summary, sizeof summary, TOLL_KIND_TCO_SUMMARY, NULL), TOLL_OK);
    if (toll_tco_estimate(big, big_size, option, values, NULL, count, account, sizeof account, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_int_equal(toll_tco_get_summary(account, sizeof account, &summary, NULL), TOLL_OK);
    return summary;
}

/* Draws evaluate both options in one account, one after the other, and clear only what they add to: every draw has the
 * bits of an evaluation in fresh memory. */
static void a_draw_leaves_nothing_to_the_next(void **state)
{
    static sample_scenario s;
    static uint64_t big[4096], room[60000];
    double answers[64], values[SAMPLE_ROWS];
    const uint32_t metrics[2] = {TOLL_RISK_TOTAL, TOLL_RISK_CO2_KG};
    toll_error err;
    (void)state;
    fill_everything(&s);
    const uint64_t size = toll_tco_plan_size(s.count);
    assert_true(size <= sizeof big);
    if (toll_tco_resolve(s.rows, s.count, sizeof s.rows[0], big, size, &err) != TOLL_OK)
        fail_msg("%s", err.message);
    assert_true(toll_risk_work_size(big, size) <= sizeof room);
    const toll_risk_question both = ask(SAMPLE_OWN, SAMPLE_API, TOLL_RISK_TOTAL),
                             alone = ask(SAMPLE_OWN, 0, TOLL_RISK_TOTAL);
    assert_int_equal(
        toll_risk_estimate_outcomes(big, size, &alone, metrics, 2, NULL, 0, 5, 0, answers, 32, room, sizeof room, NULL),
        TOLL_OK);
    assert_int_equal(toll_risk_estimate_draws(big, size, &both, NULL, 0, 5, 0, answers, 32, room, sizeof room, NULL),
                     TOLL_OK);
    for (uint64_t d = 0; d < 32; d++) {
        assert_int_equal(toll_risk_compute_draw(big, size, NULL, 5, d, values, s.count, NULL), TOLL_OK);
        const toll_tco_summary own = estimate_alone(big, size, SAMPLE_OWN, values, s.count),
                               api = estimate_alone(big, size, SAMPLE_API, values, s.count);
        assert_true(own.total_money - api.total_money == answers[d]);
        assert_true(own.co2_embodied_kg > 0 && own.co2_use_kg + own.co2_embodied_kg == answers[32 + d]);
    }
}

/* Type 7: of 1 .. 5 the 10 % quantile is 1.4. */
static void quantiles_by_hand(void **state)
{
    (void)state;
    const double results[5] = {4, 1, 5, 3, 2}, one[1] = {7};
    toll_risk_spread s = spread(results, 5);
    assert_close(s.quantiles.low, 1.4);
    assert_close(s.quantiles.mid, 3);
    assert_close(s.quantiles.high, 4.6);
    assert_close(s.mean, 3);
    assert_close(s.deviation, sqrt(2.5));
    assert_close(s.mean_error, sqrt(0.5));
    assert_true(s.least == 1 && s.greatest == 5 && s.count == 5);
    s = spread(one, 1);
    assert_true(s.quantiles.low == 7 && s.quantiles.high == 7 && s.deviation == 0);
    const double wide[2] = {-1e299, 1e299}; /* their squares are no doubles */
    s = spread(wide, 2);
    assert_close(s.deviation, sqrt(2) * 1e299);
    assert_int_equal(toll_struct_check(&s, TOLL_KIND_RISK_SPREAD, NULL), TOLL_OK);
}

/* Two APIs have no row of power: their energy is not 0 but unknown, and so is the difference to an option that has one. */
static void energy_that_no_row_gives_is_unknown(void **state)
{
    (void)state;
    two_apis();
    double found = 7;
    for (uint32_t metric = TOLL_RISK_KWH; metric <= TOLL_RISK_CO2_KG; metric++)
        for (uint32_t against = 0; against <= 2; against += 2) {
            const toll_risk_question q = ask(1, against, metric);
            assert_int_equal(toll_risk_estimate(plan, plan_size, &q, NULL, 0, &found, work, sizeof work, NULL),
                             TOLL_E_DIVIDE);
            assert_true(found == 7);
        }
    add(3, TOLL_TCO_ENERGY_USE, 1, 50, 50, 50)->time = TOLL_TCO_MONTH;
    resolve();
    const toll_risk_question q = ask(1, 0, TOLL_RISK_KWH), both = ask(1, 2, TOLL_RISK_KWH);
    assert_close(answer(&q, NULL), 600);
    assert_int_equal(toll_risk_estimate(plan, plan_size, &both, NULL, 0, &found, work, sizeof work, NULL),
                     TOLL_E_DIVIDE);
}

static toll_status answer_of(uint32_t metric, double *found)
{
    toll_risk_question q = ask(1, 0, metric);
    return toll_risk_estimate(plan, plan_size, &q, NULL, 0, found, work, sizeof work, NULL);
}

/* A fee over next to no tokens is no number: unknown, never infinite. */
static void unit_costs_of_nothing_are_unknown(void **state)
{
    (void)state;
    const struct {
        double tokens;
        toll_status status;
    } cases[] = {{1e-312, TOLL_E_DIVIDE}, {5e-14, TOLL_E_DIVIDE}, {1e-12, TOLL_OK}};
    const uint32_t metrics[2] = {TOLL_RISK_MTOK, TOLL_RISK_LEVELISED};
    two_apis();
    for (int i = 0; i < 6; i++) {
        double found = 7, tokens = cases[i / 2].tokens;
        add(2, TOLL_TCO_OUTPUT_TOKENS, 0, tokens, tokens, tokens)->time = TOLL_TCO_MONTH;
        resolve();
        assert_int_equal(answer_of(metrics[i % 2], &found), cases[i / 2].status);
        assert_true(cases[i / 2].status == TOLL_OK ? found > 1e18 && found < 1e20 : found == 7);
    }
}

/* 1 % of the value left after a year, for 1,200 years. */
static void values_beyond_a_double_overflow(void **state)
{
    (void)state;
    double found = 7;
    two_apis();
    add(1, TOLL_TCO_DISCOUNT_RATE, 0, -0.99, -0.99, -0.99);
    add(3, TOLL_TCO_PERIOD_MONTHS, 0, 1200, 1200, 1200);
    resolve();
    assert_int_equal(answer_of(TOLL_RISK_NPV, &found), TOLL_E_OVERFLOW);
    assert_true(found == 7);
    assert_int_equal(answer_of(TOLL_RISK_TOTAL, &found), TOLL_OK);
}

static void sorting(void **state)
{
    (void)state;
    double values[101];
    for (uint64_t count = 0; count <= 101; count++) {
        for (uint64_t i = 0; i < count; i++)
            values[i] = (double)(i * 37 % 11);
        toll__quantile_sort(values, count);
        for (uint64_t i = 1; i < count; i++)
            assert_true(values[i - 1] <= values[i]);
    }
}

/* 100k [10k .. 2M]: P10, P50 and P90 of 20,000 draws are the row's and none is 0. Three standard errors of P90 are
 * 0.64 percentiles, 0.08 in the logarithm. A decade is not more than a decade; a shape that is asked for is kept. */
static void wide_ranges_are_drawn_on_logarithms(void **state)
{
    static double drawn[DRAWS], sorted[DRAWS];
    static toll_risk_input inputs[ROWS];
    toll_risk_spread spread;
    (void)state;
    for (int shape = 0; shape < 3; shape++) {
        double least = 1e300;
        two_apis();
        rows[2].value = shape == 1 ? (toll_range){100e3, 500e3, 1e6} : (toll_range){10e3, 100e3, 2e6};
        resolve();
        memset(inputs, 0, sizeof inputs);
        inputs[2].shape = TOLL_RISK_LOGNORMAL;
        for (uint64_t d = 0; d < DRAWS; d++) {
            double values[ROWS];
            assert_int_equal(
                toll_risk_compute_draw(plan, plan_size, shape == 2 ? inputs : NULL, 3, d, values, ROWS, NULL), TOLL_OK);
            drawn[d] = values[2];
            least = fmin(least, values[2]);
        }
        assert_int_equal(toll_struct_init(&spread, sizeof spread, TOLL_KIND_RISK_SPREAD, NULL), TOLL_OK);
        assert_int_equal(toll_risk_compute_spread(drawn, DRAWS, sorted, &spread, NULL), TOLL_OK);
        assert_true((least > 0) == (shape != 1)); /* a bell from 100k to 1M goes below 0 */
        if (shape == 1)
            continue;
        assert_near(log(spread.quantiles.low / 10e3), 0, 0.08);
        assert_near(log(spread.quantiles.mid / 100e3), 0, 0.05);
        assert_near(log(spread.quantiles.high / 2e6), 0, 0.08);
    }
    inputs[2].shape = TOLL_RISK_LOGNORMAL + 1;
    assert_int_equal(toll_risk_compute_draw(plan, plan_size, inputs, 3, 0, drawn, ROWS, NULL), TOLL_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generator_is_splitmix64),
        cmocka_unit_test(sums_have_these_bits),
        cmocka_unit_test(metrics_by_hand),
        cmocka_unit_test(tornado_by_hand),
        cmocka_unit_test(gradient_by_hand),
        cmocka_unit_test(flips_by_hand),
        cmocka_unit_test(scales_flip_by_hand),
        cmocka_unit_test(flips_far_away_are_found),
        cmocka_unit_test(shapes_have_the_row_s_quantiles),
        cmocka_unit_test(groups_correlate),
        cmocka_unit_test(draws_stay_within_limits),
        cmocka_unit_test(draws_split_and_are_common),
        cmocka_unit_test(outcomes_are_the_draws_of_each_metric),
        cmocka_unit_test(draws_without_a_value_are_counted),
        cmocka_unit_test(a_draw_leaves_nothing_to_the_next),
        cmocka_unit_test(quantiles_by_hand),
        cmocka_unit_test(energy_that_no_row_gives_is_unknown),
        cmocka_unit_test(unit_costs_of_nothing_are_unknown),
        cmocka_unit_test(values_beyond_a_double_overflow),
        cmocka_unit_test(sorting),
        cmocka_unit_test(wide_ranges_are_drawn_on_logarithms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
