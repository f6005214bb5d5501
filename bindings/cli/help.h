/* SPDX-License-Identifier: Apache-2.0 */
/* Help pages. */
#ifndef TOLL_CLI_HELP_H
#define TOLL_CLI_HELP_H

#include <stdint.h>
#include <stdio.h>

/* The page of a command, on stdout; 0: the page of all. */
void help_print(uint32_t command);

#endif
