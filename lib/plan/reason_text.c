/* SPDX-License-Identifier: Apache-2.0 */
/* A finding as one sentence: "retention: 30 days, at most 0 days wanted". */
#include "plan/reason_text.h"

#include <stddef.h>

#include <toll/plan.h>

#include "base/text.h"

static int has_value(const toll__judgement *j)
{
    return j->topic.shape == TOLL__SHAPE_AT_MOST || j->topic.shape == TOLL__SHAPE_AT_LEAST;
}

static int has_words(const toll__judgement *j)
{
    return j->topic.shape == TOLL__SHAPE_WITHIN || j->topic.shape == TOLL__SHAPE_ONE_OF;
}

/* 10^18 is what a licence without a limit permits. */
static void put_number(toll__text *out, const toll__judgement *j, double value)
{
    if (value >= 1e18) {
        toll__text_put(out, "any number");
        return;
    }
    toll__text_put_f64(out, value);
    toll__text_put(out, j->topic.unit);
}

/* What the source says: "30 days", "us eu", "no". */
static void put_said(toll__text *out, const toll__judgement *j, const toll__claim *s)
{
    if (s->state == TOLL_STATE_UNKNOWN)
        toll__text_put(out, "not known");
    else if (has_words(j))
        toll__text_put(out, s->words);
    else if (has_value(j))
        put_number(out, j, s->value);
    else
        toll__text_put(out, s->state == TOLL_STATE_NO ? "no" : "yes");
}

static void put_text(toll__text *out, const char *before, const char *text)
{
    if (text[0] == '\0')
        return;
    toll__text_put(out, before);
    toll__text_put(out, text);
}

/* ", at most 0 days wanted": what a broken or a met rule asks, where the label does not say it. */
static void put_wanted(toll__text *out, const toll__judgement *j)
{
    if (has_words(j)) {
        put_text(out, j->topic.shape == TOLL__SHAPE_WITHIN ? ", wanted within " : ", wanted ", j->rule.words);
    } else if (has_value(j)) {
        toll__text_put(out, j->topic.shape == TOLL__SHAPE_AT_MOST ? ", at most " : ", at least ");
        put_number(out, j, j->rule.value);
        toll__text_put(out, " wanted");
    }
}

/* "; ask openai: where are requests computed?" */
static void put_question(toll__text *out, const toll__judgement *j, const char *vendor)
{
    toll__text_put(out, vendor[0] != '\0' ? "; ask " : "; state it");
    toll__text_put(out, vendor);
    toll__text_put(out, ": ");
    toll__text_put(out, j->topic.question);
}

static const char *doubt_of(uint32_t code, const toll__claim *s)
{
    switch (code) {
    case TOLL_REASON_DISPUTED:
        return " (sources contradict each other)";
    case TOLL_REASON_UNVERIFIED:
        return " (not read at the source)";
    case TOLL_REASON_SCOPE:
        return s->scope == TOLL_COVERS_CLOUD     ? " for the cloud"
               : s->scope == TOLL_COVERS_COMPANY ? " for the company"
                                                 : " with a scope that is not stated";
    default:
        return "";
    }
}

static int is_doubt(uint32_t code)
{
    return code == TOLL_REASON_UNKNOWN || code == TOLL_REASON_DISPUTED || code == TOLL_REASON_UNVERIFIED ||
           code == TOLL_REASON_SCOPE;
}

static void put_statement(toll__text *out, const toll__judgement *j, uint32_t code, const toll__claim *s)
{
    put_said(out, j, s);
    toll__text_put(out, doubt_of(s->is_unverified ? TOLL_REASON_UNVERIFIED : code, s));
    if (code == TOLL_REASON_VIOLATED)
        put_wanted(out, j);
    put_text(out, s->state == TOLL_STATE_CONDITIONAL && code != TOLL_REASON_VIOLATED ? " if: " : "; ", s->text);
}

void toll__reason_write(const toll__judgement *j, const toll__finding *finding, const toll__claim *statement,
                        const char *vendor, char *buffer, uint64_t capacity)
{
    toll__text out;
    toll__text_start(&out, buffer, capacity);
    toll__text_put(&out, j->topic.label);
    toll__text_put(&out, ": ");
    if (finding->code == TOLL_REASON_NOT_ASKED)
        toll__text_put(&out, "not asked of a vendor's service");
    else if (statement != NULL)
        put_statement(&out, j, finding->code, statement);
    else
        toll__text_put(&out, "not known");
    if (is_doubt(finding->code))
        put_question(&out, j, vendor);
    put_text(&out, " | because ", j->rule.because);
    toll__text_end(&out);
}
