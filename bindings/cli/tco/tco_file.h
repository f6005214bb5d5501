/* SPDX-License-Identifier: Apache-2.0 */
/* A scenario file, read, checked and resolved. */
#ifndef TOLL_CLI_TCO_TCO_FILE_H
#define TOLL_CLI_TCO_TCO_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <toll.h>
#include <toll_io.h>

#define TCO_OPTIONS 64

typedef struct tco_file {
    const char *path;
    toll_tco_row *rows;
    uint32_t *lines;              /* of each row its line in the file */
    bool *has_percent;            /* of each row: its line has a % sign */
    toll_io_scenario_note *notes; /* of each row where it comes from */
    toll_risk_input *inputs;      /* of each row how it varies */
    bool has_groups;              /* some rows are drawn together */
    uint64_t n_rows;
    uint64_t *plan;
    uint64_t plan_size;
    toll_tco_conventions conventions;
    uint32_t options[TCO_OPTIONS]; /* codes of the options, in the order of the file */
    const char *names[TCO_OPTIONS];
    int n_options;
} tco_file;

/* Complains with the line of a mistake and returns false. tco_file_free() in both cases. book: of prices, as --book gives
 * it; NULL: the built-in one, then full.book. */
bool tco_file_load(tco_file *f, const char *path, const char *book);
void tco_file_free(tco_file *f);

/* What a row is, for people: "buy gpu per gpu". */
void tco_row_text(const toll_tco_row *row, char *text, size_t size);

#endif
