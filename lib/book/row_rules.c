/* SPDX-License-Identifier: Apache-2.0 */
/* Checks one row by itself, from two tables: the range of each field, and which fields a kind of row has and needs.
 *
 * A field that a kind does not have must be 0, so that a slip (a price on a rule) is an error and never ignored. */
#include "book/row_rules.h"

#include <stddef.h>
#include <string.h>

#include "base/currency.h"
#include "base/fault.h"
#include "book/meter.h"
#include "book/time_zone.h"

/* The fields of a row that have a meaning by kind; source and its date may stand on every row. */
enum {
    OP,
    METER,
    OTHER,
    ORIGIN,
    CONTRACT,
    LAYER,
    FROM,
    UNTIL,
    QUANTITY,
    PER,
    NUMBER,
    WEEKDAYS,
    START,
    FINISH,
    OFFSET,
    KEY,
    VALUE,
    TEXT,
    FIELDS
};
#define BIT(field) (1u << (field))

/* Number and range of each; texts are numbers of the book and have no range of their own here. */
typedef struct limit {
    char name[16];
    int64_t min, max;
} limit;

#define COUNT_MAX                                                                                                      \
    INT64_C(9000000000000000) /* the public header's limit of `per`: what a double holds exactly, rounded down */
#define LAYER_MAX   1000000
#define DAY_S       86400
#define DATE_MAX    99991231
#define SCALE_MAX   TOLL_DECIMAL_SCALE_MAX
#define ALL_OF_WEEK 127 /* seven bits */

static const limit limits[FIELDS] = {
    {"op", 0, TOLL_MATCH_INFIX},
    {"meter", 0, TOLL_METERS - 1},
    {"other_meter", 0, TOLL_METERS - 1},
    {"origin", 0, TOLL_ORIGIN_ESTIMATED},
    {"is_contract", 0, 1},
    {"layer", -LAYER_MAX, LAYER_MAX},
    {"from_s", INT64_MIN, INT64_MAX},
    {"until_s", INT64_MIN, INT64_MAX},
    {"quantity", 0, INT64_MAX},
    {"per", 0, COUNT_MAX},
    {"number", 0, INT64_MAX},
    {"weekdays", 0, ALL_OF_WEEK},
    {"start_s", 0, DAY_S - 1},
    {"end_s", 0, DAY_S},
    {"utc_offset_s", -DAY_S, DAY_S},
    {"key", 0, UINT32_MAX},
    {"value", 0, UINT32_MAX},
    {"text", 0, UINT32_MAX},
};

/* By kind: what a row may have, what of it must not be 0 or empty, and its ops. A kind that may have nothing is none. */
typedef struct rule {
    uint32_t allowed, needed, op_max, op_min; /* op_min: of an op that is given */
} rule;

#define TEXT_IS  TOLL_OP_NOT_SUFFIX, TOLL_OP_IS /* the ops of a text */
#define COMPARES TOLL_OP_LE, TOLL_OP_GT         /* the ops of a quantity */

static const rule rules[] = {
    [TOLL_ROW_TARIFF] = {BIT(TEXT) | BIT(KEY) | BIT(VALUE) | BIT(FROM) | BIT(UNTIL) | BIT(ORIGIN) | BIT(LAYER),
                         BIT(TEXT) | BIT(KEY) | BIT(VALUE) | BIT(ORIGIN), 0, 0},
    [TOLL_ROW_MATCH] = {BIT(TEXT) | BIT(OP), BIT(TEXT) | BIT(OP), TOLL_MATCH_INFIX, 0},
    [TOLL_ROW_PRICE] = {BIT(METER) | BIT(NUMBER) | BIT(PER) | BIT(CONTRACT), BIT(METER) | BIT(PER), 0, 0},
    [TOLL_ROW_RULE] = {BIT(TEXT), 0, 0, 0},
    [TOLL_ROW_MULTIPLIER] = {BIT(TEXT) | BIT(NUMBER) | BIT(METER) | BIT(OP), BIT(OP), TOLL_FACTOR_BILL, 0},
    [TOLL_ROW_WHEN_COUNT] = {BIT(METER) | BIT(OP) | BIT(QUANTITY), BIT(METER) | BIT(OP), TOLL_OP_LE, 0},
    [TOLL_ROW_WHEN_TIER] = {BIT(TEXT) | BIT(OP), BIT(TEXT), TOLL_OP_IS_NOT, TOLL_OP_IS},
    [TOLL_ROW_WHEN_REGION] = {BIT(TEXT) | BIT(OP), BIT(TEXT), TEXT_IS},
    [TOLL_ROW_WHEN_ATTRIBUTE] = {BIT(KEY) | BIT(TEXT) | BIT(OP), BIT(KEY) | BIT(TEXT), TEXT_IS},
    [TOLL_ROW_WHEN_TIME] = {BIT(WEEKDAYS) | BIT(START) | BIT(FINISH) | BIT(OFFSET) | BIT(KEY) | BIT(TEXT), 0, 0, 0},
    [TOLL_ROW_WHEN_HOLIDAY] = {BIT(KEY) | BIT(OFFSET) | BIT(TEXT), BIT(KEY), 0, 0},
    [TOLL_ROW_WHEN_INSTANT] = {BIT(FROM) | BIT(UNTIL), 0, 0, 0},
    [TOLL_ROW_MINIMUM] = {BIT(METER) | BIT(QUANTITY) | BIT(OP), BIT(METER) | BIT(QUANTITY), TOLL_MINIMUM_TOTAL, 0},
    [TOLL_ROW_STEP] = {BIT(METER) | BIT(QUANTITY) | BIT(OP), BIT(METER) | BIT(QUANTITY), TOLL_STEP_NEAREST, 0},
    [TOLL_ROW_ALLOWANCE] = {BIT(METER) | BIT(KEY) | BIT(QUANTITY) | BIT(NUMBER) | BIT(OP), BIT(METER) | BIT(KEY),
                            TOLL_RATIO_GIVEN, 0},
    [TOLL_ROW_VOLUME] = {BIT(METER) | BIT(KEY) | BIT(QUANTITY) | BIT(NUMBER) | BIT(PER) | BIT(OP),
                         BIT(METER) | BIT(PER), TOLL_VOLUME_ALL, 0},
    [TOLL_ROW_FALLBACK] = {BIT(METER) | BIT(OTHER), BIT(METER), 0, 0},
    [TOLL_ROW_TIER] = {BIT(TEXT), BIT(TEXT), 0, 0},
    [TOLL_ROW_HOLIDAY] = {BIT(KEY) | BIT(FROM), BIT(KEY), 0, 0},
    [TOLL_ROW_REGION] = {BIT(TEXT) | BIT(OP), BIT(TEXT), TEXT_IS},
    [TOLL_ROW_ATTRIBUTE] = {BIT(KEY) | BIT(TEXT) | BIT(OP), BIT(KEY) | BIT(TEXT), TEXT_IS},
    [TOLL_ROW_CALENDAR] = {BIT(KEY) | BIT(FROM) | BIT(UNTIL), BIT(KEY), 0, 0},
    [TOLL_ROW_WHEN_COUNTER] = {BIT(KEY) | BIT(OP) | BIT(QUANTITY), BIT(KEY) | BIT(OP), COMPARES},
    [TOLL_ROW_WHEN_NUMBER] = {BIT(KEY) | BIT(OP) | BIT(NUMBER), BIT(KEY) | BIT(OP), COMPARES},
    [TOLL_ROW_ZONE] = {BIT(KEY) | BIT(TEXT) | BIT(FROM) | BIT(UNTIL), BIT(KEY) | BIT(TEXT), 0, 0},
    [TOLL_ROW_DEFAULT_PART] = {BIT(METER) | BIT(OTHER), BIT(METER) | BIT(OTHER), 0, 0},
    [TOLL_ROW_FEE] = {BIT(METER) | BIT(NUMBER) | BIT(CONTRACT) | BIT(OP) | BIT(KEY) | BIT(TEXT), 0, TOLL_PERIOD_INVOICE,
                      0},
    [TOLL_ROW_FLOOR] = {BIT(NUMBER) | BIT(CONTRACT) | BIT(OP) | BIT(KEY) | BIT(TEXT), 0, TOLL_PERIOD_INVOICE, 0},
    [TOLL_ROW_CAP] = {BIT(NUMBER) | BIT(CONTRACT) | BIT(OP) | BIT(KEY) | BIT(TEXT), 0, TOLL_PERIOD_INVOICE, 0},
    [TOLL_ROW_RETIRED] = {BIT(FROM) | BIT(TEXT), BIT(FROM), 0, 0},
    [TOLL_ROW_REDIRECT] = {BIT(TEXT), BIT(TEXT), 0, 0},
    [TOLL_ROW_DERIVE] = {BIT(METER) | BIT(OTHER) | BIT(NUMBER) | BIT(PER) | BIT(OP),
                         BIT(METER) | BIT(OTHER) | BIT(NUMBER) | BIT(PER), TOLL_DERIVE_ADD_NEAREST, 0},
};

#define KIND_MAX (sizeof rules / sizeof rules[0] - 1) /* kinds without a rule are unknown */

static toll_status refuse_row(toll_error *err, toll_status status, const char *field, uint32_t index,
                              const char *reason)
{
    return toll__fail(err, status, TOLL_KIND_BILL_ROW, field, index, reason);
}

static toll_status refuse_range(toll_error *err, const char *field, uint32_t index, int64_t min, int64_t max,
                                int64_t got)
{
    return toll__fail_range(err, TOLL_KIND_BILL_ROW, field, index, (double)min, (double)max, (double)got);
}

static void gather_fields(const toll__row *row, int64_t fields[FIELDS])
{
    const int64_t all[FIELDS] = {row->op,          row->meter,    row->other_meter, row->origin,   row->is_contract,
                                 row->layer,       row->from_s,   row->until_s,     row->quantity, row->per,
                                 row->number.coef, row->weekdays, row->start_s,     row->end_s,    row->utc_offset_s,
                                 row->key,         row->value,    row->text};
    memcpy(fields, all, sizeof all);
}

/* Which fields are there, which are wrong by themselves. */
static toll_status check_fields(const toll__row *row, uint32_t index, toll_error *err)
{
    const rule *kind = &rules[row->kind];
    int64_t fields[FIELDS];
    gather_fields(row, fields);
    for (uint32_t i = 0; i < FIELDS; i++) {
        int is_given = fields[i] != 0 || (i == NUMBER && row->number.scale != 0);
        if (is_given && (kind->allowed & BIT(i)) == 0)
            return refuse_row(err, TOLL_E_CONFLICT, limits[i].name, index,
                              "must be 0: rows of this kind do not use it");
        if (!is_given && (kind->needed & BIT(i)) != 0)
            return refuse_row(err, TOLL_E_MISSING, limits[i].name, index, "must be given in a row of this kind");
        int64_t max = i == OP ? (int64_t)kind->op_max : limits[i].max;
        int64_t min = i == OP && is_given ? (int64_t)kind->op_min : limits[i].min;
        if (fields[i] < min || fields[i] > max)
            return refuse_range(err, limits[i].name, index, min, max, fields[i]);
    }
    return TOLL_OK;
}

/* What every kind has: a decimal of a known scale, a date, texts of this book. */
static toll_status check_common(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    uint32_t n = book->texts.n_entries;
    if (row->kind > KIND_MAX || rules[row->kind].allowed == 0)
        return refuse_range(err, "kind", index, TOLL_ROW_TARIFF, KIND_MAX, row->kind);
    if (row->number.scale < 0 || row->number.scale > SCALE_MAX)
        return refuse_range(err, "number", index, 0, SCALE_MAX, row->number.scale);
    if (row->number.reserved != 0)
        return refuse_range(err, "number", index, 0, 0, row->number.reserved);
    if (row->reserved != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "source_date", index, "is followed by a word that must be 0");
    if (row->source_date < 0 || row->source_date > DATE_MAX)
        return refuse_range(err, "source_date", index, 0, DATE_MAX, row->source_date);
    if (row->key >= n || row->value >= n || row->text >= n || row->source >= n)
        return refuse_row(err, TOLL_E_RANGE, "text", index, "is not a text of this book");
    return TOLL_OK;
}

/* ISO 4217 in capitals, or "X-" and a name for credits and the like. */
static toll_status check_currency(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    char text[TOLL__TEXT_BYTES];
    int32_t digits = 0;
    toll__book_text(book, row->value, text);
    uint64_t length = strlen(text);
    if (length >= 3 && text[0] == 'X' && text[1] == '-')
        return TOLL_OK;
    for (uint64_t i = 0; i < length; i++)
        if (text[i] < 'A' || text[i] > 'Z')
            length = 0;
    if (length == 3 && toll__currency_digits(text, length, &digits, NULL) == TOLL_OK)
        return TOLL_OK;
    return refuse_row(err, TOLL_E_RANGE, "value", index,
                      "must be a currency of ISO 4217 in capitals, or X- and a name");
}

static toll_status check_interval(const toll__row *row, uint32_t index, toll_error *err)
{
    if (row->from_s < row->until_s)
        return TOLL_OK;
    return refuse_row(err, TOLL_E_CONFLICT, "until_s", index, "must be after from_s: the interval is empty");
}

static toll_status check_list(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    if (row->key == 0 || (book->texts.entries[row->key].uses & TOLL__USE_LIST) != 0)
        return TOLL_OK;
    return refuse_row(err, TOLL_E_MISSING, "key", index, "names a holiday list that has no day in this book");
}

/* The local time of a window or holiday: an offset or a zone, not both. */
static toll_status check_local_time(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    if (row->text == 0)
        return TOLL_OK;
    if (row->utc_offset_s != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "utc_offset_s", index, "must be 0: the zone in text says the offset");
    if ((book->texts.entries[row->text].uses & TOLL__USE_ZONE) != 0)
        return TOLL_OK;
    return refuse_row(err, TOLL_E_MISSING, "text", index, "names a zone that no row of kind zone describes");
}

static toll_status check_zone(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    char text[TOLL__TEXT_BYTES];
    toll__zone zone;
    toll__book_text(book, row->text, text);
    if (!toll__zone_parse(text, &zone))
        return refuse_row(err, TOLL_E_RANGE, "text", index,
                          "must be a TZ rule such as EST5EDT,M3.2.0,M11.1.0 or JST-9");
    return check_interval(row, index, err);
}

static toll_status check_calendar(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    toll_status status = check_interval(row, index, err);
    return status != TOLL_OK ? status : check_list(book, row, index, err);
}

static toll_status check_part(const toll__row *row, uint32_t index, toll_error *err)
{
    if (toll__meter_get(row->other_meter)->parent == row->meter && toll__meter_siblings(row->other_meter) != 0)
        return TOLL_OK;
    return refuse_row(err, TOLL_E_CONFLICT, "other_meter", index,
                      "is not a modality, a kind of writes or a kind of answers that is a part of the meter");
}

/* No credits, which may be negative, and no requests, of which each record has one. A total and its part derived of one
 * another would make each other grow. */
static toll_status check_derived(const toll__row *row, uint32_t index, toll_error *err)
{
    const uint64_t own = toll__meter_ancestors(row->meter), other = toll__meter_ancestors(row->other_meter);
    if (row->meter == TOLL_METER_CREDIT || row->meter == TOLL_METER_REQUEST)
        return refuse_row(err, TOLL_E_CONFLICT, "meter", index, "is credit or request, which can't be derived");
    if (row->other_meter == TOLL_METER_CREDIT)
        return refuse_row(err, TOLL_E_CONFLICT, "other_meter", index, "is credit, which may be negative");
    if ((own & TOLL__METER_BIT(row->other_meter)) != 0 || (other & TOLL__METER_BIT(row->meter)) != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "other_meter", index, "is the meter itself, a part or a total of it");
    return TOLL_OK;
}

/* An amount of a period is the account's: it has a name and may be shared, and belongs to no meter. */
static toll_status check_amount(const toll__row *row, uint32_t index, toll_error *err)
{
    const int is_of_period = toll__row_period(row) != TOLL_PERIOD_RECORD;
    if (is_of_period && row->meter != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "meter", index, "must be 0: a fee of a period is of the account");
    if (!is_of_period && row->key != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "key", index, "must be empty: an amount of a record is not shared");
    if (!is_of_period && row->text != 0)
        return refuse_row(err, TOLL_E_CONFLICT, "text", index, "must be empty: only an amount of a period has a name");
    return TOLL_OK;
}

static toll_status check_by_kind(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    toll_status status = TOLL_OK;
    switch (row->kind) {
    case TOLL_ROW_TARIFF:
        status = check_currency(book, row, index, err);
        return status != TOLL_OK ? status : check_interval(row, index, err);
    case TOLL_ROW_WHEN_INSTANT:
        return check_interval(row, index, err);
    case TOLL_ROW_WHEN_TIME:
    case TOLL_ROW_WHEN_HOLIDAY:
        status = check_list(book, row, index, err);
        return status != TOLL_OK ? status : check_local_time(book, row, index, err);
    case TOLL_ROW_CALENDAR:
        return check_calendar(book, row, index, err);
    case TOLL_ROW_ZONE:
        return check_zone(book, row, index, err);
    case TOLL_ROW_DEFAULT_PART:
        return check_part(row, index, err);
    case TOLL_ROW_DERIVE:
        return check_derived(row, index, err);
    case TOLL_ROW_FEE:
    case TOLL_ROW_FLOOR:
    case TOLL_ROW_CAP:
        return check_amount(row, index, err);
    default:
        return TOLL_OK;
    }
}

toll_status toll__row_check(const toll__book *book, const toll__row *row, uint32_t index, toll_error *err)
{
    toll_status status = check_common(book, row, index, err);
    if (status != TOLL_OK)
        return status;
    status = check_fields(row, index, err);
    if (status != TOLL_OK)
        return status;
    return check_by_kind(book, row, index, err);
}
