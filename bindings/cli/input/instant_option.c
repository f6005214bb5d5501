/* SPDX-License-Identifier: Apache-2.0 */
/* --at as an instant, the clock without it. */
#include "input/instant_option.h"

#include <stddef.h>

#include "input/args.h"
#include "input/complain.h"
#include "input/instant.h"

bool instant_option_read(const args *a, int64_t *at_s)
{
    const char *at = args_text(a, OPTION_AT, NULL);
    if (at == NULL) {
        *at_s = instant_now();
        return true;
    }
    if (!instant_parse(at, at_s)) {
        complain("--at is no instant: \"%.40s\"; write 2026-08-21 or 2026-08-21T09:30:00Z", at);
        return false;
    }
    return true;
}
