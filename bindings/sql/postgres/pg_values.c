/* SPDX-License-Identifier: Apache-2.0 */
/* Values of PostgreSQL as values of the face, and amounts as numeric.
 *
 * An amount is a whole number of 10^-18. Its zeros at the end are taken off; what is left is nearly always below 2^63,
 * and becomes a numeric by int64_div_fast_to_numeric(), which needs no text. By hand: 0.0372 is 37,200,000,000,000,000;
 * without its 14 zeros it is 372 with 4 decimal places. */
#include "sql/postgres/pg_toll.h"

#include <access/xact.h>
#include <catalog/pg_type.h>
#include <utils/builtins.h>
#include <utils/fmgrprotos.h>
#include <utils/jsonb.h>
#include <utils/numeric.h>

#define EPOCH_S ((int64_t)(POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

sql_text pg_text(Datum value)
{
    const text *packed = DatumGetTextPP(value);
    return (sql_text){VARDATA_ANY(packed), VARSIZE_ANY_EXHDR(packed)};
}

/* ---- instants ---- */

int64_t pg_instant(TimestampTz at)
{
    toll_error err = {.code = TOLL_OK};
    if (TIMESTAMP_NOT_FINITE(at)) {
        ereport(ERROR, errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("toll: at must be finite"));
    }
    int64_t whole = at / USECS_PER_SEC;
    if (at % USECS_PER_SEC < 0) {
        whole--;
    }
    if (sql_instant_check(whole + EPOCH_S, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    return whole + EPOCH_S;
}

TimestampTz pg_timestamp(int64_t at_s)
{
    if (at_s == INT64_MIN) {
        return DT_NOBEGIN;
    }
    if (at_s == INT64_MAX) {
        return DT_NOEND;
    }
    return (at_s - EPOCH_S) * USECS_PER_SEC;
}

int64_t pg_now(void)
{
    return pg_instant(GetCurrentTransactionStartTimestamp());
}

/* ---- amounts ---- */

/* Takes decimal zeros off the end, at most *places of them. */
static uint64_t strip_zeros(uint64_t value, int *places)
{
    static const struct {
        uint64_t power;
        int zeros;
    } steps[] = {{100000000, 8}, {100000000, 8}, {10000, 4}, {100, 2}, {10, 1}, {10, 1}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (*places >= steps[i].zeros && value % steps[i].power == 0) {
            value /= steps[i].power;
            *places -= steps[i].zeros;
        }
    }
    return value;
}

static Datum numeric_by_text(toll_amount amount)
{
    char text[TOLL_MONEY_TEXT_BYTES];
    sql_amount_text(amount, text);
    return DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* The amounts that one word holds, 9.2 units of a currency, are a request's. The others take four times as long. */
Datum pg_numeric(toll_amount amount)
{
    int places = 18;
    int64_t low = (int64_t)amount.low;
    if (amount.high != (low < 0 ? -1 : 0) || low == INT64_MIN) {
        return numeric_by_text(amount);
    }
    uint64_t size = strip_zeros(low < 0 ? -(uint64_t)low : (uint64_t)low, &places);
    if (size == 0) {
        places = 0;
    }
    return NumericGetDatum(int64_div_fast_to_numeric(low < 0 ? -(int64_t)size : (int64_t)size, places));
}

/* ---- words ---- */

static void name_of_word(const sql_word *word, char name[32])
{
    if (word->kind == SQL_WORD_METER) {
        sql_meter_name(word->meter, name);
        return;
    }
    strlcpy(name, "is_aggregate", 32);
}

/* PostgreSQL rounds a numeric that it casts to bigint: a fraction of a token is no count. */
static int64_t whole_numeric(const sql_word *word, Datum value)
{
    Datum whole = DirectFunctionCall2(numeric_trunc, value, Int32GetDatum(0));
    if (!DatumGetBool(DirectFunctionCall2(numeric_eq, whole, value))) {
        char name[32];
        name_of_word(word, name);
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                errmsg("toll: %s must be a whole number, found %s", name,
                       DatumGetCString(DirectFunctionCall1(numeric_out, value))));
    }
    return DatumGetInt64(DirectFunctionCall1(numeric_int8, value));
}

static int64_t whole_double(const sql_word *word, double value)
{
    toll_error err = {.code = TOLL_OK};
    char name[32];
    int64_t whole = 0;
    name_of_word(word, name);
    if (sql_whole(value, name, &whole, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    return whole;
}

static void add_count(sql_record *record, const sql_word *word, int64_t value)
{
    toll_error err = {.code = TOLL_OK};
    if (sql_record_add_count(record, word, value, &err) != TOLL_OK) {
        pg_fail(&err);
    }
}

static void add_text(sql_record *record, const sql_word *word, sql_text value)
{
    toll_error err = {.code = TOLL_OK};
    if (sql_record_add_text(sql_cards_book(pg_cards()), record, word, value, &err) != TOLL_OK) {
        pg_fail(&err);
    }
}

void pg_add_value(sql_record *record, const sql_word *word, Oid type, Datum value)
{
    switch (type) {
    case INT2OID:
        add_count(record, word, DatumGetInt16(value));
        break;
    case INT4OID:
        add_count(record, word, DatumGetInt32(value));
        break;
    case INT8OID:
        add_count(record, word, DatumGetInt64(value));
        break;
    case BOOLOID:
        add_count(record, word, DatumGetBool(value) ? 1 : 0);
        break;
    case FLOAT4OID:
        add_count(record, word, whole_double(word, (double)DatumGetFloat4(value)));
        break;
    case FLOAT8OID:
        add_count(record, word, whole_double(word, DatumGetFloat8(value)));
        break;
    case NUMERICOID:
        add_count(record, word, whole_numeric(word, value));
        break;
    case TEXTOID:
    case VARCHAROID:
        add_text(record, word, pg_text(value));
        break;
    case UNKNOWNOID:
        add_text(record, word, (sql_text){DatumGetCString(value), strlen(DatumGetCString(value))});
        break;
    default:
        ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
                errmsg("toll: a value must be a number or a text, found %s", format_type_be(type)));
    }
}

/* ---- jsonb ---- */

/* False for null. */
static bool add_json_value(sql_record *record, const sql_word *word, const JsonbValue *value)
{
    switch (value->type) {
    case jbvNull:
        return false;
    case jbvString:
        add_text(record, word, (sql_text){value->val.string.val, (uint64_t)value->val.string.len});
        return true;
    case jbvNumeric:
        add_count(record, word, whole_numeric(word, NumericGetDatum(value->val.numeric)));
        return true;
    case jbvBool:
        add_count(record, word, value->val.boolean ? 1 : 0);
        return true;
    default:
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                errmsg("toll: a value of usage must be a number or a text, found an object or an array"));
    }
}

static sql_word find_key(const JsonbValue *key)
{
    toll_error err = {.code = TOLL_OK};
    sql_word word;
    sql_text name = {key->val.string.val, (uint64_t)key->val.string.len};
    if (sql_word_find(sql_cards_book(pg_cards()), name, &word, &err) != TOLL_OK) {
        pg_fail(&err);
    }
    return word;
}

bool pg_add_jsonb(sql_record *record, Datum usage)
{
    Jsonb *object = DatumGetJsonbP(usage);
    JsonbValue key, value;
    bool is_complete = true;
    if (!JB_ROOT_IS_OBJECT(object)) {
        ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
                errmsg("toll: usage must be an object as {\"input\": 1000, \"output\": 50}"));
    }
    JsonbIterator *at = JsonbIteratorInit(&object->root);
    JsonbIteratorNext(&at, &key, true);
    while (JsonbIteratorNext(&at, &key, true) == WJB_KEY) {
        sql_word word = find_key(&key);
        JsonbIteratorNext(&at, &value, true);
        is_complete = add_json_value(record, &word, &value) && is_complete;
    }
    return is_complete;
}
