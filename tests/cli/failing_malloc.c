/* SPDX-License-Identifier: Apache-2.0 */
/* malloc(), calloc() and realloc() of glibc, of which call number FAIL_AT returns NULL. For LD_PRELOAD. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static int is_failing(void)
{
    static long calls, fail_at = -1;
    if (fail_at < 0) {
        const char *stated = getenv("FAIL_AT");
        fail_at = stated != NULL ? strtol(stated, NULL, 10) : 0;
    }
    if (++calls != fail_at)
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return is_failing() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_failing() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return is_failing() ? NULL : __libc_realloc(memory, size);
}
