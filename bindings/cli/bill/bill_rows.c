/* SPDX-License-Identifier: Apache-2.0 */
/* A row a record: where it stands, what it used, what it costs; or why it has no cost. Quantities are one cell of
 * meter=count pairs, as --usage takes them. Amounts are exact. */
#include "bill/bill_rows.h"

#include <stdio.h>
#include <string.h>

#include "input/instant.h"
#include "input/meters.h"
#include "output/outside_text.h"

static void write_text(const char *text)
{
    putchar(',');
    outside_csv(stdout, text);
}

static void write_amount(const toll_amount *amount)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "";
    toll_amount_format(amount, 0, text, sizeof text, NULL, NULL);
    printf(",%s", text);
}

void bill_row_heads(const bill_run *run)
{
    if (run->asked->output.is_csv && run->charge == NULL) {
        puts("log,line,at,model,provider,tier,region,account,shape,quantities,attributes,cost,currency,stated_cost,"
             "difference,matched_by,reason");
    }
}

static void write_place(const bill_run *run, const placed_record *record)
{
    const toll_io_usage *u = &record->usage;
    const char *log = run->asked->logs[record->log];
    outside_csv(stdout, strcmp(log, "-") == 0 ? "stdin" : log);
    printf(",%llu,%s", (unsigned long long)record->line,
           (u->known & TOLL_IO_USAGE_AT) != 0 || record->usage.n_usage > 0 ? instant_text(u->at_s).text : "");
    write_text(u->model);
}

static void write_context(const toll_io_usage *u, const char *provider)
{
    write_text(provider);
    write_text(u->tier);
    write_text(u->region);
    write_text(u->account);
    write_text(toll_io_usage_get_shape(u->shape));
    putchar(',');
    for (int64_t i = 0; i < u->n_usage; i++) {
        printf("%s%s=%lld", i > 0 ? " " : "", meter_of((uint32_t)u->usage[i].meter).name,
               (long long)u->usage[i].quantity);
    }
    char attributes[TOLL_IO_USAGE_ATTRIBUTES * 98 + 1] = "";
    for (int64_t i = 0; i < u->n_attributes; i++) {
        size_t used = strlen(attributes);
        snprintf(attributes + used, sizeof attributes - used, "%s%s=%s", i > 0 ? " " : "", u->attributes[i].key,
                 u->attributes[i].value);
    }
    write_text(attributes);
}

void bill_row_priced(const bill_run *run, const placed_record *record, const named_tariff *t, const priced_record *p)
{
    toll_amount difference;
    if (!run->asked->output.is_csv || run->charge != NULL) {
        return;
    }
    write_place(run, record);
    write_context(&record->usage, t->sold_by);
    write_amount(&p->cost);
    write_text(p->question->total.currency);
    if (p->has_stated && toll_amount_subtract(&p->cost, &p->stated, &difference, NULL) == TOLL_OK) {
        write_amount(&p->stated);
        write_amount(&difference);
    } else {
        printf(",,");
    }
    write_text(t->matched_text);
    puts(",");
}

void bill_row_refused(const bill_run *run, const placed_record *record, const char *reason)
{
    if (!run->asked->output.is_csv || run->charge != NULL) {
        return;
    }
    write_place(run, record);
    write_context(&record->usage, record->usage.provider);
    printf(",,,,,");
    write_text(short_reason(reason));
    putchar('\n');
}
