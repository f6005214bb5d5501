/* SPDX-License-Identifier: Apache-2.0 */
/* From a quantisation's many spellings to the id of a precision in libtoll's catalog. */
#ifndef TOLL_IO_HF_QUANT_H
#define TOLL_IO_HF_QUANT_H

#include "config/hf_keys.h"

/* Sticks TOLL_E_UNSUPPORTED for one that the catalog has no name for. quant: root of hf_quant_config.json, absent where
 * that file is. */
const char *toll__hf_quant_precision(hf_config *c, toll__json quant);

#endif
