/* SPDX-License-Identifier: Apache-2.0 */
/* What fit, speed and cost have in common: the deployment and how far a result may be trusted, for people and for
 * JSON. */
#ifndef TOLL_CLI_ESTIMATE_ESTIMATE_REPORT_H
#define TOLL_CLI_ESTIMATE_ESTIMATE_REPORT_H

#include "estimate/fleet_layout.h"
#include "output/json_out.h"

/* Two lines: model, precision and engine; what was asked. */
void report_title(const screen *s, const fleet *f, const char *question);

/* The answer in one line: deployment, verdict, the rest; two lines where the screen is too narrow. */
void report_verdict(const screen *s, const fleet *f, int index, style look, const char *verdict, const char *rest);

/* One result's trust. */
typedef struct trust {
    const deployment *of; /* NULL: no engine was asked about */
    uint32_t validity;
    uint64_t flags;
} trust;

/* "Trust" and its reasons; deployments with the same answer share a line. */
void report_trust(const screen *s, const trust *items, int count);

/* Members "validity" and "flags" of the open object. */
void report_json_trust(json *j, uint32_t validity, uint64_t flags);

/* Members "starts", "starts_reason" and "starts_source" of the open object. */
void report_json_run(json *j, const toll_catalog_run *run);

/* Member "deployment" of the open object. */
void report_json_deployment(json *j, const deployment *d);

#endif
