/* SPDX-License-Identifier: Apache-2.0 */
/* Models of one family, by their names in the catalog. */
#ifndef TOLL_CLI_PLAN_MODEL_FAMILY_H
#define TOLL_CLI_PLAN_MODEL_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

/* The largest model of the same family that is smaller: rows of the catalog's models. False: there is none. */
bool model_family_smaller(uint64_t model, uint64_t *smaller);

#endif
