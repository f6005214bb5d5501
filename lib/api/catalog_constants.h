/* SPDX-License-Identifier: Apache-2.0 */
/* The catalog's calibration constants of checked structs of today's size. */
#ifndef TOLL_API_CATALOG_CONSTANTS_H
#define TOLL_API_CATALOG_CONSTANTS_H

#include <toll/step.h>

/* Fills constants, header included. */
void toll__catalog_constants(const toll_hw *hw, const toll_model_precision *precision, const toll_step_engine *engine,
                             toll_step_constants *constants);

#endif
