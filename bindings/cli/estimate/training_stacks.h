/* SPDX-License-Identifier: Apache-2.0 */
/* toll train --stacks: the software whose training speed is published. */
#ifndef TOLL_CLI_ESTIMATE_TRAINING_STACKS_H
#define TOLL_CLI_ESTIMATE_TRAINING_STACKS_H

#include <stdbool.h>

#include "output/screen.h"

int training_stacks_show(bool is_json, const screen *s);

#endif
