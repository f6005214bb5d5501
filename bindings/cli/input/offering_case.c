/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of an offering, from the catalog or as they follow from what the user says. */
#include "input/offering_case.h"

#include <stdio.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/constraint_words.h"

void offering_case_start(offering_case *c, const char *id, const char *provider, const char *service,
                         uint32_t deployment)
{
    memset(c, 0, sizeof *c);
    start_struct(&c->offering, sizeof c->offering, TOLL_KIND_CATALOG_OFFERING);
    snprintf(c->offering.id, sizeof c->offering.id, "%s", id);
    snprintf(c->offering.provider, sizeof c->offering.provider, "%s", provider);
    snprintf(c->offering.service, sizeof c->offering.service, "%s", service);
    c->offering.deployment = deployment;
}

toll_catalog_offering_fact *offering_case_state(offering_case *c, uint32_t topic, uint32_t state, const char *words,
                                                const char *text, const char *source)
{
    if (c->n_facts == OFFERING_FACTS_MAX) {
        return NULL;
    }
    toll_catalog_offering_fact *fact = &c->facts[c->n_facts++];
    memset(fact, 0, sizeof *fact);
    fact->topic = topic;
    fact->state = state;
    snprintf(fact->words, sizeof fact->words, "%s", words);
    snprintf(fact->text, sizeof fact->text, "%s", text);
    snprintf(fact->source, sizeof fact->source, "%s", source);
    return fact;
}

void offering_case_add_license(offering_case *c, uint64_t model)
{
    uint64_t n = 0;
    if (c->n_facts + TOLL_LICENSE_FACTS_MAX <= OFFERING_FACTS_MAX &&
        toll_catalog_get_license_facts(model, c->facts + c->n_facts, TOLL_LICENSE_FACTS_MAX, sizeof c->facts[0], &n,
                                       NULL) == TOLL_OK) {
        c->n_facts += n;
    }
}

bool offering_case_read(offering_case *c, uint64_t index)
{
    toll_error err;
    start_struct(&c->offering, sizeof c->offering, TOLL_KIND_CATALOG_OFFERING);
    if (toll_catalog_get_offering(index, &c->offering, &err) != TOLL_OK ||
        toll_catalog_get_offering_facts(index, c->facts, OFFERING_FACTS_MAX, sizeof c->facts[0], &c->n_facts, &err) !=
            TOLL_OK) {
        complain_error(&err);
        return false;
    }
    return true;
}

/* What holds of any site of the user's own: the user says where it is, and decides the rest. */
static void state_site(offering_case *c, const char *country)
{
    static const struct {
        uint32_t topic, state;
        const char *words, *text;
    } facts[] = {
        {TOLL_TOPIC_PROCESSING, TOLL_STATE_YES, NULL, ""},
        {TOLL_TOPIC_STORAGE, TOLL_STATE_YES, NULL, ""},
        {TOLL_TOPIC_TELEMETRY, TOLL_STATE_CONDITIONAL, "none site", "you switch off usage reports"},
        {TOLL_TOPIC_HOME, TOLL_STATE_YES, NULL, ""},
        {TOLL_TOPIC_RETENTION_DAYS, TOLL_STATE_CONDITIONAL, "", "you keep nothing: logs and caches too"},
        {TOLL_TOPIC_NO_TRAINING, TOLL_STATE_YES, "", ""},
        {TOLL_TOPIC_CUSTOMER_KEYS, TOLL_STATE_YES, "", ""},
        {TOLL_TOPIC_ON_PREMISES, TOLL_STATE_YES, "", ""},
        {TOLL_TOPIC_AIR_GAP, TOLL_STATE_CONDITIONAL, "", "you build it without a connection"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        offering_case_state(c, facts[i].topic, facts[i].state, facts[i].words != NULL ? facts[i].words : country,
                            facts[i].text, "a site of your own");
    }
}

bool offering_case_own_site(offering_case *c, const char *country)
{
    if (!constraint_words_is_country(country)) {
        complain("--own-site: give the code of a country, de or ch, not \"%.40s\"", country);
        return false;
    }
    offering_case_start(c, "own-site", "", "A site of your own", TOLL_OFFERING_OWNED);
    state_site(c, country);
    return true;
}
