/* SPDX-License-Identifier: Apache-2.0 */
/* Exact decimals to exact integers: "3.35e12", "80Gi" and "0.4605" with a scale become int64_t without floating point.
 */
#ifndef TOLL_IO_GEN_NUMBER_H
#define TOLL_IO_GEN_NUMBER_H

#include <stdint.h>

/* *value = text * 10^scale. NULL on success, else what is wrong with the text. */
const char *gen_number_parse(const char *text, unsigned scale, int64_t *value);

/* *value = yyyymmdd of "yyyy-mm-dd", "yyyy-mm" (dd 00) or "yyyy" (mmdd 0000). NULL on success. */
const char *gen_number_parse_date(const char *text, int64_t *value);

#endif
