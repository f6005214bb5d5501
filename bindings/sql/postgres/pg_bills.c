/* SPDX-License-Identifier: Apache-2.0 */
/* Scalar functions of PostgreSQL: bills as numeric and as double precision, checks, prices, the book.
 *
 * The words of a call are the same on each row, so what they mean is kept in fn_extra, each with its own text: a word may
 * be a column, too. A NULL anywhere gives NULL, but a word that is not known is an error even then. */
#include "sql/postgres/pg_toll.h"
#include "sql/sql_json.h"

#include <catalog/pg_type.h>
#include <utils/builtins.h>

#define WORDS_MAX 64

/* A word of the last row, and what it means in a book. */
typedef struct call_word {
    uint64_t length;
    char name[48];
    sql_word word;
} call_word;

typedef struct call_words {
    uint64_t book; /* pg_book_number() */
    call_word words[WORDS_MAX];
} call_words;

static call_words *get_kept(FmgrInfo *call)
{
    call_words *kept = call->fn_extra;
    if (kept == NULL) {
        kept = MemoryContextAllocZero(call->fn_mcxt, sizeof *kept);
        call->fn_extra = kept;
    }
    if (kept->book != pg_book_number()) {
        memset(kept, 0, sizeof *kept);
        kept->book = pg_book_number();
    }
    return kept;
}

static sql_word find_word(call_word *kept, sql_text name)
{
    toll_error err = {.code = TOLL_OK};
    sql_word word;
    if (kept->length == name.length && name.length != 0 && memcmp(kept->name, name.bytes, name.length) == 0) {
        return kept->word;
    }
    if (sql_word_find(sql_cards_book(pg_cards()), name, &word, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    if (name.length <= sizeof kept->name) {
        memcpy(kept->name, name.bytes, name.length);
        kept->length = name.length;
        kept->word = word;
    }
    return word;
}

/* ---- a row as a record ---- */

static sql_text word_text(FunctionCallInfo fcinfo, int i)
{
    Oid type = get_fn_expr_argtype(fcinfo->flinfo, i);
    if (PG_ARGISNULL(i) || (type != TEXTOID && type != VARCHAROID && type != UNKNOWNOID)) {
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                errmsg("toll: argument %d must be a word as 'input'", i + 1));
    }
    if (type == UNKNOWNOID) {
        return (sql_text){PG_GETARG_CSTRING(i), strlen(PG_GETARG_CSTRING(i))};
    }
    return pg_text(PG_GETARG_DATUM(i));
}

static void check_arity(FunctionCallInfo fcinfo, int first, bool has_instant)
{
    int n = PG_NARGS() - first;
    if (n < 2 || n % 2 != 0 || n / 2 > WORDS_MAX || get_fn_expr_variadic(fcinfo->flinfo)) {
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                errmsg("toll: after model%s come 1 .. %d pairs of a word and its value: 'input', 1000",
                       has_instant ? " and instant" : "", WORDS_MAX));
    }
}

bool pg_fill_record(FunctionCallInfo fcinfo, int model, int first, sql_record *record)
{
    bool has_instant = first == model + 2;
    check_arity(fcinfo, first, has_instant);
    (void)pg_cards();
    call_words *kept = get_kept(fcinfo->flinfo);
    bool is_complete = !PG_ARGISNULL(model) && !(has_instant && PG_ARGISNULL(model + 1));
    int64_t at_s = !has_instant ? pg_now() : is_complete ? pg_instant(PG_GETARG_TIMESTAMPTZ(model + 1)) : 0;
    sql_record_start(record, PG_ARGISNULL(model) ? (sql_text){"", 0} : pg_text(PG_GETARG_DATUM(model)), at_s);
    for (int i = first; i < PG_NARGS(); i += 2) {
        sql_word word = find_word(&kept->words[(i - first) / 2], word_text(fcinfo, i));
        if (PG_ARGISNULL(i + 1)) {
            is_complete = false;
            continue;
        }
        pg_add_value(record, &word, get_fn_expr_argtype(fcinfo->flinfo, i + 1), PG_GETARG_DATUM(i + 1));
    }
    return is_complete;
}

/* False: the answer is NULL. */
static bool bill_record(const sql_record *record, toll_amount *billed)
{
    toll_error err = {.code = TOLL_OK};
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    if (pg_is_null_for_unknown() && pg_find_card(record) == NULL) {
        return false;
    }
    if (sql_bill(pg_cards(), record, NULL, 0, &total, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    *billed = total.billed_cost;
    return true;
}

static bool bill_row(FunctionCallInfo fcinfo, int first, toll_amount *billed)
{
    sql_record record;
    return pg_fill_record(fcinfo, 0, first, &record) && bill_record(&record, billed);
}

/* ---- functions ---- */

PG_FUNCTION_INFO_V1(pg_toll_bill);
Datum pg_toll_bill(PG_FUNCTION_ARGS)
{
    toll_amount billed;
    if (!bill_row(fcinfo, 1, &billed)) {
        PG_RETURN_NULL();
    }
    return pg_numeric(billed);
}

PG_FUNCTION_INFO_V1(pg_toll_bill_at);
Datum pg_toll_bill_at(PG_FUNCTION_ARGS)
{
    toll_amount billed;
    if (!bill_row(fcinfo, 2, &billed)) {
        PG_RETURN_NULL();
    }
    return pg_numeric(billed);
}

PG_FUNCTION_INFO_V1(pg_toll_cost);
Datum pg_toll_cost(PG_FUNCTION_ARGS)
{
    toll_amount billed;
    if (!bill_row(fcinfo, 1, &billed)) {
        PG_RETURN_NULL();
    }
    PG_RETURN_FLOAT8(sql_amount_double(billed));
}

PG_FUNCTION_INFO_V1(pg_toll_cost_at);
Datum pg_toll_cost_at(PG_FUNCTION_ARGS)
{
    toll_amount billed;
    if (!bill_row(fcinfo, 2, &billed)) {
        PG_RETURN_NULL();
    }
    PG_RETURN_FLOAT8(sql_amount_double(billed));
}

/* toll_bill_usage(model, usage jsonb, at); STRICT. */
PG_FUNCTION_INFO_V1(pg_toll_bill_usage);
Datum pg_toll_bill_usage(PG_FUNCTION_ARGS)
{
    sql_record record;
    toll_amount billed;
    sql_record_start(&record, pg_text(PG_GETARG_DATUM(0)), pg_instant(PG_GETARG_TIMESTAMPTZ(2)));
    if (!pg_add_jsonb(&record, PG_GETARG_DATUM(1)) || !bill_record(&record, &billed)) {
        PG_RETURN_NULL();
    }
    return pg_numeric(billed);
}

static sql_json *json_reader(void)
{
    static sql_json *reader = NULL; /* as long as the backend: it keeps its memory between rows */
    if (reader == NULL) {
        reader = sql_json_new();
    }
    if (reader == NULL) {
        ereport(ERROR, errcode(ERRCODE_OUT_OF_MEMORY), errmsg("toll: no memory for a usage object"));
    }
    return reader;
}

static Datum bill_json(FunctionCallInfo fcinfo, Datum json, int64_t at_s, bool takes_instant)
{
    toll_error err = {.code = TOLL_OK};
    sql_record record;
    toll_amount billed;
    const sql_book *book = sql_cards_book(pg_cards());
    sql_record_start(&record, pg_text(PG_GETARG_DATUM(0)), at_s);
    if (sql_json_read(json_reader(), book, pg_text(json), takes_instant, &record, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    if (!bill_record(&record, &billed)) {
        PG_RETURN_NULL();
    }
    return pg_numeric(billed);
}

/* toll_bill_json(model, json text); STRICT. */
PG_FUNCTION_INFO_V1(pg_toll_bill_json);
Datum pg_toll_bill_json(PG_FUNCTION_ARGS)
{
    return bill_json(fcinfo, PG_GETARG_DATUM(1), pg_now(), true);
}

/* toll_bill_json_at(model, at, json text); STRICT. */
PG_FUNCTION_INFO_V1(pg_toll_bill_json_at);
Datum pg_toll_bill_json_at(PG_FUNCTION_ARGS)
{
    return bill_json(fcinfo, PG_GETARG_DATUM(2), pg_instant(PG_GETARG_TIMESTAMPTZ(1)), false);
}

/* toll_price(model, meter, at); STRICT. */
PG_FUNCTION_INFO_V1(pg_toll_price);
Datum pg_toll_price(PG_FUNCTION_ARGS)
{
    toll_error err = {.code = TOLL_OK};
    sql_record record;
    toll_amount price;
    int64_t at_s = pg_instant(PG_GETARG_TIMESTAMPTZ(2));
    sql_record_start(&record, pg_text(PG_GETARG_DATUM(0)), at_s);
    if (pg_find_card(&record) == NULL) {
        PG_RETURN_NULL();
    }
    if (sql_price(pg_cards(), record.model, pg_text(PG_GETARG_DATUM(1)), at_s, &price, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    return pg_numeric(price);
}

PG_FUNCTION_INFO_V1(pg_toll_book);
Datum pg_toll_book(PG_FUNCTION_ARGS)
{
    (void)fcinfo;
    PG_RETURN_TEXT_P(cstring_to_text(sql_cards_book(pg_cards())->hash));
}

PG_FUNCTION_INFO_V1(pg_toll_version);
Datum pg_toll_version(PG_FUNCTION_ARGS)
{
    char text[320];
    (void)fcinfo;
    sql_version_text(sql_cards_book(pg_cards()), text, sizeof text);
    PG_RETURN_TEXT_P(cstring_to_text(text));
}
