/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a tariff file to one field of a row. Each returns NULL on success, else what is wrong with the text. */
#ifndef TOLL_IO_TARIFF_CELL_H
#define TOLL_IO_TARIFF_CELL_H

#include <stdint.h>

#include <toll/book.h>

const char *toll__tariff_cell_kind(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_op(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_origin(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_meter(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_other_meter(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_is_contract(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_layer(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_quantity(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_per(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_number(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_from(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_until(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_weekdays(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_start(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_end(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_utc_offset(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_key(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_value(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_text(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_source(const char *text, toll_bill_row *row);
const char *toll__tariff_cell_source_date(const char *text, toll_bill_row *row);

#endif
