/* SPDX-License-Identifier: Apache-2.0 */
/* A study as one JSON object: conventions, rows with their lines, and each option with its summary, its standing
 * against the first option, and all series. */
#include <stdlib.h>

#include "output/struct_fields.h"
#include "output/give_up.h"
#include "tco/tco_out.h"
#include "tco/tco_warnings.h"

static void json_scenario_rows(json *j, const tco_file *f)
{
    json_array(j, "rows");
    for (uint64_t i = 0; i < f->n_rows; i++) {
        char text[120];
        tco_row_text(&f->rows[i], text, sizeof text);
        json_object(j, NULL);
        json_integer(j, "line", f->lines[i]);
        json_text(j, "row", text);
        json_struct(j, TOLL_KIND_TCO_ROW, &f->rows[i], 0);
        json_close(j);
    }
    json_close(j);
}

static void json_categories(json *j, const tco_study *study, int which)
{
    json_object(j, "cost_by_category");
    for (uint32_t category = 1; category < TOLL_TCO_CATEGORIES; category++) {
        double sum = tco_study_sum(study, which, TOLL_TCO_SERIES_CASH, category);
        if (sum != 0) {
            json_number(j, toll_tco_get_name(TOLL_TCO_LIST_CATEGORY, category), sum);
        }
    }
    json_close(j);
}

static void json_numbers(json *j, const char *key, const double *numbers, int64_t count)
{
    json_array(j, key);
    for (int64_t i = 0; i < count; i++) {
        json_number(j, NULL, numbers[i]);
    }
    json_close(j);
}

/* Every series under its name: a number a period, then the close. */
static void json_series(json *j, const tco_study *study, int which)
{
    int64_t count = study->file->conventions.periods + 1;
    double *numbers = claim((size_t)count, sizeof *numbers);
    json_object(j, "series");
    for (uint32_t series = 1; series < toll_tco_count_names(TOLL_TCO_LIST_SERIES); series++) {
        tco_study_series(study, which, series, numbers);
        json_numbers(j, toll_tco_get_name(TOLL_TCO_LIST_SERIES, series), numbers, count);
    }
    json_close(j);
    free(numbers);
}

static void json_against(json *j, const tco_study *study, const tco_answer *a)
{
    json_object(j, "against_first");
    json_text(j, "first", study->file->names[study->first]);
    json_maybe_number(j, "cheaper_frac", a->cheaper_frac, study->draws > 0);
    json_array(j, "crossings");
    for (int i = 0; i < a->n_crossings && i < TCO_CROSSINGS; i++) {
        json_object(j, NULL);
        json_number(j, "period", a->crossings[i]);
        json_bool(j, "cheaper_after", a->is_below[i]);
        json_close(j);
    }
    json_close(j);
    json_maybe_number(j, "irr_per_period_frac", a->irr.rate_frac, (a->irr.known & TOLL_FINANCE_IRR_RATE) != 0);
    json_integer(j, "irr_roots", a->irr.roots);
    json_close(j);
}

static void json_reasons(json *j, uint64_t reasons)
{
    json_bool(j, "ranked", reasons == 0);
    json_array(j, "reasons");
    for (uint32_t k = 0; k < toll_tco_count_names(TOLL_TCO_LIST_REASON); k++) {
        if ((reasons >> k & 1) == 0) {
            continue;
        }
        json_object(j, NULL);
        json_text(j, "code", toll_tco_get_name(TOLL_TCO_LIST_REASON, k));
        json_text(j, "text", toll_tco_get_name(TOLL_TCO_LIST_ADVICE, k));
        json_close(j);
    }
    json_close(j);
}

static void json_option(json *j, const tco_study *study, int which)
{
    const tco_answer *a = &study->answers[which];
    json_object(j, NULL);
    json_text(j, "name", study->file->names[which]);
    json_struct(j, TOLL_KIND_TCO_SUMMARY, &a->summary, a->summary.known);
    json_reasons(j, a->summary.reason_bits);
    json_number(j, "npv_money", a->npv);
    json_range(j, "total_money_range", a->total, 1, a->has_range);
    json_range(j, "npv_money_range", a->present, 1, a->has_range);
    const bool has_mtok = a->has_range && (a->summary.known & TOLL_TCO_KNOWN_TOKENS) != 0;
    json_range(j, "reserved_money_per_mtok_range", a->mtok, 1, has_mtok && a->draws_without_mtok < study->draws);
    json_integer(j, "draws_without_metric", a->draws_without_mtok);
    if (tco_study_is_compared(study, which)) {
        json_against(j, study, a);
    }
    json_categories(j, study, which);
    json_series(j, study, which);
    json_close(j);
}

void tco_json(const tco_study *study)
{
    json j;
    json_answer(&j, "tco");
    json_object(&j, "conventions");
    json_struct(&j, TOLL_KIND_TCO_CONVENTIONS, &study->file->conventions, 0);
    json_text(&j, "npv", "start of period for purchases, middle for running costs, end of the horizon for the close");
    json_integer(&j, "draws", study->draws);
    json_integer(&j, "seed", (int64_t)study->seed);
    json_close(&j);
    json_scenario_rows(&j, study->file);
    fact_ages_json(&j, &study->ages);
    tco_json_warnings(&j, study);
    json_array(&j, "options");
    for (int i = 0; i < study->file->n_options; i++) {
        json_option(&j, study, i);
    }
    json_close(&j);
    json_close(&j);
}
