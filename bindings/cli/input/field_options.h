/* SPDX-License-Identifier: Apache-2.0 */
/* What the library says of a field, said of the option that was typed. */
#ifndef TOLL_CLI_INPUT_FIELD_OPTIONS_H
#define TOLL_CLI_INPUT_FIELD_OPTIONS_H

#include <stddef.h>

#include <toll/base.h>

/* The message of err, with the option in place of the field that it begins with; as it is where no option sets it. */
void field_message(const toll_error *err, char *text, size_t size);

/* Prints it. Returns EXIT_BAD_INPUT. */
int complain_field(const toll_error *err);

#endif
