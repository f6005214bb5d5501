/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and remarks of an import, in memory that grows. */
#include "import/import_rows.h"

#include <stdlib.h>
#include <string.h>

#include "table/tariff_cell.h"

#define FIRST_ROWS 1024u

/* Twice the memory; the old one where there is none. */
static void *grow_array(import_list *m, void *array, uint64_t *capacity, size_t size)
{
    const uint64_t wanted = *capacity == 0 ? FIRST_ROWS : *capacity * 2;
    void *grown = wanted < SIZE_MAX / size ? realloc(array, (size_t)wanted * size) : NULL;
    if (grown == NULL) {
        m->status = TOLL_E_BUFFER;
        return array;
    }
    *capacity = wanted;
    return grown;
}

int toll__import_copy(const char *text, char *field, size_t capacity)
{
    const size_t length = strlen(text);
    field[0] = '\0';
    if (length >= capacity)
        return 0;
    memcpy(field, text, length + 1);
    return 1;
}

int toll__import_wants(const import_list *m, const char *provider)
{
    return m->provider == NULL || strcmp(m->provider, provider) == 0;
}

int toll__import_date(const char *text, int64_t *at_s)
{
    char instant[] = "yyyy-mm-ddT00:00:00Z";
    toll_bill_row row;
    if (strlen(text) < 10)
        return 0;
    memcpy(instant, text, 10);
    if (toll__tariff_cell_from(instant, &row) != NULL)
        return 0;
    *at_s = row.from_s;
    return 1;
}

/* ---- rows ---- */

toll_bill_row *toll__import_row(import_list *m, uint32_t kind)
{
    if (m->n_rows == m->row_capacity)
        m->rows = grow_array(m, m->rows, &m->row_capacity, sizeof *m->rows);
    toll_bill_row *row = m->status == TOLL_OK ? &m->rows[m->n_rows++] : &m->spare;
    memset(row, 0, sizeof *row);
    row->kind = kind;
    row->source_date = m->source_date;
    (void)toll__import_copy(m->source, row->source, sizeof row->source);
    return row;
}

void toll__import_tariff(import_list *m, const char *provider, const char *name, int64_t from_s, int64_t until_s)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_TARIFF);
    const size_t length = strlen(provider);
    row->origin = TOLL_ORIGIN_PUBLIC;
    row->from_s = from_s;
    row->until_s = until_s;
    (void)toll__import_copy("USD", row->value, sizeof row->value);
    (void)toll__import_copy(provider, row->key, sizeof row->key);
    (void)toll__import_copy(provider, row->text, sizeof row->text);
    row->text[length] = '/';
    (void)toll__import_copy(name, row->text + length + 1, sizeof row->text - length - 1);
}

/* The tariff row that row `at` belongs to. */
static uint64_t tariff_of(const import_list *m, uint64_t at)
{
    while (at > 0 && m->rows[at].kind != TOLL_ROW_TARIFF)
        at--;
    return at;
}

/* Is the name one of another SKU of the same provider? The rows of a provider stand together. */
static int is_taken(const import_list *m, const toll_bill_row *head, uint32_t op, const char *name)
{
    const int is_pattern = op != TOLL_MATCH_EXACT && op != TOLL_MATCH_ALIAS;
    for (const toll_bill_row *row = head; row-- > m->rows;) {
        if (row->kind == TOLL_ROW_TARIFF && strcmp(row->key, head->key) != 0)
            return 0;
        const int was_pattern = row->op != TOLL_MATCH_EXACT && row->op != TOLL_MATCH_ALIAS;
        const int is_same_kind = is_pattern ? row->op == op : !was_pattern;
        if (row->kind != TOLL_ROW_MATCH || !is_same_kind || strcmp(row->text, name) != 0)
            continue;
        const toll_bill_row *other = &m->rows[tariff_of(m, (uint64_t)(row - m->rows))];
        if (strcmp(other->key, head->key) == 0 && strcmp(other->text, head->text) != 0)
            return 1;
    }
    return 0;
}

static int has_name(const import_list *m, uint64_t tariff, uint32_t op, const char *name)
{
    for (uint64_t i = tariff + 1; i < m->n_rows; i++)
        if (m->rows[i].kind == TOLL_ROW_MATCH && strcmp(m->rows[i].text, name) == 0 &&
            (m->rows[i].op == op || op == TOLL_MATCH_ALIAS))
            return 1;
    return 0;
}

void toll__import_name(import_list *m, uint32_t op, const char *name)
{
    if (m->status != TOLL_OK || m->n_rows == 0)
        return;
    const uint64_t tariff = tariff_of(m, m->n_rows - 1);
    if (has_name(m, tariff, op, name))
        return;
    if (strlen(name) >= sizeof m->rows->text) {
        toll__import_remark(m, TOLL_IO_NAME_LOST, m->rows[tariff].text, "name", "longer than 95 bytes");
        return;
    }
    if (is_taken(m, &m->rows[tariff], op, name)) {
        toll__import_remark(m, TOLL_IO_NAME_LOST, m->rows[tariff].text, name, "another model before it has the name");
        return;
    }
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_MATCH);
    row->op = op;
    (void)toll__import_copy(name, row->text, sizeof row->text);
}

void toll__import_price_row(import_list *m, uint32_t meter, const toll_decimal *price, int64_t per)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_PRICE);
    row->meter = meter;
    row->number = *price;
    row->per = per;
}

void toll__import_rule(import_list *m, const char *name)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_RULE);
    (void)toll__import_copy(name, row->text, sizeof row->text);
}

void toll__import_multiplier(import_list *m, const char *name, const toll_decimal *factor)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_MULTIPLIER);
    row->op = TOLL_FACTOR_LIST;
    row->number = *factor;
    (void)toll__import_copy(name, row->text, sizeof row->text);
}

void toll__import_when_count(import_list *m, uint32_t op, int64_t threshold)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_WHEN_COUNT);
    row->meter = TOLL_METER_INPUT;
    row->op = op;
    row->quantity = threshold;
}

void toll__import_when_tier(import_list *m, const char *tier)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_WHEN_TIER);
    (void)toll__import_copy(tier, row->text, sizeof row->text);
}

void toll__import_when_attribute(import_list *m, const char *key, const char *value)
{
    toll_bill_row *row = toll__import_row(m, TOLL_ROW_WHEN_ATTRIBUTE);
    (void)toll__import_copy(key, row->key, sizeof row->key);
    (void)toll__import_copy(value, row->text, sizeof row->text);
}

void toll__import_undo(import_list *m, uint64_t mark)
{
    if (mark < m->n_rows)
        m->n_rows = mark;
}

/* ---- the end of a tariff ---- */

static int prices_meter(const import_list *m, uint64_t mark, uint32_t meter)
{
    for (uint64_t i = mark; i < m->n_rows; i++)
        if (m->rows[i].kind == TOLL_ROW_PRICE && m->rows[i].meter == meter)
            return 1;
    return 0;
}

/* A row of the tariff from `mark` on, outside of its rules: before the first one. */
static toll_bill_row *insert_row(import_list *m, uint32_t kind, uint64_t mark)
{
    uint64_t at = mark;
    const toll_bill_row *added = toll__import_row(m, kind);
    if (m->status != TOLL_OK)
        return &m->spare;
    const toll_bill_row row = *added;
    while (at + 1 < m->n_rows && m->rows[at].kind != TOLL_ROW_RULE && m->rows[at].kind != TOLL_ROW_MULTIPLIER)
        at++;
    memmove(&m->rows[at + 1], &m->rows[at], (m->n_rows - 1 - at) * sizeof row);
    m->rows[at] = row;
    return &m->rows[at];
}

/* Cached tokens of a modality without a price of their own, in some tier or in all: the catalogs bill them as cached text,
 * and so does the registry's default. The book wants it said, because both their totals have a price. */
static void state_fallbacks(import_list *m, uint64_t mark)
{
    static const uint32_t modalities[][2] = {{TOLL_METER_INPUT_AUDIO, TOLL_METER_CACHE_READ_AUDIO},
                                             {TOLL_METER_INPUT_IMAGE, TOLL_METER_CACHE_READ_IMAGE},
                                             {TOLL_METER_INPUT_VIDEO, TOLL_METER_CACHE_READ_VIDEO}};
    if (!prices_meter(m, mark, TOLL_METER_CACHE_READ))
        return;
    for (size_t i = 0; i < sizeof modalities / sizeof modalities[0]; i++) {
        if (!prices_meter(m, mark, modalities[i][0]))
            continue;
        toll_bill_row *row = insert_row(m, TOLL_ROW_FALLBACK, mark);
        row->meter = modalities[i][1];
        row->other_meter = TOLL_METER_CACHE_READ;
    }
}

/* Prices of the tariff, and how many of them are above 0. */
static uint64_t count_prices(const import_list *m, uint64_t mark, uint64_t *n_paid)
{
    uint64_t n_prices = 0;
    *n_paid = 0;
    for (uint64_t i = mark; i < m->n_rows; i++) {
        if (m->rows[i].kind != TOLL_ROW_PRICE)
            continue;
        n_prices++;
        if (m->rows[i].number.coef > 0)
            ++*n_paid;
    }
    return n_prices;
}

/* The dearest genuine price is 600 USD for a million output tokens (o1-pro). The known slips begin at 15,000. */
#define TOKEN_PRICE_MAX 1000

static int is_above_limit(const toll_decimal *price)
{
    int64_t limit = TOKEN_PRICE_MAX;
    for (int32_t i = 0; i < price->scale && limit < INT64_MAX / 10; i++)
        limit *= 10;
    return price->coef > limit;
}

static int is_token(uint32_t meter)
{
    toll_bill_meter about = {.struct_size = sizeof about, .struct_kind = TOLL_KIND_BILL_METER};
    return toll_bill_meter_get(meter, &about, NULL) == TOLL_OK && about.is_token != 0;
}

static int has_control(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return 1;
    return 0;
}

/* What speaks against a tariff as a whole; NULL: nothing. */
static const char *fault_of(const import_list *m, uint64_t mark)
{
    uint64_t n_names = 0;
    for (uint64_t i = mark; i < m->n_rows; i++) {
        const toll_bill_row *row = &m->rows[i];
        n_names += row->kind == TOLL_ROW_MATCH ? 1 : 0;
        if (has_control(row->text) || has_control(row->key))
            return "a text has a control character";
        if (row->kind == TOLL_ROW_PRICE && row->per == 1000000 && is_token(row->meter) && is_above_limit(&row->number))
            return "above 1,000 USD for a million tokens: a slip of the unit";
    }
    return n_names == 0 ? "other models have all its names" : NULL;
}

/* A name that ends in ":free" states its price where the catalog leaves zeros away. */
static void state_free_prices(import_list *m, const char *entry)
{
    static const char free_end[] = ":free";
    const toll_decimal zero = {.coef = 0};
    const size_t length = strlen(entry), tail = sizeof free_end - 1;
    if (length <= tail || strcmp(entry + length - tail, free_end) != 0)
        return;
    toll__import_price_row(m, TOLL_METER_INPUT, &zero, 1000000);
    toll__import_price_row(m, TOLL_METER_OUTPUT, &zero, 1000000);
}

void toll__import_finish(import_list *m, uint64_t mark, const char *entry)
{
    uint64_t n_paid = 0;
    if (m->status != TOLL_OK)
        return;
    const char *fault = fault_of(m, mark);
    if (fault != NULL) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, entry, "price", fault);
        toll__import_undo(m, mark);
        return;
    }
    if (count_prices(m, mark, &n_paid) == 0)
        state_free_prices(m, entry);
    const uint64_t n_prices = count_prices(m, mark, &n_paid);
    const int is_free = strstr(entry, "free") != NULL || strstr(entry, "Free") != NULL;
    if (n_prices == 0 || (n_paid == 0 && !is_free)) {
        toll__import_remark(m, TOLL_IO_LEFT_OUT, entry, "price",
                            n_prices == 0 ? "it has no price" : "every price is 0, and nothing says that it is free");
        toll__import_undo(m, mark);
        return;
    }
    state_fallbacks(m, mark);
}

/* ---- prices and remarks ---- */

int toll__import_read(import_list *m, toll__json value, int shift, const char *entry, const char *field,
                      toll_decimal *price)
{
    const import_price_kind kind = toll__import_price(value, shift, price);
    if (kind == IMPORT_PRICE_SNAPPED)
        toll__import_remark(m, TOLL_IO_SNAPPED, entry, field, "noise of a binary fraction was taken off");
    if (kind == IMPORT_PRICE_WRONG)
        toll__import_remark(m, TOLL_IO_WRONG, entry, field, "is no price: not a number, negative or too long");
    return kind != IMPORT_PRICE_WRONG;
}

/* Cuts a text to the field, between characters of UTF-8. */
static void cut_text(const char *text, char *field, size_t capacity)
{
    size_t length = strlen(text);
    if (length >= capacity)
        length = capacity - 1;
    while (length > 0 && text[length] != '\0' && ((unsigned char)text[length] & 0xc0u) == 0x80u)
        length--;
    memcpy(field, text, length);
    field[length] = '\0';
}

void toll__import_remark(import_list *m, uint32_t kind, const char *entry, const char *field, const char *reason)
{
    if (m->n_remarks == m->remark_capacity)
        m->remarks = grow_array(m, m->remarks, &m->remark_capacity, sizeof *m->remarks);
    if (m->status != TOLL_OK)
        return;
    toll_io_remark *remark = &m->remarks[m->n_remarks++];
    memset(remark, 0, sizeof *remark);
    remark->kind = kind;
    cut_text(entry, remark->entry, sizeof remark->entry);
    cut_text(field, remark->field, sizeof remark->field);
    cut_text(reason, remark->reason, sizeof remark->reason);
}
