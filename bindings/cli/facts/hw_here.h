/* SPDX-License-Identifier: Apache-2.0 */
/* toll hw --here: the accelerators of this machine. */
#ifndef TOLL_CLI_FACTS_HW_HERE_H
#define TOLL_CLI_FACTS_HW_HERE_H

#include "input/facts_request.h"
#include "output/screen.h"

int hw_here_answer(const facts_request *r, const screen *s);

#endif
