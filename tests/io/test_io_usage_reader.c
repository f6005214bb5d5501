/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of usage records over several texts: streams, sessions, exports, the user's own keys, defaults; and bad
 * arguments. Payloads are excerpts of the issues that are named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "toll_io.h"

static toll_io_usage_reader *open_reader(void)
{
    toll_io_usage_reader *reader = NULL;
    assert_int_equal(toll_io_usage_open(NULL, 0, &reader, NULL), TOLL_OK);
    return reader;
}

static toll_io_usage read_text(toll_io_usage_reader *reader, const char *text)
{
    toll_io_usage record;
    toll_error err;
    if (toll_io_usage_read(reader, text, strlen(text), &record, sizeof record, &err) != TOLL_OK)
        fail_msg("%s: %s", text, err.message);
    return record;
}

static int64_t count_of(const toll_io_usage *r, uint64_t meter)
{
    for (int64_t i = 0; i < r->n_usage; i++)
        if (r->usage[i].meter == meter)
            return r->usage[i].quantity;
    return 0;
}

#define EXPECT_COUNTS(record, in, out, read)                                                                           \
    do {                                                                                                               \
        assert_int_equal(count_of(&(record), TOLL_METER_INPUT), in);                                                   \
        assert_int_equal(count_of(&(record), TOLL_METER_OUTPUT), out);                                                 \
        assert_int_equal(count_of(&(record), TOLL_METER_CACHE_READ), read);                                            \
    } while (0)

/* ---- streams ---- */

static const char start[] =
    "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"model\":\"claude-haiku-4-5\",\"usage\":"
    "{\"input_tokens\":100,\"cache_read_input_tokens\":900,\"output_tokens\":1}}}";

/* posthog-js#4664, litellm#40845: the delta sets counts to 0 that it does not know. */
static void of_each_count_of_a_stream_the_last_that_is_not_0_is_kept(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    toll_io_usage r = read_text(reader, start);
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    r = read_text(reader, "{\"type\":\"content_block_delta\",\"delta\":{}}");
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    r = read_text(reader, "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"input_tokens\":0,"
                          "\"cache_read_input_tokens\":0,\"output_tokens\":50}}");
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    r = read_text(reader, "{\"type\":\"message_stop\"}");
    assert_int_equal(r.kind, TOLL_IO_USAGE_RECORD);
    EXPECT_COUNTS(r, 1000, 50, 900);
    assert_string_equal(r.model, "claude-haiku-4-5");
    assert_int_equal(r.flags, 0);
    toll_io_usage_close(reader);
}

/* The record of a stream of three events: the usage of two, and what the last has besides its type. */
static toll_io_usage stream_of(const char *begun, const char *delta, const char *stop)
{
    toll_io_usage_reader *reader = open_reader();
    char text[3][512];
    snprintf(text[0], sizeof text[0],
             "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-haiku-4-5\",\"usage\":%s}}", begun);
    snprintf(text[1], sizeof text[1], "{\"type\":\"message_delta\",\"delta\":{},\"usage\":%s}", delta);
    snprintf(text[2], sizeof text[2], "{\"type\":\"message_stop\"%s}", stop);
    read_text(reader, text[0]);
    read_text(reader, text[1]);
    const toll_io_usage r = read_text(reader, text[2]);
    toll_io_usage_close(reader);
    return r;
}

/* litellm#40736: a write of 35,203 turns out to be a read; its kind goes with it. And the other way round. */
static void of_the_cache_of_a_stream_the_last_word_is_kept(void **state)
{
    (void)state;
    toll_io_usage r = stream_of("{\"input_tokens\":14,\"cache_creation_input_tokens\":35203,\"cache_creation\":{"
                                "\"ephemeral_5m_input_tokens\":35203},\"output_tokens\":1}",
                                "{\"cache_read_input_tokens\":35203,\"cache_creation_input_tokens\":0,"
                                "\"output_tokens\":9}",
                                "");
    EXPECT_COUNTS(r, 35217, 9, 35203);
    assert_int_equal(count_of(&r, TOLL_METER_CACHE_WRITE), 0);
    assert_int_equal(count_of(&r, TOLL_METER_CACHE_WRITE_5M), 0);
    r = stream_of("{\"input_tokens\":14,\"cache_read_input_tokens\":900,\"output_tokens\":1}",
                  "{\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":900,\"output_tokens\":9}", "");
    EXPECT_COUNTS(r, 914, 9, 0);
    assert_int_equal(count_of(&r, TOLL_METER_CACHE_WRITE), 900);
}

/* A delta that says nothing of writes leaves them as they are, and one that knows no count leaves all. */
static void a_count_that_a_delta_does_not_tell_stays(void **state)
{
    (void)state;
    toll_io_usage r = stream_of("{\"input_tokens\":14,\"cache_read_input_tokens\":50,\"cache_creation_input_tokens\":7,"
                                "\"output_tokens\":1}",
                                "{\"cache_read_input_tokens\":60,\"output_tokens\":9}", "");
    EXPECT_COUNTS(r, 81, 9, 60);
    assert_int_equal(count_of(&r, TOLL_METER_CACHE_WRITE), 7);
    r = stream_of("{\"input_tokens\":14,\"cache_read_input_tokens\":50,\"cache_creation_input_tokens\":7,"
                  "\"output_tokens\":1}",
                  "{\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0,\"output_tokens\":9}", "");
    EXPECT_COUNTS(r, 71, 9, 50);
    assert_int_equal(count_of(&r, TOLL_METER_CACHE_WRITE), 7);
}

/* litellm#36878: Bedrock's message_stop has the counts of the cache. */
static void the_end_of_a_stream_may_have_counts(void **state)
{
    (void)state;
    const toll_io_usage r =
        stream_of("{\"input_tokens\":10174,\"output_tokens\":1}", "{\"output_tokens\":10}",
                  ",\"usage\":{\"input_tokens\":10174,\"cache_read_input_tokens\":9821,\"output_tokens\":10}");
    EXPECT_COUNTS(r, 19995, 10, 9821);
}

static void a_stream_that_another_follows_was_cut(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    read_text(reader, start);
    toll_io_usage r =
        read_text(reader, "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-opus-5\",\"usage\":"
                          "{\"input_tokens\":7,\"output_tokens\":1}}}");
    assert_int_equal(r.kind, TOLL_IO_USAGE_RECORD);
    assert_int_equal(r.flags, TOLL_IO_USAGE_CUT);
    EXPECT_COUNTS(r, 1000, 1, 900);
    assert_int_equal(toll_io_usage_finish(reader, &r, sizeof r, NULL), TOLL_OK);
    assert_int_equal(r.flags, TOLL_IO_USAGE_CUT);
    EXPECT_COUNTS(r, 7, 1, 0);
    assert_string_equal(r.model, "claude-opus-5");
    assert_int_equal(toll_io_usage_finish(reader, &r, sizeof r, NULL), TOLL_OK);
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    toll_io_usage_close(reader);
}

/* The stream that ends can't be summed up, and the one that begins has a bad count: the first is the reason. */
static void of_two_failures_the_first_is_told(void **state)
{
    static const char huge[] =
        "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9223372036854775807,"
        "\"cache_read_input_tokens\":1,\"output_tokens\":1}}}";
    static const char bad[] = "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":-1}}}";
    toll_io_usage_reader *reader = open_reader();
    toll_io_usage r;
    toll_error err;
    (void)state;
    assert_int_equal(read_text(reader, huge).kind, TOLL_IO_USAGE_NOTHING);
    assert_int_equal(toll_io_usage_read(reader, bad, strlen(bad), &r, sizeof r, &err), TOLL_E_OVERFLOW);
    assert_int_equal(err.code, TOLL_E_OVERFLOW);
    toll_io_usage_close(reader);
}

/* ---- requests in several records ---- */

static void states_of_one_request_have_one_number(void **state)
{
    static const char format[] =
        "{\"type\":\"assistant\",\"requestId\":\"%s\",\"message\":{\"id\":\"%s\",\"model\":\"m\","
        "\"usage\":{\"input_tokens\":1,\"output_tokens\":%d}}}";
    char a[256], b[256], c[256], d[256];
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    snprintf(a, sizeof a, format, "r1", "m1", 1);
    snprintf(b, sizeof b, format, "r1", "m1", 90);
    snprintf(c, sizeof c, format, "r2", "m1", 1);
    snprintf(d, sizeof d, format, "1", "m1r", 1);
    const toll_io_usage x = read_text(reader, a), y = read_text(reader, b), z = read_text(reader, c),
                        w = read_text(reader, d);
    assert_int_equal(x.kind, TOLL_IO_USAGE_SNAPSHOT);
    assert_true((x.known & TOLL_IO_USAGE_ID) != 0);
    assert_true(x.id_low == y.id_low && x.id_high == y.id_high);
    assert_true(x.id_low != z.id_low && x.id_high != z.id_high);
    assert_true(x.id_low != w.id_low && x.id_high != w.id_high);
    toll_io_usage_close(reader);
}

/* openai/codex#5276: events repeat; the total tells. */
static void a_session_of_codex_counts_each_call_once(void **state)
{
    static const char first[] =
        "{\"timestamp\":\"2026-11-02T10:00:00.000Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\","
        "\"info\":{"
        "\"total_token_usage\":{\"input_tokens\":1000,\"cached_input_tokens\":600,\"output_tokens\":50,"
        "\"reasoning_output_tokens\":20,\"total_tokens\":1050},\"last_token_usage\":{\"input_tokens\":1000,"
        "\"cached_input_tokens\":600,\"output_tokens\":50,\"reasoning_output_tokens\":20,\"total_tokens\":1050}}}}";
    static const char second[] =
        "{\"timestamp\":\"2026-11-02T10:01:00.000Z\",\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\","
        "\"info\":{"
        "\"total_token_usage\":{\"input_tokens\":2500,\"cached_input_tokens\":1600,\"output_tokens\":80,"
        "\"reasoning_output_tokens\":20,\"total_tokens\":2580}}}}";
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    read_text(reader, "{\"type\":\"session_meta\",\"payload\":{\"id\":\"s1\",\"model_provider\":\"openai\"}}");
    read_text(reader, "{\"type\":\"turn_context\",\"payload\":{\"model\":\"gpt-5\"}}");
    toll_io_usage r = read_text(reader, first);
    assert_int_equal(r.kind, TOLL_IO_USAGE_SNAPSHOT);
    EXPECT_COUNTS(r, 1000, 50, 600);
    assert_int_equal(count_of(&r, TOLL_METER_REASONING), 20);
    assert_string_equal(r.model, "gpt-5");
    assert_string_equal(r.provider, "openai");
    assert_int_equal(r.at_s, 1793613600); /* 2026-11-02 is day 20,759 */
    assert_int_equal(read_text(reader, first).kind, TOLL_IO_USAGE_NOTHING);
    /* without last_token_usage the rise of the total counts */
    r = read_text(reader, second);
    EXPECT_COUNTS(r, 1500, 30, 1000);
    toll_io_usage_close(reader);
}

/* tend#1180: a fork replays the history of its origin, whose session line it repeats. */
static void a_replayed_event_has_the_number_of_the_first(void **state)
{
    static const char session[] = "{\"type\":\"session_meta\",\"payload\":{\"id\":\"s1\"}}";
    static const char event[] =
        "{\"timestamp\":\"%s\",\"type\":\"event_msg\",\"payload\":{\"type\":\"token_count\",\"info\":{"
        "\"total_token_usage\":{\"input_tokens\":10,\"output_tokens\":5},\"last_token_usage\":{"
        "\"input_tokens\":10,\"output_tokens\":5}}}}";
    char before[256], after[256];
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    snprintf(before, sizeof before, event, "2026-11-02T10:00:00Z");
    snprintf(after, sizeof after, event, "2026-11-03T10:00:00Z");
    read_text(reader, session);
    const toll_io_usage first = read_text(reader, before);
    read_text(reader, "{\"type\":\"session_meta\",\"payload\":{\"id\":\"s2\",\"forked_from_id\":\"s1\"}}");
    read_text(reader, session);
    const toll_io_usage again = read_text(reader, after);
    assert_true(first.id_low == again.id_low && first.id_high == again.id_high);
    read_text(reader, "{\"type\":\"session_meta\",\"payload\":{\"id\":\"s3\"}}");
    const toll_io_usage other = read_text(reader, after);
    assert_true(first.id_low != other.id_low);
    toll_io_usage_close(reader);
}

static void turns_of_codex_exec_count_up(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    read_text(reader, "{\"type\":\"thread.started\",\"thread_id\":\"t\"}");
    toll_io_usage r = read_text(reader, "{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":100,"
                                        "\"cached_input_tokens\":80,\"output_tokens\":10}}");
    EXPECT_COUNTS(r, 100, 10, 80);
    r = read_text(reader, "{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":250,\"cached_input_tokens\":180,"
                          "\"output_tokens\":14}}");
    EXPECT_COUNTS(r, 150, 4, 100);
    toll_io_usage_close(reader);
}

/* ---- several records in a text ---- */

static void an_export_of_spans_holds_several_records(void **state)
{
    static const char text[] =
        "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":"
        "\"1764547200123456789\","
        "\"attributes\":[{\"key\":\"gen_ai.response.model\",\"value\":{\"stringValue\":\"gpt-5\"}},"
        "{\"key\":\"gen_ai.usage.input_tokens\",\"value\":{\"intValue\":\"12\"}},"
        "{\"key\":\"gen_ai.usage.output_tokens\",\"value\":{\"intValue\":\"3\"}}]},"
        "{\"name\":\"GET\",\"attributes\":[{\"key\":\"http.method\",\"value\":{\"stringValue\":\"GET\"}}]}]},"
        "{\"spans\":[{\"attributes\":{\"gen_ai.usage.input_tokens\":-1}},{\"attributes\":{\"gen_ai.usage.input_"
        "tokens\":7,"
        "\"gen_ai.usage.output_tokens\":1}}]}]}]}";
    toll_io_usage_reader *reader = open_reader();
    toll_io_usage r = read_text(reader, text);
    toll_error err;
    (void)state;
    EXPECT_COUNTS(r, 12, 3, 0);
    assert_string_equal(r.model, "gpt-5");
    assert_int_equal(r.at_s, 1764547200);
    assert_int_equal(toll_io_usage_count_left(reader), 3);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, NULL), TOLL_OK);
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, NULL), TOLL_OK);
    EXPECT_COUNTS(r, 7, 1, 0);
    assert_int_equal(toll_io_usage_count_left(reader), 0);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, &err), TOLL_E_MISSING);
    toll_io_usage_close(reader);
}

/* Recorded by genai-prices: an advisor of another model in iterations. */
static void an_advisors_share_is_a_record_of_its_own(void **state)
{
    static const char text[] =
        "{\"model\":\"claude-sonnet-5\",\"created_at\":\"2026-11-02\",\"usage\":{\"input_tokens\":2390,\"output_"
        "tokens\":121,"
        "\"cache_read_input_tokens\":0,\"iterations\":[{\"type\":\"message\",\"input_tokens\":1128,\"output_tokens\":"
        "110},"
        "{\"type\":\"advisor_message\",\"model\":\"claude-opus-4-8\",\"input_tokens\":2518,\"output_tokens\":22},"
        "{\"type\":\"message\",\"input_tokens\":1262,\"output_tokens\":11}]}}";
    toll_io_usage_reader *reader = open_reader();
    toll_io_usage r = read_text(reader, text);
    (void)state;
    EXPECT_COUNTS(r, 2390, 121, 0);
    assert_string_equal(r.model, "claude-sonnet-5");
    assert_int_equal(toll_io_usage_count_left(reader), 1);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, NULL), TOLL_OK);
    EXPECT_COUNTS(r, 2518, 22, 0);
    assert_string_equal(r.model, "claude-opus-4-8");
    assert_int_equal(r.flags, TOLL_IO_USAGE_SHARE);
    assert_true((r.known & TOLL_IO_USAGE_AT) != 0);
    assert_int_equal(toll_io_usage_count_left(reader), 0);
    toll_io_usage_close(reader);
}

static void an_array_is_read_entry_by_entry(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    toll_io_usage r = read_text(reader, "[{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}},"
                                        "{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}]");
    (void)state;
    EXPECT_COUNTS(r, 1, 2, 0);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, NULL), TOLL_OK);
    EXPECT_COUNTS(r, 3, 4, 0);
    r = read_text(reader, "[]");
    assert_int_equal(r.kind, TOLL_IO_USAGE_NOTHING);
    toll_io_usage_close(reader);
}

/* ---- own keys, defaults, shapes ---- */

static toll_status map(toll_io_usage_reader *reader, const char *target, const char *key, toll_error *err)
{
    return toll_io_usage_map(reader, target, strlen(target), key, strlen(key), err);
}

static void own_keys_replace_the_usual_ones(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    assert_int_equal(map(reader, "input", "n.prompt", NULL), TOLL_OK);
    assert_int_equal(map(reader, "cache_read", "n.of.cached", NULL), TOLL_OK);
    assert_int_equal(map(reader, "output", "completion_tokens", NULL), TOLL_OK);
    assert_int_equal(map(reader, "account", "team", NULL), TOLL_OK);
    assert_int_equal(map(reader, "at", "when", NULL), TOLL_OK);
    toll_io_usage r = read_text(reader, "{\"model\":\"gpt-5\",\"when\":5,\"team\":\"red\",\"n\":{\"prompt\":12,\"of\":{"
                                        "\"cached\":4}},\"completion_tokens\":3,\"prompt_tokens\":99}");
    EXPECT_COUNTS(r, 12, 3, 4);
    assert_string_equal(r.model, "gpt-5");
    assert_string_equal(r.account, "red");
    assert_int_equal(r.at_s, 5);
    assert_string_equal(toll_io_usage_get_shape(r.shape), "own");
    /* a key with dots in it comes before the path */
    r = read_text(reader, "{\"n.prompt\":7,\"n\":{\"prompt\":12},\"completion_tokens\":3}");
    EXPECT_COUNTS(r, 7, 3, 0);
    toll_io_usage_close(reader);
}

static void mistakes_of_a_map_are_named(void **state)
{
    char long_key[300];
    toll_error err;
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    memset(long_key, 'k', sizeof long_key);
    assert_int_equal(map(reader, "imput", "n", &err), TOLL_E_UNKNOWN_ID);
    assert_string_equal(err.message, "\"imput\" is neither a meter nor a fact of a record");
    assert_int_equal(map(reader, "input", "", &err), TOLL_E_RANGE);
    assert_int_equal(map(reader, "input", "a..b", &err), TOLL_E_RANGE);
    assert_int_equal(map(reader, "input", "a.b.c.d.e.f.g.h.i", &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_map(reader, "input", 5, long_key, 256, &err), TOLL_E_RANGE);
    assert_int_equal(map(reader, "input", "n", &err), TOLL_OK);
    assert_int_equal(map(reader, "input", "m", &err), TOLL_E_CONFLICT);
    assert_int_equal(toll_io_usage_map(NULL, "input", 5, "m", 1, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_map(reader, NULL, 5, "m", 1, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_map(reader, "output", 6, NULL, 1, &err), TOLL_E_NULL);
    toll_io_usage_close(reader);
}

static void what_a_record_tells_comes_before_what_is_assumed(void **state)
{
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, "claude-opus-5", 13, NULL), TOLL_OK);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_PROVIDER, "aws", 3, NULL), TOLL_OK);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_TIER, "batch", 5, NULL), TOLL_OK);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_REGION, "eu", 2, NULL), TOLL_OK);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_ACCOUNT, "a", 1, NULL), TOLL_OK);
    toll_io_usage r = read_text(reader, "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}");
    assert_string_equal(r.model, "claude-opus-5");
    assert_string_equal(r.provider, "aws");
    assert_string_equal(r.tier, "batch");
    assert_string_equal(r.region, "eu");
    assert_string_equal(r.account, "a");
    r = read_text(reader,
                  "{\"model\":\"m\",\"service_tier\":\"default\",\"region\":\"us\",\"usage\":{\"inputTokens\":1,"
                  "\"outputTokens\":2}}");
    assert_string_equal(r.model, "m");
    assert_string_equal(r.tier, "");
    assert_string_equal(r.region, "us");
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_TIER, NULL, 0, NULL), TOLL_OK);
    assert_string_equal(read_text(reader, "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2}}").tier, "");
    toll_io_usage_close(reader);
}

static void bad_assumptions_are_refused(void **state)
{
    char text[128];
    toll_error err;
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(toll_io_usage_assume(NULL, TOLL_IO_FIELD_MODEL, "m", 1, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, NULL, 1, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_assume(reader, 0, "m", 1, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_assume(reader, 6, "m", 1, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, text, 96, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, text, 95, &err), TOLL_OK);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, "a\nb", 3, &err), TOLL_E_STRING);
    assert_int_equal(toll_io_usage_assume(reader, TOLL_IO_FIELD_MODEL, "\xff", 1, &err), TOLL_E_STRING);
    toll_io_usage_close(reader);
}

static void a_forced_shape_decides_where_keys_do_not(void **state)
{
    static const char text[] =
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20,\"completion_tokens_details\":{"
        "\"reasoning_tokens\":5}}}";
    toll_io_usage_reader *plain = open_reader(), *xai = NULL, *speech = NULL;
    (void)state;
    assert_int_equal(toll_io_usage_open("xai", 3, &xai, NULL), TOLL_OK);
    assert_int_equal(count_of(&(toll_io_usage[]){read_text(plain, text)}[0], TOLL_METER_OUTPUT), 20);
    assert_int_equal(count_of(&(toll_io_usage[]){read_text(xai, text)}[0], TOLL_METER_OUTPUT), 25);
    assert_int_equal(toll_io_usage_open("openai-transcription", 20, &speech, NULL), TOLL_OK);
    const toll_io_usage r =
        read_text(speech, "{\"task\":\"transcribe\",\"duration\":8.470000267028809,\"text\":\"a\"}");
    assert_int_equal(count_of(&r, TOLL_METER_AUDIO_TIME), 8470000);
    toll_io_usage_close(plain);
    toll_io_usage_close(xai);
    toll_io_usage_close(speech);
}

static void shapes_have_names(void **state)
{
    toll_io_usage_reader *reader = NULL;
    toll_error err;
    (void)state;
    assert_true(toll_io_usage_count_shapes() > 25);
    for (uint32_t i = 1; i < toll_io_usage_count_shapes(); i++) {
        const char *name = toll_io_usage_get_shape(i);
        assert_true(name[0] != 0 && strlen(name) < 32);
        assert_int_equal(toll_io_usage_open(name, strlen(name), &reader, NULL), TOLL_OK);
        toll_io_usage_close(reader);
    }
    assert_string_equal(toll_io_usage_get_shape(toll_io_usage_count_shapes()), "");
    assert_string_equal(toll_io_usage_get_maker(toll_io_usage_count_shapes()), "");
    assert_string_equal(toll_io_usage_get_maker(UINT32_MAX), "");
    assert_int_equal(toll_io_usage_open("open-ai", 7, &reader, &err), TOLL_E_UNKNOWN_ID);
    assert_string_equal(err.message, "no shape of usage records is called \"open-ai\"");
    assert_int_equal(toll_io_usage_open(NULL, 1, &reader, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_open(NULL, 0, NULL, &err), TOLL_E_NULL);
}

/* ---- arguments ---- */

static void bad_arguments_are_refused_and_nothing_is_written(void **state)
{
    static const char text[] = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
    toll_io_usage r, before;
    toll_error err;
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    memset(&r, 0x5a, sizeof r);
    before = r;
    assert_int_equal(toll_io_usage_read(NULL, text, strlen(text), &r, sizeof r, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_read(reader, NULL, 1, &r, sizeof r, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), NULL, sizeof r, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), &r, sizeof r - 8, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), &r, sizeof r + 4, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_usage_read(reader, text, 0, &r, sizeof r, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_read(reader, text, TOLL_IO_TEXT_LIMIT + 1ull, &r, sizeof r, &err), TOLL_E_RANGE);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text) - 1, &r, sizeof r, &err), TOLL_E_SYNTAX);
    assert_int_equal(toll_io_usage_next(reader, &r, sizeof r, &err), TOLL_E_MISSING);
    assert_int_equal(toll_io_usage_next(NULL, &r, sizeof r, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_finish(NULL, &r, sizeof r, &err), TOLL_E_NULL);
    assert_int_equal(toll_io_usage_finish(reader, &r, 8, &err), TOLL_E_STRIDE);
    assert_int_equal(toll_io_usage_count_left(NULL), 0);
    assert_memory_equal(&r, &before, sizeof r);
    toll_io_usage_close(reader);
    toll_io_usage_close(NULL);
}

static void a_larger_record_gets_zeros_behind_what_is_known(void **state)
{
    static const char text[] = "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";
    unsigned char room[sizeof(toll_io_usage) + 64];
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    memset(room, 0x5a, sizeof room);
    assert_int_equal(toll_io_usage_read(reader, text, strlen(text), (toll_io_usage *)(void *)room, sizeof room, NULL),
                     TOLL_OK);
    for (size_t i = sizeof(toll_io_usage); i < sizeof room; i++)
        assert_int_equal(room[i], 0);
    toll_io_usage_close(reader);
}

static void a_long_record_is_read_like_a_short_one(void **state)
{
    const size_t n = 40000;
    char *text = malloc(n * 64);
    toll_io_usage_reader *reader = open_reader();
    (void)state;
    size_t used = (size_t)sprintf(text, "{\"model\":\"gpt-5\",\"output\":[");
    for (size_t i = 0; i < n; i++)
        used += (size_t)sprintf(text + used, "%s{\"type\":\"web_search_call\",\"id\":\"%zu\"}", i > 0 ? "," : "", i);
    sprintf(text + used,
            "],\"usage\":{\"input_tokens\":1,\"input_tokens_details\":{\"cached_tokens\":0},\"output_tokens\":2}}");
    const toll_io_usage r = read_text(reader, text);
    assert_int_equal(count_of(&r, TOLL_METER_WEB_SEARCH), n);
    toll_io_usage_close(reader);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_each_count_of_a_stream_the_last_that_is_not_0_is_kept),
        cmocka_unit_test(of_the_cache_of_a_stream_the_last_word_is_kept),
        cmocka_unit_test(a_count_that_a_delta_does_not_tell_stays),
        cmocka_unit_test(the_end_of_a_stream_may_have_counts),
        cmocka_unit_test(a_stream_that_another_follows_was_cut),
        cmocka_unit_test(of_two_failures_the_first_is_told),
        cmocka_unit_test(states_of_one_request_have_one_number),
        cmocka_unit_test(a_session_of_codex_counts_each_call_once),
        cmocka_unit_test(a_replayed_event_has_the_number_of_the_first),
        cmocka_unit_test(turns_of_codex_exec_count_up),
        cmocka_unit_test(an_export_of_spans_holds_several_records),
        cmocka_unit_test(an_advisors_share_is_a_record_of_its_own),
        cmocka_unit_test(an_array_is_read_entry_by_entry),
        cmocka_unit_test(own_keys_replace_the_usual_ones),
        cmocka_unit_test(mistakes_of_a_map_are_named),
        cmocka_unit_test(what_a_record_tells_comes_before_what_is_assumed),
        cmocka_unit_test(bad_assumptions_are_refused),
        cmocka_unit_test(a_forced_shape_decides_where_keys_do_not),
        cmocka_unit_test(shapes_have_names),
        cmocka_unit_test(bad_arguments_are_refused_and_nothing_is_written),
        cmocka_unit_test(a_larger_record_gets_zeros_behind_what_is_known),
        cmocka_unit_test(a_long_record_is_read_like_a_short_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
