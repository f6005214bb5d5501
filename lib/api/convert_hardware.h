/* SPDX-License-Identifier: Apache-2.0 */
/* The public accelerator profile as the rooms' plain value. */
#ifndef TOLL_API_CONVERT_HARDWARE_H
#define TOLL_API_CONVERT_HARDWARE_H

#include <toll/hardware.h>

#include "hardware/accelerator.h"

/* Copies the fields of a checked profile; a rate that is not known becomes 0. */
void toll__accelerator_from_public(const toll_hw *hw, toll__accelerator *accelerator);

/* Copies in and checks a profile: every field, and the fields against each other. */
toll_status toll__take_accelerator(const toll_hw *hw, toll__accelerator *accelerator, toll_error *err);

#endif
