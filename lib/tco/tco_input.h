/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a scenario as the room works with it, and where rows come from before there is a plan. */
#ifndef TOLL_TCO_TCO_INPUT_H
#define TOLL_TCO_TCO_INPUT_H

#include <stdint.h>

#define TOLL__TCO_ROWS_MAX    4096u
#define TOLL__TCO_PERIODS_MAX 1200
#define TOLL__TCO_OPTIONS_MAX 64u

typedef struct toll__tco_input {
    uint32_t kind, option;
    int32_t from, to; /* to: one past the last; 0: to the horizon */
    uint32_t category, basis;
    uint32_t time, subject;
    double quantity;
    double nodes_from, nodes_below; /* below 0: no limit */
    double low, mid, high;
    int32_t price_year;
    uint8_t slot, combine, is_fixed, reserved; /* of the kind: set by the plan */
    double least, greatest;                    /* of the kind: set by the plan */
    char currency[8];
} toll__tco_input;

/* The caller's rows, read one by one: only api knows their struct. They have been checked field by field. */
typedef struct toll__tco_inputs {
    const void *rows;
    uint64_t count, stride;
    void (*read)(const void *row, uint64_t stride, toll__tco_input *input);
} toll__tco_inputs;

static inline toll__tco_input toll__tco_input_at(const toll__tco_inputs *source, uint64_t index)
{
    toll__tco_input input;
    source->read((const unsigned char *)source->rows + index * source->stride, source->stride, &input);
    return input;
}

/* Rows of option 0 hold for every option. */
static inline int toll__tco_input_is_for(const toll__tco_input *input, uint32_t option)
{
    return input->option == 0 || input->option == option;
}

/* One past the row's last period, within `periods`. */
static inline int32_t toll__tco_input_end(const toll__tco_input *input, int32_t periods)
{
    return input->to == 0 || input->to > periods ? periods : input->to;
}

#endif
