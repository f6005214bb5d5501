/* SPDX-License-Identifier: Apache-2.0 */
/* Options of law, place and people as constraints. A word that is not known is refused with the nearest ones, since a
 * misspelt certificate must not filter nothing. */
#include "input/constraint_words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/numbers.h"

#define WORD_MAX 64

/* Options that are a flag: given, or not. */
static const struct {
    option which;
    uint32_t topic;
} flag_words[] = {
    {OPTION_AIR_GAP, TOLL_TOPIC_AIR_GAP},
    {OPTION_NO_TRAINING, TOLL_TOPIC_NO_TRAINING},
    {OPTION_CUSTOMER_KEYS, TOLL_TOPIC_CUSTOMER_KEYS},
    {OPTION_ON_PREMISES, TOLL_TOPIC_ON_PREMISES},
    {OPTION_ON_CALL, TOLL_TOPIC_ON_CALL},
    {OPTION_LISTED_SUBPROCESSORS, TOLL_TOPIC_SUBPROCESSORS_KNOWN},
    {OPTION_COMMERCIAL, TOLL_TOPIC_COMMERCIAL},
    {OPTION_HOSTING, TOLL_TOPIC_HOSTING},
    {OPTION_EU_DOMICILE, TOLL_TOPIC_EU_DOMICILE},
};

/* Options with places. --region is where requests are computed and where they are kept. */
static const struct {
    option which;
    uint32_t topic;
} place_words[] = {
    {OPTION_DATA_REGION, TOLL_TOPIC_PROCESSING},      {OPTION_HOME, TOLL_TOPIC_HOME},
    {OPTION_ACCESS_LAW, TOLL_TOPIC_ACCESS_LAW},       {OPTION_TELEMETRY, TOLL_TOPIC_TELEMETRY},
    {OPTION_SUBPROCESSORS, TOLL_TOPIC_SUBPROCESSORS},
};

/* Options with a number. */
static const struct {
    option which;
    uint32_t topic;
} number_words[] = {
    {OPTION_RETENTION_DAYS, TOLL_TOPIC_RETENTION_DAYS},
    {OPTION_MONTHLY_USERS, TOLL_TOPIC_MONTHLY_USERS},
    {OPTION_YEARLY_REVENUE, TOLL_TOPIC_YEARLY_REVENUE_USD},
};

/* Names of places that people type, as hints alone: the codes are the library's. */
static const struct {
    const char *name;
    const char *code;
} place_hints[] = {
    {"europe", "eu"},        {"european-union", "eu"},
    {"germany", "de"},       {"france", "fr"},
    {"usa", "us"},           {"america", "us"},
    {"united-states", "us"}, {"britain", "gb"},
    {"england", "gb"},       {"switzerland", "ch"},
    {"china", "cn"},         {"japan", "jp"},
    {"india", "in"},         {"australia", "au"},
    {"canada", "ca"},        {"asia", "apac"},
    {"world", "global"},     {"anywhere", "global"},
    {"onprem", "site"},      {"on-premises", "site"},
    {"singapore", "sg"},     {"netherlands", "nl"},
    {"spain", "es"},         {"italy", "it"},
    {"sweden", "se"},        {"eu", "eu"},
    {"eea", "eea"},          {"apac", "apac"},
    {"global", "global"},    {"site", "site"},
};

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

static toll_plan_constraint *state_constraint(constraint_set *set, uint32_t topic, const char *name, const char *value)
{
    if (set->count == TOLL_PLAN_CONSTRAINTS_MAX) {
        complain("too many constraints: %d at most", TOLL_PLAN_CONSTRAINTS_MAX);
        return NULL;
    }
    toll_plan_constraint *row = &set->rows[set->count];
    memset(row, 0, sizeof *row);
    row->topic = topic;
    row->is_strict = set->is_strict;
    snprintf(set->stated[set->count++], sizeof set->stated[0], "%s%s%.30s", name, value[0] != 0 ? " " : "", value);
    return row;
}

/* The next of "soc2,iso27001", in lower case; false at the end. */
static bool next_word(const char **rest, char *word, size_t size)
{
    size_t length = 0;
    while (**rest == ',' || **rest == ' ') {
        (*rest)++;
    }
    for (; **rest != 0 && **rest != ',' && **rest != ' '; (*rest)++) {
        if (length + 1 < size) {
            word[length++] = (char)tolower((unsigned char)**rest);
        }
    }
    word[length] = 0;
    return length > 0;
}

/* ---- places ---- */

static bool refuse_place(const char *name, const char *word)
{
    const char *names[COUNT(place_hints)];
    for (int i = 0; i < COUNT(place_hints); i++) {
        names[i] = place_hints[i].name;
    }
    const char *nearest = nearest_name(word, names, COUNT(place_hints));
    for (int i = 0; nearest != NULL && i < COUNT(place_hints); i++) {
        if (strcmp(nearest, place_hints[i].name) == 0) {
            complain("%s: \"%.40s\" is no place: did you mean %s?", name, word, place_hints[i].code);
            return false;
        }
    }
    complain("%s: \"%.40s\" is no place: give eu, eea, apac, global, site or codes of countries (de,ch)", name, word);
    return false;
}

static bool read_places(const char *name, const char *text, char *words, size_t size)
{
    char word[WORD_MAX];
    size_t used = 0;
    for (const char *rest = text; next_word(&rest, word, sizeof word);) {
        if (toll_plan_check_place(word, TOLL_NUL, NULL) != TOLL_OK) {
            return refuse_place(name, word);
        }
        if (used + strlen(word) + 2 > size) {
            complain("%s: too many places", name);
            return false;
        }
        used += (size_t)snprintf(words + used, size - used, "%s%s", used > 0 ? " " : "", word);
    }
    if (used == 0) {
        complain("%s needs a place: eu, or de,ch", name);
    }
    return used > 0;
}

/* Of --region: what is kept has to stay there too, and it is one constraint to give up. */
static bool add_storage(constraint_set *set)
{
    const uint64_t processing = set->count - 1;
    toll_plan_constraint *row = state_constraint(set, TOLL_TOPIC_STORAGE, set->stated[processing], "");
    if (row == NULL) {
        return false;
    }
    memcpy(row->words, set->rows[processing].words, sizeof row->words);
    row->implied_by = (int64_t)processing + 1;
    snprintf(row->because, sizeof row->because, "--region holds for both");
    return true;
}

static bool add_places(constraint_set *set, const args *a, option which, uint32_t topic)
{
    const char *text = args_text(a, which, NULL);
    if (text == NULL) {
        return true;
    }
    toll_plan_constraint *row = state_constraint(set, topic, option_name(which), text);
    if (row == NULL || !read_places(option_name(which), text, row->words, sizeof row->words)) {
        return false;
    }
    return topic != TOLL_TOPIC_PROCESSING || add_storage(set);
}

/* ---- certificates ---- */

static bool is_certificate(uint32_t topic)
{
    return topic >= TOLL_TOPIC_SOC2 && topic <= TOLL_TOPIC_FEDRAMP;
}

/* "ISO-27001" is iso27001. */
static void squeeze(char *word)
{
    char *to = word;
    for (const char *from = word; *from != 0; from++) {
        if (isalnum((unsigned char)*from)) {
            *to++ = *from;
        }
    }
    *to = 0;
}

static bool refuse_certificate(const char *word)
{
    const char *names[TOLL_TOPIC_YEARLY_REVENUE_USD];
    char list[160];
    int n_names = 0;
    size_t used = 0;
    for (uint32_t topic = 1; topic <= TOLL_TOPIC_YEARLY_REVENUE_USD; topic++) {
        if (is_certificate(topic)) {
            names[n_names++] = toll_plan_get_topic(topic);
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used > 0 ? ", " : "",
                                     toll_plan_get_topic(topic));
        }
    }
    const char *nearest = nearest_name(word, names, n_names);
    if (nearest != NULL) {
        complain("--certified: \"%.40s\" is no certificate of the catalog: did you mean %s?", word, nearest);
    } else {
        complain("--certified: \"%.40s\" is no certificate of the catalog, which has %s", word, list);
    }
    return false;
}

static bool add_certificate(constraint_set *set, char *word)
{
    char typed[WORD_MAX];
    snprintf(typed, sizeof typed, "%s", word);
    squeeze(word);
    for (uint32_t topic = 1; topic <= TOLL_TOPIC_YEARLY_REVENUE_USD; topic++) {
        if (is_certificate(topic) && strcmp(word, toll_plan_get_topic(topic)) == 0) {
            return state_constraint(set, topic, option_name(OPTION_CERTIFIED), word) != NULL;
        }
    }
    return refuse_certificate(typed);
}

static bool add_certificates(constraint_set *set, const args *a)
{
    char word[WORD_MAX];
    const char *text = args_text(a, OPTION_CERTIFIED, NULL);
    const uint64_t before = set->count;
    if (text == NULL) {
        return true;
    }
    for (const char *rest = text; next_word(&rest, word, sizeof word);) {
        if (!add_certificate(set, word)) {
            return false;
        }
    }
    if (set->count == before) {
        complain("--certified needs a certificate: soc2, or soc2,iso27001");
    }
    return set->count > before;
}

/* ---- the model ---- */

/* Open weights are sold under many names, so a host may serve them without naming this one. */
static bool has_open_weights(const char *name, const char **id)
{
    static toll_catalog_match match;
    toll_catalog_published published;
    start_struct(&match, sizeof match, TOLL_KIND_CATALOG_MATCH);
    start_struct(&published, sizeof published, TOLL_KIND_CATALOG_PUBLISHED);
    if (toll_catalog_find_model(name, strlen(name), &match, NULL) != TOLL_OK ||
        toll_catalog_get_published((uint64_t)match.index, &published, NULL) != TOLL_OK) {
        return false;
    }
    *id = match.id;
    return published.hf_repo[0] != 0;
}

void constraint_words_model(const char *name, char *words, size_t size)
{
    const char *id = NULL;
    if (has_open_weights(name, &id)) {
        snprintf(words, size, "%.48s open-weights", id);
    } else {
        snprintf(words, size, "%s", name);
    }
}

static bool add_model(constraint_set *set, const args *a)
{
    const char *name = args_text(a, OPTION_OFFERED_MODEL, NULL), *rest = name;
    char word[WORD_MAX];
    if (name == NULL) {
        return true;
    }
    toll_plan_constraint *row = state_constraint(set, TOLL_TOPIC_MODELS, option_name(OPTION_OFFERED_MODEL), name);
    if (row == NULL) {
        return false;
    }
    if (strlen(name) >= sizeof word || !next_word(&rest, word, sizeof word) || *rest != 0) {
        complain("--model takes one name of up to %d characters", WORD_MAX - 1);
        return false;
    }
    constraint_words_model(word, row->words, sizeof row->words);
    return true;
}

/* ---- all ---- */

static bool add_number(constraint_set *set, const args *a, option which, uint32_t topic)
{
    char value[32];
    if (!args_has(a, which)) {
        return true;
    }
    const double number = args_number(a, which, 0);
    if (number < 0 || number > 1e15) {
        complain("%s must be 0 .. 1e15", option_name(which));
        return false;
    }
    snprintf(value, sizeof value, "%g", number);
    toll_plan_constraint *row = state_constraint(set, topic, option_name(which), value);
    if (row != NULL) {
        row->value = number;
    }
    return row != NULL;
}

/* --start-within 4weeks: of a machine or a site; an API runs already. */
static bool add_start(constraint_set *set, const args *a)
{
    double weeks = 0;
    const char *text = args_text(a, OPTION_START_WITHIN, NULL);
    if (text == NULL) {
        return true;
    }
    if (!number_parse_weeks(text, &weeks)) {
        complain("--start-within takes days, weeks or months up to 10 years: 4weeks, got \"%.40s\"", text);
        return false;
    }
    toll_plan_constraint *row =
        state_constraint(set, TOLL_TOPIC_DELIVERY_WEEKS, option_name(OPTION_START_WITHIN), text);
    if (row != NULL) {
        row->value = weeks;
    }
    return row != NULL;
}

static bool add_flags(constraint_set *set, const args *a)
{
    for (int i = 0; i < COUNT(flag_words); i++) {
        if (args_has(a, flag_words[i].which) &&
            state_constraint(set, flag_words[i].topic, option_name(flag_words[i].which), "") == NULL) {
            return false;
        }
    }
    return true;
}

static bool add_all(constraint_set *set, const args *a)
{
    if (!add_model(set, a)) {
        return false;
    }
    for (int i = 0; i < COUNT(place_words); i++) {
        if (!add_places(set, a, place_words[i].which, place_words[i].topic)) {
            return false;
        }
    }
    for (int i = 0; i < COUNT(number_words); i++) {
        if (!add_number(set, a, number_words[i].which, number_words[i].topic)) {
            return false;
        }
    }
    return add_certificates(set, a) && add_flags(set, a) && add_start(set, a);
}

/* Adds what the constraints imply. */
static bool derive_rows(constraint_set *set)
{
    toll_error err;
    toll_plan_constraint given[TOLL_PLAN_CONSTRAINTS_MAX];
    memcpy(given, set->rows, sizeof given);
    set->n_given = set->count;
    const toll_status status =
        toll_plan_derive_constraints(given, set->count, sizeof given[0], set->rows, TOLL_PLAN_CONSTRAINTS_MAX,
                                     sizeof set->rows[0], &set->count, &err);
    if (status != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    for (uint64_t i = 0; i < set->count; i++) {
        if (set->rows[i].implied_by > 0) {
            memmove(set->stated[i], set->stated[set->rows[i].implied_by - 1], sizeof set->stated[0]);
        }
    }
    return true;
}

bool constraint_words_read(constraint_set *set, const args *a)
{
    memset(set, 0, sizeof *set);
    set->is_strict = args_has(a, OPTION_STRICT);
    if (set->is_strict && args_has(a, OPTION_LENIENT)) {
        complain("give --strict (unknown is rejected) or --lenient (unknown needs a check), not both");
        return false;
    }
    return add_all(set, a) && derive_rows(set);
}

bool constraint_words_drop(const constraint_set *set, uint64_t drop, constraint_set *left)
{
    int64_t moved[TOLL_PLAN_CONSTRAINTS_MAX];
    memset(left, 0, sizeof *left);
    left->is_strict = set->is_strict;
    for (uint64_t i = 0; i < set->n_given; i++) {
        const int64_t root = set->rows[i].implied_by > 0 ? set->rows[i].implied_by - 1 : (int64_t)i;
        moved[i] = (int64_t)left->count;
        if ((drop >> root & 1) != 0) {
            continue;
        }
        toll_plan_constraint *row = &left->rows[left->count];
        *row = set->rows[i];
        row->implied_by = row->implied_by > 0 ? moved[root] + 1 : 0;
        memcpy(left->stated[left->count++], set->stated[i], sizeof set->stated[i]);
    }
    return derive_rows(left);
}

uint64_t constraint_words_stated(const constraint_set *set)
{
    uint64_t rows = 0;
    for (uint64_t i = 0; i < set->count; i++) {
        rows |= set->rows[i].implied_by == 0 ? (uint64_t)1 << i : 0;
    }
    return rows;
}

void constraint_words_list(const constraint_set *set, uint64_t rows, char *text, size_t size)
{
    size_t used = 0;
    text[0] = 0;
    for (uint64_t i = 0; i < set->count && used < size; i++) {
        if ((rows >> i & 1) != 0) {
            used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " and " : "", set->stated[i]);
        }
    }
}

double constraint_words_people(const constraint_set *set)
{
    double people = 0;
    for (uint64_t i = 0; i < set->count; i++) {
        people = set->rows[i].topic == TOLL_TOPIC_PEOPLE && set->rows[i].value > people ? set->rows[i].value : people;
    }
    return people;
}

bool constraint_words_is_country(const char *text)
{
    return strlen(text) == 2 && toll_plan_check_place(text, 2, NULL) == TOLL_OK && strcmp(text, "eu") != 0;
}
