/* SPDX-License-Identifier: Apache-2.0 */
/* toll plan chat.toll search.toll: each file is read as if it stood alone, with what was typed laid over it.
 *
 * What is typed holds for every need, so what may be counted once alone is refused there: 1.5 people typed for three needs
 * would be 4.5. It belongs to one of the files. A need must be a load of today: a deadline or a growth has no hourly cost
 * that could be added to another one's. */
#include "input/needs_request.h"

#include <stdlib.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "output/give_up.h"

bool needs_request_is_asked(const args *a)
{
    int files = 0;
    for (int i = 0; i < a->n_words; i++) {
        files += need_file_is_name(a->words[i]);
    }
    return files > 1;
}

/* One crew, one budget, one answer: typed for all they would be counted, or written, once for each. */
static bool refuse_typed(const args *a)
{
    static const option once[] = {OPTION_STAFF,    OPTION_ON_CALL,   OPTION_PLAN_BUDGET,  OPTION_PLAN_POWER,
                                  OPTION_MAX_GPUS, OPTION_AVAILABLE, OPTION_USD_PER_MTOK, OPTION_SITE_POWER,
                                  OPTION_RATE,     OPTION_TOKENS,    OPTION_WITHIN,       OPTION_GROWTH,
                                  OPTION_HORIZON,  OPTION_HOURS,     OPTION_SPLIT_POOLS,  OPTION_LEVERS,
                                  OPTION_REPORT,   OPTION_TARIFF,    OPTION_SAVE,         OPTION_COMMANDS,
                                  OPTION_EVERY};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        if (args_has(a, once[i])) {
            complain(
                "%s does not go with several need files: it would hold for each of them; write it into one of them, "
                "or plan that need alone",
                option_name(once[i]));
            return false;
        }
    }
    return true;
}

static bool check_files(const args *a)
{
    for (int i = 0; i < a->n_words; i++) {
        if (!need_file_is_name(a->words[i]) || strcmp(a->words[i], "-") == 0) {
            complain("several needs are files that end in .toll, and nothing else; got \"%.60s\"", a->words[i]);
            return false;
        }
        for (int k = 0; k < i; k++) {
            if (strcmp(a->words[i], a->words[k]) == 0) {
                complain("%.200s is given twice: its need would be paid twice", a->words[i]);
                return false;
            }
        }
    }
    if (a->n_words > NEEDS_MAX) {
        complain("at most %d need files can be planned together", NEEDS_MAX);
        return false;
    }
    return true;
}

static bool is_load_of_today(const plan_request *r)
{
    const bool is_load = r->need.requests_per_s > 0 && !r->inverse.is_offline;
    if (is_load && !r->horizon.is_asked && r->hours.count == 0 && r->hours.n_available == 0) {
        return true;
    }
    complain(is_load
                 ? "among several needs each is a load of today: horizon, growth, hours and available need a plan of "
                   "their own"
                 : "among several needs each gives its load: rate = 20");
    return false;
}

bool needs_request_read(needs_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    if (!refuse_typed(a) || !check_files(a)) {
        return false;
    }
    r->each = claim((size_t)a->n_words, sizeof *r->each);
    for (int i = 0; i < a->n_words; i++) {
        args own = *a;
        own.n_words = 1;
        own.words[0] = r->files[i] = a->words[i];
        r->count++;
        if (!plan_request_read(&r->each[i], &own) || !is_load_of_today(&r->each[i])) {
            return false;
        }
        complain_place_by(NULL); /* what is said later is no longer about the words of this file */
    }
    return true;
}

void needs_request_free(needs_request *r)
{
    for (int i = 0; i < r->count; i++) {
        plan_request_free(&r->each[i]);
    }
    free(r->each);
    r->count = 0;
}
