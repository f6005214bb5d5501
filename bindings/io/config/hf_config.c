/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_config(): a config.json to a descriptor.
 *
 *   find_text_part     where the text model's fields are nested
 *   find_family        the row of hf_family.c for its model_type
 *   fill_config_model  what holds for the whole model
 *   fill_rows          each layer as rows (hf_mixer.c, hf_ffn.c); equal rows are counted together
 *
 * Example: Llama 3.1 8B states 32 layers, hidden_size 4096, 32 heads, 8 KV heads and intermediate_size 14336. The
 * result is two rows of count 32: attention with head_dim 4096 / 32 = 128, and a gated FFN with d_ff 14336. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hf_family.h"
#include "config/hf_keys.h"
#include "config/hf_layer.h"
#include "config/hf_quant.h"
#include "io_error.h"
#include "io_rows.h"
#include "toll_io.h"

#define LAYERS "num_hidden_layers|n_layer|n_layers|num_layers"

/* Where the text model's own fields are; multimodal and audio models nest them. */
static const json_t *find_text_part(const json_t *root)
{
    static const char *const names[] = {"text_config", "llm_config", "language_config", "thinker_config"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const json_t *part = json_object_get(root, names[i]);
        if (json_is_object(part))
            return find_text_part(part);
    }
    return root;
}

static const char *type_of(const json_t *object)
{
    const char *type = json_string_value(json_object_get(object, "model_type"));
    return type != NULL ? type : "";
}

static const char *stated_type(const hf_config *c)
{
    const char *const type = type_of(c->text);
    return type[0] != 0 ? type : type_of(c->root);
}

/* The text part's own model_type decides; where it is silent or unknown, the file's. */
static toll_status find_family(hf_config *c, uint64_t flags, toll_error *err)
{
    c->family = hf_family_find(type_of(c->text));
    if (c->family == NULL)
        c->family = hf_family_find(type_of(c->root));
    if (c->family != NULL)
        return TOLL_OK;
    if ((flags & TOLL_IO_ALLOW_UNKNOWN) == 0)
        return io_fail(err, TOLL_E_UNSUPPORTED, "model_type",
                       "model_type \"%.40s\" is not known; it can be read as a plain decoder where that is allowed",
                       stated_type(c));
    c->family = hf_family_plain();
    return TOLL_OK;
}

/* An architecture named "...Model" has no output head, one for classification neither: embedders and rerankers. */
static bool is_headless(const hf_config *c)
{
    const char *name = json_string_value(json_array_get(json_object_get(c->root, "architectures"), 0));
    size_t length = name != NULL ? strlen(name) : 0;
    if (length < 5)
        return false;
    return strcmp(name + length - 5, "Model") == 0 || strstr(name, "ForSequenceClassification") != NULL;
}

static uint32_t model_flags(hf_config *c)
{
    if (hf_has_trait(c, HF_ENCODER))
        return TOLL_MODEL_NO_HEAD | TOLL_MODEL_NO_KV;
    if (is_headless(c))
        return TOLL_MODEL_NO_HEAD;
    bool is_tied = hf_flag(c, "tie_word_embeddings", hf_has_trait(c, HF_TIED));
    bool is_biased = hf_has_trait(c, HF_HEAD_BIAS) || hf_flag(c, "lm_head_bias", false);
    return (is_tied ? TOLL_MODEL_TIED_EMBEDDINGS : 0u) | (is_biased ? TOLL_MODEL_HEAD_BIAS : 0u);
}

static int64_t positions(hf_config *c)
{
    if (!hf_has_trait(c, HF_POSITIONS))
        return 0;
    return hf_need(c, "n_positions|max_position_embeddings") + (hf_has_trait(c, HF_POSITIONS_2) ? 2 : 0);
}

/* BERT's token types and pooler. */
static int64_t extras(hf_config *c)
{
    int64_t types = hf_has_trait(c, HF_TOKEN_TYPES) ? hf_number(c, "type_vocab_size", 2) * c->d_model : 0;
    return types + (hf_has_trait(c, HF_POOLER) ? (c->d_model + 1) * c->d_model : 0);
}

static int64_t outer_norms(const hf_config *c)
{
    int64_t vectors = hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    return (hf_has_trait(c, HF_NO_FINAL_NORM) ? 0 : vectors) + (hf_has_trait(c, HF_EMBED_NORM) ? vectors : 0);
}

/* A name that libtoll takes: printable, cut at its length. */
static void copy_id(const hf_config *c, bool is_guess, char *id, size_t size)
{
    const char *const name = hf_text(c, "_name_or_path");
    const char *const type = is_guess ? stated_type(c) : c->family->type;
    snprintf(id, size, "%s", name[0] != 0 ? name : type[0] != 0 ? type : "unknown");
    for (size_t i = 0; id[i] != 0; i++)
        if ((unsigned char)id[i] < ' ' || (unsigned char)id[i] > '~')
            id[i] = '?';
}

static void fill_config_model(hf_config *c, const json_t *quant, bool is_guess, toll_model *model)
{
    toll_struct_init(model, sizeof *model, TOLL_KIND_MODEL, NULL);
    copy_id(c, is_guess, model->id, sizeof model->id);
    model->n_layers = c->n_layers;
    model->d_model = c->d_model;
    model->vocab_size = hf_need(c, "padded_vocab_size|vocab_size");
    model->pos_embed_rows = positions(c);
    model->final_norm_vectors = outer_norms(c);
    model->extra_params = extras(c) + hf_mixing_params(c, true);
    model->flags = model_flags(c);
    model->max_context_tokens =
        hf_number(c, "max_position_embeddings|n_positions|seq_length|max_seq_len|max_sequence_length", 0);
    model->known = model->max_context_tokens > 0 ? TOLL_MODEL_MAX_CONTEXT : 0;
    model->unverified = is_guess ? TOLL_MODEL_SHAPE : 0;
    snprintf(model->native_precision, sizeof model->native_precision, "%s", hf_quant_precision(c, quant));
}

static void fill_rows(hf_config *c, io_rows *list)
{
    bool is_full = false;
    for (int64_t i = 0; i < c->n_layers && c->status == TOLL_OK; i++) {
        const toll_model_layer parts[] = {hf_layer_mixer(c, i), hf_layer_entries(c, i), hf_layer_ffn(c, i),
                                          hf_layer_beside(c, i)};
        for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++)
            is_full = is_full || !io_rows_add(list, &parts[part]);
    }
    if (is_full && c->status == TOLL_OK)
        c->status =
            io_fail(&c->err, TOLL_E_UNSUPPORTED, "num_hidden_layers", "more than %d kinds of layers", IO_ROWS_MAX);
}

/* What a descriptor has no words for, in variants of families that it otherwise knows. */
static void refuse_variants(hf_config *c)
{
    static const char *const fields[] = {"num_kv_shared_layers", "hidden_size_per_layer_input"};
    for (size_t i = 0; i < 2 && c->status == TOLL_OK; i++)
        if (hf_number(c, fields[i], 0) > 0)
            c->status =
                io_fail(&c->err, TOLL_E_UNSUPPORTED, fields[i],
                        "%s: layers that share a cache, and embeddings for each layer, are not supported", fields[i]);
}

/* Where the pattern says it all, some files leave the number out. */
static int64_t count_layers(hf_config *c)
{
    size_t listed = json_array_size(hf_find(c, "layers_block_type|layer_types"));
    size_t letters = strlen(hf_text(c, "hybrid_override_pattern"));
    if (!hf_has(c, LAYERS) && listed + letters > 0)
        return (int64_t)(listed > 0 ? listed : letters);
    return hf_need(c, LAYERS);
}

static toll_status read_config(const json_t *root, const json_t *quant, uint64_t flags, io_rows *list,
                               toll_model *found, toll_error *err)
{
    hf_config c = {.root = root, .text = find_text_part(root), .status = TOLL_OK};
    toll_status status = find_family(&c, flags, err);
    if (status != TOLL_OK)
        return status;
    bool is_guess = hf_family_find(type_of(c.text)) == NULL && hf_family_find(type_of(root)) == NULL;
    c.n_layers = count_layers(&c);
    c.d_model = hf_need(&c, "hidden_size|d_model|n_embd|dim");
    if (c.n_layers > 10000 && c.status == TOLL_OK)
        c.status = io_fail(&c.err, TOLL_E_RANGE, "num_hidden_layers", "num_hidden_layers must be from 1 to 10000");
    refuse_variants(&c);
    fill_config_model(&c, quant, is_guess, found);
    fill_rows(&c, list);
    if (c.status != TOLL_OK && err != NULL)
        *err = c.err;
    return c.status;
}

/* Python writes Infinity and NaN, which JSON lacks, and published files hold them (Mamba's time steps): outside of
 * strings they become 0: no width or count is ever one of them. */
static void replace_unjson(char *text, size_t length)
{
    static const char *const words[] = {"-Infinity", "Infinity", "NaN"};
    bool is_string = false;
    for (size_t i = 0; i < length; i++) {
        is_string = text[i] == '"' ? !is_string : is_string;
        i += is_string && text[i] == '\\';
        for (size_t w = 0; w < 3 && i < length && !is_string; w++) {
            size_t size = strlen(words[w]);
            if (length - i >= size && memcmp(text + i, words[w], size) == 0) {
                memset(text + i, ' ', size);
                text[i] = '0'; /* as long as the shortest of them */
            }
        }
    }
}

/* The caller releases *root, also after a failure. */
static toll_status load_json(const char *text, uint64_t length, const char *field, json_t **root, toll_error *err)
{
    json_error_t where = {0};
    char *copy = malloc((size_t)length);
    if (copy == NULL)
        return io_fail(err, TOLL_E_BUFFER, field, "out of memory");
    memcpy(copy, text, (size_t)length);
    replace_unjson(copy, (size_t)length);
    *root = json_loadb(copy, (size_t)length, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &where);
    free(copy);
    if (*root == NULL)
        return io_fail(err, TOLL_E_SYNTAX, field, "%s, line %d: %.120s", field, where.line, where.text);
    if (!json_is_object(*root))
        return io_fail(err, TOLL_E_SYNTAX, field, "%s must be a JSON object", field);
    return TOLL_OK;
}

/* config.json and, where its length is not 0, hf_quant_config.json. */
typedef struct hf_documents {
    const char *text, *quant_text;
    uint64_t length, quant_length;
    json_t *root, *quant;
} hf_documents;

static toll_status load_documents(hf_documents *d, toll_error *err)
{
    toll_status status = load_json(d->text, d->length, "config.json", &d->root, err);
    if (status != TOLL_OK || d->quant_length == 0)
        return status;
    return load_json(d->quant_text, d->quant_length, "hf_quant_config.json", &d->quant, err);
}

static toll_status check_texts(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                               uint64_t flags, toll_error *err)
{
    if (text == NULL || (quant == NULL && quant_length > 0))
        return io_fail(err, TOLL_E_NULL, text == NULL ? "text" : "quant", "%s must be given",
                       text == NULL ? "text" : "quant");
    if (length < 1 || length > TOLL_IO_TEXT_LIMIT)
        return io_fail(err, TOLL_E_RANGE, "length", "length must be from 1 to %u bytes", TOLL_IO_TEXT_LIMIT);
    if (quant_length > TOLL_IO_TEXT_LIMIT)
        return io_fail(err, TOLL_E_RANGE, "quant_length", "quant_length must be from 0 to %u bytes",
                       TOLL_IO_TEXT_LIMIT);
    if ((flags & ~(uint64_t)TOLL_IO_ALLOW_UNKNOWN) != 0)
        return io_fail(err, TOLL_E_RANGE, "flags", "flags has a bit set that nothing owns");
    return TOLL_OK;
}

static toll_status read_and_give(const hf_documents *d, uint64_t flags, io_rows *list, toll_model *model,
                                 const io_target *target, toll_error *err)
{
    toll_model found;
    toll_status status = read_config(d->root, d->quant, flags, list, &found, err);
    if (status != TOLL_OK)
        return status;
    return io_rows_give(list, &found, model, target, err);
}

/* The caller releases the JSON of `d`, also after a failure. */
static toll_status parse_documents(hf_documents *d, uint64_t flags, toll_model *model, const io_target *target,
                                   toll_error *err)
{
    toll_status status = load_documents(d, err);
    if (status != TOLL_OK)
        return status;
    io_rows list = {.rows = calloc(IO_ROWS_MAX, sizeof *list.rows)};
    if (list.rows == NULL)
        return io_fail(err, TOLL_E_BUFFER, "text", "out of memory");
    status = read_and_give(d, flags, &list, model, target, err);
    free(list.rows);
    return status;
}

toll_status toll_io_parse_config(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                                 uint64_t flags, toll_model *model, toll_model_layer *layers, uint64_t capacity,
                                 uint64_t stride_bytes, uint64_t *n_layers, toll_error *err)
{
    const io_target target = {layers, capacity, stride_bytes, n_layers};
    hf_documents d = {.text = text, .quant_text = quant, .length = length, .quant_length = quant_length};
    toll_status status = check_texts(text, length, quant, quant_length, flags, err);
    if (status != TOLL_OK)
        return status;
    status = io_target_check(&target, err);
    if (status != TOLL_OK)
        return status;
    if (model == NULL)
        return io_fail(err, TOLL_E_NULL, "model", "model must be given");
    status = io_header_check(model->struct_size, model->struct_kind, sizeof *model, TOLL_KIND_MODEL, "model", err);
    if (status != TOLL_OK)
        return status;
    status = parse_documents(&d, flags, model, &target, err);
    json_decref(d.root);
    json_decref(d.quant);
    return status;
}
