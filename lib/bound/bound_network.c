/* SPDX-License-Identifier: Apache-2.0 */
/* The network of a case. A token is in one cell (kind of caching x modality, or kind of answer), and its cell says its
 * line; so a bill is linear in the numbers of tokens in cells, and limits bound sums of cells that are nested by caching
 * and, apart from that, by modality. Such sums are the arcs of a network:
 *
 *     total -> caching -> kind of caching -> (cell) -> modality -> total          input
 *     total -> output -> kind of answer -> total                                  output
 *
 * whose best circulation is the extreme of the linear bill, in whole tokens (bound/circulation.c).
 *
 * By hand: at most 100 input tokens, at most 40 of them read from the cache; a plain token costs 3, a read one 1. The
 * arcs hub -> input (0..100), input -> plain, input -> read (0..40), plain -> text (gain 3), read -> text (gain 1) and
 * text -> hub have their best circulation at 100 plain ones: 300. */
#include "bound/bound_network.h"

enum {
    HUB, /* where both totals begin and end */
    INPUT,
    PLAIN,
    READ,
    WRITE,
    WRITES,               /* five kinds */
    COLUMNS = WRITES + 5, /* five modalities */
    ANSWER = COLUMNS + 5,
    NODES
};

_Static_assert(NODES <= TOLL__CIRCULATION_NODES, "the network has room");

/* ---- limits and cells as arcs ---- */

static uint32_t node_of_row(uint32_t row)
{
    return row < 2 ? PLAIN + row : WRITES + (row - 2);
}

static int is_same_line(const toll__cells *cells, uint32_t row, uint32_t column, uint32_t other_row,
                        uint32_t other_column)
{
    return cells->line[row][column] == cells->line[other_row][other_column] &&
           (cells->rival[row][column] | cells->rival[other_row][other_column]) == 0;
}

/* A row (column) whose tokens cost what plain (text) ones do, and that need not hold any, is left out. Where something
 * must be written it matters which kinds of writes there are: the cheapest may cost what plain tokens do. */
static int needs_row(const toll__case_work *w, uint32_t row)
{
    if (w->c->box->least[toll__cell_rows[row]] > 0 || (row > 1 && w->c->box->least[TOLL_METER_CACHE_WRITE] > 0))
        return 1;
    for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
        if (!is_same_line(w->c->cells, row, column, 0, column) ||
            (row == 1 && column > 1 && w->c->box->least[toll__cell_joint(column)] > 0))
            return 1;
    return 0;
}

static int needs_column(const toll__case_work *w, uint32_t column)
{
    if (w->c->box->least[toll__cell_columns[column]] > 0 || w->c->box->least[toll__cell_joint(column)] > 0)
        return 1;
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        if (!is_same_line(w->c->cells, row, column, row, 0))
            return 1;
    return 0;
}

static void find_needed(toll__case_work *w)
{
    w->rows = w->columns = 1;
    for (uint32_t row = 1; row < TOLL__CELL_ROWS; row++)
        w->rows |= (uint32_t)needs_row(w, row) << row;
    for (uint32_t column = 1; column < TOLL__CELL_COLUMNS; column++)
        w->columns |= (uint32_t)needs_column(w, column) << column;
}

static void add_arc(toll__case_work *w, uint32_t from, uint32_t to, int64_t least, int64_t most, int64_t gain)
{
    w->network.arcs[w->network.n_arcs++] = (toll__arc){from, to, least, most, gain, 0};
}

/* The arc of a meter's limits; meter 0: no limits. */
static void add_limit(toll__case_work *w, uint32_t from, uint32_t to, uint32_t meter, int64_t gain)
{
    const toll__box *box = w->c->box;
    if (meter == 0)
        add_arc(w, from, to, 0, INT64_MAX, gain);
    else
        add_arc(w, from, to, box->least[meter], box->most[meter], gain);
}

static int is_priced(const toll__case_work *w, uint32_t line)
{
    return line != 0 && (w->units.priced >> line & 1) != 0;
}

/* Of the lines that a token may be on, the one that goes further in the direction sought; 0: none has a price. */
static uint32_t choose_line(const toll__case_work *w, uint32_t line, uint32_t rival)
{
    if (!is_priced(w, line))
        return is_priced(w, rival) ? rival : 0;
    if (!is_priced(w, rival))
        return line;
    int is_dearer = w->units.unit[rival] > w->units.unit[line];
    return is_dearer == (w->goal.sense > 0) ? rival : line;
}

static uint32_t line_of_cell(const toll__case_work *w, uint32_t row, uint32_t column)
{
    return choose_line(w, w->c->cells->line[row][column], w->c->cells->rival[row][column]);
}

static uint64_t choose_prompts(const toll__case_work *w)
{
    uint64_t lines = 0;
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
            if ((w->rows >> row & w->columns >> column & 1) != 0)
                lines |= TOLL__METER_BIT(line_of_cell(w, row, column));
    return lines & ~UINT64_C(1);
}

static uint64_t choose_answers(const toll__case_work *w)
{
    uint64_t lines = 0;
    for (uint32_t part = 0; part < TOLL__CELL_ANSWERS; part++)
        lines |= is_priced(w, w->c->cells->answer[part]) ? TOLL__METER_BIT(w->c->cells->answer[part]) : 0;
    return lines;
}

static void find_lines(toll__case_work *w)
{
    uint64_t prompts = choose_prompts(w), answers = choose_answers(w);
    w->lines = prompts | answers;
    w->shared = 0;
    w->shared |= (prompts & (prompts - 1)) != 0 ? prompts : 0;
    w->shared |= (answers & (answers - 1)) != 0 ? answers : 0;
}

/* Where a side has one line, all that counts is how many tokens there are, even if a unit may cost nothing. */
static int64_t gain_of_line(const toll__case_work *w, uint32_t line)
{
    int64_t unit = (w->shared >> line & 1) != 0 ? w->units.unit[line] : 1;
    return w->goal.sense * unit;
}

/* Tokens of a cell without a price make a record that can't be billed: none may be there. */
static void add_cell(toll__case_work *w, uint32_t row, uint32_t column)
{
    uint32_t line = line_of_cell(w, row, column), joint = row == 1 ? toll__cell_joint(column) : 0;
    int64_t least = joint != 0 ? w->c->box->least[joint] : 0, most = joint != 0 ? w->c->box->most[joint] : INT64_MAX;
    if (line == 0 && least == 0)
        return;
    add_arc(w, node_of_row(row), COLUMNS + column, least, line == 0 ? 0 : most, line == 0 ? 0 : gain_of_line(w, line));
}

static void add_input(toll__case_work *w)
{
    add_limit(w, HUB, INPUT, TOLL_METER_INPUT, 0);
    add_limit(w, INPUT, PLAIN, 0, 0);
    if ((w->rows & 2u) != 0)
        add_limit(w, INPUT, READ, TOLL_METER_CACHE_READ, 0);
    if ((w->rows >> 2) != 0)
        add_limit(w, INPUT, WRITE, TOLL_METER_CACHE_WRITE, 0);
    for (uint32_t row = 2; row < TOLL__CELL_ROWS; row++)
        if ((w->rows >> row & 1) != 0)
            add_limit(w, WRITE, node_of_row(row), row == TOLL__CELL_UNTIMED ? 0 : toll__cell_rows[row], 0);
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
            if ((w->rows >> row & w->columns >> column & 1) != 0)
                add_cell(w, row, column);
    for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
        if ((w->columns >> column & 1) != 0)
            add_limit(w, COLUMNS + column, HUB, toll__cell_columns[column], 0);
}

static void add_output(toll__case_work *w)
{
    add_limit(w, HUB, ANSWER, TOLL_METER_OUTPUT, 0);
    for (uint32_t part = 0; part < TOLL__CELL_ANSWERS; part++) {
        uint32_t line = w->c->cells->answer[part], meter = toll__cell_answers[part];
        int64_t least = meter != 0 ? w->c->box->least[meter] : 0;
        if (is_priced(w, line))
            add_limit(w, ANSWER, HUB, meter, gain_of_line(w, line));
        else
            add_arc(w, ANSWER, HUB, least, 0, 0);
    }
}

/* ---- what the circulation says ---- */

static int64_t count_into(const toll__circulation *network, uint32_t node)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < network->n_arcs; i++)
        sum += network->arcs[i].to == node ? network->arcs[i].flow : 0;
    return sum;
}

static void use_meter(toll__usage *usage, uint32_t meter, int64_t quantity)
{
    usage->quantity[meter] = quantity;
    if (quantity != 0)
        usage->given |= TOLL__METER_BIT(meter);
}

static void read_cell(toll__case_work *w, const toll__arc *arc)
{
    uint32_t row = arc->from < WRITE ? arc->from - PLAIN : arc->from - WRITES + 2, column = arc->to - COLUMNS;
    uint32_t line = line_of_cell(w, row, column), joint = row == 1 ? toll__cell_joint(column) : 0;
    w->quantity[line] += arc->flow;
    if (joint != 0)
        use_meter(&w->extreme->usage, joint, arc->flow);
}

static void read_input(toll__case_work *w)
{
    toll__usage *usage = &w->extreme->usage;
    for (uint32_t i = 0; i < w->network.n_arcs; i++)
        if (w->network.arcs[i].to >= COLUMNS && w->network.arcs[i].to < ANSWER)
            read_cell(w, &w->network.arcs[i]);
    use_meter(usage, TOLL_METER_INPUT, count_into(&w->network, INPUT));
    use_meter(usage, TOLL_METER_CACHE_WRITE, count_into(&w->network, WRITE));
    for (uint32_t row = 1; row < TOLL__CELL_ROWS - 1; row++)
        use_meter(usage, toll__cell_rows[row], count_into(&w->network, node_of_row(row)));
    for (uint32_t column = 1; column < TOLL__CELL_COLUMNS; column++)
        use_meter(usage, toll__cell_columns[column], count_into(&w->network, COLUMNS + column));
    for (uint32_t column = 2; column < TOLL__CELL_COLUMNS; column++) /* what was read of a modality is always stated */
        if (usage->quantity[TOLL_METER_CACHE_READ] != 0 && usage->quantity[toll__cell_columns[column]] != 0)
            usage->given |= TOLL__METER_BIT(toll__cell_joint(column));
}

static void read_output(toll__case_work *w)
{
    uint32_t part = 0;
    use_meter(&w->extreme->usage, TOLL_METER_OUTPUT, count_into(&w->network, ANSWER));
    for (uint32_t i = 0; i < w->network.n_arcs; i++) {
        const toll__arc *arc = &w->network.arcs[i];
        if (arc->from != ANSWER)
            continue;
        w->quantity[w->c->cells->answer[part]] += arc->flow;
        if (part != 0)
            use_meter(&w->extreme->usage, toll__cell_answers[part], arc->flow);
        part++;
    }
}

/* Meters without parts; 0: one of them must have a quantity, and has no price. */
static int read_others(toll__case_work *w)
{
    const toll__box *box = w->c->box;
    for (uint32_t meter = TOLL_METER_REQUEST; meter < TOLL_METERS; meter++) {
        if ((TOLL__METER_TOKENS >> meter & 1) != 0)
            continue;
        int64_t quantity = w->goal.sense > 0 ? box->most[meter] : box->least[meter];
        if (quantity == INT64_MAX)
            quantity = box->least[meter]; /* free, or limited by nobody who pays */
        if (!toll__units_is_priced(w->c->choice, meter)) {
            if (box->least[meter] > 0 || box->most[meter] < 0)
                return 0;
            continue;
        }
        w->quantity[meter] = quantity;
        use_meter(&w->extreme->usage, meter, quantity);
    }
    return 1;
}

void toll__network_make(toll__case_work *w)
{
    w->network.n_arcs = 0;
    w->network.n_nodes = NODES;
    find_needed(w);
    find_lines(w);
    add_input(w);
    add_output(w);
}

int toll__network_read(toll__case_work *w)
{
    if (!read_others(w))
        return 0;
    read_input(w);
    read_output(w);
    return 1;
}
