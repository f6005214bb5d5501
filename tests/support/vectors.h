/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the tables of tests/golden, the vectors that C, Python and Go share: no quotes, no commas inside a cell. */
#ifndef TOLL_TESTS_VECTORS_H
#define TOLL_TESTS_VECTORS_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define VECTOR_CELLS 16
#define VECTOR_BYTES 1024

/* Cuts a line at its commas, in place; returns the number of cells. */
static inline size_t vector_cut(char *line, char **cells)
{
    size_t count = 0;
    line[strcspn(line, "\n")] = '\0';
    for (char *cell = line; cell && count < VECTOR_CELLS; count++) {
        cells[count] = cell;
        cell = strchr(cell, ',');
        if (cell)
            *cell++ = '\0';
    }
    return count;
}

/* Calls check(cells) for each row below the header; returns the number of rows, 0 when the file can't be read. */
static inline size_t vectors_read(const char *path, size_t columns, void (*check)(char **cells))
{
    char line[VECTOR_BYTES];
    size_t lines = 0;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        char *cells[VECTOR_CELLS];
        if (line[0] == '#')
            continue;
        if (vector_cut(line, cells) != columns) {
            fclose(file);
            return 0;
        }
        if (lines++ > 0)
            check(cells);
    }
    if (file)
        fclose(file);
    return lines > 0 ? lines - 1 : 0;
}

#endif
