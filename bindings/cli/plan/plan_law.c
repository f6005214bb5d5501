/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of rented machines and APIs, as far as they are known, held against the constraints.
 *
 * A machine is an offering of its cloud. Its place is that of the price's region, since its disks and its accelerators
 * stand there. It is neither on the customer's site nor without a network. Where the operator is at home, and whose law
 * binds it, is known where the catalog has an offering of the same provider; a certificate or a term of that service
 * says nothing of the machine. All else is unknown: ask the vendor. What is not said here allows nothing.
 *
 * Worked: gcp's a3-highgpu-8g in europe-west4 under --region eu --home eu: it is computed and kept in nl, which is in
 * the EU; google is at home in us, which is not: rejected, and a machine of nebius (nl) is not. */
#include "plan/plan_law.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "plan/region_places.h"

#define BY_KIND "definition of the deployment type"

/* ---- Judging ---- */

static bool judge(const toll_plan_constraint *rows, uint64_t n_rows, plan_judged *j)
{
    toll_error err;
    start_struct(&j->verdict, sizeof j->verdict, TOLL_KIND_PLAN_VERDICT);
    if (toll_plan_check_offering(rows, n_rows, sizeof rows[0], &j->asked.offering, j->asked.facts, j->asked.n_facts,
                                 sizeof j->asked.facts[0], &j->verdict, j->reasons, TOLL_PLAN_CONSTRAINTS_MAX,
                                 sizeof j->reasons[0], &err) == TOLL_OK) {
        return true;
    }
    complain_error(&err);
    return false;
}

static bool judge_constraints(const plan_request *r, plan_judged *j)
{
    j->count = r->constraints.count;
    return judge(r->constraints.rows, r->constraints.count, j);
}

/* ---- Machines ---- */

static void add_place(offering_case *c, uint32_t topic, const region_place *place, const char *region)
{
    char text[96];
    snprintf(text, sizeof text, "region %.32s", region);
    toll_catalog_offering_fact *fact = offering_case_state(c, topic, TOLL_STATE_YES, place->code, text, place->source);
    if (fact != NULL && place->is_unverified) {
        fact->confidence = TOLL_CONFIDENCE_UNVERIFIED;
    }
}

static void add_kind(offering_case *c, const char *where)
{
    offering_case_state(c, TOLL_TOPIC_ON_PREMISES, TOLL_STATE_NO, "", where, BY_KIND);
    offering_case_state(c, TOLL_TOPIC_AIR_GAP, TOLL_STATE_NO, "", "reached over the vendor's network", BY_KIND);
}

static void add_operator_facts(offering_case *c, const offering_case *sold)
{
    for (uint64_t i = 0; i < sold->n_facts; i++) {
        const uint32_t topic = sold->facts[i].topic;
        if ((topic == TOLL_TOPIC_HOME || topic == TOLL_TOPIC_ACCESS_LAW) && c->n_facts < OFFERING_FACTS_MAX) {
            toll_catalog_offering_fact *fact = &c->facts[c->n_facts++];
            *fact = sold->facts[i];
            memset(fact->id, 0, sizeof fact->id);
            memset(fact->offering, 0, sizeof fact->offering);
        }
    }
}

/* What holds of an operator whatever it sells: of its first offering, since another one would state the same again.
 * Names of clouds are those of lists of prices, which call google gcp. */
static bool add_operator(offering_case *c, const char *cloud)
{
    offering_case sold;
    const char *provider = strcmp(cloud, "gcp") == 0 ? "google" : cloud;
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_OFFERING); i++) {
        if (!offering_case_read(&sold, i)) {
            return false;
        }
        if (strcmp(sold.offering.provider, provider) == 0) {
            add_operator_facts(c, &sold);
            return true;
        }
    }
    return true;
}

static void add_model_license(const plan_request *r, offering_case *c)
{
    if (!r->model.is_file) {
        offering_case_add_license(c, r->model.index);
    }
}

/* People who are paid for in the plan are there; that they are on call takes a rota. */
static void add_people(const plan_request *r, offering_case *c)
{
    const char *planned = "planned and paid for";
    if (r->site.people_gap != SITE_COUNTED) {
        return;
    }
    toll_catalog_offering_fact *fact = offering_case_state(c, TOLL_TOPIC_PEOPLE, TOLL_STATE_YES, "", planned, planned);
    if (fact != NULL) {
        fact->value = r->site.people;
    }
    offering_case_state(c, TOLL_TOPIC_ON_CALL, TOLL_STATE_CONDITIONAL, "", "you set up the rota", planned);
}

static void add_delivery(const plan_request *r, offering_case *c)
{
    if (r->site.has_delivery) {
        toll_catalog_offering_fact *fact =
            offering_case_state(c, TOLL_TOPIC_DELIVERY_WEEKS, TOLL_STATE_YES, "", "", "as given");
        if (fact != NULL) {
            fact->value = r->site.delivery_weeks;
        }
    }
}

bool plan_law_judge_machine(const plan_request *r, const machine_price *machine, plan_judged *j)
{
    const toll_catalog_instance *row = &machine->row;
    const region_place place = region_place_find(row->provider, row->region);
    char id[96];
    snprintf(id, sizeof id, "%s/%s", row->provider, row->instance);
    offering_case_start(&j->asked, id, row->provider, row->instance, TOLL_OFFERING_RENTED);
    if (place.code[0] != 0) {
        add_place(&j->asked, TOLL_TOPIC_PROCESSING, &place, row->region);
        add_place(&j->asked, TOLL_TOPIC_STORAGE, &place, row->region);
    }
    add_kind(&j->asked, "stands in the vendor's data centre");
    add_people(r, &j->asked);
    add_model_license(r, &j->asked);
    return add_operator(&j->asked, row->provider) && judge_constraints(r, j);
}

bool plan_law_judge_given(const plan_request *r, plan_judged *j)
{
    offering_case_start(&j->asked, "given", "", "at the price given", TOLL_OFFERING_RENTED);
    if (r->own_country[0] != 0 && !offering_case_own_site(&j->asked, r->own_country)) {
        return false;
    }
    add_people(r, &j->asked);
    add_delivery(r, &j->asked);
    add_model_license(r, &j->asked);
    return judge_constraints(r, j);
}

/* ---- APIs ---- */

/* "anthropic.claude-haiku-4-5" of a cloud is the maker's claude-haiku-4-5; "gpt-5.4" has no part in front. */
static const char *bare_name(const char *name)
{
    const char *bare = name;
    for (const char *c = name; *c != 0; c++) {
        if ((*c == '/' || *c == '.') && isalpha((unsigned char)c[1])) {
            bare = c + 1;
        }
    }
    return bare;
}

/* The constraints, and that the model is offered. */
static uint64_t rows_of_api(const plan_request *r, const char *name, toll_plan_constraint *rows)
{
    uint64_t count = r->constraints.count;
    memcpy(rows, r->constraints.rows, sizeof rows[0] * (size_t)count);
    memset(&rows[count], 0, sizeof rows[count]);
    rows[count].topic = TOLL_TOPIC_MODELS;
    rows[count].is_strict = r->constraints.is_strict;
    constraint_words_model(bare_name(name), rows[count].words, sizeof rows[count].words);
    return count + 1;
}

static bool is_better(const plan_judged *a, const plan_judged *b)
{
    if (a->verdict.verdict != b->verdict.verdict) {
        return a->verdict.verdict < b->verdict.verdict;
    }
    return a->verdict.n_rejected + a->verdict.n_actions < b->verdict.n_rejected + b->verdict.n_actions;
}

/* The region in an API's name ("us.anthropic...", "global...") is where it is bought: then that is the place, whatever
 * else its vendor sells. */
static void state_region(offering_case *c, const region_place *place)
{
    uint64_t kept = 0;
    for (uint64_t i = 0; i < c->n_facts; i++) {
        if (c->facts[i].topic != TOLL_TOPIC_PROCESSING) {
            c->facts[kept++] = c->facts[i];
        }
    }
    c->n_facts = kept;
    offering_case_state(c, TOLL_TOPIC_PROCESSING, TOLL_STATE_YES, place->code, "", "the region in the API's name");
}

static bool breaks_region(const plan_request *r, const plan_judged *j)
{
    for (uint64_t i = 0; i < r->constraints.count; i++) {
        if (r->constraints.rows[i].topic == TOLL_TOPIC_PROCESSING && j->reasons[i].code == TOLL_REASON_VIOLATED) {
            return true;
        }
    }
    return false;
}

/* A region in the name can break a constraint; that it is the right one is the offering's word to say. */
static bool judge_offering(const plan_request *r, const toll_book_name *name, const toll_plan_constraint *rows,
                           uint64_t n_rows, plan_judged *j)
{
    const region_place place = region_place_find(name->provider, name->region);
    const bool is_global = strcmp(name->region, "global") == 0 || strncmp(name->model, "global.", 7) == 0;
    if (place.code[0] != 0 || is_global) {
        const region_place named = is_global ? (region_place){.code = "global", .source = ""} : place;
        const offering_case whole = j->asked;
        state_region(&j->asked, &named);
        if (!judge(rows, n_rows, j)) {
            return false;
        }
        if (breaks_region(r, j)) {
            return true;
        }
        j->asked = whole;
    }
    return judge(rows, n_rows, j);
}

static bool is_of_provider(const plan_judged *j, const toll_book_name *name)
{
    return name->provider[0] != 0 && strcmp(j->asked.offering.provider, name->provider) == 0;
}

/* The best of the provider's offerings that have the model. */
static bool judge_offerings(const plan_request *r, const toll_book_name *name, const toll_plan_constraint *rows,
                            uint64_t n_rows, plan_judged *best, bool *is_found)
{
    plan_judged other = {.count = n_rows};
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_OFFERING); i++) {
        if (!offering_case_read(&other.asked, i)) {
            return false;
        }
        if (!is_of_provider(&other, name)) {
            continue;
        }
        if (!judge_offering(r, name, rows, n_rows, &other)) {
            return false;
        }
        bool is_served = other.reasons[n_rows - 1].code != TOLL_REASON_VIOLATED;
        if (is_served && (!*is_found || is_better(&other, best))) {
            *best = other;
            *is_found = true;
        }
    }
    return true;
}

bool plan_law_judge_api(const plan_request *r, const toll_book_name *name, const char *asked, plan_judged *j)
{
    toll_plan_constraint rows[TOLL_PLAN_CONSTRAINTS_MAX];
    bool is_found = false;
    if (r->constraints.count == TOLL_PLAN_CONSTRAINTS_MAX) {
        complain("too many constraints: with an API that the model is offered is one more");
        return false;
    }
    const uint64_t n_rows = rows_of_api(r, name->model[0] != 0 ? name->model : asked, rows);
    if (!judge_offerings(r, name, rows, n_rows, j, &is_found) || is_found) {
        return is_found;
    }
    offering_case_start(&j->asked, name->provider[0] != 0 ? name->provider : "not known", name->provider, "API",
                        TOLL_OFFERING_API);
    add_kind(&j->asked, "runs in the vendor's data centres");
    j->count = r->constraints.count;
    return judge_offering(r, name, r->constraints.rows, r->constraints.count, j);
}

/* ---- Reasons ---- */

bool plan_law_is_told(const plan_request *r, const plan_judged *j, uint64_t reason)
{
    if (j->verdict.verdict == TOLL_STANDING_ALLOWED || j->reasons[reason].verdict != j->verdict.verdict) {
        return false;
    }
    const int64_t root = reason < r->constraints.count ? r->constraints.rows[reason].implied_by : 0;
    return root == 0 || j->reasons[root - 1].verdict != TOLL_STANDING_REJECTED;
}

void plan_law_text(const plan_request *r, const plan_judged *j, uint64_t reasons_max, char *text, size_t size)
{
    size_t used = 0;
    uint64_t shown = 0, left = 0;
    text[0] = 0;
    for (uint64_t i = 0; i < j->count; i++) {
        if (!plan_law_is_told(r, j, i)) {
            continue;
        }
        if (shown == reasons_max || used >= size) {
            left++;
            continue;
        }
        const toll_plan_reason *reason = &j->reasons[i];
        used += (size_t)snprintf(text + used, size - used, "%s%s%s%s%s", shown > 0 ? "; " : "", reason->text,
                                 reason->source[0] != 0 ? " (" : "", reason->source, reason->source[0] != 0 ? ")" : "");
        shown++;
    }
    if (left > 0 && used < size) {
        snprintf(text + used, size - used, "; and %llu more", (unsigned long long)left);
    }
}
