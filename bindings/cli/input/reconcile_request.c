/* SPDX-License-Identifier: Apache-2.0 */
/* toll reconcile LOG... --invoice FILE: the options of toll bill for the logs, and lists of what may explain a difference.
 * A share is typed as 0.19 or as 19%. */
#include "input/reconcile_request.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/complain.h"

static const char *next_listed(const char **list, size_t *length)
{
    const char *word = *list;
    if (word == NULL || *word == 0) {
        return NULL;
    }
    *length = strcspn(word, ",");
    *list = word[*length] == ',' ? word + *length + 1 : word + *length;
    return word;
}

static bool read_share(const char *word, size_t length, toll_decimal *share)
{
    bool is_percent = length > 1 && word[length - 1] == '%';
    if (toll_decimal_parse(word, length - is_percent, share, NULL) != TOLL_OK || share->coef < 0) {
        return false;
    }
    share->scale += is_percent ? 2 : 0;
    return share->scale <= TOLL_DECIMAL_SCALE_MAX;
}

/* 1 + share, 1 - share, or the number itself. */
static bool make_factor(reconcile_factor *f, const toll_decimal *share)
{
    static const toll_decimal one = {1, 0, 0};
    toll_decimal change = *share;
    if (f->cause == TOLL_CAUSE_EXCHANGE) {
        f->factor = *share;
        return share->coef > 0;
    }
    change.coef = f->cause == TOLL_CAUSE_DISCOUNT ? -change.coef : change.coef;
    return toll_decimal_add(&one, &change, &f->factor, NULL) == TOLL_OK && f->factor.coef > 0;
}

static bool read_factors(reconcile_request *r, const char *option_name, const char *list, uint32_t cause)
{
    size_t length;
    for (const char *word = next_listed(&list, &length); word != NULL; word = next_listed(&list, &length)) {
        reconcile_factor *f = &r->factors[r->n_factors];
        toll_decimal share = {0, 0, 0};
        if (r->n_factors == RECONCILE_FACTORS) {
            complain("--tax, --discount and --other-rate take %d values together", RECONCILE_FACTORS);
            return false;
        }
        f->cause = cause;
        snprintf(f->told, sizeof f->told, "%.*s", (int)length, word);
        bool is_number = cause == TOLL_CAUSE_EXCHANGE ? toll_decimal_parse(word, length, &share, NULL) == TOLL_OK
                                                      : read_share(word, length, &share);
        if (!is_number || !make_factor(f, &share)) {
            complain("%s takes numbers such as %s, got \"%s\"", option_name,
                     cause == TOLL_CAUSE_EXCHANGE ? "0.92" : "0.19 or 19%", f->told);
            return false;
        }
        r->n_factors++;
    }
    return true;
}

static bool read_invoice_map(reconcile_request *r, const char *list)
{
    size_t length;
    for (const char *word = next_listed(&list, &length); word != NULL; word = next_listed(&list, &length)) {
        const char *equals = memchr(word, '=', length);
        bool is_pair = equals != NULL && equals > word && equals + 1 < word + length;
        if (!is_pair || r->n_mappings == BILL_PAIRS) {
            complain(is_pair ? "--invoice-map takes at most %d columns"
                             : "--invoice-map takes TARGET=COLUMN,..., as in date=day,amount=net",
                     BILL_PAIRS);
            return false;
        }
        r->mappings[r->n_mappings++] =
            (bill_mapping){word, equals + 1, (uint64_t)(equals - word), (uint64_t)(word + length - equals - 1)};
    }
    return true;
}

static bool read_rate(reconcile_request *r, const args *a)
{
    const char *rate = args_text(a, OPTION_AGREED_RATE, NULL);
    r->has_rate = rate != NULL;
    r->has_other_rate = args_has(a, OPTION_OTHER_RATE);
    if (rate != NULL && (toll_decimal_parse(rate, strlen(rate), &r->rate, NULL) != TOLL_OK || r->rate.coef <= 0)) {
        complain("--rate takes a number above 0, such as 0.92, got \"%.40s\"", rate);
        return false;
    }
    return true;
}

static bool read_tolerance(reconcile_request *r, const args *a)
{
    const char *text = args_text(a, OPTION_TOLERANCE, "0");
    if (toll_amount_parse(text, strlen(text), &r->tolerance, NULL) == TOLL_OK && r->tolerance.high >= 0) {
        return true;
    }
    complain("--tolerance takes an amount from 0 on, such as 0.01, got \"%.40s\"", text);
    return false;
}

bool reconcile_request_read(reconcile_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->invoice = args_text(a, OPTION_INVOICE, NULL);
    if (a->n_words == 0) {
        complain("give a log: toll reconcile LOG... --invoice FILE; - for standard input");
        return false;
    }
    if (r->invoice == NULL) {
        complain("give the invoice: toll reconcile LOG... --invoice FILE");
        return false;
    }
    if (!read_invoice_map(r, args_text(a, OPTION_INVOICE_MAP, NULL)) || !read_rate(r, a) || !read_tolerance(r, a) ||
        !read_factors(r, "--tax", args_text(a, OPTION_TEST_TAX, NULL), TOLL_CAUSE_TAX) ||
        !read_factors(r, "--discount", args_text(a, OPTION_DISCOUNT, NULL), TOLL_CAUSE_DISCOUNT) ||
        !read_factors(r, "--other-rate", args_text(a, OPTION_OTHER_RATE, NULL), TOLL_CAUSE_EXCHANGE) ||
        !bill_request_read(&r->bill, a)) {
        return false;
    }
    r->is_json = r->bill.output.is_json;
    r->is_csv = r->bill.output.is_csv;
    r->bill.output.is_csv = false; /* rows of records are those of toll bill */
    return true;
}

void reconcile_request_free(reconcile_request *r)
{
    bill_request_free(&r->bill);
}
