/* SPDX-License-Identifier: Apache-2.0 */
/* toll offerings [show ID] with the options of constraints, and a site of one's own as one more offering. */
#include "input/offering_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"

/* What holds of any site of one's own: the user says where it is, and decides the rest. */
static void state_site(own_site *site, uint32_t topic, uint32_t state, const char *words, const char *text)
{
    toll_catalog_offering_fact *fact = &site->facts[site->n_facts++];
    memset(fact, 0, sizeof *fact);
    fact->topic = topic;
    fact->state = state;
    snprintf(fact->words, sizeof fact->words, "%s", words);
    snprintf(fact->text, sizeof fact->text, "%s", text);
    snprintf(fact->source, sizeof fact->source, "a site of your own");
}

static void start_site(own_site *site, const char *country)
{
    toll_catalog_offering *o = &site->offering;
    start_struct(o, sizeof *o, TOLL_KIND_CATALOG_OFFERING);
    snprintf(o->id, sizeof o->id, "own-site");
    snprintf(o->service, sizeof o->service, "A site of your own");
    o->deployment = TOLL_OFFERING_OWNED;
    state_site(site, TOLL_TOPIC_PROCESSING, TOLL_STATE_YES, country, "");
    state_site(site, TOLL_TOPIC_STORAGE, TOLL_STATE_YES, country, "");
    state_site(site, TOLL_TOPIC_TELEMETRY, TOLL_STATE_CONDITIONAL, "none site", "you switch off usage reports");
    state_site(site, TOLL_TOPIC_HOME, TOLL_STATE_YES, country, "");
    state_site(site, TOLL_TOPIC_RETENTION_DAYS, TOLL_STATE_CONDITIONAL, "", "you keep nothing: logs and caches too");
    state_site(site, TOLL_TOPIC_NO_TRAINING, TOLL_STATE_YES, "", "");
    state_site(site, TOLL_TOPIC_CUSTOMER_KEYS, TOLL_STATE_YES, "", "");
    state_site(site, TOLL_TOPIC_ON_PREMISES, TOLL_STATE_YES, "", "");
    state_site(site, TOLL_TOPIC_AIR_GAP, TOLL_STATE_CONDITIONAL, "", "you build it without a connection");
}

static bool is_country(const char *text)
{
    return strlen(text) == 2 && toll_plan_check_place(text, 2, NULL) == TOLL_OK && strcmp(text, "eu") != 0;
}

/* The model that the site runs, and what its licence permits. */
static bool read_site_model(own_site *site, const char *model)
{
    toll_catalog_match match;
    toll_catalog_offering_fact *served = &site->facts[site->n_facts];
    uint64_t n = 0;
    if (!lookup_match(TOLL_TABLE_MODEL, model, &match)) {
        return false;
    }
    state_site(site, TOLL_TOPIC_MODELS, TOLL_STATE_YES, "", "");
    snprintf(served->words, sizeof served->words, "%s", match.id);
    toll_catalog_get_license_facts((uint64_t)match.index, site->facts + site->n_facts, TOLL_LICENSE_FACTS_MAX,
                                   sizeof site->facts[0], &n, NULL);
    site->n_facts += n;
    return true;
}

static bool read_site(offering_request *r, const args *a)
{
    const char *country = args_text(a, OPTION_OWN_SITE, NULL), *model = args_text(a, OPTION_OFFERED_MODEL, NULL);
    r->has_site = country != NULL;
    if (!r->has_site) {
        return true;
    }
    if (!is_country(country)) {
        complain("--own-site: give the code of a country, de or ch, not \"%.40s\"", country);
        return false;
    }
    if (model == NULL) {
        complain("--own-site needs --model: which open model does it run?");
        return false;
    }
    start_site(&r->site, country);
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
