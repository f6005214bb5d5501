/* SPDX-License-Identifier: Apache-2.0 */
/* Scenario rows and results between the public structs and the room tco. */
#ifndef TOLL_API_CONVERT_TCO_H
#define TOLL_API_CONVERT_TCO_H

#include <toll/tco.h>

#include "tco/conventions.h"
#include "tco/tco_plan.h"
#include "tco/totals.h"

/* Checks the rows' place, every field, every row by its kind, then rows against each other; fills the conventions. */
toll_status toll__tco_check_rows(const toll_tco_row *rows, uint64_t count, uint64_t stride,
                                 toll__conventions *conventions, toll_error *err);

/* Copies checked rows. */
void toll__tco_copy_rows(const toll_tco_row *rows, uint64_t count, uint64_t stride, toll__tco_input *inputs);

void toll__tco_fill_conventions(const toll__tco_plan *plan, toll_tco_conventions *out);

void toll__tco_fill_summary(const toll__account *account, toll_tco_summary *out);

#endif
