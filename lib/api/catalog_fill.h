/* SPDX-License-Identifier: Apache-2.0 */
/* From a row of the catalog to a public struct: a column goes to the field of the same name. */
#ifndef TOLL_API_CATALOG_FILL_H
#define TOLL_API_CATALOG_FILL_H

#include <toll/base.h>

#include "catalog/facts.h"

/* Bit of `unverified` for facts that have none of their own; 0: they leave no trace. */
typedef uint64_t toll__fill_rest;

/* Fills a full struct, header included: what is not known stays zero and keeps its bit in `known` clear. */
void toll__catalog_fill(uint32_t kind, const toll__table *table, uint64_t row, toll__fill_rest rest, void *target);

/* Writes the cells that the row states over a full struct; its id, header and bits stay. */
void toll__catalog_overlay(uint32_t kind, const toll__table *table, uint64_t row, void *target);

/* Table `number` and its row, checked; `target` is the output struct to be checked too. */
toll_status toll__catalog_open(uint32_t number, uint64_t row, toll__table *table, toll_error *err);

#endif
