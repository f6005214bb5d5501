/* SPDX-License-Identifier: Apache-2.0 */
/* The command `toll`: libtoll for people and shell scripts. It uses the public interface alone, like any client.
 *
 *   argv --args_parse--> args --*_request_read--> request --command_*--> exit code
 *         input                input                      facts, estimate, price, plan, tco, bill; mcp runs all of it
 *
 * Only this file and input/ see the raw options; a family of commands gets a typed request. */
#include <signal.h>
#include <stdio.h>

#include <toll.h>

#include "bill/bill_commands.h"
#include "catalog/catalog_commands.h"
#include "estimate/estimate_commands.h"
#include "facts/facts_commands.h"
#include "help.h"
#include "input/args.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "input/instant.h"
#include "mcp/mcp_commands.h"
#include "output/notes.h"
#include "plan/plan_commands.h"
#include "price/price_commands.h"
#include "reconcile/reconcile_commands.h"
#include "report/report_page.h"
#include "tco/tco_commands.h"

#define TEXT2(value)    #value
#define TEXT(value)     TEXT2(value)
#define COMMAND_VERSION TEXT(TOLL_VERSION_MAJOR) "." TEXT(TOLL_VERSION_MINOR) "." TEXT(TOLL_VERSION_PATCH)

/* Reads the request of a command and answers it. */
#define RUN(name, request_type, read, answer)                                                                          \
    static int name(const args *a, const screen *s)                                                                    \
    {                                                                                                                  \
        request_type r;                                                                                                \
        return read(&r, a) ? answer(&r, s) : EXIT_BAD_INPUT;                                                           \
    }
RUN(run_fit, fit_request, fit_request_read, command_fit)
RUN(run_model, facts_request, facts_request_read_model, command_model)
RUN(run_precision, facts_request, facts_request_read_list, command_precision)
RUN(run_engine, facts_request, facts_request_read_list, command_engine)
RUN(run_defaults, facts_request, facts_request_read_defaults, command_defaults)
RUN(run_offerings, offering_request, offering_request_read, command_offerings)
RUN(run_catalog, catalog_request, catalog_request_read, command_catalog)
RUN(run_tco, scenario_request, scenario_request_read, command_tco)

/* The same for a request that owns memory, which it frees. */
#define RUN_OWNER(name, request_type, read, answer, release)                                                           \
    static int name(const args *a, const screen *s)                                                                    \
    {                                                                                                                  \
        request_type r;                                                                                                \
        int code = read(&r, a) ? answer(&r, s) : EXIT_BAD_INPUT;                                                       \
        release(&r);                                                                                                   \
        return code;                                                                                                   \
    }
RUN_OWNER(run_speed, speed_request, speed_request_read, command_speed, speed_request_free)
RUN_OWNER(run_calibrate, calibrate_request, calibrate_request_read, command_calibrate, calibrate_request_free)
RUN_OWNER(run_cost, cost_request, cost_request_read, command_cost, cost_request_free)
RUN_OWNER(run_formats, formats_request, formats_request_read, command_formats, formats_request_free)
RUN_OWNER(run_hw, facts_request, facts_request_read_hw, command_hw, facts_request_free)
RUN_OWNER(run_train, training_request, training_request_read, command_train, training_request_free)
RUN_OWNER(run_price, price_request, price_request_read, command_price, price_request_free)
RUN_OWNER(run_one_plan, plan_request, plan_request_read, command_plan, plan_request_free)
RUN_OWNER(run_plans, needs_request, needs_request_read, command_plan_needs, needs_request_free)
RUN_OWNER(run_vs, vs_request, vs_request_read, command_vs, vs_request_free)
RUN_OWNER(run_bill, bill_request, bill_request_read, command_bill, bill_request_free)

/* The one place where two families meet: the logs are billed by one, and compared by the other. */
static int run_reconcile(const args *a, const screen *s)
{
    reconcile_request r;
    int code = reconcile_request_read(&r, a) ? command_reconcile(&r, bill_into_sink, s) : EXIT_BAD_INPUT;
    reconcile_request_free(&r);
    return code;
}

static int run_plan(const args *a, const screen *s)
{
    return needs_request_is_asked(a) ? run_plans(a, s) : run_one_plan(a, s);
}

static int run_book(const args *a, const screen *s)
{
    book_request r;
    return book_request_read(&r, a) ? command_book(&r, s) : r.trouble;
}

static int run_mcp(const args *a, const screen *s);

static const struct {
    uint32_t command;
    int (*run)(const args *a, const screen *s);
} runs[] = {
    {COMMAND_FIT, run_fit},
    {COMMAND_SPEED, run_speed},
    {COMMAND_COST, run_cost},
    {COMMAND_HW, run_hw},
    {COMMAND_MODEL, run_model},
    {COMMAND_PRECISION, run_precision},
    {COMMAND_ENGINE, run_engine},
    {COMMAND_PRICE, run_price},
    {COMMAND_BOOK, run_book},
    {COMMAND_TRAIN, run_train},
    {COMMAND_TCO, run_tco},
    {COMMAND_FORMATS, run_formats},
    {COMMAND_DEFAULTS, run_defaults},
    {COMMAND_CATALOG, run_catalog},
    {COMMAND_BILL, run_bill},
    {COMMAND_RECONCILE, run_reconcile},
    {COMMAND_OFFERINGS, run_offerings},
    {COMMAND_PLAN, run_plan},
    {COMMAND_VS, run_vs},
    {COMMAND_MCP, run_mcp},
    {COMMAND_CALIBRATE, run_calibrate},
};

static int run_command(const args *a)
{
    screen s;
    screen_start(&s, args_has(a, OPTION_NO_COLOR));
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        if (runs[i].command == a->command) {
            return runs[i].run(a, &s);
        }
    }
    help_print(0);
    return EXIT_BAD_INPUT;
}

/* One call of a tool: its words, read and answered like those of a shell. */
static int run_tool_words(int argc, char **argv)
{
    args a;
    return args_parse(&a, argc, argv) ? run_command(&a) : EXIT_BAD_INPUT;
}

static int run_mcp(const args *a, const screen *s)
{
    (void)s;
    mcp_request r;
    return mcp_request_read(&r, a) ? command_mcp(&r, run_tool_words) : EXIT_BAD_INPUT;
}

/* A full disk or a closed pipe must not look like an answer. Notes come behind it. */
static int finish_output(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return complain("the answer could not be written");
    }
    notes_print();
    return code;
}

int main(int argc, char **argv)
{
    args a;
#if defined(SIGXFSZ)
    signal(SIGXFSZ, SIG_IGN); /* write() then fails beyond ulimit -f, and the command says so */
#endif
    if (toll_abi_version() != TOLL_ABI_VERSION) {
        return complain("built for another libtoll: ABI %d, loaded %u", TOLL_ABI_VERSION, toll_abi_version());
    }
    if (!args_parse(&a, argc, argv)) {
        return EXIT_BAD_INPUT;
    }
    report_keep_command(argc, argv);
    if (args_has(&a, OPTION_VERSION)) {
        printf("toll %s, libtoll %s, catalog %s\n", COMMAND_VERSION, toll_version_string(), toll_catalog_version());
        return finish_output(EXIT_FINE);
    }
    if (args_has(&a, OPTION_HELP)) {
        help_print(a.command);
        return finish_output(EXIT_FINE);
    }
    if (!instant_now_is_sound()) {
        return EXIT_BAD_INPUT;
    }
    return finish_output(run_command(&a));
}
