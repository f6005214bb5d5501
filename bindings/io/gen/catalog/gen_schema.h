/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns each data file has and what they mean: the generator's one description of the format. */
#ifndef TOLL_IO_GEN_SCHEMA_H
#define TOLL_IO_GEN_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

typedef enum gen_type {
    GEN_PLAIN,  /* text without marks */
    GEN_TEXT,   /* text fact */
    GEN_NUMBER, /* exact number fact */
    GEN_CODE,   /* one name of a set, a fact */
    GEN_FLAGS,  /* names of a set joined by |, a fact */
    GEN_DATE,   /* date, a fact */
    GEN_SOURCE, /* id of sources.csv */
    GEN_IGNORE  /* kept for the record, not compiled */
} gen_type;

typedef struct gen_name {
    char name[24];
    int64_t value;
} gen_name;

typedef struct gen_column {
    const char *name; /* in the CSV file */
    gen_type type;
    unsigned scale;        /* numbers: decimal places kept */
    unsigned size;         /* texts: sizeof the public field, 0 for internal ones */
    const gen_name *names; /* codes and flags */
    const char *note;      /* column of the note on this one; NULL: none */
    const char *field;     /* public field where it is named otherwise; NULL: as `name` */
} gen_column;

typedef struct gen_schema {
    const char *file;  /* "hardware.csv" */
    const char *table; /* "hardware" */
    unsigned n_keys;   /* leading columns by which rows are sorted and unique */
    const gen_column *columns;
    size_t n_columns;
} gen_schema;

extern const gen_schema gen_schema_sources;
extern const gen_schema gen_schema_hardware;
extern const gen_schema gen_schema_models;
extern const gen_schema gen_schema_layers;
extern const gen_schema gen_schema_precisions;
extern const gen_schema gen_schema_engines;
extern const gen_schema gen_schema_checkpoints;
extern const gen_schema gen_schema_epochs;
extern const gen_schema gen_schema_parts;
extern const gen_schema gen_schema_constants;
extern const gen_schema gen_schema_instances;
extern const gen_schema gen_schema_machines;
extern const gen_schema gen_schema_defaults;
extern const gen_schema gen_schema_quality;
extern const gen_schema gen_schema_licenses;
extern const gen_schema gen_schema_stacks;
extern const gen_schema gen_schema_offerings;
extern const gen_schema gen_schema_offering_facts;
extern const gen_schema gen_schema_implications;
extern const gen_schema gen_schema_runs;
extern const gen_schema gen_schema_tokenizers;

/* Value of a name in a set that ends with an empty name. 1: found. */
int gen_schema_find_name(const gen_name *names, const char *name, size_t length, int64_t *value);

#endif
