/* SPDX-License-Identifier: Apache-2.0 */
/* Names as the catalog compares them: bytes, ASCII upper case read as lower case. */
#ifndef TOLL_CATALOG_FOLD_NAME_H
#define TOLL_CATALOG_FOLD_NAME_H

#include <stdint.h>

#define TOLL__NAME_MAX 128u /* bytes of a name that is looked for */

/* A name being looked for, folded. */
typedef struct toll__name {
    char bytes[TOLL__NAME_MAX];
    uint32_t length; /* 0 when the text was longer than TOLL__NAME_MAX */
} toll__name;

/* Folds a text to look it up; a text longer than TOLL__NAME_MAX becomes the empty name, which no id has. */
void toll__name_fold(toll__name *name, const char *text, uint64_t length);

/* Order of a folded name and a NUL-terminated string of a table: negative, 0, positive. */
int toll__name_compare(const toll__name *name, const char *string);

/* Lower case of one byte. */
static inline unsigned char toll__name_lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

#endif
