/* SPDX-License-Identifier: Apache-2.0 */
/* A chunk of DuckDB billed by columns: raters for its distinct models and contexts, then one call for all rows.
 *
 *     rows --hash of model and texts--> rater of each row;  columns + raters --toll_bill_compute_rows()--> amounts
 *
 * By hand: 2,048 rows of 4 models in one tier need 4 raters. Each row costs a hash of 16 bytes, a comparison, and a few
 * nanoseconds of the columns' call. A chunk that this does not fit (counts that may not be whole, too many models) is
 * billed row by row, to the same amounts. */
#include "sql/duck_engine.h"

#include <stdlib.h>
#include <string.h>

DUCKDB_EXTENSION_EXTERN

#define SLOTS      1024
#define SLOTS_USED 512

/* A distinct model and context of this chunk. */
typedef struct chunk_slot {
    uint32_t chunk; /* number of the chunk that filled it: others are free */
    uint32_t rater;
    idx_t row; /* a row that has it */
    int64_t from_s, until_s;
} chunk_slot;

struct duck_chunk {
    sql_raters *raters;
    uint32_t number; /* of the chunk in work, from 1 */
    uint32_t used;
    idx_t room; /* rows that the arrays hold */
    chunk_slot slots[SLOTS];
    uint64_t n_meters;
    uint32_t meters[DUCK_COLUMNS];
    const int64_t *columns[DUCK_COLUMNS];
    int64_t *converted[DUCK_COLUMNS]; /* columns of narrower types; allocated on first use */
    uint32_t *rater_of_row;
    int32_t *statuses;
    int64_t *at_s;
};

duck_chunk *duck_chunk_new(void)
{
    duck_chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->room = duckdb_vector_size();
    chunk->raters = sql_raters_new();
    chunk->rater_of_row = malloc(chunk->room * sizeof chunk->rater_of_row[0]);
    chunk->statuses = malloc(chunk->room * sizeof chunk->statuses[0]);
    chunk->at_s = malloc(chunk->room * sizeof chunk->at_s[0]);
    if (chunk->raters == NULL || chunk->rater_of_row == NULL || chunk->statuses == NULL || chunk->at_s == NULL) {
        duck_chunk_free(chunk);
        return NULL;
    }
    return chunk;
}

void duck_chunk_free(duck_chunk *chunk)
{
    if (chunk == NULL) {
        return;
    }
    for (size_t i = 0; i < DUCK_COLUMNS; i++) {
        free(chunk->converted[i]);
    }
    sql_raters_free(chunk->raters);
    free(chunk->rater_of_row);
    free(chunk->statuses);
    free(chunk->at_s);
    free(chunk);
}

/* ---- columns ---- */

#define WIDEN(type)                                                                                                    \
    for (idx_t row = 0; row < count; row++) {                                                                          \
        to[row] = ((const type *)column->data)[row];                                                                   \
    }                                                                                                                  \
    return true

/* Types whose every value is a whole number below 2^63. */
static bool widen_column(const duck_column *column, idx_t count, int64_t *to)
{
    switch (column->type) {
    case DUCKDB_TYPE_INTEGER:
        WIDEN(int32_t);
    case DUCKDB_TYPE_SMALLINT:
        WIDEN(int16_t);
    case DUCKDB_TYPE_TINYINT:
        WIDEN(int8_t);
    case DUCKDB_TYPE_UINTEGER:
        WIDEN(uint32_t);
    case DUCKDB_TYPE_USMALLINT:
        WIDEN(uint16_t);
    case DUCKDB_TYPE_UTINYINT:
        WIDEN(uint8_t);
    default:
        return false;
    }
}

/* A BIGINT column is used where it is. */
static bool take_column(duck_chunk *chunk, const duck_column *column, idx_t count)
{
    uint64_t i = chunk->n_meters;
    if (column->type != DUCKDB_TYPE_BIGINT) {
        if (chunk->converted[i] == NULL) {
            chunk->converted[i] = malloc(chunk->room * sizeof(int64_t));
        }
        if (chunk->converted[i] == NULL || !widen_column(column, count, chunk->converted[i])) {
            return false;
        }
    }
    chunk->columns[i] = column->type == DUCKDB_TYPE_BIGINT ? column->data : chunk->converted[i];
    chunk->meters[chunk->n_meters++] = column->word.meter;
    return true;
}

static bool take_columns(duck_chunk *chunk, const duck_rows *rows)
{
    chunk->n_meters = 0;
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        const duck_column *field = &rows->fields[i];
        bool is_text = !sql_word_is_count(&field->word) && field->type == DUCKDB_TYPE_VARCHAR;
        if (!is_text && (field->word.kind != SQL_WORD_METER || !take_column(chunk, field, rows->count))) {
            return false;
        }
    }
    return chunk->n_meters > 0 && rows->count <= chunk->room;
}

/* ---- raters of rows ---- */

/* A string of DuckDB as two words: length and first bytes; the rest, or for a long one its last 8 bytes. */
static uint64_t mix_text(uint64_t hash, const duck_column *column, idx_t row)
{
    uint64_t words[2];
    const duckdb_string_t *text = (const duckdb_string_t *)column->data + row;
    uint32_t length = text->value.inlined.length;
    memcpy(words, text, sizeof words);
    if (length > sizeof text->value.inlined.inlined) {
        memcpy(&words[1], text->value.pointer.ptr + length - 8, 8);
    }
    hash = (hash ^ words[0]) * 0x9e3779b97f4a7c15u; /* 2^64 over the golden ratio, odd */
    hash = (hash ^ words[1] ^ (hash >> 32)) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 29);
}

static bool is_text_field(const duck_column *field)
{
    return !sql_word_is_count(&field->word);
}

static uint64_t hash_row(const duck_rows *rows, idx_t row)
{
    uint64_t hash = mix_text(0, &rows->model, row);
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        if (is_text_field(&rows->fields[i])) {
            hash = mix_text(hash, &rows->fields[i], row);
        }
    }
    return hash;
}

static bool are_equal_texts(const duck_column *column, idx_t a, idx_t b)
{
    sql_text left = duck_text(column, a), right = duck_text(column, b);
    return left.length == right.length && memcmp(left.bytes, right.bytes, left.length) == 0;
}

static bool are_alike(const duck_rows *rows, idx_t a, idx_t b)
{
    if (!are_equal_texts(&rows->model, a, b)) {
        return false;
    }
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        if (is_text_field(&rows->fields[i]) && !are_equal_texts(&rows->fields[i], a, b)) {
            return false;
        }
    }
    return true;
}

static chunk_slot *find_slot(duck_chunk *chunk, const duck_rows *rows, idx_t row, int64_t at_s)
{
    uint64_t i = hash_row(rows, row) % SLOTS;
    for (;; i = (i + 1) % SLOTS) {
        chunk_slot *slot = &chunk->slots[i];
        if (slot->chunk != chunk->number ||
            (slot->from_s <= at_s && at_s < slot->until_s && are_alike(rows, slot->row, row))) {
            return slot;
        }
    }
}

/* Fills a slot. TOLL_E_BUFFER: this chunk has too many. */
static toll_status fill_slot(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, idx_t row, chunk_slot *slot,
                             toll_error *err)
{
    sql_record record;
    bool has_null;
    if (chunk->used == SLOTS_USED) {
        return TOLL_E_BUFFER;
    }
    toll_status status = duck_rows_fill(sql_cards_book(worker->cards), rows, row, false, &record, &has_null, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = sql_raters_find(chunk->raters, worker->cards, &record, chunk->meters, chunk->n_meters, &slot->rater,
                             &slot->from_s, &slot->until_s, err);
    if (status != TOLL_OK) {
        return status;
    }
    slot->chunk = chunk->number;
    slot->row = row;
    chunk->used++;
    return TOLL_OK;
}

static toll_status rate_row(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, idx_t row, toll_error *err)
{
    int64_t at_s = rows->now_s;
    toll_status status = rows->has_at ? duck_instant(&rows->at, row, &at_s, err) : TOLL_OK;
    if (status != TOLL_OK) {
        return status;
    }
    chunk_slot *slot = find_slot(chunk, rows, row, at_s);
    if (slot->chunk != chunk->number) {
        status = fill_slot(chunk, worker, rows, row, slot, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    chunk->at_s[row] = at_s;
    chunk->rater_of_row[row] = slot->rater;
    return TOLL_OK;
}

/* ---- bills ---- */

/* A row that the columns' call refused: its own bill says why, or what it costs. */
static toll_status bill_alone(duck_worker *worker, const duck_rows *rows, idx_t row, toll_amount *billed,
                              toll_error *err)
{
    sql_record record;
    bool has_null;
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = duck_rows_fill(sql_cards_book(worker->cards), rows, row, false, &record, &has_null, err);
    if (status != TOLL_OK) {
        return status;
    }
    status = sql_bill(worker->cards, &record, NULL, 0, &total, err);
    *billed = total.billed_cost;
    return status;
}

static toll_status bill_rows(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, toll_amount *billed,
                             toll_error *err)
{
    uint64_t n_raters;
    const void *const *raters = sql_raters_all(chunk->raters, &n_raters);
    toll_bill_compute_rows(raters, n_raters, chunk->rater_of_row, chunk->meters, chunk->n_meters, chunk->columns, NULL,
                           rows->count, chunk->at_s, billed, chunk->statuses, NULL);
    for (idx_t row = 0; row < rows->count; row++) {
        if (chunk->statuses[row] == TOLL_OK || duck_row_has_null(rows, row)) {
            continue;
        }
        toll_status status = bill_alone(worker, rows, row, &billed[row], err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

bool duck_chunk_bill(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, toll_amount *billed,
                     toll_status *status, toll_error *err)
{
    *status = TOLL_OK;
    if (rows->is_all_null || !take_columns(chunk, rows)) {
        return false;
    }
    sql_raters_begin(chunk->raters);
    chunk->number++;
    chunk->used = 0;
    for (idx_t row = 0; row < rows->count; row++) {
        chunk->rater_of_row[row] = 0;
        chunk->at_s[row] = 0;
        *status = duck_row_has_null(rows, row) ? TOLL_OK : rate_row(chunk, worker, rows, row, err);
        if (*status != TOLL_OK) {
            return *status != TOLL_E_BUFFER;
        }
    }
    if (chunk->used == 0) {
        return true; /* all rows are NULL */
    }
    *status = bill_rows(chunk, worker, rows, billed, err);
    return true;
}
