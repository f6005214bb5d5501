/* SPDX-License-Identifier: Apache-2.0 */
/* The library's registry of meters, read by number and by name. Numbers run from 1 to TOLL_METERS - 1 without gaps. */
#include "input/meters.h"

#include <stdio.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"

toll_bill_meter meter_of(uint32_t meter)
{
    toll_bill_meter m;
    start_struct(&m, sizeof m, TOLL_KIND_BILL_METER);
    if (toll_bill_meter_get(meter, &m, NULL) != TOLL_OK) {
        snprintf(m.name, sizeof m.name, "meter %u", (unsigned)meter);
    }
    return m;
}

static void complain_meter(const char *option_name, const char *name, size_t length)
{
    toll_bill_meter meters[TOLL_METERS];
    const char *names[TOLL_METERS];
    char wanted[40];
    int n_names = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        meters[n_names] = meter_of(meter);
        names[n_names] = meters[n_names].name;
        n_names++;
    }
    snprintf(wanted, sizeof wanted, "%.*s", (int)length, name);
    const char *nearest = nearest_name(wanted, names, n_names);
    complain(nearest != NULL ? "%s: no meter \"%s\"; did you mean %s?" : "%s: no meter \"%s\"", option_name, wanted,
             nearest);
}

bool meter_find(const char *option_name, const char *name, size_t length, uint32_t *meter)
{
    if (toll_bill_meter_find(name, length, meter, NULL) == TOLL_OK) {
        return true;
    }
    complain_meter(option_name, name, length);
    return false;
}
