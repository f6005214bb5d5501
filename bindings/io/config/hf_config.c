/* SPDX-License-Identifier: Apache-2.0 */
/* A config.json to a descriptor, and the keys that nobody read.
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
#include "config/hf_extras.h"
#include "config/hf_keys.h"
#include "config/hf_layer.h"
#include "config/hf_parts.h"
#include "config/hf_quant.h"
#include "config/hf_unread.h"
#include "text/io_error.h"
#include "io_rows.h"
#include "toll_io.h"

#define HF_LAYER_VECTOR_MAX 100000
#define LAYERS              "num_hidden_layers|n_layer|n_layers|num_layers"

/* Where the text model's own fields are; multimodal and audio models nest them. */
static toll__json find_text_part(toll__json root)
{
    static const char *const names[] = {"text_config", "llm_config", "language_config", "thinker_config"};
    toll__json part = root;
    for (size_t i = 0; i < sizeof names / sizeof names[0];) {
        const toll__json inner = toll__json_get(part, names[i]);
        const bool is_part = toll__json_kind_of(inner) == TOLL__JSON_OBJECT;
        part = is_part ? inner : part;
        i = is_part ? 0 : i + 1;
    }
    return part;
}

static const hf_family *family_of_type(toll__json part)
{
    char type[64];
    toll__json_copy(toll__json_get(part, "model_type"), type, sizeof type);
    return toll__hf_family_find(type);
}

static toll__json stated_type(const hf_config *c)
{
    const toll__json own = toll__json_get(c->text, "model_type");
    return toll__json_copy(own, NULL, 0) > 0 ? own : toll__json_get(c->root, "model_type");
}

/* The text part's own model_type decides; where it is silent or unknown, the file's. */
static const hf_family *find_family(const hf_config *c)
{
    const hf_family *own = family_of_type(c->text);
    return own != NULL ? own : family_of_type(c->root);
}

static toll_status refuse_family(const hf_config *c, toll_error *err)
{
    char type[48] = "";
    if (toll__json_kind_of(stated_type(c)) == TOLL__JSON_TEXT)
        toll__json_quote(stated_type(c), type, sizeof type);
    return toll__io_fail(err, TOLL_E_UNSUPPORTED, "model_type",
                         "model_type \"%s\" is not known; it can be read as a plain decoder where that is allowed",
                         type);
}

/* An architecture named "...Model" has no output head, one for classification neither: embedders and rerankers. */
static bool is_headless(const hf_config *c)
{
    char name[256];
    const toll__json first = toll__json_entry(toll__json_get(c->root, "architectures"), 0);
    const uint64_t length = toll__json_copy(first, name, sizeof name);
    if (length < 5 || length >= sizeof name)
        return false;
    return strcmp(name + length - 5, "Model") == 0 || strstr(name, "ForSequenceClassification") != NULL;
}

static uint32_t model_flags(hf_config *c)
{
    if (toll__hf_has_trait(c, HF_ENCODER))
        return TOLL_MODEL_NO_HEAD | TOLL_MODEL_NO_KV;
    if (is_headless(c))
        return TOLL_MODEL_NO_HEAD;
    bool is_tied = toll__hf_flag(c, "tie_word_embeddings", toll__hf_has_trait(c, HF_TIED));
    bool is_biased = toll__hf_has_trait(c, HF_HEAD_BIAS) || toll__hf_flag(c, "lm_head_bias", false);
    return (is_tied ? TOLL_MODEL_TIED_EMBEDDINGS : 0u) | (is_biased ? TOLL_MODEL_HEAD_BIAS : 0u);
}

static int64_t positions(hf_config *c)
{
    if (toll__hf_has_trait(c, HF_STACKS))
        return toll__hf_stack_positions(c);
    if (!toll__hf_has_trait(c, HF_POSITIONS))
        return 0;
    return toll__hf_need(c, "n_positions|max_position_embeddings") + (toll__hf_has_trait(c, HF_POSITIONS_2) ? 2 : 0);
}

/* BERT's token types and pooler. */
static int64_t extras(hf_config *c)
{
    int64_t types = toll__hf_has_trait(c, HF_TOKEN_TYPES) ? toll__hf_number(c, "type_vocab_size", 2) * c->d_model : 0;
    return types + (toll__hf_has_trait(c, HF_POOLER) ? (c->d_model + 1) * c->d_model : 0);
}

/* A table of vectors for every layer beside the embedding, looked up like it (Gemma 3n). Most tables are not a multiple
 * of the model's width: rows count the whole ones, outer_extras() what is left. */
static int64_t layer_embeddings(hf_config *c)
{
    const int64_t width = toll__hf_number(c, "hidden_size_per_layer_input", 0);
    if (width == 0 || c->status != TOLL_OK)
        return 0;
    const int64_t rows = toll__hf_number(c, "vocab_size_per_layer_input", c->vocab_size);
    if (width <= HF_LAYER_VECTOR_MAX && rows <= 100000000)
        return rows * width * c->n_layers;
    toll__hf_stick(c, TOLL_E_RANGE, "hidden_size_per_layer_input", "hidden_size_per_layer_input: at most %d",
                   HF_LAYER_VECTOR_MAX);
    return 0;
}

static int64_t outer_extras(hf_config *c)
{
    char stated[64];
    const toll_model_layer none = {0};
    toll__json_copy(toll__json_get(c->root, "model_type"), stated, sizeof stated);
    int64_t sum = c->d_model > 0 ? layer_embeddings(c) % c->d_model : 0;
    sum += toll__hf_extras(c, c->family->type, "outer", &none);
    return sum + (strcmp(stated, c->family->type) != 0 ? toll__hf_extras(c, stated, "outer", &none) : 0);
}

static int64_t outer_norms(const hf_config *c)
{
    int64_t vectors = toll__hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    const int64_t stack =
        (toll__hf_has_trait(c, HF_NO_FINAL_NORM) ? 0 : vectors) + (toll__hf_has_trait(c, HF_EMBED_NORM) ? vectors : 0);
    return toll__hf_has_trait(c, HF_STACKS) ? 2 * stack : stack;
}

/* A name that libtoll takes: printable, cut at its length. */
static void copy_id(hf_config *c, bool is_guess, char *id, size_t size)
{
    toll__json_copy(toll__hf_find(c, "_name_or_path"), id, size);
    if (id[0] == 0 && is_guess)
        toll__json_copy(stated_type(c), id, size);
    if (id[0] == 0)
        snprintf(id, size, "%s", is_guess ? "unknown" : c->family->type);
    for (size_t i = 0; id[i] != 0; i++)
        if ((unsigned char)id[i] < ' ' || (unsigned char)id[i] > '~')
            id[i] = '?';
}

/* Tables as wide as embedding_size, their norm, and a projection to the model's width: all of them extra, since the
 * rows of a descriptor are as wide as the model. ELECTRA-small: (30522 + 512 + 2) * 128 + 2 * 128 + 129 * 256. */
static void narrow_embedding(hf_config *c, toll_model *model)
{
    const int64_t width = toll__hf_number(c, "embedding_size|input_embedding_size", c->d_model);
    if (width == c->d_model || width == 0)
        return;
    const int64_t types = toll__hf_has_trait(c, HF_TOKEN_TYPES) ? toll__hf_number(c, "type_vocab_size", 2) : 0;
    const int64_t pooler = toll__hf_has_trait(c, HF_POOLER) ? (c->d_model + 1) * c->d_model : 0;
    model->extra_params = outer_extras(c) + pooler + (model->vocab_size + model->pos_embed_rows + types + 2) * width +
                          (width + 1) * c->d_model;
    model->vocab_size = model->pos_embed_rows = model->final_norm_vectors = 0;
}

/* LongCat's layers hold two of each block. Cross-attention counts as a layer, since equal rows are merged. */
static int64_t counted_layers(hf_config *c)
{
    if (toll__hf_has_trait(c, HF_TWICE))
        return 2 * c->n_layers;
    return toll__hf_has_trait(c, HF_STACKS) ? 2 * c->n_layers - toll__hf_encoder_layers(c) : c->n_layers;
}

static void fill_config_model(hf_config *c, bool is_guess, toll_model *model)
{
    toll_struct_init(model, sizeof *model, TOLL_KIND_MODEL, NULL);
    copy_id(c, is_guess, model->id, sizeof model->id);
    model->n_layers = counted_layers(c);
    model->d_model = c->d_model;
    model->vocab_size = toll__hf_need(c, toll__hf_has(c, "padded_vocab_size") ? "padded_vocab_size" : "vocab_size");
    c->vocab_size = model->vocab_size;
    model->pos_embed_rows = positions(c) + layer_embeddings(c) / (c->d_model > 0 ? c->d_model : 1);
    model->final_norm_vectors = outer_norms(c);
    model->extra_params = extras(c) + toll__hf_mixing_params(c, true) + outer_extras(c);
    model->beside_params = toll__hf_beside_params(c);
    model->flags = model_flags(c);
    model->max_context_tokens = toll__hf_number(
        c, "max_position_embeddings|n_positions|seq_length|max_seq_len|max_sequence_length|model_max_length", 0);
    if (toll__hf_has_trait(c, HF_NARROW))
        narrow_embedding(c, model);
    model->known = model->max_context_tokens > 0 ? TOLL_MODEL_MAX_CONTEXT : 0;
    model->unverified = is_guess ? TOLL_MODEL_SHAPE : 0;
}

/* The head and the embedding lie outside of the layers. */
static void add_outer_weights(const hf_config *c, const toll_model *model, hf_scheme *s, hf_weights *weights)
{
    const int64_t one = model->vocab_size * c->d_model;
    const bool has_head = (model->flags & (TOLL_MODEL_TIED_EMBEDDINGS | TOLL_MODEL_NO_HEAD)) == 0;
    const hf_tensor outer[] = {{HF_EMBED, one, "model.embed_tokens|backbone.embeddings|embed_tokens|word_embeddings"},
                               {HF_HEAD, has_head ? one : 0, "lm_head|language_model.lm_head|head|output"}};
    toll__hf_quant_add(s, -1, &outer[0], weights);
    toll__hf_quant_add(s, -1, &outer[1], weights);
}

static void add_weights(const hf_config *c, int64_t layer, const toll_model_layer *row, hf_scheme *s,
                        hf_weights *weights)
{
    hf_tensor tensors[HF_TENSORS_MAX];
    const int n = toll__hf_tensors_of(row, toll__hf_has_trait(c, HF_GEMMA_4), c->d_model, tensors);
    for (int i = 0; i < n; i++)
        if (tensors[i].params > 0)
            toll__hf_quant_add(s, layer, &tensors[i], weights);
}

static void fill_rows(hf_config *c, hf_scheme *s, hf_weights *weights, io_rows *list)
{
    bool is_full = false;
    const bool is_twice = toll__hf_has_trait(c, HF_TWICE);
    for (int64_t i = 0; i < c->n_layers && c->status == TOLL_OK; i++) {
        const toll_model_layer parts[] = {toll__hf_layer_mixer(c, i),
                                          toll__hf_layer_second_mixer(c, i),
                                          toll__hf_layer_entries(c, i),
                                          toll__hf_layer_ffn(c, i),
                                          is_twice ? toll__hf_layer_ffn(c, i) : (toll_model_layer){0},
                                          toll__hf_layer_parallel_moe(c, i)};
        for (size_t part = 0; part < sizeof parts / sizeof parts[0]; part++) {
            is_full = is_full || !toll__io_rows_add(list, &parts[part]);
            add_weights(c, i, &parts[part], s, weights);
            c->kinds |= 1u << parts[part].kind;
            c->has_window = c->has_window || parts[part].window_tokens > 0;
        }
    }
    if (is_full)
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "num_hidden_layers", "more than %d kinds of layers", IO_ROWS_MAX);
}

/* What a descriptor has no words for, in variants of families that it otherwise knows. */
static void refuse_variants(hf_config *c)
{
    static const char *const fields[] = {"is_moe", "use_ordered_embeddings"};
    static const char *const numbers[] = {"num_kv_shared_layers", "hidden_size_per_layer_input"};
    for (size_t i = 0; i < 2; i++)
        if (!toll__hf_has_trait(c, HF_LAYER_TABLES) && toll__hf_number(c, numbers[i], 0) > 0)
            toll__hf_stick(c, TOLL_E_UNSUPPORTED, numbers[i],
                           "%s: %s is not known to share caches, nor to have embeddings for each layer", numbers[i],
                           c->family->type);
    if (toll__json_count(toll__hf_find(c, "ple_layer_ids")) > 0)
        toll__hf_stick(c, TOLL_E_UNSUPPORTED, "ple_layer_ids",
                       "ple_layer_ids: tables of n-grams are not supported; their rows follow from primes");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (toll__hf_flag(c, fields[i], false))
            toll__hf_stick(c, TOLL_E_UNSUPPORTED, fields[i], "%s: this variant of %s is not supported", fields[i],
                           c->family->type);
}

/* Where the pattern says it all, some files leave the number out. */
static int64_t count_layers(hf_config *c)
{
    const toll__json list = toll__hf_find(c, "layers_block_type|layer_types");
    const bool is_list = toll__json_kind_of(list) == TOLL__JSON_ARRAY;
    const uint64_t listed = is_list ? toll__json_count(list) : 0;
    const uint64_t letters = toll__hf_text(c, "hybrid_override_pattern").length;
    if (toll__hf_has_trait(c, HF_STACKS))
        return toll__hf_stack_layers(c);
    if (!toll__hf_has(c, LAYERS) && listed + letters > 0)
        return (int64_t)(listed > 0 ? listed : letters);
    return toll__hf_need(c, LAYERS);
}

/* The caller zeroes c and frees it. */
static toll_status read_config(hf_config *c, toll__json quant, uint64_t flags, hf_scheme *s, io_rows *list,
                               toll_model *found, toll_error *err)
{
    hf_weights weights = {.bits = {0}};
    c->text = find_text_part(c->root);
    c->family = find_family(c);
    const bool is_guess = c->family == NULL;
    if (is_guess && (flags & TOLL_IO_ALLOW_UNKNOWN) == 0)
        return refuse_family(c, err);
    c->family = is_guess ? toll__hf_family_plain() : c->family;
    c->n_layers = count_layers(c);
    c->d_model = toll__hf_need(c, "hidden_size|d_model|n_embd|dim|emb_dim");
    if (c->n_layers > HF_LAYERS_MAX)
        toll__hf_stick(c, TOLL_E_RANGE, "num_hidden_layers", "num_hidden_layers must be from 1 to %d", HF_LAYERS_MAX);
    refuse_variants(c);
    fill_config_model(c, is_guess, found);
    toll__hf_quant_read(c, quant, s);
    if (c->status == TOLL_OK)
        fill_rows(c, s, &weights, list);
    if (c->status != TOLL_OK && err != NULL)
        *err = c->err;
    if (c->status != TOLL_OK)
        return c->status;
    add_outer_weights(c, found, s, &weights);
    toll__hf_quant_finish(s, &weights);
    if (s->is_of_catalog)
        memcpy(found->native_precision, s->precision.id, sizeof found->native_precision);
    return TOLL_OK;
}

static void find_unread(hf_config *c, const hf_scheme *s, hf_unread_list *list)
{
    toll__hf_unread_find(c, list);
    toll__hf_quant_unread(s, list);
}

/* The memory that reading takes. */
typedef struct hf_memory {
    toll__json_doc doc, quant; /* config.json and, where there is one, hf_quant_config.json */
    hf_config config;
    hf_scheme scheme;
    io_rows list; /* rows: IO_ROWS_MAX of them */
    toll_model model;
} hf_memory;

static toll_status load_document(toll__json_doc *doc, const char *bytes, uint64_t length, const char *name,
                                 toll_error *err)
{
    toll__io_span text;
    toll_error cause;
    toll_status status = toll__io_text_check(bytes, length, &text, &cause);
    if (status != TOLL_OK)
        return toll__io_fail(err, status, name, "%s, %s", name, cause.message);
    status = toll__json_parse(doc, text, name, err);
    if (status != TOLL_OK)
        return status;
    if (toll__json_kind_of(toll__json_root(doc)) != TOLL__JSON_OBJECT)
        return toll__io_fail(err, TOLL_E_SYNTAX, name, "%s must be a JSON object", name);
    return TOLL_OK;
}

/* What the caller gave. */
typedef struct hf_input {
    const char *text, *quant;
    uint64_t length, quant_length, flags;
} hf_input;

static toll_status check_input(const hf_input *in, toll_error *err)
{
    if (in->text == NULL || (in->quant == NULL && in->quant_length > 0))
        return toll__io_fail(err, TOLL_E_NULL, in->text == NULL ? "text" : "quant", "%s must be given",
                             in->text == NULL ? "text" : "quant");
    if (in->length < 1 || in->length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "length", "length must be from 1 to %u bytes", TOLL_IO_TEXT_LIMIT);
    if (in->quant_length > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_RANGE, "quant_length", "quant_length must be from 0 to %u bytes",
                             TOLL_IO_TEXT_LIMIT);
    if ((in->flags & ~(uint64_t)TOLL_IO_ALLOW_UNKNOWN) != 0)
        return toll__io_fail(err, TOLL_E_RANGE, "flags", "flags has a bit set that nothing owns");
    return TOLL_OK;
}

/* Both files into m, whose memory the caller releases, also after a failure. */
static toll_status parse_files(const hf_input *in, hf_memory *m, toll_error *err)
{
    if (m == NULL || m->list.rows == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "text", "out of memory");
    toll_status status = load_document(&m->doc, in->text, in->length, "config.json", err);
    if (status != TOLL_OK)
        return status;
    if (in->quant_length > 0)
        status = load_document(&m->quant, in->quant, in->quant_length, "hf_quant_config.json", err);
    if (status != TOLL_OK)
        return status;
    m->config.root = toll__json_root(&m->doc);
    m->config.is_read = calloc(m->doc.n_tokens, 1);
    if (m->config.is_read == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "text", "out of memory");
    status = read_config(&m->config, toll__json_root(&m->quant), in->flags, &m->scheme, &m->list, &m->model, err);
    if (status != TOLL_OK)
        return status;
    hf_unread_list unread = {0};
    find_unread(&m->config, &m->scheme, &unread);
    m->model.unverified |= unread.count > 0 ? TOLL_MODEL_SHAPE : 0;
    return TOLL_OK;
}

static hf_memory *take_memory(void)
{
    hf_memory *const m = calloc(1, sizeof *m);
    if (m != NULL)
        m->list.rows = malloc(IO_ROWS_MAX * sizeof *m->list.rows); /* each is written before it is read */
    return m;
}

static void release_memory(hf_memory *m)
{
    if (m == NULL)
        return;
    toll__json_release(&m->doc);
    toll__json_release(&m->quant);
    toll__hf_quant_end(&m->scheme);
    free(m->config.is_read);
    free(m->list.rows);
    free(m);
}

static toll_status give_model(const hf_input *in, hf_memory *m, toll_model *model, const io_target *target,
                              toll_error *err)
{
    const toll_status status = parse_files(in, m, err);
    if (status != TOLL_OK)
        return status;
    return toll__io_rows_give(&m->list, &m->model, model, target, err);
}

toll_status toll_io_parse_config(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                                 uint64_t flags, toll_model *model, toll_model_layer *layers, uint64_t capacity,
                                 uint64_t stride_bytes, uint64_t *n_layers, toll_error *err)
{
    const hf_input in = {text, quant, length, quant_length, flags};
    const io_target target = {layers, capacity, stride_bytes, n_layers};
    toll_status status = check_input(&in, err);
    if (status != TOLL_OK)
        return status;
    status = toll__io_target_check(&target, err);
    if (status != TOLL_OK)
        return status;
    if (model == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "model", "model must be given");
    status =
        toll__io_header_check(model->struct_size, model->struct_kind, sizeof *model, TOLL_KIND_MODEL, "model", err);
    if (status != TOLL_OK)
        return status;
    hf_memory *const m = take_memory();
    status = give_model(&in, m, model, &target, err);
    release_memory(m);
    return status;
}

/* ---- keys that are not understood ---- */

static toll_status check_unread(const hf_unread_list *to, const uint64_t *n_rows, toll_error *err)
{
    if (n_rows == NULL || (to->rows == NULL && to->capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL, n_rows == NULL ? "n_rows" : "rows", "%s must be given",
                             n_rows == NULL ? "n_rows" : "rows");
    if (to->stride_bytes < sizeof *to->rows || to->stride_bytes > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_io_unread)");
    return TOLL_OK;
}

/* Counts first, so that nothing is written where the rows do not fit. */
static toll_status give_unread(const hf_input *in, hf_memory *m, hf_unread_list *to, uint64_t *n_rows, toll_error *err)
{
    hf_unread_list counted = {0};
    const toll_status status = parse_files(in, m, err);
    if (status != TOLL_OK)
        return status;
    find_unread(&m->config, &m->scheme, &counted);
    *n_rows = counted.count;
    if (counted.count > to->capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "%llu keys need %llu rows",
                             (unsigned long long)counted.count, (unsigned long long)counted.count);
    find_unread(&m->config, &m->scheme, to);
    return TOLL_OK;
}

toll_status toll_io_find_unread(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                                uint64_t flags, toll_io_unread *rows, uint64_t capacity, uint64_t stride_bytes,
                                uint64_t *n_rows, toll_error *err)
{
    const hf_input in = {text, quant, length, quant_length, flags};
    hf_unread_list to = {.rows = rows, .capacity = capacity, .stride_bytes = stride_bytes};
    toll_status status = check_input(&in, err);
    if (status != TOLL_OK)
        return status;
    status = check_unread(&to, n_rows, err);
    if (status != TOLL_OK)
        return status;
    hf_memory *const m = take_memory();
    status = give_unread(&in, m, &to, n_rows, err);
    release_memory(m);
    return status;
}

/* ---- parts beside the text model ---- */

static toll_status check_parts(const hf_part_list *to, const uint64_t *n_rows, toll_error *err)
{
    if (n_rows == NULL || (to->rows == NULL && to->capacity > 0))
        return toll__io_fail(err, TOLL_E_NULL, n_rows == NULL ? "n_rows" : "rows", "%s must be given",
                             n_rows == NULL ? "n_rows" : "rows");
    if (to->stride_bytes < sizeof *to->rows || to->stride_bytes > TOLL_IO_TEXT_LIMIT)
        return toll__io_fail(err, TOLL_E_STRIDE, "stride_bytes", "stride_bytes must be sizeof(toll_io_part)");
    return TOLL_OK;
}

static toll_status give_parts(const hf_input *in, hf_memory *m, hf_part_list *to, uint64_t *n_rows, toll_error *err)
{
    hf_part_list counted = {0};
    const toll_status status = parse_files(in, m, err);
    if (status != TOLL_OK)
        return status;
    toll__hf_parts_find(&m->config, &counted);
    if (m->config.status != TOLL_OK && err != NULL)
        *err = m->config.err;
    if (m->config.status != TOLL_OK)
        return m->config.status;
    *n_rows = counted.count;
    if (counted.count > to->capacity)
        return toll__io_fail(err, TOLL_E_BUFFER, "capacity", "%llu parts need as many rows",
                             (unsigned long long)counted.count);
    toll__hf_parts_find(&m->config, to);
    return TOLL_OK;
}

toll_status toll_io_find_parts(const char *text, uint64_t length, uint64_t flags, toll_io_part *rows, uint64_t capacity,
                               uint64_t stride_bytes, uint64_t *n_rows, toll_error *err)
{
    const hf_input in = {.text = text, .length = length, .flags = flags};
    hf_part_list to = {.rows = rows, .capacity = capacity, .stride_bytes = stride_bytes};
    toll_status status = check_input(&in, err);
    if (status != TOLL_OK)
        return status;
    status = check_parts(&to, n_rows, err);
    if (status != TOLL_OK)
        return status;
    hf_memory *const m = take_memory();
    status = give_parts(&in, m, &to, n_rows, err);
    release_memory(m);
    return status;
}

/* ---- the precision of the file ---- */

static toll_status give_precision(const hf_input *in, hf_memory *m, toll_model_precision *precision, toll_error *err)
{
    const toll_status status = parse_files(in, m, err);
    if (status != TOLL_OK)
        return status;
    *precision = m->scheme.precision;
    return TOLL_OK;
}

toll_status toll_io_parse_config_precision(const char *text, uint64_t length, const char *quant, uint64_t quant_length,
                                           uint64_t flags, toll_model_precision *precision, toll_error *err)
{
    const hf_input in = {text, quant, length, quant_length, flags};
    toll_status status = check_input(&in, err);
    if (status != TOLL_OK)
        return status;
    if (precision == NULL)
        return toll__io_fail(err, TOLL_E_NULL, "precision", "precision must be given");
    status = toll__io_header_check(precision->struct_size, precision->struct_kind, sizeof *precision,
                                   TOLL_KIND_PRECISION, "precision", err);
    if (status != TOLL_OK)
        return status;
    hf_memory *const m = take_memory();
    status = give_precision(&in, m, precision, err);
    release_memory(m);
    return status;
}
