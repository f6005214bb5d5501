/* SPDX-License-Identifier: Apache-2.0 */
/* Each name has a file of its own, even where two differ in bytes that file names should not have: "a b" and "a_b" are
 * out-a_b.csv and out-a_b-2.csv. */
#include "output/focus_paths.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/give_up.h"

#define PATH_BYTES 4096

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

/* False: too long. */
static bool make_path(const char *path, const char *name, int number, char *text, size_t size)
{
    const char *slash = strrchr(path, '/'), *file = slash != NULL ? slash + 1 : path, *dot = strrchr(file, '.');
    size_t stem = dot != NULL && dot > file ? (size_t)(dot - path) : strlen(path);
    char plain[128], count[16] = "";
    snprintf(plain, sizeof plain, "%s", name);
    for (char *c = plain; *c != 0; c++) {
        *c = is_plain(*c) ? *c : '_';
    }
    if (number > 1) {
        snprintf(count, sizeof count, "-%d", number);
    }
    int length = snprintf(text, size, "%.*s-%s%s%s", (int)stem, path, plain, count, path + stem);
    return length > 0 && (size_t)length < size;
}

static bool is_taken(const focus_paths *p, const char *path)
{
    for (uint64_t i = 0; i < p->n_paths; i++) {
        if (strcmp(p->paths[i], path) == 0) {
            return true;
        }
    }
    return false;
}

const char *focus_paths_take(focus_paths *p, const char *path, const char *name)
{
    char own[PATH_BYTES];
    int number = 1;
    do {
        if (!make_path(path, name, number++, own, sizeof own)) {
            return NULL;
        }
    } while (is_taken(p, own));
    if (p->n_paths == p->capacity) {
        p->capacity = p->capacity * 2 + 16;
        p->paths = claim_again(p->paths, p->capacity, sizeof *p->paths);
    }
    char *kept = claim(strlen(own) + 1, 1);
    memcpy(kept, own, strlen(own) + 1);
    return p->paths[p->n_paths++] = kept;
}

void focus_paths_free(focus_paths *p)
{
    for (uint64_t i = 0; i < p->n_paths; i++) {
        free(p->paths[i]);
    }
    free(p->paths);
}
