/* SPDX-License-Identifier: Apache-2.0 */
/* Who bears what of a pool: for people, as CSV and for programs. Amounts are exact, in whole coins. */
#include <stdio.h>
#include <string.h>

#include "bill/bill_answer.h"
#include "input/instant.h"
#include "output/amount_text.h"
#include "output/figure_text.h"
#include "output/outside_text.h"
#include "output/table.h"

/* Sums of rows; amounts of one log's pools can be added. */
typedef struct charge_sum {
    int64_t records, tokens;
    toll_amount direct, shared, idle, total;
} charge_sum;

static void add_money(toll_amount *to, const toll_amount *amount)
{
    toll_amount_add(to, amount, to, NULL);
}

static void add_tenant(charge_sum *sum, const charge_tenant *t)
{
    sum->records += t->records;
    sum->tokens += t->tokens;
    add_money(&sum->direct, &t->direct);
    add_money(&sum->shared, &t->shared);
    add_money(&sum->idle, &t->idle);
    add_money(&sum->total, &t->total);
}

/* ---- for people ---- */

static amount_text show_coins(const bill_charge *c, const toll_amount *amount)
{
    return amount_show_digits(amount, c->asked->digits);
}

/* One period has no column of its own: it is in the verdict. */
static bool has_periods(const bill_charge *c)
{
    return c->n_pools > 1;
}

static void say_periods(const bill_charge *c, char *text, size_t size)
{
    if (!has_periods(c)) {
        snprintf(text, size, "%s", c->asked->period == POOL_OF_LOG ? "the log" : c->pools[0].tenants[0].period);
    } else {
        snprintf(text, size, "%s %ss", figure_count((int64_t)c->n_pools).text, pool_period_name(c->asked->period));
    }
}

static void put_charge_verdict(const bill_run *run, const screen *s)
{
    const bill_charge *c = run->charge;
    charge_sum all = {0};
    toll_amount unallocated = {0, 0};
    char text[640], kept[96] = "", periods[64];
    for (uint64_t i = 0; i < c->n_pools; i++) {
        add_money(&all.direct, &c->pools[i].direct);
        add_money(&all.shared, &c->pools[i].shared);
        add_money(&all.idle, &c->pools[i].idle);
        add_money(&all.total, &c->asked->pool);
        add_money(&unallocated, &c->pools[i].unallocated);
    }
    if (!amount_is_zero(&unallocated)) {
        snprintf(kept, sizeof kept, "; %s of it borne by nobody", show_coins(c, &unallocated).text);
    }
    int64_t lacks = run->problems.n_unpriced + run->problems.n_lines;
    say_periods(c, periods, sizeof periods);
    snprintf(text, sizeof text, "%s %s of %s for %s %s: %s by use, %s shared, %s idle (exact%s)%s%s%s",
             show_coins(c, &all.total).text, c->asked->currency, periods, figure_count(run->n_priced).text,
             run->n_priced == 1 ? "request" : "requests", show_coins(c, &all.direct).text,
             show_coins(c, &all.shared).text, show_coins(c, &all.idle).text, kept, lacks > 0 ? "; " : "",
             lacks > 0 ? figure_count(lacks).text : "", lacks > 0 ? " not in it" : "");
    screen_paragraph(s, STYLE_TITLE, "", text);
    screen_newline(s);
}

static void add_charge_figures(table *t, const bill_charge *c, const charge_sum *sum, bool has_records)
{
    table_cell(t, STYLE_PLAIN, "%s", has_records ? figure_count(sum->records).text : "");
    table_cell(t, STYLE_PLAIN, "%s", has_records ? figure_tokens(sum->tokens).text : "");
    table_cell(t, STYLE_PLAIN, "%s", show_coins(c, &sum->direct).text);
    table_cell(t, STYLE_PLAIN, "%s", show_coins(c, &sum->shared).text);
    table_cell(t, STYLE_PLAIN, "%s", show_coins(c, &sum->idle).text);
    table_cell(t, STYLE_TITLE, "%s", show_coins(c, &sum->total).text);
}

static void add_charge_row(table *t, const bill_charge *c, const char *period, const char *name, const charge_sum *sum)
{
    if (has_periods(c)) {
        table_cell(t, STYLE_PLAIN, "%s", period);
    }
    table_cell(t, STYLE_PLAIN, "%s", name);
    add_charge_figures(t, c, sum, true);
}

static void start_charge(table *t, const bill_charge *c)
{
    static const char *const heads[] = {"account", "requests", "tokens", "by use", "shared", "idle", "total"};
    int first = has_periods(c);
    table_start(t, first ? "llrrrrrr" : "lrrrrrr", 1);
    if (first) {
        table_head(t, 0, pool_period_name(c->asked->period));
    }
    for (int i = 0; i < 7; i++) {
        table_head(t, first + i, heads[i]);
    }
}

/* What nobody bears is a row of its own: it is idle cost, or the shared and direct cost of a period without use. */
static void add_nobody(table *t, const bill_charge *c, const charge_pool *pool)
{
    charge_sum sum = {.idle = pool->unallocated, .total = pool->unallocated};
    if (amount_is_zero(&pool->unallocated)) {
        return;
    }
    if (has_periods(c)) {
        table_cell(t, STYLE_DIM, "%s", pool->tenants[0].period);
    }
    table_cell(t, STYLE_DIM, "(nobody)");
    add_charge_figures(t, c, &sum, false);
}

static void put_tenants(const bill_run *run, const screen *s)
{
    const bill_charge *c = run->charge;
    table t;
    charge_sum rest = {0};
    uint64_t shown = c->n < (uint64_t)run->asked->top ? c->n : (uint64_t)run->asked->top;
    char more[64];
    start_charge(&t, c);
    for (uint64_t i = 0; i < c->n; i++) {
        charge_sum one = {0};
        add_tenant(i < shown ? &one : &rest, &c->tenants[i]);
        if (i < shown) {
            const char *account = c->tenants[i].account;
            add_charge_row(&t, c, c->tenants[i].period, account[0] != 0 ? account : "(no account)", &one);
        }
    }
    if (c->n > shown) {
        snprintf(more, sizeof more, "%s more", figure_count((int64_t)(c->n - shown)).text);
        add_charge_row(&t, c, "", more, &rest);
    }
    for (uint64_t i = 0; i < c->n_pools; i++) {
        add_nobody(&t, c, &c->pools[i]);
    }
    table_finish(&t, s);
    screen_newline(s);
}

static void put_rules(const bill_charge *c, const screen *s)
{
    static const char *const shares[] = {"tokens, input and output alike", "the cost by the own tariff", "GPU time"};
    static const char *const idles[] = {"in proportion to use", "evenly", "by its owner", "as a line of its own"};
    char text[320];
    snprintf(text, sizeof text, "by use and shared go by %s; idle is borne %s", shares[c->asked->share],
             idles[c->asked->idle]);
    screen_paragraph(s, STYLE_DIM, "Rules         ", text);
    int64_t gaps = bill_charge_gaps(c);
    if (gaps > 0) {
        snprintf(text, sizeof text,
                 "%s %s%s between the first and the last have no use: the pool of these is not in it",
                 figure_count(gaps).text, pool_period_name(c->asked->period), gaps == 1 ? "" : "s");
        screen_paragraph(s, STYLE_WARN, "              ", text);
    }
    if (!c->asked->has_capacity && c->asked->share != POOL_BY_COST) {
        screen_paragraph(s, STYLE_WARN, "              ",
                         "idle is not known without --capacity: all that is not shared is borne by use");
    }
}

void bill_charge_table(const bill_run *run, const screen *s)
{
    char text[256];
    if (run->charge->n == 0) {
        screen_paragraph(s, STYLE_WARN, "", "No record has a use to charge: nobody bears the pool.");
    } else {
        put_charge_verdict(run, s);
        put_tenants(run, s);
    }
    put_rules(run->charge, s);
    bill_show_unpriced(&run->problems, run->names.books, "Not priced    ", s);
    bill_show_bad_lines(run, s);
    for (int i = 0; bill_note(run, i, text, sizeof text); i++) {
        screen_paragraph(s, STYLE_DIM, i == 0 ? "Notes         " : "              ", text);
    }
}

/* ---- CSV ---- */

static void csv_amount(const toll_amount *amount)
{
    printf(",%s", amount_exact(amount).text);
}

void bill_charge_csv(const bill_run *run)
{
    const bill_charge *c = run->charge;
    puts("kind,period,account,records,tokens,direct,shared,idle,total,currency");
    for (uint64_t i = 0; i < c->n; i++) {
        const charge_tenant *t = &c->tenants[i];
        printf("tenant,%s,", t->period);
        outside_csv(stdout, t->account);
        printf(",%lld,%lld", (long long)t->records, (long long)t->tokens);
        csv_amount(&t->direct);
        csv_amount(&t->shared);
        csv_amount(&t->idle);
        csv_amount(&t->total);
        printf(",%s\n", c->asked->currency);
    }
    for (uint64_t i = 0; i < c->n_pools; i++) {
        if (!amount_is_zero(&c->pools[i].unallocated)) {
            printf("unallocated,%s,,,,,,", c->pools[i].tenants[0].period);
            csv_amount(&c->pools[i].unallocated);
            printf(",%s\n", c->asked->currency);
        }
    }
    int64_t lacks = run->problems.n_unpriced + run->problems.n_lines;
    if (lacks > 0) {
        printf("not charged,,,%lld,,,,,,\n", (long long)lacks);
    }
}

/* ---- JSON ---- */

static void json_coins(json *j, const char *key, const toll_amount *amount)
{
    json_text(j, key, amount_exact(amount).text);
}

static void json_tenant(json *j, const charge_tenant *t)
{
    json_object(j, NULL);
    json_maybe_text(j, "account", t->account);
    json_integer(j, "records", t->records);
    json_integer(j, "tokens", t->tokens);
    json_coins(j, "direct", &t->direct);
    json_coins(j, "shared", &t->shared);
    json_coins(j, "idle", &t->idle);
    json_coins(j, "total", &t->total);
    json_close(j);
}

static void json_pool(json *j, const bill_charge *c, const charge_pool *pool)
{
    json_object(j, NULL);
    json_maybe_text(j, "period", pool->tenants[0].period);
    json_coins(j, "pool", &c->asked->pool);
    json_coins(j, "direct", &pool->direct);
    json_coins(j, "shared", &pool->shared);
    json_coins(j, "idle", &pool->idle);
    json_coins(j, "unallocated", &pool->unallocated);
    json_array(j, "tenants");
    for (uint64_t i = 0; i < pool->n; i++) {
        json_tenant(j, &pool->tenants[i]);
    }
    json_close(j);
    json_close(j);
}

void bill_charge_json(const bill_run *run)
{
    const bill_charge *c = run->charge;
    json j;
    json_answer(&j, "bill");
    json_object(&j, "chargeback");
    json_text(&j, "currency", c->asked->currency);
    json_text(&j, "pool_of", pool_period_name(c->asked->period));
    json_text(&j, "share_by", pool_share_name(c->asked->share));
    json_text(&j, "idle_rule", pool_idle_name(c->asked->idle));
    json_maybe_text(&j, "idle_owner", c->asked->idle == POOL_IDLE_OWNER ? c->asked->owner : "");
    json_maybe_integer(&j, "capacity", c->asked->capacity, c->asked->has_capacity);
    json_integer(&j, "periods_without_use", bill_charge_gaps(c));
    json_array(&j, "pools");
    for (uint64_t i = 0; i < c->n_pools; i++) {
        json_pool(&j, c, &c->pools[i]);
    }
    json_close(&j);
    json_close(&j);
    json_bool(&j, "is_complete", !bill_is_incomplete(run));
    bill_json_problems(&j, run);
    json_close(&j);
}
