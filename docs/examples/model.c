/* SPDX-License-Identifier: Apache-2.0 */
/* Counts the parameters of Llama-3.1-8B from its shape, and what each token adds to the KV cache. */
#include <stdio.h>

#include <toll.h>

int main(void)
{
    //! [model]
    toll_model model;
    toll_model_layer layers[2];
    toll_model_precision bf16; /* the default precision: 16 bits everywhere */
    toll_model_counts counts;
    toll_model_kv kv;
    toll_error err;
    toll_init(&model);
    toll_init(&layers[0]);
    toll_init(&layers[1]);
    toll_struct_init(&bf16, sizeof bf16, TOLL_KIND_PRECISION, NULL);
    toll_init(&counts);
    toll_init(&kv);

    model.n_layers = 32, model.d_model = 4096, model.vocab_size = 128256;
    layers[0].kind = TOLL_LAYER_ATTENTION, layers[0].count = 32;
    layers[0].n_heads = 32, layers[0].n_kv_heads = 8, layers[0].head_dim = 128;
    layers[1].kind = TOLL_LAYER_FFN, layers[1].count = 32;
    layers[1].d_ff = 14336, layers[1].ffn_matrices = 3;

    if (toll_model_count(&model, layers, 2, sizeof layers[0], &counts, &err) != TOLL_OK ||
        toll_model_compute_kv(&model, layers, 2, sizeof layers[0], &bf16, 8192, &kv, &err) != TOLL_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("%lld parameters, %lld bytes of KV cache a token\n", (long long)counts.params_total,
           (long long)kv.token_bytes);
    //! [model]
    return counts.params_total == 8030261248 && kv.token_bytes == 131072 ? 0 : 1;
}
