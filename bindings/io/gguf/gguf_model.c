/* SPDX-License-Identifier: Apache-2.0 */
/* toll_io_parse_gguf(): the head of a GGUF file to a descriptor and its bits per weight.
 *
 *   read_parts         sums the tensors by layer and class (gguf_parts.c)
 *   read_layers        one mixer and one feed-forward row per layer, shapes from keys checked against tensors
 *   settle_rest        parameters that no row describes become extra_params
 *   fill_precision     bits of a class = 8 * bytes / elements
 *
 * Example: a Q4_0 block stores 32 weights in 18 bytes, so its class has 8 * 18 / 32 = 4.5 bits per weight. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <toll/hardware.h>

#include "gguf/gguf_parts.h"
#include "gguf/gguf_recurrent.h"
#include "hf_family.h"
#include "text/io_error.h"
#include "io_rows.h"
#include "toll_io.h"

/* Tensors that no row describes (rotary tables, scales) may hold this share of all parameters; more means that the
 * shape was not understood. */
#define REST_FRAC 0.01

typedef struct gguf_model {
    gguf_head head;
    gguf_parts parts;
    const hf_family *family; /* where windows lie; NULL: not known */
    io_rows rows;
    toll_model model;
    toll_model_precision precision;
} gguf_model;

static int64_t key_number(const gguf_model *g, gguf_key key, int64_t layer, int64_t absent)
{
    return toll__gguf_number(&g->head, key, (uint64_t)layer, absent);
}

/* A window key holds for all layers. A pattern, in the file or of the family, exempts every n-th, which has full
 * attention. */
static int64_t window_of(const gguf_model *g, int64_t layer)
{
    int64_t window = key_number(g, KEY_WINDOW, 0, 0);
    window = window > 0 ? window : key_number(g, KEY_CHUNK, 0, 0);
    if (window <= 0)
        return 0;
    if (toll__gguf_length(&g->head, KEY_WINDOW_PATTERN) > 0)
        return key_number(g, KEY_WINDOW_PATTERN, layer, 0) != 0 ? window : 0;
    int64_t every = key_number(g, KEY_WINDOW_PATTERN, 0, g->family != NULL ? g->family->pattern : 0);
    return every > 0 && (layer + 1) % every == 0 ? 0 : window;
}

/* The last layers of Gemma 3n and 4 E attend an earlier cache; some converters keep their unused keys and values. */
static uint32_t borrowed_flags(const gguf_model *g, const gguf_layer *l, int64_t layer)
{
    const int64_t shared = key_number(g, KEY_SHARED_KV, 0, 0);
    if (shared <= 0 || layer < g->parts.n_layers - shared)
        return 0;
    return l->count[PART_K] + l->count[PART_QKV] > 0 ? TOLL_LAYER_UNCACHED : TOLL_LAYER_SHARED_CACHE;
}

static uint32_t attention_flags(const gguf_layer *l, const toll_model_layer *row)
{
    uint32_t flags = l->count[PART_Q_BIAS] > 0 ? TOLL_LAYER_QKV_BIAS : 0;
    flags |= l->count[PART_O_BIAS] > 0 ? TOLL_LAYER_O_BIAS : 0;
    flags |= l->count[PART_SINKS] > 0 ? TOLL_LAYER_SINKS : 0;
    flags |= l->count[PART_GATE] > 0 ? TOLL_LAYER_OUT_GATE : 0;
    if (l->count[PART_Q_NORM] > 0)
        flags |= l->width[PART_Q_NORM] == row->head_dim ? TOLL_LAYER_QK_NORM_HEAD : TOLL_LAYER_QK_NORM_LAYER;
    return flags;
}

/* Projections must be as wide as the heads that the keys state. */
static toll_status check_attention(const gguf_layer *l, const toll_model_layer *row, int64_t layer, toll_error *err)
{
    const bool is_borrowed = (row->flags & TOLL_LAYER_SHARED_CACHE) != 0;
    int64_t q = row->n_heads * row->head_dim, k = is_borrowed ? 0 : row->n_kv_heads * row->head_dim,
            v = is_borrowed ? 0 : row->n_kv_heads * row->v_head_dim;
    int64_t wide = l->count[PART_QKV] > 0 ? l->width[PART_QKV] : l->width[PART_Q] + l->width[PART_K] + l->width[PART_V];
    if (wide == q + k + v && l->width[PART_O] == row->n_heads * row->v_head_dim)
        return TOLL_OK;
    return toll__io_fail(err, TOLL_E_CONFLICT, "attention.head_count",
                         "block %lld: projections are %lld wide, %lld heads over %lld of %lld make %lld",
                         (long long)layer, (long long)wide, (long long)row->n_heads, (long long)row->n_kv_heads,
                         (long long)row->head_dim, (long long)(q + k + v));
}

static toll_status read_attention(gguf_model *g, int64_t layer, toll_model_layer *row, toll_error *err)
{
    const gguf_layer *l = &g->parts.layers[layer];
    int64_t heads = key_number(g, KEY_HEADS, layer, 0);
    if (heads <= 0 || heads > 1000000)
        return toll__io_fail(err, TOLL_E_MISSING, "attention.head_count",
                             "attention.head_count must be a number of heads");
    row->kind = TOLL_LAYER_ATTENTION;
    row->n_heads = heads;
    row->n_kv_heads = key_number(g, KEY_KV_HEADS, layer, heads);
    row->head_dim = key_number(g, KEY_KEY_LENGTH, layer,
                               l->count[PART_Q] > 0 ? l->width[PART_Q] / heads : g->parts.d_model / heads);
    row->v_head_dim = key_number(g, KEY_VALUE_LENGTH, layer, row->head_dim);
    row->window_tokens = window_of(g, layer);
    if (row->n_kv_heads < 0 || row->n_kv_heads > heads || row->head_dim < 0 || row->head_dim > 1000000 ||
        row->v_head_dim < 0 || row->v_head_dim > 1000000)
        return toll__io_fail(err, TOLL_E_RANGE, "attention.head_count_kv",
                             "block %lld: heads of keys and values or their sizes are out of range", (long long)layer);
    row->flags = attention_flags(l, row) | borrowed_flags(g, l, layer);
    toll_status status = check_attention(l, row, layer, err);
    row->v_head_dim = row->v_head_dim == row->head_dim ? 0 : row->v_head_dim;
    return status;
}

/* DeepSeek's converter states heads as one shared key; the sizes of a head are under keys of their own. */
static toll_status read_latent(gguf_model *g, int64_t layer, toll_model_layer *row, toll_error *err)
{
    const gguf_layer *l = &g->parts.layers[layer];
    row->kind = TOLL_LAYER_MLA;
    row->n_heads = key_number(g, KEY_HEADS, layer, 0);
    row->q_lora_rank = l->count[PART_Q_A] > 0 ? l->width[PART_Q_A] : 0;
    row->kv_lora_rank = key_number(g, KEY_KV_LORA_RANK, 0, 0);
    row->qk_rope_dim = key_number(g, KEY_ROPE_DIMENSIONS, 0, 0);
    int64_t key_length = key_number(g, KEY_KEY_LENGTH_MLA, 0, key_number(g, KEY_KEY_LENGTH, 0, 0));
    row->qk_nope_dim = key_length - row->qk_rope_dim;
    row->v_head_dim = key_number(g, KEY_VALUE_LENGTH_MLA, 0, key_number(g, KEY_VALUE_LENGTH, 0, 0));
    row->index_heads = key_number(g, KEY_INDEXER_HEADS, 0, 0);
    row->index_dim = row->index_heads > 0 ? key_number(g, KEY_INDEXER_KEY_LENGTH, 0, 0) : 0;
    row->index_topk_tokens = row->index_heads > 0 ? key_number(g, KEY_INDEXER_TOP_K, 0, 0) : 0;
    if (row->kv_lora_rank <= 0 || l->width[PART_KV_A] != row->kv_lora_rank + row->qk_rope_dim)
        return toll__io_fail(err, TOLL_E_CONFLICT, "attention.kv_lora_rank",
                             "block %lld: the latent and rotary parts must add up to attn_kv_a_mqa", (long long)layer);
    return TOLL_OK;
}

static toll_status add_recurrent(gguf_model *g, int64_t layer, int64_t norms, toll_error *err)
{
    toll_model_layer row = {.count = 1, .norm_vectors = norms};
    const toll_status status = toll__gguf_recurrent(&g->head, &g->parts.layers[layer], layer, &row, err);
    if (status != TOLL_OK)
        return status;
    toll__io_rows_add(&g->rows, &row);
    return TOLL_OK;
}

static toll_status add_mixer(gguf_model *g, int64_t layer, toll_error *err)
{
    const gguf_layer *l = &g->parts.layers[layer];
    toll_model_layer row = {.count = 1, .norm_vectors = l->count[PART_MIXER_NORM]};
    if (toll__gguf_is_recurrent(l)) {
        toll_status status = add_recurrent(g, layer, row.norm_vectors, err);
        if (status != TOLL_OK || toll__gguf_takes_attention(l))
            return status;
        row.norm_vectors = 0; /* attention beside it shares its norm */
    }
    bool is_attention = l->count[PART_QKV] + l->count[PART_Q] + l->count[PART_KV_A] > 0;
    if (!is_attention)
        return TOLL_OK; /* a layer whose attention was pruned away */
    toll_status status =
        l->count[PART_KV_A] > 0 ? read_latent(g, layer, &row, err) : read_attention(g, layer, &row, err);
    if (status != TOLL_OK)
        return status;
    toll__io_rows_add(&g->rows, &row);
    return TOLL_OK;
}

static void add_dense(gguf_model *g, const gguf_layer *l)
{
    toll_model_layer row = {.kind = TOLL_LAYER_FFN, .count = 1, .norm_vectors = l->count[PART_FFN_NORM]};
    bool is_fused = l->count[PART_FFN_GATE] == 0 && l->width[PART_FFN_UP] == 2 * l->width[PART_FFN_DOWN]; /* Phi-3 */
    row.ffn_matrices = l->count[PART_FFN_GATE] > 0 || is_fused ? 3 : 2;
    row.d_ff = is_fused ? l->width[PART_FFN_UP] / 2 : l->width[PART_FFN_UP];
    row.flags = l->count[PART_FFN_BIAS] > 0 ? TOLL_LAYER_FFN_BIAS : 0;
    toll__io_rows_add(&g->rows, &row);
}

static void add_experts(gguf_model *g, const gguf_layer *l, int64_t layer)
{
    toll_model_layer row = {.kind = TOLL_LAYER_MOE, .count = 1, .norm_vectors = l->count[PART_FFN_NORM]};
    row.ffn_matrices = l->count[PART_EXPERT_GATE] > 0 ? 3 : 2;
    row.n_experts = l->experts;
    row.n_experts_active = key_number(g, KEY_EXPERTS_USED, layer, 0);
    row.d_ff = l->width[PART_EXPERT_UP];
    row.d_ff_shared = l->width[PART_SHARED_UP];
    row.flags = l->count[PART_EXPERT_BIAS] > 0 ? TOLL_LAYER_EXPERT_BIAS : 0;
    row.flags |= l->count[PART_ROUTER_BIAS] > 0 ? TOLL_LAYER_ROUTER_BIAS : 0;
    row.flags |= l->count[PART_SHARED_GATE] > 0 ? TOLL_LAYER_SHARED_GATE : 0;
    toll__io_rows_add(&g->rows, &row);
}

static toll_status read_layers(gguf_model *g, toll_error *err)
{
    for (int64_t i = 0; i < g->parts.n_layers; i++) {
        const gguf_layer *l = &g->parts.layers[i];
        toll_status status = add_mixer(g, i, err);
        if (status != TOLL_OK)
            return status;
        if (l->count[PART_EXPERT_UP] > 0)
            add_experts(g, l, i);
        else if (l->count[PART_FFN_UP] > 0)
            add_dense(g, l);
    }
    return TOLL_OK;
}

static void fill_gguf_model(gguf_model *g)
{
    toll_model *m = &g->model;
    gguf_text name = toll__gguf_name(&g->head);
    toll_struct_init(m, sizeof *m, TOLL_KIND_MODEL, NULL);
    snprintf(m->id, sizeof m->id, "%.*s", (int)(name.length < 63 ? name.length : 63), name.bytes);
    if (name.length == 0)
        snprintf(m->id, sizeof m->id, "%s", g->head.architecture);
    for (size_t i = 0; m->id[i] != 0; i++)
        if ((unsigned char)m->id[i] < ' ' || (unsigned char)m->id[i] > '~')
            m->id[i] = '?';
    m->n_layers = g->parts.n_layers;
    m->d_model = g->parts.d_model;
    m->vocab_size = g->parts.vocab_size;
    m->pos_embed_rows = g->parts.position_rows + (int64_t)g->parts.layer_table / g->parts.d_model;
    m->final_norm_vectors = g->parts.outer_norms;
    bool is_encoder = key_number(g, KEY_CAUSAL, 0, 1) == 0;
    m->flags = is_encoder          ? TOLL_MODEL_NO_HEAD | TOLL_MODEL_NO_KV
               : g->parts.has_head ? 0u
                                   : (uint32_t)TOLL_MODEL_TIED_EMBEDDINGS;
    m->flags |= g->parts.has_head_bias ? TOLL_MODEL_HEAD_BIAS : 0;
    m->max_context_tokens = key_number(g, KEY_CONTEXT, 0, 0);
    m->max_context_tokens =
        m->max_context_tokens > 0 && m->max_context_tokens <= 1000000000 ? m->max_context_tokens : 0;
    m->known = m->max_context_tokens > 0 ? TOLL_MODEL_MAX_CONTEXT : 0;
}

/* What the rows leave over of the file's tensors counts as extra, so that the total is the file's. */
static toll_status settle_rest(gguf_model *g, toll_error *err)
{
    toll_model_counts counts;
    toll_struct_init(&counts, sizeof counts, TOLL_KIND_MODEL_COUNTS, NULL);
    toll_status status = toll_model_count(&g->model, g->rows.rows, g->rows.count, sizeof *g->rows.rows, &counts, err);
    if (status != TOLL_OK)
        return status;
    int64_t rest = (int64_t)g->parts.all_elements - counts.params_total;
    const double unknown = (double)rest - (double)g->parts.known_rest;
    if (rest < 0 || unknown > REST_FRAC * (double)g->parts.all_elements)
        return toll__io_fail(err, TOLL_E_UNSUPPORTED, "general.architecture",
                             "architecture %s: the tensors hold %llu parameters, its shape makes %lld",
                             g->head.architecture, (unsigned long long)g->parts.all_elements,
                             (long long)counts.params_total);
    g->model.extra_params = rest;
    return TOLL_OK;
}

static double bits_of(const gguf_parts *parts, gguf_class of, double absent)
{
    return parts->elements[of] > 0 ? 8 * (double)parts->bytes[of] / (double)parts->elements[of] : absent;
}

/* Classes without tensors take the mean; llama.cpp computes in half precision and keeps its cache so by default. */
static void fill_precision(gguf_model *g)
{
    const gguf_parts *p = &g->parts;
    toll_model_precision *x = &g->precision;
    double mean = 8 * (double)p->all_bytes / (double)p->all_elements;
    toll_struct_init(x, sizeof *x, TOLL_KIND_PRECISION, NULL);
    snprintf(x->id, sizeof x->id, "gguf");
    double *const bits[CLASSES] = {&x->embed_bits,  &x->head_bits,     &x->attn_bits,   &x->attn_v_bits,
                                   &x->ffn_bits,    &x->ffn_down_bits, &x->expert_bits, &x->expert_down_bits,
                                   &x->router_bits, &x->mixer_bits,    &x->other_bits};
    for (int i = 0; i < CLASSES; i++)
        *bits[i] = bits_of(p, (gguf_class)i, mean);
    x->attn_v_bits = bits_of(p, CLASS_ATTN_V, x->attn_bits);
    x->kv_bits = x->index_bits = x->activation_bits = 16;
    x->state_bits = 32;
    x->linear_rate = x->expert_rate = x->attention_rate = TOLL_RATE_FP16;
}

static toll_status read_parts(gguf_model *g, toll_error *err)
{
    int64_t layers = key_number(g, KEY_BLOCKS, 0, 0);
    if (layers < 1 || layers > 10000)
        return toll__io_fail(err, TOLL_E_MISSING, "block_count", "block_count must be from 1 to 10000");
    g->parts.n_layers = layers;
    g->parts.layers = calloc((size_t)layers, sizeof *g->parts.layers);
    g->rows.rows = malloc(IO_ROWS_MAX * sizeof *g->rows.rows); /* each is written before it is read */
    if (g->parts.layers == NULL || g->rows.rows == NULL)
        return toll__io_fail(err, TOLL_E_BUFFER, "bytes", "out of memory");
    toll_status status = toll__gguf_collect(&g->head, &g->parts, err);
    if (status != TOLL_OK)
        return status;
    if (g->parts.d_model == 0)
        return toll__io_fail(err, TOLL_E_MISSING, "token_embd.weight", "token_embd.weight is missing");
    return TOLL_OK;
}

/* llama.cpp's names of architectures are the families' with other punctuation. */
static const hf_family *family_of(const char *architecture)
{
    char type[32];
    snprintf(type, sizeof type, "%s", architecture);
    for (size_t i = 0; type[i] != 0; i++)
        type[i] = type[i] == '-' ? '_' : type[i];
    return toll__hf_family_find(type);
}

static toll_status read_head(gguf_model *g, toll_error *err)
{
    toll_status status = read_parts(g, err);
    if (status != TOLL_OK)
        return status;
    g->family = family_of(g->head.architecture);
    fill_gguf_model(g);
    status = read_layers(g, err);
    if (status != TOLL_OK)
        return status;
    status = settle_rest(g, err);
    if (status != TOLL_OK)
        return status;
    fill_precision(g);
    return TOLL_OK;
}

static toll_status check_outputs(const void *bytes, uint64_t flags, const toll_model *model,
                                 const toll_model_precision *precision, const io_target *target, toll_error *err)
{
    const char *absent = bytes == NULL ? "bytes" : model == NULL ? "model" : precision == NULL ? "precision" : NULL;
    if (absent != NULL)
        return toll__io_fail(err, TOLL_E_NULL, absent, "%s must be given", absent);
    if (flags != 0)
        return toll__io_fail(err, TOLL_E_RANGE, "flags", "flags must be 0");
    toll_status status = toll__io_target_check(target, err);
    if (status != TOLL_OK)
        return status;
    status =
        toll__io_header_check(model->struct_size, model->struct_kind, sizeof *model, TOLL_KIND_MODEL, "model", err);
    if (status != TOLL_OK)
        return status;
    return toll__io_header_check(precision->struct_size, precision->struct_kind, sizeof *precision, TOLL_KIND_PRECISION,
                                 "precision", err);
}

static void give_precision(const toll_model_precision *found, toll_model_precision *precision)
{
    uint32_t size = precision->struct_size;
    memcpy(precision, found, sizeof *found);
    precision->struct_size = size;
}

/* The caller frees the memory of `g`, also after a failure. */
static toll_status parse_gguf(const void *bytes, uint64_t length, gguf_model *g, toll_model *model,
                              const io_target *target, toll_error *err)
{
    toll_status status = toll__gguf_open(bytes, length, &g->head, err);
    if (status != TOLL_OK)
        return status;
    status = read_head(g, err);
    if (status != TOLL_OK)
        return status;
    return toll__io_rows_give(&g->rows, &g->model, model, target, err);
}

toll_status toll_io_parse_gguf(const void *bytes, uint64_t length, uint64_t flags, toll_model *model,
                               toll_model_layer *layers, uint64_t capacity, uint64_t stride_bytes, uint64_t *n_layers,
                               toll_model_precision *precision, uint64_t *weight_bytes, toll_error *err)
{
    const io_target target = {layers, capacity, stride_bytes, n_layers};
    gguf_model g = {.parts = {0}};
    toll_status status = check_outputs(bytes, flags, model, precision, &target, err);
    if (status != TOLL_OK)
        return status;
    status = parse_gguf(bytes, length, &g, model, &target, err);
    free(g.parts.layers);
    free(g.rows.rows);
    if (status != TOLL_OK)
        return status;
    give_precision(&g.precision, precision);
    if (weight_bytes != NULL)
        *weight_bytes = g.parts.all_bytes;
    return TOLL_OK;
}
