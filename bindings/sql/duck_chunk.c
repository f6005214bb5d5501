/* SPDX-License-Identifier: Apache-2.0 */
/* A chunk of DuckDB billed by columns: raters for its distinct models and contexts, then one call for all rows.
 *
 *     rows --hash of model and texts--> rater of each row --counting sort--> rows by rater
 *     columns --gathered by rater--> toll_bill_compute_rows() --> amounts, put back in the order of the rows
 *
 * By hand: 2,048 rows of 4 models in one tier need 4 raters. Each row costs a hash of 16 bytes, a comparison, a copy, and
 * a few nanoseconds of the columns' call, which is fast for neighbours of one rater. A chunk that this does not fit
 * (counts that may not be whole, too many models) is billed row by row, to the same amounts. */
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
    uint32_t used;   /* slots of this chunk */
    idx_t room;      /* rows that the arrays hold */
    idx_t n;         /* rows of this chunk without NULL */
    chunk_slot slots[SLOTS];
    uint64_t n_meters;
    uint32_t meters[DUCK_COLUMNS];
    const duck_column *fields[DUCK_COLUMNS]; /* of each meter */
    int64_t *columns[DUCK_COLUMNS];          /* counts by rater; allocated on first use */
    uint32_t *row_of, *rater_of_row;         /* of the n rows, as they come; then sorted by rater */
    uint32_t *sorted_rows, *sorted_raters;
    int64_t *at_s, *sorted_at_s;
    int32_t *statuses;
    toll_amount *billed;
};

static bool allocate_arrays(duck_chunk *chunk)
{
    const idx_t room = chunk->room;
    chunk->row_of = malloc(room * sizeof chunk->row_of[0]);
    chunk->rater_of_row = malloc(room * sizeof chunk->rater_of_row[0]);
    chunk->sorted_rows = malloc(room * sizeof chunk->sorted_rows[0]);
    chunk->sorted_raters = malloc(room * sizeof chunk->sorted_raters[0]);
    chunk->at_s = malloc(room * sizeof chunk->at_s[0]);
    chunk->sorted_at_s = malloc(room * sizeof chunk->sorted_at_s[0]);
    chunk->statuses = malloc(room * sizeof chunk->statuses[0]);
    chunk->billed = malloc(room * sizeof chunk->billed[0]);
    return chunk->row_of != NULL && chunk->rater_of_row != NULL && chunk->sorted_rows != NULL &&
           chunk->sorted_raters != NULL && chunk->at_s != NULL && chunk->sorted_at_s != NULL &&
           chunk->statuses != NULL && chunk->billed != NULL;
}

duck_chunk *duck_chunk_new(void)
{
    duck_chunk *chunk = calloc(1, sizeof *chunk);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->room = duckdb_vector_size();
    chunk->raters = sql_raters_new();
    if (chunk->raters == NULL || !allocate_arrays(chunk)) {
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
        free(chunk->columns[i]);
    }
    sql_raters_free(chunk->raters);
    free(chunk->row_of);
    free(chunk->rater_of_row);
    free(chunk->sorted_rows);
    free(chunk->sorted_raters);
    free(chunk->at_s);
    free(chunk->sorted_at_s);
    free(chunk->statuses);
    free(chunk->billed);
    free(chunk);
}

/* ---- columns ---- */

/* Types whose every value is a whole number below 2^63. */
static bool is_plain_type(duckdb_type type)
{
    switch (type) {
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UTINYINT:
        return true;
    default:
        return false;
    }
}

static bool is_text_field(const duck_column *field)
{
    return !sql_word_is_count(&field->word);
}

static bool take_column(duck_chunk *chunk, const duck_column *field)
{
    const uint64_t i = chunk->n_meters;
    if (field->word.kind != SQL_WORD_METER || !is_plain_type(field->type)) {
        return false;
    }
    if (chunk->columns[i] == NULL) {
        chunk->columns[i] = malloc(chunk->room * sizeof(int64_t));
    }
    chunk->fields[i] = field;
    chunk->meters[i] = field->word.meter;
    chunk->n_meters++;
    return chunk->columns[i] != NULL;
}

static bool take_columns(duck_chunk *chunk, const duck_rows *rows)
{
    chunk->n_meters = 0;
    for (uint64_t i = 0; i < rows->n_fields; i++) {
        const duck_column *field = &rows->fields[i];
        if (!(is_text_field(field) && field->type == DUCKDB_TYPE_VARCHAR) && !take_column(chunk, field)) {
            return false;
        }
    }
    return chunk->n_meters > 0 && rows->count <= chunk->room;
}

#define GATHER(type)                                                                                                   \
    for (idx_t i = 0; i < n; i++) {                                                                                    \
        to[i] = ((const type *)field->data)[rows[i]];                                                                  \
    }                                                                                                                  \
    return

/* Counts of some rows as BIGINT. */
static void gather_column(const duck_column *field, const uint32_t *rows, idx_t n, int64_t *to)
{
    switch (field->type) {
    case DUCKDB_TYPE_INTEGER:
        GATHER(int32_t);
    case DUCKDB_TYPE_SMALLINT:
        GATHER(int16_t);
    case DUCKDB_TYPE_TINYINT:
        GATHER(int8_t);
    case DUCKDB_TYPE_UINTEGER:
        GATHER(uint32_t);
    case DUCKDB_TYPE_USMALLINT:
        GATHER(uint16_t);
    case DUCKDB_TYPE_UTINYINT:
        GATHER(uint8_t);
    default:
        GATHER(int64_t);
    }
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
    chunk->row_of[chunk->n] = (uint32_t)row;
    chunk->at_s[chunk->n] = at_s;
    chunk->rater_of_row[chunk->n++] = slot->rater;
    return TOLL_OK;
}

/* Counting sort: rows of one rater lie together, in their order. */
static void sort_by_rater(duck_chunk *chunk)
{
    uint32_t start[SQL_RATERS + 1] = {0};
    for (idx_t i = 0; i < chunk->n; i++) {
        start[chunk->rater_of_row[i] + 1]++;
    }
    for (uint32_t rater = 0; rater < SQL_RATERS; rater++) {
        start[rater + 1] += start[rater];
    }
    for (idx_t i = 0; i < chunk->n; i++) {
        const uint32_t to = start[chunk->rater_of_row[i]]++;
        chunk->sorted_rows[to] = chunk->row_of[i];
        chunk->sorted_raters[to] = chunk->rater_of_row[i];
        chunk->sorted_at_s[to] = chunk->at_s[i];
    }
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

static void bill_columns(duck_chunk *chunk)
{
    uint64_t n_raters;
    const int64_t *columns[DUCK_COLUMNS];
    const void *const *raters = sql_raters_all(chunk->raters, &n_raters);
    for (uint64_t i = 0; i < chunk->n_meters; i++) {
        gather_column(chunk->fields[i], chunk->sorted_rows, chunk->n, chunk->columns[i]);
        columns[i] = chunk->columns[i];
    }
    for (idx_t i = 0; i < chunk->n; i++) {
        chunk->statuses[i] = TOLL_E_MISSING; /* until the call says otherwise */
    }
    toll_bill_compute_rows(raters, n_raters, chunk->sorted_raters, chunk->meters, chunk->n_meters, columns, NULL,
                           chunk->n, chunk->sorted_at_s, chunk->billed, chunk->statuses, NULL);
}

static toll_status put_back(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, toll_amount *billed,
                            toll_error *err)
{
    for (idx_t i = 0; i < chunk->n; i++) {
        const idx_t row = chunk->sorted_rows[i];
        billed[row] = chunk->billed[i];
        if (chunk->statuses[i] == TOLL_OK) {
            continue;
        }
        toll_status status = bill_alone(worker, rows, row, &billed[row], err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

static toll_status rate_rows(duck_chunk *chunk, duck_worker *worker, const duck_rows *rows, toll_error *err)
{
    sql_raters_begin(chunk->raters);
    chunk->number++;
    chunk->used = 0;
    chunk->n = 0;
    for (idx_t row = 0; row < rows->count; row++) {
        toll_status status = duck_row_has_null(rows, row) ? TOLL_OK : rate_row(chunk, worker, rows, row, err);
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
    *status = rate_rows(chunk, worker, rows, err);
    if (*status != TOLL_OK) {
        return *status != TOLL_E_BUFFER;
    }
    sort_by_rater(chunk);
    bill_columns(chunk);
    *status = put_back(chunk, worker, rows, billed, err);
    return true;
}
