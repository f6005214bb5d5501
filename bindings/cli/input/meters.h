/* SPDX-License-Identifier: Apache-2.0 */
/* Meters by number and by name. */
#ifndef TOLL_CLI_INPUT_METERS_H
#define TOLL_CLI_INPUT_METERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <toll.h>

/* A meter with its name; one that the library does not know is called "meter 99". */
toll_bill_meter meter_of(uint32_t meter);

/* The meter that the first `length` bytes of a name are; false after a complaint about the option, with the nearest
 * name. */
bool meter_find(const char *option_name, const char *name, size_t length, uint32_t *meter);

#endif
