/* SPDX-License-Identifier: Apache-2.0 */
/* What deployments are resolved from: nearly right, each part with a few fields of the input. */
#ifndef TOLL_TESTS_FUZZ_DEPLOYMENTS_H
#define TOLL_TESTS_FUZZ_DEPLOYMENTS_H

#include "fuzz.h"
#include "models.h"

typedef struct case_in {
    toll_hw hw;
    toll_model model;
    toll_model_layer rows[ROWS_MAX];
    toll_model_precision precision;
    toll_step_layout layout;
    toll_step_engine engine;
    toll_step_constants constants;
    uint64_t n;
} case_in;

static inline void start(input *in, case_in *c)
{
    c->n = start_model(&c->model, c->rows, (unsigned)take(in, 1));
    start_hw(&c->hw);
    start_precision(&c->precision);
    toll_struct_init(&c->layout, sizeof c->layout, TOLL_KIND_STEP_LAYOUT, NULL);
    toll_struct_init(&c->engine, sizeof c->engine, TOLL_KIND_STEP_ENGINE, NULL);
    toll_struct_init(&c->constants, sizeof c->constants, TOLL_KIND_STEP_CONSTANTS, NULL);
    c->layout.tp = INT64_C(1) << (take(in, 1) % 5);
    mutate(in, &c->layout, TOLL_KIND_STEP_LAYOUT);
    mutate(in, &c->hw, TOLL_KIND_HW);
    mutate(in, &c->model, TOLL_KIND_MODEL);
    mutate(in, &c->rows[take(in, 1) % c->n], TOLL_KIND_MODEL_LAYER);
    mutate(in, &c->precision, TOLL_KIND_PRECISION);
    mutate(in, &c->engine, TOLL_KIND_STEP_ENGINE);
    mutate(in, &c->constants, TOLL_KIND_STEP_CONSTANTS);
}

/* The deployment, or NULL where it is refused; freed by the caller. */
static inline uint8_t *resolve_case(const case_in *c, uint64_t size)
{
    toll_error err;
    uint8_t *deployment = malloc(size);
    LAW(deployment != NULL);
    if (law_status(toll_step_resolve(&c->hw, &c->model, c->rows, c->n, sizeof c->rows[0], &c->precision, &c->layout,
                                     &c->engine, &c->constants, deployment, size, &err),
                   &err) == TOLL_OK)
        return deployment;
    free(deployment);
    return NULL;
}

#endif
