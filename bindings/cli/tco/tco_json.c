/* SPDX-License-Identifier: Apache-2.0 */
/* A study as one JSON object: conventions, rows with their lines, and each option with its summary, its standing
 * against the first option, and all series. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/catalog_lookup.h"
#include "output/struct_fields.h"
#include "output/give_up.h"
#include "tco/tco_out.h"
#include "tco/tco_tornado.h"
#include "tco/tco_verdict.h"
#include "tco/tco_warnings.h"

static void json_name(json *j, const char *key, uint32_t list, uint32_t code)
{
    json_maybe_text(j, key, toll_tco_get_name(list, code));
}

/* The list of names that a row's subject is a code of; 0: a category of a share, an hour, or a commitment's number. */
static uint32_t subject_list(const toll_tco_row *row)
{
    switch (row->kind) {
    case TOLL_TCO_CURVE_RATE:
    case TOLL_TCO_CURVE_POINT:
        return TOLL_TCO_LIST_CURVE;
    case TOLL_TCO_SIZING:
        return TOLL_TCO_LIST_SIZE;
    case TOLL_TCO_DEPRECIATION:
        return TOLL_TCO_LIST_SPREAD;
    case TOLL_TCO_ENDS:
        return TOLL_TCO_LIST_SUPPLY;
    default:
        return 0;
    }
}

/* Words beside codes; what the kind does not use, or the row leaves to its default, is null. */
static void json_row(json *j, const toll_tco_row *row)
{
    toll_tco_row_kind kind;
    start_struct(&kind, sizeof kind, TOLL_KIND_TCO_ROW_KIND);
    toll_tco_get_row_kind(row->kind, &kind, NULL);
    const uint64_t uses = kind.uses;
    const uint32_t list = subject_list(row);
    json_integer(j, "kind", row->kind);
    json_text(j, "kind_name", kind.name);
    json_maybe_integer(j, "option", row->option, row->option != 0);
    json_maybe_integer(j, "from_period", row->from_period, (uses & TOLL_TCO_USES_PERIODS) != 0);
    json_maybe_integer(j, "to_period", row->to_period, row->to_period != 0);
    json_maybe_integer(j, "category", row->category, row->category != 0);
    json_name(j, "category_name", TOLL_TCO_LIST_CATEGORY, row->category);
    json_maybe_integer(j, "basis", row->basis, (uses & TOLL_TCO_USES_BASIS) != 0);
    json_maybe_text(j, "basis_name",
                    (uses & TOLL_TCO_USES_BASIS) != 0 ? toll_tco_get_name(TOLL_TCO_LIST_BASIS, row->basis) : "");
    json_maybe_integer(j, "time", row->time, (uses & TOLL_TCO_USES_TIME) != 0);
    json_maybe_text(j, "time_name",
                    (uses & TOLL_TCO_USES_TIME) != 0 ? toll_tco_get_name(TOLL_TCO_LIST_TIME, row->time) : "");
    json_maybe_integer(j, "subject", row->subject, (uses & TOLL_TCO_USES_SUBJECT) != 0);
    json_maybe_text(j, "subject_name", list != 0 ? toll_tco_get_name(list, row->subject) : "");
    json_number(j, "quantity", row->quantity);
    json_maybe_number(j, "quantity_from", row->quantity_from, row->quantity_from != 0);
    json_maybe_number(j, "quantity_below", row->quantity_below, row->quantity_below != 0);
    json_range(j, "value", row->value, 1, row->kind != TOLL_TCO_OPTION);
    json_maybe_integer(j, "price_year", row->price_year, row->price_year != 0);
    json_maybe_text(j, "currency", row->currency);
    json_maybe_text(j, "text", row->text);
}

static void json_scenario_rows(json *j, const tco_file *f)
{
    json_array(j, "rows");
    for (uint64_t i = 0; i < f->n_rows; i++) {
        char text[120];
        tco_row_text(&f->rows[i], text, sizeof text);
        json_object(j, NULL);
        json_integer(j, "line", f->lines[i]);
        json_text(j, "row", text);
        json_row(j, &f->rows[i]);
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

/* The bit without which a series is unknown; 0: it is always known. */
static uint64_t series_bit(uint32_t series)
{
    switch (series) {
    case TOLL_TCO_SERIES_LOAD:
        return TOLL_TCO_KNOWN_LOAD;
    case TOLL_TCO_SERIES_KW:
        return TOLL_TCO_KNOWN_POWER;
    case TOLL_TCO_SERIES_KWH:
        return TOLL_TCO_KNOWN_ENERGY;
    case TOLL_TCO_SERIES_CO2_USE:
        return TOLL_TCO_KNOWN_CO2_USE;
    case TOLL_TCO_SERIES_CO2_EMBODIED:
        return TOLL_TCO_KNOWN_CO2_MADE;
    case TOLL_TCO_SERIES_FTE:
        return TOLL_TCO_KNOWN_STAFF;
    default:
        return 0;
    }
}

/* Every series under its name: a number a period, then the close; null where no row gives what it is of. */
static void json_series(json *j, const tco_study *study, int which)
{
    int64_t count = study->file->conventions.periods + 1;
    double *numbers = claim((size_t)count, sizeof *numbers);
    json_object(j, "series");
    for (uint32_t series = 1; series < toll_tco_count_names(TOLL_TCO_LIST_SERIES); series++) {
        const uint64_t bit = series_bit(series);
        if (bit != 0 && (study->answers[which].summary.known & bit) == 0) {
            json_null(j, toll_tco_get_name(TOLL_TCO_LIST_SERIES, series));
            continue;
        }
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

/* A period that does not exist is null. */
static void json_summary(json *j, const toll_tco_summary *summary)
{
    for (uint32_t i = 0; i < toll_field_count(TOLL_KIND_TCO_SUMMARY); i++) {
        toll_field field;
        if (toll_field_get(TOLL_KIND_TCO_SUMMARY, i, &field, NULL) != TOLL_OK || struct_field_is_plumbing(field.name)) {
            continue;
        }
        if (strcmp(field.name, "first_unserved_period") == 0 && summary->first_unserved_period < 0) {
            json_null(j, field.name);
        } else {
            json_struct_field(j, field.name, &field, summary, summary->known);
        }
    }
}

/* "x_range" has low, mid and high for P10, P50 and P90; "x_mean" is the mean of the draws. */
static void json_spread(json *j, const char *name, const toll_risk_spread *spread, bool is_known)
{
    char key[60];
    snprintf(key, sizeof key, "%s_range", name);
    json_range(j, key, spread->quantiles, 1, is_known);
    snprintf(key, sizeof key, "%s_mean", name);
    json_maybe_number(j, key, spread->mean, is_known);
}

static void json_option(json *j, const tco_study *study, int which)
{
    const tco_answer *a = &study->answers[which];
    json_object(j, NULL);
    json_text(j, "name", study->file->names[which]);
    json_summary(j, &a->summary);
    json_reasons(j, a->summary.reason_bits);
    json_number(j, "npv_money", a->npv);
    json_spread(j, "total_money", &a->total, a->has_range);
    json_spread(j, "npv_money", &a->present, a->has_range);
    json_spread(j, "reserved_money_per_mtok", &a->mtok, a->has_range && a->has_mtok);
    json_maybe_integer(j, "draws_without_metric", a->mtok.without, a->has_range);
    json_maybe_number(j, "cheapest_frac", a->cheapest_frac, a->has_range && a->summary.reason_bits == 0);
    if (tco_study_is_compared(study, which)) {
        json_against(j, study, a);
    }
    json_categories(j, study, which);
    json_series(j, study, which);
    json_close(j);
}

/* A base year of 0 is none. */
static void json_conventions(json *j, const toll_tco_conventions *conventions)
{
    for (uint32_t i = 0; i < toll_field_count(TOLL_KIND_TCO_CONVENTIONS); i++) {
        toll_field field;
        if (toll_field_get(TOLL_KIND_TCO_CONVENTIONS, i, &field, NULL) != TOLL_OK ||
            struct_field_is_plumbing(field.name)) {
            continue;
        }
        if (strcmp(field.name, "base_year") == 0 && conventions->base_year == 0) {
            json_null(j, field.name);
        } else {
            json_struct_field(j, field.name, &field, conventions, 0);
        }
    }
}

void tco_json(const tco_study *study)
{
    json j;
    json_answer(&j, "tco");
    json_object(&j, "conventions");
    json_conventions(&j, &study->file->conventions);
    json_text(&j, "npv", "start of period for purchases, middle for running costs, end of the horizon for the close");
    json_integer(&j, "draws", study->draws);
    json_integer(&j, "seed", (int64_t)study->seed);
    json_close(&j);
    json_scenario_rows(&j, study->file);
    fact_ages_json(&j, &study->ages);
    tco_json_verdict(&j, study);
    tco_json_tornado(&j, study);
    tco_json_warnings(&j, study);
    json_array(&j, "options");
    for (int i = 0; i < study->file->n_options; i++) {
        json_option(&j, study, i);
    }
    json_close(&j);
    json_close(&j);
}
