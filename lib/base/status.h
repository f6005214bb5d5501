/* SPDX-License-Identifier: Apache-2.0 */
/* Status codes by name and meaning. */
#ifndef TOLL_BASE_STATUS_H
#define TOLL_BASE_STATUS_H

#include <toll/base.h>

const char *toll__status_name(toll_status status);
const char *toll__status_message(toll_status status);

#endif
