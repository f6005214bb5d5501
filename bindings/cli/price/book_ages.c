/* SPDX-License-Identifier: Apache-2.0 */
/* toll book age: the prices that hold now, by provider, the one with the oldest price first. Versions that have ended and
 * retired names are history, and are not counted: their sources are old of necessity. */
#include "price/book_ages.h"

#include <stdlib.h>
#include <string.h>

#include "input/exit_codes.h"
#include "input/price_book.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/table.h"
#include "price/book_answer.h"
#include "price/book_text.h"

typedef struct provider_ages {
    const char *provider;
    int64_t tariffs, prices, undated;
    fact_ages ages;
} provider_ages;

typedef struct ages_list {
    provider_ages *list;
    int64_t count;
} ages_list;

/* ---- sums ---- */

static bool is_current(const pricebook *b, int64_t first, int64_t at_s)
{
    if (b->rows[first].from_s > at_s || b->rows[first].until_s <= at_s) {
        return false;
    }
    for (int64_t i = first; i < book_tariff_end(b, first); i++) {
        if (b->rows[i].kind == TOLL_ROW_RETIRED && b->rows[i].from_s <= at_s) {
            return false;
        }
    }
    return true;
}

/* The list has room for a provider per row. */
static provider_ages *ages_of(ages_list *all, const char *provider, const fact_ages *asked)
{
    for (int64_t i = 0; i < all->count; i++) {
        if (strcmp(all->list[i].provider, provider) == 0) {
            return &all->list[i];
        }
    }
    all->list[all->count] = (provider_ages){.provider = provider, .ages = *asked};
    return &all->list[all->count++];
}

static void add_tariff(provider_ages *p, const pricebook *b, int64_t first, fact_ages *sum)
{
    p->tariffs++;
    for (int64_t i = first + 1; i < book_tariff_end(b, first); i++) {
        const toll_bill_row *row = &b->rows[i];
        if (row->kind != TOLL_ROW_PRICE && row->kind != TOLL_ROW_VOLUME) {
            continue;
        }
        int64_t date = row->source_date != 0 ? row->source_date : b->rows[first].source_date;
        p->prices++;
        p->undated += date == 0;
        fact_ages_add(&p->ages, date);
        fact_ages_add(sum, date);
    }
}

/* Those with a price of unknown age first, then the oldest; of equal ones by name. */
static int compare_ages(const void *a, const void *b)
{
    const provider_ages *x = a, *y = b;
    if ((x->undated > 0) != (y->undated > 0)) {
        return x->undated > 0 ? -1 : 1;
    }
    if (x->ages.oldest != y->ages.oldest) {
        return x->ages.oldest < y->ages.oldest ? -1 : 1;
    }
    return strcmp(x->provider, y->provider);
}

static ages_list find_book_ages(const pricebook *b, const fact_ages *asked, fact_ages *sum)
{
    ages_list all = {claim((size_t)toll_book_count(b->bytes, b->size) + 1, sizeof *all.list), 0};
    for (int64_t first = 0; first < b->n_rows; first = book_tariff_end(b, first)) {
        if (is_current(b, first, asked->as_of_s)) {
            add_tariff(ages_of(&all, b->rows[first].key, asked), b, first, sum);
        }
    }
    qsort(all.list, (size_t)all.count, sizeof *all.list, compare_ages);
    return all;
}

/* ---- answers ---- */

static void put_ages(const ages_list *all, const screen *s)
{
    static const char *const heads[] = {"provider", "tariffs", "prices", "oldest", "newest", "age, days", "undated"};
    table t;
    table_start(&t, "lrrllrr", 1);
    for (int i = 0; i < 7; i++) {
        table_head(&t, i, heads[i]);
    }
    for (int64_t i = 0; i < all->count; i++) {
        const provider_ages *p = &all->list[i];
        table_cell(&t, STYLE_PLAIN, "%s", p->provider);
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(p->tariffs).text);
        table_cell(&t, STYLE_PLAIN, "%s", figure_count(p->prices).text);
        table_cell(&t, STYLE_PLAIN, "%s", figure_date((int32_t)p->ages.oldest).text);
        table_cell(&t, STYLE_PLAIN, "%s", figure_date((int32_t)p->ages.newest).text);
        table_cell(&t, STYLE_PLAIN, "%s", p->ages.days >= 0 ? figure_count(p->ages.days).text : "?");
        table_cell(&t, STYLE_WARN, "%s", p->undated > 0 ? figure_count(p->undated).text : " ");
    }
    table_finish(&t, s);
}

static void json_provider_ages(json *j, const provider_ages *p)
{
    json_object(j, NULL);
    json_text(j, "provider", p->provider);
    json_integer(j, "tariffs", p->tariffs);
    json_integer(j, "prices", p->prices);
    json_integer(j, "undated_prices", p->undated);
    json_date(j, "oldest_price", (int32_t)p->ages.oldest);
    json_date(j, "newest_price", (int32_t)p->ages.newest);
    json_maybe_integer(j, "age_days", p->ages.days, p->ages.days >= 0);
    json_close(j);
}

static void json_book_ages(const ages_list *all, const pricebook *b, const fact_ages *sum)
{
    json j;
    book_answer_start(&j, "book age", b->name, b->hash, toll_book_count(b->bytes, b->size));
    fact_ages_json(&j, sum);
    json_array(&j, "providers");
    for (int64_t i = 0; i < all->count; i++) {
        json_provider_ages(&j, &all->list[i]);
    }
    json_close(&j);
    json_close(&j);
}

int book_ages(const book_request *r, const screen *s)
{
    pricebook b;
    fact_ages sum = r->ages;
    if (!pricebook_read(&b, r->file)) {
        return EXIT_BAD_INPUT;
    }
    ages_list all = find_book_ages(&b, &r->ages, &sum);
    if (r->output.is_json) {
        json_book_ages(&all, &b, &sum);
    } else {
        put_ages(&all, s);
    }
    int code = fact_ages_exit(&sum, EXIT_FINE);
    free(all.list);
    pricebook_close(&b);
    return code;
}
