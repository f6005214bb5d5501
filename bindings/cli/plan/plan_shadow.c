/* SPDX-License-Identifier: Apache-2.0 */
/* Shadow prices by searching again without constraints, at the same load.
 *
 * All together first, then each alone where there are two to five: at most six searches. The prices of single ones do
 * not add up. By hand: $20k a month under --region eu and --home eu, $12k without both, $20k without --region alone and
 * $19k without --home alone: neither explains the $8k. Where nothing is left, the first search is without the smallest
 * set of constraints that brings something back. */
#include "plan/plan_shadow.h"

#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"
#include "plan/plan_interval.h"

#define SINGLES_MAX 5

/* Options and APIs of another request, without the turns. */
static bool fill_answer(plan_answer *other, const plan_request *r, price_books *books)
{
    if (!plan_options_start(&other->options, r) || !plan_options_search(&other->options, &other->need)) {
        return false;
    }
    for (int i = 0; i < r->n_vs; i++) {
        if (!plan_api_find(&other->apis[i], r, books, r->vs[i])) {
            return false;
        }
        plan_api_set_rate(&other->apis[i], &other->need, other->need.requests_per_s);
        other->n_apis++;
    }
    return true;
}

static bool add_shadow(plan_answer *a, price_books *books, plan_candidates *c, uint64_t drop)
{
    plan_request loose = *a->request;
    plan_answer other = {.request = &loose, .need = a->need};
    plan_shadow *shadow = &a->shadows[a->n_shadows];
    if (a->n_shadows == PLAN_SHADOWS_MAX || plan_shadow_of(a, drop) != NULL) {
        return true;
    }
    *shadow = (plan_shadow){.drop = drop};
    bool is_good = constraint_words_drop(&a->request->constraints, drop, &loose.constraints);
    if (is_good && constraint_words_people(&loose.constraints) == 0) {
        staff_request_drop_asked(&loose.site);
    }
    is_good = is_good && fill_answer(&other, &loose, books);
    if (is_good) {
        shadow->is_found = plan_cheapest(&other, shadow->option, sizeof shadow->option, &shadow->usd_per_hour);
        a->n_shadows++;
        is_good = plan_interval_add(c, a, &other, drop);
    }
    plan_options_free(&other.options);
    return is_good;
}

/* Of machines and APIs that are rejected the constraints to give up first. */
static bool find_relaxation(plan_answer *a)
{
    uint64_t count = 0;
    uint64_t *words = plan_supplies_barred(a->request, a->options.accelerators, a->options.n_accelerators, &count);
    if (words == NULL) {
        return false;
    }
    uint64_t all[PLAN_VS_MAX] = {0}, n_apis = 0;
    const uint64_t stated = constraint_words_stated(&a->request->constraints);
    for (int i = 0; i < a->n_apis; i++) {
        if (a->apis[i].rejected_by != 0 && (a->apis[i].rejected_by & ~stated) == 0) {
            all[n_apis++] = a->apis[i].rejected_by;
        }
    }
    words = claim_again(words, (size_t)(count + n_apis) + 1, sizeof *words);
    memcpy(words + count, all, sizeof all[0] * (size_t)n_apis);
    if (count + n_apis > 0) {
        toll_plan_find_relaxation(words, count + n_apis, &a->relax, &a->n_back, NULL);
    }
    free(words);
    return true;
}

static bool add_singles(plan_answer *a, price_books *books, plan_candidates *c, uint64_t stated)
{
    int n_stated = 0;
    for (uint64_t rest = stated; rest != 0; rest &= rest - 1) {
        n_stated++;
    }
    for (uint64_t bit = 1; n_stated <= SINGLES_MAX && bit != 0 && bit <= stated; bit <<= 1) {
        if ((stated & bit) != 0 && !add_shadow(a, books, c, bit)) {
            return false;
        }
    }
    return true;
}

bool plan_shadow_find(plan_answer *a, price_books *books)
{
    const constraint_set *set = &a->request->constraints;
    if (set->count == 0) {
        return true;
    }
    bool is_nothing_left = plan_best(a) == NULL && plan_best_api(a) == NULL && !plan_mix_is_plan(&a->mix);
    if (is_nothing_left && !find_relaxation(a)) {
        return false;
    }
    const uint64_t stated = constraint_words_stated(set);
    plan_candidates c = {0};
    const bool is_good = plan_interval_add(&c, a, a, 0) && (a->relax == 0 || add_shadow(a, books, &c, a->relax)) &&
                         add_shadow(a, books, &c, stated) && add_singles(a, books, &c, stated);
    return plan_interval_finish(&c, a) && is_good;
}
