/* SPDX-License-Identifier: Apache-2.0 */
/* Invoices and cost reports: any bytes as a CSV file, its columns told by their names or by a map. Each row is one line of
 * the statement; texts end inside their fields; a line of usage has a model; the same bytes give the same lines. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "table/statement_file.h"

#define HEADS 7

/* Headers of the vendors, so that bytes reach the rows behind them; the last is the input's own. */
static const char *const heads[HEADS] = {
    "start_time_iso,amount_value,amount_currency,quantity,quantity_unit,line_item\n",
    "usage_date_utc,model,token_type,cost_usd,usage_type,cost_type,inference_geo\n",
    "line_item_usage_start_date,line_item_usage_type,line_item_usage_amount,line_item_unblended_cost,pricing_unit\n",
    "ChargePeriodStart,BilledCost,BillingCurrency,ChargeCategory,ChargeDescription,ConsumedQuantity,ConsumedUnit\n",
    "Date,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency,ChargeType\n",
    "usage_start_time,sku.description,usage.amount,usage.unit,cost,currency,cost_type\n",
    ""};

static char path[64];

static void write_report(const char *head, const uint8_t *data, size_t size)
{
    if (path[0] == 0) {
        snprintf(path, sizeof path, "/tmp/toll_fuzz_XXXXXX");
        const int made = mkstemp(path);
        LAW(made >= 0 && close(made) == 0);
    }
    FILE *out = fopen(path, "wb");
    LAW(out != NULL);
    LAW(fwrite(head, 1, strlen(head), out) == strlen(head) && fwrite(data, 1, size, out) == size);
    LAW(fclose(out) == 0);
}

static void law_line(const toll__statement_line *line)
{
    LAW(memchr(line->day, 0, sizeof line->day) != NULL && memchr(line->model, 0, sizeof line->model) != NULL);
    LAW(memchr(line->tier, 0, sizeof line->tier) != NULL && memchr(line->region, 0, sizeof line->region) != NULL);
    LAW(memchr(line->currency, 0, sizeof line->currency) != NULL && memchr(line->item, 0, sizeof line->item) != NULL);
    LAW(line->kind >= STATEMENT_USAGE && line->kind <= STATEMENT_UNKNOWN);
    LAW(line->kind != STATEMENT_USAGE || line->model[0] != 0);
    LAW(line->meter <= toll_bill_meter_count() && line->quantity >= 0);
}

static void law_statement(const toll__statement *s)
{
    LAW(s->n_lines == s->csv.n_rows && s->digits >= 0 && s->digits <= STATEMENT_DIGITS);
    for (size_t i = 0; i < s->n_lines; i++)
        law_line(&s->lines[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const toll__statement_map map[] = {{"amount", "a", 6, 1}, {"model", "m", 5, 1}, {"date", "d", 4, 1}};
    toll__statement s, again;
    toll_error err, err_again;
    if (size == 0)
        return 0;
    const size_t head = data[0] % HEADS, n_maps = data[0] >= 128 ? 3 : 0;
    write_report(heads[head], data + 1, size - 1);
    const toll_status status = law_status(toll__statement_read(path, 1 << 20, map, n_maps, &s, &err), &err);
    LAW(toll__statement_read(path, 1 << 20, map, n_maps, &again, &err_again) == status);
    if (status == TOLL_OK) {
        law_statement(&s);
        LAW(s.n_lines == again.n_lines &&
            (s.n_lines == 0 || memcmp(s.lines, again.lines, s.n_lines * sizeof *s.lines) == 0));
    }
    toll__statement_release(&s);
    toll__statement_release(&again);
    return 0;
}
