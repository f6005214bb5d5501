/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of options, one a kind of row. A scenario of n rows would otherwise be read n times for each row, to learn
 * whether another one gives what it needs. */
#include "tco/scenario_kinds.h"

#include <toll/tco.h>

_Static_assert(TOLL_TCO_LOAN_TERM < TOLL__HAS_REMOTE_PRICE, "the last kind of row has a code below the others");

static int is_remote(uint32_t basis)
{
    return (basis >= TOLL_TCO_PER_REMOTE_INPUT && basis <= TOLL_TCO_PER_REMOTE_MTOK) ||
           basis == TOLL_TCO_PER_REMOTE_TASK;
}

uint32_t toll__scenario_kinds_code(const toll__tco_input *row)
{
    const int is_per_kwh = row->basis == TOLL_TCO_PER_KWH || row->basis == TOLL_TCO_PER_KWH_IT;
    if (row->kind == TOLL_TCO_COST && is_remote(row->basis))
        return TOLL__HAS_REMOTE_PRICE;
    if (row->kind == TOLL_TCO_COST && row->category == TOLL_TCO_COOLING && is_per_kwh)
        return TOLL__HAS_COOLING_PER_KWH;
    if (row->kind == TOLL_TCO_PUE && row->high > 1)
        return TOLL__HAS_PUE_ABOVE_1;
    return TOLL__HAS_NOTHING_ELSE;
}

static void add_code(toll__scenario_kinds *kinds, uint32_t code, uint32_t option)
{
    if (option == 0)
        kinds->every[code] = 1;
    else
        kinds->options[code] |= UINT64_C(1) << (option - 1);
}

/* Code 0 gathers what nobody asks for. */
void toll__scenario_kinds_add(toll__scenario_kinds *kinds, const toll__tco_input *row)
{
    add_code(kinds, row->kind, row->option);
    add_code(kinds, toll__scenario_kinds_code(row), row->option);
}

int toll__scenario_kinds_has(const toll__scenario_kinds *kinds, const toll__tco_input *row, uint32_t first,
                             uint32_t last)
{
    const uint64_t asked = row->option == 0 ? UINT64_MAX : UINT64_C(1) << (row->option - 1);
    for (uint32_t code = first; code <= last; code++)
        if (kinds->every[code] || (kinds->options[code] & asked) != 0)
            return 1;
    return 0;
}

int toll__scenario_kinds_repeats(const toll__scenario_kinds *kinds, const toll__tco_input *row)
{
    if (row->option == 0)
        return kinds->every[row->kind];
    return (kinds->options[row->kind] >> (row->option - 1) & 1) != 0;
}
