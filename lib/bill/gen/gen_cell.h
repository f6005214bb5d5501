/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a tariff file to one field of a row. Each returns NULL on success, else what is wrong with the text. */
#ifndef TOLL_GEN_CELL_H
#define TOLL_GEN_CELL_H

#include <stdint.h>

#include <toll/bill.h>

const char *gen_cell_kind(const char *text, toll_bill_row *row);
const char *gen_cell_op(const char *text, toll_bill_row *row);
const char *gen_cell_origin(const char *text, toll_bill_row *row);
const char *gen_cell_meter(const char *text, toll_bill_row *row);
const char *gen_cell_other_meter(const char *text, toll_bill_row *row);
const char *gen_cell_is_contract(const char *text, toll_bill_row *row);
const char *gen_cell_layer(const char *text, toll_bill_row *row);
const char *gen_cell_quantity(const char *text, toll_bill_row *row);
const char *gen_cell_per(const char *text, toll_bill_row *row);
const char *gen_cell_number(const char *text, toll_bill_row *row);
const char *gen_cell_from(const char *text, toll_bill_row *row);
const char *gen_cell_until(const char *text, toll_bill_row *row);
const char *gen_cell_weekdays(const char *text, toll_bill_row *row);
const char *gen_cell_start(const char *text, toll_bill_row *row);
const char *gen_cell_end(const char *text, toll_bill_row *row);
const char *gen_cell_utc_offset(const char *text, toll_bill_row *row);
const char *gen_cell_key(const char *text, toll_bill_row *row);
const char *gen_cell_value(const char *text, toll_bill_row *row);
const char *gen_cell_text(const char *text, toll_bill_row *row);
const char *gen_cell_source(const char *text, toll_bill_row *row);
const char *gen_cell_source_date(const char *text, toll_bill_row *row);

#endif
