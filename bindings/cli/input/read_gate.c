/* SPDX-License-Identifier: Apache-2.0 */
/* A gate in front of the files that a command reads, closed by `toll mcp`. realpath() resolves links and "..", and the result
 * must begin with the folder's own. Who may write to the folder could exchange a file between the look and the read; the
 * folder's owner is trusted with that. */
#if !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700 /* POSIX.1-2008 has realpath() in its XSI part */
#endif
#include "input/read_gate.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input/complain.h"
#include "input/exit_codes.h"

#define FILE_BYTES_MAX (INT64_C(256) << 20) /* the largest limit of the readers: CSV */

static bool is_closed;
static char *inside; /* the folder with "/" behind it; NULL: no file may be read */

#if (defined(__unix__) || defined(__APPLE__)) && !defined(__wasi__)

static char *find_real(const char *path)
{
    return realpath(path, NULL);
}

#else

static char *find_real(const char *path)
{
    (void)path;
    return NULL;
}

#endif

static bool is_folder_at(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool read_gate_close(const char *folder)
{
    is_closed = true;
    free(inside);
    inside = NULL;
    if (folder[0] == 0) {
        return true;
    }
    char *real = find_real(folder);
    size_t length = real != NULL && is_folder_at(real) ? strlen(real) : 0;
    inside = length > 0 ? malloc(length + 2) : NULL;
    if (inside != NULL) {
        snprintf(inside, length + 2, "%s%s", real, real[length - 1] == '/' ? "" : "/");
    }
    free(real);
    return inside != NULL;
}

static bool is_gzip_file(const char *path)
{
    unsigned char head[2] = {0, 0};
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    bool has_magic = fread(head, 1, sizeof head, file) == sizeof head && head[0] == 0x1f && head[1] == 0x8b;
    fclose(file);
    return has_magic;
}

/* A pipe would wait for its writer, and a device has no end. */
static bool is_bounded(const char *real)
{
    struct stat about;
    if (stat(real, &about) != 0) {
        return false;
    }
    bool is_small = S_ISREG(about.st_mode) && about.st_size <= FILE_BYTES_MAX;
    return S_ISDIR(about.st_mode) || (is_small && !is_gzip_file(real));
}

static bool is_inside(const char *path)
{
    char *real = inside != NULL ? find_real(path) : NULL;
    bool is_it = real != NULL && strncmp(real, inside, strlen(inside)) == 0 && is_bounded(real);
    free(real);
    return is_it;
}

bool read_gate_allows(const char *path)
{
    return !is_closed || strcmp(path, "-") == 0 || is_inside(path);
}

bool read_gate_pass(const char *path)
{
    if (read_gate_allows(path)) {
        return true;
    }
    if (inside == NULL) {
        return complain("\"%.200s\" is a file: this server reads none (toll mcp --folder DIR lets it)", path) ==
               EXIT_FINE;
    }
    return complain(
               "\"%.200s\" can't be read: it is not inside of the folder of --folder, or no file of at most 256 MiB "
               "without compression",
               path) == EXIT_FINE;
}
