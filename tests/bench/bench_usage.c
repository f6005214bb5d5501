/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds a record of a usage log, stage by stage, and the whole of `toll bill` in time of its process:
 *
 *   cut      finding the line ends in a block
 *   pick     JSON to the fields of known keys (a part of read)
 *   read     toll_io_usage_read(): text to quantities and context
 *   bill     toll_bill_compute() of what was read, totals alone
 *   command  `toll bill` on a file in the page cache: reading, cutting, read, names, three bills (its own, without the
 *            cache, all from the cache), sums
 *
 * The lines are chat completions of OpenAI of 500 to 530 bytes, as the log of a gateway has them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/measure.h"
#include "json/json_pick.h"
#include "toll_io.h"
#include "usage/usage_keys.h"

#define RECORDS 200000u
#define ROUNDS  5

static char *text;
static size_t length;
static uint64_t sum; /* keeps the work alive */

static const char chat[] =
    "{\"id\":\"chatcmpl-%029u\",\"object\":\"chat.completion\",\"created\":%u,\"model\":\"%s\",\"choices\":[{\"index\":"
    "0,"
    "\"message\":{\"role\":\"assistant\",\"content\":\"Here is it.\",\"refusal\":null},\"finish_reason\":\"stop\"}],"
    "\"usage\":{\"prompt_tokens\":%u,\"completion_tokens\":%u,\"total_tokens\":%u,\"prompt_tokens_details\":{"
    "\"cached_tokens\":%u,\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":%u,\"audio_tokens\":"
    "0,"
    "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},\"service_tier\":\"default\"}\n";

static const char anthropic[] =
    "{\"id\":\"msg_%020u\",\"created_at\":\"2026-11-%02uT10:00:00Z\",\"type\":\"message\",\"role\":\"assistant\","
    "\"model\":"
    "\"claude-sonnet-4-5\",\"content\":[{\"type\":\"text\",\"text\":\"Here is "
    "it.\"}],\"stop_reason\":\"end_turn\",\"usage\":{"
    "\"input_tokens\":%u,\"cache_creation_input_tokens\":%u,\"cache_read_input_tokens\":%u,\"cache_creation\":{"
    "\"ephemeral_5m_input_tokens\":%u,\"ephemeral_1h_input_tokens\":0},\"output_tokens\":%u,\"service_tier\":"
    "\"standard\"}}\n";

static unsigned random_below(unsigned limit)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)((state >> 33) % limit);
}

static void build_chat(void)
{
    static const char *const models[] = {"gpt-5", "gpt-5-mini", "gpt-4o", "gpt-5-nano", "gpt-4.1"};
    length = 0;
    for (unsigned i = 0; i < RECORDS; i++) {
        const unsigned in = 50 + random_below(8000), out = 1 + random_below(900);
        length += (size_t)sprintf(text + length, chat, i, 1793613600 + i, models[random_below(5)], in, out, in + out,
                                  random_below(in), random_below(out));
    }
}

static void build_anthropic(void)
{
    length = 0;
    for (unsigned i = 0; i < RECORDS; i++) {
        const unsigned write = random_below(500);
        length += (size_t)sprintf(text + length, anthropic, i, 1 + i / (RECORDS / 28), 3 + random_below(50), write,
                                  random_below(9000), write, 1 + random_below(900));
    }
}

/* ---- stages ---- */

static size_t end_of_line(size_t at)
{
    return (size_t)((const char *)memchr(text + at, '\n', length - at) - text);
}

static void cut_lines(void)
{
    for (size_t at = 0, end; at < length; at = end + 1) {
        end = end_of_line(at);
        sum += end;
    }
}

static void pick_lines(void)
{
    static toll__json_keys keys;
    static toll__json_field fields[1024];
    toll__json_picker p = {.keys = &keys, .fields = fields, .capacity = 1024};
    if (keys.used == 0)
        toll__log_keys_start(&keys);
    for (size_t at = 0, end; at < length; at = end + 1) {
        end = end_of_line(at);
        if (toll__json_pick(&p, (toll__io_span){text + at, end - at}) != TOLL__JSON_PICKED)
            exit(1);
        sum += p.count;
    }
}

static toll_io_usage *records;

static void read_lines(void)
{
    toll_io_usage_reader *reader;
    toll_error err;
    unsigned i = 0;
    if (toll_io_usage_open(NULL, 0, &reader, &err) != TOLL_OK)
        exit(1);
    for (size_t at = 0, end; at < length; at = end + 1, i = (i + 1) % 1024) {
        end = end_of_line(at);
        if (toll_io_usage_read(reader, text + at, end - at, &records[i], sizeof records[i], &err) != TOLL_OK)
            exit(1);
    }
    toll_io_usage_close(reader);
}

static void bill_records(void)
{
    static uint64_t card[TOLL_BILL_CARD_WORDS];
    uint64_t size;
    const void *const book = toll_book_get_public(&size);
    toll_bill_context context = {.struct_size = sizeof context, .struct_kind = TOLL_KIND_BILL_CONTEXT, .known = 1};
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_error err;
    if (toll_book_find(book, size, NULL, 0, records[0].model, strlen(records[0].model), records[0].at_s, card,
                       sizeof card, &err) != TOLL_OK)
        exit(1);
    for (unsigned i = 0; i < RECORDS; i++) {
        const toll_io_usage *const r = &records[i % 1024];
        context.at_s = r->at_s;
        if (toll_bill_compute(card, sizeof card, r->usage, (uint64_t)r->n_usage, &context, NULL, 0, NULL, 0, NULL, 0,
                              &total, &err) != TOLL_OK)
            exit(1);
        sum += total.billed_cost.low;
    }
}

/* ---- the command ---- */

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + (double)t->tv_usec * 1e-6;
}

static double children_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

static void run_command(const char *toll, const char *log)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execl(toll, toll, "bill", log, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || WEXITSTATUS(status) != 0)
        exit(1);
}

/* User and system time of the process: others may run meanwhile. */
static double measure_command(const char *program)
{
    char toll[1024], log[1024];
    double least = 1e300;
    const char *const slash = strstr(program, "tests/bench/");
    snprintf(toll, sizeof toll, "%.*stoll", slash != NULL ? (int)(slash - program) : 0, program);
    snprintf(log, sizeof log, "%s.jsonl", program);
    FILE *const file = fopen(log, "wb");
    if (file == NULL || fwrite(text, 1, length, file) != length || fclose(file) != 0)
        exit(1);
    for (int i = 0; i < ROUNDS; i++) {
        const double before = children_seconds();
        run_command(toll, log);
        const double took = children_seconds() - before;
        least = took < least ? took : least;
    }
    remove(log);
    return least * 1e9;
}

/* ---- figures ---- */

static double cpu_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double measure_stage(void (*stage)(void))
{
    double least = 1e300;
    for (int i = 0; i < ROUNDS; i++) {
        const double start = cpu_ns();
        stage();
        const double ns = cpu_ns() - start;
        least = ns < least ? ns : least;
    }
    return least;
}

static void measure_log(const char *name, const char *program)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } stages[] = {{"cut", cut_lines}, {"pick", pick_lines}, {"read", read_lines}, {"bill", bill_records}};
    for (unsigned i = 0; i < sizeof stages / sizeof stages[0]; i++)
        printf("usage.%s_%s_ns %.0f\n", name, stages[i].name, measure_stage(stages[i].run) / RECORDS);
    const double whole = measure_command(program);
    printf("usage.%s_command_ns %.0f\n", name, whole / RECORDS);
    printf("usage.%s_command_mb_per_s %.0f\n", name, (double)length / whole * 1000);
}

int main(int argc, char **argv)
{
    text = malloc(RECORDS * (sizeof chat + 64));
    records = calloc(1024, sizeof *records);
    if (text == NULL || records == NULL || argc < 1)
        return 1;
    build_chat();
    measure_log("chat", argv[0]);
    build_anthropic();
    measure_log("anthropic", argv[0]);
    free(text);
    free(records);
    return sum == 0;
}
