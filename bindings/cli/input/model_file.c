/* SPDX-License-Identifier: Apache-2.0 */
#include "input/model_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "input/complain.h"

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length >= tail && strcmp(name + length - tail, end) == 0;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* "Qwen/Qwen3-8B" is a name of the catalog, unless such a file or folder is here. */
bool import_is_file(const char *name)
{
    struct stat about;
    bool is_path = strchr(name, '/') != NULL && stat(name, &about) == 0;
    return is_path || ends_with(name, ".json") || ends_with(name, ".gguf");
}

#ifndef TOLL_HAVE_IO

bool import_model(const char *path, bool is_unknown_allowed, model_entry *entry)
{
    memset(entry, 0, sizeof *entry);
    (void)is_folder;
    (void)is_unknown_allowed;
    return complain(
               "\"%.60s\": this toll was built without libtoll-io, which reads model files; install libjsmn-dev, "
               "then run make clean and make again",
               path) == 0;
}

#else

#include <toll_io.h>

#define HEAD_LIMIT (64u << 20) /* heads of GGUF files, vocabulary included, are a few MiB */

typedef struct loaded {
    char *bytes;
    size_t length;
    uint64_t flags; /* TOLL_IO_*: how it is read */
} loaded;

/* Reads at most `limit` bytes; bytes is NULL where there is no such file. */
static loaded load(const char *path, size_t limit)
{
    loaded file = {0};
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return file;
    }
    size_t room = 1u << 16;
    file.bytes = malloc(room);
    while (file.bytes != NULL && file.length < limit) {
        size_t got = fread(file.bytes + file.length, 1, room - file.length, stream);
        file.length += got;
        if (got == 0) {
            break;
        }
        if (file.length == room) {
            room *= 2;
            char *larger = realloc(file.bytes, room);
            if (larger == NULL) {
                abort();
            }
            file.bytes = larger;
        }
    }
    fclose(stream);
    return file;
}

/* Calls a reader twice: for the number of rows, then for the rows. */
typedef toll_status (*reader)(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                              toll_error *err);

static toll_status read_config(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                               toll_error *err)
{
    return toll_io_parse_config(file->bytes, file->length, beside->bytes, beside->length, file->flags, &entry->model,
                                entry->layers, capacity, sizeof *entry->layers, &entry->n_layers, err);
}

static toll_status read_gguf(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                             toll_error *err)
{
    (void)beside;
    start_struct(&entry->own, sizeof entry->own, TOLL_KIND_PRECISION);
    toll_status status = toll_io_parse_gguf(file->bytes, file->length, 0, &entry->model, entry->layers, capacity,
                                            sizeof *entry->layers, &entry->n_layers, &entry->own, NULL, err);
    entry->has_own = status == TOLL_OK;
    return status;
}

/* Whether what was refused could be read as a plain decoder; entry is of no use after it. */
static bool would_be_read(reader read, loaded file, const loaded *beside, model_entry *entry)
{
    file.flags |= TOLL_IO_ALLOW_UNKNOWN;
    return read(&file, beside, entry, 0, NULL) == TOLL_E_BUFFER;
}

static bool read_twice(const char *path, reader read, const loaded *file, const loaded *beside, model_entry *entry)
{
    toll_error err = {0};
    start_struct(&entry->model, sizeof entry->model, TOLL_KIND_MODEL);
    toll_status status = read(file, beside, entry, 0, &err);
    if (status == TOLL_E_BUFFER) {
        entry->layers = calloc(entry->n_layers, sizeof *entry->layers);
        if (entry->layers == NULL) {
            abort();
        }
        status = read(file, beside, entry, entry->n_layers, &err);
    }
    if (status != TOLL_OK) {
        complain("%s: %s%s", path, err.message, would_be_read(read, *file, beside, entry) ? " (--allow-unknown)" : "");
    }
    return status == TOLL_OK;
}

static bool import_file(const char *path, const char *beside_path, uint64_t flags, model_entry *entry)
{
    loaded file = load(path, HEAD_LIMIT), beside = {0};
    if (file.bytes == NULL) {
        complain("%s can't be read", path);
        return false;
    }
    file.flags = flags;
    bool is_gguf = ends_with(path, ".gguf") || (file.length >= 4 && memcmp(file.bytes, "GGUF", 4) == 0);
    if (!is_gguf) {
        beside = load(beside_path, TOLL_IO_TEXT_LIMIT);
    }
    bool is_read = read_twice(path, is_gguf ? read_gguf : read_config, &file, &beside, entry);
    free(file.bytes);
    free(beside.bytes);
    return is_read;
}

/* A folder is a downloaded repository. What a publisher says of quantisation may stand beside the config. */
bool import_model(const char *path, bool is_unknown_allowed, model_entry *entry)
{
    char config[1024], beside[1100];
    memset(entry, 0, sizeof *entry);
    entry->is_file = true;
    snprintf(config, sizeof config, "%s%s", path, is_folder(path) ? "/config.json" : "");
    const char *slash = strrchr(config, '/');
    int folder = slash != NULL ? (int)(slash - config) + 1 : 0;
    snprintf(beside, sizeof beside, "%.*shf_quant_config.json", folder, config);
    return import_file(config, beside, is_unknown_allowed ? TOLL_IO_ALLOW_UNKNOWN : 0, entry);
}

#endif
