/* SPDX-License-Identifier: Apache-2.0 */
/* Constraints and reasons as JSON: one form in all commands that take constraints. */
#include "input/constraint_json.h"

#include "output/constraint_names.h"

void constraint_json_reason(json *j, const toll_plan_reason *reason)
{
    json_object(j, NULL);
    json_integer(j, "constraint", reason->constraint);
    json_text(j, "topic", toll_plan_get_topic(reason->topic));
    json_text(j, "code", word_reason(reason->code));
    json_text(j, "verdict", word_verdict(reason->verdict));
    json_text(j, "text", reason->text);
    json_maybe_text(j, "source", reason->source);
    json_date(j, "as_of", reason->as_of);
    json_close(j);
}

static bool has_number(uint32_t topic)
{
    return topic == TOLL_TOPIC_RETENTION_DAYS || topic == TOLL_TOPIC_PEOPLE || topic == TOLL_TOPIC_MONTHLY_USERS ||
           topic == TOLL_TOPIC_YEARLY_REVENUE_USD;
}

void constraint_json_set(json *j, const constraint_set *set)
{
    json_array(j, "constraints");
    for (uint64_t i = 0; i < set->count; i++) {
        const toll_plan_constraint *c = &set->rows[i];
        json_object(j, NULL);
        json_text(j, "option", set->stated[i]);
        json_text(j, "topic", toll_plan_get_topic(c->topic));
        json_maybe_text(j, "words", c->words);
        json_maybe_number(j, "value", c->value, has_number(c->topic));
        json_bool(j, "is_strict", c->is_strict != 0);
        json_maybe_integer(j, "implied_by", c->implied_by - 1, c->implied_by > 0);
        json_maybe_text(j, "because", c->because);
        json_close(j);
    }
    json_close(j);
}

void constraint_json_options(json *j, const constraint_set *set, uint64_t rows)
{
    json_array(j, "options");
    for (uint64_t i = 0; i < set->count; i++) {
        if ((rows >> i & 1) != 0) {
            json_text(j, NULL, set->stated[i]);
        }
    }
    json_close(j);
}
