/* SPDX-License-Identifier: Apache-2.0 */
/* The load that a deployment serves, and the site where it stands. The library's own structs are the requests. */
#ifndef TOLL_CLI_INPUT_LOAD_REQUEST_H
#define TOLL_CLI_INPUT_LOAD_REQUEST_H

#include <stdbool.h>

#include <toll.h>

struct args; /* the raw options: known in input/ and main.c alone */

/* Complains and returns false on a mistake; then the load has been checked by the library. */
bool load_request_read(toll_serve_load *load, const struct args *a);

/* PUE, host power and carbon intensities, as far as they are given. */
void site_request_read(toll_serve_site *site, const struct args *a);

#endif
