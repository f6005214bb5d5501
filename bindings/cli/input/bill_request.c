/* SPDX-License-Identifier: Apache-2.0 */
/* toll bill LOG...: options become limits and lists; names in them are checked here, so that a mistake shows before a long
 * log is read. */
#include "input/bill_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/instant.h"
#include "input/numbers.h"

_Static_assert(ARGS_WORDS <= BILL_LOGS && ARGS_PAIRS <= BILL_PAIRS, "every word may be a log, every pair is kept");

static const char *const columns[BILL_COLUMNS] = {"model", "hour",   "day",     "month", "provider",
                                                  "tier",  "region", "account", "shape"};

const char *bill_column_name(bill_column column)
{
    return columns[column];
}

/* The next word of a list with commas; NULL at its end. */
static const char *next_word(const char **list, size_t *length)
{
    const char *word = *list;
    if (word == NULL || *word == 0) {
        return NULL;
    }
    *length = strcspn(word, ",");
    *list = word[*length] == ',' ? word + *length + 1 : word + *length;
    return word;
}

/* "key" is what people call an account of a log. */
static bool find_column(const char *word, size_t length, bill_column *column)
{
    for (int i = 0; i < BILL_COLUMNS; i++) {
        bool is_same = strlen(columns[i]) == length && strncmp(columns[i], word, length) == 0;
        if (is_same || (i == BILL_BY_ACCOUNT && length == 3 && strncmp(word, "key", 3) == 0)) {
            *column = (bill_column)i;
            return true;
        }
    }
    return false;
}

static bool read_by(bill_request *r, const char *list)
{
    size_t length;
    for (const char *word = next_word(&list, &length); word != NULL; word = next_word(&list, &length)) {
        if (r->n_by == BILL_BY) {
            complain("--by takes at most %d columns", BILL_BY);
            return false;
        }
        if (!find_column(word, length, &r->by[r->n_by++])) {
            char wanted[32];
            snprintf(wanted, sizeof wanted, "%.*s", (int)length, word);
            const char *nearest = nearest_name(wanted, columns, BILL_COLUMNS);
            complain(nearest != NULL ? "--by: no column \"%s\"; did you mean %s?" : "--by: no column \"%s\"", wanted,
                     nearest);
            return false;
        }
    }
    return true;
}

static bool read_map(bill_request *r, const char *list)
{
    size_t length;
    for (const char *word = next_word(&list, &length); word != NULL; word = next_word(&list, &length)) {
        const char *equals = memchr(word, '=', length);
        bool is_pair = equals != NULL && equals > word && equals + 1 < word + length;
        if (!is_pair || r->n_mappings == BILL_PAIRS) {
            complain(is_pair ? "--map takes at most %d keys" : "--map takes TARGET=KEY,..., as in input=n_prompt",
                     BILL_PAIRS);
            return false;
        }
        r->mappings[r->n_mappings++] =
            (bill_mapping){word, equals + 1, (uint64_t)(equals - word), (uint64_t)(word + length - equals - 1)};
    }
    return true;
}

static bool read_bill_pair(bill_pair *pair, const char *option_name, const char *text)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals[1] == 0 || equals - text >= (long)sizeof pair->name) {
        complain("%s takes NAME=VALUE, got \"%.60s\"", option_name, text);
        return false;
    }
    snprintf(pair->name, sizeof pair->name, "%.*s", (int)(equals - text), text);
    pair->value = equals + 1;
    return true;
}

static bool read_pairs(bill_request *r, const args *a)
{
    for (int i = 0; i < a->n_attributes; i++) {
        if (!read_bill_pair(&r->attributes[r->n_attributes++], "--attribute", a->attributes[i])) {
            return false;
        }
    }
    for (int i = 0; i < a->n_counters; i++) {
        bill_pair *counter = &r->counters[r->n_counters];
        if (!read_bill_pair(counter, "--counter", a->counters[i])) {
            return false;
        }
        if (!number_parse_count(counter->value, &r->counter_values[r->n_counters]) ||
            r->counter_values[r->n_counters] < 0) {
            complain("--counter takes NAME=N with N from 0 on, got \"%.60s\"", a->counters[i]);
            return false;
        }
        r->n_counters++;
    }
    return true;
}

static bool read_bill_instant(const args *a, option which, int64_t *at_s)
{
    const char *text = args_text(a, which, NULL);
    if (text == NULL || instant_parse(text, at_s)) {
        return true;
    }
    complain("%s takes an instant such as 2026-08-21 or 2026-08-21T09:30:00Z, got \"%.40s\"", option_name(which), text);
    return false;
}

static bool read_instants(bill_request *r, const args *a)
{
    r->at_s = instant_now();
    r->has_at = args_has(a, OPTION_AT);
    r->since_s = INT64_MIN;
    r->until_s = INT64_MAX;
    if (!read_bill_instant(a, OPTION_AT, &r->at_s) || !read_bill_instant(a, OPTION_SINCE, &r->since_s) ||
        !read_bill_instant(a, OPTION_UNTIL, &r->until_s)) {
        return false;
    }
    if (r->since_s >= r->until_s) {
        complain("--since must be before --until");
        return false;
    }
    return true;
}

static bool read_limits(bill_request *r, const args *a)
{
    const char *budget = args_text(a, OPTION_BILL_BUDGET, NULL), *period = args_text(a, OPTION_RESET, "month");
    static const char *const periods[] = {"month", "day", "never"};
    int found = 0;
    toll_error err;
    r->has_budget = budget != NULL;
    if (budget != NULL &&
        (toll_amount_parse(budget, strlen(budget), &r->budget, &err) != TOLL_OK || r->budget.high < 0)) {
        complain("--budget takes an amount such as 500 or 0.25, got \"%.40s\"", budget);
        return false;
    }
    while (found < 3 && strcmp(periods[found], period) != 0) {
        found++;
    }
    r->period = (bill_period)found;
    r->top = args_count(a, OPTION_TOP, 20);
    if (found == 3 || r->top < 1 || r->top > BILL_TOP_MOST) {
        complain(found == 3 ? "--reset takes day, month or never" : "--top takes 1 .. %d", BILL_TOP_MOST);
        return false;
    }
    return true;
}

static bool read_texts(bill_request *r, const args *a)
{
    r->shape = args_text(a, OPTION_SHAPE, "");
    r->model = args_text(a, OPTION_MODEL, "");
    r->provider = args_text(a, OPTION_PROVIDER, "");
    r->tier = args_text(a, OPTION_TIER, "");
    r->region = args_text(a, OPTION_REGION, "");
    r->account = args_text(a, OPTION_ACCOUNT, "");
    r->is_sorted = args_has(a, OPTION_SORT);
    r->is_closed = args_has(a, OPTION_CLOSE);
    r->is_forecast = args_has(a, OPTION_FORECAST);
    r->output = output_request_read(a);
    return read_map(r, args_text(a, OPTION_MAP, NULL)) && read_by(r, args_text(a, OPTION_BY, "model"));
}

/* A pool has an answer of its own. */
static bool read_charge(bill_request *r, const args *a)
{
    static const option others[] = {OPTION_BY, OPTION_BILL_BUDGET, OPTION_FORECAST,
                                    OPTION_AS, OPTION_BILL_FOCUS,  OPTION_TAX};
    for (size_t i = 0; i < sizeof others / sizeof others[0] && args_has(a, OPTION_POOL); i++) {
        if (args_has(a, others[i])) {
            complain("--pool is charged by account: it takes no %s", option_name(others[i]));
            return false;
        }
    }
    return pool_request_read(&r->pool, a);
}

/* What needs the book to be checked. */
static bool read_what_if(bill_request *r, const args *a)
{
    if (!model_names_read(&r->names, a, &r->books) || !as_request_read(&r->as, a, &r->books)) {
        return false;
    }
    if (r->as.n_models > 0 && r->pool.is_asked) {
        complain("--pool is charged as it ran: it takes no --as, --as-tier and the like");
        return false;
    }
    if (r->as.n_models > 0 && r->money.currency[0] != 0) {
        complain("--as compares costs in the currencies of the tariffs: it takes no --currency");
        return false;
    }
    if ((r->as.n_models > 0 || r->is_forecast) && r->output.is_csv) {
        complain("%s answers on the screen or with --json, not with --csv", r->is_forecast ? "--forecast" : "--as");
        return false;
    }
    return true;
}

/* Standard output takes one of them. */
static bool has_one_answer(const bill_request *r)
{
    const char *focus = r->money.focus;
    if (focus == NULL || strcmp(focus, "-") != 0 || (!r->output.is_csv && !r->output.is_json)) {
        return true;
    }
    complain("--focus - and %s both write to standard output: give --focus a file",
             r->output.is_csv ? "--csv" : "--json");
    return false;
}

bool bill_request_read(bill_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    if (a->n_words == 0) {
        complain("give a log: toll bill LOG..., or - for standard input");
        return false;
    }
    for (r->n_logs = 0; r->n_logs < a->n_words; r->n_logs++) {
        r->logs[r->n_logs] = a->words[r->n_logs];
    }
    return read_texts(r, a) && read_instants(r, a) && read_limits(r, a) && read_pairs(r, a) && read_charge(r, a) &&
           money_request_read(&r->money, a) && has_one_answer(r) && fact_ages_read(&r->ages, a) &&
           price_books_read(&r->books, args_text(a, OPTION_BOOK, NULL)) && read_what_if(r, a);
}

void bill_request_free(bill_request *r)
{
    as_request_free(&r->as);
    model_names_free(&r->names);
    price_books_close(&r->books);
    money_request_free(&r->money);
}
