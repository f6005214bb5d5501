/* SPDX-License-Identifier: Apache-2.0 */
/* Models by name. A file is read whole into memory, a GGUF file up to the limit of its head, and handed to libtoll-io
 * twice: for the number of layer rows, then for the rows. What libtoll-io refuses is tried again with unknown
 * architectures allowed, so that the complaint can name --allow-unknown where it would help. */
#include "input/model_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/file_input.h"
#include "input/read_gate.h"
#include "output/give_up.h"
#include "text/text_check.h"

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

/* "Qwen/Qwen3-8B" is a file only where that path exists; else it is a name of the catalog. */
static bool is_file_name(const char *name)
{
    struct stat about;
    bool is_path = strchr(name, '/') != NULL && read_gate_allows(name) && stat(name, &about) == 0;
    return is_path || ends_with(name, ".json") || ends_with(name, ".gguf");
}

#ifndef TOLL_HAVE_IO

static bool import_model(const char *path, bool is_unknown_allowed, model_entry *entry)
{
    memset(entry, 0, sizeof *entry);
    (void)is_folder;
    (void)is_unknown_allowed;
    return complain("\"%.60s\": this toll was built without libtoll-io, which reads model files; install libjsmn-dev, "
                    "then run make clean and make again",
                    path) == 0;
}

#else

#include <toll_io.h>

_Static_assert(sizeof(model_unread) == sizeof(toll_io_unread), "the rows are libtoll-io's");
_Static_assert(sizeof(model_part) == sizeof(toll_io_part), "the rows are libtoll-io's");

#define PATH_BYTES 4096 /* PATH_MAX of Linux */

typedef struct loaded {
    toll__io_bytes file;
    toll__io_span text; /* passed to the parser: a config without its byte order mark */
    uint64_t flags;     /* TOLL_IO_*: how it is read */
} loaded;

/* Calls a reader twice: for the number of rows, then for the rows. */
typedef toll_status (*model_reader)(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                                    toll_error *err);

static toll_status parse_config(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                                toll_error *err)
{
    return toll_io_parse_config(file->text.bytes, file->text.length, beside->text.bytes, beside->text.length,
                                file->flags, &entry->model, entry->layers, capacity, sizeof *entry->layers,
                                &entry->n_layers, err);
}

static toll_status read_gguf(const loaded *file, const loaded *beside, model_entry *entry, uint64_t capacity,
                             toll_error *err)
{
    (void)beside;
    start_struct(&entry->own, sizeof entry->own, TOLL_KIND_PRECISION);
    toll_status status = toll_io_parse_gguf(file->text.bytes, file->text.length, 0, &entry->model, entry->layers,
                                            capacity, sizeof *entry->layers, &entry->n_layers, &entry->own, NULL, err);
    entry->has_own = status == TOLL_OK;
    return status;
}

/* Whether what was refused could be read as a plain decoder; entry is of no use after it. */
static bool would_be_read(model_reader read, loaded file, const loaded *beside, model_entry *entry)
{
    file.flags |= TOLL_IO_ALLOW_UNKNOWN;
    return read(&file, beside, entry, 0, NULL) == TOLL_E_BUFFER;
}

static bool read_twice(const char *path, model_reader read, const loaded *file, const loaded *beside,
                       model_entry *entry)
{
    toll_error err = {0};
    start_struct(&entry->model, sizeof entry->model, TOLL_KIND_MODEL);
    toll_status status = read(file, beside, entry, 0, &err);
    if (status == TOLL_E_BUFFER) {
        entry->layers = claim(entry->n_layers, sizeof *entry->layers);
        status = read(file, beside, entry, entry->n_layers, &err);
    }
    if (status != TOLL_OK) {
        complain("%s: %s%s", path, err.message, would_be_read(read, *file, beside, entry) ? " (--allow-unknown)" : "");
    }
    return status == TOLL_OK;
}

/* A config is text as a whole. */
static toll_status read_text(const char *path, loaded *l, toll_error *err)
{
    toll_status status = toll__io_read_file(path, input_limit(MODEL_BYTES_MAX), &l->file, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll__io_text_check(l->file.bytes, l->file.length, &l->text, err);
}

static bool read_model_text(const char *path, loaded *l)
{
    toll_error err;
    if (read_text(path, l, &err) != TOLL_OK) {
        input_complain(path, &err);
        return false;
    }
    return l->text.length > 0 || complain("%s: the file is empty", path) == EXIT_FINE;
}

/* Of a GGUF file the head is enough, and its own reader checks it. */
static toll_status read_gguf_head(const char *path, loaded *l, toll_error *err)
{
    toll_status status = toll__io_read_head(path, input_limit(MODEL_BYTES_MAX), &l->file, err);
    if (status != TOLL_OK) {
        return status;
    }
    l->text = (toll__io_span){l->file.bytes, l->file.length};
    return toll__io_signature_check(l->file.bytes, l->file.length, err);
}

static bool load_gguf(const char *path, loaded *l)
{
    toll_error err;
    if (read_gguf_head(path, l, &err) != TOLL_OK) {
        input_complain(path, &err);
        return false;
    }
    return true;
}

/* GGUF by its first bytes, or by name: then its reader names the fault in them. */
static bool is_gguf(const char *path)
{
    toll__io_bytes head;
    bool has_magic =
        toll__io_read_head(path, 4, &head, NULL) == TOLL_OK && head.length == 4 && memcmp(head.bytes, "GGUF", 4) == 0;
    toll__io_release(&head);
    return has_magic || ends_with(path, ".gguf");
}

/* "key (value)" of each key that changes nobody knows what. */
static void tell_unread(const char *path, const model_entry *entry)
{
    char text[1024] = "";
    for (uint64_t i = 0; i < entry->n_unread; i++) {
        const size_t used = strlen(text);
        const bool is_long = used + sizeof entry->unread[i] + 40 > sizeof text;
        if (is_long) {
            snprintf(text + used, sizeof text - used, ", and %llu more", (unsigned long long)(entry->n_unread - i));
            break;
        }
        snprintf(text + used, sizeof text - used, "%s%s (%s)", i > 0 ? ", " : "", entry->unread[i].key,
                 entry->unread[i].value);
    }
    complain("%s is partly understood: any figure may be wrong, since these keys are not read: %s", path, text);
}

/* Bits that no precision of the catalog has. */
static bool read_own_precision(const loaded *file, const loaded *beside, model_entry *entry)
{
    toll_error err = {0};
    if (entry->model.native_precision[0] != 0) {
        return true;
    }
    start_struct(&entry->own, sizeof entry->own, TOLL_KIND_PRECISION);
    toll_status status = toll_io_parse_config_precision(file->text.bytes, file->text.length, beside->text.bytes,
                                                        beside->text.length, file->flags, &entry->own, &err);
    entry->has_own = status == TOLL_OK;
    return status == TOLL_OK || complain_error(&err) == EXIT_FINE;
}

/* Keys that the reader does not know are told once, for every command, and kept for its answer. */
static bool find_unread(const char *path, const loaded *file, const loaded *beside, model_entry *entry)
{
    toll_error err = {0};
    toll_status status =
        toll_io_find_unread(file->text.bytes, file->text.length, beside->text.bytes, beside->text.length, file->flags,
                            NULL, 0, sizeof(toll_io_unread), &entry->n_unread, &err);
    if (status == TOLL_E_BUFFER) {
        entry->unread = claim(entry->n_unread, sizeof *entry->unread);
        status = toll_io_find_unread(file->text.bytes, file->text.length, beside->text.bytes, beside->text.length,
                                     file->flags, (toll_io_unread *)entry->unread, entry->n_unread,
                                     sizeof *entry->unread, &entry->n_unread, &err);
    }
    if (status != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    if (entry->n_unread > 0) {
        tell_unread(path, entry);
    }
    return true;
}

/* Towers and draft layers, which the descriptor leaves out. */
static bool find_parts(const loaded *file, model_entry *entry)
{
    toll_error err = {0};
    const toll_status status =
        toll_io_find_parts(file->text.bytes, file->text.length, file->flags, (toll_io_part *)entry->parts, MODEL_PARTS,
                           sizeof entry->parts[0], &entry->n_parts, &err);
    return status == TOLL_OK || complain_error(&err) == EXIT_FINE;
}

/* Some publishers state the quantisation in a second file in the same folder. */
static bool import_config(const char *path, const char *beside_path, uint64_t flags, model_entry *entry)
{
    struct stat about;
    loaded config = {.flags = flags}, beside = {0};
    bool is_read =
        read_model_text(path, &config) &&
        (stat(beside_path, &about) != 0 || (read_gate_pass(beside_path) && read_model_text(beside_path, &beside))) &&
        read_twice(path, parse_config, &config, &beside, entry) && read_own_precision(&config, &beside, entry) &&
        find_unread(path, &config, &beside, entry) && find_parts(&config, entry);
    toll__io_release(&config.file);
    toll__io_release(&beside.file);
    return is_read;
}

static bool import_gguf(const char *path, model_entry *entry)
{
    loaded head = {0}, none = {0};
    bool is_read = load_gguf(path, &head) && read_twice(path, read_gguf, &head, &none, entry);
    entry->is_gguf = is_read;
    toll__io_release(&head.file);
    return is_read;
}

/* A folder is a downloaded repository. */
static bool import_model(const char *path, bool is_unknown_allowed, model_entry *entry)
{
    static const char config_name[] = "/config.json", beside_name[] = "hf_quant_config.json";
    char config[PATH_BYTES], beside[PATH_BYTES + sizeof beside_name];
    memset(entry, 0, sizeof *entry);
    entry->is_file = true;
    if (strlen(path) + sizeof config_name > sizeof config) {
        return complain("%.60s...: the path is longer than %u bytes", path,
                        (unsigned)(sizeof config - sizeof config_name)) == EXIT_FINE;
    }
    if (!read_gate_pass(path)) {
        return false;
    }
    snprintf(config, sizeof config, "%s%s", path, is_folder(path) ? config_name : "");
    if (!read_gate_pass(config)) {
        return false;
    }
    if (is_gguf(config)) {
        return import_gguf(config, entry);
    }
    const char *slash = strrchr(config, '/');
    int folder = slash != NULL ? (int)(slash - config) + 1 : 0;
    snprintf(beside, sizeof beside, "%.*s%s", folder, config, beside_name);
    return import_config(config, beside, is_unknown_allowed ? TOLL_IO_ALLOW_UNKNOWN : 0, entry);
}

#endif

bool lookup_model(const char *name, bool is_unknown_allowed, model_entry *entry)
{
    toll_catalog_match match;
    if (is_file_name(name)) {
        return import_model(name, is_unknown_allowed, entry);
    }
    memset(entry, 0, sizeof *entry);
    if (!lookup_match(TOLL_TABLE_MODEL, name, &match) || !read_model((uint64_t)match.index, entry)) {
        return false;
    }
    memcpy(entry->stated, match.precision_id, sizeof entry->stated);
    entry->is_other_stated = (match.how & TOLL_FOUND_OTHER_PRECISION) != 0;
    return true;
}

void json_unread_keys(json *j, const model_entry *entry)
{
    json_bool(j, "is_partly_understood", entry->n_unread > 0);
    json_array(j, "unread_keys");
    for (uint64_t i = 0; i < entry->n_unread; i++) {
        json_object(j, NULL);
        json_text(j, "key", entry->unread[i].key);
        json_text(j, "value", entry->unread[i].value);
        json_close(j);
    }
    json_close(j);
}

void json_parts(json *j, const model_entry *entry)
{
    json_array(j, "parts");
    for (uint64_t i = 0; i < entry->n_parts; i++) {
        json_object(j, NULL);
        json_text(j, "name", entry->parts[i].name);
        json_text(j, "type", entry->parts[i].type);
        json_bool(j, "is_counted", entry->parts[i].is_counted != 0);
        json_maybe_integer(j, "params", entry->parts[i].params, entry->parts[i].is_counted != 0);
        json_close(j);
    }
    json_close(j);
}
