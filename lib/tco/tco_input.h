/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a scenario as the room works with it. */
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
