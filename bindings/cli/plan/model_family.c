/* SPDX-License-Identifier: Apache-2.0 */
/* A family is what stands before the size in a name: "llama-3.1-" of llama-3.1-70b, "qwen3-" of qwen3-30b-a3b.
 *
 * By hand: of llama-3.1-405b, -70b and -8b the one next below 405 is 70. What stands behind the size may differ: qwen3-32b
 * is next below qwen3-235b-a22b. */
#include "plan/model_family.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <toll.h>

/* The size in "-70b" or "-1.5b-", and the length of what stands before it; 0: none is found. */
static double find_size(const char *id, size_t *prefix)
{
    for (const char *dash = strchr(id, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
        char *end = NULL;
        if (!isdigit((unsigned char)dash[1])) {
            continue;
        }
        const double size = strtod(dash + 1, &end);
        if (*end == 'b' && (end[1] == 0 || end[1] == '-') && size > 0) {
            *prefix = (size_t)(dash - id) + 1;
            return size;
        }
    }
    return 0;
}

bool model_family_smaller(uint64_t model, uint64_t *smaller)
{
    const char *id = toll_catalog_get_id(TOLL_TABLE_MODEL, model);
    size_t prefix = 0, other_prefix = 0;
    const double size = find_size(id, &prefix);
    double best = 0;
    for (uint64_t i = 0; size > 0 && i < toll_catalog_count(TOLL_TABLE_MODEL); i++) {
        const char *other = toll_catalog_get_id(TOLL_TABLE_MODEL, i);
        const double next = find_size(other, &other_prefix);
        if (next < size && next > best && other_prefix == prefix && strncmp(id, other, prefix) == 0) {
            best = next;
            *smaller = i;
        }
    }
    return best > 0;
}
