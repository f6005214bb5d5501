/* SPDX-License-Identifier: Apache-2.0 */
/* --stack: how fast published software runs the catalog's kernels, apart for models with experts and without. A stack
 * without a published run of the model's kind is refused: its speed is not known. */
#include "input/training_stack.h"

#include "input/args.h"
#include "input/complain.h"

bool read_stack(uint64_t index, toll_catalog_stack *stack)
{
    toll_error err;
    start_struct(stack, sizeof *stack, TOLL_KIND_CATALOG_STACK);
    if (toll_catalog_get_stack(index, stack, &err) == TOLL_OK) {
        return true;
    }
    complain_error(&err);
    return false;
}

static bool has_experts(const model_entry *model)
{
    for (uint64_t i = 0; i < model->n_layers; i++) {
        if (model->layers[i].kind == TOLL_LAYER_MOE) {
            return true;
        }
    }
    return false;
}

static bool refuse_second_speed(const args *a)
{
    if (!args_has(a, OPTION_SOFTWARE) && !args_has(a, OPTION_MFU)) {
        return true;
    }
    complain("--stack says how fast the software is, and so does %s: leave one of them out",
             args_has(a, OPTION_SOFTWARE) ? "--software" : "--mfu");
    return false;
}

bool training_stack_read(const args *a, const model_entry *model, toll_catalog_stack *stack, toll_train_setup *setup)
{
    uint64_t index;
    if (!args_has(a, OPTION_STACK)) {
        return true;
    }
    if (!refuse_second_speed(a) || !lookup_index(TOLL_TABLE_STACK, args_text(a, OPTION_STACK, ""), &index) ||
        !read_stack(index, stack)) {
        return false;
    }
    const bool is_moe = has_experts(model);
    if ((stack->known & (is_moe ? TOLL_STACK_EXPERT : TOLL_STACK_DENSE)) == 0) {
        complain(
            "--stack %s: no run of a model %s experts is published; leave it out (0.7 to 2 times the estimate), or "
            "give a measured --software or --mfu",
            stack->id, is_moe ? "with" : "without");
        return false;
    }
    setup->software_factor = is_moe ? stack->expert_software_factor : stack->dense_software_factor;
    setup->step_log_sd = is_moe ? stack->expert_log_sd : stack->dense_log_sd;
    return true;
}
