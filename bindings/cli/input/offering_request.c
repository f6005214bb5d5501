/* SPDX-License-Identifier: Apache-2.0 */
/* toll offerings [show ID] with the options of constraints, and a site of one's own as one more offering. */
#include "input/offering_request.h"

#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"

/* The model that the site runs, and what its licence permits. */
static bool read_site_model(offering_case *site, const char *model)
{
    toll_catalog_match match;
    if (!lookup_match(TOLL_TABLE_MODEL, model, &match)) {
        return false;
    }
    offering_case_state(site, TOLL_TOPIC_MODELS, TOLL_STATE_YES, match.id, "", "a site of your own");
    offering_case_add_license(site, (uint64_t)match.index);
    return true;
}

static bool read_site(offering_request *r, const args *a)
{
    const char *country = args_text(a, OPTION_OWN_SITE, NULL), *model = args_text(a, OPTION_OFFERED_MODEL, NULL);
    r->has_site = country != NULL;
    if (!r->has_site) {
        return true;
    }
    if (!offering_case_own_site(&r->site, country)) {
        return false;
    }
    if (model == NULL) {
        complain("--own-site needs --model: which open model does it run?");
        return false;
    }
    return read_site_model(&r->site, model);
}

/* An option that only a site of one's own answers would be met by every vendor in silence. */
static bool refuse_site_options(const offering_request *r, const args *a)
{
    static const option of_site[] = {OPTION_COMMERCIAL,    OPTION_HOSTING,        OPTION_EU_DOMICILE,
                                     OPTION_MONTHLY_USERS, OPTION_YEARLY_REVENUE, OPTION_ON_CALL};
    for (size_t i = 0; !r->has_site && i < sizeof of_site / sizeof of_site[0]; i++) {
        if (args_has(a, of_site[i])) {
            complain("%s asks about a site of your own: give --own-site COUNTRY and --model", option_name(of_site[i]));
            return true;
        }
    }
    return false;
}

static bool read_show(offering_request *r, const args *a)
{
    if (a->n_words == 1 && strcmp(a->words[0], "list") == 0) {
        return true;
    }
    if (a->n_words != 2 || strcmp(a->words[0], "show") != 0) {
        complain("toll offerings takes options alone, or show ID");
        return false;
    }
    r->id = a->words[1];
    return true;
}

bool offering_request_read(offering_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    if (a->n_words > 0 && !read_show(r, a)) {
        return false;
    }
    if (!constraint_words_read(&r->constraints, a) || !read_site(r, a) || refuse_site_options(r, a)) {
        return false;
    }
    if (r->id != NULL && r->constraints.count > 0) {
        complain("toll offerings show ID takes no constraints");
        return false;
    }
    return true;
}
