/* SPDX-License-Identifier: Apache-2.0 */
/* The command `toll`: libtoll for people and shell scripts. It uses the public interface alone, like any client. */
#include <stdio.h>

#include <toll.h>

#include "input/args.h"
#include "commands.h"
#include "input/complain.h"
#include "input/exit_codes.h"
#include "help.h"

#define TEXT2(value)    #value
#define TEXT(value)     TEXT2(value)
#define COMMAND_VERSION TEXT(TOLL_VERSION_MAJOR) "." TEXT(TOLL_VERSION_MINOR) "." TEXT(TOLL_VERSION_PATCH)

static const struct {
    uint32_t command;
    int (*run)(const args *a, const screen *s);
} runs[] = {
    {COMMAND_FIT, command_fit},       {COMMAND_SPEED, command_speed}, {COMMAND_COST, command_cost},
    {COMMAND_HW, command_hw},         {COMMAND_MODEL, command_model}, {COMMAND_PRECISION, command_precision},
    {COMMAND_ENGINE, command_engine}, {COMMAND_PRICE, command_price}, {COMMAND_BOOK, command_book},
    {COMMAND_TRAIN, command_train},   {COMMAND_TCO, command_tco},     {COMMAND_FORMATS, command_formats},
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

/* A full disk or a closed pipe must not look like an answer. */
static int finish(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return complain("the answer could not be written");
    }
    return code;
}

int main(int argc, char **argv)
{
    args a;
    if (toll_abi_version() != TOLL_ABI_VERSION) {
        return complain("built for another libtoll: ABI %d, loaded %u", TOLL_ABI_VERSION, toll_abi_version());
    }
    if (!args_parse(&a, argc, argv)) {
        return EXIT_BAD_INPUT;
    }
    if (args_has(&a, OPTION_VERSION)) {
        printf("toll %s, libtoll %s, catalog %s\n", COMMAND_VERSION, toll_version_string(), toll_catalog_version());
        return finish(EXIT_FINE);
    }
    if (args_has(&a, OPTION_HELP)) {
        help_print(a.command);
        return finish(EXIT_FINE);
    }
    return finish(run_command(&a));
}
