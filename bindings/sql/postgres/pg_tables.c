/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of PostgreSQL that give rows: the lines of a bill, the tariffs of the book.
 *
 * All rows are made in one call and kept by PostgreSQL, which spills them to a file where they are many. */
#include "sql/postgres/pg_toll.h"

#include <funcapi.h>
#include <utils/builtins.h>
#include <utils/fmgrprotos.h>
#include <utils/tuplestore.h>

#define LINES_MAX     128
#define LINE_COLUMNS  14
#define MODEL_COLUMNS 7
#define PRICE_COLUMNS 10

#if PG_VERSION_NUM < 160000
#define begin_rows(fcinfo) SetSingleFuncCall(fcinfo, 0)
#else
#define begin_rows(fcinfo) InitMaterializedSRF(fcinfo, 0)
#endif

static Datum text_datum(const char *text)
{
    return CStringGetTextDatum(text);
}

static Datum meter_datum(uint32_t meter)
{
    char name[32];
    sql_meter_name(meter, name);
    return text_datum(name);
}

static Datum decimal_datum(const toll_decimal *number)
{
    char text[TOLL_MONEY_TEXT_BYTES] = "";
    toll_decimal_format(number, text, sizeof text, NULL, NULL);
    return DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

static void put_line(ReturnSetInfo *rows, int number, const toll_bill_line *line, const toll_bill_total *total)
{
    char flags[256];
    bool nulls[LINE_COLUMNS] = {false};
    sql_flags_text(line->flags, flags, sizeof flags);
    Datum values[LINE_COLUMNS] = {Int32GetDatum(number),
                                  meter_datum(line->meter),
                                  meter_datum(line->price_meter),
                                  Int64GetDatum(line->quantity),
                                  Int64GetDatum(line->per),
                                  decimal_datum(&line->list_price),
                                  decimal_datum(&line->contracted_price),
                                  decimal_datum(&line->bill_factor),
                                  pg_numeric(line->list_cost),
                                  pg_numeric(line->contracted_cost),
                                  pg_numeric(line->billed_cost),
                                  text_datum(flags),
                                  text_datum(total->currency),
                                  text_datum(total->book_hash)};
    tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
}

/* toll_lines(model, usage jsonb, at); STRICT: without an argument there are no lines. */
PG_FUNCTION_INFO_V1(pg_toll_lines);
Datum pg_toll_lines(PG_FUNCTION_ARGS)
{
    toll_error err = {.code = TOLL_OK};
    sql_record record;
    toll_bill_line lines[LINES_MAX];
    toll_bill_total total = {.struct_size = sizeof total, .struct_kind = TOLL_KIND_BILL_TOTAL};
    begin_rows(fcinfo);
    sql_record_start(&record, pg_text(PG_GETARG_DATUM(0)), pg_instant(PG_GETARG_TIMESTAMPTZ(2)));
    if (!pg_add_jsonb(&record, PG_GETARG_DATUM(1)) || pg_find_card(&record) == NULL) {
        return (Datum)0;
    }
    if (sql_bill(pg_cards(), &record, lines, LINES_MAX, &total, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    for (int i = 0; i < total.n_lines; i++) {
        put_line((ReturnSetInfo *)fcinfo->resultinfo, i + 1, &lines[i], &total);
    }
    return (Datum)0;
}

/* The tariffs of the book: who sells what from when until when. */
PG_FUNCTION_INFO_V1(pg_toll_models);
Datum pg_toll_models(PG_FUNCTION_ARGS)
{
    sql_walk walk;
    begin_rows(fcinfo);
    const ReturnSetInfo *rows = (ReturnSetInfo *)fcinfo->resultinfo;
    sql_walk_start(&walk, sql_cards_book(pg_cards()));
    while (sql_walk_tariff(&walk)) {
        bool nulls[MODEL_COLUMNS] = {false, false, false, false, false, false, !walk.has_retirement};
        Datum values[MODEL_COLUMNS] = {text_datum(walk.tariff.key),
                                       text_datum(walk.model),
                                       text_datum(walk.tariff.text),
                                       text_datum(walk.tariff.value),
                                       TimestampTzGetDatum(pg_timestamp(walk.tariff.from_s)),
                                       TimestampTzGetDatum(pg_timestamp(walk.tariff.until_s)),
                                       TimestampTzGetDatum(pg_timestamp(walk.retired_s))};
        tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
    }
    return (Datum)0;
}

/* An amount of a tariff; a fee, a floor or a cap is of no meter and buys nothing. */
static void put_price(const ReturnSetInfo *rows, const sql_walk *walk)
{
    bool nulls[PRICE_COLUMNS] = {
        false, false, false, false, walk->row.meter == 0, false, walk->row.per == 0, walk->rule[0] == '\0',
        false, false};
    Datum values[PRICE_COLUMNS] = {text_datum(walk->tariff.key),
                                   text_datum(walk->model),
                                   text_datum(walk->tariff.value),
                                   text_datum(sql_walk_kind(walk)),
                                   meter_datum(walk->row.meter),
                                   decimal_datum(&walk->row.number),
                                   Int64GetDatum(walk->row.per),
                                   text_datum(walk->rule),
                                   TimestampTzGetDatum(pg_timestamp(walk->tariff.from_s)),
                                   TimestampTzGetDatum(pg_timestamp(walk->tariff.until_s))};
    tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
}

/* The amounts of the book's tariffs, those of rules and multipliers as well. */
PG_FUNCTION_INFO_V1(pg_toll_prices);
Datum pg_toll_prices(PG_FUNCTION_ARGS)
{
    sql_walk walk;
    begin_rows(fcinfo);
    sql_walk_start(&walk, sql_cards_book(pg_cards()));
    while (sql_walk_amount(&walk)) {
        put_price((ReturnSetInfo *)fcinfo->resultinfo, &walk);
    }
    return (Datum)0;
}
