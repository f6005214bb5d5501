/* SPDX-License-Identifier: Apache-2.0 */
/* A finding as one sentence. */
#ifndef TOLL_PLAN_REASON_TEXT_H
#define TOLL_PLAN_REASON_TEXT_H

#include "plan/judgement.h"

/* statement: the one that decided; NULL: none. vendor: whom to ask; "": the reader. Terminated, cut where too long. */
void toll__reason_write(const toll__judgement *j, const toll__finding *finding, const toll__claim *statement,
                        const char *vendor, char *buffer, uint64_t capacity);

#endif
