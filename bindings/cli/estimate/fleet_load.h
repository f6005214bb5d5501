/* SPDX-License-Identifier: Apache-2.0 */
/* A fleet under load: what speed and cost both start from. */
#ifndef TOLL_CLI_ESTIMATE_FLEET_LOAD_H
#define TOLL_CLI_ESTIMATE_FLEET_LOAD_H

#include "estimate/measured_correction.h"
#include "estimate/fleet_layout.h"
#include "output/json_out.h"
#include "output/table.h"

typedef struct served {
    fleet fleet;
    toll_serve_load load;
    toll_serve_result results[DEPLOYMENTS_MAX]; /* corrected, where a calibration applies */
    calibration calibrations[DEPLOYMENTS_MAX];
    const char *calibration_file; /* NULL: none */
} served;

/* Sequences that are held at once, and the tokens of each. */
int64_t load_sequences(const toll_serve_load *load);
int64_t load_context_tokens(const toll_serve_load *load);

/* Devices of one user have one request in flight, unless the load is given. */
void load_for_home(toll_serve_load *load, const deployment_request *r, bool is_home, bool *is_assumed);

/* "1,024 tokens in, 1,024 out, 32 requests in flight". */
void load_text(const toll_serve_load *load, char *text, size_t size);

/* Its members in the open object. */
void load_json(json *j, const toll_serve_load *load);

/* Builds the fleet and estimates every deployment under the load; complains and returns false on a mistake.
 * served_free() in both cases. */
bool served_build(served *v, const deployment_request *r, const toll_serve_load *load);
void served_free(served *v);

/* What was asked, and the layouts chosen. */
void served_put_title(const served *v, const screen *s);

/* "NO FIT" lines for deployments that don't fit. */
void served_put_misfits(const served *v, const screen *s);

void served_put_trust(const served *v, const screen *s);

/* Member "calibration" of the open object, for a deployment. */
void served_json_calibration(json *j, const served *v, int i);

/* Member "question" of the open object. */
void served_json_question(json *j, const served *v);

/* The load reaches saturation, or may: there is no steady state. */
bool served_is_unstable(const toll_serve_result *r);
bool served_is_all_unstable(const served *v);

/* False for loads that have no queue. */
bool served_ask_queue(const deployment *d, const toll_serve_load *load, toll_serve_queue *queue);

/* Replicas at which each gets less than the low end of the saturation rate: surely stable. 0: more than a million. */
int64_t served_replicas_needed(double requests_per_s, toll_range saturation);

/* The verdict of an unstable deployment: its saturation rate, and the replicas that the load takes. */
void served_put_unstable(const served *v, const screen *s, int i);

/* EXIT_NOT_FEASIBLE when no deployment fits and keeps up. */
int served_exit(const served *v);

/* A table with a label column and, for every deployment, a median and its range; heads are the deployments' names. */
void range_table_start(table *t, const served *v);

/* Adds the three cells of one range, times factor, by `digits` significant digits. */
void range_table_cells(table *t, toll_range range, double factor, int digits, bool is_known);

/* The same in dollars. */
void range_table_usd(table *t, toll_range range);

/* The same for a figure without a range. */
void range_table_text(table *t, const char *mid, const char *beside);

#endif
