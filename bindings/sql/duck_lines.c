/* SPDX-License-Identifier: Apache-2.0 */
/* toll_lines of DuckDB: one bill, line by line. Its arguments have the names of the words.
 *
 *     SELECT * FROM toll_lines('gpt-4.1', input := 1000, output := 50, tier := 'batch', at := '2026-11-01'); */
#include "sql/duck_engine.h"
#include "sql/duck_output.h"

#include <stdlib.h>
#include <string.h>

DUCKDB_EXTENSION_EXTERN

#define LINES_MAX 128

static const char *const context_words[] = {"provider", "tier", "region", "currency", "is_aggregate"};
#define CONTEXT_WORDS ((int)(sizeof context_words / sizeof context_words[0]))

static const duck_output_column line_columns[] = {
    {"line", DUCK_WHOLE},
    {"meter", DUCK_TEXT},
    {"price_meter", DUCK_TEXT},
    {"quantity", DUCK_WHOLE},
    {"per", DUCK_WHOLE},
    {"list_price", DUCK_AMOUNT},
    {"contracted_price", DUCK_AMOUNT},
    {"factor", DUCK_AMOUNT},
    {"list_cost", DUCK_AMOUNT},
    {"contracted_cost", DUCK_AMOUNT},
    {"billed_cost", DUCK_AMOUNT},
    {"flags", DUCK_TEXT},
    {"currency", DUCK_TEXT},
    {"book_hash", DUCK_TEXT},
};

/* The bill of a call: computed when the query is bound, read when it runs. */
typedef struct bound_bill {
    toll_bill_total total;
    toll_bill_line lines[LINES_MAX];
} bound_bill;

/* ---- arguments ---- */

/* Name of a word: those of the context, then the meters. */
static void word_name(int i, char name[32])
{
    if (i < CONTEXT_WORDS) {
        memset(name, 0, 32);
        memcpy(name, context_words[i], strlen(context_words[i]));
        return;
    }
    sql_meter_name((uint32_t)(i - CONTEXT_WORDS + 1), name);
}

static int count_words(void)
{
    return CONTEXT_WORDS + (int)toll_bill_meter_count();
}

/* Texts must stay in place until the bill is made, so the caller keeps and frees them. */
typedef struct kept_texts {
    char *texts[8];
    int n;
} kept_texts;

static sql_text keep_text(kept_texts *kept, duckdb_value value)
{
    char *text = duckdb_get_varchar(value);
    kept->texts[kept->n++] = text;
    return text == NULL ? (sql_text){"", 0} : (sql_text){text, strlen(text)};
}

static void free_texts(kept_texts *kept)
{
    for (int i = 0; i < kept->n; i++) {
        duckdb_free(kept->texts[i]);
    }
}

static toll_status add_value(const sql_book *book, int i, duckdb_value value, kept_texts *kept, sql_record *record,
                             toll_error *err)
{
    char name[32];
    sql_word word;
    word_name(i, name);
    toll_status status = sql_word_find(book, (sql_text){name, strlen(name)}, &word, err);
    if (status != TOLL_OK) {
        return status;
    }
    if (sql_word_is_count(&word)) {
        return sql_record_add_count(record, &word, duckdb_get_int64(value), err);
    }
    return sql_record_add_text(book, record, &word, keep_text(kept, value), err);
}

/* An argument of any word; *has_null where it is given as NULL. */
static toll_status add_named(duckdb_bind_info info, const sql_book *book, int i, kept_texts *kept, sql_record *record,
                             bool *has_null, toll_error *err)
{
    char name[32];
    word_name(i, name);
    duckdb_value value = duckdb_bind_get_named_parameter(info, name);
    if (value == NULL) {
        return TOLL_OK;
    }
    toll_status status = TOLL_OK;
    if (duckdb_is_null_value(value)) {
        *has_null = true;
    } else {
        status = add_value(book, i, value, kept, record, err);
    }
    duckdb_destroy_value(&value);
    return status;
}

static toll_status read_instant(duckdb_bind_info info, int64_t *at_s, bool *has_null, toll_error *err)
{
    duckdb_value value = duckdb_bind_get_named_parameter(info, "at");
    *at_s = sql_now();
    if (value == NULL) {
        return TOLL_OK;
    }
    *has_null = *has_null || duckdb_is_null_value(value);
    int64_t microseconds = *has_null ? 0 : duckdb_get_timestamp(value).micros;
    duckdb_destroy_value(&value);
    const duck_column column = {.type = DUCKDB_TYPE_TIMESTAMP, .data = &microseconds};
    return duck_instant(&column, 0, at_s, err);
}

static toll_status read_arguments(duckdb_bind_info info, const sql_book *book, kept_texts *kept, sql_record *record,
                                  bool *has_null, toll_error *err)
{
    int64_t at_s;
    duckdb_value model = duckdb_bind_get_parameter(info, 0);
    *has_null = duckdb_is_null_value(model);
    toll_status status = read_instant(info, &at_s, has_null, err);
    sql_record_start(record, *has_null ? (sql_text){"", 0} : keep_text(kept, model), at_s);
    duckdb_destroy_value(&model);
    if (status != TOLL_OK) {
        return status;
    }
    for (int i = 0; i < count_words(); i++) {
        status = add_named(info, book, i, kept, record, has_null, err);
        if (status != TOLL_OK) {
            return status;
        }
    }
    return TOLL_OK;
}

static toll_status compute_lines(duckdb_bind_info info, duck_engine *engine, bound_bill *bill, toll_error *err)
{
    sql_record record;
    kept_texts kept = {.n = 0};
    bool has_null = false;
    bill->total = (toll_bill_total){.struct_size = sizeof bill->total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    toll_status status = read_arguments(info, &engine->book, &kept, &record, &has_null, err);
    duck_worker *worker = status == TOLL_OK ? duck_worker_take(engine) : NULL;
    if (worker != NULL) {
        if (!has_null) {
            status = sql_bill(worker->cards, &record, bill->lines, LINES_MAX, &bill->total, err);
        }
        duck_worker_give(engine, worker);
    } else if (err->code == TOLL_OK) {
        status = sql_fail(err, TOLL_E_BUFFER, "memory", "no memory for the cards");
    }
    free_texts(&kept);
    return status;
}

/* ---- the function ---- */

static void bind_lines(duckdb_bind_info info)
{
    toll_error err = {.code = TOLL_OK};
    const duck_function *function = duckdb_bind_get_extra_info(info);
    bound_bill *bill = malloc(sizeof *bill);
    if (bill == NULL) {
        duckdb_bind_set_error(info, "no memory for a bill");
        return;
    }
    if (compute_lines(info, function->engine, bill, &err) != TOLL_OK) {
        free(bill);
        duckdb_bind_set_error(info, err.message);
        return;
    }
    duck_add_columns(info, line_columns, sizeof line_columns / sizeof line_columns[0]);
    duckdb_bind_set_bind_data(info, bill, free);
}

static void init_lines(duckdb_init_info info)
{
    int64_t *next = calloc(1, sizeof *next);
    if (next == NULL) {
        duckdb_init_set_error(info, "no memory for a bill");
        return;
    }
    duckdb_init_set_max_threads(info, 1);
    duckdb_init_set_init_data(info, next, free);
}

static void put_line(duckdb_data_chunk output, idx_t row, const bound_bill *bill, int64_t i)
{
    const toll_bill_line *line = &bill->lines[i];
    char meter[32], price_meter[32], flags[256];
    sql_meter_name(line->meter, meter);
    sql_meter_name(line->price_meter, price_meter);
    sql_flags_text(line->flags, flags, sizeof flags);
    duck_put_whole(output, 0, row, i + 1, false);
    duck_put_text(output, 1, row, meter);
    duck_put_text(output, 2, row, price_meter);
    duck_put_whole(output, 3, row, line->quantity, false);
    duck_put_whole(output, 4, row, line->per, false);
    duck_put_decimal(output, 5, row, &line->list_price);
    duck_put_decimal(output, 6, row, &line->contracted_price);
    duck_put_decimal(output, 7, row, &line->bill_factor);
    duck_put_amount(output, 8, row, line->list_cost);
    duck_put_amount(output, 9, row, line->contracted_cost);
    duck_put_amount(output, 10, row, line->billed_cost);
    duck_put_text(output, 11, row, flags);
    duck_put_text(output, 12, row, bill->total.currency);
    duck_put_text(output, 13, row, bill->total.book_hash);
}

static void give_lines(duckdb_function_info info, duckdb_data_chunk output)
{
    const bound_bill *bill = duckdb_function_get_bind_data(info);
    int64_t *next = duckdb_function_get_init_data(info);
    idx_t row = 0;
    for (; *next < bill->total.n_lines; row++, (*next)++) {
        put_line(output, row, bill, *next);
    }
    duckdb_data_chunk_set_size(output, row);
}

static void add_named_parameter(duckdb_table_function function, const char *name, duckdb_type kind)
{
    duckdb_logical_type type = duckdb_create_logical_type(kind);
    duckdb_table_function_add_named_parameter(function, name, type);
    duckdb_destroy_logical_type(&type);
}

static void add_parameters(duckdb_table_function function)
{
    duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    duckdb_table_function_add_parameter(function, text);
    duckdb_destroy_logical_type(&text);
    add_named_parameter(function, "at", DUCKDB_TYPE_TIMESTAMP);
    for (int i = 0; i < count_words(); i++) {
        char name[32];
        word_name(i, name);
        add_named_parameter(function, name, i < CONTEXT_WORDS - 1 ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT);
    }
}

duckdb_state duck_register_lines(duckdb_connection connection, duck_engine *engine)
{
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, "toll_lines");
    add_parameters(function);
    duckdb_table_function_set_extra_info(function, duck_function_new(engine, 0), duck_function_free);
    duckdb_table_function_set_bind(function, bind_lines);
    duckdb_table_function_set_init(function, init_lines);
    duckdb_table_function_set_function(function, give_lines);
    duckdb_state state = duckdb_register_table_function(connection, function);
    duckdb_destroy_table_function(&function);
    return state;
}
