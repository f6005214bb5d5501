/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer hangs on: each input at the ends of its range, and the number of it that flips the decision. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "input/catalog_lookup.h"
#include "output/give_up.h"
#include "output/table.h"
#include "tco/tco_table.h"

#define SWINGS 8 /* inputs that are shown */

typedef struct swing {
    uint64_t row;
    double low, high; /* the answer at the row's P10 and P90 */
} swing;

static int wider(const void *a, const void *b)
{
    double x = fabs(((const swing *)a)->high - ((const swing *)a)->low),
           y = fabs(((const swing *)b)->high - ((const swing *)b)->low);
    return (x < y) - (x > y);
}

static uint64_t find_swings(const tco_study *study, const toll_risk_question *question, swing *swings, double *middle)
{
    const tco_file *f = study->file;
    uint64_t count = 0, work_size = toll_risk_work_size(f->plan, f->plan_size);
    double *low = claim(f->n_rows, sizeof *low), *high = claim(f->n_rows, sizeof *high);
    void *work = claim(work_size, 1);
    if (toll_risk_estimate_swings(f->plan, f->plan_size, question, low, high, f->n_rows, middle, work, work_size,
                                  NULL) == TOLL_OK) {
        for (uint64_t i = 0; i < f->n_rows; i++) {
            if (low[i] != high[i]) {
                swings[count++] = (swing){i, low[i], high[i]};
            }
        }
    }
    qsort(swings, count, sizeof *swings, wider);
    free(low);
    free(high);
    free(work);
    return count;
}

/* The number of a row at which the cheaper option is another, within the limits of its kind. */
static figure flip_text(const tco_study *study, const toll_risk_question *question, const toll_tco_row *row,
                        uint64_t index)
{
    const tco_file *f = study->file;
    figure shown = {"-"};
    toll_tco_row_kind kind;
    toll_risk_flip flip;
    uint64_t work_size = toll_risk_work_size(f->plan, f->plan_size);
    void *work = claim(work_size, 1);
    start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
    start_struct(&flip, sizeof flip, TOLL_KIND_RISK_FLIP);
    toll_tco_get_row_kind(row->kind, &kind, NULL);
    double low = fmax(kind.min, row->value.mid >= 0 ? 0 : 10 * row->value.mid),
           high = fmin(kind.max, 10 * fabs(row->value.mid));
    bool is_searched = toll_risk_find_flip(f->plan, f->plan_size, question, index, low, fmax(high, row->value.mid),
                                           &flip, work, work_size, NULL) == TOLL_OK;
    if (is_searched && (flip.known & TOLL_RISK_FLIP_CHANGE) != 0) {
        snprintf(shown.text, sizeof shown.text, "%.40s", figure_rounded(flip.value + flip.change, 4).text);
    }
    free(work);
    return shown;
}

void tco_put_tornado(const tco_study *study, const screen *s, int which)
{
    const tco_file *f = study->file;
    toll_risk_question question;
    double middle = 0;
    char head[120];
    table t;
    swing *swings = claim(f->n_rows, sizeof *swings);
    start_struct(&question, sizeof question, TOLL_KIND_RISK_QUESTION);
    question.option = f->options[which];
    question.against = f->n_options > 1 ? f->options[study->first] : 0;
    uint64_t count = find_swings(study, &question, swings, &middle);
    const char *first = study->first == 0 ? "the first" : question.against != 0 ? f->names[study->first] : "";
    snprintf(head, sizeof head, "%.60s%s%.40s", f->names[which], question.against != 0 ? ", less " : "",
             question.against != 0 ? first : "");
    table_start(&t, "lrrrr", 1);
    table_head(&t, 0, head);
    table_head(&t, 1, "at P10");
    table_head(&t, 2, "at P90");
    table_head(&t, 3, "now");
    table_head(&t, 4, f->n_options > 1 ? "flips at" : "");
    for (uint64_t i = 0; i < count && i < SWINGS; i++) {
        const toll_tco_row *row = &f->rows[swings[i].row];
        char text[120];
        tco_row_text(row, text, sizeof text);
        table_cell(&t, STYLE_PLAIN, "%s", text);
        table_cell(&t, STYLE_PLAIN, "%s", tco_money(study, swings[i].low).text);
        table_cell(&t, STYLE_PLAIN, "%s", tco_money(study, swings[i].high).text);
        table_cell(&t, STYLE_DIM, "%s", figure_rounded(row->value.mid, 4).text);
        table_cell(&t, STYLE_DIM, "%s", f->n_options > 1 ? flip_text(study, &question, row, swings[i].row).text : "");
    }
    if (count > 0) {
        table_finish(&t, s);
        screen_newline(s);
    } else {
        table_drop(&t);
    }
    free(swings);
}
