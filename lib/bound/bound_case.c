/* SPDX-License-Identifier: Apache-2.0 */
/* Within a case every price is fixed, and a bill is the sum of what its lines cost. A token is in one cell (kind of
 * caching x modality, or kind of answer), and its cell says its line; so a bill is linear in the numbers of tokens in
 * cells, and limits bound sums of cells that are nested by caching and, apart from that, by modality. Such sums are the
 * arcs of a network:
 *
 *     total -> caching -> kind of caching -> (cell) -> modality -> total          input
 *     total -> output -> kind of answer -> total                                  output
 *
 * whose best circulation is the extreme of the linear bill, in whole tokens (bound/circulation.c). What bends it:
 *
 * - Minimum, step, allowance, volume tiers. Where a side of the record has one line only, its cost never falls as its
 *   quantity rises (prices and factors are not negative, an allowance only shrinks, a tier's price is paid for units
 *   beyond it), so the extreme is at the extreme quantity, and the very functions of the bill compute it there. Meters
 *   without parts are of that kind always. A line that shares its side with others gets the dearest unit that it may
 *   meet, times what minimum and step may add: above every bill, perhaps more than any (TOLL_RELAXED_TIERS).
 * - Volume tiers that price all units of a record: more of them may cost less. Relaxed as above.
 * - A minimum of an inclusive total adds to the total's line: relaxed as above where that line shares its side.
 * - A counter that two lines move: one line's quantity then changes the other's price. The allowance that both share is
 *   smaller for the second the more the first takes, so the corner is still the dearest; a volume tier may make the
 *   second cheaper: relaxed as above.
 * - Rounding. A line whose unit is no whole number of attos is rounded by at most 1/2 of one, in the bill sought
 *   and in the one that was found: one atto for each such line makes the figure safe (TOLL_RELAXED_ROUNDING). */
#include "bound/bound_case.h"

#include <string.h>

#include "base/amount.h"
#include "base/fault.h"
#include "bill/charge.h"
#include "bound/bound_money.h"
#include "bound/circulation.h"

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

typedef struct case_work {
    const toll__case *c;
    toll__goal goal;
    toll__units units;
    toll__circulation network;
    uint32_t rows, columns;        /* sets of those that the network has */
    uint64_t lines;                /* set of lines that its tokens may be on */
    uint64_t shared;               /* of them, those that share their side of the record with others */
    int64_t quantity[TOLL_METERS]; /* of lines */
    toll__extreme *extreme;
} case_work;

/* ---- the network ---- */

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
static int needs_row(const case_work *w, uint32_t row)
{
    if (w->c->box->least[toll__cell_rows[row]] > 0 || (row > 1 && w->c->box->least[TOLL_METER_CACHE_WRITE] > 0))
        return 1;
    for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
        if (!is_same_line(w->c->cells, row, column, 0, column) ||
            (row == 1 && column > 1 && w->c->box->least[toll__cell_joint(column)] > 0))
            return 1;
    return 0;
}

static int needs_column(const case_work *w, uint32_t column)
{
    if (w->c->box->least[toll__cell_columns[column]] > 0 || w->c->box->least[toll__cell_joint(column)] > 0)
        return 1;
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        if (!is_same_line(w->c->cells, row, column, row, 0))
            return 1;
    return 0;
}

static void find_needed(case_work *w)
{
    w->rows = w->columns = 1;
    for (uint32_t row = 1; row < TOLL__CELL_ROWS; row++)
        w->rows |= (uint32_t)needs_row(w, row) << row;
    for (uint32_t column = 1; column < TOLL__CELL_COLUMNS; column++)
        w->columns |= (uint32_t)needs_column(w, column) << column;
}

static void add_arc(case_work *w, uint32_t from, uint32_t to, int64_t least, int64_t most, int64_t gain)
{
    w->network.arcs[w->network.n_arcs++] = (toll__arc){from, to, least, most, gain, 0};
}

/* The arc of a meter's limits; meter 0: no limits. */
static void add_limit(case_work *w, uint32_t from, uint32_t to, uint32_t meter, int64_t gain)
{
    const toll__box *box = w->c->box;
    if (meter == 0)
        add_arc(w, from, to, 0, INT64_MAX, gain);
    else
        add_arc(w, from, to, box->least[meter], box->most[meter], gain);
}

static int is_priced(const case_work *w, uint32_t line)
{
    return line != 0 && (w->units.priced >> line & 1) != 0;
}

/* Of the lines that a token may be on, the one that goes further in the direction sought; 0: none has a price. */
static uint32_t choose_line(const case_work *w, uint32_t line, uint32_t rival)
{
    if (!is_priced(w, line))
        return is_priced(w, rival) ? rival : 0;
    if (!is_priced(w, rival))
        return line;
    int is_dearer = w->units.unit[rival] > w->units.unit[line];
    return is_dearer == (w->goal.sense > 0) ? rival : line;
}

static uint32_t line_of_cell(const case_work *w, uint32_t row, uint32_t column)
{
    return choose_line(w, w->c->cells->line[row][column], w->c->cells->rival[row][column]);
}

static uint64_t choose_prompts(const case_work *w)
{
    uint64_t lines = 0;
    for (uint32_t row = 0; row < TOLL__CELL_ROWS; row++)
        for (uint32_t column = 0; column < TOLL__CELL_COLUMNS; column++)
            if ((w->rows >> row & w->columns >> column & 1) != 0)
                lines |= TOLL__METER_BIT(line_of_cell(w, row, column));
    return lines & ~UINT64_C(1);
}

static uint64_t choose_answers(const case_work *w)
{
    uint64_t lines = 0;
    for (uint32_t part = 0; part < TOLL__CELL_ANSWERS; part++)
        lines |= is_priced(w, w->c->cells->answer[part]) ? TOLL__METER_BIT(w->c->cells->answer[part]) : 0;
    return lines;
}

static void find_lines(case_work *w)
{
    uint64_t prompts = choose_prompts(w), answers = choose_answers(w);
    w->lines = prompts | answers;
    w->shared = 0;
    w->shared |= (prompts & (prompts - 1)) != 0 ? prompts : 0;
    w->shared |= (answers & (answers - 1)) != 0 ? answers : 0;
}

/* Where a side has one line, all that counts is how many tokens there are, even if a unit may cost nothing. */
static int64_t gain_of_line(const case_work *w, uint32_t line)
{
    int64_t unit = (w->shared >> line & 1) != 0 ? w->units.unit[line] : 1;
    return w->goal.sense * unit;
}

/* Tokens of a cell without a price make a record that can't be billed: none may be there. */
static void add_cell(case_work *w, uint32_t row, uint32_t column)
{
    uint32_t line = line_of_cell(w, row, column), joint = row == 1 ? toll__cell_joint(column) : 0;
    int64_t least = joint != 0 ? w->c->box->least[joint] : 0, most = joint != 0 ? w->c->box->most[joint] : INT64_MAX;
    if (line == 0 && least == 0)
        return;
    add_arc(w, node_of_row(row), COLUMNS + column, least, line == 0 ? 0 : most, line == 0 ? 0 : gain_of_line(w, line));
}

static void add_input(case_work *w)
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

static void add_output(case_work *w)
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

static void read_cell(case_work *w, const toll__arc *arc)
{
    uint32_t row = arc->from < WRITE ? arc->from - PLAIN : arc->from - WRITES + 2, column = arc->to - COLUMNS;
    uint32_t line = line_of_cell(w, row, column), joint = row == 1 ? toll__cell_joint(column) : 0;
    w->quantity[line] += arc->flow;
    if (joint != 0)
        use_meter(&w->extreme->usage, joint, arc->flow);
}

static void read_input(case_work *w)
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

static void read_output(case_work *w)
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
static int read_others(case_work *w)
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

/* ---- what lines cost ---- */

static int has_kind(const toll__choice *choice, uint32_t kind, uint32_t meter)
{
    return toll__select_term(choice, kind, meter) != 0;
}

static int moves_counter(const toll__choice *choice, uint32_t meter)
{
    return has_kind(choice, TOLL_ROW_ALLOWANCE, meter) || has_kind(choice, TOLL_ROW_VOLUME, meter);
}

/* Base units that minima of inclusive totals may add to a line: each all but one of it. */
static int64_t count_filled(const toll__choice *choice, uint32_t line)
{
    int64_t sum = 0;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_MINIMUM, meter);
        if (row == 0 || choice->rows[row].op != TOLL_MINIMUM_TOTAL || toll__quantity_fill_line(choice, meter) != line)
            continue;
        const int64_t most = choice->rows[row].quantity > 0 ? choice->rows[row].quantity - 1 : 0;
        sum = sum > INT64_MAX - most ? INT64_MAX : sum + most;
    }
    return sum;
}

static int is_raised(const toll__choice *choice, uint32_t meter)
{
    return has_kind(choice, TOLL_ROW_MINIMUM, meter) || has_kind(choice, TOLL_ROW_STEP, meter) ||
           count_filled(choice, meter) != 0;
}

/* Whether a meter's row of this kind moves the counter. */
static int counts_on(const toll__choice *choice, uint32_t kind, uint32_t meter, uint32_t key)
{
    const uint32_t row = toll__select_term(choice, kind, meter);
    return row != 0 && choice->rows[row].key == key;
}

/* Whether some counter of volume tiers is moved by two meters. */
static int has_common_tiers(const toll__choice *choice)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_VOLUME, meter);
        const uint32_t key = row != 0 ? choice->rows[row].key : 0;
        for (uint32_t other = 1; other < TOLL_METERS && key != 0; other++)
            if (other != meter &&
                (counts_on(choice, TOLL_ROW_VOLUME, other, key) || counts_on(choice, TOLL_ROW_ALLOWANCE, other, key)))
                return 1;
    }
    return 0;
}

/* Base units that minimum and step may add to a line that is not empty: max(q, minimum) <= q + minimum - 1, and
 * rounding up adds step - 1 at most. */
static int64_t count_added(const toll__choice *choice, uint32_t meter)
{
    uint32_t minimum = toll__select_term(choice, TOLL_ROW_MINIMUM, meter);
    uint32_t step = toll__select_term(choice, TOLL_ROW_STEP, meter);
    int64_t a = minimum != 0 && choice->rows[minimum].op != TOLL_MINIMUM_TOTAL ? choice->rows[minimum].quantity : 0;
    int64_t b = step != 0 ? choice->rows[step].quantity : 0;
    a = a > 0 ? a - 1 : 0;
    b = b > 0 ? b - 1 : 0;
    a = a > INT64_MAX - b ? INT64_MAX : a + b;
    b = count_filled(choice, meter);
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static toll_status add_cost(case_work *w, const toll__units *units, uint32_t line, int64_t quantity, toll_error *err)
{
    toll_amount cost;
    toll_status status = toll__units_cost(units, line, quantity, &cost, err);
    if (status != TOLL_OK)
        return status;
    return toll__amount_add(w->extreme->amount, cost, &w->extreme->amount, err);
}

/* A line at its unit: exact unless minimum, step, allowance or tiers bend it. */
static toll_status add_linear(case_work *w, const toll__units *units, uint32_t line, toll_error *err)
{
    const toll__choice *choice = w->c->choice;
    int64_t quantity = w->quantity[line];
    toll_status status = add_cost(w, units, line, quantity, err);
    if (status != TOLL_OK)
        return status;
    if ((units->broken >> line & 1) != 0) {
        w->extreme->relaxed |= TOLL_RELAXED_ROUNDING;
        toll_amount atto = {w->goal.sense > 0 ? 1 : UINT64_MAX, w->goal.sense > 0 ? 0 : -1};
        status = toll__amount_add(w->extreme->amount, atto, &w->extreme->amount, err);
    }
    if (status != TOLL_OK || (!moves_counter(choice, line) && !is_raised(choice, line)))
        return status;
    w->extreme->relaxed |= TOLL_RELAXED_TIERS;
    return w->goal.sense > 0 ? add_cost(w, units, line, count_added(choice, line), err) : TOLL_OK;
}

/* Lines that bend and stand alone on their side, at what the bill itself says. TOLL_E_RANGE where this very quantity is
 * not billable, as half a counter's unit is not; TOLL_E_CONFLICT where no quantity of the line is. */
static toll_status add_exact(case_work *w, uint64_t lines, toll_error *err)
{
    toll__lines plain;
    toll__sums sums;
    toll__counters counters = *w->c->counters;
    const toll__line_buffer nowhere = {NULL, 0};
    memset(&plain, 0, sizeof plain);
    toll__quantity_fill(w->c->choice, &w->extreme->usage, &plain);
    plain.meters = 0;
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        plain.quantity[line] += w->quantity[line];
        if ((lines >> line & 1) != 0 && plain.quantity[line] != 0)
            plain.meters |= TOLL__METER_BIT(line);
    }
    toll_status status = toll__charge(w->c->choice, &plain, NULL, &counters, &nowhere, &sums, err);
    if (status != TOLL_OK)
        return status;
    const toll_amount figures[3] = {sums.billed, sums.contracted, sums.list};
    return toll__amount_add(w->extreme->amount, figures[w->goal.figure], &w->extreme->amount, err);
}

static toll_status add_shared(case_work *w, toll_error *err)
{
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        if ((w->shared >> line & 1) == 0)
            continue;
        toll_status status = add_linear(w, &w->units, line, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

static toll_status add_relaxed(case_work *w, uint64_t alone, toll_error *err)
{
    for (uint32_t line = 1; line < TOLL_METERS; line++) {
        toll__units own;
        toll__goal goal = w->goal;
        if ((alone >> line & 1) == 0 || w->quantity[line] == 0)
            continue;
        goal.sense = w->quantity[line] < 0 ? -goal.sense : goal.sense; /* of a credit the other unit is the safe one */
        toll_status status = toll__units_set(w->c->choice, TOLL__METER_BIT(line), goal, &own, err);
        if (status != TOLL_OK)
            return status;
        status = add_linear(w, &own, line, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* Whether more units of some line may cost less: at the price of the tier that the last of them reaches. */
static int has_flat_tiers(const toll__choice *choice)
{
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++) {
        const uint32_t row = toll__select_term(choice, TOLL_ROW_VOLUME, meter);
        if (row != 0 && choice->rows[row].op == TOLL_VOLUME_ALL)
            return 1;
    }
    return 0;
}

/* Whether the corner of the limits may not be the dearest. */
static int counts_together(const case_work *w)
{
    const toll__choice *choice = w->c->choice;
    if (!toll__select_has_terms(choice))
        return 0;
    if (has_flat_tiers(choice))
        return 1;
    for (uint32_t line = 1; line < TOLL_METERS; line++)
        if ((w->shared >> line & 1) != 0 && moves_counter(choice, line))
            return 1;
    return has_common_tiers(choice);
}

static toll_status add_up(case_work *w, toll_error *err)
{
    const uint64_t others = ~TOLL__METER_TOKENS;
    uint64_t alone = (w->lines & ~w->shared) | others;
    toll_status status = add_shared(w, err);
    if (status != TOLL_OK)
        return status;
    if (counts_together(w))
        return add_relaxed(w, alone, err);
    status = add_exact(w, alone, err);
    return status == TOLL_E_RANGE || status == TOLL_E_CONFLICT ? add_relaxed(w, alone, err) : status;
}

toll_status toll__case_solve(const toll__case *c, toll__goal goal, toll__extreme *extreme, toll_error *err)
{
    case_work w;
    w.c = c;
    w.goal = goal;
    w.extreme = extreme;
    w.network.n_arcs = 0;
    w.network.n_nodes = NODES;
    memset(w.quantity, 0, sizeof w.quantity);
    memset(extreme, 0, sizeof *extreme);
    toll_status status = toll__units_set(c->choice, c->cells->lines, goal, &w.units, err);
    if (status != TOLL_OK)
        return status;
    find_needed(&w);
    find_lines(&w);
    add_input(&w);
    add_output(&w);
    toll__circulation_state state = toll__circulation_solve(&w.network);
    if (state == TOLL__CIRCULATION_GAVE_UP)
        return toll__fail(err, TOLL_E_UNSUPPORTED, 0, "limits", -1, "need too many steps to bound");
    if (state == TOLL__CIRCULATION_INFEASIBLE || !read_others(&w))
        return TOLL_OK;
    read_input(&w);
    read_output(&w);
    extreme->is_feasible = 1;
    status = add_up(&w, err);
    return status != TOLL_OK ? status : toll__bound_money(c, goal, &extreme->amount, err);
}
