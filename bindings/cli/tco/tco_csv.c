/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger as CSV, one line of it a row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "output/give_up.h"
#include "output/out_file.h"
#include "output/outside_text.h"
#include "tco/tco_out.h"

ledger_lines tco_read_ledger(const tco_study *study, int option)
{
    const tco_file *f = study->file;
    ledger_lines l = {0};
    uint64_t size = f->conventions.account_bytes;
    uint64_t *account = study->answers[option].account;
    toll_tco_get_lines(f->plan, f->plan_size, account, size, NULL, 0, &l.count, NULL);
    l.lines = claim(l.count + 1, sizeof *l.lines);
    if (toll_tco_get_lines(f->plan, f->plan_size, account, size, l.lines, l.count, &l.count, NULL) != TOLL_OK) {
        give_up("an account can't be read"); /* it is our own */
    }
    return l;
}

static FILE *open_out(const char *path)
{
    toll_error err;
    FILE *out = out_file_open(path, &err);
    if (out == NULL) {
        complain("%s: %s", path, err.message);
    }
    return out;
}

static bool close_out(const char *path)
{
    toll_error err = {0};
    return out_file_close(&err) || complain("%s: %s", path, err.message) == EXIT_FINE;
}

static void put_ledger_line(FILE *out, const tco_study *study, int option, const toll_tco_line *l)
{
    const tco_file *f = study->file;
    bool has_row = l->row >= 0 && (uint64_t)l->row < f->n_rows;
    outside_csv(out, f->names[option]);
    fprintf(out, ",%u,%s,%s,%d,%s,%d,%d,%s,%.17g,%s,%.17g,%.17g,%s,", has_row ? f->lines[l->row] : 0,
            toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, l->category), toll_tco_get_name(TOLL_TCO_LIST_NATURE, l->nature),
            l->paid_period, l->paid_within != 0 ? "within" : "start", l->spread_period, l->spread_periods,
            toll_tco_get_name(TOLL_TCO_LIST_SPREAD, l->spread), l->quantity,
            toll_tco_get_name(TOLL_TCO_LIST_BASIS, l->basis), l->unit_price, l->amount, l->currency);
    outside_csv(out, has_row ? f->rows[l->row].text : "");
    fputc('\n', out);
}

bool tco_write_ledger(const tco_study *study, const char *path)
{
    FILE *out = open_out(path);
    if (out == NULL) {
        return false;
    }
    fputs("option,file_line,category,nature,paid_period,paid,spread_period,spread_periods,spread,quantity,unit,"
          "unit_price,amount,"
          "currency,label\n",
          out);
    for (int i = 0; i < study->file->n_options; i++) {
        ledger_lines l = tco_read_ledger(study, i);
        for (uint64_t k = 0; k < l.count; k++) {
            put_ledger_line(out, study, i, &l.lines[k]);
        }
        free(l.lines);
    }
    return close_out(path);
}
