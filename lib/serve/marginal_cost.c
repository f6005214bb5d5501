/* SPDX-License-Identifier: Apache-2.0 */
/* Device time of one more output token and one more prompt token: differences of two step times around a steady
 * state. */
#include "serve/marginal_cost.h"

#include <toll/serve.h>

#include "serve/speculate.h"

static double decode_seconds(const toll__placement *p, const toll__op *ops, const toll__load *load, double sequences)
{
    toll__step_terms terms;
    return toll__speculate_decode_step(p, ops, load, sequences, &terms);
}

/* One more sequence makes a step longer by T(B + 1) - T(B) and yields the tokens of one. One more prompt adds its
 * chunks to the steps of its replica; all replicas work at once, so the deployment as a whole is held a dp-th of
 * that. */
void toll__marginal_cost_find(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                              const toll__steady *steady, toll__marginal_cost *marginal)
{
    toll__operating_point point;
    double running = steady->running > 1 ? steady->running : 1;
    toll__settle_at_running(placement, ops, load, running, &point);
    double more_s = decode_seconds(placement, ops, load, running + 1) - decode_seconds(placement, ops, load, running);
    marginal->output_s = toll__positive(more_s) / toll__speculate_tokens(load);
    marginal->input_s = load->mode == TOLL_LOAD_DECODE
                            ? 0
                            : point.chunks * toll__positive(point.others_s) / placement->dp / load->input_tokens;
}
