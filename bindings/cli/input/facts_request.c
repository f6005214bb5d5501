/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw | model [list | show ID | prices ID | find NAME..], and the lists without names. An id alone means show. */
#include "input/facts_request.h"

#include <string.h>

#include "input/args.h"
#include "input/complain.h"

#define DEFAULT_CONTEXT 8192

static void start_facts_request(facts_request *r, const args *a)
{
    *r = (facts_request){.action = FACTS_LIST,
                         .vendor = args_text(a, OPTION_VENDOR, NULL),
                         .precision = args_text(a, OPTION_PRECISION, NULL),
                         .context_tokens = args_count(a, OPTION_CONTEXT, DEFAULT_CONTEXT),
                         .is_unknown_allowed = args_has(a, OPTION_ALLOW_UNKNOWN),
                         .output = output_request_read(a)};
}

static bool is_list(const args *a)
{
    return a->n_words == 0 || strcmp(a->words[0], "list") == 0;
}

/* find NAME.. */
static bool is_find(const args *a)
{
    return strcmp(a->words[0], "find") == 0;
}

static bool read_names(facts_request *r, const args *a, const char *command)
{
    r->action = FACTS_FIND;
    r->names = a->words + 1;
    r->n_names = a->n_words - 1;
    if (r->n_names == 0) {
        complain("give names, or - for lines of standard input: toll %s find NAME..", command);
    }
    return r->n_names > 0;
}

/* --instances replaces prices, so no other answer takes it. */
static bool refuse_own_prices(const args *a)
{
    bool is_prices = a->n_words > 0 && strcmp(a->words[0], "prices") == 0;
    if (is_prices || !args_has(a, OPTION_INSTANCES)) {
        return false;
    }
    complain("--instances belongs to toll hw prices ID");
    return true;
}

/* --here asks this machine, so names and filters have nothing to do. Returns whether there are none. */
static bool refuse_with_here(const facts_request *r, const args *a)
{
    if (a->n_words == 0 && r->vendor == NULL) {
        return true;
    }
    complain("--here takes no names and no --vendor: toll hw --here");
    return false;
}

bool facts_request_read_hw(facts_request *r, const args *a)
{
    start_facts_request(r, a);
    if (refuse_own_prices(a)) {
        return false;
    }
    if (args_has(a, OPTION_HERE)) {
        r->action = FACTS_HERE;
        return refuse_with_here(r, a);
    }
    if (is_list(a)) {
        return true;
    }
    if (r->vendor != NULL) {
        complain("--vendor filters the list: toll hw --vendor NAME");
        return false;
    }
    if (is_find(a)) {
        return read_names(r, a, "hw");
    }
    bool is_prices = strcmp(a->words[0], "prices") == 0, is_show = strcmp(a->words[0], "show") == 0;
    if (a->n_words != (is_prices || is_show ? 2 : 1)) {
        complain("give one id: toll hw %s ID", is_prices ? "prices" : "show");
        return false;
    }
    r->action = is_prices ? FACTS_PRICES : FACTS_SHOW;
    r->id = a->words[a->n_words - 1];
    return own_prices_read(&r->own, a);
}

void facts_request_free(facts_request *r)
{
    own_prices_release(&r->own);
}

bool facts_request_read_model(facts_request *r, const args *a)
{
    start_facts_request(r, a);
    if (is_list(a)) {
        return true;
    }
    if (is_find(a)) {
        return read_names(r, a, "model");
    }
    bool is_show = strcmp(a->words[0], "show") == 0;
    if (a->n_words != 1 + is_show) {
        complain("give one id: toll model show ID");
        return false;
    }
    r->action = FACTS_SHOW;
    r->id = a->words[is_show];
    return true;
}

bool facts_request_read_defaults(facts_request *r, const args *a)
{
    start_facts_request(r, a);
    if (a->n_words == 0 || (a->n_words == 1 && strcmp(a->words[0], "list") == 0)) {
        return true;
    }
    bool is_find = strcmp(a->words[0], "find") == 0, is_show = strcmp(a->words[0], "show") == 0;
    if (is_find && a->n_words > 1) {
        r->words = &a->words[1];
        r->n_words = a->n_words - 1;
        return true;
    }
    if (a->n_words != 1 + is_show || is_find) {
        complain("toll defaults lists, shows one or finds some: toll defaults, show ID, find WORD");
        return false;
    }
    r->action = FACTS_SHOW;
    r->id = a->words[is_show];
    return true;
}

bool facts_request_read_list(facts_request *r, const args *a)
{
    start_facts_request(r, a);
    if (a->n_words > 0) {
        complain("toll %s takes no names, got \"%.40s\"", a->command == COMMAND_ENGINE ? "engine" : "precision",
                 a->words[0]);
        return false;
    }
    return true;
}
