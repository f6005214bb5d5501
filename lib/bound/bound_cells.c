/* SPDX-License-Identifier: Apache-2.0 */
/* Maps every kind of token to its line, by asking the split itself (bill/split.c) for records of one token. So the
 * bound cannot disagree with the bill about where a token goes. */
#include "bound/bound_cells.h"

#include <string.h>

#include "bill/split.h"

const uint32_t toll__cell_rows[TOLL__CELL_ROWS] = {0,
                                                   TOLL_METER_CACHE_READ,
                                                   TOLL_METER_CACHE_WRITE_5M,
                                                   TOLL_METER_CACHE_WRITE_30M,
                                                   TOLL_METER_CACHE_WRITE_1H,
                                                   TOLL_METER_CACHE_WRITE_12H,
                                                   TOLL_METER_CACHE_WRITE};
const uint32_t toll__cell_columns[TOLL__CELL_COLUMNS] = {0, TOLL_METER_INPUT_TOOL, TOLL_METER_INPUT_AUDIO,
                                                         TOLL_METER_INPUT_IMAGE, TOLL_METER_INPUT_VIDEO};
const uint32_t toll__cell_answers[TOLL__CELL_ANSWERS] = {0,
                                                         TOLL_METER_REASONING,
                                                         TOLL_METER_CITATION,
                                                         TOLL_METER_OUTPUT_AUDIO,
                                                         TOLL_METER_OUTPUT_IMAGE,
                                                         TOLL_METER_OUTPUT_VIDEO};

uint32_t toll__cell_joint(uint32_t column)
{
    return column < 2 ? 0 : TOLL_METER_CACHE_READ_AUDIO + (column - 2);
}

static void use_token(toll__usage *usage, uint32_t meter)
{
    if (meter == 0)
        return;
    usage->given |= TOLL__METER_BIT(meter);
    usage->quantity[meter] = 1;
}

/* The line of a record of one token; 0 when the split refuses it. */
static uint32_t find_line(const toll__choice *choice, const toll__usage *usage)
{
    const toll__pricing pricing = toll__pricing_of(choice);
    toll__lines lines;
    if (toll__split(&pricing, usage, &lines, NULL) != TOLL_OK)
        return 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((lines.meters >> meter & 1) != 0)
            return meter;
    return 0;
}

static uint32_t find_cell(const toll__choice *choice, uint32_t row, uint32_t column)
{
    toll__usage usage;
    memset(&usage, 0, sizeof usage);
    use_token(&usage, TOLL_METER_INPUT);
    use_token(&usage, toll__cell_rows[row]);
    if (row > 1)
        use_token(&usage, TOLL_METER_CACHE_WRITE);
    use_token(&usage, toll__cell_columns[column]);
    if (row == 1)
        use_token(&usage, toll__cell_joint(column));
    return find_line(choice, &usage);
}

static uint32_t find_answer(const toll__choice *choice, uint32_t part)
{
    toll__usage usage;
    memset(&usage, 0, sizeof usage);
    use_token(&usage, TOLL_METER_OUTPUT);
    use_token(&usage, toll__cell_answers[part]);
    return find_line(choice, &usage);
}

/* A token that the split refuses lies in two priced parts whose common part has no meter: either may be meant. */
static void map_cell(const toll__choice *choice, uint32_t row, uint32_t column, toll__cells *cells)
{
    uint32_t line = find_cell(choice, row, column), rival = 0;
    if (line == 0) {
        line = cells->line[row][0];
        rival = cells->line[0][column];
    }
    cells->line[row][column] = line;
    cells->rival[row][column] = rival;
    cells->lines |= TOLL__METER_BIT(line) | (rival != 0 ? TOLL__METER_BIT(rival) : 0);
}

void toll__cells_map(const toll__choice *choice, toll__cells *cells)
{
    memset(cells, 0, sizeof *cells);
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
            map_cell(choice, row, column, cells);
    for (uint32_t part = 0; part < TOLL__CELL_ANSWERS; part++) {
        cells->answer[part] = find_answer(choice, part);
        cells->lines |= TOLL__METER_BIT(cells->answer[part]);
    }
}
