/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens per 1,000 characters. Each row lists the models of a tokenizer as patterns, and no two tokenizers' patterns
 * meet (tests/unit/test_token_ratio.c), so the first row that fits is the one.
 *
 * Worked: "meta-llama/Llama-3.1-8B-Instruct" is read as llama-3.1-8b-instruct, which begins as "llama-3.1-*" of the row
 * llama3/english: 228.4 tokens per 1,000 characters, so a page of 3,000 characters is 685 tokens. */
#include "catalog/token_ratio.h"

#include "catalog/name_pattern.h"

/* Columns of the table. */
enum { ID, MODELS, TOKENIZER, TEXT, VOCAB_SIZE, LOW, MID, HIGH };

static const char *skip_owner(const char *model)
{
    const char *name = model;
    for (const char *c = model; *c != '\0'; c++)
        if (*c == '/')
            name = c + 1;
    return name;
}

int toll__token_ratio_find(const char *model, uint32_t text, toll__token_ratio *ratio)
{
    const toll__table table = toll__table_get(TOLL__TABLE_TOKENIZER);
    const char *name = skip_owner(model);
    for (uint64_t row = 0; row < table.n_rows; row++) {
        if ((uint32_t)toll__table_cell(&table, row, TEXT) != text ||
            toll__pattern_fit(name, toll__table_text(&table, row, MODELS)) == TOLL__FITS_NOT)
            continue;
        ratio->low = toll__table_number(&table, row, LOW);
        ratio->mid = toll__table_number(&table, row, MID);
        ratio->high = toll__table_number(&table, row, HIGH);
        ratio->tokenizer = toll__table_text(&table, row, TOKENIZER);
        toll__origin_get(&table, row, MID, &ratio->origin);
        return 1;
    }
    return 0;
}
