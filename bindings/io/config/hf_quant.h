/* SPDX-License-Identifier: Apache-2.0 */
/* From a quantisation's many spellings to the bits of each tensor class, and the precision of libtoll's catalog that has
 * them. */
#ifndef TOLL_IO_HF_QUANT_H
#define TOLL_IO_HF_QUANT_H

#include <toll/model.h>

#include "config/hf_modules.h"
#include "config/hf_tensors.h"
#include "config/hf_unread.h"

#define HF_FORMATS 16 /* in one file; published ones have up to three */

/* Bits of a weight, scales included, and what multiplies it. */
typedef struct hf_format {
    double bits;
    uint32_t rate; /* TOLL_RATE_* */
} hf_format;

/* What a file says about its weights. Format 0 is that of what is not quantised. */
typedef struct hf_scheme {
    hf_format formats[HF_FORMATS];
    int count;
    int standard;          /* of every projection that no name speaks of */
    int experts;           /* of routed experts, where it differs; 0: it doesn't */
    bool is_experts_only;  /* nothing but routed experts is quantised */
    bool are_names_first;  /* a module that is named and ignored keeps its name's format */
    bool is_standard_kept; /* an ignored module has the standard format still */
    double kv_bits;
    hf_modules modules; /* meaning: a format; 0: ignored */
    toll__json own, beside;
    toll_model_precision precision; /* what comes of it */
    bool is_of_catalog;             /* precision is a row of the catalog */
} hf_scheme;

/* Reads config.json's quantization_config and hf_quant_config.json (quant: its root, or absent). Sticks
 * TOLL_E_UNSUPPORTED for what has no known size. The caller zeroes s, and ends it with toll__hf_quant_end(). */
void toll__hf_quant_read(hf_config *c, toll__json quant, hf_scheme *s);

/* Adds the weights of one component of layer i. bits[of] += parameters * bits; params[of] += parameters. */
typedef struct hf_weights {
    double bits[HF_CLASSES], params[HF_CLASSES];
    double by_format[2][HF_FORMATS]; /* parameters: other projections, experts */
} hf_weights;
void toll__hf_quant_add(hf_scheme *s, int64_t layer, const hf_tensor *tensor, hf_weights *weights);

/* From the sums to s->precision. */
void toll__hf_quant_finish(hf_scheme *s, const hf_weights *weights);

/* Words of the quantisation that nobody reads, and names of modules that the model does not have. */
void toll__hf_quant_unread(const hf_scheme *s, hf_unread_list *list);

void toll__hf_quant_end(hf_scheme *s);

#endif
