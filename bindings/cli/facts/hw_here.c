/* SPDX-License-Identifier: Apache-2.0 */
/* What was found, how, and what the catalog calls it. A device that the catalog lacks is listed all the same. */
#include "facts/hw_here.h"

#include <stdio.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/here_machine.h"
#include "output/figure_text.h"
#include "output/json_out.h"
#include "output/table.h"

static void json_device(json *j, const here_device *d)
{
    json_object(j, NULL);
    json_text(j, "name", d->name);
    json_integer(j, "count", d->count);
    json_maybe_integer(j, "memory_bytes", d->memory_bytes, d->memory_bytes > 0);
    json_maybe_text(j, "hw", d->is_known ? d->id : "");
    json_bool(j, "is_other_memory", d->is_other_size);
    json_text(j, "found_by", d->source);
    json_close(j);
}

static void here_json(const here_machine *m)
{
    json j;
    json_answer(&j, "hw here");
    json_bool(&j, "is_possible", m->is_possible);
    json_array(&j, "devices");
    for (int i = 0; i < m->count; i++) {
        json_device(&j, &m->devices[i]);
    }
    json_close(&j);
    json_maybe_integer(&j, "host_memory_bytes", m->host_memory_bytes, m->host_memory_bytes > 0);
    json_maybe_text(&j, "troubles", m->troubles);
    json_close(&j);
}

static void put_devices(const screen *s, const here_machine *m)
{
    static const char *const heads[] = {"found", "", "GiB", "in the catalog", "by"};
    table t;
    table_start(&t, "lrrll", 1);
    for (int i = 0; i < 5; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int i = 0; i < m->count; i++) {
        const here_device *d = &m->devices[i];
        table_cell(&t, STYLE_PLAIN, "%s", d->name);
        table_cell(&t, STYLE_PLAIN, "%d x", d->count);
        table_cell(&t, STYLE_PLAIN, "%s", d->memory_bytes > 0 ? figure_gib(d->memory_bytes).text : "-");
        table_cell(&t, d->is_known ? STYLE_PLAIN : STYLE_WARN, "%s%s", d->is_known ? d->id : "not there",
                   d->is_other_size ? ", other memory" : "");
        table_cell(&t, STYLE_DIM, "%s", d->source);
    }
    table_finish(&t, s);
    screen_newline(s);
}

static void put_use(const screen *s, const here_machine *m)
{
    const here_device *best = here_best(m);
    char text[240];
    if (m->host_memory_bytes > 0) {
        snprintf(text, sizeof text, "%s GiB", figure_gib(m->host_memory_bytes).text);
        screen_paragraph(s, STYLE_PLAIN, "  Memory of the host: ", text);
    }
    if (best != NULL) {
        snprintf(text, sizeof text, "toll fit, speed, cost and formats use %s where no accelerator is named%s",
                 best->id, best->is_other_size ? ", with the memory that was found" : "");
        screen_paragraph(s, STYLE_DIM, "  ", text);
    }
    screen_paragraph(s, STYLE_WARN, "  ", m->troubles);
}

static void here_screen(const screen *s, const here_machine *m)
{
    if (m->count == 0) {
        screen_paragraph(s, STYLE_WARN, "",
                         "no accelerator and no CPU was found: nvidia-smi, rocm-smi, rocminfo, sysctl, the PCI bus and "
                         "/proc/cpuinfo were asked");
    } else {
        put_devices(s, m);
    }
    put_use(s, m);
}

int hw_here_answer(const facts_request *r, const screen *s)
{
    here_machine m;
    here_find(&m);
    if (r->output.is_json) {
        here_json(&m);
    } else if (!m.is_possible) {
        complain(
            "finding the accelerators of this machine is not possible here: this system runs no other programs for "
            "toll");
    } else {
        here_screen(s, &m);
    }
    return here_best(&m) != NULL ? EXIT_FINE : EXIT_NOT_FEASIBLE;
}
