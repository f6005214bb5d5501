/* SPDX-License-Identifier: Apache-2.0 */
/* Atomic replacement: write a temporary file in the same folder, flush it to disk, rename it over the old one. rename() is
 * atomic within one file system (POSIX.1-2017), so a reader, and whoever kills this process, sees the old file or the new
 * one. The new file keeps the permissions of the old one. Windows has none of this in its C library, so there a file is
 * written where it stands. */
#include "text/output_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text/io_error.h"

#if !defined(_WIN32)
#include <sys/stat.h>
#include <unistd.h>
#endif

static const char suffix[] = ".XXXXXX"; /* of the temporary file, for mkstemp() */

static toll_status refuse_errno(const char *what, int code, toll_error *err)
{
    return toll__io_fail(err, TOLL_E_MISSING, "path", "%s: %s", what, strerror(code));
}

static toll_status open_through(toll__io_output *out, toll_error *err)
{
    out->stream = fopen(out->path, "wb");
    return out->stream == NULL ? refuse_errno("cannot be written", errno, err) : TOLL_OK;
}

static toll_status set_path(const char *path, toll__io_output *out, toll_error *err)
{
    const size_t length = strlen(path);
    memset(out, 0, sizeof *out);
    if (length + sizeof suffix > sizeof out->path)
        return toll__io_fail(err, TOLL_E_RANGE, "path", "is longer than %u bytes",
                             (unsigned)(sizeof out->path - sizeof suffix));
    memcpy(out->path, path, length + 1);
    return TOLL_OK;
}

#if defined(_WIN32)

toll_status toll__io_output_open(const char *path, toll__io_output *out, toll_error *err)
{
    const toll_status status = set_path(path, out, err);
    return status != TOLL_OK ? status : open_through(out, err);
}

static int synchronise(FILE *stream)
{
    (void)stream;
    return 0;
}

static void drop_file(const char *path)
{
    remove(path);
}

#else

static int synchronise(FILE *stream)
{
    return fsync(fileno(stream));
}

static void drop_file(const char *path)
{
    unlink(path);
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
    struct stat old;
    const toll_status status = set_path(path, out, err);
    if (status != TOLL_OK)
        return status;
    const int is_there = lstat(path, &old) == 0;
    if (is_there && !S_ISREG(old.st_mode))
        return open_through(out, err);
    if (is_there && access(path, W_OK) != 0)
        return refuse_errno("cannot be written", errno, err);
    memcpy(out->temporary, path, strlen(path));
    memcpy(out->temporary + strlen(path), suffix, sizeof suffix);
    return open_beside(out, is_there ? &old : NULL, err);
}

#endif

/* What was written is on disk, or errno says why not. A pipe or terminal cannot be synchronised: no failure. */
static int finish_stream(FILE *stream, int is_file)
{
    int code = ferror(stream) || fflush(stream) != 0 ? (errno != 0 ? errno : EIO) : 0;
    if (code == 0 && is_file && synchronise(stream) != 0)
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
        drop_file(out->temporary);
    return refuse_errno("cannot be written", code, err);
}

void toll__io_output_discard(toll__io_output *out)
{
    if (out->stream != NULL)
        fclose(out->stream);
    out->stream = NULL;
    if (out->temporary[0] != 0)
        drop_file(out->temporary);
}
