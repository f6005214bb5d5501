/* SPDX-License-Identifier: Apache-2.0 */
/* Cells of a FOCUS row that need words or arithmetic: units, quantities, unit prices, SKUs, their details. */
#ifndef TOLL_CLI_BILL_FOCUS_CELLS_H
#define TOLL_CLI_BILL_FOCUS_CELLS_H

#include "bill/bill_focus.h"
#include "output/focus_columns.h"

/* "1000000 Tokens", "Hours"; of per base units of a meter. */
void focus_pricing_unit(uint32_t meter, int64_t per, char *text, size_t size);

/* "Tokens": the unit of ConsumedQuantity. */
void focus_consumed_unit(uint32_t meter, char *text, size_t size);

/* quantity / per, rounded half to even at 18 digits where it has no end. False: beyond what amounts hold. */
bool focus_quantity(int64_t quantity, int64_t per, char *text);

/* Base units of one PricingUnit: those that the price buys, or one unit of the meter where that gives every quantity and the
 * price an end, and the other does not. The same for all charges of a price. */
int64_t focus_per(const charge_key *key);

/* price * factor for `per` base units, at a rate; rate NULL: none. False: more digits than decimals have. Texts of
 * TOLL_MONEY_TEXT_BYTES. */
bool focus_unit_price(const charge_key *key, bool is_list, int64_t per, const dated_rate *rate, char *text);

/* "openai/gpt-5/cache_read"; the price id has the tier, region, attributes, row and multiplier behind it. */
void focus_sku(const charge_key *key, char *text, size_t size);
void focus_price_id(const charge_key *key, char *text, size_t size);

/* The same as a JSON object: x_Meter, x_ServiceTier, x_Region and so on. */
const char *focus_price_details(const charge_key *key, focus_object *o);

#endif
