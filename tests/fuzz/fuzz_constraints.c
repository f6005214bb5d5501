/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: constraints, facts and offerings of any content. A verdict is that of its reasons, rejection has a bit,
 * and leaving out a fact never allows what was not allowed. */
#include "fuzz.h"

#define ROWS  6
#define FACTS 64

static const char *const words[] = {"eu", "de fr", "global",       "us eu", "site none",
                                    "xx", "gpt-*", "open-weights", "",      "uk"};

typedef struct question {
    toll_catalog_offering offering;
    toll_plan_constraint constraints[TOLL_PLAN_CONSTRAINTS_MAX];
    toll_catalog_offering_fact facts[FACTS];
    uint64_t n_constraints, n_facts;
} question;

static void set_words(input *in, char *field)
{
    strcpy(field, words[take(in, 1) % (sizeof words / sizeof words[0])]);
}

static void take_constraints(input *in, question *q)
{
    q->n_constraints = take(in, 1) % (ROWS + 1);
    for (uint64_t i = 0; i < q->n_constraints; i++) {
        q->constraints[i].topic = (uint32_t)take(in, 1) % 64;
        q->constraints[i].is_strict = (uint32_t)take(in, 1) % 2;
        q->constraints[i].value = (double)take(in, 1);
        set_words(in, q->constraints[i].words);
        mutate(in, &q->constraints[i], TOLL_KIND_PLAN_CONSTRAINT);
    }
}

static void take_own_facts(input *in, question *q)
{
    toll_struct_init(&q->offering, sizeof q->offering, TOLL_KIND_CATALOG_OFFERING, NULL);
    mutate(in, &q->offering, TOLL_KIND_CATALOG_OFFERING);
    q->n_facts = take(in, 1) % (ROWS + 1);
    for (uint64_t i = 0; i < q->n_facts; i++) {
        q->facts[i].topic = (uint32_t)take(in, 1) % 64;
        q->facts[i].state = 1 + (uint32_t)take(in, 1) % 4;
        q->facts[i].scope = (uint32_t)take(in, 1) % 4;
        q->facts[i].value = (double)take(in, 1);
        set_words(in, q->facts[i].words);
        mutate(in, &q->facts[i], TOLL_KIND_OFFERING_FACT);
    }
}

/* A vendor of the catalog, or a model's licence. */
static void take_catalog_facts(input *in, question *q)
{
    toll_error err;
    const uint64_t index = take(in, 2);
    toll_struct_init(&q->offering, sizeof q->offering, TOLL_KIND_CATALOG_OFFERING, NULL);
    if (take(in, 1) % 2 == 0) {
        q->offering.deployment = TOLL_OFFERING_OWNED;
        law_status(toll_catalog_get_license_facts(index, q->facts, FACTS, sizeof q->facts[0], &q->n_facts, &err), &err);
        LAW(q->n_facts <= TOLL_LICENSE_FACTS_MAX);
        return;
    }
    if (law_status(toll_catalog_get_offering(index, &q->offering, &err), &err) != TOLL_OK)
        return;
    law_result(&q->offering, TOLL_KIND_CATALOG_OFFERING);
    LAW(toll_catalog_get_offering_facts(index, q->facts, FACTS, sizeof q->facts[0], &q->n_facts, &err) == TOLL_OK);
    LAW(q->n_facts == (uint64_t)q->offering.n_facts);
}

static toll_status ask(const question *q, uint64_t n_facts, toll_plan_verdict *verdict, toll_plan_reason *reasons)
{
    toll_error err;
    toll_struct_init(verdict, sizeof *verdict, TOLL_KIND_PLAN_VERDICT, NULL);
    return law_status(toll_plan_check_offering(q->constraints, q->n_constraints, sizeof q->constraints[0], &q->offering,
                                               q->facts, n_facts, sizeof q->facts[0], verdict, reasons,
                                               TOLL_PLAN_CONSTRAINTS_MAX, sizeof(toll_plan_reason), &err),
                      &err);
}

static void law_verdict(const question *q, const toll_plan_verdict *verdict, const toll_plan_reason *reasons)
{
    uint32_t worst = TOLL_STANDING_ALLOWED;
    law_result(verdict, TOLL_KIND_PLAN_VERDICT);
    for (uint64_t i = 0; i < q->n_constraints; i++) {
        LAW(reasons[i].code >= TOLL_REASON_MET && reasons[i].code <= TOLL_REASON_VIOLATED);
        LAW(memchr(reasons[i].text, 0, sizeof reasons[i].text) != NULL);
        LAW(reasons[i].fact >= 0 && reasons[i].fact <= (int64_t)q->n_facts && reasons[i].constraint == (int64_t)i &&
            reasons[i].text[0] != 0);
        worst = reasons[i].verdict > worst ? reasons[i].verdict : worst;
    }
    LAW(verdict->verdict == worst);
    LAW((verdict->rejected_by != 0) == (worst == TOLL_STANDING_REJECTED));
    LAW(verdict->n_met + verdict->n_actions + verdict->n_rejected == (int64_t)q->n_constraints);
}

/* The last fact is left out. */
static void law_gap(const question *q, const toll_plan_verdict *before)
{
    toll_plan_verdict after;
    toll_plan_reason reasons[TOLL_PLAN_CONSTRAINTS_MAX];
    if (q->n_facts > 0 && ask(q, q->n_facts - 1, &after, reasons) == TOLL_OK)
        LAW(before->verdict == TOLL_STANDING_ALLOWED || after.verdict != TOLL_STANDING_ALLOWED);
}

static void try_relaxation(input *in, uint64_t rejected_by)
{
    toll_error err;
    uint64_t drop = 0;
    int64_t back = 0;
    const uint64_t sets[] = {rejected_by, take(in, 1), take(in, 1)};
    LAW(toll_plan_find_relaxation(sets, 3, &drop, &back, &err) == TOLL_OK);
    LAW((drop == 0) == (back == 0) && back <= 3);
    LAW(drop == 0 || drop == sets[0] || drop == sets[1] || drop == sets[2]);
}

/* Nothing that is given up saves less than 0, and giving up both saves no less than one. */
static void try_shadows(input *in)
{
    toll_error err;
    toll_plan_candidate c[3];
    toll_plan_shadow s[2];
    static uint64_t work[200];
    const uint64_t drops[] = {1 + take(in, 1) % 7, 7};
    memset(c, 0, sizeof c);
    for (int i = 0; i < 3; i++) {
        const double usd = 1 + (double)take(in, 1);
        c[i] = (toll_plan_candidate){.known = take(in, 1) % 2,
                                     .rejected_by = take(in, 1) % 8,
                                     .fixed_usd_per_hour = {usd / 2, usd, usd * 3},
                                     .usd_per_gpu_hour = {usd, usd, usd},
                                     .replica_requests_per_s = {usd / 2, usd, usd},
                                     .replica_gpus = 1,
                                     .unit_gpus = 1 + (int64_t)take(in, 1) % 9};
        mutate(in, &c[i], TOLL_KIND_PLAN_CANDIDATE);
    }
    LAW(toll_plan_shadow_size(3, 2, 9) <= sizeof work);
    if (law_status(toll_plan_estimate_shadows(c, 3, sizeof c[0], 1 + (double)take(in, 2), drops, 2, take(in, 1), 9, s,
                                              2, sizeof s[0], work, sizeof work, &err),
                   &err) != TOLL_OK)
        return;
    for (int k = 0; k < 2; k++) {
        law_range(s[k].usd_per_hour);
        law_range(s[k].saved_usd_per_hour);
        LAW(s[k].saved_usd_per_hour.low >= 0 && s[k].binding_frac >= 0 && s[k].binding_frac <= 1);
    }
    if ((s[0].known & TOLL_PLAN_SHADOW_SAVED) != 0)
        LAW(s[1].saved_usd_per_hour.mid >= s[0].saved_usd_per_hour.mid);
}

static void try_words(input *in)
{
    char word[8];
    toll_error err;
    const uint64_t length = take(in, 1) % (sizeof word + 1);
    for (uint64_t i = 0; i < length; i++)
        word[i] = (char)take(in, 1);
    law_status(toll_plan_check_place(word, length, &err), &err);
    LAW(toll_plan_get_topic((uint32_t)take(in, 4)) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = {data, size};
    question q;
    toll_error err;
    toll_plan_verdict verdict;
    toll_plan_reason reasons[TOLL_PLAN_CONSTRAINTS_MAX];
    memset(&q, 0, sizeof q);
    const uint64_t what = take(&in, 1);
    try_words(&in);
    if (what % 5 == 4)
        try_shadows(&in);
    if (what % 2 == 0)
        take_own_facts(&in, &q);
    else
        take_catalog_facts(&in, &q);
    take_constraints(&in, &q);
    toll_plan_constraint stated[ROWS];
    memcpy(stated, q.constraints, sizeof stated);
    law_status(toll_plan_derive_constraints(stated, q.n_constraints, sizeof stated[0], q.constraints,
                                            TOLL_PLAN_CONSTRAINTS_MAX, sizeof q.constraints[0], &q.n_constraints, &err),
               &err);
    if (ask(&q, q.n_facts, &verdict, reasons) != TOLL_OK)
        return 0;
    law_verdict(&q, &verdict, reasons);
    law_gap(&q, &verdict);
    try_relaxation(&in, verdict.rejected_by);
    return 0;
}
