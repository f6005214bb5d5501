/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the rows of a tariff together: order of kinds, duplicates, rising tiers, chains of fall-backs that end.
 *
 * One pass with a fixed state, whatever the number of rows. Two refusals keep every bill well defined: fall-backs in
 * a loop, and two priced meters whose common part (cache_read_audio of cache_read and input_audio) has neither a
 * price nor a declared fall-back, so that nobody has said which of the two prices it takes. */
#include "book/tariff_rules.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "book/meter.h"
#include "book/row_rules.h"

#define NO_ROW UINT32_MAX

/* What is open: the tariff itself, or one of its rules or multipliers. Sets of meters are words (book/meter.h). */
typedef struct tariff_state {
    uint32_t tariff_row, block_kind;
    uint32_t n_matches, n_prices;
    uint32_t n_retirements, n_redirections;
    uint32_t has_joints;         /* some joint_row is a row */
    uint64_t base[2], block[2];  /* meters priced, by is_contract: by the tariff, by the open rule */
    uint64_t minima, steps;      /* meters with such a row */
    uint64_t fallbacks, volumes; /* likewise */
    uint32_t price_row[TOLL_METERS];
    uint32_t joint_row[TOLL_METERS]; /* of the price that leaves this joint part without its own */
    uint32_t fallback_row[TOLL_METERS], fallback[TOLL_METERS];
    uint32_t volume_key[TOLL_METERS];
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

/* Two priced meters share a part that has no price: nobody said which of the two prices it is billed at. Kept until the
 * tariff ends, because a declared fall-back may still follow. */
static void close_block(tariff_state *w)
{
    uint64_t priced = w->base[0] | w->base[1] | w->block[0] | w->block[1];
    for (uint32_t joint = 1; joint < TOLL_METERS; joint++) {
        const toll__meter *meter = toll__meter_get(joint);
        uint64_t both = TOLL__METER_BIT(meter->parent) | TOLL__METER_BIT(meter->second_parent);
        if (meter->second_parent == 0 || (priced & both) != both || (priced & TOLL__METER_BIT(joint)) != 0)
            continue;
        uint32_t first = w->price_row[meter->parent], second = w->price_row[meter->second_parent];
        if (w->joint_row[joint] == NO_ROW)
            w->joint_row[joint] = first > second ? first : second;
        w->has_joints = 1;
    }
    w->block[0] = w->block[1] = 0;
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

/* Rows of which a tariff has one a meter. */
static toll_status take_once(uint64_t *seen, const toll__row *row, uint32_t index, toll_error *err)
{
    uint64_t bit = TOLL__METER_BIT(row->meter);
    if ((*seen & bit) != 0)
        return refuse_tariff(err, TOLL_E_CONFLICT, "meter", index, "already has a row of this kind in this tariff");
    *seen |= bit;
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
    toll_status status = take_once(&w->fallbacks, row, index, err);
    if (status != TOLL_OK)
        return status;
    if (row->other_meter == row->meter)
        return refuse_tariff(err, TOLL_E_CONFLICT, "other_meter", index,
                             "is the meter itself: a meter cannot fall back on itself");
    w->fallback[row->meter] = row->other_meter;
    w->fallback_row[row->meter] = index;
    return TOLL_OK;
}

/* Tiers of one meter rise over one counter; else it would be open which of two prices holds. */
static toll_status take_volume(tariff_state *w, const toll__row *row, uint32_t index, toll_error *err)
{
    uint64_t bit = TOLL__METER_BIT(row->meter);
    if ((w->volumes & bit) != 0 && w->volume_key[row->meter] != row->key)
        return refuse_tariff(err, TOLL_E_CONFLICT, "key", index, "differs from the counter of the meter's other tiers");
    if ((w->volumes & bit) != 0 && w->volume_above[row->meter] >= row->quantity)
        return refuse_tariff(err, TOLL_E_CONFLICT, "quantity", index,
                             "must rise from one tier of the meter to the next");
    w->volumes |= bit;
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
        return take_once(&w->minima, row, index, err);
    case TOLL_ROW_STEP:
        return take_once(&w->steps, row, index, err);
    case TOLL_ROW_FALLBACK:
        return take_fallback(w, row, index, err);
    case TOLL_ROW_VOLUME:
        return take_volume(w, row, index, err);
    case TOLL_ROW_RETIRED:
        return take_single(&w->n_retirements, index, err);
    case TOLL_ROW_REDIRECT:
        return take_single(&w->n_redirections, index, err);
    case TOLL_ROW_ALLOWANCE:
    case TOLL_ROW_TIER:
    case TOLL_ROW_HOLIDAY:
        return TOLL_OK;
    default:
        return check_predicate(w, index, err);
    }
}

/* ---- tariffs ---- */

/* The meter whose price stands in: declared, else the registry's. */
static uint32_t next_fallback(const tariff_state *w, uint32_t meter)
{
    return (w->fallbacks & TOLL__METER_BIT(meter)) != 0 ? w->fallback[meter] : toll__meter_get(meter)->fallback;
}

/* Where the chain from a meter is after as many steps as there are meters; 0: it has ended at a price or at nothing. */
static uint32_t follow_chain(const tariff_state *w, uint32_t meter)
{
    uint64_t priced = w->base[0] | w->base[1];
    for (uint32_t step = 0; step < TOLL_METERS; step++) {
        if (meter == 0 || (priced & TOLL__METER_BIT(meter)) != 0)
            return 0;
        meter = next_fallback(w, meter);
    }
    return meter;
}

/* A chain that has not ended by then never will, and has come to its loop. The registry's own chains end, so every loop
 * holds a declared row, from which it is entered too: the last of them is named. */
static toll_status check_chain(const tariff_state *w, uint32_t start, toll_error *err)
{
    uint32_t row = 0, meter = follow_chain(w, start);
    if (meter == 0)
        return TOLL_OK;
    for (uint32_t step = 0; step < TOLL_METERS; step++, meter = next_fallback(w, meter))
        if ((w->fallbacks & TOLL__METER_BIT(meter)) != 0 && w->fallback_row[meter] > row)
            row = w->fallback_row[meter];
    return refuse_tariff(err, TOLL_E_CONFLICT, "other_meter", row,
                         "closes a loop of fall-backs between meters without a price");
}

static toll_status check_joints(const tariff_state *w, toll_error *err)
{
    for (uint32_t joint = 1; joint < TOLL_METERS; joint++) {
        const toll__meter *meter = toll__meter_get(joint);
        if (w->joint_row[joint] == NO_ROW || (w->fallbacks & TOLL__METER_BIT(joint)) != 0)
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
    for (uint64_t left = w->fallbacks, meter = 0; left != 0; left >>= 1, meter++) {
        toll_status status = (left & 1) != 0 ? check_chain(w, (uint32_t)meter, err) : TOLL_OK;
        if (status != TOLL_OK)
            return status;
    }
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
