/* SPDX-License-Identifier: Apache-2.0 */
/* Random constraints never let a violating offering through. The truth about an offering is drawn first; sources tell it
 * whole, in part, or wrongly, and whatever is wrong is marked as unverified or disputed. "Allowed" must then be true.
 * The reference knows sets of places and comparisons alone, nothing of facts. */
#include "constraint_rows.h"
#include "toll_assert.h"

#define ROUNDS 5000
#define TOPICS 6 /* two of places, a number, a flag, a certificate, and one of a site */
#define PLACES 5

static const uint32_t topics[TOPICS] = {TOLL_TOPIC_PROCESSING,  TOLL_TOPIC_HOME, TOLL_TOPIC_RETENTION_DAYS,
                                        TOLL_TOPIC_NO_TRAINING, TOLL_TOPIC_SOC2, TOLL_TOPIC_POWER_KW};
static const char *const countries[PLACES] = {"de", "fr", "no", "us", "cn"};
static const struct {
    const char *word;
    unsigned mask; /* of the countries above */
} regions[] = {{"de", 1}, {"fr", 2},  {"no", 4},   {"us", 8},      {"cn", 16},
               {"eu", 3}, {"eea", 7}, {"apac", 0}, {"global", 31}, {"site", 0}};

#define REGIONS (sizeof regions / sizeof regions[0])

static uint64_t seed;

/* SplitMix64. */
static uint64_t draw(uint64_t below)
{
    uint64_t z = seed += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % below;
}

/* What is really so. */
typedef struct truth {
    unsigned places[2];
    double number[TOPICS];
    int flag[TOPICS];
} truth;

static int is_place(unsigned t)
{
    return t < 2;
}

static int is_number(unsigned t)
{
    return t == 2 || t == 5;
}

static truth draw_truth(void)
{
    truth x;
    memset(&x, 0, sizeof x);
    for (unsigned t = 0; t < TOPICS; t++) {
        x.number[t] = (double)draw(4) * 10;
        x.flag[t] = (int)draw(2);
    }
    x.places[0] = 1 + (unsigned)draw(31);
    x.places[1] = 1u << draw(PLACES);
    return x;
}

static void add_word(char *words, size_t size, const char *word)
{
    const size_t used = strlen(words);
    snprintf(words + used, size - used, "%s%s", used > 0 ? " " : "", word);
}

/* A statement of one source: the truth. */
static toll_catalog_offering_fact tell_truth(unsigned t, const truth *x)
{
    toll_catalog_offering_fact f = fact_of(topics[t], TOLL_STATE_YES, "", 0);
    for (unsigned p = 0; is_place(t) && p < PLACES; p++)
        if ((x->places[t] >> p & 1) != 0)
            add_word(f.words, sizeof f.words, countries[p]);
    if (is_number(t))
        f.value = x->number[t];
    else if (!is_place(t))
        f.state = x->flag[t] ? TOLL_STATE_YES : TOLL_STATE_NO;
    return f;
}

/* Every kind of row that may stand in a table: honest, or marked. */
static uint64_t tell_topic(unsigned t, const truth *x, toll_catalog_offering_fact *rows)
{
    truth other = draw_truth();
    uint64_t n = 0;
    switch (draw(7)) {
    case 0:
        return 0;
    case 1: /* unverified, so possibly wrong */
        rows[n] = tell_truth(t, &other);
        rows[n++].confidence = TOLL_CONFIDENCE_UNVERIFIED;
        break;
    case 2: /* two that disagree */
        rows[n++] = tell_truth(t, x);
        rows[n++] = tell_truth(t, &other);
        rows[0].is_disputed = rows[1].is_disputed = 1;
        break;
    case 3: /* a certificate that may cover something else */
        rows[n] = tell_truth(t, topics[t] == TOLL_TOPIC_SOC2 ? &other : x);
        rows[n++].scope = topics[t] == TOLL_TOPIC_SOC2 ? TOLL_COVERS_CLOUD : TOLL_COVERS_SERVICE;
        break;
    default:
        rows[n++] = tell_truth(t, x);
    }
    if (draw(2) == 0) { /* what could be had by doing something */
        rows[n] = tell_truth(t, &other);
        rows[n].is_disputed = rows[0].is_disputed;
        rows[n++].state = TOLL_STATE_CONDITIONAL;
    }
    return n;
}

static toll_plan_constraint draw_constraint(unsigned t)
{
    toll_plan_constraint c = constraint_of(topics[t], "", (double)draw(4) * 10, (uint32_t)draw(2));
    for (uint64_t k = draw(3) + 1; is_place(t) && k > 0; k--)
        add_word(c.words, sizeof c.words, regions[draw(REGIONS)].word);
    return c;
}

static unsigned mask_of(const char *words)
{
    unsigned mask = 0;
    char copy[128];
    snprintf(copy, sizeof copy, "%s", words);
    for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " "))
        for (size_t i = 0; i < REGIONS; i++)
            if (strcmp(w, regions[i].word) == 0)
                mask |= regions[i].mask;
    return mask;
}

/* The reference: does the truth keep the constraint? */
static int holds(const toll_plan_constraint *c, const truth *x, uint32_t deployment)
{
    unsigned t = 0;
    while (topics[t] != c->topic)
        t++;
    if (is_place(t))
        return (x->places[t] & ~mask_of(c->words)) == 0;
    if (c->topic == TOLL_TOPIC_POWER_KW)
        return deployment == TOLL_OFFERING_API || x->number[t] >= c->value;
    return is_number(t) ? x->number[t] <= c->value : x->flag[t];
}

typedef struct random_case {
    truth x;
    toll_catalog_offering offering;
    toll_catalog_offering_fact facts[TOPICS * 3];
    toll_plan_constraint constraints[5];
    uint64_t n_facts, n_constraints;
} random_case;

static void draw_case(random_case *r, int is_complete)
{
    r->x = draw_truth();
    r->offering = offering_named("a/b", 1 + (uint32_t)draw(4));
    r->n_facts = 0;
    for (unsigned t = 0; t < TOPICS; t++) {
        if (is_complete)
            r->facts[r->n_facts++] = tell_truth(t, &r->x);
        else
            r->n_facts += tell_topic(t, &r->x, r->facts + r->n_facts);
    }
    r->n_constraints = 1 + draw(5);
    for (uint64_t i = 0; i < r->n_constraints; i++)
        r->constraints[i] = draw_constraint((unsigned)draw(TOPICS));
}

static uint32_t ask_case(const random_case *r)
{
    toll_plan_verdict verdict;
    toll_error err = {0};
    const toll_status status =
        ask_offering(r->constraints, r->n_constraints, &r->offering, r->facts, r->n_facts, &verdict, NULL, &err);
    if (status != TOLL_OK)
        fail_msg("%s", err.message);
    return verdict.verdict;
}

static int keeps_all(const random_case *r)
{
    for (uint64_t i = 0; i < r->n_constraints; i++)
        if (!holds(&r->constraints[i], &r->x, r->offering.deployment))
            return 0;
    return 1;
}

static void no_violating_offering_is_allowed(void **state)
{
    (void)state;
    int n_allowed = 0, n_rejected = 0;
    seed = 1;
    for (int i = 0; i < ROUNDS; i++) {
        random_case r;
        draw_case(&r, 0);
        const uint32_t verdict = ask_case(&r);
        n_allowed += verdict == TOLL_STANDING_ALLOWED;
        n_rejected += verdict == TOLL_STANDING_REJECTED;
        if (verdict == TOLL_STANDING_ALLOWED)
            assert_true(keeps_all(&r));
    }
    assert_true(n_allowed > ROUNDS / 50 && n_rejected > ROUNDS / 10); /* both were asked about */
}

/* Where everything is told, read and undisputed, the verdict is the truth. */
static void whole_truths_decide_exactly(void **state)
{
    (void)state;
    seed = 2;
    for (int i = 0; i < ROUNDS; i++) {
        random_case r;
        draw_case(&r, 1);
        assert_int_equal(ask_case(&r), keeps_all(&r) ? TOLL_STANDING_ALLOWED : TOLL_STANDING_REJECTED);
    }
}

static void leave_out(random_case *r, uint64_t at)
{
    memmove(r->facts + at, r->facts + at + 1, (size_t)(r->n_facts - at - 1) * sizeof r->facts[0]);
    r->n_facts--;
}

static void leaving_out_a_fact_never_allows_what_was_rejected(void **state)
{
    (void)state;
    seed = 3;
    for (int i = 0; i < ROUNDS / 4; i++) {
        random_case r;
        draw_case(&r, 0);
        const uint32_t before = ask_case(&r);
        for (uint64_t at = 0; at < r.n_facts; at++) {
            random_case less = r;
            leave_out(&less, at);
            const uint32_t after = ask_case(&less);
            assert_false(before != TOLL_STANDING_ALLOWED && after == TOLL_STANDING_ALLOWED);
        }
    }
}

/* The same for the catalog's own offerings. */
static void the_catalog_allows_nothing_by_a_gap(void **state)
{
    (void)state;
    seed = 4;
    for (int i = 0; i < 400; i++) {
        uint64_t n = 0;
        toll_plan_verdict before, after;
        toll_catalog_offering_fact facts[TEST_FACTS];
        const uint64_t index = draw(toll_catalog_count(TOLL_TABLE_OFFERING));
        const toll_catalog_offering o = offering_at(index);
        assert_int_equal(toll_catalog_get_offering_facts(index, facts, TEST_FACTS, sizeof facts[0], &n, NULL), TOLL_OK);
        const toll_plan_constraint c[] = {draw_constraint((unsigned)draw(TOPICS)),
                                          draw_constraint((unsigned)draw(TOPICS))};
        assert_int_equal(ask_offering(c, 2, &o, facts, n, &before, NULL, NULL), TOLL_OK);
        for (uint64_t at = 0; at < n; at++) {
            toll_catalog_offering_fact kept = facts[at];
            facts[at] = facts[n - 1];
            assert_int_equal(ask_offering(c, 2, &o, facts, n - 1, &after, NULL, NULL), TOLL_OK);
            facts[at] = kept;
            assert_false(before.verdict != TOLL_STANDING_ALLOWED && after.verdict == TOLL_STANDING_ALLOWED);
        }
    }
}

static int count_bits(uint64_t set)
{
    int bits = 0;
    for (; set != 0; set >>= 1)
        bits += (int)(set & 1);
    return bits;
}

/* Of all sets of stated rows: none smaller brings anything back, and none of its size brings back more. */
static void the_relaxation_is_that_of_all_sets(void **state)
{
    (void)state;
    seed = 5;
    for (int i = 0; i < 2000; i++) {
        uint64_t sets[6], drop = 0;
        int64_t back = 0, best_back = 0;
        int best_bits = 99;
        const uint64_t n = 1 + draw(6);
        for (uint64_t k = 0; k < n; k++)
            sets[k] = 1 + draw(31);
        for (unsigned set = 1; set < 32; set++) {
            const int bits = count_bits(set);
            int brings = 0;
            for (uint64_t k = 0; k < n; k++)
                brings += (sets[k] & ~(uint64_t)set) == 0;
            if (brings > 0 && (bits < best_bits || (bits == best_bits && brings > best_back))) {
                best_bits = bits;
                best_back = brings;
            }
        }
        assert_int_equal(toll_plan_find_relaxation(sets, n, &drop, &back, NULL), TOLL_OK);
        assert_int_equal(back, best_back);
        assert_int_equal(count_bits(drop), best_bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_violating_offering_is_allowed),
        cmocka_unit_test(whole_truths_decide_exactly),
        cmocka_unit_test(leaving_out_a_fact_never_allows_what_was_rejected),
        cmocka_unit_test(the_catalog_allows_nothing_by_a_gap),
        cmocka_unit_test(the_relaxation_is_that_of_all_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
