/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a descriptor as they are found: equal ones are counted together. */
#ifndef TOLL_IO_ROWS_H
#define TOLL_IO_ROWS_H

#include <toll/model.h>

#define IO_ROWS_MAX 4096 /* as many as toll_model_check() takes */

typedef struct io_rows {
    toll_model_layer *rows; /* IO_ROWS_MAX of them */
    uint64_t count;
    uint16_t slots[2 * IO_ROWS_MAX]; /* rows by their hash: index + 1; 0: free */
} io_rows;

/* Adds a component; one of kind 0 is none. Returns 0 when there is no room for another kind. */
int toll__io_rows_add(io_rows *list, const toll_model_layer *row);

/* The caller's array, of any row size that libtoll knows. */
typedef struct io_target {
    toll_model_layer *layers;
    uint64_t capacity;
    uint64_t stride_bytes;
    uint64_t *n_layers;
} io_target;

/* Checks the target before anything is read. */
toll_status toll__io_target_check(const io_target *target, toll_error *err);

/* Checks the header of an output struct. */
toll_status toll__io_header_check(uint32_t size, uint32_t kind, uint64_t least_size, uint32_t right_kind,
                                  const char *name, toll_error *err);

/* Checks descriptor and rows with libtoll, then writes the caller's; n_layers also when they do not fit. */
toll_status toll__io_rows_give(const io_rows *list, const toll_model *found, toll_model *model, const io_target *target,
                               toll_error *err);

#endif
