/* SPDX-License-Identifier: Apache-2.0 */
/* Names of accelerators, from the surest reading to the last:
 *
 *   1. an id, or an alias of one row
 *   2. a machine type of a cloud ("p5.48xlarge"): its accelerator and how many
 *   3. the parts of a row's id in any order and spelling (hw_words.c), then those of an alias
 *   4. the same behind a count ("8xH100", "H100:8"), or before the size of a TPU slice ("v5e-8")
 *
 * By hand: "8x H100 80GB" is none of the first three. Without the count it fits h100-sxm5-80gb and h100-pcie-80gb, and
 * the first of them has the lower rank: 8 x h100-sxm5-80gb, with the other as an alternative. */
#include "catalog/hw_name.h"

#include <string.h>

#include <toll/catalog.h>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/hw_words.h"
#include "catalog/row_search.h"

#define COUNT_MAX    100000u
#define UNMARKED_MAX 512u /* "8 H100"; beyond it a number before a name is a product: "4090 ti" */

/* Columns of the tables of machines and instances that are read here. */
enum { MACHINE_HW = 1, MACHINE_GPUS = 2 };

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static uint64_t n_rows_of(uint32_t number)
{
    return toll__table_get(number).n_rows;
}

static int find_exact(const toll__name *name, toll__name_found *found)
{
    uint64_t row = toll__find_id(TOLL_TABLE_HW, name);
    if (row < n_rows_of(TOLL_TABLE_HW)) {
        toll__found_add(found, row);
        found->how |= TOLL_FOUND_ID;
        return 1;
    }
    toll__alias_range range = toll__find_aliases(TOLL_TABLE_HW, name);
    for (uint64_t i = 0; i < range.count; i++)
        toll__found_add(found, toll__find_alias_row(range.first + i));
    found->how |= range.count > 0 ? TOLL_FOUND_ALIAS : 0;
    return range.count > 0;
}

/* The accelerators of a row that names one by id: of a machine type, or of an instance with its price. */
static int add_machine(uint32_t number, uint64_t row, uint32_t hw_column, uint32_t gpus_column, toll__name_found *found)
{
    toll__name hw;
    toll__table table = toll__table_get(number);
    const char *id = toll__table_text(&table, row, hw_column);
    toll__name_fold(&hw, id, toll__text_length(id, TOLL__NAME_MAX));
    uint64_t at = toll__find_id(TOLL_TABLE_HW, &hw);
    if (at == n_rows_of(TOLL_TABLE_HW))
        return 0;
    toll__found_add(found, at);
    found->count = (uint64_t)toll__table_cell(&table, row, gpus_column);
    found->how |= TOLL_FOUND_MACHINE | (found->count > 0 ? TOLL_FOUND_COUNT : 0);
    return 1;
}

/* Machine types are kept in lower case with '-' for '_' and ' ', without "Standard_" and the service's "ml.". */
static void write_machine_name(const toll__name *name, toll__name *machine)
{
    static const char prefixes[][12] = {"nvidia-", "standard-", "ml.", "aws/", "azure/", "gcp/", "oci/", "lambda/"};
    *machine = *name;
    for (uint32_t i = 0; i < machine->length; i++)
        if (machine->bytes[i] == '_' || machine->bytes[i] == ' ')
            machine->bytes[i] = '-';
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        uint32_t n = (uint32_t)strlen(prefixes[i]);
        if (machine->length <= n || memcmp(machine->bytes, prefixes[i], n) != 0)
            continue;
        machine->length -= n;
        memmove(machine->bytes, machine->bytes + n, machine->length);
    }
}

static int find_instance(const toll__name *name, toll__name_found *found)
{
    toll__table table = toll__table_get(TOLL_TABLE_INSTANCE);
    uint32_t hw = toll__table_column(&table, "hw_id", 0), gpus = toll__table_column(&table, "gpus", hw);
    uint64_t row = toll__find_id(TOLL_TABLE_INSTANCE, name);
    if (row < table.n_rows)
        return add_machine(TOLL_TABLE_INSTANCE, row, hw, gpus, found);
    toll__alias_range range = toll__find_aliases(TOLL_TABLE_INSTANCE, name);
    for (uint64_t i = 0; i < range.count; i++) /* one type in several regions */
        if (!add_machine(TOLL_TABLE_INSTANCE, toll__find_alias_row(range.first + i), hw, gpus, found))
            return 0;
    return range.count > 0;
}

static int find_machine(const toll__name *name, toll__name_found *found)
{
    toll__name machine;
    write_machine_name(name, &machine);
    uint64_t row = toll__find_id(TOLL__TABLE_MACHINE, &machine);
    if (row < n_rows_of(TOLL__TABLE_MACHINE))
        return add_machine(TOLL__TABLE_MACHINE, row, MACHINE_HW, MACHINE_GPUS, found);
    return find_instance(name, found);
}

static int find_by_alias_parts(const toll__squeezed *squeezed, toll__name_found *found)
{
    toll__table aliases = toll__table_get(TOLL__TABLE_ALIAS);
    for (uint64_t i = 0; i < aliases.n_rows; i++) {
        int64_t number = toll__table_cell(&aliases, i, 1);
        if (number > TOLL_TABLE_HW)
            break;
        uint64_t row = toll__find_alias_row(i);
        if (number == TOLL_TABLE_HW && toll__hw_fits(squeezed, row, toll__table_text(&aliases, i, 0)))
            toll__found_add(found, row);
    }
    return found->n_rows > 0;
}

static int find_by_parts(const toll__name *name, toll__name_found *found)
{
    toll__squeezed squeezed;
    toll__table table = toll__table_get(TOLL_TABLE_HW);
    toll__name_squeeze(&squeezed, name->bytes, name->length);
    if (squeezed.length == 0)
        return 0;
    for (uint64_t row = 0; row < table.n_rows; row++)
        if (toll__hw_fits(&squeezed, row, toll__table_text(&table, row, 0)))
            toll__found_add(found, row);
    found->how |= TOLL_FOUND_SPELLING;
    return found->n_rows > 0 || find_by_alias_parts(&squeezed, found);
}

static int find_named(const toll__name *name, toll__name_found *found)
{
    *found = (toll__name_found){0};
    if (find_exact(name, found) || find_machine(name, found))
        return 1;
    *found = (toll__name_found){0};
    return find_by_parts(name, found);
}

/* A whole number at text[*at]; 0: none, or too large. */
static uint64_t read_count(const char *text, uint32_t length, uint32_t *at)
{
    uint64_t value = 0;
    while (*at < length && is_digit(text[*at]) && value <= COUNT_MAX)
        value = value * 10 + (uint64_t)(text[(*at)++] - '0');
    return value <= COUNT_MAX ? value : 0;
}

/* "8x", "8 x ", "8*", or "8 " before a letter: the name without it. */
static uint64_t cut_leading_count(const toll__name *name, toll__name *rest)
{
    uint32_t at = 0;
    uint64_t count = read_count(name->bytes, name->length, &at);
    uint32_t digits = at;
    while (at < name->length && name->bytes[at] == ' ')
        at++;
    int is_marked = at < name->length && (name->bytes[at] == 'x' || name->bytes[at] == '*');
    if (digits == 0 || (!is_marked && (at == digits || count > UNMARKED_MAX)))
        return 0;
    at += is_marked ? 1u : 0;
    while (at < name->length && (name->bytes[at] == ' ' || name->bytes[at] == '-' || name->bytes[at] == '_'))
        at++;
    rest->length = name->length - at;
    memcpy(rest->bytes, name->bytes + at, rest->length);
    return count;
}

/* ":8", "x8", " x 8", "*8" at the end: the name without it. */
static uint64_t cut_trailing_count(const toll__name *name, toll__name *rest)
{
    uint32_t at = name->length;
    while (at > 0 && is_digit(name->bytes[at - 1]))
        at--;
    uint32_t digits = at;
    while (at > 0 && name->bytes[at - 1] == ' ')
        at--;
    char mark = at > 0 ? name->bytes[at - 1] : ' ';
    if (digits == name->length || (mark != 'x' && mark != '*' && mark != ':'))
        return 0;
    *rest = *name;
    for (rest->length = at - 1; rest->length > 0 && name->bytes[rest->length - 1] == ' ';)
        rest->length--;
    return read_count(name->bytes, name->length, &digits);
}

/* What "-8" behind a TPU's name counts: chips, or cores of which a chip has two. 0: the row has no slices. */
static uint64_t cores_of(uint64_t row)
{
    static const struct {
        char id[12];
        uint64_t cores;
    } slices[] = {{"tpu-v4", 2}, {"tpu-v5e", 1}, {"tpu-v5p", 2}, {"tpu-v6e", 1}};
    toll__table table = toll__table_get(TOLL_TABLE_HW);
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++)
        if (strcmp(slices[i].id, toll__table_text(&table, row, 0)) == 0)
            return slices[i].cores;
    return 0;
}

static int find_slice(const toll__name *name, toll__name_found *found)
{
    toll__name rest = *name;
    uint32_t at = name->length;
    while (at > 0 && is_digit(name->bytes[at - 1]))
        at--;
    if (at == name->length || at < 2 || name->bytes[at - 1] != '-')
        return 0;
    rest.length = at - 1;
    uint64_t number = read_count(name->bytes, name->length, &at);
    if (!find_named(&rest, found) || found->n_rows != 1 || found->count > 0)
        return 0;
    uint64_t cores = cores_of(found->rows[0]);
    if (cores == 0 || number == 0 || number % cores != 0)
        return 0;
    found->count = number / cores;
    found->how |= TOLL_FOUND_COUNT | TOLL_FOUND_SPELLING;
    return 1;
}

static int take_counted(const toll__name *rest, uint64_t count, toll__name_found *found)
{
    if (count == 0 || rest->length == 0 || !find_named(rest, found))
        return 0;
    found->count = count * (found->count > 0 ? found->count : 1);
    found->how |= TOLL_FOUND_COUNT;
    return 1;
}

static int find_counted(const toll__name *name, toll__name_found *found)
{
    toll__name rest = {0};
    uint64_t count = cut_leading_count(name, &rest);
    if (take_counted(&rest, count, found))
        return 1;
    count = cut_trailing_count(name, &rest);
    return take_counted(&rest, count, found);
}

/* lspci: "NVIDIA Corporation GH100 [H100 PCIe]". The product is in the last brackets. */
static int find_bracketed(const toll__name *name, toll__name_found *found)
{
    toll__name rest;
    uint32_t at = name->length;
    if (at == 0 || name->bytes[at - 1] != ']')
        return 0;
    while (at > 0 && name->bytes[at - 1] != '[')
        at--;
    rest.length = at > 0 ? name->length - 1 - at : 0;
    memcpy(rest.bytes, name->bytes + at, rest.length);
    return rest.length > 0 && find_named(&rest, found);
}

/* Makes the marks that product pages add plain ASCII: the signs of a trade mark mean nothing, and a multiplication sign is
 * an x. In UTF-8 they are E2 84 A2, C2 AE and C3 97. */
static void replace_marks(toll__name *name)
{
    static const struct {
        char bytes[4];
        char plain[4];
    } marks[] = {{"\xe2\x84\xa2", "   "}, {"\xc2\xae", "  "}, {"\xc3\x97", " x"}};
    for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
        uint32_t n = (uint32_t)strlen(marks[k].bytes);
        for (uint32_t i = 0; i + n <= name->length; i++)
            if (memcmp(name->bytes + i, marks[k].bytes, n) == 0)
                memcpy(name->bytes + i, marks[k].plain, n);
    }
}

void toll__hw_name_find(const char *text, uint64_t length, toll__name_found *found)
{
    toll__name name;
    while (length > 0 && text[0] == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    toll__name_fold(&name, text, length);
    replace_marks(&name);
    *found = (toll__name_found){0};
    if (name.length == 0)
        return;
    if (!find_named(&name, found) && !find_counted(&name, found) && !find_slice(&name, found) &&
        !find_bracketed(&name, found))
        *found = (toll__name_found){0};
    toll__found_choose(found, TOLL__ALIAS_USUAL_HW);
}
