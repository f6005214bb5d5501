/* SPDX-License-Identifier: Apache-2.0 */
/* By which rules the names of billed records were matched. A name may take several: a record of
 * "us.anthropic.claude-haiku-4-5-20251001-v1:0" counts for the region and for the date. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "output/figure_text.h"

static name_rule *rule_of(name_rules *r, const char *text, size_t length)
{
    for (int i = 0; i < r->n_rules; i++) {
        if (strlen(r->rules[i].text) == length && strncmp(r->rules[i].text, text, length) == 0) {
            return &r->rules[i];
        }
    }
    if (r->n_rules == NAME_RULES || length >= sizeof r->rules[0].text) {
        return NULL;
    }
    name_rule *rule = &r->rules[r->n_rules++];
    snprintf(rule->text, sizeof rule->text, "%.*s", (int)length, text);
    return rule;
}

static void add_rules(name_rules *r, const named_tariff *t)
{
    r->n_matched += t->matched_text[0] != 0 ? t->records : 0;
    for (const char *at = t->matched_text; *at != 0;) {
        const char *comma = strstr(at, ", ");
        size_t length = comma != NULL ? (size_t)(comma - at) : strlen(at);
        name_rule *rule = rule_of(r, at, length);
        if (rule != NULL) {
            rule->records += t->records;
        }
        at += length + (comma != NULL ? 2 : 0);
    }
}

static int compare_rules(const void *a, const void *b)
{
    const name_rule *x = a, *y = b;
    return x->records != y->records ? (x->records < y->records) - (x->records > y->records) : strcmp(x->text, y->text);
}

name_rules bill_name_rules(const bill_run *run)
{
    name_rules r = {.n_rules = 0};
    for (uint64_t i = 0; i < run->names.n_slots; i++) {
        const named_tariff *t = run->names.slots[i];
        if (t != NULL && t->records > 0) {
            add_rules(&r, t);
        }
    }
    qsort(r.rules, (size_t)r.n_rules, sizeof r.rules[0], compare_rules);
    return r;
}

/* "34 % matched by rule: date suffix 28 %, router prefix 6 %" */
void bill_show_rules(const bill_run *run, const screen *s)
{
    name_rules r = bill_name_rules(run);
    char text[512];
    if (r.n_matched == 0) {
        return;
    }
    snprintf(text, sizeof text, "%s matched by rule", figure_percent((double)r.n_matched / (double)run->n_priced).text);
    for (int i = 0; i < r.n_rules; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s %s", i == 0 ? ": " : ", ", r.rules[i].text,
                 figure_percent((double)r.rules[i].records / (double)run->n_priced).text);
    }
    screen_paragraph(s, STYLE_DIM, "Names         ", text);
}

void bill_json_rules(json *j, const bill_run *run)
{
    name_rules r = bill_name_rules(run);
    json_integer(j, "records_matched_by_rule", r.n_matched);
    json_array(j, "name_rules");
    for (int i = 0; i < r.n_rules; i++) {
        json_object(j, NULL);
        json_text(j, "rule", r.rules[i].text);
        json_integer(j, "records", r.rules[i].records);
        json_close(j);
    }
    json_close(j);
}
