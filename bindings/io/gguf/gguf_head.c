/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a GGUF file: "GGUF", version, counts of tensors and keys, the keys, then name, shape, format and
 * offset of each tensor. Format: github.com/ggml-org/ggml/blob/master/docs/gguf.md.
 *
 * One pass over the keys notes where the values of those lie that the reader knows, since their number is small and
 * that of others (tokens, merges) is not. The architecture's own keys begin with its name, which the format puts into
 * the first key; where another file has it later, there is a pass for it before.
 *
 * Example: a head of 8 MB, 128,256 tokens and 280,147 merges, is passed over once, not once for each key and layer. */
#include "gguf/gguf_head.h"

#include <stdio.h>
#include <string.h>

#include "text/io_error.h"
#include "text/utf8.h"

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

static const char *const key_names[GGUF_KEYS] = {
    [KEY_BLOCKS] = "block_count",
    [KEY_CONTEXT] = "context_length",
    [KEY_HEADS] = "attention.head_count",
    [KEY_KV_HEADS] = "attention.head_count_kv",
    [KEY_KEY_LENGTH] = "attention.key_length",
    [KEY_VALUE_LENGTH] = "attention.value_length",
    [KEY_KEY_LENGTH_MLA] = "attention.key_length_mla",
    [KEY_VALUE_LENGTH_MLA] = "attention.value_length_mla",
    [KEY_KV_LORA_RANK] = "attention.kv_lora_rank",
    [KEY_ROPE_DIMENSIONS] = "rope.dimension_count",
    [KEY_WINDOW] = "attention.sliding_window",
    [KEY_CHUNK] = "attention.chunk_size",
    [KEY_WINDOW_PATTERN] = "attention.sliding_window_pattern",
    [KEY_CAUSAL] = "attention.causal",
    [KEY_INDEXER_HEADS] = "attention.indexer.head_count",
    [KEY_INDEXER_KEY_LENGTH] = "attention.indexer.key_length",
    [KEY_INDEXER_TOP_K] = "attention.indexer.top_k",
    [KEY_EXPERTS_USED] = "expert_used_count",
    [KEY_SHARED_KV] = "attention.shared_kv_layers",
    [KEY_SSM_CONV] = "ssm.conv_kernel",
    [KEY_SSM_INNER] = "ssm.inner_size",
    [KEY_SSM_STATE] = "ssm.state_size",
    [KEY_SSM_RANK] = "ssm.time_step_rank",
    [KEY_SSM_GROUPS] = "ssm.group_count",
    [KEY_KDA_HEAD] = "kda.head_dim",
    [KEY_SHORT_CONV] = "shortconv.l_cache",
    [KEY_NAME] = "name",
};

static toll_status fail_cut(toll_error *err)
{
    return toll__io_fail(err, TOLL_E_SYNTAX, "bytes", "bytes end within the head of the file, or are damaged");
}

static bool has_prefix(gguf_text text, const char *prefix, uint64_t length)
{
    return text.length > length && memcmp(text.bytes, prefix, (size_t)length) == 0 && text.bytes[length] == '.';
}

/* GGUF_KEYS: one that the reader does not know. */
static gguf_key key_of_name(const gguf_head *head, gguf_text name)
{
    const uint64_t length = strlen(head->architecture);
    if (toll__gguf_is(name, "general.name"))
        return KEY_NAME;
    if (!has_prefix(name, head->architecture, length))
        return GGUF_KEYS;
    const gguf_text own = {name.bytes + length + 1, name.length - length - 1};
    unsigned key = 0;
    while (key < KEY_NAME && !toll__gguf_is(own, key_names[key]))
        key++;
    return key < KEY_NAME ? (gguf_key)key : GGUF_KEYS;
}

static gguf_value read_value(gguf_cursor *at)
{
    gguf_value value = {.is_there = true, .type = toll__gguf_u32(at)};
    value.at = at->at;
    if (value.type == GGUF_ARRAY)
        value.array = toll__gguf_array(at);
    else
        toll__gguf_skip_value(at, value.type);
    return value;
}

/* Notes the values of known keys; afterwards the cursor of the tensors is right. */
static toll_status index_keys(gguf_head *head, toll_error *err)
{
    gguf_cursor at = head->keys;
    for (uint64_t i = 0; i < head->n_keys && !at.is_cut; i++) {
        const gguf_key key = key_of_name(head, toll__gguf_string(&at));
        const gguf_value value = read_value(&at);
        if (key == GGUF_KEYS || at.is_cut)
            continue;
        if (head->values[key].is_there)
            return toll__io_fail(err, TOLL_E_SYNTAX, key_names[key], "the key %s stands twice", key_names[key]);
        head->values[key] = value;
    }
    head->tensors = at;
    return at.is_cut ? fail_cut(err) : TOLL_OK;
}

/* Also checks the keys in front of it. */
static gguf_text find_architecture(const gguf_head *head, bool *is_cut)
{
    gguf_cursor at = head->keys;
    for (uint64_t i = 0; i < head->n_keys && !at.is_cut; i++) {
        const gguf_text key = toll__gguf_string(&at);
        const uint32_t type = toll__gguf_u32(&at);
        if (type == GGUF_TEXT && toll__gguf_is(key, "general.architecture")) {
            const gguf_text name = toll__gguf_string(&at);
            *is_cut = at.is_cut;
            return name;
        }
        toll__gguf_skip_value(&at, type);
    }
    *is_cut = at.is_cut;
    return (gguf_text){"", 0};
}

static bool is_printable(gguf_text text)
{
    for (uint64_t i = 0; i < text.length; i++)
        if (text.bytes[i] < ' ' || text.bytes[i] > '~')
            return false;
    return true;
}

static toll_status read_architecture(gguf_head *head, toll_error *err)
{
    bool is_cut = false;
    const gguf_text name = find_architecture(head, &is_cut);
    if (is_cut)
        return fail_cut(err);
    if (name.length == 0 || name.length >= sizeof head->architecture || !is_printable(name))
        return toll__io_fail(err, TOLL_E_MISSING, "general.architecture",
                             "general.architecture must be a text of 1 to 31 printable bytes");
    memcpy(head->architecture, name.bytes, (size_t)name.length);
    return TOLL_OK;
}

toll_status toll__gguf_open(const void *bytes, uint64_t length, gguf_head *head, toll_error *err)
{
    gguf_cursor at = {bytes, (const unsigned char *)bytes + length, false};
    memset(head, 0, sizeof *head);
    uint32_t magic = toll__gguf_u32(&at), version = toll__gguf_u32(&at);
    if (at.is_cut || magic != 0x46554747u) /* "GGUF" */
        return toll__io_fail(err, TOLL_E_SYNTAX, "bytes", "bytes are no GGUF file");
    if (version != 2 && version != 3)
        return toll__io_fail(err, TOLL_E_UNSUPPORTED, "bytes", "GGUF version must be 2 or 3, little-endian, got %u",
                             version);
    head->n_tensors = toll__gguf_u64(&at);
    head->n_keys = toll__gguf_u64(&at);
    head->keys = at;
    if (at.is_cut)
        return fail_cut(err);
    const toll_status status = read_architecture(head, err);
    if (status != TOLL_OK)
        return status;
    return index_keys(head, err);
}

int64_t toll__gguf_number(const gguf_head *head, gguf_key key, uint64_t index, int64_t absent)
{
    const gguf_value *const value = &head->values[key];
    if (!value->is_there || (value->type == GGUF_ARRAY && index >= value->array.count))
        return absent;
    return value->type == GGUF_ARRAY ? toll__gguf_entry(&value->array, index)
                                     : toll__gguf_whole(value->at, value->type);
}

uint64_t toll__gguf_length(const gguf_head *head, gguf_key key)
{
    const gguf_value *const value = &head->values[key];
    return value->is_there && value->type == GGUF_ARRAY ? value->array.count : 0;
}

gguf_text toll__gguf_name(const gguf_head *head)
{
    const gguf_value *const value = &head->values[KEY_NAME];
    if (!value->is_there || value->type != GGUF_TEXT)
        return (gguf_text){"", 0};
    gguf_cursor at = {value->at, head->keys.end, false};
    return toll__gguf_string(&at);
}

static toll_status fail_tensor(const gguf_tensor *t, toll_status status, const char *what, toll_error *err)
{
    char name[80];
    toll__io_escape(t->name.bytes, t->name.length < 200 ? t->name.length : 200, name, sizeof name);
    return toll__io_fail(err, status, "tensor", "tensor %s %s", name, what);
}

static toll_status measure_tensor(gguf_tensor *t, uint32_t format, toll_error *err)
{
    char what[60];
    snprintf(what, sizeof what, "has format %u, which is not known", format);
    if (format >= sizeof formats / sizeof formats[0] || formats[format].elements == 0)
        return fail_tensor(t, TOLL_E_UNSUPPORTED, what, err);
    if (t->dims[0] % formats[format].elements != 0)
        return fail_tensor(t, TOLL_E_SYNTAX, "has rows that are no whole blocks of its format", err);
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
