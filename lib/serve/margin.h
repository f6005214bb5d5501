/* SPDX-License-Identifier: Apache-2.0 */
/* What one more token costs a steady state in device time. */
#ifndef TOLL_SERVE_MARGIN_H
#define TOLL_SERVE_MARGIN_H

#include "serve/settle.h"

typedef struct toll__margin {
    double input_s;  /* per prompt token, cached ones included */
    double output_s; /* per output token */
} toll__margin;

void toll__margin_find(const toll__placement *placement, const toll__op *ops, const toll__load *load,
                       const toll__steady *steady, toll__margin *margin);

#endif
