/* SPDX-License-Identifier: Apache-2.0 */
/* Names of LiteLLM's price fields: what they price, and under which conditions. */
#ifndef TOLL_IO_LITELLM_FIELD_H
#define TOLL_IO_LITELLM_FIELD_H

#include <stdint.h>

/* How a field becomes a price. Those from LITELLM_SECONDS_IN on depend on the entry's other fields. */
typedef enum litellm_how {
    LITELLM_PLAIN,
    LITELLM_IGNORED,  /* says again what another field says */
    LITELLM_SEPARATE, /* no meter counts it, and it is part of no total that has a price: the rest is billed right */
    LITELLM_PART,     /* no meter tells it from tokens of another price: the entry is left out */
    LITELLM_SECONDS_IN,
    LITELLM_SECONDS_OUT,
    LITELLM_IMAGE_IN,
    LITELLM_IMAGE_OUT,
    LITELLM_VIDEO_IN,
    LITELLM_CHARACTER_IN,
    LITELLM_CHARACTER_OUT,
    LITELLM_QUERY,
    LITELLM_CACHE_HIT
} litellm_how;

/* A field without its conditions. */
typedef struct litellm_base {
    const char *name;
    litellm_how how;
    uint32_t meter; /* 0: none yet; the field is then `how` says */
    int64_t per;    /* base units of the price row */
    int shift;      /* the field's number times 10^shift is the price of `per` */
    int is_token;
} litellm_base;

typedef struct litellm_field {
    const litellm_base *base;
    int64_t above;          /* input tokens; 0: from the start */
    const char *tier;       /* "": standard */
    const char *resolution; /* "": any */
} litellm_field;

/* "input_cost_per_token_above_272k_tokens_priority": 1 and the parts; 0: no name of this form. */
int toll__litellm_field(const char *name, litellm_field *field);

/* Whether the name of a field that is not known sounds like a price. */
int toll__litellm_is_price(const char *name);

#endif
