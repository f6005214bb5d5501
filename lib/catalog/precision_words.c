/* SPDX-License-Identifier: Apache-2.0 */
/* Number formats inside the names of models. Checkpoints say their format by custom: AWQ is 4-bit with zero points in
 * groups of 128, GPTQ-Int4 and W4A16 are 4-bit without, W8A8 is INT8 (an FP8 one says FP8). GGUF mixes are ids of the
 * catalog themselves.
 *
 * By hand: "Qwen3-32B-AWQ-4bit" has the words awq, 4, bit, of which "awq 4 bit" is the longest entry that stands there:
 * int4-g128-asym. "Qwen3-8B-UD-Q4_K_XL" is q, 4, k, xl, a mix that precisions.csv does not have: stated, but unknown. */
#include "catalog/precision_words.h"

#include <string.h>

#include <toll/catalog.h>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/row_search.h"

#define OTHER "?"

/* Words, one blank between them, and the precision that they state. */
static const struct {
    char words[24], id[16];
} phrases[] = {
    {"fp 8", "fp8"},
    {"fp 8 dynamic", "fp8"},
    {"fp 8 static", "fp8"},
    {"fp 8 w 8 a 8", "fp8"},
    {"w 8 a 8 fp 8", "fp8"},
    {"fp 8 e 4 m 3", "fp8"},
    {"fp 8 block", "fp8-block"},
    {"fp 8 kv", "fp8-kv8"},
    {"mxfp 8", "mxfp8"},
    {"awq", "int4-g128-asym"},
    {"awq int 4", "int4-g128-asym"},
    {"awq 4 bit", "int4-g128-asym"},
    {"awq w 4 a 16", "int4-g128-asym"},
    {"int 4 awq", "int4-g128-asym"},
    {"4 bit awq", "int4-g128-asym"},
    {"w 4 a 16 awq", "int4-g128-asym"},
    {"awq 8 bit", OTHER},
    {"gptq", "int4-g128"},
    {"gptq int 4", "int4-g128"},
    {"gptq 4 bit", "int4-g128"},
    {"gptq w 4 a 16", "int4-g128"},
    {"gptq 4 b 128 g", "int4-g128"},
    {"4 bit gptq", "int4-g128"},
    {"gptq int 8", "w8a16"},
    {"gptq 8 bit", "w8a16"},
    {"gptq int 3", OTHER},
    {"int 4", "int4-g128"},
    {"int 4 autoround", "int4-g128"},
    {"autoround int 4", "int4-g128"},
    {"w 4 a 16", "int4-g128"},
    {"w 4 a 16 g 128", "int4-g128"},
    {"w 8 a 16", "w8a16"},
    {"w 8 a 8", "int8"},
    {"int 8 w 8 a 8", "int8"},
    {"w 8 a 8 int 8", "int8"},
    {"int 8", OTHER}, /* weights only, or activations as well: the name does not say */
    {"nvfp 4", "nvfp4"},
    {"fp 4", "nvfp4"}, /* NVIDIA's repositories; those in the OCP format say MXFP4 */
    {"mxfp 4", "mxfp4"},
    {"bf 16", "bf16"},
    {"bfloat 16", "bf16"},
    {"fp 16", "fp16"},
    {"float 16", "fp16"},
    {"f 16", "f16"},
    {"fp 32", "fp32"},
    {"f 32", "fp32"},
    {"float 32", "fp32"},
    {"qat", "q4_0"}, /* ollama's tags of models trained for it */
    {"bnb", OTHER},
    {"bnb 4 bit", OTHER},
    {"bnb 8 bit", OTHER},
    {"nf 4", OTHER},
    {"2 bit", OTHER},
    {"3 bit", OTHER},
    {"4 bit", OTHER},
    {"5 bit", OTHER},
    {"6 bit", OTHER},
    {"8 bit", OTHER},
    {"1 bit", OTHER},
    {"autoround", OTHER},
    {"exl 2", OTHER},
    {"exl 3", OTHER},
    {"hqq", OTHER},
    {"eetq", OTHER},
    {"aqlm", OTHER},
    {"w 4 a 8", OTHER},
    {"w 4 a 4", OTHER},
    {"w 4 a 16 mixed", OTHER},
    {"int 2", OTHER},
    {"int 3", OTHER},
    {"mxfp 4 moe", OTHER},
    {"mxfp 4 q 8", OTHER},
    {"mxfp 6", OTHER},
};

static void write_id(char *id, uint32_t capacity, const char *value)
{
    toll__text text;
    toll__text_start(&text, id, capacity);
    toll__text_put(&text, value);
    toll__text_end(&text);
}

/* Words of the phrase when it stands at word `at`, else 0. */
static uint32_t measure_phrase(const toll__words *words, uint32_t at, const char *phrase)
{
    uint32_t n = 0;
    while (*phrase != '\0') {
        uint32_t length = 0;
        while (phrase[length] != '\0' && phrase[length] != ' ')
            length++;
        if (at + n >= words->count || words->length[at + n] != length ||
            memcmp(words->text + words->start[at + n], phrase, length) != 0)
            return 0;
        n++;
        phrase += length + (phrase[length] == ' ');
    }
    return n;
}

/* A GGUF mix at word `at`: q or iq, a number, and what follows of "k", a size or a variant. Writes it as ids are
 * written, "q4_k_m", and returns its words; 0: none. "q8_0" was read as q, 8.0 where its number had a point. */
static uint32_t read_mix(const toll__words *words, uint32_t at, char *id, uint32_t capacity)
{
    static const char tails[][4] = {"k", "s", "m", "l", "xl", "xs", "xxs", "nl", "0", "1", "ks", "km", "kl"};
    if ((!toll__word_is(words, at, "q") && !toll__word_is(words, at, "iq")) || !toll__word_is_number(words, at + 1) ||
        !words->is_glued[at + 1] || (words->length[at + 1] != 1 && words->length[at + 1] != 3))
        return 0;
    toll__text text;
    toll__text_start(&text, id, capacity);
    toll__text_put_bytes(&text, words->text + words->start[at], words->length[at]);
    const char *number = words->text + words->start[at + 1];
    toll__text_put_bytes(&text, number, 1);
    if (words->length[at + 1] == 3) {
        toll__text_put(&text, "_");
        toll__text_put_bytes(&text, number + 2, 1);
    }
    uint32_t n = 2;
    for (size_t t = 0; t < sizeof tails / sizeof tails[0] && at + n < words->count && n < 4;)
        if (toll__word_is(words, at + n, tails[t])) {
            toll__text_put(&text, "_");
            toll__text_put(&text, tails[t]);
            n++;
            t = 0;
        } else {
            t++;
        }
    toll__text_end(&text);
    return n;
}

static int is_precision(const char *id)
{
    toll__name name;
    toll__name_fold(&name, id, toll__text_length(id, TOLL__NAME_MAX));
    return toll__find_id(TOLL_TABLE_PRECISION, &name) < toll__table_get(TOLL_TABLE_PRECISION).n_rows;
}

/* The longest phrase at word `at`; its words, 0: none. */
static uint32_t read_phrase(const toll__words *words, uint32_t at, char *id, uint32_t capacity)
{
    uint32_t longest = 0;
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        uint32_t n = measure_phrase(words, at, phrases[i].words);
        if (n <= longest)
            continue;
        longest = n;
        write_id(id, capacity, phrases[i].id);
    }
    return longest;
}

/* Takes one format's words out and joins what it states with what others stated. */
static toll__stated take_format(toll__words *words, uint32_t at, uint32_t n, const char *here, toll__stated before,
                                char *id, uint32_t capacity)
{
    int is_same = before == TOLL__STATED_NONE || (before == TOLL__STATED_ID && strcmp(here, id) == 0);
    toll__stated stated = is_same && is_precision(here) ? TOLL__STATED_ID : TOLL__STATED_OTHER;
    write_id(id, capacity, stated == TOLL__STATED_ID ? here : "");
    for (; n > 0; n--)
        toll__word_remove(words, at);
    return stated;
}

toll__stated toll__precision_take(toll__words *words, char *id, uint32_t capacity)
{
    toll__stated stated = TOLL__STATED_NONE;
    id[0] = '\0';
    for (uint32_t at = 0; at < words->count;) {
        char here[24];
        uint32_t n = read_mix(words, at, here, sizeof here);
        if (n == 0)
            n = read_phrase(words, at, here, sizeof here);
        if (n > 0)
            stated = take_format(words, at, n, here, stated, id, capacity);
        else
            at++;
    }
    return stated;
}
