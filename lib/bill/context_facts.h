/* SPDX-License-Identifier: Apache-2.0 */
/* Which facts of a record's context a tariff sells, and which it does not ask for. */
#ifndef TOLL_BILL_CONTEXT_FACTS_H
#define TOLL_BILL_CONTEXT_FACTS_H

#include "bill/record.h"

/* The facts of a record that no row of the tariff asks for. */
typedef struct toll__unused {
    uint64_t attributes; /* bit i: attribute i of the record */
    uint32_t region;     /* 1: the region */
    uint32_t reserved;
} toll__unused;

/* TOLL_E_MISSING for a region or attribute outside of what the tariff lists; the message names those that are sold. */
toll_status toll__facts_check(const toll__row *rows, uint32_t n_rows, const toll__context *context,
                              toll__unused *unused, toll_error *err);

/* TOLL_E_MISSING for a tier that no row of the tariff names. */
toll_status toll__facts_fail_tier(const toll__row *rows, uint32_t n_rows, const toll__context *context,
                                  toll_error *err);

#endif
