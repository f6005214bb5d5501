/* SPDX-License-Identifier: Apache-2.0 */
/* Each record is billed once more for each target, and compared only where it has both prices: what a target can't price
 * is listed with its reason, and is in neither sum.
 *
 * Example: of two records at 1.00 USD each the target prices one, at 0.40. The comparison is 1.00 with 0.40, for 1 record;
 * it is not 2.00 with 0.40. */
#include "bill/bill_as.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/figure_text.h"
#include "output/give_up.h"

bill_as *bill_as_start(bill_request *asked)
{
    if (asked->as.n_models == 0) {
        return NULL;
    }
    bill_as *as = claim(1, sizeof *as);
    as->asked = &asked->as;
    as_prices_start(&as->ran, asked, &asked->books);
    as->has_own_prices = asked->as.has_book;
    if (as->has_own_prices) {
        as->priced_books = &asked->as.books;
        as_prices_start(&as->priced, asked, as->priced_books);
    }
    as->n_targets = asked->as.n_models;
    for (int i = 0; i < as->n_targets; i++) {
        as->targets[i].model = asked->as.models[i];
        account_counters_start(&as->targets[i].counters, as->has_own_prices ? as->priced.asked : as->ran.asked);
    }
    return as;
}

void bill_as_free(bill_as *as)
{
    if (as == NULL) {
        return;
    }
    for (int i = 0; i < as->n_targets; i++) {
        bill_problems_free(&as->targets[i].missing);
        account_counters_free(&as->targets[i].counters);
    }
    as_prices_free(&as->ran);
    if (as->has_own_prices) {
        as_prices_free(&as->priced);
    }
    free(as);
}

/* ---- one record under a target ---- */

/* A record as the target would have it, and its bill. */
typedef struct as_record {
    toll_io_usage usage;
    as_bill bill;
    bill_question question; /* the total is the bill; the counters are those before it */
    const named_tariff *tariff;
    bool kept_tier, is_unknown;
    char reason[200];
} as_record;

static as_prices *prices_of(bill_as *as)
{
    return as->has_own_prices ? &as->priced : &as->ran;
}

static bool refuse_target(as_record *r, const char *reason)
{
    snprintf(r->reason, sizeof r->reason, "%.199s", reason);
    return false;
}

/* A name that no tariff of the asked provider has may be a dated or other name of what ran. */
static named_tariff *find_tariff(bill_as *as, as_record *r, const named_tariff *ran)
{
    price_names *names = &prices_of(as)->names;
    named_tariff *t = price_names_find(names, r->bill.provider, r->bill.model, r->bill.maker, r->usage.at_s);
    if (t->status != TOLL_OK && ran != NULL && ran->tariff >= 0 && as->asked->provider[0] != 0) {
        r->bill.model = ran->sold_as;
        t = price_names_find(names, r->bill.provider, r->bill.model, r->bill.maker, r->usage.at_s);
    }
    r->is_unknown = t->is_unlike;
    return t;
}

static bool ask_for_batch(const bill_as *as, as_record *r)
{
    if (!as->asked->is_batch) {
        return false;
    }
    if (r->usage.tier[0] == 0) {
        snprintf(r->usage.tier, sizeof r->usage.tier, "batch");
        return true;
    }
    r->kept_tier = strcmp(r->usage.tier, "batch") != 0;
    return false;
}

static void start_record(const bill_as *as, const as_target *target, const placed_record *record, as_record *r)
{
    const as_request *asked = as->asked;
    bool is_own = target->model[0] == 0;
    memset(&r->bill, 0, sizeof r->bill);
    r->usage = record->usage;
    r->usage.at_s = asked->has_at ? asked->at_s : r->usage.at_s;
    if (asked->tier != NULL) {
        snprintf(r->usage.tier, sizeof r->usage.tier, "%s", strcmp(asked->tier, "standard") == 0 ? "" : asked->tier);
    }
    r->bill.usage = &r->usage;
    r->bill.provider = asked->provider[0] != 0 || !is_own ? asked->provider : record->usage.provider;
    r->bill.model = is_own ? record->usage.model : target->model;
    r->bill.maker = is_own ? toll_io_usage_get_maker(record->usage.shape) : "";
    r->kept_tier = r->is_unknown = false;
    r->reason[0] = 0;
}

/* The bill in the record's tier, and its counters as they are after it. */
static bool bill_in_tier(as_prices *p, as_record *r, const named_tariff *t, bill_question *after)
{
    toll_error err;
    if (!record_context(&r->question, p->asked, &r->usage, t)) {
        return refuse_target(r, "a tier, region or attribute is longer than 95 bytes");
    }
    *after = r->question;
    memcpy(after->counters, r->question.counters, sizeof after->counters);
    toll_status status = record_bill(after, t, r->usage.usage, (uint64_t)r->usage.n_usage, &err);
    if (status != TOLL_OK) {
        record_bill_explain(t, r->usage.tier, &err, r->reason, sizeof r->reason);
        return false;
    }
    r->question.total = after->total;
    return true;
}

/* ran NULL: the record has no price as it ran. */
static bool bill_target(bill_as *as, as_target *target, as_record *r, const named_tariff *ran)
{
    as_prices *p = prices_of(as);
    bool is_changed = ask_for_batch(as, r);
    named_tariff *t = find_tariff(as, r, ran);
    bill_question after;
    if (t->status != TOLL_OK) {
        return refuse_target(r, t->reason);
    }
    r->tariff = r->bill.tariff = t;
    const char *wrong =
        account_counters_get(&target->counters, t, r->usage.account, r->usage.at_s, r->question.counters);
    if (wrong != NULL) {
        return refuse_target(r, wrong);
    }
    bool is_billed = bill_in_tier(p, r, t, &after);
    if (!is_billed && is_changed) {
        r->usage.tier[0] = 0;
        r->kept_tier = true;
        is_billed = bill_in_tier(p, r, t, &after);
    }
    if (!is_billed) {
        return false;
    }
    if (ran != NULL) { /* what is in no sum uses up no free tier of one */
        account_counters_put(&target->counters, t, r->usage.account, r->usage.at_s, after.counters);
    }
    r->bill.question = &r->question;
    return true;
}

/* ---- sums ---- */

static as_sum *sum_of(as_target *target, const char *currency)
{
    for (int i = 0; i < target->n_sums; i++) {
        if (strcmp(target->sums[i].currency, currency) == 0) {
            return &target->sums[i];
        }
    }
    if (target->n_sums == AS_CURRENCIES) {
        return NULL;
    }
    as_sum *sum = &target->sums[target->n_sums++];
    snprintf(sum->currency, sizeof sum->currency, "%s", currency);
    return sum;
}

static bool add_parts(as_parts *to, const as_parts *parts)
{
    for (int i = 0; i < AS_PARTS; i++) {
        if (toll_amount_add(&to->of[i], &parts->of[i], &to->of[i], NULL) != TOLL_OK) {
            return false;
        }
    }
    return true;
}

/* All of it or nothing. */
static bool add_compared(as_target *target, const bill_question *ran, const as_parts *ran_parts,
                         const bill_question *priced, const as_parts *priced_parts)
{
    as_sum *sum = sum_of(target, ran->total.currency);
    if (sum == NULL) {
        return false;
    }
    as_sum next = *sum;
    if (toll_amount_add(&next.ran, &ran->total.billed_cost, &next.ran, NULL) != TOLL_OK ||
        toll_amount_add(&next.priced, &priced->total.billed_cost, &next.priced, NULL) != TOLL_OK ||
        !add_parts(&next.ran_parts, ran_parts) || !add_parts(&next.priced_parts, priced_parts)) {
        return false;
    }
    next.records++;
    *sum = next;
    return true;
}

/* By the name that the log has. */
static void list_missing(as_target *target, const as_record *r, const toll_io_usage *ran, const char *reason)
{
    const char *model = ran->model[0] != 0 ? ran->model : "(no model)";
    bill_problems_unpriced(&target->missing, model, ran->provider, reason, r->is_unknown);
}

static int64_t input_of(const toll_io_usage *u)
{
    return u->n_usage > 0 && u->usage[0].meter == TOLL_METER_INPUT ? u->usage[0].quantity : 0; /* rising meters */
}

/* ran_parts NULL: they are beyond what amounts can hold. */
static void compare_record(bill_as *as, as_target *target, const placed_record *record, const as_bill *ran,
                           const as_parts *ran_parts)
{
    as_record r;
    as_parts parts;
    char reason[96];
    start_record(as, target, record, &r);
    if (!bill_target(as, target, &r, ran->tariff)) {
        list_missing(target, &r, &record->usage, r.reason);
        return;
    }
    if (strcmp(r.question.total.currency, ran->question->total.currency) != 0) {
        snprintf(reason, sizeof reason, "its price is in %s, that of the record in %s", r.question.total.currency,
                 ran->question->total.currency);
        list_missing(target, &r, &record->usage, reason);
        return;
    }
    if (ran_parts == NULL || !as_parts_split(prices_of(as), &r.bill, &parts) ||
        !add_compared(target, ran->question, ran_parts, &r.question, &parts)) {
        list_missing(target, &r, &record->usage, "a sum is beyond what amounts can hold");
        return;
    }
    target->kept_tier += r.kept_tier;
    if (target->model[0] != 0 && strcmp(r.tariff->sold_as, ran->tariff->sold_as) != 0) {
        int64_t input = input_of(&r.usage);
        target->is_other_model = true;
        target->longest_input = input > target->longest_input ? input : target->longest_input;
    }
}

void bill_as_priced(bill_as *as, const placed_record *record, const named_tariff *t, const bill_question *q)
{
    const toll_io_usage *u = &record->usage;
    as_bill ran = {u, u->provider, u->model, toll_io_usage_get_maker(u->shape), t, q};
    as_parts parts;
    bool is_split = as_parts_split(&as->ran, &ran, &parts);
    for (int i = 0; i < as->n_targets; i++) {
        compare_record(as, &as->targets[i], record, &ran, is_split ? &parts : NULL);
    }
}

void bill_as_unpriced(bill_as *as, const placed_record *record)
{
    as_record r;
    for (int i = 0; i < as->n_targets; i++) {
        start_record(as, &as->targets[i], record, &r);
        as->targets[i].alone += bill_target(as, &as->targets[i], &r, NULL);
    }
}

/* ---- what to say of it ---- */

bool bill_as_is_incomplete(const bill_as *as)
{
    for (int i = 0; as != NULL && i < as->n_targets; i++) {
        if (as->targets[i].missing.n_unpriced > 0) {
            return true;
        }
    }
    return false;
}

/* Tokens of the longest record that another model would have to take; -1: there is none. */
static int64_t longest_of(const bill_as *as)
{
    int64_t longest = -1;
    for (int i = 0; i < as->n_targets; i++) {
        const as_target *target = &as->targets[i];
        longest = target->is_other_model && target->longest_input > longest ? target->longest_input : longest;
    }
    return longest;
}

bool bill_as_caveat(const bill_as *as, int index, char *text, size_t size)
{
    bool is_batch = as->asked->is_batch || (as->asked->tier != NULL && strcmp(as->asked->tier, "batch") == 0);
    bool is_shortened = as->ran.has_shorter && (!as->has_own_prices || as->priced.has_shorter);
    int64_t longest = longest_of(as);
    const struct {
        bool is_said;
        const char *text;
    } caveats[] = {
        {longest >= 0, "tokenizers differ: these are the token counts of the models that ran; another family cuts the "
                       "same text into more or fewer tokens, so count some of your own texts with it"},
        {longest >= 0, "another model may answer at another length, and its cache may hold another share: both are "
                       "taken as they were"},
        {longest >= 0, "a price book has no context windows: the longest of these requests has %s input tokens"},
        {is_batch, "a batch is answered later, within hours; a log does not tell which requests could have waited"},
        {as->asked->has_at, "prices are those of --as-at; as it ran, each record has the prices of its own instant"},
        {!is_shortened, "context length is inside the prices of input, cache and output: the book does not compile "
                        "without its rules"}};
    for (size_t i = 0; i < sizeof caveats / sizeof caveats[0]; i++) {
        if (caveats[i].is_said && index-- == 0) {
            const char *count = strstr(caveats[i].text, "%s");
            int before = count != NULL ? (int)(count - caveats[i].text) : (int)strlen(caveats[i].text);
            snprintf(text, size, "%.*s%s%s", before, caveats[i].text, count != NULL ? figure_count(longest).text : "",
                     count != NULL ? count + 2 : "");
            return true;
        }
    }
    return false;
}

void bill_as_title(const bill_as *as, const as_target *target, char *text, size_t size)
{
    const as_request *a = as->asked;
    const char *tier = a->is_batch ? "batch" : a->tier != NULL ? a->tier : "";
    bool is_named = target->model[0] != 0;
    snprintf(text, size, "%s%s%s%s%s%s", is_named ? target->model : a->provider,
             is_named && a->provider[0] != 0 ? " of " : "", is_named ? a->provider : "",
             (is_named || a->provider[0] != 0) && tier[0] != 0 ? ", " : "", tier,
             a->has_book ? (is_named || a->provider[0] != 0 || tier[0] != 0 ? ", other book" : "other book") : "");
    if (text[0] == 0) {
        snprintf(text, size, "other instant");
    }
}
