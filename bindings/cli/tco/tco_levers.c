/* SPDX-License-Identifier: Apache-2.0 */
/* Each lever is moved to both ends of its range with all else at the medians; one without a range by 20 %, which is
 * said. The flip is searched over all that the row's kind allows, up to 1000 times the number.
 *
 * Example: an API at 2 USD per Mtok without a range is tried at 1.60 and 2.40. The common factor on all prices of APIs
 * moves those rows together: at 0.8 each of them is 20 % lower. */
#include "tco/tco_levers.h"

#include <math.h>
#include <stdlib.h>

#include "input/catalog_lookup.h"
#include "output/give_up.h"
#include "tco/tco_work.h"

#define ASSUMED 0.2 /* either way */
#define FACTOR  1000.0

static bool is_demand(const toll_tco_row *row)
{
    return row->kind >= TOLL_TCO_INPUT_TOKENS && row->kind <= TOLL_TCO_TASKS;
}

static bool is_api_price(const toll_tco_row *row)
{
    return row->kind == TOLL_TCO_COST && row->category == TOLL_TCO_API;
}

static bool is_capacity(const toll_tco_row *row)
{
    return row->kind >= TOLL_TCO_CAPACITY_INPUT && row->kind <= TOLL_TCO_CAPACITY_TOKENS;
}

static const struct common {
    const char *scale, *label;
    bool (*has)(const toll_tco_row *row);
} commons[] = {
    {"demand", "all demand", is_demand},
    {"api_prices", "all API prices", is_api_price},
    {"capacity", "all capacities", is_capacity},
};

#define COMMONS (sizeof commons / sizeof commons[0])

static toll_tco_row_kind kind_of(const toll_tco_row *row)
{
    toll_tco_row_kind kind;
    start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
    if (toll_tco_get_row_kind(row->kind, &kind, NULL) != TOLL_OK) {
        give_up("a row has no kind"); /* it was read and checked */
    }
    return kind;
}

static bool bears_on(const tco_study *study, const tco_pair *pair, const toll_tco_row *row)
{
    const uint32_t *options = study->file->options;
    return row->option == 0 || row->option == options[pair->option] ||
           (pair->against >= 0 && row->option == options[pair->against]);
}

static toll_risk_question question_of(const tco_study *study, const tco_pair *pair)
{
    toll_risk_question question;
    start_struct(&question, sizeof question, TOLL_KIND_RISK_QUESTION);
    question.option = study->file->options[pair->option];
    question.against = pair->against >= 0 ? study->file->options[pair->against] : 0;
    return question;
}

/* ---- the list ---- */

static void take_row(tco_lever *lever, const toll_tco_row *row, uint64_t index)
{
    const toll_tco_row_kind kind = kind_of(row);
    const double mid = row->value.mid, away = ASSUMED * fabs(mid);
    *lever = (tco_lever){.row = index, .now = mid, .low = row->value.low, .high = row->value.high, .count = 1};
    lever->rows = claim(1, sizeof *lever->rows);
    lever->rows[0] = index;
    lever->is_assumed = !(row->value.low < row->value.high);
    if (lever->is_assumed) {
        lever->low = fmax(mid - away, kind.min);
        lever->high = fmin(mid + away, kind.max);
    }
}

static void take_common(const tco_study *study, tco_pair *pair, const struct common *common)
{
    const tco_file *f = study->file;
    tco_lever lever = {
        .scale = common->scale, .label = common->label, .now = 1, .low = 1 - ASSUMED, .high = 1 + ASSUMED};
    lever.is_assumed = true;
    lever.rows = claim(f->n_rows, sizeof *lever.rows);
    for (uint64_t i = 0; i < f->n_rows; i++) {
        if (common->has(&f->rows[i]) && bears_on(study, pair, &f->rows[i])) {
            lever.rows[lever.count++] = i;
        }
    }
    if (lever.count == 0) {
        free(lever.rows);
        return;
    }
    pair->levers[pair->count++] = lever;
}

static void list_levers(const tco_study *study, tco_pair *pair)
{
    const tco_file *f = study->file;
    pair->levers = claim(f->n_rows + COMMONS, sizeof *pair->levers);
    for (uint64_t i = 0; i < f->n_rows; i++) {
        const bool is_fixed = (kind_of(&f->rows[i]).uses & TOLL_TCO_USES_FIXED) != 0;
        if (!is_fixed && bears_on(study, pair, &f->rows[i])) {
            take_row(&pair->levers[pair->count++], &f->rows[i], i);
        }
    }
    for (size_t i = 0; i < COMMONS; i++) {
        take_common(study, pair, &commons[i]);
    }
}

/* ---- the answer at both ends ---- */

typedef struct lever_scratch {
    toll_risk_question question;
    double *values; /* the medians but while a lever is moved */
    void *work;
    uint64_t work_size;
} lever_scratch;

/* Factors are kept within the limits of each row's kind. */
static double moved_to(const tco_file *f, const tco_lever *lever, uint64_t row, double to)
{
    const toll_tco_row_kind kind = kind_of(&f->rows[row]);
    return lever->scale == NULL ? to : fmin(fmax(f->rows[row].value.mid * to, kind.min), kind.max);
}

static double answer_at(const tco_study *study, const lever_scratch *s, const tco_lever *lever, double to)
{
    const tco_file *f = study->file;
    double answer = 0;
    for (uint64_t i = 0; i < lever->count; i++) {
        s->values[lever->rows[i]] = moved_to(f, lever, lever->rows[i], to);
    }
    toll_status status = toll_risk_estimate(f->plan, f->plan_size, &s->question, s->values, f->n_rows, &answer, s->work,
                                            s->work_size, NULL);
    for (uint64_t i = 0; i < lever->count; i++) {
        s->values[lever->rows[i]] = f->rows[lever->rows[i]].value.mid;
    }
    return status == TOLL_OK ? answer : (double)NAN;
}

static double width_of(const tco_lever *lever)
{
    const double width = fabs(lever->at_high - lever->at_low);
    return isnan(width) ? 0 : width;
}

/* Widest first; of equals in the order of the file. */
static int compare_levers(const void *a, const void *b)
{
    const tco_lever *x = a, *y = b;
    const double wide_x = width_of(x), wide_y = width_of(y);
    if (wide_x != wide_y) {
        return (wide_x < wide_y) - (wide_x > wide_y);
    }
    return (x->row > y->row) - (x->row < y->row);
}

void tco_pair_make(const tco_study *study, int option, int against, tco_pair *pair)
{
    const tco_file *f = study->file;
    *pair = (tco_pair){.option = option, .against = against};
    lever_scratch s = {question_of(study, pair), claim(f->n_rows, sizeof *s.values), NULL, 0};
    s.question = question_of(study, pair);
    s.work_size = toll_risk_work_size(f->plan, f->plan_size);
    s.work = claim(s.work_size, 1);
    toll_tco_get_values(f->plan, f->plan_size, s.values, f->n_rows, NULL);
    list_levers(study, pair);
    pair->middle = study->answers[option].npv - (against >= 0 ? study->answers[against].npv : 0);
    for (uint64_t i = 0; i < pair->count; i++) {
        pair->levers[i].at_low = answer_at(study, &s, &pair->levers[i], pair->levers[i].low);
        pair->levers[i].at_high = answer_at(study, &s, &pair->levers[i], pair->levers[i].high);
    }
    qsort(pair->levers, pair->count, sizeof *pair->levers, compare_levers);
    free(s.values);
    free(s.work);
}

void tco_pair_free(tco_pair *pair)
{
    for (uint64_t i = 0; i < pair->count; i++) {
        free(pair->levers[i].rows);
    }
    free(pair->levers);
}

/* ---- flips ---- */

void tco_lever_flip(const tco_study *study, const tco_pair *pair, tco_lever *lever)
{
    const tco_file *f = study->file;
    const toll_risk_question question = question_of(study, pair);
    const uint64_t work_size = toll_risk_work_size(f->plan, f->plan_size);
    void *work = claim(work_size, 1);
    start_struct(&lever->flip, sizeof lever->flip, TOLL_KIND_RISK_FLIP);
    if (lever->scale != NULL) {
        lever->is_searched = toll_risk_find_scale_flip(f->plan, f->plan_size, &question, lever->rows, lever->count, 0,
                                                       FACTOR, &lever->flip, work, work_size, NULL) == TOLL_OK;
    } else {
        const toll_tco_row_kind kind = kind_of(&f->rows[lever->row]);
        const double mid = lever->now, least = mid >= 0 ? 0 : 10 * mid;
        const double most = mid == 0 ? 1 : FACTOR * fabs(mid);
        lever->is_searched =
            toll_risk_find_flip(f->plan, f->plan_size, &question, lever->row, fmax(kind.min, fmin(least, mid)),
                                fmin(kind.max, most), &lever->flip, work, work_size, NULL) == TOLL_OK;
    }
    free(work);
}

/* ---- pairs ---- */

bool tco_pair_are_all(const tco_study *study)
{
    return study->file->n_options <= TCO_ALL_PAIRS;
}

bool tco_pair_is_asked(const tco_study *study, int option, int against)
{
    if (option == against || !tco_study_is_ranked(study, option) || !tco_study_is_ranked(study, against)) {
        return false;
    }
    return against == study->first || (tco_pair_are_all(study) && option > against && option != study->first);
}
