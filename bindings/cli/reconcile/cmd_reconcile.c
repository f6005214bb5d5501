/* SPDX-License-Identifier: Apache-2.0 */
/* toll reconcile: an invoice against what the logs cost, cause by cause. */
#include "input/complain.h"
#include "input/exit_codes.h"
#include "reconcile/reconcile_commands.h"

#ifdef TOLL_HAVE_IO

#include "reconcile/difference.h"

static int answer_difference(const difference *d, const screen *s)
{
    if (d->asked->is_json) {
        difference_json(d);
    } else if (d->asked->is_csv) {
        difference_csv(d);
    } else {
        difference_table(d, s);
    }
    return difference_is_explained(d) ? EXIT_FINE : EXIT_INCOMPLETE;
}

int command_reconcile(reconcile_request *r, log_biller biller, const screen *s)
{
    difference d;
    int code = difference_compute(&d, r, biller) ? answer_difference(&d, s) : EXIT_BAD_INPUT;
    difference_free(&d);
    return code;
}

#else

int command_reconcile(reconcile_request *r, log_biller biller, const screen *s)
{
    (void)r;
    (void)biller;
    (void)s;
    return complain("this toll was built without libtoll-io, which reads usage logs");
}

#endif
