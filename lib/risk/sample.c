/* SPDX-License-Identifier: Apache-2.0 */
/* Draws: a row's median, moved by a deviation of its shape that is scaled by the half range on its side.
 *
 *     value = mid + z * (high - mid) for z >= 0, mid + z * (mid - low) below
 *
 * z is a symmetric base over its own P90, so that P10 and P90 of the draws are the row's. The two half ranges may
 * differ. Bells of a group share a common part: loading * common + sqrt(1 - loading^2) * own. Example: 10 .. 12 .. 18
 * with z = 0.5 is 12 + 0.5 * 6 = 15, with z = -0.5 it is 11.
 *
 * A lognormal row has the same on logarithms: mid * (high / mid)^z, mid * (low / mid)^-z. Over more than a decade a bell
 * would spend many of its draws below 0: of 100k [10k .. 2M] with z = -1.5 it makes -35k, and the lognormal 3.2k. */
#include "risk/sample.h"

#include <math.h>
#include <stddef.h>

#include "risk/random.h"

/* P90 of the bases, each symmetric about 0: of the sum of 12 uniforms less 6, by bisection of the Irwin-Hall
 * distribution in exact fractions; of the sum of 2 less 1, 1 - sqrt(0.2); of one less 1/2, 0.4. */
#define BELL_90     1.2889976015515943
#define TRIANGLE_90 0.5527864045000421
#define UNIFORM_90  0.4

#define BELL_TERMS  12u
#define GROUP_FIRST (UINT64_C(1) << 32) /* streams of groups come after those of rows */

static double clamp_to_row(double value, const toll__tco_input *row)
{
    return value < row->least ? row->least : value > row->greatest ? row->greatest : value;
}

/* The row's own part and the group's: variances add to 1, so the spread stays that of a bell. */
static double bell(const toll_risk_input *input, uint64_t seed, uint64_t row, uint64_t draw)
{
    double own = toll__random_sum(toll__random_stream(seed, row), draw, BELL_TERMS);
    if (input == NULL || input->group == 0)
        return own;
    double common = toll__random_sum(toll__random_stream(seed, GROUP_FIRST + input->group), draw, BELL_TERMS);
    return input->loading * common + sqrt(1 - input->loading * input->loading) * own;
}

/* Deviation in units of the base's P90. */
static double deviation(const toll_risk_input *input, uint64_t seed, uint64_t row, uint64_t draw)
{
    switch (input == NULL ? TOLL_RISK_BELL : input->shape) {
    case TOLL_RISK_BELL:
    case TOLL_RISK_LOGNORMAL:
        return bell(input, seed, row, draw) / BELL_90;
    case TOLL_RISK_TRIANGLE:
        return toll__random_sum(toll__random_stream(seed, row), draw, 2) / TRIANGLE_90;
    case TOLL_RISK_UNIFORM:
        return toll__random_sum(toll__random_stream(seed, row), draw, 1) / UNIFORM_90;
    default:
        return 0;
    }
}

#define DECADE 10.0

static int is_lognormal(const toll_risk_input *input, const toll__tco_input *row)
{
    if (!(row->low > 0))
        return 0;
    return input == NULL ? row->high > DECADE * row->low : input->shape == TOLL_RISK_LOGNORMAL;
}

static double move_row(const toll_risk_input *input, const toll__tco_input *row, double z)
{
    if (is_lognormal(input, row))
        return row->mid * pow(z >= 0 ? row->high / row->mid : row->low / row->mid, fabs(z));
    return row->mid + (z >= 0 ? row->high - row->mid : row->mid - row->low) * z;
}

/* Every row, where no options are given; else only those that one of two options reads. */
static int is_read(const toll__tco_input *row, const toll__sample_options *options)
{
    return options == NULL || toll__tco_input_is_for(row, options->first) ||
           (options->second != 0 && toll__tco_input_is_for(row, options->second));
}

void toll__sample_draw(const toll__tco_plan *plan, const toll_risk_input *inputs, const toll__sample_options *options,
                       uint64_t seed, uint64_t draw, double *values)
{
    const toll__tco_input *rows = toll__tco_plan_rows(plan);
    for (uint64_t i = 0; i < plan->count; i++) {
        const toll__tco_input *row = &rows[i];
        values[i] = row->mid;
        if (row->low == row->high || !is_read(row, options))
            continue;
        const toll_risk_input *input = inputs == NULL ? NULL : &inputs[i];
        values[i] = clamp_to_row(move_row(input, row, deviation(input, seed, i, draw)), row);
    }
}
