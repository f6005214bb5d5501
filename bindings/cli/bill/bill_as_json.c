/* SPDX-License-Identifier: Apache-2.0 */
/* The comparison for programs: exact amounts as text, one entry a target, what it can't price with its reasons. */
#include "bill/bill_answer.h"
#include "output/amount_text.h"

static void json_exact(json *j, const char *key, const toll_amount *amount)
{
    json_text(j, key, amount_exact(amount).text);
}

static void json_compared(json *j, const toll_amount *ran, const toll_amount *priced)
{
    toll_amount difference = {0, 0};
    json_exact(j, "cost_as_it_ran", ran);
    json_exact(j, "cost", priced);
    if (toll_amount_subtract(priced, ran, &difference, NULL) == TOLL_OK) {
        json_exact(j, "difference", &difference);
    } else {
        json_null(j, "difference");
    }
}

static void json_sum(json *j, const as_sum *sum)
{
    json_object(j, NULL);
    json_text(j, "currency", sum->currency);
    json_integer(j, "records", sum->records);
    json_compared(j, &sum->ran, &sum->priced);
    json_object(j, "by_rule");
    for (int part = 0; part < AS_PARTS; part++) {
        json_object(j, as_part_key((as_part)part));
        json_compared(j, &sum->ran_parts.of[part], &sum->priced_parts.of[part]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void json_target(json *j, const bill_as *as, const as_target *target, price_books *books)
{
    const as_request *a = as->asked;
    json_object(j, NULL);
    json_maybe_text(j, "model", target->model);
    json_maybe_text(j, "provider", a->provider);
    json_maybe_text(j, "tier", a->is_batch ? "batch" : a->tier != NULL ? a->tier : "");
    json_text(j, "book", books->own.name);
    json_text(j, "book_hash", books->own.hash);
    json_array(j, "comparisons");
    for (int i = 0; i < target->n_sums; i++) {
        json_sum(j, &target->sums[i]);
    }
    json_close(j);
    json_integer(j, "records_priced_here_alone", target->alone);
    json_integer(j, "records_that_keep_their_tier", target->kept_tier);
    json_integer(j, "unpriced_records", target->missing.n_unpriced);
    json_array(j, "unpriced");
    bill_json_unpriced(j, &target->missing, books);
    json_close(j);
    json_close(j);
}

void bill_as_json(json *j, const bill_run *run)
{
    const bill_as *as = run->as;
    char caveat[256];
    json_array(j, "as");
    for (int i = 0; i < as->n_targets; i++) {
        json_target(j, as, &as->targets[i], as->has_own_prices ? as->priced_books : run->names.books);
    }
    json_close(j);
    json_array(j, "caveats");
    for (int i = 0; bill_as_caveat(as, i, caveat, sizeof caveat); i++) {
        json_text(j, NULL, caveat);
    }
    json_close(j);
}
