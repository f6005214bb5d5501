/* SPDX-License-Identifier: Apache-2.0 */
/* Reads instance prices of one's own: each row is checked as the catalog's generator checks its own, none is dropped.
 *
 * Numbers are exact until one division. "55.04" is 5504 / 10^2: both are exact doubles, so the quotient is the nearest
 * double to the text. That holds up to 15 digits, since 10^15 < 2^53 and 10^15 is an exact double.
 *
 * Bytes: "7.5Gi" is 75 * 2^30 / 10 = 8,053,063,680. What is no whole byte is cut. */
#include "table/instance_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/csv_table.h"
#include "text/io_error.h"

#define DIGITS_MAX 15
#define USD_MAX    1e6 /* an hour of a machine: a rack of 72 B300 is some 500 */
#define COUNT_MAX  1e6 /* accelerators, or virtual CPUs, of one machine */
#define DATE_FIRST 19900101
#define CELL_TEXT  128

typedef enum instance_column {
    IN_ID,
    IN_PROVIDER,
    IN_INSTANCE,
    IN_REGION,
    IN_HW,
    IN_GPU_NAME,
    IN_GPUS,
    IN_VCPUS,
    IN_MEMORY,
    IN_ON_DEMAND,
    IN_1Y,
    IN_3Y,
    IN_SPOT,
    IN_KIND,
    IN_AS_OF,
    IN_NOTES,
    IN_SOURCE,
    IN_COLUMNS
} instance_column;

static const struct {
    const char *name;
    int is_needed;
} columns[IN_COLUMNS] = {[IN_ID] = {"id", 0},
                         [IN_PROVIDER] = {"provider", 1},
                         [IN_INSTANCE] = {"instance", 1},
                         [IN_REGION] = {"region", 1},
                         [IN_HW] = {"hw_id", 1},
                         [IN_GPU_NAME] = {"gpu_name", 0},
                         [IN_GPUS] = {"gpus", 1},
                         [IN_VCPUS] = {"vcpus", 0},
                         [IN_MEMORY] = {"host_memory_bytes", 0},
                         [IN_ON_DEMAND] = {"on_demand_usd_per_hour", 0},
                         [IN_1Y] = {"reserved_1y_usd_per_hour", 0},
                         [IN_3Y] = {"reserved_3y_usd_per_hour", 0},
                         [IN_SPOT] = {"spot_usd_per_hour", 0},
                         [IN_KIND] = {"price_kind", 0},
                         [IN_AS_OF] = {"as_of", 0},
                         [IN_NOTES] = {"notes", 0},
                         [IN_SOURCE] = {"source", 0}};

static const char *const kinds[] = {[TOLL_PRICE_ON_DEMAND] = "on_demand",     [TOLL_PRICE_GPU_PART] = "gpu_part",
                                    [TOLL_PRICE_OWNERSHIP] = "ownership",     [TOLL_PRICE_RENTAL_3Y] = "rental_3y",
                                    [TOLL_PRICE_MARKETPLACE] = "marketplace", [TOLL_PRICE_SERVERLESS] = "serverless"};

typedef struct instance_reader {
    toll__csv_table csv;
    size_t at[IN_COLUMNS]; /* n_columns: absent */
    size_t row;
    int32_t latest;
    toll_error *err;
} instance_reader;

/* ---- header ---- */

static instance_column find_instance_column(const char *name)
{
    int i = 0;
    while (i < IN_COLUMNS && strcmp(columns[i].name, name) != 0)
        i++;
    return (instance_column)i;
}

static toll_status read_instance_header(instance_reader *r)
{
    for (int i = 0; i < IN_COLUMNS; i++)
        r->at[i] = r->csv.n_columns;
    for (size_t k = 0; k < r->csv.n_columns; k++) {
        const char *name = toll__csv_text(&r->csv, 0, k);
        const instance_column column = find_instance_column(name);
        const toll__csv_place place = toll__csv_place_of(&r->csv, 0, k);
        if (strcmp(name, "InstanceType") == 0)
            return toll__csv_fail(
                r->err, place, "a catalog of SkyPilot's form: make rows of it with toll catalog import --from skypilot",
                NULL);
        if (column == IN_COLUMNS)
            return toll__csv_fail(r->err, place, "not a column of instance prices", name);
        if (r->at[column] != r->csv.n_columns)
            return toll__csv_fail(r->err, place, "column is there twice", name);
        r->at[column] = k;
    }
    return TOLL_OK;
}

static toll_status check_instance_columns(const instance_reader *r)
{
    const size_t absent = r->csv.n_columns;
    for (int i = 0; i < IN_COLUMNS; i++)
        if (columns[i].is_needed && r->at[i] == absent) {
            toll__csv_fail(r->err, toll__csv_line(&r->csv, 0), "column is absent", columns[i].name);
            return TOLL_E_MISSING;
        }
    if (r->at[IN_ON_DEMAND] != absent || r->at[IN_1Y] != absent || r->at[IN_3Y] != absent || r->at[IN_SPOT] != absent)
        return TOLL_OK;
    toll__csv_fail(r->err, toll__csv_line(&r->csv, 0), "no column of prices, such as", columns[IN_ON_DEMAND].name);
    return TOLL_E_MISSING;
}

/* ---- cells ---- */

static const char *instance_text(const instance_reader *r, instance_column column)
{
    return r->at[column] == r->csv.n_columns ? "" : toll__csv_text(&r->csv, r->row, r->at[column]);
}

static toll_status refuse_instance_cell(const instance_reader *r, instance_column column, const char *message)
{
    const toll__csv_place place = r->at[column] == r->csv.n_columns
                                      ? toll__csv_line(&r->csv, r->row)
                                      : toll__csv_place_of(&r->csv, r->row, r->at[column]);
    char text[160];
    snprintf(text, sizeof text, "%s %s", columns[column].name, message);
    return toll__csv_fail(r->err, place, text, instance_text(r, column));
}

/* VALUE[?|~][@SOURCE] without the marks; is_unverified: it bore `?`. */
static toll_status read_marked(const instance_reader *r, instance_column column, char value[CELL_TEXT],
                               int *is_unverified)
{
    const char *text = instance_text(r, column);
    size_t length = strcspn(text, "@");
    if (length >= CELL_TEXT)
        return refuse_instance_cell(r, column, "is too long");
    const int is_marked = length > 0 && (text[length - 1] == '?' || text[length - 1] == '~');
    *is_unverified = is_marked && text[length - 1] == '?';
    length -= (size_t)is_marked;
    if (length == 0 && text[0] != 0)
        return refuse_instance_cell(r, column, "has a mark without a value");
    memcpy(value, text, length);
    value[length] = 0;
    return TOLL_OK;
}

/* A text that is not marked, into a field of `size` bytes. */
static toll_status read_instance_name(const instance_reader *r, instance_column column, char *field, size_t size)
{
    const char *text = instance_text(r, column);
    if (strlen(text) >= size)
        return refuse_instance_cell(r, column, "is too long");
    if (text[0] == 0 && columns[column].is_needed)
        return refuse_instance_cell(r, column, "is empty");
    memcpy(field, text, strlen(text));
    return TOLL_OK;
}

/* ---- numbers ---- */

/* Digits with at most one point between them; the rest of the text; NULL: none, or more than DIGITS_MAX of them. */
static const char *read_digits(const char *text, int64_t *digits, int64_t *divisor)
{
    int n = 0, has_point = 0;
    *digits = 0;
    *divisor = 1;
    for (; isdigit((unsigned char)*text) || (*text == '.' && n > 0 && !has_point); text++) {
        if (*text == '.') {
            has_point = 1;
            continue;
        }
        if (++n > DIGITS_MAX)
            return NULL;
        *digits = *digits * 10 + (*text - '0');
        *divisor *= has_point ? 10 : 1;
    }
    return n > 0 && text[-1] != '.' ? text : NULL;
}

static toll_status read_instance_price(instance_reader *r, instance_column column, uint64_t bit, double *usd,
                                       toll_catalog_instance *row)
{
    char value[CELL_TEXT];
    int is_unverified;
    int64_t digits, divisor;
    toll_status status = read_marked(r, column, value, &is_unverified);
    if (status != TOLL_OK || value[0] == 0)
        return status;
    const char *rest = read_digits(value, &digits, &divisor);
    if (rest == NULL || *rest != 0)
        return refuse_instance_cell(r, column, "is not a decimal number of at most 15 digits");
    const double price = (double)digits / (double)divisor;
    if (digits == 0 || price > USD_MAX)
        return refuse_instance_cell(r, column, "must be above 0 and at most 1,000,000");
    *usd = price;
    row->known |= bit;
    row->unverified |= is_unverified ? bit : 0;
    return TOLL_OK;
}

/* `bit` 0: the number is needed and bears no mark. */
static toll_status read_instance_count(instance_reader *r, instance_column column, uint64_t bit, int64_t *count,
                                       toll_catalog_instance *row)
{
    char value[CELL_TEXT];
    int is_unverified;
    int64_t digits, divisor;
    toll_status status = read_marked(r, column, value, &is_unverified);
    if (status != TOLL_OK || (value[0] == 0 && bit != 0))
        return status;
    const char *rest = read_digits(value, &digits, &divisor);
    if (rest == NULL || *rest != 0 || divisor != 1 || digits < 1 || digits > (int64_t)COUNT_MAX)
        return refuse_instance_cell(r, column, "must be a whole number, 1 .. 1,000,000");
    if (is_unverified && bit == 0)
        return refuse_instance_cell(r, column, "takes no mark `?`: every price per GPU-hour rests on it");
    *count = digits;
    row->known |= bit;
    row->unverified |= is_unverified ? bit : 0;
    return TOLL_OK;
}

/* "2048Gi": how often the number is doubled; -1: no suffix of bytes. */
static int suffix_doublings(const char *suffix)
{
    static const char prefixes[] = "KMGT";
    if (*suffix == 0)
        return 0;
    const char *found = strchr(prefixes, *suffix);
    return found != NULL && strcmp(suffix + 1, "i") == 0 ? 10 * (int)(found - prefixes + 1) : -1;
}

static toll_status read_instance_memory(instance_reader *r, toll_catalog_instance *row)
{
    char value[CELL_TEXT];
    int is_unverified;
    int64_t digits, divisor;
    toll_status status = read_marked(r, IN_MEMORY, value, &is_unverified);
    if (status != TOLL_OK || value[0] == 0)
        return status;
    const char *rest = read_digits(value, &digits, &divisor);
    const int doublings = rest == NULL ? -1 : suffix_doublings(rest);
    if (doublings < 0)
        return refuse_instance_cell(r, IN_MEMORY, "is not a number of bytes, such as 2048Gi");
    if (digits > INT64_MAX >> doublings || digits == 0)
        return refuse_instance_cell(r, IN_MEMORY, "is out of range");
    row->host_memory_bytes = (digits << doublings) / divisor;
    row->known |= TOLL_INSTANCE_MEMORY;
    row->unverified |= is_unverified ? TOLL_INSTANCE_MEMORY : 0;
    return TOLL_OK;
}

/* ---- other cells ---- */

static int days_of_month(int32_t year, int32_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

/* yyyy, yyyy-mm or yyyy-mm-dd as yyyymmdd, with 0 for what is not stated; 0: no date. */
static int32_t parse_day(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    const size_t length = strlen(text);
    int32_t part[3] = {0, 0, 0}, at = 0;
    if (length != 4 && length != 7 && length != 10)
        return 0;
    for (size_t i = 0; i < length; i++) {
        if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-')
            return 0;
        if (form[i] == '-')
            at++;
        else
            part[at] = part[at] * 10 + (text[i] - '0');
    }
    if (length > 4 && (part[1] < 1 || part[1] > 12))
        return 0;
    if (length > 7 && (part[2] < 1 || part[2] > days_of_month(part[0], part[1])))
        return 0;
    return part[0] * 10000 + part[1] * 100 + part[2];
}

static toll_status read_instance_date(const instance_reader *r, toll__instance_row *row)
{
    char value[CELL_TEXT];
    toll_status status = read_marked(r, IN_AS_OF, value, &row->is_as_of_unverified);
    if (status != TOLL_OK || value[0] == 0)
        return status;
    const int32_t date = parse_day(value);
    if (date < DATE_FIRST / 10000 * 10000)
        return refuse_instance_cell(r, IN_AS_OF, "is not a date such as 2026-11-30, 2026-11 or 2026");
    if (r->latest != 0 && date > r->latest)
        return refuse_instance_cell(r, IN_AS_OF, "is in the future");
    row->instance.as_of = date;
    return TOLL_OK;
}

static toll_status read_instance_kind(const instance_reader *r, toll_catalog_instance *row)
{
    const char *text = instance_text(r, IN_KIND);
    if (text[0] == 0) {
        row->price_kind = TOLL_PRICE_ON_DEMAND;
        return TOLL_OK;
    }
    for (uint32_t kind = TOLL_PRICE_ON_DEMAND; kind <= TOLL_PRICE_SERVERLESS; kind++)
        if (strcmp(text, kinds[kind]) == 0) {
            row->price_kind = kind;
            return TOLL_OK;
        }
    return refuse_instance_cell(r, IN_KIND,
                                "must be on_demand, gpu_part, ownership, rental_3y, marketplace or serverless");
}

/* The accelerator by its id: a name that stands for several boards would choose the price. Empty: not in the catalog. */
static toll_status read_instance_hw(const instance_reader *r, toll_catalog_instance *row)
{
    char value[CELL_TEXT];
    int is_unverified;
    uint64_t index;
    toll_hw hw;
    toll_status status = read_marked(r, IN_HW, value, &is_unverified);
    if (status != TOLL_OK || value[0] == 0)
        return status;
    if (toll_catalog_find(TOLL_TABLE_HW, value, strlen(value), &index, NULL) != TOLL_OK)
        return refuse_instance_cell(r, IN_HW, "is no accelerator of the catalog: `toll hw` lists their ids");
    status = toll_struct_init(&hw, sizeof hw, TOLL_KIND_HW, r->err);
    if (status != TOLL_OK)
        return status;
    status = toll_catalog_get_hw(index, &hw, r->err);
    if (status != TOLL_OK)
        return status;
    if (strcmp(hw.id, value) != 0)
        return refuse_instance_cell(r, IN_HW, "is no id of an accelerator: `toll hw find` tells what a name means");
    memcpy(row->hw_id, hw.id, sizeof row->hw_id);
    row->known |= TOLL_INSTANCE_HW;
    row->unverified |= is_unverified ? TOLL_INSTANCE_HW : 0;
    return TOLL_OK;
}

/* provider/instance/region in lower case, with hyphens for blanks, where the file gives no id. */
static toll_status read_instance_id(const instance_reader *r, toll_catalog_instance *row)
{
    toll_status status = read_instance_name(r, IN_ID, row->id, sizeof row->id);
    if (status != TOLL_OK || row->id[0] != 0)
        return status;
    char id[sizeof row->provider + sizeof row->instance + sizeof row->region + 2];
    const int length = snprintf(id, sizeof id, "%s/%s/%s", row->provider, row->instance, row->region);
    if ((size_t)length >= sizeof row->id)
        return refuse_instance_cell(r, IN_INSTANCE, "is too long with its provider and region: give an id");
    for (int i = 0; i < length; i++)
        row->id[i] = id[i] == ' ' ? '-' : (char)tolower((unsigned char)id[i]);
    return TOLL_OK;
}

/* ---- rows ---- */

static toll_status read_instance_names(instance_reader *r, toll_catalog_instance *row)
{
    const struct {
        instance_column column;
        char *field;
        size_t size;
    } names[] = {{IN_PROVIDER, row->provider, sizeof row->provider},
                 {IN_INSTANCE, row->instance, sizeof row->instance},
                 {IN_REGION, row->region, sizeof row->region},
                 {IN_GPU_NAME, row->gpu_name, sizeof row->gpu_name}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        toll_status status = read_instance_name(r, names[i].column, names[i].field, names[i].size);
        if (status != TOLL_OK)
            return status;
    }
    return read_instance_id(r, row);
}

static toll_status read_instance_prices(instance_reader *r, toll_catalog_instance *row)
{
    const struct {
        instance_column column;
        uint64_t bit;
        double *usd;
    } prices[] = {{IN_ON_DEMAND, TOLL_INSTANCE_ON_DEMAND, &row->on_demand_usd_per_hour},
                  {IN_1Y, TOLL_INSTANCE_1Y, &row->reserved_1y_usd_per_hour},
                  {IN_3Y, TOLL_INSTANCE_3Y, &row->reserved_3y_usd_per_hour},
                  {IN_SPOT, TOLL_INSTANCE_SPOT, &row->spot_usd_per_hour}};
    const uint64_t all = TOLL_INSTANCE_ON_DEMAND | TOLL_INSTANCE_1Y | TOLL_INSTANCE_3Y | TOLL_INSTANCE_SPOT;
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        toll_status status = read_instance_price(r, prices[i].column, prices[i].bit, prices[i].usd, row);
        if (status != TOLL_OK)
            return status;
    }
    if ((row->known & all) == 0)
        return toll__csv_fail(r->err, toll__csv_line(&r->csv, r->row), "the row has no price", NULL);
    return TOLL_OK;
}

static toll_status read_instance_counts(instance_reader *r, toll_catalog_instance *row)
{
    toll_status status = read_instance_count(r, IN_GPUS, 0, &row->gpus, row);
    if (status != TOLL_OK)
        return status;
    status = read_instance_count(r, IN_VCPUS, TOLL_INSTANCE_VCPUS, &row->vcpus, row);
    return status != TOLL_OK ? status : read_instance_memory(r, row);
}

static toll_status read_instance_facts(instance_reader *r, toll__instance_row *row)
{
    toll_status (*const parts[])(instance_reader *, toll_catalog_instance *) = {
        read_instance_names, read_instance_counts, read_instance_prices};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        toll_status status = parts[i](r, &row->instance);
        if (status != TOLL_OK)
            return status;
    }
    toll_status status = read_instance_hw(r, &row->instance);
    if (status != TOLL_OK)
        return status;
    status = read_instance_kind(r, &row->instance);
    return status != TOLL_OK ? status : read_instance_date(r, row);
}

/* The library's own check refuses what the cells may hide, such as control characters in a name. */
static toll_status read_one_instance(instance_reader *r, toll__instance_row *row)
{
    toll_error err;
    const toll__csv_place place = toll__csv_line(&r->csv, r->row);
    toll_status status = toll_struct_init(&row->instance, sizeof row->instance, TOLL_KIND_CATALOG_INSTANCE, r->err);
    if (status != TOLL_OK)
        return status;
    row->line = place.line;
    status = read_instance_facts(r, row);
    if (status != TOLL_OK)
        return status;
    if (toll_struct_check(&row->instance, TOLL_KIND_CATALOG_INSTANCE, &err) != TOLL_OK)
        return toll__csv_fail(r->err, place, err.message, NULL);
    return TOLL_OK;
}

static int order_of_ids(const void *left, const void *right)
{
    const toll__instance_row *a = left, *b = right;
    const int by = strcmp(a->instance.id, b->instance.id);
    return by != 0 ? by : (a->line > b->line) - (a->line < b->line);
}

/* Two rows of one id are two prices of one machine. */
static toll_status refuse_same_ids(const instance_reader *r, toll__instance_file *file)
{
    char text[64];
    qsort(file->rows, file->n_rows, sizeof *file->rows, order_of_ids);
    for (size_t i = 1; i < file->n_rows; i++) {
        const toll__instance_row *first = &file->rows[i - 1], *again = &file->rows[i];
        if (strcmp(first->instance.id, again->instance.id) != 0)
            continue;
        snprintf(text, sizeof text, "the same machine as line %lu", (unsigned long)first->line);
        return toll__csv_fail(r->err, (toll__csv_place){r->csv.name, again->line, 0}, text, again->instance.id);
    }
    return TOLL_OK;
}

static toll_status read_instance_rows(instance_reader *r, toll__instance_file *file)
{
    toll_status status = read_instance_header(r);
    if (status != TOLL_OK)
        return status;
    status = check_instance_columns(r);
    if (status != TOLL_OK)
        return status;
    if (r->csv.n_rows == 0)
        return toll__csv_fail(r->err, toll__csv_line(&r->csv, 0), "no machine is listed below the header", NULL);
    file->rows = calloc(r->csv.n_rows, sizeof *file->rows);
    if (file->rows == NULL)
        return toll__io_fail(r->err, TOLL_E_BUFFER, "instances", "%s: out of memory", r->csv.name);
    for (r->row = 1; r->row <= r->csv.n_rows; r->row++) {
        status = read_one_instance(r, &file->rows[r->row - 1]);
        if (status != TOLL_OK)
            return status;
    }
    file->n_rows = r->csv.n_rows;
    return refuse_same_ids(r, file);
}

toll_status toll__instance_file_read(const char *path, uint64_t limit, int32_t latest, toll__instance_file *file,
                                     toll_error *err)
{
    instance_reader r = {.latest = latest, .err = err};
    *file = (toll__instance_file){0};
    toll_status status = toll__csv_read(path, strcmp(path, "-") == 0 ? "standard input" : path, limit, &r.csv, err);
    if (status != TOLL_OK)
        return status;
    status = read_instance_rows(&r, file);
    if (status != TOLL_OK)
        toll__instance_file_release(file);
    toll__csv_release(&r.csv);
    return status;
}

void toll__instance_file_release(toll__instance_file *file)
{
    free(file->rows);
    *file = (toll__instance_file){0};
}
