/* SPDX-License-Identifier: Apache-2.0 */
/* Minor units of the currencies of ISO 4217. */
#ifndef TOLL_BASE_CURRENCY_H
#define TOLL_BASE_CURRENCY_H

#include <toll/base.h>

/* Digits of the minor unit; TOLL_E_UNKNOWN_ID for a code that is not active or has no minor unit. */
toll_status toll__currency_digits(const char *code, uint64_t length, int32_t *digits, toll_error *err);

#endif
