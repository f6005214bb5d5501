/* SPDX-License-Identifier: Apache-2.0 */
/* From names to answers with the catalog's facts as they are: a resolved deployment, the fewest accelerators, speed and
 * cost.
 *
 * find_facts() turns four names into the structs that toll_step_resolve() takes. Accelerators and models are found by
 * rule, too, but nothing is assumed here: these calls have no place for a note. Every function here then calls the
 * exported function that a caller with facts of his own would call, so both ways give the same figures. */
#include <toll/catalog.h>

#include <stddef.h>
#include <string.h>

#include "api/guard.h"
#include "base/fault.h"
#include "base/text.h"

#define ROWS_MAX       16 /* more than any model of the catalog has; a test watches it */
#define DEFAULT_ENGINE "vllm"

/* Everything that the catalog knows of one deployment. */
typedef struct facts {
    toll_hw hw;
    toll_model model;
    toll_model_layer layers[ROWS_MAX];
    uint64_t n_layers;
    toll_model_precision precision;
    toll_step_engine engine;
    toll_step_constants constants;
} facts;

static toll_status init_facts(facts *f, toll_error *err)
{
    toll_status status = toll_struct_init(&f->hw, sizeof f->hw, TOLL_KIND_HW, err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&f->model, sizeof f->model, TOLL_KIND_MODEL, err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&f->precision, sizeof f->precision, TOLL_KIND_PRECISION, err);
    if (status != TOLL_OK)
        return status;
    status = toll_struct_init(&f->engine, sizeof f->engine, TOLL_KIND_STEP_ENGINE, err);
    if (status != TOLL_OK)
        return status;
    return toll_struct_init(&f->constants, sizeof f->constants, TOLL_KIND_STEP_CONSTANTS, err);
}

/* A row by name; what toll_catalog_find() says of its "id" is said of the argument. */
static toll_status find_named_row(uint32_t table, toll__text_argument id, uint64_t *index, toll_error *err)
{
    toll_error found;
    if (id.text == NULL)
        return toll__fail_null(err, id.name);
    toll_status status = toll_catalog_find(table, id.text, id.length, index, &found);
    if (status != TOLL_OK)
        return toll__fail(err, status, 0, id.name, -1, found.message + strlen(found.field) + 1);
    return TOLL_OK;
}

static int is_empty(toll__text_argument id)
{
    return id.length == 0 || (id.length == TOLL_NUL && id.text != NULL && id.text[0] == '\0');
}

static toll_status refuse_variant(const toll_catalog_match *match, const char *argument, toll_error *err)
{
    char reason[sizeof err->message];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "stands for several: ");
    toll__text_put(&text, match->id);
    toll__text_put(&text, ", ");
    toll__text_put(&text, match->also);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_AMBIGUOUS, 0, argument, -1, reason);
}

/* A row by any name that says all; what toll_catalog_find_hw() says of its "name" is said of the argument. */
static toll_status match_name(uint32_t table, toll__text_argument id, toll_catalog_match *match, toll_error *err)
{
    toll_error found;
    if (id.text == NULL)
        return toll__fail_null(err, id.name);
    toll_status status = toll_struct_init(match, sizeof *match, TOLL_KIND_CATALOG_MATCH, err);
    if (status != TOLL_OK)
        return status;
    status = table == TOLL_TABLE_HW ? toll_catalog_find_hw(id.text, id.length, match, &found)
                                    : toll_catalog_find_model(id.text, id.length, match, &found);
    if (status != TOLL_OK)
        return toll__fail(err, status, 0, id.name, -1, found.message + strlen(found.field) + 1);
    if (match->how & TOLL_FOUND_VARIANT)
        return refuse_variant(match, id.name, err);
    if (match->count > 1)
        return toll__fail(err, TOLL_E_CONFLICT, 0, id.name, -1,
                          "states several accelerators; give one's name, and their number in the layout");
    return TOLL_OK;
}

static toll_status find_hw(toll__text_argument id, facts *f, toll_error *err)
{
    toll_catalog_match match = {0};
    toll_status status = match_name(TOLL_TABLE_HW, id, &match, err);
    if (status != TOLL_OK)
        return status;
    return toll_catalog_get_hw((uint64_t)match.index, &f->hw, err);
}

static toll_status find_model(toll__text_argument id, facts *f, toll_catalog_match *match, toll_error *err)
{
    toll_status status = match_name(TOLL_TABLE_MODEL, id, match, err);
    if (status != TOLL_OK)
        return status;
    status = toll_catalog_get_model((uint64_t)match->index, &f->model, err);
    if (status != TOLL_OK)
        return status;
    return toll_catalog_get_layers((uint64_t)match->index, f->layers, ROWS_MAX, sizeof f->layers[0], &f->n_layers, err);
}

/* The precision that is given, that the model's name states, or that it is published in. */
static toll_status find_precision(toll__text_argument id, const toll_catalog_match *model, facts *f, toll_error *err)
{
    uint64_t index = 0;
    if (is_empty(id) && (model->how & TOLL_FOUND_OTHER_PRECISION))
        return toll__fail(err, TOLL_E_MISSING, 0, id.name, -1,
                          "must be given: the one that the model's name states is not in the catalog");
    if (is_empty(id))
        id = (toll__text_argument){model->precision_id, TOLL_NUL, id.name, id.length_name};
    if (is_empty(id))
        id = (toll__text_argument){f->model.native_precision, TOLL_NUL, id.name, id.length_name};
    if (is_empty(id))
        return toll__fail(err, TOLL_E_MISSING, 0, id.name, -1,
                          "must be given: the model's native precision is not known");
    toll_status status = find_named_row(TOLL_TABLE_PRECISION, id, &index, err);
    if (status != TOLL_OK)
        return status;
    return toll_catalog_find_precision(id.text, id.length, &f->model, &f->precision, err);
}

/* What toll_catalog_find_engine() says of its "name" is said of the argument. */
static toll_status find_engine(toll__text_argument id, facts *f, toll_error *err)
{
    toll_error found;
    if (is_empty(id))
        id = (toll__text_argument){DEFAULT_ENGINE, TOLL_NUL, id.name, id.length_name};
    if (id.text == NULL)
        return toll__fail_null(err, id.name);
    toll_status status = toll_catalog_find_engine(id.text, id.length, &f->hw, &f->engine, &found);
    if (status != TOLL_OK)
        return toll__fail(err, status, 0, id.name, -1, found.message + strlen(found.field) + 1);
    return TOLL_OK;
}

static toll_status find_facts(const toll__text_argument ids[4], facts *f, toll_error *err)
{
    toll_catalog_match model = {0};
    toll_status status = init_facts(f, err);
    if (status != TOLL_OK)
        return status;
    status = find_hw(ids[0], f, err);
    if (status != TOLL_OK)
        return status;
    status = find_model(ids[1], f, &model, err);
    if (status != TOLL_OK)
        return status;
    status = find_precision(ids[2], &model, f, err);
    if (status != TOLL_OK)
        return status;
    status = find_engine(ids[3], f, err);
    if (status != TOLL_OK)
        return status;
    return toll_catalog_get_constants(&f->hw, &f->precision, &f->engine, &f->constants, err);
}

/* The argument that stands in the way. */
static const char *blamed_argument(uint32_t asked)
{
    return asked == TOLL_ASKED_SHARD ? "layout" : asked == TOLL_ASKED_FORMAT ? "precision" : "engine";
}

/* What can't start has no speed. What nobody says is computed: the other statuses would hide it. layout NULL: any. */
static toll_status refuse_what_cannot_start(const facts *f, const toll_step_layout *layout, toll_error *err)
{
    char reason[sizeof err->message];
    toll__text text;
    toll_catalog_run run;
    toll_status status = toll_struct_init(&run, sizeof run, TOLL_KIND_CATALOG_RUN, err);
    if (status != TOLL_OK)
        return status;
    status = toll_catalog_check_run(&f->hw, f->layers, f->n_layers, sizeof f->layers[0], &f->precision, layout,
                                    &f->engine, &run, err);
    if (status != TOLL_OK || run.verdict != TOLL_RUN_NO)
        return status;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "can't start: ");
    toll__text_put(&text, run.reason);
    toll__text_end(&text);
    return toll__fail(err, TOLL_E_CONFLICT, 0, blamed_argument(run.asked), -1, reason);
}

toll_status toll_catalog_resolve(const char *hw, uint64_t hw_length, const char *model, uint64_t model_length,
                                 const char *precision, uint64_t precision_length, const char *engine,
                                 uint64_t engine_length, const toll_step_layout *layout, void *deployment,
                                 uint64_t deployment_size, toll_error *err)
{
    const toll__text_argument ids[4] = {{hw, hw_length, "hw", "hw_length"},
                                        {model, model_length, "model", "model_length"},
                                        {precision, precision_length, "precision", "precision_length"},
                                        {engine, engine_length, "engine", "engine_length"}};
    facts f;
    toll_status status = find_facts(ids, &f, err);
    if (status != TOLL_OK)
        return status;
    status = refuse_what_cannot_start(&f, layout, err);
    if (status != TOLL_OK)
        return status;
    return toll_step_resolve(&f.hw, &f.model, f.layers, f.n_layers, sizeof f.layers[0], &f.precision, layout, &f.engine,
                             &f.constants, deployment, deployment_size, err);
}

/* A name without a length: NUL-terminated, and NULL stands for none. */
static toll__text_argument terminated_name(const char *text, const char *argument)
{
    return (toll__text_argument){text, text != NULL ? TOLL_NUL : 0, argument, argument};
}

static toll_status find_usual_facts(const char *hw, const char *model, const char *precision, facts *f, toll_error *err)
{
    const toll__text_argument ids[4] = {terminated_name(hw, "hw"), terminated_name(model, "model"),
                                        terminated_name(precision, "precision"), terminated_name(NULL, "engine")};
    return find_facts(ids, f, err);
}

toll_status toll_catalog_bound_gpus(const char *hw, const char *model, const char *precision,
                                    const toll_step_layout *layout, int64_t sequences, int64_t context_tokens,
                                    int64_t max_gpus, toll_step_fewest *fewest, toll_error *err)
{
    uint64_t deployment[TOLL_CATALOG_WORDS];
    toll_step_layout usual;
    facts f;
    toll_status status = toll_struct_init(&usual, sizeof usual, TOLL_KIND_STEP_LAYOUT, err);
    if (status != TOLL_OK)
        return status;
    status = find_usual_facts(hw, model, precision, &f, err);
    if (status != TOLL_OK)
        return status;
    status = refuse_what_cannot_start(&f, NULL, err);
    if (status != TOLL_OK)
        return status;
    return toll_step_bound_gpus(&f.hw, &f.model, f.layers, f.n_layers, sizeof f.layers[0], &f.precision,
                                layout != NULL ? layout : &usual, &f.engine, &f.constants, sequences, context_tokens,
                                max_gpus, deployment, sizeof deployment, fewest, err);
}
