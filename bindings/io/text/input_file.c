/* SPDX-License-Identifier: Apache-2.0 */
/* Reading with a limit. The size that the file system states is only a hint: pipes and devices have none, and a file may
 * grow while it is read. So bytes are read until the end or until one more than the limit has come. */
#include "text/input_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text/io_error.h"

#define FIRST_BYTES 65536u

static toll_status refuse_errno(const char *what, int code, toll_error *err)
{
    return toll__io_fail(err, TOLL_E_MISSING, "path", "%s: %s", what, strerror(code));
}

static toll_status open_stream(const char *path, FILE **stream, toll_error *err)
{
    struct stat about;
    if (strcmp(path, "-") == 0) {
        *stream = stdin;
        return TOLL_OK;
    }
    *stream = fopen(path, "rb");
    if (*stream == NULL)
        return refuse_errno("cannot be opened", errno, err);
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(*stream);
        return refuse_errno("cannot be read", EISDIR, err);
    }
    return TOLL_OK;
}

/* Room for one more byte than what is read, for the NUL. */
static toll_status grow(toll__io_bytes *in, uint64_t *capacity, uint64_t most, toll_error *err)
{
    const uint64_t wanted = *capacity == 0 ? FIRST_BYTES : 2 * *capacity;
    *capacity = wanted < most ? wanted : most;
    char *larger = *capacity + 1 <= SIZE_MAX ? realloc(in->bytes, (size_t)*capacity + 1) : NULL;
    if (larger == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "path", "out of memory after %llu bytes",
                             (unsigned long long)in->length);
    in->bytes = larger;
    return TOLL_OK;
}

/* Reads at most `most` bytes. */
static toll_status read_stream(FILE *stream, uint64_t most, toll__io_bytes *in, toll_error *err)
{
    uint64_t capacity = 0;
    for (;;) {
        if (in->length == capacity && capacity < most) {
            const toll_status status = grow(in, &capacity, most, err);
            if (status)
                return status;
        }
        const size_t got = fread(in->bytes + in->length, 1, (size_t)(capacity - in->length), stream);
        in->length += got;
        if (got == 0 && ferror(stream))
            return refuse_errno("cannot be read", errno, err);
        if (got == 0)
            break;
    }
    in->bytes[in->length] = 0;
    return TOLL_OK;
}

static toll_status read_up_to(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err)
{
    FILE *stream = NULL;
    toll__io_bytes in = {0};
    toll_status status = open_stream(path, &stream, err);
    if (status)
        return status;
    status = read_stream(stream, limit + 1, &in, err);
    if (stream != stdin)
        fclose(stream);
    if (status) {
        toll__io_release(&in);
        return status;
    }
    in.is_cut = in.length > limit;
    *out = in;
    return TOLL_OK;
}

toll_status toll__io_read_file(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err)
{
    *out = (toll__io_bytes){0};
    const toll_status status = read_up_to(path, limit, out, err);
    if (status || !out->is_cut)
        return status;
    toll__io_release(out);
    return toll__io_fail(err, TOLL_E_RANGE, "path", "longer than the limit of %llu bytes", (unsigned long long)limit);
}

toll_status toll__io_read_head(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err)
{
    *out = (toll__io_bytes){0};
    const toll_status status = read_up_to(path, limit, out, err);
    if (status || !out->is_cut)
        return status;
    out->length = limit;
    out->bytes[limit] = 0;
    return TOLL_OK;
}

void toll__io_release(toll__io_bytes *bytes)
{
    free(bytes->bytes);
    *bytes = (toll__io_bytes){0};
}
