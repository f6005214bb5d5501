/* SPDX-License-Identifier: Apache-2.0 */
/* A finite burst: the closed loop while requests wait, then a tail in which fewer and fewer run.
 *
 * Of N requests B run at once, and each end starts the next. The last one starts after (N - B) / rate, and takes the
 * time S of a request. The others of its wave are as long as the longest of B answers:
 *
 *     time = (N - B) / rate + S + tail * decode(1)
 *
 * Answers are taken as shifted exponential, O * (1 - cv) + Exp(O * cv), which has mean O and standard deviation O * cv.
 * The longest of B is O * (1 + cv * (H(B) - 1)) on average, H(B) = 1 + 1/2 + ... + 1/B (Renyi, 1953: gaps between
 * ordered exponentials). A step is nearly linear in the requests that run, so the steps beyond O that they share cost
 * the part that does not depend on them: that of a step of one request.
 *
 * Equal answers keep their waves: a last wave that is not full takes as many steps as a full one. The fluid formula
 * counts it by its requests, so the steps of a lone request are added for the missing share, ceil(w) - w at w = N / B.
 * Exponential answers have no waves; the share of the answer that does not vary, 1 - cv, weighs the term.
 *
 * Example: 10 equal requests of 100 steps on an engine that runs 4. w = 2.5: two full waves, and a third of 2 requests. */
#include "serve/burst.h"

#include <math.h>

#include <toll/serve.h>

#include "serve/speculate.h"

#define EULER_GAMMA 0.57721566490153286 /* H(n) - ln n, n without end */

/* H(n) by Euler and Maclaurin (Knuth, The Art of Computer Programming 1, 1.2.7). It is taken at n + 2, where it is within
 * 10^-5, since H(n) = H(n + 2) - 1 / (n + 1) - 1 / (n + 2). */
static double harmonic(double n)
{
    double m = n + 2;
    double above = log(m) + EULER_GAMMA + 1 / (2 * m) - 1 / (12 * m * m) + 1 / (120 * m * m * m * m);
    return above - 1 / (n + 1) - 1 / m;
}

/* Steps after the mean answer of the last wave has ended, in tokens. */
static double tail_tokens(const toll__load *load, double requests, double running)
{
    double waves = requests / running;
    double spread = load->output_cv * toll__positive(harmonic(running) - 1);
    double part = toll__positive(1 - load->output_cv) * (ceil(waves) - waves);
    return load->output_tokens * (spread + part);
}

/* Mean wait for a slot. Of the requests in flight those beyond `running` wait for one end each, until all of these have
 * been sent; from then on each new one waits behind the same number. */
static double slot_wait(double requests, double inflight, double running, double requests_per_s)
{
    double queue = inflight - running;
    return (queue * queue / 2 + (requests - inflight) * queue) / requests / requests_per_s;
}

void toll__burst(const toll__placement *placement, const toll__op *ops, const toll__load *load, toll__steady *steady)
{
    toll__load loop = *load;
    toll__step_terms lone;
    loop.concurrency = toll__min(load->concurrency, load->burst_requests);
    toll__settle(placement, ops, &loop, steady);
    double rate = steady->requests_per_s, running = steady->running, requests = load->burst_requests;
    double decode_s = toll__speculate_decode_step(placement, ops, load, 1, &lone) / toll__speculate_tokens(load);
    double answer_s = (load->output_tokens - 1) * steady->tpot_s;
    double request_s = running / rate;
    double whole_s = (requests - running) / rate + request_s + tail_tokens(load, requests, running) * decode_s;
    steady->ttft_s = request_s - answer_s + slot_wait(requests, loop.concurrency, running, rate);
    steady->e2e_s = steady->ttft_s + answer_s;
    steady->requests_per_s = requests / whole_s;
}
