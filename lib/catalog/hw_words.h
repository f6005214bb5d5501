/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a name says one accelerator: every part of it must belong to the row, and none that tells rows apart may be
 * missing. */
#ifndef TOLL_CATALOG_HW_WORDS_H
#define TOLL_CATALOG_HW_WORDS_H

#include <stdint.h>

#define TOLL__SQUEEZED_BYTES 192u

/* A name without its separators: letters and digits in lower case, '|' where something stood between two digits. */
typedef struct toll__squeezed {
    char text[TOLL__SQUEEZED_BYTES];
    uint32_t length; /* 0: the name holds nothing that an accelerator's name may hold */
} toll__squeezed;

void toll__name_squeeze(toll__squeezed *squeezed, const char *text, uint64_t length);

/* Whether the name says this row of hardware.csv, by the parts of its id; or of another text that names it. */
int toll__hw_fits(const toll__squeezed *name, uint64_t row, const char *id);

#endif
