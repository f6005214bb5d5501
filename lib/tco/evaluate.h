/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates one option of a plan into an account: demand -> sizing -> fleet -> prices -> ledger. */
#ifndef TOLL_TCO_EVALUATE_H
#define TOLL_TCO_EVALUATE_H

#include "tco/ledger.h"

/* Checks one number a row against the limits of its kind; a row that shapes the scenario keeps its own. argument names
 * the array in an error. */
toll_status toll__evaluate_check(const toll__tco_plan *plan, const double *values, const char *argument,
                                 toll_error *err);

/* values NULL: the medians. size_values NULL: units are sized by values. Values have been checked, the account has
 * room. On TOLL_E_RANGE or TOLL_E_NOT_FINITE (a result beyond 10^280) the account is not stamped. */
toll_status toll__evaluate(const toll__tco_plan *plan, uint32_t option, const double *values, const double *size_values,
                           toll__account *account, toll_error *err);

/* The same without a stamp and without reasons, into an account of this plan that was started before: for a caller
 * inside the library that evaluates many times and reads each account at once. */
toll_status toll__evaluate_again(const toll__tco_plan *plan, uint32_t option, const double *values,
                                 const double *size_values, toll__account *account, toll_error *err);

/* Posts an evaluated account again, to have its lines. Leaves the account as it was, bit by bit. */
void toll__evaluate_lines(const toll__tco_plan *plan, toll__account *account, toll_tco_line *lines, uint64_t capacity,
                          uint64_t *count);

#endif
