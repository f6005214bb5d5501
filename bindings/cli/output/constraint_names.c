/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of constraints and facts as words for programs. */
#include "output/constraint_names.h"

#include <stddef.h>

#include <toll.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *pick_word(const char *const *words, size_t count, uint32_t code)
{
    return code < count && words[code] != NULL ? words[code] : "";
}

const char *word_verdict(uint32_t verdict)
{
    static const char *const words[] = {[TOLL_STANDING_ALLOWED] = "allowed",
                                        [TOLL_STANDING_ACTION] = "needs_action",
                                        [TOLL_STANDING_REJECTED] = "rejected"};
    return pick_word(words, COUNT(words), verdict);
}

const char *phrase_verdict(uint32_t verdict)
{
    static const char *const phrases[] = {[TOLL_STANDING_ALLOWED] = "allowed",
                                          [TOLL_STANDING_ACTION] = "needs an action first",
                                          [TOLL_STANDING_REJECTED] = "rejected"};
    return pick_word(phrases, COUNT(phrases), verdict);
}

const char *word_reason(uint32_t code)
{
    static const char *const words[] = {[TOLL_REASON_MET] = "met",           [TOLL_REASON_NOT_ASKED] = "not_asked",
                                        [TOLL_REASON_ACTION] = "action",     [TOLL_REASON_UNKNOWN] = "unknown",
                                        [TOLL_REASON_DISPUTED] = "disputed", [TOLL_REASON_UNVERIFIED] = "unverified",
                                        [TOLL_REASON_SCOPE] = "scope",       [TOLL_REASON_VIOLATED] = "violated"};
    return pick_word(words, COUNT(words), code);
}

const char *word_state(uint32_t state)
{
    static const char *const words[] = {[TOLL_STATE_YES] = "yes",
                                        [TOLL_STATE_NO] = "no",
                                        [TOLL_STATE_CONDITIONAL] = "conditional",
                                        [TOLL_STATE_UNKNOWN] = "unknown"};
    return pick_word(words, COUNT(words), state);
}

const char *word_scope(uint32_t scope)
{
    static const char *const words[] = {
        [TOLL_COVERS_SERVICE] = "service", [TOLL_COVERS_CLOUD] = "cloud", [TOLL_COVERS_COMPANY] = "company"};
    return pick_word(words, COUNT(words), scope);
}

const char *word_offering(uint32_t deployment)
{
    static const char *const words[] = {[TOLL_OFFERING_API] = "api",
                                        [TOLL_OFFERING_ON_PREMISES] = "on_premises",
                                        [TOLL_OFFERING_RENTED] = "rented",
                                        [TOLL_OFFERING_OWNED] = "owned"};
    return pick_word(words, COUNT(words), deployment);
}
