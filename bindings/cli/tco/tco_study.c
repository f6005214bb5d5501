/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates every option, then draws. Crossings of two cumulative costs lie on straight lines between ends of periods:
 * a difference of +30 before and -10 after a period crosses 0 after 30 / (30 + 10) = 0.75 of it. All options share the
 * draws of one seed, so they are compared under the same futures. */
#include "tco/tco_study.h"

#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "output/give_up.h"
#include "tco/tco_work.h"

static int64_t slots(const tco_file *f)
{
    return f->conventions.periods + 1;
}

void tco_study_series(const tco_study *study, int option, uint32_t series, double *numbers)
{
    const tco_file *f = study->file;
    if (toll_tco_get_series(study->answers[option].account, f->conventions.account_bytes, series, numbers,
                            (uint64_t)slots(f), NULL) != TOLL_OK) {
        give_up("an account can't be read"); /* it is our own */
    }
}

double tco_study_sum(const tco_study *study, int option, uint32_t series, uint32_t category)
{
    double *numbers = claim((size_t)slots(study->file), sizeof *numbers);
    double sum = 0;
    tco_study_series(study, option, series + 256 * category, numbers);
    for (int64_t i = 0; i < slots(study->file); i++) {
        sum += numbers[i];
    }
    free(numbers);
    return sum;
}

bool tco_study_is_ranked(const tco_study *study, int option)
{
    return study->answers[option].summary.reason_bits == 0;
}

bool tco_study_is_compared(const tco_study *study, int option)
{
    return study->first >= 0 && option != study->first && tco_study_is_ranked(study, option);
}

static bool is_fine(toll_status status, const toll_error *err, const tco_file *f, int option)
{
    if (status != TOLL_OK) {
        complain("%s: %s: %s", f->path, f->names[option], err->message);
    }
    return status == TOLL_OK;
}

static void accumulate(double *numbers, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        numbers[i] += numbers[i - 1];
    }
}

static bool evaluate_option(tco_study *study, int option)
{
    const tco_file *f = study->file;
    tco_answer *a = &study->answers[option];
    toll_error err = {0};
    a->account = claim(f->conventions.account_bytes, 1);
    a->cash = claim((size_t)slots(f), sizeof *a->cash);
    start_struct(&a->summary, sizeof a->summary, TOLL_KIND_TCO_SUMMARY);
    if (!is_fine(toll_tco_estimate(f->plan, f->plan_size, f->options[option], NULL, NULL, 0, a->account,
                                   f->conventions.account_bytes, &err),
                 &err, f, option)) {
        return false;
    }
    toll_tco_get_summary(a->account, f->conventions.account_bytes, &a->summary, NULL);
    tco_study_series(study, option, TOLL_TCO_SERIES_CASH, a->cash);
    accumulate(a->cash, slots(f));
    return true;
}

/* ---- against the first option ---- */

static void add_crossing(tco_answer *a, double at, bool is_below)
{
    if (a->n_crossings < TCO_CROSSINGS) {
        a->crossings[a->n_crossings] = at;
        a->is_below[a->n_crossings] = is_below;
    }
    a->n_crossings++;
}

/* Where the difference of two cumulative costs changes its sign, a straight line between the ends of two periods. */
static void find_crossings(const tco_study *study, tco_answer *a)
{
    const double *first = study->answers[study->first].cash;
    double before = 0;
    for (int64_t i = 0; i < slots(study->file); i++) {
        double now = a->cash[i] - first[i];
        if (before * now < 0) {
            add_crossing(a, (double)i + before / (before - now), now < 0);
        }
        before = now != 0 ? now : before;
    }
}

/* The flows of choosing this option: what the first would have cost, less what this one does. */
static void find_return(const tco_study *study, tco_answer *a)
{
    const double *first = study->answers[study->first].cash;
    int64_t count = slots(study->file);
    double *flows = claim((size_t)count, sizeof *flows);
    for (int64_t i = 0; i < count; i++) {
        double own = a->cash[i] - (i > 0 ? a->cash[i - 1] : 0);
        double other = first[i] - (i > 0 ? first[i - 1] : 0);
        flows[i] = other - own;
    }
    start_struct(&a->irr, sizeof a->irr, TOLL_KIND_FINANCE_IRR);
    toll_finance_find_irr(flows, (uint64_t)count, NULL, 0, &a->irr, NULL);
    free(flows);
}

/* ---- draws ---- */

#define DRAWS_AT_ONCE 64 /* between two looks at SIGINT: some 15 ms with 1,200 periods */
#define METRICS       3

typedef struct draws {
    uint64_t *work;
    uint64_t work_size;
    double *columns; /* METRICS of the study's draws each */
    double *sorted;
} draws;

static toll_risk_question ask_risk(const tco_file *f, int option, uint32_t metric)
{
    toll_risk_question question;
    start_struct(&question, sizeof question, TOLL_KIND_RISK_QUESTION);
    question.option = f->options[option];
    question.metric = metric;
    return question;
}

/* Draws k .. k + count - 1 into the columns. */
static toll_status draw_batch(const tco_study *study, const draws *d, int option, int64_t k, int64_t count,
                              toll_error *err)
{
    static const uint32_t metrics[METRICS] = {TOLL_RISK_TOTAL, TOLL_RISK_NPV, TOLL_RISK_MTOK};
    const tco_file *f = study->file;
    const toll_risk_question question = ask_risk(f, option, TOLL_RISK_NPV);
    double batch[METRICS * DRAWS_AT_ONCE];
    toll_status status =
        toll_risk_estimate_outcomes(f->plan, f->plan_size, &question, metrics, METRICS, f->inputs, f->n_rows,
                                    study->seed, (uint64_t)k, batch, (uint64_t)count, d->work, d->work_size, err);
    for (int64_t m = 0; status == TOLL_OK && m < METRICS; m++) {
        memcpy(&d->columns[m * study->draws + k], &batch[m * count], (size_t)count * sizeof *batch);
    }
    return status;
}

/* All metrics in one pass. */
static bool draw_columns(const tco_study *study, const draws *d, int option)
{
    toll_error err = {0};
    for (int64_t k = 0; k < study->draws; k += DRAWS_AT_ONCE) {
        int64_t count = study->draws - k < DRAWS_AT_ONCE ? study->draws - k : DRAWS_AT_ONCE;
        if (!is_fine(draw_batch(study, d, option, k, count, &err), &err, study->file, option) ||
            !tco_work_step(count)) {
            return false;
        }
    }
    return true;
}

/* Statistics of a column; false where no draw of it has a value. */
static bool spread_column(const tco_study *study, const draws *d, int metric, toll_risk_spread *spread)
{
    start_struct(spread, sizeof *spread, TOLL_KIND_RISK_SPREAD);
    const bool has_value = toll_risk_compute_spread(&d->columns[metric * study->draws], (uint64_t)study->draws,
                                                    d->sorted, spread, NULL) == TOLL_OK;
    spread->without = has_value ? spread->without : study->draws;
    return has_value;
}

/* Scratch for one draw: the inputs' values, the account, and the cost of each period. */
typedef struct draw_scratch {
    double *values, *cash;
    uint64_t *account;
} draw_scratch;

static toll_status account_draw(const tco_study *study, int option, int64_t k, const draw_scratch *at, toll_error *err)
{
    const tco_file *f = study->file;
    toll_status status =
        toll_risk_compute_draw(f->plan, f->plan_size, f->inputs, study->seed, (uint64_t)k, at->values, f->n_rows, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = toll_tco_estimate(f->plan, f->plan_size, f->options[option], at->values, NULL, f->n_rows, at->account,
                               f->conventions.account_bytes, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_tco_get_series(at->account, f->conventions.account_bytes, TOLL_TCO_SERIES_CASH, at->cash,
                               (uint64_t)slots(f), err);
}

/* The cumulative cost of every draw: all[period * draws + draw]. */
static toll_status account_draws(const tco_study *study, int option, double *all, toll_error *err)
{
    const tco_file *f = study->file;
    const int64_t count = slots(f);
    draw_scratch at = {claim(f->n_rows, sizeof *at.values), claim((size_t)count, sizeof *at.cash),
                       claim(f->conventions.account_bytes, 1)};
    toll_status status = TOLL_OK;
    for (int64_t k = 0; k < study->draws && status == TOLL_OK && tco_work_step(1); k++) {
        status = account_draw(study, option, k, &at, err);
        accumulate(at.cash, count);
        for (int64_t i = 0; i < count; i++) {
            all[i * study->draws + k] = at.cash[i];
        }
    }
    free(at.values);
    free(at.cash);
    free(at.account);
    return status;
}

/* Quantiles of each period over the draws. */
static toll_status band_of(const tco_study *study, const draws *d, const double *all, toll_range *band, toll_error *err)
{
    for (int64_t i = 0; i < slots(study->file); i++) {
        toll_risk_spread spread;
        start_struct(&spread, sizeof spread, TOLL_KIND_RISK_SPREAD);
        toll_status status =
            toll_risk_compute_spread(all + i * study->draws, (uint64_t)study->draws, d->sorted, &spread, err);
        if (status != TOLL_OK) {
            return status;
        }
        band[i] = spread.quantiles;
    }
    return TOLL_OK;
}

static bool find_band(const tco_study *study, const draws *d, int option)
{
    const tco_file *f = study->file;
    tco_answer *a = &study->answers[option];
    toll_error err = {0};
    double *all = claim((size_t)(slots(f) * study->draws), sizeof *all);
    a->band = claim((size_t)slots(f), sizeof *a->band);
    toll_status status = account_draws(study, option, all, &err);
    if (status != TOLL_OK || tco_work_is_interrupted()) {
        free(all);
        return is_fine(status, &err, f, option) && !tco_work_is_interrupted();
    }
    status = band_of(study, d, all, a->band, &err);
    free(all);
    return is_fine(status, &err, f, option);
}

static bool find_present(tco_study *study, const draws *d, int option)
{
    const tco_file *f = study->file;
    toll_error err = {0};
    toll_risk_question question = ask_risk(f, option, TOLL_RISK_NPV);
    toll_status status = toll_risk_estimate(f->plan, f->plan_size, &question, NULL, 0, &study->answers[option].npv,
                                            d->work, d->work_size, &err);
    return is_fine(status, &err, f, option);
}

static bool draw_option(tco_study *study, draws *d, int option, bool has_bands)
{
    tco_answer *a = &study->answers[option];
    if (!draw_columns(study, d, option)) {
        return false;
    }
    spread_column(study, d, 0, &a->total);
    spread_column(study, d, 1, &a->present);
    a->has_mtok = spread_column(study, d, 2, &a->mtok);
    a->has_range = true;
    a->present_draws = claim((size_t)study->draws, sizeof *a->present_draws);
    memcpy(a->present_draws, &d->columns[study->draws], (size_t)study->draws * sizeof *a->present_draws);
    if (tco_study_is_compared(study, option)) {
        toll_risk_compute_odds(a->present_draws, study->answers[study->first].present_draws, (uint64_t)study->draws,
                               &a->cheaper_frac, NULL, NULL, NULL);
    }
    return !has_bands || find_band(study, d, option);
}

/* ---- the cheapest ---- */

/* Of a tie the first in the file is counted. */
static void count_cheapest(tco_study *study)
{
    for (int64_t k = 0; study->first >= 0 && k < study->draws; k++) {
        int best = study->first;
        for (int i = best + 1; i < study->file->n_options; i++) {
            const bool is_cheaper = tco_study_is_ranked(study, i) &&
                                    study->answers[i].present_draws[k] < study->answers[best].present_draws[k];
            best = is_cheaper ? i : best;
        }
        study->answers[best].cheapest_draws++;
    }
    for (int i = 0; i < study->file->n_options && study->draws > 0; i++) {
        study->answers[i].cheapest_frac = (double)study->answers[i].cheapest_draws / (double)study->draws;
    }
}

static void find_cheapest(tco_study *study)
{
    study->point_best = study->draws_best = study->first;
    for (int i = study->first + 1; study->first >= 0 && i < study->file->n_options; i++) {
        if (!tco_study_is_ranked(study, i)) {
            continue;
        }
        const tco_answer *a = &study->answers[i], *point = &study->answers[study->point_best],
                         *drawn = &study->answers[study->draws_best];
        study->point_best = a->npv < point->npv ? i : study->point_best;
        const bool is_drawn =
            study->draws > 0 ? a->present.quantiles.mid < drawn->present.quantiles.mid : a->npv < drawn->npv;
        study->draws_best = is_drawn ? i : study->draws_best;
    }
    count_cheapest(study);
}

static bool has_ranges(const tco_file *f)
{
    for (uint64_t i = 0; i < f->n_rows; i++) {
        if (f->rows[i].value.low < f->rows[i].value.high) {
            return true;
        }
    }
    return false;
}

int64_t tco_study_draws(const tco_file *file, int64_t asked)
{
    return has_ranges(file) ? asked : 0;
}

static bool answer_option(tco_study *study, draws *d, int option, bool has_bands)
{
    tco_answer *a = &study->answers[option];
    if (!find_present(study, d, option)) {
        return false;
    }
    if (tco_study_is_compared(study, option)) {
        find_crossings(study, a);
        find_return(study, a);
    }
    return study->draws == 0 || draw_option(study, d, option, has_bands);
}

/* The first that may be ranked is answered first: the others are set against its draws. */
static bool answer_options(tco_study *study, draws *d, bool has_bands)
{
    const int count = study->file->n_options;
    study->first = -1;
    for (int i = count - 1; i >= 0; i--) {
        if (!evaluate_option(study, i)) {
            return false;
        }
        study->first = tco_study_is_ranked(study, i) ? i : study->first;
    }
    if (study->first >= 0 && !answer_option(study, d, study->first, has_bands)) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        if (i != study->first && !answer_option(study, d, i, has_bands)) {
            return false;
        }
    }
    find_cheapest(study);
    return true;
}

bool tco_study_make(tco_study *study, const tco_file *file, int64_t n_draws, uint64_t seed, bool has_bands)
{
    draws d = {.work_size = toll_risk_work_size(file->plan, file->plan_size)};
    *study = (tco_study){.file = file, .draws = tco_study_draws(file, n_draws), .seed = seed};
    size_t count = (size_t)(study->draws > 0 ? study->draws : 1);
    study->answers = claim((size_t)(file->n_options > 0 ? file->n_options : 1), sizeof *study->answers);
    d.work = claim(d.work_size > 0 ? d.work_size : 8, 1);
    d.columns = claim(METRICS * count, sizeof *d.columns);
    d.sorted = claim(count, sizeof *d.sorted);
    tco_work_start((has_bands ? 2 : 1) * study->draws * file->n_options);
    bool is_made = answer_options(study, &d, has_bands);
    tco_work_end();
    free(d.work);
    free(d.columns);
    free(d.sorted);
    return is_made;
}

void tco_study_free(tco_study *study)
{
    for (int i = 0; study->answers != NULL && i < study->file->n_options; i++) {
        free(study->answers[i].account);
        free(study->answers[i].cash);
        free(study->answers[i].band);
        free(study->answers[i].present_draws);
    }
    free(study->answers);
    study->answers = NULL;
}
