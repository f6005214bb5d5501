/* SPDX-License-Identifier: Apache-2.0 */
/* Logs one after the other, each record through the reader of libtoll-io:
 *
 *   log --cut--> text --read--> records --once each--> bills --> sums
 *
 * Memory does not grow with the log but for groups, names, numbers of requests that stand in several records, and with
 * --sort. */
#include "bill/bill_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bill/bill_record.h"
#include "bill/bill_rows.h"
#include "bill/log_file.h"
#include "bill/run_progress.h"
#include "input/complain.h"
#include "input/file_input.h"
#include "input/read_gate.h"
#include "output/give_up.h"

/* ---- setting up ---- */

static bool assume(bill_run *run, uint32_t field, const char *option_name, const char *text)
{
    toll_error err;
    if (text[0] == 0 || toll_io_usage_assume(run->reader, field, text, strlen(text), &err) == TOLL_OK) {
        return true;
    }
    complain("%s: %s", option_name, err.message);
    return false;
}

static bool map_keys(bill_run *run)
{
    toll_error err;
    for (int i = 0; i < run->asked->n_mappings; i++) {
        const bill_mapping *m = &run->asked->mappings[i];
        if (toll_io_usage_map(run->reader, m->target, m->target_length, m->key, m->key_length, &err) != TOLL_OK) {
            complain("--map: %s", err.message);
            return false;
        }
    }
    return true;
}

static void complain_shape(const char *shape)
{
    const char *names[64];
    int n_names = 0;
    char list[640] = "";
    for (uint32_t i = 1; i < toll_io_usage_count_shapes() && n_names < 64; i++) {
        size_t used = strlen(list);
        names[n_names++] = toll_io_usage_get_shape(i);
        snprintf(list + used, sizeof list - used, "%s%s", i > 1 ? ", " : "", toll_io_usage_get_shape(i));
    }
    const char *nearest = nearest_name(shape, names, n_names);
    complain(nearest != NULL ? "--shape: no shape \"%.40s\"; did you mean %s?" : "--shape: no shape \"%.40s\": %s",
             shape, nearest != NULL ? nearest : list);
}

static bool open_reader(bill_run *run)
{
    const bill_request *a = run->asked;
    toll_error err;
    toll_status status = toll_io_usage_open(a->shape, strlen(a->shape), &run->reader, &err);
    if (status == TOLL_E_UNKNOWN_ID) {
        complain_shape(a->shape);
        return false;
    }
    if (status != TOLL_OK) {
        complain_error(&err);
        return false;
    }
    return assume(run, TOLL_IO_FIELD_MODEL, "--model", a->model) &&
           assume(run, TOLL_IO_FIELD_PROVIDER, "--provider", a->provider) &&
           assume(run, TOLL_IO_FIELD_TIER, "--tier", a->tier) &&
           assume(run, TOLL_IO_FIELD_REGION, "--region", a->region) &&
           assume(run, TOLL_IO_FIELD_ACCOUNT, "--account", a->account) && map_keys(run);
}

/* ---- records ---- */

/* In the order of time only where that is asked for. */
static void keep_or_bill(bill_run *run, const placed_record *record)
{
    if (!run->asked->is_sorted) {
        bill_one_record(run, record);
        return;
    }
    if (run->n_kept == run->kept_capacity) {
        run->kept_capacity = run->kept_capacity * 2 + 256;
        run->kept = claim_again(run->kept, run->kept_capacity, sizeof *run->kept);
    }
    run->kept[run->n_kept++] = *record;
}

static bool is_wanted(bill_run *run, placed_record *record)
{
    const bill_request *a = run->asked;
    bool is_limited = a->since_s != INT64_MIN || a->until_s != INT64_MAX;
    bool has_at = (record->usage.known & TOLL_IO_USAGE_AT) != 0;
    if (!has_at && is_limited && !a->has_at) {
        bill_refuse_record(run, record, "the record tells no instant, and --since or --until asks for one (--at)");
        return false;
    }
    record->usage.at_s = has_at ? record->usage.at_s : a->at_s;
    bool is_inside = record->usage.at_s >= a->since_s && record->usage.at_s < a->until_s;
    run->n_outside += !is_inside;
    return is_inside;
}

static void bill_oldest(bill_run *run)
{
    placed_record oldest;
    if (seen_requests_pop(&run->seen, &oldest)) {
        keep_or_bill(run, &oldest);
    }
}

static void take_state(bill_run *run, const placed_record *record)
{
    bool is_full;
    seen_verdict verdict = seen_requests_take(&run->seen, record, &is_full);
    if (is_full) {
        bill_oldest(run);
        verdict = seen_requests_take(&run->seen, record, &is_full);
    }
    run->n_repeated += verdict == SEEN_REPEATED || verdict == SEEN_MERGED;
    if (verdict == SEEN_LATE) {
        bill_refuse_record(run, record, "a later state, with more output, of a request that was billed long before it");
    }
}

static void take_record(bill_run *run, placed_record *record)
{
    if (record->usage.kind == TOLL_IO_USAGE_NOTHING) {
        run->n_nothing++;
        return;
    }
    if (!is_wanted(run, record)) {
        return;
    }
    if (record->usage.kind == TOLL_IO_USAGE_SNAPSHOT) {
        take_state(run, record);
        return;
    }
    keep_or_bill(run, record);
}

static void take_outcome(bill_run *run, placed_record *record, toll_status status, const toll_error *err)
{
    if (status == TOLL_E_BUFFER) {
        give_up("out of memory");
    }
    if (status != TOLL_OK) {
        memset(&record->usage, 0, sizeof record->usage);
        bill_refuse_record(run, record, err->message);
        return;
    }
    take_record(run, record);
}

static void read_text(bill_run *run, placed_record *record, const char *text, size_t length)
{
    toll_error err;
    toll_status status = toll_io_usage_read(run->reader, text, length, &record->usage, sizeof record->usage, &err);
    take_outcome(run, record, status, &err);
    while (toll_io_usage_count_left(run->reader) > 0) {
        status = toll_io_usage_next(run->reader, &record->usage, sizeof record->usage, &err);
        take_outcome(run, record, status, &err);
    }
}

/* ---- logs ---- */

static void read_records(bill_run *run, log_file *log, int index)
{
    placed_record record = {.log = index};
    for (log_outcome outcome = log_next(log); outcome != LOG_END; outcome = log_next(log)) {
        record.line = log->line;
        if (outcome == LOG_RECORD) {
            read_text(run, &record, log->record, log->record_length);
        } else {
            record.line = outcome == LOG_BAD ? log->line : 0;
            memset(&record.usage, 0, sizeof record.usage);
            bill_refuse_record(run, &record, log->reason);
        }
        if (outcome == LOG_FAILED) {
            break;
        }
        run_progress(run->problems.n_lines + run->n_priced, run->bytes + log->bytes_read);
    }
    run->bytes += log->bytes_read;
}

/* What is open at the end of a log belongs to it. */
static void finish_log(bill_run *run, const log_file *log, int index)
{
    placed_record record = {.log = index, .line = log->line};
    toll_error err;
    toll_status status = toll_io_usage_finish(run->reader, &record.usage, sizeof record.usage, &err);
    if (status != TOLL_OK || record.usage.kind != TOLL_IO_USAGE_NOTHING) {
        take_outcome(run, &record, status, &err);
    }
}

/* False after a complaint: there is no log. */
static bool read_log(bill_run *run, int index)
{
    log_file log;
    if (!read_gate_pass(run->asked->logs[index])) {
        return false;
    }
    bool is_open = log_open(&log, run->asked->logs[index], input_limit(LOG_RECORD_MAX));
    if (is_open) {
        read_records(run, &log, index);
        finish_log(run, &log, index);
    } else {
        complain("%s: %s", run->asked->logs[index], log.reason);
    }
    if (!log_close(&log) && is_open) {
        bill_problems_bad(&run->problems, index, 0, log.reason);
    }
    return is_open;
}

static int compare_instants(const void *a, const void *b)
{
    const placed_record *x = a, *y = b;
    if (x->usage.at_s != y->usage.at_s) {
        return x->usage.at_s < y->usage.at_s ? -1 : 1;
    }
    return x->log != y->log ? x->log - y->log : x->line < y->line ? -1 : x->line > y->line;
}

static void bill_kept(bill_run *run)
{
    if (run->n_kept > 1) {
        qsort(run->kept, run->n_kept, sizeof *run->kept, compare_instants);
    }
    for (uint64_t i = 0; i < run->n_kept; i++) {
        bill_one_record(run, &run->kept[i]);
    }
}

bool bill_run_logs(bill_run *run, bill_request *asked, const priced_sink *sink)
{
    memset(run, 0, sizeof *run);
    run->asked = asked;
    run->sink = sink;
    run->ages = asked->ages;
    run->first_s = INT64_MAX;
    run->last_s = INT64_MIN;
    price_names_start(&run->names, &asked->books, &asked->names);
    account_counters_start(&run->counters, asked);
    bill_sums_start(&run->sums, asked->n_by);
    run->as = bill_as_start(asked);
    run->charge = bill_charge_start(&asked->pool);
    if (!open_reader(run)) {
        return false;
    }
    bill_row_heads(run);
    for (int i = 0; i < asked->n_logs; i++) {
        if (!read_log(run, i)) {
            return false;
        }
    }
    while (run->seen.n_open > 0) {
        bill_oldest(run);
    }
    bill_kept(run);
    run_progress_end();
    return true;
}

void bill_run_free(bill_run *run)
{
    toll_io_usage_close(run->reader);
    price_names_free(&run->names);
    seen_requests_free(&run->seen);
    account_counters_free(&run->counters);
    account_months_free(&run->months);
    bill_sums_free(&run->sums);
    bill_problems_free(&run->problems);
    bill_as_free(run->as);
    bill_charge_free(run->charge);
    bill_days_free(&run->days);
    record_lines_free(&run->money);
    bill_focus_free(&run->focus);
    bill_taxes_free(&run->taxes);
    free(run->kept);
}
