/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the rows of a tariff together: order of kinds, duplicates, rising tiers, chains of fall-backs that end.
 *
 * One pass with a fixed state, whatever the number of rows. Rows of one kind and meter stand once in a block: in the
 * tariff itself, in a rule, in a multiplier. Two refusals keep every bill well defined: fall-backs in a loop, and two
 * priced meters whose common part (cache_read_audio of cache_read and input_audio) has neither a price nor a declared
 * fall-back, so that nobody has said which of the two prices it takes.
 *
 * Fall-backs of blocks may hold together or not, so a loop is sought in the graph of all that may hold. By hand: a rule
 * says cache_write -> cache_write_5m, the registry cache_write_5m -> cache_write; no base price for either: a loop when
 * the rule holds, refused. With a price of cache_write_5m in the same rule that edge ends at a price, and is left out. */
#include "book/tariff_rules.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/meter.h"
#include "book/row_rules.h"

#define NO_ROW UINT32_MAX

/* Kinds of which a block has one row a meter, volume tiers apart: they rise. */
enum {
    MINIMA,
    STEPS,
    ALLOWANCES,
    FALLBACKS,
    PARTS,
    VOLUMES,
    AMOUNTS,                /* by period, kind, is_contract */
    TERMS = AMOUNTS + 3 * 6 /* periods, kinds and sides */
};

/* What is open: the tariff itself, or one of its rules or multipliers. Sets of meters are words (book/meter.h). */
typedef struct tariff_state {
    uint32_t tariff_row, block_kind;
    uint32_t n_matches, n_prices;
    uint32_t n_retirements, n_redirections;
    uint32_t has_joints;        /* some joint_row is a row */
    uint64_t base[2], block[2]; /* meters priced, by is_contract: by the tariff, by the open rule */
    uint64_t terms[TERMS];      /* by kind, meters that have such a row in the open block */
    uint64_t declared[2];       /* meters with a fall-back: of the tariff itself, of any block */
    uint64_t next[TOLL_METERS]; /* meters that may stand in for one, by declared rows */
    uint32_t price_row[TOLL_METERS];
    uint32_t joint_row[TOLL_METERS];    /* of the price that leaves this joint part without its own */
    uint32_t fallback_row[TOLL_METERS]; /* the last one of a meter */
    uint32_t fallback[TOLL_METERS];     /* of the open block */
    uint64_t derived[2];                /* of the open block: meters that are filled in, meters that are added to */
    uint64_t derived_of[TOLL_METERS];   /* the meters that each is derived of */
    uint32_t volume_key[TOLL_METERS], volume_op[TOLL_METERS];
    int64_t volume_above[TOLL_METERS];
} tariff_state;

static toll_status refuse_tariff(toll_error *err, toll_status status, const char *field, uint32_t row,
                                 const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_BILL_ROW, field, row, reason);
}

/* "<before><meter><between><meter><after>"; a meter 0 ends the text. */
static toll_status refuse_meters(toll_error *err, uint32_t row, const char *before, uint32_t first, const char *between,
                                 uint32_t second, const char *after)
{
    char reason[160];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, before);
    toll__text_put(&text, toll__meter_get(first)->name);
    toll__text_put(&text, between);
    toll__text_put(&text, toll__meter_get(second)->name);
    toll__text_put(&text, after);
    (void)toll__text_end(&text);
    return refuse_tariff(err, TOLL_E_CONFLICT, "meter", row, reason);
}

/* ---- blocks ---- */

/* Two priced meters share a part that has no price: nobody said which of the two prices it is billed at. */
static void note_joints(tariff_state *w)
{
    const uint64_t priced = w->base[0] | w->base[1] | w->block[0] | w->block[1];
    const uint64_t settled = priced | w->declared[0] | w->terms[FALLBACKS];
    for (uint32_t joint = 1; joint < TOLL_METERS; joint++) {
        const toll__meter *meter = toll__meter_get(joint);
        uint64_t both = TOLL__METER_BIT(meter->parent) | TOLL__METER_BIT(meter->second_parent);
        if (meter->second_parent == 0 || (priced & both) != both || (settled & TOLL__METER_BIT(joint)) != 0)
            continue;
        uint32_t first = w->price_row[meter->parent], second = w->price_row[meter->second_parent];
        if (w->joint_row[joint] == NO_ROW)
            w->joint_row[joint] = first > second ? first : second;
        w->has_joints = 1;
    }
}

/* The block's fall-backs, but for those that end at a price whenever they hold. */
static void keep_fallbacks(tariff_state *w)
{
    const uint64_t priced = w->base[0] | w->base[1] | w->block[0] | w->block[1];
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((w->terms[FALLBACKS] >> meter & 1) != 0)
            w->next[meter] |= TOLL__METER_BIT(w->fallback[meter]) & ~priced;
    w->declared[1] |= w->terms[FALLBACKS];
    if (w->block_kind == 0)
        w->declared[0] = w->terms[FALLBACKS];
}

static void close_block(tariff_state *w)
{
    note_joints(w);
    keep_fallbacks(w);
    w->block[0] = w->block[1] = 0;
    w->derived[0] = w->derived[1] = 0;
    memset(w->terms, 0, sizeof w->terms);
    memset(w->derived_of, 0, sizeof w->derived_of);
}

static void open_block(tariff_state *w, uint32_t kind)
{
    close_block(w);
    w->block_kind = kind;
}

static void open_tariff(tariff_state *w, uint32_t row)
{
    memset(w, 0, sizeof *w);
    w->tariff_row = row;
    for (uint32_t meter = 0; meter < TOLL_METERS; meter++)
        w->joint_row[meter] = NO_ROW;
}

/* ---- rows of a tariff ---- */

static toll_status take_price(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    if (w->block_kind == TOLL_ROW_MULTIPLIER)
        return refuse_tariff(err, TOLL_E_CONFLICT, "kind", index,
                             "is a price inside a multiplier, which cannot hold one");
    uint64_t *priced = w->block_kind == TOLL_ROW_RULE ? w->block : w->base;
    uint64_t bit = TOLL__METER_BIT(row->meter);
    if ((priced[row->is_contract] & bit) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "meter", index,
                             "is priced twice in one rule, or in the tariff itself");
    priced[row->is_contract] |= bit;
    w->price_row[row->meter] = index;
    w->n_prices++;
    return TOLL_OK;
}

/* Rows of which a block has one a meter. */
static toll_status take_once(tariff_state *w, uint32_t term, const toll__row *row, uint32_t index, toll_error *err)
{
    uint64_t bit = TOLL__METER_BIT(row->meter);
    if ((w->terms[term] & bit) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "meter", index,
                             "already has a row of this kind in this rule or multiplier, or in the tariff itself");
    w->terms[term] |= bit;
    return TOLL_OK;
}

/* Rows of which a tariff has one. */
static toll_status take_single(uint32_t *count, uint32_t index, toll_error *err)
{
    if ((*count)++ == 0)
        return TOLL_OK;
    return refuse_tariff(err, TOLL_E_CONFLICT, "kind", index, "stands twice in this tariff: one row of it is enough");
}

static toll_status take_fallback(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    toll_status status = take_once(w, FALLBACKS, row, index, err);
    if (status != TOLL_OK)
        return status;
    if ((w->terms[PARTS] >> row->meter & 1) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "meter", index, "has a fall-back as well as a default part");
    if (row->other_meter == row->meter)
        return refuse_tariff(err, TOLL_E_CONFLICT, "other_meter", index,
                             "is the meter itself: a meter cannot fall back on itself");
    w->fallback[row->meter] = row->other_meter;
    w->fallback_row[row->meter] = index;
    return TOLL_OK;
}

/* Of each amount one that is negotiated and one that is not. Those of a period hold for all records of an account, so
 * no predicate of a record can say whether they do. */
static toll_status take_amount(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    const uint32_t period = toll__row_period(row) - TOLL_PERIOD_RECORD;
    if (period != 0 && w->block_kind != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "op", index,
                             "is an amount of a period inside a rule or multiplier: put it before the first of them");
    return take_once(w, AMOUNTS + 6 * period + 2 * (row->kind - TOLL_ROW_FEE) + row->is_contract, row, index, err);
}

/* Rows of one meter add up, so each is of another meter, and all of them fill in or add. */
static toll_status take_derived(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    const uint64_t bit = TOLL__METER_BIT(row->meter), other = TOLL__METER_BIT(row->other_meter);
    const uint32_t adds = row->op >= TOLL_DERIVE_ADD_UP;
    if ((w->derived_of[row->meter] & other) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "other_meter", index,
                             "already has a row of this kind for the meter in this rule, or in the tariff itself");
    if ((w->derived[1 - adds] & bit) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "op", index,
                             "both fills in and adds to the meter in this rule, or in the tariff itself");
    w->derived[adds] |= bit;
    w->derived_of[row->meter] |= other;
    return TOLL_OK;
}

/* A default part and a fall-back would both say what a total without a price costs. */
static toll_status take_part(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    if ((w->terms[FALLBACKS] >> row->meter & 1) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "meter", index, "has a fall-back as well as a default part");
    return take_once(w, PARTS, row, index, err);
}

/* Tiers of one meter rise over one counter; else it would be open which of two prices holds. */
static toll_status take_volume(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    const int is_next = (w->terms[VOLUMES] >> row->meter & 1) != 0;
    const uint32_t op = row->op == 0 ? TOLL_VOLUME_MARGINAL : row->op;
    if (is_next && w->volume_key[row->meter] != row->key)
        return refuse_tariff(err, TOLL_E_CONFLICT, "key", index, "differs from the counter of the meter's other tiers");
    if (is_next && w->volume_above[row->meter] >= row->quantity)
        return refuse_tariff(err, TOLL_E_CONFLICT, "quantity", index,
                             "must rise from one tier of the meter to the next");
    if (is_next && w->volume_op[row->meter] != op)
        return refuse_tariff(err, TOLL_E_CONFLICT, "op", index, "differs from that of the meter's other tiers");
    w->terms[VOLUMES] |= TOLL__METER_BIT(row->meter);
    w->volume_op[row->meter] = op;
    w->volume_key[row->meter] = row->key;
    w->volume_above[row->meter] = row->quantity;
    return TOLL_OK;
}

static toll_status check_predicate(const tariff_state *w, uint32_t index, toll_error *err)
{
    if (w->block_kind != 0)
        return TOLL_OK;
    return refuse_tariff(err, TOLL_E_CONFLICT, "kind", index, "is a predicate outside a rule or multiplier");
}

/* What is sold at the standard price is listed for the whole tariff. */
static toll_status check_listed(const tariff_state *w, uint32_t index, toll_error *err)
{
    if (w->block_kind == 0)
        return TOLL_OK;
    return refuse_tariff(err, TOLL_E_CONFLICT, "kind", index,
                         "lists a region or attribute inside a rule or multiplier: put it before the first of them");
}

static toll_status take_by_kind(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    switch (row->kind) {
    case TOLL_ROW_MATCH:
        w->n_matches++;
        return TOLL_OK;
    case TOLL_ROW_PRICE:
        return take_price(w, row, index, err);
    case TOLL_ROW_RULE:
    case TOLL_ROW_MULTIPLIER:
        open_block(w, row->kind);
        return TOLL_OK;
    case TOLL_ROW_MINIMUM:
        return take_once(w, MINIMA, row, index, err);
    case TOLL_ROW_STEP:
        return take_once(w, STEPS, row, index, err);
    case TOLL_ROW_ALLOWANCE:
        return take_once(w, ALLOWANCES, row, index, err);
    case TOLL_ROW_DEFAULT_PART:
        return take_part(w, row, index, err);
    case TOLL_ROW_FEE:
    case TOLL_ROW_FLOOR:
    case TOLL_ROW_CAP:
        return take_amount(w, row, index, err);
    case TOLL_ROW_DERIVE:
        return take_derived(w, row, index, err);
    case TOLL_ROW_FALLBACK:
        return take_fallback(w, row, index, err);
    case TOLL_ROW_VOLUME:
        return take_volume(w, row, index, err);
    case TOLL_ROW_RETIRED:
        return take_single(&w->n_retirements, index, err);
    case TOLL_ROW_REDIRECT:
        return take_single(&w->n_redirections, index, err);
    case TOLL_ROW_TIER:
    case TOLL_ROW_HOLIDAY:
    case TOLL_ROW_CALENDAR:
    case TOLL_ROW_ZONE:
        return TOLL_OK;
    case TOLL_ROW_REGION:
    case TOLL_ROW_ATTRIBUTE:
        return check_listed(w, index, err);
    default:
        return check_predicate(w, index, err);
    }
}

/* ---- tariffs ---- */

/* The meters that may stand in for one, as a set: by declared rows, and by the registry unless the tariff itself
 * declares one. A part of two meters takes its second parent where the first choice has no price (fallback.c). */
static uint64_t next_meters(const tariff_state *w, uint32_t meter)
{
    const toll__meter *place = toll__meter_get(meter);
    const uint64_t first = TOLL__METER_BIT(place->fallback);
    if ((w->declared[0] >> meter & 1) != 0)
        return w->next[meter];
    if (place->second_parent == 0)
        return w->next[meter] | first;
    return w->next[meter] | (((w->base[0] | w->base[1]) & first) != 0 ? 0 : TOLL__METER_BIT(place->second_parent));
}

/* Meters whose chain of fall-backs may come to no end, as a set: those that end are taken out, one after another. Meter
 * 0 stands for "nothing stands in". */
static uint64_t find_endless(const tariff_state *w)
{
    uint64_t endless = (((uint64_t)1 << TOLL_METERS) - 2) & ~(w->base[0] | w->base[1]);
    for (uint64_t before = 0; before != endless;) {
        before = endless;
        for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
            if ((next_meters(w, meter) & endless) == 0)
                endless &= ~TOLL__METER_BIT(meter);
    }
    return endless;
}

/* The registry's own chains end, so every loop holds a declared row: the last of them is named. */
static toll_status check_chains(const tariff_state *w, toll_error *err)
{
    const uint64_t endless = find_endless(w);
    uint32_t row = 0;
    if (endless == 0)
        return TOLL_OK;
    for (uint32_t meter = 1; meter < TOLL_METERS; meter++)
        if ((endless & w->declared[1]) >> meter & 1 && (w->next[meter] & endless) != 0 && w->fallback_row[meter] > row)
            row = w->fallback_row[meter];
    return refuse_tariff(err, TOLL_E_CONFLICT, "other_meter", row,
                         "closes a loop of fall-backs between meters without a price");
}

static toll_status check_joints(const tariff_state *w, toll_error *err)
{
    for (uint32_t joint = 1; joint < TOLL_METERS; joint++) {
        const toll__meter *meter = toll__meter_get(joint);
        if (w->joint_row[joint] == NO_ROW)
            continue;
        uint32_t row = w->joint_row[joint];
        uint32_t here = w->price_row[meter->parent] == row ? meter->parent : meter->second_parent;
        uint32_t other = here == meter->parent ? meter->second_parent : meter->parent;
        return refuse_meters(err, row, "is priced together with ", other, ", but their common part ", joint,
                             " has neither price nor fall-back");
    }
    return TOLL_OK;
}

static toll_status close_tariff(tariff_state *w, toll_error *err)
{
    close_block(w);
    if (w->n_matches == 0)
        return refuse_tariff(err, TOLL_E_MISSING, "kind", w->tariff_row, "is a tariff without a name (no match row)");
    if (w->n_prices == 0)
        return refuse_tariff(err, TOLL_E_MISSING, "kind", w->tariff_row, "is a tariff without a price");
    toll_status status = check_chains(w, err);
    if (status != TOLL_OK)
        return status;
    return w->has_joints ? check_joints(w, err) : TOLL_OK;
}

static toll_status take_row(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    if (row->kind != TOLL_ROW_TARIFF && index == 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "kind", index, "stands before the first row of kind tariff");
    if (row->kind != TOLL_ROW_TARIFF)
        return take_by_kind(w, row, index, err);
    toll_status status = index > 0 ? close_tariff(w, err) : TOLL_OK;
    open_tariff(w, index);
    return status;
}

/* The first row opens the tariff, and no other one does. */
toll_status toll__tariff_check(const toll__book *book, uint32_t tariff, toll_error *err)
{
    tariff_state w;
    const toll__tariff span = toll__book_tariff(book, tariff);
    const uint32_t first = (uint32_t)(span.rows - book->rows);
    open_tariff(&w, first);
    for (uint32_t i = 0; i < span.n_rows; i++) {
        const toll__row row = span.rows[i]; /* a copy: what was checked is what is used */
        toll_status status = toll__row_check(book, &row, first + i, err);
        if (status != TOLL_OK)
            return status;
        if ((row.kind == TOLL_ROW_TARIFF) != (i == 0))
            return refuse_tariff(err, TOLL_E_CONFLICT, "kind", first + i, "is not that of a row in this place");
        status = i > 0 ? take_by_kind(&w, &row, first + i, err) : TOLL_OK;
        if (status != TOLL_OK)
            return status;
    }
    return close_tariff(&w, err);
}

toll_status toll__tariffs_check(const toll__book *book, toll_error *err)
{
    tariff_state w;
    open_tariff(&w, 0);
    for (uint32_t index = 0; index < book->n_rows; index++) {
        const toll__row row = book->rows[index]; /* a copy: what was checked is what is used */
        toll_status status = toll__row_check(book, &row, index, err);
        if (status != TOLL_OK)
            return status;
        status = take_row(&w, &row, index, err);
        if (status != TOLL_OK)
            return status;
    }
    return close_tariff(&w, err);
}
