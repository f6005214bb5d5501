/* SPDX-License-Identifier: Apache-2.0 */
/* Deployments whose words someone changed and stamped again. The stamp is no defence against that, so figures may be
 * nonsense, but every call ends and nothing is undefined. Here stand the cases that were found. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <math.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/saturating.h"
#include "fixture_ask.h"
#include "step/resolved_deployment.h"

/* A stamped deployment with another longest context of its model. */
static void forge_context(fixture *f, double max_context_tokens)
{
    toll__deployment *d = (toll__deployment *)f->words;
    d->placement.max_context_tokens = max_context_tokens;
    toll__deployment_close(d);
}

/* The search halves until neighbours are left: between 0 and 1.5, and where doubles are farther apart than 1, it would
 * never end. */
static void searches_end_whatever_a_context_is(void **state)
{
    (void)state;
    static const double contexts[] = {0.5, 1e-300, 1e15 + 0.5, 1e300, (double)INFINITY, (double)NAN, -1};
    static fixture f;
    fixture_defaults(&f);
    fixture_h100(&f);
    fixture_llama_8b(&f);
    resolve(&f);
    for (size_t i = 0; i < sizeof contexts / sizeof contexts[0]; i++) {
        toll_step_room room;
        forge_context(&f, contexts[i]);
        assert_int_equal(toll_step_bound_context(f.words, sizeof f.words, 1, &room, NULL), TOLL_OK);
        assert_true(room.likely >= 0 && room.likely <= 1000000000);
    }
}

static void conversions_stick_at_the_ends(void **state)
{
    (void)state;
    static const struct {
        double value;
        int64_t integer;
    } cases[] = {{0, 0},
                 {-0.9, 0},
                 {2.9, 2},
                 {-2.9, -2},
                 {9007199254740992.0, INT64_C(9007199254740992)},
                 {9223372036854774784.0, INT64_C(9223372036854774784)}, /* the double below 2^63 */
                 {9223372036854775808.0, INT64_MAX},
                 {1.7e195, INT64_MAX},
                 {(double)INFINITY, INT64_MAX},
                 {-9223372036854775808.0, INT64_MIN},
                 {-1e19, INT64_MIN},
                 {-(double)INFINITY, INT64_MIN},
                 {(double)NAN, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(toll__saturating_int64(cases[i].value) == cases[i].integer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches_end_whatever_a_context_is),
        cmocka_unit_test(conversions_stick_at_the_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
