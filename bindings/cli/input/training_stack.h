/* SPDX-License-Identifier: Apache-2.0 */
/* The software stack of a training run: --stack NAME. */
#ifndef TOLL_CLI_INPUT_TRAINING_STACK_H
#define TOLL_CLI_INPUT_TRAINING_STACK_H

#include "input/catalog_lookup.h"

struct args;

bool read_stack(uint64_t index, toll_catalog_stack *stack);

/* --stack's factor and deviation for this kind of model, into the setup; false after a complaint. */
bool training_stack_read(const struct args *a, const model_entry *model, toll_catalog_stack *stack,
                         toll_train_setup *setup);

#endif
