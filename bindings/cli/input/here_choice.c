/* SPDX-License-Identifier: Apache-2.0 */
/* Of several kinds the one with most memory in all is chosen, and the text names the others. */
#include "input/here_choice.h"

#include <stdio.h>
#include <string.h>

#include "input/complain.h"
#include "input/here_machine.h"

static void add_others(const here_machine *m, const here_device *best, char *text, size_t size)
{
    for (int i = 0; i < m->count; i++) {
        const here_device *d = &m->devices[i];
        const size_t used = strlen(text);
        if (d != best && used < size) {
            snprintf(text + used, size - used, "; not used: %d x %.60s", d->count, d->name);
        }
    }
}

static void complain_nothing(const here_machine *m)
{
    if (!m->is_possible) {
        complain("give an accelerator (`toll hw` lists them): finding the one of this machine is not possible here");
    } else if (m->count > 0) {
        complain("give an accelerator (`toll hw` lists them): found here (%s) is \"%s\", which the catalog lacks",
                 m->devices[0].source, m->devices[0].name);
    } else {
        complain("give an accelerator (`toll hw` lists them): none was found here%s%s", m->troubles[0] != 0 ? "; " : "",
                 m->troubles);
    }
}

bool here_choose(here_choice *c, bool must_be)
{
    here_machine m;
    memset(c, 0, sizeof *c);
    here_find(&m);
    const here_device *best = here_best(&m);
    if (best == NULL) {
        if (must_be) {
            complain_nothing(&m);
        }
        return !must_be;
    }
    memcpy(c->hw_id, best->id, sizeof c->hw_id);
    here_device_text(best, c->text, sizeof c->text);
    add_others(&m, best, c->text, sizeof c->text);
    c->memory_bytes = best->is_other_size ? best->memory_bytes : 0;
    c->count = best->count;
    return true;
}
