/* SPDX-License-Identifier: Apache-2.0 */
/* Atomic replacement: write a temporary file in the same folder, flush it to disk, rename it over the old one. rename() is
 * atomic within one file system (POSIX.1-2017), so a reader, and whoever kills this process, sees the old file or the new
 * one. The new file keeps the permissions of the old one. */
#include "text/output_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io_error.h"

static toll_status refuse_errno(const char *what, int code, toll_error *err)
{
    return toll__io_fail(err, TOLL_E_MISSING, "path", "%s: %s", what, strerror(code));
}

static toll_status open_through(toll__io_output *out, toll_error *err)
{
    out->stream = fopen(out->path, "wb");
    return out->stream == NULL ? refuse_errno("cannot be written", errno, err) : TOLL_OK;
}

/* What a new file gets: the old one's permissions, else those that the umask leaves of rw-rw-rw-. */
static mode_t permissions(const struct stat *old)
{
    if (old != NULL)
        return old->st_mode & 07777;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static toll_status open_beside(toll__io_output *out, const struct stat *old, toll_error *err)
{
    const int handle = mkstemp(out->temporary);
    if (handle < 0) {
        out->temporary[0] = 0;
        return refuse_errno("cannot be written", errno, err);
    }
    out->stream = fchmod(handle, permissions(old)) == 0 ? fdopen(handle, "wb") : NULL;
    if (out->stream != NULL)
        return TOLL_OK;
    const int code = errno;
    close(handle);
    unlink(out->temporary);
    return refuse_errno("cannot be written", code, err);
}

toll_status toll__io_output_open(const char *path, toll__io_output *out, toll_error *err)
{
    static const char suffix[] = ".XXXXXX";
    struct stat old;
    const size_t length = strlen(path);
    memset(out, 0, sizeof *out);
    if (length + sizeof suffix > sizeof out->path)
        return toll__io_fail(err, TOLL_E_RANGE, "path", "is longer than %u bytes",
                             (unsigned)(sizeof out->path - sizeof suffix));
    memcpy(out->path, path, length + 1);
    const int is_there = lstat(path, &old) == 0;
    if (is_there && !S_ISREG(old.st_mode))
        return open_through(out, err);
    if (is_there && access(path, W_OK) != 0)
        return refuse_errno("cannot be written", errno, err);
    memcpy(out->temporary, path, length);
    memcpy(out->temporary + length, suffix, sizeof suffix);
    return open_beside(out, is_there ? &old : NULL, err);
}

/* What was written is on disk, or errno says why not. A pipe or terminal cannot be synchronised: no failure. */
static int finish_stream(FILE *stream, int is_file)
{
    int code = ferror(stream) || fflush(stream) != 0 ? (errno != 0 ? errno : EIO) : 0;
    if (code == 0 && is_file && fsync(fileno(stream)) != 0)
        code = errno;
    if (fclose(stream) != 0 && code == 0)
        code = errno;
    return code;
}

toll_status toll__io_output_commit(toll__io_output *out, toll_error *err)
{
    const int is_beside = out->temporary[0] != 0;
    int code = finish_stream(out->stream, is_beside);
    out->stream = NULL;
    if (code == 0 && is_beside && rename(out->temporary, out->path) != 0)
        code = errno;
    if (code == 0)
        return TOLL_OK;
    if (is_beside)
        unlink(out->temporary);
    return refuse_errno("cannot be written", code, err);
}

void toll__io_output_discard(toll__io_output *out)
{
    if (out->stream != NULL)
        fclose(out->stream);
    out->stream = NULL;
    if (out->temporary[0] != 0)
        unlink(out->temporary);
}
