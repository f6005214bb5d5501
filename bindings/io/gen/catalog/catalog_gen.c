/* SPDX-License-Identifier: Apache-2.0 */
/* The program catalog_gen: compiles the CSV files of the catalog to tables in C, OUT_DIR/<name>_table.inc.
 *
 *     catalog_gen DATA_DIR OUT_DIR
 *
 * The same files give the same bytes on every machine. */
#include <stdio.h>

#include <toll/catalog.h>

#include "catalog/facts.h"

#include "gen/catalog/gen_alias.h"
#include "gen/catalog/gen_layer.h"
#include "gen/catalog/gen_number.h"
#include "gen/catalog/gen_offering.h"
#include "gen/catalog/gen_write.h"

/* A file of the data folder; its rows live until the program ends. */
static toll__csv_table read_file(const char *data, const char *name)
{
    char path[1024];
    toll__csv_table csv;
    toll_error err;
    snprintf(path, sizeof path, "%s/%s", data, name);
    if (toll__csv_read(path, name, CSV_BYTES_MAX, &csv, &err) != TOLL_OK)
        gen_stop(&err);
    return csv;
}

static gen_table compile_file(const char *data, const gen_schema *schema, const gen_table *sources)
{
    toll__csv_table csv = read_file(data, schema->file);
    return gen_table_compile(&csv, schema, sources);
}

static void write_date(const char *data, const char *out)
{
    toll__csv_table csv = read_file(data, "date.csv");
    int64_t date = 0;
    size_t column = gen_csv_column(&csv, "date");
    if (csv.n_rows != 1 || gen_number_parse_date(toll__csv_text(&csv, 1, column), &date) != NULL)
        gen_fail((toll__csv_place){"date.csv", 0, 0}, "must hold one date", NULL);
    gen_write_date(out, toll__csv_text(&csv, 1, column));
}

static gen_table compile_aliases(const char *data, const gen_target *targets, size_t n_targets)
{
    toll__csv_table csv = read_file(data, "aliases.csv");
    return gen_alias_compile(&csv, targets, n_targets);
}

static void write_tables(const char *out, const gen_table *const *tables, size_t n_tables)
{
    for (size_t i = 0; i < n_tables; i++)
        gen_write_table(out, tables[i]);
}

/* Tables of offerings; nobody has another name for one. */
static void write_offerings(const char *data, const char *out, const gen_table *sources)
{
    gen_table offerings = compile_file(data, &gen_schema_offerings, sources);
    gen_table facts = compile_file(data, &gen_schema_offering_facts, sources);
    gen_table implications = compile_file(data, &gen_schema_implications, sources);
    gen_offering_attach(&offerings, &facts);
    const gen_table *all[] = {&offerings, &facts, &implications};
    write_tables(out, all, sizeof all / sizeof all[0]);
}

/* What engines run, what their versions change, what they load beside a model, what its checkpoints keep and how it cuts
 * texts: found by patterns or by the id that another table has, and without aliases. */
static void write_engine_parts(const char *data, const char *out, const gen_table *sources)
{
    gen_table parts = compile_file(data, &gen_schema_parts, sources);
    gen_table epochs = compile_file(data, &gen_schema_epochs, sources);
    gen_table checkpoints = compile_file(data, &gen_schema_checkpoints, sources);
    gen_table runs = compile_file(data, &gen_schema_runs, sources);
    gen_table tokenizers = compile_file(data, &gen_schema_tokenizers, sources);
    const gen_table *all[] = {&checkpoints, &epochs, &parts, &runs, &tokenizers};
    write_tables(out, all, sizeof all / sizeof all[0]);
}

static int show_usage(void)
{
    fputs("usage: catalog_gen DATA_DIR OUT_DIR\n", stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return show_usage();
    const char *data = argv[1], *out = argv[2];
    gen_table sources = compile_file(data, &gen_schema_sources, NULL);
    gen_table hardware = compile_file(data, &gen_schema_hardware, &sources);
    gen_table models = compile_file(data, &gen_schema_models, &sources);
    gen_table layers = compile_file(data, &gen_schema_layers, &sources);
    gen_table precisions = compile_file(data, &gen_schema_precisions, &sources);
    gen_table engines = compile_file(data, &gen_schema_engines, &sources);
    gen_table constants = compile_file(data, &gen_schema_constants, &sources);
    gen_table instances = compile_file(data, &gen_schema_instances, &sources);
    gen_table machines = compile_file(data, &gen_schema_machines, &sources);
    gen_table defaults = compile_file(data, &gen_schema_defaults, &sources);
    gen_table quality = compile_file(data, &gen_schema_quality, &sources);
    gen_table licenses = compile_file(data, &gen_schema_licenses, &sources);
    gen_table stacks = compile_file(data, &gen_schema_stacks, &sources);
    gen_layer_attach(&models, &layers);
    layers.origins = NULL; /* a row has its model's source; its doubts are marked there */

    const gen_target targets[] = {{"hw", TOLL_TABLE_HW, &hardware, "name"},
                                  {"model", TOLL_TABLE_MODEL, &models, "hf_repo"},
                                  {"precision", TOLL_TABLE_PRECISION, &precisions, NULL},
                                  {"engine", TOLL_TABLE_ENGINE, &engines, NULL},
                                  {"instance", TOLL_TABLE_INSTANCE, &instances, "instance"},
                                  {"hw-usual", TOLL__ALIAS_USUAL_HW, &hardware, NULL},
                                  {"model-usual", TOLL__ALIAS_USUAL_MODEL, &models, NULL},
                                  {"default", TOLL_TABLE_DEFAULT, &defaults, NULL},
                                  {"quality", TOLL_TABLE_QUALITY, &quality, NULL},
                                  {"license", TOLL_TABLE_LICENSE, &licenses, NULL},
                                  {"stack", TOLL_TABLE_STACK, &stacks, "name"}};
    gen_table aliases = compile_aliases(data, targets, sizeof targets / sizeof targets[0]);

    const gen_table *all[] = {&sources,   &hardware, &models,   &layers,  &precisions, &engines, &constants,
                              &instances, &machines, &defaults, &quality, &licenses,   &stacks,  &aliases};
    write_tables(out, all, sizeof all / sizeof all[0]);
    write_engine_parts(data, out, &sources);
    write_offerings(data, out, &sources);
    write_date(data, out);
    return 0;
}
