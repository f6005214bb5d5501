/* SPDX-License-Identifier: Apache-2.0 */
/* The table of key names that json_pick.c compares with: one entry for each spelling in usage_keys.h. */
#include "usage/usage_keys.h"

#include <string.h>

#define ENTRY(name, text) {text, KEY_##name},

void toll__log_keys_start(toll__json_keys *keys)
{
    static const struct {
        const char *name;
        uint32_t key;
    } names[] = {TOLL__LOG_KEYS(ENTRY, ENTRY)};
    _Static_assert(sizeof names / sizeof names[0] < TOLL__JSON_KEY_SLOTS / 2, "the user's keys need room, too");
    _Static_assert(KEYS_KNOWN < TOLL__LOG_OWN_KEY, "numbers of the user's keys begin behind these");
    memset(keys, 0, sizeof *keys);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        toll__json_keys_add(keys, names[i].name, strlen(names[i].name), names[i].key);
}
