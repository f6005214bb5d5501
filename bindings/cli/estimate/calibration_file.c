/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a calibration file. It keeps measurements and no factors: these are found again by the version of the estimate
 * that reads it, so that a better estimate is not corrected by the errors of an older one. */
#include "estimate/calibration_file.h"

#include <inttypes.h>
#include <string.h>

#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "output/code_names.h"
#include "output/out_file.h"
#include "output/outside_text.h"

static void put_text(FILE *out, const char *text)
{
    outside_csv(out, text);
    fputc(',', out);
}

/* An empty cell where it is not known. */
static void put_known(FILE *out, double value, bool is_known)
{
    if (is_known) {
        fprintf(out, "%.17g", value);
    }
    fputc(',', out);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void put_deployment(FILE *out, const deployment *d)
{
    put_text(out, d->model->model.id);
    put_text(out, d->hw.id);
    put_text(out, d->engine.id);
    put_text(out, d->engine.epoch);
    put_text(out, d->precision.id);
    fprintf(out, "%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",", d->layout.tp, d->layout.pp, d->layout.ep,
            d->layout.dp);
}

static void put_point(FILE *out, const measured_point *p, const deployment *d, const char *file, uint64_t hash)
{
    const toll_io_bench *r = p->row;
    char source[96];
    fputs("1,", out);
    put_deployment(out, d);
    put_text(out, word_load(r->mode));
    put_known(out, r->input_tokens, true);
    put_known(out, r->output_tokens, true);
    put_known(out, r->concurrency, r->concurrency >= 1);
    put_known(out, r->requests_per_s, r->requests_per_s > 0);
    put_known(out, r->arrival_cv, r->arrival_cv > 0);
    put_known(out, r->prefix_hit_frac, r->prefix_hit_frac > 0);
    put_known(out, r->input_cv, r->input_cv > 0);
    put_known(out, r->output_cv, r->output_cv > 0);
    put_known(out, r->draft_tokens, r->draft_tokens > 0);
    put_known(out, r->accept_frac, r->draft_tokens > 0);
    put_known(out, r->draft_time_frac, r->draft_tokens > 0);
    put_known(out, r->ttft_s, (p->used & TOLL_ANCHOR_TTFT) != 0);
    put_known(out, r->tpot_s, (p->used & TOLL_ANCHOR_TPOT) != 0);
    put_known(out, r->output_tokens_per_s, (p->used & TOLL_ANCHOR_THROUGHPUT) != 0);
    put_known(out, calibration_spread(p, METRIC_TTFT), (p->used & TOLL_ANCHOR_TTFT) != 0);
    put_known(out, calibration_spread(p, METRIC_TPOT), (p->used & TOLL_ANCHOR_TPOT) != 0);
    put_known(out, (double)r->completed, (r->known & TOLL_IO_BENCH_COMPLETED) != 0);
    put_known(out, (double)r->failed, (r->known & TOLL_IO_BENCH_FAILED) != 0);
    put_text(out, r->measured_on);
    snprintf(source, sizeof source, "%.40s fnv1a64:%016" PRIx64 " %s", base_name(file), hash,
             bench_tool_name(r->format));
    outside_csv(out, source);
    fputc('\n', out);
}

static void put_file(FILE *out, const calibration *c, const deployment *d, const bench_rows *rows)
{
    fprintf(
        out,
        "# A calibration of toll %s: measurements of one deployment. Times are in s, rates in 1/s; a cv is\n"
        "# deviation / mean over requests. Written %.10s. toll speed --calibration and toll cost --calibration read "
        "it.\n"
        "# Correction of this version's estimates: TTFT x %.4g, TPOT x %.4g, throughput x %.4g; the intervals become\n"
        "# %.0f %%, %.0f %% and %.0f %% as wide. It is found anew by each version that reads the file.\n",
        toll_version_string(), instant_text(instant_now()).text, c->correction.ttft_factor, c->correction.tpot_factor,
        c->correction.throughput_factor, c->correction.ttft_sd_frac * 100, c->correction.tpot_sd_frac * 100,
        c->correction.throughput_sd_frac * 100);
    fputs("toll_calibration,model,hw,engine,engine_version,precision,tp,pp,ep,dp,mode,input_tokens,output_tokens,"
          "concurrency,requests_per_s,arrival_cv,prefix_hit_frac,input_cv,output_cv,"
          "draft_tokens,accept_frac,draft_time_frac,ttft_s,tpot_s,output_tokens_per_s,ttft_cv,tpot_cv,"
          "completed,failed,measured_on,source\n",
          out);
    for (uint64_t i = 0; i < c->n_points; i++) {
        const uint64_t row = (uint64_t)(c->points[i].row - rows->rows);
        if (c->points[i].used != 0) {
            put_point(out, &c->points[i], d, rows->files[row], rows->hashes[row]);
        }
    }
}

bool calibration_write(const calibration *c, const deployment *d, const bench_rows *rows, const char *path)
{
    toll_error err = {0};
    FILE *out = out_file_open(path, &err);
    if (out != NULL) {
        put_file(out, c, d, rows);
    }
    if (out == NULL || !out_file_close(&err)) {
        complain("%s: %s", path, err.message);
        return false;
    }
    return true;
}
