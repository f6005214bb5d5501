/* SPDX-License-Identifier: Apache-2.0 */
/* Encoder-decoders: the layers of an encoder, then those of a decoder, whose layers also attend what the encoder said.
 *
 * An encoder's attention keeps nothing between steps. Keys and values of the encoder's output are kept by each layer
 * of the decoder, for as many tokens as the source has: max_source_positions where the file states them, else as many
 * as the sequence has, since that is the only length that is asked for.
 *
 * Example: BART large has 12 and 12 layers of width 1024: 24 rows of attention of each stack's own, 12 of
 * cross-attention, 24 FFNs of 4096, one embedding, and two tables of 1026 positions. */
#include "config/hf_extras.h"
#include "config/hf_layer.h"
#include "hf_family.h"

int64_t toll__hf_encoder_layers(hf_config *c)
{
    return toll__hf_need(c, "encoder_layers|num_encoder_layers|num_layers");
}

int64_t toll__hf_stack_layers(hf_config *c)
{
    const int64_t encoder = toll__hf_encoder_layers(c);
    return encoder + toll__hf_number(c, "decoder_layers|num_decoder_layers", encoder);
}

static bool is_encoder(hf_config *c, int64_t i)
{
    return i < toll__hf_encoder_layers(c);
}

static toll_model_layer attend(hf_config *c, bool is_of_encoder, const char *part)
{
    toll_model_layer row = {.kind = TOLL_LAYER_ATTENTION, .count = 1};
    row.n_heads = is_of_encoder ? toll__hf_need(c, "encoder_attention_heads|num_encoder_attention_heads|num_heads")
                                : toll__hf_need(c, "decoder_attention_heads|num_decoder_attention_heads|num_heads");
    row.n_kv_heads = row.n_heads;
    row.head_dim = toll__hf_number(c, "d_kv", row.n_heads > 0 ? c->d_model / row.n_heads : 0);
    row.flags = toll__hf_has_trait(c, HF_BIAS_QKV) ? TOLL_LAYER_QKV_BIAS : 0;
    row.flags |= toll__hf_has_trait(c, HF_BIAS_O) ? TOLL_LAYER_O_BIAS : 0;
    row.norm_vectors = toll__hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    row.extra_params = toll__hf_extras(c, c->family->type, part, &row);
    return row;
}

toll_model_layer toll__hf_stack_mixer(hf_config *c, int64_t i)
{
    const bool is_of_encoder = is_encoder(c, i);
    toll_model_layer row = attend(c, is_of_encoder, is_of_encoder ? "encoder" : "decoder");
    row.flags |= is_of_encoder ? TOLL_LAYER_UNCACHED | TOLL_LAYER_ENCODER : 0;
    return row;
}

toll_model_layer toll__hf_stack_cross(hf_config *c, int64_t i)
{
    if (is_encoder(c, i))
        return (toll_model_layer){0};
    toll_model_layer row = attend(c, false, "cross");
    row.window_tokens = toll__hf_number(c, "max_source_positions", 0);
    return row;
}

static bool is_gated(hf_config *c)
{
    const toll__io_span name = toll__hf_text(c, "feed_forward_proj");
    return name.length >= 5 && name.bytes[0] == 'g' && name.bytes[4] == 'd'; /* "gated-gelu", never "gelu" */
}

toll_model_layer toll__hf_stack_ffn(hf_config *c, int64_t i)
{
    toll_model_layer row = {.kind = TOLL_LAYER_FFN, .count = 1, .ffn_matrices = is_gated(c) ? 3 : 2};
    row.d_ff = is_encoder(c, i) ? toll__hf_need(c, "encoder_ffn_dim|d_ff") : toll__hf_need(c, "decoder_ffn_dim|d_ff");
    row.flags = toll__hf_has_trait(c, HF_BIAS_FFN) ? TOLL_LAYER_FFN_BIAS : 0;
    row.flags |= is_encoder(c, i) ? TOLL_LAYER_ENCODER : 0;
    row.norm_vectors = toll__hf_has_trait(c, HF_LAYER_NORM) ? 2 : 1;
    return row;
}

/* A table for each stack; Whisper's differ. */
int64_t toll__hf_stack_positions(hf_config *c)
{
    if (!toll__hf_has_trait(c, HF_POSITIONS))
        return 0;
    if (toll__hf_has(c, "max_source_positions"))
        return toll__hf_need(c, "max_source_positions") + toll__hf_need(c, "max_target_positions");
    return 2 * (toll__hf_need(c, "max_position_embeddings") + (toll__hf_has_trait(c, HF_POSITIONS_2) ? 2 : 0));
}
