/* SPDX-License-Identifier: Apache-2.0 */
/* Names of accelerators, part by part. A row gives a list of parts: those of its id, and words that may go with it (its
 * maker, product line, architecture, memory). A name fits the row when it is made of these parts, each used once, and
 * lacks none that is needed. Separators and order don't count.
 *
 * By hand: h100-sxm5-80gb gives h100 (needed), sxm5 and 80gb (may be missing), nvidia, hopper, hbm3 ... "NVIDIA H100
 * 80GB HBM3" is nvidia + h100 + 80gb + hbm3: it fits. "h1000" is h100 and a rest "0": it does not. "H100 40GB" has a
 * size that is no part of the row: it does not. */
#include "catalog/hw_words.h"

#include <string.h>

#include <toll/catalog.h>

#include "base/text.h"
#include "catalog/facts.h"
#include "catalog/fold_name.h"

#define PARTS_MAX  48u
#define PART_BYTES 16u

typedef enum part_kind { PART_WORD, PART_SIZE, PART_FORM } part_kind;

typedef struct part {
    char text[PART_BYTES];
    uint32_t length;
    part_kind kind;
    int is_needed, is_used;
} part;

typedef struct part_list {
    part parts[PARTS_MAX];
    uint32_t count;
} part_list;

/* Columns of the hardware table; a test holds them against its header. */
enum { COLUMN_ID, COLUMN_NAME, COLUMN_VENDOR, COLUMN_ARCH, COLUMN_MEMORY };

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_part_of_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

static int is_odd_byte(char c)
{
    return (unsigned char)c < 0x20 || (unsigned char)c >= 0x7f;
}

/* Bytes of "(r)", "(tm)" or "(c)" at the start of a text. */
static uint32_t measure_trade_mark(const char *text, uint32_t length)
{
    if (length >= 3 && (memcmp(text, "(r)", 3) == 0 || memcmp(text, "(c)", 3) == 0))
        return 3;
    return length >= 4 && memcmp(text, "(tm)", 4) == 0 ? 4 : 0;
}

void toll__name_squeeze(toll__squeezed *squeezed, const char *text, uint64_t length)
{
    toll__name name;
    int is_apart = 0;
    squeezed->length = 0;
    toll__name_fold(&name, text, length);
    for (uint32_t i = 0; i < name.length;) {
        char c = name.bytes[i];
        uint32_t mark = measure_trade_mark(name.bytes + i, name.length - i);
        if (is_odd_byte(c)) {
            squeezed->length = 0;
            return;
        }
        i += mark > 0 ? mark : 1;
        if (mark > 0 || !is_part_of_word(c)) {
            is_apart = 1;
            continue;
        }
        int is_joint = is_apart && squeezed->length > 0 && is_digit(c);
        if (is_joint && is_digit(squeezed->text[squeezed->length - 1]) && squeezed->length < TOLL__SQUEEZED_BYTES)
            squeezed->text[squeezed->length++] = '|';
        if (squeezed->length < TOLL__SQUEEZED_BYTES)
            squeezed->text[squeezed->length++] = c;
        is_apart = 0;
    }
}

static void add_part(part_list *list, const char *text, uint32_t length, part_kind kind, int is_needed)
{
    if (list->count == PARTS_MAX || length == 0 || length > PART_BYTES)
        return;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->parts[i].length == length && memcmp(list->parts[i].text, text, length) == 0)
            return;
    part *p = &list->parts[list->count++];
    memcpy(p->text, text, length);
    p->length = length;
    p->kind = kind;
    p->is_needed = is_needed;
    p->is_used = 0;
}

static int is_word(const char *text, uint32_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

static int is_one_of(const char *text, uint32_t length, const char (*words)[PART_BYTES], size_t n_words)
{
    for (size_t i = 0; i < n_words; i++)
        if (is_word(text, length, words[i]))
            return 1;
    return 0;
}
#define IS_ONE_OF(text, length, words) is_one_of(text, length, words, sizeof words / sizeof words[0])

/* "80gb". */
static int is_size(const char *text, uint32_t length)
{
    return length > 2 && is_digit(text[0]) && memcmp(text + length - 2, "gb", 2) == 0 && is_digit(text[length - 3]);
}

/* "sxm5", "nvl72": the form, which a name may leave out, and its number. */
static int is_form(const char *text, uint32_t length)
{
    return length >= 3 && (memcmp(text, "sxm", 3) == 0 || memcmp(text, "nvl", 3) == 0);
}

/* Parts of an id that people leave out: they tell no two products apart, or only variants of one. */
static int may_be_missing(const char *text, uint32_t length, const char *id)
{
    static const char lines[][PART_BYTES] = {"apple",  "rtx",      "rx",   "arc",       "radeon",     "geforce",
                                             "jetson", "ascend",   "pcie", "oam",       "instinct",   "groq",
                                             "intel",  "cerebras", "amd",  "sambanova", "tenstorrent"};
    if (IS_ONE_OF(text, length, lines))
        return 1;
    return is_word(text, length, "blackwell") && strncmp(id, "rtx-pro", 7) == 0;
}

/* Adds the parts of an id or of another name; those of words that only may stand there are not needed. */
static void add_parts_of(part_list *list, const char *string, int is_naming)
{
    toll__name name;
    toll__name_fold(&name, string, toll__text_length(string, TOLL__NAME_MAX));
    for (uint32_t i = 0; i < name.length;) {
        uint32_t n = 0;
        while (i + n < name.length && is_part_of_word(name.bytes[i + n]))
            n++;
        const char *text = name.bytes + i;
        part_kind kind = is_size(text, n) ? PART_SIZE : is_form(text, n) ? PART_FORM : PART_WORD;
        add_part(list, text, n, kind, is_naming && kind == PART_WORD && !may_be_missing(text, n, string));
        i += n + 1;
    }
}

static void add_word(part_list *list, const char *word)
{
    add_part(list, word, (uint32_t)strlen(word), PART_WORD, 0);
}

/* What goes with an accelerator although its id and name don't say it: its maker's brands, and its board. `line` is a
 * text that the vendor, architecture or id begins with, or holds. */
static void add_brands(part_list *list, const char *vendor)
{
    static const struct {
        char vendor[PART_BYTES], word[PART_BYTES];
    } words[] = {{"NVIDIA", "tesla"},    {"NVIDIA", "corporation"}, {"Intel", "ai"},     {"NVIDIA", "tensorcore"},
                 {"AMD", "radeon"},      {"AMD", "instinct"},       {"Intel", "habana"}, {"Google", "cloud"},
                 {"Google", "tpu"},      {"AWS", "amazon"},         {"AWS", "neuron"},   {"Apple", "mac"},
                 {"Apple", "silicon"},   {"Apple", "macbookpro"},   {"Apple", "imac"},   {"Apple", "macbookair"},
                 {"Apple", "macstudio"}, {"Apple", "macmini"},      {"Apple", "macpro"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].vendor, vendor) == 0)
            add_word(list, words[i].word);
}

static void add_boards(part_list *list, const char *id, const char *arch, int is_module)
{
    static const char general[][PART_BYTES] = {"gpu",  "graphics", "accelerator", "generation",
                                               "card", "edition",  "chip"};
    for (size_t i = 0; i < sizeof general / sizeof general[0]; i++)
        add_word(list, general[i]);
    if (is_module) {
        add_word(list, "hgx");
        add_word(list, "dgx");
    }
    if (strncmp(id, "rtx-pro", 7) == 0) {
        add_word(list, "server");
        add_word(list, "workstation");
    }
    if (strncmp(arch, "CDNA", 4) == 0 && arch[4] >= '3')
        add_word(list, "oam");
    if (strcmp(arch, "Ampere GA10x") == 0 || strcmp(arch, "Ada") == 0 || strcmp(arch, "Turing") == 0)
        add_word(list, "pcie");
}

/* A size that the id does not state: the memory in binary units, and in decimal ones where the id has no size at all. */
static void add_memory(part_list *list, double bytes, int has_size)
{
    const double units[] = {0x1.0p30, 1e9};
    for (int i = 0; i < (has_size ? 1 : 2); i++) {
        char text[24];
        toll__text size;
        toll__text_start(&size, text, sizeof text);
        toll__text_put_u64(&size, (uint64_t)(bytes / units[i] + 0.5));
        toll__text_put(&size, "gb");
        add_part(list, text, (uint32_t)(toll__text_end(&size) - 1), PART_SIZE, 0);
    }
}

/* A naming text of parts that may all be missing ("nvl72") needs them all, or any name would fit. */
static void need_something(part_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->parts[i].is_needed)
            return;
    for (uint32_t i = 0; i < list->count; i++)
        list->parts[i].is_needed = 1;
}

/* The parts that a naming text gives, then those of the row's other texts. */
static void list_parts(part_list *list, uint64_t row, const char *id)
{
    toll__table table = toll__table_get(TOLL_TABLE_HW);
    const char *vendor = toll__table_text(&table, row, COLUMN_VENDOR),
               *arch = toll__table_text(&table, row, COLUMN_ARCH);
    uint32_t memory_type = toll__table_column(&table, "memory_type", 0);
    int is_module = 0, has_size = 0;
    list->count = 0;
    add_parts_of(list, id, 1);
    need_something(list);
    add_parts_of(list, toll__table_text(&table, row, COLUMN_ID), 0);
    add_parts_of(list, toll__table_text(&table, row, COLUMN_NAME), 0);
    for (uint32_t i = 0; i < list->count; i++) {
        is_module |= list->parts[i].kind == PART_FORM && list->parts[i].text[0] == 's';
        has_size |= list->parts[i].kind == PART_SIZE;
    }
    add_parts_of(list, vendor, 0);
    add_parts_of(list, arch, 0);
    if (memory_type != TOLL__NO_COLUMN)
        add_parts_of(list, toll__table_text(&table, row, memory_type), 0);
    add_brands(list, vendor);
    add_boards(list, toll__table_text(&table, row, COLUMN_ID), arch, is_module);
    add_memory(list, toll__table_number(&table, row, COLUMN_MEMORY), has_size);
}

/* Bytes of the name's rest that the part takes; 0: it does not stand there. A size may be written "80gb", "80gib" or
 * "80g", a form without its number; no part ends between two digits. */
static uint32_t measure_part(const part *p, const char *rest, uint32_t length)
{
    uint32_t n = p->length;
    if (p->kind == PART_FORM)
        while (n > 3 && is_digit(p->text[n - 1]) && (n > length || memcmp(rest, p->text, n) != 0))
            n--;
    if (p->kind == PART_SIZE)
        n -= 2;
    if (n > length || memcmp(rest, p->text, n) != 0)
        return 0;
    if (p->kind == PART_SIZE) {
        if (n == length || rest[n] != 'g')
            return 0;
        n++;
        n += n + 1 < length && rest[n] == 'i' && rest[n + 1] == 'b' ? 2 : n < length && rest[n] == 'b' ? 1 : 0;
    }
    int is_cut = n < length && is_digit(rest[n - 1]) && is_digit(rest[n]);
    return is_cut ? 0 : n;
}

/* The longest unused part that stands at the start of the rest; NULL: none. */
static part *find_part(part_list *list, const char *rest, uint32_t length, uint32_t *taken)
{
    part *longest = NULL;
    *taken = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        part *p = &list->parts[i];
        uint32_t n = p->is_used ? 0 : measure_part(p, rest, length);
        if (n > *taken || (n > 0 && n == *taken && p->is_needed && !longest->is_needed)) {
            longest = p;
            *taken = n;
        }
    }
    return longest;
}

int toll__hw_fits(const toll__squeezed *name, uint64_t row, const char *id)
{
    part_list list;
    list_parts(&list, row, id);
    for (uint32_t at = 0; at < name->length;) {
        uint32_t taken = 0;
        part *p = find_part(&list, name->text + at, name->length - at, &taken);
        if (p == NULL)
            return 0;
        p->is_used = 1;
        at += taken;
        at += at < name->length && name->text[at] == '|';
    }
    for (uint32_t i = 0; i < list.count; i++)
        if (list.parts[i].is_needed && !list.parts[i].is_used)
            return 0;
    return name->length > 0;
}
