/* SPDX-License-Identifier: Apache-2.0 */
/* The calibration file: measurements of one deployment, as CSV that toll_io_parse_bench() reads. */
#ifndef TOLL_CLI_ESTIMATE_CALIBRATION_FILE_H
#define TOLL_CLI_ESTIMATE_CALIBRATION_FILE_H

#include "estimate/measured_correction.h"

/* Writes it, "-": stdout, whole or not at all. Complains and returns false where it can't be written. */
bool calibration_write(const calibration *c, const deployment *d, const bench_rows *rows, const char *path);

#endif
