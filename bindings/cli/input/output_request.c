/* SPDX-License-Identifier: Apache-2.0 */
/* --json, --csv, --explain, --svg and --report. Options that a command does not take are refused before; here they are absent. */
#include "input/output_request.h"

#include <stddef.h>

#include "input/args.h"

output_request output_request_read(const args *a)
{
    return (output_request){.is_json = args_has(a, OPTION_JSON),
                            .is_csv = args_has(a, OPTION_CSV) || args_has(a, OPTION_BILL_CSV),
                            .is_explained = args_has(a, OPTION_EXPLAIN),
                            .svg = args_text(a, OPTION_SVG, NULL),
                            .report = args_text(a, OPTION_REPORT, NULL)};
}
