/* SPDX-License-Identifier: Apache-2.0 */
/* toll vs A B: two named options on one load. */
#include <stdlib.h>

#include "input/exit_codes.h"
#include "output/give_up.h"
#include "plan/plan_commands.h"
#include "plan/plan_vs.h"

int command_vs(vs_request *r, const screen *s)
{
    vs_answer *v = claim(1, sizeof *v);
    int code = EXIT_BAD_INPUT;
    if (plan_vs_find(v, r)) {
        code = fact_ages_exit(&v->ages, plan_vs_is_compared(v) ? EXIT_FINE : EXIT_NOT_FEASIBLE);
        if (r->output.is_json) {
            plan_vs_json(v);
        } else {
            plan_vs_screen(v, s);
        }
    }
    plan_vs_free(v);
    free(v);
    return code;
}
