/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that make a record only together.
 *
 * Codex: token_count events repeat, and forks of a session replay its history. Each event has the session's total so far;
 * where the total has not moved, the event is a repetition. The session's id and its totals number the record, so that a
 * replayed event is the same record. The model stands in an earlier line, turn_context.
 *
 * Anthropic's streams: message_start has the prompt's counts, message_delta later and complete ones, on Bedrock message_stop
 * as well; a delta may set counts to 0 that it does not know. So of each count the last one that is not 0 is kept. One that
 * tells of the cache at all knows it: where it says that the write was a read, the write is 0.
 *
 * Example: message_start input 100, cache_read 900, output 1; message_delta output 50, cache_read 0: input 1,000,
 * cache_read 900, output 50.
 *
 * Example: message_start input 14, cache_write 35,203; message_delta cache_read 35,203, cache_write 0: input 35,217, of which
 * 35,203 are read and none is written. */
#include "usage/usage_sessions.h"

#include <string.h>

#include "usage/usage_context.h"
#include "usage/usage_counts.h"
#include "usage/usage_extras.h"
#include "usage/usage_shape.h"

static bool is_type(const toll__log_draft *d, uint32_t object, const char *type)
{
    const uint32_t field = toll__log_child(d, object, KEY_TYPE);
    return field > 0 && toll__log_is_text(d, field, type);
}

static bool be_nothing(toll__log_draft *d)
{
    d->record->kind = TOLL_IO_USAGE_NOTHING;
    return true;
}

/* Counts of another object than d->usage. */
static void take_apart(toll__log_draft *d, uint32_t object, uint64_t *has, int64_t *counts)
{
    toll__log_draft part = *d;
    part.usage = object;
    part.has = 0;
    memset(part.counts, 0, sizeof part.counts);
    toll__log_take_counts(&part);
    d->status = part.status;
    *has = part.has;
    memcpy(counts, part.counts, sizeof part.counts);
}

/* ---- Codex ---- */

/* A session's own line comes first; a fork repeats that of its origin, whose events then follow. */
static void open_session(toll__log_draft *d, uint32_t payload)
{
    toll__log_session *const s = &d->reader->session;
    const uint32_t id = toll__log_child(d, payload, KEY_ID), provider = toll__log_child(d, payload, KEY_PROVIDER);
    memset(s, 0, sizeof *s);
    if (id > 0) {
        const toll__io_span text = toll__log_span(d, id);
        toll__log_mix_id(&s->id_low, &s->id_high, text.bytes, text.length);
    }
    if (provider > 0)
        toll__log_copy(d, provider, s->provider, sizeof s->provider, "provider");
}

static void note_session_model(toll__log_draft *d, uint32_t payload)
{
    const uint32_t model = toll__log_child(d, payload, KEY_MODEL);
    if (model > 0)
        toll__log_copy(d, model, d->reader->session.model, sizeof d->reader->session.model, "model");
}

static bool has_moved(const toll__log_session *s, uint64_t has, const int64_t *totals)
{
    return !s->has_totals || s->has != has || memcmp(s->totals, totals, sizeof s->totals) != 0;
}

static void keep_totals(toll__log_session *s, uint64_t has, const int64_t *totals)
{
    s->has_totals = true;
    s->has = has;
    memcpy(s->totals, totals, sizeof s->totals);
}

static void number_by_totals(toll__log_draft *d, const int64_t *totals)
{
    const toll__log_session *const s = &d->reader->session;
    toll_io_usage *const r = d->record;
    const int64_t instant = s->id_low != 0 ? 0 : r->at_s; /* without a session only the instant tells events apart */
    r->id_low = s->id_low + 1;
    r->id_high = s->id_high + 2;
    toll__log_mix_id(&r->id_low, &r->id_high, totals, sizeof *totals * TOLL__LOG_COUNTS);
    toll__log_mix_id(&r->id_low, &r->id_high, &instant, sizeof instant);
    r->known |= TOLL_IO_USAGE_ID;
    r->kind = TOLL_IO_USAGE_SNAPSHOT;
}

/* What was added to the totals; a total that fell began anew. */
static void take_rise(toll__log_draft *d, uint64_t has, const int64_t *totals)
{
    const toll__log_session *const s = &d->reader->session;
    bool has_fallen = !s->has_totals;
    for (unsigned i = 0; i < TOLL__LOG_COUNTS; i++)
        has_fallen |= totals[i] < s->totals[i];
    d->has = has;
    for (unsigned i = 0; i < TOLL__LOG_COUNTS; i++)
        d->counts[i] = has_fallen ? totals[i] : totals[i] - s->totals[i];
}

static void finish_codex(toll__log_draft *d, uint64_t has, const int64_t *totals)
{
    toll__log_session *const s = &d->reader->session;
    memcpy(d->record->model, s->model, sizeof s->model);
    if (s->provider[0] != 0)
        memcpy(d->record->provider, s->provider, sizeof s->provider);
    number_by_totals(d, totals);
    keep_totals(s, has, totals);
    toll__log_settle(d);
}

/* info{total_token_usage, last_token_usage}: the last is what is owed, where the total has moved. */
static bool take_token_count(toll__log_draft *d, uint32_t payload)
{
    const uint32_t info = toll__log_object(d, payload, KEY_INFO);
    const uint32_t total = info > 0 ? toll__log_object(d, info, KEY_TOTAL_USAGE) : 0;
    const uint32_t last = info > 0 ? toll__log_object(d, info, KEY_LAST_USAGE) : 0;
    int64_t totals[TOLL__LOG_COUNTS] = {0};
    uint64_t has = 0;
    if (total == 0 && last == 0)
        return be_nothing(d);
    if (total > 0)
        take_apart(d, total, &has, totals);
    if (d->status != TOLL_OK || (total > 0 && !has_moved(&d->reader->session, has, totals)))
        return be_nothing(d);
    if (last > 0)
        take_apart(d, last, &d->has, d->counts);
    else
        take_rise(d, has, totals);
    if (total == 0)
        memcpy(totals, d->counts, sizeof totals);
    finish_codex(d, has, totals);
    return true;
}

/* `codex exec` counts up over the turns of a thread. */
static bool take_turn(toll__log_draft *d, uint32_t root)
{
    const uint32_t usage = toll__log_object(d, root, KEY_USAGE);
    int64_t totals[TOLL__LOG_COUNTS] = {0};
    uint64_t has = 0;
    if (usage == 0)
        return be_nothing(d);
    take_apart(d, usage, &has, totals);
    if (d->status != TOLL_OK || !has_moved(&d->reader->session, has, totals))
        return be_nothing(d);
    take_rise(d, has, totals);
    finish_codex(d, has, totals);
    return true;
}

bool toll__log_take_codex(toll__log_draft *d, uint32_t root)
{
    const uint32_t payload = toll__log_object(d, root, KEY_PAYLOAD);
    d->record->shape = TOLL__SHAPE_CODEX;
    toll__log_take_context(d, root);
    if (payload > 0 && is_type(d, root, "session_meta"))
        open_session(d, payload);
    else if (payload > 0 && is_type(d, root, "turn_context"))
        note_session_model(d, payload);
    else if (payload > 0 && is_type(d, root, "event_msg") && is_type(d, payload, "token_count"))
        return take_token_count(d, payload);
    else if (is_type(d, root, "turn.completed"))
        return take_turn(d, root);
    else if (is_type(d, root, "thread.started"))
        memset(&d->reader->session, 0, sizeof d->reader->session);
    else {
        d->record->shape = TOLL__SHAPE_NONE;
        return false;
    }
    return be_nothing(d);
}

/* ---- Anthropic's streams ---- */

static void forget(toll__log_stream *s, unsigned meter)
{
    s->counts[meter] = 0;
    s->has &= ~(UINT64_C(1) << meter);
}

/* Of the cache, the last word: a 0 beside another count is a 0. A write has kinds, which go with it. */
static void forget_cache(toll__log_stream *s, uint64_t has, const int64_t *counts)
{
    const bool tells_read = (has >> TOLL_METER_CACHE_READ & 1) != 0,
               tells_write = (has >> TOLL_METER_CACHE_WRITE & 1) != 0;
    if (tells_read && counts[TOLL_METER_CACHE_READ] == 0 && counts[TOLL_METER_CACHE_WRITE] != 0)
        forget(s, TOLL_METER_CACHE_READ);
    if (!tells_write || counts[TOLL_METER_CACHE_WRITE] != 0 || counts[TOLL_METER_CACHE_READ] == 0)
        return;
    forget(s, TOLL_METER_CACHE_WRITE);
    forget(s, TOLL_METER_CACHE_WRITE_5M);
    forget(s, TOLL_METER_CACHE_WRITE_1H);
}

/* Of each count the last that is not 0. */
static void merge_counts(toll__log_stream *s, uint64_t has, const int64_t *counts)
{
    forget_cache(s, has, counts);
    s->has |= has;
    for (unsigned i = 0; i < TOLL__LOG_COUNTS; i++)
        s->counts[i] = counts[i] != 0 ? counts[i] : s->counts[i];
}

static void merge_usage(toll__log_draft *d, uint32_t usage)
{
    toll__log_stream *const s = &d->reader->stream;
    uint64_t has;
    int64_t counts[TOLL__LOG_COUNTS];
    toll_io_usage *const given = d->record;
    d->record = &s->record;
    toll__log_take_context(d, usage);
    take_apart(d, usage, &has, counts);
    d->record = given;
    if (d->status == TOLL_OK)
        merge_counts(s, has, counts);
}

static void begin_stream(toll__log_draft *d, uint32_t root, uint32_t message)
{
    toll__log_stream *const s = &d->reader->stream;
    toll_io_usage *const given = d->record;
    const uint32_t usage = toll__log_object(d, message, KEY_USAGE);
    memset(s, 0, sizeof *s);
    s->record = d->reader->assumed;
    d->record = &s->record;
    s->record.kind = TOLL_IO_USAGE_RECORD;
    s->record.shape = TOLL__SHAPE_ANTHROPIC;
    toll__log_take_context(d, root);
    toll__log_take_context(d, message);
    d->record = given;
    s->is_open = d->status == TOLL_OK;
    if (usage > 0)
        merge_usage(d, usage);
}

void toll__log_end_stream(toll__log_draft *d, bool is_cut)
{
    toll__log_stream *const s = &d->reader->stream;
    *d->record = s->record;
    d->has = s->has;
    memcpy(d->counts, s->counts, sizeof s->counts);
    s->is_open = false;
    if (is_cut)
        d->record->flags |= TOLL_IO_USAGE_CUT;
    toll__log_settle(d);
}

static void add_delta(toll__log_draft *d, uint32_t root)
{
    const uint32_t usage = toll__log_object(d, root, KEY_USAGE);
    if (usage > 0)
        merge_usage(d, usage);
    d->record->kind = TOLL_IO_USAGE_NOTHING;
}

/* A new stream while one is open: that one was cut off. Its record is given, the new one kept. */
static void replace_stream(toll__log_draft *d, uint32_t root, uint32_t message)
{
    toll__log_draft begun = *d;
    toll_io_usage unused = *d->record;
    toll__log_end_stream(d, true);
    begun.record = &unused;
    begun.err = d->status == TOLL_OK ? d->err : NULL; /* one status, one reason */
    begin_stream(&begun, root, message);
    if (d->status == TOLL_OK)
        d->status = begun.status;
}

bool toll__log_take_stream(toll__log_draft *d, uint32_t root)
{
    const toll__log_stream *const s = &d->reader->stream;
    const uint32_t message = toll__log_object(d, root, KEY_MESSAGE);
    if (message > 0 && is_type(d, root, "message_start")) {
        if (s->is_open) {
            replace_stream(d, root, message);
            return true;
        }
        begin_stream(d, root, message);
        return be_nothing(d);
    }
    if (s->is_open && is_type(d, root, "message_delta")) {
        add_delta(d, root);
        return true;
    }
    if (!s->is_open || !is_type(d, root, "message_stop"))
        return false;
    add_delta(d, root);
    toll__log_end_stream(d, false);
    return true;
}

/* ---- requests in several records ---- */

/* A line of Claude Code has the message's id and the request's. Lines of one request hold its counts again, so far. */
static bool tell_claude_code(toll__log_draft *d, uint32_t root)
{
    const uint32_t message = toll__log_object(d, root, KEY_MESSAGE);
    if (message == 0 || d->level != message || !is_type(d, root, "assistant"))
        return false;
    const uint32_t id = toll__log_child(d, message, KEY_ID);
    d->record->shape = TOLL__SHAPE_CLAUDE_CODE;
    if (id > 0)
        toll__log_number(d, "claude-code", id, toll__log_child(d, root, KEY_REQUEST_ID));
    return true;
}

void toll__log_tell_request(toll__log_draft *d, uint32_t root)
{
    const uint32_t id = toll__log_child(d, d->level, KEY_ID), object = toll__log_child(d, d->level, KEY_OBJECT);
    const uint32_t response = toll__log_child(d, d->level, KEY_RESPONSE_ID);
    const uint32_t key = toll__log_field(d, d->usage)->key;
    if (tell_claude_code(d, root))
        return;
    if (id > 0 && object > 0 && toll__log_is_text(d, object, "chat.completion.chunk"))
        toll__log_number(d, "chunk", id, 0);
    else if (id > 0 && d->record->shape == TOLL__SHAPE_OPENCODE)
        toll__log_number(d, "opencode", id, 0);
    else if (response > 0 && key == KEY_USAGE_METADATA)
        toll__log_number(d, "gemini", response, 0);
}
