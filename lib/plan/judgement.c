/* SPDX-License-Identifier: Apache-2.0 */
/* One constraint held against the statements about an offering.
 *
 * Only a settled, undisputed statement that was read meets a constraint, and a topic has one of these at most. So a
 * statement that is left out can cost an acceptance and can never make one: what broke the rule is gone, and what
 * would meet it was not there. Worked: retention of at most 0 days; "30 days" (settled) and "0 days if sales approve"
 * (conditional) are an action. Without the second the rule is broken, without the first it is still an action. */
#include "plan/judgement.h"

#include <string.h>

#include <toll/plan.h>

#include "plan/places.h"

void toll__judgement_start(toll__judgement *j, const toll__rule *rule)
{
    memset(j, 0, sizeof *j);
    j->rule = *rule;
    j->topic = toll__topic_get(rule->topic);
    j->good = j->bad = j->choice = j->other = j->unknown = -1;
}

/* Settled: all places are used, so each must be allowed. Conditional: the customer picks one. */
static int places_fit(const char *places, const char *allowed, int is_choice)
{
    int any = 0, all = 1;
    for (toll__place_word p = toll__place_next(&places); p.length > 0; p = toll__place_next(&places)) {
        const int fits = toll__place_is_allowed(p, allowed);
        any |= fits;
        all &= fits;
    }
    return is_choice ? any : any && all;
}

/* "gpt-*" is a beginning, anything else a whole name. */
static int pattern_fits(toll__place_word pattern, toll__place_word name)
{
    const uint64_t stem = pattern.length - 1;
    if (pattern.text[stem] == '*')
        return name.length >= stem && memcmp(pattern.text, name.text, (size_t)stem) == 0;
    return name.length == pattern.length && memcmp(pattern.text, name.text, (size_t)name.length) == 0;
}

static int names_fit(const char *names, const char *patterns)
{
    for (toll__place_word n = toll__place_next(&names); n.length > 0; n = toll__place_next(&names)) {
        const char *rest = patterns;
        for (toll__place_word p = toll__place_next(&rest); p.length > 0; p = toll__place_next(&rest))
            if (pattern_fits(p, n))
                return 1;
    }
    return 0;
}

static int statement_fits(const toll__judgement *j, const toll__claim *s)
{
    if (s->state == TOLL_STATE_NO)
        return 0;
    switch (j->topic.shape) {
    case TOLL__SHAPE_WITHIN:
        return places_fit(s->words, j->rule.words, s->state == TOLL_STATE_CONDITIONAL);
    case TOLL__SHAPE_AT_MOST:
        return s->value <= j->rule.value;
    case TOLL__SHAPE_AT_LEAST:
        return s->value >= j->rule.value;
    case TOLL__SHAPE_ONE_OF:
        return names_fit(j->rule.words, s->words);
    default:
        return 1;
    }
}

/* What keeps a statement that fits from being relied upon. */
static uint32_t find_doubt(const toll__judgement *j, const toll__claim *s)
{
    if (s->is_unverified)
        return TOLL_REASON_UNVERIFIED;
    return j->topic.shape == TOLL__SHAPE_SCOPED && s->scope != TOLL_COVERS_SERVICE ? TOLL_REASON_SCOPE : 0;
}

/* Of several choices one without doubt is kept. */
static void hear_choice(toll__judgement *j, const toll__claim *s, int64_t index)
{
    const uint32_t doubt = find_doubt(j, s);
    if (!statement_fits(j, s)) {
        j->other = index;
    } else if (j->choice < 0 || (j->choice_doubt != 0 && doubt == 0)) {
        j->choice = index;
        j->choice_doubt = doubt;
    }
}

static void hear_settled(toll__judgement *j, const toll__claim *s, int64_t index)
{
    j->n_settled++;
    if (!statement_fits(j, s)) {
        j->bad = index;
    } else {
        j->good = index;
        j->good_doubt = find_doubt(j, s);
    }
}

void toll__judgement_hear(toll__judgement *j, const toll__claim *s, int64_t index)
{
    if (s->topic != j->rule.topic)
        return;
    j->n_rows++;
    j->n_disputed += s->is_disputed != 0;
    if (s->state == TOLL_STATE_UNKNOWN)
        j->unknown = index;
    else if (s->state == TOLL_STATE_CONDITIONAL)
        hear_choice(j, s, index);
    else
        hear_settled(j, s, index);
}

int toll__judgement_is_contradictory(const toll__judgement *j)
{
    return j->n_disputed == 0 ? j->n_settled > 1 : j->n_disputed < j->n_rows;
}

static toll__finding find_disputed(const toll__judgement *j)
{
    if (j->bad >= 0 && j->good < 0 && j->choice < 0 && j->unknown < 0)
        return (toll__finding){TOLL_REASON_VIOLATED, 0, j->bad};
    const int64_t against = j->bad >= 0 ? j->bad : j->unknown;
    return (toll__finding){TOLL_REASON_DISPUTED, 0, against >= 0 ? against : j->good >= 0 ? j->good : j->choice};
}

static toll__finding find_undisputed(const toll__judgement *j)
{
    if (j->good >= 0)
        return (toll__finding){j->good_doubt != 0 ? j->good_doubt : TOLL_REASON_MET, 0, j->good};
    if (j->choice >= 0)
        return (toll__finding){j->choice_doubt != 0 ? j->choice_doubt : TOLL_REASON_ACTION, 0, j->choice};
    if (j->bad >= 0 || j->other >= 0)
        return (toll__finding){TOLL_REASON_VIOLATED, 0, j->bad >= 0 ? j->bad : j->other};
    return (toll__finding){TOLL_REASON_UNKNOWN, 0, j->unknown};
}

static uint32_t verdict_of(uint32_t code, int is_strict)
{
    switch (code) {
    case TOLL_REASON_MET:
    case TOLL_REASON_NOT_ASKED:
        return TOLL_STANDING_ALLOWED;
    case TOLL_REASON_ACTION:
        return TOLL_STANDING_ACTION;
    case TOLL_REASON_VIOLATED:
        return TOLL_STANDING_REJECTED;
    default:
        return is_strict ? TOLL_STANDING_REJECTED : TOLL_STANDING_ACTION;
    }
}

toll__finding toll__judgement_conclude(const toll__judgement *j, uint32_t deployment)
{
    if (j->topic.is_of_site && deployment == TOLL_OFFERING_API)
        return (toll__finding){TOLL_REASON_NOT_ASKED, TOLL_STANDING_ALLOWED, -1};
    toll__finding finding = j->n_disputed > 0 ? find_disputed(j) : find_undisputed(j);
    finding.verdict = verdict_of(finding.code, j->rule.is_strict);
    return finding;
}
