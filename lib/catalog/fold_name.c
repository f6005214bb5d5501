/* SPDX-License-Identifier: Apache-2.0 */
/* Names folded to lower case, ASCII alone, and their order. */
#include "catalog/fold_name.h"

void toll__name_fold(toll__name *name, const char *text, uint64_t length)
{
    name->length = length <= TOLL__NAME_MAX ? (uint32_t)length : 0;
    for (uint32_t i = 0; i < name->length; i++)
        name->bytes[i] = (char)toll__name_lower(text[i]);
}

int toll__name_compare(const toll__name *name, const char *string)
{
    uint32_t i = 0;
    for (; i < name->length && string[i] != '\0'; i++) {
        int order = (unsigned char)name->bytes[i] - toll__name_lower(string[i]);
        if (order != 0)
            return order;
    }
    /* The shorter one comes first. A NUL within the name ends no string, so it is beyond every id that it starts with.
     */
    return (i < name->length) - (string[i] != '\0');
}
