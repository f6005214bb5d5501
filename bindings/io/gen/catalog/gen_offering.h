/* SPDX-License-Identifier: Apache-2.0 */
/* Ties offering_facts.csv to offerings.csv, and refuses statements that contradict each other without a mark. */
#ifndef TOLL_IO_GEN_OFFERING_H
#define TOLL_IO_GEN_OFFERING_H

#include "gen/catalog/gen_table.h"

/* Adds the columns first_fact and n_facts to the offerings. */
void gen_offering_attach(gen_table *offerings, const gen_table *facts);

#endif
