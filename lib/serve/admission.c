/* SPDX-License-Identifier: Apache-2.0 */
/* One more request on top of a given batch: the step times with its prompt and with it decoding, the device time that
 * it adds, and the memory that it needs. And the time of a step from the sums of its parts, so that one part can be
 * taken out (who pays for a step). Each time is one call of step/clock.c; nothing here is fitted. */
#include "serve/admission.h"

#include <math.h>
#include <string.h>

#include <toll/step.h>

#include "serve/speculate.h"
#include "step/memory.h"

static double step_seconds(const toll__placement *p, const toll__op *ops, const toll__batch *batch)
{
    toll__step_terms terms;
    if (!(batch->decode_sequences + batch->prefill_tokens > 0))
        return 0;
    toll__clock_step(p, ops, batch, &terms);
    return toll__clock_total(&terms);
}

/* Mean of two groups. */
static double mean(double n, double a, double m, double b)
{
    return n + m > 0 ? (n * a + m * b) / (n + m) : 0;
}

/* The batch with one chunk of the prompt added; before: mean tokens in the cache that its chunks find. */
static toll__batch with_prompt(const toll__batch *batch, double tokens, double before)
{
    toll__batch more = *batch;
    double prompts = toll__tally_prompts(batch);
    more.prefill_tokens += tokens;
    more.prefill_sequences = prompts + 1;
    more.prefill_context_tokens = mean(prompts, batch->prefill_context_tokens, 1, before);
    return more;
}

static toll__batch with_decode(const toll__batch *batch, double context)
{
    toll__batch more = *batch;
    more.decode_sequences += 1;
    more.decode_context_tokens = mean(batch->decode_sequences, batch->decode_context_tokens, 1, context);
    return more;
}

static void find_free_memory(const toll__placement *p, const toll__op *ops, const toll__batch *batch,
                             const toll__load *load, toll__admission *out)
{
    double prompts = toll__tally_prompts(batch);
    double prompt = prompts > 0 ? batch->prefill_context_tokens + batch->prefill_tokens / prompts : 0;
    double held = batch->decode_sequences * toll__memory_sequence_bytes(p, ops, batch->decode_context_tokens) +
                  prompts * toll__memory_sequence_bytes(p, ops, prompt);
    out->request_bytes = toll__memory_sequence_bytes(p, ops, load->input_tokens + load->output_tokens);
    out->free_bytes = p->budget_bytes - toll__memory_needed(p, held / p->dp);
}

void toll__admission_find(const toll__placement *placement, const toll__op *ops, const toll__batch *batch,
                          const toll__load *load, toll__admission *out)
{
    const toll__placement *p = placement;
    toll__batch now = *batch;
    double fresh = toll__load_fresh_tokens(load), tokens = toll__speculate_tokens(load);
    now.draft_tokens = load->draft_tokens;
    memset(out, 0, sizeof *out);
    out->chunks = ceil(fresh / p->chunk_tokens);
    out->steps = (load->output_tokens - 1) / tokens;
    double before = load->input_tokens - fresh + (fresh - fresh / out->chunks) / 2;
    toll__batch prompt = with_prompt(&now, fresh / out->chunks, before);
    toll__batch decode = with_decode(&now, load->input_tokens + load->output_tokens / 2);
    out->step_s = step_seconds(p, ops, &now);
    out->prompt_step_s = step_seconds(p, ops, &prompt);
    out->decode_step_s = step_seconds(p, ops, &decode);
    out->ttft_s = p->request_s + out->chunks * out->prompt_step_s;
    out->prompt_s = out->chunks * fmax(out->prompt_step_s - out->step_s, 0);
    out->decode_s = out->steps * fmax(out->decode_step_s - out->step_s, 0);
    out->flags = toll__clock_flags(p, &prompt) | toll__clock_flags(p, &decode);
    out->flags |= load->draft_tokens > 0 ? TOLL_FLAG_SPECULATIVE : 0;
    find_free_memory(p, ops, batch, load, out);
}

void toll__whole_add(toll__whole *whole, const toll__part *part, double sign)
{
    whole->decode += sign * part->decode_tokens;
    whole->context += sign * part->decode_tokens * part->context_tokens;
    if (!(part->prefill_tokens > 0))
        return;
    whole->prompts += sign;
    whole->prefill += sign * part->prefill_tokens;
    whole->prefill_context += sign * part->prefill_context_tokens;
}

/* What is left of a sum after its last part was taken out may be a rounding below 0. */
double toll__whole_seconds(const toll__placement *placement, const toll__op *ops, const toll__whole *whole)
{
    toll__batch batch = {
        .decode_sequences = toll__positive(whole->decode),
        .decode_context_tokens = whole->decode > 0 ? toll__positive(whole->context) / whole->decode : 0,
        .prefill_tokens = toll__positive(whole->prefill),
        .prefill_sequences = toll__positive(whole->prompts),
        .prefill_context_tokens = whole->prompts > 0.5 ? toll__positive(whole->prefill_context) / whole->prompts : 0};
    return step_seconds(placement, ops, &batch);
}
