/* SPDX-License-Identifier: Apache-2.0 */
/* Who is meant by the words in front of a name: providers by the names that libraries give them, routers, makers. */
#ifndef TOLL_BOOK_NAME_SELLERS_H
#define TOLL_BOOK_NAME_SELLERS_H

#include <stdint.h>

#define TOLL__SELLER_BYTES 28u

/* What a word in front of a slash says. */
enum {
    TOLL__WORD_NONE,
    TOLL__WORD_SELLER, /* the provider: "azure/", "openrouter/" */
    TOLL__WORD_MAKER,  /* the provider, or behind another one the maker of the model: "openai/" */
    TOLL__WORD_BOTH,   /* a maker, or with capital letters behind it the name on a hub: "moonshotai/Kimi-K3" */
    TOLL__WORD_HUB,    /* the maker as model hubs write it, which many providers repeat: "meta-llama/" */
    TOLL__WORD_PASS    /* nothing of the price: a proxy without prices, or the way of a call */
};

typedef struct toll__seller {
    char word[TOLL__SELLER_BYTES];
    char id[TOLL__SELLER_BYTES]; /* provider of the public book; "" of TOLL__WORD_PASS */
    uint32_t kind;               /* TOLL__WORD_* */
} toll__seller;

/* The provider that a word means, letters in any case; NULL: not known. */
const toll__seller *toll__seller_find(const char *word, uint64_t length);

/* Provider of the public book that makes a model, by the family at the start of its folded name; NULL: not known. */
const char *toll__maker_find(const char *name, uint64_t length);

/* The same of families whose weights are not public: a bare name of them is their maker's, or nobody's. */
const char *toll__sole_maker_find(const char *name, uint64_t length);

/* 1 when the text begins with a maker of Amazon Bedrock and a dot: "anthropic.". */
int toll__is_bedrock_name(const char *name, uint64_t length);

/* Bytes of a region profile of Amazon Bedrock and its dot, "us." of "us.anthropic.claude"; 0: none. */
uint64_t toll__bedrock_profile(const char *name, uint64_t length);

/* 1 when a word is a region of AWS, "us-east-1", or of Azure's names in logs, "eu". */
int toll__is_aws_region(const char *word, uint64_t length);
int toll__is_azure_region(const char *word, uint64_t length);

#endif
