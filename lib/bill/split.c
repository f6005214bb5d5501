/* SPDX-License-Identifier: Apache-2.0 */
/* Splits inclusive totals into disjoint lines, so that each token is billed once.
 *
 * Prompt tokens are cells: (plain, read, a kind of write) x (text, audio, image, video, tool). A cell has a line of its
 * own unless its tokens cost what those of the meter around it cost, factors included: then it stays there, and by how
 * much the two overlap with others need not be known. What a record leaves open (how many of the audio tokens were
 * written to the cache) is an error only when it moves money and the totals do not force it.
 *
 * By hand: input 1000, input_audio 600, cache_read 500, nothing stated of their overlap; input, input_audio and
 * cache_read have prices, cache_read_audio has a fall-back to cache_read. At least 600 + 500 - 1000 = 100 of the audio
 * was read, at most 500: the bill depends on it, so it is refused. With input_audio 1000 the totals force the overlap:
 * all 500 reads are audio, and the lines are cache_read 500 and input_audio 500.
 *
 * What is left of a total without a price may be billed as its default part (book/fallback.c): cache_write 300, of it
 * cache_write_1h 100, with prices of the kinds alone: 100 on the line of 1-hour writes, 200 on that of 5-minute ones. */
#include "bill/split.h"

#include <string.h>

#include "bill/factor.h"

#define IN           TOLL_METER_INPUT
#define READ         TOLL_METER_CACHE_READ
#define WRITE        TOLL_METER_CACHE_WRITE
#define BIT(name)    ((uint64_t)1 << TOLL_METER_##name)
#define INPUT_PARTS  (BIT(INPUT_TOOL) | BIT(INPUT_AUDIO) | BIT(INPUT_IMAGE) | BIT(INPUT_VIDEO))
#define ANSWER_PARTS (BIT(REASONING) | BIT(CITATION) | BIT(OUTPUT_AUDIO) | BIT(OUTPUT_IMAGE) | BIT(OUTPUT_VIDEO))

typedef struct split {
    const toll__pricing *pricing;
    const toll__usage *usage;
    toll__lines *lines;
} split;

static uint32_t price_of(const toll__pricing *pricing, uint32_t meter)
{
    return toll__fallback_find(pricing->fallbacks, pricing->priced, meter);
}

/* Whether tokens of the part cost what those of the whole cost, so that they may stay on its line. */
static int stays_in(const toll__pricing *pricing, uint32_t part, uint32_t whole)
{
    const toll__choice *naming = pricing->naming;
    if ((pricing->priced >> part & 1) != 0)
        return 0;
    if (naming != NULL &&
        ((naming->named >> part & 1) != 0 || toll__factor_touches(naming, part) != toll__factor_touches(naming, whole)))
        return 0;
    return price_of(pricing, part) == price_of(pricing, whole);
}

/* As which part of a total its tokens of no stated part are billed; the total itself: as none. */
static uint32_t part_of(const toll__pricing *pricing, uint32_t total)
{
    return toll__fallback_part(pricing->fallbacks, pricing->priced, total);
}

/* The meter whose line the tokens of a part are on. */
static uint32_t home_of(const toll__pricing *pricing, uint32_t part)
{
    const toll__meter *place = toll__meter_get(part);
    for (int hop = 0; hop < 3 && place->parent != 0; hop++) {
        uint32_t up = place->parent;
        if (!stays_in(pricing, part, up))
            up = place->second_parent;
        if (up == 0 || !stays_in(pricing, part, up))
            return part;
        part = up;
        place = toll__meter_get(part);
    }
    return part;
}

uint32_t toll__split_home(const toll__pricing *pricing, uint32_t part)
{
    return home_of(pricing, part);
}

static void add_tokens(const split *s, uint32_t line, int64_t quantity)
{
    if (quantity == 0)
        return;
    s->lines->quantity[line] += quantity;
    s->lines->meters |= TOLL__METER_BIT(line);
}

/* Moves tokens from one line to another. */
static void move_tokens(const split *s, uint32_t from, uint32_t to, int64_t quantity)
{
    if (from == to || quantity == 0)
        return;
    s->lines->quantity[from] -= quantity;
    add_tokens(s, to, quantity);
}

static toll_status fail_overlap(const split *s, uint32_t first, uint32_t second, toll_error *err)
{
    return toll__meter_fail(err, TOLL_E_CONFLICT, first, s->usage->quantity[first],
                            "has its own price and overlaps by an unknown amount with", second,
                            s->usage->quantity[second]);
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The common part of two subsets of `total` tokens, where the totals force it; else -1. */
static int64_t forced_overlap(int64_t a, int64_t b, int64_t total)
{
    int64_t most = smaller(a, b);
    int64_t rest = total - a;
    int64_t least = b > rest ? b - rest : 0;
    return least == most ? least : -1;
}

/* Whether a kind of caching says alone what its tokens of a modality cost: it has a price of its own, and no multiplier
 * knows the modality. If not, no line could hold what is in both. */
static int decides(const toll__pricing *pricing, uint32_t kind, uint32_t modality)
{
    const toll__choice *naming = pricing->naming;
    return price_of(pricing, kind) != price_of(pricing, IN) &&
           (naming == NULL || toll__factor_touches(naming, modality) == toll__factor_touches(naming, IN));
}

/* Tokens of modalities that are stated to lie outside of what was read. */
static int64_t count_stated_unread(const toll__usage *usage)
{
    int64_t unread = 0;
    for (uint32_t joint = TOLL_METER_CACHE_READ_AUDIO; joint <= TOLL_METER_CACHE_READ_VIDEO; joint++)
        if ((usage->given >> joint & 1) != 0)
            unread +=
                usage->quantity[joint - TOLL_METER_CACHE_READ_AUDIO + TOLL_METER_INPUT_AUDIO] - usage->quantity[joint];
    return unread;
}

/* Tokens of a modality read from the cache: stated, or forced by the totals. `free` reads are of no stated modality. */
static toll_status find_joint(const split *s, uint32_t modality, int64_t free_reads, int64_t *joint, toll_error *err)
{
    uint32_t meter = modality - TOLL_METER_INPUT_AUDIO + TOLL_METER_CACHE_READ_AUDIO;
    const toll__usage *u = s->usage;
    int is_tool = modality == TOLL_METER_INPUT_TOOL; /* has no joint meter */
    *joint = is_tool ? 0 : u->quantity[meter];
    if (u->quantity[READ] == 0 || u->quantity[modality] == 0 || (!is_tool && (u->given >> meter & 1) != 0))
        return TOLL_OK;
    uint32_t read = home_of(s->pricing, READ), plain = home_of(s->pricing, modality);
    uint32_t both = is_tool ? read : home_of(s->pricing, meter);
    if ((both == read && plain == IN) || (both == plain && read == IN && !is_tool))
        return TOLL_OK; /* the modality, or the cache, makes no difference */
    if (is_tool && read == IN)
        return TOLL_OK;
    int64_t rest = u->quantity[IN] - u->quantity[READ] - count_stated_unread(u); /* the check of usage keeps it >= 0 */
    int64_t least = u->quantity[modality] > rest ? u->quantity[modality] - rest : 0;
    int64_t most = smaller(u->quantity[modality], free_reads);
    if (least != most || (is_tool && least != 0 && !decides(s->pricing, READ, modality)))
        return fail_overlap(s, modality, READ, err);
    *joint = least;
    return TOLL_OK;
}

/* Where reading makes no difference to the price, nothing says how many of the modality's tokens were read. */
static int knows_reads(const split *s, uint32_t modality)
{
    uint32_t joint = modality - TOLL_METER_INPUT_AUDIO + TOLL_METER_CACHE_READ_AUDIO;
    int is_given = modality != TOLL_METER_INPUT_TOOL && (s->usage->given >> joint & 1) != 0;
    return is_given || home_of(s->pricing, READ) != IN;
}

/* Writes have no joint meter with any modality: the kind of write decides the price of what lies in both. */
static toll_status find_written(const split *s, uint32_t modality, int64_t read, int64_t *joint, toll_error *err)
{
    const toll__usage *u = s->usage;
    int64_t unread = u->quantity[modality] - read, rest = u->quantity[IN] - u->quantity[READ];
    *joint = 0;
    if (!knows_reads(s, modality)) {
        unread = u->quantity[modality];
        rest = u->quantity[IN];
    }
    if (u->quantity[WRITE] == 0 || unread == 0 || home_of(s->pricing, modality) == IN)
        return TOLL_OK;
    int moves = 0, all_decide = 1;
    int64_t untimed = u->quantity[WRITE];
    for (uint32_t i = 0; i <= TOLL__METER_WRITES; i++) { /* the last are of no stated kind */
        const int is_untimed = i == TOLL__METER_WRITES;
        const uint32_t billed = is_untimed ? part_of(s->pricing, WRITE) : toll__meter_writes[i];
        const int64_t tokens = is_untimed ? untimed : u->quantity[billed];
        untimed -= tokens;
        moves |= tokens != 0 && home_of(s->pricing, billed) != IN;
        all_decide &= tokens == 0 || decides(s->pricing, billed, modality);
    }
    if (!moves)
        return TOLL_OK;
    *joint = forced_overlap(u->quantity[WRITE], unread, rest);
    return *joint < 0 || (*joint > 0 && !all_decide) ? fail_overlap(s, modality, WRITE, err) : TOLL_OK;
}

static toll_status split_modality(const split *s, uint32_t modality, int64_t *free_reads, toll_error *err)
{
    int64_t read = 0, written = 0;
    toll_status status = find_joint(s, modality, *free_reads, &read, err);
    if (status != TOLL_OK)
        return status;
    status = find_written(s, modality, read, &written, err);
    if (status != TOLL_OK)
        return status;
    uint32_t meter = modality - TOLL_METER_INPUT_AUDIO + TOLL_METER_CACHE_READ_AUDIO;
    int is_tool = modality == TOLL_METER_INPUT_TOOL;
    if (is_tool || (s->usage->given >> meter & 1) == 0)
        *free_reads -= read; /* stated ones were never free */
    if (!is_tool && read != 0)
        move_tokens(s, home_of(s->pricing, READ), home_of(s->pricing, meter), read);
    move_tokens(s, IN, home_of(s->pricing, modality), s->usage->quantity[modality] - read - written);
    return TOLL_OK;
}

/* Reads that are of a stated modality are not free to be of another. */
static int64_t count_free_reads(const toll__usage *usage)
{
    return usage->quantity[READ] - usage->quantity[TOLL_METER_CACHE_READ_AUDIO] -
           usage->quantity[TOLL_METER_CACHE_READ_IMAGE] - usage->quantity[TOLL_METER_CACHE_READ_VIDEO];
}

static toll_status split_modalities(const split *s, toll_error *err)
{
    int64_t free_reads = count_free_reads(s->usage);
    for (uint32_t modality = TOLL_METER_INPUT_TOOL; modality <= TOLL_METER_INPUT_VIDEO; modality++) {
        if (s->usage->quantity[modality] == 0)
            continue;
        toll_status status = split_modality(s, modality, &free_reads, err);
        if (status != TOLL_OK)
            return status;
    }
    return TOLL_OK;
}

/* A part of the cache that stays with its parent is billed at a price that is not its own: said on that line. */
static void move_cached(const split *s, uint32_t from, uint32_t part, int64_t quantity)
{
    if (quantity == 0)
        return;
    uint32_t home = home_of(s->pricing, part);
    move_tokens(s, from, home, quantity);
    if (home != part)
        s->lines->substituted |= TOLL__METER_BIT(home);
}

static void split_cache(const split *s)
{
    const int64_t *quantity = s->usage->quantity;
    int64_t timed = 0;
    move_cached(s, IN, READ, quantity[READ]);
    for (uint32_t i = 0; i < TOLL__METER_WRITES; i++) {
        const uint32_t part = toll__meter_writes[i];
        move_cached(s, IN, part, quantity[part]);
        timed += quantity[part];
    }
    const uint32_t part = part_of(s->pricing, WRITE);
    move_cached(s, IN, part, quantity[WRITE] - timed);
    if (part != WRITE && quantity[WRITE] != timed)
        s->lines->defaulted |= TOLL__METER_BIT(home_of(s->pricing, part));
}

static toll_status split_input(const split *s, toll_error *err)
{
    add_tokens(s, IN, s->usage->quantity[IN]);
    split_cache(s);
    if ((s->usage->given & INPUT_PARTS) == 0)
        return TOLL_OK;
    toll_status status = split_modalities(s, err);
    if (status != TOLL_OK)
        return status;
    if (s->lines->quantity[IN] < 0)
        return toll__meter_fail(err, TOLL_E_CONFLICT, READ, s->usage->quantity[READ],
                                "and the modalities, less their overlap, exceed", IN, s->usage->quantity[IN]);
    return TOLL_OK;
}

static void split_output(const split *s)
{
    add_tokens(s, TOLL_METER_OUTPUT, s->usage->quantity[TOLL_METER_OUTPUT]);
    for (uint32_t part = TOLL_METER_REASONING; part <= TOLL_METER_OUTPUT_VIDEO; part++)
        if (s->usage->quantity[part] != 0)
            move_tokens(s, TOLL_METER_OUTPUT, home_of(s->pricing, part), s->usage->quantity[part]);
}

/* Tokens that the record states to be of another part, and that have no price, lie on the total's line. */
static int holds_stated(const split *s, uint32_t total, uint32_t part)
{
    uint64_t others = toll__meter_siblings(part);
    for (uint32_t other = 1; others >> other != 0; other++)
        if ((others >> other & 1) != 0 && s->usage->quantity[other] != 0 && home_of(s->pricing, other) == total)
            return 1;
    return 0;
}

/* What is left of totals without a price, where a row names a default part; of cache_write it is done. */
static void split_rests(const split *s)
{
    const uint64_t totals = s->pricing->fallbacks->defaulted & s->lines->meters & ~BIT(CACHE_WRITE);
    for (uint32_t total = 1; totals >> total != 0; total++) {
        const uint32_t part = part_of(s->pricing, total), home = home_of(s->pricing, part);
        if ((totals >> total & 1) == 0 || home == total || s->lines->quantity[total] == 0 ||
            holds_stated(s, total, part))
            continue;
        move_tokens(s, total, home, s->lines->quantity[total]);
        s->lines->meters &= ~TOLL__METER_BIT(total);
        s->lines->defaulted |= TOLL__METER_BIT(home);
        if ((s->lines->substituted >> total & 1) != 0)
            s->lines->substituted |= TOLL__METER_BIT(home);
    }
}

/* Lines that everything was moved away from are none. */
static void drop_empty(toll__lines *lines)
{
    const uint32_t totals[3] = {IN, READ, TOLL_METER_OUTPUT};
    for (int i = 0; i < 3; i++)
        if (lines->quantity[totals[i]] == 0)
            lines->meters &= ~TOLL__METER_BIT(totals[i]);
    lines->substituted &= lines->meters;
    lines->defaulted &= lines->meters;
}

toll_status toll__split(const toll__pricing *pricing, const toll__usage *usage, toll__lines *lines, toll_error *err)
{
    const split s = {pricing, usage, lines};
    lines->meters = lines->substituted = lines->defaulted = lines->raised = lines->derived = lines->owing = 0;
    memset(lines->quantity, 0, sizeof lines->quantity);
    if ((usage->given & BIT(INPUT)) != 0) {
        toll_status status = split_input(&s, err);
        if (status != TOLL_OK)
            return status;
    }
    if ((usage->given & (ANSWER_PARTS | BIT(OUTPUT))) != 0)
        split_output(&s);
    const uint64_t others = usage->given & ~TOLL__METER_TOKENS;
    for (uint32_t meter = TOLL_METER_REQUEST; others >> meter != 0; meter++)
        add_tokens(&s, meter, (others >> meter & 1) != 0 ? usage->quantity[meter] : 0);
    if (pricing->fallbacks->defaulted != 0)
        split_rests(&s);
    drop_empty(lines);
    return TOLL_OK;
}
