/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a GGUF file: "GGUF", version, counts of tensors and keys, the keys, then name, shape, format and
 * offset of each tensor. Keys are found by a linear search, because a head is read once. Format:
 * github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
#include "gguf/gguf_head.h"

#include <stdio.h>
#include <string.h>

#include "io_error.h"

#define ELEMENTS_MAX (1ull << 50) /* no tensor comes near; products stay far from overflow */

/* Elements and bytes of a block of each format, as ggml stores it. Index: ggml's number; 0: not in use. */
static const struct {
    uint16_t elements, bytes;
} formats[] = {
    [0] = {1, 4},      [1] = {1, 2},      [2] = {32, 18},   [3] = {32, 20},    [6] = {32, 22},    [7] = {32, 24},
    [8] = {32, 34},    [9] = {32, 36},    [10] = {256, 84}, [11] = {256, 110}, [12] = {256, 144}, [13] = {256, 176},
    [14] = {256, 210}, [15] = {256, 292}, [16] = {256, 66}, [17] = {256, 74},  [18] = {256, 98},  [19] = {256, 50},
    [20] = {32, 18},   [21] = {256, 110}, [22] = {256, 82}, [23] = {256, 136}, [24] = {1, 1},     [25] = {1, 2},
    [26] = {1, 4},     [27] = {1, 8},     [28] = {1, 8},    [29] = {256, 56},  [30] = {1, 2},     [34] = {256, 54},
    [35] = {256, 66},  [39] = {32, 17},
};

static toll_status fail_cut(toll_error *err)
{
    return io_fail(err, TOLL_E_SYNTAX, "bytes", "bytes end within the head of the file, or are damaged");
}

/* Finds a key by its whole name; the cursor is then at its value. */
static bool find_key(const gguf_head *head, const char *name, gguf_cursor *at, uint32_t *type)
{
    *at = head->keys;
    for (uint64_t i = 0; i < head->n_keys && !at->is_cut; i++) {
        gguf_text key = toll__gguf_string(at);
        *type = toll__gguf_u32(at);
        if (toll__gguf_is(key, name))
            return !at->is_cut;
        toll__gguf_skip_value(at, *type);
    }
    return false;
}

gguf_text toll__gguf_general(const gguf_head *head, const char *name)
{
    gguf_cursor at;
    uint32_t type;
    bool is_text = find_key(head, name, &at, &type) && type == GGUF_TEXT;
    return is_text ? toll__gguf_string(&at) : (gguf_text){"", 0};
}

static toll_status find_tensors(gguf_head *head, toll_error *err)
{
    gguf_cursor at = head->keys;
    for (uint64_t i = 0; i < head->n_keys && !at.is_cut; i++) {
        toll__gguf_string(&at);
        toll__gguf_skip_value(&at, toll__gguf_u32(&at));
    }
    head->tensors = at;
    return at.is_cut ? fail_cut(err) : TOLL_OK;
}

static toll_status read_architecture(gguf_head *head, toll_error *err)
{
    gguf_text name = toll__gguf_general(head, "general.architecture");
    if (name.length == 0 || name.length >= sizeof head->architecture)
        return io_fail(err, TOLL_E_MISSING, "general.architecture",
                       "general.architecture must be a text of 1 to 31 bytes");
    memcpy(head->architecture, name.bytes, name.length);
    head->architecture[name.length] = 0;
    return TOLL_OK;
}

toll_status toll__gguf_open(const void *bytes, uint64_t length, gguf_head *head, toll_error *err)
{
    gguf_cursor at = {bytes, (const unsigned char *)bytes + length, false};
    memset(head, 0, sizeof *head);
    uint32_t magic = toll__gguf_u32(&at), version = toll__gguf_u32(&at);
    if (at.is_cut || magic != 0x46554747u) /* "GGUF" */
        return io_fail(err, TOLL_E_SYNTAX, "bytes", "bytes are no GGUF file");
    if (version != 2 && version != 3)
        return io_fail(err, TOLL_E_UNSUPPORTED, "bytes", "GGUF version must be 2 or 3, little-endian, got %u", version);
    head->n_tensors = toll__gguf_u64(&at);
    head->n_keys = toll__gguf_u64(&at);
    head->keys = at;
    if (at.is_cut)
        return fail_cut(err);
    toll_status status = find_tensors(head, err);
    if (status != TOLL_OK)
        return status;
    return read_architecture(head, err);
}

int64_t toll__gguf_number(const gguf_head *head, const char *name, uint64_t index, int64_t absent)
{
    char key[96];
    gguf_cursor at;
    uint32_t type;
    snprintf(key, sizeof key, "%s.%s", head->architecture, name);
    if (!find_key(head, key, &at, &type))
        return absent;
    if (type != GGUF_ARRAY)
        return toll__gguf_integer(&at, type);
    uint32_t of = toll__gguf_u32(&at);
    uint64_t count = toll__gguf_u64(&at);
    if (index >= count || of == GGUF_ARRAY)
        return absent;
    for (uint64_t i = 0; i < index && !at.is_cut; i++)
        toll__gguf_skip_value(&at, of);
    int64_t value = toll__gguf_integer(&at, of);
    return at.is_cut ? absent : value;
}

uint64_t toll__gguf_length(const gguf_head *head, const char *name)
{
    char key[96];
    gguf_cursor at;
    uint32_t type;
    snprintf(key, sizeof key, "%s.%s", head->architecture, name);
    if (!find_key(head, key, &at, &type) && !find_key(head, name, &at, &type))
        return 0;
    if (type != GGUF_ARRAY)
        return 0;
    toll__gguf_u32(&at);
    uint64_t count = toll__gguf_u64(&at);
    return at.is_cut ? 0 : count;
}

static toll_status measure_tensor(gguf_tensor *t, uint32_t format, toll_error *err)
{
    if (format >= sizeof formats / sizeof formats[0] || formats[format].elements == 0)
        return io_fail(err, TOLL_E_UNSUPPORTED, "tensor", "tensor %.*s has format %u, which is not known",
                       (int)(t->name.length < 60 ? t->name.length : 60), t->name.bytes, format);
    uint64_t rest = t->dims[0] % formats[format].elements;
    if (rest != 0)
        return io_fail(err, TOLL_E_SYNTAX, "tensor", "tensor %.*s: rows are no whole blocks of its format",
                       (int)(t->name.length < 60 ? t->name.length : 60), t->name.bytes);
    t->bytes = t->elements / formats[format].elements * formats[format].bytes;
    return TOLL_OK;
}

toll_status toll__gguf_next(gguf_cursor *at, gguf_tensor *t, toll_error *err)
{
    memset(t, 0, sizeof *t);
    t->name = toll__gguf_string(at);
    t->n_dims = toll__gguf_u32(at);
    t->elements = 1;
    for (uint32_t i = 0; i < 4; i++)
        t->dims[i] = 1;
    for (uint32_t i = 0; i < t->n_dims && i < 4; i++) {
        t->dims[i] = toll__gguf_u64(at);
        if (t->dims[i] == 0 || t->dims[i] > ELEMENTS_MAX / t->elements)
            return fail_cut(err);
        t->elements *= t->dims[i];
    }
    uint32_t format = toll__gguf_u32(at);
    toll__gguf_u64(at); /* where its data lies */
    if (at->is_cut || t->n_dims < 1 || t->n_dims > 4)
        return fail_cut(err);
    return measure_tensor(t, format, err);
}
