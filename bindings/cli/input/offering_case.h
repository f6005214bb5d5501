/* SPDX-License-Identifier: Apache-2.0 */
/* An offering and what is known of it: of the catalog, or built from what the user says of a site of the user's own. */
#ifndef TOLL_CLI_INPUT_OFFERING_CASE_H
#define TOLL_CLI_INPUT_OFFERING_CASE_H

#include <stdbool.h>

#include <toll.h>

#define OFFERING_FACTS_MAX 64

typedef struct offering_case {
    toll_catalog_offering offering;
    toll_catalog_offering_fact facts[OFFERING_FACTS_MAX];
    uint64_t n_facts;
} offering_case;

/* Starts one without facts. */
void offering_case_start(offering_case *c, const char *id, const char *provider, const char *service,
                         uint32_t deployment);

/* Adds a fact; "" where there are no words, no text or no source. Returns it; beyond the room for them NULL: what is not
 * there is not known, and allows nothing. */
toll_catalog_offering_fact *offering_case_state(offering_case *c, uint32_t topic, uint32_t state, const char *words,
                                                const char *text, const char *source);

/* Adds what the licence of a model of the catalog permits. */
void offering_case_add_license(offering_case *c, uint64_t model);

/* Reads a row of the catalog with its facts. Complains and returns false where it can't. */
bool offering_case_read(offering_case *c, uint64_t index);

/* A site of the user's own in a country. Complains and returns false where that is none. */
bool offering_case_own_site(offering_case *c, const char *country);

#endif
