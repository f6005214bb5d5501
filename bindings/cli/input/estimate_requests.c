/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of the commands that estimate a deployment. Mistakes are reported in this order: options that exclude each
 * other, the load, the names. A name that the catalog lacks is found when the command looks it up; only the machine of
 * toll cost --instance is looked up here, because it can stand for the accelerator. */
#include "input/estimate_requests.h"

#include <stdio.h>
#include <string.h>

#include "input/args.h"
#include "input/catalog_lookup.h"
#include "input/complain.h"
#include "input/load_request.h"
#include "input/numbers.h"

#define DEFAULT_CONTEXT 8192

bool fit_request_read(fit_request *r, const args *a)
{
    r->sequences = args_count(a, OPTION_SEQUENCES, 1);
    r->context_tokens = args_count(a, OPTION_CONTEXT, DEFAULT_CONTEXT);
    r->output = output_request_read(a);
    return deployment_request_read(&r->deployment, a, NULL);
}

/* The user's measurements, where a file of them is named. */
static bool read_calibration(bench_rows *rows, deployment_request *r, const args *a)
{
    r->calibration_file = args_text(a, OPTION_CALIBRATION, NULL);
    if (r->calibration_file == NULL) {
        return true;
    }
    r->calibration = rows;
    return bench_rows_add(rows, r->calibration_file, true);
}

/* ---- Speed ---- */

/* "A..B" with 0 < A < B. */
static bool read_sweep_bounds(const char *text, sweep_request *r)
{
    const char *dots = strstr(text, "..");
    char first[48];
    if (dots == NULL || (size_t)(dots - text) >= sizeof first) {
        return false;
    }
    memcpy(first, text, (size_t)(dots - text));
    first[dots - text] = 0;
    return number_parse(first, &r->from) && number_parse(dots + 2, &r->to) && r->from > 0 && r->to > r->from;
}

/* batch=: what others call it. */
static bool read_sweep(const char *text, sweep_request *r)
{
    static const struct {
        const char *prefix;
        bool is_rate;
    } names[] = {{"concurrency=", false}, {"batch=", false}, {"rate=", true}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i].prefix);
        if (strncmp(text, names[i].prefix, length) == 0) {
            r->is_rate = names[i].is_rate;
            return read_sweep_bounds(text + length, r);
        }
    }
    return false;
}

bool speed_request_read(speed_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    r->is_sweep = args_has(a, OPTION_SWEEP);
    const char *sweep = args_text(a, OPTION_SWEEP, "");
    if (r->is_sweep && !read_sweep(sweep, &r->sweep)) {
        complain("--sweep takes concurrency=A..B or rate=A..B with 0 < A < B, not %s", sweep);
        return false;
    }
    if (!r->is_sweep && (r->output.svg != NULL || r->output.is_csv)) {
        complain("--svg and --csv need a sweep: add --sweep concurrency=1..512");
        return false;
    }
    if (r->is_sweep && args_has(a, OPTION_CALIBRATION)) {
        complain("--calibration: a sweep is not corrected; ask for one load");
        return false;
    }
    site_request_read(&r->site, a);
    return load_request_read(&r->load, a) && deployment_request_read(&r->deployment, a, NULL) &&
           read_calibration(&r->calibration, &r->deployment, a);
}

void speed_request_free(speed_request *r)
{
    bench_rows_free(&r->calibration);
}

/* ---- Cost ---- */

/* The accelerator may be left out where the machine says which it is. */
static bool read_machine_hw(cost_request *r, const args *a)
{
    machine_price machine;
    if (r->supply.instance == NULL || a->n_words != 1) {
        return true;
    }
    if (!machine_find(&r->supply.own, r->supply.instance, &machine)) {
        return false;
    }
    const toll_catalog_instance *row = &machine.row;
    if ((row->known & TOLL_INSTANCE_HW) == 0) {
        complain("%s: its accelerator (%s) is not in the catalog", row->id, row->gpu_name);
        return false;
    }
    snprintf(r->machine_hw, sizeof r->machine_hw, "%s", row->hw_id);
    return true;
}

bool cost_request_read(cost_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    r->has_budget = args_has(a, OPTION_BUDGET);
    r->budget_usd_per_mtok = args_number(a, OPTION_BUDGET, 0);
    site_request_read(&r->site, a);
    if (!supply_request_read(&r->supply, a) || supply_request_refuse_two_prices(&r->supply)) {
        return false;
    }
    if (r->budget_usd_per_mtok < 0) {
        complain("--budget must not be negative");
        return false;
    }
    return fact_ages_read(&r->ages, a) && read_machine_hw(r, a) && load_request_read(&r->load, a) &&
           deployment_request_read(&r->deployment, a, r->machine_hw[0] != 0 ? r->machine_hw : NULL) &&
           read_calibration(&r->calibration, &r->deployment, a);
}

void cost_request_free(cost_request *r)
{
    bench_rows_free(&r->calibration);
    supply_request_release(&r->supply);
}

/* ---- Formats ---- */

bool formats_request_read(formats_request *r, const args *a)
{
    memset(r, 0, sizeof *r);
    r->output = output_request_read(a);
    if (!deployment_request_read_options(&r->deployment, a)) {
        return false;
    }
    if (!supply_request_read(&r->supply, a) || supply_request_refuse_two_prices(&r->supply)) {
        return false;
    }
    if (a->n_words < 1 || a->n_words > 2) {
        complain("give a model, and an accelerator for speed and cost: `toll model` and `toll hw` list them");
        return false;
    }
    r->is_all = args_has(a, OPTION_ALL_FORMATS);
    r->deployment.model = a->words[0];
    r->deployment.hw[0] = a->words[1];
    r->deployment.n_hw = a->n_words - 1;
    if (a->n_words == 1 && !deployment_request_take_here(&r->deployment, args_has(a, OPTION_HERE))) {
        return false;
    }
    return load_request_read(&r->load, a);
}

void formats_request_free(formats_request *r)
{
    supply_request_release(&r->supply);
}
