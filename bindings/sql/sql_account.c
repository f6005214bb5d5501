/* SPDX-License-Identifier: Apache-2.0 */
/* Records of an account, kept, sorted by instant and billed with counters.
 *
 * An engine splits rows among threads, and gives them in any order. Counters need one order, so rows are kept as blocks
 * of bytes, and are sorted before they are billed. By hand: 1,000 tokens are free, then a token costs 1. Rows of 600,
 * 600 and 800 tokens at the instants 3, 1, 2 are billed as 600 (free), 800 (400 free) and 600: 400 + 600 = 1,000. */
#include "sql/sql_face.h"

#include <stdlib.h>
#include <string.h>

#define COUNTERS_MAX 64
#define SEEN         256

/* A record as bytes: this head, pairs, attributes, kinds, and the texts provider, model, currency. No gaps. */
typedef struct kept_record {
    int64_t at_s; /* first: the order */
    uint64_t bytes;
    uint64_t n_usage, n_attributes, n_kinds;
    uint64_t provider_length, model_length, currency_length;
    toll_bill_context context;
} kept_record;

struct sql_account {
    unsigned char *bytes;
    uint64_t used, room;
    uint64_t count;
};

sql_account *sql_account_new(void)
{
    return calloc(1, sizeof(sql_account));
}

void sql_account_free(sql_account *account)
{
    if (account != NULL) {
        free(account->bytes);
        free(account);
    }
}

uint64_t sql_account_count(const sql_account *account)
{
    return account->count;
}

/* ---- keeping ---- */

static toll_status make_room(sql_account *account, uint64_t bytes, toll_error *err)
{
    if (account->room - account->used >= bytes) {
        return TOLL_OK;
    }
    uint64_t room = 2 * account->room > account->used + bytes ? 2 * account->room : account->used + bytes;
    unsigned char *grown = room > SIZE_MAX ? NULL : realloc(account->bytes, (size_t)room);
    if (grown == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for the records of an account");
    }
    account->bytes = grown;
    account->room = room;
    return TOLL_OK;
}

static unsigned char *put_bytes(unsigned char *to, const void *from, uint64_t bytes)
{
    if (bytes != 0) {
        memcpy(to, from, (size_t)bytes);
    }
    return to + bytes;
}

static uint64_t text_bytes(const kept_record *head)
{
    return head->provider_length + head->model_length + head->currency_length;
}

/* A multiple of 8, so that the next head is aligned. */
static uint64_t bytes_of(const kept_record *head)
{
    uint64_t bytes = sizeof *head + head->n_usage * sizeof(toll_bill_usage) +
                     head->n_attributes * sizeof(toll_bill_attribute) + head->n_kinds * sizeof(toll_bill_kind);
    return (bytes + text_bytes(head) + 7) / 8 * 8;
}

toll_status sql_account_add(sql_account *account, const sql_record *record, toll_error *err)
{
    kept_record head = {.at_s = record->context.at_s,
                        .n_usage = record->n_usage,
                        .n_attributes = record->n_attributes,
                        .n_kinds = record->n_kinds,
                        .provider_length = record->provider.length,
                        .model_length = record->model.length,
                        .currency_length = record->currency.length,
                        .context = record->context};
    head.bytes = bytes_of(&head);
    toll_status status = make_room(account, head.bytes, err);
    if (status != TOLL_OK) {
        return status;
    }
    unsigned char *to = account->bytes + account->used;
    memset(to + head.bytes - 8, 0, 8);
    to = put_bytes(to, &head, sizeof head);
    to = put_bytes(to, record->usage, record->n_usage * sizeof record->usage[0]);
    to = put_bytes(to, record->attributes, record->n_attributes * sizeof record->attributes[0]);
    to = put_bytes(to, record->kinds, record->n_kinds * sizeof record->kinds[0]);
    to = put_bytes(to, record->provider.bytes, record->provider.length);
    to = put_bytes(to, record->model.bytes, record->model.length);
    put_bytes(to, record->currency.bytes, record->currency.length);
    account->used += head.bytes;
    account->count++;
    return TOLL_OK;
}

toll_status sql_account_merge(sql_account *account, const sql_account *other, toll_error *err)
{
    toll_status status = make_room(account, other->used, err);
    if (status != TOLL_OK) {
        return status;
    }
    put_bytes(account->bytes + account->used, other->bytes, other->used);
    account->used += other->used;
    account->count += other->count;
    return TOLL_OK;
}

/* ---- billing ---- */

static const unsigned char *take_bytes(const unsigned char *from, void *to, uint64_t bytes)
{
    memcpy(to, from, (size_t)bytes);
    return from + bytes;
}

static const unsigned char *take_text(const unsigned char *from, uint64_t length, sql_text *text)
{
    *text = (sql_text){(const char *)from, length};
    return from + length;
}

static void unpack_record(const unsigned char *from, sql_record *record)
{
    kept_record head;
    from = take_bytes(from, &head, sizeof head);
    sql_record_start(record, (sql_text){"", 0}, head.at_s);
    record->context = head.context;
    record->n_usage = head.n_usage;
    record->n_attributes = head.n_attributes;
    record->n_kinds = head.n_kinds;
    from = take_bytes(from, record->usage, head.n_usage * sizeof record->usage[0]);
    from = take_bytes(from, record->attributes, head.n_attributes * sizeof record->attributes[0]);
    from = take_bytes(from, record->kinds, head.n_kinds * sizeof record->kinds[0]);
    from = take_text(from, head.provider_length, &record->provider);
    from = take_text(from, head.model_length, &record->model);
    take_text(from, head.currency_length, &record->currency);
}

/* A kept record and its instant, so that sorting reads the record itself only where two instants are equal. */
typedef struct sort_entry {
    int64_t at_s;
    const unsigned char *kept;
} sort_entry;

static int compare_bytes(const unsigned char *left, const unsigned char *right)
{
    kept_record a, b;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    if (a.bytes != b.bytes) {
        return a.bytes < b.bytes ? -1 : 1;
    }
    return memcmp(left, right, (size_t)a.bytes);
}

/* Order of two kept records: instant, then bytes. */
static int compare_kept(const void *left, const void *right)
{
    const sort_entry *a = left, *b = right;
    if (a->at_s != b->at_s) {
        return a->at_s < b->at_s ? -1 : 1;
    }
    return compare_bytes(a->kept, b->kept);
}

static sort_entry *sort_records(const sql_account *account)
{
    sort_entry *sorted = malloc((size_t)account->count * sizeof *sorted);
    const unsigned char *at = account->bytes;
    bool is_sorted = true;
    for (uint64_t i = 0; sorted != NULL && i < account->count; i++) {
        kept_record head;
        memcpy(&head, at, sizeof head);
        sorted[i] = (sort_entry){head.at_s, at};
        is_sorted = is_sorted && (i == 0 || compare_kept(&sorted[i - 1], &sorted[i]) <= 0);
        at += head.bytes;
    }
    if (sorted != NULL && !is_sorted) {
        qsort(sorted, (size_t)account->count, sizeof *sorted, compare_kept);
    }
    return sorted;
}

/* Counters of an account, and tariffs whose counters are all among them. */
typedef struct sql_counters {
    toll_bill_counter counters[COUNTERS_MAX];
    uint64_t n;
    int64_t seen[SEEN]; /* rows of tariffs by their last digits, plus 1; 0: none */
} sql_counters;

static toll_status add_counter(const sql_book *book, const char *name, sql_counters *c, toll_error *err)
{
    uint64_t key;
    toll_status status = toll_book_intern(book->bytes, book->size, name, TOLL_NUL, &key, err);
    if (status != TOLL_OK) {
        return status;
    }
    for (uint64_t i = 0; i < c->n; i++) {
        if (c->counters[i].key == key) {
            return TOLL_OK;
        }
    }
    if (c->n == COUNTERS_MAX) {
        return sql_fail(err, TOLL_E_RANGE, "counter", "the tariffs of an account have more than %d counters",
                        COUNTERS_MAX);
    }
    c->counters[c->n++] = (toll_bill_counter){.key = key};
    return TOLL_OK;
}

static bool names_counter(const toll_bill_row *row)
{
    return row->key[0] != 0 &&
           (row->kind == TOLL_ROW_ALLOWANCE || row->kind == TOLL_ROW_VOLUME || row->kind == TOLL_ROW_WHEN_COUNTER);
}

/* Adds the counters that a card's tariff names, each at 0. */
static toll_status add_counters(const sql_book *book, const sql_card *card, sql_counters *c, toll_error *err)
{
    toll_bill_row row;
    uint64_t i = (uint64_t)card->tariff_row + 1;
    int64_t *seen = &c->seen[card->tariff_row % SEEN];
    if (*seen == card->tariff_row + 1) {
        return TOLL_OK;
    }
    while (toll_book_get_row(book->bytes, book->size, i++, &row, sizeof row, NULL) == TOLL_OK &&
           row.kind != TOLL_ROW_TARIFF) {
        toll_status status = names_counter(&row) ? add_counter(book, row.key, c, err) : TOLL_OK;
        if (status != TOLL_OK) {
            return status;
        }
    }
    *seen = card->tariff_row + 1;
    return TOLL_OK;
}

static toll_status bill_kept(const unsigned char *kept, sql_cards *cards, sql_counters *c, toll_amount *billed,
                             toll_error *err)
{
    sql_record record;
    const sql_card *card;
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    unpack_record(kept, &record);
    toll_status status = sql_cards_find(cards, record.provider, record.model, record.context.at_s, &card, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = add_counters(sql_cards_book(cards), card, c, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = sql_bill_counted(cards, &record, c->counters, c->n, NULL, 0, &total, err);
    if (status != TOLL_OK) {
        return status;
    }
    return toll_amount_add(billed, &total.billed_cost, billed, err);
}

static toll_status bill_sorted(const sql_account *account, const sort_entry *sorted, sql_cards *cards,
                               toll_amount *billed, toll_error *err)
{
    sql_counters counters = {.n = 0};
    toll_amount sum = {0, 0};
    for (uint64_t i = 0; i < account->count; i++) {
        toll_status status = bill_kept(sorted[i].kept, cards, &counters, &sum, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    *billed = sum;
    return TOLL_OK;
}

toll_status sql_account_bill(const sql_account *account, sql_cards *cards, toll_amount *billed, toll_error *err)
{
    *billed = (toll_amount){0, 0};
    if (account->count == 0) {
        return TOLL_OK;
    }
    sort_entry *sorted = sort_records(account);
    if (sorted == NULL) {
        return sql_fail(err, TOLL_E_BUFFER, "memory", "no memory to sort the records of an account");
    }
    toll_status status = bill_sorted(account, sorted, cards, billed, err);
    free(sorted);
    return status;
}
