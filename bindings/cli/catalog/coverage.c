/* SPDX-License-Identifier: Apache-2.0 */
/* toll catalog coverage: what a price book holds, counted from its rows. A model is one SKU, whatever the number of its
 * versions; a tier counts once a model. */
#include <stdlib.h>
#include <string.h>

#include "catalog/catalog_commands.h"
#include "input/exit_codes.h"
#include "input/price_book.h"
#include "output/figure_text.h"
#include "output/give_up.h"
#include "output/json_out.h"
#include "output/table.h"

/* Figures of one provider, or of all. */
typedef struct coverage {
    const char *provider;
    int64_t models, tariffs, ended, prices, names, tiers, batch;
} coverage;

typedef struct coverage_run {
    const pricebook *book;
    const toll_bill_row **heads; /* tariff rows, by provider, SKU, start */
    int64_t n_heads;
    coverage *providers;
    int64_t n_providers;
    coverage all;
} coverage_run;

static int order_of_heads(const void *left, const void *right)
{
    const toll_bill_row *a = *(const toll_bill_row *const *)left, *b = *(const toll_bill_row *const *)right;
    int by = strcmp(a->key, b->key);
    by = by != 0 ? by : strcmp(a->text, b->text);
    return by != 0 ? by : (a->from_s > b->from_s) - (a->from_s < b->from_s);
}

/* Is the tier of this row named by an earlier row of the tariff? */
static bool is_tier_again(const toll_bill_row *head, const toll_bill_row *row)
{
    for (const toll_bill_row *at = head + 1; at < row; at++) {
        bool is_tier = at->kind == TOLL_ROW_WHEN_TIER || at->kind == TOLL_ROW_TIER;
        if (is_tier && strcmp(at->text, row->text) == 0) {
            return true;
        }
    }
    return false;
}

/* Counts the rows of a tariff; its tiers where it is the model's last version. */
static void count_tariff(const coverage_run *c, const toll_bill_row *head, bool is_last, coverage *of)
{
    const toll_bill_row *end = c->book->rows + c->book->n_rows;
    of->tariffs++;
    of->models += is_last;
    of->ended += is_last && head->until_s != TOLL_TIME_MAX;
    for (const toll_bill_row *row = head + 1; row < end && row->kind != TOLL_ROW_TARIFF; row++) {
        bool is_tier = row->kind == TOLL_ROW_WHEN_TIER || row->kind == TOLL_ROW_TIER;
        bool is_new = is_tier && is_last && strcmp(row->text, "standard") != 0 && !is_tier_again(head, row);
        of->prices += row->kind == TOLL_ROW_PRICE || row->kind == TOLL_ROW_VOLUME;
        of->names += is_last && row->kind == TOLL_ROW_MATCH;
        of->tiers += is_new;
        of->batch += is_new && strcmp(row->text, "batch") == 0;
    }
}

static void collect_heads(coverage_run *c)
{
    for (int64_t i = 0; i < c->book->n_rows; i++) {
        if (c->book->rows[i].kind == TOLL_ROW_TARIFF) {
            c->heads[c->n_heads++] = &c->book->rows[i];
        }
    }
    qsort(c->heads, (size_t)c->n_heads, sizeof *c->heads, order_of_heads);
}

static void count_all(coverage_run *c)
{
    c->all.provider = "all";
    for (int64_t i = 0; i < c->n_heads; i++) {
        const toll_bill_row *head = c->heads[i], *next = i + 1 < c->n_heads ? c->heads[i + 1] : NULL;
        bool is_last = next == NULL || strcmp(next->key, head->key) != 0 || strcmp(next->text, head->text) != 0;
        if (i == 0 || strcmp(c->heads[i - 1]->key, head->key) != 0) {
            c->providers[c->n_providers++] = (coverage){.provider = head->key};
        }
        count_tariff(c, head, is_last, &c->providers[c->n_providers - 1]);
        count_tariff(c, head, is_last, &c->all);
    }
}

static void put_counts(table *t, const coverage *of)
{
    const int64_t counts[] = {of->models, of->tariffs, of->ended, of->prices, of->names, of->tiers, of->batch};
    table_cell(t, STYLE_PLAIN, "%s", of->provider);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        table_cell(t, STYLE_PLAIN, "%s", figure_count(counts[i]).text);
    }
}

static void put_coverage(const coverage_run *c, const screen *s)
{
    static const char *const heads[] = {"provider", "models", "tariffs", "end", "prices", "names", "tiers", "batch"};
    table t;
    table_start(&t, "lrrrrrrr", 1);
    for (int i = 0; i < (int)(sizeof heads / sizeof heads[0]); i++) {
        table_head(&t, i, heads[i]);
    }
    for (int64_t i = 0; i < c->n_providers; i++) {
        put_counts(&t, &c->providers[i]);
    }
    put_counts(&t, &c->all);
    table_finish(&t, s);
}

static void json_counts(json *j, const coverage *of)
{
    json_text(j, "provider", of->provider);
    json_integer(j, "models", of->models);
    json_integer(j, "tariffs", of->tariffs);
    json_integer(j, "models_with_an_end", of->ended);
    json_integer(j, "prices", of->prices);
    json_integer(j, "names", of->names);
    json_integer(j, "tiers", of->tiers);
    json_integer(j, "models_with_batch", of->batch);
}

static void json_coverage(const coverage_run *c)
{
    json j;
    json_answer(&j, "catalog coverage");
    json_text(&j, "book", c->book->name);
    json_text(&j, "book_hash", c->book->hash);
    json_integer(&j, "n_providers", c->n_providers);
    json_object(&j, "all");
    json_counts(&j, &c->all);
    json_close(&j);
    json_array(&j, "providers");
    for (int64_t i = 0; i < c->n_providers; i++) {
        json_object(&j, NULL);
        json_counts(&j, &c->providers[i]);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

int show_coverage(const catalog_request *r, const screen *s)
{
    pricebook book;
    if (!pricebook_read(&book, r->book)) {
        return EXIT_BAD_INPUT;
    }
    coverage_run c = {.book = &book,
                      .heads = claim((size_t)book.n_rows + 1, sizeof *c.heads),
                      .providers = claim((size_t)book.n_rows + 1, sizeof *c.providers)};
    collect_heads(&c);
    count_all(&c);
    if (r->output.is_json) {
        json_coverage(&c);
    } else {
        put_coverage(&c, s);
    }
    free(c.heads);
    free(c.providers);
    pricebook_close(&book);
    return EXIT_FINE;
}
