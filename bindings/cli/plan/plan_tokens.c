/* SPDX-License-Identifier: Apache-2.0 */
/* The same text is not the same number of tokens: a ratio of the catalog's measured tokenizers scales what an API bills.
 *
 *     tokens of the API = tokens of the need * tokens of 1,000 characters there / tokens of 1,000 characters here
 *
 * The medians give the ratio. Its ends are the least and the greatest of the ratios at P10, P50 and P90, since a text that
 * is long in one tokenizer is long in the other one, too. By hand, English in claude-4.7 against llama3: 305 / 228.4 =
 * 1.34, 264 / 218.2 = 1.21 and 435 / 295.2 = 1.47. A tokenizer that nobody has measured leaves the tokens alike, and the
 * answer says so. */
#include "plan/plan_tokens.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "input/field_options.h"

static bool read_ratio(const char *model, uint32_t text, toll_range *tokens, char *tokenizer, size_t size)
{
    toll_catalog_fact fact;
    start_struct(&fact, sizeof fact, TOLL_KIND_CATALOG_FACT);
    if (model[0] == 0 || toll_catalog_get_token_ratio(model, strlen(model), text, tokens, &fact, NULL) != TOLL_OK) {
        return false;
    }
    snprintf(tokenizer, size, "%.40s", fact.field);
    return true;
}

static toll_range ratio_of(toll_range api, toll_range own)
{
    const double low = api.low / own.low, mid = api.mid / own.mid, high = api.high / own.high;
    return (toll_range){fmin(fmin(low, mid), high), mid, fmax(fmax(low, mid), high)};
}

plan_tokens plan_tokens_find(const plan_request *r, const char *asked, const char *model)
{
    toll_range there, here;
    plan_tokens t = {.ratio = {1, 1, 1}};
    const char *own = r->model.is_file ? "" : r->model.model.id;
    if (r->text == 0 || !read_ratio(own, r->text, &here, t.own_tokenizer, sizeof t.own_tokenizer)) {
        return t;
    }
    t.is_known = read_ratio(asked, r->text, &there, t.tokenizer, sizeof t.tokenizer) ||
                 read_ratio(model, r->text, &there, t.tokenizer, sizeof t.tokenizer);
    t.ratio = t.is_known ? ratio_of(there, here) : t.ratio;
    return t;
}

void plan_tokens_text(const plan_tokens *t, const plan_request *r, char *text, size_t size)
{
    const toll_range *ratio = &t->ratio;
    text[0] = 0;
    if (r->text == 0) {
        return;
    }
    if (!t->is_known) {
        snprintf(text, size, "; how many tokens it makes of the same text is not known: counted alike");
        return;
    }
    snprintf(text, size, "; it makes %.3g [%.3g .. %.3g] tokens of what is one of %.60s in %s (%.30s against %.30s)",
             ratio->mid, ratio->low, ratio->high, r->model.model.id, plan_request_text_name(r->text), t->tokenizer,
             t->own_tokenizer);
}

void plan_tokens_json(json *j, const plan_tokens *t)
{
    json_range(j, "token_ratio", t->ratio, 1, t->is_known);
    json_maybe_text(j, "tokenizer", t->is_known ? t->tokenizer : "");
}
