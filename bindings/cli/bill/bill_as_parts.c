/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a bill are differences of bills of one record. From the bill as it is, first the tier is taken away, then
 * the region, then the rules of a long context. Each step's difference is that part; the lines of the last bill are the
 * others. So the parts sum to the bill, to the last digit. A step that can't be billed, as a model that is sold in no
 * standard tier, is left out: its part is 0, and the lines have its price.
 *
 * Example: a batch of 1,000,000 input tokens at 2.50 USD and half price costs 1.25: 2.50 for input, -1.25 for the tier.
 *
 * Tariffs with counters keep the rules of a long context in their lines: the shortened book counts anew. */
#include "bill/bill_as_parts.h"

#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

static const struct {
    const char *title, *key;
} part_names[AS_PARTS] = {[AS_INPUT] = {"price of input", "input"},
                          [AS_CACHE] = {"price of cache", "cache"},
                          [AS_OUTPUT] = {"price of output", "output"},
                          [AS_OTHER] = {"calls and fees", "other"},
                          [AS_LENGTH] = {"context length", "context_length"},
                          [AS_TIER] = {"service tier", "service_tier"},
                          [AS_REGION] = {"region", "region"}};

const char *as_part_title(as_part part)
{
    return part_names[part].title;
}

const char *as_part_key(as_part part)
{
    return part_names[part].key;
}

/* Where the walk stands. */
typedef struct as_walk {
    const toll_io_usage *usage;
    const named_tariff *tariff;
    bill_question question; /* its counters are those before the record */
} as_walk;

static bool is_output_meter(uint32_t meter)
{
    return meter == TOLL_METER_OUTPUT || (meter >= TOLL_METER_REASONING && meter <= TOLL_METER_OUTPUT_VIDEO);
}

static bool is_input_meter(uint32_t meter)
{
    return meter == TOLL_METER_INPUT || (meter >= TOLL_METER_INPUT_TOOL && meter <= TOLL_METER_INPUT_VIDEO);
}

static as_part part_of_line(const toll_bill_line *line)
{
    if ((line->flags & (TOLL_LINE_FEE | TOLL_LINE_FLOOR | TOLL_LINE_CAP)) != 0) {
        return AS_OTHER;
    }
    return is_cache_meter(line->meter)    ? AS_CACHE
           : is_input_meter(line->meter)  ? AS_INPUT
           : is_output_meter(line->meter) ? AS_OUTPUT
                                          : AS_OTHER;
}

/* Bills with lines; the question stays as it is. */
static toll_status bill_lines(const as_walk *w, toll_bill_line *lines, uint64_t capacity)
{
    bill_question q = w->question;
    return toll_bill_compute(w->tariff->card, toll_bill_card_size(), w->usage->usage, (uint64_t)w->usage->n_usage,
                             &q.context, q.attributes, q.n_attributes, w->tariff->n_counters > 0 ? q.counters : NULL,
                             (uint64_t)w->tariff->n_counters, lines, capacity, &q.total, NULL);
}

static bool take_lines(const as_walk *w, as_parts *parts)
{
    uint64_t n = (uint64_t)w->question.total.n_lines;
    toll_bill_line *lines = claim(n + 1, sizeof *lines);
    bool is_fine = bill_lines(w, lines, n + 1) == TOLL_OK;
    for (uint64_t i = 0; i < n && is_fine; i++) {
        toll_amount *part = &parts->of[part_of_line(&lines[i])];
        is_fine = toll_amount_add(part, &lines[i].billed_cost, part, NULL) == TOLL_OK;
    }
    free(lines);
    return is_fine;
}

/* One step of the walk, where its bill can be made. */
static bool take_step(as_walk *w, const named_tariff *t, const bill_question *next, toll_amount *part)
{
    bill_question tried = *next;
    if (record_bill(&tried, t, w->usage->usage, (uint64_t)w->usage->n_usage, NULL) != TOLL_OK) {
        return true;
    }
    memcpy(tried.counters, next->counters, sizeof tried.counters);
    if (toll_amount_subtract(&w->question.total.billed_cost, &tried.total.billed_cost, part, NULL) != TOLL_OK) {
        return false;
    }
    w->question = tried;
    w->tariff = t;
    return true;
}

static bool drop_tier(as_walk *w, toll_amount *part)
{
    bill_question next = w->question;
    next.context.service_tier = 0;
    return w->question.context.service_tier == 0 || take_step(w, w->tariff, &next, part);
}

static bool drop_region(as_walk *w, toll_amount *part)
{
    bill_question next = w->question;
    next.context.region = 0;
    return w->question.context.region == 0 || take_step(w, w->tariff, &next, part);
}

static bool drop_length(as_prices *p, const as_bill *b, as_walk *w, toll_amount *part)
{
    bill_question next;
    if (!p->has_shorter || b->tariff->n_counters > 0) {
        return true;
    }
    const named_tariff *t = price_names_find(&p->short_names, b->provider, b->model, b->maker, b->usage->at_s);
    if (t->status != TOLL_OK || !record_context(&next, p->asked, b->usage, t)) {
        return true;
    }
    next.context.service_tier = w->question.context.service_tier == 0 ? 0 : next.context.service_tier;
    next.context.region = w->question.context.region == 0 ? 0 : next.context.region;
    return take_step(w, t, &next, part);
}

bool as_parts_split(as_prices *p, const as_bill *b, as_parts *parts)
{
    as_walk w = {b->usage, b->tariff, *b->question};
    memset(parts, 0, sizeof *parts);
    return drop_tier(&w, &parts->of[AS_TIER]) && drop_region(&w, &parts->of[AS_REGION]) &&
           drop_length(p, b, &w, &parts->of[AS_LENGTH]) && take_lines(&w, parts);
}
