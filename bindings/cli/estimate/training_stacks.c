/* SPDX-License-Identifier: Apache-2.0 */
/* toll train --stacks: each stack's speed, its 80 % interval and how many published runs say so. */
#include "estimate/training_stacks.h"

#include <math.h>
#include <stdio.h>

#include "input/exit_codes.h"
#include "input/training_stack.h"
#include "output/json_out.h"
#include "output/table.h"

#define NORMAL_P90 1.2815515655446004 /* of the standard normal distribution */

static void add_speed(table *out, bool is_known, double factor, double log_sd, int64_t runs)
{
    if (!is_known) {
        table_cell(out, STYLE_DIM, "-");
        table_cell(out, STYLE_DIM, "-");
        table_cell(out, STYLE_DIM, "%lld", (long long)runs);
        return;
    }
    table_cell(out, STYLE_PLAIN, "%.2f", factor);
    table_cell(out, STYLE_DIM, "+-%.0f %%", 100 * (exp(NORMAL_P90 * log_sd) - 1));
    table_cell(out, STYLE_DIM, "%lld", (long long)runs);
}

static bool put_stacks(const screen *s)
{
    static const char *const heads[] = {"stack", "dense", "80 %", "runs", "experts", "80 %", "runs"};
    table out;
    table_start(&out, "lrrrrrr", 1);
    for (int i = 0; i < 7; i++) {
        table_head(&out, i, heads[i]);
    }
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_STACK); i++) {
        toll_catalog_stack row;
        if (!read_stack(i, &row)) {
            return false;
        }
        table_cell(&out, STYLE_PLAIN, "%s", row.id);
        add_speed(&out, (row.known & TOLL_STACK_DENSE) != 0, row.dense_software_factor, row.dense_log_sd,
                  row.dense_runs);
        add_speed(&out, (row.known & TOLL_STACK_EXPERT) != 0, row.expert_software_factor, row.expert_log_sd,
                  row.expert_runs);
    }
    table_finish(&out, s);
    screen_newline(s);
    screen_paragraph(s, STYLE_DIM, "  ",
                     "Speed of the kernels over that of the catalog's timings, by published runs; a release is drawn "
                     "towards its family. No stack named: 0.7 to 2 times the estimate.");
    return true;
}

static void json_speed(json *j, const char *name, bool is_known, double factor, double log_sd, int64_t runs)
{
    json_object(j, name);
    json_maybe_number(j, "software_factor", factor, is_known);
    json_maybe_number(j, "step_log_sd", log_sd, is_known);
    json_integer(j, "runs", runs);
    json_close(j);
}

static bool json_stacks(void)
{
    json j;
    json_answer(&j, "train stacks");
    json_array(&j, "stacks");
    for (uint64_t i = 0; i < toll_catalog_count(TOLL_TABLE_STACK); i++) {
        toll_catalog_stack row;
        if (!read_stack(i, &row)) {
            return false;
        }
        json_object(&j, NULL);
        json_text(&j, "id", row.id);
        json_text(&j, "name", row.name);
        json_speed(&j, "dense", (row.known & TOLL_STACK_DENSE) != 0, row.dense_software_factor, row.dense_log_sd,
                   row.dense_runs);
        json_speed(&j, "experts", (row.known & TOLL_STACK_EXPERT) != 0, row.expert_software_factor, row.expert_log_sd,
                   row.expert_runs);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
    return true;
}

int training_stacks_show(bool is_json, const screen *s)
{
    const bool is_shown = is_json ? json_stacks() : put_stacks(s);
    return is_shown ? EXIT_FINE : EXIT_BAD_INPUT;
}
