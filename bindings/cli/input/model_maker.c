/* SPDX-License-Identifier: Apache-2.0 */
/* The library knows makers, but tells them only by choosing among sellers. So it is asked in a book in which every maker
 * sells the name: of gpt-4o it takes openai's tariff, and of a name of no family it takes none. The book has two rows and a
 * price for each maker, some 40 us. */
#include "input/model_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "output/give_up.h"

static const char *const makers[] = {"anthropic", "aws",        "cohere",   "dashscope", "deepseek",
                                     "google",    "meta",       "minimax",  "mistral",   "moonshotai",
                                     "openai",    "perplexity", "voyageai", "x-ai",      "zai"};

#define MAKERS (sizeof makers / sizeof makers[0])
#define ROWS   3 /* of each */

static void sell_everywhere(const char *model, toll_bill_row *rows)
{
    for (size_t i = 0; i < MAKERS; i++) {
        toll_bill_row *row = rows + ROWS * i;
        row[0] = (toll_bill_row){
            .kind = TOLL_ROW_TARIFF, .origin = TOLL_ORIGIN_PUBLIC, .from_s = TOLL_TIME_MIN, .until_s = TOLL_TIME_MAX};
        snprintf(row[0].text, sizeof row[0].text, "%s", makers[i]);
        snprintf(row[0].key, sizeof row[0].key, "%s", makers[i]);
        snprintf(row[0].value, sizeof row[0].value, "USD");
        row[1] = (toll_bill_row){.kind = TOLL_ROW_MATCH, .op = TOLL_MATCH_EXACT};
        snprintf(row[1].text, sizeof row[1].text, "%s", model);
        row[2] = (toll_bill_row){.kind = TOLL_ROW_PRICE, .meter = TOLL_METER_INPUT, .per = 1};
    }
}

static const char *find_chosen(const void *book, uint64_t size, const char *model)
{
    toll_book_name name;
    start_struct(&name, sizeof name, TOLL_KIND_BOOK_NAME);
    if (toll_book_resolve(book, size, NULL, 0, model, strlen(model), 0, NULL, 0, &name, NULL) != TOLL_OK) {
        return NULL;
    }
    for (size_t i = 0; i < MAKERS; i++) {
        if (strcmp(makers[i], name.provider) == 0) {
            return makers[i];
        }
    }
    return NULL;
}

const char *model_maker(const char *model)
{
    toll_bill_row rows[ROWS * MAKERS];
    uint64_t capacity = toll_book_size(ROWS * MAKERS), size = 0;
    if (strlen(model) >= sizeof rows[0].text) {
        return NULL;
    }
    sell_everywhere(model, rows);
    void *book = claim(capacity, 1);
    bool is_made = toll_book_compile(rows, ROWS * MAKERS, sizeof rows[0], book, capacity, &size, NULL) == TOLL_OK;
    const char *maker = is_made ? find_chosen(book, size, model) : NULL;
    free(book);
    return maker;
}
