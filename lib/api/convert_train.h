/* SPDX-License-Identifier: Apache-2.0 */
/* The public structs of train.h as plain values. */
#ifndef TOLL_API_CONVERT_TRAIN_H
#define TOLL_API_CONVERT_TRAIN_H

#include <toll/train.h>

#include "train/training_run.h"
#include "train/recipe.h"

/* Copies the fields of a checked setup. */
void toll__recipe_from_public(const toll_train_setup *setup, toll__recipe *recipe);

/* Copies in and checks a setup; *full is the copy. */
toll_status toll__take_setup(const toll_train_setup *setup, toll_train_setup *full, toll__recipe *recipe,
                             toll_error *err);

/* Copies in and checks a step that a run repeats. */
toll_status toll__take_run_step(const toll_train_step *step, toll_train_step *full, toll__run_step *plain,
                                toll_error *err);

/* Copies in and checks a job. */
toll_status toll__take_job(const toll_train_job *job, toll__job *plain, toll_error *err);

#endif
