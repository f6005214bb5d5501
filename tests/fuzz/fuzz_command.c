/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: lines of the input are the arguments of `toll`, read by the command's own parsers up to the request,
 * in this process. A refusal says so in one line on stderr, escaped; what is read is the same each time.
 *
 * Words may name files. Those that are opened are this machine's, so the target keeps to names without "/" and "." in a
 * folder that has none, and standard input is empty. */
#include "fuzz.h"

#include <stdlib.h>
#include <unistd.h>

/* The complaints of the command, on a stream that can be looked at. */
static FILE *complaints;
#undef stderr
#define stderr complaints
#include "input/complain.c"
#undef stderr

#include "bill/bill_commands.h"
#include "catalog/catalog_commands.h"
#include "estimate/estimate_commands.h"
#include "facts/facts_commands.h"
#include "input/args.h"
#include "input/need_file.h"
#include "plan/plan_commands.h"
#include "price/price_commands.h"
#include "tco/tco_commands.h"

#define WORDS      24
#define SAID_BYTES 8192

static char said[SAID_BYTES];

/* What the parsers keep is freed with the process, as in main(). */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static void start_once(void)
{
    static int is_started;
    if (is_started)
        return;
    is_started = 1;
    LAW(freopen("/dev/null", "r", stdin) != NULL);
    complaints = fmemopen(said, sizeof said, "w");
    LAW(complaints != NULL);
    LAW(setenv("TOLL_HERE_ROOT", "/nonexistent", 1) == 0); /* requests ask no program of this machine */
}

static void clear_complaints(void)
{
    fflush(complaints);
    rewind(complaints);
    memset(said, 0, sizeof said);
}

/* One request of a command; 1: read. */
#define TRY(type, read)                                                                                                \
    do {                                                                                                               \
        type r;                                                                                                        \
        return read(&r, a);                                                                                            \
    } while (0)
#define TRY_OWNER(type, read, release)                                                                                 \
    do {                                                                                                               \
        type r;                                                                                                        \
        int is_read = read(&r, a);                                                                                     \
        release(&r);                                                                                                   \
        return is_read;                                                                                                \
    } while (0)

static int read_estimate(const args *a)
{
    switch (a->command) {
    case COMMAND_FIT:
        TRY(fit_request, fit_request_read);
    case COMMAND_SPEED:
        TRY(speed_request, speed_request_read);
    case COMMAND_COST:
        TRY_OWNER(cost_request, cost_request_read, cost_request_free);
    case COMMAND_FORMATS:
        TRY_OWNER(formats_request, formats_request_read, formats_request_free);
    default:
        TRY_OWNER(training_request, training_request_read, training_request_free);
    }
}

static int read_request(const args *a)
{
    switch (a->command) {
    case COMMAND_HW:
        TRY_OWNER(facts_request, facts_request_read_hw, facts_request_free);
    case COMMAND_MODEL:
        TRY(facts_request, facts_request_read_model);
    case COMMAND_PRECISION:
    case COMMAND_ENGINE:
        TRY(facts_request, facts_request_read_list);
    case COMMAND_DEFAULTS:
        TRY(facts_request, facts_request_read_defaults);
    case COMMAND_CATALOG:
        TRY(catalog_request, catalog_request_read);
    case COMMAND_TCO:
        TRY(scenario_request, scenario_request_read);
    case COMMAND_PRICE:
        TRY_OWNER(price_request, price_request_read, price_request_free);
    case COMMAND_BILL:
        TRY_OWNER(bill_request, bill_request_read, bill_request_free);
    case COMMAND_BOOK:
        TRY(book_request, book_request_read);
    case COMMAND_PLAN:
        TRY_OWNER(plan_request, plan_request_read, plan_request_free);
    case COMMAND_VS:
        TRY_OWNER(vs_request, vs_request_read, vs_request_free);
    default:
        return read_estimate(a);
    }
}

/* A refusal is said, in whole lines without a control character. A command line that is read says nothing. */
static void law_said(int is_read)
{
    fflush(complaints);
    const size_t length = strnlen(said, sizeof said);
    LAW(length < sizeof said - 1);
    LAW(is_read || length > 0);
    LAW(length == 0 || said[length - 1] == '\n');
    for (size_t i = 0; i < length; i++)
        LAW(said[i] == '\n' || ((unsigned char)said[i] >= 0x20 && said[i] != 0x7f));
}

static int parse_once(int argc, char **argv)
{
    static args a, again;
    clear_complaints();
    const int is_parsed = args_parse(&a, argc, argv);
    law_said(is_parsed);
    LAW(args_parse(&again, argc, argv) == is_parsed && memcmp(&a, &again, sizeof a) == 0);
    if (!is_parsed || a.command == 0 || args_has(&a, OPTION_HELP) || args_has(&a, OPTION_VERSION))
        return is_parsed;
    clear_complaints();
    const int is_read = read_request(&a);
    law_said(is_read);
    return 2 + is_read;
}

/* The same bytes as a need file. What is read can be kept, or it is said why not. */
static void read_need_bytes(const uint8_t *data, size_t size)
{
    args a;
    need_file file = {.path = "need"};
    char *text = malloc(size + 1), *kept = NULL;
    LAW(text != NULL);
    memcpy(text, data, size);
    text[size] = 0;
    memset(&a, 0, sizeof a);
    a.command = COMMAND_PLAN;
    clear_complaints();
    const int is_read = need_file_read_text(&file, text, size) && need_file_lay(&a, &file);
    law_said(is_read);
    if (is_read) {
        kept = need_file_text(&a);
        law_said(kept != NULL);
    }
    need_file_free(&file);
    free(kept);
    free(text);
}

/* A path could be anything on this machine: a folder, a device, a large file. */
static int is_path(const char *word)
{
    return strchr(word, '/') != NULL || strstr(word, "..") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[2048], name[] = "toll", *argv[WORDS + 2] = {name};
    int argc = 1;
    start_once();
    read_need_bytes(data, size);
    if (size >= sizeof text || memchr(data, 0, size) != NULL)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    for (char *word = text; *word != '\0' && argc <= WORDS; argc++) {
        char *end = word + strcspn(word, "\n");
        const int is_last = *end == '\0';
        *end = '\0';
        argv[argc] = word;
        if (is_path(word))
            return 0;
        word = end + !is_last;
    }
    argv[argc] = NULL;
    const int first = parse_once(argc, argv);
    LAW(parse_once(argc, argv) == first);
    return 0;
}
