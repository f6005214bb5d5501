/* SPDX-License-Identifier: Apache-2.0 */
/* A mapped book costs the pages that a look-up touches: 0.7 ms for 6.5 MB of full.book, where reading takes 5. The file is
 * looked at before it is opened, since opening a pipe would wait for its writer, and a device has no end. */
#include "input/book_map.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "text/input_file.h"

#if defined(__unix__) && !defined(__wasi__) || defined(__APPLE__)
#define HAS_MMAP 1
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#else
#define HAS_MMAP 0
#endif

/* The end of a long path tells more than its beginning. */
static toll_status refuse_file(toll_error *err, toll_status status, const char *path, const char *reason)
{
    size_t length = strlen(path);
    if (err == NULL) {
        return status;
    }
    memset(err, 0, sizeof *err);
    err->code = status;
    err->field_offset = err->row = -1;
    snprintf(err->field, sizeof err->field, "path");
    snprintf(err->message, sizeof err->message, "%s%s: %.70s", length > 110 ? "..." : "",
             length > 110 ? path + length - 110 : path, reason);
    return status;
}

static toll_status check_file(const char *path, uint64_t limit, uint64_t *size, toll_error *err)
{
    struct stat about;
    char reason[70];
    if (stat(path, &about) != 0) {
        return refuse_file(err, TOLL_E_MISSING, path, strerror(errno));
    }
    if (!S_ISREG(about.st_mode)) {
        return refuse_file(err, TOLL_E_OBJECT, path, "is no regular file");
    }
    if (about.st_size <= 0) {
        return refuse_file(err, TOLL_E_OBJECT, path, "is empty");
    }
    *size = (uint64_t)about.st_size;
    if (*size > limit) {
        snprintf(reason, sizeof reason, "is longer than %llu bytes (--max-input)", (unsigned long long)limit);
        return refuse_file(err, TOLL_E_RANGE, path, reason);
    }
    return TOLL_OK;
}

#if HAS_MMAP

static toll_status read_bytes(book_map *map, const char *path, uint64_t limit, toll_error *err)
{
    (void)limit;
    struct stat about;
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return refuse_file(err, TOLL_E_MISSING, path, strerror(errno));
    }
    bool is_same = fstat(file, &about) == 0 && S_ISREG(about.st_mode) && (uint64_t)about.st_size == map->size;
    void *bytes = is_same ? mmap(NULL, (size_t)map->size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    int failed = errno;
    close(file);
    if (!is_same) {
        return refuse_file(err, TOLL_E_MISSING, path, "changed while it was opened");
    }
    if (bytes == MAP_FAILED) {
        return refuse_file(err, TOLL_E_MISSING, path, strerror(failed));
    }
    map->bytes = bytes;
    map->is_mapped = 1;
    return TOLL_OK;
}

static void release_mapped(book_map *map)
{
    munmap(map->bytes, (size_t)map->size);
}

#else

static toll_status read_bytes(book_map *map, const char *path, uint64_t limit, toll_error *err)
{
    toll__io_bytes file;
    toll_error why;
    if (toll__io_read_file(path, limit, &file, &why) != TOLL_OK) {
        return refuse_file(err, TOLL_E_MISSING, path, why.message);
    }
    map->bytes = file.bytes;
    map->size = file.length;
    return TOLL_OK;
}

static void release_mapped(book_map *map)
{
    (void)map;
}

#endif

toll_status book_map_open(book_map *map, const char *path, uint64_t limit, toll_error *err)
{
    memset(map, 0, sizeof *map);
    toll_status status = check_file(path, limit, &map->size, err);
    if (status != TOLL_OK) {
        return status;
    }
    return read_bytes(map, path, limit, err);
}

void book_map_close(book_map *map)
{
    toll__io_bytes file = {.bytes = map->bytes, .length = map->size};
    if (map->bytes != NULL && map->is_mapped) {
        release_mapped(map);
    } else if (map->bytes != NULL) {
        toll__io_release(&file);
    }
    memset(map, 0, sizeof *map);
}
