/* SPDX-License-Identifier: Apache-2.0 */
/* Operations per trained token, before any hardware or layout. A multiply-add counts as two. */
#ifndef TOLL_TRAIN_TRAIN_OPERATIONS_H
#define TOLL_TRAIN_TRAIN_OPERATIONS_H

#include "step/shape.h"
#include "train/adapter.h"
#include "train/recipe.h"

/* Forward, per token: one component of one layer, or the sum over a model. */
typedef struct toll__operations {
    double projection;      /* dense projections and active experts */
    double head;            /* output head */
    double attention;       /* as masked, recurrent states included */
    double attention_whole; /* of the whole sequence */
    double adapter;
} toll__operations;

/* What a training token costs. */
typedef struct toll__operation_counts {
    double model;    /* what MFU counts */
    double hardware; /* what is executed */
} toll__operation_counts;

/* Forward operations per token of one component of one layer. */
void toll__operations_of_block(const toll__recipe *recipe, const toll__shape *shape, const toll__adapter *adapter,
                               toll__operations *operations);

/* sum += times * operations */
void toll__operations_add(toll__operations *sum, const toll__operations *operations, double times);

/* The output head; `rest` are active parameters that a stated total adds to what the rows describe. */
void toll__operations_of_frame(const toll__model *model, double rest, toll__operations *sum);

/* From forward operations to those of a trained token: passes, masks and recomputation. */
void toll__operations_close(const toll__recipe *recipe, const toll__operations *sum, toll__operation_counts *counts);

/* Mean tokens that one token of a sequence attends. */
double toll__operations_context(const toll__recipe *recipe, double window_tokens, int is_masked);

/* The same of the tokens that are attended: those in the window, of them those that an indexer has chosen. */
double toll__operations_chosen(const toll__recipe *recipe, const toll__shape *shape, int is_masked);

#endif
