/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of a book that follow from its rows: tariffs, versions, names, holidays.
 *
 * Clauses are sorted by their text by counting, names before patterns, so that a look-up reads a slice. Versions are sorted by
 * heapsort. On opening nothing is sorted again: the sections are compared with the rows in one pass each, and
 * neighbours that are in order and apart prove the whole list. */
#include "book/book_index.h"

#include <stddef.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"

/* ---- versions ---- */

static const toll__row *tariff_row(const toll__book *book, uint32_t tariff)
{
    return toll__book_tariff(book, tariff).rows;
}

/* Order of two numbers: -1, 0 or 1. */
static int order_of(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By SKU, provider and layer: the versions of one thing stand together. */
static int compare_group(const toll__row *a, const toll__row *b)
{
    int by = order_of(a->text, b->text);
    by = by != 0 ? by : order_of(a->key, b->key);
    return by != 0 ? by : order_of(a->layer, b->layer);
}

/* ... by time, then as written, so that one order is right. */
static int is_before(const toll__book *book, uint32_t a, uint32_t b)
{
    const toll__row *first = tariff_row(book, a), *second = tariff_row(book, b);
    int by = compare_group(first, second);
    by = by != 0 ? by : order_of(first->from_s, second->from_s);
    return by != 0 ? by < 0 : a < b;
}

static void sift_down(const toll__book *book, uint32_t *heap, uint32_t root, uint32_t count)
{
    uint32_t moved = heap[root];
    for (uint32_t child = 2 * root + 1; child < count; child = 2 * root + 1) {
        if (child + 1 < count && is_before(book, heap[child], heap[child + 1]))
            child++;
        if (!is_before(book, moved, heap[child]))
            break;
        heap[root] = heap[child];
        root = child;
    }
    heap[root] = moved;
}

/* Heapsort (Williams 1964): in place, without recursion, n log n whatever the rows are. */
static void sort_versions(const toll__book *book, uint32_t *versions, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        versions[i] = i;
    for (uint32_t root = count / 2; root-- > 0;)
        sift_down(book, versions, root, count);
    for (uint32_t end = count; end-- > 1;) {
        uint32_t last = versions[0];
        versions[0] = versions[end];
        versions[end] = last;
        sift_down(book, versions, 0, end);
    }
}

static toll_status refuse_overlap(const toll__book *book, uint32_t earlier, uint32_t later, toll_error *err)
{
    char reason[160], sku[TOLL__TEXT_BYTES];
    toll__text text;
    toll__text_start(&text, reason, sizeof reason);
    toll__text_put(&text, "overlaps the version of ");
    toll__book_text(book, tariff_row(book, earlier)->text, sku);
    toll__text_put_bytes(&text, sku, toll__text_length(sku, 48)); /* the message must hold the cure */
    toll__text_put(&text, " that row ");
    toll__text_put_u64(&text, book->tariffs[earlier].first_row);
    toll__text_put(&text, " opens: end that one there (until_s), or give one a higher layer");
    (void)toll__text_end(&text);
    return toll__fail(err, TOLL_E_CONFLICT, TOLL_KIND_BILL_ROW, "from_s", book->tariffs[later].first_row, reason);
}

/* Neighbours that are in order and apart make the whole list so, each tariff in it once. */
toll_status toll__versions_check(const toll__book *book, toll_error *err)
{
    for (uint32_t i = 0; i < book->n_tariffs; i++) {
        uint32_t here = book->versions[i], last = i > 0 ? book->versions[i - 1] : 0;
        if (here >= book->n_tariffs || last >= book->n_tariffs)
            return toll__fail(err, TOLL_E_CONFLICT, 0, "book", -1,
                              "has a list of versions that names tariffs it does not have");
        if (i == 0)
            continue;
        if (!is_before(book, last, here))
            return toll__fail(err, TOLL_E_CONFLICT, 0, "book", -1, "has a list of versions that is not in order");
        const toll__row *a = tariff_row(book, last), *b = tariff_row(book, here);
        if (compare_group(a, b) == 0 && b->from_s < a->until_s)
            return refuse_overlap(book, last, here, err);
    }
    return TOLL_OK;
}

/* ---- rows to sections ---- */

static void write_tariffs(const toll__book *book, const toll__index *index)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < book->n_rows; row++) {
        if (book->rows[row].kind == TOLL_ROW_TARIFF)
            index->tariffs[n++] = (toll__span){row, 0, 0};
        index->tariffs[n - 1].n_rows++;
    }
}

static void write_holidays(const toll__book *book, const toll__index *index)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < book->n_rows; row++)
        if (toll__is_calendar_row(book->rows[row].kind))
            index->holidays[n++] = row;
}

int toll__match_is_pattern(uint32_t op)
{
    return op != TOLL_MATCH_EXACT && op != TOLL_MATCH_ALIAS;
}

/* A clause that is found by the whole text that it holds is in no set. */
uint32_t toll__match_lengths(uint32_t op)
{
    switch (op) {
    case TOLL_MATCH_PREFIX:
        return TOLL__LENGTHS_PREFIX;
    case TOLL_MATCH_SUFFIX:
        return TOLL__LENGTHS_SUFFIX;
    case TOLL_MATCH_INFIX:
        return TOLL__LENGTHS_INFIX;
    default:
        return TOLL__LENGTHS;
    }
}

static void count_matches(const toll__book *book, const toll__index *index)
{
    for (uint32_t row = 0; row < book->n_rows; row++) {
        const toll__row *at = &book->rows[row];
        if (at->kind != TOLL_ROW_MATCH)
            continue;
        toll__text_entry *entry = &index->entries[at->text];
        const uint32_t set = toll__match_lengths(at->op);
        if (toll__match_is_pattern(at->op))
            entry->n_patterns++;
        else
            entry->n_exact++;
        if (set < TOLL__LENGTHS)
            index->header->lengths[set][entry->length / 64] |= UINT64_C(1) << entry->length % 64;
    }
}

/* Counting sort by text: names first, each in the order of the rows. */
static void write_matches(const toll__book *book, const toll__index *index)
{
    uint32_t first = 0, tariff = UINT32_MAX;
    for (uint32_t id = 0; id < book->texts.n_entries; id++) {
        toll__text_entry *entry = &index->entries[id];
        entry->first_match = first;
        first += entry->n_exact + entry->n_patterns;
        entry->reserved = 0; /* clauses so far */
    }
    for (uint32_t row = 0; row < book->n_rows; row++) {
        const toll__row *at = &book->rows[row];
        if (at->kind == TOLL_ROW_TARIFF)
            tariff++;
        if (at->kind != TOLL_ROW_MATCH || toll__match_is_pattern(at->op))
            continue;
        toll__text_entry *entry = &index->entries[at->text];
        index->matches[entry->first_match + entry->reserved++] = (toll__match){row, tariff};
    }
}

static void write_patterns(const toll__book *book, const toll__index *index)
{
    uint32_t tariff = UINT32_MAX;
    for (uint32_t row = 0; row < book->n_rows; row++) {
        const toll__row *at = &book->rows[row];
        if (at->kind == TOLL_ROW_TARIFF)
            tariff++;
        if (at->kind != TOLL_ROW_MATCH || !toll__match_is_pattern(at->op))
            continue;
        toll__text_entry *entry = &index->entries[at->text];
        index->matches[entry->first_match + entry->reserved++] = (toll__match){row, tariff};
    }
    for (uint32_t id = 0; id < book->texts.n_entries; id++)
        index->entries[id].reserved = 0;
}

void toll__index_write(const toll__book *book, const toll__index *index)
{
    write_tariffs(book, index);
    write_holidays(book, index);
    count_matches(book, index);
    write_matches(book, index);
    write_patterns(book, index);
    sort_versions(book, index->versions, book->n_tariffs);
}

/* ---- sections against rows ---- */

static toll_status refuse_index(toll_error *err, const char *reason)
{
    return toll__fail(err, TOLL_E_OBJECT, 0, "book", -1, reason);
}

/* Tariffs and holidays in the order of the rows, none left out. */
static toll_status check_lists(const toll__book *book, toll_error *err)
{
    uint32_t n = 0, holidays = 0;
    for (uint32_t row = 0; row < book->n_rows; row++) {
        uint32_t kind = book->rows[row].kind;
        if (kind == TOLL_ROW_TARIFF && (n >= book->n_tariffs || book->tariffs[n++].first_row != row))
            return refuse_index(err, "has a list of tariffs that does not match its rows");
        if (toll__is_calendar_row(kind) && (holidays >= book->n_holidays || book->holidays[holidays++] != row))
            return refuse_index(err, "has a list of holidays that does not match its rows");
    }
    if (n != book->n_tariffs || holidays != book->n_holidays)
        return refuse_index(err, "has more tariffs or holidays in its lists than in its rows");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t next = i + 1 < n ? book->tariffs[i + 1].first_row : book->n_rows;
        if (book->tariffs[i].n_rows != next - book->tariffs[i].first_row)
            return refuse_index(err, "has a tariff that does not end where the next begins");
    }
    return TOLL_OK;
}

static int is_in_tariff(const toll__book *book, const toll__match *match)
{
    if (match->row >= book->n_rows || match->tariff >= book->n_tariffs)
        return 0;
    const toll__span *span = &book->tariffs[match->tariff];
    return match->row >= span->first_row && match->row - span->first_row < span->n_rows;
}

/* Match `i` of entry `id`: a row of that name and kind, after the one before it in the list. */
static int is_match(const toll__book *book, uint32_t id, toll__text_entry entry, uint32_t i)
{
    uint32_t at = entry.first_match + i;
    const toll__match *match = &book->matches[at];
    int is_pattern = i >= entry.n_exact, is_first = i == 0 || i == entry.n_exact;
    if (!is_in_tariff(book, match) || (!is_first && book->matches[at - 1].row >= match->row))
        return 0;
    const toll__row *row = &book->rows[match->row];
    if (row->kind != TOLL_ROW_MATCH || row->text != id || toll__match_is_pattern(row->op) != is_pattern)
        return 0;
    const uint32_t set = toll__match_lengths(row->op);
    return set >= TOLL__LENGTHS || (book->header->lengths[set][entry.length / 64 % 2] >> entry.length % 64 & 1) != 0;
}

static uint32_t count_match_rows(const toll__book *book)
{
    uint32_t count = 0;
    for (uint32_t row = 0; row < book->n_rows; row++)
        count += book->rows[row].kind == TOLL_ROW_MATCH;
    return count;
}

/* As many entries as there are match rows, each another row: so every one is there. */
static toll_status check_matches(const toll__book *book, toll_error *err)
{
    uint64_t next = 0;
    for (uint32_t id = 0; id < book->texts.n_entries; id++) {
        const toll__text_entry entry = book->texts.entries[id];
        uint64_t count = (uint64_t)entry.n_exact + entry.n_patterns;
        if (entry.first_match != next || next + count > book->n_matches || entry.reserved != 0)
            return refuse_index(err, "has an index of names that does not match its rows");
        for (uint32_t i = 0; i < count; i++)
            if (!is_match(book, id, entry, i))
                return refuse_index(err, "has an index of names that does not match its rows");
        next += count;
    }
    if (next != book->n_matches || next != count_match_rows(book))
        return refuse_index(err, "has an index of names that does not match its rows");
    return TOLL_OK;
}

toll_status toll__index_check(const toll__book *book, toll_error *err)
{
    toll_status status = check_lists(book, err);
    if (status != TOLL_OK)
        return status;
    status = check_matches(book, err);
    if (status != TOLL_OK)
        return status;
    return toll__versions_check(book, err);
}
