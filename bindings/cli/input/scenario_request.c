/* SPDX-License-Identifier: Apache-2.0 */
/* toll tco FILE | kinds | defaults with the options of draws and files. One draw has no spread, so it is refused. */
#include "input/scenario_request.h"

#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/instant.h"
#include "input/instant_option.h"

#define DEFAULT_DRAWS 1000
#define DRAWS_MAX     100000
#define SECONDS_MAX   20 /* a reader still waits; 1,000 draws of 10 options over 10 years take 4 */

static scenario_action action_of(const char *word)
{
    if (strcmp(word, "kinds") == 0) {
        return SCENARIO_KINDS;
    }
    return strcmp(word, "defaults") == 0 ? SCENARIO_DEFAULTS : SCENARIO_STUDY;
}

bool scenario_request_read(scenario_request *r, const args *a)
{
    *r = (scenario_request){.draws = args_count(a, OPTION_DRAWS, DEFAULT_DRAWS),
                            .seed = (uint64_t)args_count(a, OPTION_SEED, 1),
                            .seconds_max = args_number(a, OPTION_MAX_SECONDS, SECONDS_MAX),
                            .ledger = args_text(a, OPTION_LEDGER, NULL),
                            .focus = args_text(a, OPTION_FOCUS, NULL),
                            .book = args_text(a, OPTION_BOOK, NULL),
                            .output = output_request_read(a)};
    int64_t at_s;
    if (!instant_option_read(a, &at_s) || !fact_ages_read(&r->ages, a)) {
        return false;
    }
    if (a->n_words != 1) {
        complain("give one scenario file, kinds or defaults: toll tco FILE");
        return false;
    }
    r->path = a->words[0];
    r->action = action_of(r->path);
    r->has_start = args_has(a, OPTION_START) && instant_parse(args_text(a, OPTION_START, ""), &r->start_s);
    if (r->action == SCENARIO_STUDY && (r->draws < 0 || r->draws > DRAWS_MAX || r->draws == 1)) {
        complain("--draws must be 0, or from 2 to %d", DRAWS_MAX);
        return false;
    }
    if (!focus_version_parse(args_text(a, OPTION_FOCUS_VERSION, "1.2"), &r->focus_version)) {
        complain("--focus-version takes 1.2 or 1.0");
        return false;
    }
    if (!(r->seconds_max > 0)) {
        complain("--max-seconds must be above 0");
        return false;
    }
    return true;
}
