/* SPDX-License-Identifier: Apache-2.0 */
/* Versions of engines: "0.24.0rc2" as a number that orders them, and the rows of policies that hold for one. */
#ifndef TOLL_CATALOG_ENGINE_VERSION_H
#define TOLL_CATALOG_ENGINE_VERSION_H

#include <stdint.h>

#include "catalog/facts.h"

/* Above every version: the newest. */
#define TOLL__VERSION_NEWEST 1e12

/* The first three numbers of a version; -1: it has none. */
double toll__version_parse(const char *text, uint64_t length);

/* Rank of a row of the table of epochs for this engine, version and card; -1: it does not hold. Later rows win. */
double toll__epoch_rank(const toll__table *table, uint64_t row, const char *family, double version, double memory_gib);

/* The row of the lowest rank above `last`; n_rows: there is none. *rank is set with it. */
uint64_t toll__epoch_next(const toll__table *table, const char *family, double version, double memory_gib, double last,
                          double *rank);

/* Version of a row as text. */
const char *toll__epoch_version(const toll__table *table, uint64_t row);

#endif
