/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns of names in a cell of the catalog: "vllm|sglang*" is one name, or all that begin so; "*" is any. */
#ifndef TOLL_CATALOG_NAME_PATTERN_H
#define TOLL_CATALOG_NAME_PATTERN_H

/* How close a name fits; larger is closer. */
enum { TOLL__FITS_NOT = -1, TOLL__FITS_ANY, TOLL__FITS_BEGINNING, TOLL__FITS_WHOLE };

/* The closest of a cell's patterns, ASCII case ignored. A name that is not given, "", fits none but "any". */
int toll__pattern_fit(const char *name, const char *cell);

/* 1: the cell is "*". */
int toll__pattern_is_any(const char *cell);

#endif
