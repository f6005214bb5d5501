/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the command, and its end without it. There is nothing to save: answers are computed before they are printed,
 * and files are put in their place only when they are complete. */
#include "output/give_up.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/out_file.h"

static int exit_code = 1;
static void (*leave_by)(int code);

void give_up_code(int code)
{
    exit_code = code;
}

void give_up_by(void (*leave)(int code))
{
    leave_by = leave;
}

_Noreturn void give_up(const char *why)
{
    out_file_discard_open();
    fprintf(stderr, "toll: %s\n", why);
    if (leave_by != NULL) {
        leave_by(exit_code);
    }
    exit(exit_code);
}

void *claim(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (memory == NULL) {
        give_up("out of memory");
    }
    return memory;
}

void *claim_again(void *memory, size_t count, size_t size)
{
    void *larger = size > 0 && count > SIZE_MAX / size ? NULL : realloc(memory, count * size > 0 ? count * size : 1);
    if (larger == NULL) {
        give_up("out of memory");
    }
    return larger;
}
