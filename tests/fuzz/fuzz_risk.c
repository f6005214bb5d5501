/* SPDX-License-Identifier: Apache-2.0 */
/* toll_risk_*: two options of rows from bytes, most of them with a range and nearly right; any question about them, any shapes,
 * seeds and results. Answers are finite and the same twice, draws are those of their seed and number, a swing is the answer at
 * the end of a range, a flip flips, quantiles are in order and shares within 0 and 1. */
#include "fuzz.h"
#include "scenarios.h"

#include <math.h>

#define ROWS_MAX  16
#define DRAWS_MAX 16

typedef struct problem {
    uint64_t *work;
    uint64_t work_size;
    toll_risk_question question;
} problem;

static toll_tco_row rows[ROWS_MAX];
static toll_risk_input inputs[ROWS_MAX];
static uint64_t n_rows, plan[2048];

static toll_tco_row *add(uint32_t kind, uint32_t option, double value)
{
    toll_tco_row *row = &rows[n_rows++];
    LAW(toll_struct_init(row, sizeof *row, TOLL_KIND_TCO_ROW, NULL) == TOLL_OK);
    row->kind = kind;
    row->option = option;
    row->value = (toll_range){value, value, value};
    return row;
}

static double take_share(input *in)
{
    return (double)take(in, 1) / 255;
}

/* Around a number between the limits of the kind, or at them. */
static toll_range take_range(input *in, double min, double max)
{
    const uint64_t how = take(in, 1);
    const double most = max < 1e6 || how % 16 == 0 ? max : min + 1e6;
    double mid = min + (most - min) * take_share(in) * take_share(in);
    const double any = how % 16 == 1 ? take_double(in) : mid;
    mid = any;
    toll_range range = {mid, mid, mid};
    if (how < 192) {
        range.low = mid - (mid - min) * take_share(in);
        range.high = mid + (most - mid) * take_share(in);
    }
    return range;
}

static void take_row(input *in)
{
    toll_tco_row_kind kind;
    LAW(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL) == TOLL_OK);
    const uint32_t code = (uint32_t)take(in, 1) % 98;
    if (toll_tco_get_row_kind(code, &kind, NULL) != TOLL_OK || code == TOLL_TCO_HORIZON)
        return;
    toll_tco_row *row = add(code, 0, 0);
    row->value = take_range(in, kind.min, kind.max);
    if ((kind.uses & TOLL_TCO_USES_FIXED) != 0)
        row->value.low = row->value.high = row->value.mid;
    row->option = (kind.uses & TOLL_TCO_USES_OPTION) != 0 ? (uint32_t)take(in, 1) % 3 : 0;
    if ((kind.uses & TOLL_TCO_USES_PERIODS) != 0 && take(in, 1) % 4 == 0) {
        row->from_period = (int32_t)take(in, 1) % 12;
        row->to_period = (int32_t)take(in, 1) % 16;
    }
    take_terms(in, row, kind.uses);
}

/* A demand, units for the one option, tokens by the million for the other. */
static void take_scenario(input *in)
{
    n_rows = 0;
    add(TOLL_TCO_HORIZON, 0, 1 + (double)(take(in, 1) % 12));
    memcpy(add(TOLL_TCO_OPTION, 1, 0)->text, "one", 3);
    memcpy(add(TOLL_TCO_OPTION, 2, 0)->text, "two", 3);
    if (take(in, 1) % 8 != 0) {
        toll_tco_row *row = add(TOLL_TCO_INPUT_TOKENS, 0, 0);
        row->value = take_range(in, 0, 1e9);
        row->time = TOLL_TCO_HOUR;
        add(TOLL_TCO_CAPACITY_INPUT, 1, 0)->value = take_range(in, 1, 1e4);
        row = add(TOLL_TCO_COST, 1, 0);
        row->value = take_range(in, 0, 100);
        row->category = TOLL_TCO_CLOUD;
        row->basis = TOLL_TCO_PER_UNIT_HOUR;
        row = add(TOLL_TCO_COST, 2, 0);
        row->value = take_range(in, 0, 100);
        row->category = TOLL_TCO_API;
        row->basis = TOLL_TCO_PER_REMOTE_INPUT;
    }
    for (uint64_t extra = take(in, 1) % 8; extra > 0 && n_rows < ROWS_MAX; extra--)
        take_row(in);
}

static void take_inputs(input *in)
{
    for (uint64_t i = 0; i < n_rows; i++) {
        const uint64_t bits = take(in, 1);
        inputs[i] = (toll_risk_input){(uint32_t)bits % 4, 0, 0};
        if (bits % 4 == TOLL_RISK_BELL && bits >= 128)
            inputs[i] = (toll_risk_input){TOLL_RISK_BELL, 1 + (uint32_t)bits / 4 % 2, 2 * take_share(in) - 1};
        if (bits == 127)
            inputs[i] = (toll_risk_input){(uint32_t)take(in, 1), (uint32_t)take(in, 1), take_double(in)};
    }
}

static toll_status ask(const problem *p, const double *values, double *answer)
{
    toll_error err;
    double again = 0;
    const toll_status status = law_status(
        toll_risk_estimate(plan, sizeof plan, &p->question, values, n_rows, answer, p->work, p->work_size, &err), &err);
    LAW(toll_risk_estimate(plan, sizeof plan, &p->question, values, n_rows, &again, p->work, p->work_size, NULL) ==
        status);
    LAW(status != TOLL_OK || (isfinite(*answer) && memcmp(&again, answer, sizeof again) == 0));
    return status;
}

static toll_status ask_with(const problem *p, uint64_t row, double value, double *answer)
{
    double values[ROWS_MAX];
    LAW(toll_tco_get_values(plan, sizeof plan, values, n_rows, NULL) == TOLL_OK);
    values[row] = value;
    return ask(p, values, answer);
}

/* The difference is that of the two, whichever comes first. */
static void try_turned(const problem *p, double answer)
{
    problem turned = *p;
    double other = 0;
    turned.question.option = p->question.against;
    turned.question.against = p->question.option;
    if (p->question.against == 0)
        return;
    LAW(ask(&turned, NULL, &other) == TOLL_OK);
    LAW(answer == -other);
}

static void try_swings(const problem *p, double answer)
{
    toll_error err;
    double low[ROWS_MAX], high[ROWS_MAX], medians = 0, found = 0;
    if (law_status(toll_risk_estimate_swings(plan, sizeof plan, &p->question, low, high, n_rows, &medians, p->work,
                                             p->work_size, &err),
                   &err) != TOLL_OK)
        return;
    LAW(medians == answer);
    for (uint64_t i = 0; i < n_rows; i++) {
        const toll_range range = rows[i].value;
        LAW(isfinite(low[i]) && isfinite(high[i]));
        LAW(range.low < range.high || (low[i] == answer && high[i] == answer));
        LAW(ask_with(p, i, range.low, &found) == TOLL_OK && found == low[i]);
        LAW(ask_with(p, i, range.high, &found) == TOLL_OK && found == high[i]);
    }
}

static void law_slope(const toll_risk_slope *slope)
{
    const uint64_t both = TOLL_RISK_SLOPE_UP | TOLL_RISK_SLOPE_DOWN;
    LAW(isfinite(slope->up) && isfinite(slope->down));
    LAW(slope->flags < 2 * TOLL_RISK_SLOPE_EDGE);
    LAW((slope->flags & TOLL_RISK_SLOPE_KINK) == 0 || ((slope->flags & both) == both && slope->up != slope->down));
    LAW((slope->flags & both) == both || slope->flags == 0 ||
        (slope->flags & (TOLL_RISK_SLOPE_STEP | TOLL_RISK_SLOPE_EDGE)) != 0);
}

static void try_slopes(const problem *p)
{
    toll_error err;
    toll_risk_slope slopes[ROWS_MAX], again[ROWS_MAX];
    toll_tco_row_kind kind;
    if (law_status(
            toll_risk_estimate_slopes(plan, sizeof plan, &p->question, slopes, n_rows, p->work, p->work_size, &err),
            &err) != TOLL_OK)
        return;
    LAW(toll_risk_estimate_slopes(plan, sizeof plan, &p->question, again, n_rows, p->work, p->work_size, NULL) ==
        TOLL_OK);
    LAW(memcmp(slopes, again, n_rows * sizeof slopes[0]) == 0);
    LAW(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL) == TOLL_OK);
    for (uint64_t i = 0; i < n_rows; i++) {
        law_slope(&slopes[i]);
        LAW(toll_tco_get_row_kind(rows[i].kind, &kind, NULL) == TOLL_OK);
        LAW((kind.uses & TOLL_TCO_USES_FIXED) == 0 || slopes[i].flags == 0);
    }
}

static void law_flip(const problem *p, uint64_t row, const toll_range *range, const toll_risk_flip *flip)
{
    const int above = (flip->known & TOLL_RISK_FLIP_ABOVE) != 0, below = (flip->known & TOLL_RISK_FLIP_BELOW) != 0;
    double answer = 0;
    law_result(flip, TOLL_KIND_RISK_FLIP);
    LAW(isfinite(flip->gap) && flip->value == range->mid);
    LAW(ask(p, NULL, &answer) == TOLL_OK && answer == flip->gap);
    LAW((flip->verdict == TOLL_RISK_TIE) == (flip->gap == 0));
    LAW((flip->verdict == TOLL_RISK_FLIPS) == (above || below));
    LAW(((flip->known & TOLL_RISK_FLIP_CHANGE) != 0) == (above || below));
    LAW(!above || (flip->above > range->mid && flip->above <= range->high));
    LAW(!below || (flip->below < range->mid && flip->below >= range->low));
    LAW(!above || fabs(flip->change) <= flip->above - flip->value);
    LAW(!below || fabs(flip->change) <= flip->value - flip->below);
    if (above)
        LAW(ask_with(p, row, flip->above, &answer) == TOLL_OK && (answer < 0) != (flip->gap < 0));
    if (below)
        LAW(ask_with(p, row, flip->below, &answer) == TOLL_OK && (answer < 0) != (flip->gap < 0));
}

/* To the limits of the kind. */
static void widen(uint32_t code, toll_range *range)
{
    toll_tco_row_kind kind;
    LAW(toll_struct_init(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND, NULL) == TOLL_OK);
    LAW(toll_tco_get_row_kind(code, &kind, NULL) == TOLL_OK);
    range->low = kind.min;
    range->high = kind.max < range->mid + 1e6 ? kind.max : range->mid + 1e6;
}

static void try_flip(input *in, const problem *p)
{
    toll_error err;
    toll_risk_flip flip;
    toll_range range;
    const uint64_t row = take(in, 1) % (n_rows + 1);
    LAW(toll_struct_init(&flip, sizeof flip, TOLL_KIND_RISK_FLIP, NULL) == TOLL_OK);
    range = rows[row < n_rows ? row : 0].value;
    const uint64_t how = take(in, 1) % 8;
    if (how == 1)
        range = (toll_range){take_double(in), range.mid, take_double(in)};
    else if (how < 6)
        widen(rows[row < n_rows ? row : 0].kind, &range);
    const toll_status status = law_status(toll_risk_find_flip(plan, sizeof plan, &p->question, row, range.low,
                                                              range.high, &flip, p->work, p->work_size, &err),
                                          &err);
    if (status == TOLL_OK)
        law_flip(p, row, &range, &flip);
    LAW(p->question.against != 0 || status == TOLL_E_MISSING);
    LAW(row < n_rows || status != TOLL_OK);
}

/* Moments of equal and of huge results round; the mean stays between the least and the greatest but for that. */
static void try_spread(const double *results, uint64_t count)
{
    toll_error err;
    toll_risk_spread s, again;
    double sorted[DRAWS_MAX];
    LAW(toll_struct_init(&s, sizeof s, TOLL_KIND_RISK_SPREAD, NULL) == TOLL_OK);
    again = s;
    if (law_status(toll_risk_compute_spread(results, count, sorted, &s, &err), &err) != TOLL_OK)
        return;
    LAW(toll_risk_compute_spread(results, count, sorted, &again, NULL) == TOLL_OK);
    LAW(memcmp(&s, &again, sizeof s) == 0);
    law_result(&s, TOLL_KIND_RISK_SPREAD);
    LAW(s.count > 0 && s.count + s.without == (int64_t)count);
    for (uint64_t i = 0; i < count; i++)
        LAW(isnan(results[i]) || (isfinite(results[i]) && s.least <= results[i] && results[i] <= s.greatest));
    count = (uint64_t)s.count;
    for (uint64_t i = 1; i < count; i++)
        LAW(sorted[i - 1] <= sorted[i]);
    const double slack = 1e-12 * (fabs(s.least) + fabs(s.greatest)) + 1e-300;
    LAW(sorted[0] == s.least && sorted[count - 1] == s.greatest);
    LAW(s.quantiles.low <= s.quantiles.mid && s.quantiles.mid <= s.quantiles.high);
    LAW(s.least <= s.quantiles.low && s.quantiles.high <= s.greatest);
    LAW(s.least - slack <= s.mean && s.mean <= s.greatest + slack);
    LAW(isfinite(s.deviation) && s.deviation >= 0 && (count > 1 || s.deviation == 0));
    LAW(s.mean_error >= 0 && s.mean_error <= s.deviation);
}

static void try_odds(const double *first, const double *second, uint64_t count)
{
    toll_error err;
    double below = 0, tie = 0, error = 0, alone = 0, turned = 0;
    const toll_status status =
        law_status(toll_risk_compute_odds(first, second, count, &below, &tie, &error, &err), &err);
    LAW(toll_risk_compute_odds(first, second, count, &alone, NULL, NULL, NULL) == status);
    LAW((toll_risk_compute_odds(second, first, count, &turned, NULL, NULL, NULL) == TOLL_OK) == (status == TOLL_OK));
    if (status != TOLL_OK)
        return;
    LAW(alone == below && below >= 0 && below <= 1);
    LAW(tie >= 0 && tie <= 1 && error >= 0 && error <= 1);
    double without = 0;
    for (uint64_t i = 0; i < count; i++)
        without += isnan(first[i]) || isnan(second[i]) ? 1.0 / (double)count : 0;
    LAW(fabs(below + tie + turned + without - 1) <= 1e-12);
}

/* Each answer is that at the numbers of its draw, in one call or in two. */
static void law_draws(const problem *p, const toll_risk_input *shapes, uint64_t seed, uint64_t first,
                      const double *answers, uint64_t count)
{
    double values[ROWS_MAX], again[ROWS_MAX], answer = 0, last[1];
    toll_status status = TOLL_OK;
    for (uint64_t i = 0; status == TOLL_OK && i < count && first + i <= UINT64_C(1) << 48; i++) {
        status = toll_risk_compute_draw(plan, sizeof plan, shapes, seed, first + i, values, n_rows, NULL);
        LAW(status == TOLL_OK);
        LAW(toll_risk_compute_draw(plan, sizeof plan, shapes, seed, first + i, again, n_rows, NULL) == TOLL_OK);
        LAW(memcmp(values, again, n_rows * sizeof values[0]) == 0);
        for (uint64_t k = 0; k < n_rows; k++)
            LAW(isfinite(values[k]) && (rows[k].value.low < rows[k].value.high || values[k] == rows[k].value.mid));
        LAW(isnan(answers[i]) ? ask(p, values, &answer) == TOLL_E_DIVIDE
                              : ask(p, values, &answer) == TOLL_OK && answer == answers[i]);
        LAW(toll_risk_estimate_draws(plan, sizeof plan, &p->question, shapes, n_rows, seed, first + i, last, 1, p->work,
                                     p->work_size, NULL) == TOLL_OK);
        LAW(memcmp(last, &answers[i], sizeof last) == 0);
    }
}

/* One pass has the bits of a pass a metric, or its status. */
static void try_outcomes(const problem *p, uint64_t seed, uint64_t first, uint64_t count)
{
    static const uint32_t metrics[3] = {TOLL_RISK_TOTAL, TOLL_RISK_MTOK, TOLL_RISK_EAC};
    toll_error err;
    double all[3 * DRAWS_MAX], one[DRAWS_MAX];
    problem asked = *p;
    const toll_status status =
        law_status(toll_risk_estimate_outcomes(plan, sizeof plan, &p->question, metrics, 3, NULL, 0, seed, first, all,
                                               count, p->work, p->work_size, &err),
                   &err);
    for (uint64_t m = 0; status == TOLL_OK && m < 3; m++) {
        asked.question.metric = metrics[m];
        LAW(toll_risk_estimate_draws(plan, sizeof plan, &asked.question, NULL, 0, seed, first, one, count, p->work,
                                     p->work_size, NULL) == TOLL_OK);
        LAW(memcmp(one, &all[m * count], count * sizeof one[0]) == 0);
    }
}

/* A factor that flips does so at the rows' medians times it. */
static void try_scale(input *in, const problem *p)
{
    toll_error err;
    toll_risk_flip flip;
    double values[ROWS_MAX], answer = 0;
    const uint64_t scaled[2] = {take(in, 1) % (n_rows + 1), take(in, 1) % (n_rows + 1)};
    LAW(toll_struct_init(&flip, sizeof flip, TOLL_KIND_RISK_FLIP, NULL) == TOLL_OK);
    const toll_status status = law_status(toll_risk_find_scale_flip(plan, sizeof plan, &p->question, scaled, 2, 0, 1e3,
                                                                    &flip, p->work, p->work_size, &err),
                                          &err);
    LAW(p->question.against != 0 || status != TOLL_OK);
    if (status != TOLL_OK || flip.verdict != TOLL_RISK_FLIPS)
        return;
    const double at = (flip.known & TOLL_RISK_FLIP_ABOVE) != 0 ? flip.above : flip.below;
    LAW(at >= 0 && at <= 1e3 && at != 1);
    LAW(toll_tco_get_values(plan, sizeof plan, values, n_rows, NULL) == TOLL_OK);
    for (int i = 0; i < 2; i++)
        values[scaled[i]] = rows[scaled[i]].value.mid * at;
    LAW(ask(p, values, &answer) == TOLL_OK && (answer < 0) != (flip.gap < 0));
}

static void try_draws(input *in, const problem *p)
{
    toll_error err;
    double answers[DRAWS_MAX];
    const uint64_t count = take(in, 1) % (DRAWS_MAX / 4 + 1), far = take(in, 1), seed = take(in, 8);
    const uint64_t first = far == 255 ? take(in, 8) : far == 254 ? UINT64_C(1) << 48 : take(in, 6);
    const toll_risk_input *shapes = far % 2 == 0 ? inputs : NULL;
    const toll_status status =
        law_status(toll_risk_estimate_draws(plan, sizeof plan, &p->question, shapes, n_rows, seed, first, answers,
                                            count, p->work, p->work_size, &err),
                   &err);
    LAW(first <= UINT64_C(1) << 48 || status != TOLL_OK);
    if (status != TOLL_OK)
        return;
    law_draws(p, shapes, seed, first, answers, count);
    try_spread(answers, count);
    try_outcomes(p, seed, first, count);
}

static void try_question(input *in, problem *p)
{
    toll_error err;
    double answer = 0;
    LAW(toll_struct_init(&p->question, sizeof p->question, TOLL_KIND_RISK_QUESTION, NULL) == TOLL_OK);
    const uint64_t bits = take(in, 2);
    p->question.option = 1 + bits % 2;
    p->question.against = bits / 2 % 4 == 0 ? 0 : 2 - (uint32_t)bits % 2;
    p->question.metric = 1 + (uint32_t)(bits / 8) % 9;
    p->question.fixed_sizing = bits / 256 % 2;
    if (bits >= 0xf000)
        mutate(in, &p->question, TOLL_KIND_RISK_QUESTION);
    LAW(toll_risk_estimate(plan, sizeof plan, &p->question, NULL, 0, &answer, p->work, p->work_size - 8, &err) !=
        TOLL_OK);
    if (ask(p, NULL, &answer) != TOLL_OK)
        return;
    try_turned(p, answer);
    try_swings(p, answer);
    try_slopes(p);
    try_draws(in, p);
    try_flip(in, p);
    try_scale(in, p);
}

/* Results that come from no scenario. */
static void try_numbers(input *in)
{
    double first[DRAWS_MAX], second[DRAWS_MAX];
    const uint64_t count = take(in, 1) % (DRAWS_MAX + 1), how = take(in, 1) % 4;
    for (uint64_t i = 0; i < DRAWS_MAX; i++) {
        first[i] = how == 0 ? take_double(in) : how == 1 ? (double)take(in, 1) * 1e298 : (double)(int16_t)take(in, 2);
        second[i] = how == 3 ? first[DRAWS_MAX - 1 - i % 2] : (double)take(in, 1);
    }
    try_spread(first, count);
    try_odds(first, second, count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    problem p;
    if (take(&in, 1) % 8 == 0) {
        try_numbers(&in);
        return 0;
    }
    LAW(toll_tco_plan_size(ROWS_MAX) <= sizeof plan);
    take_scenario(&in);
    if (toll_tco_resolve(rows, n_rows, sizeof rows[0], plan, sizeof plan, NULL) != TOLL_OK)
        return 0;
    take_inputs(&in);
    LAW(toll_risk_work_size(NULL, 0) == 0);
    p.work_size = toll_risk_work_size(plan, sizeof plan);
    LAW(p.work_size > 0 && p.work_size % 8 == 0);
    p.work = malloc(p.work_size);
    LAW(p.work != NULL);
    for (uint64_t questions = 1 + take(&in, 1) % 3; questions > 0; questions--)
        try_question(&in, &p);
    free(p.work);
    return 0;
}
