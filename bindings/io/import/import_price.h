/* SPDX-License-Identifier: Apache-2.0 */
/* Prices of catalogs as exact decimals. */
#ifndef TOLL_IO_IMPORT_PRICE_H
#define TOLL_IO_IMPORT_PRICE_H

#include <toll/money.h>

#include "json/json_doc.h"

/* What toll__import_price() says of a number. */
typedef enum import_price_kind {
    IMPORT_PRICE_EXACT,
    IMPORT_PRICE_SNAPPED, /* it had the noise of a binary fraction, which was taken off */
    IMPORT_PRICE_WRONG    /* no number, negative, or too long for a toll_decimal */
} import_price_kind;

/* The number of a JSON number or string times 10^shift: "3e-06" of a token is 3 of 10^6 tokens with shift 6. */
import_price_kind toll__import_price(toll__json value, int shift, toll_decimal *price);

/* The same of a text of `length` bytes. */
import_price_kind toll__import_price_text(const char *text, uint64_t length, int shift, toll_decimal *price);

#endif
