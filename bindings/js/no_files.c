/* SPDX-License-Identifier: Apache-2.0 */
/* Files of libtoll-io in WebAssembly: there are none, so that the module imports nothing. JavaScript passes bytes.
 *
 * A scenario that says include "prices.toll" is refused with this message. The C library's formatted output holds a path
 * that writes to stderr (for `long double`, which libtoll-io does not print), so the three calls of the system that it
 * would make are answered here: no such thing. */
#include <stdlib.h>

#include "text/input_file.h"
#include "text/io_error.h"

toll_status toll__io_read_file(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err)
{
    (void)path, (void)limit;
    *out = (toll__io_bytes){0};
    return toll__io_fail(err, TOLL_E_MISSING, "path", "no file can be opened here: pass its text");
}

toll_status toll__io_read_head(const char *path, uint64_t limit, toll__io_bytes *out, toll_error *err)
{
    return toll__io_read_file(path, limit, out, err);
}

void toll__io_release(toll__io_bytes *bytes)
{
    free(bytes->bytes);
    *bytes = (toll__io_bytes){0};
}

enum { NO_SUCH_HANDLE = 8 }; /* __WASI_ERRNO_BADF */

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t handle);
int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t handle, int64_t offset, int32_t whence, int32_t found);
int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t handle, int32_t parts, int32_t n_parts, int32_t written);

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t handle)
{
    (void)handle;
    return NO_SUCH_HANDLE;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t handle, int64_t offset, int32_t whence, int32_t found)
{
    (void)handle, (void)offset, (void)whence, (void)found;
    return NO_SUCH_HANDLE;
}

int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t handle, int32_t parts, int32_t n_parts, int32_t written)
{
    (void)handle, (void)parts, (void)n_parts, (void)written;
    return NO_SUCH_HANDLE;
}
