/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a book: its tariffs, their amounts, and the words of a line's flags.
 *
 * By hand: the rows TARIFF a, MATCH "m", PRICE input, RULE "long", PRICE input, TARIFF b give the tariffs a and b, and of
 * a two amounts: input without a rule, and input by the rule "long". */
#include "sql/sql_face.h"

#include <stdio.h>
#include <string.h>

void sql_walk_start(sql_walk *walk, const sql_book *book)
{
    memset(walk, 0, sizeof *walk);
    walk->book = book;
}

static bool read_book_row(const sql_book *book, uint64_t index, toll_bill_row *row)
{
    return toll_book_get_row(book->bytes, book->size, index, row, sizeof *row, NULL) == TOLL_OK;
}

/* Names and retirement of a tariff lie in the rows behind its own. */
static void read_names(sql_walk *walk)
{
    toll_bill_row row;
    bool has_exact = false;
    walk->model[0] = 0;
    walk->has_retirement = false;
    for (uint64_t i = walk->next; read_book_row(walk->book, i, &row) && row.kind != TOLL_ROW_TARIFF; i++) {
        bool is_exact = row.kind == TOLL_ROW_MATCH && row.op == TOLL_MATCH_EXACT;
        if (row.kind == TOLL_ROW_MATCH && ((is_exact && !has_exact) || walk->model[0] == 0)) {
            memcpy(walk->model, row.text, sizeof walk->model);
        }
        has_exact = has_exact || is_exact;
        if (row.kind == TOLL_ROW_RETIRED) {
            walk->has_retirement = true;
            walk->retired_s = row.from_s;
        }
    }
}

static void open_tariff(sql_walk *walk, const toll_bill_row *row)
{
    walk->tariff = *row;
    walk->rule[0] = 0;
    read_names(walk);
}

bool sql_walk_tariff(sql_walk *walk)
{
    toll_bill_row row;
    while (read_book_row(walk->book, walk->next, &row)) {
        walk->next++;
        if (row.kind == TOLL_ROW_TARIFF) {
            open_tariff(walk, &row);
            return true;
        }
    }
    return false;
}

static const struct {
    uint32_t kind;
    const char *name;
} amount_kinds[] = {
    {TOLL_ROW_PRICE, "price"}, {TOLL_ROW_VOLUME, "volume tier"}, {TOLL_ROW_MULTIPLIER, "multiplier"},
    {TOLL_ROW_FEE, "fee"},     {TOLL_ROW_FLOOR, "floor"},        {TOLL_ROW_CAP, "cap"},
};

const char *sql_walk_kind(const sql_walk *walk)
{
    for (size_t i = 0; i < sizeof amount_kinds / sizeof amount_kinds[0]; i++) {
        if (amount_kinds[i].kind == walk->row.kind) {
            return amount_kinds[i].name;
        }
    }
    return NULL;
}

bool sql_walk_amount(sql_walk *walk)
{
    while (read_book_row(walk->book, walk->next, &walk->row)) {
        walk->next++;
        if (walk->row.kind == TOLL_ROW_TARIFF) {
            open_tariff(walk, &walk->row);
        }
        if (walk->row.kind == TOLL_ROW_RULE || walk->row.kind == TOLL_ROW_MULTIPLIER) {
            memcpy(walk->rule, walk->row.text, sizeof walk->rule);
        }
        if (sql_walk_kind(walk) != NULL) {
            return true;
        }
    }
    return false;
}

void sql_meter_name(uint32_t meter, char name[32])
{
    toll_bill_meter description = {.struct_size = sizeof description, .struct_kind = TOLL_KIND_BILL_METER};
    toll_bill_meter_get(meter, &description, NULL);
    memcpy(name, description.name, 32);
}

/* In the order of the bits. */
static const char *const flag_words[] = {
    "inexact",      "fallback", "minimum", "step", "allowance", "volume",  "estimated",
    "default_part", "fee",      "floor",   "cap",  "context",   "implied", "name_rule",
    "redirected",   "period",   "closing", "kind", "derived",
};
_Static_assert(TOLL_LINE_DERIVED == 1u << (sizeof flag_words / sizeof flag_words[0] - 1), "one word for each flag");

void sql_flags_text(uint64_t flags, char *text, size_t capacity)
{
    size_t used = 0;
    text[0] = 0;
    for (size_t i = 0; i < 64 && used < capacity; i++) {
        const char *comma = used == 0 ? "" : ",";
        if ((flags >> i & 1) == 0) {
            continue;
        }
        int wrote = i < sizeof flag_words / sizeof flag_words[0]
                        ? snprintf(text + used, capacity - used, "%s%s", comma, flag_words[i])
                        : snprintf(text + used, capacity - used, "%s0x%llx", comma, 1ull << i);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}
