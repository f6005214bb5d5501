/* SPDX-License-Identifier: Apache-2.0 */
/* The public accelerator profile as the rooms' plain value. */
#ifndef TOLL_API_CONVERT_HARDWARE_H
#define TOLL_API_CONVERT_HARDWARE_H

#include <toll/hardware.h>

#include "hardware/accelerator.h"

void toll__card_from_public(const toll_hw *hw, toll__accelerator *card);

/* Copies in and checks a profile: every field, and the fields against each other. */
toll_status toll__take_card(const toll_hw *hw, toll__accelerator *card, toll_error *err);

#endif
